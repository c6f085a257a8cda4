"""First-order matching of a pattern against a term: which values make them the same."""

from __future__ import annotations

from collections.abc import Iterable

from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Bound,
    Call,
    Piecewise,
    Relation,
    Sort,
    Syntax,
    Term,
    Variable,
    is_integer,
)
from ua_symbolic.kernel.inference import is_closed

Values = dict[Variable, Term]


def match(
    pattern: Syntax, term: Syntax, flexible: Iterable[Variable], known: Values
) -> Values | None:
    """Values of the flexible variables that make ``pattern`` the term; None if there are none.

    >>> x, y = Variable("x"), Variable("y")
    >>> match(Apply("exp", (x,)), Apply("exp", (y,)), [x], {}) == {x: y}
    True
    """
    names = frozenset(flexible)
    values = dict(known)
    return values if _match(pattern, term, names, values) else None


def _match(pattern: Syntax, term: Syntax, flexible: frozenset[Variable], values: Values) -> bool:
    if isinstance(pattern, Variable) and pattern in flexible:
        return _assign(pattern, term, values)
    match pattern, term:
        case (Apply(h, a), Apply(k, b)) | (Call(h, a, _), Call(k, b, _)):
            return h == k and len(a) == len(b) and _all(a, b, flexible, values)
        case Bind(), Bind():
            same = (pattern.head, pattern.sort) == (term.head, term.sort)
            return same and _all(
                (pattern.lower, pattern.upper, pattern.body),
                (term.lower, term.upper, term.body),
                flexible,
                values,
            )
        case Relation(), Relation():
            return pattern.op == term.op and _all(
                (pattern.left, pattern.right), (term.left, term.right), flexible, values
            )
        case Piecewise(), Piecewise():
            return bool(pattern == term)
    return bool(pattern == term)


def _all(
    a: tuple[Syntax, ...], b: tuple[Syntax, ...], names: frozenset[Variable], values: Values
) -> bool:
    return all(_match(p, t, names, values) for p, t in zip(a, b, strict=True))


def _assign(variable: Variable, term: Syntax, values: Values) -> bool:
    if variable in values:
        return bool(values[variable] == term)
    if isinstance(term, Relation | Bound) or not is_closed(term):
        return False
    if variable.sort is Sort.INTEGER and not is_integer(term):
        return False
    values[variable] = term
    return True
