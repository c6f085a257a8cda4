"""Replacing equals by equals inside of a goal, and unfolding definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ua_symbolic.checkers.context import Context
from ua_symbolic.expressions.terms import (
    Bound,
    Call,
    Lambda,
    Relation,
    Sort,
    Syntax,
    Term,
    instantiate,
    map_children,
    substitute,
    subterms,
)
from ua_symbolic.kernel.inference import is_closed
from ua_symbolic.kernel.theorems import Theorem

ROUNDS = 3
"""How many layers of definitions are unfolded."""

Finish = Callable[[Context, Relation], Theorem | None]


def abstract(node: Syntax, target: Term, depth: int = 0) -> Syntax:
    """The node with every occurrence of a closed ``target`` replaced by the outermost index."""
    if node == target:
        return Bound(depth, Sort.REAL)
    return map_children(node, lambda child, n: abstract(child, target, depth + n))


def occurs(target: Term, node: Syntax) -> bool:
    """Whether ``target`` stands somewhere in ``node``."""
    return any(part == target for part in subterms(node))


def rewritten(
    context: Context, goal: Relation, equation: Theorem, finish: Finish
) -> Theorem | None:
    """The goal from the goal with the left side of an equation replaced by its right side."""
    left, right = equation.sequent.conclusion.left, equation.sequent.conclusion.right
    body = abstract(goal, left)
    template = Lambda((Sort.REAL,), body)
    simpler = instantiate(body, right)
    shown = finish(context, simpler)
    if shown is None:
        return None
    back = context.attempt("symmetric", Relation("=", right, left), [equation])
    return context.attempt("rewrite", goal, [back, shown], {"template": template})


def rewritten_by_all(
    context: Context, goal: Relation, equations: Sequence[Theorem], finish: Finish
) -> Theorem | None:
    """Rewrite with each equation whose left side occurs, one after the other."""
    first = next((i for i, e in enumerate(equations) if _changes(e, goal)), None)
    if first is None:
        return finish(context, goal)
    rest = equations[first + 1 :]
    return rewritten(
        context, goal, equations[first], lambda c, g: rewritten_by_all(c, g, rest, finish)
    )


def _changes(equation: Theorem, goal: Relation) -> bool:
    conclusion = equation.sequent.conclusion
    return conclusion.left != conclusion.right and occurs(conclusion.left, goal)


# --- definitions --------------------------------------------------------------------------------


def defined_calls(context: Context, nodes: Iterable[Syntax], names: frozenset[str]) -> list[Call]:
    """The closed calls of definitions in the nodes; all names if none are given."""
    wanted = names or frozenset(context.theory.definitions)
    calls = [part for node in nodes for part in subterms(node) if isinstance(part, Call)]
    defined = [c for c in calls if c.name in context.theory.definitions]
    return [c for c in dict.fromkeys(defined) if c.name in wanted and is_closed(c)]


def unfolding(context: Context, call: Call) -> Theorem | None:
    """call = body."""
    definition = context.theory.definitions[call.name]
    body = substitute(definition.body, dict(zip(definition.parameters, call.args, strict=True)))
    return context.attempt("unfold", Relation("=", call, body), context.all_defined(call))


def by_definitions(
    context: Context, goal: Relation, names: frozenset[str], finish: Finish, rounds: int = ROUNDS
) -> Theorem | None:
    """Unfold the definitions in the goal, layer by layer, until it can be finished."""
    shown = finish(context, goal) if rounds < ROUNDS else None
    if shown is not None or rounds == 0:
        return shown
    calls = defined_calls(context, [goal], names)
    one_by_one = [[c] for c in calls] if len(calls) > 1 else []
    for chosen in (*one_by_one, calls):
        equations = [e for e in (unfolding(context, c) for c in chosen) if e is not None]
        if equations:
            shown = rewritten_by_all(
                context,
                goal,
                equations,
                lambda c, g: by_definitions(c, g, names, finish, rounds - 1),
            )
        if shown is not None:
            return shown
    return None
