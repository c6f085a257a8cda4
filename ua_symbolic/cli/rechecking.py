"""``ua audit --recheck``: what the ledger claims, against what the proof objects show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ua_symbolic.audit.build import ATTACK
from ua_symbolic.cli.output import note
from ua_symbolic.errors import UserError
from ua_symbolic.ledger.records import DISCHARGED, ObligationRecord

if TYPE_CHECKING:
    from ua_symbolic.ledger.session import Session


def recheck_sessions(
    opened: Sequence[Session], chosen: Collection[str] | None, *, quiet: bool
) -> list[str]:
    """Everything that is wrong, in words; nothing if all proof objects show what is claimed."""
    from ua_symbolic.kernel.serial import theory_to_data

    problems: list[str] = []
    for session in opened:
        theory = theory_to_data(session.development.theory)
        steps, undecided, count = 0, 0, 0
        for name in session.states:
            if chosen is not None and name not in chosen:
                continue
            found, result = _statement(session, name, theory)
            problems.extend(found)
            count += 1
            steps += result.steps if result else 0
            undecided += len(result.undecided) if result else 0
        if not quiet:
            note(
                f"{session.development.name}: {count} statements rechecked, {steps:,} steps, "
                f"{undecided} of them decided by the second engine only"
            )
    return problems


def _statement(session: Session, name: str, theory: dict[str, Any]) -> tuple[list[str], Any]:
    from ua_symbolic.recheck import recheck_statement

    records = [o.record for o in session.states[name].obligations if o.record is not None]
    claimed = [r for r in records if r.status == DISCHARGED]
    if not claimed:
        return [], None
    problems = [*_without_proof(claimed), *_fallen(session, name, claimed)]
    try:
        proofs = session.ledger.proofs(name)
    except UserError as problem:
        return [str(problem).splitlines()[0]], None
    plain = name.removeprefix("definition ")
    if plain != name:  # a definition may have the name of a statement
        theory = {**theory, "statements": [s for s in theory["statements"] if s["name"] != plain]}
    certificate = {"statement": plain, "obligations": proofs}
    wanted = _sequents(session, name)
    entries = [{**asdict(r), "statement": plain, "sequent": wanted.get(r.label)} for r in claimed]
    result = recheck_statement(theory, plain, certificate, entries)
    if not result.ok:
        problems.append(f"{name}: {result.problem}")
    return problems, result


def _sequents(session: Session, name: str) -> dict[str, Any]:
    """What the obligations of a statement must show, by label."""
    from ua_symbolic.checkers.obligations import obligations_of
    from ua_symbolic.kernel.sequents import sequent
    from ua_symbolic.kernel.serial import sequent_to_data

    obligations = obligations_of(session.development, session.development.items[name])
    return {o.label: sequent_to_data(sequent(o.hypotheses, o.goal)) for o in obligations}


def _fallen(session: Session, name: str, claimed: Sequence[ObligationRecord]) -> Iterator[str]:
    """A leaf has no proof to look at: it is attacked again."""
    from ua_symbolic.checkers.attacks import attack_statement
    from ua_symbolic.kernel.theory import LEAF_KINDS

    item = session.development.items[name]
    if item.kind in LEAF_KINDS and any(r.label == ATTACK for r in claimed):
        outcome = attack_statement(session.development, item)
        if outcome.status != DISCHARGED:
            yield f"{name}: recorded as having survived the falsifier, but {outcome.reason}"


def _without_proof(claimed: Sequence[ObligationRecord]) -> Iterator[str]:
    for record in claimed:
        if record.label != ATTACK and not record.digest:
            yield f"{record.statement}, {record.label}: recorded as discharged without a proof"
