"""By how much claims hold: certified bounds, exact contacts, and hints for what is undecided."""

from __future__ import annotations

from fractions import Fraction

import pytest
from enclosure_claims import claim

from ua_symbolic.enclosure.margin import Margin, margin
from ua_symbolic.expressions.text import to_text


def of(text: str, *on: str, proved: bool = True, given: tuple[str, ...] = ()) -> Margin:
    found = margin(claim(text, *on, given=given), 5.0, proved=proved)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "on", "low", "high"),
    [
        ("x*exp(-x) <= 2/5", "x in [0, oo)", "0.032", "0.033"),
        ("sin(x) + cos(x) <= 3/2", "x in [0, pi]", "0.085", "0.086"),
        ("x**2 - x + 1 > 1/2", "x real", "0.249", "0.25"),
    ],
)
def test_the_margin_is_certified_and_close(text: str, on: str, low: str, high: str) -> None:
    found = of(text, on)
    assert found.lower is not None
    assert found.upper is not None
    assert Fraction(low) <= found.lower <= found.upper <= Fraction(high)
    assert not found.contacts


@pytest.mark.parametrize(
    ("text", "on", "points"),
    [
        ("2*x/pi <= sin(x)", "x in [0, pi/2]", ["0", "pi/2"]),
        ("x <= exp(x) - 1", "x real", ["0"]),
        ("log(x) <= x - 1", "x in (0, oo)", ["1"]),
        ("n**2 >= 4*n - 4", "n integer in [0, oo)", ["2"]),
    ],
)
def test_contacts_are_exact(text: str, on: str, points: list[str]) -> None:
    found = of(text, on)
    assert found.lower == found.upper == 0
    assert [to_text(t) for c in found.contacts for t in c.values()] == points


def test_equality_in_the_limit_is_no_contact() -> None:
    found = of("atan(x) < pi/2", "x in [0, oo)")
    assert (found.lower, found.upper, found.contacts) == (0, 0, ())
    assert found.optimum.attained is False


def test_what_is_not_proved_gets_no_benefit_of_the_doubt() -> None:
    found = of("sin(x) <= 999/1000", "x in [0, pi]", proved=False)
    assert found.upper is not None
    assert found.upper < 0


def test_equations_have_no_margin() -> None:
    assert margin(claim("x = x", "x real"), 1.0, proved=True) is None


def test_an_undefined_side_gives_none() -> None:
    assert margin(claim("1/x <= 1", "x in [-1, 1]"), 1.0, proved=False) is None
