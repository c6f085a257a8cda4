"""The derivative of a term as a term.

Where both the term and this derivative are defined, the term is differentiable and the derivative
is its derivative: at the points where a formula fails (a root or a real power at 0, asin at 1)
the derivative term is undefined.  No simplification beyond dropping zero summands.
"""

from __future__ import annotations

from collections.abc import Callable

from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions.terms import (
    ONE,
    PI,
    ZERO,
    Apply,
    Bind,
    Number,
    Term,
    Variable,
    add,
    bind,
    div,
    free_variables,
    fresh_variable,
    function,
    instantiate,
    mul,
    neg,
    number,
    power,
    sub,
)

TWO = number(2)


def _square(u: Term) -> Term:
    return power(u, TWO)


OUTER: dict[str, Callable[[Term], Term]] = {
    "exp": lambda u: function("exp", u),
    "log": lambda u: div(ONE, u),
    "sqrt": lambda u: div(ONE, mul(TWO, function("sqrt", u))),
    "sin": lambda u: function("cos", u),
    "cos": lambda u: neg(function("sin", u)),
    "tan": lambda u: div(ONE, _square(function("cos", u))),
    "asin": lambda u: div(ONE, function("sqrt", sub(ONE, _square(u)))),
    "acos": lambda u: neg(div(ONE, function("sqrt", sub(ONE, _square(u))))),
    "atan": lambda u: div(ONE, add(ONE, _square(u))),
    "sinh": lambda u: function("cosh", u),
    "cosh": lambda u: function("sinh", u),
    "tanh": lambda u: div(ONE, _square(function("cosh", u))),
    "asinh": lambda u: div(ONE, function("sqrt", add(ONE, _square(u)))),
    "acosh": lambda u: div(ONE, function("sqrt", sub(_square(u), ONE))),
    "atanh": lambda u: div(ONE, sub(ONE, _square(u))),
    "gamma": lambda u: mul(function("gamma", u), function("digamma", u)),
    "loggamma": lambda u: function("digamma", u),
    "erf": lambda u: mul(div(TWO, function("sqrt", PI)), function("exp", neg(_square(u)))),
    "erfc": lambda u: neg(mul(div(TWO, function("sqrt", PI)), function("exp", neg(_square(u))))),
    "LambertW": lambda u: div(
        function("exp", neg(function("LambertW", u))), add(ONE, function("LambertW", u))
    ),
}
"""Outer derivatives of the differentiable functions of one argument (DLMF chapters 4, 5, 7)."""


def derivative(term: Term, variable: Variable) -> Term:
    """The derivative with respect to ``variable``.

    Raises ExpressionError where the language cannot express it (Abs, floor, an unknown function).

    >>> from ua_symbolic.expressions.terms import Variable, function
    >>> derivative(function("sin", Variable("t")), Variable("t")).head
    'cos'
    """
    if term == variable:
        return ONE
    if variable not in free_variables(term):
        return ZERO
    match term:
        case Apply("add", args):
            return _sum([derivative(a, variable) for a in args])
        case Apply("neg", (arg,)):
            return neg(derivative(arg, variable))
        case Apply("mul", args):
            return _sum(
                [
                    _times(derivative(a, variable), *args[:i], *args[i + 1 :])
                    for i, a in enumerate(args)
                ]
            )
        case Apply("div", (top, bottom)):
            return _quotient(top, bottom, variable)
        case Apply("pow", (base, exponent)):
            return _power(base, exponent, variable)
        case Apply(head, (arg,)) if head in OUTER:
            return _times(derivative(arg, variable), OUTER[head](arg))
        case Bind("Sum"):
            return _finite_sum(term, variable)
    name = getattr(term, "head", getattr(term, "name", "this expression"))
    raise ExpressionError(f"no derivative known for {name}; give the antiderivative otherwise")


def _times(first: Term, *rest: Term) -> Term:
    if first == ZERO:
        return ZERO
    return mul(*rest) if first == ONE and rest else mul(first, *rest)


def _sum(parts: list[Term]) -> Term:
    return add(*[p for p in parts if p != ZERO])


def _quotient(top: Term, bottom: Term, x: Variable) -> Term:
    left = derivative(top, x)
    if x not in free_variables(bottom):
        return div(left, bottom)
    right = _times(derivative(bottom, x), top)
    return div(sub(_times(left, bottom), right), _square(bottom))


def _power(base: Term, exponent: Term, x: Variable) -> Term:
    if x not in free_variables(exponent):
        lowered = number(exponent.value - 1) if isinstance(exponent, Number) else sub(exponent, ONE)
        return _times(derivative(base, x), exponent, power(base, lowered))
    whole = power(base, exponent)
    by_exponent = _times(derivative(exponent, x), whole, function("log", base))
    by_base = _times(derivative(base, x), exponent, power(base, sub(exponent, ONE)))
    return _sum([by_exponent, by_base])


def _finite_sum(term: Bind, x: Variable) -> Term:
    if x in free_variables(term.lower) | free_variables(term.upper):
        raise ExpressionError("no derivative of a sum with respect to a variable in its ends")
    k = fresh_variable(term.hint, term.sort, term, x)
    return bind("Sum", k, term.lower, term.upper, derivative(instantiate(term.body, k), x))
