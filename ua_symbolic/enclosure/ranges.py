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

from collections.abc import Callable
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


def _down(value: arb) -> arb:
    """The lower end of a computed ball; NaN or infinite gives minus infinity."""
    return value.lower() if value.is_finite() else NEGATIVE_INFINITY


def _up(value: arb) -> arb:
    return value.upper() if value.is_finite() else POSITIVE_INFINITY


def _least(*values: arb) -> arb:
    best = values[0]
    for v in values[1:]:
        if v < best:
            best = v
    return best


def _greatest(*values: arb) -> arb:
    best = values[0]
    for v in values[1:]:
        if v > best:
            best = v
    return best


def hull(a: Interval, b: Interval) -> Interval:
    """The smallest interval that contains both."""
    return _least(a[0], b[0]), _greatest(a[1], b[1])


def intersect(a: Interval, b: Interval) -> Interval:
    """The common part of two enclosures of one set (``a`` if rounding left none)."""
    low, high = _greatest(a[0], b[0]), _least(a[1], b[1])
    return (low, high) if low <= high else a


# --- arithmetic --------------------------------------------------------------------------------


def add(*args: MaybeInterval) -> MaybeInterval:
    """Sum of intervals."""
    low, high = ZERO, ZERO
    for arg in args:
        if arg is None:
            return None
        low, high = low + arg[0], high + arg[1]
    return _down(low), _up(high)


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


def _lower_end(value: arb) -> arb:
    if value.is_finite():
        return value.lower()
    return value if value.is_exact() else NEGATIVE_INFINITY


def _upper_end(value: arb) -> arb:
    if value.is_finite():
        return value.upper()
    return value if value.is_exact() else POSITIVE_INFINITY


def multiply_two(a: Interval, b: Interval) -> Interval:
    """Product of two intervals."""
    (al, ah), (bl, bh) = a, b
    if al >= 0:
        if bl >= 0:
            return _lower_end(_times(al, bl)), _upper_end(_times(ah, bh))
        if bh <= 0:
            return _lower_end(_times(ah, bl)), _upper_end(_times(al, bh))
        return _lower_end(_times(ah, bl)), _upper_end(_times(ah, bh))
    if ah <= 0:
        low, high = multiply_two((-ah, -al), b)
        return -high, -low
    if bl >= 0 or bh <= 0:
        return multiply_two(b, a)
    corners = [_times(al, bh), _times(ah, bl), _times(al, bl), _times(ah, bh)]
    low = _least(_lower_end(corners[0]), _lower_end(corners[1]))
    return low, _greatest(_upper_end(corners[2]), _upper_end(corners[3]))


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
    low = ZERO if not a[1].is_finite() else _down(ONE / a[1])
    high = ZERO if not a[0].is_finite() else _up(ONE / a[0])
    return low, high


def _divide_touching(a: Interval, b: Interval) -> MaybeInterval:
    """Quotient by a divisor that is known not to be zero, and has one sign."""
    if b[0] == 0 and b[1] > 0:
        low = ZERO if not b[1].is_finite() else _down(ONE / b[1])
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
    return _lower_end(low), _upper_end(high)


def absolute(a: MaybeInterval) -> MaybeInterval:
    """Absolute value."""
    if a is None or a[0] >= 0:
        return a
    if a[1] <= 0:
        return -a[1], -a[0]
    return ZERO, _greatest(-a[0], a[1])


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
    return _least(*[a[0] for a in given]), _least(*[a[1] for a in given])


def maximum(*args: MaybeInterval) -> MaybeInterval:
    """Greatest of the arguments."""
    given = [a for a in args if a is not None]
    if len(given) < len(args):
        return None
    return _greatest(*[a[0] for a in given]), _greatest(*[a[1] for a in given])


def floor(a: MaybeInterval) -> MaybeInterval:
    """Greatest integer not above."""
    return None if a is None else (_integer_part(a[0]), _integer_part(a[1]))


def ceiling(a: MaybeInterval) -> MaybeInterval:
    """Least integer not below."""
    return negate(floor(negate(a)))


def _integer_part(end: arb) -> arb:
    if not end.is_finite():
        return end
    mantissa, exponent = end.man_exp()
    if exponent >= 0:
        return end
    return arb(int(mantissa) >> -int(exponent))


# --- monotone functions ------------------------------------------------------------------------


def _value(function: Callable[[arb], arb], end: arb, at_low: arb, at_high: arb) -> arb:
    if end.is_finite():
        return function(end)
    return at_low if end < 0 else at_high


