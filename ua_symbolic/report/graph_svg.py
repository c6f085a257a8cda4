"""The proof graph as SVG, laid out left to right; nothing but text and paths, legible unzoomed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from ua_symbolic.audit.model import GOALS, StatementAudit
from ua_symbolic.report.graph_model import Picture, ids, reduced, wrapped
from ua_symbolic.report.graph_style import STYLES, Style, style_name
from ua_symbolic.report.layout import Layout, Point, arrange

FONT = "DejaVu Sans, Verdana, Arial, sans-serif"
NAME_SIZE, TITLE_SIZE = 13, 11
NAME_ADVANCE, TITLE_ADVANCE = 8.6, 6.3  # pixels a character, on the safe side
HEIGHT, ROW, GAP, MARGIN, HEAD = 74.0, 90.0, 48.0, 24.0, 88.0
LEAST_WIDTH, MOST_WIDTH = 214.0, 320.0
TITLE_LINES = 3


@dataclass(frozen=True)
class _Page:
    """Where columns and rows are on the page."""

    layout: Layout
    width: float  # of a box

    def left(self, point: Point) -> float:
        return MARGIN + point[0] * (self.width + GAP)

    def middle(self, point: Point) -> float:
        return HEAD + MARGIN + HEIGHT / 2 + point[1] * ROW

    @property
    def size(self) -> tuple[float, float]:
        columns = max(1, self.layout.columns)
        across = 2 * MARGIN + columns * self.width + (columns - 1) * GAP
        rows = max((row for _, row in self.layout.places.values()), default=0.0)
        ways = (row for route in self.layout.routes.values() for _, row in route)
        down = HEAD + 2 * MARGIN + HEIGHT + max(rows, *ways, 0.0) * ROW
        return max(across, 900.0), down


def to_svg(shown: Picture) -> str:
    """The picture; edges that follow from others are left out."""
    drawn = reduced(shown)
    layout = arrange(ids(drawn.nodes), drawn.edges)
    page = _Page(layout, _box_width(drawn))
    across, down = page.size
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across:.0f}" height="{down:.0f}" '
        f'viewBox="0 0 {across:.0f} {down:.0f}" font-family="{FONT}" role="img" '
        f'aria-label="{escape("Proof graph of " + shown.title)}">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *_head(shown),
        *(_edge(page, edge) for edge in drawn.edges),
        *(part for node in drawn.nodes for part in _node(page, node)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _box_width(shown: Picture) -> float:
    longest = max((len(node.id) for node in shown.nodes), default=0)
    return min(MOST_WIDTH, max(LEAST_WIDTH, longest * NAME_ADVANCE + 20))


# --- heading and legend -----------------------------------------------------------------------


def _head(shown: Picture) -> Iterator[str]:
    yield (
        f'<text x="{MARGIN}" y="36" font-size="20" font-weight="bold">{escape(shown.title)}</text>'
    )
    yield (
        f'<text x="{MARGIN}" y="56" font-size="12" fill="#444444">{len(shown.nodes)} nodes; '
        "an edge leads to what uses a statement; edges that follow from others are not drawn; "
        f"{escape(shown.note)}</text>"
    )
    x = MARGIN
    present = {style_name(node) for node in shown.nodes}
    for name, style in STYLES.items():
        if name in present:
            yield _shape(style, x, 70, 26, 18, 1.5)
            yield (f'<text x="{x + 34:.0f}" y="84" font-size="12">{escape(style.meaning)}</text>')
            x += 62 + 7.2 * len(style.meaning)


# --- boxes and edges --------------------------------------------------------------------------


def _node(page: _Page, node: StatementAudit) -> Iterator[str]:
    point = page.layout.places[node.id]
    x, y = page.left(point), page.middle(point) - HEIGHT / 2
    style = STYLES[style_name(node)]
    yield f'<g id="{escape(node.id)}"><title>{escape(_tooltip(node))}</title>'
    yield _shape(style, x, y, page.width, HEIGHT, 3.0 if node.kind in GOALS else 1.5)
    middle = x + page.width / 2
    titles = wrapped(node.title, int((page.width - 16) / TITLE_ADVANCE), TITLE_LINES)
    first = y + HEIGHT / 2 + 5 - 7.5 * len(titles)
    yield _line(node.id.removeprefix("definition "), middle, first, NAME_SIZE, page.width - 14)
    for index, title in enumerate(titles):
        yield (
            f'<text x="{middle:.1f}" y="{first + 16 + 14 * index:.1f}" font-size="{TITLE_SIZE}" '
            f'text-anchor="middle" fill="#333333">{escape(title)}</text>'
        )
    yield "</g>"


def _line(text: str, x: float, y: float, size: int, room: float) -> str:
    """One bold line, squeezed only if it would not fit."""
    fit = ""
    if len(text) * NAME_ADVANCE > room:
        fit = f' textLength="{room:.0f}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="bold" '
        f'text-anchor="middle"{fit}>{escape(text)}</text>'
    )


def _tooltip(node: StatementAudit) -> str:
    parts = [f"{node.kind} {node.id}: {node.status}", node.title, node.source]
    return "\n".join(part for part in parts if part)


def _shape(style: Style, x: float, y: float, width: float, height: float, line: float) -> str:
    dashes = ' stroke-dasharray="6 4"' if style.dashed else ""
    paint = f'fill="{style.fill}" stroke="{style.line}" stroke-width="{line}"{dashes}'
    if style.shape == "cut":
        c = min(10.0, height / 3)
        right, bottom = x + width, y + height
        corners = [(x + c, y), (right - c, y), (right, y + c), (right, bottom - c),
                   (right - c, bottom), (x + c, bottom), (x, bottom - c), (x, y + c)]  # fmt: skip
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
        return f'<polygon points="{points}" {paint}/>'
    radius = height / 2 if style.shape == "pill" else min(8.0, height / 3)
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{radius:.1f}" {paint}/>'
    )


def _edge(page: _Page, edge: tuple[str, str]) -> str:
    """A curve from the right side of a box to the left side of another, level at way points."""
    start, end = page.layout.places[edge[0]], page.layout.places[edge[1]]
    x, y = page.left(start) + page.width, page.middle(start)
    path = [f"M {x:.1f} {y:.1f}"]
    for point in (*page.layout.routes.get(edge, ()), end):
        to_x, to_y = page.left(point), page.middle(point)
        bend = max(24.0, (to_x - x) / 2)
        path.append(f"C {x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = to_x, to_y
        if point != end:
            x += page.width
            path.append(f"L {x:.1f} {y:.1f}")
    tip = f"M {x - 7:.1f} {y - 4:.1f} L {x:.1f} {y:.1f} L {x - 7:.1f} {y + 4:.1f}"
    return f'<path d="{" ".join(path)} {tip}" fill="none" stroke="#8a8f98" stroke-width="1.3"/>'
