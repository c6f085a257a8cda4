"""Equations of integrals and sums: shown where they hold, and not where a condition is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking_kit import Bench

from ua_symbolic.checkers import calculus
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.theorems import Theorem

CLAUSES = """\
  for n integer in [0, oo); k integer; x real; y real
  given 0 < x
  given x <= y
  let p(k integer)"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, CLAUSES)


def said(theorems: list[Theorem]) -> list[str]:
    return [to_text(t.sequent.conclusion) for t in theorems]


@pytest.mark.parametrize(
    ("goal", "primitive", "equation"),
    [
        (
            "Integral(t**2, (t, x, y)) = 0",
            "t**3/3",
            "Integral(t**2, (t, x, y)) = y**3/3 - x**3/3",
        ),
        ("Integral(1/t, (t, x, y)) = 0", "log(t)", "Integral(1/t, (t, x, y)) = log(y) - log(x)"),
        ("Integral(1/t**2, (t, -1, 1)) = 0", "-1/t", None),  # a pole inside
        ("Integral(1/t, (t, 0, x)) = 0", "log(t)", None),  # a pole at the end
        ("Integral(t, (t, y, x)) = 0", "t**2/2", None),  # ends the wrong way round
        ("Integral(t**2, (t, x, y)) = 0", "t**3", None),
        ("Integral(sin(t), (t, 0, x)) = 0", "cos(t)", None),
        ("Integral(sin(t), (t, 0, x)) = 0", "floor(t)", None),
        (
            "Integral(1/(2*sqrt(t)), (t, x, y)) = 0",
            "sqrt(t)",
            "Integral(1/(2*sqrt(t)), (t, x, y)) = sqrt(y) - sqrt(x)",
        ),
        ("Sum(t, (t, 0, n)) = 0", "t**2/2", None),  # a sum is no integral
    ],
)
def test_antiderivatives(bench: Bench, goal: str, primitive: str, equation: str | None) -> None:
    found = calculus.antiderivatives(bench.context, bench.relation(goal), primitive, bench.reader)
    assert said(found) == ([equation] if equation else [])


@pytest.mark.parametrize(
    ("goal", "middle", "equation"),
    [
        (
            "Integral(sin(t), (t, 0, y)) = 0",
            "x",
            "Integral(sin(t), (t, 0, y))"
            " = Integral(sin(t), (t, 0, x)) + Integral(sin(t), (t, x, y))",
        ),
        ("Integral(sin(t), (t, 0, x)) = 0", "y + 1", None),  # beyond the end
        ("Integral(sin(t), (t, 0, x)) = 0", "-1", None),
        ("Integral(sin(t), (t, 0, y)) = 0", "y", None),  # nothing is cut off
        (
            "Sum(p(k), (k, 0, n)) = 0",
            "n - 1",
            "Sum(p(k), (k, 0, n)) = Sum(p(k), (k, 0, n - 1)) + Sum(p(k), (k, n - 1 + 1, n))",
        ),
        ("Sum(p(k), (k, 0, n)) = 0", "n + 1", None),
        ("Sum(p(k), (k, 0, n)) = 0", "-2", None),
        ("Sum(p(k), (k, 0, n)) = 0", "1/2", None),
    ],
)
def test_splits(bench: Bench, goal: str, middle: str, equation: str | None) -> None:
    found = calculus.splits(bench.context, bench.relation(goal), middle, bench.reader)
    assert said(found) == ([equation] if equation else [])


@pytest.mark.parametrize(
    ("goal", "shown"),
    [
        ("Sum(x*p(k) + k, (k, 0, n)) = x*Sum(p(k), (k, 0, n)) + Sum(k, (k, 0, n))", True),
        ("x*Sum(p(k), (k, 0, n)) = Sum(x*p(k), (k, 0, n))", True),
        ("Sum(p(k), (k, 0, n)) = Sum(2*p(k), (k, 0, n))/2", True),
        ("Sum(x*p(k), (k, 0, n)) = x*Sum(p(k), (k, 0, n + 1))", False),  # other ends
        ("Sum(k*p(k), (k, 0, n)) = x*Sum(p(k), (k, 0, n))", False),
        ("Sum(p(k) + 1, (k, 0, n)) = Sum(p(k), (k, 0, n))", False),
        ("Integral(x*sin(t), (t, 0, y)) = x*Integral(sin(t), (t, 0, y))", True),
        ("Integral(t*sin(t), (t, 0, y)) = y*Integral(sin(t), (t, 0, y))", False),
    ],
)
def test_linearity(bench: Bench, goal: str, shown: bool) -> None:
    found = calculus.linear_parts(bench.context, bench.relation(goal))
    assert bool(found) is shown


@pytest.mark.parametrize(
    ("rule", "goal", "equation"),
    [
        (calculus.single_terms, "Sum(p(k), (k, n, n)) = 0", "Sum(p(k), (k, n, n)) = p(n)"),
        (calculus.single_terms, "Sum(p(k), (k, n, n + 1)) = 0", None),
        (calculus.single_terms, "Sum(1/k, (k, 0, 0)) = 0", None),  # undefined
        (calculus.empty_sums, "Sum(p(k), (k, n + 1, n)) = 0", "Sum(p(k), (k, n + 1, n)) = 0"),
        (calculus.empty_sums, "Sum(p(k), (k, n, n)) = 0", None),
        (calculus.empty_sums, "Sum(p(k), (k, n + 2, n)) = 0", None),  # such a sum has no value
        (calculus.constant_sums, "Sum(x, (k, 0, n)) = 0", "Sum(x, (k, 0, n)) = x*(n + 0 + 1)"),
        (calculus.constant_sums, "Sum(x*k, (k, 0, n)) = 0", None),
        (calculus.constant_sums, "Sum(1/x, (k, 1, -4)) = 0", None),
        (
            calculus.swaps,
            "Sum(Sum(p(i)*k, (i, 0, 3)), (k, 0, n)) = 0",
            "Sum(Sum(p(i)*k, (i, 0, 3)), (k, 0, n)) = Sum(Sum(p(i)*k, (k, 0, n)), (i, 0, 3))",
        ),
        (calculus.swaps, "Sum(Sum(p(i), (i, 0, k)), (k, 0, n)) = 0", None),  # the end depends on k
        (calculus.swaps, "Sum(1/(x - x), (k, 0, n)) = 0", None),
    ],
)
def test_sums(bench: Bench, rule: object, goal: str, equation: str | None) -> None:
    assert callable(rule)
    found = rule(bench.context, bench.relation(goal))
    assert said(found)[:1] == ([equation] if equation else [])


@pytest.mark.parametrize(
    ("goal", "value"),
    [
        ("Piecewise((1, x <= 0), (2, True)) = 0", "2"),
        ("Piecewise((1, 0 <= x), (2, True)) = 0", "1"),
        ("Piecewise((1, x <= 0), (2, y <= 0), (3, True)) = 0", "3"),
        ("Piecewise((1, y <= 5), (2, True)) = 0", None),
        ("Piecewise((1, y <= 5), (2, 0 <= x), (3, True)) = 0", None),
        ("Piecewise((1/(x - x), 0 <= x), (2, True)) = 0", None),
    ],
)
def test_branches(bench: Bench, goal: str, value: str | None) -> None:
    found = calculus.branches(bench.context, bench.relation(goal))
    assert [to_text(t.sequent.conclusion.right) for t in found] == ([value] if value else [])
