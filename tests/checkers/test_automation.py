"""What the checkers use by themselves, and that it cannot go round in a circle."""

from __future__ import annotations

from pathlib import Path

from checking_kit import checked, developed, open_labels, proved

from ua_symbolic.audit import build_audit, subjects
from ua_symbolic.checkers.automation import automatic_statements, earlier, tagged
from ua_symbolic.checkers.discharge import context_for
from ua_symbolic.checkers.obligations import obligations_of
from ua_symbolic.ledger.session import session_of
from ua_symbolic.ledger.store import Ledger

OPAQUE = "opaque weight(k integer)\n"
LEAF = """\
cited weight.positive [auto]
  for k integer
  claim 0 < weight(k)
  source somebody
"""
USER = """\
lemma user
  for k integer
  claim 0 <= 2*weight(k)
"""


def test_an_automatic_statement_is_used_without_being_named(tmp_path: Path) -> None:
    records = checked(developed(tmp_path, OPAQUE + LEAF + USER), "user")
    assert proved(records)
    assert records["assembly"].rests_on == ("weight.positive",)


def test_only_if_it_is_tagged(tmp_path: Path) -> None:
    text = OPAQUE + LEAF.replace(" [auto]", "") + USER
    assert open_labels(checked(developed(tmp_path, text), "user")) == ["conclusion 1"]


def test_only_if_it_stands_before(tmp_path: Path) -> None:
    development = developed(tmp_path, OPAQUE + USER + LEAF)
    assert open_labels(checked(development, "user")) == ["conclusion 1"]
    item = development.items["user"]
    (obligation,) = obligations_of(development, item)
    assert automatic_statements(development, obligation) == ("weight.positive",)
    assert earlier(development, item, ("weight.positive",)) == ()
    assert "weight.positive" not in context_for(development, item, obligation, 1.0).automatic


def test_a_lemma_is_never_offered_to_itself(tmp_path: Path) -> None:
    text = OPAQUE + "lemma it [auto]\n  for k integer\n  claim 0 < weight(k)\n"
    development = developed(tmp_path, text)
    assert open_labels(checked(development, "it")) == ["conclusion 1"]
    assert earlier(development, development.items["it"], ("it",)) == ()


def test_two_lemmas_do_not_prove_each_other(tmp_path: Path) -> None:
    """Each would follow from the other; the first one has nothing to stand on."""
    lemma = "lemma {} [auto]\n  for k integer\n  claim 0 < {}*weight(k)\n"
    development = developed(tmp_path, OPAQUE + lemma.format("a", "2") + lemma.format("b", "2"))
    assert open_labels(checked(development, "a")) == ["conclusion 1"]
    second = checked(development, "b")
    assert proved(second)
    assert second["assembly"].rests_on == ("a",)


def test_a_circle_through_a_definition_is_found_by_the_audit(tmp_path: Path) -> None:
    """inverse(x) is defined everywhere if 1/x is, and 1/x is if inverse(x) is."""
    text = """\
lemma defined [auto]
  for x real
  claim 1/x = 1/x
  proof
    have inverse(x) = 1/x by definition
    by hypothesis

define inverse(x)
  value 1/x
"""
    development = developed(tmp_path, text)
    session = session_of(development)
    list(session.check(session.states, seconds=5, jobs=1, fresh=False))
    audit = build_audit(development.name, subjects(development, session_of(development).states))
    assert Ledger(tmp_path).read()
    assert {s.status for s in audit.statements.values()} <= {"open", "refuted"}


def test_out_of_reach_is_not_offered(tmp_path: Path) -> None:
    text = OPAQUE + LEAF + "lemma it\n  for x real\n  claim x <= x\n"
    development = developed(tmp_path, text)
    (obligation,) = obligations_of(development, development.items["it"])
    assert automatic_statements(development, obligation) == ()


def test_tags_by_kind(tmp_path: Path) -> None:
    development = developed(tmp_path, OPAQUE + LEAF)
    assert tagged(development, "auto", ("cited",)) == ("weight.positive",)
    assert "weight.positive" not in tagged(development, "auto", ("fact",))
    assert "fact.pi_bounds" in tagged(development, "range", ("fact",))
