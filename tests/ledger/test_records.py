"""Records as data: nothing is lost, nothing foreign is taken."""

from dataclasses import replace

import pytest

from ua_symbolic.ledger.records import (
    LedgerError,
    ObligationRecord,
    canonical_json,
    digest_of,
    natural_key,
    record_from_data,
    record_to_data,
    with_digest,
)

FULL = ObligationRecord(
    "sphere.cap_lower", "link 3", "0 <= x", 12, "f" * 64, "refuted", "algebra", "two checkers",
    ("flint", "sympy"), ("sphere.wallis",), ("sphere.W",), (0, 2), "because", (("x", "-1/2"),),
    0.5, "d" * 64,
)  # fmt: skip
LEAST = ObligationRecord("a", "link 1", "x = x", 1, "abc", "discharged")


@pytest.mark.parametrize("record", [FULL, LEAST])
def test_round_trip(record: ObligationRecord) -> None:
    assert record_from_data(record_to_data(record)) == record


def test_what_is_empty_is_left_out() -> None:
    assert set(record_to_data(LEAST)) == {
        "statement", "label", "goal", "line", "fingerprint", "status", "seconds",
    }  # fmt: skip


def test_seconds_and_proof_do_not_make_a_difference() -> None:
    assert replace(FULL, seconds=99.0, proof={"step": 1}) == FULL


def test_the_digest_is_that_of_the_proof() -> None:
    carried = with_digest(replace(FULL, proof={"b": 1, "a": 2}))
    assert carried.digest == digest_of({"a": 2, "b": 1}) != FULL.digest
    assert with_digest(FULL).digest == FULL.digest


@pytest.mark.parametrize(
    "change",
    [
        {"status": "proved"},
        {"status": 1},
        {"line": "12"},
        {"line": True},
        {"rests_on": "sphere.wallis"},
        {"rests_on": [1]},
        {"counterexample": [["x"]]},
        {"seconds": "1"},
        {"surprise": 1},
    ],
)
def test_a_foreign_record_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(LedgerError):
        record_from_data({**record_to_data(FULL), **change})


@pytest.mark.parametrize("name", ["statement", "label", "goal", "line", "fingerprint", "status"])
def test_a_record_that_lacks_something_is_refused(name: str) -> None:
    data = record_to_data(FULL)
    del data[name]
    with pytest.raises(LedgerError, match=name):
        record_from_data(data)


@pytest.mark.parametrize("data", [None, 3, [], "text"])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(LedgerError):
        record_from_data(data)


def test_labels_sort_as_people_count() -> None:
    labels = ["link 10", "link 2", "attack", "definedness 1", "link 1"]
    expected = ["attack", "definedness 1", "link 1", "link 2", "link 10"]
    assert sorted(labels, key=natural_key) == expected


def test_canonical_json_refuses_what_json_lacks() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))
