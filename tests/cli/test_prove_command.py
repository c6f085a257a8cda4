"""``ua prove`` and ``ua verify``: outcomes, certificates, and hostile text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_developments import assert_refused, ua

Capture = pytest.CaptureFixture[str]
JORDAN = ["prove", "2*x/pi <= sin(x) <= x", "--on", "x in [0, pi/2]"]


def test_a_chain_is_proved_link_by_link(capsys: Capture) -> None:
    said = ua(capsys, *JORDAN, "--json")
    found = json.loads(said.out)
    assert (said.status, found["status"], found["claim"]) == (0, "proved", JORDAN[1])
    assert set(found) == {
        "claim", "status", "counterexample", "reason", "seconds", "boxes", "certificate", "margin",
    }  # fmt: skip
    assert len(found["certificate"]) == 2
    assert found["counterexample"] is None


def test_a_refuted_link_refutes_the_chain_at_an_exact_point(capsys: Capture) -> None:
    said = ua(capsys, "prove", "0 <= x**2 <= x", "--on", "x in [0, 2]", "--json")
    found = json.loads(said.out)
    assert (said.status, found["status"]) == (1, "refuted")
    assert set(found["counterexample"]) == {"x"}
    assert found["certificate"] is None
    assert "x**2 <= x" in found["reason"]


def test_what_cannot_be_decided_is_unknown(capsys: Capture) -> None:
    claim = "x**2 + y**2 + z**2 >= x*y + y*z + z*x - 10**(-40)*x**6*y"
    domains = [f"--on={v} in [-100, 100]" for v in "xyz"]
    said = ua(capsys, "prove", claim, *domains, "--timeout", "0.2", "--json")
    assert said.status in (0, 1, 3)
    assert json.loads(said.out)["status"] == {0: "proved", 1: "refuted", 3: "unknown"}[said.status]


def test_hypotheses_are_used(capsys: Capture) -> None:
    domains = ["--on", "x in [0, 1]", "--on", "y in [0, 3]"]
    assert ua(capsys, "prove", "y >= x", *domains, "--given", "y >= 2*x").status == 0
    assert ua(capsys, "prove", "y >= x", *domains).status == 1


def test_people_get_one_or_two_lines(capsys: Capture) -> None:
    assert ua(capsys, *JORDAN).out.startswith("proved (")
    said = ua(capsys, "prove", "x <= 1", "--on", "x in [0, 2]")
    assert said.out.startswith("refuted at x = ")


def test_contradictory_hypotheses_get_a_remark(capsys: Capture) -> None:
    said = ua(capsys, "prove", "x >= 3", "--on", "x in [0, 1]", "--given", "x**2 >= 2")
    assert said.status == 0
    assert "no point that satisfies the hypotheses was found" in said.out.splitlines()[1]


def test_claims_without_variables(capsys: Capture) -> None:
    assert ua(capsys, "prove", "exp(1) < 3").status == 0
    assert ua(capsys, "prove", "exp(1) > 3").status == 1
    assert ua(capsys, "prove", "1/0 >= 0").status == 1


# --- many claims ------------------------------------------------------------------------------


def lines(*entries: object) -> str:
    return "\n".join(e if isinstance(e, str) else json.dumps(e) for e in entries)


def test_a_batch_gives_one_object_for_each_line_in_order(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "claims.jsonl"
    on = ["x in [0, 1]"]
    file.write_text(
        lines(
            {"claim": "x**2 <= x", "on": on},
            {"claim": "x <= 1/2", "on": on, "given": ["x >= 1/4"]},
            "",
            {"claim": "2 < 3"},
        )
    )
    said = ua(capsys, "prove", "--batch", file)
    found = [json.loads(line) for line in said.out.splitlines()]
    assert [f["status"] for f in found] == ["proved", "refuted", "proved"]
    assert [f["claim"] for f in found] == ["x**2 <= x", "x <= 1/2", "2 < 3"]
    assert found[0]["certificate"]["format"].startswith("ua-symbolic")
    assert said.status == 1


@pytest.mark.parametrize(
    "line",
    ["[", "[]", "3", '{"claim": 3}', '{"claim": "x >="}', '{"claim": "x >= 0"}',
     '{"claim": "1 <= 2", "on": "x in [0, 1]"}', '{"claim": "1 <= 2", "given": [3]}',
     "[" * 100_000],
)  # fmt: skip
def test_a_bad_line_does_not_stop_a_batch(line: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text(lines(line, {"claim": "1 <= 2"}))
    said = ua(capsys, "prove", "--batch", file)
    found = [json.loads(text) for text in said.out.splitlines()]
    assert [f["status"] for f in found] == ["bad input", "proved"]
    assert said.status == 2
    assert found[0]["reason"]


def test_batches_that_are_none(tmp_path: Path, capsys: Capture) -> None:
    assert_refused(ua(capsys, "prove", "--batch", tmp_path / "none"), "cannot be read")
    assert_refused(ua(capsys, "prove", "--batch", tmp_path), "cannot be read")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    assert_refused(ua(capsys, "prove", "--batch", tmp_path / "bytes"), "UTF-8")
    assert_refused(ua(capsys, "prove", "1 <= 2", "--batch", tmp_path / "bytes"), "--batch")
    assert_refused(ua(capsys, "prove"), "CLAIM")


# --- certificates -----------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path, capsys: Capture) -> Path:
    file = tmp_path / "jordan.json"
    assert ua(capsys, *JORDAN, "--certificate", file).status == 0
    return file


def test_a_certificate_is_valid(certificate: Path, capsys: Capture) -> None:
    said = ua(capsys, "verify", certificate)
    assert said.status == 0
    assert said.out.splitlines()[0].startswith("valid: 2*x/pi <= sin(x)")
    found = json.loads(ua(capsys, "verify", certificate, "--json").out)
    assert (found["valid"], len(found["claims"])) == (True, 2)


def test_an_edited_certificate_is_not_valid(certificate: Path, capsys: Capture) -> None:
    text = certificate.read_text()
    assert '"<="' in text
    certificate.write_text(text.replace('"<="', '">="'))
    said = ua(capsys, "verify", certificate)
    assert said.status == 1
    assert "invalid" in said.out


def test_no_certificate_is_written_without_a_proof(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "none.json"
    ua(capsys, "prove", "x <= 1", "--on", "x in [0, 2]", "--certificate", file)
    assert not file.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", "[3]", "null", "\x00\xff", '{"format": 1}',
                                     "[" * 100_000])  # fmt: skip
def test_what_is_no_certificate(content: str, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "c.json"
    file.write_bytes(content.encode("latin-1"))
    assert_refused(ua(capsys, "verify", file), str(file))


def test_certificates_that_cannot_be_read_or_written(tmp_path: Path, capsys: Capture) -> None:
    assert_refused(ua(capsys, "verify", tmp_path / "none"), "cannot be read")
    assert_refused(ua(capsys, "verify", tmp_path), "cannot be read")
    claim = ["prove", "x <= 2", "--on", "x in [0, 1]", "--certificate"]
    assert_refused(ua(capsys, *claim, tmp_path / "no" / "c.json"), "there is no folder")
    assert_refused(ua(capsys, *claim, tmp_path), "is a folder")


def test_a_certificate_cut_short_says_so(certificate: Path, capsys: Capture) -> None:
    certificate.write_text(certificate.read_text()[:500])
    assert_refused(ua(capsys, "verify", certificate), "is it complete?")


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "domain", "words"),
    [
        ("y >= 0", "x in [0, 1]", ["unknown name 'y'", "column 1", "--on"]),
        ("foo(x) >= 0", "x in [0, 1]", ["foo", "column 1"]),
        ("x.__class__ >= 0", "x in [0, 1]", ["column"]),
        ("__import__('os').system('true') >= 0", "x in [0, 1]", ["column"]),
        ("x >= ", "x in [0, 1]", ["column"]),
        ("x", "x in [0, 1]", ["column"]),
        ("", "x in [0, 1]", ["column"]),
        ("x >= 0", "x in [1, 0]", ["--on", "empty interval"]),
        ("x >= 0", "x in (1, 1)", ["--on", "empty interval"]),
        ("x >= 0", "x in [0, nan]", ["--on", "nan"]),
        ("x >= 0", "x in [0, inf]", ["--on", "inf"]),
        ("x >= 0", "x in [0, oo]", ["--on", "oo"]),
        ("x >= 0", "x", ["--on"]),
        ("x >= 0", "pi in [0, 1]", ["--on", "pi"]),
        ("(" * 100_000 + "x" + ")" * 100_000 + " >= 0", "x in [0, 1]", ["column"]),
        ("(" * 190 + "x" + ")" * 189 + " >= 0", "x in [0, 1]", ["column"]),
        ("x >= 1e999999999", "x in [0, 1]", ["column"]),
        ("x >= 0\n\x00", "x in [0, 1]", ["column"]),
    ],
)
def test_hostile_text(claim: str, domain: str, words: list[str], capsys: Capture) -> None:
    assert_refused(ua(capsys, "prove", claim, "--on", domain), *words)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_time_limits_that_are_none(seconds: str, capsys: Capture) -> None:
    assert_refused(ua(capsys, "prove", "x > 0", "--on", "x in (0, 1)", "--timeout", seconds))


def test_replay_in_coq_says_that_it_is_missing(
    certificate: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert_refused(ua(capsys, "verify", certificate, "--with", "coq"), "Coq")


def test_a_variable_declared_twice_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    said = ua(capsys, "prove", "x > 0", "--on", "x in [0, 1]", "--on", "x in [2, 3]")
    assert_refused(said, "has a domain already")
