"""``ua why``: what a statement rests on, and how each of its obligations was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ua_symbolic.cli.opening import audit_with
from ua_symbolic.cli.options import directory_argument, json_option
from ua_symbolic.cli.output import say, say_json
from ua_symbolic.errors import UserError

if TYPE_CHECKING:
    from ua_symbolic.audit import StatementAudit


@click.command("why")
@click.argument("name", metavar="ID")
@directory_argument
@json_option
@click.option(
    "--proof",
    metavar="LABEL",
    help='Print the recorded proof of one obligation, such as "link 3", or of "all".',
)
@click.option("--text", "as_text", is_flag=True, help="Print the derivation as a page of text.")
@click.option("--latex", "as_latex", is_flag=True, help="Print the derivation as LaTeX (amsmath).")
def command(
    name: str,
    directory: str | None,
    as_json: bool,
    proof: str | None,
    as_text: bool,
    as_latex: bool,
) -> None:
    """What statement ID rests on: its tree, its obligations, its trusted base."""
    from ua_symbolic.report.why_text import why_data, why_text

    audit, statement = audit_with(name, directory)
    if proof is not None:
        say(_proof(statement, proof))
    elif as_text or as_latex:
        say(_page(statement, as_latex))
    elif as_json:
        say_json(why_data(audit, statement))
    else:
        say(why_text(audit, statement))


def _proof(statement: StatementAudit, label: str) -> str:
    """The proof that the ledger holds, step by step."""
    from ua_symbolic.ledger.store import Ledger
    from ua_symbolic.report.proof_text import statement_proofs

    key = f"definition {statement.id}" if statement.is_definition else statement.id
    ledger = Ledger(statement.file.parent)
    records = ledger.read().get(key, {})
    try:
        return statement_proofs(records, ledger.proofs(key), label)
    except KeyError as known:
        raise UserError(
            f"{statement.id} has no recorded proof of {label!r}; there are: "
            f"{known.args[0] or 'none, run ua check'}"
        ) from known


def _page(statement: StatementAudit, as_latex: bool) -> str:
    """The derivation of a statement as a page."""
    from ua_symbolic.development import load
    from ua_symbolic.ledger.store import Ledger
    from ua_symbolic.report.derivation import build_page, page_latex, page_text

    if statement.is_definition:
        raise UserError(f"{statement.id} is a definition; ua bound {statement.id} --latex shows it")
    folder = statement.file.parent
    development, ledger = load(folder), Ledger(folder)
    records = ledger.read().get(statement.id, {})
    item = development.items[statement.id]
    page = build_page(development, item, records, ledger.proofs(statement.id))
    return page_latex(page) if as_latex else page_text(page)
