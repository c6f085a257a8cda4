"""Audits as text and data: everything that must be seen is there, and the data are plain."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from fabricated_audits import discharged, large, subject

from ua_symbolic.audit import Audit, build_audit
from ua_symbolic.report.audit_json import audit_data, check_data
from ua_symbolic.report.audit_text import audit_text
from ua_symbolic.report.check_text import check_text
from ua_symbolic.report.graph_model import picture, to_graphml, to_json
from ua_symbolic.report.graph_text import to_dot, to_mermaid
from ua_symbolic.report.why_text import impact_text, why_data, why_text


@pytest.fixture(scope="module")
def audit() -> Audit:
    return large()


def test_an_audit_names_every_statement_leaf_and_reason(audit: Audit) -> None:
    text = audit_text([audit])
    assert all(name in text for name in audit.statements)
    assert text.count("a book, p. 7") == 2
    assert "rests on" in text
    assert "python-flint" in text


def test_the_data_of_an_audit_are_json(audit: Audit) -> None:
    data = audit_data([audit])
    assert json.loads(json.dumps(data)) == data
    assert len(data["statements"]) == 60
    counted = [data["summary"][s] for s in ("proved", "proved-modulo-leaves", "open", "stale",
                                            "refuted")]  # fmt: skip
    assert sum(counted) == 60
    assert min(counted) > 0


def test_a_part_of_an_audit(audit: Audit) -> None:
    some = list(audit.statements)[:3]
    assert [s["id"] for s in audit_data([audit], some)["statements"]] == some
    assert "remarks" not in audit_text([audit], some)


def test_a_check_says_what_is_open_where_and_why() -> None:
    wrong = discharged("a", status="refuted", reason="false", counterexample=(("x", "-1"),))
    found = build_audit("mine", [subject("a", wrong), subject("b")])
    text = check_text([found], ["a", "b"], 1.0, 2)
    for words in ("proofs/mine/a.ua:1: a, link 1: refuted", "because  false", "fails at x = -1",
                  "1 of 2 obligations are not discharged, 1 refuted"):  # fmt: skip
        assert words in text
    assert "not discharged" not in check_text([found], ["b"], 1.0, 1)
    assert check_data([found], ["b"], 1.0, 1)["summary"]["discharged"] == 1


def test_brackets_in_goals_are_not_markup() -> None:
    found = build_audit("mine", [subject("a", title="x in [bold]0[/bold]")])
    assert "[bold]0[/bold]" in why_text(found, found.statements["a"])


def test_why_opens_nothing_twice(audit: Audit) -> None:
    last = audit.statements[list(audit.statements)[-1]]
    text = why_text(audit, last)
    data = why_data(audit, last)
    assert len(data["cone"]) > 5
    assert all(s["id"] in text for s in data["cone"])
    assert "see above" in text


def test_impact_counts(audit: Audit) -> None:
    first = audit.statements[next(iter(audit.statements))]
    assert "rest on" in impact_text(audit, first)


def test_the_graph_as_data(audit: Audit) -> None:
    shown = picture([audit])
    data = json.loads(to_json(shown))
    assert len(data["nodes"]) == 60
    assert len(data["edges"]) == len(shown.edges)
    ET.fromstring(to_graphml(shown))
    assert to_dot(shown).count(" -> ") == to_mermaid(shown).count(" --> ") < len(shown.edges)


def test_without_lemmas_an_edge_leads_through_them() -> None:
    found = build_audit("mine", [
        subject("leaf", kind="cited"),
        subject("l1", uses=("leaf",)),
        subject("l2", uses=("l1",)),
        subject("t", kind="theorem", uses=("l2",)),
    ])  # fmt: skip
    assert picture([found]).edges == (("leaf", "l1"), ("l1", "l2"), ("l2", "t"))
    shown = picture([found], lemmas=False)
    assert [s.id for s in shown.nodes] == ["leaf", "t"]
    assert shown.edges == (("leaf", "t"),)


def test_what_only_waits_for_others_is_listed_once_at_the_end() -> None:
    unknown = discharged("a", status="unknown", reason="time")
    found = build_audit("mine", [
        subject("a", unknown), subject("b", uses=("a",)), subject("c", uses=("b",)),
    ])  # fmt: skip
    text = audit_text([found])
    assert "a: link 1: time" in text
    assert "and what rests on these: b, c" in text
    assert "b: " not in text
    assert found.statements["c"].waiting == ("b",)


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_names_and_numbers_are_never_broken(
    columns: str, monkeypatch: pytest.MonkeyPatch, audit: Audit
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    text = audit_text([audit])
    lines = text.splitlines()
    assert all(any(line.startswith(name) for line in lines)
               for name, s in audit.statements.items() if not s.is_definition)  # fmt: skip


def test_a_table_fits_into_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = build_audit("mine", [subject("heads.classical_is_core_on_sphere", kind="theorem")])
    assert max(map(len, audit_text([found]).splitlines())) <= 80
    assert max(map(len, why_text(found, next(iter(found.statements.values()))).splitlines())) <= 80
