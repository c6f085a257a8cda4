"""Whether ``ua check`` would reject a mutant: checking exactly what the mutation can affect.

The obligations that the unchanged development does not have, by their fingerprints, are checked:
first those of the item that holds the changed line, and if they pass and the change is to a
statement or a definition, those of every item that it can reach.
A mutant survives only if the complete check of every affected item, assembly and the attack on
leaves included, discharges everything.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.mutation.incremental import Source
from tests.mutation.mutants import Mutant
from ua_symbolic.checkers.assembly import Obligation
from ua_symbolic.checkers.discharge import discharge
from ua_symbolic.checkers.obligations import obligations_of
from ua_symbolic.checkers.run import check, plan
from ua_symbolic.development.model import Development
from ua_symbolic.errors import UserError
from ua_symbolic.ledger.records import ObligationRecord
from ua_symbolic.ledger.store import Ledger

UNPLANNED = ("opaque", "fact")


@dataclass(frozen=True)
class Verdict:
    """``survived``, or why it was rejected: load, refuted, unknown, time, assembly, leaf."""

    outcome: str
    where: str = ""
    reason: str = ""
    changed: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def survived(self) -> bool:
        """Whether everything that the mutation affects was discharged."""
        return self.outcome == "survived"


@dataclass
class Baseline:
    """The unchanged development, whose obligations are all discharged, with its fingerprints."""

    folder: Path
    seconds: float = 10.0
    fingerprints: frozenset[str] = frozenset()
    source: Source = field(init=False)
    recorded: dict[str, ObligationRecord] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.source = Source(self.folder)
        names = planned_names(self.development)
        self.fingerprints = frozenset(
            p.fingerprint for name in names for p in plan(self.development, name)
        )
        self.recorded = _recorded(self.folder, names)

    @property
    def development(self) -> Development:
        """The unchanged development."""
        return self.source.development


def _recorded(folder: Path, names: list[str]) -> dict[str, ObligationRecord]:
    """What is recorded, with proofs, by fingerprint: only to save time, proofs are replayed."""
    ledger = Ledger(folder)
    found: dict[str, ObligationRecord] = {}
    for name, own in ledger.read().items():
        proofs = ledger.proofs(name) if name in names else {}
        found |= {r.fingerprint: replace(r, proof=proofs.get(r.fingerprint)) for r in own.values()}
    return found


def judge(baseline: Baseline, mutant: Mutant) -> Verdict:
    """What a check of the development with the mutant in it would say, as far as it can differ."""
    started = time.monotonic()
    verdict = _judge(baseline, mutant)
    seconds = round(time.monotonic() - started, 2)
    return Verdict(verdict.outcome, verdict.where, verdict.reason, verdict.changed, seconds)


def _judge(baseline: Baseline, mutant: Mutant) -> Verdict:
    try:
        development = baseline.source.with_mutant(mutant)
        verdict = _items(baseline, development, [mutant.item])
        if verdict.survived:
            verdict = _items(baseline, development, baseline.source.readers_of(mutant))
    except UserError as problem:
        return Verdict("load", mutant.item, str(problem).rpartition("/")[2][:200])
    return verdict


def planned_names(development: Development) -> list[str]:
    """The items that have obligations."""
    return [n for n, i in development.items.items() if i.kind not in UNPLANNED]


def changed_obligations(
    baseline: Baseline, development: Development, name: str
) -> list[Obligation]:
    """The obligations of an item that the unchanged development does not have."""
    planned = plan(development, name)
    obligations = obligations_of(development, development.items[name])
    return [
        o
        for o, p in zip(obligations, planned, strict=False)
        if p.fingerprint not in baseline.fingerprints
    ]


def _items(baseline: Baseline, development: Development, names: list[str]) -> Verdict:
    """Check the changed obligations first, and only if all pass the items as wholes."""
    affected: list[str] = []
    goals: list[str] = []
    for name in names:
        if development.items[name].kind in UNPLANNED:
            continue
        planned = plan(development, name)
        if all(p.fingerprint in baseline.fingerprints for p in planned):
            continue
        affected.append(name)
        for obligation in changed_obligations(baseline, development, name):
            goals.append(f"{name} {obligation.label}")
            failed = _one(baseline, development, name, obligation)
            if failed is not None:
                return failed
    for name in affected:
        for record in _records(baseline, development, name):
            if record.status != "discharged":
                outcome = {"assembly": "assembly", "attack": "leaf"}.get(record.label, "unknown")
                return Verdict(outcome, f"{name} {record.label}", record.reason)
    return Verdict("survived", changed=tuple(goals))


def _one(
    baseline: Baseline, development: Development, name: str, obligation: Obligation
) -> Verdict | None:
    found = discharge(development, development.items[name], obligation, baseline.seconds)
    if found.status == "discharged":
        return None
    outcome = "time" if "out of time" in found.reason else found.status
    return Verdict(outcome, f"{name} {obligation.label}", found.reason[:200])


def _records(baseline: Baseline, development: Development, name: str) -> Iterator[ObligationRecord]:
    return check(development, name, baseline.recorded, baseline.seconds)
