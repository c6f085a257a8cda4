"""How a goal that comes out of a lemma is settled: cheap ways, plain search, other lemmas.

Untrusted like the rest of the search.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ua_symbolic.enclosure import guesses, recast_goals
from ua_symbolic.enclosure.certificates import RejectedError, Tree
from ua_symbolic.enclosure.derivative import NotDifferentiableError, minus, plus
from ua_symbolic.enclosure.exact import exact_sign, vanishes, with_special_values
from ua_symbolic.enclosure.limits import normal
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.search import NATURAL, GaveUpError, Search
from ua_symbolic.enclosure.steps import HOPELESS, Strategy, timed, within
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    Apply,
    Sort,
    Term,
    free_variables,
    subterms,
)

LEVELS = 3
SHARE = 4  # each way may spend this part of the boxes that are left
LOWEST = -3  # algebra with roots goes on below level 0
MOST_NODES = 600


def settle(search: Search, goal: Goal, level: int) -> Tree:
    """Plain search, then the lemmas; raises GaveUpError."""
    if goal in search.underway:
        raise GaveUpError("it comes down to itself", goal)
    search.underway.add(goal)
    try:
        return _settle(search, goal, level)
    finally:
        search.underway.discard(goal)


def _settle(search: Search, goal: Goal, level: int) -> Tree:
    from ua_symbolic.enclosure.lemmas import first_ways, lemma_ways

    if not guesses.plausible(goal, search.precision) or _false_by_exact_sign(goal):
        raise GaveUpError("false at a sampled point", goal)
    if search.leaves.natural(goal):
        search.budget.spend(goal)
        return NATURAL
    ways: list[Strategy] = [partial(search.solve, goal), *lemma_ways(search, goal, level)]
    if level > LOWEST and guesses.small(goal.term, MOST_NODES):
        ways[:0] = [partial(checked, way, search, goal, level) for way in first_ways(goal)]
    for way in ways:
        search.budget.check(goal)
        left = search.budget.most_boxes - search.budget.boxes
        try:
            return within(search, max(left // SHARE, 12), partial(in_time, search, goal, way))
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
    raise GaveUpError("no lemma works", goal)


def settle_shorter(search: Search, goal: Goal, level: int) -> Tree:
    """Settle the normal form of the term, if that is shorter: recurrences, cancellation."""
    term = normal(with_special_values(goal.term))
    if term is None or size_of(term) >= size_of(goal.term) or not search.leaves.is_defined(goal):
        return settle(search, goal, level)
    if not vanishes(plus(goal.term, minus(term)), search.leaves.facts(goal)):
        return settle(search, goal, level)
    child = recast_goals.rewritten_goal(goal, term)
    return {"form": "rewrite", "term": to_data(term), "tree": settle(search, child, level)}


def _false_by_exact_sign(goal: Goal) -> bool:
    """Whether exact algebra sees that a closed term is too small."""
    sign = None if free_variables(goal.term) else exact_sign(goal.term)
    return sign is not None and sign < (1 if goal.strict else 0)


def in_time(search: Search, goal: Goal, way: Strategy) -> Tree:
    """Run a way with a part of the time that is left; raises GaveUpError."""
    try:
        return timed(search, max(search.budget.left() / SHARE, 0.1), way)
    except NotDifferentiableError as error:
        raise GaveUpError(str(error), goal) from None


def checked(
    way: Callable[[Search, Goal, int], Tree], search: Search, goal: Goal, level: int
) -> Tree:
    """A way, with a refusal of the derived goals, or their being false, as a failure of its own."""
    try:
        return way(search, goal, level)
    except (RejectedError, NotDifferentiableError) as error:
        raise GaveUpError(str(error), goal) from None
    except GaveUpError as failure:
        if failure.reason == "false on a box":
            raise GaveUpError("what would show it is false", goal) from None
        raise


def size_of(term: Term) -> int:
    """The number of nodes of a term."""
    return sum(1 for _ in subterms(term))


def rooted(term: Term) -> bool:
    """Whether a root of something that varies occurs outside of other functions."""
    if not isinstance(term, Apply) or not free_variables(term):
        return False
    if term.head == "sqrt":
        return True
    inner = term.args[:1] if term.head == "pow" else term.args
    return term.head in ("add", "mul", "neg", "div", "pow") and any(map(rooted, inner))


def summands(term: Term) -> tuple[Term, ...]:
    """The summands, with a minus before the sum given to each."""
    if isinstance(term, Apply) and term.head == "neg":
        return tuple(minus(p) for p in summands(term.args[0]))
    return term.args if isinstance(term, Apply) and term.head == "add" else (term,)


def few_integers(goal: Goal, i: int) -> bool:
    """Whether a variable is an integer between two ends."""
    r = goal.box[i]
    return goal.variables[i].sort is Sort.INTEGER and r.low is not None and r.high is not None


def single(goal: Goal) -> bool:
    """Whether only one variable has more than one value."""
    return sum(not r.point() for r in goal.box) == 1
