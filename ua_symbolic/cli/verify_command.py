"""``ua verify``: a certificate, verified by a program that does not search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ua_symbolic.cli.options import json_option
from ua_symbolic.cli.output import read_json, require_writable, say, say_json, write_file
from ua_symbolic.errors import CertificateError

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
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    metavar="FILE.v",
    help="With --with coq: write the file that Coq checks.",
)
@json_option
@click.pass_context
def command(
    context: click.Context, file: Path, engine: str, keep: Path | None, as_json: bool
) -> None:
    """Verify a certificate that ua prove --certificate wrote.

    With coq it is replayed by Coq and its library Interval, where these are installed: the whole
    claim, with definedness, becomes a theorem in one file that stands alone.

    Exit status: 0 valid, 1 not valid (or beyond what this verifier supports), 2 no certificate.
    """
    if keep is not None:
        if engine != "coq":
            raise click.UsageError("--keep goes with --with coq")
        require_writable(keep)
    certificates = _certificates(file)
    if engine == "coq":
        context.exit(_replay(file, certificates, keep, as_json=as_json))
    verify = _verifier(engine)
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
    if engine == "mpfr":
        from ua_symbolic.enclosure.verify_mpfr import verify_mpfr

        return verify_mpfr
    from ua_symbolic.enclosure.verify import verify

    return verify


def _replay(file: Path, certificates: list[Any], keep: Path | None, *, as_json: bool) -> int:
    """Replay in Coq, one file for each certificate; returns the exit status."""
    from ua_symbolic.enclosure.coq_replay import find_coqc, replay, told

    find_coqc()
    claims = []
    for index, certificate in enumerate(certificates):
        try:
            claim, found = _claim(certificate), replay(certificate)
        except CertificateError as problem:
            raise CertificateError(f"{file}: {problem}") from problem
        status, reason = found.verdict.status, found.verdict.reason
        status = "not replayed" if status == "unsupported" else status
        claims.append({"claim": claim, "status": status, "reason": reason,
                       "assumptions": list(found.assumptions)})  # fmt: skip
        if keep is not None and found.text:
            place = keep.with_stem(f"{keep.stem}_{index + 1}") if index else keep
            write_file(place, found.text)
        if not as_json:
            say(f"{status}: {claim}" + (f" ({reason})" if reason else ""))
            if status == "valid":
                say(f"  Coq's theorem assumes: {told(found.assumptions)}")
    valid = all(c["status"] == "valid" for c in claims)
    if as_json:
        say_json({"certificate": str(file), "with": "coq", "valid": valid, "claims": claims})
    return 0 if valid else 1


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
