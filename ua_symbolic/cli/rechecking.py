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
    problems = list(_without_proof(claimed))
    try:
        proofs = session.ledger.proofs(name)
    except UserError as problem:
        return [str(problem).splitlines()[0]], None
    plain = name.removeprefix("definition ")
    if plain != name:  # a definition may have the name of a statement
        theory = {**theory, "statements": [s for s in theory["statements"] if s["name"] != plain]}
    certificate = {"statement": plain, "obligations": proofs}
    entries = [{**asdict(r), "statement": plain} for r in claimed]
    result = recheck_statement(theory, plain, certificate, entries)
    if not result.ok:
        problems.append(f"{name}: {result.problem}")
    return problems, result


def _without_proof(claimed: Sequence[ObligationRecord]) -> Iterator[str]:
    for record in claimed:
        if record.label != ATTACK and not record.digest:
            yield f"{record.statement}, {record.label}: recorded as discharged without a proof"
