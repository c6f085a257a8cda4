"""Checking one statement: its obligations, their proofs, and the theorem they add up to.

``plan`` says what there is to show, without showing it; ``check`` shows it, one record an
obligation.  A statement needs the *statements* of what it uses, never their proofs, so the
statements of a development can be checked in any order.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ua_symbolic.checkers.assembly import Obligation
from ua_symbolic.checkers.attacks import attack_statement
from ua_symbolic.checkers.automation import earlier
from ua_symbolic.checkers.discharge import discharge
from ua_symbolic.checkers.evidence import replayed, shows, with_theorem, with_theorems
from ua_symbolic.checkers.fingerprints import closing_fingerprint, fingerprint_of
from ua_symbolic.checkers.obligations import ASSEMBLY, closing_labels, obligations_of, walk
from ua_symbolic.development.model import Development, Item
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.theorems import Theorem
from ua_symbolic.kernel.theory import LEAF_KINDS
from ua_symbolic.ledger.records import ObligationRecord


@dataclass(frozen=True)
class Planned:
    """An obligation to come: what the ledger compares."""

    label: str
    goal: str
    line: int
    fingerprint: str


def plan(development: Development, name: str) -> tuple[Planned, ...]:
    """The obligations of an item, in order, with the fingerprints of what would be checked.

    ``name`` is the key of the item in ``development.items``.
    """
    item = development.items[name]
    return _plan(development, item, obligations_of(development, item))


def _plan(
    development: Development, item: Item, obligations: list[Obligation]
) -> tuple[Planned, ...]:
    planned = [
        Planned(o.label, to_text(o.goal), o.line, fingerprint_of(development, o))
        for o in obligations
    ]
    prints = [p.fingerprint for p in planned]
    for label in closing_labels(item):
        whole = closing_fingerprint(development, item, label, prints)
        planned.append(Planned(label, "", item.line, whole))
    return tuple(planned)


def check(
    development: Development,
    name: str,
    recorded: Mapping[str, ObligationRecord],
    seconds: float = 60.0,
) -> Iterator[ObligationRecord]:
    """One record for each obligation of an item, in order; ``seconds`` are for each of them.

    What is ``recorded`` under the same fingerprint is replayed by the kernel instead of searched
    for; where that fails, the search begins anew.  Raises DevelopmentError for a proof text that
    cannot be read in its place.
    """
    item = development.items[name]
    obligations = obligations_of(development, item)
    planned = _plan(development, item, obligations)
    results = _Results()
    for obligation, entry in zip(obligations, planned, strict=False):
        old = recorded.get(entry.fingerprint)
        yield results.add(*_one(development, item, obligation, entry, old, seconds))
    for closing in planned[len(obligations) :]:
        if closing.label == ASSEMBLY:
            yield _assembled(development, item, closing, results)
        else:
            old = recorded.get(closing.fingerprint)
            yield results.add(_attacked(development, item, closing, old), None)


@dataclass
class _Results:
    """What the obligations of one item have come to so far."""

    records: dict[str, ObligationRecord] = field(default_factory=dict)
    theorems: dict[str, Theorem] = field(default_factory=dict)

    def add(self, record: ObligationRecord, theorem: Theorem | None) -> ObligationRecord:
        self.records[record.label] = record
        if theorem is not None:
            self.theorems[record.label] = theorem
        return record

    def references(self) -> dict[int, str]:
        """The fingerprints of the obligations, by the identity of their proofs."""
        return {id(t.proof): self.records[k].fingerprint for k, t in self.theorems.items()}


def _blank(item: Item, entry: Planned, checker: str = "") -> ObligationRecord:
    place = (item.name, entry.label, entry.goal, entry.line, entry.fingerprint)
    return ObligationRecord(*place, "unknown", checker=checker)


def _one(
    development: Development,
    item: Item,
    obligation: Obligation,
    entry: Planned,
    old: ObligationRecord | None,
    seconds: float,
) -> tuple[ObligationRecord, Theorem | None]:
    """The record of one obligation and its theorem, recorded or found anew."""
    if old is not None:
        theorem = replayed(development.theory, obligation, old)
        if theorem is not None and _rests_on_earlier(development, item, theorem):
            again = replace(old, label=entry.label, goal=entry.goal, line=entry.line)
            return with_theorem(again, theorem), theorem
    started = time.monotonic()
    outcome = discharge(development, item, obligation, seconds)
    record = replace(
        _blank(item, entry, outcome.checker),
        status=outcome.status,
        reason=outcome.reason,
        counterexample=outcome.counterexample,
        seconds=round(time.monotonic() - started, 2),
    )
    if outcome.theorem is None:
        return record, None
    return with_theorem(record, outcome.theorem), outcome.theorem


def _rests_on_earlier(development: Development, item: Item, theorem: Theorem) -> bool:
    """Whether a recorded proof uses no more than its author may: what stands before the item."""
    used = tuple(theorem.rests_on)
    return len(earlier(development, item, used)) == len(used)


def _assembled(
    development: Development, item: Item, entry: Planned, results: _Results
) -> ObligationRecord:
    """The statement's theorems, one for each claim, from the theorems of its obligations."""
    record = _blank(item, entry, "kernel")
    left = [r.label for r in results.records.values() if r.status != "discharged"]
    if left:
        return replace(record, reason=f"open: {', '.join(left)}")
    try:
        _, found = walk(development, item, results.theorems)
    except KernelError as problem:
        return replace(record, reason=f"the steps do not fit together: {problem}")
    whole = [t for t in found if t is not None]
    sequents = development.theory.statements[item.name].sequents()
    if len(whole) < len(sequents) or not all(map(shows, whole, sequents)):
        return replace(record, reason="the assembled theorem is not the statement")
    return with_theorems(record, whole, results.references(), sequents[0].hypotheses)


def _attacked(
    development: Development, item: Item, entry: Planned, old: ObligationRecord | None
) -> ObligationRecord:
    """Every statement is attacked at many points before it is believed."""
    if old is not None and old.status == "discharged":
        return replace(old, label=entry.label, line=entry.line)
    outcome = attack_statement(development, item)
    return replace(
        _blank(item, entry, "falsifier"),
        status=outcome.status,
        assurance=item.kind if item.kind in LEAF_KINDS else "",
        reason=outcome.reason,
        counterexample=outcome.counterexample,
    )
