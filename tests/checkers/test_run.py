"""Records: what is replayed, what is not believed, what is said of what stays open."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from checking_kit import Records, by_fingerprint, checked, developed, open_labels, proved

from ua_symbolic.checkers import discharge as discharging
from ua_symbolic.checkers import run
from ua_symbolic.checkers.context import Context, OutOfTimeError
from ua_symbolic.checkers.evidence import hypotheses_used
from ua_symbolic.checkers.run import check, plan
from ua_symbolic.errors import DevelopmentError
from ua_symbolic.kernel.serial import proof_from_data
from ua_symbolic.kernel.theorems import replay
from ua_symbolic.ledger.records import digest_of

TEXT = """\
define half(x)
  value x/2

define root(x)
  domain x >= 0
  value sqrt(x)

opaque weight(k integer)

lemma below
  for x real
  given 1 <= x
  claim half(x) <= x
  proof
    half(x)
      = x/2  by definition
      <= x   by algebra

lemma twice
  for x real
  given 2 <= x
  claim half(half(x)) <= x
  proof
    have 1 <= half(x) by definition
    half(half(x))
      <= half(x)  by below at x = half(x)
      <= x        by below

cited known
  for k integer
  claim 0 <= 1/weight(k)**2
  source somebody
"""


def test_the_plan_is_what_is_checked(tmp_path: Path) -> None:
    development = developed(tmp_path, TEXT)
    for name, item in development.items.items():
        if item.kind == "fact":
            continue
        planned = plan(development, name)
        records = list(check(development, name, {}, 10.0))
        assert [(p.label, p.goal, p.line, p.fingerprint) for p in planned] == [
            (r.label, r.goal, r.line, r.fingerprint) for r in records
        ]
        assert len({r.label for r in records}) == len(records)


def test_what_there_is_to_check_for_each_kind(tmp_path: Path) -> None:
    development = developed(tmp_path, TEXT)
    labels = {k: [p.label for p in plan(development, k)] for k in list(development.items)[-6:]}
    assert labels == {
        "definition half": ["definedness 1"],
        "definition root": ["definedness 1"],
        "opaque weight": [],
        "below": ["link 1", "link 2", "conclusion 3", "attack", "assembly"],
        "twice": ["link 1", "link 2", "link 3", "conclusion 4", "attack", "assembly"],
        "known": ["definedness 1", "attack"],
    }


def test_a_definition_must_be_defined_on_its_domain(tmp_path: Path) -> None:
    development = developed(tmp_path, TEXT)
    assert proved(checked(development, "definition root"))
    wider = developed(tmp_path, TEXT.replace("x >= 0", "x >= -1"))
    assert open_labels(checked(wider, "definition root")) == ["definedness 1"]


def test_a_leaf_must_be_defined(tmp_path: Path) -> None:
    """Nothing says that the weight is not 0."""
    records = checked(developed(tmp_path, TEXT), "known")
    assert records["definedness 1"].status == "unknown"


def test_a_record_tells_what_it_rests_on(tmp_path: Path) -> None:
    records = checked(developed(tmp_path, TEXT), "twice")
    assert records["link 2"].rests_on == ("below",)
    assert records["assembly"].rests_on == ("below",)
    assert "half" in records["assembly"].definitions
    assert records["assembly"].hypotheses_used == (0,)
    assert records["assembly"].assurance in ("kernel", "two checkers", "one checker")
    assert all(r.digest == digest_of(r.proof) for r in records.values() if r.proof is not None)


def test_unused_hypotheses_are_found(tmp_path: Path) -> None:
    text = "lemma it\n  for x real; y real\n  given 1 <= y\n  given 2 <= x\n  claim 1 <= x\n"
    development = developed(tmp_path, text)
    assert checked(development, "it")["assembly"].hypotheses_used == (1,)


def test_hypotheses_used_of_a_proof(tmp_path: Path) -> None:
    development = developed(tmp_path, TEXT)
    record = checked(development, "below")["link 2"]
    theorem = replay(development.theory, proof_from_data(record.proof))
    (hypothesis,) = development.theory.statements["below"].sequents()[0].hypotheses
    assert hypotheses_used([hypothesis], [theorem]) == (0,)
    assert hypotheses_used([], [theorem]) == ()


# --- recorded proofs ----------------------------------------------------------------------------


@pytest.fixture
def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing is searched for."""

    def refuse(*_: object) -> object:
        raise AssertionError("a search")

    monkeypatch.setattr(run, "discharge", refuse)


