"""Solving an inequality for a parameter through monotone functions.

``solve`` peels one monotone function after the other off ``f(x) <= t`` until ``x`` stands alone;
what it finds is only a proposal.  ``by_solving`` proves ``f(x) <= t`` from it:
``f(x) <= f(g)`` by monotone congruence and ``f(g) = t`` by algebra.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ua_symbolic.checkers.basic import chain
from ua_symbolic.checkers.context import Context
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
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


@dataclass(frozen=True)
class Line:
    """One line of a solution: what the inequality becomes, and why that is the same."""

    relation: Relation
    reason: str


Holds = Callable[[Relation], bool]
"""Whether a relation is shown."""


def solve(holds: Holds, left: Term, op: str, right: Term, x: Variable) -> tuple[Line, ...]:
    """The lines that lead from ``left op right`` to a condition on ``x``, the last of them.

    ``op`` is one of ``<= < >= >``; ``holds`` is asked for signs.  The lines are a proposal, not a
    proof.  Raises
    CannotSolveError where a function is not invertible or a sign is not known.
    """
    lines: list[Line] = []
    while left != x:
        outer, place = _place(left, right, x)
        rest = outer.args[:place] + outer.args[place + 1 :]
        op, right, reason = _step(holds, outer, place, rest, op, right)
        left = outer.args[place]
        lines.append(Line(Relation(op, left, right), reason))
    return tuple(lines) or (Line(Relation(op, left, right), "as it stands"),)


def _place(left: Term, right: Term, x: Variable) -> tuple[Apply, int]:
    """``left`` with the position of its argument in which ``x`` stands."""
    if x in free_variables(right):
        raise CannotSolveError(f"{x.name} stands on both sides")
    if not isinstance(left, Apply):
        raise CannotSolveError(f"{x.name} does not occur in {to_text(left)}")
    places = [i for i, a in enumerate(left.args) if x in free_variables(a)]
    if not places:
        raise CannotSolveError(f"{x.name} does not occur in {to_text(left)}")
    if len(places) > 1:
        raise CannotSolveError(
            f"{to_text(left)} is not seen to be monotone in {x.name}, which it has more than once; "
            "bound it by a term that has it once"
        )
    return left, places[0]


def invert(context: Context, left: Term, op: str, right: Term, x: Variable) -> Condition:
    """The condition on ``x`` that is equivalent to ``left op right``, ``x`` once in ``left``.

    Raises CannotSolveError as ``solve`` does.
    """
    last = solve(_asking(context), left, op, right, x)[-1].relation
    return Condition(x, last.op, last.right)


Step = tuple[str, Term, str]


def _step(
    holds: Holds, outer: Apply, place: int, rest: tuple[Term, ...], op: str, target: Term
) -> Step:
    """The relation and the target for the argument in which the parameter stands, and why."""
    match outer.head, place:
        case "add", _:
            return op, sub(target, add(*rest)), f"subtracting {to_text(add(*rest))}"
        case "neg", _:
            return _turned(op), neg(target), "changing signs"
        case "mul", _:
            factor = mul(*rest)
            new, sign = _scaled(holds, op, factor)
            return new, div(target, factor), f"dividing by {to_text(factor)} {sign}"
        case "div", 0:
            new, sign = _scaled(holds, op, rest[0])
            return new, mul(target, rest[0]), f"multiplying by {to_text(rest[0])} {sign}"
        case "div", 1:
            _need(holds, Relation("<", ZERO, rest[0]))
            return _turned(op), div(rest[0], target), "taking reciprocals of positive numbers"
        case "pow", 0:
            _need(holds, Relation("<", ZERO, rest[0]))
            if rest[0] == number(2):
                return op, function("sqrt", target), "the root increases"
            return op, power(target, div(ONE, rest[0])), f"the root of order {to_text(rest[0])}"
        case "pow", 1:
            return _exponent(holds, rest[0], op, target)
    if outer.head in _INVERSES:
        return op, _INVERSES[outer.head](target), f"{outer.head} increases"
    raise CannotSolveError(f"{to_text(outer)} is not seen to be monotone in its argument")


_INVERSES: dict[str, Callable[[Term], Term]] = {
    "exp": lambda t: function("log", t),
    "log": lambda t: function("exp", t),
    "sqrt": lambda t: power(t, number(2)),
    "sin": lambda t: function("asin", t),
}
"""Inverses of functions that increase, on the branch that the inverse belongs to."""


def _exponent(holds: Holds, base: Term, op: str, target: Term) -> Step:
    """``base**x op target``: the logarithm to the base."""
    if holds(Relation("<", ONE, base)):
        value = div(function("log", target), function("log", base))
        return op, value, f"powers of {to_text(base)} > 1 increase"
    if holds(Relation("<", ZERO, base)) and holds(Relation("<", base, ONE)):
        value = div(function("log", div(ONE, target)), function("log", div(ONE, base)))
        return _turned(op), value, f"powers of {to_text(base)} < 1 decrease"
    raise CannotSolveError(f"it is not known on which side of 1 the base {to_text(base)} lies")


def _turned(op: str) -> str:
    return {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}[op]


def _scaled(holds: Holds, op: str, factor: Term) -> tuple[str, str]:
    """The relation after a division by the factor, and its sign in words."""
    if holds(Relation("<", ZERO, factor)):
        return op, "> 0"
    if holds(Relation("<", factor, ZERO)):
        return _turned(op), "< 0"
    raise CannotSolveError(f"the sign of {to_text(factor)} is not known; --given may tell it")


def _asking(context: Context) -> Holds:
    return lambda relation: context.prove(relation) is not None


def _need(holds: Holds, relation: Relation) -> None:
    if not holds(relation):
        raise CannotSolveError(f"{to_text(relation)} is not shown")


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
