"""First-order matching: it finds the values that make two terms the same, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ua_symbolic.checkers.matching import match
from ua_symbolic.expressions.parser import FunctionSignature, Scope, parse_relation, parse_term
from ua_symbolic.expressions.terms import Sort, Syntax, Variable, add, mul, number, substitute

X, Y = Variable("x"), Variable("y")
K = Variable("k", Sort.INTEGER)
SCOPE = Scope(
    {v.name: v for v in (X, Y, K, Variable("a"), Variable("n", Sort.INTEGER))},
    {"f": FunctionSignature((Sort.REAL,))},
)


def term(text: str) -> Syntax:
    return parse_term(text, SCOPE)


@pytest.mark.parametrize(
    ("pattern", "found", "values"),
    [
        ("x", "a + 1", {"x": "a + 1"}),
        ("x + y", "a + 1", {"x": "a", "y": "1"}),
        ("x*f(y)", "2*f(f(a))", {"x": "2", "y": "f(a)"}),
        ("x + x", "a + a", {"x": "a"}),
        ("f(k)", "f(n + 1)", {"k": "n + 1"}),
        ("Sum(x, (i, 1, k))", "Sum(a, (i, 1, n))", {"x": "a", "k": "n"}),
        ("sin(x)**2", "sin(a)**2", {"x": "a"}),
        ("3", "3", {}),
    ],
)
def test_values(pattern: str, found: str, values: dict[str, str]) -> None:
    expected = {SCOPE.variables[n]: term(t) for n, t in values.items()}
    assert match(term(pattern), term(found), [X, Y, K], {}) == expected


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("x + x", "a + 1"),
        ("x + y", "a*1"),
        ("x + y", "a + 1 + 2"),
        ("f(k)", "f(a)"),  # a real term for an integer variable
        ("f(k)", "f(1/2)"),
        ("Sum(x, (i, 1, n))", "Sum(i, (i, 1, n))"),  # the value would escape from its binder
        ("Sum(x, (i, 1, n))", "Sum(i + 1, (i, 1, n))"),
        ("Sum(i, (i, 1, n))", "Sum(i, (i, 0, n))"),
        ("Integral(t, (t, 0, 1))", "Sum(t, (t, 0, 1))"),
        ("a", "x"),
        ("3", "4"),
        ("sin(x)", "cos(a)"),
    ],
)
def test_no_values(pattern: str, found: str) -> None:
    assert match(term(pattern), term(found), [X, Y, K], {}) is None


def test_relations_match_by_operator() -> None:
    pattern = parse_relation("x <= y", SCOPE)
    assert match(pattern, parse_relation("a <= 1", SCOPE), [X, Y], {}) is not None
    assert match(pattern, parse_relation("a < 1", SCOPE), [X, Y], {}) is None


def test_known_values_bind() -> None:
    assert match(term("x + y"), term("a + 1"), [X, Y], {X: term("a")}) is not None
    assert match(term("x + y"), term("a + 1"), [X, Y], {X: term("1")}) is None


def test_the_given_values_are_left_alone() -> None:
    known = {X: term("a")}
    match(term("x + y"), term("a + 1"), [X, Y], known)
    assert known == {X: term("a")}


TERMS = st.recursive(
    st.sampled_from([X, Y, number(1), number(2)]),
    lambda inner: st.builds(add, inner, inner) | st.builds(mul, inner, inner),
    max_leaves=8,
)


@given(pattern=TERMS, found=TERMS)
def test_what_is_found_makes_them_the_same(pattern: Syntax, found: Syntax) -> None:
    values = match(pattern, found, [X], {})
    if values is not None:
        assert substitute(pattern, values) == found


@given(pattern=TERMS, value=TERMS)
def test_instances_are_found(pattern: Syntax, value: Syntax) -> None:
    instance = substitute(pattern, {X: value})
    assert match(pattern, instance, [X], {}) is not None
