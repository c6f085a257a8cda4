"""Sine and cosine of canonical arguments: sign, multiples of pi, exact values; the hyperbolics."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ua_symbolic.algebra.polynomial import (
    Monomial,
    Poly,
    Rational,
    add_poly,
    negated,
    rational_term,
)
from ua_symbolic.algebra.ring import Const, Expr, Leaf, Power, Product, Sum
from ua_symbolic.expressions.terms import (
    PI,
    Apply,
    Number,
    Term,
    function,
    neg,
)

if TYPE_CHECKING:
    from ua_symbolic.algebra.normal import Normaliser

PI_MONOMIAL: Monomial = ((PI, Fraction(1)),)
HALF = Fraction(1, 2)
_SQUARES = {  # 4*sin(q*pi)**2
    Fraction(0): 0,
    Fraction(1, 6): 1,
    Fraction(1, 4): 2,
    Fraction(1, 3): 3,
}


def sine(n: Normaliser, arg: Term) -> Expr:
    """``sin(arg)``."""
    inverse = n.canonical(arg)
    if isinstance(inverse, Apply) and inverse.head == "asin":
        return n.expr(inverse.args[0])
    sign, turns, form, residue = _reduced(n.normal(arg))
    value = _quarter(turns % 4, form, residue)
    return value if sign > 0 else Product((Const(Fraction(-1)), value))


def cosine(n: Normaliser, arg: Term) -> Expr:
    """``cos(arg)``."""
    inverse = n.canonical(arg)
    if isinstance(inverse, Apply) and inverse.head == "acos":
        return n.expr(inverse.args[0])
    _, turns, form, residue = _reduced(n.normal(arg))
    return _quarter((turns + 1) % 4, form, residue)


def tangent(n: Normaliser, arg: Term) -> Expr:
    """``sin(arg)/cos(arg)``, the cosine nonzero by definedness."""
    return Product((sine(n, arg), Power(cosine(n, arg), -1)))


def _reduced(form: Rational) -> tuple[int, int, Rational, Fraction | None]:
    """``(sign, turns, a, r)`` with argument = sign*(a + turns*pi/2); ``a = r*pi`` if r is given.

    The leading coefficient of what is not a multiple of pi is positive in ``a``.
    """
    if not form.polynomial:
        lead = next(iter(form.numer.values()))
        sign = 1 if lead > 0 else -1
        return sign, 0, form if sign > 0 else Rational(negated(form.numer), form.denom), None
    multiple = form.numer.get(PI_MONOMIAL, Fraction(0))
    rest = {m: c for m, c in form.numer.items() if m != PI_MONOMIAL}
    sign = 1
    lead = next(iter(rest.values())) if rest else multiple
    if lead < 0:
        sign, rest, multiple = -1, negated(rest), -multiple
    turns = multiple // HALF
    residue = multiple - turns * HALF
    poly: Poly = add_poly(rest, {PI_MONOMIAL: residue})
    return sign, int(turns), Rational(poly, form.denom), None if rest else residue


def _quarter(turns: int, form: Rational, residue: Fraction | None) -> Expr:
    """``sin(a + turns*pi/2)`` for turns 0 to 3."""
    if residue is not None:
        value = _exact(residue if turns % 2 == 0 else HALF - residue)
        if value is not None:
            return value if turns < 2 else Product((Const(Fraction(-1)), value))
    leaf = Leaf(function("sin" if turns % 2 == 0 else "cos", rational_term(form)))
    return leaf if turns < 2 else Product((Const(Fraction(-1)), leaf))


def _exact(multiple: Fraction) -> Expr | None:
    """``sin(multiple*pi)`` for a multiple in [0, 1/2], where it is a root of a rational."""
    if multiple == HALF:
        return Const(Fraction(1))
    square = _SQUARES.get(multiple)
    if square is None:
        return None
    if square in (0, 1):
        return Const(Fraction(square, 2))
    return Product((Const(HALF), Leaf(Number(Fraction(square)), HALF)))


def hyperbolic(n: Normaliser, head: str, arg: Term) -> Expr:
    """``sinh``, ``cosh`` or ``tanh`` by exponentials."""
    plus = n.expr(function("exp", arg))
    minus = Product((Const(Fraction(-1)), n.expr(function("exp", neg(arg)))))
    odd = Sum((plus, minus))
    even = Sum((plus, n.expr(function("exp", neg(arg)))))
    if head == "tanh":
        return Product((odd, Power(even, -1)))
    return Product((Const(HALF), odd if head == "sinh" else even))
