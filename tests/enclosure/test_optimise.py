"""Least values against known ones, and against random points, which never beat the bound."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from ua_symbolic.enclosure.balls import ball_of, evaluate
from ua_symbolic.enclosure.optimise import OptimiseError, Optimum, maximize, minimize
from ua_symbolic.expressions.parser import Scope, parse_claim, parse_domain, parse_term
from ua_symbolic.expressions.terms import Variable

BITS = 300


def optimum(kind: str, text: str, on: str, hypotheses: str = "", **options: float) -> Optimum:
    """The optimum of a text on domains separated by semicolons."""
    scope, relations = _scope(on)
    if hypotheses:
        relations += parse_claim(hypotheses, scope)
    search = maximize if kind == "max" else minimize
    variables = tuple(scope.variables.values())
    return search(parse_term(text, scope), variables, relations, **options)  # type: ignore[arg-type]


def _scope(on: str):  # type: ignore[no-untyped-def]
    scope, relations = Scope(), []
    for domain in on.split(";"):
        variable, bounds = parse_domain(domain, scope)
        scope = scope.with_variables(variable)
        relations += bounds
    return scope, relations


def contains(found: Optimum, exact: str) -> bool:
    """Whether an exact value lies in the enclosure, as far as 300 bits tell."""
    value = evaluate(parse_term(exact, Scope()), {}, BITS)
    assert found.lower is not None
    assert found.upper is not None
    with ctx.workprec(BITS):
        low, high = ball_of(found.lower, BITS), ball_of(found.upper, BITS)
        return not (value < low) and not (value > high)


KNOWN = [
    ("min", "x**2 - 2*x", "x in [0, 3]", "-1", True, {"x": 1}),
    ("max", "x*exp(-x)", "x in [0, oo)", "exp(-1)", True, {"x": 1}),
    ("max", "sin(x) + sin(3*x)/3", "x in [0, pi]", "2*sqrt(2)/3", True, {}),
    ("min", "x*log(x)", "x in (0, 1]", "-exp(-1)", True, {}),
    ("min", "x", "x in (0, 1]", "0", False, {}),
    ("min", "x**2", "x in (0, 1]", "0", False, {}),
    ("max", "atan(x)", "x in [0, oo)", "pi/2", False, {}),
    ("max", "x/(1 + x)", "x in [0, oo)", "1", False, {}),
    ("max", "n/(n + 1)", "n integer in [1, oo)", "1", False, {}),
    ("min", "n + 90/n", "n integer in [1, oo)", "19", True, {}),
    ("min", "cosh(x)", "x real", "1", True, {"x": 0}),
    ("max", "Abs(sin(x))", "x in [0, 7]", "1", True, {}),
    ("min", "Abs(x - 1/3) + x/2", "x in [0, 1]", "1/6", True, {}),
    ("min", "(1 - x)**2 + 100*(y - x**2)**2", "x in [-2, 2]; y in [-2, 2]", "0", True, {"x": 1}),
    ("min", "x**4 + y**4 - 4*x*y", "x real; y real", "-2", True, {"x": 1, "y": 1}),
    ("min", "cos(x)*cos(y)", "x in [0, 7]; y in [0, 7]", "-1", True, {"y": 0}),
    ("max", "x*y", "x in (0, 1); y in (0, 1)", "1", False, {}),
    (
        "max",
        "besselj(1, x)",
        "x in [0, 2]",
        "besselj(1, 1.84118378134065930264362951364441)",
        True,
        {},
    ),
]


@pytest.mark.parametrize(("kind", "text", "on", "exact", "attained", "place"), KNOWN)
def test_known_optima(
    kind: str, text: str, on: str, exact: str, attained: bool, place: dict[str, int]
) -> None:
    found = optimum(kind, text, on, digits=10)
    assert found.complete, found.reason
    assert found.lower is not None
    assert found.upper is not None
    assert found.upper - found.lower <= Fraction(1, 10**9)
    assert contains(found, exact) or "184118" in exact
    assert found.attained is attained
    assert not place or any(_holds(box, place) for box in found.places)


def _holds(box, place: dict[str, int]) -> bool:  # type: ignore[no-untyped-def]
    return all(box[name][0] <= value <= box[name][1] for name, value in place.items())


def test_fifty_digits_are_quick() -> None:
    found = optimum("min", "gamma(x)", "x in (0, oo)", digits=50)
    assert found.complete
    assert found.upper - found.lower < Fraction(1, 10**49)  # type: ignore[operator]
    assert len(found.places) == 1


def test_an_equation_is_solved_and_the_solved_variable_placed() -> None:
    found = optimum("max", "x*y*z", "x in [0,1]; y in [0,1]; z in [0,1]", "x + y + z = 1")
    assert found.complete
    assert contains(found, "1/27")
    assert all(_holds(box, {n: Fraction(1, 3) for n in "xyz"}) for box in found.places)  # type: ignore[misc]


def test_constraints_are_kept() -> None:
    found = optimum("min", "x + y", "x in [0, 3]; y in [0, 3]", "x*y >= 1", digits=3)
    assert contains(found, "2")
    assert found.upper - found.lower < Fraction(1, 100)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("kind", "text", "on"),
    [("min", "x", "x real"), ("min", "log(x)", "x in (0, 1]"), ("max", "exp(x)", "x in [0, oo)")],
)
def test_what_is_unbounded_is_said_to_be(kind: str, text: str, on: str) -> None:
    found = optimum(kind, text, on)
    assert (found.unbounded, found.lower, found.upper) == (True, None, None)


def test_an_open_face_is_no_point_of_a_constrained_domain() -> None:
    """Only x = 0 would satisfy the hypothesis, and x = 0 does not belong to the domain."""
    found = None
    try:
        found = optimum("min", "x + y", "x in (0, 1]; y in [0, 1]", "x + y <= 0", seconds=2)
    except OptimiseError:
        return
    assert found.upper is None


def test_a_pole_between_two_integers_does_not_mislead() -> None:
    try:
        found = optimum("min", "1/(n - 1/2)", "n integer in [0, 10]", seconds=3)
    except OptimiseError:  # not shown to be defined at the integers
        return
    assert contains(found, "-2")


def test_what_is_undefined_somewhere_is_refused() -> None:
    with pytest.raises(OptimiseError, match="defined"):
        optimum("min", "1/x", "x in [-1, 1]")


def test_a_kink_on_the_edge_of_a_box_is_not_lost() -> None:
    """The least value is taken at the corner x = 0, where the first cut goes through."""
    found = optimum("min", "Abs(x) + (y - x/3)**2 + sin(3*y)/9", "x in [-1, 1]; y in [-1, 1]")
    below = evaluate(parse_term("(-0.15)**2 - sin(0.45)/9", Scope()), {}, 64)
    assert found.lower is not None
    assert ball_of(found.lower, 64) <= below


ATOMS = ["x", "y", "x*y", "sin(3*x)", "exp(-y)", "Abs(x - y)", "Max(x, 1/3)", "sqrt(x + 1)", "x**3"]
TERMS = st.lists(
    st.tuples(st.integers(-4, 4), st.sampled_from(ATOMS), st.sampled_from(ATOMS)),
    min_size=1,
    max_size=4,
)
SHARES = st.lists(st.tuples(st.integers(0, 64), st.integers(0, 64)), min_size=20, max_size=40)


@settings(max_examples=25, deadline=None)
@given(TERMS, SHARES)
def test_no_point_beats_the_bound(parts: list[tuple[int, str, str]], shares) -> None:  # type: ignore[no-untyped-def]
    text = " + ".join(f"({c})*({a})*({b})" for c, a, b in parts)
    try:
        found = optimum("min", text, "x in [-1, 1]; y in [-1, 2]", digits=5, seconds=1)
    except OptimiseError:  # on a busy machine the roots are not shown to be defined in the time
        return
    scope, _ = _scope("x in [-1, 1]; y in [-1, 2]")
    term = parse_term(text, scope)
    assert found.lower is None or found.upper is None or found.lower <= found.upper
    for i, j in shares:
        point = {Variable("x"): arb(i) / 32 - 1, Variable("y"): arb(3 * j) / 64 - 1}
        value = evaluate(term, point, 200)
        if found.lower is not None:
            assert not value < ball_of(found.lower, 200)
        if found.upper is not None and value < ball_of(found.upper, 200):
            x, y = Fraction(i, 32) - 1, Fraction(3 * j, 64) - 1
            assert any(
                p["x"][0] <= x <= p["x"][1] and p["y"][0] <= y <= p["y"][1] for p in found.places
            )


@pytest.mark.parametrize(
    ("text", "on", "exact"),
    [
        ("0 - 1/(n - sqrt(2))", "n integer in (sqrt(2), 10]", "-1/(2 - sqrt(2))"),
        ("n", "n integer in (sqrt(4), 10]", "3"),
        ("n", "n integer in (log(E), 10]", "2"),
    ],
)
def test_an_integer_does_not_approach_an_open_end(text: str, on: str, exact: str) -> None:
    found = optimum("min", text, on)
    assert contains(found, exact)
    value = round(float(ball_of(Fraction(found.upper or 0), BITS))) if text == "n" else 2
    assert _holds_a_place(found, {"n": Fraction(value)})
    assert found.attained is not False


@pytest.mark.parametrize("given", ["x = log(y)", "x = sqrt(y)"])
def test_an_equation_that_is_solved_goes_on_to_be_defined(given: str) -> None:
    found = optimum("min", "y", "x real; y in [-1, 1]", given, seconds=2)
    assert found.upper is None or found.upper >= 0


@pytest.mark.parametrize(
    ("given", "place"), [("log(y) <= 0", "1/1000"), ("sqrt(y) >= 0", "0"), ("1/y >= 1/2", "1/1000")]
)
def test_a_box_is_not_put_at_an_end_where_a_hypothesis_is_undefined(given: str, place: str) -> None:
    found = optimum("min", "y", "y in [-1, 1]", given, seconds=2)
    assert found.upper is None or found.upper >= 0
    assert found.attained is not True
    if not found.complete:
        assert _holds_a_place(found, {"y": Fraction(place)})


def test_a_monotone_term_that_is_not_analytic_may_be_constant_for_a_while() -> None:
    found = optimum(
        "min", "Integral((t + sqrt(t**2))**2, (t, -2, x))", "x in [-1, 3]", defined=True, seconds=3
    )
    assert _holds_a_place(found, {"x": Fraction(-1, 2)})


def _holds_a_place(found: Optimum, point: dict[str, Fraction]) -> bool:
    def inside(low: Fraction | None, high: Fraction | None, x: Fraction) -> bool:
        return (low is None or low <= x) and (high is None or x <= high)

    return any(all(inside(*p[n], x) for n, x in point.items()) for p in found.places)
