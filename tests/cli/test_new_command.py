"""``ua new``: what it writes can be checked, and it overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_developments import assert_refused, ua

Capture = pytest.CaptureFixture[str]


def test_a_new_development_checks(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "mine"
    assert ua(capsys, "new", folder).status == 0
    said = ua(capsys, "check", folder, "--jobs", "1")
    assert said.status == 0, said.out
    assert str(folder) in (folder / "README.md").read_text()
    assert "rest on mine.mean" in ua(capsys, "impact", "mine.mean_inequality", folder).out.replace(
        "rests", "rest"
    )


def test_nothing_is_overwritten(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    assert_refused(ua(capsys, "new", tmp_path / "mine"), "not empty")
    (tmp_path / "file").write_text("")
    assert_refused(ua(capsys, "new", tmp_path / "file"))
    assert_refused(ua(capsys, "new", tmp_path / "file" / "below"))
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["file", "mine", "notes.txt"]


def test_its_closed_form_has_values(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "mine"
    ua(capsys, "new", folder)
    values = ["--set", "L=2", "--set", "eps=1/1000"]
    assert ua(capsys, "bound", "mine.steps", folder, *values).out == "4000000\n"
    assert "mine.steps(L, eps)" in ua(capsys, "bound", "--json", "mine.steps", folder,
                                      "--symbolic").out  # fmt: skip
