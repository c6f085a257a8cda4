"""An audit as text: statuses, leaves, the trusted base, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ua_symbolic.audit.model import STATUSES, Audit, StatementAudit
from ua_symbolic.report.tables import table
from ua_symbolic.report.trusted_base import trusted_base_lines


def audit_text(audits: Sequence[Audit], only: Iterable[str] | None = None) -> str:
    """The audit of all statements, or of some; definitions are listed only where they matter."""
    wanted = None if only is None else set(only)
    return "\n\n".join(_one(audit, wanted) for audit in audits)


def _one(audit: Audit, wanted: set[str] | None) -> str:
    chosen = [s for s in audit.statements.values() if wanted is None or s.id in wanted]
    shown = [s for s in chosen if not s.is_definition or s.status != "proved"]
    parts = [audit.development, _statements(shown), _counts(chosen)]
    parts.extend(filter(None, (_leaves(chosen), _blocked(chosen))))
    parts.append("\n".join(trusted_base_lines(chosen)))
    if wanted is None and audit.remarks:
        parts.append("\n".join(["remarks", *(f"  {r}" for r in audit.remarks)]))
    return "\n\n".join(parts)


def _statements(statements: Sequence[StatementAudit]) -> str:
    rows = [
        [
            s.id,
            s.kind,
            s.status,
            s.assurance or "-",
            f"{sum(o.discharged for o in s.obligations)}/{len(s.obligations)}",
            str(len(s.leaves)) if s.leaves else "-",
        ]
        for s in statements
    ]
    headings = ["statement", "kind", "status", "assurance", "discharged", "leaves"]
    return table(headings, rows, right=headings[4:])


def _counts(statements: Sequence[StatementAudit]) -> str:
    said = [s for s in statements if not s.is_definition]
    counted = [f"{sum(s.status == status for s in said)} {status}" for status in STATUSES]
    obligations = [o for s in statements for o in s.obligations]
    done = sum(o.discharged for o in obligations)
    return (
        f"{len(said)} statements: {', '.join(c for c in counted if not c.startswith('0 '))}\n"
        f"{len(obligations)} obligations, {done} discharged, "
        f"{sum(o.stale for o in obligations)} stale"
    )


def _leaves(statements: Sequence[StatementAudit]) -> str:
    leaves = [s for s in statements if s.is_leaf]
    if not leaves:
        return ""
    lines = [f"  {s.id} ({s.kind}): {s.title or s.text}\n      {s.source}" for s in leaves]
    return "\n".join(["leaves, asserted without a check here", *lines])


def _blocked(statements: Sequence[StatementAudit]) -> str:
    lines = [line for s in statements for line in _blockers(s)]
    return "\n".join(["not established", *lines]) if lines else ""


def _blockers(statement: StatementAudit) -> Iterator[str]:
    for blocker in statement.blockers:
        yield f"  {statement.file}:{statement.line}: {statement.id}: {blocker}"
