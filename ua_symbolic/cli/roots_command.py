"""``ua roots``: all zeros of an expression on an interval."""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from ua_symbolic.cli.claims import domains_of, with_hint
from ua_symbolic.cli.decimals import DOWN, UP, decimal, digits_of
from ua_symbolic.cli.options import json_option, timeout_option
from ua_symbolic.cli.output import say, say_json
from ua_symbolic.errors import ExpressionError

if TYPE_CHECKING:
    from ua_symbolic.enclosure.root_isolation import Zero, Zeros
    from ua_symbolic.expressions.parser import Scope
    from ua_symbolic.expressions.terms import Term

COMPLETE, INCOMPLETE = 0, 3
KINDS = {1: "simple", 2: "double", 3: "triple"}


@click.command("roots")
@click.argument("expression")
@click.option("--on", "interval", required=True, metavar="DOMAIN", help='As "x in [0, 10]".')
@click.option(
    "--digits",
    default=30,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Significant digits of each zero.",
)
@timeout_option(20.0, "Seconds for the whole question.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    expression: str,
    interval: str,
    digits: int,
    seconds: float,
    as_json: bool,
) -> None:
    """All zeros of an expression such as "cos(x) - x", or solutions of "cos(x) = x".

    Exit status: 0 these are all, 2 bad input, 3 there may be more, in the intervals named.
    """
    from ua_symbolic.enclosure.root_isolation import isolate

    scope, given = domains_of((interval,))
    with with_hint():
        term = _term(expression, scope)
    started = time.monotonic()
    variables = tuple(scope.variables.values())
    zeros = isolate(term, variables, given, digits=digits + 3, seconds=seconds)
    took = round(time.monotonic() - started, 3)
    name = variables[0].name
    if as_json:
        say_json(_data(expression, interval, zeros, digits, took))
    else:
        say("\n".join(_lines(name, zeros, digits, took)))
    context.exit(COMPLETE if zeros.complete else INCOMPLETE)


def _term(text: str, scope: Scope) -> Term:
    """The expression, or the difference of the two sides of an equation."""
    from ua_symbolic.enclosure.problem import difference
    from ua_symbolic.expressions.parser import parse_relation, parse_term

    if not any(sign in text for sign in "=<>"):
        return parse_term(text, scope)
    relation = parse_relation(text, scope)
    if relation.op != "=":
        raise ExpressionError(
            f"{text!r:.60}: an expression or an equation is wanted\n"
            'such as "cos(x) - x" or "cos(x) = x"; an inequality is for ua prove'
        )
    return difference(relation)


# --- printing ---------------------------------------------------------------------------------


def _lines(name: str, zeros: Zeros, digits: int, seconds: float) -> Iterator[str]:
    count = len(zeros.zeros)
    more = "" if zeros.complete else " so far, perhaps more"
    yield f"{count or 'no'} zero{'' if count == 1 else 's'}{more} ({seconds:.2f} s)"
    for zero in zeros.zeros:
        yield f"  {name} {_shown(zero, digits)}{_kind(zero)}"
    for piece in zeros.undecided:
        yield f"  undecided on [{_end(piece.low, '-oo')}, {_end(piece.high, 'oo')}]: {piece.reason}"


def _shown(zero: Zero, digits: int) -> str:
    """The digits of a zero, cut off, all certain; with its exact form if that is known."""
    from ua_symbolic.expressions.text import to_text

    number = digits_of(zero.low, zero.high, digits)
    if zero.exact is None:
        return f"= {number}"
    name = to_text(zero.exact)
    return f"= {name}" if name == number else f"= {name} = {number}"


def _kind(zero: Zero) -> str:
    if zero.multiplicity is None or zero.multiplicity == 1:
        return ""
    return f"  {KINDS.get(zero.multiplicity, f'of multiplicity {zero.multiplicity}')}"


def _end(value: Fraction | None, infinite: str) -> str:
    return infinite if value is None else decimal(value, 12)


def _data(
    expression: str, interval: str, zeros: Zeros, digits: int, seconds: float
) -> dict[str, Any]:
    """The answer as the object that ``--json`` prints."""
    return {
        "expression": expression,
        "on": interval,
        "complete": zeros.complete,
        "zeros": [_zero_data(zero, digits) for zero in zeros.zeros],
        "undecided": [
            {
                "low": None if p.low is None else decimal(p.low, 20, DOWN),
                "high": None if p.high is None else decimal(p.high, 20, UP),
                "reason": p.reason,
            }
            for p in zeros.undecided
        ],
        "seconds": seconds,
    }


def _zero_data(zero: Zero, digits: int) -> dict[str, Any]:
    from ua_symbolic.expressions.text import to_text

    return {
        "decimal": decimal((zero.low + zero.high) / 2, digits),
        "enclosure": [decimal(zero.low, digits + 3, DOWN), decimal(zero.high, digits + 3, UP)],
        "exact": None if zero.exact is None else to_text(zero.exact),
        "multiplicity": zero.multiplicity,
    }
