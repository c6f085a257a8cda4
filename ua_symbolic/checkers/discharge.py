"""Discharging one obligation: use what it refers to, apply its rule, else look for a refutation."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ua_symbolic.checkers.assembly import Obligation
from ua_symbolic.checkers.attacks import attack, first_attack
from ua_symbolic.checkers.automation import automatic_statements, earlier, tagged
from ua_symbolic.checkers.context import Clock, Context, OutOfTimeError
from ua_symbolic.checkers.references import NotShownError, use, with_inner_references
from ua_symbolic.checkers.rules import AUTOMATIC, apply_rule
from ua_symbolic.development.blocks import error
from ua_symbolic.development.model import Development, Item
from ua_symbolic.errors import ExpressionError
from ua_symbolic.kernel.theorems import Theorem


@dataclass(frozen=True)
class Discharged:
    """The outcome for one obligation: discharged with a theorem, refuted with a point, unknown."""

    status: str
    theorem: Theorem | None = None
    checker: str = ""
    reason: str = ""
    counterexample: tuple[tuple[str, str], ...] = ()


def discharge(
    development: Development, item: Item, obligation: Obligation, seconds: float
) -> Discharged:
    """Show the goal by its justification; say what could not be shown, or where it fails.

    Raises DevelopmentError, with file and line, if a term of the justification cannot be read.
    """
    point = first_attack(obligation.hypotheses, obligation.goal)
    if point:
        return Discharged("refuted", reason="a counterexample", counterexample=point)
    context = context_for(development, item, obligation, seconds)
    try:
        return _justified(context, obligation)
    except (NotShownError, OutOfTimeError) as problem:
        return _failed(obligation, str(problem))
    except ExpressionError as problem:
        justification = obligation.justification
        message = f"in 'by {justification.text}': {problem}"
        raise error(justification.location, message) from problem


def context_for(
    development: Development, item: Item, obligation: Obligation, seconds: float
) -> Context:
    """The hypotheses of an obligation with the automation that its statement may use."""
    automatic = (
        *tagged(development, "auto", ("fact",)),
        *earlier(development, item, automatic_statements(development, obligation)),
    )
    return Context(
        development.theory,
        obligation.hypotheses,
        Clock(time.monotonic() + seconds),
        AUTOMATIC,
        with_inner_references,
        automatic,
        tagged(development, "range", ("fact",)),
    )


def _justified(context: Context, obligation: Obligation) -> Discharged:
    goal, reader, by = obligation.goal, obligation.reader, obligation.justification
    inner, used = use(context, by.using, reader)
    found, checker = apply_rule(inner, goal, by.rule, by.argument, reader, used)
    if found is None:
        return _failed(obligation, f"not shown by {by.rule or 'any checker'}")
    return Discharged("discharged", _without(context, found, used), checker)


def _without(context: Context, theorem: Theorem, used: list[Theorem]) -> Theorem:
    """Cut the used instances out again, so that the theorem has the obligation's hypotheses."""
    for position in range(len(used) - 1, -1, -1):
        facts = [t.sequent.conclusion for t in used[:position]]
        outer = context.extend(*facts)
        theorem = outer.derive("cut", theorem.sequent.conclusion, [used[position], theorem])
    return theorem


def _failed(obligation: Obligation, reason: str) -> Discharged:
    point = attack(obligation.hypotheses, obligation.goal)
    if point:
        return Discharged("refuted", reason="a counterexample", counterexample=point)
    return Discharged("unknown", reason=reason)
