"""The least value of a term on a domain, enclosed, and where it is taken: branch and bound.

Every box that is dropped is dropped for a reason that holds for all of its points: a constraint
fails, the term is above a value that is taken elsewhere, or its slopes have a sign (then a face
stays).  Stationary points inside are contracted by Krawczyk's operator, so that many digits are
cheap.  What comes back holds whenever the search stopped: ``lower <= infimum <= upper``, and every
point where the infimum is taken lies in one of ``places``.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import arb, ctx

from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.enclosure.continuity import is_continuous
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative, minus
from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.enclosure.intervals import IntervalArithmetic, contains_zero
from ua_symbolic.enclosure.limits import NoLimitError, limit
from ua_symbolic.enclosure.optimum import NO_POINT, End, OptimiseError, Optimum
from ua_symbolic.enclosure.optimum_domain import Domain
from ua_symbolic.enclosure.problem import Problem, end_interval
from ua_symbolic.enclosure.program import Program, UnsupportedError, compile_program
from ua_symbolic.enclosure.prove import Proved, prove
from ua_symbolic.enclosure.ranges import (
    EVERYTHING,
    Interval,
    MaybeInterval,
    add,
    intersect,
    multiply,
    negate,
)
from ua_symbolic.enclosure.simpler_slopes import factored
from ua_symbolic.enclosure.stationary import Stationary
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.terms import (
    INFINITY,
    ZERO,
    Number,
    Relation,
    Sort,
    Term,
    subterms,
)

Node = tuple[Interval, ...]
CORNERS = ("Abs", "Min", "Max")
Spread = tuple[tuple[int, Interval], ...]
"""Sides along which the term does not strictly rise from the face that was kept."""
LARGEST_TERM = 3000
MOST_NEWTON = 5
MOST_PROOFS, MOST_SECONDS = 8, 3.0
MOST_REFINED = 800
FARTHEST = 10**6
PROVER_BITS = 53


@dataclass(order=True)
class _Item:
    key: float
    number: int
    low: arb = field(compare=False)
    box: Node = field(compare=False)
    lost: bool = field(compare=False)  # on an open face that points of the domain only approach
    spread: Spread = field(compare=False, default=())

    @property
    def place(self) -> Node:
        """Where points as low as those of the box may lie: all along sides that were given up."""
        ends = list(self.box)
        for i, side in self.spread:
            ends[i] = side
        return tuple(ends)


@dataclass
class Minimiser:
    """One search: at the precision current in ``flint.ctx``."""

    domain: Domain
    digits: int
    precision: int
    deadline: float
    boxes: int = 0
    proofs: int = 0
    only_strict: bool = False  # keep all places where the least value may be taken
    best: arb | None = None
    taken: bool = False  # the best value is exactly the one at a point of the domain
    heap: list[_Item] = field(default_factory=list)
    done: list[_Item] = field(default_factory=list)
    counter: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        domain = self.domain
        self.term = domain.term
        self.continuous = is_continuous(self.term)
        sides = [s for c in domain.constraints for s in (c.left, c.right)]
        self.bare = self._compile([self.term, *sides], clamped=False)
        self.program = self._compile([self.term, *sides], clamped=True)
        self.real = all(v.sort is Sort.REAL for v in domain.variables)
        self.slopes = self._slopes(clamped=True)
        self.bare_slopes = self._slopes(clamped=False)
        self.limits = self._limits()
        self.simpler = self._simpler_slopes()
        corners = any(getattr(t, "head", "") in CORNERS for t in subterms(self.term))
        smooth = self.slopes is not None and self.real and not corners
        self.stationary = Stationary(self.term, domain.variables) if smooth else None

    def _compile(self, terms: Sequence[Term], *, clamped: bool) -> Program:
        arithmetic = IntervalArithmetic(None, clamped)
        return compile_program(terms, self.domain.variables, arithmetic)

    def _slopes(self, *, clamped: bool) -> Program | None:
        if sum(1 for _ in subterms(self.term)) > LARGEST_TERM:
            return None
        try:
            slopes = [derivative(self.term, v) for v in self.domain.variables]
            return self._compile(slopes, clamped=clamped)
        except (NotDifferentiableError, UnsupportedError):
            return None

    def _simpler_slopes(self) -> Program | None:
        """The slopes with common factors in front, where algebra finds them."""
        if self.slopes is None or not self.real:
            return None
        slopes = [derivative(self.term, v) for v in self.domain.variables]
        plain = [factored(s) for s in slopes]
        if all(p is None or p == s for p, s in zip(plain, slopes, strict=True)):
            return None
        return self._compile([p or s for p, s in zip(plain, slopes, strict=True)], clamped=True)

    # --- the loop -------------------------------------------------------------------------------

    def run(self) -> Optimum:
        root = self.domain.box
        if minus(INFINITY) in self.limits.values() and not self.domain.constraints:
            return self._without_bound()
        self._sample(root)
        self._push(root, lost=False)
        reason = ""
        while self.heap:
            if time.monotonic() > self.deadline:
                reason = "out of time"
                break
            item = heapq.heappop(self.heap)
            if self._above(item.low):
                continue
            if self._close_enough(item.low):
                heapq.heappush(self.heap, item)
                break
            if self._unbounded(item):
                return self._without_bound()
            if self._shown_at_end(item):
                continue
            self._branch(item)
        self._mark_lost()
        if not reason:
            self._refine_places()
        return self._answer(reason)

    def _mark_lost(self) -> None:
        if self.slopes is not None and self.real and not self.domain.constraints:
            for item in self.heap:
                if not _bounded(item.box):
                    slopes = self.slopes.run(item.box)
                    item.lost = item.lost or _falls_for_ever(item.box, slopes)

    def _refine_places(self) -> None:
        """With the value known, cut what is left for a while, to tell better where it is taken."""
        wanted = 10.0 ** (-self.digits / 2)
        until = min(self.deadline, time.monotonic() + MOST_SECONDS)
        waiting = [replace(item, box=item.place, spread=()) for item in self.heap]
        self.heap, self.only_strict = [], True
        for _ in range(MOST_REFINED):
            if not waiting or time.monotonic() > until:
                break
            item = waiting.pop(0)
            if self._above(item.low):
                continue
            if item.lost or self.domain.width(item.box) <= wanted or _far(item.box):
                self.done.append(item)
                continue
            self._branch(item)
            waiting += self.heap
            self.heap = []
        self.heap = waiting
        self.only_strict = False

    def _branch(self, item: _Item) -> None:
        self.boxes += 1
        parts = self._reduced(item)
        if parts is None:
            parts = [(box, item.lost, item.spread) for box in self.domain.split(item.box)]
            if not parts:
                self.done.append(item)  # too thin to cut
                return
        for box, lost, spread in parts:
            self._sample(box, lost=lost)
            self._push(box, lost=lost, spread=spread, known=item.low)

    def _push(
        self, box: Node, *, lost: bool, spread: Spread = (), known: arb | None = None
    ) -> None:
        """A box for the heap; ``known`` is a lower bound that it has from the box around it."""
        values = self.program.run(box)
        if self.domain.fails(values[1:]):
            return
        low = self._lower(box, values)
        low = known if known is not None and known > low else low
        if self._above(low):
            return
        key = float(low) if low.is_finite() else -float("inf")
        heapq.heappush(self.heap, _Item(key, next(self.counter), low, box, lost, spread))

    def _slopes_over(self, box: Node, values: Sequence[MaybeInterval]) -> list[Interval] | None:
        """Enclosures of all slopes over a box where the term is defined, also between integers."""
        if self.slopes is None or self.bare_slopes is None:
            return None
        if self.real and self.domain.free(values[1:]):
            found = self.slopes.run(box)
            if self.simpler is not None:
                found = [_both(a, b) for a, b in zip(found, self.simpler.run(box), strict=True)]
        elif self.bare.run(box)[0] is None:
            return None
        else:
            found = self.bare_slopes.run(box)
        return None if any(s is None for s in found) else found

    def _lower(self, box: Node, values: Sequence[MaybeInterval]) -> arb:
        """A lower bound over a box: of the enclosure, and of the mean value form."""
        low = values[0][0] if values[0] is not None else arb.neg_inf()
        if not all(a.is_finite() and b.is_finite() for a, b in box):
            return low
        slopes = self._slopes_over(box, values)
        if slopes is None:
            return low
        centre = tuple((m, m) for m in ((a / 2 + b / 2).mid() for a, b in box))
        total: MaybeInterval = self.program.run(centre)[0]
        for slope, side, middle in zip(slopes, box, centre, strict=True):
            total = add(total, multiply(slope, add(side, negate(middle))))
        return total[0] if total is not None and total[0] > low else low

    def _above(self, low: arb) -> bool:
        return self.best is not None and bool(low > self.best)

    def _close_enough(self, low: arb) -> bool:
        return self.best is not None and low.is_finite() and self.best - low <= self._tolerance()

    def _tolerance(self) -> arb:
        """Relative to the value; absolute, far below, where the value is next to nothing."""
        least = arb(10) ** (-2 * self.digits)
        size = abs(self.best) if self.best is not None else arb(1)
        return arb(10) ** (-self.digits) * (size if size > least else least)

    # --- values at points -----------------------------------------------------------------------

    def _sample(self, box: Node, *, lost: bool = False) -> None:
        """An upper bound of the infimum: the value at a point of the domain in the box.

        The value on an open face counts where the term is continuous up to it.
        """
        point = self.domain.point(box)
        on_open_end = lost or self.domain.on_open_end(point)
        if not self.domain.inside(point) or (on_open_end and not self.continuous):
            return
        values = self.bare.run(point)
        value = values[0]
        holds = self.domain.holds_around if on_open_end else self.domain.free
        if value is None or not value[1].is_finite() or not holds(values[1:]):
            return
        taken = value[0] == value[1] and not on_open_end
        if self.best is None or value[1] < self.best:
            self.best, self.taken = value[1], taken
        elif taken and value[1] == self.best:
            self.taken = True

    # --- making boxes smaller -------------------------------------------------------------------

    def _reduced(self, item: _Item) -> list[tuple[Node, bool, Spread]] | None:
        """Smaller boxes that hold all points of the box at which the infimum can be taken."""
        values = self.program.run(item.box)
        if not self.domain.free(values[1:]):
            return None
        slopes = self._slopes_over(item.box, values)
        for i, (slope, end) in enumerate(zip(slopes or (), item.box, strict=False)):
            if end[0] == end[1] or self.domain.thin(i, end):
                continue
            side = 0 if slope[0] >= 0 else 1 if slope[1] <= 0 else None
            if side is None:
                continue
            if self._falls_to_limit(item, (-1, 1)[side], slope):
                return []
            if not end[side].is_finite():
                continue
            strict = bool(slope[0] > 0 or slope[1] < 0) or self._bends(item.box)
            face, is_open = self.domain.face(item.box, i, side)
            constant = bool(slope[0] == slope[1])
            if self.only_strict and not strict and not constant:
                continue
            spread = item.spread if strict else (*item.spread, (i, end))
            return [(face, item.lost or (is_open and strict), spread)]
        return self._newton(item)

    def _falls_to_limit(self, item: _Item, side: int, slope: Interval) -> bool:
        """Whether the term of one variable falls strictly towards its limit at an open end."""
        if len(item.box) > 1 or self.domain.open_side(0, item.box[0]) != side:
            return False
        value = self.limits.get(side)
        ball = None if value is None else end_interval(value, self.precision)
        if ball is None or not (not contains_zero(slope) or self._bends(item.box)):
            return False
        self._ends_at(item, ball)
        return True

    def _bends(self, box: Node) -> bool:
        """Whether a monotone term of one variable is strictly so: analytic, and not constant."""
        if len(box) != 1 or self.stationary is None or self.bare_slopes is None:
            return False
        middle = self.domain.point(box)
        slope = self.bare_slopes.run(middle)[0]
        return slope is not None and not contains_zero(slope)

    def _newton(self, item: _Item) -> list[tuple[Node, bool, Spread]] | None:
        """Krawczyk's contraction, and the faces that lie on the edge of the domain."""
        moving = [i for i, e in enumerate(item.box) if e[0] != e[1] and not self.domain.thin(i, e)]
        if not moving or len(moving) > MOST_NEWTON or self.stationary is None:
            return None
        if any(self.domain.variables[i].sort is Sort.INTEGER for i in moving):
            return None
        if not _bounded(item.box):
            return None
        smaller = self.stationary.contracted(item.box, moving)
        if smaller is None:
            return None
        inside = [] if smaller == () else [(smaller, item.lost, item.spread)]
        return inside + [
            (face, item.lost or is_open, item.spread)
            for face, is_open in self.domain.edges(item.box, moving)
        ]

    # --- boxes without end ----------------------------------------------------------------------

    def _shown_at_end(self, item: _Item) -> bool:
        """Whether the prover settles a box that reaches an open end or infinity.

        Of one variable, by the limit there: the term is above it, and comes as near as you like.
        Else the term is above the best value, or next to it; what is next to it stays, with that
        lower bound.
        """
        if self.proofs >= MOST_PROOFS or not self._far_enough(item.box):
            return False
        self.proofs += 1
        if len(item.box) == 1 and self._above_limit(item):
            return True
        if self.best is None or all(a.is_finite() and b.is_finite() for a, b in item.box):
            return False
        if self._proved(item.box, ">", self.best):
            return True
        low = (self.best - self._tolerance() / 2).lower()
        if not self._proved(item.box, ">=", low):
            return False
        heapq.heappush(self.heap, replace(item, key=float(low), low=low))
        return True

    def _far_enough(self, box: Node) -> bool:
        """Whether all ends of the box that are open or infinite are near enough."""
        reach = arb(8) ** (self.proofs + 1)
        sides = [self.domain.open_side(i, end) for i, end in enumerate(box)]
        return any(
            _beyond(reach, end)
            if not (end[0].is_finite() and end[1].is_finite())
            else bool((end[1] - end[0]) * reach <= 1)
            for end, side in zip(box, sides, strict=True)
            if side
        )

    def _above_limit(self, item: _Item) -> bool:
        side = self.domain.open_side(0, item.box[0])
        value = self.limits.get(side) if side else None
        if value is None or self.domain.constraints:
            return False
        ball = end_interval(value, self.precision)
        if ball is None:
            return False
        if self.best is None or ball[1] < self.best:
            self.best, self.taken = ball[1], False
        if not self._proves(item.box, Relation(">", self.term, value)):
            return False
        self._ends_at(item, ball)
        return True

    def _ends_at(self, item: _Item, ball: Interval) -> None:
        """The infimum over the box is in the ball, and not taken there."""
        if self.best is None or ball[1] < self.best:
            self.best, self.taken = ball[1], False
        if not self._above(ball[0]):
            at = self.domain.at_open_end(item.box)
            self.done.append(replace(item, low=ball[0], box=at, lost=True))

    def _limits(self) -> dict[int, Term]:
        """The limits at the open and infinite ends of one variable: 1 the upper, -1 the lower."""
        found: dict[int, Term] = {}
        if len(self.domain.variables) != 1:
            return found
        (x,), (r,) = self.domain.variables, self.domain.ranges
        for side, end, is_open in ((-1, r.low, r.low_open), (1, r.high, r.high_open)):
            if end is None or is_open:
                with suppress(NoLimitError, UserError):
                    value = limit(self.term, x, end, side == 1, exact_sign)
                    found[side] = ZERO if _vanishes(value) else value
        return {side: value for side, value in found.items() if value != INFINITY}

    def _proved(self, box: Node, op: str, value: arb) -> bool:
        return self._proves(box, Relation(op, self.term, Number(exact_fraction(value))))

    def _proves(self, box: Node, goal: Relation) -> bool:
        given = (*self.domain.described(box), *self.domain.constraints)
        seconds = min(MOST_SECONDS, (self.deadline - time.monotonic()) / 8)
        if seconds <= 0:
            return False
        with ctx.workprec(PROVER_BITS):
            outcome = prove(Problem(self.domain.variables, given, goal), timeout=seconds)
        return isinstance(outcome, Proved)

    # --- no lower bound -------------------------------------------------------------------------

    def _unbounded(self, item: _Item) -> bool:
        """Whether the term certainly falls without bound: its slope stays away from zero."""
        if self.bare_slopes is None or self.domain.constraints or item.low.is_finite():
            return False
        for i, (a, b) in enumerate(item.box):
            if a.is_finite() and b.is_finite():
                continue
            line = self.domain.line(item.box, i)
            slope = self.bare_slopes.run(line)[i]
            if slope is None or self.bare.run(line)[0] is None:
                continue
            if (not b.is_finite() and slope[1] < 0) or (not a.is_finite() and slope[0] > 0):
                return True
        return False

    def _without_bound(self) -> Optimum:
        why = "the expression is unbounded there"
        return Optimum(None, None, (), False, True, True, why, self.boxes)

    # --- the answer -----------------------------------------------------------------------------

    def _answer(self, reason: str) -> Optimum:
        rest = [i for i in (*self.heap, *self.done) if not self._above(i.low)]
        if self.best is None:
            if not rest:
                raise OptimiseError(NO_POINT)
            reason = reason or "no point that certainly satisfies the hypotheses was found"
        lows = [i.low for i in rest]
        low = min(lows, key=_order) if lows else self.best
        complete = low is not None and self._close_enough(low)
        if not complete and not reason:
            reason = "the boxes left are too thin to cut at this precision"
        return Optimum(
            _fraction(low),
            _fraction(self.best),
            self._places([i.place for i in rest]),
            self._attained(rest),
            complete,
            False,
            "" if complete else reason,
            self.boxes,
        )

    def _places(self, boxes: list[Node]) -> tuple[Mapping[str, tuple[End, End]], ...]:
        """The boxes, joined where they touch, with the variables that an equation gave."""
        places = []
        solved = self._compile(tuple(self.domain.solved.values()), clamped=True)
        for box in self.domain.merged(boxes):
            ends = {v.name: e for v, e in zip(self.domain.variables, box, strict=True)}
            for v, value in zip(self.domain.solved, solved.run(box), strict=True):
                ends[v.name] = value if value is not None else EVERYTHING
            places.append({n: (_fraction(a), _fraction(b)) for n, (a, b) in sorted(ends.items())})
        return tuple(places)

    def _attained(self, rest: list[_Item]) -> bool | None:
        """True if no place touches an open end or infinity; False if all are on open faces."""
        if self.taken and self.best is not None and all(i.low >= self.best for i in rest):
            return True
        if not self.continuous or self.best is None:
            return None
        if rest and all(i.lost for i in rest):
            return False
        closed = self.domain.closed_constraints()
        return True if closed and all(self.domain.compact(i.box) for i in rest) else None


