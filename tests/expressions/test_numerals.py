"""Exact numerals of any length."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ua_symbolic.expressions.numerals import (
    fraction_text,
    fraction_value,
    integer_text,
    integer_value,
)


@given(st.integers())
def test_integers_as_python_writes_them(value: int) -> None:
    assert integer_text(value) == str(value)
    assert integer_value(str(abs(value))) == abs(value)


@pytest.mark.parametrize("digits", [3999, 4000, 4001, 8000, 12345])
def test_long_integers(digits: int) -> None:
    value = 7 * 10 ** (digits - 1) + 3
    assert integer_text(value) == "7" + "0" * (digits - 2) + "3"
    assert integer_value(integer_text(value)) == value
    assert integer_text(-value) == "-" + integer_text(value)


@given(st.fractions())
def test_fractions_round_trip(value: Fraction) -> None:
    assert fraction_value(fraction_text(value)) == value


@pytest.mark.parametrize(
    "text",
    ["", "-", "01", "1/0", "2/4", "1/1", "-0", "0/3", "+1", "1.5", " 1", "1\n", "1/-2", "٣", "1e5"],
)
def test_what_is_not_a_fraction_in_lowest_terms(text: str) -> None:
    with pytest.raises(ValueError, match="lowest terms"):
        fraction_value(text)
