"""Quotients ``R = I_{n+1}(x)/I_n(x)`` of neighbouring Bessel functions: range and derivative.

For ``n >= 0`` and ``x > 0``, ``R`` lies in ``(0, 1)`` and increases in ``x``.  The recurrences of
DLMF 10.29 give ``R' = 1 - (2n+1) R/x - R**2``, and ``R ~ x/(2n+2)`` at 0, so ``R' > 0`` there; at a
first zero of ``R'`` one would have ``R'' = (2n+1) R/x**2 > 0``, yet ``R'`` comes down to it.
A quotient of two enclosures knows nothing of this: on ``[a, b]`` it loses a
factor ``exp(b - a)``.
"""

from __future__ import annotations

from typing import NamedTuple

from flint import arb

from ua_symbolic.enclosure.ranges import (
    ONE,
    ZERO,
    Interval,
    MaybeInterval,
    divide,
    greatest,
    intersect,
    least,
    rounded_down,
    rounded_up,
    to_ball,
)
from ua_symbolic.expressions.terms import Apply, Number, Term, number

RISING, FALLING = "bessel_step_up", "bessel_step_down"  # internal heads: quotient, n, x


class Quotient(NamedTuple):
    """``I_{n+1}/I_n`` (``head`` is RISING) or its reciprocal, of order ``n``, at ``at``."""

    head: str
    order: Term
    at: Term


def recognised(term: Term) -> Quotient | None:
    """The parts of a quotient of Bessel functions I of one argument and neighbouring orders."""
    match term:
        case Apply("div", (Apply("besseli", (above, x)), Apply("besseli", (below, y)))) if x == y:
            step = _step(above, below)
            if step == 1:
                return Quotient(RISING, below, x)
            if step == -1:
                return Quotient(FALLING, above, x)
    return None


def _step(above: Term, below: Term) -> int:
    """1 or -1 if the first order is certain to be so much larger, else 0."""
    if isinstance(above, Number) and isinstance(below, Number):
        gap = above.value - below.value
        return int(gap) if abs(gap) == 1 else 0
    from ua_symbolic.algebra import decide_equal

    for step in (1, -1):
        moved = Apply("add", (below, number(step)))
        if decide_equal(above, moved, (), engines=("flint",)).equal:
            return step
    return 0


def refined(
    head: str, quotient: MaybeInterval, order: MaybeInterval, x: MaybeInterval
) -> MaybeInterval:
    """The part of an enclosure of the quotient that its monotony admits.

    Where the quotient may be undefined it stays so; without ``n >= 0`` and ``x >= 0`` it stays.
    """
    if quotient is None or order is None or x is None or not (order[0] >= 0 and x[0] >= 0):
        return quotient
    rising = _rising(order, x)
    if head == RISING:
        return intersect(quotient, rising)
    falling = divide((ONE, ONE), rising, clamped=True)
    return quotient if falling is None else intersect(quotient, falling)


def _rising(order: Interval, x: Interval) -> Interval:
    """``I_{n+1}/I_n`` at the ends of ``x``, for all orders at once."""
    n = to_ball(order)
    if not n.is_finite():
        return ZERO, ONE
    low = rounded_down(_quotient(n, x[0])) if x[0] > 0 else ZERO
    high = rounded_up(_quotient(n, x[1])) if x[1].is_finite() else ONE
    return greatest(low, ZERO), least(high, ONE)


def _quotient(n: arb, x: arb) -> arb:
    if not x.is_finite() or x.is_zero():
        return arb(0, 1)
    return x.bessel_i(n + 1, scaled=True) / x.bessel_i(n, scaled=True)
