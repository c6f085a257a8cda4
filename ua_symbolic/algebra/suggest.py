"""Which sign facts, if proved, could help ``decide_equal``.  Untrusted: only candidates."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ua_symbolic.expressions.terms import (
    ZERO,
    Apply,
    Bind,
    Call,
    Constant,
    Number,
    Relation,
    Term,
    Variable,
    is_integer,
    number,
    subterms,
)

MAX_SUGGESTIONS = 40


def suggest(left: Term, right: Term) -> tuple[Relation, ...]:
    """Candidate facts about the terms that occur, the more specific ones first; no duplicates.

    >>> from ua_symbolic.expressions.terms import Variable, function, power
    >>> x = Variable("x")
    >>> suggest(function("sqrt", power(x, number(2))), x)[0] == Relation("<=", ZERO, x)
    True
    """
    found: dict[Relation, None] = {}
    least: dict[Term, Fraction] = {}
    for side in (left, right):
        for part in _strict_parts(side):
            if not isinstance(part, Apply):
                continue
            found.update((r, None) for r in _for_head(part))
            if part.head == "pow" and is_integer(part.args[1]):
                _note_exponent(part.args[1], least)
    found.update((Relation("<=", number(max(-c, Fraction(0))), k), None) for k, c in least.items())
    return tuple(found)[:MAX_SUGGESTIONS]


def _strict_parts(term: Term) -> Iterator[Term]:
    """The term and its parts, but for bodies of binders and branches."""
    yield term
    match term:
        case Apply(_, args) | Call(_, args, _):
            for arg in args:
                yield from _strict_parts(arg)
        case Bind(_, _, lower, upper, _):
            yield from _strict_parts(lower)
            yield from _strict_parts(upper)


def _for_head(term: Apply) -> Iterator[Relation]:
    match term:
        case Apply("pow", (base, Number(exponent))) if exponent.denominator == 1:
            return
        case Apply("pow", (base, exponent)):
            yield from _signs("<", base)
            yield Relation("<", ZERO, exponent)
            if is_integer(exponent):
                yield from (Relation("!=", f, ZERO) for f in _factors(base))
        case Apply("sqrt", (arg,)):
            yield from _signs("<=", arg)
            yield from _signs("<", arg)
        case Apply("log" | "gamma" | "loggamma", (arg,)):
            yield from _signs("<", arg)
        case Apply("Abs", (arg,)):
            yield Relation("<=", ZERO, arg)
            yield Relation("<=", arg, ZERO)
            yield from _signs("<", arg)
        case Apply("Min" | "Max", args):
            yield from (Relation("<=", a, b) for a in args for b in args if a != b)


def _signs(op: str, term: Term) -> Iterator[Relation]:
    yield from (Relation(op, ZERO, f) for f in _factors(term))


def _factors(term: Term) -> Iterator[Term]:
    """The bases in a product whose sign is not obvious."""
    match term:
        case Apply("mul" | "div" | "neg", args):
            for arg in args:
                yield from _factors(arg)
        case Apply("pow", (base, _)):
            yield from _factors(base)
        case Number() | Constant() | Apply("exp" | "sqrt" | "gamma" | "cosh", _):
            return
        case _:
            yield term


def _note_exponent(exponent: Term, least: dict[Term, Fraction]) -> None:
    """Of an exponent ``k + c``, remember the smallest ``c`` for each ``k``."""
    constant = Fraction(0)
    symbols: list[Term] = []
    for part in exponent.args if isinstance(exponent, Apply) else (exponent,):
        if isinstance(part, Number):
            constant += part.value
        symbols += [s for s in subterms(part) if isinstance(s, Variable | Call) and is_integer(s)]
    for symbol in symbols:
        least[symbol] = min(constant, least.get(symbol, constant))
