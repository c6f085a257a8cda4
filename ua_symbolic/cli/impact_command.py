"""``ua impact``: what falls with a statement."""

from __future__ import annotations

import click

from ua_symbolic.cli.opening import audit_with
from ua_symbolic.cli.options import directory_argument, json_option
from ua_symbolic.cli.output import say, say_json


@click.command("impact")
@click.argument("name", metavar="ID")
@directory_argument
@json_option
def command(name: str, directory: str | None, as_json: bool) -> None:
    """Everything that rests on statement or definition ID, directly or not."""
    from ua_symbolic.report.why_text import impact_data, impact_text

    audit, statement = audit_with(name, directory)
    if as_json:
        say_json(impact_data(audit, statement))
    else:
        say(impact_text(audit, statement))
