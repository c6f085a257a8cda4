"""What ``ua check`` prints: a summary, and whatever is not discharged with its place and reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ua_symbolic.audit.model import ASSURANCES, Audit, ObligationAudit, Remark, StatementAudit
from ua_symbolic.report.tables import table

ASSEMBLY = "assembly"
"""The label of the obligation that puts the links of a proof together."""


def check_text(
    audits: Sequence[Audit], selected: Iterable[str], seconds: float, checked: int
) -> str:
    """The report of a check of the selected statements."""
    wanted = set(selected)
    parts = [_summary(audits, wanted)]
    parts.extend(
        block
        for audit in audits
        for statement in audit.statements.values()
        if statement.id in wanted
        for block in _open(statement)
    )
    remarks = [f"  {r}" for audit in audits for r in audit.remarks if _concerns(r, wanted)]
    if remarks:
        parts.append("\n".join(["remarks:", *remarks]))
    parts.append(_verdict(audits, wanted, seconds, checked))
    return "\n\n".join(parts)


def _concerns(remark: Remark, wanted: set[str]) -> bool:
    """Whether somebody who checks proofs wants to know; orphans are a matter of the audit."""
    return remark.statement in wanted and remark.kind != "orphan"


def _summary(audits: Sequence[Audit], wanted: set[str]) -> str:
    rows = []
    for audit in audits:
        chosen = [s for s in audit.statements.values() if s.id in wanted]
        obligations = [o for s in chosen for o in s.obligations]
        rows.append(
            [
                audit.development,
                str(sum(not s.is_definition and not s.is_leaf for s in chosen)),
                str(sum(s.is_leaf for s in chosen)),
                str(sum(s.is_definition for s in chosen)),
                f"{sum(o.discharged for o in obligations)} of {len(obligations)}",
                weakest(obligations) or "-",
                f"{sum(o.seconds for o in obligations):.1f} s",
            ]
        )
    headings = ["development", "statements", "leaves", "definitions", "obligations\ndischarged",
                "weakest\nassurance", "work"]  # fmt: skip
    return table(headings, rows, right=headings[1:5] + headings[6:])


def weakest(obligations: Iterable[ObligationAudit]) -> str:
    """The weakest assurance by which one of these was discharged."""
    found = {o.assurance for o in obligations if o.discharged and o.checker != "falsifier"}
    present = [a for a in ASSURANCES if a in found]
    return present[-1] if present else ""


def _open(statement: StatementAudit) -> Iterator[str]:
    left = [o for o in statement.obligations if not o.discharged]
    links = [o for o in left if o.id != ASSEMBLY]
    for obligation in links or left:  # the assembly only repeats that links are open
        lines = [f"{statement.file}:{obligation.line}: {statement.id}, {obligation.id}: "
                 f"{obligation.status}"]  # fmt: skip
        if obligation.goal:
            lines.append(f"  to show  {obligation.goal}")
        if obligation.reason:
            lines.append(f"  because  {obligation.reason}")
        if obligation.counterexample:
            point = ", ".join(f"{k} = {v}" for k, v in obligation.counterexample)
            lines.append(f"  fails at {point}")
        yield "\n".join(lines)


def _verdict(audits: Sequence[Audit], wanted: set[str], seconds: float, checked: int) -> str:
    chosen = [s for audit in audits for s in audit.statements.values() if s.id in wanted]
    obligations = [o for s in chosen for o in s.obligations]
    left = [o for o in obligations if not o.discharged]
    how = f"{checked} checked now, {seconds:.1f} s"
    if not left:
        return f"all {len(obligations)} obligations are discharged ({how})"
    refuted = sum(o.status == "refuted" for o in left)
    parts = [f"{len(left)} of {len(obligations)} obligations are not discharged"]
    if refuted:
        parts.append(f"{refuted} refuted")
    return f"{', '.join(parts)} ({how})"
