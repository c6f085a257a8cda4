"""Slopes written so that their signs show: normal form with common factors in front."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from ua_symbolic.enclosure.derivative import over, times
from ua_symbolic.expressions.terms import Term, subterms

CORNERS = ("Abs", "Min", "Max", "floor", "ceiling", "sign")
LARGEST = 400
Powers = tuple[tuple[Term, Fraction], ...]


@lru_cache(maxsize=512)
def factored(slope: Term) -> Term | None:
    """An equal term, ``(1 - x)*exp(-x)`` in place of ``exp(-x) - x*exp(-x)``; None if none is seen.

    Equal wherever the slope is defined.  It may be defined at more points, which for a term without
    corners are isolated: so signs of slopes may be read off it.
    """
    from ua_symbolic.algebra import UnsupportedError, normal_form
    from ua_symbolic.algebra.polynomial import Monomial, Poly, monomial_term, poly_term

    if sum(1 for _ in subterms(slope)) > LARGEST:
        return None
    if any(getattr(t, "head", "") in CORNERS for t in subterms(slope)):
        return None
    try:
        form = normal_form(slope, ())
    except (UnsupportedError, RecursionError):
        return None

    def split(poly: Poly) -> tuple[Monomial, Term]:
        common = _common(list(poly))
        rest = {_without(m, common): c for m, c in poly.items()}
        return common, poly_term(rest)

    if not form.numer:
        return None
    (above, top), (below, bottom) = split(form.numer), split(form.denom)
    return over(
        times(*([monomial_term(above)] if above else []), top),
        times(*([monomial_term(below)] if below else []), bottom),
    )


def _common(
    monomials: list[tuple[tuple[Term, Fraction], ...]],
) -> tuple[tuple[Term, Fraction], ...]:
    """The powers that all monomials share (integer ones, so that no domain changes)."""
    tables = [dict(m) for m in monomials]
    shared = {}
    for gen, exponent in tables[0].items():
        least = min(t.get(gen, Fraction(0)) for t in tables)
        if least > 0 and least.denominator == 1 and exponent.denominator == 1:
            shared[gen] = least
    return tuple(shared.items())


def _without(monomial: Powers, common: Powers) -> Powers:
    taken = dict(common)
    left = ((g, e - taken.get(g, Fraction(0))) for g, e in monomial)
    return tuple((g, e) for g, e in left if e)
