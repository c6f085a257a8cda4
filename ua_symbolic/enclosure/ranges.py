"""Ranges of the elementary operations and functions on intervals with exact Arb ends.

An interval is a pair ``(low, high)`` of exact balls, ``low <= high``; ``low`` may be minus infinity
and ``high`` plus infinity, which means a set of real numbers without that bound.  ``None`` means
that the function is not certain to be defined on all of the interval.  Every function here returns
an interval that contains all values on its arguments; ends are rounded outwards at the current
precision of ``flint.ctx``.

With ``clamped=True`` an argument that sticks out of the domain is cut back to it: legitimate only
where the argument is known, by a separate proof, to lie in the domain.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq

Interval = tuple[arb, arb]
MaybeInterval = Interval | None

ZERO = arb(0)
ONE = arb(1)
MINUS_ONE = arb(-1)
POSITIVE_INFINITY = arb.pos_inf()
NEGATIVE_INFINITY = arb.neg_inf()
EVERYTHING: Interval = (NEGATIVE_INFINITY, POSITIVE_INFINITY)


def rational_ball(value: Fraction) -> arb:
    """A ball around a rational number, exact if it fits the precision."""
    return arb(fmpq(value.numerator, value.denominator))


def from_ball(ball: arb) -> MaybeInterval:
    """The ends of a ball; None for NaN."""
    if ball.is_finite():
        return ball.lower(), ball.upper()
    return None


def from_fraction(value: Fraction) -> Interval:
    """The interval of a rational number."""
    ball = rational_ball(value)
    return ball.lower(), ball.upper()


def to_ball(interval: MaybeInterval) -> arb:
    """A ball that contains the interval; NaN for None or an unbounded interval."""
    if interval is None:
        return arb.nan()
    low, high = interval
    if not (low.is_finite() and high.is_finite()):
        return arb.nan()
    return low if low == high else low.union(high)


def rounded_down(value: arb) -> arb:
    """The lower end of a computed ball; NaN or infinite gives minus infinity."""
    return value.lower() if value.is_finite() else NEGATIVE_INFINITY


def rounded_up(value: arb) -> arb:
    return value.upper() if value.is_finite() else POSITIVE_INFINITY


def least(*values: arb) -> arb:
    best = values[0]
    for v in values[1:]:
        if v < best:
            best = v
    return best


def greatest(*values: arb) -> arb:
    best = values[0]
    for v in values[1:]:
        if v > best:
            best = v
    return best


def hull(a: Interval, b: Interval) -> Interval:
    """The smallest interval that contains both."""
    return least(a[0], b[0]), greatest(a[1], b[1])


def intersect(a: Interval, b: Interval) -> Interval:
    """The common part of two enclosures of one set (``a`` if rounding left none)."""
    low, high = greatest(a[0], b[0]), least(a[1], b[1])
    return (low, high) if low <= high else a


# --- arithmetic --------------------------------------------------------------------------------


def add(*args: MaybeInterval) -> MaybeInterval:
    """Sum of intervals."""
    low, high = ZERO, ZERO
    for arg in args:
        if arg is None:
            return None
        low, high = low + arg[0], high + arg[1]
    return rounded_down(low), rounded_up(high)


def negate(a: MaybeInterval) -> MaybeInterval:
    """Minus the interval."""
    return None if a is None else (-a[1], -a[0])


def _times(a: arb, b: arb) -> arb:
    """Product of two ends, where zero times infinity is zero."""
    if a.is_zero() or b.is_zero():
        return ZERO
    product = a * b
    if product.is_finite() or (a.is_finite() and b.is_finite()):
        return product
    return POSITIVE_INFINITY if (a > 0) is (b > 0) else NEGATIVE_INFINITY


def lower_end(value: arb) -> arb:
    if value.is_finite():
        return value.lower()
    return value if value.is_exact() else NEGATIVE_INFINITY


def upper_end(value: arb) -> arb:
    if value.is_finite():
        return value.upper()
    return value if value.is_exact() else POSITIVE_INFINITY


def multiply_two(a: Interval, b: Interval) -> Interval:
    """Product of two intervals."""
    (al, ah), (bl, bh) = a, b
    if al >= 0:
        if bl >= 0:
            return lower_end(_times(al, bl)), upper_end(_times(ah, bh))
        if bh <= 0:
            return lower_end(_times(ah, bl)), upper_end(_times(al, bh))
        return lower_end(_times(ah, bl)), upper_end(_times(ah, bh))
    if ah <= 0:
        low, high = multiply_two((-ah, -al), b)
        return -high, -low
    if bl >= 0 or bh <= 0:
        return multiply_two(b, a)
    corners = [_times(al, bh), _times(ah, bl), _times(al, bl), _times(ah, bh)]
    low = least(lower_end(corners[0]), lower_end(corners[1]))
    return low, greatest(upper_end(corners[2]), upper_end(corners[3]))


def multiply(*args: MaybeInterval) -> MaybeInterval:
    """Product of intervals."""
    result = args[0]
    for arg in args[1:]:
        if result is None or arg is None:
            return None
        result = multiply_two(result, arg)
    return result


def reciprocal(a: MaybeInterval) -> MaybeInterval:
    """One over an interval that does not contain zero."""
    if a is None or (a[0] <= 0 and a[1] >= 0):
        return None
    low = ZERO if not a[1].is_finite() else rounded_down(ONE / a[1])
    high = ZERO if not a[0].is_finite() else rounded_up(ONE / a[0])
    return low, high


def _divide_touching(a: Interval, b: Interval) -> MaybeInterval:
    """Quotient by a divisor that is known not to be zero, and has one sign."""
    if b[0] == 0 and b[1] > 0:
        low = ZERO if not b[1].is_finite() else rounded_down(ONE / b[1])
        return multiply_two(a, (low, POSITIVE_INFINITY))
    if b[1] == 0 and b[0] < 0:
        return negate(_divide_touching(a, (ZERO, -b[0])))
    return None


def _divide_end(a: arb, b: arb) -> arb:
    if a.is_zero():
        return ZERO
    if not b.is_finite():
        return ZERO
    quotient = a / b
    if quotient.is_finite() or a.is_finite():
        return quotient
    return POSITIVE_INFINITY if (a > 0) is (b > 0) else NEGATIVE_INFINITY


def divide(a: MaybeInterval, b: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Quotient; None if the divisor contains zero (``clamped``: in its inside)."""
    if a is None or b is None:
        return None
    if b[0] <= 0 and b[1] >= 0:
        return _divide_touching(a, b) if clamped else None
    if b[1] < 0:
        return negate(divide(a, (-b[1], -b[0])))
    (al, ah), (bl, bh) = a, b
    low = _divide_end(al, bh if al >= 0 else bl)
    high = _divide_end(ah, bl if ah >= 0 else bh)
    return lower_end(low), upper_end(high)


