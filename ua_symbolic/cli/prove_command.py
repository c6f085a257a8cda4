"""``ua prove``: one inequality, a chain, or several, over a box."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ua_symbolic.cli.options import json_option, timeout_option
from ua_symbolic.cli.output import require_writable, say, say_json, write_file
from ua_symbolic.errors import ExpressionError

if TYPE_CHECKING:
    from ua_symbolic.enclosure.problem import Problem
    from ua_symbolic.expressions.parser import Scope
    from ua_symbolic.expressions.terms import Relation

EXIT = {"proved": 0, "refuted": 1, "unknown": 3}


@dataclass
class _Answer:
    """What is known so far of a claim of one or several relations."""

    status: str = "proved"
    counterexample: dict[str, str] | None = None
    reason: str = ""
    boxes: int = 0
    certificates: list[Any] = field(default_factory=list)

    @property
    def certificate(self) -> Any:
        """The certificate, a list of them for a claim of several relations, None without proof."""
        if self.status != "proved":
            return None
        return self.certificates[0] if len(self.certificates) == 1 else self.certificates


@click.command("prove")
@click.argument("claim")
@click.option("--on", "domains", multiple=True, metavar="DOMAIN", help='As "x in [0, pi/2)".')
@click.option("--given", "hypotheses", multiple=True, metavar="CLAIM", help='As "y >= 2*x".')
@timeout_option(60.0, "Seconds for the whole claim.")
@click.option(
    "--certificate", type=click.Path(path_type=Path), metavar="FILE", help="Write the certificate."
)
@json_option
@click.pass_context
def command(
    context: click.Context,
    claim: str,
    domains: tuple[str, ...],
    hypotheses: tuple[str, ...],
    seconds: float,
    certificate: Path | None,
    as_json: bool,
) -> None:
    """Prove or refute a claim such as "2*x/pi <= sin(x) <= x" on a domain, bounded or not.

    CLAIM may be the name of an SMT-LIB file ending in .smt2, of which the last assertion is the
    negated goal.

    Exit status: 0 proved, 1 refuted, 2 bad input, 3 unknown.
    """
    if claim.endswith(".smt2"):
        problems = _script(claim, domains, hypotheses)
    else:
        problems = _problems(claim, domains, hypotheses)
    if certificate is not None:
        require_writable(certificate)
    started = time.monotonic()
    answer = _decide(problems, started + seconds)
    took = round(time.monotonic() - started, 3)
    if certificate is not None and answer.status == "proved":
        import json

        write_file(certificate, json.dumps(answer.certificate, indent=1) + "\n")
    if as_json:
        say_json(_as_data(claim, answer, took))
    else:
        say("\n".join(_as_text(answer, took)))
    context.exit(EXIT[answer.status])


# --- reading ----------------------------------------------------------------------------------


def _problems(
    claim: str, domains: tuple[str, ...], hypotheses: tuple[str, ...]
) -> tuple[Problem, ...]:
    from ua_symbolic.enclosure.problem import Problem
    from ua_symbolic.expressions.parser import parse_claim

    scope, given = _domains(domains)
    for text in hypotheses:
        with _about("--given", text):
            given.extend(parse_claim(text, scope))
    try:
        conclusions = parse_claim(claim, scope)
    except ExpressionError as problem:
        if "unknown name" in str(problem):
            hint = 'declare variables with --on, such as --on "x in [0, 1]" or --on "x real"'
            raise ExpressionError(f"{problem}\n{hint}") from problem
        raise
    variables = tuple(scope.variables.values())
    return tuple(Problem(variables, tuple(given), conclusion) for conclusion in conclusions)


def _script(
    file: str, domains: tuple[str, ...], hypotheses: tuple[str, ...]
) -> tuple[Problem, ...]:
    from ua_symbolic.cli.smtlib import read_problems

    if domains or hypotheses:
        raise click.UsageError("--on and --given do not go with a file: it declares its variables")
    return read_problems(Path(file))


def _domains(domains: tuple[str, ...]) -> tuple[Scope, list[Relation]]:
    from ua_symbolic.expressions.parser import Scope, parse_domain

    scope = Scope()
    given: list[Relation] = []
    for text in domains:
        with _about("--on", text):
            variable, relations = parse_domain(text, scope)
            scope = scope.with_variables(variable)
            given.extend(relations)
    return scope, given


@contextmanager
def _about(option: str, text: str) -> Iterator[None]:
    """Adds to an error which option it is about."""
    try:
        yield
    except ExpressionError as problem:
        raise ExpressionError(f"{option} {text!r:.60}: {problem}") from problem


# --- deciding ---------------------------------------------------------------------------------


def _decide(problems: tuple[Problem, ...], deadline: float) -> _Answer:
    """All must hold: the first that is refuted ends it, one that is unknown leaves it unknown."""
    answer = _Answer()
    for index, problem in enumerate(problems):
        left = max(0.05, deadline - time.monotonic()) / (len(problems) - index)
        _add(answer, problem, left, only=len(problems) == 1)
        if answer.status == "refuted":
            break
    return answer


def _add(answer: _Answer, problem: Problem, seconds: float, *, only: bool) -> None:
    from ua_symbolic.enclosure.prove import Proved, Refuted, Unknown, prove
    from ua_symbolic.expressions.text import to_text

    which = "" if only else f"{to_text(problem.conclusion)}: "
    match prove(problem, timeout=seconds):
        case Proved(certificate, boxes):
            answer.certificates.append(certificate)
            answer.boxes += boxes
        case Refuted(point, reason):
            answer.status = "refuted"
            answer.counterexample = {name: to_text(value) for name, value in point.items()}
            answer.reason = which + reason
        case Unknown(reason, worst, boxes):
            answer.boxes += boxes
            if answer.status == "proved":
                answer.status = "unknown"
                answer.reason = which + "; ".join([reason, *_where(worst)])


def _where(worst: Any) -> Iterator[str]:
    if worst:
        yield "stuck on " + ", ".join(f"{name} in {value}" for name, value in worst.items())


# --- printing ---------------------------------------------------------------------------------


def _as_data(claim: str, answer: _Answer, seconds: float) -> dict[str, Any]:
    return {
        "claim": claim,
        "status": answer.status,
        "counterexample": answer.counterexample,
        "reason": answer.reason,
        "seconds": seconds,
        "boxes": answer.boxes,
        "certificate": answer.certificate,
    }


def _as_text(answer: _Answer, seconds: float) -> Iterator[str]:
    if answer.status == "proved":
        boxes = f"{answer.boxes:,} box{'' if answer.boxes == 1 else 'es'}"
        yield f"proved ({boxes}, {seconds:.2f} s)"
        return
    if answer.counterexample:
        yield "refuted at " + ", ".join(f"{k} = {v}" for k, v in answer.counterexample.items())
    else:
        yield answer.status
    if answer.reason:
        yield f"  {answer.reason}"
