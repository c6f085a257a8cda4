"""The language: what each way of writing means."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest

from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.parser import (
    FunctionSignature,
    Scope,
    parse_claim,
    parse_formula,
    parse_relation,
    parse_term,
    parse_value,
)
from ua_symbolic.expressions.terms import (
    ONE,
    PI,
    ZERO,
    Bound,
    Call,
    Constant,
    ForAll,
    Number,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
    add,
    div,
    function,
    mul,
    neg,
    number,
    power,
)

FREE = Scope(free=True)
X, Y, Z = Variable("x"), Variable("y"), Variable("z")
TWO, THREE = number(2), number(3)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("12", number(12)),
        ("0.1", number("1/10")),
        (".5", number("1/2")),
        ("1e-9", number("1/1000000000")),
        ("2.50E+2", number(250)),
        ("1/3", number("1/3")),
        ("-1/3", number("-1/3")),
        ("1e10", number(10**10)),
        ("pi", PI),
        ("E", Constant("E")),
        ("x", X),
        ("((x))", X),
        ("x + y + z", add(X, Y, Z)),
        ("x + (y + z)", add(X, Y, Z)),
        ("x - y - z", add(X, neg(Y), neg(Z))),
        ("x - 2", add(X, number(-2))),
        ("x*y*z", mul(X, Y, Z)),
        ("x/y/z", div(div(X, Y), Z)),
        ("x/y*z", mul(div(X, Y), Z)),
        ("x*y/z", div(mul(X, Y), Z)),
        ("1/2*x", mul(number("1/2"), X)),
        ("x/2", div(X, TWO)),
        ("2*-3", mul(TWO, number(-3))),
        ("x*-y", mul(X, neg(Y))),
        ("-x**2", neg(power(X, TWO))),
        ("-2**2", neg(power(TWO, TWO))),
        ("(-2)**2", power(number(-2), TWO)),
        ("-2*x", mul(number(-2), X)),
        ("2**-3", power(TWO, number(-3))),
        ("x**-y", power(X, neg(Y))),
        ("x**y**z", power(X, power(Y, Z))),
        ("x^y^z", power(X, power(Y, Z))),
        ("(x**y)**z", power(power(X, Y), Z)),
        ("--x", neg(neg(X))),
        ("--2", TWO),
        ("x\n + y", add(X, Y)),
        ("exp(x)", function("exp", X)),
        ("ln(x)", function("log", X)),
        ("arcsin(x)", function("asin", X)),
        ("abs(x)", function("Abs", X)),
        ("max(x, y, z)", function("Max", X, Y, Z)),
        ("ceil(x)", function("ceiling", X)),
        ("Gamma(x)", function("gamma", X)),
        ("betainc_regularized(x, y, 0, 1)", function("betainc_regularized", X, Y, ZERO, ONE)),
    ],
)
def test_terms(text: str, meaning: Term) -> None:
    assert parse_term(text, FREE) == meaning


@pytest.mark.parametrize("text", ["x/x", "0*x", "x - x", "sqrt(x**2)", "1/0", "log(-1)", "0**0"])
def test_nothing_is_evaluated(text: str) -> None:
    assert not isinstance(parse_term(text, FREE), Number | Variable)


def test_sums_and_integrals_bind() -> None:
    k = Bound(0, Sort.INTEGER)
    written = parse_term("Sum(k*x, (k, 1, oo))", FREE)
    assert written == terms.Bind("Sum", Sort.INTEGER, ONE, Constant("oo"), mul(k, X))
    assert written == parse_term("Sum(j*x, (j, 1, oo))", FREE)
    assert terms.free_variables(written) == {X}
    integral = parse_term("Integral(t, (t, 0, t))", FREE)
    assert integral == terms.Bind("Integral", Sort.REAL, ZERO, Variable("t"), Bound(0, Sort.REAL))


def test_an_inner_binder_hides_the_outer_one() -> None:
    nested = parse_term("Sum(Sum(k, (k, 1, k)), (k, 1, 3))", FREE)
    bound = Bound(0, Sort.INTEGER)
    inner = terms.Bind("Sum", Sort.INTEGER, ONE, bound, bound)
    assert nested == terms.Bind("Sum", Sort.INTEGER, ONE, THREE, inner)


def test_a_bound_variable_hides_a_declared_one_of_the_same_sort() -> None:
    k = Variable("k", Sort.INTEGER)
    term = parse_term("k + Sum(k, (k, 1, k))", Scope({"k": k}))
    assert term == add(k, terms.Bind("Sum", Sort.INTEGER, ONE, k, Bound(0, Sort.INTEGER)))


def test_the_ends_of_a_range_lie_outside_of_the_binder() -> None:
    real = parse_term("Sum(k, (k, 1, k))", FREE)
    assert isinstance(real, terms.Bind)
    assert real.upper == Variable("k")
    for text, column in (("Sum(k, (k, 1, k))", 15), ("Integral(1, (t, t, 2))", 17)):
        with pytest.raises(ExpressionError, match=f"unknown name '.' at column {column}"):
            parse_term(text, Scope())


def test_piecewise() -> None:
    text = "Piecewise((x, x > 0), (0, x == 0), (-x, True))"
    branches = ((X, Relation(">", X, ZERO)), (ZERO, Relation("=", X, ZERO)))
    assert parse_term(text, FREE) == Piecewise(branches, neg(X))
    assert parse_term("Piecewise((x, True))", FREE) == X


def test_names_are_resolved_in_the_scope() -> None:
    m = Variable("m", Sort.INTEGER)
    length = FunctionSignature((Sort.INTEGER, Sort.REAL), Sort.INTEGER)
    scope = Scope({"m": m, "gamma": Variable("gamma")}, {"upper.length": length})
    assert parse_term("upper.length(m, 1/2)", scope) == Call(
        "upper.length", (m, number("1/2")), Sort.INTEGER
    )
    assert parse_term("gamma(gamma)", scope) == function("gamma", Variable("gamma"))
    constant = Scope(functions={"c": FunctionSignature(())})
    assert parse_term("c()", constant) == Call("c", ())


def test_a_defined_function_goes_before_an_alias() -> None:
    scope = Scope(functions={"min": FunctionSignature((Sort.REAL,))})
    assert parse_term("min(1)", scope) == Call("min", (ONE,))


def test_claims() -> None:
    assert parse_claim("x <= y < z", FREE) == (Relation("<=", X, Y), Relation("<", Y, Z))
    assert parse_claim("x >= 0 and y == z and x != y", FREE) == (
        Relation(">=", X, ZERO),
        Relation("=", Y, Z),
        Relation("!=", X, Y),
    )
    assert parse_relation("x = y", FREE) == Relation("=", X, Y)


def test_quantified_hypotheses() -> None:
    scope = Scope({"N": Variable("N", Sort.INTEGER)}, {"f": FunctionSignature((Sort.INTEGER,))})
    formula = parse_formula("for k integer with 1 <= k <= N: f(k) <= f(k + 1)", scope)
    k = Bound(0, Sort.INTEGER)
    assert formula == ForAll(
        (Sort.INTEGER,),
        (Relation("<=", ONE, k), Relation("<=", k, scope.variables["N"])),
        Relation("<=", Call("f", (k,)), Call("f", (add(k, ONE),))),
    )
    assert parse_formula("for x, k integer: x <= k", FREE) == ForAll(
        (Sort.REAL, Sort.INTEGER), (), Relation("<=", Bound(1, Sort.REAL), k)
    )
    assert parse_formula("x <= y", FREE) == Relation("<=", X, Y)


def test_names_may_begin_with_a_keyword() -> None:
    assert parse_formula("format <= within", FREE) == Relation(
        "<=", Variable("format"), Variable("within")
    )
    assert parse_claim("android < inner and real_part < integers", FREE) == (
        Relation("<", Variable("android"), Variable("inner")),
        Relation("<", Variable("real_part"), Variable("integers")),
    )


def test_values() -> None:
    assert parse_value("0.1") == Number(Fraction(1, 10))
    assert parse_value("pi/2") == div(PI, TWO)
    assert parse_value("oo", allow_infinity=True) == terms.INFINITY
    assert parse_value("-oo", allow_infinity=True) == neg(terms.INFINITY)
    for text in ("oo", "x", "x/x", "0*x"):
        with pytest.raises(ExpressionError):
            parse_value(text)


def test_the_largest_numerals() -> None:
    nines = "9" * 10_000
    assert parse_term(nines, FREE) == Number(Fraction(10**10_000 - 1))
    assert parse_term("1e9999", FREE) == Number(Fraction(10**9999))
    assert parse_term("1e-9999", FREE) == Number(Fraction(1, 10**9999))


def test_a_long_sum_is_no_trouble() -> None:
    term = parse_term("+".join(["x"] * 9_000), FREE)
    assert isinstance(term, terms.Apply)
    assert len(term.args) == 9_000


def test_the_deepest_term_can_be_worked_with() -> None:
    term = parse_term("exp(" * 119 + "x" + ")" * 119, FREE)
    assert hash(term) != 0
    assert terms.substitute(term, {X: Y}) != term
    assert terms.close(terms.shift(term, 1), X) != term


def test_terms_bring_no_library_and_the_parser_only_lark() -> None:
    program = (
        "import sys\n"
        "import ua_symbolic.expressions\n"
        "assert 'lark' not in sys.modules\n"
        "from ua_symbolic.expressions.parser import Scope, parse_term\n"
        "parse_term('x + 1', Scope(free=True))\n"
        "sys.exit(any(m in sys.modules for m in ('sympy', 'flint', 'numpy', 'mpmath')))\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
