"""Claims from the command line: read, decided, and told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ua_symbolic.errors import ExpressionError

if TYPE_CHECKING:
    from ua_symbolic.enclosure.problem import Problem
    from ua_symbolic.expressions.parser import Scope
    from ua_symbolic.expressions.terms import Relation


EXIT = {"proved": 0, "refuted": 1, "bad input": 2, "unknown": 3}


@dataclass
class Answer:
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


# --- reading ----------------------------------------------------------------------------------


def problems(
    claim: str, domains: tuple[str, ...], hypotheses: tuple[str, ...]
) -> tuple[Problem, ...]:
    """One problem for each relation of a claim; UserError for what cannot be read."""
    from ua_symbolic.enclosure.problem import Problem
    from ua_symbolic.expressions.parser import parse_claim

    scope, given = domains_of(domains, hypotheses)
    with with_hint():
        conclusions = parse_claim(claim, scope)
    variables = tuple(scope.variables.values())
    return tuple(Problem(variables, tuple(given), conclusion) for conclusion in conclusions)


@contextmanager
def with_hint() -> Iterator[None]:
    """Adds to an error about an unknown name how variables are declared."""
    try:
        yield
    except ExpressionError as problem:
        if "unknown name" in str(problem):
            hint = 'declare variables with --on, such as --on "x in [0, 1]" or --on "x real"'
            raise ExpressionError(f"{problem}\n{hint}") from problem
        raise


def domains_of(
    domains: tuple[str, ...], hypotheses: tuple[str, ...] = ()
) -> tuple[Scope, list[Relation]]:
    """The variables that ``--on`` declares, and the relations of ``--on`` and ``--given``."""
    from ua_symbolic.expressions.parser import Scope, parse_claim, parse_domain

    scope = Scope()
    given: list[Relation] = []
    for text in domains:
        with _about("--on", text):
            variable, relations = parse_domain(text, scope)
            if variable.name in scope.variables:
                raise ExpressionError(f"{variable.name} has a domain already; --given adds to it")
            scope = scope.with_variables(variable)
            given.extend(relations)
    for text in hypotheses:
        with _about("--given", text):
            given.extend(parse_claim(text, scope))
    return scope, given


@contextmanager
def _about(option: str, text: str) -> Iterator[None]:
    """Adds to an error which option it is about."""
    try:
        yield
    except ExpressionError as problem:
        raise ExpressionError(f"{option} {text!r:.60}: {problem}") from problem


# --- deciding ---------------------------------------------------------------------------------


def decide(problems: tuple[Problem, ...], deadline: float, jobs: int = 1) -> Answer:
    """All must hold: the first that is refuted ends it, one that is unknown leaves it unknown."""
    answer = Answer()
    for index, problem in enumerate(problems):
        left = max(0.05, deadline - time.monotonic()) / (len(problems) - index)
        _add(answer, problem, left, jobs, only=len(problems) == 1)
        if answer.status == "refuted":
            break
    return answer


def _add(answer: Answer, problem: Problem, seconds: float, jobs: int, *, only: bool) -> None:
    from ua_symbolic.enclosure.prove import Proved, Refuted, Unknown, prove
    from ua_symbolic.expressions.text import to_text

    which = "" if only else f"{to_text(problem.conclusion)}: "
    match prove(problem, timeout=seconds, jobs=jobs):
        case Proved(certificate, boxes, note):
            answer.certificates.append(certificate)
            answer.boxes += boxes
            answer.reason = answer.reason or note
        case Refuted(point, reason):
            answer.status = "refuted"
            answer.counterexample = {name: to_text(value) for name, value in point.items()}
            answer.reason = which + reason
        case Unknown(reason, worst, boxes, note):
            answer.boxes += boxes
            if answer.status == "proved":
                answer.status = "unknown"
                parts = [reason, *_where(worst), *([note] if note else [])]
                answer.reason = which + "; ".join(parts)


def _where(worst: Any) -> Iterator[str]:
    if worst:
        yield "stuck on " + ", ".join(f"{name} in {value}" for name, value in worst.items())


# --- printing ---------------------------------------------------------------------------------


def as_data(claim: str, answer: Answer, seconds: float) -> dict[str, Any]:
    """The answer as the object that ``--json`` prints."""
    return {
        "claim": claim,
        "status": answer.status,
        "counterexample": answer.counterexample,
        "reason": answer.reason,
        "seconds": seconds,
        "boxes": answer.boxes,
        "certificate": answer.certificate,
    }


def as_text(answer: Answer, seconds: float) -> Iterator[str]:
    """The answer in one or two lines."""
    if answer.status == "proved":
        boxes = f"{answer.boxes:,} box{'' if answer.boxes == 1 else 'es'}"
        yield f"proved ({boxes}, {seconds:.2f} s)"
    elif answer.counterexample:
        yield "refuted at " + ", ".join(f"{k} = {v}" for k, v in answer.counterexample.items())
    else:
        yield answer.status
    if answer.reason:
        yield f"  {answer.reason}"
