"""LaTeX of formulas as they stand in the paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from tests.strategies import formulas
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.latex import latex_name, to_latex
from ua_symbolic.expressions.parser import FunctionSignature, Scope, parse_formula, parse_term
from ua_symbolic.expressions.terms import Lambda, Sort, Variable

LENGTH = FunctionSignature((Sort.INTEGER, Sort.REAL, Sort.REAL))
FREE = Scope(functions={"upper.prefix_length": LENGTH}, free=True)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("1/10", r"\frac{1}{10}"),
        ("-x**2", r"-x^{2}"),
        ("(-2)**x", r"\left(-2\right)^{x}"),
        ("x - (-2)*y", r"x - \left(-2 y\right)"),
        ("2*3*x", r"2 \cdot 3 x"),
        ("(a + b)*c", r"\left(a + b\right) c"),
        ("a - 1/2", r"a - \frac{1}{2}"),
        ("sin(x)**m", r"\sin^{m}\left(x\right)"),
        ("sin(x)**(-1)", r"\left(\sin\left(x\right)\right)^{-1}"),
        ("log(x)**2", r"\left(\log\left(x\right)\right)^{2}"),
        (
            "floor(sqrt(2*pi*(m + 1))/sin(eps/(8*L))**m)",
            r"\left\lfloor \frac{\sqrt{2 \pi \left(m + 1\right)}}"
            r"{\sin^{m}\left(\frac{\varepsilon}{8 L}\right)}\right\rfloor",
        ),
        (
            "Integral(sin(t)**(m - 1), (t, 0, phi))/W_1",
            r"\frac{\int_{0}^{\varphi} \sin^{m - 1}\left(t\right) \,\mathrm{d}t}{W_{1}}",
        ),
        ("Sum(1/k, (k, 1, oo)) + 1", r"\left(\sum_{k = 1}^{\infty} \frac{1}{k}\right) + 1"),
        ("1 + Sum(k + 1, (k, 1, N))", r"1 + \left(\sum_{k = 1}^{N} \left(k + 1\right)\right)"),
        (
            "Piecewise((x, x >= 0), (-x, True))",
            r"\begin{cases}x & x \ge 0 \\ -x & \text{otherwise}\end{cases}",
        ),
        ("binomial(n, k)", r"\binom{n}{k}"),
        ("factorial(n + 1)", r"\left(n + 1\right)!"),
        ("exp(-lam*delta)", r"e^{-\lambda \delta}"),
        ("gamma(x1 + 1/2)", r"\Gamma\left(x_{1} + \frac{1}{2}\right)"),
        ("besseli(nu, x)", r"I_{\nu}\left(x\right)"),
        ("betainc_regularized(a, b, 0, x)", r"I_{x}\left(a, b\right)"),
        ("Abs(x)/ceiling(x)", r"\frac{\left|x\right|}{\left\lceil x\right\rceil}"),
        ("Max(x, y)", r"\max\left(x, y\right)"),
        (
            "upper.prefix_length(m, L, eps)",
            r"\mathrm{upper.prefix\_length}\left(m, L, \varepsilon\right)",
        ),
    ],
)
def test_terms(text: str, latex: str) -> None:
    assert to_latex(parse_term(text, FREE)) == latex


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("x12", "x_{12}"),
        ("x_1", "x_{1}"),
        ("delta_max", r"\delta_{\mathrm{max}}"),
        ("theta", r"\theta"),
        ("rate", r"\mathrm{rate}"),
        ("a_1_x", "a_{1,x}"),
    ],
)
def test_names(name: str, latex: str) -> None:
    assert latex_name(name) == latex


def test_formulas() -> None:
    formula = parse_formula("for k integer with 1 <= k: x_k != k", FREE)
    assert to_latex(formula) == r"\forall k \in \mathbf{Z},\ 1 \le k:\ x_{k} \ne k"
    square = Lambda((Sort.REAL,), terms.power(terms.Bound(0, Sort.REAL), Variable("m")))
    assert to_latex(square) == r"\left(x\right) \mapsto x^{m}"


@settings(max_examples=100, deadline=None)
@given(formulas())
def test_brackets_and_braces_always_match(formula: terms.Formula) -> None:
    latex = to_latex(formula)
    assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right")
    assert latex.count("{") == latex.count("}")
    assert not re.search(r"[-+] ?[-+]", latex)
