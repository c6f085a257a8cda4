"""From theorems to records and back: what the ledger keeps, and when it is believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ua_symbolic.checkers.assembly import Obligation
from ua_symbolic.enclosure.certificates import problem_of
from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.terms import Formula
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.sequents import Sequent, oriented
from ua_symbolic.kernel.serial import proof_from_data, proof_to_data
from ua_symbolic.kernel.theorems import Theorem, replay
from ua_symbolic.kernel.theory import Theory
from ua_symbolic.ledger.records import ObligationRecord, with_digest


def with_theorem(record: ObligationRecord, theorem: Theorem) -> ObligationRecord:
    """The record of an obligation that this theorem discharges."""
    return _with_evidence(record, [theorem], proof_to_data(theorem.proof))


def with_theorems(
    record: ObligationRecord,
    theorems: Sequence[Theorem],
    references: Mapping[int, str],
    hypotheses: Sequence[Formula],
) -> ObligationRecord:
    """The record of an assembled statement, one theorem for each claim.

    Proofs whose ``id`` is in ``references`` are replaced by the fingerprints given there.
    """
    data = [proof_to_data(t.proof, references) for t in theorems]
    used = hypotheses_used(hypotheses, theorems)
    return replace(_with_evidence(record, theorems, data), hypotheses_used=used)


def _with_evidence(
    record: ObligationRecord, theorems: Sequence[Theorem], data: Any
) -> ObligationRecord:
    return with_digest(
        replace(
            record,
            status="discharged",
            assurance=min(t.assurance for t in theorems).label,
            engines=_union(t.engines for t in theorems),
            rests_on=_union(t.rests_on for t in theorems),
            definitions=_union(t.definitions for t in theorems),
            proof=data,
        )
    )


def _union(sets: Iterable[frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*sets)))


def shows(theorem: Theorem, wanted: Sequent) -> bool:
    """Whether the theorem says what is wanted, under no more hypotheses."""
    found = theorem.sequent
    return found.conclusion == wanted.conclusion and found.hypothesis_set <= wanted.hypothesis_set


def replayed(theory: Theory, obligation: Obligation, record: ObligationRecord) -> Theorem | None:
    """The theorem of a recorded proof, every step checked again by the kernel.

    None if there is no proof, a step fails, or it shows something else than the obligation: a
    record is never believed for what it says of itself.
    """
    if record.status != "discharged" or record.proof is None:
        return None
    try:
        theorem = replay(theory, proof_from_data(record.proof))
    except (KernelError, CertificateError):
        return None
    hypotheses = tuple(oriented(h) for h in obligation.hypotheses)
    wanted = Sequent(hypotheses, obligation.goal.oriented())
    return theorem if shows(theorem, wanted) else None


def hypotheses_used(hypotheses: Sequence[Formula], theorems: Sequence[Theorem]) -> tuple[int, ...]:
    """Indices of the hypotheses on which some step really relies."""
    used: set[Formula] = set()
    stack, seen = [t.proof for t in theorems], set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        stack += node.premises
        if node.rule == "hypothesis":
            used.add(node.sequent.conclusion)
        if node.rule == "specialise":
            used.add(node.data["formula"])
        if node.rule == "box":
            used.update(oriented(h) for h in problem_of(node.data["certificate"]).hypotheses)
    return tuple(i for i, h in enumerate(hypotheses) if h in used)
