"""Plain text as wide as the terminal, without colour codes in a pipe."""

from __future__ import annotations

import io
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

LEAST, WITHOUT_TERMINAL = 72, 100
"""Columns of text: on the narrowest terminal, and in a pipe."""

PROSE = 24
"""The least width of a column of prose."""


def text_width() -> int:
    """The columns to fill."""
    return max(LEAST, shutil.get_terminal_size((WITHOUT_TERMINAL, 24)).columns)


def rendered(*things: RenderableType, width: int | None = None) -> str:
    """What rich would print, as text without colours."""
    stream = io.StringIO()
    console = Console(
        file=stream, width=width or text_width(), no_color=True, highlight=False, soft_wrap=False
    )
    for thing in things:
        console.print(thing)
    lines = (line.rstrip() for line in stream.getvalue().splitlines())
    return "\n".join(lines).strip("\n")


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
    prose: Sequence[str] = (),
) -> str:
    """A table with the given headings; those in ``right`` are set flush right.

    Only the columns in ``prose`` are broken into lines: names and numbers keep together, even if
    the table becomes wider than the terminal.
    """
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    cells = [list(row) for row in rows]
    least = 0
    for index, heading in enumerate(headings):
        said = [*heading.splitlines(), *(row[index] for row in cells)]
        width = PROSE if heading in prose else max(map(len, said))
        justify: Literal["left", "right"] = "right" if heading in right else "left"
        made.add_column(heading, justify=justify, overflow="fold", min_width=width)
        least += width + 2
    for row in cells:
        made.add_row(*(escape(cell) for cell in row))
    return rendered(made, width=max(text_width(), least))


def paragraph(label: str, text: str) -> str:
    """A label and a text that is broken into lines, which hang below its beginning."""
    return textwrap.fill(
        text,
        text_width(),
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    )
