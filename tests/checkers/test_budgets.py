"""Budgets: closed forms from error terms, proved; and what is said where one cannot be met."""

import re
from fractions import Fraction

import pytest

from ua_symbolic.checkers.budget_source import BudgetText, Entry, context_of, read_budget
from ua_symbolic.checkers.budgets import UnmetError, derive
from ua_symbolic.development.loader import bare
from ua_symbolic.enclosure.balls import ball_of, evaluate
from ua_symbolic.enclosure.compare import Truth, less_equal
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.terms import Variable, number, substitute
from ua_symbolic.expressions.text import to_text

POSITIVE = tuple(f"{name} in (0, oo)" for name in ("L", "D", "G", "c", "eps"))


def budget(*entries, on=(), given=(), **more):
    text = BudgetText("eps", tuple(Entry(*e) for e in entries), (*POSITIVE, *on), given, **more)
    development = bare()
    read = read_budget(text, development)
    return derive(context_of(development, read, 60), read)


def forms(derivation):
    return {s.parameter.name: (s.op, to_text(s.value)) for s in derivation.solved}


def test_three_terms_get_equal_shares():
    found = budget(
        ("L*rho", "rho", ""),
        ("D*exp(-lam*G)", "lam", ""),
        ("c/g", "g", ""),
        on=["g integer in [1, oo)"],
    )
    assert forms(found) == {
        "rho": ("<=", "eps/(3*L)"),
        "lam": (">=", "log(3*D/eps)/G"),
        "g": (">=", "ceiling(3*c/eps)"),
    }
    assert to_text(found.whole.sequent.conclusion) == "L*rho + D*exp(-lam*G) + c/g <= eps"
    hypotheses = {to_text(h) for h in found.whole.sequent.hypotheses}
    assert {"rho <= eps/(3*L)", "log(3*D/eps)/G <= lam", "ceiling(3*c/eps) <= g"} <= hypotheses


def test_a_parameter_that_others_mention_takes_its_closed_form():
    found = budget(("D*exp(-lam*rho**2)", "lam", "1/3"), ("L*rho", "rho", "2/3"))
    assert [s.parameter.name for s in found.solved] == ["rho", "lam"]
    assert [s.free for s in found.solved] == [False, True]
    assert "rho" not in to_text(found.whole.sequent.conclusion)
    assert forms(found)["lam"] == (">=", "log(3*D/eps)/rho**2")


def test_requirements_and_letters():
    found = budget(("L*rho", "rho", ""), ("c/g <= delta", "g"), letters={"delta": "rho/2"})
    assert forms(found)["g"] == (">=", "c/delta")
    assert to_text(list(found.parts.values())[1].sequent.conclusion) == "c/g <= eps/L/2"


def test_two_requirements_of_one_parameter():
    found = budget(("L*rho", "rho", ""), ("c/g <= 1", "g"), ("1/g <= 2", "g"))
    assert forms(found)["g"] == (">=", "Max(c, 1/2)")


@pytest.mark.parametrize(
    ("size", "eps"), [(Fraction(1, 7), Fraction(1, 50)), (3, 1), (3, Fraction(1, 50))]
)
def test_the_sum_at_the_closed_forms_is_within_the_error(size, eps):
    found = budget(("L*rho", "rho", ""), ("D*exp(-lam*G)", "lam", ""), ("sqrt(c/g)", "g", ""))
    point = {Variable(n): number(size) for n in "LDGc"} | {Variable("eps"): number(eps)}
    values = {s.parameter: substitute(s.full, point) for s in found.solved}
    goal = substitute(substitute(found.whole.sequent.conclusion, values), point)
    spent = evaluate(goal.left, {}, 200)
    assert less_equal(spent, ball_of(eps * (1 + Fraction(1, 10**30)), 200)) is Truth.TRUE
    assert less_equal(ball_of(eps * (1 - Fraction(1, 10**30)), 200), spent) is Truth.TRUE


UNMET = [
    ([("c + D*exp(-lam*G)", "lam", "")], "term 1, .*does not tend to zero as lam .* but to c"),
    ([("D*exp(lam*G)", "lam", "")], "term 1, .*as lam tends to 0, but to D"),
    ([("L*rho", "rho", "1"), ("D/lam", "lam", "0")], "term 2, D/lam, .*share, 0, is zero"),
    ([("L*rho", "rho", "1/2"), ("D/lam", "lam", "-1/2")], "term 2, .*share, -1/2, is negative"),
    ([("L*rho", "rho", "2/3"), ("D/lam", "lam", "1/2")], "add up to more than 1: .* = 7/6"),
    ([("L*rho + c/rho", "rho", "")], "not seen to be monotone in rho"),
    ([("D*cos(lam)", "lam", "")], "term 1, .*cos.lam. is not seen to be monotone"),
    ([("L*rho", "rho", ""), ("D*exp(-H*lam)", "lam", "")], "term 2, .*sign of -H is not known"),
    ([("L*r*s", "r", ""), ("D*r*s", "s", "")], "r and s depend on each other"),
    ([("L*rho", "rho", ""), ("c <= D*rho", "rho")], "it bounds rho above, another .* below"),
    ([("D/(1 + lam)", "lam", "")], "tends to 10, but to D/11"),
    ([("L*rho", "rho", ""), ("c < G*x", "x")], "strict inequality has no best solution"),
]


@pytest.mark.parametrize(("entries", "message"), UNMET)
def test_what_is_in_the_way_is_said(entries, message):
    on = ["H real", *(["lam in (0, 10]"] if "10" in message else [])]
    with pytest.raises(UnmetError) as caught:
        budget(*entries, on=on)
    text = " ".join(str(caught.value).split())
    assert re.search(message, text), text
    assert len(str(caught.value).splitlines()) <= 2


def test_a_hypothesis_may_make_room():
    entry = ("c + D*exp(-lam*G)", "lam", "")
    found = budget(entry, given=("c < eps",))
    assert to_text(found.whole.sequent.conclusion) == "c + D*exp(-lam*G) <= eps"
    with pytest.raises(UnmetError):
        budget(entry, given=("c <= eps",))


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([], "needs a term"),
        ([("L*x", "rho", "")], "unknown name 'x'"),
        ([("L*rho", "rho", "1/2"), ("D/lam", "lam", "")], "give one to each or to none"),
        ([("L*rho", "rho", ""), ("c = g", "g")], "a requirement is an inequality"),
        ([("L*(rho", "rho", "")], "term "),
    ],
)
def test_what_cannot_be_read(entries, message):
    with pytest.raises(UserError, match=message):
        budget(*entries)
