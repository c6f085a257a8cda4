"""Real processes: killed at any moment, and several at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from ua_symbolic.ledger.store import Ledger

WRITER = """
import sys
from pathlib import Path
from ua_symbolic.ledger.records import ObligationRecord
from ua_symbolic.ledger.store import Ledger

ledger, statement, count = Ledger(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for n in range(count):
    ledger.append(ObligationRecord(statement, f"link {n}", "0 <= 1", n, f"{statement}{n}",
                                   "discharged", proof={"padding": "x" * 5000, "n": n}))
    print(n, flush=True)
    if n % 7 == 6:
        ledger.merge()
ledger.merge()
"""


def writer(folder: Path, statement: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), statement, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    running = [writer(tmp_path, name, 25) for name in ("a", "b", "c")]
    for process in running:
        process.communicate(timeout=30)
        assert process.returncode == 0
    found = Ledger(tmp_path).read()
    assert {name: len(own) for name, own in found.items()} == {"a": 25, "b": 25, "c": 25}
    assert all(len(Ledger(tmp_path).proofs(name)) == 25 for name in "abc")


def test_whatever_was_finished_before_the_kill_is_kept(tmp_path: Path) -> None:
    for attempt in range(6):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        with writer(folder, "a", 10_000) as process:
            time.sleep(0.12 + 0.05 * attempt)
            process.send_signal(signal.SIGKILL)
            printed = (process.stdout.read() if process.stdout else "").splitlines()
        own = Ledger(folder).read().get("a", {})
        assert {f"link {n}" for n in printed} <= set(own)
        Ledger(folder).merge()
        assert Ledger(folder).read().get("a", {}) == own
        proofs = Ledger(folder).proofs("a")
        assert all(proofs[r.fingerprint]["n"] == r.line for r in own.values())
