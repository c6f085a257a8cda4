"""Search for sums of squares: a small semidefinite program, then exact rounding.

``target = sum over blocks of g * z' Q z`` with known nonnegative polynomials ``g``, vectors ``z``
of polynomials and positive semidefinite ``Q``.  The program is solved in floating point by a
barrier method that looks for the largest least eigenvalue.  If that is zero, the common kernel of
all solutions is guessed in rational numbers and divided out (facial reduction).  A solution with a
positive least eigenvalue is rounded, corrected exactly, and factored exactly.  Untrusted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from ua_symbolic.enclosure.guesses import simplest_between
from ua_symbolic.enclosure.polynomials import Exponents, Table, combination, product

MOST_UNKNOWNS = 1300
REDUCTIONS = 4
Vector = Any  # numpy arrays
Square = tuple[Fraction, int, Table]  # weight, label of the block, polynomial to be squared


@dataclass(frozen=True)
class Block:
    """``factor * z' Q z`` with ``z`` the polynomials of ``basis``."""

    label: int
    factor: Table
    basis: tuple[Table, ...]

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The positions of the unknowns, ``i <= j``."""
        n = len(self.basis)
        return ((i, j) for i in range(n) for j in range(i, n))


def decompose(target: Table, blocks: Sequence[Block], deadline: float) -> list[Square] | None:
    """Squares with ``target = sum weight * factor(block) * square``; None if none are found."""
    try:
        with np.errstate(all="ignore"):
            return _decompose(target, blocks, deadline)
    except np.linalg.LinAlgError:
        return None


def _decompose(target: Table, blocks: Sequence[Block], deadline: float) -> list[Square] | None:
    current = [b for b in blocks if b.basis]
    for _ in range(REDUCTIONS):
        if not current or _size(current) > MOST_UNKNOWNS or time.monotonic() > deadline:
            return None
        system = _System.of(target, current)
        if system is None:
            return None
        matrices, least = _centre(system, deadline)
        if matrices is None:
            return None
        if least > 0:
            return _rounded(system, matrices)
        current = [_reduced(b, m) for b, m in zip(current, matrices, strict=True)]
        current = [b for b in current if b.basis]
    return None


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(b.basis) * (len(b.basis) + 1) // 2 for b in blocks)


# --- the linear system -------------------------------------------------------------------------


@dataclass(frozen=True)
class _System:
    """One column for each unknown, one row for each monomial."""

    target: Table
    blocks: Sequence[Block]
    columns: Sequence[Table]
    rows: dict[Exponents, int]
    particular: Vector
    kernel: Vector

    @staticmethod
    def of(target: Table, blocks: Sequence[Block]) -> _System | None:
        """The system with a solution in floating point; None if it has none."""
        columns = [c for b in blocks for c in _columns(b)]
        rows: dict[Exponents, int] = {}
        for poly in (target, *columns):
            for m in poly:
                rows.setdefault(m, len(rows))
        matrix = np.zeros((len(rows), len(columns)))
        for k, column in enumerate(columns):
            for m, c in column.items():
                matrix[rows[m], k] = float(c)
        right = np.zeros(len(rows))
        for m, c in target.items():
            right[rows[m]] = float(c)
        left, sizes, rest = np.linalg.svd(matrix, full_matrices=True)
        rank = int((sizes > 1e-9 * sizes[0]).sum())
        particular = rest[:rank].T @ ((left[:, :rank].T @ right) / sizes[:rank])
        if np.abs(matrix @ particular - right).max() > 1e-7 * (1 + np.abs(right).max()):
            return None
        return _System(target, blocks, columns, rows, particular, rest[rank:].T)


def _columns(block: Block) -> Iterator[Table]:
    for i, j in block.pairs():
        pair = product(block.basis[i], block.basis[j])
        scale = Fraction(1 if i == j else 2)
        yield combination([(scale, product(block.factor, pair))])


def _matrices(blocks: Sequence[Block], unknowns: Vector) -> list[Vector]:
    """The symmetric matrices of the blocks; a second axis of ``unknowns`` comes first."""
    found, start = [], 0
    for block in blocks:
        n = len(block.basis)
        count = n * (n + 1) // 2
        matrix = np.zeros((*unknowns.shape[1:], n, n))
        for k, (i, j) in enumerate(block.pairs()):
            matrix[..., i, j] = matrix[..., j, i] = unknowns[start + k]
        found.append(matrix)
        start += count
    return found


# --- the barrier method ------------------------------------------------------------------------


def _centre(system: _System, deadline: float) -> tuple[list[Vector] | None, float]:
    """Matrices near the analytic centre of the solutions, and their least eigenvalue.

    The eigenvalue is 0 if it seems to be so for all solutions; the matrices are None if there seem
    to be no semidefinite ones.
    """
    fixed = _matrices(system.blocks, system.particular)
    moves = _matrices(system.blocks, system.kernel)
    size = max(float(np.abs(system.particular).max()), 1e-6)
    y = np.zeros(system.kernel.shape[1])
    t = min(float(np.linalg.eigvalsh(m)[0]) for m in fixed) - size
    order = sum(len(b.basis) for b in system.blocks)
    push = 1.0 / size
    for _ in range(60):
        y, t = _newton(fixed, moves, y, t, push, size)
        gap = order / push
        if t > 1e-4 * size or (t > 1e-9 * size and gap < t):
            return _at(fixed, moves, y), t
        if t + 2 * gap < -1e-7 * size or time.monotonic() > deadline:
            return None, t
        if gap < 1e-9 * size:
            break
        push *= 6
    return _at(fixed, moves, y), 0.0


def _at(fixed: list[Vector], moves: list[Vector], y: Vector) -> list[Vector]:
    return [f + np.tensordot(y, m, axes=1) for f, m in zip(fixed, moves, strict=True)]


def _newton(
    fixed: list[Vector], moves: list[Vector], y: Vector, t: float, push: float, size: float
) -> tuple[Vector, float]:
    """Damped Newton steps for ``push * t + log det(S(y) - t)``."""
    for _ in range(12):
        gradient, hessian = _slopes(fixed, moves, y, t, push)
        hessian += np.eye(len(gradient)) * 1e-10 / size**2
        try:
            step = np.linalg.solve(hessian, gradient)
        except np.linalg.LinAlgError:
            return y, t
        decrement = float(gradient @ step)
        if not np.isfinite(decrement) or decrement < 1e-6:
            return y, t
        length = 1.0 if decrement < 0.1 else 1.0 / (1.0 + decrement**0.5)
        for _ in range(30):
            if _inside(fixed, moves, y + length * step[:-1], t + length * step[-1]):
                break
            length /= 2
        else:
            return y, t
        y, t = y + length * step[:-1], t + length * float(step[-1])
    return y, t


def _inside(fixed: list[Vector], moves: list[Vector], y: Vector, t: float) -> bool:
    for matrix in _at(fixed, moves, y):
        try:
            np.linalg.cholesky(matrix - t * np.eye(len(matrix)))
        except np.linalg.LinAlgError:
            return False
    return True


def _slopes(
    fixed: list[Vector], moves: list[Vector], y: Vector, t: float, push: float
) -> tuple[Vector, Vector]:
    count = len(y) + 1
    gradient, hessian = np.zeros(count), np.zeros((count, count))
    gradient[-1] = push
    for matrix, move in zip(_at(fixed, moves, y), moves, strict=True):
        n = len(matrix)
        root = np.linalg.inv(np.linalg.cholesky(matrix - t * np.eye(n)))
        turned = root @ np.concatenate([move, -np.eye(n)[None]]) @ root.T
        gradient += np.trace(turned, axis1=1, axis2=2)
        flat = turned.reshape(count, n * n)
        hessian += flat @ flat.T
    return gradient, hessian


# --- facial reduction --------------------------------------------------------------------------


def _reduced(block: Block, matrix: Vector) -> Block:
    """The block on the orthogonal complement of the numerical kernel, made rational."""
    values, vectors = np.linalg.eigh(matrix)
    if values[-1] < 1e-6:
        return replace(block, basis=())
    kernel = vectors[:, : _kernel_size(values)].T
    if not len(kernel):
        return block
    pivots, rows = _echelon(kernel)
    basis = []
    for f in range(len(block.basis)):
        if f in pivots:
            continue
        parts = [(Fraction(1), block.basis[f])]
        for p, row in zip(pivots, rows, strict=True):
            entry = _rational(float(row[f]))
            if entry:
                parts.append((-entry, block.basis[p]))
        basis.append(combination(parts))
    return replace(block, basis=tuple(b for b in basis if b))


def _kernel_size(values: Vector) -> int:
    """How many eigenvalues seem to be zero: those below the widest gap among the small ones."""
    relative = np.maximum(values / values[-1], 1e-12)
    ends = [k for k in range(1, len(values)) if relative[k - 1] < 1e-3]
    if not ends:
        return 0
    best = max(ends, key=lambda k: relative[k] / relative[k - 1])
    return best if relative[best] > 20 * relative[best - 1] else 0


def _echelon(kernel: Vector) -> tuple[list[int], Vector]:
    rows, pivots = kernel.copy(), []
    for k in range(len(rows)):
        free = [j for j in range(rows.shape[1]) if j not in pivots]
        i, j = max(((i, j) for i in range(k, len(rows)) for j in free), key=lambda p: abs(rows[p]))
        rows[[k, i]] = rows[[i, k]]
        rows[k] /= rows[k, j]
        for other in range(len(rows)):
            if other != k:
                rows[other] -= rows[other, j] * rows[k]
        pivots.append(j)
    return pivots, rows


def _rational(x: float) -> Fraction:
    reach = Fraction(2, 1000)
    return simplest_between(Fraction(x) - reach, Fraction(x) + reach)


# --- rounding ----------------------------------------------------------------------------------


def _rounded(system: _System, matrices: list[Vector]) -> list[Square] | None:
    numbers = [
        float(m[i, j]) for b, m in zip(system.blocks, matrices, strict=True) for i, j in b.pairs()
    ]
    for bits in (4, 8, 14, 22, 34):
        near = [Fraction(round(x * 2**bits), 2**bits) for x in numbers]
        exact = _corrected(system, near)
        squares = None if exact is None else _factored(system, exact)
        if squares is not None:
            return squares
    return None


def _corrected(system: _System, near: list[Fraction]) -> list[Fraction] | None:
    """The nearest solution that changes only as many unknowns as there are equations."""
    rest = _error(system, near)
    if not rest:
        return near
    if all(len(c) <= 1 for c in system.columns):
        return _spread(system, near, rest)
    chosen, kept = _pivots(system)
    square = [[_fmpq(system.columns[k].get(m, Fraction(0))) for k in chosen] for m in kept]
    right = [[_fmpq(rest.get(m, Fraction(0)))] for m in kept]
    try:
        change = flint.fmpq_mat(square).solve(flint.fmpq_mat(right))
    except ZeroDivisionError:
        return None
    exact = list(near)
    for row, k in enumerate(chosen):
        exact[k] += _fraction(change[row, 0])
    return exact if not _error(system, exact) else None


def _error(system: _System, unknowns: list[Fraction]) -> Table:
    """What is missing to the target."""
    used = [(-x, c) for x, c in zip(unknowns, system.columns, strict=True) if x]
    return combination([(Fraction(1), system.target), *used])


def _spread(system: _System, near: list[Fraction], rest: Table) -> list[Fraction] | None:
    """Each unknown is in one equation only: the error of each is shared out evenly."""
    users: dict[Exponents, list[int]] = {}
    for k, column in enumerate(system.columns):
        for m in column:
            users.setdefault(m, []).append(k)
    exact = list(near)
    for m, error in rest.items():
        if m not in users:
            return None
        for k in users[m]:
            exact[k] += error / (len(users[m]) * system.columns[k][m])
    return exact


def _pivots(system: _System) -> tuple[list[int], list[Exponents]]:
    """Independent columns and rows of full rank, chosen in floating point."""
    matrix = np.zeros((len(system.rows), len(system.columns)))
    for k, column in enumerate(system.columns):
        for m, c in column.items():
            matrix[system.rows[m], k] = float(c)
    names = list(system.rows)
    chosen, kept = [], []
    work = matrix.copy()
    scale = max(float(np.abs(work).max()), 1e-12)
    for _ in range(min(work.shape)):
        i, j = divmod(int(np.abs(work).argmax()), work.shape[1])
        if abs(work[i, j]) < 1e-9 * scale:
            break
        chosen.append(j)
        kept.append(names[i])
        work -= np.outer(work[:, j] / work[i, j], work[i])
        work[i] = 0
        work[:, j] = 0
    return chosen, kept


def _factored(system: _System, exact: list[Fraction]) -> list[Square] | None:
    squares: list[Square] = []
    start = 0
    for block in system.blocks:
        n = len(block.basis)
        rows = [[Fraction(0)] * n for _ in range(n)]
        for k, (i, j) in enumerate(block.pairs()):
            rows[i][j] = rows[j][i] = exact[start + k]
        start += n * (n + 1) // 2
        found = triangular(rows)
        if found is None:
            return None
        for weight, vector in found:
            poly = combination(list(zip(vector, block.basis, strict=True)))
            if poly:
                squares.append((weight, block.label, poly))
    return squares


def triangular(rows: list[list[Fraction]]) -> list[tuple[Fraction, list[Fraction]]] | None:
    """Weights and vectors with ``Q = sum weight * v v'``, weights positive; None if there are none.

    >>> triangular([[Fraction(4), Fraction(2)], [Fraction(2), Fraction(1)]])
    [(Fraction(4, 1), [Fraction(1, 1), Fraction(1, 2)])]
    """
    n = len(rows)
    work = [[_fmpq(e) for e in row] for row in rows]
    found = []
    for k in range(n):
        pivot = work[k][k]
        if pivot < 0 or (pivot == 0 and any(work[k][j] != 0 for j in range(k, n))):
            return None
        if pivot == 0:
            continue
        vector = [work[k][j] / pivot if j >= k else flint.fmpq(0) for j in range(n)]
        found.append((_fraction(pivot), [_fraction(v) for v in vector]))
        for i in range(k + 1, n):
            ratio = vector[i]
            if ratio != 0:
                for j in range(k + 1, n):
                    work[i][j] -= ratio * work[k][j]
    return found


def _fmpq(value: Fraction) -> Any:
    return flint.fmpq(value.numerator, value.denominator)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))
