"""The door through which every expression from outside enters: a grammar, never ``eval``.

Precedence is as in Python (``-x**2`` is ``-(x**2)``, ``-2*x`` is ``(-2)*x``); ``^`` is ``**``,
``==`` is ``=``, ``0.1`` is exactly 1/10.  Every error is an ExpressionError of one line that names
the column.
"""

from __future__ import annotations

from ua_symbolic.expressions import terms
from ua_symbolic.expressions.domains import is_infinite, parse_domain
from ua_symbolic.expressions.elaborate import Elaborator, FunctionSignature, Scope, scope_of
from ua_symbolic.expressions.syntax import parse_tree
from ua_symbolic.expressions.terms import Formula, Relation, Term

__all__ = [
    "FunctionSignature",
    "Scope",
    "parse_claim",
    "parse_domain",
    "parse_formula",
    "parse_relation",
    "parse_term",
    "parse_value",
    "scope_of",
]


def parse_term(text: str, scope: Scope) -> Term:
    """The term that ``text`` writes, its names resolved in ``scope``.

    >>> parse_term("2/4", Scope()) == terms.number("1/2")
    True
    """
    return Elaborator(text, scope).term(parse_tree(text, "term").children[0])


def parse_claim(text: str, scope: Scope) -> tuple[Relation, ...]:
    """The relations of chains such as ``a <= b < c``, joined by ``and``, in the order written.

    >>> [r.op for r in parse_claim("0 < x <= 1 and x == x**2", Scope(free=True))]
    ['<', '<=', '=']
    """
    return Elaborator(text, scope).claim(parse_tree(text, "claim"))


def parse_relation(text: str, scope: Scope) -> Relation:
    """The one relation that ``text`` writes."""
    return Elaborator(text, scope).relation(parse_tree(text, "claim"))


def parse_formula(text: str, scope: Scope) -> Formula:
    """A relation, or a quantified one: ``for k integer with 1 <= k: f(k) <= g(k)``."""
    return Elaborator(text, scope).formula(parse_tree(text, "formula"))


def parse_value(text: str, *, allow_infinity: bool = False) -> Term:
    """A closed exact term such as ``1/10``, ``0.1`` or ``pi/2``; on request also ``oo``, ``-oo``.

    Names of variables are unknown here.
    """
    node = parse_tree(text, "term").children[0]
    infinite = is_infinite(node) if allow_infinity else None
    if infinite is None:
        return Elaborator(text, Scope()).term(node)
    return terms.INFINITY if infinite == "oo" else terms.neg(terms.INFINITY)
