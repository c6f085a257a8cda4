"""A progress bar with the time left, on standard error, only where a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from ua_symbolic.ledger.records import ObligationRecord

T = TypeVar("T")


def shown(
    records: Iterator[ObligationRecord], total: int, *, quiet: bool
) -> Iterator[ObligationRecord]:
    """The same records, with progress shown while they come."""
    return counted(records, total, quiet=quiet, label=lambda record: record.statement)


def counted(
    items: Iterator[T],
    total: int,
    *,
    quiet: bool,
    label: Callable[[T], str] = lambda _: "points",
) -> Iterator[T]:
    """The same items, counted by a bar while they come."""
    if quiet or total == 0 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<32.32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        for item in items:
            progress.update(task, advance=1, description=label(item))
            yield item
