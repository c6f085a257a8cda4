"""Inequalities on boxes, by certified enclosures."""

from __future__ import annotations

from ua_symbolic.checkers.context import Context
from ua_symbolic.expressions.terms import Call, Relation, free_variables, subterms
from ua_symbolic.kernel.theorems import Theorem

SECONDS = 10.0


def by_box(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """The goal from those hypotheses that speak about its variables, by an enclosure search."""
    # Imported late: planning and auditing need no enclosures.
    from ua_symbolic.enclosure.problem import Problem
    from ua_symbolic.enclosure.prove import Proved, prove

    variables = tuple(sorted(free_variables(goal), key=lambda v: v.name))
    if not variables or goal.op == "!=" or any(isinstance(p, Call) for p in subterms(goal)):
        return None
    relations = tuple(
        r
        for r in context.everything()
        if free_variables(r) <= set(variables)
        and free_variables(r)
        and not any(isinstance(p, Call) for p in subterms(r))
    )
    outcome = prove(Problem(variables, relations, goal), timeout=SECONDS)
    if not isinstance(outcome, Proved):
        return None
    return context.attempt("box", goal, (), {"certificate": outcome.certificate})
