"""All values of ``reference.json``, which were computed independently of this package."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sample_forms import DEFINITIONS, FORMS

from ua_symbolic.bounds import DecimalValue, IntegerValue, bound_value
from ua_symbolic.expressions.parser import parse_value

ENTRIES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("reference.json").read_text(encoding="utf-8")
)


def _name(entry: dict[str, Any]) -> str:
    return entry["name"] + "-" + "-".join(f"{k}={v}" for k, v in entry["at"].items())


@pytest.mark.parametrize("entry", ENTRIES, ids=_name)
def test_agrees_in_every_digit(entry: dict[str, Any]) -> None:
    at = {k: parse_value(v) for k, v in entry["at"].items()}
    value = bound_value(FORMS[entry["name"]], at, DEFINITIONS, digits=40)
    match value:
        case IntegerValue():
            assert value.text == entry["integer"]
        case DecimalValue(decimal, lower, upper):
            assert decimal == entry["decimal"]
            assert Fraction(lower) <= Fraction(decimal) <= Fraction(upper)


def test_the_table_is_whole() -> None:
    assert len(ENTRIES) == 65
    assert {e["name"] for e in ENTRIES} <= set(FORMS)
