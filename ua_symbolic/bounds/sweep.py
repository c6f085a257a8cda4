"""A closed form along one or several parameters: exact points, certain digits at each."""

from __future__ import annotations

import contextlib
import csv
import io
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from multiprocessing import get_context
from time import perf_counter

from ua_symbolic.bounds.form import ClosedForm
from ua_symbolic.bounds.resolution import Definitions
from ua_symbolic.bounds.value import IntegerValue, bound_value
from ua_symbolic.errors import DomainError, UserError
from ua_symbolic.expressions.parser import parse_value
from ua_symbolic.expressions.terms import Number, Term, number
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.theory import Definition

FORM = "write --sweep NAME=FIRST..LAST:log:COUNT, NAME=FIRST..LAST:lin:COUNT or NAME=FIRST..LAST"
MOST_POINTS = 100_000
TRIAL_SECONDS = 1.0  # spent in this process before the rest may go to several
WORTH_SECONDS = 4.0  # of remaining work: below, starting processes costs more than it saves
CHUNK_SECONDS = 0.5  # of work sent to a process at a time
LOG_DIGITS = 12
"""Inner points of a logarithmic sweep are rounded to so many digits: exact, readable numbers."""


@dataclass(frozen=True)
class Sweep:
    """A parameter and the exact values it takes, in order."""

    name: str
    values: tuple[Term, ...]


@dataclass(frozen=True)
class Row:
    """One point: the parameters, and the value as text or the reason why there is none."""

    at: tuple[tuple[str, str], ...]
    text: str
    is_integer: bool
    error: str = ""


def parse_sweep(text: str) -> Sweep:
    """``eps=1e-1..1e-6:log:25``, ``L=1..2:lin:11``, ``m=1..10`` (integers, one by one).

    Raises UserError for anything else, for a count below 2 and for log ends that are not positive.

    >>> [to_text(v) for v in parse_sweep("eps=1..1/100:log:3").values]
    ['1', '1/10', '1/100']
    """
    name, equals, rest = text.partition("=")
    ends, *options = rest.split(":")
    first, dots, last = ends.partition("..")
    if not equals or not dots or len(options) not in (0, 2):
        raise UserError(f"--sweep {text!r:.80}: {FORM}")
    low, high = _rational(name, first), _rational(name, last)
    return Sweep(name.strip(), tuple(_points(text, low, high, options)))


def _rational(name: str, text: str) -> Fraction:
    value = parse_value(text)
    if not isinstance(value, Number):
        raise UserError(f"--sweep {name}: the ends are rational numbers, not {text!r:.40}")
    return value.value


def _points(text: str, low: Fraction, high: Fraction, options: Sequence[str]) -> Iterator[Term]:
    if not options:
        if low.denominator != 1 or high.denominator != 1:
            raise UserError(f"--sweep {text!r:.80}: without a count both ends are integers")
        step = 1 if low <= high else -1
        return (number(v) for v in range(int(low), int(high) + step, step))
    kind, count_text = options
    if kind not in ("log", "lin") or not count_text.isdigit() or not int(count_text) >= 2:
        raise UserError(f"--sweep {text!r:.80}: {FORM}")
    count = int(count_text)
    if count > MOST_POINTS:
        raise UserError(f"--sweep {text!r:.80}: at most {MOST_POINTS} points")
    if kind == "lin":
        return (number(low + (high - low) * i / (count - 1)) for i in range(count))
    if low <= 0 or high <= 0:
        raise UserError(f"--sweep {text!r:.80}: a logarithmic sweep needs positive ends")
    return (number(_between(low, high, i, count)) for i in range(count))


def _between(low: Fraction, high: Fraction, i: int, count: int) -> Fraction:
    """The i-th of ``count`` points in geometric progression, the ends exact."""
    if i in (0, count - 1):
        return low if i == 0 else high
    from flint import arb, ctx, fmpq

    with ctx.workprec(128):
        ratio = arb(fmpq(high.numerator, high.denominator)) / fmpq(low.numerator, low.denominator)
        value = arb(fmpq(low.numerator, low.denominator)) * ratio ** fmpq(i, count - 1)
        return Fraction(value.str(LOG_DIGITS, radius=False))


