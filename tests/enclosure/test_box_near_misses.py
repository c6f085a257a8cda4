"""Falsehoods close to truths: neither the prover nor the bare search may show one."""

import time

import pytest
from enclosure_claims import claim

from ua_symbolic.enclosure.problem import Problem
from ua_symbolic.enclosure.program import UnsupportedError
from ua_symbolic.enclosure.prove import Proved, find_certificate, prove
from ua_symbolic.enclosure.search import GaveUpError
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr

FALSE = [
    ("sin(x) >= 2*x/pi*(1 + 1e-9)", ["x in [0, pi/2]"]),
    ("sin(x) >= 2*x/pi", ["x in [0, pi/2 + 1e-9]"]),
    ("1 - cos(t) >= 2*t**2/pi**2*(1 + 1e-10)", ["t in [0, pi]"]),
    ("1 - cos(t) > 2*t**2/pi**2", ["t in [0, pi]"]),
    ("exp(x) >= 1 + x + 1e-12", ["x in [-5, 5]"]),
    ("exp(x) > 1 + x", ["x in [-5, 5]"]),
    ("exp(x) >= 1 + x + x**2/2", ["x in [-1, 1]"]),
    ("cos(x) >= 1 - 0.4999999*x**2", ["x in [-3, 3]"]),
    ("cos(x) > 1 - x**2/2", ["x in [-3, 3]"]),
    ("x*(1 - x) <= 1/4 - 1e-12", ["x in [0, 1]"]),
    ("x*(1 - x) < 1/4", ["x in [0, 1]"]),
    ("x*exp(-x) <= exp(-1)*(1 - 1e-9)", ["x in [0, 10]"]),
    ("x**2 + y**2 >= 2.0000001*x*y", ["x in [-5, 5]", "y in [-5, 5]"]),
    ("x**2 + y**2 > 2*x*y", ["x in [-5, 5]", "y in [-5, 5]"]),
    ("x**2 + y**2 >= 2*x*y + 1e-9", ["x in [-5, 5]", "y in [-5, 5]"]),
    ("sqrt(x**2) = x", ["x in [-1, 1]"]),
    ("sqrt(x**2) <= x", ["x in [-1e-6, 1]"]),
    ("(x**2)**(1/2) = x", ["x in [-1, 1]"]),
    ("log(x**2) = 2*log(x)", ["x in [-1, 1]"]),
    ("log(x*y) = log(x) + log(y)", ["x in [-2, -1]", "y in [-2, -1]"]),
    ("Abs(x) >= 1e-12", ["x in [-1, 1]"]),
    ("Abs(x) > 0", ["x in [-1, 1]"]),
    ("Max(sin(x), cos(x)) >= -0.7071067", ["x in [0, 2*pi]"]),
    ("floor(x) >= x - 0.999", ["x in [0, 3]"]),
    ("ceiling(x) <= x + 0.999", ["x in [0, 3]"]),
    ("floor(x) > x - 1 + 1e-3", ["x in [0, 3]"]),
    ("1/x >= 1", ["x in [-1, 1]"]),
    ("1/x >= 1", ["x in [1/2, 1 + 1e-9]"]),
    ("tan(x) >= x", ["x in [0, 2]"]),
    ("x - log(1 + x) >= 1e-12", ["x in (-1, oo)"]),
    ("x/(1 + x**2) <= 1/2 - 1e-10", ["x in (-oo, oo)"]),
    ("x**2*exp(-x) <= 0.5413", ["x in [0, oo)"]),
    ("sqrt(x**2 + 1) - x > 1e-9", ["x in (-oo, oo)"]),
    ("(1 + 1/x)**x < E - 1e-9", ["x in (0, oo)"]),
    ("exp(-x) >= 1e-12", ["x in [0, oo)"]),
    ("atan(x) <= 1.5707", ["x in [0, oo)"]),
    ("tanh(x) < 1 - 1e-9", ["x in [0, oo)"]),
    ("1/x > 1e-9", ["x in [1, oo)"]),
    ("m*sin(1/m) < 1 - 1e-9", ["m integer in [1, oo)"]),
    ("Abs(sin(m)) >= 1/30000", ["m integer in [1, 400]"]),
    ("gamma(m + 1) <= m**m/2", ["m integer in [1, 60]"]),
    ("gamma(x) >= 0.8856032", ["x in [1, 2]"]),
    ("erfc(x) <= exp(-x**2)*0.999", ["x in [0, oo)"]),
    ("besselj(0, x) >= -0.402", ["x in [0, 20]"]),
    ("x**m >= 0", ["m integer in [1, 3]", "x in [-1, 1]"]),
    ("(-1)**m <= 0", ["m integer in [1, 9]"]),
    ("x**0 = 0", ["x in [0, 1]"]),
    ("LambertW(x) <= 0.567", ["x in [0, 1]"]),
    ("sin(x + y) <= sin(x) + sin(y) - 1e-9", ["x in [0, pi]", "y in [0, pi]"]),
    ("x*y >= 0", ["x in [-1e-9, 1]", "y in [0, 1]"]),
    ("asin(x) <= pi*x/2*(1 - 1e-9)", ["x in [0, 1]"]),
    ("cosh(x) <= exp(x**2/2)*(1 - 1e-12)", ["x in (-oo, oo)"]),
    ("Abs(log(1 + x)) < -log(1 - Abs(x))", ["x in (-1, 1)"]),
    ("x != 0", ["x in [-1, 1]"]),
    ("x = 1", ["x in [1, 1 + 1e-12]"]),
    ("Integral(sin(t), (t, 0, pi)) > 2", []),
    ("Piecewise((1, x < 0), (0, True)) >= x + 1e-9", ["x in [-1, 0]"]),
    ("Sum(1/k, (k, 1, 4)) > 25/12", []),
]


