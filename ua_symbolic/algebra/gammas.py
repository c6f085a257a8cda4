"""Gamma: recurrence towards the smallest argument, and exact values.

In this language ``gamma(x)`` is defined for ``x > 0`` only.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING

from ua_symbolic.algebra.polynomial import UNIT, Poly, Rational, poly_term
from ua_symbolic.algebra.ring import Const, Expr, Leaf, Power, Product, Sum
from ua_symbolic.expressions.terms import ONE, PI, Apply, Term, add, function, neg

if TYPE_CHECKING:
    from ua_symbolic.algebra.normal import Normaliser

MAX_STEPS = 100
Key = frozenset[tuple[object, Fraction]]
Smallest = dict[Key, Fraction]


def _split(poly: Poly) -> tuple[Key, Fraction]:
    """The part without constant term, with its fractional class, and the constant."""
    constant = poly.get(UNIT, Fraction(0))
    rest = {m: c for m, c in poly.items() if m != UNIT}
    return frozenset({*rest.items(), ("class", constant % 1)}), constant


def smallest_arguments(n: Normaliser, args: tuple[Term, ...]) -> Smallest:
    """For each class of arguments that differ by integers, the smallest constant term."""
    smallest: Smallest = {}
    for arg in args:
        form = n.normal(arg)
        if form.polynomial:
            key, constant = _split(form.numer)
            smallest[key] = min(constant, smallest.get(key, constant))
    return smallest


def gamma(n: Normaliser, arg: Term) -> Expr:
    """``gamma(arg)``, brought down by ``gamma(x + 1) = x*gamma(x)`` where ``x > 0`` is known."""
    form = n.normal(arg)
    if form.constant is not None:
        return _exact(form.constant)
    if not form.polynomial:
        return Leaf(function("gamma", n.canonical(arg)))
    key, constant = _split(form.numer)
    least = n.gamma_base.get(key, constant)
    steps = int(constant - least)
    base = dict(form.numer)
    base[UNIT] = least
    if not 0 < steps <= MAX_STEPS or not n.signs.positive({m: c for m, c in base.items() if c}):
        return Leaf(function("gamma", poly_term(form.numer)))
    lowest = _with_constant(form, least)
    factors = [Sum((n.expr(lowest), Const(Fraction(j)))) for j in range(steps)]
    return Product((*factors, Leaf(function("gamma", n.canonical(lowest)))))


def _with_constant(form: Rational, constant: Fraction) -> Term:
    poly = {m: c for m, c in form.numer.items() if m != UNIT}
    if constant:
        poly[UNIT] = constant
    return poly_term(poly)


def _exact(value: Fraction) -> Expr:
    """Gamma at a rational number: exact at small positive integers and half-integers."""
    if value.denominator == 1 and 0 < value <= MAX_STEPS:
        return Const(Fraction(factorial(int(value) - 1)))
    if value.denominator == 2 and 0 < value <= MAX_STEPS:
        product = Fraction(1)
        while value > 1:
            value -= 1
            product *= value
        return Product((Const(product), Leaf(PI, Fraction(1, 2))))
    return Leaf(function("gamma", poly_term({UNIT: value} if value else {})))


def beta(n: Normaliser, a: Term, b: Term) -> Expr:
    """``gamma(a)*gamma(b)/gamma(a + b)``, both arguments positive by definedness."""
    above = (n.expr(function("gamma", a)), n.expr(function("gamma", b)))
    return Product((*above, Power(n.expr(Apply("gamma", (add(a, b),))), -1)))


def of_binomial(n: Term, k: Term) -> tuple[Term, Term, Term]:
    """What gamma is taken of in a binomial coefficient: ``n + 1``, ``k + 1`` and ``n - k + 1``.

    All three are positive where the coefficient is defined.
    """
    return add(n, ONE), add(k, ONE), add(n, neg(k), ONE)


def binomial(n: Normaliser, top: Term, bottom: Term) -> Expr:
    """``gamma(top + 1)/(gamma(bottom + 1)*gamma(top - bottom + 1))``, as the language has it."""
    above, *below = (n.expr(function("gamma", arg)) for arg in of_binomial(top, bottom))
    return Product((above, *(Power(part, -1) for part in below)))
