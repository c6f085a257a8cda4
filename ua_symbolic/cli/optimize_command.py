"""``ua maximize`` and ``ua minimize``: the optimum of an expression, enclosed, and its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from ua_symbolic.cli.claims import domains_of, with_hint
from ua_symbolic.cli.decimals import DOWN, UP, decimal, digits_of
from ua_symbolic.cli.options import json_option, timeout_option
from ua_symbolic.cli.output import say, say_json

if TYPE_CHECKING:
    from ua_symbolic.enclosure.optimise import Optimum

End = Fraction | None
COMPLETE, INCOMPLETE = 0, 3
MOST_VARIABLES = 8
MOST_PLACES = 12
STATUS = """Exit status: 0 known to the digits wanted (or certainly unbounded), 2 bad input, 3 not
known so well."""


def _options(function: Callable[..., None]) -> Callable[..., None]:
    """What the two commands share."""
    for option in (
        click.argument("expression"),
        click.option("--on", "domains", multiple=True, metavar="DOMAIN", help='As "x in [0, 1]".'),
        click.option("--given", "hypotheses", multiple=True, metavar="CLAIM", help='As "x <= y".'),
        click.option(
            "--digits",
            default=12,
            show_default=True,
            type=click.IntRange(1, 1000),
            help="Significant digits of the value.",
        ),
        timeout_option(20.0, "Seconds for the whole question."),
        json_option,
        click.pass_context,
    )[::-1]:
        function = option(function)
    return function


@click.command("maximize", epilog=STATUS)
@_options
def maximize(context: click.Context, **given: Any) -> None:
    """The largest value of an expression such as "x*exp(-x)" on a domain, and where it is taken."""
    context.exit(_run("maximum", **given))


@click.command("minimize", epilog=STATUS)
@_options
def minimize(context: click.Context, **given: Any) -> None:
    """The least value of an expression such as "gamma(x)" on a domain, and where it is taken."""
    context.exit(_run("minimum", **given))


def _run(
    kind: str,
    expression: str,
    domains: tuple[str, ...],
    hypotheses: tuple[str, ...],
    digits: int,
    seconds: float,
    as_json: bool,
) -> int:
    from ua_symbolic.enclosure import optimise
    from ua_symbolic.expressions.parser import parse_term

    scope, given = domains_of(split_domains(domains), hypotheses)
    with with_hint():
        term = parse_term(expression, scope)
    variables = tuple(scope.variables.values())
    if not 1 <= len(variables) <= MOST_VARIABLES:
        raise click.UsageError(f"from 1 to {MOST_VARIABLES} variables, declared with --on")
    search = optimise.maximize if kind == "maximum" else optimise.minimize
    started = time.monotonic()
    found = search(term, variables, given, digits=digits + 1, seconds=seconds)
    took = round(time.monotonic() - started, 3)
    if as_json:
        say_json(_data(kind, expression, found, digits, took))
    else:
        say("\n".join(_lines(kind, found, digits, took)))
    return COMPLETE if found.complete else INCOMPLETE


def split_domains(texts: tuple[str, ...]) -> tuple[str, ...]:
    """``"x in [0, 1], y in [0, oo)"`` as two domains: cut at the commas outside of brackets."""
    parts: list[str] = []
    for text in texts:
        depth, start = 0, 0
        for i, letter in enumerate(text):
            depth += (letter in "([") - (letter in ")]")
            if letter == "," and depth == 0:
                parts.append(text[start:i].strip())
                start = i + 1
        parts.append(text[start:].strip())
    return tuple(parts)


# --- printing ---------------------------------------------------------------------------------


def _lines(kind: str, found: Optimum, digits: int, seconds: float) -> Iterator[str]:
    yield f"{_name(kind, found)} {_value(kind, found, digits)} ({seconds:.2f} s)"
    if found.reason:
        yield f"  {found.reason}"
    if not found.complete and found.lower is None and found.upper is None:
        return
    far = _far(found)
    if far:
        yield f"  not taken, approached as {far}"
        return
    for place in found.places[:MOST_PLACES]:
        yield f"  {_verb(found)} {_place(place)}"
    if len(found.places) > MOST_PLACES:
        yield f"  ... {len(found.places) - MOST_PLACES} places more; --json lists all"


def _name(kind: str, found: Optimum) -> str:
    """A supremum that is taken is a maximum."""
    if found.attained is True:
        return kind
    return {"maximum": "supremum", "minimum": "infimum"}[kind]


def _verb(found: Optimum) -> str:
    if found.attained is True:
        return "taken only at"
    return "not taken, approached at" if found.attained is False else "taken, if at all, at"


def _far(found: Optimum) -> str:
    """``x -> oo`` for what is approached there only."""
    if found.attained is not False or len(found.places) != 1:
        return ""
    ((name, (low, high)), *others) = found.places[0].items()
    if others or (low is None) is (high is None):
        return ""
    return f"{name} -> {'oo' if high is None else '-oo'}"


def _value(kind: str, found: Optimum, digits: int) -> str:
    if found.unbounded:
        return "oo" if kind == "maximum" else "-oo"
    if found.lower is None or found.upper is None:
        known = found.lower if kind == "maximum" else found.upper
        side = "at least" if kind == "maximum" else "at most"
        return "unknown" if known is None else f"{side} {decimal(known, digits)}"
    if found.complete:
        return digits_of(found.lower, found.upper, digits)
    return f"between {decimal(found.lower, digits, DOWN)} and {decimal(found.upper, digits, UP)}"


def _place(place: Mapping[str, tuple[End, End]]) -> str:
    return ", ".join(f"{name} {_within(low, high)}" for name, (low, high) in place.items())


def _within(low: End, high: End) -> str:
    if low is None or high is None:
        ends = "-oo" if low is None else decimal(low, 8, DOWN), decimal(high, 8, UP) if high else ""
        return f"in ({ends[0]}, oo)" if high is None else f"in (-oo, {ends[1]}]"
    if high - low <= abs(low + high) / 10**8 or low == high:
        return f"= {digits_of(low, high, 12)}"
    if -(10**-8) < low <= 0 <= high < Fraction(1, 10**8):
        return f"= 0 +- {decimal(max(-low, high), 2, UP)}"
    return f"in [{decimal(low, 8, DOWN)}, {decimal(high, 8, UP)}]"


def _data(
    kind: str, expression: str, found: Optimum, digits: int, seconds: float
) -> dict[str, Any]:
    """The answer as the object that ``--json`` prints; null stands for no bound, or infinity."""
    return {
        "expression": expression,
        "kind": kind,
        "complete": found.complete,
        "unbounded": found.unbounded,
        "enclosure": [_down(found.lower, digits + 6), _up(found.upper, digits + 6)],
        "attained": found.attained,
        "places": [
            {name: [_down(low, 20), _up(high, 20)] for name, (low, high) in place.items()}
            for place in found.places
        ],
        "reason": found.reason,
        "boxes": found.boxes,
        "seconds": seconds,
    }


def _down(value: End, digits: int) -> str | None:
    return None if value is None else decimal(value, digits, DOWN)


def _up(value: End, digits: int) -> str | None:
    return None if value is None else decimal(value, digits, UP)
