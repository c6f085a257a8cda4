"""What the prover must and must not prove."""

import pytest
from enclosure_claims import claim

from ua_symbolic.enclosure.prove import Proved, Refuted, Unknown, prove
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr

TRUE = [
    ("sin(x) >= 2*x/pi", ["x in [0, pi/2]"]),
    ("1 - cos(t) >= 2*t**2/pi**2", ["t in [0, pi]"]),
    ("exp(x) >= 1 + x", ["x in [-5, 4]"]),
    ("cos(x) >= 1 - x**2/2", ["x in [-3, 2]"]),
    ("asin(x) <= pi*x/2", ["x in [0, 1]"]),
    ("x**x >= exp(-exp(-1))", ["x in [1/100, 3]"]),
    ("x**2 + y**2 >= 2*x*y", ["x in [-5, 5]", "y in [-5, 5]"]),
    ("sin(x + y) <= sin(x) + sin(y)", ["x in [0, pi]", "y in [0, pi]"]),
    ("Abs(log(1 + x)) <= -log(1 - Abs(x))", ["x in (-1, 1)"]),
    ("x - log(1 + x) >= 0", ["x in (-1, oo)"]),
    ("x/(1 + x**2) <= 1/2", ["x in (-oo, oo)"]),
    ("exp(x) >= 1 + x + x**2/2 + x**3/6", ["x in [0, oo)"]),
    ("Abs(sin(x)) <= Abs(x)", ["x in (-oo, oo)"]),
    ("x**2 + y**2 + 1 >= x*y + x + y", ["x in (-oo, oo)", "y in (-oo, oo)"]),
    ("cos(x) < (sin(x)/x)**2", ["x in (0, pi/2]"]),
    ("gamma(m + 1) >= (m/E)**m", ["m integer in [1, 60]"]),
    ("m*sin(1/m) < 1", ["m integer in [1, oo)"]),
    ("gamma(x) >= 0.8856", ["x in [1/10, 10]"]),
    ("Piecewise((sqrt(x), x >= 0), (0, True)) >= 0", ["x in [-1, 1]"]),
    ("sqrt(x)/sqrt(x) = 1", ["x in [1, 2]"]),
    ("Sum(k, (k, 1, 4)) = 10", []),
    ("Integral(sin(t), (t, 0, pi)) > 1.99", []),
    ("Min(x, y) <= Max(x, 2)", ["x in [0, 1]", "y in [0, 1]"]),
]


@pytest.mark.parametrize(("text", "on"), TRUE)
def test_true_claims_are_proved(text, on):
    outcome = prove(claim(text, *on), timeout=20)
    assert isinstance(outcome, Proved), outcome
    assert verify(outcome.certificate).status == "valid"
    assert verify_mpfr(outcome.certificate).status in ("valid", "unsupported")


@pytest.mark.parametrize(
    ("text", "on", "given"),
    [
        ("x + y >= 2", ["x in [0, 10]", "y in [0, 10]"], ["x*y >= 1"]),
        ("y**2 - x*y - 2*x**2 >= 0", ["x in [0, 5]", "y in [0, 5]"], ["y >= 2*x"]),
        ("exp(y) - exp(x) >= y - x", ["x in [0, 2]", "y in [0, 2]"], ["x <= y"]),
        ("sqrt(y - x) >= 0", ["x in [0, 2]", "y in [0, 2]"], ["x <= y"]),
        ("x <= 1", ["x in (-oo, oo)"], ["x <= 1/2"]),
    ],
)
def test_hypotheses_are_used(text, on, given):
    assert isinstance(prove(claim(text, *on, given=given), timeout=20), Proved)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("x/x >= 1", ["x in [-1, 1]"]),
        ("x/x = 1", ["x in [0, 1]"]),
        ("0*log(x) >= 0", ["x in [0, 1]"]),
        ("0*sqrt(x) >= 0", ["x in [-1, 1]"]),
        ("sqrt(x)**2 >= x", ["x in [-1, 1]"]),
        ("x**(1/3) >= -2", ["x in [-1, 1]"]),
        ("log(x) - log(x) >= 0", ["x in [-1, 1]"]),
        ("1/tan(x) - 1/tan(x) >= 0", ["x in [0, pi/2]"]),
        ("gamma(x) - gamma(x) = 0", ["x in [-1/2, 1]"]),
        ("Integral(1/t, (t, x, 1)) >= 0", ["x in [0, 1/2]"]),
        ("Sum(1/k, (k, -1, 1)) >= 0", []),
        ("asin(2) - asin(2) = 0", []),
    ],
)
def test_an_undefined_side_is_never_proved(text, on):
    assert not isinstance(prove(claim(text, *on), timeout=1), Proved)


def test_refuted_with_a_point():
    outcome = prove(claim("x*(1 - x) <= 0.2499999", "x in [0, 1]"), timeout=5)
    assert isinstance(outcome, Refuted)
    assert set(outcome.point) == {"x"}


def test_outcomes_refuse_to_be_booleans():
    for outcome in (Unknown("no"), Refuted({}), Proved({})):
        with pytest.raises(TypeError):
            bool(outcome)


def test_uninterpreted_functions_are_unknown():
    from ua_symbolic.enclosure.problem import Problem
    from ua_symbolic.expressions.terms import ZERO, Call, Relation

    outcome = prove(Problem((), (), Relation("<=", ZERO, Call("f", ()))), timeout=1)
    assert isinstance(outcome, Unknown)


def test_importing_does_not_import_sympy():
    import subprocess
    import sys

    code = "import sys, ua_symbolic.enclosure.prove; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
