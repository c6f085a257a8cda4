"""Opening the developments that a command speaks about, and auditing them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ua_symbolic.cli.locate import find, searched
from ua_symbolic.cli.output import note
from ua_symbolic.errors import DevelopmentError

if TYPE_CHECKING:
    from ua_symbolic.audit import Audit, StatementAudit
    from ua_symbolic.development import Development
    from ua_symbolic.ledger.session import Session


def sessions(where: str | None) -> tuple[Session, ...]:
    """The developments that ``where`` means, each with its ledger."""
    from ua_symbolic.ledger.session import open_session

    return tuple(open_session(path) for path in find(where))


def audit_of(session: Session) -> Audit:
    """The audit of one development."""
    from ua_symbolic.audit import build_audit, subjects

    development = session.development
    facts = frozenset(n for n, item in development.items.items() if item.kind == "fact")
    return build_audit(development.name, subjects(development, session.states), facts)


def audits(where: str | None) -> tuple[Audit, ...]:
    """The audits of the developments that ``where`` means."""
    return tuple(audit_of(session) for session in sessions(where))


def developments_in_sight(
    where: str | None = None, *, definitions_only: bool = False
) -> Iterator[Development]:
    """What ``where`` means, and without it all in sight that can be read.

    A development in sight that cannot be read is noted, or raised if there is no other.
    """
    from ua_symbolic.development import load

    paths = searched() if where is None else find(where)
    for path in paths:
        try:
            yield load(path, definitions_only=definitions_only)
        except DevelopmentError as problem:
            if len(paths) == 1 or where is not None:
                raise
            note(f"left out: {str(problem).splitlines()[0]}")


def audit_with(name: str, where: str | None) -> tuple[Audit, StatementAudit]:
    """The statement or definition of that name, with the audit of its development.

    Without ``where`` it may stand in any development in sight; only that one is audited.
    """
    from ua_symbolic.audit.graph import find as find_statement
    from ua_symbolic.audit.graph import unknown_statement
    from ua_symbolic.ledger.session import session_of

    if where is not None:
        return find_statement(audits(where), name)
    known: list[str] = []
    for development in developments_in_sight():
        if name in development.items or f"definition {name}" in development.items:
            return find_statement([audit_of(session_of(development))], name)
        known.extend(i.name for i in development.items.values())
    raise unknown_statement(name, known)
