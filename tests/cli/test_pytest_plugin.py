"""``pytest proofs/`` in a process of its own: items, outcomes, and nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cli_developments import SOURCE, WRONG, development

ROOT = Path(__file__).parents[2]


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "ua_symbolic.pytest_plugin", "-v",
               "-p", "no:cacheprovider", *arguments]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=60, check=False)  # fmt: skip


def test_every_statement_is_an_item(tmp_path: Path) -> None:
    development(tmp_path / "proofs" / "mine")
    done = pytest_in(tmp_path, "proofs", "-k", "square")
    assert done.returncode == 0, done.stdout
    for name in ("square.nonnegative", "square.sum", "square.product"):
        assert f"1_squares.ua::{name} PASSED" in done.stdout
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["1_squares.ua"]


def test_a_failure_says_what_and_where_without_a_traceback(tmp_path: Path) -> None:
    development(tmp_path / "proofs" / "mine", SOURCE + WRONG)
    done = pytest_in(tmp_path, "proofs/mine", "-k", "square.wrong")
    assert done.returncode == 1
    assert "1_squares.ua:" in done.stdout
    assert "fails at  x = " in done.stdout.replace("fails at x", "fails at  x")
    assert "Traceback" not in done.stdout


def test_a_broken_development_is_an_error_with_its_place(tmp_path: Path) -> None:
    development(tmp_path / "proofs" / "mine", "lemma\n")
    done = pytest_in(tmp_path, "proofs")
    assert done.returncode == 2
    assert "1_squares.ua:1:" in done.stdout
    assert "Traceback" not in done.stdout


def test_nobody_is_surprised_by_a_development_far_below(tmp_path: Path) -> None:
    development(tmp_path / "some" / "where" / "mine")
    assert pytest_in(tmp_path, ".").returncode == 5  # no test at all
