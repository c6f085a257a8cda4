"""An audit as frozen data: every report is made from it, none computes a status of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROVED, MODULO, OPEN, REFUTED, STALE = (
    "proved",
    "proved-modulo-leaves",
    "open",
    "refuted",
    "stale",
)
STATUSES = (PROVED, MODULO, STALE, OPEN, REFUTED)
"""The statuses of a statement, best first."""

KERNEL, TWO, ONE = "kernel", "two checkers", "one checker"
ASSURANCES = (KERNEL, TWO, ONE, "cited", "argued")
"""What a statement may rest on, best first; the last two are those of leaves."""

LEAF_KINDS = ("argued", "cited")

GOALS = ("theorem", "corollary")
"""The kinds that a development is written for."""


@dataclass(frozen=True)
class ObligationAudit:
    """One obligation: ``status`` is discharged, unknown, refuted or missing."""

    id: str
    goal: str
    line: int
    status: str
    checker: str
    assurance: str
    engines: tuple[str, ...]
    stale: bool
    reason: str = ""
    counterexample: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0

    @property
    def discharged(self) -> bool:
        """Whether it is discharged under its present fingerprint."""
        return self.status == "discharged"


@dataclass(frozen=True)
class StatementAudit:
    """One statement or definition, with everything that travels along the graph.

    ``depends`` is what it uses directly; ``leaves`` and ``facts`` are those of its whole cone,
    itself included, and ``assurance`` is the weakest over the checks of that cone (of a leaf, its
    kind; empty where nothing is established or nothing was to be checked).
    """

    id: str
    kind: str
    title: str
    source: str
    file: Path
    line: int
    text: str
    status: str
    assurance: str
    depends: tuple[str, ...]
    leaves: tuple[str, ...]
    facts: tuple[str, ...]
    obligations: tuple[ObligationAudit, ...]
    blockers: tuple[str, ...] = ()  # why it is not established by itself, in words
    waiting: tuple[str, ...] = ()  # what it uses that is not established

    @property
    def is_leaf(self) -> bool:
        """Whether it is asserted by a person, without a check."""
        return self.kind in LEAF_KINDS

    @property
    def is_definition(self) -> bool:
        """Whether it says nothing, but names something."""
        return self.kind == "definition"

    @property
    def seconds(self) -> float:
        """What its checks took."""
        return sum(o.seconds for o in self.obligations)


@dataclass(frozen=True)
class Remark:
    """Something that is not wrong but that an author wants to know, with its place."""

    file: Path
    line: int
    statement: str
    kind: str  # cycle | unused hypothesis | unused name | orphan
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Audit:
    """The audit of one development, statements in reading order."""

    development: str
    statements: Mapping[str, StatementAudit]
    remarks: tuple[Remark, ...]

    def count(self) -> Counter[str]:
        """How many statements, definitions apart, have each status."""
        return Counter(s.status for s in self.statements.values() if not s.is_definition)

    def leaves(self) -> tuple[str, ...]:
        """All leaves, whether or not anything rests on them."""
        return tuple(s.id for s in self.statements.values() if s.is_leaf)

    def obligations(self) -> tuple[ObligationAudit, ...]:
        """All obligations."""
        return tuple(o for s in self.statements.values() for o in s.obligations)


def worse(left: str, right: str, order: tuple[str, ...]) -> str:
    """The worse of two grades; the empty one does not count.

    >>> worse(TWO, ONE, ASSURANCES), worse("", TWO, ASSURANCES)
    ('one checker', 'two checkers')
    """
    if not left or not right:
        return left or right
    return max(left, right, key=order.index)
