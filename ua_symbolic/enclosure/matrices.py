"""Positive semidefiniteness of symmetric matrices of intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ua_symbolic.enclosure.ranges import Interval, divide, multiply_two


def _minus(a: Interval, b: Interval) -> Interval:
    low, high = a[0] - b[1], a[1] - b[0]
    return low.lower(), high.upper()


def is_zero(a: Interval) -> bool:
    """Whether the interval is exactly zero."""
    return bool(a[0] == 0 and a[1] == 0)


def semidefinite(matrix: Sequence[Sequence[Interval]]) -> bool:
    """Whether every symmetric matrix in the intervals is positive semidefinite.

    By symmetric elimination: each pivot must be positive, or exactly zero with a zero row.
    False means only that this did not show it.
    """
    rows = [list(row) for row in matrix]
    n = len(rows)
    for k in range(n):
        pivot = rows[k][k]
        if is_zero(pivot):
            if not all(is_zero(rows[k][j]) for j in range(k + 1, n)):
                return False
            continue
        if not (pivot[0] > 0 and pivot[1].is_finite()):
            return False
        for i in range(k + 1, n):
            ratio = divide(rows[i][k], pivot)
            if ratio is None:
                return False
            for j in range(i, n):
                change = multiply_two(ratio, rows[k][j])
                rows[i][j] = rows[j][i] = _minus(rows[i][j], change)
    return True


def exactly_semidefinite(matrix: Sequence[Sequence[Any]], sign: Callable[[Any], int]) -> bool:
    """The same for exact entries (Fractions), by the same elimination without rounding."""
    rows = [list(row) for row in matrix]
    n = len(rows)
    for k in range(n):
        pivot = rows[k][k]
        if sign(pivot) < 0:
            return False
        if sign(pivot) == 0:
            if any(sign(rows[k][j]) for j in range(k + 1, n)):
                return False
            continue
        for i in range(k + 1, n):
            ratio = rows[i][k] / pivot
            for j in range(i, n):
                rows[i][j] = rows[j][i] = rows[i][j] - ratio * rows[k][j]
    return True
