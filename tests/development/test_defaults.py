"""A default outside of the domain of its form is refused when the development is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_developments import ua
from reading_kit import refusal

from ua_symbolic.development import load

FORM = """bound form({parameters}) integer
  domain {domain}
{defaults}
  value 1
"""
OTHER = """
bound limit(x)
  domain 0 < x
  value sqrt(x)
"""


def form(parameters: str, domain: str, *defaults: str, after: str = "") -> str:
    lines = "\n".join(f"  default {d}" for d in defaults)
    return FORM.format(parameters=parameters, domain=domain, defaults=lines) + after


REFUSED = {
    "at the end of an open range": (
        form("tau, L", "0 < L, 0 < tau, tau < 1", "tau = 0/2"),
        "0.ua:3: form: default tau = 0: the condition 0 < tau of the domain fails",
    ),
    "at the other end": (
        form("tau, L", "0 < tau, tau < 1", "tau = 1"),
        "0.ua:3: form: default tau = 1: the condition tau < 1 of the domain fails",
    ),
    "exactly, however close": (
        form("x", "x < sqrt(2)", "x = 1414213562373095048801688724209699/10**33"),
        "0.ua:3: form: default x = ",
    ),
    "two defaults together": (
        form("tau, eta, L", "0 < tau, 0 < eta, tau + eta < 1", "eta = 1/2", "tau = 1/2"),
        "0.ua:3: form: default tau = 1/2, eta = 1/2: "
        "the condition tau + eta < 1 of the domain fails",
    ),
    "by the value of another form": (
        form("x", "x < limit(1/4)", "x = 1/2", after=OTHER),
        "0.ua:3: form: default x = 1/2: the condition x < limit(1/4) of the domain fails",
    ),
    "where a condition is undefined": (
        form("x", "1 < 1/x", "x = 0"),
        "0.ua:3: form: default x = 0: the condition 1 < 1/x of the domain does not count as true: "
        "1/0 is not defined",
    ),
    "no integer": (
        form("m integer", "m >= 0", "m = 1/2"),
        "0.ua:3: form: default m = 1/2: m must be an integer, not 1/2",
    ),
    "no number": (
        form("tau, L", "0 < L, 0 < tau", "tau = L"),
        "0.ua:3: form: default tau = L: tau must be a number, but L has no value",
    ),
    "without a value": (
        form("x", "x < 2", "x = 1/0"),
        "0.ua:3: form: default x = ",
    ),
}

ACCEPTED = {
    "inside": form("tau, L", "0 < L, 0 < tau, tau < 1", "tau = 1/2"),
    "at the end of a closed range": form("tau", "0 <= tau, tau <= 1", "tau = 0/2"),
    "a condition that needs a parameter without default": form("tau, L", "tau < L", "tau = 5"),
    "a condition without parameters": form("tau", "0 < 1, 0 < tau", "tau = 5"),
    "the bound itself is exact": form("x", "x <= sqrt(2)**2", "x = 2"),
    "by the value of another form": form("x", "x <= limit(1/4)", "x = 1/2", after=OTHER),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_default_outside_is_refused(name: str, tmp_path: Path) -> None:
    text, message = REFUSED[name]
    found = refusal(tmp_path, text)
    assert message in found
    assert len(found.splitlines()) <= 2


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_default_inside_is_accepted(name: str, tmp_path: Path) -> None:
    (tmp_path / "0.ua").write_text(ACCEPTED[name], encoding="utf-8")
    assert "form" in load(tmp_path).form_sources
    assert "form" in load(tmp_path, definitions_only=True).form_sources


def test_check_says_it_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, message = REFUSED["at the end of an open range"]
    (tmp_path / "0.ua").write_text(text, encoding="utf-8")
    said = ua(capsys, "check", tmp_path)
    assert said.status == 2
    assert (said.out, said.err.strip()) == ("", f"ua: {tmp_path / message}")
    assert not (tmp_path / "ledger.jsonl").exists()
