"""``ua compare``: the table of a development, from its compare.toml and nothing else."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from cli_developments import assert_refused, ua

Capture = pytest.CaptureFixture[str]

SOURCE = """\
bound boxes.count(m integer, eps)
  "how many boxes"
  domain m >= 1, 0 < eps, eps <= 1
  value 2*(1/eps)**m

bound boxes.least(m integer, eps) integer
  "at least so many"
  domain m >= 1, 0 < eps, eps <= 1
  value ceiling((1/eps)**m)

bound boxes.alone(eps)
  "of which nobody speaks"
  domain 0 < eps
  value eps

theorem boxes.order [order eps]
  "of order m"
  for m integer in [1, oo); eps in (0, 1]
  claim 2*(1/eps)**m <= boxes.count(m, eps)
  claim boxes.count(m, eps) <= 2*(1/eps)**m
  proof
    boxes.count(m, eps)
      = 2*(1/eps)**m  by definition

theorem boxes.suffice
  "they suffice"
  for m integer in [1, oo); eps in (0, 1]
  claim boxes.count(m, eps) = 2*(1/eps)**m
  proof
    by definition

theorem boxes.needed
  "they are needed"
  for m integer in [1, oo); eps in (0, 1]
  claim boxes.least(m, eps) = ceiling((1/eps)**m)
  proof
    by definition

opaque boxes.theirs(m integer, eps)
  "a published number"
  model (1/eps)**(2*m + 1)

cited boxes.rate
  "reported: it grows like eps^-(2m + 1), m >= 3"
  for m integer in [3, oo); eps in (0, 1]
  claim (1/eps)**(2*m + 1) <= boxes.theirs(m, eps)
  source somebody
"""

TABLE = """\
title = "Boxes"
order = "eps"

[parameters.m]
value = "2"
integer = true
meaning = "the dimension"

[parameters.eps]
value = "1/10"

[[section]]
title = "One section"

[[section.route]]
name = "boxes"
statements = ["boxes.suffice"]
depth = "m + 1"
prefix_length = "boxes.count"
temperature = "log(boxes.count(m, eps))/eps"

[[section.route.also]]
name = "half of it"
value = "1/(2*m)"
statement = "boxes.order"

[[section.published]]
name = "theirs"
statement = "boxes.rate"
source = "Somebody, somewhere"
reported = { depth = "O(m)" }

[[section.lower]]
name = "needed"
statements = ["boxes.needed"]
prefix_length = "boxes.least"
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "proofs" / "boxes"
    folder.mkdir(parents=True)
    (folder / "1_boxes.ua").write_text(SOURCE)
    (folder / "compare.toml").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    return folder


def rows(capsys: Capture, *more: str) -> dict[str, dict[str, object]]:
    said = ua(capsys, "compare", "boxes", "--json", *more)
    assert said.status == 0, said.err
    (section,) = json.loads(said.out)["sections"]
    return {row["name"]: row for row in section["rows"]}


def test_numbers_come_from_the_closed_forms(here: Path, capsys: Capture) -> None:
    found = rows(capsys, "--set", "m=3", "--set", "eps=1/4")
    assert found["boxes"]["prefix_length"]["formula"] == "boxes.count(m, eps)"
    assert found["boxes"]["prefix_length"]["decimal"] == "128." + "0" * 27
    assert found["boxes"]["depth"] == {"formula": "m + 1", "integer": "4"}
    assert found["needed"]["prefix_length"]["integer"] == "64"
    assert found["boxes"]["temperature"]["decimal"].startswith("19.408")  # 4 log 128
    assert found["boxes"]["also"][0]["decimal"].startswith("0.1666")


def test_nothing_is_shown_as_proved_before_it_is_checked(here: Path, capsys: Capture) -> None:
    found = rows(capsys)
    assert found["boxes"]["status"] == "open"
    assert "exponent" not in found["boxes"]
    assert "open" in ua(capsys, "compare", "boxes").out


