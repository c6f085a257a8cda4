"""The part of an audit that a picture shows, and the exact data forms of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ua_symbolic.audit.graph import cone
from ua_symbolic.audit.model import GOALS, Audit, StatementAudit

Edge = tuple[str, str]


@dataclass(frozen=True)
class Picture:
    """Nodes in reading order, and edges from what is used to what uses it."""

    title: str
    nodes: tuple[StatementAudit, ...]
    edges: tuple[Edge, ...]
    note: str = "theorems have a thick border"


def picture(
    audits: Sequence[Audit],
    *,
    statement: str | None = None,
    definitions: bool = False,
    lemmas: bool = True,
) -> Picture:
    """The graph of the audits, or of the cone of one statement.

    Without ``lemmas`` only theorems, corollaries and leaves are nodes, and an edge may lead
    through lemmas that are not shown.
    """
    nodes: list[StatementAudit] = []
    edges: list[Edge] = []
    for audit in audits:
        wanted = audit.statements if statement is None else {*cone(audit, statement), statement}
        shown = [
            s
            for s in audit.statements.values()
            if s.id in wanted and (s.id == statement or _is_shown(s, definitions, lemmas))
        ]
        nodes.extend(shown)
        edges.extend(_edges(audit, {s.id for s in shown}, through=not lemmas))
    title = statement or ", ".join(a.development for a in audits)
    note = {} if lemmas else {"note": "lemmas are not shown"}
    return Picture(title, tuple(nodes), tuple(edges), **note)


def _is_shown(statement: StatementAudit, definitions: bool, lemmas: bool) -> bool:
    if statement.is_definition:
        return definitions
    return lemmas or statement.is_leaf or statement.kind in GOALS


def _edges(audit: Audit, shown: set[str], *, through: bool) -> Iterator[Edge]:
    for name in audit.statements:
        if name in shown:
            yield from ((used, name) for used in _used(audit, name, shown, through))


def _used(audit: Audit, name: str, shown: set[str], through: bool) -> list[str]:
    """What a statement uses of what is shown: directly, or ``through`` what is not shown."""
    found: list[str] = []
    waiting, seen = list(reversed(audit.statements[name].depends)), {name}
    while waiting:
        used = waiting.pop()
        if used in seen:
            continue
        seen.add(used)
        if used in shown:
            found.append(used)
        elif through:
            waiting.extend(reversed(audit.statements[used].depends))
    return found


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

    found = textwrap.wrap(text, width, break_on_hyphens=False)
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
    return replace(shown, edges=tuple(kept))


def ids(nodes: Iterable[StatementAudit]) -> list[str]:
    """The ids, in order."""
    return [s.id for s in nodes]
