"""How the picture shows kinds and statuses: by colour and by shape, so that either is enough."""

from __future__ import annotations

from dataclasses import dataclass

from ua_symbolic.audit.model import MODULO, OPEN, PROVED, REFUTED, STALE, StatementAudit


@dataclass(frozen=True)
class Style:
    """Colours, dashes and the shape of one box."""

    meaning: str
    fill: str
    line: str
    dashed: bool = False
    shape: str = "box"  # box | cut (corners off) | pill

    @property
    def dot_shape(self) -> str:
        """The nearest shape of Graphviz."""
        return {"box": "box", "cut": "octagon", "pill": "ellipse"}[self.shape]


STYLES = {
    PROVED: Style("proved", "#e3f4e1", "#2e7d32"),
    MODULO: Style("proved modulo leaves", "#e4eefb", "#1f5fa8"),
    "leaf": Style("leaf: argued or cited", "#fdf0d5", "#a86400", shape="cut"),
    "definition": Style("definition", "#f4f4f4", "#666666", shape="pill"),
    STALE: Style("stale", "#eeeeee", "#777777", dashed=True),
    OPEN: Style("open", "#ffffff", "#c62828", dashed=True),
    REFUTED: Style("refuted", "#f8c9c9", "#b00020", shape="cut"),
}


def style_name(statement: StatementAudit) -> str:
    """Which style a statement is drawn in: what is wrong shows before what it is."""
    if statement.status in (STALE, OPEN, REFUTED):
        return statement.status
    if statement.is_leaf:
        return "leaf"
    return "definition" if statement.is_definition else statement.status
