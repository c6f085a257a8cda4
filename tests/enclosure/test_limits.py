"""Limits by leading behaviour: known values, and what must not be given."""

import pytest

from ua_symbolic.enclosure.derivative import minus, plus
from ua_symbolic.enclosure.exact import exact_sign, vanishes
from ua_symbolic.enclosure.limits import NoLimitError, limit
from ua_symbolic.expressions.parser import Scope, parse_claim
from ua_symbolic.expressions.terms import INFINITY, Variable, number

X = Variable("x")


def term(text):
    (relation,) = parse_claim(f"{text} >= 0", Scope({"x": X}))
    return relation.left


def limit_of(text, end=None, upward=True):
    return limit(term(text), X, None if end is None else number(end), upward, exact_sign)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(2*x**2 + 1)/(x**2 - x)", "2"),
        ("x*exp(-x)", "0"),
        ("log(x)/x", "0"),
        ("log(1 + 1/x) - 1/sqrt(x**2 + x)", "0"),
        ("x*log(1 + 1/x)", "1"),
        ("(1 + 1/x)**x", "exp(1)"),
        ("atan(x)", "pi/2"),
        ("erfc(x)*exp(x**2)*x", "1/sqrt(pi)"),
        ("erfc(x)", "0"),
        ("digamma(x) - log(x) + 1/(2*x)", "0"),
        ("loggamma(x) - (x - 1/2)*log(x) + x", "log(2*pi)/2"),
        ("besselk(0, x)*exp(x)*sqrt(x)", "sqrt(pi/2)"),
        ("tanh(x) - 1", "0"),
        ("LambertW(x)/log(x)", "1"),
        ("log(x + 1) - log(x)", "0"),
        ("sqrt(x + 1)/sqrt(x)", "1"),
    ],
)
def test_limits_at_infinity(text, value):
    assert vanishes(plus(limit_of(text), minus(term(f"{value} + 0*x"))))


@pytest.mark.parametrize("text", ["x - log(x)", "exp(x)/x**100", "x**2 - 100*x"])
def test_infinite_limits(text):
    assert limit_of(text) == INFINITY


def test_limits_at_finite_ends():
    assert vanishes(limit_of("x*log(x)", 0, upward=False))
    assert limit_of("1/x", 0, upward=False) == INFINITY
    assert limit_of("1/x", 0, upward=True) == minus(INFINITY)
    assert limit_of("log(x)", 0, upward=False) == minus(INFINITY)
    assert vanishes(plus(limit_of("sin(x)/x", 0, upward=False), number(-1)))


@pytest.mark.parametrize(
    "text",
    [
        "sin(x)",
        "x - sqrt(x**2 + x)",  # infinity minus infinity
        "floor(x) - x",
        "(-1)**x",
        "x*sin(x)",
        "gamma(x)/gamma(x + 1/2)",
        "exp(x*log(x)) - exp(x*log(x) + 1/x)",
        "tan(pi/2 - 1/x)/x",
    ],
)
def test_what_the_rules_do_not_decide(text):
    with pytest.raises(NoLimitError):
        limit_of(text)


def test_digamma_at_equal_numbers():
    closed = term("digamma(1/2 + 0*x) - digamma(1 - 1/2)")
    assert vanishes(closed)
    assert vanishes(term("digamma(x + 2) - digamma(x) - 1/x - 1/(x + 1)"))
    assert not vanishes(term("digamma(x + 2) - digamma(x) - 2/x"))
