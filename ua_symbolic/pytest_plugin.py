"""A pytest plugin: every statement of a development is a test item.

``pytest proofs/`` collects each ``*.ua`` file; the item ``sphere.cap_lower`` fails with the reason
if an obligation of that statement is not discharged.  What the ledger holds under its present
fingerprint is believed, the rest is checked; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ua_symbolic.errors import UserError

if TYPE_CHECKING:
    from ua_symbolic.ledger.records import ObligationRecord
    from ua_symbolic.ledger.session import Session

SECONDS = 60.0  # for one obligation


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the source files of developments."""
    if file_path.suffix != ".ua" or not _meant(file_path, parent.config):
        return None
    return DevelopmentFile.from_parent(parent, path=file_path)


def _meant(file: Path, config: pytest.Config) -> bool:
    """Whether somebody asked for the folder or the file, not merely for a folder far above it.

    The facts that come with the package are no development.
    """
    if file.resolve().parent == Path(__file__).resolve().parent / "development":
        return False
    asked = [Path(str(a).split("::")[0]).resolve() for a in config.args]
    folder = file.resolve().parent
    return any(a in (file.resolve(), folder, folder.parent) for a in asked)


class DevelopmentFile(pytest.File):
    """One source file; its statements are the items."""

    def collect(self) -> Iterator[pytest.Item]:
        """The statements that stand in this file, in reading order."""
        session = _session(self.path.parent, self.config)
        for name in session.states:
            item = session.development.items[name]
            if item.file.resolve() == self.path.resolve():
                yield StatementItem.from_parent(self, name=name, session_=session)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], **kwargs: Any) -> Any:  # type: ignore[override]
        """Without a traceback where the development itself is wrong."""
        if isinstance(excinfo.value, UserError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


_SESSIONS = pytest.StashKey[dict[Path, "Session"]]()


def _session(folder: Path, config: pytest.Config) -> Session:
    from ua_symbolic.ledger.session import open_session

    opened = config.stash.setdefault(_SESSIONS, {})
    if folder not in opened:
        opened[folder] = open_session(folder)
    return opened[folder]


class NotDischargedError(Exception):
    """An obligation is open, unknown or refuted."""


class StatementItem(pytest.Item):
    """One statement: passes if every obligation is discharged."""

    def __init__(self, *, session_: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._opened = session_

    def runtest(self) -> None:
        """Believe the ledger where it is fresh, check the rest."""
        from ua_symbolic.ledger.records import DISCHARGED

        if not self._opened.states[self.name].pending:
            return
        found = [r for r in self._check() if r.status != DISCHARGED]
        if found:
            file = self._opened.development.items[self.name].file
            raise NotDischargedError("\n".join(_explained(file, r) for r in found))

    def _check(self) -> Iterator[ObligationRecord]:
        return self._opened.check_quietly(self.name, SECONDS)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], **kwargs: Any) -> Any:  # type: ignore[override]
        """The places and reasons instead of a traceback."""
        if isinstance(excinfo.value, NotDischargedError | UserError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the statement stands."""
        item = self._opened.development.items[self.name]
        return item.file, item.line - 1, f"statement {self.name}"


def _explained(file: Path, record: ObligationRecord) -> str:
    point = ", ".join(f"{k} = {v}" for k, v in record.counterexample)
    parts = [f"{file}:{record.line}: {record.label}: {record.status}", f"  to show  {record.goal}"]
    if record.reason:
        parts.append(f"  because  {record.reason}")
    if point:
        parts.append(f"  fails at {point}")
    return "\n".join(parts)
