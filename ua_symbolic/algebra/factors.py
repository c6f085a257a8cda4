"""Quotients as products of irreducible factors, sorted by what is known of their signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import flint

from ua_symbolic.algebra.polynomial import (
    UNIT,
    Poly,
    Rational,
    UnsupportedError,
    mul_poly,
    negated,
    poly_term,
)
from ua_symbolic.algebra.ring import factorise
from ua_symbolic.expressions.terms import Term, function

if TYPE_CHECKING:
    from ua_symbolic.algebra.normal import Normaliser


@dataclass(frozen=True)
class Factor:
    """``base**exponent`` within a quotient; ``poly`` is ``base`` as a polynomial."""

    base: Term
    poly: Poly
    exponent: Fraction

    @property
    def odd(self) -> bool:
        """Whether the exponent is an odd integer."""
        return self.exponent.denominator == 1 and self.exponent.numerator % 2 == 1


@dataclass(frozen=True)
class Split:
    """``content * sign * prod(positive) * prod(unknown)``, sign 1 or -1, content positive."""

    content: Fraction
    sign: int
    positive: tuple[Factor, ...]
    unknown: tuple[Factor, ...]


def split(n: Normaliser, form: Rational) -> Split:
    """The irreducible factors of a nonzero quotient, sorted by what is known of their signs."""
    top, above = factorise(form.numer)
    bottom, below = factorise(form.denom)
    content = top / bottom
    positive: list[Factor] = []
    unknown: list[Factor] = []
    for poly, e in [*above, *((p, -e) for p, e in below)]:
        factor = _factor(poly, e)
        if n.signs.positive(factor.poly):
            positive.append(factor)
            continue
        minus = negated(factor.poly)
        if n.signs.positive(minus) or n.signs.nonnegative(minus):
            content *= -1 if factor.odd else 1
            factor = Factor(poly_term(minus), minus, factor.exponent)
        (positive if n.signs.positive(factor.poly) else unknown).append(factor)
    return Split(abs(content), 1 if content > 0 else -1, tuple(positive), tuple(unknown))


def _factor(poly: Poly, exponent: int) -> Factor:
    if len(poly) == 1:
        ((mono, coefficient),) = poly.items()
        if len(mono) == 1 and coefficient == 1:
            gen, inner = mono[0]
            return Factor(gen, {((gen, Fraction(1)),): Fraction(1)}, inner * exponent)
    return Factor(poly_term(poly), poly, Fraction(exponent))


def primes(value: Fraction) -> list[tuple[int, int]]:
    if value.numerator.bit_length() > 64 or value.denominator.bit_length() > 64:
        raise UnsupportedError("a number is too large to be factored")
    above = [(int(p), int(e)) for p, e in flint.fmpz(value.numerator).factor()]
    return above + [(int(p), -int(e)) for p, e in flint.fmpz(value.denominator).factor()]


def absolute_factor(factor: Factor) -> Term:
    """``Abs`` of the base of a factor of unknown sign, the same for a base and its negative."""
    lead = next(iter(factor.poly.values()))
    return function("Abs", factor.base if lead > 0 else poly_term(negated(factor.poly)))


def product(sign: int, factors: Sequence[Factor]) -> Poly:
    """The product of the bases, as a polynomial in canonical order."""
    total: Poly = {UNIT: Fraction(sign)}
    for factor in factors:
        total = mul_poly(total, factor.poly)
    return total
