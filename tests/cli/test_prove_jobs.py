"""``ua prove --jobs N``: the same answers, in the same order, from several processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_developments import assert_refused, ua

from ua_symbolic.cli.claims import problems
from ua_symbolic.enclosure.prove import Proved, Refuted, Unknown, prove
from ua_symbolic.enclosure.race import raced
from ua_symbolic.enclosure.verify import verify

Capture = pytest.CaptureFixture[str]
LINES = [
    {"claim": f"x**2 + {k} >= {k} - 1/{k + 1}", "on": ["x in [-1, 1]"], "given": []}
    for k in range(12)
] + [
    {"claim": "x <= 1/2", "on": ["x in [0, 1]"]},
    {"claim": "x +", "on": ["x in [0, 1]"]},
    {"claim": "x*y <= 1/4", "on": ["x in [0, 1]", "y in [0, 1]"], "given": ["x + y <= 1"]},
]
HARD = "x1*x2*exp(-x1**2 - x2**2) + sin(x3)*cos(x1 - x3)/4 <= 43/100"
BOX = ("x1 in [-2, 2]", "x2 in [-2, 2]", "x3 in [-2, 2]")


def plain(text: str) -> list[dict[str, object]]:
    """The objects without the time that they took."""
    found = [json.loads(line) for line in text.splitlines()]
    return [{k: v for k, v in one.items() if k != "seconds"} for one in found]


def test_a_batch_is_shared_out_and_comes_in_order(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    alone = ua(capsys, "prove", "--batch", file)
    shared = ua(capsys, "prove", "--batch", file, "--jobs", "2")
    assert alone.status == shared.status == 2
    assert plain(shared.out) == plain(alone.out)
    statuses = [one["status"] for one in plain(shared.out)]
    assert statuses == ["proved"] * 12 + ["refuted", "bad input", "proved"]


def test_a_batch_that_cannot_be_read(tmp_path: Path, capsys: Capture) -> None:
    assert_refused(ua(capsys, "prove", "--batch", tmp_path / "none", "--jobs", "2"), "cannot be")
    assert_refused(ua(capsys, "prove", "1 <= 2", "--jobs", "0"), "jobs")


def test_two_processes_on_one_claim() -> None:
    (problem,) = problems(HARD, BOX, ())
    outcome = prove(problem, timeout=30, jobs=2)
    assert isinstance(outcome, Proved)
    assert verify(outcome.certificate).status == "valid"


def test_the_counterexample_comes_from_either() -> None:
    (problem,) = problems(HARD.replace("43", "39"), BOX, ())
    assert isinstance(raced(problem, 30.0), Refuted)


def test_undecided_in_time() -> None:
    (problem,) = problems("sin(x**2*y) + cos(y**3*x) <= 2 - 10**(-30)", ("x real", "y real"), ())
    assert isinstance(raced(problem, 1.0), Unknown)
