"""Cones, impact, and names that are not there."""

import pytest
from fabricated_audits import subject

from ua_symbolic.audit import build_audit
from ua_symbolic.audit.graph import UnknownStatementError, cone, find, impact
from ua_symbolic.audit.levels import below, level_of
from ua_symbolic.errors import UserError

AUDIT = build_audit(
    "mine",
    [
        subject("definition a", kind="definition"),
        subject("a"),
        subject("leaf", kind="cited"),
        subject("b", uses=("a",)),
        subject("c", uses=("b", "leaf")),
        subject("d", uses=("a",)),
    ],
)


def test_the_cone_is_everything_below_and_the_impact_everything_above() -> None:
    assert cone(AUDIT, "c") == ("a", "leaf", "b")
    assert impact(AUDIT, "a") == ("b", "c", "d")
    assert cone(AUDIT, "a") == impact(AUDIT, "c") == ()


def test_a_name_means_the_statement_before_the_definition() -> None:
    assert find([AUDIT], "a")[1].kind == "lemma"
    assert find([AUDIT], "definition a")[1].kind == "definition"


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(UnknownStatementError, match="did you mean leaf"):
        find([AUDIT], "leav")


@pytest.mark.parametrize("text", ["two checkers", "two-checkers", "TWO_CHECKERS"])
def test_levels_as_people_write_them(text: str) -> None:
    assert level_of(text) == "two checkers"


def test_a_level_that_does_not_exist() -> None:
    with pytest.raises(UserError, match="one checker"):
        level_of("certain")


def test_a_level_is_required_of_the_whole_cone() -> None:
    assert below(AUDIT, ["b"], "proved") == {}
    assert below(AUDIT, ["c"], "proved") == {"leaf": "a leaf (cited)"}
    assert below(AUDIT, ["c"], "two checkers") == {"leaf": "cited"}
    assert below(AUDIT, ["c"], "cited") == {}
    assert set(below(AUDIT, ["b"], "kernel")) == {"a", "b"}
    assert below(AUDIT, AUDIT.statements, "proved-modulo-leaves") == {}


def test_what_is_open_reaches_no_level() -> None:
    audit = build_audit("mine", [subject("a", missing=("link 1",)), subject("b", uses=("a",))])
    for level in ("argued", "proved-modulo-leaves"):
        assert below(audit, ["b"], level) == {"a": "open", "b": "open"}
