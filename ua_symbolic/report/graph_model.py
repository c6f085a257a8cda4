"""The part of an audit that a picture shows, and the exact data forms of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ua_symbolic.audit.graph import cone
from ua_symbolic.audit.model import Audit, StatementAudit

Edge = tuple[str, str]


@dataclass(frozen=True)
class Picture:
    """Nodes in reading order, and edges from what is used to what uses it."""

    title: str
    nodes: tuple[StatementAudit, ...]
    edges: tuple[Edge, ...]


def picture(
    audits: Sequence[Audit], *, statement: str | None = None, definitions: bool = False
) -> Picture:
    """The graph of the audits, or of the cone of one statement."""
    nodes: list[StatementAudit] = []
    for audit in audits:
        wanted = audit.statements if statement is None else {*cone(audit, statement), statement}
        nodes.extend(
            s
            for s in audit.statements.values()
            if s.id in wanted and (definitions or not s.is_definition or s.id == statement)
        )
    shown = {s.id for s in nodes}
    edges = tuple((used, s.id) for s in nodes for used in s.depends if used in shown)
    return Picture(statement or ", ".join(a.development for a in audits), tuple(nodes), edges)


def to_json(shown: Picture) -> str:
    """Nodes and edges as one JSON object."""
    nodes = [
        {"id": s.id, "kind": s.kind, "title": s.title, "status": s.status,
         "assurance": s.assurance, "leaves": list(s.leaves)}
        for s in shown.nodes
    ]  # fmt: skip
    edges = [{"from": a, "to": b} for a, b in shown.edges]
    data = {"title": shown.title, "nodes": nodes, "edges": edges}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def to_graphml(shown: Picture) -> str:
    """GraphML, as NetworkX writes it."""
    import networkx as nx

    graph = nx.DiGraph(title=shown.title)
    for s in shown.nodes:
        graph.add_node(s.id, kind=s.kind, title=s.title, status=s.status, assurance=s.assurance)
    graph.add_edges_from(shown.edges)
    stream = io.BytesIO()
    nx.write_graphml(graph, stream)
    return stream.getvalue().decode() + "\n"


def shortened(text: str, most: int) -> str:
    """The text, cut at a word if it is longer than ``most`` characters."""
    if len(text) <= most:
        return text
    cut = text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:.")
    return f"{cut} …"


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """At most ``lines`` lines of about ``width`` characters."""
    import textwrap

    found = textwrap.wrap(text, width)
    if len(found) > lines:
        found = [*found[: lines - 1], shortened(" ".join(found[lines - 1 :]), width)]
    return found


def reduced(shown: Picture) -> Picture:
    """The same picture without the edges that follow from others; cyclic graphs as they are."""
    import networkx as nx

    from ua_symbolic.report.layout import implied_edges_removed

    if not nx.is_directed_acyclic_graph(nx.DiGraph(list(shown.edges))):
        return shown
    kept = implied_edges_removed([s.id for s in shown.nodes], shown.edges)
    return Picture(shown.title, shown.nodes, tuple(kept))


def ids(nodes: Iterable[StatementAudit]) -> list[str]:
    """The ids, in order."""
    return [s.id for s in nodes]
