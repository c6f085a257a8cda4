"""Limits in which logarithms are joined: one for each factor that stands before them."""

from fractions import Fraction

import pytest
from enclosure_claims import claim
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from ua_symbolic.enclosure.balls import evaluate
from ua_symbolic.enclosure.derivative import minus, plus
from ua_symbolic.enclosure.exact import exact_sign, vanishes
from ua_symbolic.enclosure.limits import NoLimitError, _joined_logarithms, limit
from ua_symbolic.expressions.terms import INFINITY, ZERO, Apply, Term, Variable, subterms

X = Variable("x")


def term(text):
    return claim(f"{text} >= 0", "x real").conclusion.left


def limit_of(text, end=None, upward=True):
    return limit(term(text), X, end, upward, exact_sign)


STIRLING = "loggamma(x + 1) - (x + 1/2)*log(x) + x"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x*log(x + 1) - x*log(x)", "1"),
        ("x*log(x) - x*log(x + 1)", "-1"),
        ("2*x*log(x + 1) - x*log(x) - x*log(x + 2)", "0"),
        ("3*log(x + 1) - log(x**3 + 1)", "0"),
        ("x*log(x + 1) - x*log(x) + log(2*x + 1) - log(x)", "1 + log(2)"),
        ("sqrt(x)*log(x + 1) - sqrt(x)*log(x)", "0"),
        ("-(x*log(x)) + x*log(x + 3)", "3"),
        ("x*log(2*x + 1) - x*log(x) - x*log(2)", "1/2"),
        (STIRLING, "log(2*pi)/2"),
        (f"{STIRLING} - log(2*pi)/2", "0"),
        ("loggamma(x + 1/2) - loggamma(x) - log(x)/2", "0"),
        ("digamma(x + 1) - log(x)", "0"),
    ],
)
def test_known_limits(text, value):
    found = limit_of(text)
    assert vanishes(plus(found, minus(term(f"{value} + 0*x"))))
    assert not vanishes(plus(found, minus(term(f"{value} + 1/100 + 0*x"))))


def test_limits_from_above_at_zero():
    assert vanishes(limit_of("x*log(x + 1) - x*log(x)", ZERO, upward=False))
    gap = limit_of("log(x + 1)/x - log(1 - x)/x", ZERO, upward=False)
    assert vanishes(plus(gap, minus(term("2 + 0*x"))))


@pytest.mark.parametrize(
    ("text", "sign"),
    [("x*log(2*x) - x*log(x)", 1), ("x*log(x) - x*log(2*x + 1)", -1), (STIRLING + " + x", 1)],
)
def test_infinite_limits(text, sign):
    assert limit_of(text) == (INFINITY if sign > 0 else minus(INFINITY))


@pytest.mark.parametrize(
    "text",
    [
        "x**2*log(x + 1) - x**2*log(x)*y",  # another variable decides
        "x*log(y*x + 1) - x*log(x)",
        "x*log(2 + sin(x)) - x*log(x)",
        "exp(x)*log(x + exp(-x)) - exp(x)*log(x)*(1 + sin(x)/x)",
        "x**2*log(x + 1) - x**2*log(x) - x",  # of second order
        "x*log(-x) - x*log(-x - 1) + sin(x)",
    ],
)
def test_what_stays_undecided(text):
    free = claim(f"{text} >= 0", "x real", "y real").conclusion.left
    with pytest.raises(NoLimitError):
        limit(free, X, None, True, exact_sign)


@pytest.mark.parametrize(
    ("text", "logarithms"),
    [
        ("x*log(x) - x*log(x + 1)", 1),
        ("2*x*log(x) - (1/2)*x*log(x + 1) + (1/3)*log(x)", 2),
        ("x*log(x) - (x + 1)*log(x + 1)", 2),
        ("log(x)*log(x + 1) - log(x + 2)", 3),  # a product of two is left alone
        ("0*log(x) + log(x + 1)", 2),
        ("x*sin(x) + 1", 0),
    ],
)
def test_one_logarithm_for_each_factor(text, logarithms):
    joined = _joined_logarithms(term(text))
    found = [
        part
        for s in (joined.args if isinstance(joined, Apply) and joined.head == "add" else (joined,))
        for part in subterms(s)
        if isinstance(part, Apply) and part.head == "log"
    ]
    assert len(found) == logarithms
    assert_same_values(term(text), joined)


def assert_same_values(first: Term, second: Term) -> None:
    with ctx.workprec(200):
        for point in (arb("0.3"), arb(7), arb("123.25")):
            a, b = (evaluate(t, {X: point}, 200) for t in (first, second))
            assert a.is_finite()
            assert b.is_finite()
            assert a.overlaps(b)
            assert abs(a - b) < arb("1e-30")


ARGUMENTS = st.sampled_from(
    ["x", "x + 1", "2*x + 3", "x**2 + x", "1 + 1/x", "(x + 1)/(x + 2)", "x + sqrt(x)", "3", "1/x"]
)
FACTORS = st.sampled_from(["1", "x", "x**2", "sqrt(x)", "1/x", "(x + 1)", "(-x)", "exp(-x)"])
NUMBERS = st.sampled_from(["1", "-1", "2", "-2", "1/2", "-1/2", "3"])


@st.composite
def sums(draw):
    """Mostly with the same factor, so that something is joined."""
    usual = draw(FACTORS)
    parts = [
        f"({draw(NUMBERS)})*{usual if draw(st.booleans()) else draw(FACTORS)}*log({u})"
        for u in draw(st.lists(ARGUMENTS, min_size=1, max_size=4))
    ]
    return " + ".join([*parts, *draw(st.lists(st.sampled_from(["x", "-x", "log(2)"]), max_size=1))])


@given(sums())
@settings(max_examples=60, deadline=None)
def test_limits_against_values_far_out(text):
    assert_same_values(term(text), _joined_logarithms(term(text)))
    try:
        found = limit_of(text)
    except NoLimitError:
        return
    with ctx.workprec(2000):
        near, far = (evaluate(term(text), {X: arb(10) ** e}, 2000) for e in (40, 80))
        if found == INFINITY:
            assert far > 5
        elif found == minus(INFINITY):
            assert far < -5
        else:
            value = evaluate(found, {}, 2000)
            gap = abs(far - value)
            assert gap < arb("1e-6") or (gap < abs(near - value) and gap < Fraction(1, 2))