def absolute(a: MaybeInterval) -> MaybeInterval:
    """Absolute value."""
    if a is None or a[0] >= 0:
        return a
    if a[1] <= 0:
        return -a[1], -a[0]
    return ZERO, greatest(-a[0], a[1])


def sign(a: MaybeInterval) -> MaybeInterval:
    """Slope of Abs over the interval: 1 if all of it is at least 0, -1 if at most 0, else both."""
    if a is None:
        return None
    if a[0] >= 0 and a[1] > 0:
        return ONE, ONE
    return (MINUS_ONE, MINUS_ONE) if a[1] <= 0 and a[0] < 0 else (MINUS_ONE, ONE)


def minimum(*args: MaybeInterval) -> MaybeInterval:
    """Least of the arguments."""
    given = [a for a in args if a is not None]
    if len(given) < len(args):
        return None
    return least(*[a[0] for a in given]), least(*[a[1] for a in given])


def maximum(*args: MaybeInterval) -> MaybeInterval:
    """Greatest of the arguments."""
    given = [a for a in args if a is not None]
    if len(given) < len(args):
        return None
    return greatest(*[a[0] for a in given]), greatest(*[a[1] for a in given])


def floor(a: MaybeInterval) -> MaybeInterval:
    """Greatest integer not above."""
    return None if a is None else (integer_part(a[0]), integer_part(a[1]))


def ceiling(a: MaybeInterval) -> MaybeInterval:
    """Least integer not below."""
    return negate(floor(negate(a)))


def integer_part(end: arb) -> arb:
    if not end.is_finite():
        return end
    mantissa, exponent = end.man_exp()
    if exponent >= 0:
        return end
    return arb(int(mantissa) >> -int(exponent))
