"""``ua compare`` on the development that comes with the package: its table is whole and true."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ua_symbolic.audit import Audit
from ua_symbolic.audit.comparison import Comparison, build_comparison
from ua_symbolic.audit.comparison_source import COLUMNS, LOWER, PUBLISHED, ROUTE, read_table
from ua_symbolic.bounds import ClosedForm, IntegerValue, bound_value
from ua_symbolic.cli.standing import audit_about
from ua_symbolic.development import Development, load
from ua_symbolic.expressions.parser import parse_value
from ua_symbolic.report.comparison import comparison_text

FOLDER = Path(__file__).parents[2] / "proofs" / "prompting"


@pytest.fixture(scope="module")
def development() -> Development:
    return load(FOLDER)


@pytest.fixture(scope="module")
def audit(development: Development) -> Audit:
    return audit_about(development, read_table(FOLDER).statements())


def table(development: Development, audit: Audit, **settings: str) -> Comparison:
    source = read_table(FOLDER)
    given = {name: parse_value(text) for name, text in settings.items()}
    # Exponents are left to the tests of orders: here the order theorems are not audited.
    source = replace(source, order="")
    return build_comparison(development, audit, source, given)


def test_every_cell_has_a_value_and_every_row_its_cells(
    development: Development, audit: Audit
) -> None:
    for row in table(development, audit).rows():
        for column, found in row.cells.items():
            assert [q.error for q in found] == [""] * len(found), (row.name, column)
        if row.kind == ROUTE:
            assert set(row.cells) == set(COLUMNS)
        if row.kind == LOWER:
            assert row.says or set(row.cells) == {"prefix_length"}
        if row.kind == PUBLISHED:
            assert row.source
            assert not row.cells


def test_numbers_are_those_of_ua_bound(development: Development, audit: Audit) -> None:
    found = table(development, audit, m="3", T="2", eps="1/20", L="2", D="3")
    given = found.parameters
    checked = 0
    for row in found.rows():
        for quantity in row.cells.get("prefix_length", ()):
            name = quantity.formula.partition("(")[0]
            definition = development.theory.definitions[name]
            values = {p.name: given[p.name] for p in definition.parameters}
            assert quantity.value == bound_value(
                ClosedForm(definition), values, development.theory.definitions
            )
            checked += 1
    assert checked >= 12


def test_lower_bounds_are_below_what_they_stand_beneath(
    development: Development, audit: Audit
) -> None:
    for eps in ("1/10", "1/1000"):
        for section in table(development, audit, eps=eps, m="4").sections:
            lengths = {ROUTE: [], LOWER: []}
            for row in section.rows:
                for quantity in row.cells.get("prefix_length", ()):
                    assert isinstance(quantity.value, IntegerValue)
                    lengths[row.kind].append(quantity.value.value)
            if lengths[LOWER]:
                assert max(lengths[LOWER]) <= min(lengths[ROUTE])


def test_the_text_fits_a_terminal(
    development: Development, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for settings in ({}, {"m": "100", "T": "16", "eps": "1e-9"}, {"m": "1"}):
        text = comparison_text(table(development, audit, **settings), audit)
        assert max(map(len, text.splitlines())) <= 100
