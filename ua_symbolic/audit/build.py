"""From a development and its ledger to an audit: statuses and taint travel along the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ua_symbolic.audit.graph import components, graph_of, is_circular
from ua_symbolic.audit.model import (
    ASSURANCES,
    GOALS,
    LEAF_KINDS,
    MODULO,
    OPEN,
    PROVED,
    REFUTED,
    STALE,
    STATUSES,
    Audit,
    ObligationAudit,
    Remark,
    StatementAudit,
    worse,
)
from ua_symbolic.ledger.state import ObligationState, StatementState

if TYPE_CHECKING:
    from ua_symbolic.development import Development

ATTACK = "attack"
"""The label of the falsifier's obligation: surviving it is evidence, never assurance."""


@dataclass(frozen=True)
class Subject:
    """What an audit wants to know of one statement or definition."""

    name: str
    kind: str
    title: str
    source: str
    file: Path
    line: int
    text: str
    uses: tuple[str, ...]  # as its proof text says; counts until the proof has been checked
    hypotheses: tuple[tuple[str, int], ...]  # printed, with line
    state: StatementState


def subjects(development: Development, states: Mapping[str, StatementState]) -> tuple[Subject, ...]:
    """The subjects of a development: everything in ``states``, in reading order."""
    return tuple(
        _subject(development, name, states[name]) for name in development.items if name in states
    )


def _subject(development: Development, name: str, state: StatementState) -> Subject:
    from ua_symbolic.expressions.text import to_text

    item = development.items[name]
    statement = development.theory.statements.get(name)
    printed = tuple(to_text(h) for h in statement.hypotheses) if statement else ()
    lines = item.hypothesis_lines or (item.line,) * len(printed)
    return Subject(
        name,
        item.kind,
        item.title,
        item.source,
        item.file,
        item.line,
        item.statement_text,
        item.uses,
        tuple(zip(printed, lines, strict=True)),
        state,
    )


# --- building ---------------------------------------------------------------------------------


def build_audit(
    development: str, subjects: Iterable[Subject], facts: frozenset[str] = frozenset()
) -> Audit:
    """The audit of the subjects; ``facts`` names the trusted facts about known functions."""
    listed = {s.name: s for s in subjects}
    depends = {name: _depends(s, listed) for name, s in listed.items()}
    graph = graph_of(depends)
    done: dict[str, StatementAudit] = {}
    cycles: list[tuple[str, ...]] = []
    for component in components(graph):
        judged = [_judge(listed[name], depends[name], done, facts) for name in component]
        if is_circular(graph, component):
            cycles.append(component)
            judged = [_in_cycle(statement, component) for statement in judged]
        done.update((statement.id, statement) for statement in judged)
    statements = {name: done[name] for name in listed}
    return Audit(development, statements, _remarks(listed, statements, cycles, depends))


def _in_cycle(statement: StatementAudit, cycle: tuple[str, ...]) -> StatementAudit:
    status = worse(statement.status, OPEN, STATUSES)
    reason = f"rests on itself: {_shown(cycle)}"
    blockers = (reason, *statement.blockers)
    return replace(statement, status=status, assurance="", blockers=blockers)


def _shown(cycle: tuple[str, ...]) -> str:
    return " -> ".join([*cycle, cycle[0]])


def _depends(subject: Subject, listed: Mapping[str, Subject]) -> tuple[str, ...]:
    """What the derivation used; where something is not discharged, what its text names too."""
    used: dict[str, None] = {}
    complete = True
    for obligation in subject.state.obligations:
        record = obligation.record
        if record is None:
            complete = False
            continue
        complete = complete and record.status == "discharged"
        used.update(dict.fromkeys(record.rests_on))
        used.update((f"definition {d}", None) for d in record.definitions)
    if not complete:
        used.update(dict.fromkeys(subject.uses))
    own = {subject.name} if subject.kind == "definition" else set()
    return tuple(name for name in listed if name in used and name not in own)


def _judge(
    subject: Subject,
    depends: tuple[str, ...],
    done: Mapping[str, StatementAudit],
    facts: frozenset[str],
) -> StatementAudit:
    obligations = tuple(_obligation(o) for o in subject.state.obligations)
    below = [done[name] for name in depends if name in done]
    status, blockers = _own_status(subject, obligations)
    waiting = tuple(b.id for b in below if _inherited(b.status) != PROVED)
    for other in below:
        status = worse(status, _inherited(other.status), STATUSES)
    leaves = {leaf for b in below for leaf in b.leaves}
    leaf = subject.kind in LEAF_KINDS
    if leaf:
        leaves.add(subject.name)
    if status == PROVED and leaves:
        status = MODULO
    used = {f for o in subject.state.obligations if o.record for f in o.record.rests_on} & facts
    return StatementAudit(
        subject.name,
        subject.kind,
        subject.title,
        subject.source,
        subject.file,
        subject.line,
        subject.text,
        status,
        _assurance(subject, obligations, below) if status in (PROVED, MODULO) else "",
        depends,
        tuple(sorted(leaves)),
        tuple(sorted(used.union(*(b.facts for b in below)))),
        obligations,
        blockers,
        waiting,
    )


