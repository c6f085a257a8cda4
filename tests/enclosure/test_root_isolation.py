"""Zeros against known ones; nothing is missed, nothing is counted twice, nothing is guessed."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from ua_symbolic.enclosure.balls import ball_of, compile_term, evaluate
from ua_symbolic.enclosure.root_isolation import RootsError, Zeros, isolate
from ua_symbolic.expressions.parser import Scope, parse_domain, parse_term
from ua_symbolic.expressions.terms import Variable
from ua_symbolic.expressions.text import to_text


def zeros(text: str, on: str, **options: float) -> Zeros:
    variable, relations = parse_domain(on, Scope())
    term = parse_term(text, Scope().with_variables(variable))
    return isolate(term, (variable,), relations, **options)  # type: ignore[arg-type]


NAMED = [
    ("(x - 1)**2*(x + 3)**3", "x real", [("-3", 3), ("1", 2)]),
    ("sin(x)", "x in [0, 10]", [("0", 1), ("pi", 1), ("2*pi", 1), ("3*pi", 1)]),
    ("sin(x)", "x in (0, 3*pi)", [("pi", 1), ("2*pi", 1)]),
    ("1 - cos(x)", "x in [-7, 7]", [("-2*pi", 2), ("0", 2), ("2*pi", 2)]),
    ("x - sin(x)", "x in [-7, 7]", [("0", 3)]),
    ("x*sin(x)", "x in [-4, 4]", [("-pi", 1), ("0", 2), ("pi", 1)]),
    ("exp(x) - E*x", "x in [-3, 3]", [("1", 2)]),
    ("exp(x) - 1 - x - x**2/2", "x in [-2, 2]", [("0", 3)]),
    ("log(x)", "x in [-1, 2]", [("1", 1)]),
    ("(x - 1)**2/(x - 1)", "x real", []),
    ("(x**2 - 1)/(x - 1)", "x real", [("-1", 1)]),
    ("sin(x)/x", "x in [-5, 5]", [("-pi", 1), ("pi", 1)]),
    ("sqrt(x) - x**2", "x in [0, 2]", [("0", None), ("1", 1)]),
    ("Abs(x - 1) - 1/2", "x in [0, 2]", [("1/2", 1), ("3/2", 1)]),
    ("sin(1/x)", "x in [1/8, 1]", [("1/(2*pi)", 1), ("1/pi", 1)]),
    ("n**2 - 2*n - 15", "n integer in [0, oo)", [("5", 1)]),
    ("2**n - n**2", "n integer in [-5, 50]", [("2", None), ("4", None)]),
    ("gamma(x) - 2", "x in [1, oo)", [("3", 1)]),
    ("x**2 + 1", "x real", []),
    ("exp(x)", "x real", []),
]


@pytest.mark.parametrize(("text", "on", "expected"), NAMED)
def test_zeros_with_a_name(text: str, on: str, expected: list[tuple[str, int | None]]) -> None:
    found = zeros(text, on)
    assert found.complete, found.undecided
    got = [(to_text(z.exact) if z.exact is not None else "?", z.multiplicity) for z in found.zeros]
    assert got == expected


NUMERICAL = [
    ("cos(x) - x", "x real", ["0.739085133215160641655312087673873404013411758900757464965680"]),
    (
        "tan(x) - x",
        "x in (0, 10]",
        ["4.49340945790906417530788092728", "7.72525183693770716419506893"],
    ),
    (
        "besselj(0, x)",
        "x in [0, 6]",
        ["2.40482555769577276862163187933", "5.52007811028631064959660"],
    ),
    ("digamma(x)", "x in (0, oo)", ["1.46163214496836234126265954232572132846819620400644"]),
    ("x**5 - x - 1", "x real", ["1.16730397826141868425604589985484218072056037152548903914"]),
    (
        "sqrt(x**2 - 2)*x",
        "x in [-3, 3]",
        ["-1.41421356237309504880168", "1.41421356237309504880168"],
    ),
    ("x*log(x) + 1/5", "x in (0, oo)", ["0.0786583602868517", "0.771690974017694"]),
]


@pytest.mark.parametrize(("text", "on", "expected"), NUMERICAL)
def test_zeros_to_many_digits(text: str, on: str, expected: list[str]) -> None:
    found = zeros(text, on, digits=40)
    assert found.complete
    assert len(found.zeros) == len(expected)
    for zero, digits in zip(found.zeros, expected, strict=True):
        close = Fraction(1, 10 ** min(37, len(digits.split(".")[1]) - 2))
        assert abs(zero.low - Fraction(digits)) < close
        assert zero.high - zero.low <= abs(zero.low) / 10**38


def test_what_is_zero_throughout_a_piece_is_not_counted() -> None:
    found = zeros("Max(0, x - 1)", "x in [0, 2]")
    assert not found.zeros
    assert not found.complete
    last = found.undecided[-1].high
    assert found.undecided[0].low == 0
    assert last is not None
    assert 1 <= last < 1 + Fraction(1, 10**9)


def test_a_jump_over_zero_is_undecided() -> None:
    found = zeros("floor(x) - 1/2", "x in [0, 5]")
    (piece,) = found.undecided
    assert not found.zeros
    assert piece.low is not None
    assert piece.high is not None
    assert piece.low <= 1 <= piece.high < piece.low + Fraction(1, 10**9)


def test_infinitely_many_zeros_are_never_called_all() -> None:
    found = zeros("sin(x)", "x in [0, oo)", seconds=2)
    assert not found.complete
    assert found.undecided[-1].high is None


def test_a_near_miss_has_no_zero_or_two() -> None:
    """exp(x) - E*x touches zero at 1; a little above it there is none, a little below two."""
    above = zeros("exp(x) - E*x + 10**(-15)", "x in [-3, 3]")
    below = zeros("exp(x) - E*x - 10**(-15)", "x in [-3, 3]")
    assert above.complete
    assert not above.zeros
    assert below.complete
    assert len(below.zeros) == 2


def test_refusals() -> None:
    with pytest.raises(RootsError, match="zero wherever"):
        zeros("sin(x)**2 + cos(x)**2 - 1", "x real")
    x, y = Variable("x"), Variable("y")
    with pytest.raises(RootsError, match="one variable"):
        isolate(x, (x, y))


ROOTS = st.lists(
    st.tuples(st.fractions(-6, 6, max_denominator=7), st.integers(1, 3)), min_size=1, max_size=4
)


@settings(max_examples=30, deadline=None)
@given(ROOTS)
def test_products_of_linear_factors(roots: list[tuple[Fraction, int]]) -> None:
    wanted: dict[Fraction, int] = {}
    for root, power in roots:
        wanted[root] = wanted.get(root, 0) + power
    text = "*".join(f"(x - ({r}))**{k}" for r, k in roots)
    for factor in ("", "*(x**2 + 1)", "*exp(x)"):
        found = zeros(text + factor, "x in [-5, 5]")
        assert found.complete
        inside = {r: k for r, k in wanted.items() if -5 <= r <= 5}
        assert {z.low: z.multiplicity for z in found.zeros} == inside


WAVES = st.lists(
    st.tuples(st.integers(-5, 5), st.sampled_from(["sin", "cos"]), st.integers(1, 4)),
    min_size=2,
    max_size=4,
)


@settings(max_examples=15, deadline=None)
@given(WAVES, st.fractions(-2, 2, max_denominator=5))
def test_every_change_of_sign_is_found(
    waves: list[tuple[int, str, int]], constant: Fraction
) -> None:
    text = f"({constant})" + "".join(f" + ({c})*{f}({k}*x)" for c, f, k in waves)
    try:
        found = zeros(text, "x in [0, 3]", digits=12, seconds=1)
    except RootsError:
        return
    x = Variable("x")
    value = compile_term(parse_term(text, Scope({"x": x})), (x,), 128)
    signs = [(Fraction(3 * k, 97), _sign(value, Fraction(3 * k, 97))) for k in range(98)]
    known = [(at, s) for at, s in signs if s]
    for (a, s), (b, t) in itertools.pairwise(known):
        if s != t:
            assert _touched(found, a, b)
    term = parse_term(text, Scope({"x": x}))
    for zero in found.zeros:
        assert evaluate(term, {x: _hull(zero.low, zero.high)}, 128).contains(0)


def _sign(value, at: Fraction) -> int:  # type: ignore[no-untyped-def]
    ball = value([ball_of(at, 128)])
    return 1 if ball > 0 else -1 if ball < 0 else 0


def _touched(found: Zeros, a: Fraction, b: Fraction) -> bool:
    """Whether a zero, or a piece that is undecided, meets the interval."""
    if any(z.low <= b and a <= z.high for z in found.zeros):
        return True
    return any(
        (u.low is None or u.low <= b) and (u.high is None or a <= u.high) for u in found.undecided
    )


def _hull(low: Fraction, high: Fraction) -> arb:
    with ctx.workprec(128):
        return ball_of(low, 128).union(ball_of(high, 128))


def test_a_range_too_narrow_for_the_precision_is_not_dropped() -> None:
    found = zeros("exp(x - 1) - 1 - 10**(-41)", "x in [1, 1 + 10**(-40)]")
    assert found.zeros or not found.complete
