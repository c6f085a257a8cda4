"""Places for the nodes of a proof graph: what is used stands left of what uses it.

The layered layout itself (ranks, crossings, coordinates) is that of ``fast_sugiyama``; here
unconnected parts are put below each other, and edges over several columns get their way points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx
from fast_sugiyama import from_edges

Point = tuple[float, float]  # column and row
Edge = tuple[str, str]

WIRE = 0.45
"""The room of an edge that passes between boxes; that of a box is 1."""


@dataclass(frozen=True)
class Layout:
    """Columns are counted from 0, rows are real numbers at least 1 apart in a column.

    ``routes`` holds, for each edge, the points between its ends at which it crosses a column.
    """

    places: Mapping[str, Point]
    routes: Mapping[Edge, tuple[Point, ...]]
    columns: int
    rows: float


@dataclass
class _Canvas:
    places: dict[str, Point] = field(default_factory=dict)
    routes: dict[Edge, tuple[Point, ...]] = field(default_factory=dict)
    rows: float = 0.0

    def finished(self) -> Layout:
        columns = 1 + max((int(column) for column, _ in self.places.values()), default=-1)
        return Layout(self.places, self.routes, columns, self.rows)


def arrange(nodes: Sequence[str], edges: Iterable[Edge]) -> Layout:
    """The layout of an acyclic graph; ``edges`` lead from what is used to what uses it."""
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    canvas = _Canvas()
    position = {name: index for index, name in enumerate(nodes)}
    parts = sorted(nx.weakly_connected_components(graph), key=lambda p: (-len(p), min(p)))
    for part in [p for p in parts if len(p) > 1]:
        names = sorted(part, key=position.__getitem__)
        _place_component(canvas, names, list(graph.subgraph(names).edges))
    _place_single(canvas, [min(p) for p in parts if len(p) == 1])
    return canvas.finished()


def implied_edges_removed(nodes: Iterable[str], edges: Iterable[Edge]) -> list[Edge]:
    """The edges that do not follow from others: the transitive reduction of an acyclic graph."""
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return sorted(nx.transitive_reduction(graph).edges)


def _place_component(canvas: _Canvas, names: list[str], edges: list[Edge]) -> None:
    number = {name: index for index, name in enumerate(names)}
    numbered = sorted((number[a], number[b]) for a, b in edges)
    (positions, _, _, pieces), *_ = from_edges(
        numbered, vertex_spacing=1, dummy_vertices=True, dummy_size=WIRE, check_layout=False
    )
    ranks = sorted({y for _, (_, y) in positions}, reverse=True)
    column = {y: float(index) for index, y in enumerate(ranks)}
    points = {int(n): (column[y], float(x)) for n, (x, y) in positions}
    top = min(row for _, row in points.values())
    points = {n: (c, row - top + canvas.rows) for n, (c, row) in points.items()}
    for name, index in number.items():
        canvas.places[name] = points[index]
    following: dict[int, list[int]] = {}
    for a, b in pieces or []:
        following.setdefault(int(a), []).append(int(b))
    for a, b in numbered:
        way = _way(a, b, following, len(names))
        canvas.routes[names[a], names[b]] = tuple(points[n] for n in way)
    canvas.rows = max(row for _, row in points.values()) + 1.5


def _way(start: int, end: int, following: Mapping[int, list[int]], nodes: int) -> list[int]:
    """The way points of an edge: the chain of dummies that leads from its start to its end."""
    for first in following.get(start, []):
        way, here = [], first
        while here >= nodes:
            way.append(here)
            (here,) = following[here]
        if here == end:
            return way
    return []


def _place_single(canvas: _Canvas, names: list[str]) -> None:
    """Nodes without any edge, in rows below the others."""
    columns = 1 + max((int(column) for column, _ in canvas.places.values()), default=3)
    for index, name in enumerate(names):
        canvas.places[name] = (float(index % columns), canvas.rows + index // columns)
    if names:
        canvas.rows += 1 + (len(names) - 1) // columns + 0.5
