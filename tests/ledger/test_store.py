"""The ledger on disk: merging, dropping, certificates, and what damaged files are called."""

import json
from pathlib import Path

import pytest

from ua_symbolic.ledger.records import LedgerError, ObligationRecord
from ua_symbolic.ledger.store import Ledger


def record(
    statement: str = "a", label: str = "link 1", status: str = "discharged", **more: object
) -> ObligationRecord:
    values = {"goal": "0 <= 1", "line": 3, "fingerprint": f"{statement} {label}", **more}
    return ObligationRecord(statement, label, status=status, **values)  # type: ignore[arg-type]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    folder = tmp_path / "mine"
    folder.mkdir()
    return Ledger(folder)


def test_an_empty_folder_has_nothing_recorded(ledger: Ledger) -> None:
    assert ledger.read() == {}
    ledger.merge()
    assert list(ledger.folder.iterdir()) == []


def test_a_record_counts_at_once_and_after_the_merge(ledger: Ledger) -> None:
    ledger.append(record())
    assert ledger.read() == {"a": {"link 1": record()}}
    ledger.merge()
    assert ledger.read() == {"a": {"link 1": record()}}
    assert not ledger.journal.exists()


def test_the_file_is_sorted_and_has_one_line_for_each_obligation(ledger: Ledger) -> None:
    for statement, label in [("b", "link 1"), ("a", "link 10"), ("a", "link 2")]:
        ledger.append(record(statement, label))
    ledger.merge()
    lines = [json.loads(line) for line in ledger.file.read_text().splitlines()]
    assert lines[0] == {"development": "mine", "ledger": 1}
    found = [(line["statement"], line["label"]) for line in lines[1:]]
    assert found == [("a", "link 2"), ("a", "link 10"), ("b", "link 1")]


def test_the_same_findings_leave_the_same_bytes(ledger: Ledger) -> None:
    ledger.append(record(seconds=1.0, proof=[1]))
    ledger.merge()
    before = {p: p.read_bytes() for p in ledger.folder.rglob("*") if p.is_file()}
    ledger.append(record(seconds=7.0, proof=[1]))
    ledger.merge()
    assert {p: p.read_bytes() for p in ledger.folder.rglob("*") if p.is_file()} == before


def test_a_new_outcome_replaces_the_old_one(ledger: Ledger) -> None:
    ledger.append(record())
    ledger.merge()
    ledger.append(record(status="unknown", reason="time"))
    ledger.merge()
    assert ledger.read()["a"]["link 1"].status == "unknown"


def test_a_finished_statement_loses_what_is_no_longer_planned(ledger: Ledger) -> None:
    for label in ("link 1", "link 2"):
        ledger.append(record(label=label))
    ledger.append(record("b"))
    ledger.merge()
    ledger.finish("a", ["link 2"])
    ledger.merge()
    assert set(ledger.read()["a"]) == {"link 2"}
    assert set(ledger.read()["b"]) == {"link 1"}


def test_statements_that_are_gone_are_dropped(ledger: Ledger) -> None:
    ledger.append(record("a", proof=[1]))
    ledger.append(record("b", proof=[2]))
    ledger.merge()
    assert ledger.certificate_file("a").exists()
    ledger.keep_only(["b"])
    ledger.merge()
    assert set(ledger.read()) == {"b"}
    assert not ledger.certificate_file("a").exists()


def test_proofs_are_kept_by_fingerprint_as_long_as_a_record_needs_them(ledger: Ledger) -> None:
    ledger.append(record(label="link 1", proof={"n": 1}))
    ledger.append(record(label="link 2", proof={"n": 2}))
    ledger.merge()
    assert ledger.proofs("a") == {"a link 1": {"n": 1}, "a link 2": {"n": 2}}
    ledger.append(record(label="link 1", proof={"n": 3}, fingerprint="new"))
    ledger.merge()
    assert ledger.proofs("a") == {"new": {"n": 3}, "a link 2": {"n": 2}}
    assert ledger.proofs("nothing") == {}


def test_a_proof_that_was_edited_by_hand_is_not_carried_on(ledger: Ledger) -> None:
    from ua_symbolic.ledger.files import pack

    ledger.append(record(label="link 1", proof={"n": 1}))
    ledger.merge()
    forged = {"statement": "a", "obligations": {"a link 1": {"n": 9}}}
    ledger.certificate_file("a").write_bytes(pack(forged))
    ledger.append(record(label="link 2", proof={"n": 2}))
    ledger.merge()
    assert ledger.proofs("a") == {"a link 2": {"n": 2}}


def test_a_torn_last_line_of_the_journal_is_ignored_and_closed_off(ledger: Ledger) -> None:
    ledger.append(record(label="link 1"))
    with ledger.journal.open("ab") as stream:
        stream.write(b'{"record":{"statement":"a","lab')
    assert set(ledger.read()["a"]) == {"link 1"}
    ledger.append(record(label="link 2"))
    ledger.merge()
    assert set(ledger.read()["a"]) == {"link 1", "link 2"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-20],
        lambda text: "<<<<<<< ours\n" + text,
        lambda text: text.replace('"discharged"', '"proved"'),
        lambda text: text.replace('"ledger":1', '"ledger":2'),
        lambda text: text + "[]\n",
        lambda text: "\x00" + text,
    ],
)
def test_a_damaged_ledger_is_named_with_its_line_and_a_way_out(ledger: Ledger, spoil) -> None:  # type: ignore[no-untyped-def]
    ledger.append(record())
    ledger.merge()
    ledger.file.write_text(spoil(ledger.file.read_text()))
    with pytest.raises(LedgerError) as found:
        ledger.read()
    message = str(found.value)
    assert message.startswith(f"{ledger.file}:")
    assert "ua check" in message
    assert len(message.splitlines()) == 2


@pytest.mark.parametrize("content", [b"", b"not gzip", b"\x1f\x8b\x08\x00truncated"])
def test_a_damaged_certificate_file_is_named(ledger: Ledger, content: bytes) -> None:
    file = ledger.certificate_file("a")
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(LedgerError, match="certificate"):
        ledger.proofs("a")


def test_names_of_definitions_make_names_of_files(ledger: Ledger) -> None:
    assert ledger.certificate_file("definition upper.n").name == "definition-upper.n.json.gz"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "gone")
    with pytest.raises(LedgerError, match="gone"):
        ledger.append(record())
