"""``ua check`` interrupted or killed in the middle: what was finished is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_developments import development, ua

from ua_symbolic.ledger.store import Ledger

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize(("how", "status"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_process_that_is_stopped_keeps_what_it_finished(
    how: signal.Signals, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = development(tmp_path / "mine")
    command = [sys.executable, "-m", "ua_symbolic.cli.main", "check", str(folder), "--jobs", "2"]
    process = subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    recorded = _wait_for_a_record(folder, process)
    process.send_signal(how)
    _, complaint = process.communicate(timeout=20)
    assert "Traceback" not in complaint
    assert process.returncode in (status, 0), complaint  # it may have been faster than we were
    own = Ledger(folder).read()
    assert {(s, k) for s, r in own.items() for k in r} >= recorded
    assert ua(capsys, "check", folder, "--jobs", "1").status == 0


def test_two_checks_at_once_find_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = development(tmp_path / "mine")
    command = [sys.executable, "-m", "ua_symbolic.cli.main", "check", str(folder), "--jobs", "1"]
    running = [
        subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    said = ua(capsys, "check", folder)
    assert said.status == 0
    assert "(0 checked now" in said.out
    assert ua(capsys, "audit", folder, "--recheck").status == 0


def _wait_for_a_record(folder: Path, process: subprocess.Popen[str]) -> set[tuple[str, str]]:
    for _ in range(400):
        found = {(s, label) for s, own in Ledger(folder).read().items() for label in own}
        if found or process.poll() is not None:
            return found
        time.sleep(0.02)
    raise TimeoutError("nothing was recorded")
