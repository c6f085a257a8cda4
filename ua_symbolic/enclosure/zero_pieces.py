"""Pieces of the line between two points, in a search for zeros; what was found on them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.enclosure.curve import Curve
from ua_symbolic.enclosure.intervals import contains_zero
from ua_symbolic.enclosure.ranges import POSITIVE_INFINITY, Interval
from ua_symbolic.expressions.terms import Number, Term

BITS = 96
"""The precision of the search; zeros are enclosed more finely where more digits are wanted."""
NARROWEST = Fraction(1, 2**36)


@dataclass(frozen=True)
class Point:
    """A cut, or an end of the range: its term (None: infinity), an enclosure, the sign there."""

    term: Term | None
    ball: Interval
    sign: int | None


Piece = tuple[Point, Point]
"""What lies between two points, from the left to the right."""


@dataclass(frozen=True)
class Found:
    """Exactly one zero, in ``[low, high]``; ``exact`` names it if that is known."""

    low: Fraction
    high: Fraction
    exact: Term | None = None
    multiplicity: int | None = 1


@dataclass(frozen=True)
class Undecided:
    """A piece of which it is not known whether there are zeros; None is infinity."""

    low: Fraction | None
    high: Fraction | None
    reason: str


def undecided(piece: Piece, reason: str) -> Undecided:
    """The piece as one that may hold zeros."""
    low, high = hull(piece)
    return Undecided(_end(low), _end(high), reason)


def point_at(curve: Curve, at: arb) -> Point:
    """A cut at a number that a ball of radius zero holds."""
    term = Number(exact_fraction(at))
    return Point(term, (at, at), _quick_sign(curve, at, term))


def _quick_sign(curve: Curve, at: arb, term: Term) -> int | None:
    value = curve.over((at, at), 0, clamped=False)
    if value is not None and not contains_zero(value):
        return 1 if value[0] > 0 else -1
    return curve.sign_at(term)


# --- their intervals ----------------------------------------------------------------------------


def hull(piece: Piece) -> Interval:
    """The least interval that holds the piece with its two points."""
    return piece[0].ball[0], piece[1].ball[1]


def finite(values: Interval) -> bool:
    """Whether both ends are finite."""
    return bool(values[0].is_finite() and values[1].is_finite())


def middle(values: Interval) -> arb:
    """A number inside, of radius zero; twice as far out where an end is infinite."""
    low, high = values
    if finite(values):
        return (low / 2 + high / 2).mid()
    if low.is_finite():
        return (2 * low if low > 1 else arb(1) if low < 0 else low + 1).mid()
    if high.is_finite():
        return -middle((-high, POSITIVE_INFINITY))
    return arb(0)


def narrow(values: Interval) -> bool:
    """Whether an interval is too narrow to be cut again."""
    if not finite(values):
        return False
    scale = max(abs(exact_fraction(values[0])), Fraction(1))
    width = exact_fraction(values[1]) - exact_fraction(values[0])
    limit: Fraction = NARROWEST * scale
    return width <= limit


def _end(end: arb) -> Fraction | None:
    return exact_fraction(end) if end.is_finite() else None
