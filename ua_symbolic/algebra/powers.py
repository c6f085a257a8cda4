"""Powers, roots, exponentials and logarithms: which law holds depends on what is known of signs.

* base known positive: all laws of powers;
* integer exponent, base known nonzero: all laws with integer coefficients;
* integer exponent, base of unknown sign: ``b**e = prod (b**y_i)**c_i * b**c`` where
  ``e = sum c_i*y_i + c`` with ``y_i >= 0`` known and ``c_i, c >= 0`` (right at ``b = 0`` too,
  since ``0**0 = 1``);
* otherwise the power is a generator that nothing is known about.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ua_symbolic.algebra.factors import Factor, Split, absolute_factor, primes, product, split
from ua_symbolic.algebra.polynomial import (
    UNIT,
    Monomial,
    Poly,
    Rational,
    UnsupportedError,
    monomial_term,
    negated,
    poly_term,
    power_term,
    rational_term,
)
from ua_symbolic.algebra.ring import Const, Expr, Leaf, Power, Product, Sum
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
Exponent = dict[Monomial | Term, Fraction]


def exponential(n: Normaliser, arg: Term) -> Expr:
    """``E**arg``."""
    return _power_of_positive(n, EULER, Fraction(1), _exponent(n, n.normal(arg)))


def logarithm(n: Normaliser, arg: Term) -> Expr:
    """``log(arg)``, the argument positive by definedness (so no factor of it is zero)."""
    form = n.normal(arg)
    if not form.numer:
        raise UnsupportedError("the logarithm of zero")
    parts = split(n, form)
    terms = [_scaled_log(Fraction(e), Number(Fraction(p))) for p, e in primes(parts.content)]
    terms += [_log_of(n, f) for f in parts.positive]
    odd: list[Factor] = []
    for f in parts.unknown:
        if n.signs.nonnegative(f.poly):
            terms.append(_log_of(n, f))
        elif f.odd:
            odd.append(f)
        else:
            terms.append(_scaled_log(f.exponent, absolute_factor(f)))
    return Sum((*terms, *_log_of_odd(n, parts.sign, odd)))


def _log_of_odd(n: Normaliser, sign: int, odd: list[Factor]) -> list[Expr]:
    """The logarithm of ``sign`` times odd powers, a positive product of nonzero factors."""
    if not odd:
        if sign < 0:
            raise UnsupportedError("the logarithm of a negative number")
        return []
    if len(odd) == 1:  # it carries the sign, so sign*base is positive
        poly = odd[0].poly if sign > 0 else negated(odd[0].poly)
        return [_log_of(n, Factor(poly_term(poly), poly, odd[0].exponent))]
    whole = Leaf(function("log", n.canonical(poly_term(product(sign, odd)))))
    return [whole, *(_scaled_log(f.exponent - 1, absolute_factor(f)) for f in odd)]


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


def literal_power(n: Normaliser, base: Term, exponent: Fraction) -> Expr:
    """``base**exponent`` of a nonnegative base, or of any base to an integer."""
    if exponent.denominator == 1:
        return Power(n.expr(base), int(exponent))
    if isinstance(base, Apply) and base.head == "pow" and n.positive(base.args[0]):
        scaled = n.normal(mul(Number(exponent), base.args[1]))
        return _power_of_positive(n, base.args[0], Fraction(1), _exponent(n, scaled))
    return Leaf(base, exponent)


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
        return literal_power(n, base, q)
    term = monomial_term(rest) if isinstance(rest, tuple) else rest
    return Leaf(power(base, term), q)


def _is_log(term: Term) -> bool:
    return isinstance(term, Apply) and term.head == "log"


def symbolic_power(n: Normaliser, base: Term, exponent: Term, shape: Rational) -> Expr:
    """``base**exponent`` for an exponent (of normal form ``shape``) that is no number."""
    if not n.normal(base).numer and n.positive(exponent):
        return Const(Fraction(0))  # 0**e = 0 for e > 0: the boundary terms of integrals
    inner = _inner_power(n, base, exponent)
    if inner is not None:
        return n.expr(power(inner.args[0], mul(inner.args[1], exponent)))
    form = n.normal(base)
    if form.constant == 1:
        return ONE_EXPR
    if not form.numer:
        return Leaf(power(Number(Fraction(0)), rational_term(shape)))
    parts = split(n, form)
    summands = _exponent(n, shape)
    exprs: list[Expr] = [
        _power_of_positive(n, Number(Fraction(p)), Fraction(e), summands)
        for p, e in primes(parts.content)
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
    return n.canonical(poly_term(product(parts.sign, inside))), outside


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
            return n.expr(power(inner, mul(Number(e), rest, rational_term(shape))))
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
