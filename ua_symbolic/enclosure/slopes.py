"""Ways to show a goal by its derivatives: concavity, slopes of one sign, contact at an end.

Untrusted like the rest of the search: each way gives a node of the certificate that is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ua_symbolic.enclosure import goals, guesses, lemma_goals
from ua_symbolic.enclosure.certificates import RejectedError, Tree
from ua_symbolic.enclosure.contact import moving, split_node, touching_end
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative, minus
from ua_symbolic.enclosure.problem import ON_BOX, Goal
from ua_symbolic.enclosure.search import NATURAL, GaveUpError, Search
from ua_symbolic.enclosure.settling import few_integers, settle, settle_shorter
from ua_symbolic.enclosure.steps import HOPELESS
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    Number,
    Sort,
    Term,
)


def sampled_sign(goal: Goal, term: Term, search: Search) -> int:
    """The sign of a term at sampled points of the box; 0 if it changes or is unknown."""
    box = search.leaves.box(goal)
    signs = set()
    for point in guesses.samples(box, 5 if len(box) > 1 else 25):
        value = guesses.value_at(term, goal.variables, point)
        if value is not None and abs(value) > 1e-13 and guesses.allowed(goal, point):
            signs.add(1 if value > 0 else -1)
    return signs.pop() if len(signs) == 1 else 0 if signs else 1


def concave(search: Search, goal: Goal, level: int) -> Tree:
    """Concave in one variable: the least value is at one of its ends."""
    for plainly in (True, False):
        for i in range(len(goal.box)):
            derived = _concave_goals(search, goal, i)
            if derived is None:
                continue
            bend, *ends = derived
            if not all(guesses.plausible(g, search.precision) for g in ends):
                continue
            if plainly:
                if not search.leaves.natural(bend):
                    continue
                shown: Tree = NATURAL
            elif sampled_sign(bend, bend.term, search) < 0:
                continue
            else:
                shown = settle(search, bend, min(level - 1, 1))
            low, high = (_at_end(search, g, level) for g in ends)
            return {
                "form": "concave",
                "variable": goal.variables[i].name,
                "strict": _strictness(goal, i),
                "bend": shown,
                "low": low,
                "high": high,
            }
    raise GaveUpError("not concave", goal)


def _strictness(goal: Goal, i: int) -> str:
    r = goal.box[i]
    return "bend" if goal.strict and (r.low_open or r.high_open) else "faces"


def _concave_goals(search: Search, goal: Goal, i: int) -> tuple[Goal, Goal, Goal] | None:
    r = goal.box[i]
    if r.point() or r.low is None or r.high is None:
        return None
    try:
        return lemma_goals.concave_goals(goal, i, _strictness(goal, i) == "bend")
    except (NotDifferentiableError, RejectedError):
        return None


def _at_end(search: Search, goal: Goal, level: int) -> Tree:
    """The goal at one end, which may be concave in the next variable."""
    search.budget.spend(goal)
    if search.leaves.natural(goal):
        return NATURAL
    for i in range(len(goal.box)):
        derived = _concave_goals(search, goal, i)
        if derived is not None and search.leaves.natural(derived[0]):
            return concave(search, goal, level)
    return settle(search, goal, level)


def touching(search: Search, goal: Goal, level: int) -> Tree:
    """Contact at an end of the only variable, by derivatives there; then the rest."""
    if goal.variables[moving(goal)].sort is not Sort.REAL or goal.constraints:
        raise GaveUpError("no single real variable", goal)
    stuck = GaveUpError("no contact", goal)
    for end in ("low", "high"):
        try:
            near, at, far = touching_end(search, goal, end)
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
            stuck = failure
            continue
        if at is None or far is None:
            return near
        return split_node(goal, at, end, near, settle(search, far, level))
    raise stuck


def sloped(search: Search, goal: Goal, level: int) -> Tree:
    """The sign of a slope on all of the box, or up to a point and from another point on."""
    stuck = GaveUpError("no slope of one sign", goal)
    for i, r in enumerate(goal.box):
        if r.point() or few_integers(goal, i):
            continue
        slope = derivative(goal.term, goal.variables[i])
        for end in ("low", "high"):
            if sampled_sign(goal, slope if end == "low" else minus(slope), search) <= 0:
                continue
            try:
                return to_end(search, goal, i, end, level - 1)
            except (GaveUpError, RejectedError) as failure:
                if getattr(failure, "reason", "") in HOPELESS:
                    raise
    real = all(v.sort is Sort.REAL for v in goal.variables)
    if len(goal.variables) == 1 and real and level >= 2:
        return _in_pieces(search, goal, level)
    raise stuck


def to_end(search: Search, goal: Goal, i: int, end: str, level: int) -> Tree:
    """The term falls towards one end of a variable; the value or the limit there."""
    r = goal.box[i]
    value, is_open = (r.low, r.low_open) if end == "low" else (r.high, r.high_open)
    try:
        if value is None:
            raise RejectedError("no end")
        strict = goal.strict and not is_open
        face = goals.face_goal(goal, i, end, strict)
        shown = settle(search, face, 1)
    except (GaveUpError, RejectedError) as failure:
        if getattr(failure, "reason", "") in HOPELESS or not is_open:
            raise
        return _to_limit(search, goal, i, end, level)
    slope = goals.slope_goal(goal, i, end == "low", strict=goal.strict and is_open)
    return {
        "form": "monotone",
        "variable": goal.variables[i].name,
        "end": end,
        "strict": "slope" if is_open else "face",
        "slope": settle_shorter(search, slope, level),
        "face": shown,
    }


def _to_limit(search: Search, goal: Goal, i: int, end: str, level: int) -> Tree:
    sign = search.leaves.exact_sign
    if goals.without_constraints_on(goal, goal.variables[i]).defined != ON_BOX:
        raise GaveUpError("not known to be defined on the way", goal)
    value = lemma_goals.limit_goal(goal, i, end, False, sign)
    shown = None if value is None else settle(search, value, 0)
    slope = goals.slope_goal(goal, i, end == "low", strict=goal.strict)
    return {
        "form": "limit",
        "variable": goal.variables[i].name,
        "end": end,
        "strict": "slope",
        "slope": settle_shorter(search, slope, level),
        "limit": shown,
    }


def _in_pieces(search: Search, goal: Goal, level: int) -> Tree:
    """Slopes of one sign near both ends of the only variable, plain search in between."""
    cuts = _turns(search, goal)
    if not cuts:
        raise GaveUpError("the slope has no sign near the ends", goal)
    at, end = cuts[0]
    below, above = goals.cut(goal, 0, at)
    near, far = (below, above) if end == "low" else (above, below)
    first = to_end(search, near, 0, end, level - 1)
    rest = settle(search, far, level - 1)
    trees = (first, rest) if end == "low" else (rest, first)
    return {
        "form": "split",
        "variable": goal.variables[0].name,
        "at": to_data(at),
        "below": trees[0],
        "above": trees[1],
    }


def _turns(search: Search, goal: Goal) -> list[tuple[Term, str]]:
    """Where the slope still has the sign it has at the end, well before it turns."""
    slope = derivative(goal.term, goal.variables[0])
    (box,) = search.leaves.box(goal)
    grid = _grid(box)
    values = [guesses.value_at(slope, goal.variables, [float(x)]) for x in grid]
    found: list[tuple[Term, str]] = []
    for end, order in (("low", range(len(grid))), ("high", range(len(grid) - 1, -1, -1))):
        wanted = 1 if end == "low" else -1
        last = None
        for k in order:
            v = values[k]
            if v is None or abs(v) < 1e-15:
                continue
            if v * wanted < 0:
                break
            last = grid[k]
        if last is not None:
            at = guesses.simplest_between(last * Fraction(9, 10), last) if last > 0 else last
            if search.leaves.inside(goal, 0, Number(at)):
                found.append((Number(at), end))
    return found


def _grid(box: Sequence[object]) -> list[Fraction]:
    """Points of an interval, out to large ones if it is unbounded."""
    low, high = guesses.finite_ends(box)  # type: ignore[arg-type]
    bounded = box[0].is_finite() and box[1].is_finite()  # type: ignore[attr-defined]
    if bounded:
        step = (high - low) / 40
        return [Fraction(low + step * k).limit_denominator(1000) for k in range(1, 40)]
    scales = [Fraction(n, 8) for n in (1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 128, 400)]
    if box[0].is_finite():  # type: ignore[attr-defined]
        return [Fraction(low).limit_denominator(1000) + s for s in scales]
    return [-s for s in reversed(scales)] + [Fraction(0)] + scales
