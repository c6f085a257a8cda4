"""The graph of an audit: an edge leads from each thing to what rests on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

import networkx as nx

from ua_symbolic.audit.model import Audit, StatementAudit
from ua_symbolic.errors import UserError


class UnknownStatementError(UserError):
    """A name that no statement or definition has."""


def graph_of(depends: Mapping[str, Iterable[str]]) -> nx.DiGraph:
    """The graph with an edge from everything used to what uses it."""
    graph = nx.DiGraph()
    graph.add_nodes_from(depends)
    for name, used in depends.items():
        graph.add_edges_from((other, name) for other in used if other in depends)
    return graph


def audit_graph(audit: Audit) -> nx.DiGraph:
    """The graph of all statements and definitions of an audit."""
    return graph_of({s.id: s.depends for s in audit.statements.values()})


def components(graph: nx.DiGraph) -> Iterator[tuple[str, ...]]:
    """The nodes, what is used first; nodes that use each other come together."""
    condensed = nx.condensation(graph)
    for index in nx.topological_sort(condensed):
        yield tuple(sorted(condensed.nodes[index]["members"]))


def is_circular(graph: nx.DiGraph, component: tuple[str, ...]) -> bool:
    """Whether a component is a cycle."""
    return len(component) > 1 or graph.has_edge(component[0], component[0])


def cone(audit: Audit, name: str) -> tuple[str, ...]:
    """Everything that a statement rests on, itself apart, in reading order."""
    return _in_order(audit, nx.ancestors(audit_graph(audit), name) - {name})


def impact(audit: Audit, name: str) -> tuple[str, ...]:
    """Everything that rests on a statement or definition, in reading order."""
    return _in_order(audit, nx.descendants(audit_graph(audit), name) - {name})


def _in_order(audit: Audit, names: Iterable[str]) -> tuple[str, ...]:
    wanted = set(names)
    return tuple(name for name in audit.statements if name in wanted)


def find(audits: Iterable[Audit], name: str) -> tuple[Audit, StatementAudit]:
    """The statement, else the definition, of that name; UnknownStatementError if there is none."""
    known: list[str] = []
    for audit in audits:
        for key in (name, f"definition {name}"):
            if key in audit.statements:
                return audit, audit.statements[key]
        known.extend(audit.statements)
    raise unknown_statement(name, known)


def unknown_statement(name: str, known: Iterable[str]) -> UnknownStatementError:
    """The error for a name that is not there, with the nearest one that is."""
    close = get_close_matches(name, list(known), n=1)
    hint = f"did you mean {close[0]}?" if close else "ua audit lists all of them"
    return UnknownStatementError(f"no statement is named {name!r:.80}\n{hint}")
