"""The falsifier on statements: what is refuted, what survives, and what could not be tried."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking_kit import checked, developed

from ua_symbolic.checkers.attacks import attack, attack_statement
from ua_symbolic.expressions.parser import Scope, parse_relation
from ua_symbolic.expressions.terms import Formula, Relation


def relation(text: str) -> Relation:
    return parse_relation(text, Scope(free=True))


def given(*texts: str) -> tuple[Formula, ...]:
    return tuple(relation(t) for t in texts)


def test_a_false_relation_has_a_point() -> None:
    ((name, value),) = attack(given("0 <= x", "x <= 10"), relation("x <= 5"))
    assert name == "x"
    assert 5 < float(eval_number(value)) <= 10


def eval_number(text: str) -> float:
    top, _, bottom = text.partition("/")
    return int(top) / int(bottom or 1)


def test_an_undefined_relation_is_false() -> None:
    assert attack(given("-1 <= x", "x <= 1"), relation("0 <= 1/x**2"))


def test_true_relations_have_none() -> None:
    assert attack(given("0 <= x"), relation("sin(x) <= x")) == ()


def test_nothing_is_tried_outside_of_the_hypotheses() -> None:
    assert attack(given("x < 0", "0 < x"), relation("1 <= 0")) == ()


LEAF = """\
opaque weight(k integer)
{model}
define half(x)
  value x/2

{kind} it
  for k integer in [1, oo); x in [0, 1]
  claim {claim}
  source somebody
"""


def leaf(folder: Path, claim: str, kind: str = "cited", model: str = "") -> tuple[str, str]:
    development = developed(folder, LEAF.format(kind=kind, claim=claim, model=model))
    outcome = attack_statement(development, development.items["it"])
    return outcome.status, outcome.reason


@pytest.mark.parametrize("kind", ["cited", "argued"])
def test_leaves_are_attacked(tmp_path: Path, kind: str) -> None:
    assert leaf(tmp_path, "half(x) <= k", kind) == ("discharged", "survived the falsifier")
    status, reason = leaf(tmp_path, "half(x) <= 1 and half(x) <= 1/4", kind)
    assert (status, reason) == ("refuted", "half(x) <= 1/4 fails")


def test_a_refuted_leaf_is_recorded_with_its_point(tmp_path: Path) -> None:
    text = LEAF.format(kind="cited", claim="k <= 3", model="")
    record = checked(developed(tmp_path, text), "it")["attack"]
    assert record.status == "refuted"
    assert int(dict(record.counterexample)["k"]) > 3


def test_surviving_is_no_assurance(tmp_path: Path) -> None:
    text = LEAF.format(kind="cited", claim="half(x) <= k", model="")
    record = checked(developed(tmp_path, text), "it")["attack"]
    assert (record.status, record.assurance, record.engines) == ("discharged", "cited", ())


def test_what_nobody_can_evaluate_is_said_to_be_unattacked(tmp_path: Path) -> None:
    status, reason = leaf(tmp_path, "weight(k) <= 3")
    assert status == "discharged"
    assert reason != "survived the falsifier"


def test_a_model_makes_an_opaque_function_attackable(tmp_path: Path) -> None:
    model = "  model 4\n  when k = 2\n"
    assert leaf(tmp_path, "weight(k) <= 3", model=model)[0] == "refuted"
    assert leaf(tmp_path, "weight(k) <= 4", model=model)[0] == "discharged"


def test_a_model_proves_nothing(tmp_path: Path) -> None:
    text = "opaque weight(k integer)\n  model 4\nlemma it\n  claim weight(1) <= 4\n"
    assert checked(developed(tmp_path, text), "it")["conclusion 1"].status != "discharged"
