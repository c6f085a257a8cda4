"""Where a goal stands: the theory, the hypotheses, and what has been shown under them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ua_symbolic.expressions.terms import ForAll, Formula, Relation, Term, Variable, free_variables
from ua_symbolic.kernel.inference import KernelError, is_atomic
from ua_symbolic.kernel.sequents import Sequent, oriented
from ua_symbolic.kernel.theorems import Theorem, derive
from ua_symbolic.kernel.theory import Theory

DEPTH = 6
"""How many levels of side conditions are followed by themselves."""


class OutOfTimeError(Exception):
    """The time given to one obligation is used up."""


@dataclass
class Clock:
    """A deadline shared by everything that works on one obligation."""

    deadline: float

    def check(self) -> None:
        """Raise OutOfTimeError past the deadline."""
        if time.monotonic() > self.deadline:
            raise OutOfTimeError("out of time")


Enter = Callable[["Context", Variable], "Context"]
"""What is done when the variable of a sum, an integral or a quantified premise comes in."""

Strategy = Callable[["Context", Relation, int], Theorem | None]
"""A way to show a relation in a context, with so many levels of side conditions; None: unknown."""


@dataclass
class Context:
    """Hypotheses with memory; a child context sees what its parents have shown."""

    theory: Theory
    hypotheses: tuple[Formula, ...]
    clock: Clock
    strategies: tuple[Strategy, ...] = ()
    enter: Enter = field(default=lambda context, _variable: context)
    automatic: tuple[str, ...] = ()  # statements tried by themselves ([auto])
    range_facts: tuple[str, ...] = ()  # statements offered to linear arithmetic ([range])
    inner_references: tuple[Any, ...] = ()  # wait for the variable of an integral or sum
    extra_facts: tuple[Relation, ...] = ()  # shown instances, offered to linear arithmetic
    parent: Context | None = None
    shown: dict[Relation, Theorem] = field(default_factory=dict)
    failed: dict[Relation, int] = field(default_factory=dict)
    active: set[Relation] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.hypotheses = tuple(dict.fromkeys(oriented(h) for h in self.hypotheses))

    def extend(self, *more: Formula) -> Context:
        """The context with more hypotheses."""
        return replace(
            self,
            hypotheses=(*self.hypotheses, *more),
            parent=self,
            shown={},
            failed={},
            active=set(),
        )

    def prove(self, relation: Relation, depth: int = DEPTH) -> Theorem | None:
        """The relation by the first strategy that shows it, in order; None if none does."""
        goal = relation.oriented()
        found = self.recall(goal)
        if found is not None or goal in self.active or self.failed.get(goal, -1) >= depth:
            return found
        self.clock.check()
        self.active.add(goal)
        try:
            for strategy in self.strategies:
                found = strategy(self, goal, depth)
                if found is not None:
                    return found
        finally:
            self.active.discard(goal)
        self.failed[goal] = depth
        return None

    def defined(self, term: Term, depth: int = DEPTH) -> Theorem | None:
        """``term = term``."""
        return self.prove(Relation("=", term, term), depth)

    def all_defined(self, *terms: Term, depth: int = DEPTH) -> list[Theorem | None]:
        """Definedness of those terms that are not atomic, as the kernel's rules ask for it."""
        return [self.defined(t, depth) for t in terms if not is_atomic(t)]

    def relations(self) -> list[Relation]:
        """The hypotheses that are plain relations."""
        return [h for h in self.hypotheses if isinstance(h, Relation)]

    def everything(self) -> list[Relation]:
        """The plain hypotheses and the instances shown for this context."""
        return [*self.relations(), *self.extra_facts]

    def quantified(self) -> list[ForAll]:
        """The hypotheses that are quantified."""
        return [h for h in self.hypotheses if isinstance(h, ForAll)]

    def recall(self, relation: Relation) -> Theorem | None:
        """What was shown here or in a parent."""
        found = self.shown.get(relation)
        if found is None and self.parent is not None:
            found = self.parent.recall(relation)
        return found

    def derive(
        self,
        rule: str,
        conclusion: Relation,
        premises: Iterable[Theorem] = (),
        data: Mapping[str, Any] | None = None,
    ) -> Theorem:
        """One kernel step to ``conclusion`` under the hypotheses of this context."""
        self.clock.check()
        goal = Sequent(self.hypotheses, conclusion.oriented())
        theorem = derive(self.theory, rule, goal, premises, data)
        self.shown[goal.conclusion] = theorem
        return theorem

    def attempt(
        self,
        rule: str,
        conclusion: Relation,
        premises: Sequence[Theorem | None] = (),
        data: Mapping[str, Any] | None = None,
    ) -> Theorem | None:
        """As ``derive``, but None if a premise is missing or the kernel refuses."""
        given = [p for p in premises if p is not None]
        if len(given) < len(premises):
            return None
        try:
            return self.derive(rule, conclusion, given, data)
        except KernelError:
            return None

    def fresh(self, hint: str, *avoid: Any) -> str:
        """A name free in no hypothesis and in none of ``avoid``."""
        taken = {v.name for node in (*self.hypotheses, *avoid) for v in free_variables(node)}
        name, count = hint, 0
        while name in taken:
            count += 1
            name = f"{hint}_{count}"
        return name
