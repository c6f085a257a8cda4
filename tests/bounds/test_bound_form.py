"""Formulas of closed forms as text and LaTeX."""

from __future__ import annotations

import pytest
from sample_forms import DEFINITIONS, FORMS

from ua_symbolic.bounds import latex, symbolic
from ua_symbolic.bounds.digits import text_of_decimal, text_of_integer
from ua_symbolic.expressions.terms import Variable


def test_the_formula_with_what_it_calls() -> None:
    lines = symbolic(FORMS["upper.temperature"], DEFINITIONS, {"upper.prefix_length": "N"})
    assert lines.splitlines() == [
        "upper.temperature(m, L, eps, tau, eta) = log(pi*L*N/(eta*eps))/(cos(delta) - cos(rho))",
        "  where N = floor(sqrt(2*pi*(m + 1))/sin(tau*(1 - eta)*eps/(2*L))**m)",
        "  where delta = tau*rho",
        "  where rho = (1 - eta)*eps/L",
        "  for m integer, 1 <= m, 0 < L, 0 < eps, eps <= pi*L, 0 < tau, tau < 1, 0 < eta, eta < 1",
        "  unless given: tau = 1/2, eta = 1/2",
    ]


def test_names_default_to_the_last_part() -> None:
    assert "  where cap = Integral(sin(t)**(m - 1), (t, 0, 2*eps/L))" in symbolic(
        FORMS["lower.fixed_keys"], DEFINITIONS
    )


def test_abbreviations_do_not_clash_with_parameters() -> None:
    lines = symbolic(FORMS["upper.temperature"], DEFINITIONS, {"upper.prefix_length": "m"})
    assert "where m_1 = floor(" in lines


@pytest.mark.parametrize("name", FORMS)
def test_latex_is_balanced(name: str) -> None:
    text = latex(FORMS[name], DEFINITIONS)
    assert text.count("{") == text.count("}")
    assert text.count(r"\left") == text.count(r"\right")
    assert (r"\begin{aligned}" in text) == (r"\text{where}" in text)


def test_latex_of_a_plain_formula() -> None:
    assert latex(FORMS["cube.lower"], DEFINITIONS).endswith(
        r"= \left\lceil \frac{L}{2 \varepsilon}\right\rceil^{n}"
    )


def test_meaning_of_a_parameter() -> None:
    form = FORMS["lower.fixed_keys"]
    assert form.meaning(Variable("eps")) == "eps (real, 0 < eps, 2*eps < pi*L)"


def test_digits_of_any_length() -> None:
    assert text_of_integer(-(10**20_000)) == "-1" + "0" * 20_000
    assert text_of_decimal(-123, 0) == "-123"
    assert text_of_decimal(5, -1) == "0.5"
    assert text_of_decimal(5, 1) == "5e+1"
    assert text_of_decimal(123, -9) == "0.000000123"
    assert text_of_decimal(123, -10) == "1.23e-8"
