"""Decisions about closed terms: sign, relations, integer part, each exact or refused.

A term here has no free variable and no call of a definition.  Balls decide first, at growing
precision.  Where a ball keeps containing the number in question at two successive precisions,
exact algebra is asked whether the value *is* that number; if it cannot say so, precision grows
on, and beyond ``MOST_BITS`` bits the question is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from flint import arb

from ua_symbolic.bounds import sine_integrals
from ua_symbolic.bounds.exactness import exact_rational, is_exactly
from ua_symbolic.enclosure.balls import evaluate
from ua_symbolic.enclosure.compare import Truth, less, lower_fraction, upper_fraction
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.signature import definedness
from ua_symbolic.expressions.terms import (
    PI,
    Apply,
    Bind,
    Number,
    Relation,
    Syntax,
    Term,
    Variable,
    children,
    map_children,
    sub,
)
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.inference import is_closed

FIRST_BITS = 64
MOST_BITS = 200_000
"""Precision, beyond the size of the number itself, at which a question is given up."""

LARGEST_SIZE = 30_000_000
"""Integers of more bits than this (nine million digits) are refused."""

RESCUE_BITS = 1024
"""A term without a finite ball at this precision is looked at for undefined parts."""

_ZERO = Fraction(0)


# --- enclosure --------------------------------------------------------------------------------


def enclose(term: Term, precision: int) -> arb:
    """A ball around a closed term, computed with about ``precision`` bits.

    Integrals of ``sin(t)**k`` from 0 are summed rather than integrated numerically.
    """
    rest, integrals = _abstracted(term)
    values = {v: _sine_integral(k, upper, precision) for v, k, upper in integrals}
    return evaluate(rest, values, precision)


def _sine_integral(k: int, upper: Term, precision: int) -> arb:
    if upper == PI:
        return sine_integrals.enclose_complete(k, precision)
    guard = 20 + 2 * k.bit_length()
    return sine_integrals.enclose(k, enclose(upper, precision + guard), precision)


@lru_cache(maxsize=64)
def _abstracted(term: Term) -> tuple[Term, tuple[tuple[Variable, int, Term], ...]]:
    """The term with variables for integrals of powers of the sine, and what these stand for."""
    found: dict[Bind, tuple[Variable, int, Term]] = {}

    def visit(node: Syntax, _: int) -> Syntax:
        k = sine_integrals.sine_power(node)
        if k is None or not is_closed(node):
            return map_children(node, visit)
        if k > sine_integrals.LARGEST_POWER:
            most = sine_integrals.LARGEST_POWER
            raise DomainError(f"{shown(node)}: integrals of powers above {most} are not evaluated")
        if node not in found:
            found[node] = (Variable(f"sine integral {len(found)}"), k, node.upper)
        return found[node][0]

    return visit(term, 0), tuple(found.values())


# --- signs and relations ----------------------------------------------------------------------


def sign(term: Term) -> int:
    """-1, 0 or 1.

    Raises DomainError where the term is undefined or its sign cannot be decided.
    """
    if isinstance(term, Number):
        return _sign_of(term.value)
    met = 0  # how many balls contained 0
    for precision in _doubling(MOST_BITS):
        ball = enclose(term, precision)
        if not ball.is_finite():
            value = _without_ball(term, precision)
            if value is not None:
                return _sign_of(value)
            continue
        if less(arb(0), ball) is Truth.TRUE:
            return 1
        if less(ball, arb(0)) is Truth.TRUE:
            return -1
        met += 1
        if ball.is_exact() or (met == 2 and is_exactly(term, _ZERO) is True):
            return 0
    raise DomainError(f"cannot decide whether {shown(term)} is exactly 0")


def _sign_of(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _doubling(most: int) -> Iterator[int]:
    bits = FIRST_BITS
    while bits <= most:
        yield bits
        bits *= 2


def holds(relation: Relation) -> bool:
    """Whether a relation between closed terms, which must be defined, is true.

    Raises DomainError where a side is undefined or the relation cannot be decided.
    """
    order = sign(difference(relation.left, relation.right))
    return {
        "<=": order <= 0,
        "<": order < 0,
        "=": order == 0,
        "!=": order != 0,
        ">=": order >= 0,
        ">": order > 0,
    }[relation.op]


def difference(left: Term, right: Term) -> Term:
    """``left - right``, a literal if both are."""
    if isinstance(left, Number) and isinstance(right, Number):
        return Number(left.value - right.value)
    return sub(left, right)


# --- integer parts ----------------------------------------------------------------------------


@dataclass(frozen=True)
class IntegerPart:
    """``floor`` of a number, and whether the number is that integer."""

    floor: int
    exact: bool

    @property
    def ceiling(self) -> int:
        """The least integer that is not below the number."""
        return self.floor if self.exact else self.floor + 1


def _part_of(value: Fraction) -> IntegerPart:
    return IntegerPart(floor(value), value.denominator == 1)


def integer_part(term: Term) -> IntegerPart:
    """The integer part of a closed term.

    Raises DomainError where the term is undefined, too large, or cannot be told from an integer.
    """
    if isinstance(term, Number):
        return _part_of(term.value)
    precision, most = FIRST_BITS, MOST_BITS
    last: int | None = None  # the integer in the previous ball
    refused: set[int] = set()
    while precision <= most:
        ball = enclose(term, precision)
        if not ball.is_finite():
            value = _without_ball(term, precision)
            if value is not None:
                return _part_of(value)
            precision *= 2
            continue
        missing = _missing_bits(ball, term)
        if missing > 0:
            most = max(most, precision + missing + MOST_BITS)
            precision = max(2 * precision, precision + missing + FIRST_BITS)
            continue
        part, candidate = look(ball)
        if part is not None:
            return part
        if candidate == last and candidate not in refused:
            if is_exactly(term, Fraction(candidate)) is True:
                return IntegerPart(candidate, True)
            refused.add(candidate)
        last = candidate
        precision *= 2
    raise DomainError(f"cannot decide whether {shown(term)} is exactly an integer")


def look(ball: arb) -> tuple[IntegerPart | None, int]:
    """The integer part if the ball settles it, and otherwise the integer inside of it."""
    if ball.is_zero():
        return IntegerPart(0, True), 0
    low, high = _ends(ball)
    first, last = ceil(low), floor(high)
    if first > last:
        return IntegerPart(last, False), last
    return (IntegerPart(first, True) if low == high else None), first


def _ends(ball: arb) -> tuple[Fraction, Fraction]:
    if less(abs(ball), arb("0.5")) is Truth.TRUE:  # may be too small to write down
        half = Fraction(1, 2)
        positive, negative = less(arb(0), ball) is Truth.TRUE, less(ball, arb(0)) is Truth.TRUE
        tiny = Fraction(1, 2**FIRST_BITS)
        return (tiny, half) if positive else (-half, -tiny) if negative else (-half, half)
    return lower_fraction(ball), upper_fraction(ball)


def _missing_bits(ball: arb, term: Term) -> int:
    """How many bits the radius exceeds 1/4 by; DomainError if the number is too large."""
    if _size(ball.mid()) > LARGEST_SIZE:
        raise DomainError(f"{shown(term)} has more than {LARGEST_SIZE * 3 // 10} digits")
    return _size(ball.rad()) + 2


def _size(value: arb) -> int:
    """An integer ``b`` with ``|value| < 2**b``, for an exact ball."""
    mantissa, exponent = value.man_exp()
    return int(mantissa).bit_length() + int(exponent) if mantissa != 0 else -FIRST_BITS


# --- terms that have no finite ball -----------------------------------------------------------


def _without_ball(term: Term, precision: int) -> Fraction | None:
    """The exact value if it is rational, None if more precision may help; else DomainError."""
    if precision < RESCUE_BITS:
        return None
    value = exact_rational(term) if precision < 2 * RESCUE_BITS else None
    if value is None and precision < 2 * RESCUE_BITS:
        _require_defined(term)
    if value is None and 2 * precision > MOST_BITS:
        raise DomainError(f"cannot show that {shown(term)} is defined")
    return value


def _require_defined(term: Term) -> None:
    """DomainError at the innermost operation that is certainly outside of its domain."""
    for child, crossed in children(term):
        if crossed == 0 and not isinstance(child, Relation):
            _require_defined(child)
    if isinstance(term, Apply) and not any(
        all(holds(condition) for condition in alternative) for alternative in definedness(term)
    ):
        raise DomainError(f"{shown(term)} is not defined")


def shown(term: Syntax, most: int = 60) -> str:
    """The term as text, cut in the middle if it is long."""
    text = to_text(term)
    return text if len(text) <= most else f"{text[: most - 20]}...{text[-17:]}"
