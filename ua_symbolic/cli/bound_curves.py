"""The parts of ``ua bound`` that look at more than one point: --sweep, --plot, --versus."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ua_symbolic.cli.output import say, say_json
from ua_symbolic.errors import UserError

if TYPE_CHECKING:
    from ua_symbolic.bounds import ClosedForm
    from ua_symbolic.bounds.sweep import Row, Sweep
    from ua_symbolic.development import Development
    from ua_symbolic.expressions.terms import Term

DEFAULTS = {"eps": "eps=1/10..1/1000000:log:26"}


def print_order(development: Development, form: ClosedForm, variable: str, as_json: bool) -> None:
    """The order of a closed form in one parameter, as a theorem says it, with its standing."""
    from ua_symbolic.cli.opening import audit_of
    from ua_symbolic.development import load
    from ua_symbolic.development.orders import order_of
    from ua_symbolic.ledger.session import session_of

    name = form.definition.name
    if variable not in {p.name for p in form.definition.parameters}:
        raise UserError(f"{name} has no parameter {variable}")
    development = load(development.path)  # the forms alone were read so far
    order = order_of(development, name, variable)
    if order is None:
        raise UserError(f"no theorem of {development.name} tells the order of {name} in {variable}")
    standing = audit_of(session_of(development)).statements[order.statement]
    data = {k: v for k, v in vars(order).items() if k != "range"}
    if as_json:
        say_json({**data, "range": " and ".join(order.range), "status": standing.status})
        return
    log = f" log(1/{variable})^({order.log_exponent})" if order.log_exponent != "0" else ""
    say(f"{name} = Theta({variable}^({order.exponent}){log}): {standing.status}, {order.statement}")
    say(f"  at least  {order.lower_constant}  times that")
    say(f"  at most   {order.upper_constant}  times that")
    say(f"  where     {' and '.join(order.range)}")


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
    """The values at all points, as CSV or JSON, or as a picture."""
    from ua_symbolic.bounds.sweep import as_csv, as_data, rows

    found = list(rows(form, values, sweeps, development.theory.definitions, digits, _jobs()))
    if found and all(row.error for row in found):
        raise UserError(f"no point of the sweep has a value: {found[0].error}")
    name = form.definition.name
    if plot is not None:
        _draw({name: found}, sweeps, plot)
    if as_json:
        say_json(as_data(name, found))
    elif plot is None:
        say(as_csv(found))


def print_versus(
    development: Development,
    pair: tuple[ClosedForm, ClosedForm],
    values: Mapping[str, Term],
    sweeps: Sequence[Sweep],
    plot: str | None,
    as_json: bool,
) -> None:
    """Ratio, who is smaller where, and the crossings, along one parameter."""
    from ua_symbolic.bounds.versus import Pair

    sweep = _one_sweep(pair, values, sweeps)
    both = Pair(*pair, values, development.theory.definitions, sweep.name)
    points = [both.compare(v) for v in sweep.values]
    if points and all(p.error for p in points):
        raise UserError(f"no point of the sweep has a value: {points[0].error}")
    crossings = list(both.crossings(sweep))
    if plot is not None:
        _draw(_curves(development, pair, values, sweep), [sweep], plot)
    if as_json:
        say_json(
            {
                "first": both.name(0),
                "second": both.name(1),
                "parameter": sweep.name,
                "points": [vars(p) for p in points],
                "crossings": [vars(c) for c in crossings],
            }
        )
        return
    say(f"{sweep.name}  {both.name(0)}/{both.name(1)}  smaller")
    for p in points:
        say(f"{p.at}  {p.error or p.ratio}  {p.smaller}".rstrip())
    for c in crossings:
        say(f"{c.before} is smaller up to {sweep.name} = {c.low}, {c.after} from {c.high} on")
    if not crossings:
        say("no crossing between neighbouring points")


def _one_sweep(
    pair: tuple[ClosedForm, ClosedForm], values: Mapping[str, Term], sweeps: Sequence[Sweep]
) -> Sweep:
    from ua_symbolic.bounds.sweep import parse_sweep

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
    from ua_symbolic.bounds.sweep import rows

    curves = {}
    for form in pair:
        names = {p.name for p in form.definition.parameters}
        fixed = {k: v for k, v in values.items() if k in names}
        found = rows(form, fixed, [sweep], development.theory.definitions, jobs=_jobs())
        curves[form.definition.name] = list(found)
    return curves


def _draw(curves: Mapping[str, Sequence[Row]], sweeps: Sequence[Sweep], plot: str) -> None:
    from ua_symbolic.bounds.plot import save

    if len(sweeps) != 1:
        raise UserError("--plot draws along one parameter: give exactly one --sweep")
    save(curves, sweeps[0].name, Path(plot))


def _jobs() -> int:
    return os.cpu_count() or 1
