"""``ua maximize``, ``ua minimize``, ``ua roots`` and ``ua prove --margin`` as a user types them."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from cli_developments import assert_refused, ua

from ua_symbolic.cli.decimals import DOWN, NEAREST, UP, decimal, digits_of
from ua_symbolic.cli.optimize_command import split_domains

Capture = pytest.CaptureFixture[str]


def test_a_maximum_in_text(capsys: Capture) -> None:
    said = ua(capsys, "maximize", "x*exp(-x)", "--on", "x in [0, oo)")
    assert said.status == 0
    assert said.out.startswith("maximum 0.367879441171... (")
    assert said.out.splitlines()[1:] == ["  taken only at x = 1"]


def test_a_minimum_as_json(capsys: Capture) -> None:
    said = ua(capsys, "minimize", "gamma(x)", "--on", "x in (0, oo)", "--digits", "50", "--json")
    found = json.loads(said.out)
    low, high = map(Fraction, found["enclosure"])
    assert found["complete"]
    assert found["attained"]
    assert not found["unbounded"]
    assert 0 < high - low < Fraction(1, 10**50)
    assert len(found["places"]) == 1


@pytest.mark.parametrize(
    ("command", "text", "on", "lines"),
    [
        ("maximize", "atan(x)", "x in [0, oo)", ["supremum 1.57079632679...", "x -> oo"]),
        ("minimize", "x", "x in (0, 1]", ["infimum 0", "not taken, approached at x = 0"]),
        ("minimize", "log(x)", "x in (0, 1]", ["infimum -oo", "unbounded"]),
        ("maximize", "x*y", "x in [0, 1], y in [0, 2]", ["maximum 2", "x = 1, y = 2"]),
    ],
)
def test_what_is_said(capsys: Capture, command: str, text: str, on: str, lines: list[str]) -> None:
    said = ua(capsys, command, text, "--on", on)
    assert said.status == 0
    assert said.out.startswith(lines[0])
    assert lines[1] in said.out


def test_zeros_in_text(capsys: Capture) -> None:
    said = ua(capsys, "roots", "cos(x) = x", "--on", "x in [0, 10]", "--digits", "20")
    assert said.status == 0
    assert said.out.splitlines()[1:] == ["  x = 0.73908513321516064165..."]


def test_zeros_as_json(capsys: Capture) -> None:
    said = ua(capsys, "roots", "(x - pi)**2*x", "--on", "x real", "--json")
    found = json.loads(said.out)
    assert (said.status, found["complete"]) == (0, True)
    assert [(z["exact"], z["multiplicity"]) for z in found["zeros"]] == [("0", 1), ("pi", 2)]
    low, high = map(Fraction, found["zeros"][1]["enclosure"])
    assert low < high < low + Fraction(1, 10**30)


def test_perhaps_more_zeros_is_no_yes(capsys: Capture) -> None:
    said = ua(capsys, "roots", "floor(x) - 1/2", "--on", "x in [0, 5]")
    assert said.status == 3
    assert "perhaps more" in said.out
    assert "undecided on [" in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["maximize", "x"],
        ["maximize", "x", "--on", "x in [0"],
        ["maximize", "1/x", "--on", "x in [-1, 1]"],
        ["minimize", "x <= 1", "--on", "x in [0, 1]"],
        ["minimize", "x", "--on", "x in [0, 1]", "--digits", "0"],
        ["minimize", "x", "--on", "x in [0, 1]", "--given", "x >= 2"],
        ["roots", "x <= 1", "--on", "x in [0, 1]"],
        ["roots", "x - x", "--on", "x in [0, 1]"],
        ["roots", "x + y", "--on", "x in [0, 1]"],
        ["roots", "x"],
    ],
)
def test_bad_input_gets_two_lines(capsys: Capture, arguments: list[str]) -> None:
    assert_refused(ua(capsys, *arguments))


def test_the_margin_of_a_proved_claim(capsys: Capture) -> None:
    arguments = ["prove", "x*exp(-x) <= 2/5", "--on", "x in [0, oo)", "--margin"]
    assert "margin: at least 0.0321, least near x = 1" in ua(capsys, *arguments).out
    found = json.loads(ua(capsys, *arguments, "--json").out)
    assert found["margin"][0]["at_least"].startswith("0.0321")


def test_contacts_are_named(capsys: Capture) -> None:
    said = ua(capsys, "prove", "2*x/pi <= sin(x)", "--on", "x in [0, pi/2]", "--margin")
    assert "touches equality at x = 0; x = pi/2" in said.out


def test_decimals() -> None:
    third = Fraction(1, 3)
    assert [decimal(third, 3, way) for way in (DOWN, NEAREST, UP)] == ["0.333", "0.333", "0.334"]
    assert decimal(-third, 3, DOWN) == "-0.334"
    assert decimal(Fraction(1200), 2) == "1200"
    assert digits_of(third, third + Fraction(1, 10**6), 12) == "0.33333..."
    assert digits_of(Fraction(-1, 10), Fraction(1, 10), 3).startswith("between")


def test_commas_inside_brackets_do_not_separate() -> None:
    texts = ("x in [0, 1], y in [0, oo)", "z real")
    assert split_domains(texts) == ("x in [0, 1]", "y in [0, oo)", "z real")


def test_an_undecided_claim_gets_a_hint(capsys: Capture) -> None:
    claim = "Abs(sin(50*x*y)) + Abs(cos(50*x*y)) >= 1"
    domains = ["--on", "x in [0, 9]", "--on", "y in [0, 9]"]
    said = ua(capsys, "prove", claim, *domains, "--timeout", "0.5")
    assert said.status == 3
    assert "--timeout" in said.out.splitlines()[-1]
