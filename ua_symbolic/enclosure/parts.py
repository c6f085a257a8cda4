"""Ways to show a goal by looking at parts of it: inverse functions, curves of contact, bounds.

Untrusted like the rest of the search: each way gives a node of the certificate that is checked.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from fractions import Fraction

from ua_symbolic.enclosure import goals, guesses, lemma_goals
from ua_symbolic.enclosure.certificates import RejectedError, Tree
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative, minus, over, plus
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.limits import normal
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.search import NATURAL, GaveUpError, Search
from ua_symbolic.enclosure.settling import settle, size_of
from ua_symbolic.enclosure.steps import HOPELESS
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    ONE,
    Apply,
    Number,
    Sort,
    Term,
    Variable,
    free_variables,
    function,
    number,
    substitute,
)


def inverse(search: Search, goal: Goal, level: int) -> Tree:
    """Compare the argument of a function with the inverse function of the other side."""
    term = goal.term
    parts = term.args if isinstance(term, Apply) and term.head == "add" else (term,)
    if not search.leaves.is_defined(goal):
        raise GaveUpError("the term is not known to be defined", goal)
    for part in parts:
        weight, inner = _weighted(part)
        if inner is None:
            continue
        rest = [p for p in parts if p is not part]
        above = weight > 0
        size = abs(weight)
        other = over(plus(*[minus(p) if above else p for p in rest]), Number(size))
        derived, identity = lemma_goals.inverse_goals(goal, inner, other, size, above)
        if not all(guesses.plausible(g, search.precision) for g in derived):
            continue
        if not vanishes(identity):
            continue
        return {
            "form": "inverse",
            "part": to_data(inner),
            "other": to_data(other),
            "weight": str(size),
            "above": above,
            "trees": [
                *[settle(search, g, 1) for g in derived[:-1]],
                settle(search, derived[-1], level - 1),
            ],
        }
    raise GaveUpError("no function to invert", goal)


def weighted_summands(term: Term) -> Iterator[Term]:
    """The functions that have an inverse and stand in the sum with a rational factor alone."""
    for part in term.args if isinstance(term, Apply) and term.head == "add" else (term,):
        inner = _weighted(part)[1]
        if inner is not None:
            yield inner


def is_root(part: Term) -> bool:
    """Whether the term is a root or a fractional power."""
    return isinstance(part, Apply) and part.head in ("sqrt", "pow")


def _weighted(part: Term) -> tuple[Fraction, Term | None]:
    """A rational factor and a function that has an inverse."""
    match part:
        case Apply("neg", (arg,)):
            weight, inner = _weighted(arg)
            return -weight, inner
        case Apply("mul", (Number(value), inner)) if lemma_goals.inverse_of(inner) is not None:
            return value, inner
        case Apply() if lemma_goals.inverse_of(part) is not None:
            return Fraction(1), part
    return Fraction(0), None


def valley(search: Search, goal: Goal, level: int) -> Tree:
    """Along a curve on which a slope vanishes: both sides of it by themselves."""
    if len(goal.variables) < 2:
        raise GaveUpError("no curve in one variable", goal)
    for i, y in enumerate(goal.variables):
        if y.sort is not Sort.REAL or goal.box[i].point():
            continue
        for curve in solutions(derivative(goal.term, y), y):
            term = plus(y, minus(curve))
            try:
                parts = goals.case_goals(goal, term)
                above, below = (search.to_edges(part) for part in parts)
            except (RejectedError, GaveUpError) as failure:
                if getattr(failure, "reason", "") in HOPELESS:
                    raise
                continue
            return {"form": "cases", "term": to_data(term), "above": above, "below": below}
    raise GaveUpError("no curve of contact", goal)


def diagonal(search: Search, goal: Goal, level: int) -> Tree:
    """Where the term vanishes for ``x = y``: each side of it, by a slope towards the diagonal."""
    for x, y in itertools.combinations(goal.variables, 2):
        if x.sort is not y.sort or goal.constraints:
            continue
        if not vanishes(substitute(goal.term, {x: y}), search.leaves.facts(goal)):
            continue
        term = plus(y, minus(x))
        above, below = (_to_edge(search, g, level) for g in goals.case_goals(goal, term))
        return {"form": "cases", "term": to_data(term), "above": above, "below": below}
    raise GaveUpError("no diagonal of contact", goal)


def _to_edge(search: Search, goal: Goal, level: int) -> Tree:
    """The slope in a variable that the only constraint bounds, then the edge and the face."""
    for i, x in enumerate(goal.variables):
        try:
            coefficient, slope, curve, face = goals.edge_goals(goal, i, 0)
        except (RejectedError, NotDifferentiableError):
            continue
        derived = (slope, curve, face)
        if not search.leaves.natural(coefficient):
            continue
        if not all(guesses.plausible(g, search.precision) for g in derived):
            continue
        return {
            "form": "edge",
            "variable": x.name,
            "constraint": 0,
            "coefficient": NATURAL,
            "slope": settle(search, slope, level - 1),
            "curve": settle(search, curve, 1),
            "face": settle(search, face, 1),
        }
    raise GaveUpError("no edge to move to", goal)


def solutions(term: Term, y: Variable) -> Iterator[Term]:
    """What makes a simple term in ``y`` zero: by peeling off one operation after the other."""
    parts = term.args if isinstance(term, Apply) and term.head == "add" else (term,)
    moving = [p for p in parts if y in free_variables(p)]
    rest = minus(plus(*[p for p in parts if y not in free_variables(p)]))
    if len(moving) == 1:
        yield from _peeled(moving[0], rest, y)
        return
    try:
        slope = derivative(term, y)
    except NotDifferentiableError:
        return
    if y not in free_variables(slope) and slope != number(0):
        yield over(minus(substitute(term, {y: number(0)})), slope)


_UNDONE = {"exp": "log", "log": "exp", "atan": "tan", "asinh": "sinh", "sinh": "asinh"}


def _peeled(term: Term, value: Term, y: Variable) -> Iterator[Term]:
    """Solutions of ``term = value``."""
    if term == y:
        yield value
        return
    match term:
        case Apply("neg", (arg,)):
            yield from _peeled(arg, minus(value), y)
        case Apply("mul", args):
            moving = [a for a in args if y in free_variables(a)]
            if len(moving) == 1:
                still = [a for a in args if a is not moving[0]]
                for s in still:
                    value = over(value, s)
                yield from _peeled(moving[0], value, y)
        case Apply("div", (top, bottom)) if y not in free_variables(bottom):
            yield from _peeled(top, bottom if value == ONE else Apply("mul", (bottom, value)), y)
        case Apply("div", (top, bottom)) if y not in free_variables(top):
            yield from _peeled(bottom, over(top, value), y)
        case Apply("add", _):
            parts = term.args
            moving = [p for p in parts if y in free_variables(p)]
            if len(moving) == 1:
                rest = [minus(p) for p in parts if y not in free_variables(p)]
                yield from _peeled(moving[0], plus(value, *rest), y)
        case Apply("pow", (base, Number(e))) if e == 2:
            yield from _peeled(base, function("sqrt", value), y)
        case Apply("sqrt", (arg,)):
            yield from _peeled(arg, Apply("pow", (value, number(2))), y)
        case Apply(head, (arg,)) if head in _UNDONE:
            yield from _peeled(arg, function(_UNDONE[head], value), y)


def in_parts(search: Search, goal: Goal, level: int) -> Tree:
    """Factors in variables of their own are replaced by numbers between their bounds."""
    for part in _separate_parts(goal):
        low, high = _outer_bounds(search, goal, part)
        if low is None and high is None:
            continue
        below, above, child = lemma_goals.part_goals(goal, part, low, high)
        if not guesses.plausible(child, search.precision):
            continue
        return {
            "form": "part",
            "part": to_data(part),
            "low": None if low is None else to_data(low),
            "high": None if high is None else to_data(high),
            "below": None if below is None else search.solve(below),
            "above": None if above is None else search.solve(above),
            "tree": settle(search, child, level),
        }
    raise GaveUpError("no part to bound", goal)


def _separate_parts(goal: Goal) -> list[Term]:
    """Subterms, the larger ones first, whose variables occur nowhere else."""
    found: list[Term] = []
    work: list[Term] = [goal.term]
    while work:
        top = work.pop(0)
        if not isinstance(top, Apply):
            continue
        mine, large = free_variables(top), size_of(top) > 6
        partly = large and mine < free_variables(goal.term)
        if mine and top != goal.term and (partly or top.head in ("sqrt", "exp", "log")):
            elsewhere = free_variables(lemma_goals.replaced(goal.term, top, ONE))
            if not mine & elsewhere:
                found.append(top)
                continue
        work.extend(top.args)
    return list(dict.fromkeys(found))


def _outer_bounds(search: Search, goal: Goal, part: Term) -> tuple[Term | None, Term | None]:
    """The values at the ends of a rising or falling part, or numbers a little outside of all."""
    own = [k for k, v in enumerate(goal.variables) if v in free_variables(part)]
    if len(own) > 2:
        return None, None
    box = search.leaves.box(goal)
    fixed = [sum(guesses.finite_ends(x)) / 2 for x in box]
    values = []
    for point in guesses.samples([box[k] for k in own], 200 if len(own) == 1 else 14):
        for k, x in zip(own, point, strict=True):
            fixed[k] = x
        value = guesses.value_at(part, goal.variables, fixed)
        if value is not None:
            values.append(value)
    if len(values) < 2 or time.monotonic() > search.budget.deadline:
        return None, None
    if len(own) == 1 and values in (sorted(values), sorted(values, reverse=True)):
        ends = _end_values(goal, part, own[0])
        return (ends[1], ends[0]) if values[0] > values[-1] else ends
    return _extremes(search, goal, part, own, min(values), max(values))


def _end_values(goal: Goal, part: Term, k: int) -> tuple[Term | None, Term | None]:
    """The part at the two ends of its variable, in short form."""
    x, r = goal.variables[k], goal.box[k]
    values: list[Term | None] = []
    for end in (r.low, r.high):
        value: Term | None = None if end is None else substitute(part, {x: end})
        plain = None if value is None else normal(value)
        values.append(value if plain is None else plain)
    return values[0], values[1]


def _extremes(
    search: Search, goal: Goal, part: Term, own: list[int], low: float, high: float
) -> tuple[Term | None, Term | None]:
    """Both ends refined by descent, and moved outwards by a thousandth of the size."""
    margin = max(high - low, 1e-9) / 2000
    box = search.leaves.box(goal)
    found = []
    for sign, start in ((1, low), (-1, high)):
        term = part if sign > 0 else minus(part)
        small = Goal(
            tuple(goal.variables[k] for k in own), tuple(goal.box[k] for k in own), (), term
        )
        best = start * sign
        mine = [box[k] for k in own]
        starts = sorted(
            guesses.samples(mine, 200 if len(own) == 1 else 14),
            key=lambda p: guesses.value_at(term, small.variables, p) or 1e99,
        )
        for point in starts[:6]:
            value = guesses.value_at(term, small.variables, guesses.descend(small, mine, point))
            best = best if value is None else min(best, value)
        found.append(Fraction(sign * (best - margin)).limit_denominator(10_000))
    return Number(found[0]), Number(found[1])
