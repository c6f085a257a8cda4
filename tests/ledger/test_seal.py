"""The seal of a fully discharged development holds until anything that matters changes."""

import pytest

from ua_symbolic.cli.main import run
from ua_symbolic.ledger.seal import SEAL, inputs_digest, sealed_text, texts_digest, write_seal

SOURCE = """
lemma t.square
  for x real
  claim 0 <= x**2
  proof
    by sign
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "t.ua").write_text(SOURCE)
    (tmp_path / "ledger.jsonl").write_text("")
    return tmp_path


def test_a_seal_gives_its_text_back(folder):
    write_seal(folder, "all well", texts_digest(folder))
    assert sealed_text(folder) == "all well"


@pytest.mark.parametrize("change", ["edit", "add", "ledger", "journal", "seal", "remove"])
def test_any_change_breaks_it(folder, change):
    write_seal(folder, "all well", texts_digest(folder))
    match change:
        case "edit":
            (folder / "t.ua").write_text(SOURCE.replace("0 <=", "1 <="))
        case "add":
            (folder / "u.ua").write_text("")
        case "ledger":
            (folder / "ledger.jsonl").write_text("{}\n")
        case "journal":
            (folder / "journal.jsonl").write_text("{}\n")
        case "seal":
            (folder / SEAL).write_text("{")
        case "remove":
            (folder / SEAL).unlink()
    assert sealed_text(folder) is None


def test_what_was_edited_during_the_check_is_not_sealed(folder):
    texts = texts_digest(folder)
    (folder / "t.ua").write_text(SOURCE.replace("0 <=", "1 <="))
    write_seal(folder, "all well", texts)
    assert sealed_text(folder) is None


def test_names_and_contents_cannot_be_exchanged(folder):
    (folder / "a.ua").write_text("b.ua")
    first = inputs_digest(folder)
    (folder / "a.ua").rename(folder / "b.ua")
    assert inputs_digest(folder) != first


def test_check_seals_and_an_edit_is_checked_again(tmp_path, capsys):
    def check():
        run(["check", str(tmp_path), "--jobs", "1"])
        return capsys.readouterr().out

    (tmp_path / "t.ua").write_text(SOURCE)
    check()
    assert (tmp_path / SEAL).exists()
    assert "(0 checked now" in check()
    (tmp_path / "t.ua").write_text(SOURCE.replace("x**2", "x**3"))
    assert "not discharged" in check()
    assert sealed_text(tmp_path) is None