def _falls_for_ever(box: Node, slopes: Sequence[MaybeInterval]) -> bool:
    """Whether the term falls strictly towards an infinite side, so is least nowhere in the box."""
    return any(
        slope is not None
        and bool((not b.is_finite() and slope[1] < 0) or (not a.is_finite() and slope[0] > 0))
        for slope, (a, b) in zip(slopes, box, strict=True)
    )


def _bounded(box: Node) -> bool:
    return all(a.is_finite() and b.is_finite() for a, b in box)


def _far(box: Node) -> bool:
    """Whether an unbounded side begins far out."""
    return any(
        not (a.is_finite() and b.is_finite()) and _beyond(arb(FARTHEST), (a, b)) for a, b in box
    )


def _vanishes(value: Term) -> bool:
    return not any(p == INFINITY for p in subterms(value)) and exact_sign(value) == 0


def _both(a: MaybeInterval, b: MaybeInterval) -> MaybeInterval:
    """The common part of two enclosures of one slope."""
    return b if a is None else a if b is None else intersect(a, b)


def _beyond(reach: arb, end: Interval) -> bool:
    """Whether an unbounded side begins at ``reach`` or beyond."""
    low, high = end
    return bool(low >= reach if low.is_finite() else high <= -reach if high.is_finite() else False)


def _order(value: arb) -> tuple[int, Fraction]:
    return (1, exact_fraction(value)) if value.is_finite() else (0, Fraction(0))


def _fraction(value: arb | None) -> End:
    return exact_fraction(value) if value is not None and value.is_finite() else None
