"""Whole developments: every construct, in files and out of order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from reading_kit import loaded, written

from ua_symbolic.development import load
from ua_symbolic.development.script import Chain, Close, Have
from ua_symbolic.expressions.terms import Sort
from ua_symbolic.expressions.text import to_text

EVERYTHING = """\
# a comment
define W(k integer)
  "an integral"
  domain k >= 0
  value Integral(sin(t)**k, (t, 0, pi))

bound upper.count(m integer, eps) integer
  "how many,
   in two lines"
  domain m >= 1, eps > 0
  default eps = 1/10
  where side = 1/eps
  value ceiling(side**m)
  source here
  note nothing

opaque weight(k integer, x)
  "a weight"
  model 1
  when k = 1

cited some.leaf
  "it is known"
  for k integer in [1, oo); x in (0, 1]
  claim 0 <= weight(k, x)
  source somebody

argued other.leaf
  claim 0 <= 1
  source the margin

conjecture open.question
  for x real
  claim sin(x) <= 2

lemma one [auto]
  for x real
  let f(k integer, y) integer
  given for k integer with 1 <= k: f(k, x) <= f(k + 1, x)
  given x >= 1
  where two = 2*x
  claim f(1, x) <= f(2, x)
    and two >= 2
  proof
    have 2 <= two
      by algebra
    f(1, x)
      <= f(2, x)
        by hypothesis
    by algebra

theorem upper.count
  claim 0 <= 1

corollary last
  claim 0 <= 1
  proof
    by upper.count
"""


def test_every_construct(tmp_path: Path) -> None:
    development = loaded(tmp_path, EVERYTHING)
    mine = {k: i for k, i in development.items.items() if i.kind != "fact"}
    assert {k: i.kind for k, i in mine.items()} == {
        "definition W": "definition",
        "definition upper.count": "definition",
        "opaque weight": "opaque",
        "some.leaf": "cited",
        "other.leaf": "argued",
        "open.question": "conjecture",
        "one": "lemma",
        "upper.count": "theorem",
        "last": "corollary",
    }
    assert [i.line for i in mine.values()] == [2, 7, 17, 22, 28, 32, 36, 52, 55]
    assert mine["definition upper.count"].title == "how many, in two lines"
    assert mine["some.leaf"].source == "somebody"
    assert mine["last"].uses == ("upper.count",)
    assert [i.name for i in development.statements()] == list(mine)[3:]


def test_definitions_and_closed_forms(tmp_path: Path) -> None:
    development = loaded(tmp_path, EVERYTHING)
    count = development.theory.definitions["upper.count"]
    assert to_text(count.body) == "ceiling((1/eps)**m)"
    assert [to_text(r) for r in count.domain] == ["m >= 1", "eps > 0"]
    assert count.sort is Sort.INTEGER
    assert set(development.form_sources) == {"upper.count"}
    assert {k: to_text(v) for k, v in development.form_sources["upper.count"].defaults.items()} == {
        "eps": "1/10"
    }
    assert set(development.models) == {"weight"}
    assert "weight" not in development.theory.definitions


def test_a_statement_with_all_its_clauses(tmp_path: Path) -> None:
    development = loaded(tmp_path, EVERYTHING)
    statement, item = development.theory.statements["one"], development.items["one"]
    assert [to_text(c) for c in statement.claims] == ["f(1, x) <= f(2, x)", "2*x >= 2"]
    assert [to_text(h) for h in statement.hypotheses] == [
        "for k integer with 1 <= k: f(k, x) <= f(k + 1, x)",
        "x >= 1",
    ]
    assert item.hypothesis_lines == (39, 40)
    assert [(f.name, f.sort) for f in statement.functions] == [("f", Sort.INTEGER)]
    assert item.tags == ("auto",)
    (script,) = item.scripts
    assert [type(part) for part in script.items] == [Have, Chain, Close]


def test_the_order_of_definitions_is_free_and_files_are_read_by_name(tmp_path: Path) -> None:
    later = "define half(x)\n  value x/2\n"
    first = "lemma a\n  for x real\n  claim half(x) = x/2\n"
    development = loaded(tmp_path, first, later)
    mine = [k for k, i in development.items.items() if i.kind != "fact"]
    assert mine == ["a", "definition half"]
    (only,) = (k for k, i in load(tmp_path / "1.ua").items.items() if i.kind != "fact")
    assert only == "definition half"


def test_the_facts_come_with_every_development(tmp_path: Path) -> None:
    development = loaded(tmp_path, "lemma a\n  claim 0 <= 1\n")
    facts = [i for i in development.items.values() if i.kind == "fact"]
    assert len(facts) > 40
    assert next(iter(development.items.values())).kind == "fact"
    assert development.statements() == (development.items["a"],)


PLAN = """\
from pathlib import Path
from ua_symbolic.checkers.run import plan
from ua_symbolic.development import load
development = load(Path({folder!r}))
for name, item in development.items.items():
    if item.kind != "fact":
        for entry in plan(development, name):
            print(name, entry.label, entry.goal, entry.line, entry.fingerprint)
"""


@pytest.mark.parametrize("seed", ["1", "77"])
def test_a_plan_is_the_same_in_every_process(tmp_path: Path, seed: str) -> None:
    folder = str(written(tmp_path, EVERYTHING))
    outputs = [
        subprocess.run(
            [sys.executable, "-c", PLAN.format(folder=folder)],
            env={**os.environ, "PYTHONHASHSEED": s},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for s in ("0", seed)
    ]
    assert outputs[0] == outputs[1]
    assert outputs[0].count("\n") > 10
