"""The falsifier, applied to obligations and to whole statements.

Surviving an attack proves nothing and never counts as assurance; being refuted is final.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ua_symbolic.development.model import Development, Item
from ua_symbolic.expressions.terms import (
    Bind,
    Call,
    Formula,
    Relation,
    free_variables,
    substitute,
    subterms,
)
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.inference import is_closed
from ua_symbolic.kernel.theory import LEAF_KINDS, Definition

Point = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Attacked:
    """``refuted`` with a point, or ``discharged``: it survived, or could not be attacked."""

    status: str
    reason: str = ""
    counterexample: Point = ()


@dataclass(frozen=True)
class Effort:
    """How many evaluations, and how many seconds at most."""

    budget: int
    seconds: float


FIRST, OBLIGATION = Effort(24, 0.1), Effort(200, 1.0)
"""What an obligation gets before its proof is tried, and after the proof has failed."""

PROVED, LEAF = Effort(120, 0.5), Effort(1500, 4.0)
"""What a whole statement gets, with or without a proof."""


def attack(hypotheses: tuple[Formula, ...], goal: Relation) -> Point:
    """An exact point at which the hypotheses hold and the goal certainly fails; () if none."""
    nodes = (*hypotheses, goal)
    if any(isinstance(part, Bind) for node in nodes for part in subterms(node)):
        return ()
    return _run(hypotheses, goal, {}, OBLIGATION).counterexample


def first_attack(hypotheses: tuple[Formula, ...], goal: Relation) -> Point:
    """As ``attack``, in a moment: what can be evaluated is tried before any proof is believed."""
    nodes = (*hypotheses, goal)
    plain = not any(isinstance(p, Bind | Call) for node in nodes for p in subterms(node))
    defined = goal.op == "=" and goal.left == goal.right
    return _run(hypotheses, goal, {}, FIRST).counterexample if plain and not defined else ()


def attack_statement(development: Development, item: Item) -> Attacked:
    """Attack every claim of a statement, opaque functions where the development has a model."""
    statement = development.theory.statements[item.name]
    definitions = {**development.theory.definitions, **development.models}
    effort = LEAF if item.kind in LEAF_KINDS else PROVED
    reasons: dict[str, None] = {}
    for claim in statement.claims:
        within = tuple(_model_domains(development, (*statement.hypotheses, claim)))
        outcome = _run((*statement.hypotheses, *within), claim, definitions, effort)
        if outcome.status == "refuted":
            return Attacked("refuted", f"{to_text(claim)} fails", outcome.counterexample)
        reasons[outcome.reason] = None
    return Attacked("discharged", "; ".join(reasons))


def _model_domains(development: Development, nodes: tuple[Formula, ...]) -> Iterator[Relation]:
    """Where the models of the opaque functions that occur are known to be right.

    A condition on an index of summation is left to the range of the sum.
    """
    for node in nodes:
        for part in subterms(node):
            if isinstance(part, Call) and part.name in development.models:
                model = development.models[part.name]
                values = dict(zip(model.parameters, part.args, strict=True))
                yield from filter(is_closed, (substitute(r, values) for r in model.domain))


def _run(
    hypotheses: tuple[Formula, ...],
    goal: Relation,
    definitions: Mapping[str, Definition],
    effort: Effort,
) -> Attacked:
    from ua_symbolic.enclosure import falsifier

    nodes = (*hypotheses, goal)
    variables = sorted({v for n in nodes for v in free_variables(n)}, key=lambda v: v.name)
    outcome = falsifier.attack(
        tuple(variables),
        hypotheses,
        goal,
        definitions,
        seed=1,
        budget=effort.budget,
        seconds=effort.seconds,
    )
    match outcome:
        case falsifier.Counterexample(point):
            exact = tuple(sorted((name, to_text(value)) for name, value in point.items()))
            return Attacked("refuted", "a counterexample", exact)
        case falsifier.NoCounterexample():
            return Attacked("discharged", "survived the falsifier")
        case falsifier.NoWitness():
            return Attacked("discharged", "no point that satisfies the hypotheses was found")
        case falsifier.Inapplicable(reason):
            return Attacked("discharged", f"cannot be attacked: {reason}")
