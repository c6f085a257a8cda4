"""A development together with its ledger: what there is to do, and doing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ua_symbolic.ledger.records import ObligationRecord
from ua_symbolic.ledger.state import StatementState, compare
from ua_symbolic.ledger.store import Ledger, Records
from ua_symbolic.ledger.workers import Finished, Task, run_here, run_in_processes

if TYPE_CHECKING:
    from ua_symbolic.development import Development

UNPLANNED = ("opaque", "fact")
"""Kinds that have nothing to check: names without a formula, and facts that are trusted."""


@dataclass(frozen=True)
class Session:
    """One development, what its ledger says, and the state of each statement."""

    development: Development
    ledger: Ledger
    records: Records
    states: Mapping[str, StatementState]

    def names_to_check(self, names: Iterable[str], *, fresh: bool) -> tuple[str, ...]:
        """Of ``names`` those with something to do; all of them if ``fresh``."""
        return tuple(name for name in names if fresh or self.states[name].pending)

    def check(
        self, names: Iterable[str], *, seconds: float, jobs: int, fresh: bool
    ) -> Iterator[ObligationRecord]:
        """Check the named statements, each obligation recorded as soon as it is finished.

        The journal is merged at the end, also if the iteration is abandoned or interrupted.
        """
        tasks = [self._task(name, fresh=fresh) for name in self._longest_first(names)]
        if not tasks:
            self._drop_what_is_gone()
            return
        self.ledger.require_writable()
        try:
            yield from self._record(self._run(tasks, seconds, jobs))
            self.ledger.keep_only(self.states)
        finally:
            self.ledger.merge()

    def check_quietly(self, name: str, seconds: float) -> Iterator[ObligationRecord]:
        """Check one statement in this process and record nothing."""
        for outcome in run_here(self.development, [self._task(name, fresh=False)], seconds):
            if not isinstance(outcome, Finished):
                yield outcome

    def _run(
        self, tasks: list[Task], seconds: float, jobs: int
    ) -> Iterator[ObligationRecord | Finished]:
        if jobs == 1:
            return run_here(self.development, tasks, seconds)
        return run_in_processes(self.development.path, tasks, seconds, min(jobs, len(tasks)))

    def _record(
        self, outcomes: Iterator[ObligationRecord | Finished]
    ) -> Iterator[ObligationRecord]:
        for outcome in outcomes:
            if isinstance(outcome, Finished):
                self.ledger.finish(outcome.statement, self.states[outcome.statement].labels)
            else:
                self.ledger.append(outcome)
                yield outcome

    def _task(self, name: str, *, fresh: bool) -> Task:
        planned = tuple(o.planned for o in self.states[name].obligations)
        return Task(name, planned, {} if fresh else self._recorded(name))

    def _recorded(self, name: str) -> dict[str, ObligationRecord]:
        """The records of a statement with their proofs, by fingerprint."""
        proofs = self.ledger.proofs(name)
        own = self.records.get(name, {}).values()
        return {r.fingerprint: replace(r, proof=proofs.get(r.fingerprint)) for r in own}

    def _longest_first(self, names: Iterable[str]) -> list[str]:
        """What took long last time comes first, so that the last worker is not left alone."""
        took = {n: sum(r.seconds for r in self.records.get(n, {}).values()) for n in names}
        return sorted(took, key=lambda name: -took[name])

    def _drop_what_is_gone(self) -> None:
        gone = set(self.records) - set(self.states)
        leftover = [n for n, s in self.states.items() if s.leftover]
        if gone:
            self.ledger.keep_only(self.states)
        for name in leftover:
            self.ledger.finish(name, self.states[name].labels)
        if self.ledger.journal.exists():
            self.ledger.merge()


def open_session(path: Path) -> Session:
    """Load a development and its ledger and compare them.

    Raises DevelopmentError or LedgerError, which name the place.
    """
    from ua_symbolic.development import load

    return session_of(load(path))


def session_of(development: Development) -> Session:
    """A loaded development compared with its ledger; LedgerError if that is not one."""
    from ua_symbolic.checkers.run import plan

    path = development.path
    ledger = Ledger(path if path.is_dir() else path.parent)
    records = ledger.read()
    names = [name for name, item in development.items.items() if item.kind not in UNPLANNED]
    states = {name: compare(name, plan(development, name), records.get(name, {})) for name in names}
    return Session(development, ledger, records, states)


def refreshed(session: Session) -> Session:
    """The same development compared with what its ledger says now."""
    records = session.ledger.read()
    states = {
        name: compare(name, [o.planned for o in state.obligations], records.get(name, {}))
        for name, state in session.states.items()
    }
    return Session(session.development, session.ledger, records, states)
