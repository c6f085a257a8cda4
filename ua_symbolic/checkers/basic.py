"""The simplest strategies: a hypothesis or what follows at once, chains, literal numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ua_symbolic.checkers.context import DEPTH, Context
from ua_symbolic.expressions.terms import Number, Relation
from ua_symbolic.kernel.rules_order import CHAIN
from ua_symbolic.kernel.theorems import Theorem


def by_hypothesis(context: Context, goal: Relation, _depth: int) -> Theorem | None:
    """The goal, or something at least as strong, is a hypothesis or was shown before."""
    if goal in context.hypotheses:
        return context.derive("hypothesis", goal)
    for stronger in stronger_forms(goal):
        known = context.recall(stronger)
        if known is None and stronger in context.hypotheses:
            known = context.derive("hypothesis", stronger)
        if known is not None:
            return weakened(context, known, goal)
    return None


def stronger_forms(goal: Relation) -> Iterator[Relation]:
    """Relations from which the goal follows in one step."""
    a, b = goal.left, goal.right
    match goal.op:
        case "<=":
            yield from (Relation("<", a, b), Relation("=", a, b), Relation("=", b, a))
        case "!=":
            yield from (Relation("<", a, b), Relation("<", b, a), Relation("!=", b, a))
        case "=":
            yield Relation("=", b, a)


def weakened(context: Context, known: Theorem, goal: Relation) -> Theorem | None:
    """The goal from a theorem that says it or something stronger."""
    found = known.sequent.conclusion
    if found == goal:
        return known
    if goal.op == "=" or (goal.op == "!=" and found.op == "!="):
        return context.attempt("symmetric", goal, [known])
    return context.attempt("weaken", goal, [known])


def chain(context: Context, links: Sequence[Theorem]) -> Theorem:
    """The overall relation of links that meet."""
    if len(links) == 1:
        return links[0]
    first, last = links[0].sequent.conclusion, links[-1].sequent.conclusion
    op = first.op
    for link in links[1:]:
        op = CHAIN[op, link.sequent.conclusion.op]
    return context.derive("transitive", Relation(op, first.left, last.right), links)


def by_numbers(context: Context, goal: Relation, _depth: int) -> Theorem | None:
    """A relation between two literal numbers."""
    a, b = goal.left, goal.right
    if not (isinstance(a, Number) and isinstance(b, Number)):
        return None
    if goal.op == "!=" and a.value != b.value:
        op, low, high = ("<", a, b) if a.value < b.value else ("<", b, a)
        smaller = by_numbers(context, Relation(op, low, high), 0)
        return context.attempt("weaken", goal, [smaller])
    if goal.op in ("<=", "<"):
        difference: Fraction = b.value - a.value
        data = {"entries": ((difference, (), None),), "premises": 0}
        return context.attempt("combination", goal, [], data)
    return None


def by_inequality(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """a != b from a < b or b < a."""
    if goal.op != "!=" or depth <= 0:
        return None
    for relation in (Relation("<", goal.right, goal.left), Relation("<", goal.left, goal.right)):
        strict = context.prove(relation, depth - 1)
        if strict is not None:
            return context.attempt("weaken", goal, [strict])
    return None


def by_order(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """a = b from a <= b and b <= a; a < b from a <= b and a hypothesis a != b."""
    apart = Relation("!=", goal.left, goal.right)
    if goal.op == "<":
        turned = Relation("!=", goal.right, goal.left)
        wanted = apart if {apart, turned} & set(context.relations()) else None
    else:
        wanted = Relation("<=", goal.right, goal.left) if goal.op == "=" else None
    if wanted is None or depth < DEPTH - 2 or goal.left == goal.right:
        return None
    below = context.prove(Relation("<=", goal.left, goal.right), depth - 2)
    if below is None:
        return None
    return context.attempt("antisymmetric", goal, [below, context.prove(wanted, depth - 2)])
