"""Powers with literal exponents: integer powers, roots, absolute values.

The base of a root is nonnegative by definedness.  It is taken apart only into factors that are
known to be nonnegative, or nonzero: ``sqrt(a*b)`` may have a value where ``sqrt(a)`` has none.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ua_symbolic.algebra.factors import Factor, Split, absolute_factor, primes, split
from ua_symbolic.algebra.polynomial import (
    UNIT,
    Poly,
    Rational,
    UnsupportedError,
    mul_poly,
    negated,
    poly_term,
    rational_term,
)
from ua_symbolic.algebra.powers import literal_power
from ua_symbolic.algebra.ring import MAX_BITS, Const, Expr, Leaf, Power, Product
from ua_symbolic.expressions.terms import Number, Term, power

if TYPE_CHECKING:
    from ua_symbolic.algebra.normal import Normaliser

MAX_EXPANDED = 40


def integer_power(n: Normaliser, base: Term, exponent: int) -> Expr:
    if _expands(n.normal(base), abs(exponent)):
        return Power(n.expr(base), exponent)
    whole = Leaf(power(n.canonical(base), Number(Fraction(abs(exponent)))))
    return Power(whole, 1 if exponent > 0 else -1)


def _expands(form: Rational, exponent: int) -> bool:
    """Whether a power is small enough to be multiplied out."""
    if exponent <= 1:
        return True
    if len(form.numer) > 1 or len(form.denom) > 1:
        return exponent <= MAX_EXPANDED
    sizes = [c.numerator.bit_length() + c.denominator.bit_length() for c in form.numer.values()]
    return exponent * max(sizes, default=0) <= MAX_BITS and (
        exponent <= 10_000 or form.constant is not None
    )


def root(n: Normaliser, form: Rational, exponent: Fraction) -> Expr:
    """``form**exponent`` for a non-integer exponent; the base is nonnegative by definedness."""
    if not form.numer:
        if exponent < 0:
            raise UnsupportedError("a negative power of zero")
        return Const(Fraction(0))
    parts = split(n, form)
    pieces = [Leaf(Number(Fraction(p)), e * exponent) for p, e in primes(parts.content)]
    exprs: list[Expr] = [*pieces]
    exprs += [_root_of(n, f, exponent) for f in parts.positive]
    odd = [f for f in parts.unknown if f.odd and not n.signs.nonnegative(f.poly)]
    if not odd and parts.sign > 0:
        exprs += [_root_of(n, _made_nonnegative(n, f), exponent) for f in parts.unknown]
        return Product(tuple(exprs))
    if len(parts.unknown) == 1:  # alone it carries the sign: sign*base >= 0
        only = odd[0] if odd else parts.unknown[0]
        poly = only.poly if parts.sign > 0 else negated(only.poly)
        exprs.append(_root_of(n, Factor(poly_term(poly), poly, only.exponent), exponent))
        return Product(tuple(exprs))
    if not parts.unknown:
        raise UnsupportedError("a root of a negative number")
    if any(f.exponent.denominator != 1 for f in parts.unknown):
        return Leaf(power(rational_term(form), Number(exponent)))
    return Product((*exprs, *_unsplit_root(n, parts, exponent)))


def _made_nonnegative(n: Normaliser, factor: Factor) -> Factor:
    """The factor, or ``Abs(base)`` to the same even power."""
    if n.signs.nonnegative(factor.poly) or factor.exponent.denominator != 1:
        return factor
    gen = absolute_factor(factor)
    return Factor(gen, {((gen, Fraction(1)),): Fraction(1)}, factor.exponent)


def _root_of(n: Normaliser, factor: Factor, exponent: Fraction) -> Expr:
    """``(base**e)**exponent`` for a nonnegative base."""
    return literal_power(n, factor.base, factor.exponent * exponent)


def _unsplit_root(n: Normaliser, parts: Split, exponent: Fraction) -> list[Expr]:
    """The root of ``sign*prod(unknown)``: factors that may be zero must stay together."""
    outside: list[Expr] = []
    inside: list[Poly] = []
    for f in parts.unknown:
        if f.exponent < 0 or n.signs.nonzero(f.poly):
            gen = absolute_factor(f)
            whole = f.exponent - (1 if f.odd else 0)
            outside.append(literal_power(n, gen, whole * exponent))
            inside += [f.poly] if f.odd else []
        else:
            inside += [f.poly] * int(f.exponent)
    total: Poly = {UNIT: Fraction(parts.sign)}
    for poly in inside:
        total = mul_poly(total, poly)
    return [*outside, Leaf(n.canonical(poly_term(total)), exponent)]


# --- absolute values --------------------------------------------------------------------------


def absolute(n: Normaliser, form: Rational) -> Expr:
    """``Abs`` of a quotient, factor by factor."""
    parts = split(n, form)
    known = [_plain(n, f) for f in parts.positive]
    other = [_absolute_power(n, f) for f in parts.unknown]
    return Product((Const(parts.content), *known, *other))


def _plain(n: Normaliser, factor: Factor) -> Expr:
    """The factor itself."""
    if factor.exponent.denominator == 1:
        return Power(n.expr(factor.base), int(factor.exponent))
    return Leaf(factor.base, factor.exponent)


def _absolute_power(n: Normaliser, factor: Factor) -> Expr:
    if n.signs.nonnegative(factor.poly) or factor.exponent.denominator != 1 or not factor.odd:
        return _plain(n, factor)
    return Power(Leaf(absolute_factor(factor)), int(factor.exponent))
