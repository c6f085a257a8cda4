"""Three-valued comparison of Arb balls, and exact access to their ends.

``arb`` comparisons by operator are two-valued: an undecided ``a < b`` is silently ``False``, and so
is ``a >= b``.  Every comparison of balls in the package goes through the functions here.  A ball
that is NaN or infinite carries no information: whatever is asked of it is ``UNKNOWN``.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import NoReturn

from flint import arb


class Truth(Enum):
    """What is known of a statement; it refuses to be a boolean."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        raise TypeError("a Truth has three values; compare it with `is Truth.TRUE`")

    def negate(self) -> Truth:
        """Truth of the negation."""
        if self is Truth.UNKNOWN:
            return self
        return Truth.FALSE if self is Truth.TRUE else Truth.TRUE


def is_informative(ball: arb) -> bool:
    """Whether the ball is finite and not NaN."""
    return bool(ball.is_finite())


def _decide(yes: bool, no: bool) -> Truth:
    return Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN


def less(left: arb, right: arb) -> Truth:
    """Whether every number of ``left`` is below every one of ``right``.

    >>> less(arb(1), arb(2)), less(arb(1, 1), arb(2))
    (<Truth.TRUE: 'true'>, <Truth.UNKNOWN: 'unknown'>)
    """
    if not (left.is_finite() and right.is_finite()):
        return Truth.UNKNOWN
    return _decide(bool(left < right), bool(left >= right))


def less_equal(left: arb, right: arb) -> Truth:
    """Whether ``left <= right`` for all numbers of the two balls."""
    if not (left.is_finite() and right.is_finite()):
        return Truth.UNKNOWN
    return _decide(bool(left <= right), bool(left > right))


def equal(left: arb, right: arb) -> Truth:
    """Whether the balls are one and the same exact number, or have none in common."""
    if not (left.is_finite() and right.is_finite()):
        return Truth.UNKNOWN
    same = bool(left.is_exact() and right.is_exact() and left == right)
    return _decide(same, not left.overlaps(right))


def relation(op: str, left: arb, right: arb) -> Truth:
    """Truth of ``left op right`` for the six relation symbols."""
    match op:
        case "<=":
            return less_equal(left, right)
        case "<":
            return less(left, right)
        case ">=":
            return less_equal(right, left)
        case ">":
            return less(right, left)
        case "=":
            return equal(left, right)
        case "!=":
            return equal(left, right).negate()
    raise ValueError(f"unknown relation symbol {op!r}")


def exact_fraction(value: arb) -> Fraction:
    """The value of an exact finite ball, through its integer mantissa and exponent.

    >>> exact_fraction(arb(3) / 4)
    Fraction(3, 4)
    """
    mantissa, exponent = value.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def lower_fraction(ball: arb) -> Fraction:
    """An exact lower bound of a finite ball (midpoint minus radius, without rounding)."""
    return exact_fraction(ball.mid()) - exact_fraction(ball.rad())


def upper_fraction(ball: arb) -> Fraction:
    """An exact upper bound of a finite ball."""
    return exact_fraction(ball.mid()) + exact_fraction(ball.rad())
