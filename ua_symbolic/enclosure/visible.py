"""What is plain from the form of a term and the ranges of its variables: ends, and definedness.

Trusted, exact and without enclosures: rational interval arithmetic on literal ends, and nothing is
known of what it does not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ua_symbolic.enclosure.positivity import is_total_head
from ua_symbolic.enclosure.problem import NOWHERE, ON_BOX, Box, Goal, Range, difference
from ua_symbolic.expressions.signature import HEADS, definedness
from ua_symbolic.expressions.terms import (
    EULER,
    PI,
    ZERO,
    Apply,
    Bind,
    Bound,
    Call,
    Number,
    Piecewise,
    Relation,
    Term,
    Variable,
    subterms,
)

Ranges = Mapping[Variable, Range]


@dataclass(frozen=True)
class End:
    """A rational number that a term does not go below; ``strict``: that it does not reach."""

    value: Fraction
    strict: bool = False


NONNEGATIVE, POSITIVE = End(Fraction(0)), End(Fraction(0), strict=True)


def defined_by_form(term: Term, variables: tuple[Variable, ...], box: Box) -> bool:
    """Whether the term is defined at every point of the box, to be seen without enclosures.

    Each of its parts is total, or what it is defined for is plain from literal ranges.
    """
    ranges = dict(zip(variables, box, strict=True))
    parts = tuple(subterms(term))
    if any(isinstance(part, Bind | Bound | Call | Piecewise) for part in parts):
        return False
    if any(isinstance(part, Variable) and part not in ranges for part in parts):
        return False
    return all(_defined(part, ranges) for part in parts if isinstance(part, Apply))


def _defined(node: Apply, ranges: Ranges) -> bool:
    """Whether a head is defined at its arguments, if these are."""
    if node.head not in HEADS:
        return False
    if is_total_head(node):
        return True
    return any(
        all(visibly(relation, ranges) for relation in relations) for relations in definedness(node)
    )


def afresh(goal: Goal, term: Term) -> Goal:
    """The goal about another term, of which nothing is known but what its form tells."""
    if defined_by_form(term, goal.variables, goal.box):
        return replace(goal, term=term, defined=ON_BOX, slope=False)
    return replace(goal, term=term, defined=NOWHERE)


def shows(goal: Goal) -> bool:
    """Whether the sign of a goal is plain from its form and literal ranges."""
    ranges = dict(zip(goal.variables, goal.box, strict=True))
    known = goal.defined != NOWHERE and not goal.slope
    if not known and not defined_by_form(goal.term, goal.variables, goal.box):
        return False
    return visibly(Relation("<" if goal.strict else "<=", ZERO, goal.term), ranges)


def visibly(relation: Relation, ranges: Ranges) -> bool:
    """Whether the relation holds wherever its sides are defined, to be seen from the ranges."""
    if relation.op == "=":
        return False
    gap = difference(relation)
    ends = [least(gap, ranges)]
    if relation.op == "!=":
        ends.append(_least_of_minus(gap, ranges))
    strict = relation.op in ("<", ">", "!=")
    return any(end is not None and _above_zero(end, strict) for end in ends)


def _above_zero(end: End, strict: bool) -> bool:
    return end.value > 0 or (end.value == 0 and (end.strict or not strict))


def least(term: Term, ranges: Ranges) -> End | None:
    """A lower end of the term wherever it is defined; None if none is seen."""
    match term:
        case Number(value):
            return End(value)
        case Variable():
            low = ranges[term].low if term in ranges else None
            return End(low.value, ranges[term].low_open) if isinstance(low, Number) else None
        case Apply("add", args):
            return _sum([least(a, ranges) for a in args])
        case Apply("neg", (arg,)):
            return _least_of_minus(arg, ranges)
        case Apply("mul", (Number(value), *rest)) if value < 0:
            other = rest[0] if len(rest) == 1 else Apply("mul", tuple(rest))
            return _scaled(_least_of_minus(other, ranges), -value)
        case Apply("mul", args):
            return _product([least(a, ranges) for a in args])
        case Apply("div", (top, Number(value))) if value > 0:
            return _scaled(least(top, ranges), 1 / value)
        case Apply("div", args):
            return _signs_alone([least(a, ranges) for a in args])
    return _of_head(term, ranges)


def _least_of_minus(term: Term, ranges: Ranges) -> End | None:
    """A lower end of minus the term."""
    match term:
        case Number(value):
            return End(-value)
        case Variable():
            high = ranges[term].high if term in ranges else None
            return End(-high.value, ranges[term].high_open) if isinstance(high, Number) else None
        case Apply("add", args):
            return _sum([_least_of_minus(a, ranges) for a in args])
        case Apply("neg", (arg,)):
            return least(arg, ranges)
        case Apply("mul", (Number(value), *rest)):
            other = rest[0] if len(rest) == 1 else Apply("mul", tuple(rest))
            if value < 0:
                return _scaled(least(other, ranges), -value)
            return _scaled(_least_of_minus(other, ranges), value) if value > 0 else None
        case Apply("div", (top, Number(value))) if value > 0:
            return _scaled(_least_of_minus(top, ranges), 1 / value)
    return None


def _of_head(term: Term, ranges: Ranges) -> End | None:
    """Signs of roots, exponentials and powers, and of the two familiar constants."""
    if term in (EULER, PI):
        return POSITIVE
    match term:
        case Apply("exp", _):
            return POSITIVE
        case Apply("sqrt", (arg,)):
            return POSITIVE if _is_positive(least(arg, ranges)) else NONNEGATIVE
        case Apply("pow", (base, exponent)):
            if _is_positive(least(base, ranges)):
                return POSITIVE
            even = isinstance(exponent, Number) and exponent.value % 2 == 0
            return NONNEGATIVE if even else None
    return None


def _is_positive(end: End | None) -> bool:
    return end is not None and _above_zero(end, strict=True)


def _sum(ends: list[End | None]) -> End | None:
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    return End(sum((e.value for e in known), Fraction(0)), any(e.strict for e in known))


def _scaled(end: End | None, factor: Fraction) -> End | None:
    return None if end is None else End(end.value * factor, end.strict)


def _product(ends: list[End | None]) -> End | None:
    """Of nonnegative factors: the product of the ends."""
    signs = _signs_alone(ends)
    if signs is None:
        return None
    value = Fraction(1)
    for end in ends:
        value *= end.value if end is not None else 0
    if value == 0:
        return signs
    return End(value, any(end is not None and end.strict for end in ends))


def _signs_alone(ends: list[End | None]) -> End | None:
    """Of a product or quotient of nonnegative terms: whether it is positive."""
    if any(end is None or end.value < 0 for end in ends):
        return None
    return POSITIVE if all(map(_is_positive, ends)) else NONNEGATIVE
