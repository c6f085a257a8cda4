"""Rigorous evaluation of terms on boxes of intervals with exact Arb ends (see ``ranges``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from ua_symbolic.enclosure import ranges
from ua_symbolic.enclosure.balls import BallArithmetic, constant_ball, range_operation
from ua_symbolic.enclosure.compare import Truth
from ua_symbolic.enclosure.program import Definitions
from ua_symbolic.enclosure.ranges import Interval, MaybeInterval
from ua_symbolic.expressions.terms import Apply, Bind, Variable


@dataclass(frozen=True)
class IntervalArithmetic:
    """Intervals at the precision current in ``flint.ctx``.

    ``clamped``: arguments that stick out of a domain are cut back to it, which is right only where
    definedness is proved separately.
    """

    definitions: Definitions | None = None
    clamped: bool = False

    def number(self, value: Fraction) -> Interval:
        """A rational number."""
        return ranges.from_fraction(value)

    def constant(self, name: str) -> Interval:
        """A named constant."""
        ball = constant_ball(name)
        return ball.lower(), ball.upper()

    def operation(self, node: Apply) -> Callable[..., MaybeInterval]:
        """The interval function of a head."""
        return range_operation(node, self.clamped)

    def binder(self, node: Bind, variables: tuple[Variable, ...]) -> Callable[..., MaybeInterval]:
        """Sums and integrals through balls."""
        function = BallArithmetic(self.definitions).binder(node, variables)

        def through_balls(*args: MaybeInterval) -> MaybeInterval:
            return ranges.from_ball(function(*[ranges.to_ball(a) for a in args]))

        return through_balls

    def join(self, values: Sequence[MaybeInterval]) -> MaybeInterval:
        """The hull; None if any value may be undefined."""
        result = values[0]
        for value in values[1:]:
            if result is None or value is None:
                return None
            result = ranges.hull(result, value)
        return result

    def decide(self, op: str, left: MaybeInterval, right: MaybeInterval) -> Truth:
        """Truth of a relation at all points of two intervals."""
        return decide(op, left, right)


def decide(op: str, left: MaybeInterval, right: MaybeInterval) -> Truth:
    """Truth of ``left op right`` for all pairs of numbers from the two intervals."""
    if left is None or right is None:
        return Truth.UNKNOWN
    (a, b), (c, d) = left, right
    match op:
        case "<=":
            return _three(b <= c, a > d)
        case "<":
            return _three(b < c, a >= d)
        case ">=":
            return _three(a >= d, b < c)
        case ">":
            return _three(a > d, b <= c)
        case "=":
            return _three(a == b == c == d, b < c or d < a)
        case "!=":
            return _three(b < c or d < a, a == b == c == d)
    raise ValueError(f"unknown relation symbol {op!r}")


def _three(yes: bool, no: bool) -> Truth:
    return Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN


def contains_zero(a: Interval) -> bool:
    """Whether zero may be one of the values."""
    return bool(a[0] <= arb(0) <= a[1])
