"""``ua prove --batch FILE``: many claims, one JSON object for each, in the order of the lines."""

from __future__ import annotations

import gc
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ua_symbolic.cli.claims import EXIT, as_data, decide, problems
from ua_symbolic.cli.output import say
from ua_symbolic.errors import UserError

Decided = Callable[[str], tuple[str, str]]
FIRST = ("bad input", "refuted", "unknown")  # which status decides the exit status
SELDOM = 50_000, 20, 100  # of new objects, and of collections of younger ones
AHEAD = 16  # lines given to each process before their turn to be printed


def run(file: Path, seconds: float, jobs: int = 1) -> int:
    """Decide every claim of a file, ``seconds`` for each, and return the exit status.

    A line that cannot be read gives an object with status ``bad input``; the others are decided.
    With several ``jobs`` the claims are shared out; the objects come in the order of the lines.
    """
    if jobs == 1:
        _make_ready()
    seen = set()
    decided = partial(_decided, seconds=seconds)
    lines = _lines(file)
    found = map(decided, lines) if jobs == 1 else _shared(decided, lines, jobs)
    for status, text in found:
        seen.add(status)
        say(text)
        sys.stdout.flush()
    return next((EXIT[status] for status in FIRST if status in seen), 0)


def _shared(decided: Decided, lines: Iterator[str], jobs: int) -> Iterator[tuple[str, str]]:
    """The results in order, from several processes that stay a little ahead."""
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin)
    waiting: deque[Future[tuple[str, str]]] = deque()
    try:
        for line in lines:
            waiting.append(pool.submit(decided, line))
            while len(waiting) > AHEAD * jobs or (waiting and waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as problem:
        fault = "a process of the batch ended (out of memory?); try --jobs 1"
        raise UserError(fault) from problem
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    _make_ready()


def _make_ready() -> None:
    """Import what claims need in the end, and look for garbage seldom: terms hold no cycles."""
    import ua_symbolic.enclosure.falsifier
    import ua_symbolic.enclosure.paving
    import ua_symbolic.enclosure.strategies  # noqa: F401

    gc.set_threshold(*SELDOM)


def _lines(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8") as stream:
            yield from (line for line in stream if line.strip())
    except OSError as problem:
        raise UserError(f"{file}: cannot be read ({problem.strerror})") from problem
    except UnicodeDecodeError as problem:
        raise UserError(f"{file}: is no text in UTF-8") from problem


def _decided(line: str, seconds: float) -> tuple[str, str]:
    """Status of a line, and the object that is printed for it."""
    result = _result(line, seconds)
    return result["status"], json.dumps(result, ensure_ascii=False, allow_nan=False)


def _result(line: str, seconds: float) -> dict[str, Any]:
    started = time.monotonic()
    claim = ""
    try:
        claim, domains, hypotheses = _entry(line)
        answer = decide(problems(claim, domains, hypotheses), started + seconds)
    except UserError as problem:
        return _bad(claim, str(problem))
    except RecursionError:
        return _bad(claim, "the input is nested too deeply")
    return as_data(claim, answer, round(time.monotonic() - started, 3))


def _bad(claim: str, reason: str) -> dict[str, Any]:
    return {"claim": claim, "status": "bad input", "reason": " ".join(reason.split())}


def _entry(line: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    try:
        data = json.loads(line)
    except ValueError as problem:
        raise UserError(f"a line that is no JSON: {problem}") from None
    if not isinstance(data, dict) or not isinstance(data.get("claim"), str):
        raise UserError('a line must be an object with a text "claim"')
    return data["claim"], _texts(data, "on"), _texts(data, "given")


def _texts(data: dict[str, Any], name: str) -> tuple[str, ...]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise UserError(f'"{name}" must be a list of texts')
    return tuple(found)
