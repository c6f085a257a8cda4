"""What is known of signs: from relations already proved, and from the structure of polynomials.

All answers are one-sided: ``True`` means known, ``False`` means not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, prod

from ua_symbolic.algebra.order import sort_key
from ua_symbolic.algebra.polynomial import (
    UNIT,
    Monomial,
    Poly,
    Rational,
    add_poly,
    mul_poly,
    negated,
)
from ua_symbolic.expressions.terms import (
    Apply,
    Constant,
    Number,
    Term,
    is_integer,
)

DEPTH = 2
ALWAYS_POSITIVE = frozenset(
    {"gamma", "factorial", "beta", "binomial", "cosh", "exp", "erfc", "besselk"}
)
ALWAYS_NONNEGATIVE = frozenset({"Abs", "sqrt", "acos", "acosh"})


@dataclass(frozen=True)
class Fact:
    """``poly > 0`` (``op`` is ``<``), ``poly >= 0`` (``<=``) or ``poly != 0`` (``!=``)."""

    op: str
    poly: Poly


def sign_poly(form: Rational) -> Poly:
    """A polynomial with the sign of the quotient, whose denominator is nonzero."""
    return form.numer if form.polynomial else mul_poly(form.numer, form.denom)


class Signs:
    """Sign knowledge from a set of facts; immutable after construction."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = tuple(s for f in facts for s in _sharpened(f))
        self._memo: dict[tuple[str, Monomial, int], bool] = {}
        self._ordered = tuple(f for f in self.facts if f.op != "!=" and f.poly)
        self._nonzero = [_monic(f.poly) for f in self.facts if f.op == "!=" and f.poly]
        self.lower: dict[frozenset[tuple[Monomial, Fraction]], int] = {}
        for fact in self._ordered:
            self._note_bound(fact)

    def _note_bound(self, fact: Fact) -> None:
        """Remember ``direction >= bound`` of an integer combination of integer monomials."""
        direction = _direction(fact.poly)
        if not direction or not all(integral_monomial(m) for m in direction):
            return
        scale = Fraction(1) if len(direction) > 1 else next(iter(direction.values()))
        if scale <= 0 or any((c / scale).denominator != 1 for c in direction.values()):
            return
        least = -fact.poly.get(UNIT, Fraction(0)) / scale
        bound = floor(least) + 1 if fact.op == "<" else ceil(least)
        key = frozenset((m, c / scale) for m, c in direction.items())
        self.lower[key] = max(bound, self.lower.get(key, bound))

    def least(self, poly: Poly) -> int | None:
        """An integer below which an integer combination without constant is known not to fall."""
        known = self.lower.get(frozenset(poly.items()))
        if known is not None or len(poly) > 1:
            return known
        ((mono, coefficient),) = poly.items()
        bounds = [self._least_of(gen) for gen, _ in mono]
        if coefficient != 1 or min(bounds) < 0 or not integral_monomial(mono):
            return None
        powers = [int(b**e.numerator) for b, (_, e) in zip(bounds, mono, strict=True)]
        return prod(powers)

    def _least_of(self, gen: Term) -> int:
        """The known lower bound of a generator, -1 if there is none of use."""
        return self.lower.get(frozenset({(((gen, Fraction(1)),), Fraction(1))}), -1)

    # --- polynomials

    def positive(self, poly: Poly, depth: int = DEPTH) -> bool:
        """Whether ``poly > 0`` is known."""
        if self._all_nonnegative(poly, depth) and any(
            self._monomial_positive(m, depth) for m in poly
        ):
            return True
        if self._nonzero and _monic_in(poly, self._nonzero) and self.nonnegative(poly, depth):
            return True
        return depth > 0 and any(
            self._follows(poly, fact, strict=True, depth=depth) for fact in self._ordered
        )

    def nonnegative(self, poly: Poly, depth: int = DEPTH) -> bool:
        """Whether ``poly >= 0`` is known."""
        if self._all_nonnegative(poly, depth):
            return True
        return depth > 0 and any(
            self._follows(poly, fact, strict=False, depth=depth) for fact in self._ordered
        )

    def nonzero(self, poly: Poly) -> bool:
        """Whether ``poly != 0`` is known."""
        if not poly:
            return False
        if _monic_in(poly, self._nonzero):
            return True
        if len(poly) == 1 and all(self.gen_nonzero(g) for g, _ in next(iter(poly))):
            return True
        return self.positive(poly) or self.positive(negated(poly))

    def _all_nonnegative(self, poly: Poly, depth: int) -> bool:
        return all(c > 0 and self._monomial_nonnegative(m, depth) for m, c in poly.items())

    def _follows(self, poly: Poly, fact: Fact, *, strict: bool, depth: int) -> bool:
        """Whether ``poly`` is a positive multiple of the fact plus something of known sign."""
        shared = next((m for m in fact.poly if m != UNIT and m in poly), None)
        if shared is None or poly[shared] * fact.poly[shared] <= 0:
            return False
        rest = add_poly(poly, fact.poly, -poly[shared] / fact.poly[shared])
        if not strict or fact.op == "<":
            return not rest or self.nonnegative(rest, depth - 1)
        return self.positive(rest, depth - 1)

    # --- monomials and generators

    def _monomial_nonnegative(self, mono: Monomial, depth: int) -> bool:
        return all(
            _even(e) or e.denominator != 1 or self.gen_nonnegative(g, depth) for g, e in mono
        )

    def _monomial_positive(self, mono: Monomial, depth: int) -> bool:
        return all(
            self.gen_nonzero(g) if _even(e) else self.gen_positive(g, depth) for g, e in mono
        )

    def gen_nonzero(self, gen: Term) -> bool:
        """Whether a generator is known to be nonzero."""
        poly: Poly = {((gen, Fraction(1)),): Fraction(1)}
        return (
            poly in self._nonzero
            or self.gen_positive(gen, DEPTH)
            or self.positive(negated(poly), 1)
            or (_is_power(gen) and self.nonzero(self._base(gen)))
        )

    def gen_positive(self, gen: Term, depth: int = DEPTH) -> bool:
        """Whether a generator is known to be positive."""
        return self._remember("<", gen, depth)

    def gen_nonnegative(self, gen: Term, depth: int = DEPTH) -> bool:
        """Whether a generator is known to be nonnegative."""
        return self._remember("<=", gen, depth) or self._remember("<", gen, depth)

    def _remember(self, op: str, gen: Term, depth: int) -> bool:
        mono = ((gen, Fraction(1)),)
        key = (op, mono, depth)
        if key not in self._memo:
            self._memo[key] = False  # cut circular reasoning short
            by_structure = self._structural(op, gen, depth)
            self._memo[key] = by_structure or (depth > 0 and self._by_facts(op, mono, depth))
        return self._memo[key]

    def _by_facts(self, op: str, mono: Monomial, depth: int) -> bool:
        poly = {mono: Fraction(1)}
        return any(
            self._follows(poly, fact, strict=op == "<", depth=depth) for fact in self._ordered
        )

    def _structural(self, op: str, gen: Term, depth: int) -> bool:
        match gen:
            case Number(value):
                return value > 0 or (op == "<=" and value == 0)
            case Constant(name):
                return name in ("pi", "E")
            case Apply("pow", (base, _)):
                strict = self._sign_of("<", base, depth)
                return strict or (op == "<=" and self._sign_of("<=", base, depth))
            case Apply("add" | "mul", args):
                return all(self._sign_of(op, a, depth) for a in args)
            case Apply("Max", args):
                return any(self._sign_of(op, a, depth) for a in args)
            case Apply("Min", args):
                return all(self._sign_of(op, a, depth) for a in args)
            case Apply(head, _):
                return head in ALWAYS_POSITIVE or (op == "<=" and head in ALWAYS_NONNEGATIVE)
        return False

    def _sign_of(self, op: str, term: Term, depth: int) -> bool:
        """The sign of a canonical term, as a generator or as a polynomial read off it."""
        poly = read_poly(term)
        if poly is None:
            return self._structural(op, term, depth)
        if poly == {((term, Fraction(1)),): Fraction(1)}:
            return self._remember(op, term, depth)
        return self.positive(poly, depth) if op == "<" else self.nonnegative(poly, depth)

    def _base(self, gen: Term) -> Poly:
        base = gen.args[0] if isinstance(gen, Apply) else gen
        return read_poly(base) or {((base, Fraction(1)),): Fraction(1)}


