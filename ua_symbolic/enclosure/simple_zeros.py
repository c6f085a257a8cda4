"""Zeros between two points of opposite signs, where the slope keeps away from zero."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.enclosure.curve import Curve
from ua_symbolic.enclosure.exact_zeros import exact_zero
from ua_symbolic.enclosure.intervals import contains_zero
from ua_symbolic.enclosure.naming import familiar
from ua_symbolic.enclosure.problem import end_interval
from ua_symbolic.enclosure.ranges import Interval, add, divide, negate
from ua_symbolic.enclosure.zero_pieces import BITS, Found, Piece, hull, middle
from ua_symbolic.expressions.terms import Term


def zeros_if_monotone(curve: Curve, piece: Piece, digits: int) -> list[Found] | None:
    """The zeros inside a piece where the slope has one sign: one, or none; None if not known.

    A zero at an end does not count: it is recorded where the end is made.
    """
    slope = curve.smooth(hull(piece))
    if slope is None or contains_zero(slope):
        return None
    left, right = piece[0].sign, piece[1].sign
    upward = 1 if slope[0] > 0 else -1
    if left == upward or right == -upward or left == 0 or right == 0:
        return []
    if left is None or right is None:
        return None
    return [_refined(curve, piece, digits)]


def _refined(curve: Curve, piece: Piece, digits: int) -> Found:
    """The zero between two points of opposite signs, by interval Newton steps."""
    values = hull(piece)
    rising = piece[0].sign == -1
    most = 4 * BITS + 7 * digits
    bits = BITS
    while not _fine(values, digits) and bits <= most:
        with ctx.workprec(bits):
            smaller = _newton_step(curve, values, rising)
        if smaller is None:
            bits *= 2
        else:
            values = smaller
    named = _name_between(curve, piece, values)
    if named is not None:
        return exact_zero(named, digits)
    low, high = (exact_fraction(e) for e in values)
    return Found(low, high)


def _fine(values: Interval, digits: int) -> bool:
    low, high = (exact_fraction(e) for e in values)
    size = min(abs(low), abs(high)) if low * high > 0 else Fraction(1, 10**digits)
    fine: bool = high - low <= size / 10**digits
    return fine


def _newton_step(curve: Curve, values: Interval, rising: bool) -> Interval | None:
    """A smaller interval with the zero; None if this precision is not enough."""
    centre = middle(values)
    at = curve.over((centre, centre), 0, clamped=curve.total)
    if at is None:
        return None
    low, high = values
    if not contains_zero(at):
        below = (at[1] < 0) is rising
        low, high = (centre, high) if below else (low, centre)
    slope = curve.smooth(values)
    image = add((centre, centre), negate(divide(at, slope)))
    if image is not None:
        low, high = max(low, image[0]), min(high, image[1])
    if not low <= high:
        raise ArithmeticError("an interval Newton step lost a zero")
    old = values[1] - values[0]
    return (low, high) if high - low < old * arb("0.7") else None


def _name_between(curve: Curve, piece: Piece, values: Interval) -> Term | None:
    """A familiar number that is the zero: exactly zero there, and between the two points."""
    name = familiar(float(middle(values)))
    ball = None if name is None else end_interval(name, ctx.prec)
    if name is None or ball is None:
        return None
    if not (piece[0].ball[1] < ball[0] and ball[1] < piece[1].ball[0]):
        return None
    return name if curve.slope_sign_at(0, name) == 0 else None
