"""The seal of a development: its texts and its ledger, as they were when all was discharged.

Reading and planning a large development takes seconds; comparing a digest does not.  The seal is
no evidence and is not committed: it only says that nothing has changed since the ledger, which it
covers too, was found complete.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ua_symbolic.ledger.files import replace_file
from ua_symbolic.ledger.records import LedgerError

SEAL, LEDGER, JOURNAL = "seal.json", "ledger.jsonl", "journal.jsonl"


def inputs_digest(folder: Path) -> str:
    """sha256 over everything on which the outcome of a check depends."""
    from ua_symbolic import __version__
    from ua_symbolic.checkers.version import VERSION

    facts = Path(__file__).parent.parent / "development" / "facts.ua"
    total = hashlib.sha256(f"{__version__} {VERSION}".encode())
    certificates = sorted((folder / "certificates").glob("*"))
    for file in [facts, *sorted(folder.glob("*.ua")), folder / LEDGER, *certificates]:
        content = file.read_bytes()
        total.update(f"\0{file.name} {len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def sealed_text(folder: Path) -> str | None:
    """What a check would print of an unchanged, fully discharged development; else None."""
    try:
        seal = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        unchanged = seal["digest"] == inputs_digest(folder) and not (folder / JOURNAL).exists()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(seal["text"]) if unchanged else None


def write_seal(folder: Path, text: str) -> None:
    """Seal a development of which everything is discharged; silently not, if it is read-only."""
    try:
        content = {"digest": inputs_digest(folder), "text": text}
        replace_file(folder / SEAL, json.dumps(content, indent=1).encode())
    except (OSError, LedgerError):
        return
