"""What Arb intervals can show of a goal at a leaf: the checks behind the forms of a certificate."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from flint import arb

from ua_symbolic.enclosure import elementary, goals, ranges
from ua_symbolic.enclosure.compare import Truth
from ua_symbolic.enclosure.derivative import derivative
from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.enclosure.intervals import IntervalArithmetic, decide
from ua_symbolic.enclosure.matrices import exactly_semidefinite, semidefinite
from ua_symbolic.enclosure.problem import NOWHERE, Goal, Range, end_interval
from ua_symbolic.enclosure.program import Program, compile_program
from ua_symbolic.enclosure.ranges import EVERYTHING, Interval, MaybeInterval
from ua_symbolic.expressions.terms import (
    ZERO,
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    substitute,
)


@lru_cache(maxsize=4096)
def _program(
    terms: tuple[Term, ...], variables: tuple[Variable, ...], clamped: bool, precision: int
) -> Program:
    return compile_program(terms, variables, IntervalArithmetic(None, clamped))


@lru_cache(maxsize=65_536)
def _end(term: Term, precision: int) -> MaybeInterval:
    return end_interval(term, precision)


class ArbLeaves:
    """The checks at one precision (which must also be the current one of ``flint.ctx``)."""

    def __init__(self, precision: int) -> None:
        self.precision = precision

    # --- boxes and ranges -----------------------------------------------------------------------

    def interval(self, values: Range) -> Interval:
        """An outer interval of a range."""
        low = _end(values.low, self.precision) if values.low is not None else EVERYTHING
        high = _end(values.high, self.precision) if values.high is not None else EVERYTHING
        return (
            low[0] if low is not None else ranges.NEGATIVE_INFINITY,
            high[1] if high is not None else ranges.POSITIVE_INFINITY,
        )

    def box(self, goal: Goal) -> list[Interval]:
        """Outer intervals of all ranges."""
        return [self.interval(r) for r in goal.box]

    def evaluate(
        self, goal: Goal, terms: Sequence[Term], values: Sequence[Interval], clamped: bool
    ) -> list[MaybeInterval]:
        """Ranges of several terms."""
        program = _program(tuple(terms), goal.variables, clamped, self.precision)
        return program.run(values)

    def natural_range(self, goal: Goal) -> MaybeInterval:
        """The range of the term of the goal over its box."""
        return self.evaluate(goal, (goal.term,), self.box(goal), goal.defined != NOWHERE)[0]

    # --- the checks -----------------------------------------------------------------------------

    def is_defined(self, goal: Goal) -> bool:
        """Whether the term is known to be defined wherever the goal speaks of it."""
        return goal.defined != NOWHERE or self.natural_range(goal) is not None

    def exact_sign(self, term: Term) -> int | None:
        """Sign of a closed term."""
        return exact_sign(term)

    def facts(self, goal: Goal) -> tuple[Relation, ...]:
        """Signs over the box of the variables and of the arguments of Abs and of roots."""
        args = goals.signed_arguments(goal.term)
        found: list[Relation] = []
        for part in dict.fromkeys((*goal.variables, *args)):
            value = self.evaluate(goal, (part,), self.box(goal), goal.defined != NOWHERE)[0]
            if value is not None and value[0] >= 0:
                found.append(Relation("<" if value[0] > 0 else "<=", ZERO, part))
            elif value is not None and value[1] <= 0:
                found.append(Relation("<" if value[1] < 0 else "<=", part, ZERO))
        return tuple(found)

    def sign_on_box(self, goal: Goal, term: Term) -> int:
        """1 if the term is at least 0 on the box, -1 if at most 0, 0 if neither is certain."""
        value = self.evaluate(goal, (term,), self.box(goal), goal.defined != NOWHERE)[0]
        if value is None:
            return 0
        return 1 if value[0] >= 0 else -1 if value[1] <= 0 else 0

    def positive_range(self, goal: Goal, i: int) -> bool:
        """Whether all values of a variable are positive."""
        r, value = goal.box[i], self.interval(goal.box[i])
        return bool(value[0] > 0 or (r.low == ZERO and r.low_open))

    def natural(self, goal: Goal) -> bool:
        """The natural interval extension has the right sign."""
        return _right_sign(self.natural_range(goal), goal.strict)

    def fails(self, goal: Goal, constraint: Relation) -> bool:
        """Whether the constraint is false everywhere on the box."""
        sides = (constraint.left, constraint.right)
        clamped = not goals.by_value(constraint)
        left, right = self.evaluate(goal, sides, self.box(goal), clamped)
        return decide(constraint.op, left, right) is Truth.FALSE

    def inside(self, goal: Goal, i: int, point: Term, weak: bool = False) -> bool:
        """Whether a closed term lies strictly between the ends of a range, with certainty.

        ``weak`` admits the ends; between the ends of an integer variable its low end is admitted.
        """
        values, whole = goal.box[i], goal.variables[i].sort is Sort.INTEGER
        value = _end(point, self.precision)
        if value is None:
            return False
        low_op = "<=" if weak or whole else "<"
        if values.low is not None:
            low = _end(values.low, self.precision)
            if decide(low_op, low, value) is not Truth.TRUE:
                return False
        if values.high is not None:
            high = _end(values.high, self.precision)
            if decide("<=" if weak else "<", value, high) is not Truth.TRUE:
                return False
        return True

    def _centre(self, centre: Sequence[Term]) -> list[MaybeInterval]:
        return [_end(c, self.precision) for c in centre]

    def _offsets(self, goal: Goal, points: Sequence[MaybeInterval]) -> list[MaybeInterval]:
        return [
            ranges.add(x, ranges.negate(c)) for x, c in zip(self.box(goal), points, strict=True)
        ]

    def mean(self, goal: Goal, centre: Sequence[Term]) -> bool:
        """Value at the centre plus slopes over the box times offsets."""
        clamped = goals.defined_between(goal)
        points = self._centre(centre)
        if any(p is None for p in points):
            return False
        slopes = [derivative(goal.term, v) for v in goal.variables]
        total = self.evaluate(goal, (goal.term,), points, clamped)[0]  # type: ignore[arg-type]
        over_box = self.evaluate(goal, (goal.term, *slopes), self.box(goal), clamped)
        if over_box[0] is None:
            return False
        for slope, offset in zip(over_box[1:], self._offsets(goal, points), strict=True):
            total = ranges.add(total, ranges.multiply(slope, offset))
        return _right_sign(total, goal.strict)

    def taylor(self, goal: Goal, centre: Sequence[Term]) -> bool:
        """Value and slopes at the centre, second derivatives over the box."""
        clamped = goals.defined_between(goal)
        points = self._centre(centre)
        if any(p is None for p in points):
            return False
        terms, second = taylor_terms(goal)
        at = self.evaluate(goal, terms, points, clamped)  # type: ignore[arg-type]
        over_box = self.evaluate(goal, (*terms, *second.values()), self.box(goal), clamped)
        if any(r is None for r in over_box[: len(terms)]):
            return False
        offsets = self._offsets(goal, points)
        total = at[0]
        for slope, offset in zip(at[1:], offsets, strict=True):
            total = ranges.add(total, ranges.multiply(slope, offset))
        half = ranges.from_fraction(Fraction(1, 2))
        for (i, j), bend in zip(second, over_box[len(terms) :], strict=True):
            square = offset_product(offsets, i, j)
            part = ranges.multiply(bend, square)
            total = ranges.add(total, part if i != j else ranges.multiply(half, part))
        return _right_sign(total, goal.strict)

    def bends_up(self, goal: Goal) -> bool:
        """Whether the Hessian is semidefinite on the box, where the term is smooth."""
        terms, second = taylor_terms(goal)
        clamped = goals.defined_between(goal)
        over_box = self.evaluate(goal, (*terms, *second.values()), self.box(goal), clamped)
        if any(r is None for r in over_box):
            return False
        bends = dict(zip(second, over_box[len(terms) :], strict=True))
        return self._semidefinite(goal, second, bends)

    def convex(self, goal: Goal, at: Sequence[Term]) -> bool:
        """Semidefinite Hessian on the box, and a point of it from which nothing goes down."""
        if not self.bends_up(goal):
            return False
        values = dict(zip(goal.variables, at, strict=True))
        sign = exact_sign(substitute(goal.term, values))
        if sign is None or sign < (1 if goal.strict else 0):
            return False
        for i, x in enumerate(goal.variables):
            slope = exact_sign(substitute(derivative(goal.term, x), values))
            if not _upward(goal.box[i], at[i], slope):
                return False
        return True

    def _semidefinite(
        self,
        goal: Goal,
        second: dict[tuple[int, int], Term],
        bends: dict[tuple[int, int], MaybeInterval],
    ) -> bool:
        n = len(goal.variables)
        exact = [[_literal(second[min(i, j), max(i, j)]) for j in range(n)] for i in range(n)]
        if all(e is not None for row in exact for e in row):
            return exactly_semidefinite(exact, lambda e: (e > 0) - (e < 0))
        entries = [[bends[min(i, j), max(i, j)] for j in range(n)] for i in range(n)]
        return semidefinite(entries)  # type: ignore[arg-type]


def _literal(term: Term) -> Fraction | None:
    return term.value if isinstance(term, Number) else None


def _upward(values: Range, point: Term, slope: int | None) -> bool:
    if slope is None:
        return False
    if slope == 0 or values.point():
        return True
    return (slope > 0 and point == values.low) or (slope < 0 and point == values.high)


def offset_product(offsets: Sequence[MaybeInterval], i: int, j: int) -> MaybeInterval:
    """Product of two offsets; a square is never negative."""
    if i != j:
        return ranges.multiply(offsets[i], offsets[j])
    return elementary.power(offsets[i], (arb(2), arb(2)))


@lru_cache(maxsize=4096)
def _taylor_terms(
    term: Term, variables: tuple[Variable, ...]
) -> tuple[tuple[Term, ...], dict[tuple[int, int], Term]]:
    first = [derivative(term, v) for v in variables]
    second = {
        (i, j): derivative(first[i], variables[j])
        for i in range(len(variables))
        for j in range(i, len(variables))
    }
    return (term, *first), second


def taylor_terms(goal: Goal) -> tuple[tuple[Term, ...], dict[tuple[int, int], Term]]:
    """The term with its first, and its second partial derivatives."""
    return _taylor_terms(goal.term, goal.variables)


def _right_sign(value: MaybeInterval, strict: bool) -> bool:
    if value is None:
        return False
    return bool(value[0] > 0 if strict else value[0] >= 0)
