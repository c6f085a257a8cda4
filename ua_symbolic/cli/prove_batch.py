"""``ua prove --batch FILE``: many claims, one JSON object for each, in order."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ua_symbolic.cli.claims import EXIT, as_data, decide, problems
from ua_symbolic.cli.output import say
from ua_symbolic.errors import UserError

FIRST = ("bad input", "refuted", "unknown")  # which status decides the exit status


def run(file: Path, seconds: float) -> int:
    """Decide every claim of a file, ``seconds`` for each, and return the exit status.

    A line that cannot be read gives an object with status ``bad input``; the others are decided.
    """
    seen = set()
    for line in _lines(file):
        result = _result(line, seconds)
        seen.add(result["status"])
        say(json.dumps(result, ensure_ascii=False, allow_nan=False))
    return next((EXIT[status] for status in FIRST if status in seen), 0)


def _lines(file: Path) -> Iterator[str]:
    try:
        with file.open(encoding="utf-8") as stream:
            yield from (line for line in stream if line.strip())
    except OSError as problem:
        raise UserError(f"{file}: cannot be read ({problem.strerror})") from problem
    except UnicodeDecodeError as problem:
        raise UserError(f"{file}: is no text in UTF-8") from problem


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
