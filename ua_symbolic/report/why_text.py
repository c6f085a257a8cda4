"""What one statement rests on, and what falls with it, as text and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.markup import escape
from rich.tree import Tree

from ua_symbolic.audit.graph import cone, impact
from ua_symbolic.audit.model import Audit, StatementAudit
from ua_symbolic.report.audit_json import statement_data
from ua_symbolic.report.graph_model import shortened
from ua_symbolic.report.tables import paragraph, rendered, table, text_width
from ua_symbolic.report.trusted_base import trusted_base_lines

INDENT = 4
"""Columns that a level of the tree takes."""


def why_text(audit: Audit, statement: StatementAudit) -> str:
    """The statement, its tree, its obligations and its trusted base."""
    parts = [
        "\n".join(_heading(statement)),
        rendered(_tree(audit, statement)),
        _obligations(statement),
        "\n".join(trusted_base_lines([statement, *_below(audit, statement)])),
    ]
    return "\n\n".join(part for part in parts if part)


def why_data(audit: Audit, statement: StatementAudit) -> dict[str, Any]:
    """The statement, with everything below it."""
    below = [statement_data(audit, s) for s in _below(audit, statement)]
    return {**statement_data(audit, statement), "cone": below}


def impact_text(audit: Audit, statement: StatementAudit) -> str:
    """Everything that rests on the statement, with what is said there."""
    names = impact(audit, statement.id)
    if not names:
        return f"nothing rests on {statement.id}"
    rows = [
        [s.id, s.kind, "directly" if statement.id in s.depends else "", s.title]
        for s in map(audit.statements.__getitem__, names)
    ]
    count = f"{len(names)} {'rests' if len(names) == 1 else 'rest'} on {statement.id}"
    headings = ["statement", "kind", "uses it", "title"]
    return f"{count}\n\n{table(headings, rows, prose=['title'])}"


def impact_data(audit: Audit, statement: StatementAudit) -> dict[str, Any]:
    """What falls with the statement: directly, and in all."""
    names = impact(audit, statement.id)
    direct = [n for n in names if statement.id in audit.statements[n].depends]
    return {"id": statement.id, "development": audit.development, "direct": direct,
            "impact": list(names)}  # fmt: skip


def _below(audit: Audit, statement: StatementAudit) -> list[StatementAudit]:
    return [audit.statements[name] for name in cone(audit, statement.id)]


def _heading(statement: StatementAudit) -> Iterator[str]:
    grade = f", {statement.assurance}" if statement.assurance else ""
    yield f"{statement.kind} {statement.id.removeprefix('definition ')}: {statement.status}{grade}"
    if statement.title:
        yield f"  {statement.title}"
    yield from (f"  {line}" for line in statement.text.splitlines())
    if statement.source:
        yield f"  source: {statement.source}"
    yield f"  {statement.file}:{statement.line}"
    yield from (f"  not established: {blocker}" for blocker in statement.blockers)
    if statement.waiting:
        yield paragraph("  not established: rests on ", ", ".join(statement.waiting))


def _tree(audit: Audit, statement: StatementAudit) -> Tree:
    """What it rests on; a statement that was shown already is not opened a second time."""
    root = Tree("rests on" if statement.depends else "rests on no other statement")
    _grow(root, audit, statement, set(), 1)
    return root


def _grow(tree: Tree, audit: Audit, statement: StatementAudit, seen: set[str], depth: int) -> None:
    for name in statement.depends:
        other = audit.statements[name]
        if name in seen:
            if not other.is_definition:
                tree.add(escape(f"{name} (see above)"))
            continue
        seen.add(name)
        branch = tree.add(escape(shortened(_line(other), text_width() - INDENT * depth)))
        _grow(branch, audit, other, seen, depth + 1)


def _line(statement: StatementAudit) -> str:
    if statement.is_leaf:
        return f"{statement.id}  leaf, {statement.kind}: {statement.source}"
    title = f": {statement.title}" if statement.title else ""
    status = "" if statement.is_definition and not statement.blockers else f"  {statement.status}"
    return f"{statement.id}{status}{title}"


def _obligations(statement: StatementAudit) -> str:
    if not statement.obligations:
        return ""
    rows = [
        [o.id, str(o.line), o.goal, o.checker if o.discharged else o.status, o.assurance or "-"]
        for o in statement.obligations
    ]
    return table(["obligation", "line", "goal", "discharged by", "assurance"], rows, right=["line"],
                 prose=["goal"])  # fmt: skip
