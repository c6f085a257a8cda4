"""A term as a linear combination of monomials, for linear arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ua_symbolic.algebra.decision import normaliser_for
from ua_symbolic.algebra.normal import Normaliser
from ua_symbolic.algebra.polynomial import (
    Monomial,
    Poly,
    Rational,
    UnsupportedError,
    monomial,
    poly_term,
)
from ua_symbolic.algebra.ring import factorise, quotient
from ua_symbolic.expressions.terms import Relation, Term


def normal_form(term: Term, facts: Sequence[Relation]) -> Rational:
    """The canonical quotient of ``term`` under ``facts`` and its own definedness.

    Raises ``UnsupportedError`` if the term lies outside of what the normal form covers.
    """
    return normaliser_for((term,), facts).normal(term)


def linearise(term: Term, facts: Sequence[Relation]) -> dict[Monomial, Fraction] | None:
    """Monomials with coefficients; the constant term is under the empty monomial ``()``.

    Denominators become negative exponents: of generators, or of the polynomial as one generator,
    with its multiples divided out (``x/(x+1)`` is ``1 - (x+1)**-1``).  None where there is no
    normal form.
    """
    try:
        return linear_form(normaliser_for((term,), facts), term)
    except (UnsupportedError, RecursionError):
        return None


def linear_form(normaliser: Normaliser, term: Term) -> dict[Monomial, Fraction]:
    """The same by a given normaliser; raises ``UnsupportedError``."""
    return _spread(normaliser.normal(term))


def _spread(form: Rational) -> dict[Monomial, Fraction]:
    if form.polynomial:
        return dict(form.numer)
    content, factors = factorise(form.denom)
    composite = [(p, e) for p, e in factors if len(p) > 1]
    below: Monomial = ()
    for poly, e in factors:
        if len(poly) == 1:
            below = monomial((*below, *((g, -q * e) for g, q in next(iter(poly)))))
    parts: list[tuple[Poly, Monomial]] = [(form.numer, below)]
    for poly, e in composite:
        parts = [piece for part in parts for piece in _expand(*part, poly, e)]
    total: dict[Monomial, Fraction] = {}
    for numer, under in parts:
        for mono, c in numer.items():
            key = monomial((*mono, *under))
            total[key] = total.get(key, Fraction(0)) + c / content
    return {m: c for m, c in total.items() if c}


def _expand(numer: Poly, under: Monomial, poly: Poly, power: int) -> list[tuple[Poly, Monomial]]:
    """``numer/poly**power`` in powers of ``poly``."""
    gen = poly_term(poly)
    parts: list[tuple[Poly, Monomial]] = []
    rest = numer
    for k in range(power, 0, -1):
        rest, remainder = quotient(rest, poly)
        parts.append((remainder, monomial((*under, (gen, Fraction(-k))))))
    return [*parts, (rest, under)]
