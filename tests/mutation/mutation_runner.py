"""Whether ``ua check`` would reject a mutant: checking exactly what the mutation can affect.

First the item that holds the changed line is checked, in a copy of the development from which all
other proofs are left out (a statement needs the statements of what it uses, never their proofs).
If that passes and the change is to a statement or a definition, the whole mutated development is
loaded and every obligation is checked whose fingerprint the unchanged development does not have.
A mutant survives only if the complete check of every affected item, assembly and the attack on
leaves included, discharges everything.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.mutation.mutants import Mutant, mutated
from ua_symbolic.checkers.assembly import Obligation
from ua_symbolic.checkers.discharge import discharge
from ua_symbolic.checkers.obligations import obligations_of
from ua_symbolic.checkers.run import check, plan
from ua_symbolic.development import load
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
    development: Development = field(init=False)
    recorded: dict[str, ObligationRecord] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        files = sorted(self.folder.glob("*.ua"))
        self.texts = {f.name: f.read_text(encoding="utf-8") for f in files}
        self.development = load(self.folder)
        names = planned_names(self.development)
        self.fingerprints = frozenset(
            p.fingerprint for name in names for p in plan(self.development, name)
        )
        self.recorded = _recorded(self.folder, names)


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


def whole_development(baseline: Baseline, mutant: Mutant) -> Development:
    """The development with the mutant in it; UserError if it cannot be loaded."""
    with tempfile.TemporaryDirectory() as place:
        return _loaded(Path(place) / "whole", _texts(baseline, mutant))


def _texts(baseline: Baseline, mutant: Mutant) -> dict[str, str]:
    return {**baseline.texts, mutant.file: mutated(baseline.texts[mutant.file], mutant)}


def _judge(baseline: Baseline, mutant: Mutant) -> Verdict:
    texts = _texts(baseline, mutant)
    alone = {name: without_other_proofs(text, mutant.item) for name, text in texts.items()}
    with tempfile.TemporaryDirectory() as place:
        try:
            first = _loaded(Path(place) / "alone", alone)
            verdict = _items(baseline, first, [mutant.item])
            if verdict.survived and mutant.in_statement:
                whole = _loaded(Path(place) / "whole", texts)
                verdict = _items(baseline, whole, planned_names(whole))
        except UserError as problem:
            return Verdict("load", mutant.item, str(problem).rpartition(place)[2][:200])
    return verdict


def _loaded(folder: Path, texts: dict[str, str]) -> Development:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


def without_other_proofs(text: str, item: str) -> str:
    """The text with the proofs of all other items blanked; line numbers stay."""
    kept: list[str] = []
    own, in_proof = False, False
    name = item.removeprefix("definition ")
    for line in text.splitlines():
        body = line.strip()
        indent = len(line) - len(line.lstrip())
        if body and indent == 0 and not body.startswith("#"):
            heading = body.split(" ", 2)
            own, in_proof = heading[1].partition("(")[0] == name, False
        elif body and indent == 2:
            in_proof = body == "proof"
        kept.append("" if in_proof and not own else line)
    return "\n".join(kept) + "\n"


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
