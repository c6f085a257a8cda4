"""The zeros of one term in one real variable on a range, isolated by enclosures.

A piece of the range is dropped where the term has no zero: its enclosure, or its mean value form,
keeps away from zero, the term is undefined throughout, or the prover shows it far out.  Where the
slope keeps away from zero there is at most one zero, and the signs at the two ends tell whether
there is one.  A zero at an exact point is one of multiplicity ``k`` if the derivatives below
the ``k``-th are exactly zero there; next to it, where the ``k``-th keeps away from zero, there is
no other.  What remains is undecided, never guessed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import arb, ctx

from ua_symbolic.enclosure.curve import Curve
from ua_symbolic.enclosure.exact_zeros import beside, exact_zero, multiplicity_at, only_zero
from ua_symbolic.enclosure.intervals import contains_zero
from ua_symbolic.enclosure.problem import Problem, Range, end_interval
from ua_symbolic.enclosure.ranges import (
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Interval,
    add,
    multiply,
    negate,
)
from ua_symbolic.enclosure.simple_zeros import zeros_if_monotone
from ua_symbolic.enclosure.undefined import undefined_over
from ua_symbolic.enclosure.zero_pieces import (
    BITS,
    Found,
    Piece,
    Point,
    Undecided,
    finite,
    hull,
    middle,
    narrow,
    point_at,
    undecided,
)
from ua_symbolic.expressions.terms import ZERO, Relation, Term

NOT_TOLD = "a zero of even order, a jump, or values too small to tell"
ZERO_THROUGHOUT = "zero wherever it is defined there"
MOST_ZEROS = 400
MOST_PROOFS, PROOF_SECONDS = 6, 2.0
SHIFTS = (Fraction(0), Fraction(1, 16), Fraction(-1, 16), Fraction(3, 16), Fraction(-1, 4))


@dataclass
class ZeroSearch:
    """The zeros of a term in one variable on a range."""

    curve: Curve
    range: Range
    digits: int
    deadline: float
    found: list[Found] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    proofs: int = 0

    def run(self) -> None:
        """Fill ``found`` and ``undecided``."""
        with ctx.workprec(BITS):
            self._search()
            self._name_undecided()

    def _search(self) -> None:
        low = self._end(self.range.low, NEGATIVE_INFINITY)
        high = self._end(self.range.high, POSITIVE_INFINITY)
        work = self._between_ends(low, high)
        while work:
            late = time.monotonic() > self.deadline
            if late or len(self.found) >= MOST_ZEROS:
                reason = "out of time" if late else f"stopped after {MOST_ZEROS} zeros"
                self.undecided += [undecided(piece, reason) for piece in work]
                return
            piece = work.pop()
            if self._without_zero(piece) or self._monotone(piece):
                continue
            if narrow(hull(piece)):
                self._leave(piece)
            elif not self._far_out(piece):
                work += self._parts(piece)

    def _leave(self, piece: Piece, reason: str = "") -> None:
        """Undecided; without a reason, a zero with a name is looked for at the end."""
        self.undecided.append(undecided(piece, reason))

    def _record(self, zero: Found) -> None:
        if zero not in self.found:
            self.found.append(zero)

    def _record_at(self, point: Point) -> None:
        """A zero at an exact point, unless it is known already."""
        if point.term is not None:
            order = multiplicity_at(self.curve, point.term)
            self._record(exact_zero(point.term, self.digits, order))

    # --- the ends of the range ------------------------------------------------------------------

    def _end(self, term: Term | None, infinity: arb) -> Point:
        ball = None if term is None else end_interval(term, ctx.prec)
        if term is None or ball is None:
            return Point(None, (infinity, infinity), None)
        return Point(term, ball, self.curve.sign_at(term))

    def _between_ends(self, low: Point, high: Point) -> list[Piece]:
        """The range without the zeros exactly at its ends and the pieces next to them."""
        if low.sign == 0:
            if not self.range.low_open:
                self._record_at(low)
            low = beside(self.curve, low, high, up=True) or low
        if high.sign == 0 and high.term != self.range.low:
            if not self.range.high_open:
                self._record_at(high)
            high = beside(self.curve, high, low, up=False) or high
        if low.ball[1] < high.ball[0]:
            return [(low, high)]
        if not self.range.point():  # too narrow for this precision
            self._leave((low, high), NOT_TOLD)
        return []

    # --- pieces that are settled ----------------------------------------------------------------

    def _without_zero(self, piece: Piece) -> bool:
        """Whether a piece has no zero; one that is zero throughout is put aside, undecided."""
        values = hull(piece)
        value = self.curve.over(values, 0, clamped=True)
        if value is not None and not contains_zero(value):
            return True
        if value is not None and value[0] == value[1] == 0:
            self._leave(piece, ZERO_THROUGHOUT)
            return True
        if value is None and undefined_over(self.curve.term, self.curve.x, values, ctx.prec):
            return True
        return finite(values) and _mean_value_form_keeps_away(self.curve, values)

    def _monotone(self, piece: Piece) -> bool:
        """Whether the slope shows how many zeros are inside, one or none; that one is recorded."""
        zeros = zeros_if_monotone(self.curve, piece, self.digits)
        self.found += zeros or ()
        return zeros is not None

    def _far_out(self, piece: Piece) -> bool:
        """Whether the prover shows a sign on a piece that reaches to infinity."""
        values = hull(piece)
        if finite(values) or self.proofs >= MOST_PROOFS:
            return False
        reach = arb(8) ** (self.proofs + 1)
        up, down = not values[1].is_finite(), not values[0].is_finite()
        if (up and not values[0] >= reach) or (down and not values[1] <= -reach):
            return False
        self.proofs += 1
        sign = (piece[0] if up else piece[1]).sign
        return bool(sign) and self._proved(piece, ">" if sign == 1 else "<")

    def _proved(self, piece: Piece, op: str) -> bool:
        from ua_symbolic.enclosure.prove import Proved, prove

        x, given = self.curve.x, []
        if piece[0].term is not None:
            given.append(Relation("<=", piece[0].term, x))
        if piece[1].term is not None:
            given.append(Relation("<=", x, piece[1].term))
        goal = Problem((x,), tuple(given), Relation(op, self.curve.term, ZERO))
        seconds = min(PROOF_SECONDS, (self.deadline - time.monotonic()) / 2)
        return seconds > 0 and isinstance(prove(goal, timeout=seconds), Proved)

    # --- cutting --------------------------------------------------------------------------------

    def _parts(self, piece: Piece) -> list[Piece]:
        """The two halves, or what is left beside an exact zero; the left one last."""
        cut = self._cut(piece)
        if cut is None:
            self._leave(piece)
            return []
        if cut.sign == 0:
            self._record_at(cut)
            parts = self._around(cut, piece)
            if parts:
                return parts
        low, high = piece
        return [(cut, high), (low, cut)]

    def _cut(self, piece: Piece) -> Point | None:
        """A point near the middle, with a sign that is known if possible; None without room."""
        low, high = piece
        values = hull(piece)
        centre = middle(values)
        width = values[1] - values[0] if finite(values) else arb(1)
        cut = None
        for shift in SHIFTS:
            at = (centre + width * arb(shift.numerator) / shift.denominator).mid()
            if not low.ball[1] < at < high.ball[0]:
                continue
            cut = self._without_doubt(point_at(self.curve, at))
            if cut.sign is not None:
                break
        return cut

    def _without_doubt(self, cut: Point) -> Point:
        """Without the sign of a zero of unknown order: perhaps one zero of very many."""
        if cut.sign != 0:
            return cut
        known = cut.term is not None and multiplicity_at(self.curve, cut.term) is not None
        return cut if known else replace(cut, sign=None)

    def _around(self, zero: Point, piece: Piece) -> list[Piece]:
        before = beside(self.curve, zero, piece[0], up=False)
        after = beside(self.curve, zero, piece[1], up=True)
        if before is None or after is None:
            return []
        return [(after, piece[1]), (piece[0], before)]

    # --- what is left ---------------------------------------------------------------------------

    def _name_undecided(self) -> None:
        """Neighbouring undecided pieces become one; then a last attempt to name a zero there."""
        pieces, self.undecided = _joined(self.undecided), []
        for piece in pieces:
            zero = None if piece.reason else only_zero(self.curve, piece, self.digits)
            if zero is not None:
                self._record(zero)
            else:
                self.undecided.append(replace(piece, reason=piece.reason or NOT_TOLD))


def _mean_value_form_keeps_away(curve: Curve, values: Interval) -> bool:
    """Whether the mean value form shows that there is no zero."""
    slope = curve.smooth(values)
    centre = middle(values)
    at = curve.over((centre, centre), 0, clamped=curve.total)
    offset = add(values, negate((centre, centre)))
    form = add(at, multiply(slope, offset))
    return form is not None and not contains_zero(form)


def _joined(pieces: Sequence[Undecided]) -> list[Undecided]:
    """From the left; those that meet become one."""
    joined: list[Undecided] = []
    for piece in sorted(pieces, key=lambda u: (u.low is not None, u.low or 0)):
        last = joined[-1] if joined else None
        if last is not None and (last.high is None or piece.low is None or piece.low <= last.high):
            high = None if None in (last.high, piece.high) else max(last.high, piece.high)  # type: ignore[type-var]
            joined[-1] = Undecided(last.low, high, last.reason or piece.reason)
        else:
            joined.append(piece)
    return joined
