"""Exact numbers near an interval, written as people write them.  Guesses: nothing is trusted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ua_symbolic.enclosure.derivative import over, times
from ua_symbolic.enclosure.guesses import exact_name, simplest_between
from ua_symbolic.expressions.terms import Apply, Number, Term


def names_near(low: Fraction, high: Fraction, slack: Fraction = Fraction(0)) -> Iterator[Term]:
    """The simplest rational between the two, up to the slack, and a familiar constant."""
    simple = Number(simplest_between(low - slack, high + slack))
    yield simple
    near = familiar(float((low + high) / 2), max(2e-10, float(high - low + slack)))
    if near is not None and near != simple:
        yield near


def familiar(value: float, closeness: float = 2e-10) -> Term | None:
    """A rational, or a rational multiple of a familiar constant, close to the value."""
    name = exact_name(value, closeness=closeness)
    return None if name is None else tidy(name)


def tidy(name: Term) -> Term:
    """``2*pi/3`` in place of ``2/3*pi``."""
    match name:
        case Apply("mul", (Number(value), Apply("div", (top, bottom)))):
            return over(
                times(_whole(value.numerator), top), times(_whole(value.denominator), bottom)
            )
        case Apply("mul", (Number(value), rest)):
            top = times(_whole(value.numerator), rest)
            bottom = _whole(value.denominator)
            return top if value.denominator == 1 else Apply("div", (top, bottom))
    return name


def _whole(value: int) -> Term:
    return Number(Fraction(value))
