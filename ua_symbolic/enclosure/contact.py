"""Contact at an end of the only variable: derivatives there, up to the first that is not zero.

Untrusted like the rest of the search: what comes out is a chain of ``monotone`` nodes.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ua_symbolic.enclosure import goals, guesses, recast_goals
from ua_symbolic.enclosure.certificates import Tree
from ua_symbolic.enclosure.derivative import minus, plus
from ua_symbolic.enclosure.exact import exact_sign, vanishes
from ua_symbolic.enclosure.limits import normal
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.search import GaveUpError, Search
from ua_symbolic.enclosure.steps import half
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import Term, number, substitute, subterms

HIGHEST = 10
SHARES = (Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(1, 16), Fraction(1, 64))
LARGEST = 300


def moving(goal: Goal) -> int:
    """The index of the only variable whose range is not a single value; raises GaveUpError."""
    found = [i for i, r in enumerate(goal.box) if not r.point()]
    if len(found) != 1:
        raise GaveUpError("not one variable", goal)
    return found[0]


def _at(goal: Goal, value: Term) -> Term:
    term = goals.at_point_ranges(goal)
    result: Term = substitute(term, {goal.variables[moving(goal)]: value})
    return result


def touching_end(search: Search, goal: Goal, end: str) -> tuple[Tree, Term | None, Goal | None]:
    """A tree for a piece of the range at that end, where the piece stops, and the rest.

    The last two are None if the piece is all of the range.  Raises GaveUpError.
    """
    chain = _chain(search, goal, end)
    last = chain[-1]
    for share in SHARES:
        cut = _piece(search, goal, end, share)
        if cut is None:
            continue
        at, near, far = cut
        piece = replace(last, box=near.box)
        if not _seems_positive(search, piece):
            continue
        try:
            top = half(search, lambda piece=piece: search.solve(piece))  # type: ignore[misc]
        except GaveUpError as failure:
            if failure.reason == "out of time":
                raise
            continue
        return _assembled(search, near, end, [c.term for c in chain], top), at, far
    raise GaveUpError("no derivative keeps its sign", goal)


def _chain(search: Search, goal: Goal, end: str) -> list[Goal]:
    """The goals of the derivatives in simple form; the last is positive at the end itself."""
    value = goal.box[moving(goal)].low if end == "low" else goal.box[moving(goal)].high
    if value is None or exact_sign(_at(goal, value)) != 0:
        raise GaveUpError("no contact at this end", goal)
    chain = [goal]
    for _ in range(HIGHEST):
        slope = _next(search, chain[-1], end)
        chain.append(slope)
        sign = exact_sign(_at(slope, value))
        if sign is None or sign < 0:
            break
        if sign > 0:
            return chain
    raise GaveUpError("no derivative is positive at the end", goal)


def _next(search: Search, goal: Goal, end: str) -> Goal:
    is_open = goal.box[moving(goal)].low_open if end == "low" else goal.box[moving(goal)].high_open
    slope = goals.slope_goal(goal, moving(goal), end == "low", strict=goal.strict and is_open)
    plain = normal(slope.term)
    if plain is not None and _size(plain) < _size(slope.term):
        slope = recast_goals.rewritten_goal(slope, plain)
    if _size(slope.term) > LARGEST:
        raise GaveUpError("the derivatives grow too large", goal)
    return slope


def _size(term: Term) -> int:
    return sum(1 for _ in subterms(term))


def _piece(
    search: Search, goal: Goal, end: str, share: Fraction
) -> tuple[Term | None, Goal, Goal | None] | None:
    box = search.leaves.box(goal)[moving(goal)]
    bounded = box[0].is_finite() and box[1].is_finite()
    if share == 1:
        return (None, goal, None) if bounded else None
    low, high = guesses.finite_ends(box)
    size = Fraction(high - low)
    point = Fraction(low) + size * share if end == "low" else Fraction(high) - size * share
    at = number(guesses.simplest_between(point - size / 100, point + size / 100))
    if not search.leaves.inside(goal, moving(goal), at):
        return None
    below, above = goals.cut(goal, moving(goal), at)
    return (at, below, above) if end == "low" else (at, above, below)


def _seems_positive(search: Search, goal: Goal) -> bool:
    values = [
        guesses.value_at(goal.term, goal.variables, p)
        for p in guesses.samples(search.leaves.box(goal), 20)
    ]
    return all(v is not None and v > -1e-12 for v in values)


def _assembled(search: Search, goal: Goal, end: str, terms: list[Term], top: Tree) -> Tree:
    """The nested nodes for the derivatives in ``terms`` on the box of the goal."""
    if len(terms) == 1:
        return top
    is_open = goal.box[moving(goal)].low_open if end == "low" else goal.box[moving(goal)].high_open
    by_slope = goal.strict and is_open
    slope = goals.slope_goal(goal, moving(goal), end == "low", strict=by_slope)
    simple, wrap = slope, slope.term != terms[1]
    if wrap:
        if not search.leaves.is_defined(slope) or not vanishes(plus(slope.term, minus(terms[1]))):
            raise GaveUpError("a simplified derivative is not seen to be equal", slope)
        simple = recast_goals.rewritten_goal(slope, terms[1])
    tree = _assembled(search, simple, end, terms[1:], top)
    if wrap:
        tree = {"form": "rewrite", "term": to_data(terms[1]), "tree": tree}
    return {
        "form": "monotone",
        "variable": goal.variables[moving(goal)].name,
        "end": end,
        "strict": "slope" if by_slope else "face",
        "slope": tree,
        "face": search.solve(
            goals.face_goal(goal, moving(goal), end, goal.strict and not by_slope)
        ),
    }


def split_node(goal: Goal, at: Term, end: str, near: Tree, far: Tree) -> Tree:
    """The node of a cut, from the trees at the end and away from it."""
    below, above = (near, far) if end == "low" else (far, near)
    return {
        "form": "split",
        "variable": goal.variables[moving(goal)].name,
        "at": to_data(at),
        "below": below,
        "above": above,
    }
