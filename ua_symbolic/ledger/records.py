"""What the ledger records: plain data, one record for each obligation of each statement."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ua_symbolic.errors import UserError

DISCHARGED, UNKNOWN, REFUTED = "discharged", "unknown", "refuted"
STATUSES = (DISCHARGED, UNKNOWN, REFUTED)


class LedgerError(UserError):
    """A ledger cannot be read, or its folder cannot be written."""


@dataclass(frozen=True)
class ObligationRecord:
    """The outcome of one obligation under the fingerprint of exactly what was checked.

    ``proof`` is the proof object as plain data; it lives in the certificate file of the
    statement, the ledger keeps its ``digest`` (sha256 of its canonical JSON).
    """

    statement: str
    label: str  # "definedness 1", "link 3", "conclusion"; unique within the statement
    goal: str
    line: int
    fingerprint: str
    status: str  # discharged | unknown | refuted
    checker: str = ""  # what closed it: "algebra", "sphere.cap_lower", "linear", ...
    assurance: str = ""  # kernel | two checkers | one checker
    engines: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()  # statements used, directly, by this obligation
    definitions: tuple[str, ...] = ()
    hypotheses_used: tuple[int, ...] = ()  # indices of the statement's own hypotheses
    reason: str = ""
    counterexample: tuple[tuple[str, str], ...] = ()
    seconds: float = field(default=0.0, compare=False)
    digest: str = ""
    proof: Any = field(default=None, compare=False, repr=False)


def canonical_json(data: object) -> str:
    """The one JSON text of plain data: sorted keys, no spaces, ASCII.

    >>> canonical_json({"b": 1, "a": [None]})
    '{"a":[null],"b":1}'
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(proof: object) -> str:
    """The sha256 of the canonical JSON of a proof object, empty for none."""
    return "" if proof is None else hashlib.sha256(canonical_json(proof).encode()).hexdigest()


def with_digest(record: ObligationRecord) -> ObligationRecord:
    """The record with the digest of the proof that it carries."""
    return replace(record, digest=digest_of(record.proof)) if record.proof is not None else record


def natural_key(text: str) -> tuple[tuple[int, str], ...]:
    """A sort key under which ``link 2`` comes before ``link 10``.

    >>> sorted(["link 10", "link 2"], key=natural_key)
    ['link 2', 'link 10']
    """
    return tuple((int(d), "") if d else (-1, w) for d, w in re.findall(r"(\d+)|(\D+)", text))


# --- reading and writing ----------------------------------------------------------------------


def record_to_data(record: ObligationRecord, *, with_proof: bool = False) -> dict[str, Any]:
    """A flat JSON object that leaves out whatever is empty; ``seconds`` to one decimal."""
    data: dict[str, Any] = {}
    for part in fields(record):
        value = getattr(record, part.name)
        if part.name != "proof" and value != part.default:
            data[part.name] = _plain(value)
    data["seconds"] = round(record.seconds, 1)
    if with_proof and record.proof is not None:
        data["proof"] = record.proof
    return data


def record_from_data(data: object) -> ObligationRecord:
    """The record that ``record_to_data`` wrote; LedgerError for anything else."""
    if not isinstance(data, dict) or not set(data) <= set(_READERS):
        raise LedgerError("not a record of an obligation")
    missing = [name for name in _REQUIRED if name not in data]
    if missing:
        raise LedgerError(f"a record without {', '.join(missing)}")
    values = {name: _READERS[name](name, value) for name, value in data.items()}
    if values["status"] not in STATUSES:
        raise LedgerError(f"unknown status {values['status']!r:.40} in a record")
    return ObligationRecord(**values)


def _plain(value: Any) -> Any:
    return [_plain(v) for v in value] if isinstance(value, tuple) else value


def _typed(kind: type, name: str, value: object) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise LedgerError(f"{name} of a record is {type(value).__name__}, not {kind.__name__}")
    return value


def _text(name: str, value: object) -> str:
    return str(_typed(str, name, value))


def _texts(name: str, value: object) -> tuple[str, ...]:
    return tuple(_text(name, v) for v in _typed(list, name, value))


def _integer(name: str, value: object) -> int:
    return int(_typed(int, name, value))


def _integers(name: str, value: object) -> tuple[int, ...]:
    return tuple(_integer(name, v) for v in _typed(list, name, value))


def _seconds(name: str, value: object) -> float:
    return float(value) if isinstance(value, int) else float(_typed(float, name, value))


def _pairs(name: str, value: object) -> tuple[tuple[str, str], ...]:
    pairs = tuple(_texts(name, v) for v in _typed(list, name, value))
    if any(len(pair) != 2 for pair in pairs):
        raise LedgerError(f"{name} of a record is not a list of pairs")
    return tuple((key, val) for key, val in pairs)


def _anything(_: str, value: object) -> object:
    return value


_READERS: dict[str, Callable[[str, object], Any]] = {
    "statement": _text,
    "label": _text,
    "goal": _text,
    "line": _integer,
    "fingerprint": _text,
    "status": _text,
    "checker": _text,
    "assurance": _text,
    "engines": _texts,
    "rests_on": _texts,
    "definitions": _texts,
    "hypotheses_used": _integers,
    "reason": _text,
    "counterexample": _pairs,
    "seconds": _seconds,
    "digest": _text,
    "proof": _anything,
}
_REQUIRED = ("statement", "label", "goal", "line", "fingerprint", "status")
