"""Plain text tables, wide enough for what is in them and without colour codes in a pipe."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table


def rendered(*things: RenderableType) -> str:
    """What rich would print, as text without colours, as wide as the terminal or wider."""
    stream = io.StringIO()
    width = max(100, shutil.get_terminal_size((100, 24)).columns)
    console = Console(file=stream, width=width, no_color=True, highlight=False, soft_wrap=False)
    for thing in things:
        console.print(thing)
    lines = (line.rstrip() for line in stream.getvalue().splitlines())
    return "\n".join(lines).strip("\n")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[str] = ()) -> str:
    """A table with the given headings; those in ``right`` are set flush right."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        made.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(cell.replace("[", r"\[") for cell in row))
    return rendered(made)
