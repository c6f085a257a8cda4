"""Exact feasibility of ``A x = b, x >= 0`` by the simplex method.

Right-hand sides carry an infinitesimal generic perturbation, since almost all of them are zero
in our problems and the method would go round in circles.  Untrusted: whoever uses a solution
checks it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint

Row = dict[int, Any]  # column -> flint.fmpq; right-hand side row[RHS] + infinitesimal*row[TINY]
RHS = -1
TINY = -2
MAX_PIVOTS = 2000
MAX_EXACT = 4000  # rows times columns


def solve(
    columns: Sequence[dict[int, Fraction]],
    target: dict[int, Fraction],
    prefer: Sequence[int] | None = None,
    most_exact: int = MAX_EXACT,
) -> list[Fraction] | None:
    """A solution ``x >= 0`` of ``sum x_j*columns[j] = target``, or None (none, or none found).

    With ``prefer``, one in which ``sum(x[j] for j in prefer)`` is positive if there is any.
    A system of more than ``most_exact`` entries is solved by a guess in floating point or not.
    """
    height = 1 + max((i for c in (*columns, target) for i in c), default=-1)
    found = _from_guess(columns, target, height)
    if found is not None and (prefer is None or any(found[j] for j in prefer)):
        return found
    if height * len(columns) > most_exact:
        return found
    return _exactly(columns, target, prefer or ())


def _exactly(
    columns: Sequence[dict[int, Fraction]], target: dict[int, Fraction], prefer: Sequence[int]
) -> list[Fraction] | None:
    tableau = _Tableau(columns, target)
    if not tableau.feasible():
        return None
    if prefer:
        tableau.improve(prefer)
    return tableau.solution()


def _from_guess(
    columns: Sequence[dict[int, Fraction]], target: dict[int, Fraction], height: int
) -> list[Fraction] | None:
    """The exact solution on the columns that floating point proposes, if it is nonnegative."""
    from ua_symbolic.algebra.basis import guess  # NumPy is slow to import

    chosen = guess(columns, target, height)
    if chosen is None:
        return None
    width = len(chosen)
    matrix = flint.fmpq_mat(height, width + 1)
    for k, column in enumerate([*(columns[j] for j in chosen), target]):
        for i, value in column.items():
            matrix[i, k] = flint.fmpq(value.numerator, value.denominator)
    reduced, rank = matrix.rref()
    values = [Fraction(0)] * len(columns)
    for row in range(rank):
        lead = next(k for k in range(width + 1) if reduced[row, k] != 0)
        if lead == width:
            return None  # inconsistent
        end = reduced[row, width]
        values[chosen[lead]] = Fraction(int(end.p), int(end.q))
    return values if all(v >= 0 for v in values) else None


class _Tableau:
    def __init__(self, columns: Sequence[dict[int, Fraction]], target: dict[int, Fraction]) -> None:
        self.width = len(columns)
        indices = sorted({i for c in columns for i in c} | set(target))
        rows: dict[int, Row] = {i: {} for i in indices}
        for j, column in enumerate(columns):
            for i, value in column.items():
                rows[i][j] = flint.fmpq(value.numerator, value.denominator)
        for i, value in target.items():
            rows[i][RHS] = flint.fmpq(value.numerator, value.denominator)
        self.rows = [
            row if row.get(RHS, 0) >= 0 else {j: -v for j, v in row.items()}
            for row in rows.values()
        ]
        self.basis = [self.width + k for k in range(len(self.rows))]  # artificial variables
        self.pivots = 0
        self.extra: int | None = None

    def feasible(self) -> bool:
        self._perturb()
        cost: Row = {}
        for row in self.rows:
            _subtract(cost, row, flint.fmpq(1))
        return self._minimise(cost, stop=None) and not cost.get(RHS, 0)

    def improve(self, prefer: Sequence[int]) -> None:
        """Move to a solution in which the sum of the preferred variables is positive."""
        self._drop_artificial()
        self._perturb()
        cost: Row = {j: flint.fmpq(-1) for j in prefer}
        for k, row in enumerate(self.rows):
            factor = cost.get(self.basis[k], flint.fmpq(0))
            if factor:
                _subtract(cost, row, factor)
        self._minimise(cost, stop=flint.fmpq(0))

    def _perturb(self) -> None:
        generic = random.Random(len(self.rows))
        for row in self.rows:
            row[TINY] = flint.fmpq(generic.randint(1, 1 << 20))

    def _drop_artificial(self) -> None:
        """Pivot artificial variables (now zero) out of the basis, or forget their rows."""
        for k in range(len(self.rows) - 1, -1, -1):
            if self.basis[k] < self.width:
                continue
            entering = next((j for j in sorted(self.rows[k]) if j >= 0), None)
            if entering is None:
                del self.rows[k], self.basis[k]
            else:
                self._pivot(k, entering, {})

    def _minimise(self, cost: Row, stop: Any) -> bool:
        """Pivot to the minimum; ``cost[RHS]`` is minus the current value."""
        while self.pivots < MAX_PIVOTS:
            if stop is not None and cost.get(RHS, stop) > stop:
                return True
            entering = min(((v, j) for j, v in cost.items() if j >= 0 and v < 0), default=None)
            if entering is None:
                return True
            leaving = self._leaving(entering[1])
            if leaving is None:
                self._ray(entering[1])
                return True
            self._pivot(leaving, entering[1], cost)
        return False

    def _leaving(self, entering: int) -> int | None:
        zero = flint.fmpq(0)
        ratios = [
            (row.get(RHS, zero) / value, row.get(TINY, zero) / value, k)
            for k, row in enumerate(self.rows)
            if (value := row.get(entering, zero)) > 0
        ]
        return min(ratios)[2] if ratios else None

    def _pivot(self, k: int, entering: int, cost: Row) -> None:
        self.pivots += 1
        scale = 1 / self.rows[k][entering]
        pivot = self.rows[k] = {j: v * scale for j, v in self.rows[k].items()}
        self.basis[k] = entering
        for other, row in enumerate(self.rows):
            if other != k and entering in row:
                _subtract(row, pivot, row[entering])
        if entering in cost:
            _subtract(cost, pivot, cost[entering])

    def _ray(self, entering: int) -> None:
        """Along an unbounded direction: the entering variable 1, the basis adjusted."""
        self.extra = entering
        for row in self.rows:
            if entering in row:
                row[RHS] = row.get(RHS, flint.fmpq(0)) - row[entering]

    def solution(self) -> list[Fraction]:
        values = [Fraction(0)] * self.width
        for k, row in enumerate(self.rows):
            value = row.get(RHS)
            if value is not None and self.basis[k] < self.width:
                values[self.basis[k]] = Fraction(int(value.p), int(value.q))
        if self.extra is not None:
            values[self.extra] += 1
        return values


def _subtract(row: Row, pivot: Row, factor: Any) -> None:
    """``row -= factor*pivot``, keeping rows sparse."""
    for j, value in pivot.items():
        new = row.get(j, 0) - factor * value
        if new:
            row[j] = new
        else:
            row.pop(j, None)
