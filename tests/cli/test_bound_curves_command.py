"""``ua bound --sweep``, ``--versus`` and ``--plot`` as a person types them."""

from __future__ import annotations

import csv
import io
import itertools
import json
from fractions import Fraction
from pathlib import Path

import pytest
from cli_developments import assert_refused, development, ua

from ua_symbolic.bounds.sweep import Row
from ua_symbolic.cli import bound_curves
from ua_symbolic.cli.main import run

Capture = pytest.CaptureFixture[str]

FORMS = """
bound order.first(m integer, eps, tau)
  "twice a power"
  domain m >= 1, 0 < eps, eps <= 1
  default tau = 1/2
  value 2*(1/eps)**m

bound order.second(m integer, L, eps)
  "a power and a constant"
  domain m >= 1, 0 < L, 0 < eps, eps <= 1
  value 3*L*(1/eps)**(2*m)

theorem order.of_first [order eps]
  "exponent m, at tau = 1/2"
  for m integer in [1, oo); eps in (0, 1]
  claim 2*(1/eps)**m <= order.first(m, eps, 1/2)
  claim order.first(m, eps, 1/2) <= 2*(1/eps)**m
  proof
    order.first(m, eps, 1/2)
      = 2*(1/eps)**m  by definition

theorem order.of_second [order eps]
  "exponent 2m, with letters of its own, for k > 1 only"
  for k integer in [2, oo); c in (0, oo); eps in (0, 1]
  claim 3*c*(1/eps)**(2*k) <= order.second(k, c, eps)
  claim order.second(k, c, eps) <= 3*c*(1/eps)**(2*k)
  proof
    order.second(k, c, eps)
      = 3*c*(1/eps)**(2*k)  by definition
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = development(tmp_path / "proofs" / "mine")
    (folder / "2_forms.ua").write_text(FORMS)
    monkeypatch.chdir(tmp_path)


VERSUS = ("bound", "order.first", "--versus", "order.second", "--json", "--set", "L=1/5",
          "--sweep", "eps=1..1e-3:log:4")  # fmt: skip


def test_the_order_of_the_ratio(capsys: Capture) -> None:
    unchecked = json.loads(ua(capsys, *VERSUS, "--set", "m=2").out)["order"]
    assert "ua check" in unchecked["missing"]
    assert ua(capsys, "check", "mine").status == 0
    found = json.loads(ua(capsys, *VERSUS, "--set", "m=2").out)
    order, here = found["order"], found["order"]["here"]
    assert (order["exponent"], here["exponent"], order["status"]) == ("m", "2", "proved")
    assert order["statements"] == ["order.of_first", "order.of_second"]
    assert "c" not in order["lower_constant"]  # in the letters of the forms, not of the theorem
    for point in found["points"]:
        power, ratio = Fraction(point["at"]) ** int(here["exponent"]), Fraction(point["ratio"])
        assert Fraction(here["lower_constant"]) * power <= ratio * (1 + Fraction(1, 10**5))
        assert ratio <= Fraction(here["upper_constant"]) * power * (1 + Fraction(1, 10**5))
    for more in (["--set", "m=1"], ["--set", "m=2", "--set", "tau=1/3"]):  # not what it speaks of
        assert "missing" in json.loads(ua(capsys, *VERSUS, *more).out)["order"]
    text = ua(capsys, *[a for a in VERSUS if a != "--json"], "--set", "m=2").out
    assert "ratio = Theta(eps^m), here Theta(eps^2): proved, order.of_first" in text


def test_versus_of_a_form_without_the_parameter(capsys: Capture, tmp_path: Path) -> None:
    said = ua(
        capsys, "bound", "upper.side", "--versus", "upper.count", "--set", "m=2",
        "--sweep", "eps=1..1/9:log:3", "--plot", tmp_path / "p.svg",
    )  # fmt: skip
    assert said.status == 0, said.err
    assert "upper.side is smaller" not in said.out.splitlines()[0]
    assert (tmp_path / "p.svg").is_file()


def test_several_parameters_and_their_curves(capsys: Capture, tmp_path: Path) -> None:
    sweeps = ["--sweep", "eps=1/2..1/4:lin:2", "--sweep", "m=1..3"]
    said = ua(capsys, "bound", "upper.count", *sweeps)
    found = list(csv.DictReader(io.StringIO(said.out)))
    assert [r["value"] for r in found] == ["2", "4", "8", "4", "16", "64"]
    data = json.loads(ua(capsys, "bound", "upper.count", *sweeps, "--json").out)
    assert [d["integer"] for d in data] == [r["value"] for r in found]
    assert ua(capsys, "bound", "upper.count", *sweeps, "--plot", tmp_path / "p.svg").status == 0
    assert (tmp_path / "p.svg").read_text().count("m = ") >= 3


def test_lines_come_one_by_one_and_an_interrupt_leaves_them(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(found: itertools.count[Row], *_: object, **__: object) -> object:
        yield from itertools.islice(found, 2)
        raise KeyboardInterrupt

    monkeypatch.setattr(bound_curves, "counted", interrupted)
    arguments = ["bound", "upper.count", "--sweep", "m=1..9"]
    assert run(arguments) == 130
    assert capsys.readouterr().out.splitlines() == ["m,value,error", "1,10,", "2,100,"]
    assert run([*arguments, "--json"]) == 130
    assert [d["integer"] for d in json.loads(capsys.readouterr().out)] == ["10", "100"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["upper.count", "--versus", "upper.side", "--set", "m=2", "--set", "q=1"],
         ["neither form has a parameter q"]),
        (["upper.count", "--sweep", "m=1..9", "--plot", "p.bmp"], ["ends in one of"]),
        (["upper.count", "--sweep", "m=1..9", "--plot", "no/p.svg"], ["no folder"]),
        (["upper.count", "--sweep", "m=-3..0"], ["no point of the sweep has a value"]),
        (["upper.count", "--sweep", "m=1..999", "--sweep", "eps=1..1/2:lin:999"], ["at most"]),
        (["upper.count", "--sweep", "m=1..13", "--sweep", "eps=1..1/2:lin:13", "--plot", "p.svg"],
         ["13 curves"]),
    ],
)  # fmt: skip
def test_wrong_questions(arguments: list[str], words: list[str], capsys: Capture) -> None:
    assert_refused(ua(capsys, "bound", *arguments), *words)
