"""``ua prove``: one inequality, a chain, or several, over a box."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ua_symbolic.cli.claims import EXIT, Answer, as_data, as_text, decide, problems
from ua_symbolic.cli.options import jobs_option, json_option, timeout_option
from ua_symbolic.cli.output import require_writable, say, say_json, write_file

if TYPE_CHECKING:
    from ua_symbolic.cli.margins import Margins
    from ua_symbolic.enclosure.problem import Problem

HINT_SECONDS = 2.0


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
@click.option(
    "--margin",
    "with_margin",
    is_flag=True,
    help="Say by how much the claim holds, and where it touches equality.",
)
@jobs_option
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
    jobs: int,
    with_margin: bool,
    as_json: bool,
) -> None:
    """Prove or refute a claim such as "2*x/pi <= sin(x) <= x" on a domain, bounded or not.

    CLAIM may be the name of an SMT-LIB file ending in .smt2, of which the last assertion is the
    negated goal.

    Exit status: 0 proved, 1 refuted, 2 bad input, 3 unknown.
    """
    if batch is not None:
        if claim is not None or domains or hypotheses or certificate is not None or with_margin:
            raise click.UsageError("--batch goes with --timeout, --jobs and --json only")
        context.exit(_batch(batch, seconds, jobs))
    if claim is None:
        raise click.UsageError("Missing argument 'CLAIM'.")
    if claim.endswith(".smt2"):
        wanted = _script(claim, domains, hypotheses)
    else:
        wanted = problems(claim, domains, hypotheses)
    if certificate is not None:
        require_writable(certificate)
    started = time.monotonic()
    answer = decide(wanted, started + seconds, jobs)
    took = round(time.monotonic() - started, 3)
    if certificate is not None and answer.status == "proved":
        import json

        write_file(certificate, json.dumps(answer.certificate, indent=1) + "\n")
    margins = _margins(wanted, answer, seconds, asked=with_margin)
    if as_json:
        say_json(as_data(claim, answer, took) | {"margin": margins.data if margins else None})
    else:
        say("\n".join([*as_text(answer, took), *(margins.lines if margins else ())]))
    context.exit(EXIT[answer.status])


def _margins(
    problems: tuple[Problem, ...], answer: Answer, seconds: float, *, asked: bool
) -> Margins | None:
    """The margins of a proved claim if asked for, and of every undecided one."""
    if answer.status == "refuted" or (answer.status == "proved" and not asked):
        return None
    from ua_symbolic.cli.margins import margins

    most = seconds if asked else min(seconds / 4, HINT_SECONDS)
    return margins(problems, most, proved=answer.status == "proved")


def _script(
    file: str, domains: tuple[str, ...], hypotheses: tuple[str, ...]
) -> tuple[Problem, ...]:
    from ua_symbolic.cli.smtlib import read_problems

    if domains or hypotheses:
        raise click.UsageError("--on and --given do not go with a file: it declares its variables")
    return read_problems(Path(file))


def _batch(file: Path, seconds: float, jobs: int) -> int:
    from ua_symbolic.cli.prove_batch import run

    return run(file, seconds, jobs)
