"""What commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from ua_symbolic.errors import UserError


def say(text: str) -> None:
    """A result, on standard output."""
    click.echo(text)


def note(text: str) -> None:
    """A remark, on standard error."""
    click.echo(f"ua: {text}", err=True)


def say_json(data: Any) -> None:
    """One JSON object, on standard output."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))


def write_file(file: Path, content: str | bytes) -> None:
    """Write a file that the user asked for; UserError if that is impossible."""
    try:
        if isinstance(content, str):
            file.write_text(content, encoding="utf-8")
        else:
            file.write_bytes(content)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UserError(f"{file}: cannot be written ({reason})") from problem


def require_writable(file: Path) -> None:
    """UserError, before any work is done, if a file cannot be written where the user wants it."""
    folder = file.parent
    if not folder.is_dir():
        raise UserError(f"{file}: there is no folder {folder}; make it first")
    if file.is_dir():
        raise UserError(f"{file}: is a folder; name a file")
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise UserError(f"{file}: cannot be written; choose another place")


def read_json(file: Path, kind: str) -> Any:
    """The JSON in a file; UserError, which calls it a ``kind``, for anything else."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise UserError(f"{file}: cannot be read ({problem.strerror})") from problem
    except json.JSONDecodeError as problem:
        raise UserError(
            f"{file}: not a {kind}: {problem.msg} at line {problem.lineno}, "
            f"column {problem.colno}; is it complete?"
        ) from problem
    except (ValueError, RecursionError) as problem:
        raise UserError(f"{file}: not a {kind}") from problem
