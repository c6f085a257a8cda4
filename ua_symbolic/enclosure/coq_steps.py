"""The steps of a certificate: every goal that its trees show, with the node that shows it.

They are collected by the walk of the verifier itself, so that what is replayed elsewhere are the
very goals that it derives.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ua_symbolic.enclosure.certificates import Tree
from ua_symbolic.enclosure.checker import Checker
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.expressions.terms import Relation, free_variables

KEEPS_THE_POINT = ("split", "product", "rewrite", "corners", "cases", "multiplier", "squares")


@dataclass
class Step:
    """A goal, the node that shows it, and the steps of the children, in the order of the walk."""

    number: int
    goal: Goal
    node: Tree
    children: list[Step] = field(default_factory=list)
    facts: tuple[Relation, ...] = ()

    @property
    def form(self) -> str:
        """The form of the node."""
        return str(self.node["form"])

    @property
    def name(self) -> str:
        """The name of the lemma that states the goal."""
        return f"node_{self.number}"

    def know(self, facts: tuple[Relation, ...]) -> None:
        """Hand what is known at the point of the goal to it and to the children at that point."""
        self.facts = facts
        moved = None if self.form in KEEPS_THE_POINT else self.node.get("variable")
        for child in self.children:
            here = set(child.goal.variables)
            child.know(tuple(
                f for f in facts
                if free_variables(f) <= here and moved not in {v.name for v in free_variables(f)}
            ))  # fmt: skip


class Recorder(Checker):
    """A checker that remembers its goals."""

    def __init__(self, leaves: Any) -> None:
        super().__init__(leaves)
        self.roots: list[Step] = []
        self.count = 0
        self._open: list[Step] = []

    def check(self, goal: Goal, node: Tree, depth: int = 0) -> None:
        """Check as ever, and note the goal."""
        step = Step(self.count, goal, node)
        self.count += 1
        (self._open[-1].children if self._open else self.roots).append(step)
        self._open.append(step)
        try:
            super().check(goal, node, depth)
        finally:
            self._open.pop()
