"""Powers, roots, exponentials and logarithms: which law holds depends on what is known of signs.

* base known positive: all laws of powers;
* integer exponent, base known nonzero: all laws with integer coefficients;
* integer exponent, base of unknown sign: ``b**e = prod (b**y_i)**c_i * b**c`` where
  ``e = sum c_i*y_i + c`` with ``y_i >= 0`` known and ``c_i, c >= 0`` (right at ``b = 0`` too,
  since ``0**0 = 1``);
* otherwise the power is a generator that nothing is known about.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import flint

from ua_symbolic.algebra.polynomial import (
    UNIT,
    Monomial,
    Poly,
    Rational,
    UnsupportedError,
    monomial_term,
    mul_poly,
    negated,
    poly_term,
    power_term,
    rational_term,
)
from ua_symbolic.algebra.ring import MAX_BITS, Const, Expr, Leaf, Power, Product, Sum, factorise
from ua_symbolic.algebra.signs import integral_monomial, sign_poly
from ua_symbolic.expressions.terms import (
    EULER,
    Apply,
    Number,
    Term,
    function,
    is_integer,
    mul,
    power,
)

if TYPE_CHECKING:
    from ua_symbolic.algebra.normal import Normaliser

ONE_EXPR = Const(Fraction(1))
MAX_EXPANDED = 40
Exponent = dict[Monomial | Term, Fraction]


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


def _primes(value: Fraction) -> list[tuple[int, int]]:
    if value.numerator.bit_length() > 64 or value.denominator.bit_length() > 64:
        raise UnsupportedError("a number is too large to be factored")
    above = [(int(p), int(e)) for p, e in flint.fmpz(value.numerator).factor()]
    return above + [(int(p), -int(e)) for p, e in flint.fmpz(value.denominator).factor()]


# --- the entry points -----------------------------------------------------------------------------


def power_rule(n: Normaliser, base: Term, exponent: Term) -> Expr:
    """``base**exponent``."""
    shape = n.normal(exponent)
    value = shape.constant
    if value is None:
        if not n.normal(base).numer and n.positive(exponent):
            return Const(Fraction(0))  # 0**e = 0 for e > 0
        return _symbolic(n, base, exponent, shape)
    if value.denominator == 1:
        return _integer(n, base, int(value))
    return _root(n, n.normal(base), value)


def exponential(n: Normaliser, arg: Term) -> Expr:
    """``E**arg``."""
    return _power_of_positive(n, EULER, Fraction(1), _exponent(n, n.normal(arg)))


def logarithm(n: Normaliser, arg: Term) -> Expr:
    """``log(arg)``, the argument positive by definedness (so no factor of it is zero)."""
    form = n.normal(arg)
    if not form.numer:
        raise UnsupportedError("the logarithm of zero")
    parts = split(n, form)
    terms: list[Expr] = [
        _scaled_log(Fraction(e), Number(Fraction(p))) for p, e in _primes(parts.content)
    ]
    terms += [_log_of(n, f) for f in parts.positive]
    odd = [f for f in parts.unknown if f.odd]
    if len(odd) == 1:  # the only factor whose sign matters: it is positive after the sign
        poly = odd[0].poly if parts.sign > 0 else negated(odd[0].poly)
        terms.append(_log_of(n, Factor(poly_term(poly), poly, odd[0].exponent)))
        odd_rest: list[Factor] = []
    else:
        odd_rest = odd
    for f in parts.unknown:
        times = f.exponent - (1 if f in odd_rest else 0)
        if f not in odd or f in odd_rest:
            terms.append(_scaled_log(times, absolute_factor(f)))
    if odd_rest:
        terms.append(Leaf(function("log", poly_term(_product(parts.sign, odd_rest)))))
    elif parts.sign < 0 and not odd:
        raise UnsupportedError("the logarithm of a negative number")
    return Sum(tuple(terms))


def absolute(n: Normaliser, form: Rational) -> Expr:
    """``Abs`` of a quotient, factor by factor."""
    parts = split(n, form)
    known = [_plain(n, f) for f in parts.positive]
    other = [_absolute_power(n, f) for f in parts.unknown]
    return Product((Const(parts.content), *known, *other))


# --- pieces ---------------------------------------------------------------------------------------


def _plain(n: Normaliser, factor: Factor) -> Expr:
    """The factor itself."""
    if factor.exponent.denominator == 1:
        return Power(n.expr(factor.base), int(factor.exponent))
    return Leaf(factor.base, factor.exponent)


def _absolute_power(n: Normaliser, factor: Factor) -> Expr:
    if n.signs.nonnegative(factor.poly) or factor.exponent.denominator != 1 or not factor.odd:
        return _plain(n, factor)
    return Power(Leaf(absolute_factor(factor)), int(factor.exponent))


def absolute_factor(factor: Factor) -> Term:
    """``Abs`` of the base of a factor of unknown sign, the same for a base and its negative."""
    lead = next(iter(factor.poly.values()))
    return function("Abs", factor.base if lead > 0 else poly_term(negated(factor.poly)))


def _product(sign: int, factors: list[Factor]) -> Poly:
    """The product of the bases, as a polynomial in canonical order."""
    total: Poly = {UNIT: Fraction(sign)}
    for factor in factors:
        total = mul_poly(total, factor.poly)
    return total


def _scaled_log(times: Fraction, arg: Term) -> Expr:
    return Product((Const(times), Leaf(function("log", arg))))


def _log_of(n: Normaliser, factor: Factor) -> Expr:
    """``exponent*log(base)`` for a positive base."""
    base = factor.base
    if base == EULER:
        return Const(factor.exponent)
    if isinstance(base, Apply) and base.head == "pow" and n.positive(base.args[0]):
        inner = n.expr(function("log", base.args[0]))
        return Product((Const(factor.exponent), n.expr(base.args[1]), inner))
    return _scaled_log(factor.exponent, base)


# --- literal exponents ----------------------------------------------------------------------------


def _integer(n: Normaliser, base: Term, exponent: int) -> Expr:
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


def _root(n: Normaliser, form: Rational, exponent: Fraction) -> Expr:
    """``form**exponent`` for a non-integer exponent; the base is nonnegative by definedness."""
    if not form.numer:
        if exponent < 0:
            raise UnsupportedError("a negative power of zero")
        return Const(Fraction(0))
    parts = split(n, form)
    pieces = [Leaf(Number(Fraction(p)), e * exponent) for p, e in _primes(parts.content)]
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
    return _plain_power(n, factor.base, factor.exponent * exponent)


def _plain_power(n: Normaliser, base: Term, exponent: Fraction) -> Expr:
    if exponent.denominator == 1:
        return Power(n.expr(base), int(exponent))
    if isinstance(base, Apply) and base.head == "pow" and n.positive(base.args[0]):
        scaled = n.normal(mul(Number(exponent), base.args[1]))
        return _power_of_positive(n, base.args[0], Fraction(1), _exponent(n, scaled))
    return Leaf(base, exponent)


def _unsplit_root(n: Normaliser, parts: Split, exponent: Fraction) -> list[Expr]:
    """The root of ``sign*prod(unknown)``: factors that may be zero must stay together."""
    outside: list[Expr] = []
    inside: list[Poly] = []
    for f in parts.unknown:
        if f.exponent < 0 or n.signs.nonzero(f.poly):
            gen = absolute_factor(f)
            whole = f.exponent - (1 if f.odd else 0)
            outside.append(_plain_power(n, gen, whole * exponent))
            inside += [f.poly] if f.odd else []
        else:
            inside += [f.poly] * int(f.exponent)
    total: Poly = {UNIT: Fraction(parts.sign)}
    for poly in inside:
        total = mul_poly(total, poly)
    return [*outside, Leaf(n.canonical(poly_term(total)), exponent)]


# --- symbolic exponents ---------------------------------------------------------------------------


def _exponent(n: Normaliser, form: Rational) -> Exponent:
    """The summands of an exponent with their rational coefficients."""
    if form.polynomial:
        return Exponent(form.numer.items())
    below = poly_term(form.denom)
    total: Exponent = {}
    for mono, coefficient in form.numer.items():
        part = n.normal(Apply("div", (monomial_term(mono), below)))
        scale = next(iter(part.numer.values()))
        rest = Rational({m: c / scale for m, c in part.numer.items()}, part.denom)
        key = rational_term(rest)
        total[key] = total.get(key, Fraction(0)) + coefficient * scale
    return total


def _power_of_positive(n: Normaliser, base: Term, times: Fraction, exponent: Exponent) -> Expr:
    """``base**(times*exponent)`` for a positive base."""
    if isinstance(base, Apply) and base.head == "pow" and n.positive(base.args[0]):
        inner = mul(Number(times), base.args[1], _exponent_term(exponent))
        return _power_of_positive(n, base.args[0], Fraction(1), _exponent(n, n.normal(inner)))
    return Product(tuple(_emit(n, base, rest, q * times) for rest, q in exponent.items()))


def _exponent_term(exponent: Exponent) -> Term:
    return poly_term({_as_monomial(rest): q for rest, q in exponent.items()})


def _as_monomial(rest: Monomial | Term) -> Monomial:
    return rest if isinstance(rest, tuple) else ((rest, Fraction(1)),)


def _emit(n: Normaliser, base: Term, rest: Monomial | Term, q: Fraction) -> Expr:
    """``base**(q*rest)`` for a positive base (or a nonzero one and integers)."""
    if base == EULER and isinstance(rest, tuple):
        log = next((p for p in rest if _is_log(p[0]) and p[1] == 1), None)
        if log is not None and isinstance(log[0], Apply):
            left = tuple(p for p in rest if p is not log)
            return _emit(n, log[0].args[0], left, q)
    if rest == UNIT:
        return _plain_power(n, base, q)
    term = monomial_term(rest) if isinstance(rest, tuple) else rest
    return Leaf(power(base, term), q)


def _is_log(term: Term) -> bool:
    return isinstance(term, Apply) and term.head == "log"


def _symbolic(n: Normaliser, base: Term, exponent: Term, shape: Rational) -> Expr:
    inner = _inner_power(n, base, exponent)
    if inner is not None:
        return power_rule(n, inner.args[0], mul(inner.args[1], exponent))
    form = n.normal(base)
    if form.constant == 1:
        return ONE_EXPR
    if not form.numer:
        return Leaf(power(Number(Fraction(0)), rational_term(shape)))
    parts = split(n, form)
    summands = _exponent(n, shape)
    exprs: list[Expr] = [
        _power_of_positive(n, Number(Fraction(p)), Fraction(e), summands)
        for p, e in _primes(parts.content)
    ]
    exprs += [_power_of_positive(n, f.base, f.exponent, summands) for f in parts.positive]
    if not parts.unknown and parts.sign > 0:
        return Product(tuple(exprs))
    if is_integer(exponent) or _integral(shape):
        exprs += [_integral_power(n, f, shape) for f in parts.unknown]
        exprs += [_sign_power(shape)] if parts.sign < 0 else []
        return Product(tuple(exprs))
    rest, outside = _unknown_part(n, parts)
    if n.signs.positive(sign_poly(form)):
        exprs += [_power_of_positive(n, *f, summands) for f in outside]
        exprs.append(_power_of_positive(n, rest, Fraction(1), summands))
        return Product(tuple(exprs))
    return Leaf(power(rational_term(form), rational_term(shape)))


def _inner_power(n: Normaliser, base: Term, exponent: Term) -> Apply | None:
    """The base if it is a power and ``(b**f)**e = b**(f*e)``: integers, or ``b > 0``."""
    if not isinstance(base, Apply) or base.head != "pow":
        return None
    inner, rest = base.args
    if (is_integer(exponent) and is_integer(rest)) or n.positive(inner):
        return base
    return None


def _unknown_part(n: Normaliser, parts: Split) -> tuple[Term, list[tuple[Term, Fraction]]]:
    """What is left of a positive quotient, as ``rest * prod(base**e)``, all positive."""
    outside: list[tuple[Term, Fraction]] = []
    inside: list[Factor] = []
    for f in parts.unknown:
        if f.exponent.denominator != 1:
            outside.append((f.base, f.exponent))
            continue
        even = f.exponent - (1 if f.odd else 0)
        if even:
            outside.append((absolute_factor(f), even))
        inside += [f] if f.odd else []
    return n.canonical(poly_term(_product(parts.sign, inside))), outside


def _integral(form: Rational) -> bool:
    """Whether a form is an integer combination of integer monomials."""
    return form.polynomial and all(
        c.denominator == 1 and integral_monomial(m) for m, c in form.numer.items()
    )


def _sign_power(shape: Rational) -> Expr:
    """``(-1)**shape`` for an integer exponent."""
    minus = Number(Fraction(-1))
    if not _integral(shape):
        return Leaf(power(minus, rational_term(shape)))
    odd = [m for m, c in shape.numer.items() if c.numerator % 2 == 1]
    sign = Const(Fraction(-1 if UNIT in odd else 1))
    return Product((sign, *(Leaf(power(minus, monomial_term(m))) for m in odd if m != UNIT)))


def _integral_power(n: Normaliser, factor: Factor, shape: Rational) -> Expr:
    """``(base**e)**shape`` for an integer exponent and a base of unknown sign."""
    base, e = factor.base, factor.exponent
    if e.denominator == 1 and isinstance(base, Apply) and base.head == "pow":
        inner, rest = base.args
        if is_integer(rest):
            return power_rule(n, inner, mul(Number(e), rest, rational_term(shape)))
    if e.denominator != 1:  # a root: it is the base, with exponent 1
        base, e = power_term(base, e), Fraction(1)
    if _integral(shape):
        if e < 0 or n.signs.nonzero(factor.poly):
            return _power_of_nonzero(n, base, e, shape.numer)
        natural = _natural(n, shape.numer)
        if natural is not None:
            powers = (Power(Leaf(power(base, y)), int(c * e)) for y, c in natural[0])
            return Product((*powers, Power(n.expr(base), int(natural[1] * e))))
    scaled = n.canonical(mul(Number(e), rational_term(shape)))
    return Leaf(power(base, scaled))


def _power_of_nonzero(n: Normaliser, base: Term, e: Fraction, exponent: Poly) -> Expr:
    parts: list[Expr] = []
    for mono, q in exponent.items():
        times = int(q * e)
        if mono == UNIT:
            parts.append(Power(n.expr(base), times))
        else:
            parts.append(Leaf(power(base, monomial_term(mono)), Fraction(times)))
    return Product(tuple(parts))


def _natural(n: Normaliser, exponent: Poly) -> tuple[list[tuple[Term, Fraction]], Fraction] | None:
    """``exponent = sum c*y + c0`` with all ``y >= 0`` known, ``c >= 0`` and ``c0 >= 0``."""
    rest = {m: c for m, c in exponent.items() if m != UNIT}
    parts: list[tuple[Poly, Fraction]] = [({m: Fraction(1)}, c) for m, c in rest.items()]
    if any(c < 0 for c in rest.values()):
        parts = [(rest, Fraction(1))]  # m - k as a whole
    constant = exponent.get(UNIT, Fraction(0))
    summands: list[tuple[Term, Fraction]] = []
    for poly, c in parts:
        least = n.signs.least(poly)
        if least is None:
            return None
        constant += c * least
        summands.append((poly_term({**poly, **_constant(-least)}), c))
    return (summands, constant) if constant >= 0 else None


def _constant(value: int) -> dict[Monomial, Fraction]:
    return {UNIT: Fraction(value)} if value else {}

