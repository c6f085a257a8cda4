"""The picture: well formed, the same every time, nothing overlaps, everything fits."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import pytest
from fabricated_audits import large, subject

from ua_symbolic.audit import build_audit
from ua_symbolic.report.graph_model import Picture, picture, reduced, wrapped
from ua_symbolic.report.graph_svg import HEAD, to_svg
from ua_symbolic.report.graph_text import to_dot, to_mermaid
from ua_symbolic.report.layout import arrange

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Box:
    name: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def boxes(svg: str) -> list[Box]:
    found = []
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        shape = group.find(f"{SVG}rect")
        polygon = group.find(f"{SVG}polygon")
        if shape is not None:
            x, y, w, h = (float(shape.attrib[k]) for k in ("x", "y", "width", "height"))
            found.append(Box(group.attrib["id"], x, y, x + w, y + h))
        elif polygon is not None:
            points = [tuple(map(float, p.split(","))) for p in polygon.attrib["points"].split()]
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            found.append(Box(group.attrib["id"], min(xs), min(ys), max(xs), max(ys)))
    return found


@pytest.fixture(scope="module")
def shown() -> Picture:
    return picture([large()])


@pytest.mark.parametrize("seed", range(6))
def test_no_two_boxes_overlap_and_all_are_on_the_page(seed: int) -> None:
    svg = to_svg(picture([large(seed=seed)]))
    placed = boxes(svg)
    assert len(placed) == 60
    for a, b in itertools.combinations(placed, 2):
        assert not a.meets(b), (a, b)
    root = ET.fromstring(svg)
    across, down = float(root.attrib["width"]), float(root.attrib["height"])
    assert all(b.left > 0 and b.right < across and b.top > HEAD and b.bottom < down for b in placed)


def test_what_is_used_stands_left_of_what_uses_it(shown: Picture) -> None:
    placed = {b.name: b for b in boxes(to_svg(shown))}
    assert all(placed[a].right < placed[b].left for a, b in shown.edges)


def test_no_letter_is_smaller_than_eleven_pixels(shown: Picture) -> None:
    texts = list(ET.fromstring(to_svg(shown)).iter(f"{SVG}text"))
    assert len(texts) > 120
    assert min(float(t.attrib["font-size"]) for t in texts) >= 11


def test_every_edge_is_drawn_once_or_follows_from_others(shown: Picture) -> None:
    drawn = reduced(shown)
    paths = list(ET.fromstring(to_svg(shown)).iter(f"{SVG}path"))
    assert len(paths) == len(drawn.edges) < len(shown.edges)


def test_the_same_audit_gives_the_same_bytes(shown: Picture) -> None:
    assert to_svg(shown) == to_svg(picture([large()]))


def test_markup_in_names_and_titles_is_text() -> None:
    audit = build_audit("a < b & c", [subject("a", title='<script>"1" & 2</script>')])
    shown = picture([audit])
    assert "<script>" not in to_svg(shown)
    ET.fromstring(to_svg(shown))
    assert '\\"1\\"' in to_dot(shown)
    assert "<script>" not in to_mermaid(shown)


def test_an_empty_and_a_cyclic_graph_can_be_drawn() -> None:
    assert boxes(to_svg(picture([build_audit("empty", [])]))) == []
    cycle = build_audit("c", [subject("a", uses=("b",)), subject("b", uses=("a",))])
    assert len(boxes(to_svg(picture([cycle])))) == 2


def test_definitions_only_if_asked_for() -> None:
    audit = build_audit("m", [subject("definition f", kind="definition"), subject("a")])
    assert len(picture([audit]).nodes) == 1
    assert len(boxes(to_svg(picture([audit], definitions=True)))) == 2


def test_titles_are_cut_at_words() -> None:
    assert wrapped("one two three four five six", 9, 2)[0] == "one two"
    assert wrapped("one two three four five six", 9, 2)[1].endswith("\N{HORIZONTAL ELLIPSIS}")
    assert wrapped("short", 9, 2) == ["short"]


def test_long_edges_pass_between_the_boxes() -> None:
    nodes = ["a", "b", "c", "d", "e"]
    edges = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "e"), ("d", "e"), ("a", "d")]
    layout = arrange(nodes, edges)
    assert [layout.places[n][0] for n in nodes] == [0, 1, 2, 3, 4]
    assert len(layout.routes["a", "e"]) == 3
    for edge, route in layout.routes.items():
        for column, row in route:
            others = [p for n, p in layout.places.items() if p[0] == column and n not in edge]
            assert all(abs(row - p[1]) > 0.5 for p in others)
