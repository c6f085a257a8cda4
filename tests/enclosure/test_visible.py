"""What is plain from forms and ranges, against the values of random terms at random points.

The reference below has its own table of where the functions are defined; it calls a term undefined
only if that is certain.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import pytest
from enclosure_claims import claim
from flint import arb, ctx, fmpq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ua_symbolic.enclosure.problem import Range, domain
from ua_symbolic.enclosure.visible import End, defined_by_form, least, visibly
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.terms import (
    EULER,
    PI,
    Apply,
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    function,
    number,
)

X, Y, N = Variable("x"), Variable("y"), Variable("n", Sort.INTEGER)
Value = Fraction | arb | None
SETTINGS = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


# --- the reference -------------------------------------------------------------------------------


class UndefinedError(Exception):
    """The term certainly has no value."""


def ball(v: Fraction | arb) -> arb:
    return v if isinstance(v, arb) else arb(fmpq(v.numerator, v.denominator))


def below(a: Value, b: Value) -> bool:
    """Whether a < b with certainty."""
    if a is None or b is None:
        return False
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a < b
    return bool(ball(a) < ball(b))


def at_most(a: Value, b: Value) -> bool:
    """Whether a <= b with certainty."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a <= b
    return a is not None and b is not None and bool(ball(a) <= ball(b))


def refuse(bad: bool) -> None:
    if bad:
        raise UndefinedError


def raised(base: Value, e: Value) -> Value:
    whole = isinstance(e, Fraction) and e.denominator == 1
    refuse(base == 0 and below(e, Fraction(0)))
    refuse(below(base, Fraction(0)) and isinstance(e, Fraction) and not whole)
    if base is None or e is None:
        return None
    if isinstance(base, Fraction) and isinstance(e, Fraction) and whole and abs(e) <= 20:
        return base ** int(e)
    value = ball(base) ** (int(e) if isinstance(e, Fraction) and whole else ball(e))
    return value if value.is_finite() else None


ZERO, ONE = Fraction(0), Fraction(1)
OUTSIDE = {
    "sqrt": lambda v: below(v, ZERO),
    "log": lambda v: at_most(v, ZERO),
    "gamma": lambda v: at_most(v, ZERO),
    "loggamma": lambda v: at_most(v, ZERO),
    "digamma": lambda v: at_most(v, ZERO),
    "acosh": lambda v: below(v, ONE),
    "atanh": lambda v: at_most(v, -ONE) or at_most(ONE, v),
    "asin": lambda v: below(v, -ONE) or below(ONE, v),
    "acos": lambda v: below(v, -ONE) or below(ONE, v),
    "factorial": lambda v: below(v, ZERO),
}
BALLS = {
    "sqrt": arb.sqrt, "log": arb.log, "gamma": arb.gamma, "loggamma": arb.lgamma,
    "digamma": arb.digamma, "acosh": arb.acosh, "atanh": arb.atanh, "asin": arb.asin,
    "acos": arb.acos, "factorial": lambda v: (v + 1).gamma(), "exp": arb.exp, "sin": arb.sin,
    "atan": arb.atan, "Abs": abs,
}  # fmt: skip


def value(term: Term, point: dict[Variable, Fraction]) -> Value:
    """The value, exact if it is rational by its form; None if it is out of reach."""
    if isinstance(term, Number):
        return term.value
    if isinstance(term, Variable):
        return point[term]
    if term in (PI, EULER):
        return arb.pi() if term == PI else arb(1).exp()
    assert isinstance(term, Apply)
    args = [value(a, point) for a in term.args]
    if term.head == "pow":
        return raised(*args)
    if term.head == "div":
        refuse(args[1] == 0)
    refuse(term.head in OUTSIDE and OUTSIDE[term.head](args[0]))
    if any(a is None for a in args):
        return None
    return computed(term.head, args)


def computed(head: str, args: list[Value]) -> Value:
    exact = all(isinstance(a, Fraction) for a in args)
    if head in ("add", "mul", "neg", "div"):
        values = args if exact else [ball(a) for a in args]
        match head:
            case "add":
                found = reduce(operator.add, values)
            case "mul":
                found = reduce(operator.mul, values)
            case "neg":
                found = -values[0]
            case _:
                found = values[0] / values[1]
    else:
        found = BALLS[head](ball(args[0]))
    return found if isinstance(found, Fraction) or found.is_finite() else None


# --- random terms over random ranges -------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    term: Term
    ranges: dict[Variable, Range]
    points: list[dict[Variable, Fraction]]


NUMBERS = st.builds(Fraction, st.integers(-6, 6), st.sampled_from([1, 1, 2, 3]))


