"""Monotone congruence: two terms of one shape compare as their differing parts do."""

from __future__ import annotations

from ua_symbolic.checkers.basic import chain
from ua_symbolic.checkers.context import DEPTH, Context
from ua_symbolic.checkers.definedness import bound_variable
from ua_symbolic.checkers.rewriting import rewritten_by_all
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Bind,
    Relation,
    Term,
    add,
    instantiate,
    mul,
    sub,
)
from ua_symbolic.kernel.monotonicity import DOWN, Row, monotone_rows
from ua_symbolic.kernel.rules_definedness import within
from ua_symbolic.kernel.theorems import Theorem


def by_congruence(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """a R b where both have one head: the places that differ move one after the other."""
    a, b = goal.left, goal.right
    if depth <= 0 or a == b:
        return None
    if isinstance(a, Bind) and isinstance(b, Bind):
        return _bound(context, goal, a, b, depth)
    if goal.op == "=":
        return _equal_parts(context, goal, depth)
    if goal.op not in ("<=", "<") or not (isinstance(a, Apply) and isinstance(b, Apply)):
        return None
    if a.head != b.head:
        return None
    links = _moves(context, goal.op, a, b, depth) if len(a.args) == len(b.args) else None
    if links is None and a.head == "mul":
        return _common_factors(context, goal, a, b, depth)
    if not links:
        return None
    found = chain(context, links)
    conclusion = found.sequent.conclusion
    if conclusion == goal:
        return found
    return context.attempt("weaken", goal, [found]) if goal.op == "<=" else None


def _equal_parts(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """f(a, ..) = f(b, ..) from a = b."""
    a, b = goal.left, goal.right
    if not (isinstance(a, Apply) and isinstance(b, Apply)) or depth < DEPTH - 3:
        return None
    if a.head != b.head or len(a.args) != len(b.args):
        return None
    equations = []
    for one, other in zip(a.args, b.args, strict=True):
        if one != other:
            equation = context.prove(Relation("=", one, other), depth - 1)
            if equation is None:
                return None
            equations.append(equation)
    return rewritten_by_all(context, goal, equations, lambda c, g: c.prove(g, depth - 1))


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
    context: Context,
    goal: Relation,
    before: Apply,
    after: Apply,
    place: int,
    index: int,
    row: Row,
    depth: int,
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
    inner = context.enter(context.extend(*within(variable, a, strict)), variable)
    left, right = instantiate(a.body, variable), instantiate(b.body, variable)
    pointwise = inner.prove(Relation(goal.op, left, right), depth)
    if pointwise is None:
        return None
    premises: list[Theorem | None] = [context.defined(a), context.defined(b)]
    if goal.op == "<":
        premises.append(context.prove(Relation("<" if strict else "<=", a.lower, a.upper)))
    rule = "integral_monotone" if a.head == "Integral" else "sum_monotone"
    return context.attempt(rule, goal, [*premises, pointwise], {"fresh": (variable,)})


def _common_factors(
    context: Context, goal: Relation, a: Apply, b: Apply, depth: int
) -> Theorem | None:
    """c*x R c*y from x R y, where c collects the factors that both products have."""
    left, right, common = list(a.args), list(b.args), []
    for factor in a.args:
        if factor in right:
            right.remove(factor)
            left.remove(factor)
            common.append(factor)
    if not common or not left or not right:
        return None
    before, after = (Apply("mul", (*common, mul(*rest))) for rest in (left, right))
    if before == a and after == b:
        return None
    first = context.prove(Relation("=", a, before), depth - 1)
    moved = _move(context, Relation(goal.op, before, after), len(common), depth)
    last = context.prove(Relation("=", after, b), depth - 1)
    if first is None or moved is None or last is None:
        return None
    return chain(context, [first, moved, last])


# --- signs of sums and integrals ----------------------------------------------------------------


def by_binder_sign(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """0 < Q(f) or 0 <= Q(f) for a sum or integral Q, from the sign of f on the range."""
    whole = goal.right
    if goal.left != ZERO or goal.op not in ("<", "<=") or not isinstance(whole, Bind) or depth <= 0:
        return None
    zero = Bind(whole.head, whole.sort, whole.lower, whole.upper, ZERO, whole.hint)
    nothing = _vanishing(context, zero)
    if nothing is None:
        return None
    above = _bound(context, Relation(goal.op, zero, whole), zero, whole, depth - 1)
    return None if above is None else chain(context, [nothing, above])


def _vanishing(context: Context, zero: Bind) -> Theorem | None:
    """0 = Q(0)."""
    value: Term
    if zero.head == "Sum":
        value = mul(ZERO, add(sub(zero.upper, zero.lower), ONE))
        first = context.attempt(
            "sum_constant", Relation("=", zero, value), context.all_defined(zero)
        )
    else:
        value = sub(ZERO, ZERO)
        first = _vanishing_integral(context, zero, value)
    if first is None:
        return None
    second = context.prove(Relation("=", value, ZERO))
    if second is None:
        return None
    return context.attempt(
        "symmetric", Relation("=", ZERO, zero), [chain(context, [first, second])]
    )


def _vanishing_integral(context: Context, zero: Bind, value: Term) -> Theorem | None:
    t = bound_variable(context, zero)
    defined = context.extend(*within(t, zero)).defined(ZERO)
    slope = context.extend(*within(t, zero, strict=True)).defined(ZERO)
    premises = [*context.all_defined(zero), defined, slope]
    return context.attempt(
        "antiderivative", Relation("=", zero, value), premises, {"primitive": ZERO, "fresh": (t,)}
    )
