"""Values of closed forms: exact integers, certain digits, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_forms import DEFINITIONS, FORMS, make_form

from ua_symbolic.bounds import DecimalValue, IntegerValue, Value, bound_value
from ua_symbolic.bounds.value import decimal_value
from ua_symbolic.errors import DomainError, UserError
from ua_symbolic.expressions.parser import FunctionSignature, parse_value
from ua_symbolic.expressions.terms import Sort, Variable


def _value(name: str, digits: int = 30, **at: str) -> Value:
    arguments = {k: parse_value(v) for k, v in at.items()}
    return bound_value(FORMS[name], arguments, DEFINITIONS, digits)


def _integer(name: str, **at: str) -> int:
    value = _value(name, **at)
    assert isinstance(value, IntegerValue)
    return value.value


# --- exact integers ---------------------------------------------------------------------------


def test_ceiling_of_an_exact_integer() -> None:
    assert _integer("code.cells", T="3", n="3", L="7/5", eps="1/1000") == 4200
    assert _integer("lower.fixed_keys", m="2", L="1", eps="pi/6") == 4
    assert _integer("lower.fixed_keys", m="2", L="1", eps="asin(1/2)") == 4
    assert _integer("upper.prefix_length_cap", m="1", L="1", eps="pi/20") == 160
    assert _integer("lower.closed_form", m="1", L="3", eps="1/100") == 376


@pytest.mark.parametrize("m", [1, 2, 3, 8, 33, 500, 1000, 1001])
def test_half_of_the_sphere(m: int) -> None:
    assert _integer("lower.fixed_keys", m=str(m), L="1", eps="pi/4") == 2
    just_less = _integer("lower.fixed_keys", m=str(m), L="1", eps="pi/4 - 1e-40")
    assert just_less == 3


def test_integers_near_the_jump() -> None:
    assert _integer("upper.prefix_length_cap", m="1", L="1", eps="pi/20 + 1e-60") == 159
    assert _integer("lower.fixed_keys", m="2", L="1", eps="pi/6 - 1e-60") == 5
    assert _integer("lower.fixed_keys", m="2", L="1", eps="pi/6 + 1e-60") == 4
    assert _integer("code.cells", T="3", n="3", L="7/5", eps="1/1000 - 1e-90") == 4201


def test_all_9905_digits() -> None:
    value = _value("upper.prefix_length", m="1000", L="1", eps="1e-9")
    assert isinstance(value, IntegerValue)
    assert len(value.text) == 9905
    with mpmath.workdps(9960):
        sine = mpmath.sin(mpmath.mpf(1) / (8 * 10**9))
        reference = int(mpmath.floor(mpmath.sqrt(2002 * mpmath.pi) / sine**1000))
    assert value.value == reference


def test_ten_thousand_digits() -> None:
    value = _value("upper.temperature", 10_000, m="1000", L="1", eps="1e-9")
    assert isinstance(value, DecimalValue)
    assert len(value.decimal) == 10_001
    count = _integer("upper.prefix_length", m="1000", L="1", eps="1e-9")
    with mpmath.workdps(10_060):
        eps = mpmath.mpf(10) ** -9
        lam = mpmath.log(2 * mpmath.pi * count / eps) / (mpmath.cos(eps / 4) - mpmath.cos(eps / 2))
        reference = mpmath.nstr(lam, 10_020)
    assert reference.startswith(value.decimal[:-1])


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 40),
    st.fractions(min_value="1/50", max_value=3, max_denominator=50),
    st.fractions(min_value="1/1000", max_value="3/2", max_denominator=1000),
)
def test_against_mpmath(m: int, lipschitz: Fraction, ratio: Fraction) -> None:
    eps = ratio * lipschitz
    at = {"m": str(m), "L": str(lipschitz), "eps": str(eps)}
    with mpmath.workdps(250):
        phi, a = mpmath.mpf(ratio.numerator) / ratio.denominator, mpmath.mpf(m) / 2
        s = mpmath.sin(phi / 8)
        length = int(mpmath.floor(mpmath.sqrt(2 * mpmath.pi * (m + 1)) / s**m))
        cap = mpmath.betainc(a, 0.5, 0, s**2, regularized=True) / 2
        half = mpmath.betainc(a, 0.5, 0, mpmath.sin(2 * phi) ** 2, regularized=True) / 2
        low = half if 2 * phi <= mpmath.pi / 2 else 1 - half
        expected = (length, int(mpmath.floor(1 / cap)), int(mpmath.ceil(1 / low)))
    assert expected == (
        _integer("upper.prefix_length", **at),
        _integer("upper.prefix_length_cap", **at),
        _integer("lower.fixed_keys", **at),
    )


# --- decimals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "digits", "expected"),
    [
        ("1/8", 2, ("0.13", "0.12", "0.13")),  # a tie goes away from zero
        ("-1/8", 2, ("-0.13", "-0.13", "-0.12")),
        ("1/8", 3, ("0.125", "0.125", "0.125")),
        ("sin(pi/6)/4", 2, ("0.13", "0.12", "0.13")),  # a tie that no ball decides
        ("sin(pi/6)", 5, ("0.50000", "0.50000", "0.50000")),
        ("999/1000", 2, ("1.0", "0.99", "1.0")),
        ("99999/10", 3, ("1.00e+4", "9.99e+3", "1.00e+4")),
        ("pi", 1, ("3", "3", "4")),
        ("-pi", 4, ("-3.142", "-3.142", "-3.141")),
        ("1000*pi", 4, ("3142", "3141", "3142")),
        ("10000*pi", 4, ("3.142e+4", "3.141e+4", "3.142e+4")),
        ("pi/10000000", 4, ("0.0000003142", "0.0000003141", "0.0000003142")),
        ("pi/100000000", 4, ("3.142e-8", "3.141e-8", "3.142e-8")),
        ("sin(pi)", 4, ("0", "0", "0")),
        ("10", 1, ("1e+1", "1e+1", "1e+1")),
        ("10", 2, ("10", "10", "10")),
        ("sqrt(2)*sqrt(2)*5", 2, ("10", "10", "10")),
        ("exp(-1000)", 3, ("5.08e-435", "5.07e-435", "5.08e-435")),
    ],
)
def test_rounding(text: str, digits: int, expected: tuple[str, str, str]) -> None:
    assert decimal_value(parse_value(text), digits) == DecimalValue(*expected)


@settings(max_examples=150, deadline=None)
@given(st.fractions(), st.integers(1, 30))
def test_rationals_are_rounded_to_nearest(value: Fraction, digits: int) -> None:
    found = decimal_value(parse_value(str(value)), digits)
    low, decimal, high = (Fraction(t) for t in (found.lower, found.decimal, found.upper))
    assert low <= value <= high
    assert decimal in (low, high)
    assert abs(decimal - value) <= (high - low) / 2
    if value:
        mantissa = found.decimal.partition("e")[0].lstrip("-0.").replace(".", "")
        assert len(mantissa) == digits
    assert (high - low) * 10 ** (digits - 1) <= abs(value)


@pytest.mark.parametrize("digits", [0, -3, 10**9])
def test_digits_out_of_range(digits: int) -> None:
    with pytest.raises(DomainError, match="digits must be between"):
        _value("sphere.cap", digits, m="2", phi="1")


# --- what is refused --------------------------------------------------------------------------

REFUSED = [
    ("upper.prefix_length", {"m": "2", "L": "1", "eps": "4"}, "eps <= pi*L fails: L = 1, eps = 4"),
    ("upper.prefix_length", {"m": "2", "L": "1", "eps": "pi + 1e-50"}, "eps <= pi*L fails"),
    ("upper.prefix_length", {"m": "0", "L": "1", "eps": "1"}, "1 <= m fails: m = 0"),
    ("upper.prefix_length", {"m": "-3", "L": "1", "eps": "1"}, "1 <= m fails: m = -3"),
    ("upper.prefix_length", {"m": "2.5", "L": "1", "eps": "1"}, "m must be an integer, not 5/2"),
    ("upper.prefix_length", {"m": "pi", "L": "1", "eps": "1"}, "m must be an integer, not pi"),
    ("upper.prefix_length", {"m": "2", "L": "1", "eps": "0"}, "0 < eps fails: eps = 0"),
    ("upper.prefix_length", {"m": "2", "L": "1", "eps": "sin(pi)"}, "0 < eps fails"),
    ("upper.prefix_length", {"m": "2", "L": "0", "eps": "1"}, "0 < L fails"),
    ("upper.prefix_length", {"m": "2", "L": "1"}, "needs a value of eps (real, 0 < eps, eps <="),
    ("upper.prefix_length", {}, "m (integer, 1 <= m); L (real"),
    ("upper.prefix_length", {"m": "2", "l": "1", "eps": "1"}, "no parameter l; did you mean L?"),
    ("upper.prefix_length", {"m": "2", "L": "1", "ep": "1"}, "did you mean eps?"),
    ("upper.prefix_length", {"m": "2", "L": "1", "eps": "1", "tau": "1"}, "tau < 1 fails"),
    ("upper.prefix_length", {"m": "2", "L": "1/0", "eps": "1"}, "L = 1/0: 1/0 is not defined"),
    ("upper.prefix_length", {"m": "2", "L": "log(0)", "eps": "1"}, "log(0) is not defined"),
    ("upper.prefix_length", {"m": "10**100", "L": "1", "eps": "1"}, "digits"),
    ("lower.fixed_keys", {"m": "2", "L": "1", "eps": "pi/2"}, "2*eps < pi*L fails"),
    ("lower.closed_form", {"m": "2", "L": "1", "eps": "pi/4"}, "4*eps < pi*L fails"),
    ("cube.temperature", {"n": "4", "L": "1", "eps": "4"}, "eps < 2*L*sqrt(n) fails"),
    ("sphere.cap", {"m": "2", "phi": "4"}, "phi <= pi fails: phi = 4"),
    ("sphere.cap", {"m": "10**9", "phi": "1"}, "powers above 1000000"),
]


@pytest.mark.parametrize(("name", "at", "words"), REFUSED)
def test_refusals_say_what_and_where(name: str, at: dict[str, str], words: str) -> None:
    with pytest.raises(DomainError) as caught:
        _value(name, **at)
    message = str(caught.value)
    assert words in message
    assert "\n" not in message
    assert len(message) < 400


def test_equality_is_inside_a_closed_condition() -> None:
    assert _integer("upper.prefix_length", m="3", L="1", eps="pi") == 89
    assert _value("sphere.cap", m="7", phi="pi") == _value("sphere.cap", m="2", phi="acos(-1)")


def test_integer_parameters_may_be_written_otherwise() -> None:
    plain = _integer("upper.prefix_length", m="2", L="1", eps="1")
    for m in ("sqrt(4)", "4/2", "2*sin(pi/2)", "sqrt(2)*sqrt(2)", "floor(5/2)"):
        assert _integer("upper.prefix_length", m=m, L="1", eps="1") == plain


def test_free_variables_are_no_values() -> None:
    at = {"m": parse_value("2"), "phi": Variable("x")}
    with pytest.raises(DomainError, match="phi must be a number, but x has no value"):
        bound_value(FORMS["sphere.cap"], at, DEFINITIONS)


# --- definitions that call each other ---------------------------------------------------------

REAL = FunctionSignature((Sort.REAL,), Sort.REAL)


def _chain(body: str, condition: str = "0 <= x") -> Value:
    inner = make_form("inner", "x", (condition,), "floor(x) + 1/2", {}, {})
    outer = make_form("outer", "x", (), body, {}, {"inner": REAL})
    definitions = {"inner": inner.definition}
    return bound_value(outer, {"x": parse_value("sqrt(2)")}, definitions, 4)


@pytest.mark.parametrize(
    ("body", "decimal"),
    [
        ("inner(x**2)", "2.500"),
        ("inner(inner(x))", "1.500"),
        ("Min(inner(x), x)", "1.414"),
        ("Max(x*sqrt(2), 2)", "2.000"),
        ("Abs(-x)", "1.414"),
        ("Piecewise((inner(-1), x < 1), (inner(x), True))", "1.500"),
        ("Sum(inner(k*x), (k, 0, 3))", "9.000"),
        ("Sum(k/2, (k, 3, 2))", "0"),
        ("Integral(inner(x)*exp(t), (t, 0, inner(1)))", "5.223"),
    ],
)
def test_inner_definitions(body: str, decimal: str) -> None:
    value = _chain(body)
    assert isinstance(value, DecimalValue)
    assert value.decimal == decimal


def test_the_domain_of_an_inner_definition_counts() -> None:
    with pytest.raises(DomainError, match="inner: 0 <= x fails: x = -1"):
        _chain("inner(-1)")
    with pytest.raises(DomainError, match="other has no value"):
        bound_value(
            make_form("f", "x", (), "other(x)", {}, {"other": REAL}), {"x": parse_value("1")}, {}
        )


def test_a_false_declaration_is_found() -> None:
    form = make_form("half", "m", (), "m/2", {}, {}, Sort.INTEGER)
    assert bound_value(form, {"m": parse_value("4")}, {}) == IntegerValue(2)
    with pytest.raises(UserError, match="declared an integer"):
        bound_value(form, {"m": parse_value("3")}, {})


# --- the command's path stays light -----------------------------------------------------------


def test_no_computer_algebra_is_loaded() -> None:
    code = (
        "import sys; import ua_symbolic.bounds; from ua_symbolic.expressions.parser import"
        " parse_value; from ua_symbolic.bounds.value import decimal_value;"
        "decimal_value(parse_value('Integral(sin(t)**5, (t, 0, pi/3))/sqrt(pi)'), 50);"
        "sys.exit(bool({'sympy', 'mpmath', 'numpy', 'networkx'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, timeout=60)
