"""Checking statements in this process or in several, so that no checker can take the run down.

A worker proves one statement at a time and sends each record as soon as it has it; it writes
nothing.  A worker that dies or no longer answers is replaced, and what it had not finished is
*unknown*, with the reason.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ua_symbolic.errors import UserError
from ua_symbolic.ledger.records import UNKNOWN, ObligationRecord, with_digest
from ua_symbolic.ledger.state import Planned

if TYPE_CHECKING:
    from ua_symbolic.development import Development

STARTING = 60.0  # seconds that a worker may take to load the development
PATIENCE = 30.0  # seconds beyond twice the time limit of an obligation without any answer


@dataclass(frozen=True)
class Task:
    """One statement to check, its obligations, and recorded proofs by fingerprint."""

    statement: str
    planned: tuple[Planned, ...]
    recorded: Mapping[str, ObligationRecord]


@dataclass(frozen=True)
class Finished:
    """All obligations of a statement have been reported."""

    statement: str


def run_here(
    development: Development, tasks: Iterable[Task], seconds: float
) -> Iterator[ObligationRecord | Finished]:
    """Check the tasks in this process, in order."""
    from ua_symbolic.checkers.run import check

    for task in tasks:
        reported: set[str] = set()
        try:
            for record in check(development, task.statement, task.recorded, seconds):
                reported.add(record.label)
                yield with_digest(replace(record, statement=task.statement))
        except UserError:
            raise
        except Exception as fault:  # noqa: BLE001 - a checker's fault proves nothing, and no more
            yield from _unknown(task, reported, _description(fault))
        yield Finished(task.statement)


def _description(fault: BaseException) -> str:
    return f"a checker failed: {type(fault).__name__}: {fault}"[:300]


def _unknown(task: Task, reported: set[str], reason: str) -> Iterator[ObligationRecord]:
    for planned in task.planned:
        if planned.label not in reported:
            place = (planned.label, planned.goal, planned.line, planned.fingerprint)
            yield ObligationRecord(task.statement, *place, UNKNOWN, reason=reason)


# --- the worker -------------------------------------------------------------------------------


def _work(connection: Connection, path: Path, seconds: float) -> None:
    """Body of a worker: receives tasks, sends records, ends when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            from ua_symbolic.development import load

            development = load(path)
            connection.send("ready")
            while True:
                task = connection.recv()
                for outcome in run_here(development, [task], seconds):
                    connection.send(outcome)
        except UserError as problem:
            connection.send(problem)


@dataclass
class _Worker:
    """The parent's view of one worker."""

    process: SpawnProcess
    connection: Connection
    deadline: float
    task: Task | None = None
    reported: set[str] = field(default_factory=set)

    def give(self, task: Task, patience: float) -> None:
        self.task, self.reported = task, set()
        self.deadline = time.monotonic() + patience
        self.connection.send(task)

    def stop(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """A process started meanwhile ignores Ctrl-C from its first instruction on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- the parent -------------------------------------------------------------------------------


def run_in_processes(
    path: Path, tasks: Iterable[Task], seconds: float, jobs: int
) -> Iterator[ObligationRecord | Finished]:
    """Check the tasks in ``jobs`` processes; records of different statements are interleaved.

    Raises UserError if a worker finds the development unusable.
    """
    pool = _Pool(path, list(tasks), seconds)
    try:
        for _ in range(jobs):
            pool.start()
        while pool.workers:
            yield from pool.step()
    finally:
        for worker in pool.workers:
            worker.stop()


class _Pool:
    """The workers, and the tasks that no worker has yet."""

    def __init__(self, path: Path, tasks: list[Task], seconds: float) -> None:
        self._path, self._seconds = path, seconds
        self._waiting = tasks[::-1]
        self._patience = 2 * seconds + PATIENCE
        self.workers: list[_Worker] = []

    def start(self) -> None:
        """One more worker."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        arguments = (theirs, self._path, self._seconds)
        process = context.Process(target=_work, args=arguments, daemon=True)
        with _interrupts_ignored():
            process.start()
        theirs.close()
        self.workers.append(_Worker(process, ours, time.monotonic() + STARTING))

    def step(self) -> Iterator[ObligationRecord | Finished]:
        """Wait for something to happen, and report it."""
        left = min(w.deadline for w in self.workers) - time.monotonic()
        ready = wait([w.connection for w in self.workers], timeout=max(0.0, left))
        for worker in [w for w in self.workers if w.connection in ready]:
            yield from self._hear(worker)
        now = time.monotonic()
        for worker in [w for w in self.workers if w.deadline < now]:
            limit = f"no answer within {self._patience:.0f} s, the worker was stopped"
            yield from self._give_up(worker, limit)

    def _hear(self, worker: _Worker) -> Iterator[ObligationRecord | Finished]:
        try:
            message: Any = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            worker.process.join(5)
            code = worker.process.exitcode
            yield from self._give_up(worker, f"the worker process ended (status {code})")
            return
        if isinstance(message, UserError):
            raise message
        worker.deadline = time.monotonic() + self._patience
        if isinstance(message, ObligationRecord):
            worker.reported.add(message.label)
            yield message
            return
        if isinstance(message, Finished):
            yield message
        self._employ(worker)

    def _employ(self, worker: _Worker) -> None:
        """Give the worker its next task, or send it home."""
        worker.task = None
        if self._waiting:
            worker.give(self._waiting.pop(), self._patience)
        else:
            self._dismiss(worker)

    def _dismiss(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.stop()

    def _give_up(self, worker: _Worker, reason: str) -> Iterator[ObligationRecord | Finished]:
        task = worker.task
        self._dismiss(worker)
        if task is None:
            raise UserError(f"a worker process did not start: {reason}; try --jobs 1")
        yield from _unknown(task, worker.reported, reason)
        yield Finished(task.statement)
        if self._waiting:
            self.start()