def _obligation(state: ObligationState) -> ObligationAudit:
    planned, record = state.planned, state.record
    if record is None:
        place = (planned.label, planned.goal, planned.line)
        reason = "stale: what it says or uses has changed" if state.stale else "not checked yet"
        return ObligationAudit(*place, "missing", "", "", (), state.stale, reason)
    return ObligationAudit(
        record.label,
        record.goal,
        record.line,
        record.status,
        record.checker,
        record.assurance,
        record.engines,
        False,
        record.reason,
        record.counterexample,
        record.seconds,
    )


def _own_status(
    subject: Subject, obligations: tuple[ObligationAudit, ...]
) -> tuple[str, tuple[str, ...]]:
    """The status by its own obligations, and in words what stands in the way."""
    status, reasons = PROVED, dict[str, list[str]]()
    for obligation in obligations:
        own = _status_of(obligation)
        if own != PROVED:
            reasons.setdefault(obligation.reason or obligation.status, []).append(obligation.id)
            status = worse(status, own, STATUSES)
    blockers = [f"{_together(labels)}: {reason}" for reason, labels in reasons.items()]
    if subject.kind == "conjecture":
        blockers.append("a conjecture")
        status = worse(status, OPEN, STATUSES)
    return status, tuple(blockers)


def _together(labels: list[str]) -> str:
    """
    >>> _together(["link 1", "link 2", "link 3", "conclusion 4"])
    'link 1 and 3 more'
    """
    return labels[0] if len(labels) == 1 else f"{labels[0]} and {len(labels) - 1} more"


def _inherited(status: str) -> str:
    """What the status of something used means for what uses it, leaves apart."""
    if status == REFUTED:
        return OPEN
    return status if status in (OPEN, STALE) else PROVED


def _status_of(obligation: ObligationAudit) -> str:
    if obligation.discharged:
        return PROVED
    if obligation.status == "refuted":
        return REFUTED
    return STALE if obligation.stale else OPEN


def _assurance(
    subject: Subject, obligations: tuple[ObligationAudit, ...], below: list[StatementAudit]
) -> str:
    if subject.kind in LEAF_KINDS:
        return subject.kind
    weakest = ""
    for obligation in obligations:
        if obligation.id != ATTACK:
            weakest = worse(weakest, obligation.assurance, ASSURANCES)
    for other in below:
        if not other.is_leaf:
            weakest = worse(weakest, other.assurance, ASSURANCES)
    return weakest


# --- remarks ----------------------------------------------------------------------------------


def _remarks(
    listed: Mapping[str, Subject],
    statements: Mapping[str, StatementAudit],
    cycles: list[tuple[str, ...]],
    depends: Mapping[str, tuple[str, ...]],
) -> tuple[Remark, ...]:
    found: list[Remark] = []
    for cycle in cycles:
        found.append(_remark(listed[cycle[0]], "cycle", f"a cycle: {_shown(cycle)}"))
    for name, subject in listed.items():
        if all(o.discharged for o in statements[name].obligations):
            found.extend(_unused_hypotheses(subject))
            found.extend(_unused_names(subject))
    found.extend(_orphans(listed, depends))
    return tuple(sorted(found, key=lambda r: (str(r.file), r.line, r.text)))


def _remark(subject: Subject, kind: str, text: str, line: int | None = None) -> Remark:
    return Remark(subject.file, line or subject.line, subject.name, kind, text)


def _unused_hypotheses(subject: Subject) -> Iterable[Remark]:
    if subject.kind not in ("lemma", *GOALS):
        return
    records = [o.record for o in subject.state.obligations if o.record is not None]
    used = {index for record in records for index in record.hypotheses_used}
    for index, (text, line) in enumerate(subject.hypotheses):
        if records and index not in used:
            words = f"{subject.name}: hypothesis {text} is not used"
            yield _remark(subject, "unused hypothesis", words, line)


def _unused_names(subject: Subject) -> Iterable[Remark]:
    """Statements that the proof text names but on which no step relies."""
    records = [o.record for o in subject.state.obligations if o.record is not None]
    used = {name for record in records for name in record.rests_on}
    for name in subject.uses:
        if records and name not in used:
            words = f"{subject.name}: {name} is named but not used"
            yield _remark(subject, "unused name", words)


def _orphans(
    listed: Mapping[str, Subject], depends: Mapping[str, tuple[str, ...]]
) -> Iterable[Remark]:
    """What no theorem or corollary rests on, where there are theorems at all."""
    waiting = [name for name, subject in listed.items() if subject.kind in GOALS]
    if not waiting:
        return
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(depends[name])
    for name, subject in listed.items():
        if name not in reached and subject.kind in ("lemma", *LEAF_KINDS):
            yield _remark(subject, "orphan", f"{name}: no theorem or corollary rests on it")
