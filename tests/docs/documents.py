"""Documents that run: console blocks of Markdown as shell sessions, and generated tables.

A fenced block marked ``console`` holds commands after ``$ `` (continued after a backslash) and what
they print.  All blocks of a document run one after the other, in one shell, in a scratch folder.  A
line ``...`` stands for any lines.  Durations, versions and widths of columns may differ.  A command
that fails must be followed by ``$ echo $?``.  A block marked ``ua FILE`` is written to that file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "@@ua-docs"
DURATION = re.compile(r"\d+(\.\d+)? ?(s|ms|min)\b")
WIDTHS = ((re.compile(" {2,}"), " "), (re.compile("─+"), "─"))
VERSION = re.compile(r"\d+\.\d+\.\d+\S*")
ASKS_STATUS = "echo $?"


@dataclass(frozen=True)
class Command:
    """One command of a document, and what the document says it prints."""

    line: int
    text: str
    expected: str


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit status."""

    text: str
    status: int


def blocks(document: str) -> Iterator[tuple[str, int, str]]:
    """What every fenced block is marked with, its first line, and its content."""
    for found in FENCE.finditer(document):
        yield found[1], document.count("\n", 0, found.start()) + 2, found[2]


def commands(document: str) -> list[Command]:
    """The commands of all console blocks, and those that write files, in order."""
    found: list[Command] = []
    for mark, line, content in blocks(document):
        if mark == "console":
            found.extend(_commands(line, content))
        elif mark.startswith("ua "):
            file = mark.removeprefix("ua ")
            found.append(Command(line, f"cat > {file} <<'UA_END'\n{content}UA_END", ""))
    return found


def _commands(first: int, block: str) -> Iterator[Command]:
    lines = block.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        last = start
        while lines[last].endswith("\\"):
            last += 1
        text = "\n".join([lines[start][2:], *lines[start + 1 : last + 1]])
        yield Command(first + start, text, "\n".join(lines[last + 1 : end]))


def run(found: Sequence[Command], folder: Path) -> list[Outcome]:
    """Run the commands in one shell in a folder, with ``ua`` of this checkout on the path."""
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    program = tools / "ua"
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -W error::SyntaxWarning -m ua_symbolic.cli.main "$@"\n'
    )
    program.chmod(0o755)
    python = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(tools), python, os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "80",
        "NO_COLOR": "1",
    }
    script = "".join(f"{c.text}\nua_status=$?; echo; echo {MARK} $ua_status; (exit $ua_status)\n"
                     for c in found)  # fmt: skip
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=300,
    )
    pieces = re.split(rf"\n{MARK} (\d+)\n", done.stdout)
    return [Outcome(t, int(s)) for t, s in zip(pieces[0::2], pieces[1::2], strict=False)]


def settled(text: str) -> list[str]:
    """The lines, without what may differ from run to run."""
    lines = (DURATION.sub("# s", VERSION.sub("#.#.#", line.strip())) for line in text.splitlines())
    for pattern, replacement in WIDTHS:  # a column is as wide as a duration in it
        lines = (pattern.sub(replacement, line) for line in list(lines))
    return [line for line in lines if line]


def agrees(expected: str, printed: str) -> bool:
    """Whether what was printed is what is expected, ``...`` standing for any lines."""
    parts = [r"(?:.*\n)*" if line.strip() == "..." else re.escape(line) + r"\n"
             for line in settled(expected)]  # fmt: skip
    return re.fullmatch("".join(parts), "".join(f"{x}\n" for x in settled(printed))) is not None


def complaint(found: Sequence[Command], outcomes: Sequence[Outcome], index: int) -> str:
    """What is wrong with one command of a document; empty if nothing is."""
    if index >= len(outcomes):
        return "the shell did not come as far as this"
    command, outcome = found[index], outcomes[index]
    if not agrees(command.expected, outcome.text):
        return f"prints\n{outcome.text}"
    said = index + 1 < len(found) and found[index + 1].text == ASKS_STATUS
    if outcome.status and not said:
        return f"has exit status {outcome.status}, and the document does not say so"
    return ""


def region(document: str, name: str) -> str:
    """The generated part of a document between two comments with its name."""
    return document.split(f"<!-- {name} -->\n")[1].split(f"<!-- end of {name} -->")[0].strip("\n")


def with_region(document: str, name: str, content: str) -> str:
    """The document with other content in a generated part."""
    before, rest = document.split(f"<!-- {name} -->\n")
    _, after = rest.split(f"<!-- end of {name} -->")
    return f"{before}<!-- {name} -->\n\n{content}\n\n<!-- end of {name} -->{after}"
