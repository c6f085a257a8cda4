"""Two processes on one claim: the first answer that decides it counts.

One searches for a certificate; the other looks harder for a counterexample and then searches with
the ways in the opposite order.  Answers that decide cannot contradict each other, so which process
is faster changes at most the certificate.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from ua_symbolic.enclosure.falsifier import Counterexample, attack
from ua_symbolic.enclosure.problem import Problem
from ua_symbolic.enclosure.program import UnsupportedError
from ua_symbolic.enclosure.prove import ATTACKS, Outcome, Refuted, Unknown, search_outcome

RUNNERS = 2
PATIENCE = 5.0  # seconds beyond the limit before a process is stopped


def raced(problem: Problem, seconds: float, seed: int = 1) -> Outcome:
    """The outcome for an unfolded problem; without a decision, that of the plain search."""
    runners = [_start(problem, seconds, seed, turn) for turn in range(RUNNERS)]
    undecided: dict[int, Outcome] = {}
    until = time.monotonic() + seconds + PATIENCE
    try:
        open_turns = dict(enumerate(ours for _, ours in runners))
        while open_turns:
            ready = wait(list(open_turns.values()), timeout=max(0.0, until - time.monotonic()))
            if not ready:
                break
            for turn in [t for t, ours in open_turns.items() if ours in ready]:
                outcome = _received(open_turns.pop(turn))
                if not isinstance(outcome, Unknown):
                    return outcome
                undecided[turn] = outcome
    finally:
        for process, ours in runners:
            process.terminate()
            process.join()
            ours.close()
    return undecided[min(undecided)] if undecided else Unknown("out of time")


def _start(
    problem: Problem, seconds: float, seed: int, turn: int
) -> tuple[SpawnProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    arguments = (theirs, problem, seconds, seed, turn)
    process = context.Process(target=_run, args=arguments, daemon=True)
    with _interrupts_ignored():
        process.start()
    theirs.close()
    return process, ours


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """What is started meanwhile ignores an interrupt: the parent decides when to stop."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _received(connection: Connection) -> Outcome:
    try:
        outcome: Outcome = connection.recv()
    except (EOFError, ConnectionResetError):
        return Unknown("a process of the search ended (out of memory?)")
    return outcome


def _run(connection: Connection, problem: Problem, seconds: float, seed: int, turn: int) -> None:
    """What a process does."""
    connection.send(_outcome(problem, time.monotonic() + seconds, seed, turn))
    connection.close()


def _outcome(problem: Problem, deadline: float, seed: int, turn: int) -> Outcome:
    try:
        if turn:
            limit = max(0.0, deadline - time.monotonic()) / 3
            parts = problem.variables, problem.hypotheses, problem.conclusion
            found = attack(*parts, seed=seed, budget=ATTACKS, seconds=limit)
            if isinstance(found, Counterexample):
                return Refuted(found.point, found.reason)
        return search_outcome(problem, deadline, turn)
    except UnsupportedError as error:
        return Unknown(str(error))
