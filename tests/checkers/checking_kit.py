"""Checking a small development that is written in a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ua_symbolic.checkers.automation import automatic_statements, earlier, tagged
from ua_symbolic.checkers.context import Context
from ua_symbolic.checkers.discharge import context_for
from ua_symbolic.checkers.obligations import obligations_of
from ua_symbolic.checkers.run import check
from ua_symbolic.development import Development, load
from ua_symbolic.expressions.terms import Relation
from ua_symbolic.ledger.records import ObligationRecord

__all__ = ["automatic_statements", "earlier", "tagged"]

Records = dict[str, ObligationRecord]


def developed(folder: Path, text: str) -> Development:
    """The development of one file."""
    (folder / "a.ua").write_text(text, encoding="utf-8")
    return load(folder)


def checked(
    development: Development,
    name: str,
    recorded: Mapping[str, ObligationRecord] | None = None,
    seconds: float = 10.0,
) -> Records:
    """The records of one item, by label."""
    return {r.label: r for r in check(development, name, recorded or {}, seconds)}


def by_fingerprint(records: Records) -> dict[str, ObligationRecord]:
    """The records as a ledger hands them over."""
    return {r.fingerprint: r for r in records.values()}


def proved(records: Records) -> bool:
    """Whether everything is discharged."""
    return all(r.status == "discharged" for r in records.values())


def open_labels(records: Records) -> list[str]:
    """The labels of the steps that are not discharged."""
    steps = {k: r for k, r in records.items() if k not in ("attack", "assembly")}
    return [k for k, r in steps.items() if r.status != "discharged"]


class Bench:
    """A context to try single strategies in: variables and hypotheses of one lemma."""

    def __init__(self, folder: Path, clauses: str, *, before: str = "", seconds: float = 20.0):
        text = f"{before}\nlemma it\n{clauses}\n  claim 0 <= 1\n"
        self.development = developed(folder, text)
        item = self.development.items["it"]
        (obligation,) = obligations_of(self.development, item)
        self.reader = obligation.reader
        self.context: Context = context_for(self.development, item, obligation, seconds)
        self._location = item.location

    def relation(self, text: str) -> Relation:
        """A relation in the scope of the lemma, written with <=, <, = and != only."""
        return self.reader.relation(text, self._location).oriented()
