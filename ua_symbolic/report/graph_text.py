"""The proof graph in the languages of Graphviz and Mermaid."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ua_symbolic.report.graph_model import Picture, reduced, wrapped
from ua_symbolic.report.graph_style import STYLES, style_name


def to_dot(shown: Picture) -> str:
    """A digraph for Graphviz."""
    return "\n".join(_dot(reduced(shown))) + "\n"


def _dot(shown: Picture) -> Iterator[str]:
    yield f"digraph {json.dumps(shown.title)} {{"
    yield '  rankdir=LR; node [fontname="Helvetica", fontsize=12]; edge [color="#8a8f98"];'
    for node in shown.nodes:
        style = STYLES[style_name(node)]
        label = "\\n".join([_dot_text(node.id), *map(_dot_text, wrapped(node.title, 32, 2))])
        look = "filled,dashed" if style.dashed else "filled"
        look += ",rounded" if style.shape == "box" else ""
        yield (
            f'  {json.dumps(node.id)} [label="{label}", shape={style.dot_shape}, style="{look}", '
            f'fillcolor="{style.fill}", color="{style.line}"];'
        )
    for used, user in shown.edges:
        yield f"  {json.dumps(used)} -> {json.dumps(user)};"
    yield "}"


def _dot_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def to_mermaid(shown: Picture) -> str:
    """A flowchart for Mermaid."""
    return "\n".join(_mermaid(reduced(shown))) + "\n"


def _mermaid(shown: Picture) -> Iterator[str]:
    yield "flowchart LR"
    number = {node.id: f"n{index}" for index, node in enumerate(shown.nodes)}
    brackets = {"box": ("(", ")"), "cut": ("{{", "}}"), "pill": ("([", "])")}
    for node in shown.nodes:
        name = style_name(node)
        opening, closing = brackets[STYLES[name].shape]
        label = "<br/>".join([f"<b>{_mermaid_text(node.id)}</b>",
                              *map(_mermaid_text, wrapped(node.title, 32, 2))])  # fmt: skip
        yield f'  {number[node.id]}{opening}"{label}"{closing}:::{_class(name)}'
    for used, user in shown.edges:
        yield f"  {number[used]} --> {number[user]}"
    for name, style in STYLES.items():
        dashes = ",stroke-dasharray:5 4" if style.dashed else ""
        yield f"  classDef {_class(name)} fill:{style.fill},stroke:{style.line}{dashes}"


def _class(name: str) -> str:
    return "s_" + name.replace("-", "_")


def _mermaid_text(text: str) -> str:
    replaced = text.replace("&", "&amp;").replace('"', "#quot;")
    return replaced.replace("<", "&lt;").replace(">", "&gt;")
