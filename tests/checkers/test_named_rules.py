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
    "algebra": "for x real\n  claim (x + 1)**2 = x**2 + 2*x + 1\n  proof\n    by algebra",
    "linear": "for x real\n  given 2 <= x\n  claim 5 <= 2*x + 1\n  proof\n    by linear",
    "sign": "for x real\n  given 0 < x\n  claim 0 < x*exp(x)/(1 + x)\n  proof\n    by sign",
    "monotone": "for x real; y real\n  given x <= y\n  claim exp(x) <= exp(y)\n  proof\n    by monotone",
    "integral monotonicity": "for k integer in [0, oo)\n  claim Integral(sin(t)**(k + 1), (t, 0, pi))"
    " <= Integral(sin(t)**k, (t, 0, pi))\n  proof\n    by integral monotonicity",
    "sum monotonicity": "for n integer in [1, oo)\n  claim Sum(k, (k, 1, n)) <= Sum(k + 1, (k, 1, n))"
    "\n  proof\n    by sum monotonicity",
    "hypothesis": "for x real\n  given x < 3\n  claim x <= 3\n  proof\n    by hypothesis",
    "fact": "for x real\n  claim 0 < exp(x)\n  proof\n    by fact",
    "box": "for x in [0, 1]\n  claim exp(x) <= 1 + 2*x\n  proof\n    by box",
    "definition": "claim W(2) = Integral(sin(t)**2, (t, 0, pi))\n  proof\n    by definition",
    "rewriting": "for x real\n  given x = 3\n  claim x**2 = 9\n  proof\n    by rewriting",
    "antiderivative": "claim Integral(sin(t), (t, 0, pi)) = 2\n  proof\n    by antiderivative -cos(t)",
    "split at": "claim Integral(sin(t)**2, (t, 0, pi)) = Integral(sin(t)**2, (t, 0, pi/3))"
    " + Integral(sin(t)**2, (t, pi/3, pi))\n  proof\n    by split at pi/3",
    "linearity": "for n integer in [0, oo)\n  claim Sum(3*k + 2*k**3, (k, 0, n))"
    " = 3*Sum(k, (k, 0, n)) + 2*Sum(k**3, (k, 0, n))\n  proof\n    by linearity",
    "single term": "for n integer\n  claim Sum(k**2, (k, n, n)) = n**2\n  proof\n    by single term",
    "empty sum": "for n integer\n  claim Sum(k**2, (k, n + 1, n)) = 0\n  proof\n    by empty sum",
    "constant sum": "for n integer in [1, oo); x real\n  claim Sum(x, (k, 1, n)) = n*x\n  proof\n"
    "    by constant sum",
    "swap": "for n integer in [1, oo)\n  claim Sum(Sum(i*k**2, (i, 1, 3)), (k, 1, n))"
    " = Sum(Sum(i*k**2, (k, 1, n)), (i, 1, 3))\n  proof\n    by swap",
    "branch": "for x real\n  given 2 <= x\n  claim Piecewise((x, x <= 1), (5, True)) = 5\n  proof\n"
    "    by branch\n  given x != 1",
    "solving for": "for x real; y real\n  given 0 < y\n  given x = log(y)\n  claim exp(x) <= y\n"
    "  proof\n    by solving for x",
}

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
    "split at": ("(t, pi/3, pi)", "(t, pi/2, pi)"),
    "linearity": ("+ 2*Sum", "+ 3*Sum"),
    "single term": ("(k, n, n)", "(k, n, n + 1)"),
    "empty sum": ("(k, n + 1, n)", "(k, n, n)"),
    "constant sum": ("Sum(x, (k, 1, n))", "Sum(x, (k, 0, n))"),
    "swap": ("= Sum(Sum(i*k**2", "= Sum(Sum(i**2*k"),
    "branch": ("given 2 <= x", "given 1 <= x"),
    "solving for": ("x = log(y)", "x = 2*log(y)"),
}


def lemma(clauses: str) -> str:
    return f"{BEFORE}\nlemma it\n  {clauses}\n"


def test_every_rule_is_here() -> None:
    assert set(RIGHT) == set(WRONG) == set(NAMED)


@pytest.mark.parametrize("rule", RIGHT)
def test_right(tmp_path: Path, rule: str) -> None:
    records = checked(developed(tmp_path, lemma(RIGHT[rule])), "it")
    assert proved(records), [(r.label, r.goal, r.reason) for r in records.values()]
    assert records["link 1"].checker == rule


@pytest.mark.parametrize("rule", WRONG)
def test_wrong(tmp_path: Path, rule: str) -> None:
    old, new = WRONG[rule]
    assert old in RIGHT[rule]
    records = checked(developed(tmp_path, lemma(RIGHT[rule].replace(old, new, 1))), "it", seconds=5)
    assert open_labels(records) == ["link 1"]
    assert records["assembly"].status == "unknown"
    assert records["assembly"].reason.startswith("open: link 1")
    assert records["link 1"].proof is None
    assert records["link 1"].status in ("unknown", "refuted")


def test_a_named_rule_is_not_replaced_by_another(tmp_path: Path) -> None:
    """``by monotone`` says how; that algebra could do it is beside the point."""
    text = lemma("for x real\n  claim (x + 1)**2 = x**2 + 2*x + 1\n  proof\n    by monotone")
    records = checked(developed(tmp_path, text), "it")
    assert records["link 1"].status == "unknown"
    assert records["link 1"].reason == "not shown by monotone"


def test_without_a_rule_what_closed_it_is_recorded(tmp_path: Path) -> None:
    text = lemma("claim W(2) = Integral(sin(t)**2, (t, 0, pi))")
    records = checked(developed(tmp_path, text), "it")
    assert proved(records)
    assert records["conclusion 1"].checker == "definition"
    assert records["conclusion 1"].definitions == ("W",)
