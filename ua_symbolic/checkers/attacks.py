"""The falsifier, applied to obligations and to leaves."""

from __future__ import annotations

from dataclasses import dataclass

from ua_symbolic.development.model import Development, Item
from ua_symbolic.expressions.terms import Bind, Formula, Relation, free_variables, subterms
from ua_symbolic.expressions.text import to_text

Point = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Attacked:
    """``refuted`` with a point, or ``discharged``: it survived."""

    status: str
    reason: str = ""
    counterexample: Point = ()


def attack(hypotheses: tuple[Formula, ...], goal: Relation, definitions: object = None) -> Point:
    """An exact point at which the hypotheses hold and the goal certainly fails; () if none."""
    from ua_symbolic.enclosure.falsifier import Counterexample
    from ua_symbolic.enclosure.falsifier import attack as run

    nodes = (*hypotheses, goal)
    if any(isinstance(part, Bind) for node in nodes for part in subterms(node)):
        return ()
    variables = sorted({v for n in nodes for v in free_variables(n)}, key=lambda v: v.name)
    outcome = run(tuple(variables), hypotheses, goal, definitions, seed=1, budget=200)
    if isinstance(outcome, Counterexample):
        return tuple(sorted((name, to_text(value)) for name, value in outcome.point.items()))
    return ()


def attack_statement(development: Development, item: Item) -> Attacked:
    """Attack every claim of a statement; surviving is not a proof, being refuted is final."""
    statement = development.theory.statements[item.name]
    for claim in statement.claims:
        point = attack(statement.hypotheses, claim, development.theory.definitions)
        if point:
            return Attacked("refuted", f"{to_text(claim)} fails", point)
    return Attacked("discharged", "survived the falsifier")
