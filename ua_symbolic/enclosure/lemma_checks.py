"""The nodes that rest on a lemma: what is read from them, and which goals their trees must show.

Trusted, and without search.  ``FORMS`` is part of the walk of ``checker``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ua_symbolic.enclosure import goals, lemma_goals, scaling, visible
from ua_symbolic.enclosure.certificates import RejectedError, Tree, node_field
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.problem import ON_BOX, Goal
from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.serial import from_data
from ua_symbolic.expressions.terms import Number, Relation, Term, free_variables

Check = Callable[[Any, Goal, Tree, int], None]


def read_term(data: Any) -> Term:
    """The term in a field; CertificateError if it is a relation."""
    node = from_data(data)
    if isinstance(node, Relation):
        raise CertificateError("a term is expected, not a relation")
    term: Term = node
    return term


def closed(data: Any) -> Term:
    """The closed term in a field."""
    term = read_term(data)
    if free_variables(term):
        raise RejectedError("a point must be closed")
    return term


def closed_term(node: Tree, name: str) -> Term:
    """The closed term in a field of a node."""
    return closed(node.get(name))


def _position(goal: Goal, node: Tree) -> int:
    return goals.position(goal, node_field(node, "variable", str))


def _strict_by(node: Tree, first: str, second: str) -> bool:
    """Whether the field ``strict`` names the first of the two."""
    strict: str = node_field(node, "strict", str)
    if strict not in (first, second):
        raise CertificateError("a node names an unknown kind of strictness")
    return strict == first


def _subtree(checker: Any, goal: Goal | None, node: Tree, name: str, depth: int) -> None:
    """Check a child; where there is nothing to show the field must be null."""
    if goal is None:
        if node.get(name) is not None:
            raise RejectedError(f"there is nothing to show by {name!r}")
        return
    checker.check(goal, node_field(node, name, dict), depth)


def _concave(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    derived = lemma_goals.concave_goals(
        goal, _position(goal, node), _strict_by(node, "bend", "faces")
    )
    for name, child in zip(("bend", "low", "high"), derived, strict=True):
        _subtree(checker, child, node, name, depth)


def _limit(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    i, end = _position(goal, node), node_field(node, "end", str)
    if end not in ("low", "high"):
        raise CertificateError("a limit is taken at one of the two ends")
    if goals.without_constraints_on(goal, goal.variables[i]).defined != ON_BOX:
        raise RejectedError("the term is not known to be defined on the way to the limit")
    by_slope = _strict_by(node, "slope", "limit")
    slope = goals.slope_goal(goal, i, end == "low", strict=goal.strict and by_slope)
    strict = goal.strict and not by_slope
    value = lemma_goals.limit_goal(goal, i, end, strict, checker.leaves.exact_sign)
    _subtree(checker, slope, node, "slope", depth)
    _subtree(checker, value, node, "limit", depth)


def _fall(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    by_step = _strict_by(node, "step", "limit")
    sign = checker.leaves.exact_sign
    step, value = lemma_goals.fall_goals(goal, _position(goal, node), by_step, sign)
    _subtree(checker, step, node, "step", depth)
    _subtree(checker, value, node, "limit", depth)


def _induction(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    factor = read_term(node.get("factor"))
    derived = lemma_goals.induction_goals(goal, _position(goal, node), factor)
    for name, child in zip(("base", "nonnegative", "step"), derived, strict=True):
        _subtree(checker, child, node, name, depth)


def _rise(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    derived = lemma_goals.rise_goals(goal, _position(goal, node))
    for name, child in zip(("base", "step"), derived, strict=True):
        _subtree(checker, child, node, name, depth)


def _visible(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    if not visible.shows(goal):
        raise RejectedError("the form of a term does not show its sign")


def _scale(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    i, degree = _position(goal, node), _number(node, "degree")
    if not checker.leaves.positive_range(goal, i) or not checker.leaves.is_defined(goal):
        raise RejectedError("only defined terms in a positive variable are scaled")
    child, identities = scaling.scaled_goal(goal, i, degree)
    facts = scaling.scaling_facts(goal, i)
    if not all(vanishes(identity, facts) for identity in identities):
        raise RejectedError("the goal is not seen to be homogeneous")
    _subtree(checker, child, node, "tree", depth)


def _part(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    low, high = (None if node.get(n) is None else _point(checker, node, n) for n in ("low", "high"))
    derived = lemma_goals.part_goals(goal, read_term(node.get("part")), low, high)
    for name, child in zip(("below", "above", "tree"), derived, strict=True):
        _subtree(checker, child, node, name, depth)


def _point(checker: Any, node: Tree, name: str) -> Term:
    """A closed term that is certainly defined: an enclosure cut back to a domain would not do."""
    end = closed_term(node, name)
    if checker.leaves.exact_sign(end) is None:
        raise RejectedError("an end of a part is not known to be defined")
    return end


def _fraction(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    child = lemma_goals.fraction_goal(goal, _index(node, "which"))
    _subtree(checker, child, node, "tree", depth)


def _branches(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    derived = lemma_goals.branch_goals(goal, _index(node, "which"))
    for name, child in zip(("first", "second"), derived, strict=True):
        _subtree(checker, child, node, name, depth)


def _inverse(checker: Any, goal: Goal, node: Tree, depth: int) -> None:
    part, other = read_term(node.get("part")), read_term(node.get("other"))
    above, trees = node_field(node, "above", bool), node_field(node, "trees", list)
    derived, identity = lemma_goals.inverse_goals(goal, part, other, _weight(node), above)
    if not checker.leaves.is_defined(goal) or not vanishes(identity):
        raise RejectedError("the two sides do not make the term")
    if len(trees) != len(derived):
        raise RejectedError("a form is not shown completely")
    for child, tree in zip(derived, trees, strict=True):
        checker.check(child, tree, depth)


def _index(node: Tree, name: str) -> int:
    value: int = node_field(node, name, int)
    if isinstance(value, bool):
        raise CertificateError(f"the field {name!r} must be a number")
    return value


def _weight(node: Tree) -> Fraction:
    return _number(node, "weight")


def _number(node: Tree, name: str) -> Fraction:
    term = read_term(["n", node_field(node, name, str)])
    if not isinstance(term, Number):
        raise CertificateError(f"the field {name!r} must be a rational number in text form")
    return term.value


FORMS: dict[str, Check] = {
    "concave": _concave,
    "limit": _limit,
    "fall": _fall,
    "rise": _rise,
    "visible": _visible,
    "scale": _scale,
    "induction": _induction,
    "part": _part,
    "fraction": _fraction,
    "branches": _branches,
    "inverse": _inverse,
}
FIELDS: dict[str, tuple[str, ...]] = {
    "concave": ("variable", "strict", "bend", "low", "high"),
    "limit": ("variable", "end", "strict", "slope", "limit"),
    "fall": ("variable", "strict", "step", "limit"),
    "rise": ("variable", "base", "step"),
    "visible": (),
    "scale": ("variable", "degree", "tree"),
    "induction": ("variable", "factor", "base", "nonnegative", "step"),
    "part": ("part", "low", "high", "below", "above", "tree"),
    "fraction": ("which", "tree"),
    "branches": ("which", "first", "second"),
    "inverse": ("part", "other", "weight", "above", "trees"),
}
