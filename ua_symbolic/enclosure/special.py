"""Ranges of the special functions on intervals with exact Arb ends (conventions of ``ranges``).

Each rests on one monotonicity fact, named beside it; where no such fact applies the ball function
of Arb is taken on the whole interval.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import comb

from flint import arb, ctx

from ua_symbolic.enclosure.elementary import (
    _as_integer,
    _restrict,
    increasing,
)
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
    add,
    from_ball,
    greatest,
    intersect,
    negate,
    rational_ball,
    rounded_down,
    rounded_up,
    to_ball,
)

Exact = tuple[int, int]  # mantissa and exponent of two

# Gamma has its minimum 0.88560319441088870027... at 1.46163214496836234126... (DLMF 5.4.20).
_DECREASES_UNTIL = Fraction(146163, 100000)
_INCREASES_FROM = Fraction(146164, 100000)
MORE_BITS, SPARE_BITS = (48, 96, 192), 12
_LEAST_GAMMA = Fraction(885603194410888700, 10**18)
_LEAST_LOGGAMMA = -Fraction(121486290535849609, 10**18)


def _positive(a: MaybeInterval, clamped: bool) -> MaybeInterval:
    """``a`` within ``(0, oo)``; only clamping leaves an end at 0."""
    if a is None or a[1] <= 0 or (a[0] <= 0 and not clamped):
        return None
    return (a[0], a[1]) if a[0] > 0 else (ZERO, a[1])


@lru_cache(maxsize=1 << 14)
def _bessel_at(name: str, order: Exact, x: Exact, precision: int) -> arb:
    """A Bessel function at two exact numbers: slow, and asked for again by neighbouring boxes."""
    n, at = (arb(mantissa) * arb(2) ** exponent for mantissa, exponent in (order, x))
    if name == "besseli":
        return at.bessel_i(n)
    return _accurate(lambda: at.bessel_k(n), precision)


def _accurate(evaluate: Callable[[], arb], precision: int) -> arb:
    """A ball with most of its bits: K loses some three bits for each unit of x below 60."""
    value = evaluate()
    for more in MORE_BITS:
        if value.rel_accuracy_bits() >= precision - SPARE_BITS:
            break
        with ctx.workprec(precision + more):
            value = evaluate()
    return value


def _bessel(name: str, order: arb, x: arb) -> arb:
    if not all(v.is_exact() and v.is_finite() for v in (order, x)):
        return x.bessel_i(order) if name == "besseli" else x.bessel_k(order)
    pairs = ((int(m), int(e)) for m, e in (order.man_exp(), x.man_exp()))
    return _bessel_at(name, *pairs, ctx.prec)


def _at(function: Callable[[arb], arb], end: arb, at_zero: arb, at_infinity: arb) -> arb:
    if end.is_zero():
        return at_zero
    return function(end) if end.is_finite() else at_infinity


def _convex(
    a: MaybeInterval, function: Callable[[arb], arb], least: Fraction, clamped: bool
) -> MaybeInterval:
    """Gamma and its logarithm: decreasing, then increasing, infinite at 0 and at infinity."""
    a = _positive(a, clamped)
    if a is None:
        return None
    ends = [_at(function, end, POSITIVE_INFINITY, POSITIVE_INFINITY) for end in a]
    high = greatest(*[rounded_up(e) for e in ends])
    if a[0] >= rational_ball(_INCREASES_FROM):
        return rounded_down(ends[0]), high
    if a[1] <= rational_ball(_DECREASES_UNTIL):
        return rounded_down(ends[1]), high
    bottom = rational_ball(least).lower()
    if a[0] == a[1]:
        return greatest(bottom, rounded_down(ends[0])), high
    return bottom, high


def gamma(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Gamma on ``(0, oo)``."""
    return _convex(a, lambda x: x.gamma(), _LEAST_GAMMA, clamped)


