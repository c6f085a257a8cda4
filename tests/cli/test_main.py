"""The entry point: help, exit statuses, and failures of every kind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_developments import assert_refused, development, ua

from ua_symbolic.cli import main

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
PROGRAM = [sys.executable, "-m", "ua_symbolic.cli.main"]


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    said = ua(capsys, "--help")
    assert said.status == 0
    assert all(name in said.out for name in main.COMMANDS)
    assert ua(capsys).out == said.out


@pytest.mark.parametrize("name", list(main.COMMANDS))
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = ua(capsys, name, "--help")
    assert (said.status, said.err) == (0, "")
    assert "Usage: ua" in said.out


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from ua_symbolic.cli.main import run; run(['--help']); "
        "print([m for m in ('sympy', 'flint', 'networkx', 'rich', 'lark', 'numpy')"
        " if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert done.stderr.strip() == "[]"


def test_help_is_quick() -> None:
    started = time.monotonic()
    subprocess.run([*PROGRAM, "--help"], env=ENVIRONMENT, capture_output=True, check=True)
    assert time.monotonic() - started < 1.0  # 0.1 s on an idle machine


@pytest.mark.parametrize(
    "arguments",
    [["nothing"], ["check", "--what"], ["prove"], ["bound", "--digits", "many"], ["graph"],
     ["check", "--jobs", "0"], ["verify", "x", "--with", "faith"], ["why"], ["--what"]],
)  # fmt: skip
def test_wrong_usage_is_two_lines(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert_refused(ua(capsys, *arguments), "--help")


def test_a_fault_of_ours_is_never_an_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ua_symbolic.cli.prove_command.problems", lambda *_: 1 / 0)
    said = ua(capsys, "prove", "x > 0", "--on", "x in (0, 1)")
    assert said.status == 70
    assert "ZeroDivisionError" in said.err


def test_an_interrupt_is_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ua_symbolic.cli.prove_command.problems", interrupt)
    said = ua(capsys, "prove", "x > 0")
    assert (said.status, said.err.strip()) == (130, "ua: interrupted")


def test_a_reader_that_goes_away_is_no_complaint(tmp_path: Path) -> None:
    folder = development(tmp_path / "mine")
    command = f"{' '.join(PROGRAM)} bound --json | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], env=ENVIRONMENT, capture_output=True, text=True,
                          cwd=folder, check=True)  # fmt: skip
    assert done.stderr == ""
    assert "Traceback" not in done.stdout
