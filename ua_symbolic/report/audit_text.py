"""An audit as text: statuses, leaves, the trusted base, and what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ua_symbolic.audit.model import MODULO, STATUSES, Audit, StatementAudit
from ua_symbolic.report.tables import paragraph, table
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
            s.id.removeprefix("definition "),
            s.kind,
            _status(s),
            s.assurance or "-",
            f"{sum(o.discharged for o in s.obligations)}/{len(s.obligations)}",
        ]
        for s in statements
    ]
    headings = ["statement", "kind", "status", "assurance", "done"]
    return table(headings, rows, right=headings[4:])


def _status(statement: StatementAudit) -> str:
    """The status in few words; how many leaves, where it is proved modulo leaves."""
    if statement.status != MODULO:
        return statement.status
    if statement.is_leaf:
        return "leaf"
    count = len(statement.leaves)
    return f"modulo {count} {'leaf' if count == 1 else 'leaves'}"


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
    lines = ["leaves, asserted without a check here"]
    for s in leaves:
        lines.append(paragraph("  ", f"{s.id} ({s.kind}): {s.title or s.text}"))
        lines.append(paragraph("      ", s.source))
    return "\n".join(lines)


def _blocked(statements: Sequence[StatementAudit]) -> str:
    """What is not established by itself, with its place; then what only waits for that."""
    lines = [line for s in statements for line in _blockers(s)]
    waiting = [s.id for s in statements if s.waiting and not s.blockers]
    if waiting:
        lines.append(paragraph("  and what rests on these: ", ", ".join(waiting)))
    return "\n".join(["not established", *lines]) if lines else ""


def _blockers(statement: StatementAudit) -> Iterator[str]:
    for blocker in statement.blockers:
        yield f"  {statement.file}:{statement.line}: {statement.id}: {blocker}"