def read_poly(term: Term) -> Poly | None:
    """The polynomial that a canonical term (as made by ``rational_term``) shows, if it is one."""
    if isinstance(term, Number):
        return {UNIT: term.value} if term.value else {}
    match term:
        case Apply("add", args):
            total: Poly = {}
            for arg in args:
                part = read_poly(arg)
                if part is None:
                    return None
                total = add_poly(total, part)
            return total
        case Apply("mul", args):
            product: Poly = {UNIT: Fraction(1)}
            for arg in args:
                part = read_poly(arg)
                if part is None:
                    return None
                product = mul_poly(product, part)
            return product
        case Apply("pow", (base, Number(exponent))):
            return {((base, exponent),): Fraction(1)}
        case Apply("sqrt", (base,)):
            return {((base, Fraction(1, 2)),): Fraction(1)}
        case Apply("neg" | "div", _):
            return None
    return {((term, Fraction(1)),): Fraction(1)}


def integral_monomial(mono: Monomial) -> bool:
    """Whether a monomial takes integer values by the sorts of its generators."""
    return all(is_integer(g) and e.denominator == 1 and e > 0 for g, e in mono)


def _sharpened(fact: Fact) -> tuple[Fact, ...]:
    """The fact, and ``p - 1 >= 0`` if it says ``p > 0`` of an integer."""
    whole = all(c.denominator == 1 and integral_monomial(m) for m, c in fact.poly.items())
    if fact.op != "<" or not whole:
        return (fact,)
    return (fact, Fact("<=", add_poly(fact.poly, {UNIT: Fraction(-1)})))


def _direction(poly: Poly) -> dict[Monomial, Fraction]:
    return {m: c for m, c in poly.items() if m != UNIT}


def _even(exponent: Fraction) -> bool:
    return exponent.denominator == 1 and exponent.numerator % 2 == 0


def _is_power(gen: Term) -> bool:
    return isinstance(gen, Apply) and gen.head == "pow"


def _monic(poly: Poly) -> dict[Monomial, Fraction]:
    lead = poly[min(poly, key=lambda m: [(sort_key(g), e) for g, e in m])]
    return {m: c / lead for m, c in poly.items()}


def _monic_in(poly: Poly, known: list[dict[Monomial, Fraction]]) -> bool:
    return bool(poly) and bool(known) and _monic(poly) in known
