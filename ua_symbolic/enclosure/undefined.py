"""Where a term in one variable is certainly undefined."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ua_symbolic.enclosure.compare import Truth
from ua_symbolic.enclosure.intervals import IntervalArithmetic, decide
from ua_symbolic.enclosure.program import Program, UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import Interval
from ua_symbolic.expressions.signature import Alternatives, definedness
from ua_symbolic.expressions.terms import Apply, Bind, Piecewise, Term, Variable, children

EXACT_DOMAIN = ("div", "log", "sqrt", "asin", "acos", "acosh", "atanh")
"""Heads whose conditions are necessary, too."""


def undefined_over(term: Term, x: Variable, values: Interval, precision: int) -> bool:
    """Whether the term is undefined at all of the values of ``x``, with certainty.

    ``precision`` is the one current in ``flint.ctx``.
    """
    for alternatives, program in _conditions(term, x, precision):
        sides = iter(program.run([values]))
        failing = [
            [decide(r.op, next(sides), next(sides)) is Truth.FALSE for r in relations]
            for relations in alternatives
        ]
        if all(map(any, failing)):
            return True
    return False


@lru_cache(maxsize=64)
def _conditions(
    term: Term, x: Variable, precision: int
) -> tuple[tuple[Alternatives, Program], ...]:
    found = []
    for alternatives in dict.fromkeys(_needed(term)):
        sides = [s for relations in alternatives for r in relations for s in (r.left, r.right)]
        try:
            program = compile_program(sides, (x,), IntervalArithmetic(None, clamped=True))
        except UnsupportedError:
            continue
        found.append((alternatives, program))
    return tuple(found)


def _needed(term: Term) -> Iterator[Alternatives]:
    """The conditions of all parts that the value always needs."""
    if isinstance(term, Piecewise | Bind):
        return
    for child, _ in children(term):
        yield from _needed(child)
    if isinstance(term, Apply) and term.head in EXACT_DOMAIN:
        yield definedness(term)
