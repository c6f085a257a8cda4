"""Boxes that reach an open end or infinity, where cutting alone comes to no end.

By the limit of a term of one variable, by the prover, or by slopes that stay away from zero.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Sequence
from dataclasses import replace

from flint import arb, ctx

from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.enclosure.intervals import contains_zero
from ua_symbolic.enclosure.minimum_state import Item, State
from ua_symbolic.enclosure.objective import bounded
from ua_symbolic.enclosure.optimum_domain import Node
from ua_symbolic.enclosure.problem import Problem, end_interval
from ua_symbolic.enclosure.prove import Proved, prove
from ua_symbolic.enclosure.ranges import Interval, MaybeInterval
from ua_symbolic.expressions.terms import Number, Relation

MOST_PROOFS, MOST_SECONDS = 8, 3.0
FARTHEST = 10**6
PROVER_BITS = 53


def is_far(box: Node) -> bool:
    """Whether an unbounded side begins far out."""
    return any(
        not (a.is_finite() and b.is_finite()) and _beyond(arb(FARTHEST), (a, b)) for a, b in box
    )


# --- limits -------------------------------------------------------------------------------------


def falls_to_limit(state: State, item: Item, side: int, slope: Interval) -> bool:
    """Whether the term of one variable falls strictly towards its limit at an open end.

    Then the box is put aside: its infimum is the limit, and not taken.
    """
    if len(item.box) > 1 or state.domain.open_side(0, item.box[0]) != side:
        return False
    value = state.objective.limits.get(side)
    ball = None if value is None else end_interval(value, state.precision)
    if ball is None or not (not contains_zero(slope) or state.objective.bends(item.box)):
        return False
    _ends_at(state, item, ball)
    return True


def _above_limit(state: State, item: Item) -> bool:
    side = state.domain.open_side(0, item.box[0])
    value = state.objective.limits.get(side) if side else None
    if value is None or state.domain.constraints:
        return False
    ball = end_interval(value, state.precision)
    if ball is None:
        return False
    state.approached(ball[1])
    if not _proves(state, item.box, Relation(">", state.objective.term, value)):
        return False
    _ends_at(state, item, ball)
    return True


def _ends_at(state: State, item: Item, ball: Interval) -> None:
    """The infimum over the box is in the ball, and not taken there."""
    state.approached(ball[1])
    if not state.above(ball[0]):
        at = state.domain.at_open_end(item.box)
        state.done.append(replace(item, low=ball[0], box=at, lost=True))


# --- the prover ---------------------------------------------------------------------------------


def shown_at_end(state: State, item: Item) -> bool:
    """Whether the prover settles a box that reaches an open end or infinity.

    Of one variable, by the limit there: the term is above it, and comes as near as you like.
    Else the term is above the best value, or next to it; what is next to it stays, with that
    lower bound.
    """
    if state.proofs >= MOST_PROOFS or not _far_enough(state, item.box):
        return False
    state.proofs += 1
    if len(item.box) == 1 and _above_limit(state, item):
        return True
    if state.best is None or bounded(item.box):
        return False
    if _proved(state, item.box, ">", state.best):
        return True
    low = (state.best - state.tolerance() / 2).lower()
    if not _proved(state, item.box, ">=", low):
        return False
    heapq.heappush(state.heap, replace(item, key=float(low), low=low))
    return True


def _far_enough(state: State, box: Node) -> bool:
    """Whether all ends of the box that are open or infinite are near enough."""
    reach = arb(8) ** (state.proofs + 1)
    sides = [state.domain.open_side(i, end) for i, end in enumerate(box)]
    return any(
        _beyond(reach, end)
        if not (end[0].is_finite() and end[1].is_finite())
        else bool((end[1] - end[0]) * reach <= 1)
        for end, side in zip(box, sides, strict=True)
        if side
    )


def _beyond(reach: arb, end: Interval) -> bool:
    """Whether an unbounded side begins at ``reach`` or beyond."""
    low, high = end
    return bool(low >= reach if low.is_finite() else high <= -reach if high.is_finite() else False)


def _proved(state: State, box: Node, op: str, value: arb) -> bool:
    goal = Relation(op, state.objective.term, Number(exact_fraction(value)))
    return _proves(state, box, goal)


def _proves(state: State, box: Node, goal: Relation) -> bool:
    given = (*state.domain.described(box), *state.domain.constraints)
    seconds = min(MOST_SECONDS, (state.deadline - time.monotonic()) / 8)
    if seconds <= 0:
        return False
    with ctx.workprec(PROVER_BITS):
        outcome = prove(Problem(state.domain.variables, given, goal), timeout=seconds)
    return isinstance(outcome, Proved)


# --- slopes along unbounded sides ---------------------------------------------------------------


def falls_without_bound(state: State, item: Item) -> bool:
    """Whether the term certainly has no lower bound: its slope stays away from zero."""
    objective, domain = state.objective, state.domain
    if objective.bare_slopes is None or domain.constraints or item.low.is_finite():
        return False
    for i, (a, b) in enumerate(item.box):
        if a.is_finite() and b.is_finite():
            continue
        line = domain.line(item.box, i)
        slope = objective.bare_slopes.run(line)[i]
        if slope is not None and objective.bare.run(line)[0] is not None and _falls(slope, (a, b)):
            return True
    return False


def mark_lost(state: State) -> None:
    """Of the boxes that wait, those where the term falls for ever: the infimum is not taken."""
    objective = state.objective
    if objective.slopes is None or not objective.real or state.domain.constraints:
        return
    for item in state.heap:
        if not bounded(item.box):
            item.lost = item.lost or _falls_for_ever(item.box, objective.slopes.run(item.box))


def _falls_for_ever(box: Node, slopes: Sequence[MaybeInterval]) -> bool:
    """Whether the term falls strictly towards an infinite side, so is least nowhere in the box."""
    return any(
        slope is not None and _falls(slope, side) for slope, side in zip(slopes, box, strict=True)
    )


def _falls(slope: Interval, side: Interval) -> bool:
    """Whether a term of this slope falls strictly towards an infinite end of the side."""
    low, high = side
    return bool((not high.is_finite() and slope[1] < 0) or (not low.is_finite() and slope[0] > 0))
