"""The term of an optimisation on its domain: enclosures of it and its slopes, lower bounds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from flint import arb, ctx

from ua_symbolic.enclosure.continuity import branch_points, is_continuous
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative, minus, plus
from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.enclosure.intervals import IntervalArithmetic, contains_zero
from ua_symbolic.enclosure.limits import NoLimitError, limit
from ua_symbolic.enclosure.optimum_domain import Domain, Node
from ua_symbolic.enclosure.program import Program, UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import (
    Interval,
    MaybeInterval,
    add,
    intersect,
    multiply,
    negate,
)
from ua_symbolic.enclosure.simpler_slopes import factored
from ua_symbolic.enclosure.stationary import Stationary
from ua_symbolic.enclosure.undefined import undefined_over
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.terms import INFINITY, ZERO, Sort, Term, subterms

CORNERS = ("Abs", "Min", "Max")
LARGEST_TERM = 3000


@dataclass
class Objective:
    """The term of a domain, compiled: at the precision current in ``flint.ctx``.

    ``program`` and ``bare`` enclose the term and the sides of the constraints; ``bare`` and
    ``bare_slopes`` have a value only where the term is defined on all of a box.
    """

    domain: Domain

    def __post_init__(self) -> None:
        domain = self.domain
        self.term = domain.term
        self.continuous = is_continuous(self.term)
        self.sides = [s for c in domain.constraints for s in (c.left, c.right)]
        self.bare = self.compiled([self.term, *self.sides], clamped=False)
        self.program = self.compiled([self.term, *self.sides], clamped=True)
        self.real = all(v.sort is Sort.REAL for v in domain.variables)
        self.slopes = self._slopes(clamped=True)
        self.bare_slopes = self._slopes(clamped=False)
        self.limits = _limits(domain)
        self.simpler = self._simpler_slopes()
        corners = any(getattr(t, "head", "") in CORNERS for t in subterms(self.term))
        smooth = self.slopes is not None and self.real and not corners
        self.stationary = Stationary(self.term, domain.variables) if smooth else None
        self.branches = self._branches() if smooth else None

    def compiled(self, terms: Sequence[Term], *, clamped: bool) -> Program:
        """A program that encloses terms in the variables of the domain."""
        arithmetic = IntervalArithmetic(None, clamped)
        return compile_program(terms, self.domain.variables, arithmetic)

    def _slopes(self, *, clamped: bool) -> Program | None:
        if sum(1 for _ in subterms(self.term)) > LARGEST_TERM:
            return None
        try:
            slopes = [derivative(self.term, v) for v in self.domain.variables]
            return self.compiled(slopes, clamped=clamped)
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
        return self.compiled([p or s for p, s in zip(plain, slopes, strict=True)], clamped=True)

    def _branches(self) -> Program | None:
        """Where the term of one variable may not be analytic: each gap, with its slope."""
        points = branch_points(self.term)
        if points is None or len(self.domain.variables) != 1:
            return None
        (x,) = self.domain.variables
        gaps = [plus(u, minus(c)) for u, c in points]
        try:
            slopes = [derivative(gap, x) for gap in gaps]
            return self.compiled([*gaps, *slopes], clamped=False)
        except (NotDifferentiableError, UnsupportedError):
            return None

    # --- over a box -----------------------------------------------------------------------------

    def free(self, box: Node, values: Sequence[MaybeInterval]) -> bool:
        """Whether all constraints are defined and hold on all of the box."""
        if not self.domain.constraints:
            return True
        return self.domain.free(values[1:]) and self.domain.free(self.bare.run(box)[1:])

    def excluded(self, box: Node, values: Sequence[MaybeInterval]) -> bool:
        """Whether a constraint is false, or certainly undefined, on all of the box."""
        if self.domain.fails(values[1:]):
            return True
        if len(box) != 1:
            return False
        (x,), sides = self.domain.variables, self.sides
        missing = [s for s, v in zip(sides, values[1:], strict=True) if v is None]
        return any(undefined_over(s, x, box[0], ctx.prec) for s in missing)

    def slopes_over(self, box: Node, values: Sequence[MaybeInterval]) -> list[Interval] | None:
        """Enclosures of all slopes over a box where the term is defined, also between integers."""
        if self.slopes is None or self.bare_slopes is None:
            return None
        if self.real and self.free(box, values):
            found = self.slopes.run(box)
            if self.simpler is not None:
                found = [_both(a, b) for a, b in zip(found, self.simpler.run(box), strict=True)]
        elif self.bare.run(box)[0] is None:
            return None
        else:
            found = self.bare_slopes.run(box)
        return None if any(s is None for s in found) else found

    def lower(self, box: Node, values: Sequence[MaybeInterval]) -> arb:
        """A lower bound over a box: of the enclosure, and of the mean value form."""
        low = values[0][0] if values[0] is not None else arb.neg_inf()
        if not bounded(box):
            return low
        slopes = self.slopes_over(box, values)
        if slopes is None:
            return low
        centre = tuple((m, m) for m in ((a / 2 + b / 2).mid() for a, b in box))
        total: MaybeInterval = self.program.run(centre)[0]
        for slope, side, middle in zip(slopes, box, centre, strict=True):
            total = add(total, multiply(slope, add(side, negate(middle))))
        return total[0] if total is not None and total[0] > low else low

    def bends(self, box: Node) -> bool:
        """Whether a monotone term of one variable is strictly so: analytic, and not constant."""
        if len(box) != 1 or self.bare_slopes is None or not self._analytic(box):
            return False
        middle = self.domain.point(box)
        slope = self.bare_slopes.run(middle)[0]
        return slope is not None and not contains_zero(slope)

    def _analytic(self, box: Node) -> bool:
        """Whether the term is analytic inside the box: a monotone gap is zero only at an end."""
        if self.branches is None:
            return False
        values = self.branches.run(box)
        half = len(values) // 2
        pairs = zip(values[:half], values[half:], strict=True)
        return all(any(v is not None and not contains_zero(v) for v in pair) for pair in pairs)


def bounded(box: Node) -> bool:
    """Whether all ends of a box are finite."""
    return all(a.is_finite() and b.is_finite() for a, b in box)


def _both(a: MaybeInterval, b: MaybeInterval) -> MaybeInterval:
    """The common part of two enclosures of one slope."""
    return b if a is None else a if b is None else intersect(a, b)


# --- limits -------------------------------------------------------------------------------------


def _limits(domain: Domain) -> dict[int, Term]:
    """The limits at the open and infinite ends of one variable: 1 the upper, -1 the lower."""
    found: dict[int, Term] = {}
    if len(domain.variables) != 1:
        return found
    (x,), (r,) = domain.variables, domain.ranges
    for side, end, is_open in ((-1, r.low, r.low_open), (1, r.high, r.high_open)):
        if end is None or (is_open and x.sort is Sort.REAL):
            with suppress(NoLimitError, UserError):
                value = limit(domain.term, x, end, side == 1, exact_sign)
                found[side] = ZERO if _vanishes(value) else value
    return {side: value for side, value in found.items() if value != INFINITY}


def _vanishes(value: Term) -> bool:
    return not any(p == INFINITY for p in subterms(value)) and exact_sign(value) == 0
