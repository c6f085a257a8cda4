"""Sparse polynomials over generator terms with rational exponents, and quotients of them.

A *generator* is a term that the normal form does not look into: a variable, ``sin(a)``, ``2`` under
a root, ``b**k``.  A monomial is a product of rational powers of generators; a fractional exponent
means the nonnegative root, and occurs only where the generator is known to be nonnegative.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ua_symbolic.algebra.order import sort_key
from ua_symbolic.expressions.terms import (
    EULER,
    ONE,
    Apply,
    Number,
    Term,
    add,
    div,
    function,
    mul,
    power,
)

Monomial = tuple[tuple[Term, Fraction], ...]
Poly = Mapping[Monomial, Fraction]
UNIT: Monomial = ()
HALF = Fraction(1, 2)


class UnsupportedError(Exception):
    """The normal form does not cover the term; never shown to a user."""


@dataclass(frozen=True)
class Rational:
    """``numer/denom``; the terms of each come in canonical (descending) order.

    The denominator is nonzero wherever the term and the facts behind this form are defined.
    """

    numer: Poly
    denom: Poly

    @property
    def polynomial(self) -> bool:
        """Whether the denominator is the constant 1."""
        return len(self.denom) == 1 and UNIT in self.denom

    @property
    def constant(self) -> Fraction | None:
        """The value if it is a rational number, else None."""
        if not self.numer:
            return Fraction(0)
        if self.polynomial and len(self.numer) == 1 and UNIT in self.numer:
            return self.numer[UNIT]
        return None


def monomial(powers: Iterable[tuple[Term, Fraction]]) -> Monomial:
    """The canonical monomial of a product of powers (equal generators are collected)."""
    total: dict[Term, Fraction] = {}
    for gen, exponent in powers:
        total[gen] = total.get(gen, Fraction(0)) + exponent
    return tuple(sorted(((g, e) for g, e in total.items() if e), key=lambda p: sort_key(p[0])))


def add_poly(left: Poly, right: Poly, scale: Fraction = Fraction(1)) -> dict[Monomial, Fraction]:
    """``left + scale*right``."""
    total = dict(left)
    for mono, coefficient in right.items():
        total[mono] = total.get(mono, Fraction(0)) + scale * coefficient
    return {m: c for m, c in total.items() if c}


def negated(poly: Poly) -> dict[Monomial, Fraction]:
    """``-poly``."""
    return {m: -c for m, c in poly.items()}


def mul_poly(left: Poly, right: Poly) -> dict[Monomial, Fraction]:
    """``left*right`` as free polynomials."""
    total: dict[Monomial, Fraction] = {}
    for m, c in left.items():
        for n, d in right.items():
            mono = monomial((*m, *n)) if m and n else m or n
            total[mono] = total.get(mono, Fraction(0)) + c * d
    return {m: c for m, c in total.items() if c}


def is_one(poly: Poly) -> bool:
    """Whether the polynomial is the constant 1."""
    return len(poly) == 1 and poly.get(UNIT) == 1


# --- back to terms ------------------------------------------------------------------------------


def power_term(gen: Term, exponent: Fraction) -> Term:
    """``gen**exponent`` for a nonzero exponent.

    A power of ``b**k`` becomes ``b**(q*k)`` where that is right for every sign of ``b``.
    """
    if exponent == 1:
        return gen
    if isinstance(gen, Apply) and gen.head == "pow" and not isinstance(gen.args[1], Number):
        base, inner = gen.args
        positive = base == EULER or (isinstance(base, Number) and base.value > 0)
        if exponent.denominator == 1 or positive:
            return power(base, mul(Number(exponent), inner))
    if exponent == HALF:
        return function("sqrt", gen)
    return power(gen, Number(exponent))


def monomial_term(mono: Monomial) -> Term:
    """The product as a term; negative exponents go below a fraction bar."""
    above = [power_term(g, e) for g, e in mono if e > 0]
    below = [power_term(g, -e) for g, e in mono if e < 0]
    return div(mul(*above), mul(*below)) if below else mul(*above)


def poly_term(poly: Poly) -> Term:
    """The polynomial as a sum of terms, in its own order."""
    return add(*(_scaled(c, m) for m, c in poly.items()))


def _scaled(coefficient: Fraction, mono: Monomial) -> Term:
    if not mono:
        return Number(coefficient)
    term = monomial_term(mono)
    return term if coefficient == 1 else mul(Number(coefficient), term)


def rational_term(form: Rational) -> Term:
    """The quotient as a term."""
    numer = poly_term(form.numer)
    return numer if is_one(form.denom) else div(numer, poly_term(form.denom))


def is_unit_term(term: Term) -> bool:
    """Whether the term is the literal 1."""
    return term == ONE
