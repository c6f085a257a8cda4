"""README and tutorial say what is so: their commands run, their tables are recomputed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import readme_tables
from documents import ROOT, Command, agrees, blocks, commands, complaint, region, run

from ua_symbolic.cli.main import COMMANDS
from ua_symbolic.report.graph_model import picture
from ua_symbolic.report.graph_svg import to_svg

README, TUTORIAL = ROOT / "README.md", ROOT / "notebooks" / "tutorial.md"
BUDGETS = ROOT / "notebooks" / "budgets.md"
SOURCES = {file.name: file.read_text(encoding="utf-8") for file in (README, TUTORIAL, BUDGETS)}
REFRESH = "after a change of the proofs: python tests/docs/refresh.py"


@pytest.mark.parametrize("name", SOURCES)
def test_every_command_prints_what_the_document_says(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "work"
    shutil.copytree(ROOT / "proofs", folder / "proofs")
    found = commands(SOURCES[name])
    outcomes = run(found, folder)
    wrong = [
        f"{name}:{command.line}: {command.text}\n{text}"
        for index, command in enumerate(found)
        if (text := complaint(found, outcomes, index))
    ]
    assert not wrong, "\n".join([*wrong, REFRESH])


def test_what_a_document_quotes_of_the_proofs_stands_there() -> None:
    proofs = "".join(f.read_text(encoding="utf-8") for f in (ROOT / "proofs").rglob("*.ua"))
    quoted = [content for mark, _, content in blocks(SOURCES["README.md"]) if mark == "ua"]
    assert quoted
    assert [text for text in quoted if text not in proofs] == []


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """The generated parts of README.md as they would be made now."""
    return dict(readme_tables.regions())


@pytest.mark.parametrize("name", readme_tables.NAMES)
def test_a_table_is_what_the_audit_and_the_closed_forms_give(
    made: dict[str, str], name: str
) -> None:
    assert region(SOURCES["README.md"], name).strip() == made[name], REFRESH


@pytest.mark.parametrize(
    ("file", "options"),
    [
        ("graph", {"lemmas": False}),
        ("single_head", {"statement": "upper.single_head", "lemmas": False}),
    ],
)
def test_a_committed_picture_shows_the_statements_and_statuses_of_the_audit(
    file: str, options: dict[str, object]
) -> None:
    made = to_svg(picture([readme_tables.audit()], **options))  # type: ignore[arg-type]
    kept = (readme_tables.DEVELOPMENT / f"{file}.svg").read_text(encoding="utf-8")
    assert _boxes(kept) == _boxes(made), REFRESH


def _boxes(svg: str) -> list[str]:
    found = re.findall(r'<g id="[^"]*"><title>[^<]*</title>', svg)
    assert len(found) > 5
    return found


def test_every_command_is_in_the_table_of_commands() -> None:
    table = SOURCES["README.md"].split("## Commands")[1].split("\n## ")[0]
    assert [c for c in COMMANDS if f"`ua {c} " not in table] == []


def test_links_lead_somewhere() -> None:
    for file in (README, TUTORIAL, BUDGETS):
        links = re.findall(r"\]\(([^)#]+)\)", SOURCES[file.name])
        local = [link for link in links if "://" not in link]
        assert [link for link in local if not (file.parent / link).exists()] == []


# --- the machinery itself -----------------------------------------------------------------------


def test_a_difference_is_seen_and_durations_are_not() -> None:
    assert agrees("proved (8 boxes, 1.12 s)", "proved (8 boxes, 0.98 s)\n")
    assert not agrees("proved (8 boxes, 1.12 s)", "proved (9 boxes, 1.12 s)")
    assert agrees("a\n...\nz", "a\nb\nc\nz")
    assert not agrees("a\n...\nz", "a\nb\nc")
    assert not agrees("", "something")


def test_a_failure_must_be_announced(tmp_path: Path) -> None:
    found = commands("```console\n$ false\n$ echo $?\n1\n$ false\n```\n")
    folder = tmp_path / "work"
    folder.mkdir()
    outcomes = run(found, folder)
    assert [complaint(found, outcomes, i) == "" for i in range(3)] == [True, True, False]


def test_commands_continue_after_a_backslash() -> None:
    (found,) = commands("text\n```console\n$ echo a \\\n    b\na b\n```\n")
    assert found == Command(3, "echo a \\\n    b", "a b")
