"""``ua bound NAME --optimize K``: the best split, certified, and curves of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ua_symbolic.cli.output import say, say_json
from ua_symbolic.errors import DomainError, UserError

if TYPE_CHECKING:
    from ua_symbolic.bounds import ClosedForm
    from ua_symbolic.bounds.optimised import Limit, Optimised
    from ua_symbolic.development import Development
    from ua_symbolic.expressions.terms import Term

SHOWN = 10
"""Significant digits of an end in a text; it is moved outwards."""

DIGITS, FINE = 4, 10
"""Digits that are looked for over several parameters, and over one."""


def print_optimum(
    development: Development,
    form: ClosedForm,
    forms: Mapping[str, ClosedForm],
    values: Mapping[str, Term],
    chosen: Sequence[str],
    subjects: Sequence[str],
    *,
    as_json: bool,
) -> None:
    """The least value over the chosen parameters; a row for each cap if a limit is swept."""
    cases = list(_cases(forms, subjects))
    if len(cases) == 1:
        found = _optimise(development, form, values, chosen, cases[0])
        if as_json:
            say_json(_data(form, values, cases[0], found))
        else:
            say("\n".join(_text(form, cases[0], found)))
        return
    rows = [(c, _tried(development, form, values, chosen, c)) for c in cases]
    if as_json:
        say_json(
            {
                "name": form.definition.name,
                "curve": [
                    {"error": f, "limits": _limits(c)} if isinstance(f, str)
                    else _data(form, values, c, f)
                    for c, f in rows
                ],
            }
        )  # fmt: skip
    else:
        say("\n".join(_csv(form, chosen, rows)))


def _optimise(
    development: Development,
    form: ClosedForm,
    values: Mapping[str, Term],
    chosen: Sequence[str],
    limits: Sequence[Limit],
) -> Optimised:
    from ua_symbolic.bounds.optimised import optimise

    return optimise(
        development, form, values, chosen, limits, digits=DIGITS if len(chosen) > 1 else FINE
    )


def _tried(
    development: Development,
    form: ClosedForm,
    values: Mapping[str, Term],
    chosen: Sequence[str],
    limits: Sequence[Limit],
) -> Optimised | str:
    try:
        return _optimise(development, form, values, chosen, limits)
    except DomainError as problem:
        return str(problem).splitlines()[0]


# --- limits -------------------------------------------------------------------------------------


def _cases(forms: Mapping[str, ClosedForm], subjects: Sequence[str]) -> Iterator[tuple[Limit, ...]]:
    """The limits; one case for each value of a cap that is swept."""
    from itertools import product

    yield from product(*[_caps(forms, text) for text in subjects])


def _caps(forms: Mapping[str, ClosedForm], text: str) -> list[Limit]:
    from ua_symbolic.bounds.optimised import Limit
    from ua_symbolic.bounds.sweep import parse_sweep
    from ua_symbolic.expressions.parser import parse_value

    name, sign, cap = (part.strip() for part in text.partition("<="))
    if not sign or not cap:
        raise UserError(f'--subject {text!r:.60}: write "FORM <= VALUE", or "FORM <= A..B:log:N"')
    if name not in forms:
        raise UserError(f"--subject {text!r:.60}: no closed form is named {name!r:.60}")
    values = parse_sweep(f"cap={cap}").values if ".." in cap else (parse_value(cap),)
    return [Limit(forms[name], value) for value in values]


def _limits(limits: Sequence[Limit]) -> list[str]:
    from ua_symbolic.bounds.sweep import plain_text

    return [f"{limit.form.definition.name} <= {plain_text(limit.cap)}" for limit in limits]


# --- printing -----------------------------------------------------------------------------------


def _text(form: ClosedForm, limits: Sequence[Limit], found: Optimised) -> Iterator[str]:
    from ua_symbolic.bounds.sweep import plain_text
    from ua_symbolic.expressions.terms import Sort, number

    name = form.definition.name
    low, high = _outward(found.lower, up=False), _outward(found.upper, up=True)
    yield f"least {name}: " + (low if found.lower == found.upper else f"between {low} and {high}")
    for text in _limits(limits):
        yield f"  with {text}"
    hull = _hull(found)
    before = "before rounding, " if form.definition.sort is Sort.INTEGER else ""
    yield f"  {before}best only within " + ", ".join(
        f"{k} in [{_outward(a, up=False)}, {_outward(b, up=True)}]" for k, (a, b) in hull.items()
    )
    if found.split is None:
        yield "  no split is best: the value is approached there, towards the end of the domain"
        return
    at = ", ".join(f"{k} = {plain_text(number(v))}" for k, v in found.split.at.items())
    yield f"  a split: {at} gives {_outward(found.split.value[1], up=True)}"
    for limit, value in zip(limits, found.split.limits, strict=True):
        yield f"    {limit.form.definition.name} = {_outward(value[1], up=True)}"
    if not found.complete:
        yield "  the interval is certain, but wider than asked: the time was up"


def _hull(found: Optimised) -> dict[str, tuple[Fraction, Fraction]]:
    """The smallest box around all places."""
    names = list(found.places[0])
    return {
        n: (min(p[n][0] for p in found.places), max(p[n][1] for p in found.places)) for n in names
    }


def _data(
    form: ClosedForm, values: Mapping[str, Term], limits: Sequence[Limit], found: Optimised
) -> dict[str, Any]:
    from ua_symbolic.expressions.text import to_text

    split = found.split
    return {
        "name": form.definition.name,
        "at": {k: to_text(v) for k, v in {**form.defaults, **values}.items()
               if k not in found.places[0]},
        "limits": _limits(limits),
        "least": [_exact(found.lower), _exact(found.upper)],
        "attained": found.attained,
        "places": [
            {k: [str(a), str(b)] for k, (a, b) in place.items()} for place in found.places
        ],
        "split": None if split is None else {
            "at": {k: str(v) for k, v in split.at.items()},
            "value": [_exact(v) for v in split.value],
            "limits": [[_exact(v) for v in pair] for pair in split.limits],
        },
        "complete": found.complete,
        "boxes": found.boxes,
    }  # fmt: skip


def _csv(
    form: ClosedForm,
    chosen: Sequence[str],
    rows: Sequence[tuple[Sequence[Limit], Optimised | str]],
) -> Iterator[str]:
    from ua_symbolic.bounds.sweep import plain_text

    names = [limit.form.definition.name for limit in rows[0][0]]
    heads = [f"{n} <=" for n in names]
    for parameter in chosen:
        heads += [f"{parameter} from", f"{parameter} to"]
    yield ",".join([*heads, f"{form.definition.name} from", "to", "error"])
    for limits, found in rows:
        cells = [plain_text(limit.cap) for limit in limits]
        if isinstance(found, str):
            yield ",".join([*cells, *[""] * (2 * len(chosen) + 2), f'"{found}"'])
            continue
        ends = [v for name in chosen for v in _hull(found)[name]]
        ends += [found.lower, found.upper]
        shown = [_outward(v, up=bool(i % 2)) for i, v in enumerate(ends)]
        yield ",".join([*cells, *shown, ""])


def _exact(value: Fraction) -> str:
    """All digits of an integer; else a decimal of 20 digits, nearest."""
    if value.denominator == 1:
        return str(value.numerator)
    return _outward(value, up=False, digits=20)


def _outward(value: Fraction, *, up: bool, digits: int = SHOWN) -> str:
    """A decimal of so many digits that is not below (``up``) or not above the value."""
    from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

    if value.denominator == 1:
        return f"{value.numerator}"
    context = Context(prec=digits, rounding=ROUND_CEILING if up else ROUND_FLOOR)
    shown = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{shown.normalize(context):f}" if abs(shown.adjusted()) < SHOWN else f"{shown:e}"
