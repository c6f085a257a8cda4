"""SymPy in both directions: shown as written, and equal in value."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.strategies import INTEGERS, REALS, elementary_terms
from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.parser import FunctionSignature, Scope, parse_relation, parse_term
from ua_symbolic.expressions.sympy_bridge import (
    from_sympy,
    relation_from_sympy,
    relation_to_sympy,
    symbol,
    to_sympy,
)
from ua_symbolic.expressions.terms import Sort, Term, Variable
from ua_symbolic.expressions.text import to_text

FREE = Scope(functions={"f": FunctionSignature((Sort.REAL,))}, free=True)
INTEGER = Scope({n: Variable(n, Sort.INTEGER) for n in ("m", "n")}, free=True)
X, Y = Variable("x"), Variable("y")

_FUNCTIONS: dict[str, Any] = {
    "neg": lambda a: -a,
    "div": lambda a, b: a / b,
    "Abs": abs,
    "Min": lambda *args: min(args),
    "Max": lambda *args: max(args),
    "add": lambda *args: mpmath.fsum(args),
    "mul": lambda *args: mpmath.fprod(args),
}


_LIMIT = mpmath.mpf(10) ** 6


def _power(base: Any, exponent: Any) -> Any:
    if base <= 0 and (exponent != int(exponent) or (base == 0 and exponent < 0)):
        raise ValueError("undefined power")
    return base ** int(exponent) if exponent == int(exponent) else base**exponent


def value(term: Term, at: dict[Variable, Fraction], limit: Any = _LIMIT) -> Any:
    """The number that an elementary term means.

    ValueError where it is undefined or where a number on the way, other than 0, is not within
    ``limit`` or ``1/limit``: what is tiny may be a rounded zero.
    """
    match term:
        case terms.Number(number):
            return mpmath.mpf(number.numerator) / number.denominator
        case terms.Constant(name):
            return {"pi": mpmath.pi, "E": mpmath.e}[name] + 0
        case Variable():
            return mpmath.mpf(at[term].numerator) / at[term].denominator
        case terms.Apply(head, args):
            numbers = [value(a, at, limit) for a in args]
            if any(n != 0 and not 1 / limit < abs(n) < limit for n in numbers):
                raise ValueError("too large or too small")
            if head == "pow":
                return _power(*numbers)
            result = _FUNCTIONS.get(head, getattr(mpmath, head, None))(*numbers)
            if isinstance(result, mpmath.mpc) or not mpmath.isfinite(result):
                raise ValueError("undefined")
            return result
    raise TypeError(type(term).__name__)


POINTS = st.fixed_dictionaries(
    {v: st.builds(Fraction, st.integers(1, 30), st.integers(1, 9)) for v in REALS}
    | {v: st.builds(Fraction, st.integers(-3, 5)) for v in INTEGERS}
)


@settings(max_examples=150, deadline=None)
@given(elementary_terms(), POINTS, st.booleans())
def test_there_and_back_is_the_same_number(
    term: Term, at: dict[Variable, Fraction], evaluate: bool
) -> None:
    with mpmath.workdps(30):
        try:
            wanted = value(term, at)
        except (ValueError, ZeroDivisionError, OverflowError):
            assume(False)
        try:
            back = from_sympy(to_sympy(term, evaluate=evaluate))
        except ExpressionError:
            assume(False)  # SymPy found a form outside the language, such as zoo
        found = value(back, at, limit=mpmath.inf)
        assert abs(found - wanted) <= mpmath.mpf(10) ** -15 * (1 + abs(wanted))


@pytest.mark.parametrize(
    "text",
    [
        "x/x",
        "0*x",
        "x - x",
        "sqrt(x**2)",
        "log(exp(x))",
        "exp(log(x))",
        "sin(0)",
        "floor(3/2)",
        "Abs(-1)",
        "Max(1, 2)",
        "x**0",
        "1*x",
        "0 + x",
        "gamma(1)",
        "factorial(3)",
        "Sum(0*k, (k, 1, 3))",
        "Integral(t/t, (t, 0, 1))",
        "Piecewise((1, x > x), (2, True))",
    ],
)
def test_nothing_vanishes_on_the_way_to_sympy(text: str) -> None:
    term = parse_term(text, FREE)
    assert to_text(from_sympy(to_sympy(term))) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x/x", "1"),
        ("sqrt(x**2)", "Abs(x)"),
        ("x - y/2", "x - y/2"),
        ("Sum(k, (k, 1, 3))", "Sum(k, (k, 1, 3))"),
        ("besseli(1/2, x)", "besseli(1/2, x)"),
    ],
)
def test_sympy_evaluates_on_request(text: str, shown: str) -> None:
    assert str(to_sympy(parse_term(text, FREE), evaluate=True)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "tan(x) + asin(x) + acos(x) + atan(x)",
        "sinh(x) + cosh(x) + tanh(x) + asinh(x) + acosh(x) + atanh(x)",
        "floor(x) + ceiling(x) + Abs(x) + Min(x, y) + Max(x, y)",
        "gamma(x) + loggamma(x) + digamma(x) + beta(x, y)",
        "betainc_regularized(x, y, 0, 1/2)",
        "besseli(x, y) + besselj(x, y) + besselk(x, y)",
        "erf(x) + erfc(x) + LambertW(x)",
        "binomial(x, y) + factorial(x)",
        "f(x + 1)",
        "Sum(f(k)/k, (k, 1, oo))",
        "Integral(sin(t)**(x - 1), (t, 0, pi))",
        "Sum(Sum(j*k, (j, 1, k)), (k, 1, 3))",
        "Sum(Integral(k*t, (t, 0, k)), (k, 1, 3))",
        "Piecewise((x, x > 0), (y, x <= -1), (0, True))",
        "exp(1) + pi - E",
    ],
)
def test_every_function_comes_back(text: str) -> None:
    term = parse_term(text, FREE)
    back = from_sympy(to_sympy(term))
    assert to_sympy(back) == to_sympy(term)
    if "+" not in text.replace("(x + 1)", ""):
        assert back == term


def test_symbols_carry_their_sort() -> None:
    assert symbol(X).is_real
    assert symbol(X).is_integer is None
    assert symbol(Variable("n", Sort.INTEGER)).is_integer
    term = parse_term("m*x + n", INTEGER)
    assert from_sympy(to_sympy(term)) == term


def test_symbols_can_be_replaced_and_are_not_captured() -> None:
    k = sympy.Symbol("k", integer=True)
    sum_ = to_sympy(parse_term("Sum(k*x, (k, 1, 3))", FREE), {X: k})
    assert sum_.free_symbols == {k}
    assert sum_.doit() == 6 * k


def test_a_free_variable_is_not_captured_by_a_binder() -> None:
    term = parse_term("Sum(j*x, (j, 1, 3))", FREE)
    renamed = terms.substitute(term, {X: Variable("j", Sort.INTEGER)})
    assert to_sympy(renamed).doit() == 6 * sympy.Symbol("j", integer=True)


def test_sympy_binders_may_reuse_a_name() -> None:
    k, dummy = sympy.Symbol("k", integer=True), sympy.Dummy("k", integer=True)
    term = from_sympy(sympy.Sum(k * dummy, (dummy, 1, k)))
    assert to_text(term) == "Sum(k*k_1, (k_1, 1, k))"
    nested = from_sympy(sympy.Sum(k, (k, 1, k)) + k)
    assert to_text(nested) == "k + Sum(k_1, (k_1, 1, k))"


def test_what_sympy_shows_is_what_is_read() -> None:
    x, y = sympy.symbols("x y", positive=True)
    assert to_text(from_sympy(sympy.exp(-x) / (2 * sympy.sqrt(y)))) == "exp(-x)/(2*sqrt(y))"
    assert to_text(from_sympy(x**-2 - y / 3)) in ("-(y/3) + 1/x**2", "1/x**2 - y/3")
    assert from_sympy(sympy.polygamma(0, x)) == terms.function("digamma", X)
    assert from_sympy(sympy.E**x) == terms.function("exp", X)
    assert from_sympy(3) == terms.number(3)


@pytest.mark.parametrize(
    "expression",
    [
        sympy.Float("1.1"),
        sympy.I,
        sympy.oo,
        sympy.zoo,
        sympy.nan,
        sympy.EulerGamma,
        sympy.Dummy("x"),
        sympy.Symbol("x", real=False),
        sympy.Symbol("x.y"),
        sympy.Symbol("oo"),
        sympy.zeta(sympy.Symbol("x")),
        sympy.polygamma(1, sympy.Symbol("x")),
        sympy.LambertW(sympy.Symbol("x"), -1),
        sympy.Derivative(sympy.Function("f")(sympy.Symbol("x"))),
        sympy.Integral(sympy.Symbol("x")),
        sympy.Piecewise((1, sympy.Symbol("x") > 0)),
        sympy.Symbol("x", positive=True) + sympy.Symbol("x"),
        sympy.true,
        sympy.Matrix([1]),
        "__import__('os')",
        1.5,
        True,
        None,
    ],
    ids=lambda e: type(e).__name__,
)
def test_what_the_language_lacks_is_refused(expression: Any) -> None:
    with pytest.raises(ExpressionError):
        from_sympy(expression)


@pytest.mark.parametrize("op", terms.RELATION_OPERATORS)
def test_relations(op: str) -> None:
    relation = parse_relation(f"x {op} x + 1", FREE)
    shown = relation_to_sympy(relation)
    assert isinstance(shown, sympy.core.relational.Relational)
    assert relation_from_sympy(shown) == relation
    assert relation_to_sympy(relation, evaluate=True) in (sympy.true, sympy.false)
    with pytest.raises(ExpressionError):
        relation_from_sympy(sympy.true)
