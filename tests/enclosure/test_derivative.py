"""Derivative terms against difference quotients at high precision."""

import pytest
from flint import arb, ctx, fmpq

from ua_symbolic.enclosure.balls import evaluate
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative
from ua_symbolic.expressions.parser import Scope, parse_term
from ua_symbolic.expressions.terms import Variable

X = Variable("x")
TERMS = [
    "exp(x)", "log(x)", "sqrt(x)", "sin(x)", "cos(x)", "tan(x)", "asin(x)", "acos(x)", "atan(x)",
    "sinh(x)", "cosh(x)", "tanh(x)", "asinh(x)", "acosh(1 + x)", "atanh(x)", "gamma(x)",
    "loggamma(x)", "digamma(x)", "factorial(x)", "erf(x)", "erfc(x)", "LambertW(x)", "beta(x, 2)",
    "beta(2, x)", "betainc_regularized(2, 3, 0, x)", "besseli(0, x)", "besseli(2, x)",
    "besselj(0, x)", "besselj(1, x)", "besselk(0, x)", "besselk(1, x)", "x**3", "x**(-2)", "2**x",
    "x**x", "(1 + x)**(1/3)", "1/(1 + x)", "x*sin(x)/(x + 2)", "-x**2", "Abs(x - 1)", "Max(x, 1/2)",
    "Min(x, 1/2, x**2)", "log(cosh(x))", "Sum(x**k, (k, 1, 4))", "Integral(exp(-t*x), (t, 0, x))",
    "E**x",
]  # fmt: skip


@pytest.mark.parametrize("text", TERMS)
@pytest.mark.parametrize("x", ["3/10", "7/10"])
@pytest.mark.parametrize("order", [1, 2])
def test_slope_is_the_limit_of_quotients(text, x, order):
    term = parse_term(text, Scope({"x": X}))
    for _ in range(order - 1):
        term = derivative(term, X)
    with ctx.workprec(400):
        at = arb(fmpq(*map(int, x.split("/"))))
        step = arb(2) ** -60
        slope = evaluate(derivative(term, X), {X: at}, 200)
        above, below = (evaluate(term, {X: at + h}, 400) for h in (step, -step))
        quotient = (above - below) / (2 * step)
        assert slope.is_finite()
        assert abs(slope - quotient) < arb(2) ** -50 * (1 + abs(slope))


@pytest.mark.parametrize("text", ["floor(x)", "besseli(x, 2)", "binomial(x, 2)"])
def test_no_derivative(text):
    with pytest.raises(NotDifferentiableError):
        derivative(parse_term(text, Scope({"x": X})), X)


def test_the_corner_of_abs_has_all_slopes_between():
    slope = derivative(parse_term("Abs(x)", Scope({"x": X})), X)
    assert evaluate(slope, {X: arb(0, 0.5)}, 64).contains(arb(0, 0.99))
