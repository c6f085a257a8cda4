"""Stationary points of a term in a box, contracted by Krawczyk's operator.

For ``F`` the gradient, ``m`` the middle of a box ``X`` and ``Y`` an approximate inverse of the
Jacobian there, every zero of ``F`` in ``X`` lies in ``m - Y F(m) + (1 - Y F'(X)) (X - m)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flint import arb, arb_mat

from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative
from ua_symbolic.enclosure.intervals import IntervalArithmetic
from ua_symbolic.enclosure.program import Program, UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import Interval, MaybeInterval, to_ball
from ua_symbolic.expressions.terms import Term, Variable, subterms

LARGEST = 6000


@dataclass
class Stationary:
    """The gradient and the Hessian of a term, compiled when they are first needed."""

    term: Term
    variables: tuple[Variable, ...]
    programs: dict[tuple[int, ...], tuple[Program, Program] | None] = field(default_factory=dict)

    def contracted(
        self, box: Sequence[Interval], moving: Sequence[int]
    ) -> tuple[Interval, ...] | None:
        """A smaller box with all stationary points (in the ``moving`` variables) of the box.

        ``()`` if there are none; None if the operator does not help.
        """
        programs = self._programs(tuple(moving))
        if programs is None:
            return None
        gradient, hessian = programs
        centre = list(box)
        for i in moving:
            middle = (box[i][0] / 2 + box[i][1] / 2).mid()
            centre[i] = (middle, middle)
        at_centre = _balls(gradient.run(centre))
        over_box = _balls(hessian.run(box))
        near = _balls(hessian.run(centre))
        if at_centre is None or over_box is None or near is None:
            return None
        return _krawczyk(box, moving, centre, at_centre, over_box, near)

    def _programs(self, moving: tuple[int, ...]) -> tuple[Program, Program] | None:
        if moving not in self.programs:
            self.programs[moving] = self._compiled(moving)
        return self.programs[moving]

    def _compiled(self, moving: tuple[int, ...]) -> tuple[Program, Program] | None:
        try:
            slopes = [derivative(self.term, self.variables[i]) for i in moving]
            second = [derivative(s, self.variables[j]) for s in slopes for j in moving]
            if sum(1 for s in second for _ in subterms(s)) > LARGEST:
                return None
            arithmetic = IntervalArithmetic(None, clamped=True)
            return (
                compile_program(slopes, self.variables, arithmetic),
                compile_program(second, self.variables, arithmetic),
            )
        except (NotDifferentiableError, UnsupportedError):
            return None


def _balls(values: Sequence[MaybeInterval]) -> list[arb] | None:
    balls = [to_ball(v) for v in values]
    return balls if all(b.is_finite() for b in balls) else None


def _krawczyk(
    box: Sequence[Interval],
    moving: Sequence[int],
    centre: Sequence[Interval],
    at_centre: list[arb],
    over_box: list[arb],
    near: list[arb],
) -> tuple[Interval, ...] | None:
    size = len(moving)
    try:
        inverse = arb_mat(size, size, [b.mid() for b in near]).inv().mid()
    except ZeroDivisionError:
        return None
    value = arb_mat(size, 1, at_centre)
    slopes = arb_mat(size, size, over_box)
    identity = arb_mat(size, size, [arb(i == j) for i in range(size) for j in range(size)])
    offsets = arb_mat(size, 1, [to_ball(box[i]) - centre[i][0] for i in moving])
    moved = (identity - inverse * slopes) * offsets - inverse * value
    result = list(box)
    better = False
    for k, i in enumerate(moving):
        image = centre[i][0] + moved[k, 0]
        if not image.is_finite():
            return None
        low, high = image.lower(), image.upper()
        if low > box[i][1] or high < box[i][0]:
            return ()
        low, high = max(low, box[i][0]), min(high, box[i][1])
        better = better or bool(high - low < (box[i][1] - box[i][0]) * arb("0.6"))
        result[i] = (low, high)
    return tuple(result) if better else None
