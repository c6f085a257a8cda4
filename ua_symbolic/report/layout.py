"""Places for the nodes of a proof graph: what is used stands left of what uses it.

The layered layout itself (ranks, crossings, coordinates) is that of ``fast_sugiyama``; here
unconnected parts are put beside and below each other, and edges over several columns get their
way points.
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

BETWEEN = 0.5
"""Rows left free between unconnected parts."""


@dataclass(frozen=True)
class Layout:
    """Columns are counted from 0, rows are real numbers at least 1 apart in a column.

    ``routes`` holds, for each edge, the points between its ends at which it crosses a column.
    """

    places: Mapping[str, Point]
    routes: Mapping[Edge, tuple[Point, ...]]
    columns: int


@dataclass(frozen=True)
class _Block:
    """One connected part, with its own columns and rows from 0."""

    places: dict[str, Point]
    routes: dict[Edge, tuple[Point, ...]]

    @property
    def columns(self) -> int:
        return 1 + int(max(column for column, _ in self.places.values()))

    @property
    def rows(self) -> float:
        ways = (row for route in self.routes.values() for _, row in route)
        return 1 + max(*(row for _, row in self.places.values()), *ways, 0.0)


@dataclass
class _Shelves:
    """Blocks side by side on shelves as wide as the widest, one shelf below the other."""

    columns: int
    places: dict[str, Point] = field(default_factory=dict)
    routes: dict[Edge, tuple[Point, ...]] = field(default_factory=dict)
    left: int = 0
    top: float = 0.0
    bottom: float = 0.0

    def put(self, block: _Block) -> None:
        if self.left and self.left + block.columns > self.columns:
            self.left, self.top = 0, self.bottom + BETWEEN
        self.places |= {name: self._moved(p) for name, p in block.places.items()}
        self.routes |= {e: tuple(map(self._moved, way)) for e, way in block.routes.items()}
        self.left += block.columns
        self.bottom = max(self.bottom, self.top + block.rows)

    def _moved(self, point: Point) -> Point:
        return point[0] + self.left, point[1] + self.top


def arrange(nodes: Sequence[str], edges: Iterable[Edge]) -> Layout:
    """The layout of an acyclic graph; ``edges`` lead from what is used to what uses it."""
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    position = {name: index for index, name in enumerate(nodes)}
    parts = [sorted(p, key=position.__getitem__) for p in nx.weakly_connected_components(graph)]
    parts.sort(key=lambda names: (-len(names), position[names[0]]))
    blocks = [_block(names, sorted(graph.subgraph(names).edges)) for names in parts]
    shelves = _Shelves(max((block.columns for block in blocks), default=0))
    for block in blocks:
        shelves.put(block)
    return Layout(shelves.places, shelves.routes, shelves.columns)


def implied_edges_removed(nodes: Iterable[str], edges: Iterable[Edge]) -> list[Edge]:
    """The edges that do not follow from others: the transitive reduction of an acyclic graph."""
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return sorted(nx.transitive_reduction(graph).edges)


def _block(names: list[str], edges: list[Edge]) -> _Block:
    if len(names) == 1:
        return _Block({names[0]: (0.0, 0.0)}, {})
    number = {name: index for index, name in enumerate(names)}
    numbered = sorted((number[a], number[b]) for a, b in edges)
    (positions, _, _, pieces), *_ = from_edges(
        numbered, vertex_spacing=1, dummy_vertices=True, dummy_size=WIRE, check_layout=False
    )
    ranks = sorted({y for _, (_, y) in positions}, reverse=True)
    column = {y: float(index) for index, y in enumerate(ranks)}
    top = min(x for _, (x, _) in positions)
    points = {int(n): (column[y], float(x) - top) for n, (x, y) in positions}
    following: dict[int, list[int]] = {}
    for a, b in pieces or []:
        following.setdefault(int(a), []).append(int(b))
    routes = {
        (names[a], names[b]): tuple(points[n] for n in _way(a, b, following, len(names)))
        for a, b in numbered
    }
    return _Block({name: points[index] for name, index in number.items()}, routes)


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