@pytest.mark.parametrize(("text", "on"), FALSE)
def test_falsehoods_are_not_found(text, on):
    problem = claim(text, *on)
    try:
        certificate, _ = find_certificate(problem, time.monotonic() + 0.12, 64)
    except (GaveUpError, UnsupportedError):
        return
    assert verify(certificate).status != "valid"
    assert verify_mpfr(certificate).status != "valid"


@pytest.mark.parametrize(("text", "on"), FALSE[::6])
def test_falsehoods_are_not_proved(text, on):
    assert not isinstance(prove(claim(text, *on), timeout=1), Proved)


@pytest.mark.parametrize(
    ("text", "on", "given"),
    [
        ("x + y >= 2.0000001", ["x in [0, 10]", "y in [0, 10]"], ["x*y >= 1"]),
        ("y**2 - x*y - 2*x**2 >= 0", ["x in [0, 5]", "y in [0, 5]"], ["y >= 1.999999*x"]),
        ("exp(y) - exp(x) > y - x", ["x in [0, 2]", "y in [0, 2]"], ["x <= y"]),
        ("sqrt(y - x) >= 0", ["x in [0, 2]", "y in [0, 2]"], ["x <= y + 1e-9"]),
        ("x >= 1e-9", ["x in [-1, 1]"], ["x**2 >= 1e-18"]),
        ("1/(x - y) >= 0", ["x in [0, 1]", "y in [0, 1]"], ["y <= x"]),
    ],
)
def test_falsehoods_under_hypotheses(text, on, given):
    problem = claim(text, *on, given=given)
    try:
        certificate, _ = find_certificate(problem, time.monotonic() + 0.2, 64)
    except (GaveUpError, UnsupportedError):
        return
    assert verify(certificate).status != "valid"


def test_the_certificate_of_a_truth_does_not_carry_over():
    """A certificate re-addressed to the near miss is rejected, even with a fresh digest."""
    from ua_symbolic.enclosure.certificates import digest
    from ua_symbolic.expressions.serial import to_data

    truth = claim("sin(x) >= 2*x/pi", "x in [0, pi/2]")
    miss = claim("sin(x) >= 2*x/pi*(1 + 1e-9)", "x in [0, pi/2]")
    certificate, _ = find_certificate(truth, time.monotonic() + 5, 64)
    assert verify(certificate).status == "valid"
    forged = {**certificate, "conclusion": to_data(miss.conclusion)}
    forged["digest"] = digest(forged)
    assert verify(forged).status == "invalid"
    assert isinstance(truth, Problem)
