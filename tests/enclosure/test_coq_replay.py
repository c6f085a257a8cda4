"""Certificates as files of Coq: what is written, what is refused, and that Coq takes it."""

import json
import re
import shutil
import subprocess
import time

import pytest
from enclosure_claims import claim

from ua_symbolic.cli.main import run
from ua_symbolic.enclosure.certificates import RejectedError
from ua_symbolic.enclosure.coq_export import export
from ua_symbolic.enclosure.coq_replay import replay, told
from ua_symbolic.enclosure.prove import find_certificate
from ua_symbolic.expressions.coq import NotInCoqError

needs_coq = pytest.mark.skipif(
    shutil.which("coqc") is None, reason="coqc is not installed (apt-get install libcoq-interval)"
)


def certificate(text, *on, given=(), relax=()):
    found, _ = find_certificate(claim(text, *on, given=given), time.monotonic() + 10, 64, relax)
    return found


@pytest.fixture(scope="module")
def quotient():
    return certificate("x/(1 + x) + log(x) >= -20", "x in [1/100, 2]")


def theorem(text):
    return text[text.index("Theorem claim :") :]


# --- the text, with or without Coq ------------------------------------------------------------


def test_the_theorem_is_the_claim_with_definedness(quotient):
    text = theorem(export(quotient).text)
    statement = text[: text.index("Proof.")]
    assert "forall (x : R)," in statement
    assert "(1 / 100) <= x ->" in statement
    assert "x <= 2 ->" in statement
    assert "(1 + x) <> 0 /\\ 0 < x /\\ ((x / (1 + x)) + (ln x)) >= (- 20)" in statement
    assert text.rstrip().endswith("Print Assumptions claim.")


def test_nothing_is_assumed(quotient):
    text = export(quotient).text
    for word in ("Axiom", "Parameter", "Admitted", "admit", "Abort", "Variable ", "Hypothesis"):
        assert word not in text


def test_every_step_is_a_lemma_and_a_cut_is_a_case():
    text = export(certificate("sin(x) + sin(10*x/3) >= -19/10", "x in [2.7, 7.5]")).text
    assert text.count("destruct (Rle_lt_dec") >= 2
    steps = text[text.index("Lemma node_") :]
    assert steps.count("Lemma node_") == steps.count("Qed.") - 1


def test_integers_are_integers_in_the_statement():
    text = theorem(export(certificate("sin(m) <= 0.99992", "m integer in [1, 3]")).text)
    assert "forall (m : Z)," in text
    assert "1 <= (IZR m) ->" in text
    relaxed = certificate("m + 1/m >= 2", "m integer in [1, oo)", relax=("m",))
    text = export(relaxed).text
    assert "Theorem claim_for_reals : forall (m : R)," in text
    assert "Theorem claim : forall (m : Z)," in text
    assert not re.search(r"\boo\b", theorem(text))


@pytest.mark.parametrize(
    ("text", "domain", "missing"),
    [
        ("gamma(x) >= 0.88", "x in [1, 2]", "gamma"),
        ("erf(x) <= 1", "x in [0, 1]", "erf"),
        ("asin(x) <= 2", "x in [0, 1]", "asin"),
    ],
)
def test_what_coq_lacks_is_refused_by_name(text, domain, missing):
    with pytest.raises(NotInCoqError, match=missing):
        export(certificate(text, domain))


def test_a_symbolic_power_in_a_hypothesis_is_refused():
    """It may hold where ``exp (y * ln x)`` is another number: at x = 0."""
    made = certificate("x + y >= 0", "x in [0, 1]", "y in [0, 1]", given=("x**y <= 1/2",))
    with pytest.raises(NotInCoqError, match="hypothesis"):
        export(made)


def test_a_false_certificate_is_not_exported(quotient):
    broken = {**quotient, "main": {"way": 0, "trees": []}}
    with pytest.raises(RejectedError):
        export(broken)


def test_names_of_variables_cannot_write_coq(quotient):
    name = "x *) Axiom no : False. (*"
    broken = json.loads(json.dumps(quotient).replace('"x"', json.dumps(name)))
    text = export(broken).text
    first = text.index("From Coq")
    assert text[:first].count("(*") == text[:first].count("*)") == 1
    assert not re.search(r"\bAxiom\b", text[first:])


def test_assumptions_for_people():
    assert told(()) == "nothing"
    assert told(("Classical_Prop.classic", "Uint63.add_spec", "PrimInt63.add")) == (
        "Classical_Prop.classic, Coq's machine integers (PrimInt63, Uint63)"
    )


def test_without_coq_the_command_says_how_to_install_it(quotient, tmp_path, monkeypatch, capsys):
    file = tmp_path / "claim.json"
    file.write_text(json.dumps(quotient), encoding="utf-8")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert run(["verify", str(file), "--with", "coq"]) == 2
    assert "apt-get install coq libcoq-interval" in capsys.readouterr().err


def test_keep_goes_with_coq_only(quotient, tmp_path):
    file = tmp_path / "claim.json"
    file.write_text(json.dumps(quotient), encoding="utf-8")
    assert run(["verify", str(file), "--keep", str(tmp_path / "a.v")]) == 2


# --- Coq itself ---------------------------------------------------------------------------------


@needs_coq
def test_coq_takes_the_file_and_no_other_theorem(quotient, tmp_path, capsys):
    file, kept = tmp_path / "claim.json", tmp_path / "kept.v"
    file.write_text(json.dumps(quotient), encoding="utf-8")
    assert run(["verify", str(file), "--with", "coq", "--keep", str(kept)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("valid: x/(1 + x) + log(x) >= -20")
    assert "Coq's theorem assumes: ClassicalDedekindReals" in said
    text = kept.read_text(encoding="utf-8")
    start = text.index("Theorem claim :")
    kept.write_text(text[:start] + text[start:].replace("(- 20)", "20"), encoding="utf-8")
    coqc = shutil.which("coqc")
    done = subprocess.run([coqc, "-q", kept.name], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode != 0


@needs_coq
@pytest.mark.parametrize(
    ("text", "on", "given"),
    [
        ("exp(x) >= 1 + x", ("x in [-5, 4]",), ()),
        ("x + y >= 2", ("x in [0, 10]", "y in [0, 10]"), ("x*y >= 1",)),
    ],
)
def test_coq_replays_contact_and_curves(text, on, given):
    found = replay(certificate(text, *on, given=given))
    assert found.verdict.status == "valid", found.verdict.reason
    assert found.assumptions


@needs_coq
def test_what_is_not_replayed_is_said(tmp_path, capsys):
    file = tmp_path / "gamma.json"
    made = certificate("gamma(x) >= 0.88", "x in [1, 2]")
    file.write_text(json.dumps(made), encoding="utf-8")
    assert run(["verify", str(file), "--with", "coq"]) == 1
    assert "not replayed: gamma(x) >= 22/25" in capsys.readouterr().out
