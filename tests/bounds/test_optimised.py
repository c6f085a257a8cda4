"""Optimised splits: certified intervals that no split on a fine grid can beat."""

from fractions import Fraction
from pathlib import Path

import pytest

from ua_symbolic.bounds import ClosedForm, bound_value
from ua_symbolic.bounds.optimised import Limit, optimise
from ua_symbolic.development import load
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.parser import parse_value
from ua_symbolic.expressions.terms import number

PROMPTING = Path(__file__).resolve().parents[2] / "proofs" / "prompting"
GIVEN = {"m": number(4), "L": number(1), "eps": number("1/100")}


@pytest.fixture(scope="module")
def development():
    return load(PROMPTING)


@pytest.fixture
def form(development):
    def named(name):
        return ClosedForm(
            development.theory.definitions[name], development.form_sources[name].defaults
        )

    return named


def value(development, form, **at):
    found = bound_value(form, {**GIVEN, **at}, development.theory.definitions, 20)
    return Fraction(getattr(found, "value", None) or Fraction(found.lower))


def test_length_below_a_cap(development, form):
    length, temperature = form("upper.prefix_length"), form("upper.temperature")
    found = optimise(
        development, length, GIVEN, ["tau"], [Limit(temperature, parse_value("1e7"))], digits=8
    )
    assert found.lower <= found.upper < found.lower * (1 + Fraction(1, 10**6))
    assert found.lower.denominator == found.upper.denominator == 1
    split = found.split
    assert split.limits[0][1] <= 10**7
    assert found.lower <= split.value[0] <= found.lower * (1 + Fraction(1, 1000))
    (place,) = found.places
    low, high = place["tau"]
    above = number(high + Fraction(1, 10**6))
    assert value(development, temperature, tau=above) > 10**7
    assert value(development, length, tau=number(low)) >= found.lower


def test_no_split_on_a_grid_is_better_than_the_least_temperature(development, form):
    temperature = form("upper.temperature")
    found = optimise(development, temperature, GIVEN, ["tau"], digits=4)
    assert found.lower <= found.upper < found.lower * (1 + Fraction(1, 1000))
    for k in range(1, 40):
        assert value(development, temperature, tau=number(Fraction(k, 40))) >= found.lower
    low = min(p["tau"][0] for p in found.places)
    high = max(p["tau"][1] for p in found.places)
    for outside in (low - Fraction(1, 50), high + Fraction(1, 50)):
        assert value(development, temperature, tau=number(outside)) > found.upper


def test_a_value_that_is_only_approached_has_no_split(development, form):
    found = optimise(development, form("upper.prefix_length"), GIVEN, ["tau"])
    assert found.split is None
    assert found.attained is not True
    assert all(p["tau"][1] == 1 for p in found.places)
    near = value(development, form("upper.prefix_length"), tau=number("999999/1000000"))
    assert found.lower <= near <= found.lower * (1 + Fraction(1, 10**4))


def test_the_end_of_a_closed_range_is_taken(development, form):
    given = {"T": number(2), "n": number(1), "L": number(1), "eps": number("1/10")}
    found = optimise(development, form("code.encoder_temperature"), given, ["beta"])
    assert found.split.at == {"beta": Fraction(1, 2)}


@pytest.mark.parametrize(
    ("chosen", "given", "cap", "message"),
    [
        (["tau"], {}, "1e6", "no point satisfies"),
        (["tua"], {}, None, "has no parameter tua"),
        ([], {}, None, "no parameter is left to choose"),
        (["tau"], {"tau": number("1/2")}, None, "cannot be chosen too"),
        (["tau"], {"eps": number(4)}, None, "needs eps <= pi.L"),
    ],
)
def test_what_cannot_be_optimised(development, form, chosen, given, cap, message):
    limits = [Limit(form("upper.temperature"), parse_value(cap))] if cap else []
    with pytest.raises(DomainError, match=message):
        optimise(
            development, form("upper.prefix_length"), {**GIVEN, **given}, chosen, limits, seconds=5
        )
