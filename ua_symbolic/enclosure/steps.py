"""Trying one way after another within a budget of boxes.  Untrusted like the search."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ua_symbolic.enclosure.certificates import Tree
from ua_symbolic.enclosure.derivative import NotDifferentiableError
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.search import GaveUpError, Search

Strategy = Callable[[], Tree]
HOPELESS = ("out of time", "false on a box")


def within(search: Search, boxes: int, strategy: Strategy) -> Tree:
    """Run a strategy with a limited number of boxes."""
    outer = search.budget.most_boxes
    search.budget.most_boxes = min(outer, search.budget.boxes + boxes)
    try:
        return strategy()
    finally:
        search.budget.most_boxes = outer


def half(search: Search, strategy: Strategy) -> Tree:
    """Run a strategy with half of the boxes that are left."""
    left = search.budget.most_boxes - search.budget.boxes
    return within(search, max(left // 2, 1), strategy)


def timed(search: Search, seconds: float, strategy: Strategy) -> Tree:
    """Run a strategy with a limited time of work; raises GaveUpError when that is over."""
    outer = search.budget.work_until
    search.budget.work_until = min(outer, time.process_time() + seconds)
    try:
        return strategy()
    finally:
        search.budget.work_until = outer


def first_success(search: Search, goal: Goal, ways: Sequence[Strategy]) -> Tree:
    """The tree of the first way that works."""
    for way in ways:
        search.budget.check(goal)
        try:
            return half(search, way)
        except NotDifferentiableError:
            continue
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
    raise GaveUpError("no recast works", goal)
