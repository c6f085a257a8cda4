"""The interpreted heads: arity, and where each is defined and real.

Every head means the standard real function (names as in SymPy).  ``definedness`` lists conditions
that are *sufficient*: each alternative is a tuple of relations, and any one alternative will do.
For the heads marked exact they are also necessary.

Powers have one meaning for all exponents, by value: ``b**e`` is defined iff ``b > 0``, or
``b = 0 < e``, or ``e`` is an integer and (``b != 0`` or ``e >= 0``); and ``0**0 = 1``.
``Sum(f, (k, a, b))`` is defined for integers ``a <= b + 1`` (``a = b + 1`` is the empty sum, 0);
``Integral(f, (t, a, b))`` for ``a <= b`` and ``f`` continuous on ``[a, b]``.  A ``Piecewise`` is
undefined where a side of a condition is, up to the first condition that holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ua_symbolic.expressions.terms import (
    EULER,
    ONE,
    PI,
    ZERO,
    Apply,
    Relation,
    Term,
    div,
    is_integer,
    number,
)

Alternatives = tuple[tuple[Relation, ...], ...]
ALWAYS: Alternatives = ((),)


@dataclass(frozen=True)
class Head:
    """Arity (``most`` is None for n-ary heads) and domain of one interpreted head."""

    least: int
    most: int | None
    domain: Callable[[tuple[Term, ...]], Alternatives]
    continuous: bool = True  # wherever it is defined, jointly in its arguments


def _everywhere(_: tuple[Term, ...]) -> Alternatives:
    return ALWAYS


def _positive(args: tuple[Term, ...]) -> Alternatives:
    return ((Relation("<", ZERO, args[-1]),),)


def _nonnegative(args: tuple[Term, ...]) -> Alternatives:
    return ((Relation("<=", ZERO, args[-1]),),)


def _all_positive(args: tuple[Term, ...]) -> Alternatives:
    return (tuple(Relation("<", ZERO, a) for a in args),)


def _between(low: Term, high: Term, op: str = "<=") -> Callable[[tuple[Term, ...]], Alternatives]:
    return lambda args: ((Relation(op, low, args[0]), Relation(op, args[0], high)),)


def _nonzero(args: tuple[Term, ...]) -> Alternatives:
    return ((Relation("!=", args[-1], ZERO),),)


def _power(args: tuple[Term, ...]) -> Alternatives:
    base, exponent = args
    positive = (Relation("<", ZERO, base),)
    if is_integer(exponent):
        return ((Relation("<=", ZERO, exponent),), positive, (Relation("!=", base, ZERO),))
    return (positive, (Relation("<=", ZERO, base), Relation("<", ZERO, exponent)))


def _tangent(args: tuple[Term, ...]) -> Alternatives:
    return ((Relation("!=", Apply("cos", args), ZERO),),)


def _incomplete_beta(args: tuple[Term, ...]) -> Alternatives:
    a, b, low, high = args
    inside = tuple(
        r for x in (low, high) for r in (Relation("<=", ZERO, x), Relation("<=", x, ONE))
    )
    return ((Relation("<", ZERO, a), Relation("<", ZERO, b), *inside),)


def _bessel_first(args: tuple[Term, ...]) -> Alternatives:
    order, x = args
    if is_integer(order):
        return ALWAYS
    return (
        (Relation("<", ZERO, x),),
        (Relation("<=", ZERO, x), Relation("<=", ZERO, order)),
    )


def _binomial(args: tuple[Term, ...]) -> Alternatives:
    n, k = args
    if is_integer(n) and is_integer(k):
        return ((Relation("<=", ZERO, k), Relation("<=", k, n)),)
    return (
        (
            Relation("<", number(-1), n),
            Relation("<", number(-1), k),
            Relation("<", k, Apply("add", (n, ONE))),
        ),
    )


HEADS: dict[str, Head] = {
    "add": Head(2, None, _everywhere),
    "mul": Head(2, None, _everywhere),
    "neg": Head(1, 1, _everywhere),
    "div": Head(2, 2, _nonzero),
    "pow": Head(2, 2, _power, continuous=False),
    "sqrt": Head(1, 1, _nonnegative),
    "exp": Head(1, 1, _everywhere),
    "log": Head(1, 1, _positive),
    "sin": Head(1, 1, _everywhere),
    "cos": Head(1, 1, _everywhere),
    "tan": Head(1, 1, _tangent),
    "asin": Head(1, 1, _between(number(-1), ONE)),
    "acos": Head(1, 1, _between(number(-1), ONE)),
    "atan": Head(1, 1, _everywhere),
    "sinh": Head(1, 1, _everywhere),
    "cosh": Head(1, 1, _everywhere),
    "tanh": Head(1, 1, _everywhere),
    "asinh": Head(1, 1, _everywhere),
    "acosh": Head(1, 1, lambda args: ((Relation("<=", ONE, args[0]),),)),
    "atanh": Head(1, 1, _between(number(-1), ONE, "<")),
    "Abs": Head(1, 1, _everywhere),
    "Min": Head(1, None, _everywhere),
    "Max": Head(1, None, _everywhere),
    "floor": Head(1, 1, _everywhere, continuous=False),
    "ceiling": Head(1, 1, _everywhere, continuous=False),
    "gamma": Head(1, 1, _positive),
    "loggamma": Head(1, 1, _positive),
    "digamma": Head(1, 1, _positive),
    "beta": Head(2, 2, _all_positive),
    "betainc_regularized": Head(4, 4, _incomplete_beta),
    "besseli": Head(2, 2, _bessel_first, continuous=False),
    "besselj": Head(2, 2, _bessel_first, continuous=False),
    "besselk": Head(2, 2, _positive, continuous=False),
    "erf": Head(1, 1, _everywhere),
    "erfc": Head(1, 1, _everywhere),
    "LambertW": Head(1, 1, lambda args: ((Relation("<=", div(number(-1), EULER), args[0]),),)),
    "binomial": Head(2, 2, _binomial, continuous=False),
    "factorial": Head(1, 1, _nonnegative, continuous=False),
}
"""``gamma``, ``loggamma`` and ``digamma`` are used on the positive half-line only, ``LambertW`` is
the principal branch, ``factorial(x)`` is ``gamma(x + 1)``."""

CONSTANTS = {"pi": PI, "E": EULER}


def definedness(term: Apply) -> Alternatives:
    """Sufficient conditions for ``term`` to be defined, given that its arguments are.

    >>> from ua_symbolic.expressions.terms import Variable, function
    >>> definedness(function("log", Variable("x")))[0][0].op
    '<'
    """
    return HEADS[term.head].domain(term.args)
