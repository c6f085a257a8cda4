"""Equals for equals, and definitions unfolded: only where they stand, only if they are defined."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking_kit import Bench

from ua_symbolic.checkers.rewriting import (
    abstract,
    by_definitions,
    defined_calls,
    occurs,
    rewritten,
    rewritten_by_all,
    unfolding,
)
from ua_symbolic.checkers.rules import automatically
from ua_symbolic.expressions.terms import Call, Relation, instantiate
from ua_symbolic.kernel.theorems import Theorem

BEFORE = """\
define root(x)
  domain x >= 0
  value sqrt(x)

define twice(x)
  value 2*root(x)

define deep(x)
  value 1 + twice(x)
"""


def hypothesis(bench: Bench, text: str) -> Theorem:
    return bench.context.derive("hypothesis", bench.relation(text))


def test_abstracting_and_putting_back(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real")
    goal = bench.relation("sin(x) + Sum(sin(x)*k, (k, 1, 3)) <= sin(x + 1)")
    target = bench.relation("sin(x) = 0").left
    body = abstract(goal, target)
    assert not occurs(target, body)
    assert instantiate(body, target) == goal
    changed = bench.relation("7 + Sum(7*k, (k, 1, 3)) <= sin(x + 1)")
    assert instantiate(body, bench.relation("7 = 0").left) == changed


def test_every_occurrence_is_rewritten(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real; y real\n  given sin(x) = y\n  given y + y <= 1")
    goal = bench.relation("sin(x) + sin(x) <= 1")
    theorem = rewritten(bench.context, goal, hypothesis(bench, "sin(x) = y"), automatically)
    assert theorem is not None
    assert theorem.sequent.conclusion == goal


def test_nothing_is_shown_if_the_rest_is_not(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real; y real\n  given sin(x) = y")
    equation = hypothesis(bench, "sin(x) = y")
    goal = bench.relation("sin(x) + cos(x) <= 1/2")
    assert rewritten(bench.context, goal, equation, automatically) is None


def test_one_equation_after_the_other(tmp_path: Path) -> None:
    bench = Bench(
        tmp_path, "  for x real; y real; z real\n  given x = y\n  given y = z\n  given z <= 1"
    )
    equations = [hypothesis(bench, "x = y"), hypothesis(bench, "y = z")]
    seen: list[Relation] = []

    def finish(_context: object, goal: Relation) -> None:
        seen.append(goal)

    assert rewritten_by_all(bench.context, bench.relation("x <= 1"), equations, finish) is None
    assert seen == [bench.relation("z <= 1")]
    seen.clear()
    rewritten_by_all(bench.context, bench.relation("cos(1) <= 1"), equations, finish)
    assert seen == [bench.relation("cos(1) <= 1")]


def test_unfolding_needs_the_domain(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real; y real\n  given 0 <= x", before=BEFORE)
    for goal, shown in (("root(x) = 0", True), ("root(y) = 0", False), ("root(-1) = 0", False)):
        call = bench.relation(goal).left
        assert isinstance(call, Call)
        assert (unfolding(bench.context, call) is not None) is shown


@pytest.mark.parametrize(
    ("goal", "names", "shown"),
    [
        ("root(x) = sqrt(x)", "", True),
        ("root(x) = sqrt(x)", "root", True),
        ("root(x) = sqrt(x)", "twice", False),
        ("twice(x) = 2*root(x)", "", True),
        ("twice(x) = 2*sqrt(x)", "", True),
        ("deep(x) = 1 + 2*sqrt(x)", "", True),
        ("root(x) = sqrt(x) + 1", "", False),
        ("root(y) = sqrt(y)", "", False),
        ("Sum(root(k**2), (k, 0, 3)) = Sum(sqrt(k**2), (k, 0, 3))", "", False),  # not under binders
    ],
)
def test_definitions(tmp_path: Path, goal: str, names: str, shown: bool) -> None:
    bench = Bench(tmp_path, "  for x real; y real\n  given 0 <= x", before=BEFORE)
    theorem = by_definitions(
        bench.context, bench.relation(goal), frozenset(names.split()), automatically
    )
    assert (theorem is not None) is shown
    if theorem is not None:
        assert theorem.sequent.conclusion == bench.relation(goal)
        assert theorem.definitions


def test_which_calls_can_be_unfolded(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real\n  let g(x)", before=BEFORE)
    goal = bench.relation("root(x) + twice(root(x)) + g(x) <= Sum(root(k), (k, 0, 3))")
    calls = defined_calls(bench.context, [goal], frozenset())
    assert [c.name for c in calls] == ["root", "twice"]
    assert [c.name for c in defined_calls(bench.context, [goal], frozenset({"twice"}))] == ["twice"]
