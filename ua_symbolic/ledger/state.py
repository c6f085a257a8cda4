"""What is recorded, stale or missing: the plan of a statement against the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from ua_symbolic.ledger.records import DISCHARGED, ObligationRecord


class Planned(Protocol):
    """An obligation that a statement has now, whether or not it was ever checked."""

    @property
    def label(self) -> str: ...

    @property
    def goal(self) -> str: ...

    @property
    def line(self) -> int: ...

    @property
    def fingerprint(self) -> str: ...


@dataclass(frozen=True)
class ObligationState:
    """One planned obligation with its record, if one has the same fingerprint.

    ``stale`` says that something else was recorded under its label.
    """

    planned: Planned
    record: ObligationRecord | None
    stale: bool

    @property
    def discharged(self) -> bool:
        """Whether the ledger holds its discharge, under its present fingerprint."""
        return self.record is not None and self.record.status == DISCHARGED


@dataclass(frozen=True)
class StatementState:
    """All obligations of one statement, in the order of the proof."""

    name: str
    obligations: tuple[ObligationState, ...]
    leftover: tuple[str, ...]  # labels that are recorded but no longer planned

    @property
    def pending(self) -> tuple[Planned, ...]:
        """What a check has to do."""
        return tuple(o.planned for o in self.obligations if not o.discharged)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all obligations."""
        return tuple(o.planned.label for o in self.obligations)


def compare(
    name: str, plan: Iterable[Planned], recorded: Mapping[str, ObligationRecord]
) -> StatementState:
    """The state of a statement; lines of the file are those of the plan, not of the record."""
    obligations = tuple(_state(planned, recorded.get(planned.label)) for planned in plan)
    planned_labels = {o.planned.label for o in obligations}
    return StatementState(name, obligations, tuple(sorted(set(recorded) - planned_labels)))


def _state(planned: Planned, record: ObligationRecord | None) -> ObligationState:
    if record is None or record.fingerprint != planned.fingerprint:
        return ObligationState(planned, None, record is not None)
    return ObligationState(planned, replace(record, line=planned.line), False)
