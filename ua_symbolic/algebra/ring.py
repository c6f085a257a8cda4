"""Evaluation of rational expressions over generators with python-flint multivariate polynomials.

The generators are treated as independent but for *relations* ``g**n = polynomial`` (roots,
``cos**2 = 1 - sin**2``, ``|p|**2 = p**2``), by which results are reduced.  A polynomial that
reduces to zero is zero at every point where the generators have values; nothing here divides by
anything but what the term itself divides by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb, lcm
from typing import Any

import flint

from ua_symbolic.algebra.order import sort_key
from ua_symbolic.algebra.polynomial import Monomial, Poly, Rational, UnsupportedError
from ua_symbolic.expressions.terms import Apply, Number, Term

MAX_TERMS = 4000
MAX_BITS = 200_000


@dataclass(frozen=True, slots=True)
class Const:
    """A rational number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Leaf:
    """``gen**exponent``, a rational power of a generator."""

    gen: Term
    exponent: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of expressions."""

    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """A product of expressions."""

    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """An integer power; a negative exponent inverts what is nonzero by definedness."""

    base: Expr
    exponent: int


Expr = Const | Leaf | Sum | Product | Power
Relate = Callable[[Term], "tuple[int, Expr] | None"]
Fractionlike = tuple[Any, Any]  # numerator and denominator, both fmpq_mpoly


def is_composite(gen: Term) -> bool:
    """Whether a base of roots is itself a rational expression (a number, a sum, a product)."""
    return isinstance(gen, Number) or (
        isinstance(gen, Apply) and gen.head in ("add", "mul", "neg", "div")
    )


def leaves(expr: Expr) -> list[Leaf]:
    """All leaves of an expression."""
    found: list[Leaf] = []
    stack = [expr]
    while stack:
        match stack.pop():
            case Leaf() as leaf:
                found.append(leaf)
            case Sum(args) | Product(args):
                stack.extend(args)
            case Power(base, _):
                stack.append(base)
    return found


class Ring:
    """The polynomial ring over the generators of some expressions, with their relations."""

    def __init__(self, exprs: tuple[Expr, ...], relate: Relate) -> None:
        roots: dict[Term, int] = {}
        relations: dict[Term, tuple[int, Expr]] = {}
        pending = [leaf for e in exprs for leaf in leaves(e)]
        while pending:
            leaf = pending.pop()
            new = leaf.gen not in roots
            roots[leaf.gen] = lcm(roots.get(leaf.gen, 1), leaf.exponent.denominator)
            relation = relate(leaf.gen) if new else None
            if relation:
                relations[leaf.gen] = relation
                pending.extend(leaves(relation[1]))
        self.gens = sorted(roots, key=sort_key)
        self.roots = [roots[g] for g in self.gens]
        self.index = {g: i for i, g in enumerate(self.gens)}
        names = [f"g{i}" for i in range(len(self.gens))]
        self.ctx = flint.fmpq_mpoly_ctx.get(names, flint.Ordering.lex)
        self.one = self.ctx.constant(1)
        self._relations: list[tuple[int, int, Any]] = []
        for gen, (n, expr) in relations.items():
            numer, denom = self.evaluate(expr)
            if denom != self.one:
                raise UnsupportedError("a relation with a denominator")
            self._relations.append((self.index[gen], n * roots[gen], numer))

    # --- evaluation

    def evaluate(self, expr: Expr) -> Fractionlike:
        """Numerator and denominator, without common factor."""
        match expr:
            case Const(value):
                return self.ctx.constant(_fmpq(value)), self.one
            case Leaf(gen, exponent):
                return self._leaf(gen, exponent)
            case Sum(args):
                return self._sum(args)
            case Product(args):
                return self._product(args)
            case Power(base, exponent):
                return self._power(self.evaluate(base), exponent)

    def _leaf(self, gen: Term, exponent: Fraction) -> Fractionlike:
        i = self.index[gen]
        degree = exponent * self.roots[i]
        if degree.denominator != 1 or abs(degree.numerator) > 10_000:
            raise UnsupportedError("an exponent out of range")
        var = self.ctx.gen(i) ** abs(degree.numerator)
        return (var, self.one) if degree >= 0 else (self.one, var)

    def _sum(self, args: tuple[Expr, ...]) -> Fractionlike:
        groups: list[Fractionlike] = []  # one for each denominator that is written
        for arg in args:
            n, d = self.evaluate(arg)
            place = next((i for i, g in enumerate(groups) if g[1] == d), None)
            if place is None:
                groups.append((n, d))
            else:
                groups[place] = (groups[place][0] + n, d)
        numer, denom = self.ctx.constant(0), self.one
        for n, d in groups:
            if not n:
                continue
            common = d.gcd(denom)
            left, right = d // common, denom // common
            _check_product(numer, left)
            _check_product(n, right)
            numer, denom = numer * left + n * right, denom * left
            _check_size(numer)
        return self._cancel(numer, denom)

    def _product(self, args: tuple[Expr, ...]) -> Fractionlike:
        numer, denom = self.one, self.one
        for arg in args:
            n, d = self.evaluate(arg)
            _check_product(numer, n)
            _check_product(denom, d)
            numer, denom = self._cancel(numer * n, denom * d)
        return numer, denom

    def _power(self, value: Fractionlike, exponent: int) -> Fractionlike:
        numer, denom = value
        _check_power(numer, abs(exponent))
        _check_power(denom, abs(exponent))
        if exponent >= 0:
            return numer**exponent, denom**exponent
        if not self.reduce(numer):
            raise UnsupportedError("a division by zero")
        return denom**-exponent, numer**-exponent

    def _cancel(self, numer: Any, denom: Any) -> Fractionlike:
        if denom.is_constant():
            return numer / denom.leading_coefficient(), self.one
        common = numer.gcd(denom)
        return (numer, denom) if common.is_constant() else (numer // common, denom // common)

    # --- reduction

    def reduce(self, poly: Any) -> Any:
        """Replace high powers of related generators until none is left."""
        for _ in range(40):
            for i, n, value in self._relations:
                if poly and poly.degrees()[i] >= n:
                    poly = self._reduce_one(poly, i, n, value)
                    break
            else:
                return poly
        raise UnsupportedError("the reduction does not end")

    def _reduce_one(self, poly: Any, i: int, n: int, value: Any) -> Any:
        groups: dict[int, dict[tuple[int, ...], Any]] = {}
        for exps, coefficient in poly.terms():
            times, left = divmod(exps[i], n)
            groups.setdefault(times, {})[(*exps[:i], left, *exps[i + 1 :])] = coefficient
        total = self.ctx.constant(0)
        for times, terms in groups.items():
            _check_power(value, times)
            total = total + self.ctx.from_dict(terms) * value**times
            _check_size(total)
        return total

    def normal(self, expr: Expr) -> Rational:
        """The reduced quotient of ``expr``, with roots cleared from monomial denominators."""
        numer, denom = self.evaluate(expr)
        numer, denom = self._cancel(self.reduce(numer), self.reduce(denom))
        for i, n, _ in self._relations:
            content = min((exps[i] for exps in denom.monoms()), default=0)
            if content:
                rest = self.ctx.gen(i) ** (n - content % n)
                numer, denom = self._cancel(self.reduce(numer * rest), self.reduce(denom * rest))
        if not denom:
            raise UnsupportedError("a division by zero")
        lead = denom.leading_coefficient()
        return Rational(self.to_poly(numer / lead), self.to_poly(denom / lead))

    # --- conversion

    def to_poly(self, poly: Any) -> dict[Monomial, Fraction]:
        """A polynomial of this ring over generator terms, in descending lexicographic order."""
        return {self._monomial(exps): _fraction(c) for exps, c in poly.terms()}

    def _monomial(self, exps: tuple[int, ...]) -> Monomial:
        return tuple(
            (self.gens[i], Fraction(int(e), self.roots[i])) for i, e in enumerate(exps) if e
        )


def _read(poly: Poly) -> Expr:
    """A polynomial as an expression over free generators."""
    return Sum(tuple(Product((Const(c), *(Leaf(g, e) for g, e in m))) for m, c in poly.items()))


def factorise(poly: Poly) -> tuple[Fraction, list[tuple[Poly, int]]]:
    """Content and irreducible factors (over the free ring of the generators) of a polynomial."""
    expr = _read(poly)
    ring = Ring((expr,), lambda _: None)
    content, factors = ring.evaluate(expr)[0].factor()
    return _fraction(content), [(ring.to_poly(f), int(e)) for f, e in factors]


def quotient(left: Poly, right: Poly) -> tuple[Poly, Poly]:
    """Quotient and remainder of free polynomials (lexicographic division)."""
    exprs = (_read(left), _read(right))
    ring = Ring(exprs, lambda _: None)
    whole, rest = divmod(ring.evaluate(exprs[0])[0], ring.evaluate(exprs[1])[0])
    return ring.to_poly(whole), ring.to_poly(rest)


def _fmpq(value: Fraction) -> Any:
    return flint.fmpq(value.numerator, value.denominator)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _check_size(poly: Any) -> None:
    if len(poly) > MAX_TERMS:
        raise UnsupportedError("a polynomial is too large")


def _check_product(left: Any, right: Any) -> None:
    if len(left) * len(right) > 25 * MAX_TERMS:
        raise UnsupportedError("a polynomial is too large")


def _check_power(poly: Any, exponent: int) -> None:
    terms = len(poly)
    if exponent <= 1 or terms == 0:
        return
    bits = max(_bits(c) for c in poly.coeffs())
    if bits * exponent > MAX_BITS or (terms > 1 and exponent > 500):
        raise UnsupportedError("a power is too large")
    if terms > 1 and comb(exponent + terms - 1, terms - 1) > MAX_TERMS:
        raise UnsupportedError("a power is too large")


def _bits(value: Any) -> int:
    return max(int(value.p).bit_length(), int(value.q).bit_length())
