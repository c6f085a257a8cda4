"""A box made smaller without loss: faces by the sign of a slope, Krawczyk's contraction inside."""

from __future__ import annotations

from flint import arb

from ua_symbolic.enclosure.far_boxes import falls_to_limit
from ua_symbolic.enclosure.minimum_state import Item, Spread, State
from ua_symbolic.enclosure.objective import bounded
from ua_symbolic.enclosure.optimum_domain import Node
from ua_symbolic.enclosure.ranges import Interval
from ua_symbolic.expressions.terms import Sort

Part = tuple[Node, bool, Spread]
"""A box, whether it is on an open face, and the sides that were given up for it."""
MOST_NEWTON = 5


def reduced(state: State, item: Item) -> list[Part] | None:
    """Smaller boxes that hold all points of the box at which the infimum can be taken.

    None if nothing is known to make the box smaller.
    """
    values = state.objective.program.run(item.box)
    if not state.objective.free(item.box, values):
        return None
    slopes = state.objective.slopes_over(item.box, values)
    for i, (slope, end) in enumerate(zip(slopes or (), item.box, strict=False)):
        if end[0] == end[1] or state.domain.thin(i, end):
            continue
        parts = _without_side(state, item, i, slope)
        if parts is not None:
            return parts
    return _newton(state, item)


def _without_side(state: State, item: Item, i: int, slope: Interval) -> list[Part] | None:
    """The face on which a term that is monotone in a variable is least; None if it is not."""
    side = 0 if slope[0] >= 0 else 1 if slope[1] <= 0 else None
    if side is None:
        return None
    if falls_to_limit(state, item, (-1, 1)[side], slope):
        return []
    end = item.box[i]
    if not end[side].is_finite():
        return None
    if _perhaps_outside(state, i, end[side]):
        return None
    strict = bool(slope[0] > 0 or slope[1] < 0) or state.objective.bends(item.box)
    face, is_open = state.domain.face(item.box, i, side)
    constant = bool(slope[0] == slope[1])
    if state.only_strict and not strict and not constant:
        return None
    spread = item.spread if strict else (*item.spread, (i, end))
    return [(face, item.lost or (is_open and strict), spread)]


def _perhaps_outside(state: State, i: int, end: arb) -> bool:
    """Whether an end of a box is perhaps no value of its variable, an integer."""
    whole = state.domain.variables[i].sort is Sort.INTEGER
    return whole and not state.domain.inside_range(i, (end, end))


def _newton(state: State, item: Item) -> list[Part] | None:
    """Krawczyk's contraction, and the faces that lie on the edge of the domain."""
    domain, stationary = state.domain, state.objective.stationary
    moving = [i for i, e in enumerate(item.box) if e[0] != e[1] and not domain.thin(i, e)]
    if not moving or len(moving) > MOST_NEWTON or stationary is None:
        return None
    if any(domain.variables[i].sort is Sort.INTEGER for i in moving):
        return None
    if not bounded(item.box):
        return None
    smaller = stationary.contracted(item.box, moving)
    if smaller is None:
        return None
    inside = [] if smaller == () else [(smaller, item.lost, item.spread)]
    return inside + [
        (face, item.lost or is_open, item.spread)
        for face, is_open in domain.edges(item.box, moving)
    ]
