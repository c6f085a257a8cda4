"""Monotone congruence: two terms of one shape compare as their differing parts do."""

from __future__ import annotations

from ua_symbolic.checkers.basic import chain
from ua_symbolic.checkers.context import Context
from ua_symbolic.checkers.definedness import bound_variable
from ua_symbolic.checkers.references import with_inner_references
from ua_symbolic.expressions.terms import Apply, Bind, Relation, Term, instantiate
from ua_symbolic.kernel.monotonicity import DOWN, Row, monotone_rows
from ua_symbolic.kernel.rules_logic import within
from ua_symbolic.kernel.theorems import Theorem


def by_congruence(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """a R b where both have one head: the places that differ move one after the other."""
    a, b = goal.left, goal.right
    if depth <= 0 or a == b:
        return None
    if isinstance(a, Bind) and isinstance(b, Bind):
        return _bound(context, goal, a, b, depth)
    if goal.op not in ("<=", "<") or not (isinstance(a, Apply) and isinstance(b, Apply)):
        return None
    if a.head != b.head or len(a.args) != len(b.args):
        return None
    links = _moves(context, goal.op, a, b, depth)
    if not links:
        return None
    found = chain(context, links)
    conclusion = found.sequent.conclusion
    if conclusion == goal:
        return found
    return context.attempt("weaken", goal, [found]) if goal.op == "<=" else None


def _moves(context: Context, op: str, a: Apply, b: Apply, depth: int) -> list[Theorem] | None:
    """One theorem for each place that differs; None if one cannot be shown.

    Strict order needs one strict move only, so each move tries the strict order first there.
    """
    links: list[Theorem] = []
    current = a
    for place in range(len(a.args)):
        if a.args[place] == b.args[place]:
            continue
        args = (*current.args[:place], b.args[place], *current.args[place + 1 :])
        target = Apply(a.head, args)
        link = None
        for wanted in ("<", "<=") if op == "<" else ("<=",):
            if link is None:
                link = _move(context, Relation(wanted, current, target), place, depth)
        if link is None:
            return None
        links.append(link)
        current = target
    return links


def _move(context: Context, goal: Relation, place: int, depth: int) -> Theorem | None:
    before, after = goal.left, goal.right
    if not (isinstance(before, Apply) and isinstance(after, Apply)):
        return None
    for index, row in enumerate(monotone_rows(before.head, place)):
        if goal.op == "<" and not row.strict:
            continue
        theorem = _by_row(context, goal, before, after, place, index, row, depth)
        if theorem is not None:
            return theorem
    return None


def _by_row(
    context: Context, goal: Relation, before: Apply, after: Apply, place: int, index: int,
    row: Row, depth: int,
) -> Theorem | None:
    low, high = before.args[place], after.args[place]
    if row.direction == DOWN:
        low, high = high, low
    others = before.args[:place] + before.args[place + 1 :]
    premises: list[Theorem | None] = []
    for relation in (*row.conditions(others, low, high), Relation(goal.op, low, high)):
        premises.append(context.prove(relation, depth - 1))
        if premises[-1] is None:
            return None
    return context.attempt("monotone", goal, premises, {"place": place, "row": index})


def _bound(context: Context, goal: Relation, a: Bind, b: Bind, depth: int) -> Theorem | None:
    """Integrals and sums over one range, from their integrands or terms."""
    if (a.head, a.lower, a.upper) != (b.head, b.lower, b.upper) or goal.op == "!=":
        return None
    variable = bound_variable(context, a, b)
    strict = goal.op == "<" and a.head == "Integral"
    inner = with_inner_references(context.extend(*within(variable, a, strict)), variable)
    left, right = instantiate(a.body, variable), instantiate(b.body, variable)
    pointwise = inner.prove(Relation(goal.op, left, right), depth)
    if pointwise is None:
        return None
    premises: list[Theorem | None] = [context.defined(a), context.defined(b)]
    if goal.op == "<":
        premises.append(context.prove(Relation("<" if strict else "<=", a.lower, a.upper)))
    rule = "integral_monotone" if a.head == "Integral" else "sum_monotone"
    return context.attempt(rule, goal, [*premises, pointwise], {"fresh": (variable,)})


__all__ = ["Term", "by_congruence"]
