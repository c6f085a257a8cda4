"""``ua prove``: one inequality, a chain, or several, over a box."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ua_symbolic.cli.claims import EXIT, as_data, as_text, decide, problems
from ua_symbolic.cli.options import json_option, timeout_option
from ua_symbolic.cli.output import require_writable, say, say_json, write_file

if TYPE_CHECKING:
    from ua_symbolic.enclosure.problem import Problem


@click.command("prove")
@click.argument("claim", required=False)
@click.option("--on", "domains", multiple=True, metavar="DOMAIN", help='As "x in [0, pi/2)".')
@click.option("--given", "hypotheses", multiple=True, metavar="CLAIM", help='As "y >= 2*x".')
@timeout_option(60.0, "Seconds for the whole claim.")
@click.option(
    "--certificate", type=click.Path(path_type=Path), metavar="FILE", help="Write the certificate."
)
@click.option(
    "--batch",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help='Lines {"claim": ..., "on": [...], "given": [...]}; prints one JSON object for each.',
)
@json_option
@click.pass_context
def command(
    context: click.Context,
    claim: str | None,
    domains: tuple[str, ...],
    hypotheses: tuple[str, ...],
    seconds: float,
    certificate: Path | None,
    batch: Path | None,
    as_json: bool,
) -> None:
    """Prove or refute a claim such as "2*x/pi <= sin(x) <= x" on a domain, bounded or not.

    CLAIM may be the name of an SMT-LIB file ending in .smt2, of which the last assertion is the
    negated goal.

    Exit status: 0 proved, 1 refuted, 2 bad input, 3 unknown.
    """
    if batch is not None:
        if claim is not None or domains or hypotheses or certificate is not None:
            raise click.UsageError("--batch goes with --timeout and --json only")
        context.exit(_batch(batch, seconds))
    if claim is None:
        raise click.UsageError("Missing argument 'CLAIM'.")
    if claim.endswith(".smt2"):
        wanted = _script(claim, domains, hypotheses)
    else:
        wanted = problems(claim, domains, hypotheses)
    if certificate is not None:
        require_writable(certificate)
    started = time.monotonic()
    answer = decide(wanted, started + seconds)
    took = round(time.monotonic() - started, 3)
    if certificate is not None and answer.status == "proved":
        import json

        write_file(certificate, json.dumps(answer.certificate, indent=1) + "\n")
    if as_json:
        say_json(as_data(claim, answer, took))
    else:
        say("\n".join(as_text(answer, took)))
    context.exit(EXIT[answer.status])


def _script(
    file: str, domains: tuple[str, ...], hypotheses: tuple[str, ...]
) -> tuple[Problem, ...]:
    from ua_symbolic.cli.smtlib import read_problems

    if domains or hypotheses:
        raise click.UsageError("--on and --given do not go with a file: it declares its variables")
    return read_problems(Path(file))


def _batch(file: Path, seconds: float) -> int:
    from ua_symbolic.cli.prove_batch import run

    return run(file, seconds)
