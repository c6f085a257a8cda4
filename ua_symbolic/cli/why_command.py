"""``ua why``: what a statement rests on."""

from __future__ import annotations

import click

from ua_symbolic.cli.opening import audit_with
from ua_symbolic.cli.options import directory_argument, json_option
from ua_symbolic.cli.output import say, say_json


@click.command("why")
@click.argument("name", metavar="ID")
@directory_argument
@json_option
def command(name: str, directory: str | None, as_json: bool) -> None:
    """What statement ID rests on: its tree, its obligations, its trusted base."""
    from ua_symbolic.report.why_text import why_data, why_text

    audit, statement = audit_with(name, directory)
    if as_json:
        say_json(why_data(audit, statement))
    else:
        say(why_text(audit, statement))
