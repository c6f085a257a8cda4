"""Ways to show a goal by another form of its term: shorter, factored, squares of two sides.

Untrusted like the rest of the search: each way gives a node of the certificate that is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ua_symbolic.enclosure import guesses, recast_goals, recasts
from ua_symbolic.enclosure.certificates import Tree
from ua_symbolic.enclosure.derivative import minus, plus
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.limits import normal
from ua_symbolic.enclosure.polynomials import is_polynomial
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.radicals import radical_factors
from ua_symbolic.enclosure.search import GaveUpError, Search
from ua_symbolic.enclosure.settling import rooted, settle, size_of, summands
from ua_symbolic.enclosure.steps import HOPELESS
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    Term,
)


def simplified(search: Search, goal: Goal, level: int) -> Tree:
    """The normal form, where it is shorter: recurrences of gamma functions, cancellation."""
    from ua_symbolic.enclosure.exact import with_special_values

    plain = with_special_values(goal.term)
    term = normal(plain)
    if term is None or (plain == goal.term and size_of(term) >= size_of(goal.term)):
        raise GaveUpError("no shorter form", goal)
    defined = search.leaves.is_defined(goal)
    if not defined or not vanishes(plus(goal.term, minus(term)), search.leaves.facts(goal)):
        raise GaveUpError("the shorter form is not seen to be equal", goal)
    child = recast_goals.rewritten_goal(goal, term)
    return {"form": "rewrite", "term": to_data(term), "tree": settle(search, child, level - 1)}


def factored(search: Search, goal: Goal, level: int) -> Tree:
    """The sign of each factor of numerator and denominator."""
    term = radical_factors(goal.term) or recasts.factored_term(goal.term)
    if term is None or term == goal.term:
        raise GaveUpError("nothing to factor", goal)
    facts = search.leaves.facts(goal)
    if not search.leaves.is_defined(goal) or not vanishes(plus(goal.term, minus(term)), facts):
        raise GaveUpError("the factored form is not seen to be equal", goal)
    child = recast_goals.rewritten_goal(goal, term)
    parts = recast_goals.factors(term)
    if len(parts) < 2:
        if size_of(term) >= size_of(goal.term):
            raise GaveUpError("nothing to factor", goal)
        tree = settle(search, child, level - 1)
    else:
        tree = {"form": "product", "factors": _signed_factors(search, child, level - 1)}
    return {"form": "rewrite", "term": to_data(term), "tree": tree}


def _signed_factors(search: Search, goal: Goal, level: int) -> list[Tree]:
    children: list[Tree] = []
    total = 1
    signed = []
    for term, divisor in recast_goals.factors(goal.term):
        sign = recasts.guessed_sign(search, replace(goal, term=term))
        total *= sign
        signed.append((sign, recast_goals.factor_goal(goal, term, divisor, sign)))
    if total < 0:
        raise GaveUpError("the factors have the wrong signs", goal)
    for sign, child in sorted(signed, key=lambda s: size_of(s[1].term)):
        children.append({"sign": sign, "tree": settle(search, child, level)})
    order = sorted(range(len(signed)), key=lambda k: size_of(signed[k][1].term))
    return [children[order.index(k)] for k in range(len(signed))]


def by_squares(search: Search, goal: Goal, level: int) -> Tree:
    """Compare the squares of two sides: with and without roots, or of known and of other sign."""
    stuck = GaveUpError("no two sides", goal)
    for larger, smaller in _two_sides(search, goal):
        try:
            return _squared(search, goal, level, larger, smaller)
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
            stuck = failure
    raise stuck


def _two_sides(search: Search, goal: Goal) -> Iterator[tuple[Term, Term]]:
    parts = summands(goal.term)
    roots = [p for p in parts if rooted(p)]
    others = [p for p in parts if p not in roots]
    if roots and others:
        if recasts.guessed_sign(search, replace(goal, term=plus(*roots))) > 0:
            yield plus(*roots), plus(*[minus(p) for p in others])
        else:
            yield plus(*others), plus(*[minus(p) for p in roots])
    if roots or is_polynomial(goal.term):
        above = [p for p in parts if search.leaves.sign_on_box(goal, p) > 0]
        below = [minus(p) for p in parts if p not in above]
        if above and below and set(above) not in ({*roots}, {*others}):
            yield plus(*above), plus(*below)


def _squared(search: Search, goal: Goal, level: int, larger: Term, smaller: Term) -> Tree:
    child, same = goal, recast_goals.same_sum(plus(larger, minus(smaller)), goal.term)
    if not same:
        child = recast_goals.rewritten_goal(goal, plus(larger, minus(smaller)))
        if not vanishes(plus(goal.term, minus(child.term))) or not search.leaves.is_defined(goal):
            raise GaveUpError("the two sides do not make the term", goal)
    derived = recast_goals.square_goals(child, larger, smaller)[1:]
    if not all(guesses.plausible(g, search.precision) for g in derived):
        raise GaveUpError("the squares have the wrong order", goal)
    trees = [settle(search, derived[0], 0), _identity_or(search, derived[1], level - 1)]
    node: Tree = {
        "form": "squares",
        "larger": to_data(larger),
        "smaller": to_data(smaller),
        "trees": trees,
    }
    return node if same else {"form": "rewrite", "term": to_data(child.term), "tree": node}


def _identity_or(search: Search, goal: Goal, level: int) -> Tree:
    try:
        return settle(search, goal, level)
    except GaveUpError as failure:
        if failure.reason in HOPELESS:
            raise
    if len(goal.variables) == 1:
        raise GaveUpError("no identity is looked for", goal)
    return recasts.algebraic(search, goal)
