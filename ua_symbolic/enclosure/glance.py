"""The first look at a goal: a few boxes, and the one way that is cheap for a goal of its shape.

Untrusted like the rest of the search.  What the ways need is imported only when they are tried.
"""

from __future__ import annotations

from functools import partial

from ua_symbolic.enclosure.certificates import RejectedError, Tree
from ua_symbolic.enclosure.derivative import NotDifferentiableError
from ua_symbolic.enclosure.guesses import small
from ua_symbolic.enclosure.polynomials import is_polynomial, is_rational
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.search import GaveUpError, Search
from ua_symbolic.enclosure.steps import HOPELESS, Strategy, within

SHORT = 150  # nodes of a polynomial for which an identity comes soon
WHOLE, FEW = 1, 12  # boxes before the other way is tried
VECTORS = 3000, 0.03  # boxes and seconds


def at_a_glance(search: Search, goal: Goal) -> Tree:
    """Bisection box by box, with another way in between where one is likely to help."""
    boxes, way = _shortcut(search, goal)
    if way is not None:
        bisection: Strategy = partial(within, search, boxes, partial(search.solve, goal))
        for attempt in (bisection, way):
            try:
                return attempt()
            except (NotDifferentiableError, RejectedError):
                continue
            except GaveUpError as failure:
                if failure.reason in HOPELESS:
                    raise
    return search.solve(goal)


def _shortcut(search: Search, goal: Goal) -> tuple[int, Strategy | None]:
    """How many boxes come first, and what comes then."""
    moving = sum(not r.point() for r in goal.box)
    if moving > 1 and is_polynomial(goal.term) and small(goal.term, SHORT):
        return WHOLE, partial(_by_means, search, goal)
    if moving > 1:
        return FEW, partial(_in_vectors, search, goal)
    if moving == 1 and is_rational(goal.term):
        return FEW, partial(_by_factors, search, goal)
    return 0, None


def _by_means(search: Search, goal: Goal) -> Tree:
    from ua_symbolic.enclosure.means import by_means_alone

    tree = by_means_alone(search, goal)
    if tree is None:
        raise GaveUpError("no sum of means", goal)
    return tree


def _in_vectors(search: Search, goal: Goal) -> Tree:
    from ua_symbolic.enclosure.paving import paved

    return paved(search, goal, *VECTORS)


def _by_factors(search: Search, goal: Goal) -> Tree:
    from ua_symbolic.enclosure.recasts import factored

    return factored(search, goal)
