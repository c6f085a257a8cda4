"""Signs, relations and integer parts of closed terms."""

from __future__ import annotations

from math import ceil, floor, isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ua_symbolic.bounds.closed import IntegerPart, enclose, holds, integer_part, shown, sign
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.parser import Scope, parse_relation, parse_value


def _part(text: str) -> IntegerPart:
    return integer_part(parse_value(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7/2", IntegerPart(3, False)),
        ("-7/2", IntegerPart(-4, False)),
        ("-4", IntegerPart(-4, True)),
        ("0", IntegerPart(0, True)),
        ("sqrt(2)", IntegerPart(1, False)),
        ("-sqrt(2)", IntegerPart(-2, False)),
        ("-sqrt(2)*sqrt(2)", IntegerPart(-2, True)),
        ("1e-50", IntegerPart(0, False)),
        ("exp(-1000000)", IntegerPart(0, False)),
        ("-exp(-1000000)", IntegerPart(-1, False)),
        ("3 + exp(-1000)", IntegerPart(3, False)),
        ("3 - exp(-1000)", IntegerPart(2, False)),
        ("sin(pi)", IntegerPart(0, True)),
        ("sqrt(1 - sin(pi/2))", IntegerPart(0, True)),
        ("10**50*sin(pi/6)", IntegerPart(5 * 10**49, True)),
        ("exp(pi*sqrt(163))", IntegerPart(262537412640768743, False)),
    ],
)
def test_integer_parts(text: str, expected: IntegerPart) -> None:
    assert _part(text) == expected


def test_almost_integers_of_pell() -> None:
    """``(1 + sqrt 2)**n`` misses an integer by ``(sqrt 2 - 1)**n``, above or below in turn."""
    a, b = 2, 2  # traces of (1 + sqrt 2)**n
    for n in range(2, 301):
        a, b = b, 2 * b + a
        if n % 75 == 0:
            part = _part(f"(1 + sqrt(2))**{n}")
            assert part == IntegerPart(b if n % 2 else b - 1, False)
    assert _part("(1 + sqrt(2))**300 + (1 - sqrt(2))**300") == IntegerPart(b, True)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**30), st.integers(1, 10**12))
def test_square_roots_of_fractions(n: int, d: int) -> None:
    part = _part(f"sqrt({n}/{d})")
    assert part.floor == isqrt(n // d)
    assert part.exact == (part.floor**2 * d == n)
    assert part.ceiling == part.floor + (not part.exact)


@settings(max_examples=60, deadline=None)
@given(st.fractions(max_denominator=50), st.integers(0, 60))
def test_rationals_times_powers(q: object, n: int) -> None:
    part = _part(f"({q})*sqrt(2)**{2 * n}*sin(pi/4)**{2 * n}")
    assert (part.floor, part.ceiling) == (floor(q), ceil(q))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pi*2 <= 2*pi", True),
        ("pi < 355/113", True),
        ("pi = 355/113", False),
        ("sqrt(2)*sqrt(3) = sqrt(6)", True),
        ("sqrt(2)*sqrt(3) != sqrt(6)", False),
        ("sqrt(2) + sqrt(3) < sqrt(5 + 2*sqrt(6))", False),
        ("sqrt(2) + sqrt(3) >= sqrt(5 + 2*sqrt(6))", True),
        ("4*(pi/4) < pi", False),
        ("cos(pi/3) > 1/2", False),
        ("1 + 1e-300 > 1", True),
        ("exp(1e-300) > 1", True),
    ],
)
def test_relations(text: str, value: bool) -> None:
    assert holds(parse_relation(text, Scope())) is value


@pytest.mark.parametrize(
    "text",
    [
        "1/0",
        "log(0)",
        "sqrt(-1)",
        "tan(pi/2)",
        "0**(-1)",
        "acos(2)",
        "1/(sqrt(2)*sqrt(3) - sqrt(6))",
        "log(sin(pi))",
    ],
)
def test_undefined_terms(text: str) -> None:
    for question in (sign, integer_part):
        with pytest.raises(DomainError, match="not defined"):
            question(parse_value(text))


def test_what_cannot_be_decided_is_refused() -> None:
    with pytest.raises(DomainError, match=r"cannot decide whether .* is exactly 0"):
        sign(parse_value("sin(1)**2 + cos(1)**2 - 1"))
    with pytest.raises(DomainError, match=r"cannot decide whether .* is exactly an integer"):
        _part("3*(sin(1)**2 + cos(1)**2)")


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(DomainError, match="digits"):
        _part("exp(exp(30))")
    with pytest.raises(DomainError, match="powers above"):
        sign(parse_value("Integral(sin(t)**2000000, (t, 0, 1))"))


def test_integrals_of_sines_need_no_quadrature() -> None:
    ball = enclose(parse_value("Integral(sin(t)**999, (t, 0, 1e-9))"), 3000)
    assert ball.rel_accuracy_bits() > 2990
    assert enclose(parse_value("Integral(sin(t)**2, (t, 0, -1))"), 64).is_nan()


def test_long_terms_are_cut_when_shown() -> None:
    text = shown(parse_value("sqrt(" + "+".join(["sin(1)"] * 40) + ")"))
    assert len(text) <= 60
    assert "..." in text
