"""The search for a certificate: untrusted; whatever it returns is checked by ``verify``.

Adaptive bisection.  On a box it tries, in this order: a constraint that fails, natural enclosure,
mean value form, slopes of one sign (then it goes on with the face), a convex contact point, and
near a point of contact the sign of a slope by a search of its own; else it cuts the box.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf

from ua_symbolic.enclosure import goals, guesses, recast_goals, visible
from ua_symbolic.enclosure.certificates import RejectedError, Tree
from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative
from ua_symbolic.enclosure.exact import exact_sign, vanishes
from ua_symbolic.enclosure.intervals import contains_zero
from ua_symbolic.enclosure.leaves import ArbLeaves, taylor_terms
from ua_symbolic.enclosure.problem import AT_POINTS, NOWHERE, Goal
from ua_symbolic.enclosure.ranges import Interval, MaybeInterval
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import Number, Sort, Term, Variable, free_variables

NATURAL: Tree = {"form": "natural"}
VISIBLE: Tree = {"form": "visible"}
EXACT: Tree = {"form": "exact"}
NARROWEST = Fraction(1, 2**40)
MOST_INTEGERS = 500
FORWARDS, BACKWARDS, PLAIN = 0, 1, 2  # order of the ways to try, or bisection alone


class GaveUpError(Exception):
    """The search ended without a tree; the goal it was stuck at, and the share settled before."""

    def __init__(self, reason: str, goal: Goal) -> None:
        super().__init__(reason)
        self.reason = reason
        self.goal = goal
        self.settled = 0.0


@dataclass
class Budget:
    """What the search may spend."""

    deadline: float
    boxes: int = 0
    most_boxes: int = 10**9
    work_until: float = inf  # on the clock of the process, which stands still while it waits

    def spend(self, goal: Goal) -> None:
        """Count one box; raises GaveUpError when the time or the boxes are used up."""
        self.check(goal)
        self.boxes += 1

    def check(self, goal: Goal) -> None:
        """Raise GaveUpError when the time or the boxes are used up.

        The time comes first: who runs out of boxes may try another way, who runs out of time not.
        """
        if time.monotonic() > self.deadline:
            raise GaveUpError("out of time", goal)
        if time.process_time() > self.work_until:
            raise GaveUpError("too slow", goal)
        if self.boxes >= self.most_boxes:
            raise GaveUpError("too many boxes", goal)

    def left(self) -> float:
        """Seconds that remain."""
        worked = self.work_until - time.process_time()
        return max(min(self.deadline - time.monotonic(), worked), 0.0)


@dataclass
class Search:
    """One search at one precision."""

    precision: int
    budget: Budget
    turn: int = 0  # FORWARDS, BACKWARDS or PLAIN
    leaves: ArbLeaves = field(init=False)
    contacts: dict[tuple[Term, tuple[Variable, ...]], list[tuple[int, Term]]] = field(
        default_factory=dict
    )

    looked: dict[tuple[Term, tuple[Variable, ...]], Fraction] = field(default_factory=dict)
    underway: set[Goal] = field(default_factory=set)  # so that no goal is shown by itself

    def __post_init__(self) -> None:
        self.leaves = ArbLeaves(self.precision)

    # --- entry ----------------------------------------------------------------------------------

    def solve(self, goal: Goal, order: int = 0, depth: int = 0) -> Tree:
        """A tree for the goal.

        ``order`` counts the nested slopes.  Raises GaveUpError.
        """
        self.budget.spend(goal)
        box = self.leaves.box(goal)
        for j, constraint in enumerate(goal.constraints):
            if self.leaves.fails(goal, constraint):
                return {"form": "empty", "constraint": j}
        value = self.leaves.natural_range(goal)
        if value is not None and (value[0] > 0 or (value[0] >= 0 and not goal.strict)):
            return NATURAL
        if depth == 0 and visible.shows(goal):
            return VISIBLE
        if all(r.point() for r in goal.box):
            return self._at_point(goal, value)
        special = self._identity(goal, value)
        if special is not None:
            return special
        self._refute(goal, box, value)
        return self._differentiable(goal, box, order, depth) or self._cut(goal, box, order, depth)

    def _at_point(self, goal: Goal, value: MaybeInterval) -> Tree:
        if value is None or contains_zero(value) or goal.defined == NOWHERE:
            term = goals.at_point_ranges(goal)
            sign = exact_sign(term)
            if sign is not None and (sign > 0 or (sign == 0 and not goal.strict)):
                return EXACT
        raise GaveUpError("not decided at a point", goal)

    def _identity(self, goal: Goal, value: MaybeInterval) -> Tree | None:
        if goal.strict or value is None or not contains_zero(value):
            return None
        if not guesses.looks_zero(goal, self.precision):
            return None
        term = goals.at_point_ranges(goal)
        if self.leaves.is_defined(goal) and vanishes(term, self.leaves.facts(goal)):
            return EXACT
        return None

    def _refute(self, goal: Goal, box: Sequence[Interval], value: MaybeInterval) -> None:
        """Give up at once where the goal is certainly false."""
        if value is not None and value[1] < 0 and not goal.constraints:
            raise GaveUpError("false on a box", goal)

    # --- one box --------------------------------------------------------------------------------

    def _differentiable(
        self, goal: Goal, box: list[Interval], order: int, depth: int
    ) -> Tree | None:
        if not guesses.small(goal.term, 4000):
            return None
        try:
            slopes = [derivative(goal.term, v) for v in goal.variables]
        except NotDifferentiableError:
            return None
        clamped = goals.defined_between(goal)
        smooth = self._smooth(goal, order, depth) if goals.uses_sign(goal) else None
        if smooth is not None:
            return smooth
        over_box = self.leaves.evaluate(goal, slopes, box, clamped)
        mean = self._mean(goal, box, over_box)
        if mean is not None:
            return mean
        for i, slope in enumerate(over_box):
            reduced = self._monotone(goal, i, slope, order, depth)
            if reduced is not None:
                return reduced
        contact = self._convex(goal, box) if len(goal.variables) > 1 else None
        return contact or self._nested(goal, box, order, depth)

    def _smooth(self, goal: Goal, order: int, depth: int) -> Tree | None:
        """Take the known side of each Abs, Min and Max."""
        found = recast_goals.corners(goal.term)
        signs = tuple(self.leaves.sign_on_box(goal, recast_goals.corner_sign(c)) for c in found)
        if not any(signs):
            return None
        child = recast_goals.smoothed_goal(goal, signs)
        return {"form": "corners", "signs": list(signs), "tree": self.solve(child, order, depth)}

    def _mean(self, goal: Goal, box: list[Interval], slopes: list[MaybeInterval]) -> Tree | None:
        if goal.constraints and goal.defined == AT_POINTS:
            return None
        if any(s is None or not (s[0].is_finite() and s[1].is_finite()) for s in slopes):
            return None
        centre = self._centre(goal, box)
        if centre is None:
            return None
        for form, shows in (("mean", self.leaves.mean), ("taylor", self.leaves.taylor)):
            if form == "taylor" and not self._bendable(goal):
                continue
            if shows(goal, centre):
                return {"form": form, "centre": [to_data(c) for c in centre]}
        return None

    def _bendable(self, goal: Goal) -> bool:
        """Whether second derivatives are cheap and there are few."""
        few = len(goal.variables) <= 2 and guesses.small(goal.term, 400)
        try:
            return few and not goals.uses_sign(goal) and bool(taylor_terms(goal))
        except NotDifferentiableError:
            return False

    def _centre(self, goal: Goal, box: list[Interval]) -> list[Term] | None:
        centre: list[Term] = []
        for r, x in zip(goal.box, box, strict=True):
            if r.point() and r.low is not None:
                centre.append(r.low)
            elif x[0].is_finite() and x[1].is_finite():
                centre.append(Number(middle(x)))
            else:
                return None
        return centre

    def _monotone(
        self, goal: Goal, i: int, slope: MaybeInterval, order: int, depth: int
    ) -> Tree | None:
        r = goal.box[i]
        if slope is None or r.point():
            return None
        if slope[0] >= 0:
            end, is_open, sharp = "low", r.low_open, slope[0] > 0
        elif slope[1] <= 0:
            end, is_open, sharp = "high", r.high_open, slope[1] < 0
        else:
            return None
        return self._towards(goal, i, end, NATURAL, is_open and sharp, order, depth)

    def _towards(
        self, goal: Goal, i: int, end: str, slope: Tree, by_slope: bool, order: int, depth: int
    ) -> Tree | None:
        r = goal.box[i]
        if (r.low if end == "low" else r.high) is None:
            return self._edge(goal, i, end, order, depth) if goal.constraints else None
        strict = goal.strict and not by_slope
        try:
            face = goals.face_goal(goal, i, end, strict)
        except RejectedError:
            return None
        edge = self._edge(goal, i, end, order, depth)
        if edge is not None:
            return edge
        if not guesses.plausible(face, self.precision):
            return None
        if slope is NATURAL and not self.leaves.natural(
            goals.slope_goal(goal, i, end == "low", by_slope and goal.strict)
        ):
            return None
        tree = self._try(face, order, depth + 1)
        if tree is None:
            return None
        return {
            "form": "monotone",
            "variable": goal.variables[i].name,
            "end": end,
            "strict": "slope" if by_slope else "face",
            "slope": slope,
            "face": tree,
        }

    def _edge(self, goal: Goal, i: int, end: str, order: int, depth: int) -> Tree | None:
        """Move to a constraint that bounds the variable from the right side."""
        x = goal.variables[i]
        for j, constraint in enumerate(goal.constraints):
            if x not in free_variables(constraint):
                continue
            try:
                a, _ = goals.solve_linear(constraint, x)
            except (RejectedError, NotDifferentiableError):
                continue
            if goals.coefficient_sign(a) is not (end == "low"):
                continue
            coefficient, slope, curve, face = goals.edge_goals(goal, i, j)
            if not self.leaves.natural(coefficient):
                continue
            rising = self._slope_to_edge(slope, order)
            if rising is None:
                continue
            on_curve = self._try(curve, order, 0)
            on_face = None if on_curve is None else self._try(face, order, 0)
            if on_curve is None or on_face is None:
                continue
            return {
                "form": "edge",
                "variable": x.name,
                "constraint": j,
                "coefficient": NATURAL,
                "slope": rising,
                "curve": on_curve,
                "face": on_face,
            }
        return None

    def _slope_to_edge(self, slope: Goal, order: int) -> Tree | None:
        if self.leaves.natural(slope):
            return NATURAL
        if order >= 3 or not guesses.small(slope.term):
            return None
        if not guesses.plausible(slope, self.precision):
            return None
        return self._limited(slope, order + 1, 40)

    def to_edges(self, goal: Goal) -> Tree:
        """Move to a constraint that bounds some variable, on the whole box at once."""
        for i in range(len(goal.variables)):
            for end in ("low", "high"):
                tree = self._edge(goal, i, end, 0, 0)
                if tree is not None:
                    return tree
        raise GaveUpError("no edge to move to", goal)

    def _try(self, goal: Goal, order: int, depth: int) -> Tree | None:
        try:
            return self.solve(goal, order, depth)
        except GaveUpError as failure:
            if failure.reason in ("out of time", "too slow"):
                raise
            return None

    def _limited(self, goal: Goal, order: int, boxes: int) -> Tree | None:
        """A side search with few boxes: never more than half of those that are left."""
        outer = self.budget.most_boxes
        few = min(boxes, max((outer - self.budget.boxes) // 2, 1))
        self.budget.most_boxes = self.budget.boxes + few
        try:
            return self._try(goal, order, 1)
        finally:
            self.budget.most_boxes = outer

    def _convex(self, goal: Goal, box: list[Interval]) -> Tree | None:
        if goal.constraints and goal.defined == AT_POINTS:
            return None
        try:
            possible = self.leaves.bends_up(goal)
        except NotDifferentiableError:
            return None
        if not (possible and guesses.near_contact(goal, box, self.precision)):
            return None
        for point in guesses.contact_points(goal, box, self.precision):
            if self.leaves.convex(goal, point):
                return {"form": "convex", "at": [to_data(c) for c in point]}
        return None

    def _nested(self, goal: Goal, box: list[Interval], order: int, depth: int) -> Tree | None:
        """Show the sign of a slope by a search of its own, where the term touches zero."""
        if order >= 6 or not guesses.small(goal.term):
            return None
        for i, r in enumerate(goal.box):
            if r.point() or self._enumerable(goal, box, i):
                continue
            for end in ("low", "high"):
                if not guesses.touches(goal, box, i, end, self.precision):
                    continue
                is_open = r.low_open if end == "low" else r.high_open
                by_slope = bool(goal.strict and is_open)
                slope_goal = goals.slope_goal(goal, i, end == "low", strict=by_slope)
                slope = self._limited(slope_goal, order + 1, 40)
                if slope is None:
                    continue
                found = self._towards(goal, i, end, slope, by_slope, order, depth)
                if found is not None:
                    return found
        return None

    def _enumerable(self, goal: Goal, box: list[Interval], i: int) -> bool:
        return goal.variables[i].sort is Sort.INTEGER and width(box[i]) <= MOST_INTEGERS

    def _few(self, goal: Goal, box: list[Interval], i: int) -> bool:
        return self._enumerable(goal, box, i) and 0 < width(box[i]) <= 64

    # --- cutting --------------------------------------------------------------------------------

    def _cut(self, goal: Goal, box: list[Interval], order: int, depth: int) -> Tree:
        i, at = self._where(goal, box, depth)
        if depth > 200 or not self.leaves.inside(goal, i, at):
            raise GaveUpError("a box too small to be cut", goal)
        trees: list[Tree] = []
        for part in goals.cut(goal, i, at):
            try:
                trees.append(self.solve(part, order, depth + 1))
            except GaveUpError as failure:
                failure.settled = (len(trees) + failure.settled) / 2
                raise
        return {
            "form": "split",
            "variable": goal.variables[i].name,
            "at": to_data(at),
            "below": trees[0],
            "above": trees[1],
        }

    def _where(self, goal: Goal, box: list[Interval], depth: int) -> tuple[int, Term]:
        for i, point in self._contacts(goal, box):
            if self.leaves.inside(goal, i, point):
                return i, point
        i = self._widest(goal, box)
        if depth >= 6:
            i = next((k for k in range(len(box)) if self._few(goal, box, k)), i)
        at = middle(box[i])
        if goal.variables[i].sort is Sort.INTEGER:
            at = Fraction(at.__floor__())
        if width(box[i]) < NARROWEST:
            raise GaveUpError("a box too small to be cut", goal)
        return i, Number(at)

    def _contacts(self, goal: Goal, box: list[Interval]) -> list[tuple[int, Term]]:
        """Exact contact points of the term, looked for once, on the largest box."""
        key = (goal.term, goal.variables)
        found = self.contacts.get(key)
        size = max(map(width, box))
        if found is None or size > self.looked.get(key, size):
            self.looked[key] = size
            simple = guesses.small(goal.term, 300) and not guesses.has_integral(goal.term)
            found = list(guesses.cut_points(goal, box, self.precision)) if simple else []
            self.contacts[key] = found
        return found

    def _widest(self, goal: Goal, box: list[Interval]) -> int:
        """The variable whose range moves the term most, by its slopes."""
        sizes = [float(width(x)) for x in box]
        for i, x in enumerate(box):
            if not (x[0].is_finite() and x[1].is_finite()):
                return i
        try:
            slopes = [derivative(goal.term, v) for v in goal.variables]
        except NotDifferentiableError:
            return max(range(len(box)), key=lambda i: sizes[i])
        over_box = self.leaves.evaluate(goal, slopes, box, goals.defined_between(goal))
        scores = []
        for size, slope in zip(sizes, over_box, strict=True):
            bounded = slope is not None and slope[0].is_finite() and slope[1].is_finite()
            steep = max(abs(float(slope[0])), abs(float(slope[1]))) if bounded and slope else 1e300
            scores.append(size * min(max(steep, 1e-12), 1e300))
        return max(range(len(box)), key=lambda i: (scores[i], sizes[i]))


def width(x: Interval) -> Fraction:
    """Width of a finite interval; huge for an unbounded one."""
    if not (x[0].is_finite() and x[1].is_finite()):
        return Fraction(10) ** 300
    return exact_fraction(x[1]) - exact_fraction(x[0])


def middle(x: Interval) -> Fraction:
    """A short dyadic number near the middle; far out on an unbounded range."""
    low_known, high_known = x[0].is_finite(), x[1].is_finite()
    if low_known and high_known:
        return _short((exact_fraction(x[0]) + exact_fraction(x[1])) / 2, width(x))
    if low_known:
        low = exact_fraction(x[0])
        return Fraction(max(1, 2 * low.__ceil__() + 1)) if low > -1 else Fraction(0)
    if high_known:
        high = exact_fraction(x[1])
        return Fraction(min(-1, 2 * high.__floor__() - 1)) if high < 1 else Fraction(0)
    return Fraction(0)


def _short(value: Fraction, size: Fraction) -> Fraction:
    """``value`` rounded to a dyadic number, to about a sixteenth of ``size``."""
    if size <= 0:
        return value
    bits = 4
    scaled = size
    while scaled < 1:
        scaled *= 2
        bits += 1
    while scaled >= 2:
        scaled /= 2
        bits -= 1
    unit = Fraction(2) ** bits
    return Fraction(round(value * unit)) / unit
