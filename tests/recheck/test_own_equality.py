"""The rechecker's own algebra: never a false equation, and most of the true ones."""

from __future__ import annotations

import pytest

from tests.algebra.test_adversarial import FALSE, SCOPE
from ua_symbolic.expressions.parser import parse_relation, parse_term
from ua_symbolic.kernel.term_table import TermWriter
from ua_symbolic.recheck.arena import Arena
from ua_symbolic.recheck.equality import decide
from ua_symbolic.recheck.reading import read_terms

TRUE = (
    ("(x + 1)*(x - 1)", "x**2 - 1", ""),
    ("(x**2 - 1)/(x - 1)", "x + 1", ""),
    ("x/x", "1", ""),
    ("0**0", "1", ""),
    ("x**(k - 1)*x", "x**k", "1 <= k"),
    ("x**(k + 1)/x**k", "x", "x != 0"),
    ("sqrt(x**2*y)", "x*sqrt(y)", "0 <= x"),
    ("sqrt(2*pi*k)*sqrt(k)", "k*sqrt(2*pi)", "0 < k"),
    ("(x/2)**a", "x**a/2**a", "0 < x"),
    ("exp(-log(x))", "1/x", ""),
    ("log(x**3/8)", "3*log(x) - 3*log(2)", "0 < x"),
    ("cos(x)**2", "1 - sin(x)**2", ""),
    ("(k + 1)*sin(x)**(k + 1) - k*sin(x)**(k - 1)",
     "-(k*sin(x)**(k - 1)*cos(x))*cos(x) + sin(x)**k*sin(x)", "0 < sin(x)"),
    ("sin(x + pi)", "-sin(x)", ""),
    ("tan(x)*cos(x)", "sin(x)", ""),
    ("cos(pi/6)", "sqrt(3)/2", ""),
    ("cosh(x)**2 - sinh(x)**2", "1", ""),
    ("gamma(x + 1)", "x*gamma(x)", "0 < x"),
    ("factorial(k + 1)", "(k + 1)*factorial(k)", "0 <= k"),
    ("Abs(exp(x)*y)", "exp(x)*Abs(y)", ""),
    ("Abs(g(x)*y)", "g(x)*Abs(y)", "0 < g(x)"),
    ("floor(k + x)", "k + floor(x)", ""),
    ("Sum(2*i, (i, 1, n))", "Sum(i + i, (i, 1, n))", ""),
    ("g(x + y)*2", "g(y + x) + g(x + y)", ""),
    ("Max(x, y)", "Max(y, x)", ""),
    ("Piecewise((g(1 + x - 1), x + x < y), (y, True))",
     "Piecewise((g(x), 2*x < y), (y, True))", ""),
)  # fmt: skip


def shown(left: str, right: str, fact: str) -> bool:
    table = TermWriter()
    sides = [table.write(parse_term(text, SCOPE)) for text in (left, right)]
    facts = [table.write(parse_relation(fact, SCOPE).oriented())] if fact else []
    arena = Arena()
    numbers = read_terms(arena, table.entries)
    return decide(arena, *(numbers[i] for i in sides), [numbers[i] for i in facts]) is True


@pytest.mark.parametrize(("left", "right", "fact"), TRUE)
def test_true_equations_are_shown(left: str, right: str, fact: str) -> None:
    assert shown(left, right, fact)
    assert not shown(left, f"{right} + 1/1000", fact)


@pytest.mark.parametrize(("left", "right", "fact"), FALSE)
def test_false_equations_are_not_shown(left: str, right: str, fact: str) -> None:
    assert not shown(left, right, fact)
