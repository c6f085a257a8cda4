"""Audits as plain data, in the shapes that scripts rely on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ua_symbolic.audit.model import STATUSES, Audit, ObligationAudit, StatementAudit


def audit_data(audits: Sequence[Audit], only: Iterable[str] | None = None) -> dict[str, Any]:
    """``{"statements": [...], "summary": {...}}``; ``only`` restricts to some statements."""
    wanted = None if only is None else set(only)
    chosen = [
        (audit, statement)
        for audit in audits
        for statement in audit.statements.values()
        if wanted is None or statement.id in wanted
    ]
    return {
        "statements": [statement_data(audit, statement) for audit, statement in chosen],
        "summary": summary([s for _, s in chosen], audits),
    }


def statement_data(audit: Audit, statement: StatementAudit) -> dict[str, Any]:
    """One statement with its obligations."""
    return {
        "id": statement.id,
        "development": audit.development,
        "kind": statement.kind,
        "title": statement.title,
        "status": statement.status,
        "assurance": statement.assurance,
        "depends": list(statement.depends),
        "leaves": list(statement.leaves),
        "facts": list(statement.facts),
        "source": statement.source,
        "file": str(statement.file),
        "line": statement.line,
        "reasons": [*statement.blockers, *(f"rests on {name}" for name in statement.waiting)],
        "obligations": [obligation_data(o) for o in statement.obligations],
    }


def obligation_data(obligation: ObligationAudit) -> dict[str, Any]:
    """One obligation."""
    return {
        "id": obligation.id,
        "goal": obligation.goal,
        "status": obligation.status,
        "checker": obligation.checker,
        "engines": list(obligation.engines),
        "assurance": obligation.assurance,
        "stale": obligation.stale,
        "line": obligation.line,
        "reason": obligation.reason,
        "counterexample": dict(obligation.counterexample) or None,
        "seconds": round(obligation.seconds, 2),
    }


def summary(statements: Sequence[StatementAudit], audits: Sequence[Audit]) -> dict[str, Any]:
    """Counts over statements, definitions apart, and over all obligations."""
    said = [s for s in statements if not s.is_definition]
    obligations = [o for s in statements for o in s.obligations]
    return {
        "developments": [audit.development for audit in audits],
        "statements": len(said),
        "definitions": len(statements) - len(said),
        **{status: sum(s.status == status for s in said) for status in STATUSES},
        "leaves": [s.id for s in said if s.is_leaf],
        "obligations": len(obligations),
        "discharged": sum(o.discharged for o in obligations),
        "stale": sum(o.stale for o in obligations),
        "remarks": [str(r) for audit in audits for r in audit.remarks],
    }


def check_data(
    audits: Sequence[Audit], selected: Iterable[str], seconds: float, checked: int
) -> dict[str, Any]:
    """What ``ua check --json`` prints."""
    wanted = set(selected)
    chosen = [s for audit in audits for s in audit.statements.values() if s.id in wanted]
    return {
        "development": ", ".join(audit.development for audit in audits),
        "statements": [
            {
                "id": s.id,
                "kind": s.kind,
                "status": s.status,
                "obligations": [obligation_data(o) for o in s.obligations],
            }
            for s in chosen
        ],
        "summary": {
            **summary(chosen, audits),
            "checked": checked,
            "seconds": round(seconds, 2),
        },
    }
