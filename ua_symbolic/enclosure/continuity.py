"""Which terms are continuous wherever they are defined, by their form."""

from __future__ import annotations

from ua_symbolic.expressions.signature import HEADS
from ua_symbolic.expressions.terms import (
    Apply,
    Constant,
    Number,
    Piecewise,
    Syntax,
    Term,
    subterms,
)


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