def test_recorded_proofs_are_replayed_without_search(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    development = developed(tmp_path, TEXT)
    first = checked(development, "twice")
    request.getfixturevalue("no_search")
    assert checked(development, "twice", by_fingerprint(first)) == first


def test_what_a_record_says_of_itself_is_not_believed(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    development = developed(tmp_path, TEXT)
    first = checked(development, "twice")
    boasting = {
        r.fingerprint: replace(
            r, assurance="kernel", engines=("god",), rests_on=(), definitions=(), digest="0"
        )
        for r in first.values()
    }
    request.getfixturevalue("no_search")
    again = checked(development, "twice", boasting)
    assert again["link 2"] == first["link 2"]
    assert again["assembly"] == first["assembly"]


def tampered(proof: Any) -> list[Any]:
    """Copies of a proof object with one text or number changed, at a dozen places."""
    places: list[list[int | str]] = []

    def visit(node: Any, path: list[int | str]) -> None:
        children = node.items() if isinstance(node, dict) else enumerate(node)
        for key, child in children:
            if isinstance(child, dict | list):
                visit(child, [*path, key])
            elif isinstance(child, str | int):
                places.append([*path, key])

    visit(proof, [])
    copies = []
    for path in places[:: max(1, len(places) // 12)]:
        changed = copy.deepcopy(proof)
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        value = inner[path[-1]]
        inner[path[-1]] = value + 1 if isinstance(value, int) else value + "x"
        copies.append(changed)
    return copies


def test_tampered_proofs_are_searched_for_again(tmp_path: Path) -> None:
    development = developed(tmp_path, TEXT)
    first = checked(development, "below")
    for proof in tampered(first["link 2"].proof):
        old = by_fingerprint(first) | {
            first["link 2"].fingerprint: replace(first["link 2"], proof=proof)
        }
        again = checked(development, "below", old)
        assert again["link 2"].proof == first["link 2"].proof
        assert proved(again)


def test_the_proof_of_something_else_shows_nothing(tmp_path: Path) -> None:
    text = "lemma it\n  for x real\n  given 1 <= x\n  claim 0 <= x and x <= 1\n"
    development = developed(tmp_path, text)
    first = checked(development, "it")
    assert open_labels(first) == ["conclusion 2"]
    forged = replace(first["conclusion 2"], status="discharged", proof=first["conclusion 1"].proof)
    again = checked(development, "it", {forged.fingerprint: forged})
    assert open_labels(again) == ["conclusion 2"]


def test_a_proof_under_more_hypotheses_shows_nothing(tmp_path: Path) -> None:
    more = developed(tmp_path, "lemma it\n  for x real\n  given 1 <= x\n  claim 1 <= x\n")
    proof = checked(more, "it")["conclusion 1"].proof
    less = developed(tmp_path, "lemma it\n  for x real\n  claim 1 <= x\n")
    first = checked(less, "it")
    forged = replace(first["conclusion 1"], status="discharged", proof=proof)
    again = checked(less, "it", {forged.fingerprint: forged})
    assert again["conclusion 1"].status == "refuted"


def test_a_proof_by_what_stands_later_is_not_believed(tmp_path: Path) -> None:
    """The kernel takes any named statement; that this one may not use it is for us to see."""
    lemma = "lemma {}\n  for x real\n  claim sin(x)**2 + cos(x)**2 <= {}\n"
    one, other = lemma.format("one", "1"), lemma.format("other", "1").replace("claim", "claim")
    use = "  proof\n    by one\n"
    allowed = developed(tmp_path, one + other + use)
    proof = checked(allowed, "other")["link 1"].proof
    circular = developed(tmp_path, other + one)
    first = checked(circular, "other")
    forged = replace(first["conclusion 1"], status="discharged", proof=proof)
    again = checked(circular, "other", {forged.fingerprint: forged})
    assert "one" not in again["conclusion 1"].rests_on


def test_an_assembly_is_made_again_from_its_pieces(tmp_path: Path) -> None:
    """A recorded assembly does not help a statement of which a piece is open."""
    text = "lemma it\n  for x real\n  claim 1 <= x\n"
    development = developed(tmp_path, text)
    first = checked(development, "it")
    forged = replace(first["assembly"], status="discharged", proof=[["nothing"]])
    again = checked(development, "it", {forged.fingerprint: forged})
    assert again["assembly"].status == "unknown"


# --- what stays open ----------------------------------------------------------------------------


def test_a_refuted_obligation_shows_where_it_fails(tmp_path: Path) -> None:
    text = "lemma it\n  for x in [0, 4]\n  claim x <= x**2\n"
    record = checked(developed(tmp_path, text), "it")["conclusion 1"]
    assert (record.status, record.reason) == ("refuted", "a counterexample")
    ((name, value),) = record.counterexample
    assert name == "x"
    assert 0 < eval_fraction(value) < 1


def eval_fraction(text: str) -> float:
    top, _, bottom = text.partition("/")
    return int(top) / int(bottom or 1)


def test_out_of_time(tmp_path: Path) -> None:
    development = developed(tmp_path, TEXT)
    records = checked(development, "twice", seconds=0.0)
    assert open_labels(records) == ["link 1", "link 2", "link 3", "conclusion 4"]
    assert {records[k].reason for k in open_labels(records)} == {"out of time"}
    assert all(records[k].proof is None for k in open_labels(records))


def test_one_obligation_out_of_time_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = discharging.apply_rule

    def slow(context: Context, goal: Any, *rest: Any) -> Any:
        if goal.op == "=":
            raise OutOfTimeError("out of time")
        return real(context, goal, *rest)

    monkeypatch.setattr(discharging, "apply_rule", slow)
    assert open_labels(checked(developed(tmp_path, TEXT), "below")) == ["link 1"]


@pytest.mark.parametrize("ending", ["antiderivative x", "split at z", "below at x = z**"])
def test_a_term_that_cannot_be_read_is_located(tmp_path: Path, ending: str) -> None:
    text = TEXT + (
        "lemma it\n  claim Integral(t, (t, 0, 1)) = 1\n  proof\n"
        f"    Integral(t, (t, 0, 1))\n      = 1  by {ending}\n"
    )
    development = developed(tmp_path, text)
    line = len(text.splitlines())
    with pytest.raises(DevelopmentError, match=rf"a\.ua:{line}: .*at column"):
        checked(development, "it")


def test_a_hypothesis_of_a_lemma_that_is_not_shown_is_named(tmp_path: Path) -> None:
    without = TEXT.replace("    have 1 <= half(x) by definition\n", "")
    records: Records = checked(developed(tmp_path, without), "twice")
    assert open_labels(records) == ["link 1"]
    assert records["link 1"].reason == "cannot use below here: not shown that 1 <= half(x)"
