"""``ua new``: a development to start from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from ua_symbolic.cli.output import say, write_file
from ua_symbolic.errors import UserError

SOURCES = ("mine.ua", "README.md")


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Start a development in the new folder DIR: a few statements that check, with comments."""
    template = files("ua_symbolic.cli").joinpath("template")
    texts = {name: template.joinpath(name).read_text(encoding="utf-8") for name in SOURCES}
    _make(folder)
    for name, text in texts.items():
        written = text.replace("FOLDER", str(folder)).replace("# NAME", f"# {folder.name}")
        write_file(folder / name, written)
    say(f"{folder / SOURCES[0]} has three statements that check; try: ua check {folder}")


def _make(folder: Path) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError(f"{folder}: is there already and not empty; name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UserError(f"{folder}: cannot be made ({reason})") from problem
