"""Arguments that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import click

Decorated = Callable[..., Any]


def _positive(_: click.Context, __: click.Parameter, value: float) -> float:
    if not (math.isfinite(value) and value > 0):
        raise click.BadParameter(f"{value} is not a positive number of seconds")
    return value


def timeout_option(default: float, what: str) -> Callable[[Decorated], Decorated]:
    """``--timeout S``, a positive finite number of seconds."""
    return click.option(
        "--timeout",
        "seconds",
        default=default,
        show_default=True,
        type=float,
        callback=_positive,
        metavar="S",
        help=what,
    )


directory_argument = click.argument("directory", metavar="[DIR]", required=False)
"""A folder, or the name of a development; all in sight without it."""

jobs_option = click.option(
    "--jobs",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes: claims of a batch are shared out, a single hard claim is taken by two.",
)

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."
)
