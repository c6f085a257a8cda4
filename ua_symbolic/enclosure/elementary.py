"""Ranges of elementary functions on intervals with exact Arb ends: monotone ones, waves, powers.

Conventions are those of ``ranges``: outward rounding, ``None`` where a function may be undefined,
``clamped`` where the argument is known, by a separate proof, to lie in the domain.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb

from ua_symbolic.enclosure.ranges import (
    EVERYTHING,
    MINUS_ONE,
    NEGATIVE_INFINITY,
    ONE,
    POSITIVE_INFINITY,
    ZERO,
    Interval,
    MaybeInterval,
    absolute,
    greatest,
    integer_part,
    intersect,
    least,
    lower_end,
    multiply_two,
    reciprocal,
    rounded_down,
    rounded_up,
    upper_end,
)

HUGE = arb(2) ** 4096  # integers from here on are not written out

# --- monotone functions ------------------------------------------------------------------------


def _value(function: Callable[[arb], arb], end: arb, at_low: arb, at_high: arb) -> arb:
    if end.is_finite():
        return function(end)
    return at_low if end < 0 else at_high


def increasing(function: Callable[[arb], arb], a: Interval, at_low: arb, at_high: arb) -> Interval:
    """Range of an increasing function with the given limits at minus and plus infinity."""
    low = _value(function, a[0], at_low, at_high)
    high = _value(function, a[1], at_low, at_high)
    return lower_end(low), upper_end(high)


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
    return greatest(a[0], low), least(a[1], high)


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
    low = lower_end(a[0].log()) if a[0] > 0 else NEGATIVE_INFINITY
    return low, (rounded_up(a[1].log()) if a[1].is_finite() else POSITIVE_INFINITY)


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
    low = rounded_down(a[0].atanh()) if a[0] > -1 else NEGATIVE_INFINITY
    return low, (rounded_up(a[1].atanh()) if a[1] < 1 else POSITIVE_INFINITY)


def arcsine(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Arc sine on ``[-1, 1]``."""
    a = _restrict(a, MINUS_ONE, ONE, closed=True, clamped=clamped)
    return a and increasing(lambda x: x.asin(), a, *EVERYTHING)


def arccosine(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Arc cosine on ``[-1, 1]``."""
    a = _restrict(a, MINUS_ONE, ONE, closed=True, clamped=clamped)
    return a and (rounded_down(a[1].acos()), rounded_up(a[0].acos()))


# --- periodic functions ------------------------------------------------------------------------


def _contains_shifted_multiple(a: Interval, shift: arb, period: arb) -> bool:
    """Whether some ``shift + k period`` may lie in ``a`` (True when in doubt)."""
    low = integer_part(rounded_down((a[0] - shift) / period))
    high = integer_part(rounded_up((a[1] - shift) / period))
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
    low, high = (
        least(rounded_down(first), rounded_down(last)),
        greatest(rounded_up(first), rounded_up(last)),
    )
    if a[0] < a[1]:
        if _contains_shifted_multiple(a, crest, period):
            high = ONE
        if _contains_shifted_multiple(a, trough, period):
            low = MINUS_ONE
    return greatest(low, MINUS_ONE), least(high, ONE)


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
    """The exact integer that an interval is; None for one of astronomical size, too."""
    if a[0] == a[1] and a[0].is_finite() and abs(a[0]) < HUGE and a[0].is_integer():
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
    high = greatest(bound[1], ONE) if size[0] <= 0 else bound[1]
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
    return ZERO, (high if exponent[0] > 0 else greatest(high, ONE))
