"""Bring README.md, its pictures and the tutorial up to date with what the commands print now.

    python tests/docs/refresh.py

Outputs with a line ``...`` are left to a person.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from documents import ROOT, commands, complaint, run, with_region
from readme_tables import regions


def refreshed(document: str, folder: Path) -> tuple[str, list[str]]:
    """The document with its outputs replaced where they differ, and what a person must look at."""
    found = commands(document)
    outcomes = run(found, folder)
    lines = document.split("\n")
    left = []
    for index in reversed(range(len(found))):
        wrong = complaint(found, outcomes, index)
        if not wrong:
            continue
        command = found[index]
        shown = command.expected.splitlines()
        first = command.line - 1 + len(command.text.splitlines())
        if any(line.strip() == "..." for line in shown) or not wrong.startswith("prints"):
            left.append(f"line {command.line}: {command.text}: {wrong}")
            continue
        lines[first : first + len(shown)] = outcomes[index].text.strip("\n").splitlines()
    return "\n".join(lines), left


def main() -> None:
    """Refresh the documents in place."""
    for name in ("README.md", "notebooks/tutorial.md", "notebooks/budgets.md"):
        file = ROOT / name
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "work"
            shutil.copytree(ROOT / "proofs", folder / "proofs")
            text, left = refreshed(file.read_text(encoding="utf-8"), folder)
            if file.name == "README.md":
                for region, content in regions():
                    text = with_region(text, region, content)
                for picture in (folder / "proofs" / "prompting").glob("*.svg"):
                    shutil.copy(picture, ROOT / "proofs" / "prompting")
        file.write_text(text, encoding="utf-8")
        sys.stdout.writelines(f"{file.name} {remark}\n" for remark in left)


if __name__ == "__main__":
    main()
