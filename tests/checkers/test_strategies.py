"""The strategies one by one, in a context of their own, with what they must leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking_kit import Bench

from ua_symbolic.checkers.algebraic import by_algebra, by_linear, by_products, by_sign
from ua_symbolic.checkers.basic import (
    by_hypothesis,
    by_inequality,
    by_numbers,
    by_order,
    chain,
    stronger_forms,
    weakened,
)
from ua_symbolic.checkers.boxes import by_box
from ua_symbolic.checkers.congruence import by_binder_sign, by_congruence
from ua_symbolic.checkers.context import DEPTH, Context, OutOfTimeError, Strategy
from ua_symbolic.checkers.definedness import by_definedness
from ua_symbolic.checkers.lemmas import by_lemmas
from ua_symbolic.checkers.rules import by_branches
from ua_symbolic.kernel.inference import KernelError

CASES: dict[Strategy, list[tuple[str, str, bool]]] = {
    by_definedness: [
        ("x real; given 0 < x", "log(x) = log(x)", True),
        ("x real; given 0 <= x", "log(x) = log(x)", False),
        ("x real; given 1/x <= 3", "1/x = 1/x", True),
        ("x real; given 0 <= x", "1/x = 1/x", False),
        ("x real; given 0 <= x", "x**(1/2) = x**(1/2)", True),
        ("x real", "x**3 = x**3", True),
        ("x real", "x**(-1) = x**(-1)", False),
        ("n integer in [0, oo)", "Sum(k, (k, 1, n)) = Sum(k, (k, 1, n))", True),
        ("n integer in [-1, oo)", "Sum(k, (k, 1, n)) = Sum(k, (k, 1, n))", False),
        ("n integer in [0, oo)", "Sum(1/k, (k, 0, n)) = Sum(1/k, (k, 0, n))", False),
        ("x real", "Integral(t, (t, 1, 0)) = Integral(t, (t, 1, 0))", False),
        ("x in [1, 2]", "Integral(1/t, (t, x, 2)) = Integral(1/t, (t, x, 2))", True),
        ("x in [0, 2]", "Integral(1/t, (t, x, 2)) = Integral(1/t, (t, x, 2))", False),
        (
            "x real",
            "Piecewise((sqrt(x), 0 <= x), (1, True)) = Piecewise((sqrt(x), 0 <= x), (1, True))",
            True,
        ),
        (
            "x real",
            "Piecewise((1, 0 <= x), (sqrt(x), True)) = Piecewise((1, 0 <= x), (sqrt(x), True))",
            False,
        ),
        ("x real", "x = x + 0", False),
    ],
    by_numbers: [
        ("x real", "1/3 <= 1/2", True),
        ("x real", "1/3 < 1/3", False),
        ("x real", "1/3 <= 1/3", True),
        ("x real", "2 != 3", True),
        ("x real", "3 != 3", False),
        ("x real", "x <= 3", False),
    ],
    by_hypothesis: [
        ("x real; given x < 3", "x <= 3", True),
        ("x real; given x <= 3", "x < 3", False),
        ("x real; given x = 3", "3 <= x", True),
        ("x real; given x < 3", "3 != x", True),
        ("x real; given x != 3", "3 != x", True),
        ("x real; given x <= 3", "x != 3", False),
    ],
    by_inequality: [
        ("x real; given x < 3", "x != 3", True),
        ("x real; given x <= 3", "x != 3", False),
    ],
    by_order: [
        ("x real; y real; given x <= y; given y <= x", "x = y", True),
        ("x real; y real; given x <= y", "x = y", False),
    ],
    by_algebra: [
        ("x real", "(x + 1)*(x - 1) = x**2 - 1", True),
        ("x real; given 0 < x", "x*(1/x) = 1", True),
        ("x real", "x*(1/x) = 1", False),
        ("x real; given 0 <= x", "sqrt(x**2) = x", True),
        ("x real", "sqrt(x**2) = x", False),
        ("x real", "exp(x)*exp(1) = exp(x + 1)", True),
        ("x real; given 0 < x", "log(x**2) = 2*log(x)", True),
        ("x real; given x < 0", "log(x**2) = 2*log(x)", False),
        ("k integer in [1, oo)", "gamma(k + 1) = k*gamma(k)", True),
        ("k integer in [0, oo)", "gamma(k + 1) = k*gamma(k)", False),
        ("x real", "x <= x", True),
        ("x real", "x < x", False),
    ],
    by_linear: [
        ("x real; y real; given x <= 2*y; given y <= 3", "x <= 6", True),
        ("x real; y real; given x <= 2*y; given y <= 3", "x < 6", False),
        ("x real; y real; given x <= 2*y; given y < 3", "x < 6", True),
        ("x real", "sin(x) <= 1", True),
        ("x real", "sin(x) < 1", False),
        ("x real; given x = 2", "3*x = 6", True),
        ("x real", "3 <= pi", True),
        ("x real", "pi <= 3", False),
        ("x real", "floor(x) <= x", True),
        ("x real", "x <= floor(x)", False),
    ],
    by_products: [
        ("x in [0, 1]; y in [0, 1]", "x*y <= 1", True),
        ("x in [-2, 1]; y in [-2, 1]", "x*y <= 1", False),
    ],
    by_sign: [
        ("x real; given 0 < x", "0 < x*exp(x) + sqrt(x)", True),
        ("x real; given 0 <= x", "0 < x*exp(x)", False),
        ("x real", "0 <= x**2", True),
        ("x real", "0 < x**2", False),
        ("x real", "0 <= x**3", False),
        ("x real; given x < 0", "0 <= x/exp(x)", False),
        ("x real; given 0 < x", "0 < x**x", True),
    ],
    by_congruence: [
        ("x real; y real; given x <= y", "exp(x) <= exp(y)", True),
        ("x real; y real; given x <= y", "exp(x) < exp(y)", False),
        ("x real; y real; given x < y", "exp(x) < exp(y)", True),
        ("x real; y real; given 0 < x; given x <= y", "1/y <= 1/x", True),
        ("x real; y real; given x <= y", "1/y <= 1/x", False),
        ("x real; y real; given x <= y", "x**2 <= y**2", False),
        ("x real; y real; given 0 <= x; given x <= y", "x**2 <= y**2", True),
        ("x real; y real; z real; given x <= y", "z*x <= z*y", False),
        ("x real; y real; z real; given x <= y; given 0 <= z", "z*x*exp(z) <= exp(z)*z*y", True),
        ("x real; y real; given x = y", "sin(x) = sin(y)", True),
        ("x real; y real; given x <= y", "sin(x) <= sin(y)", False),
        ("x in [1, 2]", "Integral(t, (t, 0, x)) <= Integral(t + 1, (t, 0, x))", True),
        ("x in [1, 2]", "Integral(t, (t, 0, x)) < Integral(t + 1, (t, 0, x))", True),
        ("x in [0, 2]", "Integral(t, (t, 0, x)) < Integral(t + 1, (t, 0, x))", False),
        ("n integer in [1, oo)", "Sum(k, (k, 1, n)) < Sum(k + 1, (k, 1, n))", True),
        ("n integer in [0, oo)", "Sum(k, (k, 1, n)) < Sum(k + 1, (k, 1, n))", False),
    ],
    by_binder_sign: [
        ("x in [1, 2]", "0 <= Integral(t**2, (t, 0, x))", True),
        ("x in [1, 2]", "0 <= Integral(t, (t, -1, x))", False),
        ("n integer in [1, oo)", "0 < Sum(k**2, (k, 1, n))", True),
        ("n integer in [0, oo)", "0 < Sum(k**2, (k, 1, n))", False),
    ],
    by_lemmas: [
        ("x real; given 0 < x", "0 < sqrt(x)", True),
        ("x real; given 0 <= x", "0 < sqrt(x)", False),
        ("x in (0, pi)", "0 < sin(x)", True),
        ("x in [0, pi]", "0 < sin(x)", False),
        ("x real; given for k integer with 1 <= k: k*x <= 1", "7*x <= 1", True),
        ("x real; given for k integer with 1 <= k: k*x <= 1", "0*x <= 1", False),
        ("x real; given for k integer with 1 <= k: k*x <= 1", "(3/2)*x <= 1", False),
    ],
    by_box: [
        ("x in [0, 1]", "exp(x) <= 1 + 2*x", True),
        ("x in [0, 1]", "exp(x) <= 1 + 17/10*x", False),
        ("x in [0, 1]; given x <= 1/2", "exp(x) <= 1 + 13/10*x", True),
        ("x in [0, 1]", "x != 2", False),
    ],
    by_branches: [
        ("x real; given 1 <= x", "Piecewise((x, 0 <= x), (-x, True)) = x", True),
        ("x real; given x <= 0", "Piecewise((x, 0 <= x), (-x, True)) = x", False),
        ("x real", "Piecewise((x, 0 <= x), (-x, True)) = x", False),
    ],
}
ALL = [(s, *case) for s, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(
    ("strategy", "clauses", "goal", "shown"), ALL, ids=[f"{s.__name__}-{g}" for s, _, g, _ in ALL]
)
def test_one_strategy(
    tmp_path: Path, strategy: Strategy, clauses: str, goal: str, shown: bool
) -> None:
    bench = Bench(tmp_path, for_and_given(clauses))
    relation = bench.relation(goal)
    theorem = strategy(bench.context, relation, DEPTH)
    assert (theorem is not None) is shown
    if theorem is not None:
        assert theorem.sequent.conclusion == relation
        assert theorem.sequent.hypothesis_set <= set(bench.context.hypotheses)


def for_and_given(clauses: str) -> str:
    """``x real; y real; given x <= y`` as lines of a statement."""
    parts = [p.strip() for p in clauses.split(";")]
    return "\n".join(f"  {p}" if p.startswith("given") else f"  for {p}" for p in parts)


# --- the pieces that strategies share -----------------------------------------------------------


def test_stronger_forms_imply_the_goal(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real; y real")
    for goal in ("x <= y", "x != y", "x = y", "x < y"):
        relation = bench.relation(goal)
        for stronger in stronger_forms(relation):
            context = bench.context.extend(stronger)
            known = context.derive("hypothesis", stronger)
            theorem = weakened(context, known, relation)
            assert theorem is not None
            assert theorem.sequent.conclusion == relation


def test_weakening_never_strengthens(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real; y real\n  given x <= y")
    known = bench.context.derive("hypothesis", bench.relation("x <= y"))
    for goal in ("x < y", "x = y", "y <= x"):
        assert weakened(bench.context, known, bench.relation(goal)) is None


def test_a_chain_whose_links_do_not_meet(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real; y real; z real\n  given x <= y\n  given z <= 1")
    links = [bench.context.derive("hypothesis", bench.relation(r)) for r in ("x <= y", "z <= 1")]
    with pytest.raises(KernelError, match="do not meet"):
        chain(bench.context, links)


def test_what_was_shown_is_remembered_inside_and_not_outside(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real")
    inner = bench.context.extend(bench.relation("2 <= x"))
    goal = bench.relation("1 < x")
    assert inner.prove(goal) is not None
    assert inner.recall(goal) is not None
    assert bench.context.recall(goal) is None
    assert inner.extend(bench.relation("x <= 9")).recall(goal) is not None


def test_a_goal_does_not_ask_for_itself(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real")
    asked: list[int] = []

    def loop(context: Context, goal: object, depth: int) -> None:
        asked.append(depth)
        assert context.prove(bench.relation("1 < x"), depth) is None

    bench.context.strategies = (loop,)
    assert bench.context.prove(bench.relation("1 < x")) is None
    assert len(asked) == 1


def test_no_time_left(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for x real", seconds=-1.0)
    with pytest.raises(OutOfTimeError):
        bench.context.prove(bench.relation("1 < x"))


def test_fresh_names(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "  for t real; t_1 real\n  given t <= t_1")
    assert bench.context.fresh("t") == "t_2"
    assert bench.context.fresh("k") == "k"