def grown(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    literal = NUMBERS.map(Number)
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    heads = st.sampled_from(sorted({*OUTSIDE, "sqrt", "log", "exp", "sin", "atan", "Abs"}))
    return st.one_of(
        several.map(lambda a: Apply("add", a)),
        several.map(lambda a: Apply("mul", a)),
        st.builds(lambda c, a: Apply("mul", (c, a)), literal, inner),
        st.builds(lambda a: Apply("neg", (a,)), inner),
        st.builds(lambda a, b: Apply("div", (a, b)), inner, inner),
        st.builds(lambda a, c: Apply("div", (a, c)), inner, literal),
        st.builds(lambda a, c: Apply("pow", (a, c)), inner, literal),
        st.builds(lambda a, b: Apply("pow", (a, b)), inner, inner),
        st.builds(function, heads, inner),
    )


TERMS = st.recursive(
    st.one_of(st.sampled_from([X, Y, N, X, PI, EULER]), NUMBERS.map(Number)), grown, max_leaves=7
)


@st.composite
def ranges(draw: st.DrawFn, whole: bool) -> Range:
    ends = st.integers(-4, 6).map(Fraction) if whole else st.one_of(NUMBERS, st.just(ZERO))
    low, high = sorted((draw(ends), draw(ends)))
    closed = whole or low == high
    start = None if draw(st.integers(0, 4)) == 0 else Number(low)
    end = None if draw(st.integers(0, 2)) == 0 else Number(high)
    flags = st.just(False) if closed else st.booleans()
    return Range(start, end, draw(flags) or start is None, draw(flags) or end is None)


@st.composite
def inside(draw: st.DrawFn, r: Range, whole: bool) -> Fraction:
    """A point of the range, often an end or close to one."""
    low = r.low.value if r.low is not None else (r.high.value - 9 if r.high is not None else -ONE)
    high = r.high.value if r.high is not None else low + 9
    if whole:
        return Fraction(draw(st.integers(int(low), int(high))))
    weights = st.one_of(
        st.sampled_from([ZERO, ONE, Fraction(1, 10**9), 1 - Fraction(1, 10**9)]),
        st.builds(Fraction, st.integers(0, 12), st.just(12)),
    )
    w = draw(weights)
    if low < high and ((w == 0 and r.low_open) or (w == 1 and r.high_open)):
        w = Fraction(1, 3)
    return low + w * (high - low)


@st.composite
def cases(draw: st.DrawFn, of: st.SearchStrategy[Term] = TERMS) -> Case:
    variables = (X, Y, N)
    box = {v: draw(ranges(v is N)) for v in variables}
    point = st.fixed_dictionaries({v: inside(box[v], v is N) for v in variables})
    return Case(draw(of), box, draw(st.lists(point, min_size=3, max_size=3)))


@given(cases())
@SETTINGS
def test_no_value_is_below_the_end(case: Case) -> None:
    end = least(case.term, case.ranges)
    if end is None:
        return
    with ctx.workprec(200):
        for point in case.points:
            try:
                found = value(case.term, point)
            except UndefinedError:
                continue
            assert not below(found, end.value), point
            assert not (end.strict and at_most(found, end.value)), point


@given(cases(st.builds(function, st.sampled_from(sorted(OUTSIDE)), TERMS)))
@SETTINGS
def test_what_is_defined_by_form_has_a_value(case: Case) -> None:
    variables = tuple(case.ranges)
    if not defined_by_form(case.term, variables, tuple(case.ranges.values())):
        return
    with ctx.workprec(200):
        for point in case.points:
            value(case.term, point)  # raises UndefinedError otherwise


@given(cases(), TERMS, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]))
@SETTINGS
def test_what_is_visible_holds(case: Case, other: Term, op: str) -> None:
    relation = Relation(op, case.term, other)
    if not visibly(relation, case.ranges):
        return
    fails = {
        "<": lambda a, b: at_most(b, a),
        "<=": lambda a, b: below(b, a),
        ">": at_most,
        ">=": below,
        "!=": lambda a, b: at_most(a, b) and at_most(b, a),
    }
    with ctx.workprec(200):
        for point in case.points:
            try:
                left, right = value(case.term, point), value(other, point)
            except UndefinedError:
                continue
            assert not fails[op](left, right), point


# --- examples ------------------------------------------------------------------------------------


def shown(text: str, *on: str) -> bool:
    problem = claim(f"{text} >= 0", *on)
    box, _ = domain(problem.variables, problem.hypotheses)
    return defined_by_form(problem.conclusion.left, problem.variables, box)


