"""Why a term of a budget does not come down to its share, in words.

Nothing here is evidence: the limit of a term is read off its structure, to tell a user what is in
the way.
"""

from __future__ import annotations

from ua_symbolic.checkers.attacks import attack
from ua_symbolic.checkers.context import Context
from ua_symbolic.checkers.tidying import collected, tidy
from ua_symbolic.expressions.terms import (
    INFINITY,
    ONE,
    ZERO,
    Apply,
    Relation,
    Term,
    Variable,
    add,
    div,
    free_variables,
    mul,
    neg,
    power,
    substitute,
)
from ua_symbolic.expressions.text import to_text

MINUS_INFINITY = neg(INFINITY)


def shortfall(
    context: Context,
    part: Relation,
    x: Variable,
    op: str,
    limits: tuple[Relation, ...],
    wanted: Relation,
) -> str:
    """Why ``x op value`` does not help ``part``: where it leads, and what would have to hold."""
    end = _end(x, op, limits)
    limit = limit_at(context, part.left, x, end)
    bound = to_text(part.right)
    if limit is not None and limit not in (INFINITY, MINUS_INFINITY):
        if context.prove(Relation("=", limit, ZERO)) is None:
            return (
                f"it does not tend to zero as {x.name} tends to {to_text(end)}, but to "
                f"{to_text(tidy(collected(limit)))}, not shown to be less than {bound}"
                + _example(context, Relation("<", limit, part.right))
            )
        if context.prove(Relation("<", ZERO, part.right)) is None:
            return f"{bound} is not shown to be positive"
    if wanted.left == wanted.right:
        return f"{x.name} {op} {to_text(wanted.left)} is not shown to be defined"
    return (
        f"it asks for a value of {x.name} out of its range: {to_text(wanted)} is not shown"
        + _example(context, wanted)
    )


def _example(context: Context, wanted: Relation) -> str:
    about = free_variables(wanted)
    hypotheses = tuple(h for h in context.hypotheses if free_variables(h) <= about)
    point = attack(hypotheses, wanted)
    return f" (it fails at {', '.join(f'{k} = {v}' for k, v in point)})" if point else ""


def _end(x: Variable, op: str, limits: tuple[Relation, ...]) -> Term:
    """The end of the range to which a parameter may go that must be ``op`` something."""
    for relation in limits:
        if op[:1] == ">" and relation.left == x:
            return relation.right
        if op[:1] == "<" and relation.right == x:
            return relation.left
    return INFINITY if op[:1] == ">" else MINUS_INFINITY


def limit_at(context: Context, term: Term, x: Variable, end: Term) -> Term | None:
    """Where the term tends as ``x`` tends to ``end``, ``oo`` and ``-oo`` too, if that is seen."""
    if end not in (INFINITY, MINUS_INFINITY) and end != ZERO:
        there: Term = substitute(term, {x: end})
        return there
    if x not in free_variables(term):
        return term
    if term == x:
        return end
    if not isinstance(term, Apply):
        return None
    parts = [limit_at(context, a, x, end) for a in term.args]
    known = [p for p in parts if p is not None]
    return _combined(context, term.head, known) if len(known) == len(parts) else None


def _combined(context: Context, head: str, args: list[Term]) -> Term | None:
    infinite = [a for a in args if a in (INFINITY, MINUS_INFINITY)]
    match head:
        case "add":
            if not infinite:
                return add(*[a for a in args if a != ZERO])
            return infinite[0] if len(set(infinite)) == 1 else None
        case "mul":
            return _product(context, args)
        case "neg":
            return _negated(args[0])
        case "div":
            if args[1] in (INFINITY, MINUS_INFINITY):
                return None if infinite == args else ZERO
            if args[1] == ZERO:
                return _infinity(context, args[0])
            return _product(context, [args[0], div(ONE, args[1])])
        case "exp":
            tends: dict[Term, Term] = {INFINITY: INFINITY, MINUS_INFINITY: ZERO, ZERO: ONE}
            return tends.get(args[0], _plain(head, args))
        case "sqrt":
            return (
                INFINITY if args == [INFINITY] else ZERO if args == [ZERO] else _plain(head, args)
            )
        case "log":
            grows: dict[Term, Term] = {INFINITY: INFINITY, ZERO: MINUS_INFINITY}
            return grows.get(args[0], _plain(head, args))
        case "pow":
            return _power(context, *args)
    return None if infinite else _plain(head, args)


def _plain(head: str, args: list[Term]) -> Term:
    return Apply(head, tuple(args))


def _negated(term: Term) -> Term:
    return INFINITY if term == MINUS_INFINITY else neg(term)


def _infinity(context: Context, sign_of: Term) -> Term | None:
    """``oo`` with the sign of a term."""
    if sign_of in (INFINITY, MINUS_INFINITY):
        return sign_of
    if context.prove(Relation("<", ZERO, sign_of)) is not None:
        return INFINITY
    if context.prove(Relation("<", sign_of, ZERO)) is not None:
        return MINUS_INFINITY
    return None


def _product(context: Context, factors: list[Term]) -> Term | None:
    infinite = [f for f in factors if f in (INFINITY, MINUS_INFINITY)]
    finite = [f for f in factors if f not in infinite]
    if not infinite:
        return ZERO if ZERO in finite else mul(*finite)
    sign = _infinity(context, mul(*finite)) if finite else INFINITY
    if sign is None:
        return None
    turns = sum(f == MINUS_INFINITY for f in infinite) + (sign == MINUS_INFINITY)
    return MINUS_INFINITY if turns % 2 else INFINITY


def _power(context: Context, base: Term, exponent: Term) -> Term | None:
    if exponent in (INFINITY, MINUS_INFINITY) or base == MINUS_INFINITY:
        return None
    if base not in (INFINITY, ZERO):
        return power(base, exponent)
    sign = _infinity(context, exponent)
    if sign is None:
        return None
    return base if sign == INFINITY else (ZERO if base == INFINITY else INFINITY)
