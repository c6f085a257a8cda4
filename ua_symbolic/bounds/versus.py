"""Two closed forms along one parameter: their ratio, who is smaller where, and the crossings.

Every comparison is certain.  A crossing is an interval with exact ends at which different forms are
smaller; that there are no others between neighbouring points of the sweep is not claimed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ua_symbolic.bounds.form import ClosedForm
from ua_symbolic.bounds.resolution import Definitions
from ua_symbolic.bounds.sweep import Sweep, plain_text
from ua_symbolic.bounds.value import DecimalValue, IntegerValue, bound_value
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.terms import Number, Sort, Term, number

DIGITS, MOST_DIGITS = 30, 500
RATIO_DIGITS = 12
WIDTH = Fraction(1, 10**6)
"""A crossing is narrowed to this relative width (to neighbours for an integer parameter)."""


@dataclass(frozen=True)
class Comparison:
    """One point: the ratio first/second and which is smaller (``=`` if they are equal)."""

    at: str
    ratio: str
    smaller: str
    error: str = ""


@dataclass(frozen=True)
class Crossing:
    """Between ``low`` and ``high`` the smaller form changes from ``before`` to ``after``."""

    low: str
    high: str
    before: str
    after: str


@dataclass(frozen=True)
class Pair:
    """The two forms with everything fixed but one parameter."""

    first: ClosedForm
    second: ClosedForm
    fixed: Mapping[str, Term]
    definitions: Definitions
    parameter: str

    def compare(self, value: Term) -> Comparison:
        """The forms at one value of the parameter."""
        try:
            (a, b), (low, high) = self._values(value)
        except DomainError as problem:
            return Comparison(plain_text(value), "", "", str(problem).splitlines()[0])
        smaller = "=" if a == b else self.name(0) if a < b else self.name(1)
        return Comparison(plain_text(value), _ratio(low, high), smaller)

    def name(self, index: int) -> str:
        """The name of one of the forms."""
        return (self.first, self.second)[index].definition.name

    def _values(self, value: Term) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]:
        """Numbers that compare as the two forms do, and two numbers for the ratio."""
        digits = DIGITS
        while True:
            one, other = (self._enclosure(f, value, digits) for f in (self.first, self.second))
            if one[1] < other[0] or other[1] < one[0] or one == other or digits > MOST_DIGITS:
                return (one[0], other[0]), (one[0], other[0])
            digits *= 2

    def _enclosure(self, form: ClosedForm, value: Term, digits: int) -> tuple[Fraction, Fraction]:
        names = {p.name for p in form.definition.parameters}
        given = {**self.fixed, self.parameter: value}
        found = bound_value(
            form, {k: v for k, v in given.items() if k in names}, self.definitions, digits
        )
        match found:
            case IntegerValue(exact):
                return Fraction(exact), Fraction(exact)
            case DecimalValue(_, lower, upper):
                return Fraction(lower), Fraction(upper)

    def crossings(self, sweep: Sweep) -> Iterator[Crossing]:
        """Where the smaller form changes between neighbouring points of the sweep."""
        known = [(v, c) for v in sweep.values if not (c := self.compare(v)).error]
        for (low, before), (high, after) in itertools.pairwise(known):
            if before.smaller != after.smaller:
                yield self._narrowed(low, before, high, after)

    def _narrowed(self, low: Term, before: Comparison, high: Term, after: Comparison) -> Crossing:
        while (middle := self._middle(low, high)) is not None:
            there = self.compare(middle)
            if there.error:
                break
            if there.smaller == before.smaller:
                low = middle
            else:
                high, after = middle, there
        return Crossing(plain_text(low), plain_text(high), before.smaller, after.smaller)

    def _middle(self, low: Term, high: Term) -> Term | None:
        if not (isinstance(low, Number) and isinstance(high, Number)):
            return None
        a, b = low.value, high.value
        if self._is_integer():
            return None if abs(b - a) <= 1 else number((a + b).__floor__() // 2)
        middle = ((a + b) / 2).limit_denominator(10**15)
        return None if abs(b - a) <= WIDTH * abs(b) or middle in (a, b) else number(middle)

    def _is_integer(self) -> bool:
        parameters = (*self.first.definition.parameters, *self.second.definition.parameters)
        return any(p.name == self.parameter and p.sort is Sort.INTEGER for p in parameters)


def _ratio(a: Fraction, b: Fraction) -> str:
    from flint import arb, ctx, fmpq

    if b == 0:
        return ""
    with ctx.workprec(128):
        value = arb(fmpq(a.numerator, a.denominator)) / fmpq(b.numerator, b.denominator)
        return str(value.str(RATIO_DIGITS, radius=False))