POSITIVE, NONNEGATIVE, ALL = ("x in (0, oo)",), ("x in [0, oo)",), ("x real",)
UNIT = ("x in (-1, 1)",)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("log(x)", POSITIVE),
        ("log(x + 1/x) - digamma(x)", POSITIVE),
        ("log(1 - x) + log(1 + x)", UNIT),
        ("sqrt(x)/(x + 1)", NONNEGATIVE),
        ("x**x", POSITIVE),
        ("x**(x + 1)", NONNEGATIVE),
        ("(1 + 1/x)**(x + 1/2)", POSITIVE),
        ("(x**2 + 1)**(-1/3)", ALL),
        ("1/(x**2 + exp(x))", ALL),
        ("1/(-2 - x**2)", ALL),
        ("log(2 - (x - 1))", ("x in [0, 3)",)),
        ("1/(x - 3)", ("x in [0, 3)",)),
        ("loggamma(x + 1) - x*log(x)", POSITIVE),
        ("acosh(x + 1)", NONNEGATIVE),
        ("atanh(x/2) + asin(x/2)", ("x in [-1, 1]",)),
        ("1/n + (-2)**n", ("n integer in [1, oo)",)),
        ("log(sqrt(x)*exp(-x)/pi)", POSITIVE),
    ],
)
def test_what_is_seen(text: str, on: tuple[str, ...]) -> None:
    assert shown(text, *on)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("log(x)", NONNEGATIVE),
        ("1/x", NONNEGATIVE),
        ("sqrt(x)", ("x in [-1/1000, 1]",)),
        ("x**x", NONNEGATIVE),  # 0**0 with a real exponent
        ("0**x", NONNEGATIVE),
        ("x**(-1/3)", NONNEGATIVE),
        ("x**(2/3)", ALL),
        ("x**(-2)", ALL),
        ("x**n", ("x real", "n integer")),
        ("x**y", ("x in [0, 1]", "y in [0, 1]")),
        ("sqrt(x)**2", ALL),
        ("log(x**2)", ALL),
        ("x/Abs(x)", ALL),
        ("(x**2 - 1)/(x - 1)", ALL),
        ("1/(x - 3)", ("x in [0, 3]",)),
        ("log(1 - x)", ("x in [0, 1]",)),
        ("gamma(x)", ("x in [0, 1]",)),
        ("gamma(x - 1)", ("x in [1, 2]",)),
        ("digamma(-x)", POSITIVE),
        ("tan(x)", ALL),
        ("1/sin(1) + x", ALL),  # defined, but not plainly
        ("atanh(x)", ("x in [-1, 1]",)),
        ("acosh(x)", NONNEGATIVE),
        ("asin(x)", ("x in [-1, 2]",)),
        ("log(x - y)", ("x in [1, 2]", "y in [0, 1]")),
        ("log(x*y)", ("x in [-2, -1]", "y in [-2, -1]")),  # true, and not looked at
        ("log(x/y)", ("x in [-2, -1]", "y in [1, 2]")),
        ("log(-2*x)", POSITIVE),
        ("log(0*x)", POSITIVE),
        ("1/(0*x)", POSITIVE),
        ("log(x)", ("x in (0*pi, 1]",)),  # an end that is no literal
        ("log(x - 3)", ("x in [pi, 4]",)),
        ("factorial(x)", ALL),
        ("LambertW(x)", ("x in [-1, 0]",)),
        ("binomial(x, y)", ("x in [0, 1]", "y in [0, 3]")),
    ],
)
def test_near_misses_are_not_seen(text: str, on: tuple[str, ...]) -> None:
    assert not shown(text, *on)


def test_sums_branches_and_strangers_are_not_looked_at() -> None:
    box = (Range(number(1), number(2)),)
    total = claim("Sum(1, (k, 1, n)) >= 0", "n integer in [1, 5]").conclusion.left
    assert not defined_by_form(total, (N,), box)
    assert not defined_by_form(claim("Integral(t, (t, 0, 1)) >= 0").conclusion.left, (X,), box)
    branches = terms.Piecewise(((X, Relation("<=", number(0), X)),), number(0))
    assert not defined_by_form(branches, (X,), box)
    assert defined_by_form(function("log", X), (X,), box)
    assert not defined_by_form(function("log", Y), (X,), box)
    assert not defined_by_form(terms.add(X, Y), (X,), box)
    assert not defined_by_form(Apply("sign", (X,)), (X,), box)  # of a derivative, with a jump


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("x - y", End(Fraction(-1), strict=True)),  # x > 1, y <= 2
        ("x*y", End(ZERO)),
        ("x*(y + 1)", End(ONE, strict=True)),
        ("x*y*(y - 3)", None),
        ("-3*y + 1", End(Fraction(-5))),
        ("-(-x)", End(ONE, strict=True)),
        ("-(x - y)", None),
        ("y/4", End(ZERO)),
        ("-y/4", End(Fraction(-1, 2))),
        ("y/(-4)", None),
        ("x/(y + 1)", End(ZERO, strict=True)),
        ("y/x", End(ZERO)),
        ("(y - 5)**2", End(ZERO)),
        ("(y - 5)**(2/3)", None),
        ("(y - 5)**3", None),
        ("x**(y - 9)", End(ZERO, strict=True)),
        ("sqrt(y)", End(ZERO)),
        ("sqrt(x - 1)", End(ZERO, strict=True)),
        ("0*x", End(ZERO)),
    ],
)
def test_ends(text: str, end: End | None) -> None:
    problem = claim(f"{text} >= 0", "x in (1, oo)", "y in [0, 2]")
    box, _ = domain(problem.variables, problem.hypotheses)
    assert least(problem.conclusion.left, dict(zip(problem.variables, box, strict=True))) == end