def plain_text(value: Term) -> str:
    """A value as spreadsheets read it: a finite decimal where it is one.

    >>> plain_text(number("1/8")), plain_text(number("1/3"))
    ('0.125', '1/3')
    """
    if not isinstance(value, Number) or value.value.denominator == 1:
        return to_text(value)
    rest, places = value.value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        places = max(places, count)
    if rest != 1:
        return to_text(value)
    scaled = abs(value.value) * 10**places
    digits = str(int(scaled)).rjust(places + 1, "0")
    return f"{'-' if value.value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def count(sweeps: Sequence[Sweep]) -> int:
    """How many points there are; UserError if there are too many."""
    total = prod(len(s.values) for s in sweeps)
    if total > MOST_POINTS:
        raise UserError(f"--sweep: {total:,} points; at most {MOST_POINTS:,} in all")
    return total


def rows(
    form: ClosedForm,
    fixed: Mapping[str, Term],
    sweeps: Sequence[Sweep],
    definitions: Definitions,
    digits: int = 30,
    jobs: int = 1,
) -> Iterator[Row]:
    """The value at every combination of the sweeps, the last one moving fastest.

    Each row comes as soon as it is known and those before it are; what remains after a while is
    divided among ``jobs`` processes if it is much.
    """
    names, left = [s.name for s in sweeps], count(sweeps)
    points = (
        {**fixed, **dict(zip(names, values, strict=True))}
        for values in product(*[s.values for s in sweeps])
    )
    work = _Work.of(form, definitions, digits)
    spent, done = 0.0, 0
    for point in points:
        started = perf_counter()
        row = work.row(point)
        spent, done, left = spent + perf_counter() - started, done + 1, left - 1
        yield row
        if jobs > 1 and spent > TRIAL_SECONDS and left * spent / done > WORTH_SECONDS:
            chunk = max(1, min(int(CHUNK_SECONDS * done / spent), left // (4 * jobs)))
            yield from _in_processes(work, list(points), jobs, chunk)
            return


@dataclass(frozen=True)
class _Work:
    """What is the same for all points, as plain data that other processes can be sent."""

    definition: Definition
    defaults: dict[str, Term]
    meanings: dict[str, str]
    definitions: dict[str, Definition]
    digits: int

    @staticmethod
    def of(form: ClosedForm, definitions: Definitions, digits: int) -> _Work:
        plain = (dict(form.defaults), dict(form.meanings), dict(definitions))
        return _Work(form.definition, *plain, digits)

    def row(self, point: Mapping[str, Term]) -> Row:
        at = tuple((name, plain_text(value)) for name, value in point.items())
        form = ClosedForm(self.definition, self.defaults, meanings=self.meanings)
        try:
            value = bound_value(form, point, self.definitions, self.digits)
        except DomainError as problem:
            return Row(at, "", False, str(problem).splitlines()[0])
        if isinstance(value, IntegerValue):
            return Row(at, value.text, True)
        return Row(at, value.decimal, False)


# --- several processes ------------------------------------------------------------------------

_work: _Work | None = None
"""In a process of the pool: what it works on."""


def _in_processes(
    work: _Work, points: Sequence[Mapping[str, Term]], jobs: int, chunk: int
) -> Iterator[Row]:
    """The rows in order; if a process dies, the rest is done here."""
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(work,)
    )
    done = 0
    try:
        with _interrupts_ignored():
            found = pool.map(_row, points, chunksize=chunk)
        for row in found:
            yield row
            done += 1
    except BrokenProcessPool:
        yield from map(work.row, points[done:])
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin(work: _Work) -> None:
    global _work  # noqa: PLW0603 - the one value of a process that nothing else runs in
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop


def _row(point: Mapping[str, Term]) -> Row:
    if _work is None:
        raise RuntimeError("this process was not begun")
    return _work.row(point)


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Processes started meanwhile ignore Ctrl-C from their first instruction on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# --- printing ---------------------------------------------------------------------------------


def csv_head(row: Row) -> str:
    """The heading of the comma-separated table that begins with this row."""
    return _csv_line([*(name for name, _ in row.at), "value", "error"])


def csv_line(row: Row) -> str:
    """The parameters, then the value, or why there is none."""
    return _csv_line([*(value for _, value in row.at), row.text, row.error])


def _csv_line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def as_csv(found: Sequence[Row]) -> str:
    """All rows below their heading."""
    return "\n".join([*map(csv_head, found[:1]), *map(csv_line, found)])


def as_data(name: str, found: Sequence[Row]) -> list[dict[str, object]]:
    """One object a point, as ``ua bound --json`` prints a single value."""
    return [
        {
            "name": name,
            "at": dict(row.at),
            **(
                {"error": row.error}
                if row.error
                else {"integer" if row.is_integer else "decimal": row.text}
            ),
        }
        for row in found
    ]
