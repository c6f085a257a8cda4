"""``ua compare``: the table of a development, its routes beside what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ua_symbolic.cli.options import directory_argument, json_option
from ua_symbolic.cli.output import say, say_json
from ua_symbolic.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from ua_symbolic.audit import Audit
    from ua_symbolic.audit.comparison import Comparison
    from ua_symbolic.audit.comparison_source import TableSource


@click.command("compare")
@directory_argument
@click.option("--set", "settings", multiple=True, metavar="K=V", help="Give a parameter a value.")
@click.option("--digits", default=30, show_default=True, help="Digits of a decimal in data.")
@click.option("--csv", "as_csv", is_flag=True, help="Print one line a row, with all digits.")
@json_option
def command(
    directory: str | None, settings: tuple[str, ...], digits: int, as_csv: bool, as_json: bool
) -> None:
    """The routes of a development side by side, at given parameters.

    Depth, heads, width, prefix length, temperature, exponent, assurance and leaves of each route,
    published figures marked as reported, lower bounds beneath. Which rows there are is said by
    compare.toml in the folder of the development; parameters that are not --set have the values
    given there.
    """
    from ua_symbolic.report.comparison import comparison_csv, comparison_data, comparison_text

    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude each other")
    path, table = _table(directory)
    comparison, audit = _built(path, table, settings, digits)
    if as_json:
        say_json(comparison_data(comparison))
    elif as_csv:
        say(comparison_csv(comparison))
    else:
        say(comparison_text(comparison, audit))


def _table(directory: str | None) -> tuple[Path, TableSource]:
    """The first development in sight that has a table."""
    from ua_symbolic.audit.comparison_source import FILE, read_table
    from ua_symbolic.cli.locate import find, searched

    paths = searched() if directory is None else find(directory)
    for path in paths:
        table = read_table(path)
        if table is not None:
            return path, table
    where = directory or "the developments in sight"
    raise UserError(
        f"{where}: no {FILE}, which says what to compare\n"
        "the one of the development prompting is an example; ua compare prompting prints it"
    )


def _built(
    path: Path, table: TableSource, settings: tuple[str, ...], digits: int
) -> tuple[Comparison, Audit]:
    from ua_symbolic.audit.comparison import build_comparison
    from ua_symbolic.cli.bound_command import assignments
    from ua_symbolic.cli.standing import audit_about
    from ua_symbolic.development import load
    from ua_symbolic.development.orders import tag_of

    values = assignments(settings)
    development = load(path)
    orders = [n for n, i in development.items.items() if tag_of(table.order) in i.tags]
    audit = audit_about(development, [*table.statements(), *orders])
    return build_comparison(development, audit, table, values, digits), audit
