"""Linear arithmetic over monomials: an untrusted search for exact Farkas multipliers.

The certificate says ``right - left of the goal = sum of coefficient * factors * (right - left of
premise) + constant``; ``identity`` writes this equation down, for ``decide_equal`` to check.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ua_symbolic.algebra.decision import normaliser_for
from ua_symbolic.algebra.linearise import linear_form
from ua_symbolic.algebra.normal import Normaliser
from ua_symbolic.algebra.polynomial import UNIT, Monomial, UnsupportedError, mul_poly
from ua_symbolic.algebra.simplex import solve
from ua_symbolic.expressions.terms import Apply, Number, Relation, Term, add, mul, sub

MAX_COLUMNS = 3000
Linear = dict[Monomial, Fraction]


@dataclass(frozen=True)
class Summand:
    """``coefficient * product of factors * (right - left of the premise)``.

    Without a premise: ``coefficient * product of factors``.
    """

    coefficient: Fraction
    factors: tuple[Term, ...]
    premise: int | None


@dataclass(frozen=True)
class FarkasCertificate:
    """Summands whose sum is right minus left of the goal."""

    summands: tuple[Summand, ...]


@dataclass(frozen=True)
class _Column:
    linear: Linear
    factors: tuple[Term, ...]
    premise: int | None
    strict: bool
    sign: int = 1  # -1: the other direction of an equation


def farkas(
    goal: Relation,
    premises: Sequence[Relation],
    facts: Sequence[Relation],
    nonnegative: Sequence[Term] = (),
    products: int = 0,
) -> FarkasCertificate | None:
    """Multipliers that derive ``goal`` (``<=``, ``<`` or ``=``, in either orientation), or None.

    ``facts`` steer the normal forms only.  With ``products`` at least 1, each premise may also be
    multiplied by up to that many of the terms ``nonnegative``, which the caller knows to be
    ``>= 0``, and their own products may be used.
    """
    goal = goal.oriented()
    if goal.op not in ("<=", "<", "="):
        return None
    try:
        terms = (sub(goal.right, goal.left), *nonnegative)
        normaliser = normaliser_for(terms, [*facts, *premises])
        target = linear_form(normaliser, terms[0])
    except (UnsupportedError, RecursionError):
        return None
    space = _Space(normaliser, nonnegative, products)
    columns = _relevant(space.columns(premises, equations_only=goal.op == "="), target)
    values = _solve(columns, target, strict=goal.op == "<")
    if values is None:
        return None
    strict = any(c.strict and v for c, v in zip(columns, values, strict=True))
    if goal.op == "<" and not strict:
        return None
    used = [
        Summand(v * c.sign, c.factors, c.premise) for c, v in zip(columns, values, strict=True) if v
    ]
    return FarkasCertificate(tuple(used))


def identity(
    goal: Relation, premises: Sequence[Relation], certificate: FarkasCertificate
) -> Relation:
    """The equation that makes the certificate valid."""
    goal = goal.oriented()
    parts: list[Term] = []
    for summand in certificate.summands:
        factors: list[Term] = [Number(summand.coefficient), *summand.factors]
        if summand.premise is not None:
            premise = premises[summand.premise].oriented()
            factors.append(sub(premise.right, premise.left))
        parts.append(mul(*factors))
    return Relation("=", sub(goal.right, goal.left), add(*parts))


@dataclass(frozen=True)
class _Space:
    """What may be summed: premises and known nonnegative terms, and products of these."""

    normaliser: Normaliser
    nonnegative: Sequence[Term]
    products: int
    memo: dict[Term, Linear] = field(default_factory=dict)

    def columns(self, premises: Sequence[Relation], *, equations_only: bool) -> list[_Column]:
        columns: list[_Column] = []
        if not equations_only:
            columns.append(_Column({UNIT: Fraction(1)}, (), None, strict=True))
            for factors in _products(self.nonnegative, self.products + 1)[1:]:
                columns += self._column(None, factors, None, strict=False)
        for index, premise in enumerate(premises):
            oriented = premise.oriented()
            if oriented.op in ("<=", "<", "=") and not (equations_only and oriented.op != "="):
                columns += self._multiples(index, oriented)
        return columns[:MAX_COLUMNS]

    def _multiples(self, index: int, premise: Relation) -> list[_Column]:
        columns: list[_Column] = []
        difference = sub(premise.right, premise.left)
        for factors in _products(self.nonnegative, self.products):
            strict = premise.op == "<" and not factors
            found = self._column(difference, factors, index, strict=strict)
            columns += found
            if premise.op == "=":
                columns += [_opposite(c) for c in found]
        return columns

    def _column(
        self,
        difference: Term | None,
        factors: tuple[Term, ...],
        premise: int | None,
        *,
        strict: bool,
    ) -> list[_Column]:
        parts = factors if difference is None else (*factors, difference)
        try:
            return [_Column(self._product(parts), factors, premise, strict)]
        except (UnsupportedError, RecursionError):
            return []

    def _product(self, parts: tuple[Term, ...]) -> Linear:
        forms = [self._linear(p) for p in parts]
        if len(forms) > 1 and any(_has_relations(f) for f in forms):
            return self._linear(mul(*parts))
        total: Linear = {UNIT: Fraction(1)}
        for form in forms:
            total = mul_poly(total, form)
        return total

    def _linear(self, term: Term) -> Linear:
        found = self.memo.get(term)
        if found is None:
            found = self.memo[term] = linear_form(self.normaliser, term)
        return found


def _has_relations(form: Linear) -> bool:
    """Whether products of this form may have to be reduced (roots, cosines, denominators)."""
    return any(
        e.denominator != 1 or e < 0 or (isinstance(g, Apply) and g.head in ("cos", "Abs", "pow"))
        for mono in form
        for g, e in mono
    )


def _products(terms: Sequence[Term], degree: int) -> list[tuple[Term, ...]]:
    """All products of at most ``degree`` of the terms, the empty one first."""
    found: list[tuple[Term, ...]] = [()]
    layer: list[tuple[int, tuple[Term, ...]]] = [(0, ())]
    for _ in range(degree):
        layer = [(j, (*p, terms[j])) for i, p in layer for j in range(i, len(terms))]
        found += [p for _, p in layer]
    return found


def _opposite(column: _Column) -> _Column:
    linear = {m: -c for m, c in column.linear.items()}
    return _Column(linear, column.factors, column.premise, column.strict, -1)


def _relevant(columns: list[_Column], target: Linear) -> list[_Column]:
    """Drop columns that no solution can use: alone in sign on a monomial the target lacks."""
    while True:
        signs: dict[Monomial, set[bool]] = {}
        for column in columns:
            for mono, c in column.linear.items():
                signs.setdefault(mono, set()).add(c > 0)
        for mono, c in target.items():
            signs.setdefault(mono, set()).add(c < 0)
        kept = [c for c in columns if all(len(signs[m]) == 2 for m in c.linear)]
        if len(kept) == len(columns):
            return kept
        columns = kept


def _solve(columns: list[_Column], target: Linear, *, strict: bool) -> list[Fraction] | None:
    index: dict[Monomial, int] = {}
    for linear in (target, *(c.linear for c in columns)):
        for mono in linear:
            index.setdefault(mono, len(index))
    matrix = [{index[m]: v for m, v in c.linear.items()} for c in columns]
    goal = {index[m]: v for m, v in target.items()}
    prefer = [j for j, c in enumerate(columns) if c.strict] if strict else None
    return solve(matrix, goal, prefer)
