"""Partial derivatives of terms for bounding, with light simplification.

The derivative term, wherever its enclosure is defined, encloses the slopes of the term: ``sign``
(in the derivative of Abs, Min, Max) is ``[-1, 1]`` where undecided, so Abs is treated as the
Lipschitz function that it is (Clarke's gradient).  ``polygamma`` and ``strict_log`` (never cut back
to its domain) occur besides the heads of the language.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from ua_symbolic.enclosure.bessel_quotients import RISING, recognised
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.terms import (
    EULER,
    ONE,
    PI,
    ZERO,
    Apply,
    Bind,
    Number,
    Term,
    Variable,
    bind,
    free_variables,
    fresh_variable,
    function,
    instantiate,
    is_integer,
    number,
    substitute,
)

TWO = number(2)
HALF = number("1/2")


class NotDifferentiableError(UserError):
    """The language, or this module, has no derivative of the term."""


# --- constructors that drop zeros and ones and collect literal factors -------------------------


def plus(*args: Term) -> Term:
    """A sum without literal zeros; literals are collected."""
    flat: list[Term] = []
    constant = Fraction(0)
    for arg in args:
        for part in arg.args if isinstance(arg, Apply) and arg.head == "add" else (arg,):
            if isinstance(part, Number):
                constant += part.value
            else:
                flat.append(part)
    if constant or not flat:
        flat.append(Number(constant))
    return flat[0] if len(flat) == 1 else Apply("add", tuple(flat))


def times(*args: Term) -> Term:
    """A product with its literal factors and signs collected in front."""
    flat: list[Term] = []
    constant = Fraction(1)
    work = list(args)
    while work:
        arg = work.pop(0)
        if isinstance(arg, Number):
            constant *= arg.value
        elif isinstance(arg, Apply) and arg.head == "neg":
            constant = -constant
            work.insert(0, arg.args[0])
        elif isinstance(arg, Apply) and arg.head == "mul":
            work[:0] = arg.args
        else:
            flat.append(arg)
    if constant == 0 or not flat:
        return Number(constant)
    product = flat[0] if len(flat) == 1 else Apply("mul", tuple(flat))
    if constant == 1:
        return product
    if constant == -1:
        return Apply("neg", (product,))
    return Apply("mul", (Number(constant), *flat))


def minus(arg: Term) -> Term:
    """Minus the term."""
    return times(number(-1), arg)


def over(top: Term, bottom: Term) -> Term:
    """A quotient; a literal divisor becomes a factor."""
    if isinstance(bottom, Number) and bottom.value:
        return times(Number(1 / bottom.value), top)
    return ZERO if top == ZERO else Apply("div", (top, bottom))


def raised(base: Term, exponent: Term) -> Term:
    """A power; exponents 0 and 1 vanish."""
    if exponent == ZERO:
        return ONE
    return base if exponent == ONE else Apply("pow", (base, exponent))


def square(u: Term) -> Term:
    """``u**2``."""
    return raised(u, TWO)


def _root_of(u: Term) -> Term:
    return function("sqrt", u)


def _gauss(u: Term) -> Term:
    return times(over(TWO, _root_of(PI)), function("exp", minus(square(u))))


_OUTER: dict[str, Callable[[Term], Term]] = {
    "exp": lambda u: function("exp", u),
    "log": lambda u: over(ONE, u),
    "strict_log": lambda u: over(ONE, u),
    "sqrt": lambda u: over(HALF, _root_of(u)),
    "sin": lambda u: function("cos", u),
    "cos": lambda u: minus(function("sin", u)),
    "tan": lambda u: plus(ONE, square(function("tan", u))),
    "asin": lambda u: over(ONE, _root_of(plus(ONE, minus(square(u))))),
    "acos": lambda u: minus(over(ONE, _root_of(plus(ONE, minus(square(u)))))),
    "atan": lambda u: over(ONE, plus(ONE, square(u))),
    "sinh": lambda u: function("cosh", u),
    "cosh": lambda u: function("sinh", u),
    "tanh": lambda u: over(ONE, square(function("cosh", u))),
    "asinh": lambda u: over(ONE, _root_of(plus(ONE, square(u)))),
    "acosh": lambda u: over(ONE, _root_of(plus(square(u), number(-1)))),
    "atanh": lambda u: over(ONE, plus(ONE, minus(square(u)))),
    "Abs": lambda u: function("sign", u),
    "sign": lambda u: Apply("div", (ZERO, u)),
    "gamma": lambda u: times(function("gamma", u), function("digamma", u)),
    "factorial": lambda u: times(function("factorial", u), function("digamma", plus(u, ONE))),
    "loggamma": lambda u: function("digamma", u),
    "digamma": lambda u: function("polygamma", ONE, u),
    "erf": _gauss,
    "erfc": lambda u: minus(_gauss(u)),
    "LambertW": lambda u: over(
        function("exp", minus(function("LambertW", u))), plus(ONE, function("LambertW", u))
    ),
}


@lru_cache(maxsize=20_000)
def derivative(term: Term, x: Variable) -> Term:
    """The partial derivative of ``term`` by ``x``.

    Raises NotDifferentiableError where none is known: floor, Piecewise, the order of a Bessel
    function.

    >>> from ua_symbolic.expressions.terms import Variable, power
    >>> derivative(power(Variable("x"), number(2)), Variable("x")).head
    'mul'
    """
    if term == x:
        return ONE
    if x not in free_variables(term):
        return ZERO
    match term:
        case Apply("add", args):
            return plus(*[derivative(a, x) for a in args])
        case Apply("neg", (arg,)):
            return minus(derivative(arg, x))
        case Apply("mul", args):
            return plus(
                *[times(derivative(a, x), *args[:i], *args[i + 1 :]) for i, a in enumerate(args)]
            )
        case Apply("div", (top, bottom)):
            return _of_quotient(top, bottom, x)
        case Apply("pow", (base, exponent)):
            return _of_power(base, exponent, x)
        case Apply("Min" | "Max" as head, args):
            return _of_extremum(head, args, x)
        case Apply("log", (Apply("cosh", (arg,)),)):
            return times(derivative(arg, x), function("tanh", arg))
        case Apply(head, (arg,)) if head in _OUTER:
            return times(derivative(arg, x), _OUTER[head](arg))
        case Apply(head, args) if head in _OF_LAST:
            return _of_last(head, args, x)
        case Apply("beta", (a, b)):
            return plus(
                times(derivative(a, x), _of_beta(a, b)), times(derivative(b, x), _of_beta(b, a))
            )
        case Bind():
            return _of_bind(term, x)
    name = getattr(term, "head", getattr(term, "name", type(term).__name__))
    raise NotDifferentiableError(f"no derivative of {name} is known")


def _of_quotient(top: Term, bottom: Term, x: Variable) -> Term:
    if top == ZERO:  # where the bottom vanishes a slope jumps: its slopes must not forget that
        return Apply("div", (ZERO, bottom))
    if x not in free_variables(bottom):
        return over(derivative(top, x), bottom)
    bessel = recognised(Apply("div", (top, bottom)))
    if bessel is not None and x not in free_variables(bessel.order):
        quotient = Apply("div", (top, bottom))
        weight = over(times(plus(times(TWO, bessel.order), ONE), quotient), bessel.at)
        signed = minus(weight) if bessel.head == RISING else weight
        return times(derivative(bessel.at, x), plus(ONE, signed, minus(square(quotient))))
    return plus(
        over(derivative(top, x), bottom),
        minus(over(times(derivative(bottom, x), top), square(bottom))),
    )


def _of_power(base: Term, exponent: Term, x: Variable) -> Term:
    inner, outer = derivative(base, x), derivative(exponent, x)
    whole = raised(base, exponent)
    if outer == ZERO:
        return times(inner, exponent, raised(base, plus(exponent, number(-1))))
    if base == EULER:
        return times(outer, whole)
    logarithm = times(outer, function(_log_head(exponent), base))
    if inner == ZERO:
        return times(whole, logarithm)
    return times(whole, plus(logarithm, times(inner, over(exponent, base))))


def _log_head(exponent: Term) -> str:
    """An integer exponent allows a negative base, where no clamping may pretend otherwise."""
    return "strict_log" if is_integer(exponent) else "log"


def _of_extremum(head: str, args: tuple[Term, ...], x: Variable) -> Term:
    if len(args) == 1:
        return derivative(args[0], x)
    first, rest = args[0], Apply(head, args[1:]) if len(args) > 2 else args[1]
    a, b = derivative(first, x), derivative(rest, x)
    gap = function("sign", plus(first, minus(rest)))
    towards = HALF if head == "Max" else number("-1/2")
    return plus(times(HALF, plus(a, b)), times(towards, gap, plus(a, minus(b))))


def _of_beta(a: Term, b: Term) -> Term:
    return times(
        function("beta", a, b),
        plus(function("digamma", a), minus(function("digamma", plus(a, b)))),
    )


def _neighbours(head: str, order: Term, u: Term) -> tuple[Term, Term]:
    lower = function(head, plus(order, number(-1)), u)
    return lower, function(head, plus(order, ONE), u)


def _bessel_i(args: tuple[Term, ...]) -> Term:
    if args[0] == ZERO:
        return function("besseli", ONE, args[1])
    return times(HALF, plus(*_neighbours("besseli", *args)))


def _bessel_j(args: tuple[Term, ...]) -> Term:
    if args[0] == ZERO:
        return minus(function("besselj", ONE, args[1]))
    lower, higher = _neighbours("besselj", *args)
    return times(HALF, plus(lower, minus(higher)))


def _bessel_k(args: tuple[Term, ...]) -> Term:
    if args[0] == ZERO:
        return minus(function("besselk", ONE, args[1]))
    return times(number("-1/2"), plus(*_neighbours("besselk", *args)))


def _incomplete_beta(args: tuple[Term, ...]) -> Term:
    a, b, _, u = args
    density = times(
        raised(u, plus(a, number(-1))), raised(plus(ONE, minus(u)), plus(b, number(-1)))
    )
    return over(density, function("beta", a, b))


def _polygamma(args: tuple[Term, ...]) -> Term:
    return function("polygamma", plus(args[0], ONE), args[1])


_OF_LAST: dict[str, Callable[[tuple[Term, ...]], Term]] = {
    "besseli": _bessel_i,
    "besselj": _bessel_j,
    "besselk": _bessel_k,
    "betainc_regularized": _incomplete_beta,
    "polygamma": _polygamma,
}
"""Derivatives by the last argument, the others being free of the variable."""


def _of_last(head: str, args: tuple[Term, ...], x: Variable) -> Term:
    if any(x in free_variables(a) for a in args[:-1]):
        raise NotDifferentiableError(f"no derivative of {head} by that argument is known")
    return times(derivative(args[-1], x), _OF_LAST[head](args))


def _of_bind(term: Bind, x: Variable) -> Term:
    k = fresh_variable(term.hint, term.sort, term, x)
    body = instantiate(term.body, k)
    ends = free_variables(term.lower) | free_variables(term.upper)
    if term.head == "Sum":
        if x in ends:
            raise NotDifferentiableError("no derivative of a sum by a variable of its ends")
        return bind("Sum", k, term.lower, term.upper, derivative(body, x))
    parts = [
        times(derivative(term.upper, x), substitute(body, {k: term.upper})),
        minus(times(derivative(term.lower, x), substitute(body, {k: term.lower}))),
    ]
    if x in free_variables(body):
        parts.append(bind("Integral", k, term.lower, term.upper, derivative(body, x)))
    return plus(*parts)
