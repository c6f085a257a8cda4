"""Polynomials in the variables of a goal, as tables from exponents to coefficients.

For the searches after exact identities; nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ua_symbolic.enclosure.derivative import plus, raised, times
from ua_symbolic.expressions.terms import (
    Apply,
    Number,
    Term,
    Variable,
    free_variables,
    number,
    subterms,
)

Exponents = tuple[int, ...]
Table = dict[Exponents, Fraction]


def is_polynomial(term: Term) -> bool:
    """Whether the term is a polynomial in several variables by its form."""
    return len(free_variables(term)) > 1 and all(
        not isinstance(t, Apply) or t.head in ("add", "mul", "neg", "pow") or _is_scaled(t)
        for t in subterms(term)
    )


def _is_scaled(node: Apply) -> bool:
    return node.head == "div" and isinstance(node.args[1], Number)


def is_rational(term: Term) -> bool:
    """Whether the term is a rational function of its variables by its form."""
    if not isinstance(term, Apply):
        return isinstance(term, Number | Variable)
    if term.head == "pow":
        exponent = term.args[1]
        whole = isinstance(exponent, Number) and exponent.value.denominator == 1
        return whole and is_rational(term.args[0])
    return term.head in ("add", "mul", "neg", "div") and all(map(is_rational, term.args))


def table(term: Term, generators: Sequence[Term]) -> Table | None:
    """Coefficients of a polynomial in the generators; None if the term is none."""
    from ua_symbolic.algebra import UnsupportedError as NoNormalForm
    from ua_symbolic.algebra import normal_form

    try:
        form = normal_form(term, ())
    except (NoNormalForm, RecursionError):
        return None
    if not form.polynomial:
        return None
    place = {g: i for i, g in enumerate(generators)}
    found: Table = {}
    for mono, coefficient in form.numer.items():
        exponents = [0] * len(generators)
        for gen, exponent in mono:
            if gen not in place or exponent.denominator != 1 or exponent < 0:
                return None
            exponents[place[gen]] = int(exponent)
        found[tuple(exponents)] = coefficient
    return found


def generators(term: Term) -> tuple[Term, ...] | None:
    """The atoms of which a term is a polynomial; None if it is none."""
    from ua_symbolic.algebra import UnsupportedError as NoNormalForm
    from ua_symbolic.algebra import normal_form

    try:
        form = normal_form(term, ())
    except (NoNormalForm, RecursionError):
        return None
    if not form.polynomial:
        return None
    return tuple(dict.fromkeys(g for mono in form.numer for g, _ in mono))


def product(a: Mapping[Exponents, Fraction], b: Mapping[Exponents, Fraction]) -> Table:
    """The product of two polynomials."""
    total: Table = {}
    for m, c in a.items():
        for n, d in b.items():
            key = tuple(map(int.__add__, m, n))
            total[key] = total.get(key, Fraction(0)) + c * d
    return {m: c for m, c in total.items() if c}


def combination(parts: Sequence[tuple[Fraction, Mapping[Exponents, Fraction]]]) -> Table:
    """A linear combination of polynomials."""
    total: Table = {}
    for scale, poly in parts:
        for m, c in poly.items():
            total[m] = total.get(m, Fraction(0)) + scale * c
    return {m: c for m, c in total.items() if c}


def power(poly: Table, exponent: int, size: int) -> Table:
    """A power; ``size`` is the number of generators."""
    result: Table = {(0,) * size: Fraction(1)}
    for _ in range(exponent):
        result = product(result, poly)
    return result


def degree(poly: Mapping[Exponents, Fraction]) -> int:
    """The total degree; 0 for the zero polynomial."""
    return max((sum(m) for m in poly), default=0)


def homogeneous(poly: Mapping[Exponents, Fraction]) -> bool:
    """Whether all monomials have the same total degree."""
    return len({sum(m) for m in poly}) == 1


def as_term(poly: Mapping[Exponents, Fraction], gens: Sequence[Term]) -> Term:
    """The polynomial as a term."""
    parts = []
    for m, c in poly.items():
        powers = [raised(g, number(e)) for g, e in zip(gens, m, strict=True) if e]
        parts.append(times(Number(c), *powers))
    return plus(*parts)
