"""A term in one real variable with its derivatives: enclosures on intervals, exact signs."""

from __future__ import annotations

from dataclasses import dataclass

from flint import ctx

from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative
from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.enclosure.intervals import IntervalArithmetic, contains_zero
from ua_symbolic.enclosure.program import Program, UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import Interval, MaybeInterval, intersect
from ua_symbolic.enclosure.simpler_slopes import CORNERS, factored
from ua_symbolic.expressions.terms import Term, Variable, substitute, subterms

LARGEST_SLOPE = 4000


@dataclass
class Curve:
    """The term ``term`` in ``x``, with its derivatives as they are needed.

    ``total``: the term is known to be defined, and continuous, on all of the range of ``x``.
    """

    term: Term
    x: Variable
    total: bool

    def __post_init__(self) -> None:
        self._slopes: list[Term] = [self.term]
        self._programs: dict[tuple[int, bool, int], Program | None] = {}
        self._simpler: dict[int, Program | None] = {}

    # --- enclosures -----------------------------------------------------------------------------

    def over(self, values: Interval, order: int, clamped: bool) -> MaybeInterval:
        """An enclosure of the ``order``-th derivative; None if there is none.

        Unless ``clamped``, only where that derivative is defined on all of the values.
        """
        program = self._program(order, clamped)
        value: MaybeInterval = None if program is None else program((values,))
        return value

    def smooth(self, values: Interval) -> MaybeInterval:
        """The slope, where the term is defined on all of the values; else None."""
        if not self.total and self.over(values, 0, clamped=False) is None:
            return None
        slope = self.over(values, 1, clamped=self.total)
        if slope is None or not contains_zero(slope) or not self.total:
            return slope
        simpler = self._simpler_slope()
        again: MaybeInterval = None if simpler is None else simpler((values,))
        return slope if again is None else intersect(slope, again)

    def bend(self, values: Interval, order: int) -> MaybeInterval:
        """The ``order``-th derivative, if the term is defined on all of the values; else None."""
        if order == 1:
            return self.smooth(values)
        if self.over(values, 0, clamped=False) is None:
            return None
        return self.over(values, order, clamped=False)

    def _slope(self, order: int) -> Term | None:
        while len(self._slopes) <= order:
            try:
                following = derivative(self._slopes[-1], self.x)
            except NotDifferentiableError:
                return None
            if sum(1 for _ in subterms(following)) > LARGEST_SLOPE:
                return None
            self._slopes.append(following)
        return self._slopes[order]

    def _program(self, order: int, clamped: bool) -> Program | None:
        key = (order, clamped, ctx.prec)
        if key not in self._programs:
            slope = self._slope(order)
            try:
                self._programs[key] = (
                    None
                    if slope is None
                    else compile_program((slope,), (self.x,), IntervalArithmetic(None, clamped))
                )
            except UnsupportedError:
                if order == 0:
                    raise
                self._programs[key] = None
        return self._programs[key]

    def _simpler_slope(self) -> Program | None:
        """The slope in normal form: equal but at isolated points, for a term without corners."""
        if ctx.prec not in self._simpler:
            self._simpler[ctx.prec] = None
            slope = self._slope(1)
            corners = any(getattr(t, "head", "") in CORNERS for t in subterms(self.term))
            plain = None if slope is None or corners else factored(slope)
            if plain is not None:
                arithmetic = IntervalArithmetic(None, clamped=True)
                self._simpler[ctx.prec] = compile_program((plain,), (self.x,), arithmetic)
        return self._simpler[ctx.prec]

    # --- exact signs ----------------------------------------------------------------------------

    def sign_at(self, point: Term) -> int | None:
        """The exact sign of the term at a closed term; None if it is not known."""
        return exact_sign(substitute(self.term, {self.x: point}))

    def slope_sign_at(self, order: int, point: Term) -> int | None:
        """The exact sign of the ``order``-th derivative at a closed term; None if not known.

        Also None for heads of derivatives that exact algebra does not know.
        """
        slope = self._slope(order)
        if slope is None:
            return None
        try:
            return exact_sign(substitute(slope, {self.x: point}))
        except UnsupportedError:
            return None
