"""The state of one search for a least value: the boxes left, and the best value found.

``best`` is an upper bound of the infimum.  Every point at which the infimum is taken lies in a box
that is waiting (``heap``) or put aside (``done``), along with the sides that the box gave up.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field

from flint import arb

from ua_symbolic.enclosure.objective import Objective
from ua_symbolic.enclosure.optimum_domain import Domain, Node
from ua_symbolic.enclosure.ranges import Interval

Spread = tuple[tuple[int, Interval], ...]
"""Sides along which the term does not strictly rise from the face that was kept."""


@dataclass(order=True)
class Item:
    """A box with a lower bound of the term on it; the least bound comes first."""

    key: float
    number: int
    low: arb = field(compare=False)
    box: Node = field(compare=False)
    lost: bool = field(compare=False)  # on an open face that points of the domain only approach
    spread: Spread = field(compare=False, default=())

    @property
    def place(self) -> Node:
        """Where points as low as those of the box may lie: all along sides that were given up."""
        ends = list(self.box)
        for i, side in self.spread:
            ends[i] = side
        return tuple(ends)


@dataclass
class State:
    """One search: at the precision current in ``flint.ctx``."""

    domain: Domain
    objective: Objective
    digits: int
    precision: int
    deadline: float
    boxes: int = 0
    proofs: int = 0
    only_strict: bool = False  # keep all places where the least value may be taken
    best: arb | None = None
    taken: bool = False  # the best value is exactly the one at a point of the domain
    heap: list[Item] = field(default_factory=list)
    done: list[Item] = field(default_factory=list)
    counter: itertools.count[int] = field(default_factory=itertools.count)

    def push(self, box: Node, *, lost: bool, spread: Spread = (), known: arb | None = None) -> None:
        """A box for the heap; ``known`` is a lower bound that it has from the box around it."""
        values = self.objective.program.run(box)
        if self.objective.excluded(box, values):
            return
        low = self.objective.lower(box, values)
        low = known if known is not None and known > low else low
        if self.above(low):
            return
        key = float(low) if low.is_finite() else -float("inf")
        heapq.heappush(self.heap, Item(key, next(self.counter), low, box, lost, spread))

    def above(self, low: arb) -> bool:
        """Whether what has this lower bound is above the best value."""
        return self.best is not None and bool(low > self.best)

    def close_enough(self, low: arb) -> bool:
        """Whether a lower bound and the best value agree to the digits wanted."""
        return self.best is not None and low.is_finite() and self.best - low <= self.tolerance()

    def tolerance(self) -> arb:
        """Relative to the value; absolute, far below, where the value is next to nothing."""
        least = arb(10) ** (-2 * self.digits)
        size = abs(self.best) if self.best is not None else arb(1)
        return arb(10) ** (-self.digits) * (size if size > least else least)

    def sample(self, box: Node, *, lost: bool = False) -> None:
        """An upper bound of the infimum: the value at a point of the domain in the box.

        The value on an open face counts where the term is continuous up to it.
        """
        point = self.domain.point(box)
        on_open_end = lost or self.domain.on_open_end(point)
        if not self.domain.inside(point) or (on_open_end and not self.objective.continuous):
            return
        values = self.objective.bare.run(point)
        value = values[0]
        holds = self.domain.holds_around if on_open_end else self.domain.free
        if value is None or not value[1].is_finite() or not holds(values[1:]):
            return
        taken = value[0] == value[1] and not on_open_end
        if self.best is None or value[1] < self.best:
            self.best, self.taken = value[1], taken
        elif taken and value[1] == self.best:
            self.taken = True

    def approached(self, value: arb) -> None:
        """An upper bound of the infimum that the term only comes near to."""
        if self.best is None or value < self.best:
            self.best, self.taken = value, False
