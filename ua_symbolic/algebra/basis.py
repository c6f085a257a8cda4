"""Which columns a nonnegative solution could use: a simplex method in floating point.

A guess and nothing more: ``simplex.solve`` computes the solution exactly from the columns named
here, and looks for itself where that fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

MAX_PIVOTS = 3000
MAX_WORK = 1_500_000_000  # table entries changed: about two seconds
SMALL = 1e-9
PERTURBATION = 1e-5
Matrix = npt.NDArray[np.float64]


def guess(
    columns: Sequence[dict[int, Fraction]], target: dict[int, Fraction], height: int
) -> list[int] | None:
    """Columns that carry an approximate solution of ``sum x_j*columns[j] = target``, ``x >= 0``."""
    table = _table(columns, target, height)
    scale = np.abs(table).max(axis=1, keepdims=True)
    scale[scale == 0] = 1.0
    table /= scale
    table[table[:, -1] < 0] *= -1
    table[:, -1] += PERTURBATION * np.random.default_rng(height).uniform(1.0, 2.0, height)
    basis = np.full(height, -1)
    cost = -table.sum(axis=0)
    if not _minimise(table, cost, basis) or -cost[-1] > 100 * PERTURBATION * height:
        return None
    return sorted(int(j) for j in basis if j >= 0)


def _table(
    columns: Sequence[dict[int, Fraction]], target: dict[int, Fraction], height: int
) -> Matrix:
    table: Matrix = np.zeros((height, len(columns) + 1))
    for j, column in enumerate([*columns, target]):
        for i, value in column.items():
            table[i, j] = float(value)
    return table


def _minimise(table: Matrix, cost: Matrix, basis: npt.NDArray[np.int_]) -> bool:
    for _ in range(min(MAX_PIVOTS, MAX_WORK // max(table.size, 1))):
        entering = int(np.argmin(cost[:-1])) if cost.size > 1 else -1
        if entering < 0 or cost[entering] > -SMALL:
            return True
        column = table[:, entering]
        usable = column > SMALL
        if not usable.any():
            return False
        ratios = np.full(column.shape, np.inf)
        ratios[usable] = table[usable, -1] / column[usable]
        leaving = int(np.argmin(ratios))
        table[leaving] /= column[leaving]
        factors = table[:, entering].copy()
        factors[leaving] = 0.0
        table -= np.outer(factors, table[leaving])
        cost -= cost[entering] * table[leaving]
        basis[leaving] = entering
    return False
