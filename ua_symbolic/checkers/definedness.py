"""Showing that terms are defined: from relations in which they stand, else by their structure."""

from __future__ import annotations

from ua_symbolic.checkers.context import Context
from ua_symbolic.expressions.signature import definedness
from ua_symbolic.expressions.terms import (
    ONE,
    Apply,
    Bind,
    Call,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
    add,
    instantiate,
    substitute,
)
from ua_symbolic.kernel.inference import is_atomic
from ua_symbolic.kernel.rules_definedness import equal_to_itself, strict_subterms, within
from ua_symbolic.kernel.theorems import Theorem


def by_definedness(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """``t = t``."""
    term = goal.left
    if goal.op != "=" or term != goal.right:
        return None
    if is_atomic(term):
        return context.derive("defined", goal)
    known = _from_hypothesis(context, goal)
    return known if known is not None else _by_structure(context, term, depth)


def _from_hypothesis(context: Context, goal: Relation) -> Theorem | None:
    for relation in context.relations():
        if goal.left in strict_subterms(relation):
            known = context.derive("hypothesis", relation)
            return context.derive("defined_by", goal, [known])
    return None


def _by_structure(context: Context, term: Term, depth: int) -> Theorem | None:
    if depth <= 0:
        return None
    match term:
        case Apply():
            return _application(context, term, depth)
        case Call():
            return _call(context, term, depth)
        case Bind("Sum"):
            return _sum(context, term, depth)
        case Bind("Integral"):
            return _integral(context, term, depth)
        case Piecewise():
            return _piecewise(context, term, depth)
    return None


def _application(context: Context, term: Apply, depth: int) -> Theorem | None:
    parts = context.all_defined(*term.args, depth=depth)
    if None in parts:
        return None
    for index, relations in enumerate(definedness(term)):
        conditions = [context.prove(r, depth - 1) for r in relations]
        if None not in conditions:
            return context.attempt(
                "defined", equal_to_itself(term), [*parts, *conditions], {"alternative": index}
            )
    return None


def _call(context: Context, term: Call, depth: int) -> Theorem | None:
    premises = context.all_defined(*term.args, depth=depth)
    definition = context.theory.definitions.get(term.name)
    if definition is not None:
        values = dict(zip(definition.parameters, term.args, strict=True))
        premises += [context.prove(substitute(r, values), depth - 1) for r in definition.domain]
    return context.attempt("defined", equal_to_itself(term), premises)


def bound_variable(context: Context, term: Bind, *avoid: Term) -> Variable:
    """A fresh variable for the body of a Sum or Integral, named as the author did."""
    return Variable(context.fresh(term.hint, term, *avoid), term.sort)


def _sum(context: Context, term: Bind, depth: int) -> Theorem | None:
    premises = context.all_defined(term.lower, term.upper, depth=depth)
    premises.append(context.prove(Relation("<=", term.lower, add(term.upper, ONE)), depth - 1))
    return _with_body(context, term, premises, depth)


def _integral(context: Context, term: Bind, depth: int) -> Theorem | None:
    premises = context.all_defined(term.lower, term.upper, depth=depth)
    premises.append(context.prove(Relation("<=", term.lower, term.upper), depth - 1))
    return _with_body(context, term, premises, depth)


def _with_body(
    context: Context, term: Bind, premises: list[Theorem | None], depth: int
) -> Theorem | None:
    if None in premises:
        return None
    variable = bound_variable(context, term)
    inner = context.extend(*within(variable, term))
    premises.append(inner.defined(instantiate(term.body, variable), depth))
    return context.attempt("defined", equal_to_itself(term), premises, {"fresh": (variable,)})


def _piecewise(context: Context, term: Piecewise, depth: int) -> Theorem | None:
    premises: list[Theorem | None] = []
    for value, condition in term.branches:
        premises += context.all_defined(condition.left, condition.right, depth=depth)
        premises.append(context.extend(condition).defined(value, depth))
    premises += context.all_defined(term.otherwise, depth=depth)
    return context.attempt("defined", equal_to_itself(term), premises)


__all__ = ["Sort", "bound_variable", "by_definedness"]
