"""What may follow ``by``, and in which order everything is tried when nothing does.

The order without a rule: definedness, literal numbers, a hypothesis, automatic lemmas and facts,
sign by structure, exact algebra, linear arithmetic, monotone congruence, products of hypotheses,
then unfolding of definitions, rewriting with the equations used, and a certified box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ua_symbolic.checkers import calculus
from ua_symbolic.checkers.algebraic import (
    by_algebra,
    by_linear,
    by_more_products,
    by_products,
    by_sign,
)
from ua_symbolic.checkers.basic import by_hypothesis, by_inequality, by_numbers, by_order
from ua_symbolic.checkers.boxes import by_box, by_small_box
from ua_symbolic.checkers.congruence import by_binder_sign, by_congruence
from ua_symbolic.checkers.context import DEPTH, Context, Strategy
from ua_symbolic.checkers.definedness import by_definedness
from ua_symbolic.checkers.lemmas import by_lemmas
from ua_symbolic.checkers.references import NotShownError
from ua_symbolic.checkers.rewriting import by_definitions, occurs, rewritten_by_all
from ua_symbolic.checkers.solving import CannotSolveError, by_solving
from ua_symbolic.development.reading import Reader
from ua_symbolic.expressions.terms import Number, Relation
from ua_symbolic.kernel.theorems import Theorem


def by_branches(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """Case distinctions whose conditions the hypotheses decide are replaced by their values."""
    found = calculus.branches(context, goal) if depth >= DEPTH - 1 else []
    if not found:
        return None
    return rewritten_by_all(context, goal, found, lambda c, g: c.prove(g, depth - 1))


AUTOMATIC: tuple[Strategy, ...] = (
    by_definedness,
    by_numbers,
    by_hypothesis,
    by_inequality,
    by_lemmas,
    by_sign,
    by_binder_sign,
    by_algebra,
    by_linear,
    by_congruence,
    by_order,
    by_branches,
    by_products,
    by_more_products,
)
"""Tried in this order for every goal and side condition."""

Rule = Callable[[Context, Relation, str, Reader, Sequence[Theorem]], Theorem | None]


def automatically(context: Context, goal: Relation) -> Theorem | None:
    """The goal by the automatic strategies."""
    return context.prove(goal)


def _strategies(*strategies: Strategy) -> Rule:
    def run(
        context: Context, goal: Relation, _a: str, _r: Reader, _u: Sequence[Theorem]
    ) -> Theorem | None:
        for strategy in strategies:
            found = strategy(context, goal, DEPTH)
            if found is not None:
                return found
        return None

    return run


def _definition(
    context: Context, goal: Relation, argument: str, _r: Reader, _u: Sequence[Theorem]
) -> Theorem | None:
    names = frozenset(n.strip() for n in argument.split(",") if n.strip())
    return by_definitions(context, goal, names, automatically)


def _rewriting(
    context: Context, goal: Relation, _a: str, _r: Reader, used: Sequence[Theorem]
) -> Theorem | None:
    """Rewrite with the equations used, from left to right, or else from right to left."""
    equations = [t for t in used if t.sequent.conclusion.op == "="]
    if not equations:
        known = [r for r in context.relations() if r.op == "=" and not isinstance(r.left, Number)]
        equations = [context.derive("hypothesis", r) for r in known if occurs(r.left, goal)]
        for equation in equations if len(equations) > 1 else ():
            found = rewritten_by_all(context, goal, [equation], automatically)
            if found is not None:
                return found
    found = rewritten_by_all(context, goal, equations, automatically)
    if found is not None or not equations:
        return found
    turned = [_turned(context, t) for t in equations]
    return rewritten_by_all(context, goal, turned, automatically)


def _turned(context: Context, equation: Theorem) -> Theorem:
    c = equation.sequent.conclusion
    return context.derive("symmetric", Relation("=", c.right, c.left), [equation])


def _equations(make: Callable[..., list[Theorem]], *, reads_argument: bool) -> Rule:
    """A rule that shows equations of parts of the goal, and rewrites with one or all of them."""

    def run(
        context: Context, goal: Relation, argument: str, reader: Reader, _u: Sequence[Theorem]
    ) -> Theorem | None:
        found = make(context, goal, argument, reader) if reads_argument else make(context, goal)
        for chosen in ([e] for e in found) if len(found) > 1 else ():
            shown = rewritten_by_all(context, goal, chosen, automatically)
            if shown is not None:
                return shown
        return rewritten_by_all(context, goal, found, automatically) if found else None

    return run


def _solving(
    context: Context, goal: Relation, argument: str, reader: Reader, _u: Sequence[Theorem]
) -> Theorem | None:
    """``solving for x``: the goal holds since x satisfies the condition that solving it gives."""
    variable = reader.scope.variables.get(argument.strip())
    if variable is None:
        raise NotShownError(f"{argument.strip()!r} is not a variable of the statement")
    try:
        return by_solving(context, goal, variable)
    except CannotSolveError as problem:
        raise NotShownError(str(problem)) from problem


NAMED: dict[str, Rule] = {
    "algebra": _strategies(by_algebra, by_linear, by_products, by_more_products),
    "linear": _strategies(by_linear, by_products, by_more_products),
    "sign": _strategies(by_sign),
    "monotone": _strategies(by_congruence),
    "integral monotonicity": _strategies(by_congruence),
    "sum monotonicity": _strategies(by_congruence),
    "hypothesis": _strategies(by_hypothesis, by_lemmas),
    "fact": _strategies(by_hypothesis, by_lemmas),
    "box": _strategies(by_box),
    "definition": _definition,
    "rewriting": _rewriting,
    "antiderivative": _equations(calculus.antiderivatives, reads_argument=True),
    "solving for": _solving,
    "split at": _equations(calculus.splits, reads_argument=True),
    "linearity": _equations(calculus.linear_parts, reads_argument=False),
    "single term": _equations(calculus.single_terms, reads_argument=False),
    "empty sum": _equations(calculus.empty_sums, reads_argument=False),
    "constant sum": _equations(calculus.constant_sums, reads_argument=False),
    "swap": _equations(calculus.swaps, reads_argument=False),
    "branch": _equations(calculus.branches, reads_argument=False),
}


def apply_rule(
    context: Context,
    goal: Relation,
    rule: str,
    argument: str,
    reader: Reader,
    used: Sequence[Theorem],
) -> tuple[Theorem | None, str]:
    """The goal by the named rule, or by the first that works; and what closed it."""
    if rule:
        return NAMED[rule](context, goal, argument, reader, used), rule
    found = context.prove(goal)
    if found is not None:
        return found, found.proof.rule
    for name in ("rewriting", "definition", "linear"):
        found = NAMED[name](context, goal, argument, reader, used)
        if found is not None:
            return found, name
    return by_small_box(context, goal), "box"
