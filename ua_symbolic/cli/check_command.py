"""``ua check``: discharge what is new or stale."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ua_symbolic.cli.locate import find
from ua_symbolic.cli.opening import audit_of, sessions
from ua_symbolic.cli.options import directory_argument, json_option, timeout_option
from ua_symbolic.cli.output import note, say, say_json
from ua_symbolic.errors import UserError
from ua_symbolic.ledger.seal import sealed_text, texts_digest, write_seal

if TYPE_CHECKING:
    from ua_symbolic.audit import Audit
    from ua_symbolic.ledger.records import ObligationRecord
    from ua_symbolic.ledger.session import Session


@dataclass(frozen=True)
class _Work:
    """What to check of one development: all selected names, and those with something to do."""

    session: Session
    selected: tuple[str, ...]
    to_do: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many obligations will be reported."""
        return sum(len(self.session.states[name].obligations) for name in self.to_do)


@click.command("check")
@directory_argument
@click.option("--only", metavar="GLOB", help='Only statements whose id matches, as "sphere.*".')
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    show_default="number of cores",
    metavar="N",
    help="Processes to use.",
)
@timeout_option(60.0, "Seconds for one obligation.")
@click.option("--fresh", is_flag=True, help="Check everything again, whatever is recorded.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    directory: str | None,
    only: str | None,
    jobs: int,
    seconds: float,
    fresh: bool,
    as_json: bool,
) -> None:
    """Discharge what is new or stale in DIR (proofs/ without it) and record it in the ledger.

    Exit status: 0 all discharged, 1 something open, unknown or refuted, 2 bad input.
    """
    started = time.monotonic()
    folder = _whole(directory, only, as_json)
    if folder is not None and not fresh and (text := sealed_text(folder)) is not None:
        say(f"{text} (0 checked now, {time.monotonic() - started:.1f} s)")
        return
    texts = "" if folder is None else texts_digest(folder)  # before anything is read
    work = _select(sessions(directory), only, fresh)
    checked = _check(work, seconds, jobs, fresh, quiet=as_json)
    audits = [_audit_again(w) for w in work]
    selected = [name for w in work for name in w.selected]
    took = time.monotonic() - started
    if as_json:
        from ua_symbolic.report.audit_json import check_data

        say_json(check_data(audits, selected, took, checked))
    else:
        from ua_symbolic.report.check_text import check_text

        report = check_text(audits, selected, took, checked)
        say(report)
        if folder is not None and _all_discharged(audits, selected):
            write_seal(folder, report.rpartition(" (")[0], texts)
    context.exit(0 if _all_discharged(audits, selected) else 1)


def _whole(directory: str | None, only: str | None, as_json: bool) -> Path | None:
    """The folder, if all of one development is asked for, in words: what a seal can answer."""
    paths = find(directory)
    plain = only is None and not as_json and len(paths) == 1 and paths[0].is_dir()
    return paths[0] if plain else None


def _select(opened: Sequence[Session], only: str | None, fresh: bool) -> list[_Work]:
    work = []
    for session in opened:
        names = tuple(n for n in session.states if only is None or _matches(n, only))
        work.append(_Work(session, names, session.names_to_check(names, fresh=fresh)))
    if only is not None and not any(w.selected for w in work):
        known = [name for session in opened for name in session.states]
        close = get_close_matches(only, known, n=1)
        hint = f"did you mean {close[0]}?" if close else "ua audit lists the ids"
        raise UserError(f"--only {only!r:.80}: no statement matches\n{hint}")
    return work


def _matches(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) or fnmatchcase(name.removeprefix("definition "), pattern)


def _check(work: list[_Work], seconds: float, jobs: int, fresh: bool, *, quiet: bool) -> int:
    """Run the checks, with a progress bar on standard error; how many records there were."""
    from ua_symbolic.cli.progress import shown

    total = sum(w.size for w in work)
    count = 0
    try:
        for _ in shown(_records(work, seconds, jobs, fresh), total, quiet=quiet):
            count += 1
    except KeyboardInterrupt:
        note(f"{count} of {total} obligations are recorded, ua check goes on from there")
        raise
    return count


def _records(
    work: list[_Work], seconds: float, jobs: int, fresh: bool
) -> Iterator[ObligationRecord]:
    for w in work:
        yield from w.session.check(w.to_do, seconds=seconds, jobs=jobs, fresh=fresh)


def _audit_again(work: _Work) -> Audit:
    from ua_symbolic.ledger.session import refreshed

    return audit_of(refreshed(work.session) if work.to_do else work.session)


def _all_discharged(audits: Sequence[Audit], selected: Sequence[str]) -> bool:
    wanted = set(selected)
    statements = [s for a in audits for s in a.statements.values() if s.id in wanted]
    return all(o.discharged for s in statements for o in s.obligations)
