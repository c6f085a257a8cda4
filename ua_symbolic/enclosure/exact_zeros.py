"""Zeros at points with a name: their multiplicities, and that they are alone nearby.

By Rolle: a zero of multiplicity ``k`` is alone where the ``k``-th derivative keeps away from zero.
"""

from __future__ import annotations

from flint import arb, ctx

from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.enclosure.curve import Curve
from ua_symbolic.enclosure.intervals import contains_zero
from ua_symbolic.enclosure.naming import names_near
from ua_symbolic.enclosure.problem import end_interval
from ua_symbolic.enclosure.ranges import from_fraction
from ua_symbolic.enclosure.zero_pieces import BITS, Found, Point, Undecided, point_at
from ua_symbolic.expressions.terms import Number, Term

HIGHEST = 8
MOST_STEPS = 30


def multiplicity_at(curve: Curve, point: Term) -> int | None:
    """The multiplicity of a zero at an exact point; None if it is not known."""
    for k in range(1, HIGHEST + 1):
        sign = curve.slope_sign_at(k, point)
        if sign is None:
            return None
        if sign:
            return k
    return None


def exact_zero(point: Term, digits: int, multiplicity: int | None = 1) -> Found:
    """A zero with a name, enclosed to the digits wanted."""
    if isinstance(point, Number):
        return Found(point.value, point.value, point, multiplicity)
    ball = end_interval(point, BITS + 4 * digits)
    if ball is None:
        raise ArithmeticError("a point with a name has no enclosure")
    return Found(exact_fraction(ball[0]), exact_fraction(ball[1]), point, multiplicity)


def beside(curve: Curve, zero: Point, far: Point, *, up: bool) -> Point | None:
    """A point on one side of a zero, towards ``far``, such that there is no other in between.

    None if there is none to be found.
    """
    if zero.term is None:
        return None
    order = multiplicity_at(curve, zero.term)
    if order is None:
        return None
    start = zero.ball
    room = abs(far.ball[0] - start[0]).mid() if far.ball[0].is_finite() else arb(1)
    for k in range(1, MOST_STEPS):
        step = (room / 4**k).mid()
        end = ((start[1] + step) if up else (start[0] - step)).mid()
        values = (start[0], end) if up else (end, start[1])
        bend = curve.bend(values, order)
        if bend is None or contains_zero(bend):
            continue
        made = point_at(curve, end)
        if made.sign:
            return made
    return None


def only_zero(curve: Curve, piece: Undecided, digits: int) -> Found | None:
    """The one zero in a narrow piece, if it is at a point with a name; None if not known."""
    if piece.low is None or piece.high is None:
        return None
    for point in names_near(piece.low, piece.high):
        if curve.slope_sign_at(0, point) != 0:
            continue
        order = multiplicity_at(curve, point)
        ball = end_interval(point, ctx.prec)
        if order is None or ball is None:
            continue
        (low, _), (_, high) = from_fraction(piece.low), from_fraction(piece.high)
        low, high = min(low, ball[0]), max(high, ball[1])
        bend = curve.bend((low, high), order)
        if bend is None or contains_zero(bend):
            continue
        return exact_zero(point, digits, order)
    return None
