"""Solving an inequality for a parameter through monotone functions, and budgets of error terms.

``invert`` peels one monotone function after the other off ``f(x) <= t`` until ``x`` stands alone;
what it finds is only a proposal.  ``by_solving`` proves ``f(x) <= t`` from it:
``f(x) <= f(g)`` by monotone congruence and ``f(g) = t`` by algebra.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ua_symbolic.checkers.basic import chain
from ua_symbolic.checkers.context import Context
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Number,
    Relation,
    Term,
    Variable,
    add,
    div,
    free_variables,
    function,
    mul,
    neg,
    number,
    power,
    sub,
    substitute,
)
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.theorems import Theorem

AT_MOST, AT_LEAST = "<=", ">="


class CannotSolveError(Exception):
    """The inequality cannot be solved for the parameter; the message says what is in the way."""


@dataclass(frozen=True)
class Condition:
    """``variable op value``: what suffices for the inequality that was solved."""

    variable: Variable
    op: str
    value: Term

    @property
    def relation(self) -> Relation:
        """The condition as a relation."""
        return Relation(self.op, self.variable, self.value)


def invert(context: Context, left: Term, op: str, right: Term, x: Variable) -> Condition:
    """The condition on ``x`` that is equivalent to ``left op right``, ``x`` once in ``left``.

    Raises CannotSolveError where a function is not invertible or a sign is not known.
    """
    if left == x:
        return Condition(x, op, right)
    if not isinstance(left, Apply):
        raise CannotSolveError(f"{x.name} does not occur in {to_text(left)}")
    places = [i for i, a in enumerate(left.args) if x in free_variables(a)]
    if len(places) != 1 or x in free_variables(right):
        raise CannotSolveError(f"{x.name} must occur exactly once, to the left: {to_text(left)}")
    inner = left.args[places[0]]
    rest = left.args[: places[0]] + left.args[places[0] + 1 :]
    return invert(context, inner, *_step(context, left, places[0], rest, op, right), x)


def _step(
    context: Context, outer: Apply, place: int, rest: tuple[Term, ...], op: str, target: Term
) -> tuple[str, Term]:
    """The relation and the target for the argument in which the parameter stands."""
    match outer.head, place:
        case "add", _:
            return op, sub(target, add(*rest))
        case "neg", _:
            return _turned(op), neg(target)
        case "mul", _:
            return _scaled(context, op, div(target, mul(*rest)), mul(*rest))
        case "div", 0:
            return _scaled(context, op, mul(target, rest[0]), rest[0])
        case "div", 1:
            _need(context, Relation("<", ZERO, rest[0]))
            return _turned(op), div(rest[0], target)
        case "exp", _:
            return op, function("log", target)
        case "log", _:
            return op, function("exp", target)
        case "sqrt", _:
            return op, power(target, number(2))
        case "pow", 0:
            _need(context, Relation("<", ZERO, rest[0]))
            return op, power(target, div(ONE, rest[0]))
        case "sin", _:
            return op, function("asin", target)
    raise CannotSolveError(f"{to_text(outer)} cannot be solved for its argument")


def _turned(op: str) -> str:
    return AT_LEAST if op == AT_MOST else AT_MOST


def _scaled(context: Context, op: str, target: Term, factor: Term) -> tuple[str, Term]:
    if isinstance(factor, Number) and factor.value != 0:
        return (op if factor.value > 0 else _turned(op)), target
    if context.prove(Relation("<", ZERO, factor)) is not None:
        return op, target
    if context.prove(Relation("<", factor, ZERO)) is not None:
        return _turned(op), target
    raise CannotSolveError(f"the sign of {to_text(factor)} is not known")


def _need(context: Context, relation: Relation) -> None:
    if context.prove(relation) is None:
        raise CannotSolveError(f"not shown that {to_text(relation)}")


def by_solving(context: Context, goal: Relation, x: Variable) -> Theorem | None:
    """``f(x) <= t`` from the condition on ``x`` that solving gives, if that can be shown.

    Raises CannotSolveError if the goal cannot be solved for ``x``.
    """
    turned = x not in free_variables(goal.left)
    left, right = (goal.right, goal.left) if turned else (goal.left, goal.right)
    condition = invert(context, left, AT_LEAST if turned else AT_MOST, right, x)
    known = context.prove(condition.relation)
    at_end: Term = substitute(left, {x: condition.value})
    ends = (right, at_end) if turned else (at_end, right)
    equal = context.prove(Relation("=", *ends))
    moving = (at_end, left) if turned else (left, at_end)
    moved = context.prove(Relation("<=", *moving))
    if known is None or equal is None or moved is None:
        return None
    found = chain(context, [equal, moved] if turned else [moved, equal])
    return found if found.sequent.conclusion == goal else None


# --- budgets ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ErrorTerm:
    """One term of an error bound, the share of the total it may use, what to solve it for."""

    value: Term
    share: Term
    parameter: Variable


@dataclass(frozen=True)
class Budget:
    """Conditions on the parameters under which the terms sum to at most the total, proved."""

    conditions: tuple[Condition, ...]
    theorem: Theorem


def budget(context: Context, terms: Sequence[ErrorTerm], total: Term) -> Budget:
    """Solve every term for its parameter and prove that the sum keeps to the total.

    The theorem says: under the hypotheses of the context and the conditions, the sum of the terms
    is at most ``total``.  Raises CannotSolveError that names the term in the way.
    """
    conditions: list[Condition] = []
    here = context
    for term in terms:
        try:
            condition = invert(here, term.value, AT_MOST, term.share, term.parameter)
        except CannotSolveError as problem:
            raise CannotSolveError(f"the term {to_text(term.value)}: {problem}") from problem
        conditions.append(condition)
        here = here.extend(condition.relation)
    for term in terms:
        goal = Relation("<=", term.value, term.share)
        if by_solving(here, goal, term.parameter) is None:
            raise CannotSolveError(
                f"the term {to_text(term.value)} is not shown to be at most {to_text(term.share)}"
            )
        here.extra_facts = (*here.extra_facts, goal)
    whole = Relation("<=", add(*[t.value for t in terms]), total)
    found = here.prove(whole)
    if found is None:
        raise CannotSolveError(f"the shares are not shown to sum to at most {to_text(total)}")
    return Budget(tuple(conditions), found)