def test_after_a_check_exponents_and_standings_are_those_of_the_audit(
    here: Path, capsys: Capture
) -> None:
    assert ua(capsys, "check", "boxes").status == 0
    found = rows(capsys)
    assert found["boxes"]["status"] == "proved"
    exponent = found["boxes"]["exponent"]
    assert (exponent["formula"], exponent["value"]) == ("-m", "-2")
    assert exponent["statement"] == "boxes.order"
    text = ua(capsys, "compare", "boxes").out
    assert max(map(len, text.splitlines())) <= 100
    assert "exponent -m by boxes.order" in text


def test_a_published_figure_is_reported_and_has_its_range(here: Path, capsys: Capture) -> None:
    outside = rows(capsys)["theirs"]
    assert outside["status"] == outside["assurance"] == "reported"
    assert outside["exponent"]["outside"] == "3 <= m"
    assert "growth" not in outside
    inside = rows(capsys, "--set", "m=3")["theirs"]
    assert inside["exponent"]["value"] == "-7"
    assert inside["growth"]["decimal"].startswith("10000000.")
    assert inside["depth"] == {"reported": ["O(m)"]}


def test_csv_has_a_line_for_each_row(here: Path, capsys: Capture) -> None:
    said = ua(capsys, "compare", "boxes", "--csv", "--set", "eps=1/1000000000000")
    first, *_ = csv.DictReader(io.StringIO(said.out))
    assert first["prefix_length"].startswith("2" + "0" * 24 + ".")
    assert (first["eps"], first["name"]) == ("0.000000000001", "boxes")
    assert len(list(csv.reader(io.StringIO(said.out)))) == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "n=3"], ["no parameter n", "m, eps"]),
        (["--set", "m=5/2"], ["m", "integer"]),
        (["--set", "eps=0"], ["no row has a value", "0 < eps"]),
        (["--set", "m"], ["NAME=VALUE"]),
        (["--csv", "--json"], ["exclude"]),
    ],
)
def test_wrong_questions(
    here: Path, arguments: list[str], words: list[str], capsys: Capture
) -> None:
    assert_refused(ua(capsys, "compare", "boxes", *arguments), *words)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("boxes.suffice", "boxes.sufice", ["route boxes", "did you mean boxes.suffice"]),
        ('"boxes.count"', '"boxes.cuont"', ["route boxes, prefix_length"]),
        ('"boxes.count"', '"boxes.alone"', ["none of its statements speaks of boxes.alone"]),
        ('"1/(2*m)"', '"boxes.alone"', ["half of it: boxes.order does not speak of boxes.alone"]),
        ('"m + 1"', '"m + "', ["route boxes, depth", "column"]),
        ('"m + 1"', '"q"', ["route boxes, depth"]),
        ('"m + 1"', "1", ["depth", "quotes"]),
        ("depth =", "depht =", ["no such key: depht", "did you mean depth"]),
        ('order = "eps"', 'order = "L"', ["order", "L"]),
        ('statement = "boxes.rate"', 'statement = "boxes.needed"', ["boxes.needed is no leaf"]),
        ('value = "1/10"', 'value = "1/"', ["parameters, eps"]),
        ("[[section]]", "[[section", ["not TOML"]),
        ('source = "Somebody, somewhere"', "", ["published theirs", "source is missing"]),
    ],
)
def test_complaints_name_the_file_and_the_place(
    here: Path, old: str, new: str, words: list[str], capsys: Capture
) -> None:
    assert old in TABLE
    (here / "compare.toml").write_text(TABLE.replace(old, new, 1))
    assert_refused(ua(capsys, "compare", "boxes"), "compare.toml", *words)


def test_a_development_without_a_table(here: Path, capsys: Capture) -> None:
    (here / "compare.toml").unlink()
    assert_refused(ua(capsys, "compare", "boxes"), "no compare.toml")
