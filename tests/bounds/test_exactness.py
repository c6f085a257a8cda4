"""Exact decisions about closed terms with pi, roots, sines and integrals of sines."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ua_symbolic.bounds.exactness import exact_rational, is_exactly
from ua_symbolic.expressions.parser import parse_value


def _cap(m: int, phi: str) -> str:
    return f"(Integral(sin(t)**{m - 1}, (t, 0, {phi}))/Integral(sin(t)**{m - 1}, (t, 0, pi)))"


TRUE = [
    ("sqrt(9)*(7/5)/(1/1000)", "4200"),
    ("2**(1/3)*4**(1/3)", "2"),
    ("sqrt(2*pi*8)/sqrt(pi)", "4"),
    ("(pi + 1)**2 - pi**2 - 2*pi", "1"),
    ("(pi**2 - 1)/(pi - 1) - pi", "1"),
    ("pi**(1/2)*pi**(3/2)/pi**2", "1"),
    ("sin(pi/4)**1000", f"1/{2**500}"),
    ("tan(pi/3)**2", "3"),
    ("cos(7*pi/3)", "1/2"),
    ("sin(pi/10) - (sqrt(5) - 1)/4", "0"),
    ("asin(1/2)/pi + acos(-1)/pi + atan(-sqrt(3))/pi", "5/6"),
    ("0**0", "1"),
    (f"1/{_cap(2, 'pi/3')}", "4"),
    (f"1/{_cap(1, 'pi/160')}", "160"),
    (f"{_cap(3, 'pi/4')} - 1/4 + 1/(2*pi)", "0"),
    (f"{_cap(9, 'pi/6')} + {_cap(9, '5*pi/6')}", "1"),
    (f"{_cap(8, 'pi/6')} + {_cap(8, '5*pi/6')}", "1"),
    *((f"1/{_cap(m, 'pi/2')}", "2") for m in (1, 2, 3, 10, 1000, 1001)),
]


@pytest.mark.parametrize(("text", "value"), TRUE)
def test_equalities_are_proved(text: str, value: str) -> None:
    assert is_exactly(parse_value(text), Fraction(value)) is True


@pytest.mark.parametrize(("text", "value"), TRUE)
@pytest.mark.parametrize("shift", [Fraction(1), Fraction(1, 10**12)])
def test_shifted_equalities_are_refuted(text: str, value: str, shift: Fraction) -> None:
    assert is_exactly(parse_value(text), Fraction(value) + shift) is False


@pytest.mark.parametrize(
    "text",
    [
        "sin(1)",
        "E",
        "log(2)",
        "1/0",
        "0*(1/0)",
        "(pi - pi)/(pi - pi)",
        "0**(-1)",
        "sqrt(-1)*0",
        "0*(-8)**(1/3)",
        "tan(pi/2)",
        "acos(1/3)",
        "acos(2)",
        "Integral(sin(t)**2, (t, 0, -pi/3))",
        "sqrt(pi + 1)",
    ],
)
def test_no_claim_about_the_rest(text: str) -> None:
    assert is_exactly(parse_value(text), Fraction(0)) is None
    assert exact_rational(parse_value(text)) is None


def test_pi_is_transcendental() -> None:
    assert is_exactly(parse_value("sqrt(pi) - pi"), Fraction(0)) is False
    assert is_exactly(parse_value("355/113 - pi"), Fraction(0)) is False


def test_rational_values() -> None:
    assert exact_rational(parse_value("1 - sin(pi/6)")) == Fraction(1, 2)
    assert exact_rational(parse_value("sqrt(2)*sqrt(8)")) == 4
    assert exact_rational(parse_value("sqrt(2)")) is None
