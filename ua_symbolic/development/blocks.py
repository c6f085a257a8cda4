"""Source text as a tree of lines by indentation: the outer form of a development file.

A line deeper than the one before belongs to it.  ``#`` starts a comment line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ua_symbolic.errors import DevelopmentError


@dataclass(frozen=True)
class Location:
    """A place in a source file, for messages."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass
class Block:
    """One line of source with the lines that belong to it."""

    text: str
    location: Location
    indent: int
    children: list[Block] = field(default_factory=list)

    def lines(self) -> int:
        """The last line number that belongs to the block."""
        return self.children[-1].lines() if self.children else self.location.line


def error(location: Location, message: str) -> DevelopmentError:
    """A DevelopmentError that names file and line."""
    return DevelopmentError(f"{location}: {message}")


def read_blocks(file: Path) -> list[Block]:
    """The top-level blocks of a file; DevelopmentError if it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise DevelopmentError(f"{file}: cannot be read ({problem})") from problem
    return parse_blocks(text, file)


def parse_blocks(text: str, file: Path) -> list[Block]:
    """The tree of lines of ``text``; a tab in the indentation is refused."""
    root = Block("", Location(file, 0), -1)
    stack = [root]
    for number, line in enumerate(text.splitlines(), start=1):
        body = line.strip()
        if not body or body.startswith("#"):
            continue
        location = Location(file, number)
        indent = len(line) - len(line.lstrip())
        if "\t" in line[:indent]:
            raise error(location, "indent with spaces, not tabs")
        block = Block(body, location, indent)
        while stack[-1].indent >= indent:
            stack.pop()
        stack[-1].children.append(block)
        stack.append(block)
    return root.children
