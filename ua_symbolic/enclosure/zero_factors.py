"""Splitting "the term is zero" into simpler equations with the same zeros.

Everything here holds at each point where the original term is defined: there the term is zero
exactly where one of its factors is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ua_symbolic.enclosure.derivative import minus, over, plus, raised, times
from ua_symbolic.expressions.terms import (
    ONE,
    Apply,
    Constant,
    Number,
    Term,
    free_variables,
    function,
    number,
)

Quotient = tuple[Term, Term]
_LIKE_IDENTITY = ("sinh", "tanh", "asinh", "atanh", "asin", "atan", "erf", "LambertW")
_NEVER_ZERO = ("exp", "cosh", "gamma", "factorial", "beta", "erfc", "besselk")
_ROOTS = ("sqrt", "Abs")


@dataclass(frozen=True)
class Factor:
    """A factor; ``power`` is its exponent, None if that is no positive integer."""

    term: Term
    power: int | None = 1


def factors(term: Term) -> tuple[Factor, ...]:
    """Factors whose zeros, together, are those of the term; those without zeros are left out.

    >>> from ua_symbolic.expressions.terms import Variable
    >>> x = Variable("x")
    >>> [f.power for f in factors(times(raised(function("log", x), number(2)), x))]
    [2, 1]
    """
    return tuple(_split(term))


def _split(term: Term) -> Iterator[Factor]:
    match term:
        case Apply("mul", args):
            for arg in args:
                yield from _split(arg)
        case Apply("div", (top, _)):
            yield from _split(top)
        case Apply("neg", (arg,)):
            yield from _split(arg)
        case Apply("pow", (base, Number(value))):
            if value > 0:
                whole = int(value) if value.denominator == 1 else None
                yield from (_powered(f, whole) for f in _split(base))
        case Apply("pow", (base, _)) if _positive(base):
            return
        case Apply(head, (arg,)) if head in _ROOTS:
            yield from (_powered(f, None) for f in _split(arg))
        case Apply(head, (arg,)) if head in _LIKE_IDENTITY:
            yield from _split(arg)
        case Apply("log", (arg,)):
            yield from _split(plus(arg, number(-1)))
        case Apply(head, _) if head in _NEVER_ZERO:
            return
        case Apply("add", _):
            yield from _of_sum(term)
        case Apply("tan", (arg,)):
            yield Factor(function("sin", arg))
        case Number(value) if value != 0:
            return
        case Constant("pi" | "E"):
            return
        case _:
            yield Factor(term)


def _positive(base: Term) -> bool:
    return isinstance(base, Constant) or (isinstance(base, Number) and base.value > 0)


def _powered(factor: Factor, power: int | None) -> Factor:
    if factor.power is None or power is None:
        return replace(factor, power=None)
    return replace(factor, power=factor.power * power)


def _of_sum(term: Term) -> Iterator[Factor]:
    top, bottom = quotient(term)
    if bottom != ONE and not (isinstance(top, Apply) and top.head == "add"):
        yield from _split(top)
    else:
        yield Factor(top)


def quotient(term: Term) -> Quotient:
    """Numerator and denominator: where the term is defined, it is their quotient."""
    match term:
        case Apply("add", args):
            return _sum([quotient(a) for a in args])
        case Apply("neg", (arg,)):
            top, bottom = quotient(arg)
            return minus(top), bottom
        case Apply("mul", args):
            parts = [quotient(a) for a in args]
            return times(*[t for t, _ in parts]), times(*[b for _, b in parts])
        case Apply("div", (above, below)):
            (a, b), (c, d) = quotient(above), quotient(below)
            if not free_variables(c):
                return over(times(a, d), c), b
            return times(a, d), times(b, c)
        case Apply("tan", (arg,)) if free_variables(arg):
            return function("sin", arg), function("cos", arg)
        case Apply("pow", (base, Number(value))) if value.denominator == 1:
            top, bottom = quotient(base)
            n = number(abs(value))
            up, down = raised(top, n), raised(bottom, n)
            return (up, down) if value >= 0 else (down, up)
    return term, ONE


def _sum(parts: list[Quotient]) -> Quotient:
    """The sum over the product of the different denominators."""
    bottoms = [b for b in dict.fromkeys(b for _, b in parts) if b != ONE]
    if not bottoms:
        return plus(*[t for t, _ in parts]), ONE
    tops = [times(t, *[b for b in bottoms if b != own]) for t, own in parts]
    return plus(*tops), times(*bottoms)
