"""``ua check`` with ``audit``, ``why``, ``impact`` and ``graph`` on a small development."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_developments import SOURCE, WRONG, assert_refused, development, ua

from ua_symbolic.ledger.seal import SEAL, sealed_text
from ua_symbolic.ledger.store import Ledger

Capture = pytest.CaptureFixture[str]
ONE = ["--jobs", "1"]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A development that was checked; tests must not change it."""
    from ua_symbolic.cli.main import run

    folder = development(tmp_path_factory.mktemp("checked") / "mine")
    assert run(["check", str(folder), "--jobs", "2", "--json"]) == 0
    return folder


# --- check ------------------------------------------------------------------------------------


def test_everything_is_discharged_and_then_fresh(tmp_path: Path, capsys: Capture) -> None:
    folder = development(tmp_path / "mine")
    first = ua(capsys, "check", folder, *ONE)
    assert first.status == 0
    assert "all" in first.out.splitlines()[-1]
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    again = ua(capsys, "check", folder, *ONE)
    assert again.status == 0
    assert "(0 checked now" in again.out
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert not (folder / "journal.jsonl").exists()


def test_the_json_of_a_check(checked: Path, capsys: Capture) -> None:
    said = ua(capsys, "check", checked, "--json")
    found = json.loads(said.out)
    assert said.err == ""
    assert set(found) == {"development", "statements", "summary"}
    by_id = {s["id"]: s for s in found["statements"]}
    assert by_id["square.product"]["status"] == "proved"
    assert all(o["status"] == "discharged" for s in by_id.values() for o in s["obligations"])
    assert found["summary"]["checked"] == 0


def test_only_what_was_edited_is_checked_again(tmp_path: Path, capsys: Capture) -> None:
    folder = development(tmp_path / "mine")
    ua(capsys, "check", folder, *ONE)
    file = folder / "1_squares.ua"
    file.write_text(SOURCE.replace("claim x**2 + y**2 >= 0", "claim x**2 + 2*y**2 >= 0"))
    stale = json.loads(ua(capsys, "audit", folder, "--json").out)
    assert {s["id"]: s["status"] for s in stale["statements"]}["square.sum"] == "stale"
    assert stale["summary"]["stale"] > 0
    found = json.loads(ua(capsys, "check", folder, "--json", *ONE).out)
    assert found["summary"]["checked"] == len(
        next(s for s in found["statements"] if s["id"] == "square.sum")["obligations"]
    )


def test_a_falsehood_is_refuted_at_a_point_with_its_place(tmp_path: Path, capsys: Capture) -> None:
    folder = development(tmp_path / "mine", SOURCE + WRONG)
    said = ua(capsys, "check", folder, *ONE, "--timeout", "5")
    assert said.status == 1
    assert f"{folder / '1_squares.ua'}:" in said.out
    assert "square.wrong" in said.out
    assert "fails at x = " in said.out
    found = json.loads(ua(capsys, "audit", folder, "--json").out)
    assert {s["id"]: s["status"] for s in found["statements"]}["square.wrong"] == "refuted"


def test_some_statements_only(tmp_path: Path, capsys: Capture) -> None:
    folder = development(tmp_path / "mine")
    found = json.loads(ua(capsys, "check", folder, "--only", "square.s*", "--json", *ONE).out)
    assert [s["id"] for s in found["statements"]] == ["square.sum"]
    assert set(Ledger(folder).read()) == {"square.sum"}
    assert_refused(ua(capsys, "check", folder, "--only", "square.smu"), "did you mean square.sum")


def test_statements_that_are_gone_leave_the_ledger(tmp_path: Path, capsys: Capture) -> None:
    folder = development(tmp_path / "mine")
    ua(capsys, "check", folder, *ONE)
    start = SOURCE.index("lemma square.sum")
    (folder / "1_squares.ua").write_text(SOURCE[:start] + SOURCE[SOURCE.index("theorem") :])
    ua(capsys, "check", folder, *ONE)
    assert "square.sum" not in Ledger(folder).read()


def test_fresh_checks_everything_and_changes_nothing(tmp_path: Path, capsys: Capture) -> None:
    folder = development(tmp_path / "mine")
    ua(capsys, "check", folder, *ONE)
    before = (folder / "ledger.jsonl").read_bytes()
    said = ua(capsys, "check", folder, "--fresh", *ONE)
    assert "(0 checked now" not in said.out
    assert (folder / "ledger.jsonl").read_bytes() == before


def test_a_fresh_check_believes_no_seal_and_leaves_one(tmp_path: Path, capsys: Capture) -> None:
    folder = development(tmp_path / "mine")
    ua(capsys, "check", folder, *ONE)
    (folder / SEAL).unlink()
    assert "(0 checked now" not in ua(capsys, "check", folder, "--fresh", *ONE).out
    assert sealed_text(folder) is not None
    assert "(0 checked now" not in ua(capsys, "check", folder, "--fresh", *ONE).out


def test_several_developments(tmp_path: Path, capsys: Capture) -> None:
    for name in ("one", "two"):
        development(tmp_path / "proofs" / name, SOURCE[: SOURCE.index("lemma square.sum")])
    found = json.loads(ua(capsys, "check", tmp_path / "proofs", "--json", *ONE).out)
    assert found["development"] == "one, two"


