"""Quotients of neighbouring Bessel functions: monotone range, derivative by a Riccati equation."""

import random

import pytest
from flint import arb, ctx

from ua_symbolic.enclosure.balls import compile_term
from ua_symbolic.enclosure.bessel_quotients import FALLING, RISING, recognised, refined
from ua_symbolic.enclosure.derivative import derivative
from ua_symbolic.enclosure.intervals import IntervalArithmetic
from ua_symbolic.enclosure.program import compile_program
from ua_symbolic.expressions.parser import Scope, parse_domain, parse_term

SCOPE = Scope()
X, _ = parse_domain("x real", SCOPE)
SCOPE = SCOPE.with_variables(X)


def read(text):
    """A term in x."""
    return parse_term(text, SCOPE)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("besseli(2, x)/besseli(1, x)", RISING),
        ("besseli(1/2, x)/besseli(3/2, x)", FALLING),
        ("besseli((3 + 1)/2, x)/besseli((3 - 1)/2, x)", RISING),
        ("besseli(3, x)/besseli(1, x)", None),
        ("besseli(2, x)/besseli(1, 2*x)", None),
        ("besselk(2, x)/besselk(1, x)", None),
        ("x/besseli(1, x)", None),
    ],
)
def test_recognised(text, head):
    found = recognised(read(text))
    assert (found and found.head) == head


@pytest.mark.parametrize("order", ["0", "1/2", "1", "5/2", "11/2"])
@pytest.mark.parametrize("rising", [True, False])
def test_contains_values_and_is_tight(order, rising):
    above, below = (f"({order}) + 1", order) if rising else (order, f"({order}) + 1")
    term = read(f"besseli({above}, x)/besseli({below}, x)")
    assert recognised(term) is not None
    rng = random.Random(3)
    with ctx.workprec(64):
        program = compile_program((term,), (X,), IntervalArithmetic())
        for _ in range(60):
            a = 10 ** rng.uniform(-3, 3)
            b = a * (1 + 10 ** rng.uniform(-8, 0.5))
            low, high = program([(arb(a), arb(b))])
            for point in (a, b, rng.uniform(a, b)):
                value = compile_term(term, (X,), 200)([arb(point)])
                assert low <= value <= high
            if rising:
                assert high - low <= (arb(b) - arb(a)) + arb(2) ** -55


def test_slope_is_that_of_the_general_rule():
    for text in ("besseli(2, x)/besseli(1, x)", "besseli(3/2, x**2)/besseli(5/2, x**2)"):
        term = read(text)
        top, bottom = term.args
        slope = derivative(term, X)
        general = (derivative(top, X), bottom, derivative(bottom, X), top)
        for point in (0.25, 1.75, 9):
            at = [arb(point)]
            value = compile_term(slope, (X,), 200)(at)
            with ctx.workprec(200):
                a, b, c, d = [compile_term(t, (X,), 200)(at) for t in general]
                assert abs(value - (a * b - c * d) / (b * b)) < arb(10) ** -40


def test_nothing_is_claimed_without_the_monotony():
    whole = (arb(-5), arb(5))
    one = (arb(1), arb(1))
    assert refined(RISING, whole, (arb(-0.25), arb(1)), one) == (whole)
    assert refined(RISING, whole, one, (arb(-1), arb(1))) == whole
    assert refined(RISING, None, one, one) is None
    low, high = refined(RISING, whole, one, (arb(0), arb(1)))
    assert low == 0
    assert 0 < high < arb(0.25)
    with ctx.workprec(64):
        low, high = refined(RISING, whole, one, (arb(1), arb.pos_inf()))
        assert low > 0
        assert high == 1
        low, high = refined(FALLING, (arb(0), arb.pos_inf()), one, (arb(0), arb(1)))
        assert low > 4
        assert not high.is_finite()
