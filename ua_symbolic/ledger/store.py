"""The ledger on disk: ``ledger.jsonl`` and ``certificates/`` in the folder of a development.

The ledger is one line for each obligation, sorted, without times of day, so that two runs that
find the same write the same bytes.  While a check runs, every finished obligation is appended to
``journal.jsonl``; the journal is merged at the end, or by whoever comes next.  So a process may
be killed at any moment: a last line cut short is ignored, everything before it counts.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ua_symbolic.ledger.files import append_line, locked, pack, replace_file, unpack, unwritable
from ua_symbolic.ledger.records import (
    LedgerError,
    ObligationRecord,
    canonical_json,
    digest_of,
    natural_key,
    record_from_data,
    record_to_data,
    with_digest,
)

FORMAT = 1
LEDGER, JOURNAL, CERTIFICATES = "ledger.jsonl", "journal.jsonl", "certificates"

Records = dict[str, dict[str, ObligationRecord]]  # statement -> label -> record


@dataclass(frozen=True)
class Ledger:
    """What is recorded in the folder of one development."""

    folder: Path

    @property
    def file(self) -> Path:
        """The ledger proper."""
        return self.folder / LEDGER

    @property
    def journal(self) -> Path:
        """What a running or interrupted check has finished since."""
        return self.folder / JOURNAL

    def read(self) -> Records:
        """Everything recorded, that of running and interrupted checks included, without proofs.

        Raises LedgerError if the ledger is not one.
        """
        with locked(self.folder):
            records = read_ledger(self.file)
            for entry in _read_journal(self.journal):
                _apply(records, entry)
        return {name: {k: _light(r) for k, r in own.items()} for name, own in records.items()}

    def require_writable(self) -> None:
        """LedgerError, before any work is done, if nothing can be recorded here."""
        if not os.access(self.folder, os.W_OK):
            raise unwritable(self.folder, PermissionError(errno.EACCES, "permission denied"))

    def append(self, record: ObligationRecord) -> None:
        """Record one finished obligation at once."""
        entry = record_to_data(with_digest(record), with_proof=True)
        self._append({"record": entry})

    def finish(self, statement: str, labels: Iterable[str]) -> None:
        """Say that ``statement`` has exactly these obligations: others are dropped."""
        self._append({"finished": statement, "labels": list(labels)})

    def keep_only(self, statements: Iterable[str]) -> None:
        """Say that the development has exactly these statements: others are dropped."""
        self._append({"statements": sorted(statements)})

    def merge(self) -> None:
        """Move the journal into the ledger and the certificates; nothing to do without one."""
        with locked(self.folder):
            if not self.journal.exists():
                return
            before = read_ledger(self.file)
            after = {name: dict(own) for name, own in before.items()}
            for entry in _read_journal(self.journal):
                _apply(after, entry)
            for name in sorted(set(before) | set(after)):
                if before.get(name, {}) != after.get(name, {}) or _carries_proof(after.get(name)):
                    self._write_certificates(name, after.get(name, {}))
            replace_file(self.file, _ledger_text(self.folder.name, before, after).encode())
            self._remove_journal()

    def proofs(self, statement: str) -> dict[str, Any]:
        """The proof objects of a statement by fingerprint; empty if there are none.

        Raises LedgerError if the certificate file is not one.
        """
        return read_certificates(self.certificate_file(statement), statement)

    def certificate_file(self, statement: str) -> Path:
        """Where the proof objects of a statement are kept."""
        name = re.sub(r"[^A-Za-z0-9_.]+", "-", statement)
        return self.folder / CERTIFICATES / f"{name}.json.gz"

    def _append(self, entry: Mapping[str, Any]) -> None:
        with locked(self.folder):
            append_line(self.journal, canonical_json(entry))

    def _remove_journal(self) -> None:
        try:
            self.journal.unlink(missing_ok=True)
        except OSError as problem:
            raise unwritable(self.folder, problem) from problem

    def _write_certificates(self, statement: str, records: Mapping[str, ObligationRecord]) -> None:
        """Keep the proofs that some record points to, in the old file or in the new records."""
        file = self.certificate_file(statement)
        old = _certificates_or_nothing(file, statement)
        kept: dict[str, Any] = {}
        for record in records.values():
            proof = old.get(record.fingerprint) if record.proof is None else record.proof
            if record.digest and proof is not None and digest_of(proof) == record.digest:
                kept[record.fingerprint] = proof
        if kept and kept != old:
            replace_file(file, pack({"statement": statement, "obligations": kept}))
        elif not kept and file.exists():
            file.unlink()


# --- pieces -----------------------------------------------------------------------------------


def read_ledger(file: Path) -> Records:
    """The records of a ledger file, none if there is no file; LedgerError if it is not one."""
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as problem:
        raise _unreadable(file, 1, "cannot be read") from problem
    records: Records = {}
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            data = json.loads(line)
            if number == 1:
                _check_header(data)
                continue
            record = record_from_data(data)
        except (ValueError, RecursionError) as problem:
            raise _unreadable(file, number, "not a line of a ledger") from problem
        except LedgerError as problem:
            raise _unreadable(file, number, str(problem)) from problem
        records.setdefault(record.statement, {})[record.label] = record
    return records


def _check_header(data: object) -> None:
    if not isinstance(data, dict) or "ledger" not in data:
        raise LedgerError("not a ledger")
    if data["ledger"] != FORMAT:
        raise LedgerError(f"a ledger of another version of ua ({data['ledger']!r:.20})")


def _unreadable(file: Path, line: int, why: str) -> LedgerError:
    return LedgerError(
        f"{file}:{line}: {why}\nrestore the file, or delete it and run: ua check {file.parent}"
    )


def _ledger_text(name: str, before: Records, after: Records) -> str:
    lines = [canonical_json({"ledger": FORMAT, "development": name})]
    for statement in sorted(after):
        for label in sorted(after[statement], key=natural_key):
            record = after[statement][label]
            old = before.get(statement, {}).get(label)
            if old == record:  # but for its seconds
                record = old
            lines.append(canonical_json(record_to_data(record)))
    return "\n".join(lines) + "\n"


def _read_journal(file: Path) -> list[dict[str, Any]]:
    """The whole lines of a journal; a line cut short by the death of its writer is skipped."""
    entries = []
    content = file.read_bytes() if file.exists() else b""
    for line in content.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            entries.append(entry)
    return entries


def _apply(records: Records, entry: Mapping[str, Any]) -> None:
    if "record" in entry:
        record = record_from_data(entry["record"])
        records.setdefault(record.statement, {})[record.label] = record
    elif "finished" in entry:
        own = records.get(entry["finished"], {})
        for label in set(own) - set(entry["labels"]):
            del own[label]
    elif "statements" in entry:
        for name in set(records) - set(entry["statements"]):
            del records[name]


def _light(record: ObligationRecord) -> ObligationRecord:
    return record if record.proof is None else replace(record, proof=None)


def _carries_proof(records: Mapping[str, ObligationRecord] | None) -> bool:
    return any(r.proof is not None for r in (records or {}).values())


def read_certificates(file: Path, statement: str) -> dict[str, Any]:
    """The proof objects of a certificate file by fingerprint, none if there is no file."""
    try:
        content = file.read_bytes() if file.exists() else None
        data = {"statement": statement, "obligations": {}} if content is None else unpack(content)
    except (OSError, ValueError) as problem:
        raise _damaged(file) from problem
    if not isinstance(data, dict) or data.get("statement") != statement:
        raise _damaged(file)
    proofs = data.get("obligations")
    if not isinstance(proofs, dict):
        raise _damaged(file)
    return proofs


def _damaged(file: Path) -> LedgerError:
    return LedgerError(
        f"{file}: not a certificate file of this version\n"
        f"restore the file, or delete it and run: ua check --fresh {file.parent.parent}"
    )


def _certificates_or_nothing(file: Path, statement: str) -> dict[str, Any]:
    try:
        return read_certificates(file, statement)
    except LedgerError:
        return {}
