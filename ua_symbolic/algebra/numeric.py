"""Ball evaluation at random points: a safety net that can only take an equality back.

Comparisons of balls are true only when certain, and are used here in that direction only.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import flint

from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Constant,
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    add,
    free_variables,
    instantiate,
    neg,
)

Point = Mapping[Variable, Fraction]
MAX_SUMMANDS = 30
ATTEMPTS = 8
WANTED = 2


class _NoValueError(Exception):
    """No ball is available here."""


def differ(left: Term, right: Term, facts: Sequence[Relation], precision: int = 96) -> Point | None:
    """A random point where all facts (but equations) and the difference of the sides are certain.

    None says nothing.
    """
    variables = sorted(
        {v for node in (left, right, *facts) for v in free_variables(node)},
        key=lambda v: (v.name, v.sort),
    )
    generator = random.Random(len(variables))
    checked = 0
    with flint.ctx.workprec(precision):
        for _ in range(ATTEMPTS):
            point = {v: _sample(generator, v.sort) for v in variables}
            if not all(f.op == "=" or holds(f, point) for f in facts):
                continue
            ball = value(add(left, neg(right)), point)
            if ball is None:
                continue
            if ball > 0 or ball < 0:
                return point
            checked += 1
            if checked == WANTED:
                return None
    return None


def _sample(generator: random.Random, sort: Sort) -> Fraction:
    if sort is Sort.INTEGER:
        return Fraction(generator.choice((0, 1, 1, 2, 3, 5)))
    size = Fraction(generator.randint(1, 97), generator.choice((32, 101, 13)))
    return generator.choice((size, size, size, -size, Fraction(0)))


def value(term: Term, point: Point) -> Any | None:
    """A finite ball around the value of ``term`` at the working precision, or None."""
    try:
        return _value(term, point)
    except (_NoValueError, RecursionError):
        return None


def holds(relation: Relation, point: Point) -> bool:
    """Whether a relation certainly holds at a point (False: it does not, or nobody knows)."""
    left, right = value(relation.left, point), value(relation.right, point)
    if left is None or right is None:
        return False
    match relation.op:
        case "<=":
            return bool(left <= right)
        case "<":
            return bool(left < right)
        case ">=":
            return bool(left >= right)
        case ">":
            return bool(left > right)
        case "!=":
            return bool(left > right or left < right)
    return bool(left.is_exact() and right.is_exact() and left == right)


def _value(term: Term, point: Point) -> Any:
    match term:
        case Number(number):
            return _ball(number)
        case Constant("pi"):
            return flint.arb.pi()
        case Constant("E"):
            return flint.arb(1).exp()
        case Variable() if term in point:
            return _ball(point[term])
        case Apply(head, args) if head in _FUNCTIONS:
            return _finite(_FUNCTIONS[head](*(_value(a, point) for a in args)))
        case Apply("pow", (base, exponent)):
            return _finite(_power(_value(base, point), _value(exponent, point)))
        case Bind("Sum"):
            return _sum(term, point)
    raise _NoValueError


def _ball(number: Fraction) -> Any:
    return flint.arb(flint.fmpq(number.numerator, number.denominator))


def _finite(ball: Any) -> Any:
    if not ball.is_finite():
        raise _NoValueError
    return ball


def _require(condition: bool) -> None:
    if not condition:
        raise _NoValueError


def _power(base: Any, exponent: Any) -> Any:
    if exponent.is_exact() and exponent.is_integer():
        whole = int(exponent.fmpq().p) if abs(exponent) < 10_000 else None
        if whole is not None:
            _require(whole >= 0 or not base.contains(0))
            return base**whole
    if base.is_exact() and base.is_zero():
        _require(bool(exponent > 0))
        return flint.arb(0)
    _require(bool(base > 0))
    return (exponent * base.log()).exp()


def _quotient(above: Any, below: Any) -> Any:
    _require(not below.contains(0))
    return above / below


def _positive(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def guarded(x: Any) -> Any:
        _require(bool(x > 0))
        return function(x)

    return guarded


def _sqrt(x: Any) -> Any:
    _require(bool(x >= 0))
    return x.sqrt()


def _total(*args: Any) -> Any:
    return sum(args, flint.arb(0))


def _product(*args: Any) -> Any:
    total = flint.arb(1)
    for arg in args:
        total = total * arg
    return total


def _least(*args: Any) -> Any:
    best = args[0]
    for arg in args[1:]:
        best = best.min(arg)
    return best


def _greatest(*args: Any) -> Any:
    return -_least(*(-a for a in args))


_gamma = _positive(lambda x: x.gamma())
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": _total,
    "mul": _product,
    "neg": lambda x: -x,
    "div": _quotient,
    "sqrt": _sqrt,
    "exp": lambda x: x.exp(),
    "log": _positive(lambda x: x.log()),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.tan(),
    "sinh": lambda x: x.sinh(),
    "cosh": lambda x: x.cosh(),
    "tanh": lambda x: x.tanh(),
    "asin": lambda x: x.asin(),
    "acos": lambda x: x.acos(),
    "atan": lambda x: x.atan(),
    "Abs": abs,
    "Min": _least,
    "Max": _greatest,
    "floor": lambda x: x.floor(),
    "ceiling": lambda x: x.ceil(),
    "gamma": _gamma,
    "loggamma": _positive(lambda x: x.lgamma()),
    "digamma": _positive(lambda x: x.digamma()),
    "erf": lambda x: x.erf(),
    "erfc": lambda x: x.erfc(),
    "factorial": _positive(lambda x: (x + 1).gamma()),
    "beta": lambda a, b: _quotient(a.gamma() * b.gamma(), (a + b).gamma()),
    "binomial": lambda n, k: _quotient(_gamma(n + 1), _gamma(k + 1) * _gamma(n - k + 1)),
}


def _sum(term: Bind, point: Point) -> Any:
    lower, upper = _value(term.lower, point), _value(term.upper, point)
    _require(lower.is_exact() and upper.is_exact() and lower.is_integer() and upper.is_integer())
    first, last = int(lower.fmpq().p), int(upper.fmpq().p)
    _require(first - 1 <= last <= first + MAX_SUMMANDS)
    bodies = (instantiate(term.body, Number(Fraction(k))) for k in range(first, last + 1))
    return sum((_value(body, point) for body in bodies), flint.arb(0))
