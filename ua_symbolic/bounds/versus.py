"""Two closed forms along one parameter: their ratio, who is smaller where, and the crossings.

Every comparison is certain.  A crossing is an interval with exact ends at which different forms are
smaller; that there are no others between neighbouring points of the sweep is not claimed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ua_symbolic.bounds.closed import sign
from ua_symbolic.bounds.form import ClosedForm
from ua_symbolic.bounds.resolution import Definitions, Resolver
from ua_symbolic.bounds.sweep import Sweep, plain_text
from ua_symbolic.bounds.value import DecimalValue, IntegerValue, Value, bound_value
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.terms import Call, Number, Sort, Term, number, sub

DIGITS = 30
"""Digits at which two values are told apart; where that fails, the sign of the difference is asked
for, which exact algebra or more digits decide."""

RATIO_DIGITS = 12
WIDTH = Fraction(1, 10**6)
"""A crossing is narrowed to this relative width (to neighbours for an integer parameter)."""

EQUAL = "="


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


Point = tuple[Term, Comparison]


@dataclass(frozen=True)
class Pair:
    """The two forms with everything fixed but one parameter."""

    first: ClosedForm
    second: ClosedForm
    fixed: Mapping[str, Term]
    definitions: Definitions
    parameter: str

    def compare(self, value: Term) -> Comparison:
        """The forms at one value of the parameter, told apart with certainty or not at all."""
        at = plain_text(value)
        try:
            first, second = (self._value(f, value) for f in (self.first, self.second))
            order = _apart(_ends(first), _ends(second))
            if order is None:
                order = self._sign_of_difference(value)
        except DomainError as problem:
            return Comparison(at, "", "", str(problem).splitlines()[0])
        smaller = EQUAL if order == 0 else self.name(0) if order < 0 else self.name(1)
        return Comparison(at, "1" if order == 0 else _ratio(first, second), smaller)

    def name(self, index: int) -> str:
        """The name of one of the forms."""
        return (self.first, self.second)[index].definition.name

    def _value(self, form: ClosedForm, value: Term) -> Value:
        names = {p.name for p in form.definition.parameters}
        given = {k: v for k, v in {**self.fixed, self.parameter: value}.items() if k in names}
        return bound_value(form, given, self.definitions, DIGITS)

    def _sign_of_difference(self, value: Term) -> int:
        """The sign of first - second; DomainError if it cannot be decided."""
        calls = (self._call(f, value) for f in (self.first, self.second))
        return sign(Resolver(self.definitions).resolve(sub(*calls)))

    def _call(self, form: ClosedForm, value: Term) -> Call:
        given = {**form.defaults, **self.fixed, self.parameter: value}
        definition = form.definition
        args = tuple(given[p.name] for p in definition.parameters)
        return Call(definition.name, args, definition.sort)

    def crossings(self, sweep: Sweep, points: Iterable[Comparison] = ()) -> Iterator[Crossing]:
        """Where the smaller form changes between neighbouring points of the sweep.

        ``points`` are the comparisons at its values, where they have been made already.
        """
        made = list(points) or [self.compare(v) for v in sweep.values]
        known = [(v, c) for v, c in zip(sweep.values, made, strict=True) if not c.error]
        for first, last in itertools.pairwise(known):
            yield from self._between(first, last)

    def _between(self, first: Point, last: Point) -> Iterator[Crossing]:
        """The crossings between two points; equal values may lie between two of them."""
        (low, before), (high, after) = first, last
        while before.smaller != after.smaller:
            below, above, there = self._narrowed(low, before, high, after)
            yield Crossing(plain_text(below), plain_text(above), before.smaller, there.smaller)
            low, before = above, there

    def _narrowed(
        self, low: Term, before: Comparison, high: Term, after: Comparison
    ) -> tuple[Term, Term, Comparison]:
        """Neighbouring points with ``before`` at the first and something else at the second."""
        while (middle := self._middle(low, high)) is not None:
            there = self.compare(middle)
            if there.error:
                break
            if there.smaller == before.smaller:
                low = middle
            else:
                high, after = middle, there
        return low, high, after

    def _middle(self, low: Term, high: Term) -> Term | None:
        if not (isinstance(low, Number) and isinstance(high, Number)):
            return None
        a, b = low.value, high.value
        if self._is_integer():
            return None if abs(b - a) <= 1 else number((a + b).__floor__() // 2)
        return None if abs(b - a) <= WIDTH * abs(b) else number(_between(a, b))

    def _is_integer(self) -> bool:
        parameters = (*self.first.definition.parameters, *self.second.definition.parameters)
        return any(p.name == self.parameter and p.sort is Sort.INTEGER for p in parameters)


def _between(a: Fraction, b: Fraction) -> Fraction:
    """A short decimal in the middle half between two different numbers.

    >>> _between(Fraction(1), Fraction(2)), _between(Fraction(1, 10**20), Fraction(3, 10**20))
    (Fraction(3, 2), Fraction(1, 50000000000000000000))
    """
    middle, room = (a + b) / 2, abs(b - a) / 4
    unit = Fraction(10) ** (len(str(room.numerator)) - len(str(room.denominator)) - 1)
    return round(middle / unit) * unit


def _ends(value: Value) -> tuple[Fraction, Fraction]:
    match value:
        case IntegerValue(exact):
            return Fraction(exact), Fraction(exact)
        case DecimalValue(_, lower, upper):
            return Fraction(lower), Fraction(upper)


def _apart(one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> int | None:
    """-1, 1, or 0 for exactly equal values; None if the enclosures do not tell."""
    if one[1] < other[0] or other[1] < one[0]:
        return -1 if one[1] < other[0] else 1
    return 0 if one == other and one[0] == one[1] else None


def _ratio(first: Value, second: Value) -> str:
    """Rounded to ``RATIO_DIGITS`` digits, from values of ``DIGITS`` digits."""
    from flint import arb, ctx, fmpq

    a, b = _ends(first)[0], _ends(second)[0]
    if b == 0:
        return ""
    with ctx.workprec(128):
        value = arb(fmpq(a.numerator, a.denominator)) / fmpq(b.numerator, b.denominator)
        return str(value.str(RATIO_DIGITS, radius=False))
