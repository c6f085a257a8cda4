"""Sweeps, comparisons and plots of closed forms."""

import itertools
import math
from fractions import Fraction

import pytest

from tests.bounds.sample_forms import DEFINITIONS, FORMS
from ua_symbolic.bounds.form import ClosedForm
from ua_symbolic.bounds.plot import log10_of, save, ticks_between
from ua_symbolic.bounds.sweep import as_csv, as_data, parse_sweep, rows
from ua_symbolic.bounds.versus import Pair
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.parser import Scope, parse_term, parse_value
from ua_symbolic.expressions.terms import Sort, Variable
from ua_symbolic.kernel.theory import Definition

UPPER = FORMS["upper.prefix_length"]
LOWER = FORMS["lower.fixed_keys"]


def fixed(**values):
    return {name: parse_value(text) for name, text in values.items()}


def test_log_points_have_exact_ends_and_constant_ratio():
    values = [v.value for v in parse_sweep("eps=1e-1..1e-6:log:11").values]
    assert (values[0], values[-1]) == (Fraction(1, 10), Fraction(1, 10**6))
    for a, b in itertools.pairwise(values):
        assert math.isclose(b / a, 10**-0.5, rel_tol=1e-10)


@pytest.mark.parametrize(
    "text",
    ["eps", "eps=1", "eps=1..2:log", "eps=1..2:log:1", "eps=0..2:log:3", "eps=1/2..2", "m=1..x",
     "eps=1..2:cubic:3", "eps=1..pi:lin:3", "m=1..2:lin:1000000"],
)  # fmt: skip
def test_bad_sweeps_are_refused(text):
    with pytest.raises(UserError):
        parse_sweep(text)


def test_rows_agree_with_single_values_and_keep_errors():
    sweep = parse_sweep("eps=1..4")
    found = list(rows(UPPER, fixed(m="2", L="1"), [sweep], DEFINITIONS))
    assert [bool(r.error) for r in found] == [False, False, False, True]
    assert "eps <= pi*L" in found[3].error
    text = as_csv(found)
    assert text.splitlines()[0] == "m,L,eps,value,error"
    assert as_data("x", found)[0]["integer"] == found[0].text


def test_two_processes_give_the_same_rows(monkeypatch):
    monkeypatch.setattr("ua_symbolic.bounds.sweep.TRIAL_SECONDS", 0)
    monkeypatch.setattr("ua_symbolic.bounds.sweep.WORTH_SECONDS", 0)
    sweep = parse_sweep("eps=1e-1..1e-3:log:20")
    one = list(rows(UPPER, fixed(m="5", L="1"), [sweep], DEFINITIONS, jobs=1))
    two = list(rows(UPPER, fixed(m="5", L="1"), [sweep], DEFINITIONS, jobs=2))
    assert one == two


def test_crossing_of_integers_is_between_neighbours():
    pair = Pair(UPPER, FORMS["upper.explicit_length"], fixed(L="1", eps="1/10"), DEFINITIONS, "m")
    (crossing,) = pair.crossings(parse_sweep("m=1..12"))
    assert (crossing.low, crossing.high) == ("2", "3")
    assert (crossing.before, crossing.after) == ("upper.explicit_length", "upper.prefix_length")


def test_lower_is_below_upper_everywhere():
    pair = Pair(UPPER, LOWER, fixed(m="3", L="1"), DEFINITIONS, "eps")
    sweep = parse_sweep("eps=1e-1..1e-9:log:9")
    assert {pair.compare(v).smaller for v in sweep.values} == {"lower.fixed_keys"}
    assert not list(pair.crossings(sweep))


@pytest.mark.parametrize(
    ("text", "expected"), [("1e-2500", -2500), ("9" * 400, 400), ("0.001", -3), ("12.5", 1.09691)]
)
def test_logarithms_beyond_floats(text, expected):
    assert math.isclose(log10_of(text), expected, rel_tol=1e-5)


@pytest.mark.parametrize("text", ["0", "-3", "0.000"])
def test_logarithms_of_what_is_not_positive(text):
    with pytest.raises(UserError):
        log10_of(text)


def test_a_plot_of_values_beyond_any_float(tmp_path):
    pytest.importorskip("matplotlib")
    sweep = parse_sweep("eps=1e-1..1e-12:log:5")
    found = list(rows(UPPER, fixed(m="1000", L="1"), [sweep], DEFINITIONS))
    save({"upper": found}, ["eps"], tmp_path / "p.svg")
    assert (tmp_path / "p.svg").read_text().startswith("<?xml")
    with pytest.raises(UserError, match="ends in one of"):
        save({"upper": found}, ["eps"], tmp_path / "p.bmp")
    with pytest.raises(UserError, match="cannot be written"):
        save({"upper": found}, ["eps"], tmp_path / "missing" / "p.png")


def form(name, text):
    """A closed form of x."""
    x = Variable("x")
    term = parse_term(text, Scope({"x": x}))
    return ClosedForm(Definition(name, (x,), (), term, Sort.REAL))


def pair_of(first, second):
    forms = (form("first", first), form("second", second))
    return Pair(*forms, {}, {f.definition.name: f.definition for f in forms}, "x")


@pytest.mark.parametrize(
    ("first", "second", "smaller"),
    [
        ("sqrt(x)*sqrt(x)", "x", "="),
        ("sqrt(2)*x", "sqrt(2*x**2)", "="),
        ("sqrt(2)*x", "sqrt(2)*x + 10**-60", "first"),
        ("exp(x) + 10**-700", "exp(x)", "second"),
        ("x", "x", "="),
    ],
)
def test_values_that_agree_to_many_digits_are_told_apart(first, second, smaller):
    found = pair_of(first, second).compare(parse_value("2"))
    assert (found.smaller, found.error) == (smaller, "")


def test_what_cannot_be_decided_is_not_called_equal():
    found = pair_of("exp(log(x)*log(3))", "exp(log(3)*log(x))*(sin(x)**2 + cos(x)**2)").compare(
        parse_value("7")
    )
    assert found.smaller == "=" or (found.smaller == "" and "decide" in found.error)


def test_crossings_at_tiny_parameters_are_narrowed_too():
    pair = pair_of("x**2", "1/3*x*10**-40")
    (crossing,) = pair.crossings(parse_sweep("x=1e-30..1e-50:log:3"))
    low, high = Fraction(crossing.low), Fraction(crossing.high)
    assert high < Fraction(1, 3 * 10**40) < low
    assert low - high <= low / 10**6


def test_equal_values_between_two_points_make_two_crossings():
    pair = pair_of("floor(x)", "2")
    sweep = parse_sweep("x=1..5/2:lin:2")
    assert [c.after for c in pair.crossings(sweep)] == ["="]
    found = list(pair_of("floor(x)", "2").crossings(parse_sweep("x=1..6:lin:2")))
    assert [(c.before, c.after) for c in found] == [("first", "="), ("=", "second")]
    for crossing, jump in zip(found, (2, 3), strict=True):
        assert Fraction(crossing.low) < jump <= Fraction(crossing.high)


@pytest.mark.parametrize(("low", "high"), [(0, 1.1), (0.7, 0.9), (2.0, 2.0), (-3.2, -2.9)])
def test_short_axes_have_labels(low, high):
    ticks = ticks_between(low, high)
    assert 1 <= len([t for t in ticks if low - 0.3 <= t <= high + 0.3]) <= 30
