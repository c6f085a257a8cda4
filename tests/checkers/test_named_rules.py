"""Each word that may follow ``by``, used once as it should be and once as it must not be."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking_kit import checked, developed, open_labels, proved

from ua_symbolic.checkers.rules import NAMED

BEFORE = """\
define W(k integer)
  domain k >= 0
  value Integral(sin(t)**k, (t, 0, pi))

lemma square.nonnegative
  for x real
  claim 0 <= x**2

lemma square.of_difference
  for x real; y real
  claim (x - y)**2 = x**2 - 2*x*y + y**2
"""

RIGHT = {
    "algebra": ["for x real", "(x + 1)**2 = x**2 + 2*x + 1", "algebra"],
    "linear": ["for x real / given 2 <= x", "5 <= 2*x + 1", "linear"],
    "sign": ["for x real / given 0 < x", "0 < x*exp(x)/(1 + x)", "sign"],
    "monotone": ["for x real; y real / given x <= y", "exp(x) <= exp(y)", "monotone"],
    "integral monotonicity": [
        "for k integer in [0, oo)",
        "Integral(sin(t)**(k + 1), (t, 0, pi)) <= Integral(sin(t)**k, (t, 0, pi))",
        "integral monotonicity",
    ],
    "sum monotonicity": [
        "for n integer in [1, oo)",
        "Sum(k, (k, 1, n)) <= Sum(k + 1, (k, 1, n))",
        "sum monotonicity",
    ],
    "hypothesis": ["for x real / given x < 3", "x <= 3", "hypothesis"],
    "fact": ["for x real", "0 < exp(x)", "fact"],
    "box": ["for x in [0, 1]", "exp(x) <= 1 + 2*x", "box"],
    "definition": ["note none", "W(2) = Integral(sin(t)**2, (t, 0, pi))", "definition"],
    "rewriting": ["for x real / given x = 3", "x**2 = 9", "rewriting"],
    "antiderivative": ["note none", "Integral(sin(t), (t, 0, pi)) = 2", "antiderivative -cos(t)"],
    "split at": [
        "note none",
        "Integral(t**2, (t, 0, pi)) = Integral(t**2, (t, 0, 1)) + Integral(t**2, (t, 1, pi))",
        "split at 1",
    ],
    "linearity": [
        "for n integer in [0, oo)",
        "Sum(3*k + 2*k**3, (k, 0, n)) = 3*Sum(k, (k, 0, n)) + 2*Sum(k**3, (k, 0, n))",
        "linearity",
    ],
    "single term": ["for n integer", "Sum(k**2, (k, n, n)) = n**2", "single term"],
    "empty sum": ["for n integer", "Sum(k**2, (k, n + 1, n)) = 0", "empty sum"],
    "constant sum": [
        "for n integer in [1, oo); x real",
        "Sum(x, (k, 1, n)) = n*x",
        "constant sum",
    ],
    "swap": [
        "for n integer in [1, oo)",
        "Sum(Sum(i*k**2, (i, 1, 3)), (k, 1, n)) = Sum(Sum(i*k**2, (k, 1, n)), (i, 1, 3))",
        "swap",
    ],
    "branch": ["for x real / given 2 <= x", "Piecewise((x, x <= 1), (5, True)) = 5", "branch"],
    "solving for": [
        "for x real; y real / given 0 < y / given x = log(y)",
        "exp(x) <= y",
        "solving for x",
    ],
}
"""Clauses, claim, and what follows ``by``."""

WRONG = {
    "algebra": ("x**2 + 2*x + 1", "x**2 + 2*x + 2"),
    "linear": ("5 <= 2*x", "6 <= 2*x"),
    "sign": ("given 0 < x", "given 0 <= x"),
    "monotone": ("exp(x) <= exp(y)", "exp(-x) <= exp(-y)"),
    "integral monotonicity": ("(k + 1), (t, 0, pi))", "(k + 1), (t, 0, 2*pi))"),
    "sum monotonicity": ("Sum(k + 1,", "Sum(k - 1,"),
    "hypothesis": ("x <= 3", "x <= 2"),
    "fact": ("0 < exp(x)", "1 < exp(x)"),
    "box": ("1 + 2*x", "1 + 17/10*x"),
    "definition": ("Integral(sin(t)**2", "Integral(sin(t)**3"),
    "rewriting": ("given x = 3", "given x <= 3"),
    "antiderivative": ("-cos(t)", "cos(t)"),
    "split at": ("(t, 1, pi)", "(t, 2, pi)"),
    "linearity": ("+ 2*Sum", "+ 3*Sum"),
    "single term": ("(k, n, n)", "(k, n, n + 1)"),
    "empty sum": ("(k, n + 1, n)", "(k, n, n)"),
    "constant sum": ("Sum(x, (k, 1, n))", "Sum(x, (k, 0, n))"),
    "swap": ("= Sum(Sum(i*k**2", "= Sum(Sum(i**2*k"),
    "branch": ("given 2 <= x", "given 1 <= x"),
    "solving for": ("x = log(y)", "x = 2*log(y)"),
}


def lemma(clauses: str, claim: str, by: str) -> str:
    lines = "".join(f"  {clause}\n" for clause in clauses.split(" / "))
    proof = f"  proof\n    by {by}\n" if by else ""
    return f"{BEFORE}\nlemma it\n{lines}  claim {claim}\n{proof}"


def test_every_rule_is_here() -> None:
    assert set(RIGHT) == set(WRONG) == set(NAMED)


@pytest.mark.parametrize("rule", RIGHT)
def test_right(tmp_path: Path, rule: str) -> None:
    records = checked(developed(tmp_path, lemma(*RIGHT[rule])), "it")
    assert proved(records), [(r.label, r.goal, r.reason) for r in records.values()]
    assert records["link 1"].checker == rule


@pytest.mark.parametrize("rule", WRONG)
def test_wrong(tmp_path: Path, rule: str) -> None:
    old, new = WRONG[rule]
    changed = [part.replace(old, new) for part in RIGHT[rule]]
    assert changed != RIGHT[rule]
    records = checked(developed(tmp_path, lemma(*changed)), "it", seconds=5)
    assert open_labels(records) == ["link 1"]
    assert records["assembly"].status == "unknown"
    assert records["assembly"].reason.startswith("open: link 1")
    assert records["link 1"].proof is None
    assert records["link 1"].status in ("unknown", "refuted")


def test_a_named_rule_is_not_replaced_by_another(tmp_path: Path) -> None:
    """``by monotone`` says how; that algebra could do it is beside the point."""
    text = lemma("for x real", "(x + 1)**2 = x**2 + 2*x + 1", "monotone")
    records = checked(developed(tmp_path, text), "it")
    assert records["link 1"].status == "unknown"
    assert records["link 1"].reason == "not shown by monotone"


def test_without_a_rule_what_closed_it_is_recorded(tmp_path: Path) -> None:
    text = lemma("note none", "W(2) = Integral(sin(t)**2, (t, 0, pi))", "")
    records = checked(developed(tmp_path, text), "it")
    assert proved(records)
    assert records["conclusion 1"].checker == "definition"
    assert records["conclusion 1"].definitions == ("W",)
