"""``ua bound``: values, formulas, and every way of asking wrongly."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cli_developments import assert_refused, development, ua

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    development(tmp_path / "proofs" / "mine")
    monkeypatch.chdir(tmp_path)


def test_an_integer_is_printed_with_all_of_its_digits(capsys: Capture) -> None:
    said = ua(capsys, "bound", "upper.count", "--set", "m=1000", "--set", "eps=1e-9")
    assert (said.status, said.out) == (0, "1" + "0" * 9000 + "\n")


def test_a_default_counts_and_is_shown(capsys: Capture) -> None:
    said = ua(capsys, "bound", "upper.count", "--set", "m=2", "--json")
    assert json.loads(said.out) == {
        "name": "upper.count", "at": {"eps": "1/10", "m": "2"}, "integer": "100",
    }  # fmt: skip


def test_a_decimal_has_the_digits_that_were_asked_for(capsys: Capture) -> None:
    said = ua(capsys, "bound", "upper.side", "--set", "m=2", "--digits", "20", "--json")
    found = json.loads(said.out)
    assert found["decimal"] == "0.70710678118654752440"
    assert found["enclosure"] == ["0.70710678118654752440", "0.70710678118654752441"]
    assert ua(capsys, "bound", "upper.side", "--set", "m=2").out.startswith("0.7071067811")


def test_formulas(capsys: Capture) -> None:
    assert "ceiling((1/eps)**m)" in ua(capsys, "bound", "upper.count", "--symbolic").out
    assert "\\varepsilon" in ua(capsys, "bound", "upper.count", "--latex").out
    found = json.loads(ua(capsys, "bound", "upper.count", "--latex", "--json").out)
    assert set(found) == {"name", "latex"}


def test_without_a_name_all_are_listed(capsys: Capture) -> None:
    said = ua(capsys, "bound")
    assert re.search(r"^upper\.count\(m, eps=1/10\)\s+how many boxes", said.out, re.MULTILINE)
    listed = json.loads(ua(capsys, "bound", "--json").out)["bounds"]
    assert {"upper.count", "upper.side"} <= {b["name"] for b in listed}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["upper.cuont"], ["did you mean upper.count"]),
        (["x.__class__"], ["no closed form"]),
        (["upper.count"], ["m"]),
        (["upper.count", "--set", "m"], ["--set NAME=VALUE"]),
        (["upper.count", "--set", "=3"], ["--set NAME=VALUE"]),
        (["upper.count", "--set", "m=1", "--set", "m=2"], ["twice"]),
        (["upper.count", "--set", "n=1", "--set", "m=1"], ["n", "m, eps"]),
        (["upper.count", "--set", "m=0"], ["m"]),
        (["upper.count", "--set", "m=2.5"], ["integer"]),
        (["upper.count", "--set", "m=nan"], ["--set m", "column"]),
        (["upper.count", "--set", "m=oo"], ["--set m", "column"]),
        (["upper.count", "--set", "m=(1"], ["--set m", "column"]),
        (["upper.count", "--set", "m="], ["--set m"]),
        (["upper.count", "--set", "m=x.real"], ["--set m", "column"]),
        (["upper.count", "--set", "m=2", "--set", "eps=0"], ["eps"]),
        (["upper.count", "--set", "m=2", "--set", "eps=-1"], ["eps"]),
        (["upper.count", "--set", "m=2", "--set", "eps=1/0"], ["eps"]),
        (["upper.side", "--set", "m=2", "--digits", "0"], ["digits"]),
        (["upper.side", "--set", "m=2", "--digits", "-3"], ["digits"]),
        (["upper.side", "--symbolic", "--latex"], ["exclude"]),
    ],
)
def test_wrong_questions(arguments: list[str], words: list[str], capsys: Capture) -> None:
    assert_refused(ua(capsys, "bound", *arguments), *words)


def test_a_broken_development_elsewhere_is_left_out_with_a_note(
    tmp_path: Path, capsys: Capture
) -> None:
    development(tmp_path / "proofs" / "another", "lemma\n")
    said = ua(capsys, "bound", "upper.count", "--set", "m=1", "--set", "eps=1")
    assert (said.status, said.out) == (0, "1\n")
    assert "left out" in said.err
