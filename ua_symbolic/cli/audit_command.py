"""``ua audit``: statuses, leaves and the trusted base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ua_symbolic.cli.opening import audit_of, sessions
from ua_symbolic.cli.options import directory_argument, json_option
from ua_symbolic.cli.output import note, say, say_json

if TYPE_CHECKING:
    from ua_symbolic.audit import Audit


@click.command("audit")
@directory_argument
@click.option("--statement", "name", metavar="ID", help="Only this statement and its cone.")
@click.option(
    "--require",
    "required",
    metavar="LEVEL",
    help="Exit 1 if anything is below: kernel, two checkers, one checker, cited, argued, "
    "proved, proved-modulo-leaves.",
)
@click.option("--recheck", is_flag=True, help="Verify the certificates, do not trust the ledger.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    directory: str | None,
    name: str | None,
    required: str | None,
    recheck: bool,
    as_json: bool,
) -> None:
    """Statuses, leaves and the trusted base of every statement in DIR (proofs/ without it).

    Exit status: 0, 1 below the required level or a certificate found wanting, 2 bad input.
    """
    from ua_symbolic.audit.levels import level_of
    from ua_symbolic.report.audit_json import audit_data
    from ua_symbolic.report.audit_text import audit_text

    level = level_of(required) if required is not None else None
    opened = sessions(directory)
    audits: Sequence[Audit] = [audit_of(session) for session in opened]
    chosen: list[str] | None = None
    if name is not None:
        audits, chosen = _cone(audits, name)
    complaints = _below(audits, chosen, level)
    if recheck:
        from ua_symbolic.cli.rechecking import recheck_sessions

        complaints += recheck_sessions(opened, chosen, quiet=as_json)
    if as_json:
        data = audit_data(audits, chosen)
        data["complaints"] = complaints
        say_json(data)
    else:
        say(audit_text(audits, chosen))
        for complaint in complaints:
            note(complaint)
    context.exit(1 if complaints else 0)


def _cone(audits: Sequence[Audit], name: str) -> tuple[list[Audit], list[str]]:
    from ua_symbolic.audit.graph import cone, find

    audit, statement = find(audits, name)
    return [audit], [*cone(audit, statement.id), statement.id]


def _below(audits: Sequence[Audit], chosen: list[str] | None, level: str | None) -> list[str]:
    from ua_symbolic.audit.levels import below

    if level is None:
        return []
    return [
        f"{name} is below {level}: {why}"
        for audit in audits
        for name, why in below(audit, audit.statements if chosen is None else chosen, level).items()
    ]
