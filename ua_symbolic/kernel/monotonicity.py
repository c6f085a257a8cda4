"""The table of monotone places: in which argument, where, and in which direction a head moves.

Each row is a trusted fact about a known function (DLMF chapters 4, 5, 7, 10; elementary order).
Its conditions, together with ``low R high``, must make both sides defined.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ua_symbolic.expressions.terms import (
    EULER,
    ONE,
    PI,
    ZERO,
    Relation,
    Term,
    div,
    neg,
    number,
)

UP, DOWN = 1, -1

Conditions = Callable[[tuple[Term, ...], Term, Term], tuple[Relation, ...]]
"""(the other arguments in order, the smaller, the larger value of the moving one) -> demands."""


@dataclass(frozen=True)
class Row:
    """One monotone range: direction, whether strict order is kept, and what is demanded."""

    direction: int
    strict: bool
    conditions: Conditions


def _nothing(_others: tuple[Term, ...], _low: Term, _high: Term) -> tuple[Relation, ...]:
    return ()


def _inside(low_end: Term, high_end: Term, op: str = "<=") -> Conditions:
    return lambda _o, low, high: (Relation(op, low_end, low), Relation(op, high, high_end))


def _from(low_end: Term, op: str = "<=") -> Conditions:
    return lambda _o, low, _high: (Relation(op, low_end, low),)


def _others(op: str) -> Conditions:
    return lambda others, _low, _high: tuple(Relation(op, ZERO, o) for o in others)


def _defined(others: tuple[Term, ...], _low: Term, _high: Term) -> tuple[Relation, ...]:
    return tuple(Relation("=", o, o) for o in others)


HALF_PI = div(PI, number(2))
EVERYWHERE_UP = (Row(UP, True, _nothing),)

ONE_ARGUMENT: dict[str, tuple[Row, ...]] = {
    "neg": (Row(DOWN, True, _nothing),),
    "exp": EVERYWHERE_UP,
    "log": (Row(UP, True, _from(ZERO, "<")),),
    "sqrt": (Row(UP, True, _from(ZERO)),),
    "sin": (Row(UP, True, _inside(neg(HALF_PI), HALF_PI)), Row(DOWN, True, _inside(HALF_PI, PI))),
    "cos": (Row(DOWN, True, _inside(ZERO, PI)), Row(UP, True, _inside(neg(PI), ZERO))),
    "tan": (Row(UP, True, _inside(neg(HALF_PI), HALF_PI, "<")),),
    "asin": (Row(UP, True, _inside(number(-1), ONE)),),
    "acos": (Row(DOWN, True, _inside(number(-1), ONE)),),
    "atan": EVERYWHERE_UP,
    "sinh": EVERYWHERE_UP,
    "cosh": (Row(UP, True, _from(ZERO)),),
    "tanh": EVERYWHERE_UP,
    "asinh": EVERYWHERE_UP,
    "acosh": (Row(UP, True, _from(ONE)),),
    "atanh": (Row(UP, True, _inside(number(-1), ONE, "<")),),
    "Abs": (Row(UP, True, _from(ZERO)),),
    "floor": (Row(UP, False, _nothing),),
    "ceiling": (Row(UP, False, _nothing),),
    "gamma": (Row(UP, True, _from(number(2))),),
    "loggamma": (Row(UP, True, _from(number(2))),),
    "digamma": (Row(UP, True, _from(ZERO, "<")),),
    "erf": EVERYWHERE_UP,
    "erfc": (Row(DOWN, True, _nothing),),
    "LambertW": (Row(UP, True, _from(div(number(-1), EULER))),),
}


def _power_of_larger_base(strict: bool) -> Conditions:
    """Nonnegative base; exponent > 0 keeps the strict order, exponent >= 0 the weak one."""
    op = "<" if strict else "<="
    return lambda others, low, _high: (Relation("<=", ZERO, low), Relation(op, ZERO, others[0]))


def _power_of_positive_base(others: tuple[Term, ...], low: Term, _h: Term) -> tuple[Relation, ...]:
    return Relation("<", ZERO, low), Relation("<=", others[0], ZERO)


def _base_at_least_one(others: tuple[Term, ...], _low: Term, _h: Term) -> tuple[Relation, ...]:
    return (Relation("<=", ONE, others[0]),)


def _base_below_one(others: tuple[Term, ...], _low: Term, _h: Term) -> tuple[Relation, ...]:
    return Relation("<", ZERO, others[0]), Relation("<=", others[0], ONE)


def _base_within_unit(others: tuple[Term, ...], low: Term, _h: Term) -> tuple[Relation, ...]:
    """0 <= base <= 1 and exponents that start at 0 or above (0**0 = 1 is the largest value)."""
    return (
        Relation("<=", ZERO, others[0]),
        Relation("<=", others[0], ONE),
        Relation("<=", ZERO, low),
    )


def _divisor(strict: bool) -> Conditions:
    op = "<" if strict else "<="
    return lambda others, low, _high: (Relation(op, ZERO, others[0]), Relation("<", ZERO, low))


def _nonpositive_over(others: tuple[Term, ...], low: Term, _high: Term) -> tuple[Relation, ...]:
    return Relation("<=", others[0], ZERO), Relation("<", ZERO, low)


POWER_BASE = (
    Row(UP, False, _power_of_larger_base(False)),
    Row(UP, True, _power_of_larger_base(True)),
    Row(DOWN, False, _power_of_positive_base),
)
POWER_EXPONENT = (
    Row(UP, False, _base_at_least_one),
    Row(DOWN, False, _base_below_one),
    Row(DOWN, False, _base_within_unit),
)
NUMERATOR = (Row(UP, True, _others("<")),)
DENOMINATOR = (
    Row(DOWN, False, _divisor(False)),
    Row(DOWN, True, _divisor(True)),
    Row(UP, False, _nonpositive_over),
)
SUMMAND = (Row(UP, True, _defined),)
FACTOR = (Row(UP, False, _others("<=")), Row(UP, True, _others("<")))
EXTREME = (Row(UP, False, _defined),)


def monotone_rows(head: str, place: int) -> tuple[Row, ...]:
    """The rows for one argument place of a head; empty if nothing is known.

    >>> len(monotone_rows("exp", 0)), len(monotone_rows("besselj", 1))
    (1, 0)
    """
    if head == "add":
        return SUMMAND
    if head == "mul":
        return FACTOR
    if head in ("Min", "Max"):
        return EXTREME
    if head == "pow":
        return (POWER_BASE, POWER_EXPONENT)[place]
    if head == "div":
        return (NUMERATOR, DENOMINATOR)[place]
    return ONE_ARGUMENT.get(head, ())
