"""``ua verify``: a certificate, verified by a program that does not search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ua_symbolic.cli.options import json_option
from ua_symbolic.cli.output import read_json, say, say_json
from ua_symbolic.errors import CertificateError, UserError

if TYPE_CHECKING:
    from ua_symbolic.enclosure.certificates import Verdict


@click.command("verify")
@click.argument("file", metavar="CERTIFICATE", type=click.Path(path_type=Path))
@click.option(
    "--with",
    "engine",
    default="arb",
    show_default=True,
    type=click.Choice(["arb", "mpfr", "coq"]),
    help="Which arithmetic to verify with.",
)
@json_option
@click.pass_context
def command(context: click.Context, file: Path, engine: str, as_json: bool) -> None:
    """Verify a certificate that ua prove --certificate wrote.

    Exit status: 0 valid, 1 not valid (or beyond what this verifier supports), 2 no certificate.
    """
    verify = _verifier(engine)
    certificates = _certificates(file)
    try:
        results = [(_claim(c), verify(c)) for c in certificates]
    except CertificateError as problem:
        raise CertificateError(f"{file}: {problem}") from problem
    valid = all(verdict.status == "valid" for _, verdict in results)
    if as_json:
        claims = [{"claim": c, "status": v.status, "reason": v.reason} for c, v in results]
        say_json({"certificate": str(file), "with": engine, "valid": valid, "claims": claims})
    else:
        for claim, verdict in results:
            reason = f" ({verdict.reason})" if verdict.reason else ""
            say(f"{verdict.status}: {claim}{reason}")
    context.exit(0 if valid else 1)


def _verifier(engine: str) -> Callable[[Any], Verdict]:
    if engine == "coq":
        raise UserError("replay in Coq is not part of this version; use --with arb or --with mpfr")
    if engine == "mpfr":
        from ua_symbolic.enclosure.verify_mpfr import verify_mpfr

        return verify_mpfr
    from ua_symbolic.enclosure.verify import verify

    return verify


def _certificates(file: Path) -> list[Any]:
    data = read_json(file, "certificate")
    certificates = data if isinstance(data, list) else [data]
    if not certificates:
        raise CertificateError(f"{file}: an empty list of certificates shows nothing")
    return certificates


def _claim(certificate: Any) -> str:
    """What the certificate itself says it shows."""
    from ua_symbolic.enclosure.certificates import check_shape, problem_of
    from ua_symbolic.expressions.text import to_text

    problem = problem_of(check_shape(certificate))
    given = ", ".join(to_text(h) for h in problem.hypotheses)
    return to_text(problem.conclusion) + (f" given {given}" if given else "")
