"""What the proofs in Coq are made of: statements, uses of lemmas, tactics of leaves."""

from __future__ import annotations

from collections.abc import Mapping

from ua_symbolic.enclosure.coq_steps import Step
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.expressions.coq import (
    coq_definedness,
    coq_name,
    coq_relation,
    coq_term,
)
from ua_symbolic.expressions.serial import from_data
from ua_symbolic.expressions.terms import (
    Relation,
    Sort,
    Term,
)

Lines = list[str]
MOST_CUT = 4  # variables that the tactic of a leaf cuts


def premises(step: Step) -> list[str]:
    """What the lemma of a step may use: the box, the constraints, and what is known there."""
    found: dict[str, None] = {}
    goal = step.goal
    for v, r in zip(goal.variables, goal.box, strict=True):
        if r.low is not None:
            found.setdefault(coq_relation(Relation("<" if r.low_open else "<=", r.low, v)))
        if r.high is not None:
            found.setdefault(coq_relation(Relation("<" if r.high_open else "<=", v, r.high)))
    for c in goal.constraints:
        for part in (*coq_definedness(c), c.oriented()):
            found.setdefault(coq_relation(part))
    for fact in step.facts:
        found.setdefault(coq_relation(fact))
    return list(found)


def sign(goal: Goal) -> str:
    """``0 <= term`` or ``0 < term``."""
    return f"0 {'<' if goal.strict else '<='} {coq_term(goal.term)}"


def applied(child: Step, parent: Goal, put: Mapping[str, str] | None = None) -> str:
    """The lemma of a child at the variables of its parent, or at the terms put for them."""
    integers = {v.name for v in parent.variables if v.sort is Sort.INTEGER}
    arguments = []
    for v in child.goal.variables:
        text = coq_name(v)
        if v.sort is Sort.REAL and v.name in integers:
            text = f"(IZR {text})"
        arguments.append((put or {}).get(v.name, text))
    return " ".join([child.name, *arguments])


def by_child(
    name: str, child: Step, parent: Goal, put: Mapping[str, str] | None = None, text: str = ""
) -> str:
    """A line that asserts what the lemma of a child says here."""
    relation = text or sign(child.goal)
    return f"assert ({name} : {relation}) by (apply ({applied(child, parent, put)}); ua_premise)."


def use(child: Step, parent: Goal) -> str:
    """A line that ends a proof by the lemma of a child at the same point."""
    return f"apply ({applied(child, parent)}); ua_premise."


def leaf_tactic(goal: Goal) -> str:
    """Attempts at a goal without children, with cuts through its first real variables."""
    names = [coq_name(v) for v in goal.variables if v.sort is Sort.REAL][:MOST_CUT]
    return " ".join([f"ua_leaf{len(names)}", *names]) + "."


def plain_leaf(step: Step) -> Lines:
    return [leaf_tactic(step.goal)]


def moved(tactic: str) -> str:
    """The tactic for ``a <= b`` through ``0 <= b - a``, if it does not go directly."""
    return f"first [{tactic[:-1]} | (apply Rminus_lt || apply Rminus_le); {tactic[:-1]}]."


def read(data: object) -> Term:
    term: Term = from_data(data)
    return term
