"""Source files that are wrong: exit 2, one or two lines with file and line, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_developments import assert_refused, ua

CHAIN = "lemma a\n  for x real\n  claim x <= x\n  proof\n    x\n      <= x  by {}\n"

SOURCES = {
    "attribute access": ("lemma a\n  for x real\n  claim x.y > 0\n", "a.ua:3:"),
    "call of a builtin": ("lemma a\n  for x real\n  claim eval(x) > 0\n", "a.ua:3:"),
    "no such lemma": (CHAIN.format("no.lemma"), "a.ua:6:"),
    "no such rule": (CHAIN.format("magic"), "a.ua:6:"),
    "uses itself": (CHAIN.format("a"), "a.ua:1:"),
    "stated twice": ("lemma a\n  claim 0 <= 1\nlemma a\n  claim 0 <= 2\n", "a.ua:3:"),
    "no claim": ("lemma a\n  for x real\n", "a.ua:1:"),
    "a leaf without a source": ("cited a\n  claim 0 <= 1\n", "a.ua:1:"),
    "an empty range": ("lemma a\n  for x in [1, 0]\n  claim x <= x\n", "a.ua:2:"),
    "a float": ("lemma a\n  for x real\n  claim x <= nan\n", "a.ua:3:"),
    "no heading": ("(" * 100_000 + "\n", "a.ua:1:"),
    "parentheses": (f"lemma a\n  for x real\n  claim {'(' * 100_000}x > 0\n", "a.ua:3:"),
    "a cycle": (CHAIN.format("b") + CHAIN.format("a").replace("lemma a", "lemma b"), "a.ua:1:"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_wrong_source_is_refused_with_its_place(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, place = SOURCES[name]
    (tmp_path / "a.ua").write_text(text)
    said = ua(capsys, "check", tmp_path)
    assert_refused(said, place)
    assert max(map(len, said.err.splitlines())) < 400
    assert [f.name for f in tmp_path.iterdir()] == ["a.ua"]


def test_a_source_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.ua").write_bytes(b"\xff\xfe\x00")
    assert_refused(ua(capsys, "check", tmp_path), "a.ua", "cannot be read")
