"""Decisions at exact points: truth of a relation, certain undefinedness, a second look by balls."""

from __future__ import annotations

from collections.abc import Mapping

from ua_symbolic.enclosure.balls import evaluate
from ua_symbolic.enclosure.compare import Truth
from ua_symbolic.enclosure.derivative import minus, plus
from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.signature import definedness
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Piecewise,
    Relation,
    Term,
    Variable,
    children,
    substitute,
)

CONFIRMING_BITS = 512
_EXACT_DOMAIN = ("div", "log", "sqrt", "asin", "acos", "acosh", "atanh")


def decide_at(relation: Relation, values: Mapping[Variable, Term]) -> Truth:
    """Truth of a relation at an exact point; certain undefinedness makes it false."""
    closed: Relation = substitute(relation, values)
    sign = exact_sign(plus(closed.left, minus(closed.right)))
    if sign is None:
        gone = any(certainly_undefined(side) for side in (closed.left, closed.right))
        return Truth.FALSE if gone else Truth.UNKNOWN
    holds = {
        "<=": sign <= 0,
        "<": sign < 0,
        "=": sign == 0,
        ">=": sign >= 0,
        ">": sign > 0,
        "!=": sign != 0,
    }[relation.op]
    return Truth.TRUE if holds else Truth.FALSE


def certainly_undefined(term: Term) -> bool:
    """Whether some part of a closed term lies outside its domain, with certainty."""
    if isinstance(term, Piecewise | Bind):
        return False
    if any(certainly_undefined(child) for child, _ in children(term)):
        return True
    if not isinstance(term, Apply) or term.head not in _EXACT_DOMAIN:
        return False
    return all(
        any(decide_plain(r) is Truth.FALSE for r in relations) for relations in definedness(term)
    )


def decide_plain(relation: Relation) -> Truth:
    """Truth of a closed relation whose sides are defined."""
    sign = exact_sign(plus(relation.left, minus(relation.right)))
    if sign is None:
        return Truth.UNKNOWN
    return decide_at(relation, {})


def confirmed(relation: Relation, values: Mapping[Variable, Term]) -> bool:
    """Whether balls at a doubled precision do not contradict that the relation fails."""
    closed: Relation = substitute(relation, values)
    try:
        left, right = (evaluate(s, {}, CONFIRMING_BITS) for s in (closed.left, closed.right))
    except UserError:
        return False
    if not (left.is_finite() and right.is_finite()):
        return any(certainly_undefined(side) for side in (closed.left, closed.right))
    gap = left - right
    return bool(
        {
            "<=": gap > 0,
            "<": gap >= 0 or gap.contains(0),
            "=": not gap.contains(0),
            ">=": gap < 0,
            ">": gap <= 0 or gap.contains(0),
            "!=": gap.contains(0),
        }[relation.op]
    )
