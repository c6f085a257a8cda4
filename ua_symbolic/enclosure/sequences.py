"""Ways to show a goal by steps of one: to a limit, or by induction.

Untrusted like the rest of the search: each way gives a node of the certificate that is checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from ua_symbolic.enclosure import guesses, lemma_goals
from ua_symbolic.enclosure.certificates import Tree
from ua_symbolic.enclosure.derivative import over, plus
from ua_symbolic.enclosure.limits import normal
from ua_symbolic.enclosure.polynomials import is_rational
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.search import GaveUpError, Search
from ua_symbolic.enclosure.settling import settle, settle_shorter
from ua_symbolic.enclosure.steps import HOPELESS
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    ONE,
    Apply,
    Sort,
    Term,
    Variable,
    free_variables,
    substitute,
    subterms,
)


def falling(search: Search, goal: Goal, level: int) -> Tree:
    """The term at x + 1 is not larger, and its limit is at least 0."""
    sign = search.leaves.exact_sign
    for i, r in enumerate(goal.box):
        if r.high is not None:
            continue
        step, value = lemma_goals.fall_goals(goal, i, goal.strict, sign)
        if not guesses.plausible(step, search.precision):
            continue
        return {
            "form": "fall",
            "variable": goal.variables[i].name,
            "strict": "step",
            "step": settle_shorter(search, step, level - 1),
            "limit": None if value is None else settle(search, value, 1),
        }
    raise GaveUpError("nothing goes on for ever", goal)


def rising(search: Search, goal: Goal, level: int) -> Tree:
    """Steps of one up from the first stretch of length 1."""
    for i, v in enumerate(goal.variables):
        if v.sort is not Sort.REAL or goal.box[i].high is not None:
            continue
        base, step = lemma_goals.rise_goals(goal, i)
        if not guesses.plausible(step, search.precision):
            continue
        return {
            "form": "rise",
            "variable": v.name,
            "step": settle_shorter(search, step, level - 1),
            "base": settle(search, base, level - 1),
        }
    raise GaveUpError("nothing rises for ever", goal)


def inductive(search: Search, goal: Goal, level: int) -> Tree:
    """Induction over an integer variable: the difference, or a multiple of the term before."""
    for i, v in enumerate(goal.variables):
        if v.sort is not Sort.INTEGER:
            continue
        for factor in _growth_factors(goal, v):
            base, positive, step = lemma_goals.induction_goals(goal, i, factor)
            if not all(guesses.plausible(g, search.precision) for g in (base, positive, step)):
                continue
            try:
                return {
                    "form": "induction",
                    "variable": v.name,
                    "factor": to_data(factor),
                    "base": settle(search, base, 1),
                    "nonnegative": settle(search, positive, 1),
                    "step": settle_shorter(search, step, level - 1),
                }
            except GaveUpError as failure:
                if failure.reason in HOPELESS:
                    raise
    raise GaveUpError("no induction", goal)


def _growth_factors(goal: Goal, n: Variable) -> Iterator[Term]:
    """The quotients of successive values of powers and factorials of n, and one."""
    for t in dict.fromkeys(subterms(goal.term)):
        if not isinstance(t, Apply) or n not in free_variables(t):
            continue
        if t.head == "pow" and t.args[1] == n and n not in free_variables(t.args[0]):
            yield t.args[0]
        if t.head in ("factorial", "gamma", "binomial"):
            ratio = normal(over(substitute(t, {n: plus(n, ONE)}), t))
            if ratio is not None and is_rational(ratio):
                yield ratio
    yield ONE
