"""Search for a proof by weighted arithmetic and geometric means: an exact linear program.

Every negative monomial is to be a geometric mean of nonnegative ones, whose coefficients are
shared out among all that need them.  This finds only proofs with contact at (1, ..., 1), or with
room to spare.  Untrusted; the node is checked by ``positivity.means_identity``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ua_symbolic.enclosure.certificates import Tree
from ua_symbolic.enclosure.goals import is_total
from ua_symbolic.enclosure.polynomials import Exponents, Table, is_polynomial, table
from ua_symbolic.enclosure.positivity import plainly_nonnegative
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.search import Search

MOST_FLOWS = 3000
FEW_NEEDS = 40_000  # entries of a system with one or two needs, as of plain means


def by_means_alone(search: Search, goal: Goal) -> Tree | None:
    """A ``means`` node for a goal in several variables that is defined by its form."""
    if len(goal.variables) < 2 or not (is_total(goal.term) or is_polynomial(goal.term)):
        return None
    return by_means(goal) if search.leaves.is_defined(goal) else None


def by_means(goal: Goal) -> Tree | None:
    """A ``means`` node for the goal, or None."""
    poly = table(goal.term, goal.variables)
    if poly is None or len(poly) > 200:
        return None
    sources, needs = _sides(goal, poly)
    unit = (0,) * len(goal.variables)
    if goal.strict and unit not in sources:
        return None
    flows = _flows(sources, needs, unit if goal.strict else None)
    if flows is None:
        return None
    return {"form": "means", "summands": list(_summands(goal, sources, needs, flows))}


def _sides(goal: Goal, poly: Table) -> tuple[Table, Table]:
    """Nonnegative monomials with positive coefficients, and the rest by absolute value."""
    free = [plainly_nonnegative(goal, v) for v in goal.variables]
    sources: Table = {}
    needs: Table = {}
    for m, c in poly.items():
        if c > 0 and all(e % 2 == 0 or known for e, known in zip(m, free, strict=True)):
            sources[m] = c
        else:
            needs[m] = c
    return sources, needs


def _flows(
    sources: Table, needs: Table, spare: Exponents | None
) -> dict[tuple[Exponents, Exponents], Fraction] | None:
    """How much of each source goes to each need, with something left of the source ``spare``."""
    from ua_symbolic.algebra.simplex import MAX_EXACT, solve

    pairs = [(m, n) for n in needs for m in sources if m != n and _helps(m, n)]
    if len(pairs) > MOST_FLOWS:
        return None
    rows: dict[object, int] = {}

    def row(name: object) -> int:
        return rows.setdefault(name, len(rows))

    columns: list[dict[int, Fraction]] = []
    for m, n in pairs:
        column = {row(("source", m)): Fraction(1), row(("need", n)): Fraction(1)}
        for i, e in enumerate(m):
            if e != n[i]:
                column[row(("balance", n, i))] = Fraction(e - n[i])
        columns.append(column)
    columns += [{row(("source", m)): Fraction(1)} for m in sources]
    target = {row(("source", m)): c for m, c in sources.items()}
    target |= {row(("need", n)): abs(c) for n, c in needs.items()}
    prefer = None if spare is None else [len(pairs) + list(sources).index(spare)]
    found = solve(columns, target, prefer, FEW_NEEDS if len(needs) <= 2 else MAX_EXACT)
    if found is None or (prefer is not None and not found[prefer[0]]):
        return None
    return {pair: x for pair, x in zip(pairs, found, strict=False) if x}


def _helps(source: Exponents, need: Exponents) -> bool:
    return all(n or not s for s, n in zip(source, need, strict=True))


def _summands(
    goal: Goal,
    sources: Table,
    needs: Table,
    flows: dict[tuple[Exponents, Exponents], Fraction],
) -> Iterator[Tree]:
    left = dict(sources)
    for n, c in needs.items():
        used = [(m, x) for (m, k), x in flows.items() if k == n]
        for m, x in used:
            left[m] -= x
        shares: Sequence[str] = [str(x / abs(c)) for _, x in used]
        yield {
            "weight": str(abs(c)),
            "shares": shares,
            "monomials": [list(m) for m, _ in used],
            "mean": list(n),
            "sign": 1 if c < 0 else -1,
        }
    for m, c in left.items():
        if c:
            yield {"weight": str(c), "shares": ["1"], "monomials": [list(m)]}
