"""Terms: equality up to bound names, binding, substitution, sorts."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given, settings

from tests.strategies import INTEGERS, REALS, real_terms
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.parser import FunctionSignature, Scope, parse_formula, parse_term
from ua_symbolic.expressions.serial import canonical, from_data, to_data
from ua_symbolic.expressions.terms import Lambda, Number, Sort, Term, Variable
from ua_symbolic.expressions.text import to_text

REAL_FUNCTION = FunctionSignature((Sort.REAL,))
FREE = Scope(
    {v.name: v for v in INTEGERS},
    {"f": REAL_FUNCTION, "g": FunctionSignature((Sort.REAL, Sort.REAL))},
    free=True,
)
X, Y = Variable("x"), Variable("y")


def read(text: str) -> Term:
    return parse_term(text, FREE)


@settings(max_examples=100, deadline=None)
@given(real_terms())
def test_instantiating_undoes_closing(term: Term) -> None:
    variables = (REALS[0], INTEGERS[0])
    body = terms.close(term, *variables)
    assert not terms.free_variables(body) & set(variables)
    assert terms.instantiate(body, *variables) == term


@settings(max_examples=100, deadline=None)
@given(real_terms(), real_terms(4))
def test_substitution_replaces_exactly_one_variable(term: Term, value: Term) -> None:
    result = terms.substitute(term, {X: value})
    before, after = terms.free_variables(term), terms.free_variables(result)
    expected = (before - {X}) | (terms.free_variables(value) if X in before else set())
    assert after == expected
    assert terms.instantiate(terms.close(term, X), value) == result


@settings(max_examples=100, deadline=None)
@given(real_terms())
def test_a_closed_term_has_nothing_to_shift_and_survives_pickling(term: Term) -> None:
    assert terms.shift(term, 3) == term
    copy = pickle.loads(pickle.dumps(term))
    assert copy == term
    assert hash(copy) == hash(term)


def test_bound_names_do_not_matter_and_free_ones_do() -> None:
    assert read("Sum(k, (k, 1, n))") == read("Sum(j, (j, 1, n))")
    assert hash(read("Sum(k, (k, 1, n))")) == hash(read("Sum(j, (j, 1, n))"))
    assert read("Sum(k, (k, 1, n))") != read("Sum(k, (k, 1, m))")
    assert read("Sum(x, (k, 1, n))") != read("Sum(k, (k, 1, n))")
    assert Variable("x") != Variable("x", Sort.INTEGER)


@pytest.mark.parametrize(
    ("term", "value", "result"),
    [
        ("Sum(k*x, (k, 1, 3))", "k", "Sum(j*k, (j, 1, 3))"),
        ("Sum(Sum(j*k*x, (j, 1, k)), (k, 1, x))", "k + 1",
         "Sum(Sum(j*i*(k + 1), (j, 1, i)), (i, 1, k + 1))"),
        ("x + Integral(x*t, (t, 0, x))", "t", "t + Integral(t*s, (s, 0, t))"),
        ("Sum(x, (x, 1, x))", "y", "Sum(k, (k, 1, y))"),
    ],
)  # fmt: skip
def test_substitution_does_not_capture(term: str, value: str, result: str) -> None:
    assert terms.substitute(read(term), {X: read(value)}) == read(result)


def test_substitution_happens_all_at_once() -> None:
    swapped = terms.substitute(read("x - y"), {X: Y, Y: X})
    assert swapped == read("y - x")


def test_functions_are_replaced_by_lambdas_also_under_binders() -> None:
    square = Lambda((Sort.REAL,), terms.close(read("x**2 + y"), X))
    result = terms.substitute(read("f(x) + Sum(f(f(k)), (k, 1, n))"), {}, {"f": square})
    assert canonical(result) == canonical(read("x**2 + y + Sum((k**2 + y)**2 + y, (k, 1, n))"))
    order = Lambda((Sort.REAL, Sort.REAL), terms.close(read("x - y"), X, Y))
    assert terms.substitute(read("g(x, m)"), {}, {"g": order}) == read("x - m")
    summing = Lambda((Sort.REAL,), terms.close(read("Sum(j*x, (j, 1, 2))"), X))
    under = terms.substitute(read("Sum(f(k), (k, 1, 3))"), {}, {"f": summing})
    assert under == read("Sum(Sum(j*k, (j, 1, 2)), (k, 1, 3))")


def test_quantified_hypotheses_bind_in_guards_and_body() -> None:
    formula = parse_formula("for k integer with k <= n: f(k) <= x", FREE)
    assert terms.free_variables(formula) == {X, Variable("n", Sort.INTEGER)}
    assert terms.called_names(formula) == {"f"}
    assert to_text(terms.substitute(formula, {X: read("k")})) == (
        "for k_1 integer with k_1 <= n: f(k_1) <= k"
    )


@pytest.mark.parametrize(
    ("text", "integer"),
    [
        ("3", True),
        ("1/2", False),
        ("n", True),
        ("x", False),
        ("pi", False),
        ("n*m - 3", True),
        ("n/m", False),
        ("n**2", True),
        ("n**(-1)", False),
        ("n**m", False),
        ("x**2", False),
        ("floor(x) + ceiling(y)", True),
        ("Abs(-n)", True),
        ("Max(n, x)", False),
        ("Sum(k, (k, 1, n))", True),
        ("Sum(k/2, (k, 1, n))", False),
        ("Integral(n, (t, 0, 1))", False),
        ("Piecewise((n, x > 0), (1, True))", True),
        ("Piecewise((n, x > 0), (x, True))", False),
    ],
)
def test_integers_by_syntax(text: str, integer: bool) -> None:
    assert terms.is_integer(read(text)) is integer


def test_numbers_are_exact() -> None:
    assert terms.number("0.1") == Number(Fraction(1, 10))
    with pytest.raises(TypeError, match="exact"):
        terms.number(0.1)  # type: ignore[arg-type]


def test_fresh_variables_avoid_all_that_occur() -> None:
    assert terms.fresh_variable("x", Sort.REAL, read("x + x_1")) == Variable("x_2")
    assert terms.fresh_variable("k", Sort.REAL, read("Sum(k, (k, 1, 2))")) == Variable("k")


@pytest.mark.parametrize(
    ("opening", "closing"), [("exp(", ")"), ("1/(", ")"), ("Sum(", ", (k, 1, 2))"), ("2**(", ")")]
)
def test_every_walk_bears_the_deepest_term_that_the_parser_lets_through(
    opening: str, closing: str
) -> None:
    term = read(opening * 110 + "x" + closing * 110)
    assert hash(term) == hash(read(opening * 110 + "x" + closing * 110))
    assert terms.substitute(term, {X: Y}) != term
    assert terms.instantiate(terms.close(term, X), X) == term
    assert terms.shift(term, 1) == term
    assert from_data(to_data(term)) == term
    assert from_data(to_data(canonical(term))) == canonical(term)
    assert read(to_text(term)) == term
    assert pickle.loads(pickle.dumps(term)) == term
