"""Workers that fail, die or fall silent take only their own obligations with them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fabricated_audits import Plan

from ua_symbolic.errors import UserError
from ua_symbolic.ledger import workers
from ua_symbolic.ledger.records import ObligationRecord
from ua_symbolic.ledger.workers import Finished, Task, run_here, run_in_processes

# What the workers, forked here, call instead of the real loader and checkers.


def _check(_: object, name: str, __: object, ___: float) -> Iterator[ObligationRecord]:
    yield ObligationRecord(name, "link 1", "", 1, "now", "discharged", proof={"n": 1})
    if name == "fault":
        raise ZeroDivisionError("of ours")
    if name == "death":
        os._exit(9)
    if name == "silence":
        time.sleep(60)
    if name == "unusable":
        raise UserError("a.ua:1: no")
    yield ObligationRecord(name, "link 2", "", 1, "now", "discharged")


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    run = SimpleNamespace(check=_check)
    monkeypatch.setitem(sys.modules, "ua_symbolic.checkers.run", run)
    monkeypatch.setattr(workers, "PATIENCE", 0.5)
    context = workers.multiprocessing.get_context("fork")
    monkeypatch.setattr(workers.multiprocessing, "get_context", lambda _: context)
    monkeypatch.setitem(
        sys.modules, "ua_symbolic.development", SimpleNamespace(load=lambda path: path)
    )


def tasks(*names: str) -> list[Task]:
    return [Task(name, (Plan("link 1"), Plan("link 2")), {}) for name in names]


def outcomes(
    found: Iterator[ObligationRecord | Finished],
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Statuses by statement, and the reasons of what is unknown; every statement is finished."""
    statuses: dict[str, list[str]] = {}
    reasons: dict[str, str] = {}
    finished = []
    for outcome in found:
        if isinstance(outcome, Finished):
            finished.append(outcome.statement)
        else:
            statuses.setdefault(outcome.statement, []).append(outcome.status)
            if outcome.reason:
                reasons[outcome.statement] = outcome.reason
    assert sorted(finished) == sorted(statuses)
    return statuses, reasons


GOOD, HALF = ["discharged", "discharged"], ["discharged", "unknown"]


def test_in_this_process_a_fault_leaves_the_rest_unknown() -> None:
    statuses, reasons = outcomes(run_here(None, tasks("a", "fault", "b"), 1.0))  # type: ignore[arg-type]
    assert statuses == {"a": GOOD, "fault": HALF, "b": GOOD}
    assert "ZeroDivisionError: of ours" in reasons["fault"]


def test_in_workers_faults_deaths_and_silence_are_survived() -> None:
    names = ("a", "fault", "death", "silence", "b", "c")
    statuses, reasons = outcomes(run_in_processes(Path("x"), tasks(*names), 0.25, 2))
    assert statuses == {"a": GOOD, "fault": HALF, "death": HALF, "silence": HALF,
                        "b": GOOD, "c": GOOD}  # fmt: skip
    assert "ended" in reasons["death"]
    assert "no answer" in reasons["silence"]


def test_an_unusable_development_stops_everything() -> None:
    with pytest.raises(UserError, match=r"a\.ua:1"):
        list(run_in_processes(Path("x"), tasks("a", "unusable"), 1.0, 2))


def test_proofs_come_with_their_digest() -> None:
    first = next(run_here(None, tasks("a"), 1.0))  # type: ignore[arg-type]
    assert isinstance(first, ObligationRecord)
    assert len(first.digest) == 64


def test_workers_are_gone_when_the_iteration_is_abandoned() -> None:
    running = run_in_processes(Path("x"), tasks("a", "silence"), 30.0, 2)
    next(running)
    started = time.monotonic()
    running.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 5
