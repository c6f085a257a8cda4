"""Guesses that guide the search: samples, likely points of contact, exact names for numbers.

Nothing here is trusted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import log2

from flint import arb

from ua_symbolic.enclosure.balls import BallArithmetic
from ua_symbolic.enclosure.derivative import (
    NotDifferentiableError,
    derivative,
    minus,
    over,
    plus,
    times,
)
from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.program import Program, UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import Interval
from ua_symbolic.expressions.terms import (
    EULER,
    PI,
    Apply,
    Bind,
    Number,
    Sort,
    Term,
    Variable,
    div,
    free_variables,
    function,
    mul,
    number,
    substitute,
    subterms,
)

TINY = 1e-9


@lru_cache(maxsize=4096)
def _program(terms: tuple[Term, ...], variables: tuple[Variable, ...]) -> Program | None:
    try:
        return compile_program(terms, variables, BallArithmetic(None))
    except UnsupportedError:
        return None


def value_at(term: Term, variables: tuple[Variable, ...], point: Sequence[float]) -> float | None:
    """A number near the value at a point; None if undefined there."""
    ball = ball_at(term, variables, point)
    return float(ball.mid()) if ball is not None else None


def ball_at(term: Term, variables: tuple[Variable, ...], point: Sequence[float]) -> arb | None:
    """A finite ball around the value at a point; None if there is none."""
    program = _program((term,), variables)
    ball = None if program is None else program([arb(x) for x in point])
    return ball if ball is not None and ball.is_finite() else None


def finite_ends(x: Interval) -> tuple[float, float]:
    """The ends as floats, an unbounded one cut off."""
    low = float(x[0]) if x[0].is_finite() else None
    high = float(x[1]) if x[1].is_finite() else None
    if low is None:
        low = -10.0 if high is None else min(high - 10, -10)
    if high is None:
        high = max(low + 10, 10.0)
    return low, high


def samples(box: Sequence[Interval], per_side: int) -> Iterator[list[float]]:
    """A small grid over the box, ends included (at most about 200 points)."""
    ends = [finite_ends(x) for x in box]
    while per_side > 2 and per_side ** len(ends) > 200:
        per_side -= 1
    steps = [
        [a] if a == b else [a + (b - a) * k / (per_side - 1) for k in range(per_side)]
        for a, b in ends
    ]
    yield from itertools.islice((list(p) for p in itertools.product(*steps)), 300)


def looks_zero(goal: Goal, precision: int) -> bool:
    """Whether the term seems identically zero."""
    for weights in ((0.3, 0.62), (0.71, 0.17)):
        point = []
        for k, r in enumerate(goal.box):
            a, b = finite_ends(_ends(r, precision))
            point.append(a + (b - a) * weights[k % 2] * (0.9 + 0.013 * k))
        value = value_at(goal.term, goal.variables, point)
        if value is None or abs(value) > 1e-12 * (1 + max(map(abs, point), default=0)) ** 4:
            return False
    return True


def _ends(values: object, precision: int) -> Interval:
    from ua_symbolic.enclosure.leaves import ArbLeaves

    return ArbLeaves(precision).interval(values)  # type: ignore[arg-type]


def plausible(goal: Goal, precision: int) -> bool:
    """Whether no sampled point of the goal (with its constraints) contradicts it."""
    box = [_ends(r, precision) for r in goal.box]
    for point in samples(box, 3):
        ball = ball_at(goal.term, goal.variables, point)
        if ball is None or not ball < 0:
            continue
        if float(ball.mid()) < -TINY * 1e-3 and allowed(goal, point):
            return False
    return True


def allowed(goal: Goal, point: Sequence[float]) -> bool:
    """Whether the constraints hold at a point, as far as numbers tell."""
    for c in goal.constraints:
        left = value_at(c.left, goal.variables, point)
        right = value_at(c.right, goal.variables, point)
        if left is None or right is None:
            return False
        if c.op in ("<", "<=") and left > right + TINY:
            return False
        if c.op in (">", ">=") and left < right - TINY:
            return False
        if c.op == "=" and abs(left - right) > TINY:
            return False
    return True


def degree(goal: Goal, precision: int) -> Fraction | None:
    """The degree of which the term seems to be homogeneous."""
    found: set[Fraction | None] = set()
    box = [_ends(r, precision) for r in goal.box]
    for k in (1, 2):
        point = [_inner(finite_ends(e), 0.21 * k + 0.13 * i) for i, e in enumerate(box)]
        values = [value_at(goal.term, goal.variables, [s * x for x in point]) for s in (1, 2)]
        if values[0] is None or values[1] is None or not values[0] * values[1] > 0:
            return None
        found.add(rational_name(log2(values[1] / values[0]), 6, 1e-8))
    return found.pop() if len(found) == 1 else None


def _inner(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share


# --- contact -----------------------------------------------------------------------------------


def touches(goal: Goal, box: Sequence[Interval], i: int, end: str, precision: int) -> bool:
    """Whether the term seems to touch zero at that end of variable ``i`` and to rise from there."""
    x = box[i][0] if end == "low" else box[i][1]
    if not x.is_finite():
        return False
    others = [_ends(r, precision) for r in goal.box]
    middle = [sum(finite_ends(e)) / 2 for e in others]
    low, high = finite_ends(box[i])
    at = float(x)
    inner = high if end == "low" else low
    values = []
    for share in (0.0, 0.25, 0.5, 1.0):
        middle[i] = at + (inner - at) * share
        values.append(value_at(goal.term, goal.variables, middle))
    known = [v for v in values if v is not None]
    if len(known) < 2 or any(v < -TINY for v in known):
        return False
    if not all(b >= a - 1e-18 for a, b in itertools.pairwise(known)):
        return False
    if values[0] is None or not (box[i][0].is_finite() and box[i][1].is_finite()):
        return True
    return known[0] < 1e-11 and known[0] <= 1e-6 * max(known[-1], 1e-300)


@lru_cache(maxsize=4096)
def small(term: Term, most: int = 1500) -> bool:
    """Whether a term has few enough nodes to be differentiated again."""
    return sum(1 for _ in itertools.islice(subterms(term), most + 1)) <= most


def has_integral(term: Term) -> bool:
    """Whether values of the term are costly."""
    return any(isinstance(t, Bind) and t.head == "Integral" for t in subterms(term))


def near_contact(goal: Goal, box: Sequence[Interval], precision: int) -> bool:
    """Whether some sampled value is small compared with the others."""
    values = [
        v for p in samples(box, 3) if (v := value_at(goal.term, goal.variables, p)) is not None
    ]
    return bool(values) and min(values) < 0.3 * max(*values, 1e-300)


def descend(goal: Goal, box: Sequence[Interval], start: Sequence[float]) -> list[float]:
    """Damped Newton steps on the gradient, kept in the box."""
    try:
        slopes = [derivative(goal.term, v) for v in goal.variables]
        bends = [[derivative(s, v) for v in goal.variables] for s in slopes]
    except NotDifferentiableError:
        return list(start)
    n = len(slopes)
    program = _program((*slopes, *[b for row in bends for b in row]), goal.variables)
    ends = [finite_ends(x) for x in box]
    point = list(start)
    if program is None:
        return point
    for _ in range(30):
        balls = program.run([arb(x) for x in point])
        if not all(b.is_finite() for b in balls):
            return point
        numbers = [float(b.mid()) for b in balls]
        step = solve(
            [numbers[n + k * n : n + (k + 1) * n] for k in range(n)], [-g for g in numbers[:n]]
        )
        if step is None:
            return point
        moved = [min(max(p + s, a), b) for p, s, (a, b) in zip(point, step, ends, strict=True)]
        if max(abs(a - b) for a, b in zip(moved, point, strict=True)) < 1e-16:
            return moved
        point = moved
    return point


def solve(matrix: list[list[float]], right: list[float]) -> list[float] | None:
    """Gaussian elimination with pivoting; a singular direction gets no step."""
    n = len(right)
    rows = [[*map(float, row), r] for row, r in zip(matrix, right, strict=True)]
    for k in range(n):
        p = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[p] = rows[p], rows[k]
        if abs(rows[k][k]) < 1e-14:
            rows[k][k] = 1.0
            rows[k][-1] = 0.0
            for j in range(k + 1, n):
                rows[k][j] = 0.0
        for i in range(n):
            if i != k and rows[i][k] and rows[k][k]:
                ratio = rows[i][k] / rows[k][k]
                rows[i] = [a - ratio * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[-1] / row[k] if row[k] else 0.0 for k, row in enumerate(rows)]


def contact_points(goal: Goal, box: Sequence[Interval], precision: int) -> Iterator[list[Term]]:
    """Exact points of the box where the term may touch zero."""
    seen: set[tuple[Term, ...]] = set()
    for start in _lowest(goal, box)[:3]:
        point = descend(goal, box, start)
        value = value_at(goal.term, goal.variables, point)
        if value is None or abs(value) > TINY:
            continue
        names = [exact_name(x, r.low, r.high) for x, r in zip(point, goal.box, strict=True)]
        if any(n is None for n in names):
            continue
        key = tuple(n for n in names if n is not None)
        if key not in seen:
            seen.add(key)
            yield list(key)


def _lowest(goal: Goal, box: Sequence[Interval]) -> list[list[float]]:
    """The points of a small grid where the term has a value, the lowest first."""
    found = [(value_at(goal.term, goal.variables, p), p) for p in samples(box, 3)]
    known = [(value, p) for value, p in found if value is not None]
    return [p for _, p in sorted(known, key=lambda pair: pair[0])]


def _constants() -> list[tuple[float, Term]]:
    e, pi = 2.718281828459045, 3.141592653589793
    base: list[tuple[float, Term]] = [
        (pi, PI),
        (1 / pi, div(number(1), PI)),
        (e, EULER),
        (1 / e, function("exp", number(-1))),
    ]
    for n in (2, 3, 5, 6, 7, 10):
        base.append((n**0.5, function("sqrt", number(n))))
    base.append((pi**0.5, function("sqrt", PI)))
    import math

    base.extend((math.log(n), function("log", number(n))) for n in (2, 3, 5))
    return base


_NAMED = _constants()


def rational_name(x: float, most: int = 60, closeness: float = 2e-10) -> Fraction | None:
    """A rational with a small denominator close to ``x``."""
    for bottom in range(1, most + 1):
        top = round(x * bottom)
        if abs(top - x * bottom) <= closeness * bottom * max(1.0, abs(x)):
            return Fraction(top, bottom)
    return None


def exact_name(x: float, *ends: Term | None, closeness: float = 2e-10) -> Term | None:
    """A short exact term near ``x``: rational, or a rational multiple of a familiar constant."""
    for end in ends:
        if end is not None and abs((value_at(end, (), ()) or 1e99) - x) < 1e-12:
            return end
    guess = rational_name(x, 60, closeness)
    if guess is not None:
        return Number(guess)
    for value, term in _NAMED:
        factor = rational_name(x / value, 12, closeness)
        if factor:
            return term if factor == 1 else mul(Number(factor), term)
    for value, term in _NAMED[4:8]:
        for p in (-2, -1, 1, 2):
            for q in (1, 2, 3):
                rest = rational_name((x - p / q) / value, 6, closeness)
                if rest:
                    return Apply("add", (number(Fraction(p, q)), mul(Number(rest), term)))
    return None


def cut_points(goal: Goal, box: Sequence[Interval], precision: int) -> Iterator[tuple[int, Term]]:
    """Exact interior points where a goal in one real variable is zero and does not cross it."""
    moving = [i for i, r in enumerate(goal.box) if not r.point()]
    if len(moving) != 1 or goal.variables[moving[0]].sort is Sort.INTEGER:
        return
    i = moving[0]
    low, high = finite_ends(box[i])
    base = [sum(finite_ends(x)) / 2 for x in box]
    grid = [low + (high - low) * k / 40 for k in range(41)]

    def at(x: float) -> float | None:
        base[i] = x
        return value_at(goal.term, goal.variables, base)

    values = [at(x) for x in grid]
    known = [v for v in values if v is not None]
    largest = max(map(abs, known), default=0.0)
    for k in range(1, 40):
        a, b, c = values[k - 1 : k + 2]
        if a is None or b is None or c is None or not (b <= a and b <= c):
            continue
        x = _minimum(goal, base, i, grid[k - 1], grid[k + 1])
        value = at(x)
        if value is None or abs(value) > TINY * max(1.0, largest):
            continue
        for name in contact_names(x, grid[k + 1] - grid[k - 1]):
            if exactly_zero_at(goal, i, name):
                yield i, name
                break


def exactly_zero_at(goal: Goal, i: int, point: Term) -> bool:
    """Whether the term, all other ranges being points, is exactly zero there."""
    values = {goal.variables[i]: point}
    for v, r in zip(goal.variables, goal.box, strict=True):
        if r.low is not None and r.point():
            values.setdefault(v, r.low)
    term = substitute(goal.term, values)
    if free_variables(term):
        return False
    near = value_at(term, (), ())
    return near is not None and abs(near) < TINY and exact_sign(term) == 0


def contact_names(x: float, size: float) -> Iterator[Term]:
    """Exact numbers near ``x``: the simplest rational close by, and a familiar constant."""
    for closeness in (1e-3, 1e-6):
        reach = Fraction(min(size, 1.0) * closeness)
        yield Number(simplest_between(Fraction(x) - reach, Fraction(x) + reach))
    name = exact_name(x, closeness=1e-6)
    if name is not None:
        yield name


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the least denominator in ``[low, high]``."""
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = low.__ceil__()
    if whole <= high:
        return Fraction(whole)
    floor = low.__floor__()
    return floor + 1 / simplest_between(1 / (high - floor), 1 / (low - floor))


