"""What to try when plain bisection is stuck, in which order, and with how many boxes.

Untrusted like the rest of the search: whatever is found is a certificate that is checked.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import partial

from ua_symbolic.enclosure import goals, recast_goals
from ua_symbolic.enclosure.certificates import RejectedError, Tree
from ua_symbolic.enclosure.derivative import (
    NotDifferentiableError,
)
from ua_symbolic.enclosure.equations import linear_solution
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.lemmas import (
    by_scaling,
    early_ways,
    has_few_integers,
    lemma_ways,
    one_by_one,
)
from ua_symbolic.enclosure.means import by_means_alone
from ua_symbolic.enclosure.polynomials import is_polynomial, is_rational
from ua_symbolic.enclosure.problem import Goal, difference
from ua_symbolic.enclosure.recasts import (
    algebraic,
    by_order,
    exponential,
    factored,
    inverted,
    logarithmic,
    mentions_root,
    multiplied,
    rising_tail,
    sides,
    squared,
)
from ua_symbolic.enclosure.scaling import can_be_scaled
from ua_symbolic.enclosure.search import PLAIN, GaveUpError, Search
from ua_symbolic.enclosure.settling import LEVELS, settle, single
from ua_symbolic.enclosure.steps import HOPELESS, Strategy, first_success, timed, within
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    Relation,
    number,
)

VECTOR_BITS = 64  # vectors are no help where floats are too coarse
VECTOR_BOXES = 8000, 40  # at least, and for each box that Arb is allowed
FEWEST_BOXES = 32
FEW = 400  # boxes for Arb that allow few to vectors too
FEW_VECTOR_BOXES = 5000, 0.1  # and seconds
PROMISING = 0.2  # share of the box that was settled
ROUNDS = (24, 250, 800, 4000)
ALGEBRAIC_ROUNDS = (24, 100, 400, 2000, 8000)  # where an identity is likely
EARLY_BOXES, EARLY_SECONDS = 2000, 0.4
SCALING_SHARE = 0.7  # of the time that is left, like those that follow
INTEGERS_SHARE, BOXES_SHARE, RECASTS_SHARE = 0.5, 0.2, 0.6
SECONDS = (0.1, 0.8, 2.0, 6.0, 20.0)  # for each lemma of a round


def solve_variously(search: Search, goal: Goal, relation: Relation) -> Tree:
    """A tree by the first way that works; raises GaveUpError with the last failure."""
    plain = recast_goals.unrolled_goal(goal)
    if plain.term != goal.term:
        return {"form": "unroll", "tree": solve_variously(search, plain, relation)}
    if search.turn == PLAIN:
        return search.solve(goal)
    quick = by_means_alone(search, goal)
    if quick is not None:
        return quick
    if can_be_scaled(goal) and not is_polynomial(goal.term):
        try:
            return shared(search, SCALING_SHARE, partial(_scaled, search, goal))
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
    for strategy in early_ways(search, goal):
        try:
            quickly = partial(timed, search, EARLY_SECONDS, strategy)
            return within(search, EARLY_BOXES, quickly)
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
    if has_few_integers(goal):
        try:
            return shared(search, INTEGERS_SHARE, partial(one_by_one, search, goal, LEVELS))
        except (NotDifferentiableError, RejectedError):
            pass
        except GaveUpError as failure:
            if failure.reason == "out of time":
                raise
    for boxes, seconds in zip(rounds_of(goal), SECONDS, strict=False):
        for way in _round(search, goal, relation, boxes, seconds):
            try:
                return way()
            except GaveUpError as failure:
                if failure.reason in HOPELESS:
                    raise
    return search.solve(goal)


def _round(
    search: Search, goal: Goal, relation: Relation, boxes: int, seconds: float
) -> Iterator[Strategy]:
    """The ways of one round: in one variable the lemmas before the recasts."""
    alone = single(goal)
    share = BOXES_SHARE / 2 if alone else BOXES_SHARE
    recast = partial(by_recasts, search, goal, relation, boxes, 4 * seconds)
    lemmas = partial(by_lemmas, search, goal, boxes, seconds)
    first = boxes == rounds_of(goal)[0]
    yield partial(in_vectors, search, goal, boxes)
    if not first or goal.constraints:  # the others had their glance before
        few = max(boxes, FEWEST_BOXES)
        yield partial(shared, search, share, partial(by_boxes, search, goal, few))
    if alone:
        yield lemmas
    yield partial(shared, search, RECASTS_SHARE, recast)
    if not alone:
        yield lemmas


def _scaled(search: Search, goal: Goal) -> Tree:
    """What is left of a homogeneous goal, by all ways."""

    def show(child: Goal) -> Tree:
        relation = Relation(">" if child.strict else ">=", child.term, number(0))
        return solve_variously(search, child, relation)

    return by_scaling(search, goal, show)


def shared(search: Search, share: float, way: Strategy) -> Tree:
    """Run a way with a share of the time that is left."""
    return timed(search, share * search.budget.left(), way)


def by_recasts(search: Search, goal: Goal, relation: Relation, boxes: int, seconds: float) -> Tree:
    """The first recast that works with four times as many boxes, in a limited time."""
    exact = exact_ways(search, goal, relation, identities=boxes == rounds_of(goal)[0])
    ways: list[Strategy] = [
        *exact,
        *(partial(timed, search, seconds, way) for way in recasts(search, goal, relation)),
    ]
    return _any_of(search, goal, 4 * boxes, reversed(ways) if search.turn else ways)


def by_lemmas(search: Search, goal: Goal, boxes: int, seconds: float) -> Tree:
    """The first lemma that works in a limited time."""
    ways = [partial(timed, search, seconds, way) for way in lemma_ways(search, goal, LEVELS)]
    return _any_of(search, goal, 8 * boxes, reversed(ways) if search.turn else ways)


def _any_of(search: Search, goal: Goal, boxes: int, ways: Iterable[Strategy]) -> Tree:
    for way in ways:
        search.budget.check(goal)
        try:
            return within(search, boxes, way)
        except (NotDifferentiableError, RejectedError):
            continue
        except GaveUpError as failure:
            if failure.reason == "out of time":
                raise
    raise GaveUpError("no recast works", goal)


def rounds_of(goal: Goal) -> tuple[int, ...]:
    """Boxes for the plain search of each round."""
    return ALGEBRAIC_ROUNDS if is_rational(goal.term) else ROUNDS


def in_vectors(search: Search, goal: Goal, boxes: int) -> Tree:
    """Bisection of many boxes at once."""
    if search.precision > VECTOR_BITS:
        raise GaveUpError("no vectors", goal)
    from ua_symbolic.enclosure.paving import paved

    if search.budget.most_boxes - search.budget.boxes <= FEW:
        return paved(search, goal, *FEW_VECTOR_BOXES)
    left = search.budget.deadline - time.monotonic()
    least, factor = VECTOR_BOXES
    return paved(search, goal, max(least, factor * boxes), left / 8)


def by_boxes(search: Search, goal: Goal, boxes: int) -> Tree:
    """Bisection box by box; with as many boxes as it seems to need, once a good part is done."""
    try:
        return within(search, boxes, lambda: search.solve(goal))
    except GaveUpError as failure:
        if failure.reason in HOPELESS or failure.settled < PROMISING:
            raise
        more = int(2 * boxes / failure.settled)
    return within(search, more, lambda: search.solve(goal))


def solved(search: Search, goal: Goal, j: int, relation: Relation) -> Tree:
    """Put the value that an equation gives to one of its variables."""
    for i, x in enumerate(goal.variables):
        value = linear_solution(difference(goal.constraints[j]), x)
        if value is None or not goals.is_total(value):
            continue
        child, identity = goals.solved_goal(goal, i, j, value)
        if not vanishes(identity):
            continue
        ways: list[Strategy] = [
            partial(algebraic, search, child),
            partial(search.solve, child),
            partial(timed, search, SECONDS[0], partial(settle, search, child, LEVELS)),
            *exact_ways(search, child, relation, identities=False),
            *recasts(search, child, relation),
            partial(settle, search, child, LEVELS),
        ]
        return {
            "form": "solve",
            "variable": x.name,
            "constraint": j,
            "value": to_data(value),
            "tree": first_success(search, child, ways),
        }
    raise GaveUpError("the equation is not solved", goal)


def exact_ways(
    search: Search, goal: Goal, relation: Relation, identities: bool
) -> Iterator[Strategy]:
    """Equations solved, and identities: what exact algebra may take its time for."""
    for j, constraint in enumerate(goal.constraints):
        if constraint.op == "=":
            yield partial(solved, search, goal, j, relation)
    if identities:
        yield lambda: algebraic(search, goal)
    if is_rational(goal.term):
        yield lambda: factored(search, goal)


def recasts(search: Search, goal: Goal, relation: Relation) -> Iterator[Strategy]:
    """The other ways to recast a goal, the likeliest first."""
    yield from _by_sides(search, goal, relation)
    if not is_rational(goal.term):
        yield lambda: factored(search, goal)
    yield lambda: by_order(search, goal)
    yield lambda: rising_tail(search, goal)
    for j in range(len(goal.constraints)):
        yield partial(multiplied, search, goal, j)
    for i in range(len(goal.variables)):
        if search.leaves.positive_range(goal, i) and goal.box[i].high is None:
            yield partial(inverted, search, goal, i)
    for i, r in enumerate(goal.box):
        unbounded = r.low is None or r.high is None
        if unbounded and search.leaves.inside(goal, i, number(0)):
            yield partial(halved, search, goal, i, relation)


def _by_sides(search: Search, goal: Goal, relation: Relation) -> Iterator[Strategy]:
    """Compare exponentials, logarithms or squares of the two sides."""
    yield lambda: exponential(search, goal)
    oriented = relation.oriented()
    if oriented.op not in ("<=", "<"):
        return
    larger, smaller = oriented.right, oriented.left
    if number(0) in (larger, smaller):
        larger, smaller = sides(goal.term)
    yield lambda: logarithmic(search, goal, larger, smaller)
    if mentions_root(goal.term):
        yield lambda: squared(search, goal, larger, smaller)


def halved(search: Search, goal: Goal, i: int, relation: Relation) -> Tree:
    """Cut an unbounded variable at 0, and recast each half by itself."""
    trees = []
    for part in goals.cut(goal, i, number(0)):
        ways: list[Strategy] = [
            partial(search.solve, part),
            *exact_ways(search, part, relation, identities=True),
            *recasts(search, part, relation),
        ]
        trees.append(first_success(search, part, ways))
    return {
        "form": "split",
        "variable": goal.variables[i].name,
        "at": to_data(number(0)),
        "below": trees[0],
        "above": trees[1],
    }
