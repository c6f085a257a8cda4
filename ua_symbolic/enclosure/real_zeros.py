"""The zeros of one term in one real variable on a range, isolated by enclosures.

A piece of the range is dropped where the term has no zero: its enclosure, or its mean value form,
keeps away from zero, the term is undefined throughout, or the prover shows it far out.  Where the
slope keeps away from zero there is at most one zero, and the signs at the two ends tell whether
there is one.  A zero at an exact point is one of multiplicity ``k`` if the derivatives below
the ``k``-th are exactly zero there; next to it, where the ``k``-th keeps away from zero, there is
no other.  What remains is undecided, never guessed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import arb, ctx

from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative
from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.enclosure.intervals import IntervalArithmetic, contains_zero
from ua_symbolic.enclosure.naming import familiar, names_near
from ua_symbolic.enclosure.problem import Problem, Range, end_interval
from ua_symbolic.enclosure.program import Program, UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import (
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Interval,
    MaybeInterval,
    add,
    divide,
    from_fraction,
    intersect,
    multiply,
    negate,
)
from ua_symbolic.enclosure.simpler_slopes import CORNERS, factored
from ua_symbolic.enclosure.undefined import undefined_over
from ua_symbolic.expressions.terms import (
    ZERO,
    Number,
    Relation,
    Term,
    Variable,
    substitute,
    subterms,
)

BITS = 96
NARROWEST = Fraction(1, 2**36)
HIGHEST = 8
NOT_TOLD = "a zero of even order, a jump, or values too small to tell"
ZERO_THROUGHOUT = "zero wherever it is defined there"
MOST_ZEROS = 400
LARGEST_SLOPE = 4000
MOST_PROOFS, PROOF_SECONDS = 6, 2.0
SHIFTS = (Fraction(0), Fraction(1, 16), Fraction(-1, 16), Fraction(3, 16), Fraction(-1, 4))


@dataclass(frozen=True)
class Point:
    """A cut, or an end of the range: its term (None: infinity), an enclosure, the sign there."""

    term: Term | None
    ball: Interval
    sign: int | None


@dataclass(frozen=True)
class Found:
    """Exactly one zero, in ``[low, high]``; ``exact`` names it if that is known."""

    low: Fraction
    high: Fraction
    exact: Term | None = None
    multiplicity: int | None = 1


@dataclass(frozen=True)
class Undecided:
    """A piece of which it is not known whether there are zeros; None is infinity."""

    low: Fraction | None
    high: Fraction | None
    reason: str


Node = tuple[Point, Point]


@dataclass
class ZeroSearch:
    """The zeros of ``term`` in ``x`` on a range.

    ``total``: the term is known to be defined on all of the range.
    """

    term: Term
    x: Variable
    range: Range
    digits: int
    deadline: float
    total: bool
    found: list[Found] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    proofs: int = 0

    def __post_init__(self) -> None:
        self.slopes: list[Term] = [self.term]
        self._programs: dict[tuple[int, bool, int], Program | None] = {}

    # --- enclosures -----------------------------------------------------------------------------

    def _slope(self, order: int) -> Term | None:
        while len(self.slopes) <= order:
            try:
                following = derivative(self.slopes[-1], self.x)
            except NotDifferentiableError:
                return None
            if sum(1 for _ in subterms(following)) > LARGEST_SLOPE:
                return None
            self.slopes.append(following)
        return self.slopes[order]

    def _program(self, order: int, clamped: bool) -> Program | None:
        key = (order, clamped, ctx.prec)
        if key not in self._programs:
            slope = self._slope(order)
            try:
                self._programs[key] = (
                    None
                    if slope is None
                    else compile_program((slope,), (self.x,), IntervalArithmetic(None, clamped))
                )
            except UnsupportedError:
                if order == 0:
                    raise
                self._programs[key] = None
        return self._programs[key]

    def over(self, values: Interval, order: int, clamped: bool) -> MaybeInterval:
        """An enclosure of the ``order``-th derivative."""
        program = self._program(order, clamped)
        value: MaybeInterval = None if program is None else program((values,))
        return value

    def smooth(self, values: Interval) -> MaybeInterval:
        """The slope, where the term is defined on all of the values; else None."""
        if not self.total and self.over(values, 0, clamped=False) is None:
            return None
        slope = self.over(values, 1, clamped=self.total)
        if slope is None or not contains_zero(slope) or not self.total:
            return slope
        simpler = self._simpler_slope()
        again: MaybeInterval = None if simpler is None else simpler((values,))
        return slope if again is None else intersect(slope, again)

    def _simpler_slope(self) -> Program | None:
        """The slope in normal form: equal but at isolated points, for a term without corners."""
        key = (1, True, -ctx.prec)
        if key not in self._programs:
            self._programs[key] = None
            slope = self._slope(1)
            corners = any(getattr(t, "head", "") in CORNERS for t in subterms(self.term))
            plain = None if slope is None or corners else factored(slope)
            if plain is not None:
                arithmetic = IntervalArithmetic(None, clamped=True)
                self._programs[key] = compile_program((plain,), (self.x,), arithmetic)
        return self._programs[key]

    def sign_at(self, point: Term) -> int | None:
        """The exact sign at a closed term."""
        return exact_sign(substitute(self.term, {self.x: point}))

    # --- the search -----------------------------------------------------------------------------

    def run(self) -> None:
        """Fill ``found`` and ``undecided``."""
        with ctx.workprec(BITS):
            self._search()
        self._join()

    def _search(self) -> None:
        low = self._end(self.range.low, NEGATIVE_INFINITY)
        high = self._end(self.range.high, POSITIVE_INFINITY)
        work: list[Node] = [(low, high)]
        self._zero_at_ends(work)
        while work:
            late = time.monotonic() > self.deadline
            if late or len(self.found) >= MOST_ZEROS:
                reason = "out of time" if late else f"stopped after {MOST_ZEROS} zeros"
                self._leave(work, reason)
                return
            node = work.pop()
            if self._without_zero(node) or self._monotone(node):
                continue
            values = _hull(node)
            if _narrow(values):
                self._named(node)
                continue
            if self._far_out(node):
                continue
            work += self._parts(node)

    def _end(self, term: Term | None, infinity: arb) -> Point:
        if term is None:
            return Point(None, (infinity, infinity), None)
        ball = end_interval(term, ctx.prec)
        if ball is None:
            return Point(None, (infinity, infinity), None)
        return Point(term, ball, self.sign_at(term))

    def _zero_at_ends(self, work: list[Node]) -> None:
        """Zeros exactly at an end of the range, with the piece next to them."""
        low, high = work.pop()
        if low.sign == 0:
            if not self.range.low_open:
                self._record(low)
            low = self._beside(low, high, up=True) or low
        if high.sign == 0 and high.term != self.range.low:
            if not self.range.high_open:
                self._record(high)
            high = self._beside(high, low, up=False) or high
        if low.ball[1] < high.ball[0]:
            work.append((low, high))

    def _record(self, point: Point) -> None:
        """A zero at an exact point, unless it is known already."""
        if point.term is not None:
            zero = self._exactly(point.term, self._order_at(point.term))
            if zero not in self.found:
                self.found.append(zero)

    def _exactly(self, point: Term, multiplicity: int | None = 1) -> Found:
        """A zero with a name, enclosed to the digits wanted."""
        if isinstance(point, Number):
            return Found(point.value, point.value, point, multiplicity)
        ball = end_interval(point, BITS + 4 * self.digits)
        if ball is None:
            raise ArithmeticError("a point with a name has no enclosure")
        return Found(exact_fraction(ball[0]), exact_fraction(ball[1]), point, multiplicity)

    def _without_zero(self, node: Node) -> bool:
        values = _hull(node)
        value = self.over(values, 0, clamped=True)
        if value is not None and not contains_zero(value):
            return True
        if value is not None and value[0] == value[1] == 0:
            self._leave([node], ZERO_THROUGHOUT)
            return True
        if value is None and self._undefined(values):
            return True
        if not _finite(values):
            return False
        slope = self.smooth(values)
        middle = _middle(values)
        at = self.over((middle, middle), 0, clamped=self.total)
        offset = add(values, negate((middle, middle)))
        form = add(at, multiply(slope, offset))
        return form is not None and not contains_zero(form)

    def _undefined(self, values: Interval) -> bool:
        """Whether the term is certainly undefined at all of the values."""
        return undefined_over(self.term, self.x, values, ctx.prec)

    def _monotone(self, node: Node) -> bool:
        """At most one zero, because the slope has one sign; recorded if it is there."""
        slope = self.smooth(_hull(node))
        if slope is None or contains_zero(slope):
            return False
        left, right = node[0].sign, node[1].sign
        upward = 1 if slope[0] > 0 else -1
        if left == upward or right == -upward or left == 0 or right == 0:
            return True  # a zero at an end is recorded where the end is made
        if left is None or right is None:
            return False
        self.found.append(self._refined(node))
        return True

    # --- zeros at exact points ------------------------------------------------------------------

    def _order_at(self, point: Term) -> int | None:
        """The multiplicity of a zero at an exact point; None if it is not known."""
        for k in range(1, HIGHEST + 1):
            slope = self._slope(k)
            sign = None if slope is None else _sign_or_none(substitute(slope, {self.x: point}))
            if sign is None:
                return None
            if sign:
                return k
        return None

    def _beside(self, point: Point, far: Point, *, up: bool) -> Point | None:
        """A point on one side of a zero such that there is no other zero in between.

        By Rolle: a zero of multiplicity ``k`` is alone where the ``k``-th derivative keeps away
        from zero.
        """
        if point.term is None:
            return None
        order = self._order_at(point.term)
        if order is None:
            return None
        start = point.ball
        room = abs(far.ball[0] - start[0]).mid() if far.ball[0].is_finite() else arb(1)
        for k in range(1, 30):
            step = (room / 4**k).mid()
            end = ((start[1] + step) if up else (start[0] - step)).mid()
            values = (start[0], end) if up else (end, start[1])
            bend = self._bend(values, order)
            if bend is None or contains_zero(bend):
                continue
            made = self._cut_at(end)
            if made.sign:
                return made
        return None

    def _bend(self, values: Interval, order: int) -> MaybeInterval:
        if order == 1:
            return self.smooth(values)
        if self.over(values, 0, clamped=False) is None:
            return None
        return self.over(values, order, clamped=False)

    def _cut_at(self, at: arb) -> Point:
        term = Number(exact_fraction(at))
        return Point(term, (at, at), self._quick_sign(at, term))

    def _quick_sign(self, at: arb, term: Term) -> int | None:
        value = self.over((at, at), 0, clamped=False)
        if value is not None and not contains_zero(value):
            return 1 if value[0] > 0 else -1
        return self.sign_at(term)

    def _named(self, node: Node) -> None:
        """A narrow piece: a multiple zero at a point that has a name, or undecided."""
        values = _hull(node)
        self.undecided.append(Undecided(_value(values[0]), _value(values[1]), ""))

    # --- cutting --------------------------------------------------------------------------------

    def _parts(self, node: Node) -> list[Node]:
        """The two halves, or what is left beside an exact zero; the left one last."""
        low, high = node
        values = _hull(node)
        middle = _middle(values)
        width = values[1] - values[0] if _finite(values) else arb(1)
        cut = None
        for shift in SHIFTS:
            at = (middle + width * arb(shift.numerator) / shift.denominator).mid()
            if not low.ball[1] < at < high.ball[0]:
                continue
            cut = self._cut_at(at)
            if cut.sign == 0 and (cut.term is None or self._order_at(cut.term) is None):
                cut = Point(cut.term, cut.ball, None)  # perhaps one zero of very many
            if cut.sign is not None:
                break
        if cut is None:
            self._named(node)
            return []
        if cut.sign == 0:
            self._record(cut)
            parts = self._around(cut, node)
            if parts:
                return parts
        return [(cut, high), (low, cut)]

    def _around(self, zero: Point, node: Node) -> list[Node]:
        before = self._beside(zero, node[0], up=False)
        after = self._beside(zero, node[1], up=True)
        if before is None or after is None:
            return []
        return [(after, node[1]), (node[0], before)]

    def _far_out(self, node: Node) -> bool:
        """Whether the prover shows a sign on a piece that reaches to infinity."""
        values = _hull(node)
        if _finite(values) or self.proofs >= MOST_PROOFS:
            return False
        reach = arb(8) ** (self.proofs + 1)
        up, down = not values[1].is_finite(), not values[0].is_finite()
        if (up and not values[0] >= reach) or (down and not values[1] <= -reach):
            return False
        self.proofs += 1
        sign = (node[0] if up else node[1]).sign
        return bool(sign) and self._proved(node, ">" if sign == 1 else "<")

    def _proved(self, node: Node, op: str) -> bool:
        from ua_symbolic.enclosure.prove import Proved, prove

        given = []
        if node[0].term is not None:
            given.append(Relation("<=", node[0].term, self.x))
        if node[1].term is not None:
            given.append(Relation("<=", self.x, node[1].term))
        goal = Problem((self.x,), tuple(given), Relation(op, self.term, ZERO))
        seconds = min(PROOF_SECONDS, (self.deadline - time.monotonic()) / 2)
        return seconds > 0 and isinstance(prove(goal, timeout=seconds), Proved)

    # --- what is left ---------------------------------------------------------------------------

    def _leave(self, work: Sequence[Node], reason: str) -> None:
        for low, high in work:
            self.undecided.append(Undecided(_value(low.ball[0]), _value(high.ball[1]), reason))

    def _join(self) -> None:
        """Neighbouring undecided pieces become one; then a last attempt to name a zero there."""
        pieces = sorted(self.undecided, key=lambda u: (u.low is not None, u.low or 0))
        joined: list[Undecided] = []
        for piece in pieces:
            last = joined[-1] if joined else None
            meets = last is not None and (
                last.high is None or piece.low is None or piece.low <= last.high
            )
            if last is not None and meets:
                high = None if None in (last.high, piece.high) else max(last.high, piece.high)  # type: ignore[type-var]
                joined[-1] = Undecided(last.low, high, last.reason or piece.reason)
            else:
                joined.append(piece)
        self.undecided = []
        with ctx.workprec(BITS):
            for piece in joined:
                if not piece.reason and self._only_a_named_zero(piece):
                    continue
                self.undecided.append(replace(piece, reason=piece.reason or NOT_TOLD))

    def _only_a_named_zero(self, piece: Undecided) -> bool:
        """Whether the one zero in a narrow piece is at a point with a name."""
        if piece.low is None or piece.high is None:
            return False
        for point in names_near(piece.low, piece.high):
            if _sign_or_none(substitute(self.term, {self.x: point})) != 0:
                continue
            order = self._order_at(point)
            ball = end_interval(point, ctx.prec)
            if order is None or ball is None:
                continue
            (low, _), (_, high) = from_fraction(piece.low), from_fraction(piece.high)
            low, high = min(low, ball[0]), max(high, ball[1])
            bend = self._bend((low, high), order)
            if bend is None or contains_zero(bend):
                continue
            self._record(Point(point, ball, 0))
            return True
        return False

    # --- digits ---------------------------------------------------------------------------------

    def _refined(self, node: Node) -> Found:
        """The zero between two points of opposite signs, by interval Newton steps."""
        values = _hull(node)
        rising = node[0].sign == -1
        most = 4 * BITS + 7 * self.digits
        bits = BITS
        while not self._fine(values) and bits <= most:
            with ctx.workprec(bits):
                smaller = self._step(values, rising)
            if smaller is None:
                bits *= 2
            else:
                values = smaller
        named = self._name_between(node, values)
        if named is not None:
            return self._exactly(named)
        low, high = (exact_fraction(e) for e in values)
        return Found(low, high)

    def _fine(self, values: Interval) -> bool:
        low, high = (exact_fraction(e) for e in values)
        size = min(abs(low), abs(high)) if low * high > 0 else Fraction(1, 10**self.digits)
        fine: bool = high - low <= size / 10**self.digits
        return fine

    def _step(self, values: Interval, rising: bool) -> Interval | None:
        """A smaller interval with the zero; None if this precision is not enough."""
        middle = _middle(values)
        at = self.over((middle, middle), 0, clamped=self.total)
        if at is None:
            return None
        low, high = values
        if not contains_zero(at):
            below = (at[1] < 0) is rising
            low, high = (middle, high) if below else (low, middle)
        slope = self.smooth(values)
        image = add((middle, middle), negate(divide(at, slope)))
        if image is not None:
            low, high = max(low, image[0]), min(high, image[1])
        if not low <= high:
            raise ArithmeticError("an interval Newton step lost a zero")
        old = values[1] - values[0]
        return (low, high) if high - low < old * arb("0.7") else None

    def _name_between(self, node: Node, values: Interval) -> Term | None:
        """A familiar number that is the zero: exactly zero there, and between the two points."""
        name = familiar(float(_middle(values)))
        ball = None if name is None else end_interval(name, ctx.prec)
        if name is None or ball is None:
            return None
        if not (node[0].ball[1] < ball[0] and ball[1] < node[1].ball[0]):
            return None
        return name if _sign_or_none(substitute(self.term, {self.x: name})) == 0 else None


def _sign_or_none(term: Term) -> int | None:
    """The exact sign; None also for heads of derivatives that exact algebra does not know."""
    try:
        return exact_sign(term)
    except UnsupportedError:
        return None


def _hull(node: Node) -> Interval:
    return node[0].ball[0], node[1].ball[1]


def _finite(values: Interval) -> bool:
    return bool(values[0].is_finite() and values[1].is_finite())


def _middle(values: Interval) -> arb:
    low, high = values
    if _finite(values):
        return (low / 2 + high / 2).mid()
    if low.is_finite():
        return (2 * low if low > 1 else arb(1) if low < 0 else low + 1).mid()
    if high.is_finite():
        return -_middle((-high, POSITIVE_INFINITY))
    return arb(0)


def _narrow(values: Interval) -> bool:
    if not _finite(values):
        return False
    scale = max(abs(exact_fraction(values[0])), Fraction(1))
    width = exact_fraction(values[1]) - exact_fraction(values[0])
    limit: Fraction = NARROWEST * scale
    return width <= limit


def _value(end: arb) -> Fraction | None:
    return exact_fraction(end) if end.is_finite() else None
