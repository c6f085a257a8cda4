"""The lemmas that a goal may be shown by, in order, and the simplest of them.

Untrusted like the rest of the search: each way gives a node of the certificate that is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ua_symbolic.enclosure import goals, guesses, lemma_goals, recast_goals, recasts
from ua_symbolic.enclosure.certificates import RejectedError, Tree
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.forms import by_squares, factored, simplified
from ua_symbolic.enclosure.means import by_means_alone
from ua_symbolic.enclosure.parts import (
    diagonal,
    in_parts,
    inverse,
    is_root,
    valley,
    weighted_summands,
)
from ua_symbolic.enclosure.polynomials import is_polynomial, is_rational
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.scaling import can_be_scaled, scaled_goal, scaling_facts
from ua_symbolic.enclosure.search import GaveUpError, Search
from ua_symbolic.enclosure.sequences import falling, inductive, rising
from ua_symbolic.enclosure.settling import (
    LEVELS,
    MOST_NODES,
    checked,
    few_integers,
    rooted,
    settle,
    settle_shorter,
    single,
)
from ua_symbolic.enclosure.single_variable import descending, isolated, rational, turning
from ua_symbolic.enclosure.slopes import concave, sloped, touching
from ua_symbolic.enclosure.steps import HOPELESS, Strategy
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    Apply,
    Number,
    Sort,
    free_variables,
    subterms,
)


def lemma_ways(search: Search, goal: Goal, level: int) -> list[Strategy]:
    """The ways for a goal, the cheapest first; ``level`` bounds how deep they nest."""
    if level <= 0 or not guesses.small(goal.term, MOST_NODES):
        return []
    ahead = [inverse] if _has_root(goal) else []
    ways: list[Way] = [
        *([scaled] if can_be_scaled(goal) else []),
        one_by_one,
        branched,
        cornered,
        fractional,
        simplified,
        concave,
        touching,
        turning,
        *(
            [sloped, factored, by_squares]
            if single(goal)
            else [*ahead, factored, by_squares, sloped]
        ),
        inverse,
        falling,
        *([rising] if by_steps(goal) else []),
        inductive,
        diagonal,
        valley,
        in_parts,
    ]
    return [partial(checked, way, search, goal, level) for way in ways]


def _has_root(goal: Goal) -> bool:
    """Whether just one root stands in the sum with a rational factor alone."""
    return sum(map(is_root, weighted_summands(goal.term))) == 1


MOST_CASES = 4
STEPWISE = ("gamma", "loggamma", "digamma", "polygamma", "factorial")
Way = Callable[[Search, Goal, int], Tree]


def first_ways(goal: Goal) -> list[Way]:
    """The ways that come before plain search, even deep down: they fail at once or help."""
    alone = single(goal)
    if rooted(goal.term):
        return [rational, isolated, in_parts, factored, by_squares] if alone else [by_squares]
    ahead: list[Way] = [falling] if by_steps(goal) else []
    if is_polynomial(goal.term):
        ahead.append(averaged)
    elif not alone and is_rational(goal.term):
        ahead.append(factored)
    if alone and goals.uses_sign(goal):
        ahead.append(branched)
    return [*ahead, rational, touching, isolated, descending] if alone else ahead


def by_steps(goal: Goal) -> bool:
    """Whether gamma functions, with their recurrences, go on for ever in some variable."""
    return _for_ever(goal, STEPWISE, tuple(Sort))


def _counts(goal: Goal) -> bool:
    """Whether factorials or binomial coefficients go on for ever in an integer variable."""
    return _for_ever(goal, ("factorial", "binomial"), (Sort.INTEGER,))


def _for_ever(goal: Goal, heads: tuple[str, ...], sorts: tuple[Sort, ...]) -> bool:
    """Whether one of the functions is taken of a variable of such a sort without high end."""
    ranges = zip(goal.variables, goal.box, strict=True)
    far = {v for v, r in ranges if r.high is None and v.sort in sorts}
    return any(
        isinstance(t, Apply) and t.head in heads and free_variables(t) & far
        for t in subterms(goal.term)
    )


def early_ways(search: Search, goal: Goal) -> list[Strategy]:
    """What is worth a moment before much plain search."""
    if not guesses.small(goal.term, MOST_NODES):
        return []
    ways: list[Way] = [cornered, concave] if goals.uses_sign(goal) else [concave]
    if not single(goal) and _has_root(goal):
        ways.insert(0, inverse)
    if _counts(goal):
        ways = [inductive]
    elif by_steps(goal):
        ways = [falling, rising, by_logarithms]
    elif single(goal):
        ways = [touching, isolated, turning, factored, sloped]
        if rooted(goal.term):
            ways = [isolated, factored, sloped, in_parts, by_squares]
    return [partial(checked, way, search, goal, LEVELS) for way in ways]


def scaled(search: Search, goal: Goal, level: int) -> Tree:
    """A homogeneous goal with 1 in place of one of its positive variables."""
    return by_scaling(search, goal, lambda child: settle_shorter(search, child, level))


def by_scaling(search: Search, goal: Goal, show: Callable[[Goal], Tree]) -> Tree:
    """The node of a homogeneous goal, with the tree that ``show`` finds for what is left."""
    degree = guesses.degree(goal, search.precision)
    if degree is None or not search.leaves.is_defined(goal):
        raise GaveUpError("not homogeneous", goal)
    for i in can_be_scaled(goal):
        try:
            child, identities = scaled_goal(goal, i, degree)
        except RejectedError as error:  # a constraint stands in the way
            raise GaveUpError(str(error), goal) from None
        facts = scaling_facts(goal, i)
        if not all(vanishes(identity, facts) for identity in identities):
            continue
        return {
            "form": "scale",
            "variable": goal.variables[i].name,
            "degree": str(degree),
            "tree": show(child),
        }
    raise GaveUpError("not seen to be homogeneous", goal)


def averaged(search: Search, goal: Goal, level: int) -> Tree:
    """The cheapest identity: weighted means."""
    tree = by_means_alone(search, goal)
    if tree is None:
        raise GaveUpError("no sum of means", goal)
    return tree


def by_logarithms(search: Search, goal: Goal, level: int) -> Tree:
    """Compare the logarithms of what stands with plus and with minus."""
    return recasts.logarithmic(search, goal, *recasts.sides(goal.term))


def one_by_one(search: Search, goal: Goal, level: int) -> Tree:
    """Every value of an integer variable by itself."""
    for i, r in enumerate(goal.box):
        if r.point() or goal.variables[i].sort is not Sort.INTEGER or not few_integers(goal, i):
            continue
        if len(goal.variables) > 1:
            return _each(search, goal, i, level)
    raise GaveUpError("no integers", goal)


def _at_one_value(search: Search, goal: Goal, level: int) -> Tree:
    """The goal with the only value of an integer variable put in its place."""
    term = goals.at_point_ranges(goal)
    if term == goal.term or not search.leaves.is_defined(goal):
        return settle(search, goal, level)
    child = recast_goals.rewritten_goal(goal, term)
    return {"form": "rewrite", "term": to_data(term), "tree": settle(search, child, level)}


def has_few_integers(goal: Goal) -> bool:
    """Whether some variable of several is an integer between two ends."""
    few = any(few_integers(goal, i) and not r.point() for i, r in enumerate(goal.box))
    return few and len(goal.variables) > 1


def _each(search: Search, goal: Goal, i: int, level: int) -> Tree:
    low, high = goal.box[i].low, goal.box[i].high
    if not (isinstance(low, Number) and isinstance(high, Number)) or high.value - low.value > 64:
        raise GaveUpError("too many integers", goal)
    if low == high:
        return _at_one_value(search, goal, level)
    at = Number(low.value)
    below, above = goals.cut(goal, i, at)
    return {
        "form": "split",
        "variable": goal.variables[i].name,
        "at": to_data(at),
        "below": settle(search, below, level),
        "above": _each(search, above, i, level),
    }


def branched(search: Search, goal: Goal, level: int) -> Tree:
    """The known side of each Abs, Min or Max, and both values of one of the others."""
    found = recast_goals.corners(goal.term)
    signs = [search.leaves.sign_on_box(goal, recast_goals.corner_sign(c)) for c in found]
    if any(signs):
        child = recast_goals.smoothed_goal(goal, tuple(signs))
        return {"form": "corners", "signs": signs, "tree": settle(search, child, level)}
    for j in range(len(found)):
        sides = lemma_goals.branch_goals(goal, j)
        if all(guesses.plausible(g, search.precision) for g in sides):
            first, second = (settle(search, g, level) for g in sides)
            return {"form": "branches", "which": j, "first": first, "second": second}
    raise GaveUpError("no corner", goal)


def cornered(search: Search, goal: Goal, level: int) -> Tree:
    """Where the outermost Abs, Min or Max has the one, and where it has the other of its values."""
    found = recast_goals.corners(goal.term)
    if not found or len(goal.constraints) > MOST_CASES:
        raise GaveUpError("no corner", goal)
    term = recast_goals.corner_sign(found[0])
    above, below = (_smoothed(search, g, level) for g in goals.case_goals(goal, term))
    return {"form": "cases", "term": to_data(term), "above": above, "below": below}


def _smoothed(search: Search, goal: Goal, level: int) -> Tree:
    """The corners whose side the box or a constraint tells; then the rest."""
    terms = [recast_goals.corner_sign(c) for c in recast_goals.corners(goal.term)]
    signs = [
        search.leaves.sign_on_box(goal, t) or recast_goals.sign_by_constraint(goal, t)
        for t in terms
    ]
    if not any(signs):
        raise GaveUpError("no side of a corner is known", goal)
    child = recast_goals.smoothed_goal(goal, tuple(signs))
    tree = cornered(search, child, level) if not all(signs) else _at_edges(search, child, level)
    return {"form": "corners", "signs": signs, "tree": tree}


def _at_edges(search: Search, goal: Goal, level: int) -> Tree:
    """Plain search, towards the constraints where the term touches zero."""
    try:
        return settle(search, goal, level - 1)
    except GaveUpError as failure:
        if failure.reason in HOPELESS:
            raise
    return search.to_edges(goal)


def fractional(search: Search, goal: Goal, level: int) -> Tree:
    """``u - f`` for a floor, the innermost first."""
    found = lemma_goals.whole_parts(goal.term)
    if not found:
        raise GaveUpError("no floor", goal)
    j = len(found) - 1
    child = lemma_goals.fraction_goal(goal, j)
    return {"form": "fraction", "which": j, "tree": settle(search, child, level)}
