"""The facts that could help are among those suggested."""

import pytest

from tests.algebra.equation_tables import parse
from ua_symbolic.algebra import decide_equal, suggest
from ua_symbolic.algebra.suggest import MAX_SUGGESTIONS
from ua_symbolic.expressions.terms import Variable, add, function

HELPED = [
    "sqrt(x**2) = x | 0 <= x",
    "x**a*x**b = x**(a+b) | 0 < x",
    "(x*y)**a = x**a*y**a | 0 < x, 0 < y",
    "(L/(2*eps))**a = L**a*2**(-a)*eps**(-a) | 0 < L, 0 < eps",
    "x**(k-1)*x = x**k | 1 <= k",
    "x**k*x = x**(k+1) | 0 <= k",
    "x**(-k) = 1/x**k | x != 0",
    "Abs(x) = x | 0 <= x",
    "Abs(x) = -x | x <= 0",
    "Max(x, y) = y | x <= y",
    "sqrt(x**2*y) = x*sqrt(y) | 0 <= x, 0 <= y",
    "sin(t)**(m-1)*sin(t) = sin(t)**m | 1 <= m",
]


@pytest.mark.parametrize("line", HELPED)
def test_the_needed_facts_are_suggested_and_needed(line):
    equation, facts = parse(line)
    suggested = suggest(equation.left, equation.right)
    assert set(facts) <= set(suggested)
    assert not decide_equal(equation.left, equation.right, (), ("flint",)).equal
    assert decide_equal(equation.left, equation.right, facts, ("flint",)).equal


def test_suggestions_are_few_and_different():
    args = [Variable(f"x{i}") for i in range(12)]
    found = suggest(function("Max", *args), add(*args))
    assert len(found) == len(set(found)) == MAX_SUGGESTIONS
