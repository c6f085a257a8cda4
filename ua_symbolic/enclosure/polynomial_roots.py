"""Real zeros of polynomials with rational coefficients: exact multiplicities, any precision.

FLINT factors over the integers and isolates all complex roots of each irreducible factor; a root
that it returns without imaginary part is real.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from flint import ctx, fmpz_poly

from ua_symbolic.enclosure.compare import lower_fraction, upper_fraction
from ua_symbolic.enclosure.polynomials import table
from ua_symbolic.expressions.terms import Term, Variable

LARGEST_DEGREE = 400


@dataclass(frozen=True)
class PolynomialRoot:
    """The only zero of an irreducible polynomial in ``[low, high]``; rational if they are equal.

    ``index`` counts the real zeros of the factor from the left.
    """

    factor: fmpz_poly
    multiplicity: int
    index: int
    low: Fraction
    high: Fraction

    def refined(self, bits: int) -> PolynomialRoot:
        """The same root to about so many bits."""
        if self.low == self.high:
            return self
        return irreducible_roots(self.factor, self.multiplicity, bits)[self.index]


def polynomial(term: Term, x: Variable) -> fmpz_poly | None:
    """The term as a polynomial in ``x``, up to a nonzero rational factor; None if it is none."""
    coefficients = table(term, (x,))
    if coefficients is None:
        return None
    degree = max((m[0] for m in coefficients), default=0)
    if degree > LARGEST_DEGREE:
        return None
    bottom = lcm(*(value.denominator for value in coefficients.values()))
    return fmpz_poly([int(coefficients.get((k,), Fraction(0)) * bottom) for k in range(degree + 1)])


def irreducible_factors(poly: fmpz_poly) -> Iterator[tuple[fmpz_poly, int]]:
    """The factors of positive degree with their multiplicities."""
    for factor, multiplicity in poly.factor()[1]:
        if factor.degree() > 0:
            yield factor, int(multiplicity)


def irreducible_roots(factor: fmpz_poly, multiplicity: int, bits: int) -> list[PolynomialRoot]:
    """The real roots of an irreducible polynomial, in order, to about ``bits`` bits."""
    if factor.degree() == 1:
        value = Fraction(-int(factor[0]), int(factor[1]))
        return [PolynomialRoot(factor, multiplicity, 0, value, value)]
    with ctx.workprec(bits + 32):
        pairs: list[Any] = list(factor.complex_roots())
        real = [root.real for root, _ in pairs if root.imag.is_zero()]
    ends = sorted((lower_fraction(b), upper_fraction(b)) for b in real)
    return [PolynomialRoot(factor, multiplicity, i, *end) for i, end in enumerate(ends)]