def loggamma(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Logarithm of Gamma on ``(0, oo)``."""
    return _convex(a, lambda x: x.lgamma(), _LEAST_LOGGAMMA, clamped)


def factorial(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """``gamma(x + 1)`` on ``[0, oo)``."""
    a = _restrict(a, ZERO, POSITIVE_INFINITY, closed=True, clamped=clamped)
    return gamma(add(a, (ONE, ONE)), clamped)


def digamma(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Digamma increases on ``(0, oo)``."""
    a = _positive(a, clamped)
    if a is None:
        return None
    low, high = (_at(lambda x: x.digamma(), e, NEGATIVE_INFINITY, POSITIVE_INFINITY) for e in a)
    return rounded_down(low), rounded_up(high)


def trigamma(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Trigamma is positive and decreases on ``(0, oo)``."""
    return polygamma((ONE, ONE), a, clamped)


def polygamma(order: MaybeInterval, a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Derivative of order ``n >= 1`` of digamma: of sign ``(-1)**(n+1)``, its size decreases."""
    a = _positive(a, clamped)
    n = None if order is None else _as_integer(order)
    if a is None or n is None or n < 1:
        return None
    sign = 1 if n % 2 else -1

    def size(x: arb) -> arb:  # (-1)**(n+1) psi_n(x) = n! zeta(n + 1, x)
        return arb.fac_ui(n) * arb(n + 1).zeta(x)

    low = _at(size, a[1], POSITIVE_INFINITY, ZERO)
    high = _at(size, a[0], POSITIVE_INFINITY, ZERO)
    result = (greatest(rounded_down(low), ZERO), rounded_up(high))
    return result if sign > 0 else negate(result)


def error_function(a: MaybeInterval) -> MaybeInterval:
    """erf increases from -1 to 1."""
    value = a and increasing(lambda x: x.erf(), a, MINUS_ONE, ONE)
    return value and intersect(value, (MINUS_ONE, ONE))


def complementary_error_function(a: MaybeInterval) -> MaybeInterval:
    """erfc decreases from 2 to 0."""
    if a is None:
        return None
    low = a[1].erfc() if a[1].is_finite() else ZERO
    high = a[0].erfc() if a[0].is_finite() else arb(2)
    return intersect((rounded_down(low), rounded_up(high)), (ZERO, arb(2)))


def lambert_w(a: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """The principal branch increases on ``[-1/e, oo)`` from -1."""
    if a is None:
        return None
    edge = -arb(-1).exp()
    if a[0] > edge:
        return increasing(lambda x: x.lambertw(), a, MINUS_ONE, POSITIVE_INFINITY)
    if not clamped or a[1] < edge:
        return None
    high = a[1].lambertw() if a[1] > edge and a[1].is_finite() else None
    if high is not None and high.is_finite():
        return MINUS_ONE, high.upper()
    return MINUS_ONE, (POSITIVE_INFINITY if a[1] > 0 else ZERO)


def beta(a: MaybeInterval, b: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Beta decreases in both positive arguments."""
    a, b = _positive(a, clamped), _positive(b, clamped)
    if a is None or b is None:
        return None

    def at(x: arb, y: arb) -> arb:
        return x.gamma() * y.gamma() * (x + y).rgamma()

    low, high = ZERO, POSITIVE_INFINITY
    if a[1].is_finite() and b[1].is_finite():
        low = greatest(ZERO, rounded_down(at(a[1], b[1])))
    if a[0] > 0 and b[0] > 0:
        high = rounded_up(at(a[0], b[0]))
    return low, high


def incomplete_beta(
    a: MaybeInterval,
    b: MaybeInterval,
    x: MaybeInterval,
    y: MaybeInterval,
    clamped: bool = False,
) -> MaybeInterval:
    """``I_y(a, b) - I_x(a, b)``: I increases in its end and in b, and decreases in a."""
    a, b = _positive(a, clamped), _positive(b, clamped)
    x = _restrict(x, ZERO, ONE, closed=True, clamped=clamped)
    y = _restrict(y, ZERO, ONE, closed=True, clamped=clamped)
    if a is None or b is None or x is None or y is None:
        return None
    if x[0] == x[1] == 0:
        return _regularised(a, b, y)
    if a[0] == a[1] and b[0] == b[1]:
        return add(_regularised(a, b, y), negate(_regularised(a, b, x)))
    whole = add(_regularised(a, b, y), negate(_regularised(a, b, x)))
    return whole and intersect(whole, (MINUS_ONE, ONE))


def _regularised(a: Interval, b: Interval, x: Interval) -> MaybeInterval:
    low = _regularised_at(a[1], b[0], x[0])
    high = _regularised_at(a[0], b[1], x[1])
    below = rounded_down(low) if low is not None else ZERO
    above = rounded_up(high) if high is not None else ONE
    return intersect((below, above), (ZERO, ONE))


def _regularised_at(a: arb, b: arb, x: arb) -> arb | None:
    if x.is_zero() and a.is_finite() and a > 0:
        return ZERO
    if x == 1 and b.is_finite() and b > 0:
        return ONE
    if not (a.is_finite() and b.is_finite() and a > 0 and b > 0):
        return None
    return x.beta_lower(a, b, 1)


# --- Bessel functions --------------------------------------------------------------------------


def _bessel_domain(order: Interval, x: Interval, clamped: bool) -> MaybeInterval:
    """The argument within the domain of I and J: everything for a known integer order."""
    if _as_integer(order) is not None or x[0] > 0:
        return x
    if x[0] >= 0 and order[0] >= 0:
        return x
    if clamped and x[1] >= 0:
        return greatest(x[0], ZERO), x[1]
    return None


def bessel_i(order: MaybeInterval, x: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Increases in x >= 0 and decreases in the order >= 0; even or odd for integer order."""
    if order is None or x is None:
        return None
    n, x = _as_integer(order), _bessel_domain(order, x, clamped)
    if x is None:
        return None
    if n is not None:
        order = (arb(abs(n)), arb(abs(n)))
        if x[0] < 0:
            return _bessel_i_negative(abs(n), x)
    if order[0] >= 0 and x[0] >= 0:
        low = _bessel("besseli", order[1], x[0]) if order[1].is_finite() else ZERO
        high = _bessel("besseli", order[0], x[1]) if x[1].is_finite() else POSITIVE_INFINITY
        return greatest(rounded_down(low), ZERO), rounded_up(high)
    return from_ball(to_ball(x).bessel_i(to_ball(order)))


def _bessel_i_negative(n: int, x: Interval) -> MaybeInterval:
    index = arb(n)
    if n % 2:
        return increasing(lambda t: _bessel("besseli", index, t), x, *EVERYTHING)
    inner = absolute(x)
    return inner and increasing(
        lambda t: _bessel("besseli", index, t), inner, ONE, POSITIVE_INFINITY
    )


def bessel_k(order: MaybeInterval, x: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Positive; decreases in x > 0 and increases with the size of the order."""
    size, x = absolute(order), _positive(x, clamped)
    if size is None or x is None:
        return None
    low = ZERO
    if x[1].is_finite():
        low = greatest(rounded_down(_bessel("besselk", size[0], x[1])), ZERO)
    high = POSITIVE_INFINITY
    if x[0] > 0 and size[1].is_finite():
        high = rounded_up(_bessel("besselk", size[1], x[0]))
    return low, high


def bessel_j(order: MaybeInterval, x: MaybeInterval, clamped: bool = False) -> MaybeInterval:
    """Ball function, within [-1, 1] for order >= 0; slope at most 1 for integer order."""
    if order is None or x is None:
        return None
    n, x = _as_integer(order), _bessel_domain(order, x, clamped)
    if x is None:
        return None
    bounded = n is not None or order[0] >= 0
    best: Interval = (MINUS_ONE, ONE) if bounded else EVERYTHING
    ball, index = to_ball(x), to_ball(order)
    direct = from_ball(ball.bessel_j(index))
    if direct is not None:
        best = intersect(best, direct)
    if n is not None and ball.is_finite():
        middle = ball.mid()
        near = middle.bessel_j(arb(n)) + (ball - middle)  # |J_n'| <= 1
        best = intersect(best, (rounded_down(near), rounded_up(near)))
    return best if bounded or direct is not None else None


# --- combinatorial -----------------------------------------------------------------------------


def binomial(
    n: MaybeInterval, k: MaybeInterval, integral: bool = False, clamped: bool = False
) -> MaybeInterval:
    """``gamma(n+1) / (gamma(k+1) gamma(n-k+1))`` on ``-1 < n``, ``-1 < k < n + 1``."""
    if n is None or k is None:
        return None
    top, bottom = _as_integer(n), _as_integer(k)
    if top is not None and bottom is not None and top < 5000:
        if integral and not 0 <= bottom <= top:
            return None
        if 0 <= bottom <= top:
            return _exact_binomial(top, bottom)
    first = gamma(add(n, (ONE, ONE)), clamped)
    second = gamma(add(k, (ONE, ONE)), clamped)
    third = gamma(add(n, negate(k), (ONE, ONE)), clamped)
    if first is None or second is None or third is None or (integral and k[0] < 0):
        return None
    low = ONE if integral else _quotient_end(first[0], second[1], third[1], up=False)
    return low, _quotient_end(first[1], second[0], third[0], up=True)


def _exact_binomial(n: int, k: int) -> Interval:
    value = rational_ball(Fraction(comb(n, k))) if n < 60 else arb.bin_uiui(n, k)
    return rounded_down(value), rounded_up(value)


def _quotient_end(top: arb, first: arb, second: arb, *, up: bool) -> arb:
    bottom = first * second
    if not (top.is_finite() and bottom.is_finite()):
        return POSITIVE_INFINITY if up else ZERO
    value = top / bottom
    return rounded_up(value) if up else greatest(rounded_down(value), ZERO)
