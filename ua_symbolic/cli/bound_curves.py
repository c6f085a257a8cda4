"""The parts of ``ua bound`` that look at more than one point: --sweep, --plot, --versus."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ua_symbolic.cli.output import say, say_json
from ua_symbolic.cli.progress import counted
from ua_symbolic.errors import UserError

if TYPE_CHECKING:
    from ua_symbolic.bounds import ClosedForm
    from ua_symbolic.bounds.sweep import Row, Sweep
    from ua_symbolic.bounds.versus import Comparison, Crossing, Pair
    from ua_symbolic.development import Development
    from ua_symbolic.expressions.terms import Term

DEFAULTS = {"eps": "eps=1/10..1/1000000:log:26"}


def read_sweeps(texts: Sequence[str], values: Mapping[str, Term]) -> list[Sweep]:
    """The sweeps of the command line; a parameter is swept or set, not both."""
    from ua_symbolic.bounds.sweep import parse_sweep

    sweeps = [parse_sweep(t) for t in texts]
    names = [s.name for s in sweeps]
    for name in names:
        if names.count(name) > 1 or name in values:
            raise UserError(f"{name} is given twice; --sweep it or --set it, once")
    return sweeps


def print_sweep(
    development: Development,
    form: ClosedForm,
    values: Mapping[str, Term],
    sweeps: Sequence[Sweep],
    digits: int,
    plot: str | None,
    as_json: bool,
) -> None:
    """The values at all points, as CSV or JSON, or as a picture.

    CSV is printed line by line; if the run is interrupted, JSON has the points so far.
    """
    from ua_symbolic.bounds.sweep import as_data, count, rows

    name, total = form.definition.name, count(sweeps)
    if plot is not None:
        _require_plot(plot)
    found = rows(form, values, sweeps, development.theory.definitions, digits, _jobs())
    is_csv = plot is None and not as_json
    watched = counted(found, total, quiet=is_csv and sys.stdout.isatty())
    kept: list[Row] = []
    try:
        for row in _with_values(watched):
            if is_csv:
                _say_line(row, first=not kept)
            kept.append(row)
    except KeyboardInterrupt:
        if as_json and kept:
            say_json(as_data(name, kept))
        raise
    if plot is not None:
        _draw({name: kept}, sweeps, plot)
    if as_json:
        say_json(as_data(name, kept))


def _say_line(row: Row, *, first: bool) -> None:
    from ua_symbolic.bounds.sweep import csv_head, csv_line

    if first:
        say(csv_head(row))
    say(csv_line(row))


def _with_values(found: Iterator[Row]) -> Iterator[Row]:
    """The same rows; UserError if none has a value."""
    early: list[Row] = []
    for row in found:
        early.append(row)
        if not row.error:
            break
    else:
        if early:
            raise UserError(f"no point of the sweep has a value: {early[0].error}")
    yield from early
    yield from found


def print_versus(
    development: Development,
    pair: tuple[ClosedForm, ClosedForm],
    values: Mapping[str, Term],
    sweeps: Sequence[Sweep],
    plot: str | None,
    as_json: bool,
) -> None:
    """Ratio, who is smaller where, the crossings and the order, along one parameter."""
    from ua_symbolic.bounds.versus import Pair
    from ua_symbolic.cli.ratio_order import order_data, order_lines, ratio_between

    sweep = _one_sweep(pair, values, sweeps)
    if plot is not None:
        _require_plot(plot)
    both = Pair(*pair, values, development.theory.definitions, sweep.name)
    points = list(counted(map(both.compare, sweep.values), len(sweep.values), quiet=False))
    if points and all(p.error for p in points):
        raise UserError(f"no point of the sweep has a value: {points[0].error}")
    crossings = list(both.crossings(sweep, points))
    if plot is not None:
        _draw(_curves(development, pair, values, sweep), [sweep], plot)
    if not as_json:
        _say_points(both, points, crossings)
    ratio = ratio_between(development, pair, values, sweep.name)
    if not as_json:
        say("\n".join(order_lines(ratio)))
        return
    say_json(
        {
            "first": both.name(0),
            "second": both.name(1),
            "parameter": sweep.name,
            "points": [vars(p) for p in points],
            "crossings": [vars(c) for c in crossings],
            "order": order_data(ratio),
        }
    )


def _say_points(both: Pair, points: Sequence[Comparison], crossings: Sequence[Crossing]) -> None:
    headings = [both.parameter, f"{both.name(0)} / {both.name(1)}", "smaller"]
    cells = [[p.at, p.error or p.ratio, p.smaller] for p in points]
    widths = [max(len(row[i]) for row in [headings, *cells]) for i in (0, 1)]
    for at, ratio, smaller in [headings, *cells]:
        say(f"{at:<{widths[0]}}  {ratio:<{widths[1]}}  {smaller}".rstrip())
    for c in crossings:
        say(_crossing(both.parameter, c))
    if not crossings:
        say("no crossing between neighbouring points")


def _crossing(parameter: str, crossing: Crossing) -> str:
    before, after = (
        "both are equal" if name == "=" else f"{name} is smaller"
        for name in (crossing.before, crossing.after)
    )
    return f"{before} at {parameter} = {crossing.low}, {after} at {crossing.high}"


def _one_sweep(
    pair: tuple[ClosedForm, ClosedForm], values: Mapping[str, Term], sweeps: Sequence[Sweep]
) -> Sweep:
    from ua_symbolic.bounds.sweep import parse_sweep

    names = {p.name for form in pair for p in form.definition.parameters}
    for name in [*values, *(s.name for s in sweeps)]:
        if name not in names:
            raise UserError(
                f"neither form has a parameter {name:.40} (they have {', '.join(sorted(names))})"
            )
    if len(sweeps) == 1:
        return sweeps[0]
    needed = dict.fromkeys(
        p.name for form in pair for p in form.definition.parameters if p.name not in form.defaults
    )
    missing = [name for name in needed if name not in values]
    if sweeps or len(missing) != 1:
        raise UserError(
            "--versus compares along one parameter: --sweep it, or --set all others; "
            f"not set: {', '.join(missing) or 'none'}"
        )
    (name,) = missing
    return parse_sweep(DEFAULTS.get(name, f"{name}=1..12"))


def _curves(
    development: Development,
    pair: tuple[ClosedForm, ClosedForm],
    values: Mapping[str, Term],
    sweep: Sweep,
) -> dict[str, list[Row]]:
    from ua_symbolic.bounds.sweep import plain_text, rows

    curves = {}
    for form in pair:
        names = {p.name for p in form.definition.parameters}
        fixed = {k: v for k, v in values.items() if k in names}
        along = [sweep] if sweep.name in names else []
        found = list(rows(form, fixed, along, development.theory.definitions, jobs=_jobs()))
        if not along:  # it does not depend on the parameter
            ats = [(*found[0].at, (sweep.name, plain_text(v))) for v in sweep.values]
            found = [replace(found[0], at=at) for at in ats]
        curves[form.definition.name] = found
    return curves


def _require_plot(plot: str) -> None:
    """UserError, before any work is done, for a picture that cannot be made."""
    from ua_symbolic.bounds.plot import require_suffix
    from ua_symbolic.cli.output import require_writable

    require_suffix(Path(plot))
    require_writable(Path(plot))


def _draw(curves: Mapping[str, Sequence[Row]], sweeps: Sequence[Sweep], plot: str) -> None:
    from ua_symbolic.bounds.plot import save

    save(curves, [s.name for s in sweeps], Path(plot))


def _jobs() -> int:
    return os.cpu_count() or 1
