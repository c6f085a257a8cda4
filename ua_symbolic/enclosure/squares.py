"""Search for identities with sums of squares and products of known nonnegative polynomials.

``multiplier * term = sum of weight * known factors * square``: by a linear program over products of
the known factors alone, or by semidefinite programs (``gram``).  Untrusted; the node is checked by
``positivity.squares_identity``.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import comb

from ua_symbolic.enclosure.certificates import Tree
from ua_symbolic.enclosure.polynomials import (
    Exponents,
    Table,
    as_term,
    combination,
    degree,
    generators,
    homogeneous,
    power,
    product,
    table,
)
from ua_symbolic.enclosure.positivity import (
    at_origin,
    known_nonnegative,
    multiplier,
    plainly_nonnegative,
    vanishes_at_origin,
)
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import Term, free_variables

MOST_PRODUCTS = 700
MOST_MONOMIALS = 60
MOST_SETS = 45
MARGINS = (Fraction(1, 8), Fraction(1, 1000))
Factors = tuple[int, ...]
Attempt = Callable[[float], "Tree | None"]


@dataclass(frozen=True)
class Setting:
    """A polynomial goal: its atoms, its table, and the known factors that are polynomials."""

    goal: Goal
    atoms: tuple[Term, ...]
    poly: Table
    known: dict[int, Table]
    strict: frozenset[int]

    @staticmethod
    def of(goal: Goal) -> Setting | None:
        """The setting of a goal; None if its term is no polynomial, or a large one."""
        atoms = generators(goal.term)
        if not atoms or len(atoms) > 8:
            return None
        poly = table(goal.term, atoms)
        if not poly or len(poly) > 300:
            return None
        found = {}
        strict = set()
        for i, fact in enumerate(known_nonnegative(goal)):
            known = table(fact.term, atoms)
            if fact.strict:
                strict.add(i)
            if known and degree(known) > 0 and len(known) <= 60:
                found[i] = known
        return Setting(goal, atoms, poly, found, frozenset(strict))

    def factor(self, factors: Factors) -> Table:
        """The product of known factors."""
        result: Table = {(0,) * len(self.atoms): Fraction(1)}
        for i in factors:
            result = product(result, self.known[i])
        return result


def attempts(goal: Goal) -> Iterator[Attempt]:
    """Searches for a node, the cheapest first; each takes a deadline."""
    setting = Setting.of(goal)
    if setting is None:
        return
    if setting.known:
        for extra in (0, 1, 2):
            yield partial(by_products, setting, extra)
    if degree(setting.poly) % 2 == 0 or not setting.known:
        yield partial(by_squares, setting, Plan([()]))
    if homogeneous(setting.poly):
        yield from _homogeneous_attempts(setting)
    if setting.known:
        yield from _attempts_with_factors(setting)
    elif not homogeneous(setting.poly):
        for exponent in (1, 2):
            yield partial(by_squares, setting, Plan([()], "squares and one", exponent))


def _homogeneous_attempts(setting: Setting) -> Iterator[Attempt]:
    """With homogeneous known factors of the right parity, and with a multiplier."""
    known = [i for i, g in setting.known.items() if homogeneous(g)]
    used = [v for v in setting.goal.variables if v in free_variables(setting.goal.term)]
    for exponent in (0, 1, 2):
        parity = (degree(setting.poly) + exponent) % 2
        sets = [
            f
            for f in _products(known, 3)
            if degree(setting.factor(f)) % 2 == parity and (len(f) < 3 or parity)
        ]
        if known and len(sets) <= MOST_SETS:
            if exponent == 0:
                yield partial(by_squares, setting, Plan(sets))
            elif all(plainly_nonnegative(setting.goal, v) for v in used):
                yield partial(by_squares, setting, Plan(sets, "sum", exponent))
        if exponent and not known:
            yield partial(by_squares, setting, Plan([()], "squares", exponent))


def _attempts_with_factors(setting: Setting) -> Iterator[Attempt]:
    for most, lift in ((1, 0), (2, 0), (1, 2), (2, 2)):
        sets = _products(setting.known, most)
        if most > len(setting.known) or len(sets) > MOST_SETS:
            continue
        if not lift:
            yield partial(by_squares, setting, Plan(sets))
        elif setting.goal.constraints:
            yield partial(
                by_squares, setting, Plan(sets, extra=_products(setting.known, 1), lift=2)
            )


def _products(known: Iterable[int], most: int) -> list[Factors]:
    known = list(known)
    return [f for size in range(most + 1) for f in itertools.combinations(known, size)]


# --- products of known factors -----------------------------------------------------------------


def by_products(setting: Setting, extra: int, deadline: float) -> Tree | None:
    """Nonnegative coefficients on products of known factors, up to some degree."""
    from ua_symbolic.algebra.simplex import solve

    most = max(degree(setting.poly), 1) + extra
    if most > 8 or comb(len(setting.known) + most, most) > MOST_PRODUCTS:
        return None
    choices = [
        c
        for d in range(most + 1)
        for c in itertools.combinations_with_replacement(setting.known, d)
    ]
    products: dict[Factors, Table] = {(): setting.factor(())}
    for c in choices[1:]:
        products[c] = product(products[c[:-1]], setting.known[c[-1]])
    rows: dict[Exponents, int] = {}
    columns = [_column(products[c], rows) for c in choices]
    target = _column(setting.poly, rows)
    prefer = None
    if setting.goal.strict:
        prefer = [k for k, c in enumerate(choices) if setting.strict.issuperset(c)]
    found = solve(columns, target, prefer)
    if found is None or (prefer is not None and not any(found[k] for k in prefer)):
        return None
    one = {(0,) * len(setting.atoms): Fraction(1)}
    return _node(setting, "one", 0, [(x, c, one) for x, c in zip(found, choices, strict=True) if x])


def _column(poly: Table, rows: dict[Exponents, int]) -> dict[int, Fraction]:
    return {rows.setdefault(m, len(rows)): c for m, c in poly.items()}


# --- squares -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """What an identity may use: products of known factors, and a multiplier.

    ``extra`` are the factors with which unknown squares may be added to the multiplier, ``lift``
    the degree that they may add.
    """

    sets: Sequence[Factors]
    kind: str = "one"
    exponent: int = 0
    extra: Sequence[Factors] = ()
    lift: int = 0


def by_squares(setting: Setting, plan: Plan, deadline: float) -> Tree | None:
    """Sums of squares times products of known factors."""
    from ua_symbolic.enclosure.gram import Block, decompose

    goal = setting.goal
    if vanishes_at_origin(plan.kind, plan.exponent) and not _good_at_origin(goal):
        return None
    sigma = table(multiplier(goal, plan.kind, plan.exponent), setting.atoms)
    if sigma is None:
        return None
    target = product(sigma, setting.poly)
    if not target:  # the polynomial is zero: nothing for squares to add up to
        return None
    factors = [setting.factor(f) for f in plan.sets]
    minus_poly = {m: -c for m, c in setting.poly.items()}
    factors += [product(minus_poly, setting.factor(f)) for f in plan.extra]
    reference = _lifted(target, plan.lift)
    alone = len(factors) == 1
    bases = [half_monomials(reference, f, unaided=alone) for f in factors]
    if not bases or max(map(len, bases)) > MOST_MONOMIALS:
        return None
    blocks = [
        Block(i, f, tuple({m: Fraction(1)} for m in basis))
        for i, (f, basis) in enumerate(zip(factors, bases, strict=True))
    ]
    sure = [f for f in plan.sets if setting.strict.issuperset(f)]
    if goal.strict and not sure:
        return None
    for margin in MARGINS if goal.strict else (Fraction(0),):
        kept = setting.factor(sure[0]) if margin else {}
        found = decompose(combination([(Fraction(1), target), (-margin, kept)]), blocks, deadline)
        if found is not None:
            return _node_of(setting, plan, found, [(margin, sure[0])] if margin else [])
    return None


def _lifted(target: Table, lift: int) -> Table:
    """The target times the polynomial of a degree with all monomials (only its support counts)."""
    size = len(next(iter(target)))
    units = [tuple(int(i == j) for j in range(size)) for i in range(size)]
    simplex: Table = dict.fromkeys([(0,) * size, *units], Fraction(1))
    support: Table = dict.fromkeys(target, Fraction(1))
    return product(support, power(simplex, lift, size)) if lift else target


def _node_of(
    setting: Setting,
    plan: Plan,
    found: Sequence[tuple[Fraction, int, Table]],
    margins: Sequence[tuple[Fraction, Factors]],
) -> Tree:
    one = {(0,) * len(setting.atoms): Fraction(1)}
    count = len(plan.sets)
    summands = [(w, plan.sets[i], q) for w, i, q in found if i < count]
    summands += [(margin, factors, one) for margin, factors in margins]
    extra = [(w, plan.extra[i - count], q) for w, i, q in found if i >= count]
    return _node(setting, plan.kind, plan.exponent, summands, extra)


def _good_at_origin(goal: Goal) -> bool:
    from ua_symbolic.enclosure.exact import exact_sign

    sign = exact_sign(at_origin(goal))
    return sign is not None and (sign > 0 or (sign == 0 and not goal.strict))


def half_monomials(target: Table, factor: Table, *, unaided: bool) -> list[Exponents]:
    """Monomials whose squares, times the factor, may occur in the target."""
    size = len(next(iter(target)))
    tops = [max(m[i] for m in target) for i in range(size)]
    room = (degree(target) - degree(factor)) // 2
    if room < 0:
        return []
    tests = [_range(w, target, factor) for w in _directions(size)]
    found = [
        m
        for m in itertools.product(*(range(t // 2 + 1) for t in tops))
        if sum(m) <= room and all(low <= 2 * _dot(w, m) <= high for w, low, high in tests)
    ]
    return _useful(found, target) if unaided else found


def _directions(size: int) -> list[tuple[int, ...]]:
    units = list(itertools.product((0, 1), repeat=size)) if size <= 6 else []
    source = random.Random(7)
    return units + [tuple(source.randint(-3, 6) for _ in range(size)) for _ in range(60)]


def _range(w: tuple[int, ...], target: Table, factor: Table) -> tuple[tuple[int, ...], int, int]:
    ends, shifts = [_dot(w, m) for m in target], [_dot(w, m) for m in factor]
    return w, min(ends) - min(shifts), max(ends) - max(shifts)


def _dot(w: Sequence[int], m: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(w, m, strict=True))


def _useful(found: list[Exponents], target: Table) -> list[Exponents]:
    """Without the monomials whose square nothing can balance."""
    while True:
        sums = {tuple(map(int.__add__, a, b)) for a, b in itertools.combinations(found, 2)}
        kept = [m for m in found if (d := tuple(2 * e for e in m)) in target or d in sums]
        if len(kept) == len(found):
            return kept
        found = kept


def _node(
    setting: Setting,
    kind: str,
    exponent: int,
    summands: Sequence[tuple[Fraction, Factors, Table]],
    extra: Sequence[tuple[Fraction, Factors, Table]] = (),
) -> Tree:
    def written(parts: Sequence[tuple[Fraction, Factors, Table]]) -> list[Tree]:
        return [
            {
                "weight": str(w),
                "factors": list(factors),
                "square": to_data(as_term(q, setting.atoms)),
            }
            for w, factors, q in parts
        ]

    return {
        "form": "weighted squares",
        "multiplier": kind,
        "power": exponent,
        "extra": written(extra),
        "summands": written(summands),
    }
