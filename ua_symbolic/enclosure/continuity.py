"""Which terms are continuous, or analytic, wherever they are defined, by their form."""

from __future__ import annotations

from ua_symbolic.expressions.signature import HEADS
from ua_symbolic.expressions.terms import (
    EULER,
    ONE,
    ZERO,
    Apply,
    Constant,
    Number,
    Piecewise,
    Syntax,
    Term,
    Variable,
    div,
    number,
    subterms,
)

_ANALYTIC = (  # on their domains, which are open
    *("add", "mul", "neg", "div", "exp", "log", "sin", "cos", "tan", "atan", "sinh", "cosh"),
    *("tanh", "asinh", "atanh", "erf", "erfc", "gamma", "loggamma", "digamma", "beta", "factorial"),
)
_BRANCHES: dict[str, tuple[Term, ...]] = {
    "sqrt": (ZERO,),
    "asin": (number(-1), ONE),
    "acos": (number(-1), ONE),
    "acosh": (ONE,),
    "LambertW": (div(number(-1), EULER),),
}


def is_continuous(term: Term) -> bool:
    """Whether the term is continuous where it is defined, by its form."""
    return all(map(_continuous_head, subterms(term)))


def _continuous_head(term: Syntax) -> bool:
    match term:
        case Piecewise():
            return False
        case Apply("pow", (base, exponent)):
            fixed = isinstance(base, Number) and base.value > 0
            return fixed or isinstance(exponent, Number) or isinstance(base, Constant)
        case Apply("besseli" | "besselj" | "besselk", (Number(), _)):
            return True
        case Apply(head, _):
            return HEADS[head].continuous
    return True


def branch_points(term: Term) -> tuple[tuple[Term, Term], ...] | None:
    """Pairs ``(u, c)``: where the term is defined and no ``u = c``, it is analytic.

    ``sqrt(x**2)`` is not analytic at 0.  None if the form says nothing.
    """
    found: list[tuple[Term, Term]] = []
    for part in subterms(term):
        values = _branch_values(part)
        if values is None:
            return None
        found += values
    return tuple(dict.fromkeys(found))


def _branch_values(part: Syntax) -> list[tuple[Term, Term]] | None:
    match part:
        case Apply("pow", (base, exponent)):
            fixed = isinstance(base, Constant) or (isinstance(base, Number) and base.value > 0)
            whole = isinstance(exponent, Number) and exponent.value.denominator == 1
            return [] if fixed or whole else [(base, ZERO)]
        case Apply(head, args) if head in _ANALYTIC or head in _BRANCHES:
            return [(args[0], c) for c in _BRANCHES.get(head, ())]
        case Apply("besseli" | "besselj", (Number(), u)):
            return [(u, ZERO)]
        case Apply("besselk", (Number(), _)) | Number() | Constant():
            return []
        case Variable():
            return []
    return None