# --- audit, why, impact -----------------------------------------------------------------------


def test_the_json_of_an_audit(checked: Path, capsys: Capture) -> None:
    found = json.loads(ua(capsys, "audit", checked, "--json").out)
    product = next(s for s in found["statements"] if s["id"] == "square.product")
    assert {"id", "kind", "status", "assurance", "depends", "leaves", "obligations"} <= set(product)
    assert product["depends"] == ["square.nonnegative"]
    keys = {"id", "status", "checker", "assurance", "stale"}
    assert all(keys <= set(o) for o in product["obligations"])
    assert found["summary"]["statements"] == 3


def test_an_audit_for_people(checked: Path, capsys: Capture) -> None:
    said = ua(capsys, "audit", checked)
    assert said.status == 0
    assert "square.product" in said.out
    assert "trusted base" in said.out
    assert "square.sum: no theorem or corollary rests on it" in said.out


def test_levels(checked: Path, capsys: Capture) -> None:
    assert ua(capsys, "audit", checked, "--require", "proved").status == 0
    assert ua(capsys, "audit", checked, "--require", "one checker").status == 0
    assert_refused(ua(capsys, "audit", checked, "--require", "sure"), "two checkers")


def test_proof_objects_are_rechecked_and_forgery_is_found(
    checked: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert ua(capsys, "audit", checked, "--recheck").status == 0
    folder = development(tmp_path / "mine")
    (folder / "certificates").symlink_to(checked / "certificates")
    text = (checked / "ledger.jsonl").read_text()
    lines = text.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if '"rests_on":["square.nonnegative"]' in line)
    lines[at] = lines[at].replace('"rests_on":["square.nonnegative"]', '"rests_on":["square.sum"]')
    (folder / "ledger.jsonl").write_text("".join(lines))
    said = ua(capsys, "audit", folder, "--recheck")
    assert said.status == 1
    assert "square.product" in said.err


def test_why_prints_the_tree_and_the_trusted_base(checked: Path, capsys: Capture) -> None:
    said = ua(capsys, "why", "square.product", checked)
    assert said.status == 0
    for words in ("theorem square.product: proved", "square.nonnegative", "discharged by",
                  "trusted base", "sympy"):  # fmt: skip
        assert words in said.out
    found = json.loads(ua(capsys, "why", "square.product", checked, "--json").out)
    assert [s["id"] for s in found["cone"]] == ["square.nonnegative"]


def test_impact(checked: Path, capsys: Capture) -> None:
    assert "square.product" in ua(capsys, "impact", "square.nonnegative", checked).out
    found = json.loads(ua(capsys, "impact", "square.nonnegative", checked, "--json").out)
    assert found["impact"] == found["direct"] == ["square.product"]
    assert "nothing rests on" in ua(capsys, "impact", "square.product", checked).out


@pytest.mark.parametrize("command", ["why", "impact"])
def test_unknown_statements(command: str, checked: Path, capsys: Capture) -> None:
    assert_refused(ua(capsys, command, "square.prodct", checked), "did you mean square.product")


# --- graph ------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["svg", "dot", "mmd", "graphml", "json"])
def test_the_graph_is_written_by_suffix(
    suffix: str, checked: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / f"graph.{suffix}"
    assert ua(capsys, "graph", checked, "-o", file).status == 0
    assert "square.product" in file.read_text()


def test_one_cone_only(checked: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "graph.json"
    assert ua(capsys, "graph", checked, "-o", file, "--statement", "square.product").status == 0
    assert {n["id"] for n in json.loads(file.read_text())["nodes"]} == {
        "square.product", "square.nonnegative",
    }  # fmt: skip


def test_graphs_that_cannot_be_written(checked: Path, tmp_path: Path, capsys: Capture) -> None:
    assert_refused(ua(capsys, "graph", checked, "-o", tmp_path / "g.pdf"), ".svg")
    assert_refused(ua(capsys, "graph", checked, "-o", tmp_path / "no" / "g.svg"), "no folder")


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "audit"])
def test_developments_that_are_none(command: str, tmp_path: Path, capsys: Capture) -> None:
    assert_refused(ua(capsys, command, tmp_path / "none"))
    assert_refused(ua(capsys, command, tmp_path), "no development")
    assert_refused(ua(capsys, command, "x" * 5000))
    assert_refused(ua(capsys, command, "a\x00b"))


@pytest.mark.parametrize(
    "text", ["lemma\n", "lemma a\n  claim x > 0\n", "\xff", "lemma a\n\tfoo\n"]
)
def test_a_development_that_cannot_be_read_names_file_and_line(
    text: str, tmp_path: Path, capsys: Capture
) -> None:
    folder = development(tmp_path / "mine")
    (folder / "1_squares.ua").write_bytes(text.encode("latin-1"))
    assert_refused(ua(capsys, "check", folder), "1_squares.ua")
    assert not (folder / "ledger.jsonl").exists()


def test_a_damaged_ledger_is_bad_input(tmp_path: Path, capsys: Capture) -> None:
    folder = development(tmp_path / "mine")
    (folder / "ledger.jsonl").write_text('{"ledger": 1}\n{"statement": "squ')
    assert_refused(ua(capsys, "check", folder), "ledger.jsonl:2")
    assert_refused(ua(capsys, "audit", folder), "ledger.jsonl:2")
