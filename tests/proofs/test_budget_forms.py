"""Every prefix length, temperature and code of the development comes out of an error budget."""

from pathlib import Path

import pytest

from ua_symbolic.checkers.budget_source import context_of, read_budget, read_budgets
from ua_symbolic.checkers.budgets import derive
from ua_symbolic.development import load
from ua_symbolic.expressions.terms import Call

FOLDER = Path(__file__).resolve().parents[2] / "proofs" / "prompting"
BUDGETS = read_budgets(FOLDER / "budgets.toml")
NO_BUDGET = {
    "code.depth",
    "code.heads",
    "code.width",
    "code.compact_width",
    "code.exceptional_measure",
}  # numbers of layers, heads and slots, and a measure: no error term has them


@pytest.fixture(scope="module")
def development():
    return load(FOLDER)


@pytest.mark.parametrize("name", BUDGETS)
def test_a_budget_is_met_and_gives_its_closed_forms(development, name):
    budget = read_budget(BUDGETS[name], development)
    found = derive(context_of(development, budget, 120), budget)
    for solved in found.solved:
        if solved.parameter in budget.names:
            assert solved.named is not None
            assert solved.named.sequent.conclusion.left == solved.full
            assert solved.named.sequent.conclusion.right == budget.names[solved.parameter]
    assert len(found.also) == len(budget.also)
    assert set(found.parts) == set(budget.parts)
    assert (found.whole is not None) == (budget.total is not None)


def test_every_closed_form_of_an_error_has_a_budget(development):
    read = [read_budget(text, development) for text in BUDGETS.values()]
    named = [t for b in read for t in (*b.names.values(), *[c for _, c in b.also])]
    found = {t.name for t in named if isinstance(t, Call)}
    wanted = {
        name
        for name in development.form_sources
        if name.rpartition(".")[2] in ("prefix_length", "temperature") or name.startswith("code.")
    }
    assert wanted - NO_BUDGET <= found
    assert {"upper.prefix_length_cap", "upper.explicit_length"} <= found
    assert {"vmf.length_mean", "vmf.length_sup"} <= found


def test_a_wrong_closed_form_is_not_shown(development):
    from dataclasses import replace

    from ua_symbolic.checkers.budgets import UnmetError

    text = BUDGETS["vmf_temperature"]
    wrong = replace(text, closed_forms={"lam": "2*vmf.temperature(m, L, eps)"})
    budget = read_budget(wrong, development)
    with pytest.raises(UnmetError, match="is not shown to be 2"):
        derive(context_of(development, budget, 60), budget)
