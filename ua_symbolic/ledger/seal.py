"""The seal of a development: its texts and its ledger, as they were when all was discharged.

Reading and planning a large development takes seconds; comparing a digest does not.  The seal is
no evidence and is not committed: it only says that nothing has changed since the ledger, which it
covers too, was found complete.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from ua_symbolic.ledger.files import replace_file
from ua_symbolic.ledger.records import LedgerError
from ua_symbolic.ledger.store import CERTIFICATES, JOURNAL, LEDGER

SEAL = "seal.json"


def texts_digest(folder: Path) -> str:
    """sha256 over the texts and the versions: what a check reads before it starts."""
    from ua_symbolic import __version__
    from ua_symbolic.checkers.version import VERSION

    facts = Path(__file__).parent.parent / "development" / "facts.ua"
    return _digest(f"{__version__} {VERSION}", [facts, *sorted(folder.glob("*.ua"))])


def inputs_digest(folder: Path) -> str:
    """sha256 over everything on which the outcome of a check depends."""
    recorded = [folder / LEDGER, *sorted((folder / CERTIFICATES).glob("*"))]
    return _digest(texts_digest(folder), recorded)


def _digest(start: str, files: Iterable[Path]) -> str:
    total = hashlib.sha256(start.encode())
    for file in files:
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


def write_seal(folder: Path, text: str, texts: str) -> None:
    """Seal a development of which everything is discharged; silently not, if it is read-only.

    ``texts`` is the ``texts_digest`` from before the check: what was edited meanwhile was not
    checked, so it is not sealed.
    """
    try:
        if texts_digest(folder) != texts:
            return
        content = {"digest": inputs_digest(folder), "text": text}
        replace_file(folder / SEAL, json.dumps(content, indent=1).encode())
    except (OSError, LedgerError):
        return
