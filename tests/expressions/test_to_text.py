"""What is printed is read back as the same term, with no bracket to spare."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.strategies import formulas, real_terms
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.parser import Scope, parse_formula, parse_term, scope_of
from ua_symbolic.expressions.terms import Lambda, Relation, Sort, Variable
from ua_symbolic.expressions.text import to_text

FREE = Scope(free=True)
X, K = Variable("x"), Variable("k", Sort.INTEGER)


@settings(max_examples=250, deadline=None)
@given(real_terms())
def test_a_printed_term_is_read_back_unchanged(term: terms.Term) -> None:
    assert parse_term(to_text(term), scope_of(term)) == term


@settings(max_examples=100, deadline=None)
@given(formulas())
def test_a_printed_formula_is_read_back_unchanged(formula: terms.Formula) -> None:
    assert parse_formula(to_text(formula), scope_of(formula)) == formula


@pytest.mark.parametrize(
    "text",
    [
        "a + b - c",
        "a - (b - c)",
        "a - (b + c)",
        "a*(b + c)*d",
        "a/b/c",
        "a/(b/c)",
        "a/b*c",
        "a/(b*c)",
        "-x**2",
        "(-x)**2",
        "(-2)**x",
        "x**y**z",
        "(x**y)**z",
        "x**(-2)",
        "x**(1/2)",
        "(1/2)**x",
        "2*(-3)",
        "-2*x",
        "-(x*y)",
        "-x*y",
        "x - 1/2",
        "-1/2 + x",
        "1/2*x",
        "x*(1/2)",
        "x - (-y)",
        "x + (-2*y)",
        "sqrt(2*pi*(m + 1))/sin(eps/(8*L))**m",
        "Sum(k**2, (k, 1, N))",
        "Integral(sin(t)**(m - 1), (t, 0, pi))",
        "Sum(x**k/factorial(k), (k, 0, oo))",
        "Piecewise((x, x > 0), (-x, x < 0), (0, True))",
        "betainc_regularized(m/2, 1/2, 0, sin(phi)**2)",
    ],
)
def test_well_written_text_is_left_alone(text: str) -> None:
    assert to_text(parse_term(text, FREE)) == text


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("((x))+((y*z))", "x + y*z"),
        ("(a*b)*c", "a*b*c"),
        ("(x^2)", "x**2"),
        ("2/4*x", "1/2*x"),
        ("x-(2)", "x - 2"),
        ("0.10", "1/10"),
        ("ln(x)+arcsin(x)+abs(x)", "log(x) + asin(x) + Abs(x)"),
        ("Sum(Sum(j*k, (j, 1, k)), (k, 1, k))", "Sum(Sum(j*k_1, (j, 1, k_1)), (k_1, 1, k))"),
        ("Sum(k + Sum(k, (k, 1, k)), (k, 1, 3))", "Sum(k + Sum(k_1, (k_1, 1, k)), (k, 1, 3))"),
    ],
)
def test_needless_brackets_go_and_clashing_names_change(written: str, printed: str) -> None:
    assert to_text(parse_term(written, FREE)) == printed


def test_formulas_and_lambdas() -> None:
    relation = Relation("<=", K, X)
    guard = Relation("<=", terms.ONE, K)
    assert to_text(relation) == "k <= x"
    assert to_text(terms.for_all((K,), (guard, guard), relation)) == (
        "for k integer with 1 <= k, 1 <= k: k <= x"
    )
    assert to_text(terms.for_all((X,), (), relation)) == "for x real: k <= x"
    square = Lambda((Sort.REAL,), terms.close(terms.power(X, K), X))
    assert to_text(square) == "x -> x**k"


def test_a_very_long_number_is_printed() -> None:
    assert to_text(terms.number(10**9904)) == "1" + "0" * 9904
