"""Inequalities on boxes, by certified enclosures."""

from __future__ import annotations

from ua_symbolic.checkers.context import Context
from ua_symbolic.expressions.terms import Bind, Call, Relation, free_variables, subterms
from ua_symbolic.kernel.theorems import Theorem

SECONDS = 10.0
SECONDS_UNASKED, MOST_VARIABLES = 4.0, 2
"""Where nobody asked for a box, only small problems are tried, and not for long."""


def by_small_box(context: Context, goal: Relation) -> Theorem | None:
    """As ``by_box``, for the order in which everything is tried."""
    small = len(free_variables(goal)) <= MOST_VARIABLES
    plain = not any(isinstance(p, Bind) for p in subterms(goal))
    return by_box(context, goal, 0, SECONDS_UNASKED) if small and plain else None


def by_box(
    context: Context, goal: Relation, _depth: int, seconds: float = SECONDS
) -> Theorem | None:
    """The goal from those hypotheses that speak about its variables, by an enclosure search."""
    # Imported late: planning and auditing need no enclosures.
    from ua_symbolic.enclosure.problem import Problem
    from ua_symbolic.enclosure.prove import Proved, prove

    variables = tuple(sorted(free_variables(goal), key=lambda v: v.name))
    if goal.op == "!=" or any(isinstance(p, Call) for p in subterms(goal)):
        return None
    relations = tuple(
        r
        for r in context.relations()
        if free_variables(r) <= set(variables)
        and free_variables(r)
        and not any(isinstance(p, Call) for p in subterms(r))
    )
    outcome = prove(Problem(variables, relations, goal), timeout=seconds)
    if not isinstance(outcome, Proved):
        return None
    return context.attempt("box", goal, (), {"certificate": outcome.certificate})
