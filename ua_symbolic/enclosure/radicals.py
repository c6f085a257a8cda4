"""Factors of terms with one square root: the variable is written in the root.  Untrusted."""

from __future__ import annotations

from fractions import Fraction

from ua_symbolic.enclosure.derivative import minus, over, plus, raised, times
from ua_symbolic.expressions.terms import (
    Apply,
    Number,
    Sort,
    Term,
    Variable,
    free_variables,
    function,
    number,
    substitute,
)

HALF = Fraction(1, 2)


def radical_factors(term: Term) -> Term | None:
    """The factored quotient, where ``a + b m`` under the only root and ``m`` is a power of x.

    None if the term is not of this kind, or if there is nothing to gain.
    """
    from ua_symbolic.algebra import UnsupportedError, normal_form

    try:
        form = normal_form(term, ())
        sides = [_factored(poly) for poly in (form.numer, form.denom)]
    except (UnsupportedError, RecursionError):
        return None
    if sides[0] is None or sides[1] is None:
        return None
    return over(sides[0], sides[1])


def _factored(poly: object) -> Term | None:
    from ua_symbolic.algebra import normal_form
    from ua_symbolic.algebra.polynomial import poly_term
    from ua_symbolic.algebra.ring import factorise

    roots = {
        g
        for mono in poly  # type: ignore[attr-defined]
        for g, e in mono
        if e.denominator == 2 and free_variables(g)
    }
    whole = poly
    below: Term = number(1)
    inside: Term | None = None
    s = Variable("the root", Sort.REAL)
    if len(roots) == 1:
        (inside,) = roots
        solved = _solved(inside, s)
        if solved is None:
            return None
        x, step, value = solved
        written = _written(poly, inside, s, x, step, value)
        if written is None:
            return None
        form = normal_form(written, ())
        whole = form.numer
        below = poly_term(form.denom)
    elif roots:
        return None
    content, factors = factorise(whole)  # type: ignore[arg-type]
    parts = [raised(poly_term(p), number(e)) for p, e in factors]
    result = over(times(Number(content), *parts), below)
    if inside is None:
        return result
    back: Term = substitute(result, {s: function("sqrt", inside)})
    return back


def _solved(inside: Term, s: Variable) -> tuple[Variable, int, Term] | None:
    """``(x, k, value)`` with ``x**k = value`` where ``s**2`` is what is under the root."""
    names = free_variables(inside)
    parts = inside.args if isinstance(inside, Apply) and inside.head == "add" else (inside,)
    moving = [p for p in parts if free_variables(p)]
    if len(names) != 1 or len(moving) != 1:
        return None
    (x,) = names
    rest = plus(*[p for p in parts if not free_variables(p)])
    first = moving[0]
    factors = first.args if isinstance(first, Apply) and first.head == "mul" else (first,)
    core = [f for f in factors if free_variables(f)]
    still = times(*[f for f in factors if not free_variables(f)])
    value = over(plus(raised(s, number(2)), minus(rest)), still)
    if core == [x]:
        return x, 1, value
    if core == [raised(x, number(2))]:
        return x, 2, value
    return None


def _written(
    poly: object, inside: Term, s: Variable, x: Variable, step: int, value: Term
) -> Term | None:
    """The polynomial in the root alone (and other generators)."""
    from ua_symbolic.algebra.polynomial import power_term

    total = []
    for mono, c in poly.items():  # type: ignore[attr-defined]
        parts: list[Term] = [Number(c)]
        for gen, e in mono:
            if gen == inside:
                parts.append(raised(s, Number(2 * e)))
            elif gen == x:
                if (e / step).denominator != 1 or e < 0:
                    return None
                parts.append(raised(value, Number(e / step)))
            elif x in free_variables(gen):
                return None
            else:
                parts.append(power_term(gen, e))
        total.append(times(*parts))
    return plus(*total)
