"""The least value of a term on a domain, enclosed, and where it is taken: branch and bound.

Every box that is dropped is dropped for a reason that holds for all of its points: a constraint
fails, the term is above a value that is taken elsewhere, or its slopes have a sign (then a face
stays).  Stationary points inside are contracted by Krawczyk's operator, so that many digits are
cheap.  What comes back holds whenever the search stopped: ``lower <= infimum <= upper``, and every
point where the infimum is taken lies in one of ``places``.
"""

from __future__ import annotations

import heapq
import time
from dataclasses import replace

from ua_symbolic.enclosure.box_reduction import reduced
from ua_symbolic.enclosure.derivative import minus
from ua_symbolic.enclosure.far_boxes import falls_without_bound, is_far, mark_lost, shown_at_end
from ua_symbolic.enclosure.minimum_answer import answer, unbounded_answer
from ua_symbolic.enclosure.minimum_state import Item, State
from ua_symbolic.enclosure.objective import Objective
from ua_symbolic.enclosure.optimum import Optimum
from ua_symbolic.enclosure.optimum_domain import Domain
from ua_symbolic.expressions.terms import INFINITY

MOST_REFINED, REFINING_SECONDS = 800, 3.0


def least_value(domain: Domain, digits: int, precision: int, deadline: float) -> Optimum:
    """The infimum of the term of the domain, to about ``digits`` significant digits.

    The term is taken to be defined on the domain.  ``precision`` is the one current in
    ``flint.ctx``; ``deadline`` is a time of ``time.monotonic``.  Raises OptimiseError if no point
    satisfies the hypotheses, and UnsupportedError if the term has no enclosure.
    """
    state = State(domain, Objective(domain), digits, precision, deadline)
    if minus(INFINITY) in state.objective.limits.values() and not domain.constraints:
        return unbounded_answer(state.boxes)
    state.sample(domain.box)
    state.push(domain.box, lost=False)
    while state.heap:
        if time.monotonic() > state.deadline:
            mark_lost(state)
            return answer(state, "out of time")
        item = heapq.heappop(state.heap)
        if state.above(item.low):
            continue
        if state.close_enough(item.low):
            heapq.heappush(state.heap, item)
            break
        if falls_without_bound(state, item):
            return unbounded_answer(state.boxes)
        if not shown_at_end(state, item):
            _branch(state, item)
    mark_lost(state)
    _refine_places(state)
    return answer(state, "")


def _branch(state: State, item: Item) -> None:
    """The smaller boxes that a box is reduced to, or its two halves, for the heap."""
    state.boxes += 1
    parts = reduced(state, item)
    if parts is None:
        parts = [(box, item.lost, item.spread) for box in state.domain.split(item.box)]
        if not parts:
            state.done.append(item)  # too thin to cut
            return
    for box, lost, spread in parts:
        state.sample(box, lost=lost)
        state.push(box, lost=lost, spread=spread, known=item.low)


def _refine_places(state: State) -> None:
    """With the value known, cut what is left for a while, to tell better where it is taken."""
    wanted = 10.0 ** (-state.digits / 2)
    until = min(state.deadline, time.monotonic() + REFINING_SECONDS)
    waiting = [replace(item, box=item.place, spread=()) for item in state.heap]
    state.heap, state.only_strict = [], True
    for _ in range(MOST_REFINED):
        if not waiting or time.monotonic() > until:
            break
        item = waiting.pop(0)
        if state.above(item.low):
            continue
        if item.lost or state.domain.width(item.box) <= wanted or is_far(item.box):
            state.done.append(item)
            continue
        _branch(state, item)
        waiting += state.heap
        state.heap = []
    state.heap = waiting
    state.only_strict = False
