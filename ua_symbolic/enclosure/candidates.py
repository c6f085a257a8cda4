"""Exact points worth trying against a claim: corners, extreme scales, random places."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.enclosure.problem import Range, closed_ball
from ua_symbolic.expressions.terms import Number, Sort, Term, Variable

Point = tuple[Term, ...]
_SCALES = tuple(
    Fraction(d) * Fraction(10) ** k
    for k in (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 9, 12)
    for d in (1, 2, 5)
)


@dataclass(frozen=True)
class Candidates:
    """Points of a box; where the box does not say so, no coordinate is larger than ``reach``."""

    variables: tuple[Variable, ...]
    box: Sequence[Range]
    random: random.Random
    reach: Fraction | None = None

    def points(self, most: int) -> Iterator[Point]:
        """Corners, then special places, then ``most`` random mixtures."""
        lists = [self._values(v, r) for v, r in zip(self.variables, self.box, strict=True)]
        if not all(lists):
            return
        corners = [
            [t for t in (r.low, r.high) if t is not None] or list(vs[:2])
            for r, vs in zip(self.box, lists, strict=True)
        ]
        yield from itertools.islice(itertools.product(*corners), 64)
        longest = max(len(values) for values in lists)
        for k in range(longest):  # all variables at the same place of their lists
            yield tuple(values[k % len(values)] for values in lists)
        if len(lists) == 1:
            yield from ((t,) for t in lists[0])
        for _ in range(most):
            yield tuple(
                self.random.choice(values) if self.random.random() < 0.5 else self._random(v, r)
                for v, r, values in zip(self.variables, self.box, lists, strict=True)
            )

    def _values(self, variable: Variable, values: Range) -> list[Term]:
        low, high = finite_number(values.low), finite_number(values.high)
        found: list[Term] = []
        for end, is_open in ((values.low, values.low_open), (values.high, values.high_open)):
            if end is not None and not is_open:
                found.append(end)
        places = _places(low, high)
        if variable.sort is Sort.INTEGER:
            places = [Fraction(round(x)) for x in places]
        for x in places:
            if (low is None or x >= low) and (high is None or x <= high) and self._reached(x):
                found.append(Number(x))
        return list(dict.fromkeys(found))

    def _reached(self, x: Fraction) -> bool:
        return self.reach is None or abs(x) <= self.reach

    def _random(self, variable: Variable, values: Range) -> Term:
        low, high = finite_number(values.low), finite_number(values.high)
        share = Fraction(self.random.randrange(1, 2**16), 2**16)
        if low is not None and high is not None:
            x = low + (high - low) * share
        else:
            size = Fraction(round(10 ** self.random.uniform(-3, 3) * 2**20), 2**20)
            if low is not None:
                x = low + size
            elif high is not None:
                x = high - size
            else:
                x = size * self.random.choice((1, -1))
            x = x if self._reached(x) else share
        if variable.sort is Sort.INTEGER:
            x = Fraction(round(x))
        return Number(x)


def finite_number(end: Term | None) -> Fraction | None:
    """A rational number near a closed end (exactly it, if it is rational); None without one."""
    if end is None:
        return None
    if isinstance(end, Number):
        return end.value
    ball = closed_ball(end, 64)
    return exact_fraction(ball.mid()) if ball.is_finite() else None


def _places(low: Fraction | None, high: Fraction | None) -> list[Fraction]:
    """Ends, near the ends, in between, and far out."""
    if low is not None and high is not None:
        size = high - low
        shares = [Fraction(1, 10**k) for k in (12, 9, 6, 4, 3, 2)]
        inner = [Fraction(k, 16) for k in range(1, 16)]
        found = [low + size * s for s in (*shares, *inner)]
        found += [high - size * s for s in shares]
        found += [Fraction(k) for k in range(-3, 4)]
        return found
    if low is not None:
        return [low + s for s in _SCALES] + [Fraction(k) for k in range(-3, 11)]
    if high is not None:
        return [high - s for s in _SCALES] + [Fraction(k) for k in range(-10, 4)]
    return [Fraction(k) for k in range(-3, 4)] + [s * t for s in _SCALES for t in (1, -1)]