def increasing(function: Callable[[arb], arb], a: Interval, at_low: arb, at_high: arb) -> Interval:
    """Range of an increasing function with the given limits at minus and plus infinity."""
    low = _value(function, a[0], at_low, at_high)
    high = _value(function, a[1], at_low, at_high)
    return _lower_end(low), _upper_end(high)


def _restrict(
    a: MaybeInterval, low: arb, high: arb, *, closed: bool, clamped: bool
) -> MaybeInterval:
    """``a`` if it lies in the domain from ``low`` to ``high``; cut back to it if ``clamped``."""
    if a is None:
        return None
    inside = (a[0] >= low and a[1] <= high) if closed else (a[0] > low and a[1] < high)
    if inside:
        return a
    if not clamped or a[1] < low or a[0] > high:
        return None
    return _greatest(a[0], low), _least(a[1], high)


def square_root(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Square root on ``[0, oo)``."""
    a = _restrict(a, ZERO, POSITIVE_INFINITY, closed=True, clamped=clamped)
    return a and increasing(lambda x: x.sqrt(), a, ZERO, POSITIVE_INFINITY)


def exponential(a: MaybeInterval) -> MaybeInterval:
    """Exponential; never below zero."""
    if a is None:
        return None
    low, high = increasing(lambda x: x.exp(), a, ZERO, POSITIVE_INFINITY)
    return (low if low > 0 else ZERO), high


def logarithm(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Natural logarithm on ``(0, oo)``."""
    if a is None or a[1] <= 0 or (a[0] <= 0 and not clamped):
        return None
    low = _lower_end(a[0].log()) if a[0] > 0 else NEGATIVE_INFINITY
    return low, (_up(a[1].log()) if a[1].is_finite() else POSITIVE_INFINITY)


def _symmetric_limit(limit: Callable[[], arb]) -> tuple[arb, arb]:
    value = limit()
    return -value, value


def arctangent(a: MaybeInterval) -> MaybeInterval:
    """Arc tangent."""
    return a and increasing(lambda x: x.atan(), a, *_symmetric_limit(lambda: arb.pi() / 2))


def _cut_to(a: MaybeInterval, low: arb, high: arb) -> MaybeInterval:
    return a and intersect(a, (low, high))


def hyperbolic_tangent(a: MaybeInterval) -> MaybeInterval:
    """Hyperbolic tangent, within [-1, 1]."""
    value = a and increasing(lambda x: x.tanh(), a, MINUS_ONE, ONE)
    return _cut_to(value, MINUS_ONE, ONE)


def hyperbolic_sine(a: MaybeInterval) -> MaybeInterval:
    """Hyperbolic sine."""
    return a and increasing(lambda x: x.sinh(), a, *EVERYTHING)


def hyperbolic_cosine(a: MaybeInterval) -> MaybeInterval:
    """Hyperbolic cosine, at least 1."""
    inner = absolute(a)
    value = inner and increasing(lambda x: x.cosh(), inner, ONE, POSITIVE_INFINITY)
    return _cut_to(value, ONE, POSITIVE_INFINITY)


def inverse_hyperbolic_sine(a: MaybeInterval) -> MaybeInterval:
    """Inverse of sinh."""
    return a and increasing(lambda x: x.asinh(), a, *EVERYTHING)


def inverse_hyperbolic_cosine(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Inverse of cosh on ``[1, oo)``."""
    a = _restrict(a, ONE, POSITIVE_INFINITY, closed=True, clamped=clamped)
    return a and increasing(lambda x: x.acosh(), a, ZERO, POSITIVE_INFINITY)


def inverse_hyperbolic_tangent(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Inverse of tanh on ``(-1, 1)``."""
    a = _restrict(a, MINUS_ONE, ONE, closed=False, clamped=clamped)
    if a is None:
        return None
    low = _down(a[0].atanh()) if a[0] > -1 else NEGATIVE_INFINITY
    return low, (_up(a[1].atanh()) if a[1] < 1 else POSITIVE_INFINITY)


def arcsine(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Arc sine on ``[-1, 1]``."""
    a = _restrict(a, MINUS_ONE, ONE, closed=True, clamped=clamped)
    return a and increasing(lambda x: x.asin(), a, *EVERYTHING)


def arccosine(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Arc cosine on ``[-1, 1]``."""
    a = _restrict(a, MINUS_ONE, ONE, closed=True, clamped=clamped)
    return a and (_down(a[1].acos()), _up(a[0].acos()))


# --- periodic functions ------------------------------------------------------------------------


def _contains_shifted_multiple(a: Interval, shift: arb, period: arb) -> bool:
    """Whether some ``shift + k period`` may lie in ``a`` (True when in doubt)."""
    low = _integer_part(_down((a[0] - shift) / period))
    high = _integer_part(_up((a[1] - shift) / period))
    exact = ((a[0] - shift) / period).contains_integer()
    return bool(low < high) or bool(exact)


def sine(a: MaybeInterval) -> MaybeInterval:
    """Sine, through its ends and the crests between them."""
    half_pi = arb.pi() / 2
    return _wave(a, lambda x: x.sin(), half_pi, -half_pi)


def cosine(a: MaybeInterval) -> MaybeInterval:
    """Cosine, through its ends and the crests between them."""
    return _wave(a, lambda x: x.cos(), ZERO, arb.pi())


def _wave(
    a: MaybeInterval, function: Callable[[arb], arb], crest: arb, trough: arb
) -> MaybeInterval:
    if a is None:
        return None
    if not (a[0].is_finite() and a[1].is_finite()):
        return MINUS_ONE, ONE
    period = 2 * arb.pi()
    first, last = function(a[0]), function(a[1])
    low, high = _least(_down(first), _down(last)), _greatest(_up(first), _up(last))
    if a[0] < a[1]:
        if _contains_shifted_multiple(a, crest, period):
            high = ONE
        if _contains_shifted_multiple(a, trough, period):
            low = MINUS_ONE
    return _greatest(low, MINUS_ONE), _least(high, ONE)


def tangent(a: MaybeInterval) -> MaybeInterval:
    """Tangent between two poles; None if a pole may lie in the interval."""
    if a is None or not (a[0].is_finite() and a[1].is_finite()):
        return None
    if _contains_shifted_multiple(a, arb.pi() / 2, arb.pi()):
        return None
    return increasing(lambda x: x.tan(), a, *EVERYTHING)


# --- powers ------------------------------------------------------------------------------------


def whole_power(a: Interval, n: int) -> MaybeInterval:
    """``a**n`` for an exact integer ``n``; ``0**0 = 1``."""
    if n == 0:
        return ONE, ONE
    if n < 0:
        return reciprocal(whole_power(a, -n))
    if n % 2 == 0:
        inner = absolute(a)
        if inner is None:
            return None
        return increasing(lambda x: x**n, inner, POSITIVE_INFINITY, POSITIVE_INFINITY)
    return increasing(lambda x: x**n, a, *EVERYTHING)


def _as_integer(a: Interval) -> int | None:
    if a[0] == a[1] and a[0].is_finite() and a[0].is_integer():
        return int(a[0].fmpz())
    return None


def power(
    base: MaybeInterval, exponent: MaybeInterval, integral: bool = False, clamped: bool = False
) -> MaybeInterval:
    """``base**exponent`` by value; ``integral``: the exponent is an integer where it is defined."""
    if base is None or exponent is None:
        return None
    n = _as_integer(exponent)
    if n is not None and abs(n) < 1 << 62:
        return whole_power(base, n)
    if base[0] > 0:
        return exponential(multiply_two(exponent, logarithm(base) or EVERYTHING))
    if integral:
        return _integral_power(base, exponent)
    return _power_at_zero(base, exponent, clamped)


def _integral_power(base: Interval, exponent: Interval) -> MaybeInterval:
    """Base of any sign, unknown integer exponent: by the size only."""
    size = absolute(base)
    if size is None or (exponent[0] < 0 and size[0] <= 0):
        return None
    bound = power(size if size[0] > 0 else (ZERO, size[1]), exponent, clamped=True)
    if bound is None:
        return None
    high = _greatest(bound[1], ONE) if size[0] <= 0 else bound[1]
    return (ZERO if base[0] >= 0 else -high), high


def _power_at_zero(base: Interval, exponent: Interval, clamped: bool) -> MaybeInterval:
    """Base that reaches zero, exponent at least 0 (``0**0 = 1``)."""
    if base[1] < 0 or (base[0] < 0 and not clamped) or (exponent[0] < 0 and not clamped):
        return None
    if exponent[0] < 0:
        return ZERO, POSITIVE_INFINITY
    if base[1].is_zero():
        return ZERO, (ZERO if exponent[0] > 0 else ONE)
    top = exponential(multiply_two(exponent, logarithm((base[1], base[1])) or EVERYTHING))
    high = POSITIVE_INFINITY if top is None else top[1]
    return ZERO, (high if exponent[0] > 0 else _greatest(high, ONE))
