"""Opening the developments that a command speaks about, and auditing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ua_symbolic.cli.locate import find, searched

if TYPE_CHECKING:
    from ua_symbolic.audit import Audit
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


def audits_in_sight(where: str | None) -> tuple[Audit, ...]:
    """Those that ``where`` means, and without it every development in sight."""
    from ua_symbolic.ledger.session import open_session

    if where is not None:
        return audits(where)
    return tuple(audit_of(open_session(path)) for path in searched())
