"""Many boxes at once: intervals with float ends in NumPy arrays, for the untrusted search.

Ends are moved outwards by more than the errors of NumPy's functions, so that what holds here nearly
always holds in Arb; nothing rests on it, since every certificate is verified in Arb.  NaN means
"no information": a domain left, an overflow, an undecided branch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from ua_symbolic.enclosure.balls import constant_ball, range_operation
from ua_symbolic.enclosure.compare import Truth
from ua_symbolic.enclosure.program import Definitions, UnsupportedError
from ua_symbolic.enclosure.ranges import MaybeInterval
from ua_symbolic.expressions.terms import Apply, Bind, Variable, is_integer

Floats = NDArray[np.float64]
Vector = tuple[Floats, Floats]
Operation = Callable[..., Vector]

ERROR = 2.0**-50  # relative; four units in the last place
TINY = 1e-300
BITS = 64
HALF_PI = np.pi / 2


def outwards(low: Floats, high: Floats, error: float = ERROR) -> Vector:
    """The ends moved outwards by a relative error."""
    return low - (np.abs(low) * error + TINY), high + (np.abs(high) * error + TINY)


# --- arithmetic --------------------------------------------------------------------------------


def _add(*args: Vector) -> Vector:
    low, high = args[0]
    size = np.maximum(np.abs(low), np.abs(high))
    for a in args[1:]:
        low, high = low + a[0], high + a[1]
        size = size + np.maximum(np.abs(a[0]), np.abs(a[1]))
    error = size * (ERROR / 4 * len(args)) + TINY
    return low - error, high + error


def _negate(a: Vector) -> Vector:
    return -a[1], -a[0]


def _multiply_two(a: Vector, b: Vector) -> Vector:
    corners = (a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1])
    low = np.minimum(np.minimum(corners[0], corners[1]), np.minimum(corners[2], corners[3]))
    high = np.maximum(np.maximum(corners[0], corners[1]), np.maximum(corners[2], corners[3]))
    return outwards(low, high)


def _multiply(*args: Vector) -> Vector:
    total = args[0]
    for a in args[1:]:
        total = _multiply_two(total, a)
    return total


def _divide(a: Vector, b: Vector) -> Vector:
    apart = (b[0] > 0) | (b[1] < 0)
    low, high = np.where(apart, 1 / b[1], np.nan), np.where(apart, 1 / b[0], np.nan)
    return _multiply_two(a, outwards(low, high))


def _absolute(a: Vector) -> Vector:
    within = (a[0] <= 0) & (a[1] >= 0)
    low, high = np.minimum(np.abs(a[0]), np.abs(a[1])), np.maximum(np.abs(a[0]), np.abs(a[1]))
    return np.where(within, 0.0, low), high


def _minimum(*args: Vector) -> Vector:
    return _fold(np.minimum, args)


def _maximum(*args: Vector) -> Vector:
    return _fold(np.maximum, args)


def _fold(function: Any, args: Sequence[Vector]) -> Vector:
    low, high = args[0]
    for a in args[1:]:
        low, high = function(low, a[0]), function(high, a[1])
    return low, high


def _sign(a: Vector) -> Vector:
    above, below = (a[0] >= 0) & (a[1] > 0), (a[1] <= 0) & (a[0] < 0)
    known = ~(np.isnan(a[0]) | np.isnan(a[1]))
    low = np.where(known, np.where(above, 1.0, -1.0), np.nan)
    return low, np.where(known, np.where(below, -1.0, 1.0), np.nan)


# --- functions ---------------------------------------------------------------------------------


def _rising(function: Any) -> Operation:
    return lambda a: outwards(function(a[0]), function(a[1]))


def _on_domain(function: Any, low: float, high: float, clamped: bool) -> Operation:
    """A rising function on ``[low, high]``; NaN outside, unless clamped to the domain."""

    def evaluate(a: Vector) -> Vector:
        if not clamped:
            return outwards(function(a[0]), function(a[1]))
        meets = (a[1] >= low) & (a[0] <= high)
        ends = np.clip(a[0], low, high), np.clip(a[1], low, high)
        results = outwards(function(ends[0]), function(ends[1]))
        return np.where(meets, results[0], np.nan), np.where(meets, results[1], np.nan)

    return evaluate


def _cosine(a: Vector) -> Vector:
    """Peaks lie at the even, troughs at the odd multiples of pi."""
    first, last = a[0] / np.pi, a[1] / np.pi
    slack = (np.abs(first) + np.abs(last)) * ERROR + ERROR
    first, last = first - slack, last + slack
    ends = np.cos(a[0]), np.cos(a[1])
    low, high = np.minimum(*ends), np.maximum(*ends)
    error = 4 * ERROR
    high = np.where(np.floor(last / 2) >= first / 2, 1.0, high + error)
    low = np.where(np.floor((last - 1) / 2) >= (first - 1) / 2, -1.0, low - error)
    known = np.isfinite(a[0]) & np.isfinite(a[1])
    return np.where(known, low, -1.0), np.where(known, high, 1.0)


def _sine(a: Vector) -> Vector:
    return _cosine(_add(a, (np.float64(-HALF_PI), np.float64(-HALF_PI))))  # type: ignore[arg-type]


def _tangent(a: Vector) -> Vector:
    same = np.floor(a[0] / np.pi + 0.5 - ERROR) == np.floor(a[1] / np.pi + 0.5 + ERROR)
    low, high = outwards(np.tan(a[0]), np.tan(a[1]))
    return np.where(same, low, np.nan), np.where(same, high, np.nan)


def _hyperbolic_cosine(a: Vector) -> Vector:
    return _rising(np.cosh)(_absolute(a))


def _power(base: Vector, exponent: Vector, clamped: bool) -> Vector:
    if np.ndim(exponent[0]) == 0 and exponent[0] == exponent[1] == np.round(exponent[0]):
        return _whole_power(base, int(exponent[0]))
    logarithm = _on_domain(np.log, 0.0, np.inf, clamped)(base)
    return _rising(np.exp)(_multiply_two(exponent, logarithm))


def _whole_power(base: Vector, n: int) -> Vector:
    if n < 0:
        one = np.float64(1.0)
        return _divide((one, one), _whole_power(base, -n))  # type: ignore[arg-type]
    if n % 2 == 0:
        base = _absolute(base)
    low, high = base[0] ** n, base[1] ** n
    return outwards(low, high, ERROR * (1 + n / 8))


_PLAIN: dict[str, Operation] = {
    "add": _add,
    "neg": _negate,
    "mul": _multiply,
    "div": _divide,
    "Abs": _absolute,
    "Min": _minimum,
    "Max": _maximum,
    "sign": _sign,
    "exp": _rising(np.exp),
    "sin": _sine,
    "cos": _cosine,
    "tan": _tangent,
    "atan": _rising(np.arctan),
    "sinh": _rising(np.sinh),
    "cosh": _hyperbolic_cosine,
    "tanh": _rising(np.tanh),
    "asinh": _rising(np.arcsinh),
    "floor": lambda a: (np.floor(a[0]), np.floor(a[1])),
    "ceiling": lambda a: (np.ceil(a[0]), np.ceil(a[1])),
    "strict_log": _rising(np.log),
}
_RESTRICTED: dict[str, tuple[Any, float, float]] = {
    "sqrt": (np.sqrt, 0.0, np.inf),
    "log": (np.log, 0.0, np.inf),
    "asin": (np.arcsin, -1.0, 1.0),
    "acosh": (np.arccosh, 1.0, np.inf),
    "atanh": (np.arctanh, -1.0, 1.0),
}


def _arccosine(clamped: bool) -> Operation:
    rising = _on_domain(lambda x: -np.arccos(x), -1.0, 1.0, clamped)
    return lambda a: _negate(rising(a))


def _one_by_one(node: Apply, clamped: bool) -> Operation:
    """A function that NumPy lacks, box by box in Arb."""
    function = range_operation(node, clamped)

    def evaluate(*args: Vector) -> Vector:
        columns = np.broadcast_arrays(*[end for a in args for end in a])
        shape = columns[0].shape
        rows = zip(*[c.ravel().tolist() for c in columns], strict=True)
        with ctx.workprec(BITS):
            found = [_single(function, row) for row in rows]
        pairs = np.array(found, dtype=np.float64).reshape((*shape, 2))
        return outwards(pairs[..., 0], pairs[..., 1])

    return evaluate


def _single(function: Callable[..., MaybeInterval], row: Sequence[float]) -> tuple[float, float]:
    pairs = zip(row[::2], row[1::2], strict=True)
    if any(x != x for x in row):
        return np.nan, np.nan
    value = function(*[(arb(a), arb(b)) for a, b in pairs])
    return (np.nan, np.nan) if value is None else (float(value[0]), float(value[1]))


@dataclass(frozen=True)
class VectorArithmetic:
    """Intervals with float ends, many at a time; see ``program.Arithmetic``."""

    clamped: bool = False
    definitions: Definitions | None = None

    def number(self, value: Fraction) -> Vector:
        """A rational number."""
        try:
            near = np.float64(float(value))
        except OverflowError:
            raise UnsupportedError("a number too large for floats") from None
        if Fraction(float(near)) == value:
            return near, near  # type: ignore[return-value]
        return outwards(near, near)  # type: ignore[arg-type]

    def constant(self, name: str) -> Vector:
        """A named constant."""
        near = np.float64(float(constant_ball(name).mid()))
        return outwards(near, near)  # type: ignore[arg-type]

    def operation(self, node: Apply) -> Operation:
        """The function of a head, or Arb's box by box."""
        head = node.head
        if head in _PLAIN:
            return _PLAIN[head]
        if head in _RESTRICTED:
            function, low, high = _RESTRICTED[head]
            return _on_domain(function, low, high, self.clamped)
        if head == "acos":
            return _arccosine(self.clamped)
        if head == "pow" and not (is_integer(node.args[1]) and self._moving(node)):
            return lambda b, e: _power(b, e, self.clamped)
        return _one_by_one(node, self.clamped)

    def _moving(self, node: Apply) -> bool:
        return any(isinstance(t, Variable) for t in (node.args[1],))

    def binder(self, node: Bind, variables: tuple[Variable, ...]) -> Operation:
        """Sums and integrals are left to Arb."""
        raise UnsupportedError(f"{node.head} is not evaluated in vectors")

    def join(self, values: Sequence[Vector]) -> Vector:
        """The hull."""
        return _fold(np.minimum, values)[0], _fold(np.maximum, values)[1]

    def decide(self, op: str, left: Vector, right: Vector) -> Truth:
        """Branches are not followed: either may be taken."""
        return Truth.UNKNOWN
