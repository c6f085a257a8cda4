"""Discharging one obligation: use what it refers to, apply its rule, else look for a refutation."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ua_symbolic.checkers.assembly import Obligation
from ua_symbolic.checkers.context import Clock, Context, OutOfTimeError
from ua_symbolic.checkers.references import NotShownError, use, with_inner_references
from ua_symbolic.checkers.rules import AUTOMATIC, apply_rule
from ua_symbolic.development.model import Development, Item
from ua_symbolic.kernel.theorems import Theorem


@dataclass(frozen=True)
class Discharged:
    """The outcome for one obligation: discharged with a theorem, refuted with a point, unknown."""

    status: str
    theorem: Theorem | None = None
    checker: str = ""
    reason: str = ""
    counterexample: tuple[tuple[str, str], ...] = ()


def tagged(development: Development, tag: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the statements of those kinds that carry a tag."""
    return tuple(i.name for i in development.items.values() if tag in i.tags and i.kind in kinds)


def context_for(development: Development, item: Item, obligation: Obligation, seconds: float
                ) -> Context:
    """The hypotheses of an obligation with the automation that its statement may use."""
    from ua_symbolic.checkers.run import automatic_statements

    automatic = (*tagged(development, "auto", ("fact",)),
                 *earlier(development, item, automatic_statements(development, obligation)))
    return Context(
        development.theory,
        obligation.hypotheses,
        Clock(time.monotonic() + seconds),
        AUTOMATIC,
        with_inner_references,
        automatic,
        tagged(development, "range", ("fact",)),
    )


def earlier(development: Development, item: Item, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those statements that stand before the item: automation can never go round in a circle."""
    order = list(development.items)
    key = f"definition {item.name}" if item.kind == "definition" else item.name
    return tuple(n for n in names if order.index(n) < order.index(key))


def discharge(development: Development, item: Item, obligation: Obligation, seconds: float
              ) -> Discharged:
    """Show the goal by its justification; say what could not be shown, or where it fails."""
    context = context_for(development, item, obligation, seconds)
    justification = obligation.justification
    try:
        inner, used = use(context, justification.using, obligation.reader)
        found, checker = apply_rule(inner, obligation.goal, justification.rule,
                                    justification.argument, obligation.reader, used)
    except (NotShownError, OutOfTimeError) as problem:
        return _failed(obligation, str(problem))
    if found is None:
        return _failed(obligation, f"not shown by {justification.rule or 'any checker'}")
    return Discharged("discharged", _without(context, found, used), checker)


def _without(context: Context, theorem: Theorem, used: list[Theorem]) -> Theorem:
    """Cut the used instances out again, so that the theorem has the obligation's hypotheses."""
    for position in range(len(used) - 1, -1, -1):
        facts = [t.sequent.conclusion for t in used[:position]]
        outer = context.extend(*facts)
        theorem = outer.derive("cut", theorem.sequent.conclusion, [used[position], theorem])
    return theorem


def _failed(obligation: Obligation, reason: str) -> Discharged:
    from ua_symbolic.checkers.attacks import attack

    point = attack(obligation.hypotheses, obligation.goal)
    if point:
        return Discharged("refuted", reason="a counterexample", counterexample=point)
    return Discharged("unknown", reason=reason)
