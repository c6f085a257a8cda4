"""Solving for a parameter through monotone functions."""

import time

import pytest

from ua_symbolic.checkers.automation import tagged
from ua_symbolic.checkers.context import Clock, Context
from ua_symbolic.checkers.references import with_inner_references
from ua_symbolic.checkers.rules import AUTOMATIC
from ua_symbolic.checkers.solving import CannotSolveError, by_solving, invert, solve
from ua_symbolic.development import load
from ua_symbolic.expressions.parser import Scope, parse_relation, parse_term
from ua_symbolic.expressions.terms import Variable
from ua_symbolic.expressions.text import to_text

SCOPE = Scope({}, {}, free=True)


def relation(text):
    return parse_relation(text, SCOPE).oriented()


def term(text):
    return parse_term(text, SCOPE)


@pytest.fixture
def context(tmp_path):
    """A context with signs of L, D, N, eps, eta, G and nothing else."""

    def make(*hypotheses):
        (tmp_path / "empty.ua").write_text(
            "lemma trivial\n  claim 0 <= 1\n  proof\n    by linear\n"
        )
        development = load(tmp_path)
        return Context(
            development.theory,
            tuple(relation(h) for h in hypotheses),
            Clock(time.monotonic() + 60),
            AUTOMATIC,
            with_inner_references,
            tagged(development, "auto", ("fact",)),
            tagged(development, "range", ("fact",)),
        )

    return make


SIGNS = ("0 < L", "0 < D", "0 < N", "0 < eps", "0 < eta", "eta < 1", "0 < G")


@pytest.mark.parametrize(
    ("left", "right", "variable", "expected"),
    [
        ("L*x", "eps", "x", "x <= eps/L"),
        ("eps/x", "L", "x", "x >= eps/L"),
        ("D*exp(-x*G)", "eps", "x", "x >= -(log(eps/D)/G)"),
        ("2 - 3*x", "eps", "x", "x >= -(eps - 2)/3"),
        ("sqrt(x)", "eps", "x", "x <= eps**2"),
        ("x**3", "eps", "x", "x <= eps**(1/3)"),
    ],
)
def test_invert(context, left, right, variable, expected):
    found = invert(context(*SIGNS), term(left), "<=", term(right), Variable(variable))
    assert to_text(found.relation) == to_text(parse_relation(expected, SCOPE))


@pytest.mark.parametrize("left", ["H*x", "x + x**2", "cos(x)", "H/x"])
def test_what_cannot_be_solved_says_why(context, left):
    with pytest.raises(CannotSolveError):
        invert(context(*SIGNS), term(left), "<=", term("eps"), Variable("x"))


def test_solving_needs_the_condition(context):
    goal = relation("D*N*exp(-lam*G) <= eta*eps")
    enough = context(*SIGNS, "log(D*N/(eta*eps))/G <= lam")
    assert by_solving(enough, goal, Variable("lam")) is not None
    short = context(*SIGNS, "log(D*N/(eta*eps))/G - 1 <= lam")
    assert by_solving(short, goal, Variable("lam")) is None


def test_a_solution_says_each_step(context):
    here = context(*SIGNS)
    asked = lambda r: here.prove(r) is not None  # noqa: E731
    lines = solve(asked, term("D*exp(G*x)"), "<=", term("eps"), Variable("x"))
    assert [(to_text(line.relation), line.reason) for line in lines] == [
        ("exp(G*x) <= eps/D", "dividing by D > 0"),
        ("G*x <= log(eps/D)", "exp increases"),
        ("x <= log(eps/D)/G", "dividing by G > 0"),
    ]
