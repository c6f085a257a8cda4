"""Attempts to derive something false; each was once, or might have been, a hole."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.kernel.proof_kit import THEORY, b, function, k, rel, same, t, template, term, x, y
from ua_symbolic.expressions.terms import (
    INFINITY,
    ONE,
    ZERO,
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    ForAll,
    Formula,
    Lambda,
    Number,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
    add,
    close,
    mul,
    number,
)
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.sequents import sequent
from ua_symbolic.kernel.theorems import Theorem, derive
from ua_symbolic.kernel.theory import Definition, Opaque, Statement, Theory

REAL, INTEGER = Sort.REAL, Sort.INTEGER


def step(
    rule: str,
    hypotheses: tuple[Formula, ...],
    conclusion: Relation,
    *premises: Theorem,
    theory: Theory = THEORY,
    **data: Any,
) -> Theorem:
    return derive(theory, rule, sequent(hypotheses, conclusion), premises, data)


def given(
    hypotheses: tuple[Formula, ...], conclusion: Relation, theory: Theory = THEORY
) -> Theorem:
    return derive(theory, "hypothesis", sequent(hypotheses, conclusion))


def refused(*args: Any, **data: Any) -> None:
    with pytest.raises(KernelError):
        step(*args, **data)


# --- syntax that means nothing ----------------------------------------------------------------

HALF = number("1/2")
NONSENSE: tuple[Any, ...] = (
    Bound(0, REAL),
    INFINITY,
    Constant("i"),
    Number(0.1),  # type: ignore[arg-type]
    Number(True),
    Variable("x", "real"),  # type: ignore[arg-type]
    Apply("add", ()),
    Apply("mul", (x,)),
    Apply("sin", (x, y)),
    Apply("sign", (x,)),
    Apply("sin", [x]),  # type: ignore[arg-type]
    Call("g", (Bound(0, REAL),)),
    Bind("Integral", INTEGER, ZERO, ONE, Bound(0, INTEGER)),
    Bind("Sum", REAL, ZERO, ONE, Bound(0, REAL)),
    Bind("Integral", REAL, ZERO, ONE, Bound(0, INTEGER)),
    Bind("Integral", REAL, ZERO, ONE, Bound(1, REAL)),
    Bind("Product", INTEGER, ZERO, ONE, Bound(0, INTEGER)),
    Bind("Sum", INTEGER, add(INFINITY, ONE), ONE, Bound(0, INTEGER)),
    Piecewise(((x, y),), x),  # type: ignore[arg-type]
    rel("x < y"),
    Lambda((REAL,), x),
)


@pytest.mark.parametrize("node", NONSENSE, ids=lambda n: type(n).__name__)
def test_nonsense_never_enters_a_conclusion(node: Any) -> None:
    for goal in (Relation("=", node, node), Relation("<=", ZERO, Apply("neg", (node,)))):
        with pytest.raises((KernelError, TypeError, AttributeError)):
            given((goal,), goal)


@pytest.mark.parametrize("node", NONSENSE, ids=lambda n: type(n).__name__)
def test_nonsense_is_no_data(node: Any) -> None:
    goal = rel("x < y")
    known = given((goal,), goal)
    with pytest.raises((KernelError, TypeError)):
        step("cases", (goal,), goal, known, known, left=node, right=x)


def test_an_integral_over_integers_does_not_exist() -> None:
    """With it, t**2 and t have one integral over [0, 1], for they agree at 0 and 1."""
    whole = Bind("Integral", INTEGER, ZERO, ONE, mul(Bound(0, INTEGER), Bound(0, INTEGER)))
    line = Bind("Integral", INTEGER, ZERO, ONE, Bound(0, INTEGER))
    defined = (Relation("=", whole, whole), Relation("=", line, line))
    pointwise = Relation("=", mul(k, k), mul(ONE, k))
    for relation in defined:
        with pytest.raises(KernelError):
            given((*defined, pointwise), relation)
    known = given((pointwise,), pointwise)
    equal = Relation("=", whole, mul(ONE, line))
    refused("linearity", defined, equal, known, parts=((ONE, Bound(0, INTEGER)),), fresh=(k,))


def test_a_hypothesis_with_a_loose_index_is_never_used() -> None:
    loose = ForAll((REAL,), (), Relation("<", Bound(1, REAL), Bound(0, REAL)))
    refused("specialise", (loose,), rel("x < y"), formula=loose, values=(x,))
    mixed = ForAll((REAL,), (), Relation("=", Apply("floor", (Bound(0, INTEGER),)), ONE))
    refused("specialise", (mixed,), rel("floor(x) = 1"), formula=mixed, values=(x,))


def test_integer_variables_take_integers() -> None:
    whole = ForAll(
        (INTEGER,), (), Relation("=", Apply("floor", (Bound(0, INTEGER),)), Bound(0, INTEGER))
    )
    step("specialise", (whole,), rel("floor(k) = k"), formula=whole, values=(k,))
    for value in ("1/2", "x", "k/2", "2**k"):
        goal = Relation("=", Apply("floor", (term(value),)), term(value))
        refused(
            "specialise",
            (whole, Relation("=", term(value), term(value))),
            goal,
            given(
                (Relation("=", term(value), term(value)),), Relation("=", term(value), term(value))
            ),
            formula=whole,
            values=(term(value),),
        )


# --- functions put in place of function variables ---------------------------------------------


def theory_with(
    functions: tuple[Opaque, ...], hypotheses: tuple[Formula, ...], claim: Relation
) -> Theory:
    return Theory(statements={"s": Statement("s", "lemma", functions, hypotheses, (claim,))})


G = Opaque("g", (REAL,), REAL)
F = Opaque("f", (INTEGER,), INTEGER)


def test_a_function_does_not_forget_an_argument_that_may_be_undefined() -> None:
    """g(1/x) = 1 says that 1/x is defined; put g(x) = 1, and 1 = 1 says no such thing."""
    theory = theory_with((G,), (rel("g(1/x) = 1"),), rel("x != 0"))
    one = step("combination", (), rel("1 <= 1"), theory=theory, entries=(), premises=0)
    equal = step("antisymmetric", (), rel("1 = 1"), one, one, theory=theory)
    for constant in (Lambda((REAL,), ONE), Lambda((REAL,), number(7))):
        with pytest.raises(KernelError, match="forget"):
            step(
                "lemma",
                (),
                rel("x != 0"),
                equal,
                theory=theory,
                statement="s",
                claim=0,
                values={},
                functions={"g": constant},
            )


def test_an_argument_below_a_binder_or_a_case_is_forgotten_too() -> None:
    theory = theory_with((G,), (rel("g(log(x)) = 0"),), rel("0 < x"))
    index = Bound(1, REAL)  # the parameter, below the binder of the sum
    bodies = (
        Bind("Sum", INTEGER, ONE, ZERO, index),
        Piecewise(((Bound(0, REAL), rel("1 < 0")),), ZERO),
    )
    for body in bodies:
        with pytest.raises(KernelError, match="forget"):
            step(
                "lemma",
                (),
                rel("0 < x"),
                theory=theory,
                statement="s",
                claim=0,
                values={},
                functions={"g": Lambda((REAL,), body)},
            )


def test_total_arguments_may_be_forgotten() -> None:
    theory = theory_with((G,), (rel("g(2*sin(x) + 1) = 1"),), rel("g(x) = 1"))
    goal = rel("1 = 1")
    proof = step(
        "lemma",
        (goal,),
        goal,
        given((goal,), goal, theory),
        theory=theory,
        statement="s",
        claim=0,
        values={},
        functions={"g": Lambda((REAL,), ONE)},
    )
    assert proof.sequent.conclusion == goal


def test_integer_functions_are_called_with_integers_and_have_integer_values() -> None:
    """f(k) integer for all k would give f(1/2) integer; with f(k) = k, 1/2 is one."""
    with pytest.raises(KernelError, match="integer"):
        Theory(
            statements={
                "s": Statement(
                    "s", "lemma", (F,), (), (Relation("=", Call("f", (HALF,), INTEGER), ZERO),)
                )
            }
        )
    theory = theory_with((F,), (), Relation("<=", Call("f", (k,), INTEGER), ONE))
    for body in (HALF, Apply("div", (Bound(0, INTEGER), number(2)))):
        with pytest.raises(KernelError, match="integer"):
            step(
                "lemma",
                (),
                rel("1/2 <= 1"),
                theory=theory,
                statement="s",
                claim=0,
                values={},
                functions={"f": Lambda((INTEGER,), body)},
            )


@pytest.mark.parametrize(
    "replacement",
    [
        Lambda((REAL, REAL), Bound(0, REAL)),
        Lambda((), ONE),
        Lambda((INTEGER,), Bound(0, INTEGER)),
        Lambda((REAL,), Bound(1, REAL)),
        Lambda((REAL,), Bound(0, INTEGER)),
        Lambda((REAL,), rel("x < y")),  # type: ignore[arg-type]
        ONE,
    ],
)
def test_functions_of_another_kind_are_refused(replacement: Any) -> None:
    theory = theory_with((G,), (), rel("g(x) = g(x)"))
    with pytest.raises(KernelError):
        step(
            "lemma",
            (),
            rel("x = x"),
            theory=theory,
            statement="s",
            claim=0,
            values={},
            functions={"g": replacement},
        )


def test_a_function_in_a_guard_is_not_replaced() -> None:
    """For all t with g(t) < 1: 1 < t.  A partial g would make the guard false, not true."""
    guarded = ForAll(
        (REAL,),
        (Relation("<", Call("g", (Bound(0, REAL),)), ONE),),
        Relation("<", ONE, Bound(0, REAL)),
    )
    theory = theory_with((G,), (guarded,), rel("1 < g(x)"))
    with pytest.raises(KernelError, match="guard"):
        step(
            "lemma",
            (),
            rel("1 < log(x)"),
            theory=theory,
            statement="s",
            claim=0,
            values={},
            functions={"g": function(x, "log(x)")},
            fresh=((guarded, (t,)),),
        )


def test_the_conclusion_of_an_instance_is_defined() -> None:
    theory = theory_with((G,), (), rel("g(x) <= g(x)"))
    refused(
        "lemma",
        (),
        rel("1/x <= 1/x"),
        theory=theory,
        statement="s",
        claim=0,
        values={},
        functions={"g": function(x, "1/x")},
    )


def test_values_of_an_instance_are_defined_and_of_their_sort() -> None:
    theory = theory_with((), (), Relation("=", Apply("floor", (k,)), k))
    for value in (HALF, term("x"), term("1/x")):
        refused(
            "lemma",
            (),
            Relation("=", Apply("floor", (value,)), value),
            theory=theory,
            statement="s",
            claim=0,
            values={k: value},
            functions={},
        )
    real = theory_with((), (), rel("0*x = 0"))
    refused(
        "lemma",
        (),
        rel("0*(1/y) = 0"),
        theory=real,
        statement="s",
        claim=0,
        values={x: term("1/y")},
        functions={},
    )


# --- infinite ranges ----------------------------------------------------------------------------


def test_infinity_is_never_a_value() -> None:
    improper = Bind("Integral", REAL, ZERO, INFINITY, close(term("exp(-t)"), t))
    leaf = Relation("=", improper, ONE)
    known = given((leaf,), leaf)
    refused("defined_by", (leaf,), Relation("=", INFINITY, INFINITY), known)
    value = Relation("=", improper, term("-exp(-x) + exp(-0)"))
    refused(
        "antiderivative", (leaf,), value, known, primitive=close(term("-exp(-t)"), t), fresh=(x,)
    )


def test_rules_about_ranges_are_about_finite_ones() -> None:
    endless = Bind("Sum", INTEGER, ONE, INFINITY, Bound(0, INTEGER))
    exists = Relation("=", endless, endless)
    known = given((exists,), exists)
    refused(
        "linearity",
        (exists,),
        Relation("=", endless, mul(ONE, endless)),
        known,
        known,
        parts=((ONE, Bound(0, INTEGER)),),
        fresh=(k,),
    )
    refused("sum_split", (exists,), Relation("=", endless, add(endless, endless)), middle=k)
    refused("sum_monotone", (exists,), Relation("<=", endless, endless), known, known, fresh=(k,))


def test_an_infinite_sum_of_continuous_functions_need_not_be_continuous() -> None:
    series = Bind("Sum", INTEGER, ONE, INFINITY, Apply("pow", (x, Bound(0, INTEGER))))
    whole = Bind("Integral", REAL, ZERO, ONE, close(series, x))
    pointwise = ForAll((REAL,), (), Relation("=", close(series, x), close(series, x)))
    instance = step(
        "specialise", (pointwise,), Relation("=", series, series), formula=pointwise, values=(x,)
    )
    small = step("combination", (pointwise,), rel("0 <= 1"), entries=((1, (), None),), premises=0)
    refused("defined", (pointwise,), Relation("=", whole, whole), small, instance, fresh=(x,))


# --- definitions --------------------------------------------------------------------------------


def definition(
    name: str,
    parameters: tuple[Variable, ...],
    domain: tuple[Relation, ...],
    body: Term,
    sort: Sort = REAL,
) -> Definition:
    return Definition(name, parameters, domain, body, sort)


@pytest.mark.parametrize(
    "bad",
    [
        definition("d", (x,), (), term("x + y")),
        definition("d", (x,), (rel("0 < y"),), x),
        definition("d", (x,), (), Call("d", (x,))),
        definition("d", (x,), (Relation("=", Call("d", (x,)), ONE),), ONE),
        definition("d", (x,), (), HALF, INTEGER),
        definition("d", (x,), (), x, INTEGER),
        definition("d", (x, x), (), x),
        definition("d", (x,), (), Call("unknown", (x,))),
        definition("d", (x,), (), Bound(0, REAL)),
        definition("d", (x,), (), rel("x < 1")),  # type: ignore[arg-type]
        definition("d", (x,), (x,), x),  # type: ignore[arg-type]
        definition("d", (x,), (), x, "real"),  # type: ignore[arg-type]
        definition("d", (ONE,), (), ONE),  # type: ignore[arg-type]
    ],
)
def test_definitions_that_define_nothing_are_refused(bad: Definition) -> None:
    with pytest.raises((KernelError, AttributeError)):
        Theory(definitions={"d": bad})


def test_circular_definitions_are_refused() -> None:
    with pytest.raises(KernelError, match="circular"):
        Theory(
            definitions={
                "d": definition("d", (x,), (), add(Call("e", (x,)), ONE)),
                "e": definition("e", (x,), (), Call("d", (x,))),
            }
        )


def test_a_call_outside_of_the_domain_is_not_unfolded() -> None:
    call = term("inverse(0 - 1)")
    refused("defined", (), Relation("=", call, call))
    refused("unfold", (), Relation("=", call, term("1/(0 - 1)")))
    refused("unfold", (), Relation("=", term("whole(0)"), term("2*0")))
    refused("defined", (), same("mystery(1/2)"))


def test_calls_of_another_arity_or_sort_are_refused() -> None:
    for call in (
        Call("half", (x, y)),
        Call("half", ()),
        Call("half", (x,), INTEGER),
        Call("whole", (k,), REAL),
        Call("mystery", (k, k)),
    ):
        goal = Relation("=", call, call)
        refused("hypothesis", (goal,), goal)


def test_a_local_function_does_not_hide_a_definition() -> None:
    half = THEORY.definitions["half"]
    with pytest.raises(KernelError, match="hides"):
        Theory(
            definitions={"half": half},
            statements={
                "s": Statement("s", "lemma", (Opaque("half", (REAL,), REAL),), (), (rel("x < 1"),))
            },
        )


# --- partial operations -------------------------------------------------------------------------


def test_what_is_undefined_does_not_become_defined() -> None:
    for text in ("1/0", "log(0)", "0**(0 - 1)", "sqrt(0 - 1)", "gamma(0)", "acos(2)", "0**(-1)"):
        goal = same(text)
        for alternative in range(-3, 3):
            refused("defined", (), goal, alternative=alternative)
        refused("algebra", (), goal)
        refused("reflexive", (), goal)
        refused("reflexive", (), Relation("<=", goal.left, goal.left))


def test_algebra_does_not_divide_by_zero() -> None:
    refused("algebra", (), rel("x/x = 1"))
    refused("combination", (), rel("x/x <= 1"), entries=(), premises=0)
    refused("algebra", (same("x/x"),), rel("0*(1/0) = 0"), given((same("x/x"),), same("x/x")))


def test_below_a_binder_nothing_is_known_to_be_defined() -> None:
    empty = rel("Sum(1/i, (i, 1, 0)) = 0")
    known = given((empty,), empty)
    refused("defined_by", (empty,), same("1/k"), known)
    distinct = rel("Piecewise((1/x, 0 < x), (0, True)) = 0")
    refused("defined_by", (distinct,), same("1/x"), given((distinct,), distinct))


def test_a_case_distinction_takes_the_first_case() -> None:
    choice = term("Piecewise((0, 0 <= x), (1, 0 <= y), (2, True))")
    hyps = (rel("0 <= x"), rel("0 <= y"), rel("x < 0"), rel("y < 0"))
    second = given(hyps, hyps[1])
    refused("piecewise_value", hyps, Relation("=", choice, ONE), second, branch=1)
    refused("piecewise_value", hyps, Relation("=", choice, number(2)), branch=2)
    refused(
        "piecewise_value", hyps, Relation("=", choice, number(2)), given(hyps, hyps[2]), branch=2
    )
    refused("piecewise_value", hyps, Relation("=", choice, number(2)), branch=-3)


def test_sums_that_run_backwards_are_not_empty() -> None:
    hyps = (rel("Sum(i, (i, 5, 0)) = Sum(i, (i, 5, 0))"), rel("5 = 0 + 1"))
    refused("sum_empty", hyps[:1], rel("Sum(i, (i, 5, 0)) = 0"), given(hyps[:1], hyps[0]))
    refused("defined", (), hyps[0], fresh=(k,))


# --- order --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conclusion", "premises"),
    [
        ("x**2 <= y**2", ("x <= y",)),
        ("1/y <= 1/x", ("x <= y",)),
        ("sin(x) <= sin(y)", ("x <= y",)),
        ("floor(x) < floor(y)", ("x < y",)),
        ("x*z <= y*z", ("x <= y",)),
        ("gamma(x) <= gamma(y)", ("1 <= x", "x <= y")),
        ("tan(x) <= tan(y)", ("0 <= x", "y <= pi", "x <= y")),
        ("0**x <= 0**y", ("0 <= x", "x <= y")),
        ("besselj(k, x) <= besselj(k, y)", ("x <= y",)),
        ("Max(x, z) < Max(y, z)", ("x < y",)),
        ("x - z <= y - c", ("x <= y",)),
    ],
)
def test_no_monotony_where_there_is_none(conclusion: str, premises: tuple[str, ...]) -> None:
    hyps = tuple(map(rel, premises))
    known = [given(hyps, h) for h in hyps]
    for place in range(-1, 2):
        for row in range(-3, 3):
            refused("monotone", hyps, rel(conclusion), *known, place=place, row=row)


@pytest.mark.parametrize(
    ("entries", "premises", "conclusion"),
    [
        (((-1, (), 0),), ("x <= y",), "y <= x"),
        (((1, (term("z"),), 0),), ("x <= y",), "x*z <= y*z"),
        (((0, (), 0),), ("x < y",), "x < x"),
        ((), (), "x < x"),
        (((1, (), None),), (), "x = x + 1"),
        (((1, (), 0),), ("x <= y",), "x = y"),
        (((1, (), 0),), ("x != y",), "x <= y"),
        (((1, (), 1),), ("x <= y",), "x <= y"),
        (((1, (), -1), (-1, (), None)), ("x <= y",), "x <= y - 1"),
        (((Fraction(-1, 2), (), None),), (), "0 <= 0 - 1/2"),
    ],
)
def test_combinations_with_a_wrong_multiplier(
    entries: tuple[Any, ...], premises: tuple[str, ...], conclusion: str
) -> None:
    hyps = tuple(map(rel, premises))
    known = [given(hyps, h) for h in hyps]
    refused("combination", hyps, rel(conclusion), *known, entries=entries, premises=len(hyps))


def test_templates_have_one_hole_and_no_loose_index() -> None:
    hyps = (rel("x = y"), rel("x < b"))
    known = [given(hyps, h) for h in hyps]
    step("rewrite", hyps, rel("y < b"), *known, template=template(t, "t < b"))
    for wrong in (
        Lambda((REAL, REAL), rel("x < b")),  # type: ignore[arg-type]
        Lambda((REAL,), Relation("<", Bound(1, REAL), b)),  # type: ignore[arg-type]
        Lambda((INTEGER,), Relation("<", Bound(0, REAL), b)),  # type: ignore[arg-type]
        Lambda((REAL,), Bound(0, REAL)),
        rel("x < b"),
    ):
        refused("rewrite", hyps, rel("y < b"), *known, template=wrong)


def test_the_antiderivative_must_exist_everywhere() -> None:
    """-1/t has slope 1/t**2, but not across 0; floor has slope 0 almost everywhere."""
    square = rel("Integral(1/t**2, (t, 0-1, 1)) = -1/1 - -1/(0-1)")
    refused("antiderivative", (), square, primitive=close(term("-1/t"), t), fresh=(x,))
    exists = same("Integral(0, (t, 0, 1))")
    hyps = (exists, same("floor(x)"), rel("0 = 0"))
    goal = rel("Integral(0, (t, 0, 1)) = floor(1) - floor(0)")
    refused(
        "antiderivative",
        (exists,),
        goal,
        given((exists,), exists),
        given(hyps, hyps[1]),
        primitive=close(term("floor(t)"), t),
        fresh=(x,),
    )
    loose = Relation("=", exists.left, goal.right)
    refused(
        "antiderivative",
        (exists,),
        loose,
        given((exists,), exists),
        primitive=Bound(1, REAL),
        fresh=(x,),
    )


def test_fresh_variables_of_a_sum_swap_are_different() -> None:
    double = "Sum(Sum(i*j, (j, 1, 2)), (i, 1, 3)) = Sum(Sum(j*j, (j, 1, 3)), (j, 1, 2))"
    refused("sum_swap", (), rel(double), fresh=(k, k))


def test_the_range_of_an_inner_sum_may_not_move() -> None:
    hyps = (same("Sum(Sum(1, (j, 1, i)), (i, 1, 3))"), same("Sum(Sum(1, (i, 1, 3)), (j, 1, k))"))
    goal = Relation("=", hyps[0].left, hyps[1].left)
    refused(
        "sum_swap",
        hyps,
        goal,
        *(given(hyps, h) for h in hyps),
        fresh=(Variable("p", INTEGER), Variable("q", INTEGER)),
    )
