"""Homogeneous goals: one positive variable is put to 1, the others are measured by it.

Shared by the verifiers: pure bookkeeping on exact terms, no enclosures.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ua_symbolic.enclosure.certificates import RejectedError
from ua_symbolic.enclosure.derivative import minus, plus, raised, times
from ua_symbolic.enclosure.problem import Goal, Range, difference, domain
from ua_symbolic.enclosure.visible import afresh, defined_by_form
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    substitute,
)


def scaled_goal(goal: Goal, i: int, degree: Fraction) -> tuple[Goal, tuple[Term, ...]]:
    """The goal with 1 for the positive variable ``i``, and terms that must vanish.

    For ``t > 0`` the term at ``(t, t*u)`` is ``t**degree`` times the term at ``(1, u)``, and the
    gaps of the constraints are ``t`` times theirs.  The ranges of the others are cones: with
    ``t*u`` they contain ``u``.
    """
    x = goal.variables[i]
    ranges = list(zip(goal.variables, goal.box, strict=True))
    others = ranges[:i] + ranges[i + 1 :]
    if x.sort is not Sort.REAL or not others or not all(_is_cone(v, r) for v, r in others):
        raise RejectedError("only cones are scaled")
    if any(c.op == "!=" for c in goal.constraints):
        raise RejectedError("a constraint that is not scaled")
    at_one = {x: ONE}
    stretched = {v: times(x, v) for v, _ in others}
    term: Term = substitute(goal.term, at_one)
    constraints: tuple[Relation, ...] = tuple(substitute(c, at_one) for c in goal.constraints)
    left, cones = tuple(v for v, _ in others), tuple(r for _, r in others)
    if not all(defined_by_form(difference(c), left, cones) for c in constraints):
        raise RejectedError("a constraint may be undefined where it is scaled to")
    box, rest = domain(left, (*_cones(others), *constraints))
    child = afresh(Goal(left, box, rest, term, goal.strict), term)
    identities = [
        plus(substitute(goal.term, stretched), minus(times(raised(x, Number(degree)), term)))
    ]
    for old, new in zip(goal.constraints, constraints, strict=True):
        gap = substitute(difference(old), stretched)
        identities.append(plus(gap, minus(times(x, difference(new)))))
    return child, tuple(identities)


def scaling_facts(goal: Goal, i: int) -> tuple[Relation, ...]:
    """What the ranges tell of the signs, with the variable that is put to 1 positive."""
    facts = [Relation("<", ZERO, goal.variables[i])]
    for j, (v, r) in enumerate(zip(goal.variables, goal.box, strict=True)):
        if j != i and r.low == ZERO:
            facts.append(Relation("<" if r.low_open else "<=", ZERO, v))
        elif j != i and r.high == ZERO:
            facts.append(Relation("<" if r.high_open else "<=", v, ZERO))
    return tuple(facts)


def _cones(ranges: list[tuple[Variable, Range]]) -> Iterator[Relation]:
    """The ranges as relations, to be taken together with the constraints."""
    for v, r in ranges:
        if r.low is not None:
            yield Relation("<" if r.low_open else "<=", r.low, v)
        if r.high is not None:
            yield Relation("<" if r.high_open else "<=", v, r.high)


def _is_cone(v: Variable, values: Range) -> bool:
    return v.sort is Sort.REAL and all(end in (None, ZERO) for end in (values.low, values.high))


def can_be_scaled(goal: Goal) -> list[int]:
    """The places of the variables that could be put to 1, were the term homogeneous."""
    ranges = list(zip(goal.variables, goal.box, strict=True))
    found = []
    for i, (v, r) in enumerate(ranges):
        positive = isinstance(r.low, Number) and (r.low.value > 0 or (r.low == ZERO and r.low_open))
        rest = ranges[:i] + ranges[i + 1 :]
        if v.sort is Sort.REAL and positive and rest and all(_is_cone(*other) for other in rest):
            found.append(i)
    return found
