"""Bisection of many boxes at once, in vectors of floats; untrusted like the rest of the search.

A chunk of boxes is tried with the constraints, the natural enclosure, the mean value form, and
slopes of one sign (which put a variable at an end); the rest is cut.  What stays too small to cut
is left to the search box by box.  The tree that results is a certificate like any other.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from ua_symbolic.enclosure import goals
from ua_symbolic.enclosure.certificates import Tree
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative
from ua_symbolic.enclosure.problem import AT_POINTS, NOWHERE, Goal
from ua_symbolic.enclosure.program import Program, UnsupportedError, compile_program
from ua_symbolic.enclosure.search import GaveUpError, Search
from ua_symbolic.enclosure.vectors import BITS, Floats, Vector, VectorArithmetic
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import Number, Sort, Term, Variable

CHUNK = 2048
MARGIN = 1e-13  # of the largest value met: Arb must come to the same answer
DEEPEST = 18  # cuts for each variable
MOST_LEFT = 60  # boxes that may be left to the search

NATURAL: Tree = {"form": "natural"}


@dataclass(frozen=True)
class Split:
    """Variable ``i`` is cut at ``at``."""

    i: int
    at: float
    below: int
    above: int


@dataclass(frozen=True)
class Towards:
    """Variable ``i`` is put at an end."""

    i: int
    end: str
    face: int


@dataclass(frozen=True)
class Mean:
    """The mean value form at a centre decides."""

    centre: tuple[float, ...]


@dataclass(frozen=True)
class Empty:
    """A constraint fails on all of the box."""

    constraint: int


Step = Split | Towards | Mean | Empty | None  # None: the natural enclosure decides
Path = tuple[tuple[Split | Towards, int], ...]  # steps with the box that each led to


@dataclass
class Boxes:
    """Boxes of one chunk: names, ends (one row a variable), number of cuts."""

    names: NDArray[np.int64]
    low: Floats
    high: Floats
    cuts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.names)

    def only(self, which: NDArray[np.bool_]) -> Boxes:
        """Those for which ``which`` is true."""
        return Boxes(self.names[which], self.low[:, which], self.high[:, which], self.cuts[which])


@lru_cache(maxsize=256)
def _program(
    terms: tuple[Term, ...], variables: tuple[Variable, ...], clamped: bool
) -> Program | None:
    try:
        with ctx.workprec(BITS):
            return compile_program(terms, variables, VectorArithmetic(clamped))
    except UnsupportedError:
        return None


def run(program: Program, low: Floats, high: Floats) -> list[Vector]:
    """All outputs on many boxes, each as two rows of the right length."""
    shape = low.shape[1:]
    with np.errstate(all="ignore"):
        found = program.run([(a, b) for a, b in zip(low, high, strict=True)])
    return [(np.broadcast_to(a, shape), np.broadcast_to(b, shape)) for a, b in found]


@dataclass
class Paving:
    """The state of one bisection."""

    search: Search
    goal: Goal
    most: int
    deadline: float
    steps: dict[int, Step] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    count: int = 0

    def __post_init__(self) -> None:
        goal = self.goal
        values = _program((goal.term,), goal.variables, goal.defined != NOWHERE)
        if values is None:
            raise UnsupportedError("no vectors for this term")
        self.values = values
        self.slopes = self._slopes()
        self.sides = [
            _program((c.left, c.right), goal.variables, not goals.by_value(c))
            for c in goal.constraints
        ]
        self.largest = 0.0

    def _slopes(self) -> Program | None:
        goal = self.goal
        if goal.constraints and goal.defined == AT_POINTS:
            return None
        try:
            slopes = tuple(derivative(goal.term, v) for v in goal.variables)
        except NotDifferentiableError:
            return None
        return _program((goal.term, *slopes), goal.variables, goals.defined_between(goal))

    def root(self) -> Boxes:
        """The whole box as a chunk of one."""
        ends = [self.search.leaves.interval(r) for r in self.goal.box]
        low = np.array([[_float(a, -1)] for a, _ in ends])
        high = np.array([[_float(b, 1)] for _, b in ends])
        if not (np.isfinite(low).all() and np.isfinite(high).all()):
            raise UnsupportedError("an unbounded range")
        return Boxes(np.array([0]), low, high, np.array([0]))

    def pave(self) -> None:
        """Settle every box or leave it; GaveUpError if that takes too many."""
        self.count = 1
        root = self.root()
        self.whole = root.low[:, 0].copy(), root.high[:, 0].copy()
        stack = [root]
        while stack:
            chunk = stack.pop()
            while stack and len(chunk) + len(stack[-1]) <= CHUNK:
                chunk = _joined(chunk, stack.pop())
            if self.count > self.most:
                raise GaveUpError("too many boxes", self.goal)
            if time.monotonic() > self.deadline:
                raise GaveUpError("too little time for vectors", self.goal)
            rest, moved = self._settle(chunk)
            for boxes in (self._cut(rest), moved):
                part = np.arange(len(boxes)) // CHUNK
                stack += [boxes.only(part == k) for k in range(_chunks(boxes))]

    # --- one chunk ------------------------------------------------------------------------------

    def _settle(self, boxes: Boxes) -> tuple[Boxes, Boxes]:
        """The boxes that must be cut, and those moved to a face, to be tried again."""
        for j, sides in enumerate(self.sides):
            if sides is not None and len(boxes):
                fails = _certainly_fails(self.goal.constraints[j].op, *run(sides, *_ends(boxes)))
                boxes = self._done(boxes, fails, [Empty(j)] * int(fails.sum()))
        if not len(boxes):
            return boxes, boxes
        low, high = run(self.values, *_ends(boxes))[0]
        self.largest = max(self.largest, float(np.nanmax(np.abs(low), initial=0.0)) or 0.0)
        shown = low > MARGIN * np.maximum(1e-3, np.maximum(np.abs(low), np.abs(high)))
        boxes = self._done(boxes, shown, [None] * int(shown.sum()))
        if len(boxes) and self.slopes is not None:
            return self._smooth(boxes, self.slopes)
        return boxes, boxes.only(np.zeros(len(boxes), dtype=bool))

    def _done(self, boxes: Boxes, which: NDArray[np.bool_], steps: list[Step]) -> Boxes:
        if not steps:
            return boxes
        self.steps.update(zip(boxes.names[which].tolist(), steps, strict=True))
        return boxes.only(~which)

    def _smooth(self, boxes: Boxes, program: Program) -> tuple[Boxes, Boxes]:
        """The mean value form, then slopes of one sign."""
        low, high = _ends(boxes)
        at, *slopes = run(program, low, high)
        centre = (low + high) / 2
        (bottom, top), *_ = run(self.values, centre, centre)
        if not self.goal.constraints and bool((top < 0).any()):
            raise GaveUpError("false on a box", self.goal)
        total, size = bottom.copy(), np.abs(bottom)
        for i, (a, b) in enumerate(slopes):
            most = np.maximum(np.abs(a), np.abs(b)) * ((high[i] - low[i]) / 2)
            total, size = total - most, size + most
        shown = (total > 1e-12 * size) & ~np.isnan(at[0])
        means: list[Step] = [Mean(tuple(c)) for c in centre[:, shown].T.tolist()]
        widths = np.array([np.maximum(np.abs(a), np.abs(b)) for a, b in slopes])
        scores = np.nan_to_num(widths, nan=1e200, posinf=1e200)[:, ~shown]
        signs = [(a[~shown], b[~shown]) for a, b in slopes]
        boxes = self._done(boxes, shown, means)
        moved = boxes if self.goal.constraints else self._faces(boxes, signs)
        same = moved.names == boxes.names
        self.scores = scores[:, same]
        return boxes.only(same), moved.only(~same)

    def _faces(self, boxes: Boxes, slopes: list[Vector]) -> Boxes:
        """Put a variable at an end where its slope has one sign (no constraints)."""
        names, low, high = boxes.names.copy(), boxes.low.copy(), boxes.high.copy()
        for i, (a, b) in enumerate(slopes):
            moving = low[i] < high[i]
            for end, which in (("low", moving & (a > 0)), ("high", moving & (b < 0))):
                fresh = self._fresh(int(which.sum()))
                for name, face in zip(names[which].tolist(), fresh.tolist(), strict=True):
                    self.steps[name] = Towards(i, end, face)
                names[which] = fresh
                (high if end == "low" else low)[i, which] = (low if end == "low" else high)[
                    i, which
                ]
        return Boxes(names, low, high, boxes.cuts)

    def _fresh(self, n: int) -> NDArray[np.int64]:
        self.count += n
        return np.arange(self.count - n, self.count)

    def _cut(self, boxes: Boxes) -> Boxes:
        if not len(boxes):
            return boxes
        widths = boxes.high - boxes.low
        scores = self.scores if self.slopes is not None else np.ones_like(widths)
        i = np.argmax(widths * np.maximum(scores, 1e-12), axis=0)
        index = np.arange(len(boxes))
        at = (boxes.low[i, index] + boxes.high[i, index]) / 2
        hopeless = boxes.cuts > DEEPEST * len(widths)
        hopeless |= ~((at > boxes.low[i, index]) & (at < boxes.high[i, index]))
        self.left.update(boxes.names[hopeless].tolist())
        if len(self.left) > MOST_LEFT:
            raise GaveUpError("too many boxes near contact", self.goal)
        going = ~hopeless
        return self._halves(boxes.only(going), i[going], at[going])

    def _halves(self, boxes: Boxes, i: NDArray[np.intp], at: Floats) -> Boxes:
        n = len(boxes)
        below, above = self._fresh(n), self._fresh(n)
        for name, k, x, a, b in zip(
            boxes.names.tolist(),
            i.tolist(),
            at.tolist(),
            below.tolist(),
            above.tolist(),
            strict=True,
        ):
            self.steps[name] = Split(k, x, a, b)
        index = np.arange(n)
        high, low = boxes.high.copy(), boxes.low.copy()
        high[i, index], low[i, index] = at, at
        return Boxes(
            np.concatenate((below, above)),
            np.concatenate((boxes.low, low), axis=1),
            np.concatenate((high, boxes.high), axis=1),
            np.concatenate((boxes.cuts + 1, boxes.cuts + 1)),
        )

    # --- the tree -------------------------------------------------------------------------------

    def tree(self, name: int = 0, path: Path = ()) -> Tree:
        """The tree below a box, reached by ``path`` from the whole; GaveUpError if it is left."""
        if name in self.left:
            return self.search.solve(self._replay(path), 0, 1)
        step = self.steps[name]
        match step:
            case None:
                return NATURAL
            case Empty(j):
                return {"form": "empty", "constraint": j}
            case Mean(centre):
                return {"form": "mean", "centre": list(self._centre(centre, path))}
            case Towards(i, end, face):
                return {
                    "form": "monotone",
                    "variable": self.goal.variables[i].name,
                    "end": end,
                    "strict": "face",
                    "slope": NATURAL,
                    "face": self.tree(face, (*path, (step, face))),
                }
            case Split(i, at, below, above):
                return {
                    "form": "split",
                    "variable": self.goal.variables[i].name,
                    "at": to_data(Number(Fraction(at))),
                    "below": self.tree(below, (*path, (step, below))),
                    "above": self.tree(above, (*path, (step, above))),
                }

    def _centre(self, centre: tuple[float, ...], path: Path) -> Iterator[object]:
        """The centre of what still moves; a range that is a point is given by its term."""
        gone = {step.i for step, _ in path if isinstance(step, Towards)}
        for i, (r, x) in enumerate(zip(self.goal.box, centre, strict=True)):
            if i not in gone:
                fixed = r.low if r.point() else None
                yield to_data(Number(Fraction(x)) if fixed is None else fixed)

    def _replay(self, path: Path) -> Goal:
        """The goal of a box."""
        goal = self.goal
        for step, child in path:
            i = goal.variables.index(self.goal.variables[step.i])
            if isinstance(step, Towards):
                goal = goals.face_goal(goal, i, step.end, goal.strict)
            else:
                below, above = goals.cut(goal, i, Number(Fraction(step.at)))
                goal = below if child == step.below else above
        return goal


def paved(search: Search, goal: Goal, most: int, seconds: float) -> Tree:
    """A tree for the goal by bisection in vectors; raises GaveUpError."""
    if any(v.sort is not Sort.REAL for v in goal.variables) or not goal.variables:
        raise GaveUpError("no vectors for integers", goal)
    deadline = min(search.budget.deadline, time.monotonic() + seconds)
    try:
        paving = Paving(search, goal, most, deadline)
        paving.pave()
    except UnsupportedError as error:
        raise GaveUpError(str(error), goal) from error
    return paving.tree()


# --- helpers -----------------------------------------------------------------------------------


def _float(end: arb, side: int) -> float:
    """The nearest float on the outer side."""
    value = float(end)
    if (side < 0 and arb(value) > end) or (side > 0 and arb(value) < end):
        return float(np.nextafter(value, side * np.inf))
    return value


def _ends(boxes: Boxes) -> tuple[Floats, Floats]:
    return boxes.low, boxes.high


def _chunks(boxes: Boxes) -> int:
    return -(-len(boxes) // CHUNK)


def _joined(a: Boxes, b: Boxes) -> Boxes:
    return Boxes(
        np.concatenate((a.names, b.names)),
        np.concatenate((a.low, b.low), axis=1),
        np.concatenate((a.high, b.high), axis=1),
        np.concatenate((a.cuts, b.cuts)),
    )


def _certainly_fails(op: str, left: Vector, right: Vector) -> NDArray[np.bool_]:
    match op:
        case "<=" | "<":
            return np.asarray(left[0] > right[1])
        case ">=" | ">":
            return np.asarray(left[1] < right[0])
        case "=":
            return np.asarray((left[0] > right[1]) | (left[1] < right[0]))
    return np.zeros(left[0].shape, dtype=bool)
