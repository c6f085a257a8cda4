"""What a search for a least value has shown when it stops: bounds, places, attainment."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import arb

from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.enclosure.continuity import is_continuous
from ua_symbolic.enclosure.minimum_state import Item, State
from ua_symbolic.enclosure.optimum import NO_POINT, End, OptimiseError, Optimum
from ua_symbolic.enclosure.optimum_domain import Node
from ua_symbolic.enclosure.ranges import EVERYTHING


def unbounded_answer(boxes: int) -> Optimum:
    """There is no lower bound."""
    why = "the expression is unbounded there"
    return Optimum(None, None, (), False, True, True, why, boxes)


def answer(state: State, reason: str) -> Optimum:
    """The bounds that the boxes left leave; ``reason`` says why the search was cut short, if so.

    Raises OptimiseError if the boxes left show that no point satisfies the hypotheses.
    """
    rest = [i for i in (*state.heap, *state.done) if not state.above(i.low)]
    if state.best is None:
        if not rest:
            raise OptimiseError(NO_POINT)
        reason = reason or "no point that certainly satisfies the hypotheses was found"
    low = min((i.low for i in rest), key=_order, default=state.best)
    complete = low is not None and state.close_enough(low)
    if not complete and not reason:
        reason = "the boxes left are too thin to cut at this precision"
    return Optimum(
        _fraction(low),
        _fraction(state.best),
        _places(state, [i.place for i in rest]),
        _attained(state, rest),
        complete,
        False,
        "" if complete else reason,
        state.boxes,
    )


def _places(state: State, boxes: list[Node]) -> tuple[Mapping[str, tuple[End, End]], ...]:
    """The boxes, joined where they touch, with the variables that an equation gave."""
    domain = state.domain
    places = []
    solved = state.objective.compiled(tuple(domain.solved.values()), clamped=True)
    for box in domain.merged(boxes):
        ends = {v.name: e for v, e in zip(domain.variables, box, strict=True)}
        for v, value in zip(domain.solved, solved.run(box), strict=True):
            ends[v.name] = value if value is not None else EVERYTHING
        places.append({n: (_fraction(a), _fraction(b)) for n, (a, b) in sorted(ends.items())})
    return tuple(places)


def _attained(state: State, rest: list[Item]) -> bool | None:
    """True if no place touches an open end or infinity; False if all are on open faces."""
    if state.taken and state.best is not None and all(i.low >= state.best for i in rest):
        return True
    if not state.objective.continuous or state.best is None:
        return None
    if rest and all(i.lost for i in rest):
        return False
    closed = all(_closed(state, i.box) for i in rest)
    return True if closed and all(state.domain.compact(i.box) for i in rest) else None


def _closed(state: State, box: Node) -> bool:
    """Whether the constraints, here defined and continuous, describe a closed part of a box."""
    constraints = state.domain.constraints
    if not constraints:
        return True
    sides = state.objective.bare.run(box)[1:]
    continuous = all(is_continuous(s) for c in constraints for s in (c.left, c.right))
    return state.domain.closed_constraints() and continuous and None not in sides


def _order(value: arb) -> tuple[int, Fraction]:
    return (1, exact_fraction(value)) if value.is_finite() else (0, Fraction(0))


def _fraction(value: arb | None) -> End:
    return exact_fraction(value) if value is not None and value.is_finite() else None
