"""``ua graph``: the proof graph as a picture or as data, by the suffix of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ua_symbolic.cli.opening import audits
from ua_symbolic.cli.options import directory_argument
from ua_symbolic.cli.output import note, require_writable, write_file
from ua_symbolic.errors import UserError

if TYPE_CHECKING:
    from ua_symbolic.report.graph_model import Picture

SUFFIXES = (".svg", ".dot", ".mmd", ".graphml", ".json")


@click.command("graph")
@directory_argument
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Where to write; the suffix decides: svg, dot, mmd, graphml or json.",
)
@click.option("--statement", "name", metavar="ID", help="Only this statement and its cone.")
@click.option("--definitions", is_flag=True, help="Show definitions too.")
@click.option("--theorems", is_flag=True, help="Show only theorems, corollaries and leaves.")
def command(
    directory: str | None, file: Path, name: str | None, definitions: bool, theorems: bool
) -> None:
    """The proof graph of DIR (proofs/ without it); an edge leads to what uses a statement.

    Definitions are left out unless asked for. With --theorems, an edge may lead through lemmas
    that are not shown.
    """
    writer = _writer(file)
    require_writable(file)
    from ua_symbolic.audit.graph import find
    from ua_symbolic.report.graph_model import picture

    shown = audits(directory)
    if name is not None:
        audit, statement = find(shown, name)
        shown, name = (audit,), statement.id
    drawn = picture(shown, statement=name, definitions=definitions, lemmas=not theorems)
    write_file(file, writer(drawn))
    note(f"{file}: {len(drawn.nodes)} nodes, {len(drawn.edges)} edges")


def _writer(file: Path) -> Callable[[Picture], str]:
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise UserError(f"{file}: the suffix must be one of {', '.join(SUFFIXES)}")
    from ua_symbolic.report import graph_model, graph_svg, graph_text

    return {
        ".svg": graph_svg.to_svg,
        ".dot": graph_text.to_dot,
        ".mmd": graph_text.to_mermaid,
        ".graphml": graph_model.to_graphml,
        ".json": graph_model.to_json,
    }[suffix]
