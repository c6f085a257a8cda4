"""Intervals in MPFR with directed rounding: the second opinion, independent of Arb.

An interval is a pair of ``gmpy2.mpfr`` ends, possibly infinite; ``None`` means not certain to be
defined.  MPFR rounds each elementary function correctly, so an end rounded down (up) is a lower
(upper) bound.  A bare minus or ``abs`` would round in gmpy2's global context (53 bits, to nearest):
only the contexts ``down`` and ``up`` may compute.  What is not here raises ``OutOfReachError``:
the second verifier never guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import gmpy2

from ua_symbolic.enclosure.certificates import OutOfReachError
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Constant,
    Number,
    Piecewise,
    Relation,
    Term,
    Variable,
    is_integer,
)

Real = Any  # gmpy2.mpfr has no type stubs
Pair = tuple[Real, Real]
Maybe = Pair | None
INF = gmpy2.inf()
_GAMMA_FALLS_UNTIL = Fraction(14616, 10000)
_GAMMA_RISES_FROM = Fraction(14617, 10000)
_GAMMA_LEAST = Fraction(8856031, 10**7)
_LOGGAMMA_LEAST = Fraction(-1214863, 10**7)


class Intervals:
    """Interval functions at one precision."""

    def __init__(self, precision: int) -> None:
        self.down = gmpy2.context(precision=precision, round=gmpy2.RoundDown)
        self.up = gmpy2.context(precision=precision, round=gmpy2.RoundUp)
        self.zero = gmpy2.mpfr(0)
        self.one = gmpy2.mpfr(1)
        self.pi: Pair = (self.down.const_pi(), self.up.const_pi())
        self.euler: Pair = (self.down.exp(self.one), self.up.exp(self.one))

    # --- numbers --------------------------------------------------------------------------------

    def rational(self, value: Fraction) -> Pair:
        """The two neighbours of a rational number."""
        exact = gmpy2.mpq(value.numerator, value.denominator)
        return self._rounded(exact, self.down), self._rounded(exact, self.up)

    def _rounded(self, exact: Any, context: Any) -> Real:
        with gmpy2.context(context):
            return gmpy2.mpfr(exact)

    # --- arithmetic -----------------------------------------------------------------------------

    def add(self, a: Pair, b: Pair) -> Pair:
        """Sum."""
        return self.down.add(a[0], b[0]), self.up.add(a[1], b[1])

    def neg(self, a: Pair) -> Pair:
        """Minus."""
        return self.down.minus(a[1]), self.up.minus(a[0])

    def _product(self, context: Any, x: Real, y: Real) -> Real:
        return self.zero if x == 0 or y == 0 else context.mul(x, y)

    def mul(self, a: Pair, b: Pair) -> Pair:
        """Product, by all four corners."""
        low = min(self._product(self.down, x, y) for x in a for y in b)
        return low, max(self._product(self.up, x, y) for x in a for y in b)

    def _quotient(self, context: Any, x: Real, y: Real) -> Real:
        if x == 0 or gmpy2.is_infinite(y):
            return self.zero
        return context.div(x, y)

    def div(self, a: Pair, b: Pair, clamped: bool = False) -> Maybe:
        """Quotient by an interval without zero (``clamped``: known not to be zero itself)."""
        if b[0] <= 0 <= b[1]:
            if not clamped or b[0] < 0 < b[1] or b[0] == b[1]:
                return None
            if b[0] < 0:
                return self.div(self.neg(a), self.neg(b), clamped=True)
            return self.mul(a, (self.down.div(self.one, b[1]), INF))
        if any(gmpy2.is_infinite(x) for x in a) and any(gmpy2.is_infinite(y) for y in b):
            inverse = self.div((self.one, self.one), b)
            return None if inverse is None else self.mul(a, inverse)
        low = min(self._quotient(self.down, x, y) for x in a for y in b)
        return low, max(self._quotient(self.up, x, y) for x in a for y in b)

    def absolute(self, a: Pair) -> Pair:
        """Absolute value."""
        if a[0] >= 0:
            return a
        if a[1] <= 0:
            return self.neg(a)
        return self.zero, max(self.up.minus(a[0]), a[1])

    # --- functions ------------------------------------------------------------------------------

    def rising(self, name: str, a: Pair) -> Pair:
        """An increasing function of MPFR through its ends."""
        return getattr(self.down, name)(a[0]), getattr(self.up, name)(a[1])

    def falling(self, name: str, a: Pair) -> Pair:
        """A decreasing function of MPFR through its ends."""
        return getattr(self.down, name)(a[1]), getattr(self.up, name)(a[0])

    def log(self, a: Pair, clamped: bool) -> Maybe:
        """Logarithm."""
        if a[1] <= 0 or (a[0] <= 0 and not clamped):
            return None
        return (self.down.log(a[0]) if a[0] > 0 else -INF), self.up.log(a[1])

    def restricted(
        self, name: str, a: Pair, low: int | None, high: int | None, clamped: bool
    ) -> Maybe:
        """A monotone function on a closed domain."""
        bottom = -INF if low is None else gmpy2.mpfr(low)
        top = INF if high is None else gmpy2.mpfr(high)
        if a[0] < bottom or a[1] > top:
            if not clamped or a[1] < bottom or a[0] > top:
                return None
            a = max(a[0], bottom), min(a[1], top)
        return self.falling(name, a) if name == "acos" else self.rising(name, a)

    def artanh(self, a: Pair, clamped: bool) -> Maybe:
        """Inverse of tanh on the open interval from -1 to 1."""
        inside = -1 < a[0] <= a[1] < 1
        if not inside and (not clamped or a[1] <= -1 or a[0] >= 1):
            return None
        low = self.down.atanh(a[0]) if a[0] > -1 else -INF
        return low, (self.up.atanh(a[1]) if a[1] < 1 else INF)

    def cosh(self, a: Pair) -> Pair:
        """Hyperbolic cosine."""
        return self.rising("cosh", self.absolute(a))

    def _turns(self, a: Pair, shift: Pair, period: Pair) -> bool:
        """Whether ``shift + k period`` may lie in ``a`` for an integer ``k``."""
        moved = self.add(a, self.neg(shift))
        scaled = self.div(moved, period)
        if scaled is None or not all(gmpy2.is_finite(x) for x in scaled):
            return True
        return bool(gmpy2.ceil(scaled[0]) <= gmpy2.floor(scaled[1]))

    def wave(self, name: str, a: Pair) -> Pair:
        """Sine or cosine: ends, and crests that may lie between."""
        if not all(gmpy2.is_finite(x) for x in a):
            return -self.one, self.one
        half = self.mul(self.pi, self.rational(Fraction(1, 2)))
        whole = self.mul(self.pi, self.rational(Fraction(2)))
        crest, trough = (half, self.neg(half)) if name == "sin" else ((self.zero,) * 2, self.pi)
        low = min(getattr(self.down, name)(x) for x in a)
        high = max(getattr(self.up, name)(x) for x in a)
        if a[0] < a[1]:
            high = self.one if self._turns(a, crest, whole) else high
            low = -self.one if self._turns(a, trough, whole) else low
        return low, high

    def tan(self, a: Pair) -> Maybe:
        """Tangent away from its poles."""
        half = self.mul(self.pi, self.rational(Fraction(1, 2)))
        if not all(gmpy2.is_finite(x) for x in a) or self._turns(a, half, self.pi):
            return None
        return self.rising("tan", a)

    def gamma_like(self, name: str, a: Pair, clamped: bool) -> Maybe:
        """Gamma or its logarithm on the positive half-line."""
        if a[1] <= 0 or (a[0] <= 0 and not clamped):
            return None
        ends = [INF if x <= 0 or gmpy2.is_infinite(x) else getattr(self.up, name)(x) for x in a]
        high = max(ends)
        if a[0] >= self.rational(_GAMMA_RISES_FROM)[1]:
            return (getattr(self.down, name)(a[0]) if gmpy2.is_finite(a[0]) else -INF), high
        if a[1] <= self.rational(_GAMMA_FALLS_UNTIL)[0]:
            return getattr(self.down, name)(a[1]), high
        least = _GAMMA_LEAST if name == "gamma" else _LOGGAMMA_LEAST
        return self.rational(least)[0], high

    def digamma(self, a: Pair, clamped: bool) -> Maybe:
        """Digamma on the positive half-line."""
        if a[1] <= 0 or (a[0] <= 0 and not clamped):
            return None
        low = self.down.digamma(a[0]) if a[0] > 0 else -INF
        return low, (self.up.digamma(a[1]) if gmpy2.is_finite(a[1]) else INF)

    # --- powers ---------------------------------------------------------------------------------

    def power(self, base: Pair, exponent: Pair, whole: bool, clamped: bool) -> Maybe:
        """By the semantics of the language; see ``signature``."""
        known = exponent[0] == exponent[1] and gmpy2.is_integer(exponent[0])
        if known and abs(exponent[0]) < 2**31:
            return self.whole_power(base, int(exponent[0]))
        logarithm = self.log(base, clamped=False)
        if logarithm is not None:
            return self.rising("exp", self.mul(exponent, logarithm))
        if whole:
            return self._unknown_whole(base, exponent)
        if base[1] < 0 or not (clamped or (base[0] >= 0 and exponent[0] >= 0)):
            return None
        if exponent[0] < 0:
            return self.zero, INF
        return self.zero, self._top(base[1], exponent)

    def _top(self, base: Real, exponent: Pair) -> Real:
        """Upper bound of ``b**e`` for ``0 <= b <= base`` and ``e >= 0``."""
        least = self.one if exponent[0] == 0 else self.zero
        if base == 0:
            return least
        inner = self.mul(exponent, (self.down.log(base), self.up.log(base)))
        return max(self.up.exp(inner[1]), least)

    def _unknown_whole(self, base: Pair, exponent: Pair) -> Maybe:
        size = self.absolute(base)
        if exponent[0] < 0:
            if size[0] <= 0:
                return None
            found = self.power(size, exponent, whole=False, clamped=False)
            high = None if found is None else found[1]
        else:
            high = max(self._top(size[1], exponent), self.one)
        if high is None:
            return None
        return (self.zero if base[0] >= 0 else self.down.minus(high)), high

    def whole_power(self, base: Pair, n: int) -> Maybe:
        """``base**n`` for a known integer."""
        if n < 0:
            inverse = self.whole_power(base, -n)
            return None if inverse is None else self.div((self.one, self.one), inverse)
        if n == 0:
            return self.one, self.one
        inner = base if n % 2 else self.absolute(base)
        return self.down.pow(inner[0], n), self.up.pow(inner[1], n)


def _whole(towards: Callable[[Any], Any], end: Any) -> Any:
    """The end rounded to an integer, exactly; infinity stays what it is."""
    if not gmpy2.is_finite(end) or gmpy2.is_integer(end):
        return end
    integer = towards(end)
    return gmpy2.mpfr(integer, max(integer.bit_length(), 2))


class Evaluator:
    """Ranges of terms over boxes."""

    def __init__(self, precision: int) -> None:
        self.arithmetic = Intervals(precision)
        self.heads = self._table()

    def _table(self) -> dict[str, Callable[..., Maybe]]:
        m = self.arithmetic
        rising = ("exp", "atan", "sinh", "tanh", "asinh", "erf")
        table: dict[str, Callable[..., Maybe]] = {
            name: (lambda a, _c, name=name: m.rising(name, a)) for name in rising
        }
        table |= {
            "neg": lambda a, _c: m.neg(a),
            "div": m.div,
            "erfc": lambda a, _c: m.falling("erfc", a),
            "cosh": lambda a, _c: m.cosh(a),
            "sin": lambda a, _c: m.wave("sin", a),
            "cos": lambda a, _c: m.wave("cos", a),
            "tan": lambda a, _c: m.tan(a),
            "sqrt": lambda a, c: m.restricted("sqrt", a, 0, None, c),
            "asin": lambda a, c: m.restricted("asin", a, -1, 1, c),
            "acos": lambda a, c: m.restricted("acos", a, -1, 1, c),
            "acosh": lambda a, c: m.restricted("acosh", a, 1, None, c),
            "atanh": m.artanh,
            "log": m.log,
            "strict_log": lambda a, _c: m.log(a, False),
            "Abs": lambda a, _c: m.absolute(a),
            "floor": lambda a, _c: (_whole(gmpy2.floor, a[0]), _whole(gmpy2.floor, a[1])),
            "ceiling": lambda a, _c: (_whole(gmpy2.ceil, a[0]), _whole(gmpy2.ceil, a[1])),
            "gamma": lambda a, c: m.gamma_like("gamma", a, c),
            "loggamma": lambda a, c: m.gamma_like("lngamma", a, c),
            "digamma": m.digamma,
            "factorial": self._factorial,
            "sign": lambda a, _c: self._sign(a),
        }
        return table

    def _factorial(self, a: Pair, clamped: bool) -> Maybe:
        m = self.arithmetic
        if a[0] < 0 and not clamped:
            return None
        start = (max(a[0], m.zero), a[1])
        return m.gamma_like("gamma", m.add(start, (m.one, m.one)), clamped)

    def _sign(self, a: Pair) -> Pair:
        one = self.arithmetic.one
        if a[0] >= 0 and a[1] > 0:
            return one, one
        return -one, (-one if a[1] <= 0 and a[0] < 0 else one)

    def evaluate(
        self, term: Term, values: dict[Variable, Pair], clamped: bool, known: dict[Term, Maybe]
    ) -> Maybe:
        """The range of a term; ``known`` remembers the subterms of one box."""
        if term in known:
            return known[term]
        result = self._evaluate(term, values, clamped, known)
        if result is not None and (gmpy2.is_nan(result[0]) or gmpy2.is_nan(result[1])):
            result = None
        known[term] = result
        return result

    def _evaluate(
        self, term: Term, values: dict[Variable, Pair], clamped: bool, known: dict[Term, Maybe]
    ) -> Maybe:
        m = self.arithmetic
        match term:
            case Number(value):
                return m.rational(value)
            case Constant("pi"):
                return m.pi
            case Constant("E"):
                return m.euler
            case Variable():
                return values[term]
            case Apply(head, args):
                inner = [self.evaluate(a, values, clamped, known) for a in args]
                return self._apply(term, head, inner, clamped)
            case Piecewise():
                return self._piecewise(term, values, clamped, known)
            case Bind(head):
                raise OutOfReachError(f"MPFR has no enclosure of {head}")
        raise OutOfReachError(f"MPFR has no enclosure of {type(term).__name__}")

    def _apply(self, term: Apply, head: str, given: list[Maybe], clamped: bool) -> Maybe:
        args = [a for a in given if a is not None]
        if len(args) < len(given):
            return None
        m = self.arithmetic
        if head in ("add", "mul"):
            total = args[0]
            for a in args[1:]:
                total = m.add(total, a) if head == "add" else m.mul(total, a)
            return total
        if head in ("Min", "Max"):
            best = min if head == "Min" else max
            return best(a[0] for a in args), best(a[1] for a in args)
        if head == "pow":
            return m.power(args[0], args[1], is_integer(term.args[1]), clamped)
        if head not in self.heads:
            raise OutOfReachError(f"MPFR has no enclosure of {head}")
        return self.heads[head](*args, clamped)

    def _piecewise(
        self,
        term: Piecewise,
        values: dict[Variable, Pair],
        clamped: bool,
        known: dict[Term, Maybe],
    ) -> Maybe:
        possible: list[Maybe] = []
        for value, condition in term.branches:
            holds = self.decide(condition, values, clamped, known)
            if holds is False:
                continue
            possible.append(self.evaluate(value, values, clamped, known))
            if holds is True:
                break
        else:
            possible.append(self.evaluate(term.otherwise, values, clamped, known))
        found = [p for p in possible if p is not None]
        if len(found) < len(possible):
            return None
        return min(p[0] for p in found), max(p[1] for p in found)

    def decide(
        self,
        relation: Relation,
        values: dict[Variable, Pair],
        clamped: bool,
        known: dict[Term, Maybe],
    ) -> bool | None:
        """True, False, or None if the box does not decide the relation."""
        left = self.evaluate(relation.left, values, clamped, known)
        right = self.evaluate(relation.right, values, clamped, known)
        if left is None or right is None:
            return None
        (a, b), (c, d) = left, right
        same = a == b == c == d
        apart = b < c or d < a
        yes, no = {
            "<=": (b <= c, a > d),
            "<": (b < c, a >= d),
            ">=": (a >= d, b < c),
            ">": (a > d, b <= c),
            "=": (same, apart),
            "!=": (apart, same),
        }[relation.op]
        return True if yes else False if no else None