def _minimum(goal: Goal, base: list[float], i: int, low: float, high: float) -> float:
    """Ternary search for a minimum between two points."""
    for _ in range(60):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        values = []
        for x in (left, right):
            base[i] = x
            values.append(value_at(goal.term, goal.variables, base))
        if values[0] is None or values[1] is None or values[0] == values[1]:
            break
        if values[0] < values[1]:
            high = right
        else:
            low = left
    return (low + high) / 2


def multipliers(goal: Goal, gap: Term, box: Sequence[Interval]) -> Iterator[Term]:
    """Ratios of slopes of term and constraint at exact points where both vanish (KKT points)."""
    multiplier = Variable("multiplier of the constraint")
    variables = (*goal.variables, multiplier)
    lagrangian = plus(goal.term, minus(times(multiplier, gap)))
    joint = replace(goal, variables=variables, term=lagrangian)
    wide = [*box, (arb(-1000), arb(1000))]
    starts = sorted(
        (p for p in samples(box, 5) if value_at(goal.term, goal.variables, p) is not None),
        key=lambda p: (
            abs(value_at(gap, goal.variables, p) or 0.0)
            + max(value_at(goal.term, goal.variables, p) or 0.0, 0.0)
        ),
    )
    for start in starts[:4]:
        point = descend(joint, wide, [*start, 1.0])[:-1]
        names = [exact_name(x, r.low, r.high) for x, r in zip(point, goal.box, strict=True)]
        known = [n for n in names if n is not None]
        if len(known) < len(names):
            continue
        at = dict(zip(goal.variables, known, strict=True))
        yield from _slope_ratio(goal, gap, at)


def _slope_ratio(goal: Goal, gap: Term, at: dict[Variable, Term]) -> Iterator[Term]:
    for x in goal.variables:
        try:
            top = substitute(derivative(goal.term, x), at)
            bottom = substitute(derivative(gap, x), at)
        except NotDifferentiableError:
            return
        size = value_at(bottom, (), ())
        ratio = over(top, bottom)
        value = value_at(ratio, (), ()) if size else None
        if value is not None and value > 0:
            name = rational_name(value)
            yield Number(name) if name is not None else ratio
            return
