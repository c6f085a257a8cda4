"""What may stand after ``by``."""

from __future__ import annotations

from pathlib import Path

import pytest

from ua_symbolic.checkers.rules import NAMED
from ua_symbolic.development.blocks import Location
from ua_symbolic.development.justifications import RULES, parse_justification, split_outside
from ua_symbolic.errors import DevelopmentError

HERE = Location(Path("some.ua"), 7)


def references(text: str) -> list[tuple[str, dict[str, str]]]:
    found = parse_justification(text, HERE).using
    return [(r.statement, dict(r.bindings)) for r in found]


def test_every_rule_has_a_checker_and_every_checker_a_rule() -> None:
    assert set(RULES) == set(NAMED)


def test_longer_names_of_rules_come_before_shorter_ones() -> None:
    for index, rule in enumerate(RULES):
        assert not any(rule.startswith(f"{before} ") for before in RULES[:index])


def test_nothing_means_everything_is_tried() -> None:
    found = parse_justification("", HERE)
    assert (found.rule, found.argument, found.using) == ("", "", ())


@pytest.mark.parametrize("rule", ["antiderivative", "split at"])
def test_rules_with_a_term(rule: str) -> None:
    found = parse_justification(f"{rule} -cos(t)", HERE)
    assert (found.rule, found.argument, found.using) == (rule, "-cos(t)", ())
    with pytest.raises(DevelopmentError, match=rf"some\.ua:7: 'by {rule}' needs a term"):
        parse_justification(rule, HERE)


def test_a_definition_may_be_named_or_not() -> None:
    assert parse_justification("definition", HERE).argument == ""
    assert parse_justification("definition W, cap", HERE).argument == "W, cap"


def test_what_a_rule_has_no_use_for_is_refused() -> None:
    with pytest.raises(DevelopmentError, match=r"'by swap' takes nothing but 'using ...'"):
        parse_justification("swap these", HERE)


def test_names_after_a_rule_are_statements_used() -> None:
    for text in ("algebra a.b", "algebra using a.b"):
        found = parse_justification(text, HERE)
        assert (found.rule, [r.statement for r in found.using]) == ("algebra", ["a.b"])


def test_statements_with_their_substitutions() -> None:
    assert references("a.b at k = m + 1, x = f(1, 2), c, d at f(k, y) = k*y") == [
        ("a.b", {"k": "m + 1", "x": "f(1, 2)"}),
        ("c", {}),
        ("d", {"f(k, y)": "k*y"}),
    ]
    assert references("a using b at x = 1") == [("a", {}), ("b", {"x": "1"})]


@pytest.mark.parametrize("text", ["a at", "a at x", "a, 3", "a at x = 1, 2", "algebra at x = 1"])
def test_unreadable_substitutions(text: str) -> None:
    with pytest.raises(
        DevelopmentError, match=r"^some\.ua:7: cannot read .*write NAME at x = TERM"
    ):
        parse_justification(text, HERE)


def test_neither_rule_nor_name() -> None:
    with pytest.raises(DevelopmentError, match=r"'by 3' is neither a rule nor a statement; rules"):
        parse_justification("3", HERE)


def test_commas_inside_of_brackets_do_not_split() -> None:
    assert split_outside("f(a, b), [c, d], e", ",") == ["f(a, b)", "[c, d]", "e"]
