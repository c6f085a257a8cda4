"""Terms as text of Coq, and what must hold for the text to mean the term."""

import pytest

from ua_symbolic.expressions.coq import (
    NotInCoqError,
    coq_binders,
    coq_definedness,
    coq_name,
    coq_relation,
    coq_term,
)
from ua_symbolic.expressions.parser import Scope, parse_claim, parse_term
from ua_symbolic.expressions.terms import Sort, Variable

SCOPE = Scope({"x": Variable("x"), "n": Variable("n", Sort.INTEGER), "exp1": Variable("exp1")})


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("x + 1/2", "(x + (1 / 2))"),
        ("-3", "(- 3)"),
        ("x**3/x**(-2)", "((x ^ 3) / (/ (x ^ 2)))"),
        ("sqrt(x) + x**(1/2)", "((sqrt x) + (sqrt x))"),
        ("x**x", "(exp (x * ln x))"),
        ("E**x + pi", "((exp x) + PI)"),
        ("log(Abs(x))", "(ln (Rabs x))"),
        ("Max(x, 1, 2)", "(Rmax x (Rmax 1 2))"),
        ("floor(x)", "(IZR (Zfloor x))"),
        ("n*x", "((IZR n) * x)"),
        ("Sum(k*x, (k, 1, 3))", "((1 * x) + (2 * x) + (3 * x))"),
        ("asinh(x)", "(arcsinh x)"),
    ],
)
def test_terms(text, printed):
    assert coq_term(parse_term(text, SCOPE)) == printed


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("gamma(x)", "gamma"),
        ("1 + besseli(0, x)", "besseli"),
        ("asin(x)", "asin"),
        ("Piecewise((x, x > 0), (0, True))", "Piecewise"),
        ("Integral(exp(t), (t, 0, x))", "integral"),
        ("Sum(k, (k, 1, n))", "symbolic ends"),
        ("erfc(x)", "erfc"),
    ],
)
def test_what_coq_lacks_is_named(text, missing):
    with pytest.raises(NotInCoqError, match=missing):
        coq_term(parse_term(text, SCOPE))


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("1/x", ["x <> 0"]),
        ("log(x) + sqrt(x)", ["0 < x", "0 <= x"]),
        ("x**(-2)", ["x <> 0"]),
        ("x**2 + exp(x)", []),
        ("x**x", ["0 < x"]),  # although 0**1 is defined: exp (y * ln 0) is not 0
        ("x**(1/3)", ["0 < x"]),
        ("tan(x)", ["(cos x) <> 0"]),
        ("Sum(1/(x + k), (k, 1, 2))", ["(x + 1) <> 0", "(x + 2) <> 0"]),
    ],
)
def test_definedness_of_what_is_printed(text, needed):
    found = [coq_relation(r) for r in coq_definedness(parse_term(text, SCOPE))]
    assert sorted(found) == sorted(needed)


def test_names_cannot_clash():
    assert coq_name(Variable("x12")) == "x12"
    assert coq_name(Variable("sin")) == "v_sin"
    assert coq_name(Variable("a.b")) == "v_a_b"
    assert coq_name(Variable("Lemma")) == "v_Lemma"


def test_relations_and_binders():
    (relation,) = parse_claim("x != n", SCOPE)
    assert coq_relation(relation) == "x <> (IZR n)"
    binders = coq_binders((Variable("x"), Variable("n", Sort.INTEGER)))
    assert binders == "forall (x : R) (n : Z), "
    assert coq_binders(()) == ""
