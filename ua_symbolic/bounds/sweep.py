"""A closed form along one or several parameters: exact points, certain digits at each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from multiprocessing import get_context

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
POINTS_FOR_PROCESSES = 400  # below, starting processes costs more than it saves
LOG_DIGITS = 12
"""Inner points of a logarithmic sweep are rounded to so many digits: exact, readable numbers."""


Parts = tuple[Definition, dict[str, Term], str, str, dict[str, str]]
"""A closed form taken apart, to be sent to another process."""


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


def rows(
    form: ClosedForm,
    fixed: Mapping[str, Term],
    sweeps: Sequence[Sweep],
    definitions: Definitions,
    digits: int = 30,
    jobs: int = 1,
) -> Iterator[Row]:
    """The value at every combination of the sweeps, the last one moving fastest."""
    points = [
        {**fixed, **dict(zip([s.name for s in sweeps], values, strict=True))}
        for values in product(*[s.values for s in sweeps])
    ]
    plain = dict(definitions)
    parts = (form.definition, dict(form.defaults), form.title, form.source, dict(form.meanings))
    if jobs < 2 or len(points) < POINTS_FOR_PROCESSES:
        yield from (_row(parts, point, plain, digits) for point in points)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        count = len(points)
        chunk = max(1, count // (8 * jobs))
        yield from pool.map(
            _row, [parts] * count, points, [plain] * count, [digits] * count, chunksize=chunk
        )


def _row(parts: Parts, point: Mapping[str, Term], plain: Definitions, digits: int) -> Row:
    at = tuple((name, plain_text(value)) for name, value in point.items())
    try:
        value = bound_value(ClosedForm(*parts), point, plain, digits)
    except DomainError as problem:
        return Row(at, "", False, str(problem).splitlines()[0])
    if isinstance(value, IntegerValue):
        return Row(at, value.text, True)
    return Row(at, value.decimal, False)


def as_csv(found: Sequence[Row]) -> str:
    """Comma-separated: a column for each parameter, then the value, or why there is none."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if found:
        writer.writerow([*(name for name, _ in found[0].at), "value", "error"])
    for row in found:
        writer.writerow([*(value for _, value in row.at), row.text, row.error])
    return out.getvalue().rstrip("\n")


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
