"""Domains of variables: ``x in [0, pi]``, ``m integer in [2, oo)``.

An interval that is certainly empty is refused.  For this its ends are enclosed here in balls, over
the elementary operations only; an end that cannot be enclosed is accepted.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import TYPE_CHECKING

from lark import Token, Tree

from ua_symbolic.expressions.elaborate import Elaborator, Scope
from ua_symbolic.expressions.syntax import Syntax, parse_tree
from ua_symbolic.expressions.terms import Apply, Constant, Number, Relation, Sort, Term, Variable

if TYPE_CHECKING:
    from flint import arb

_PRECISION = 128  # bits, for comparing two ends that are not both rational
_ARITHMETIC: dict[str, Callable[[arb, arb], arb]] = {
    "add": operator.add,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
}


@dataclass(frozen=True)
class _End:
    node: Syntax
    term: Term | None  # None for an infinite end
    closed: bool

    @property
    def op(self) -> str:
        return "<=" if self.closed else "<"


def parse_domain(text: str, scope: Scope) -> tuple[Variable, tuple[Relation, ...]]:
    """The variable that ``text`` declares, and the relations that its range means.

    Without ``real`` or ``integer`` the sort is that of the variable in ``scope``, or real.
    Raises ExpressionError for what is not a domain, and for a range that is certainly empty.

    >>> variable, relations = parse_domain("m integer in [2, oo)", Scope())
    >>> variable.sort.value, [r.op for r in relations]
    ('integer', ['<='])
    """
    tree = parse_tree(text, "domain")
    token, sort, interval = tree.children
    variable = _declared(Elaborator(text, scope), token, sort, interval)
    if not isinstance(interval, Tree):
        return variable, ()
    outside = Elaborator(text, scope.without_variable(variable.name))
    opening, low, high, closing = interval.children
    lower = _end(outside, low, opening == "[", "-oo")
    upper = _end(outside, high, closing == "]", "oo")
    _refuse_empty(outside, variable.sort, lower, upper)
    relations = []
    if lower.term is not None:
        relations.append(Relation(lower.op, lower.term, variable))
    if upper.term is not None:
        relations.append(Relation(upper.op, variable, upper.term))
    return variable, tuple(relations)


def is_infinite(node: Syntax) -> str | None:
    """``"oo"`` or ``"-oo"`` if that is all that is written, else None."""
    if isinstance(node, Token):
        return "oo" if node == "oo" else None
    if node.data == "minus" and node.children[1] == "oo":
        return "-oo"
    return None


def _declared(
    elaborator: Elaborator, token: Syntax, sort: Syntax | None, interval: Syntax | None
) -> Variable:
    name = elaborator.binder_name(token)
    known = elaborator.scope.variables.get(name)
    if sort is None and interval is None:
        raise elaborator.error(token, "unclear domain", f"write {name} real or {name} in [0, 1]")
    if sort is None:
        return known or Variable(name)
    variable = Variable(name, Sort(str(sort)))
    if known is not None and known != variable:
        raise elaborator.error(sort, f"'{name}' is already declared {known.sort}, not {sort},")
    return variable


def _end(elaborator: Elaborator, node: Syntax, closed: bool, infinity: str) -> _End:
    infinite = is_infinite(node)
    if infinite is None:
        return _End(node, elaborator.term(node), closed)
    if infinite != infinity:
        raise elaborator.error(node, f"an empty interval: '{infinite}' is at the wrong end")
    if closed:
        advice = f"use the bracket {'(' if infinite == '-oo' else ')'}"
        raise elaborator.error(node, f"closed infinite end '{infinite}'", advice)
    return _End(node, None, closed)


def _refuse_empty(elaborator: Elaborator, sort: Sort, lower: _End, upper: _End) -> None:
    if lower.term is None or upper.term is None:
        return
    advice = ""
    if isinstance(lower.term, Number) and isinstance(upper.term, Number):
        empty = _is_empty(sort, lower, lower.term.value, upper, upper.term.value)
        advice = "the lower end comes first" if lower.term.value > upper.term.value else ""
    else:
        same = lower.term == upper.term and not (lower.closed and upper.closed)
        empty = same or _certainly_above(lower.term, upper.term)
    if empty:
        raise elaborator.error(lower.node, "an empty interval", advice)


def _is_empty(sort: Sort, lower: _End, low: Fraction, upper: _End, high: Fraction) -> bool:
    if sort is Sort.INTEGER:
        first = ceil(low) if lower.closed else floor(low) + 1
        last = floor(high) if upper.closed else ceil(high) - 1
        return first > last
    return low > high or (low == high and not (lower.closed and upper.closed))


# --- enclosing closed ends --------------------------------------------------------------------


def _certainly_above(low: Term, high: Term) -> bool:
    """Whether ``low > high`` is certain; False when undecided or not closed."""
    from flint import ctx  # only for ends such as pi/2: keeps the parser light

    with ctx.workprec(_PRECISION):
        below, above = _ball(low), _ball(high)
        if below is None or above is None:
            return False
        difference = below - above
        return bool(difference.is_finite() and difference > 0)


def _ball(term: Term) -> arb | None:
    """An enclosure of a closed term in the elementary operations, at the current precision."""
    from flint import arb, fmpq

    match term:
        case Number(value):
            return arb(fmpq(value.numerator, value.denominator))
        case Constant("pi"):
            return arb.pi()
        case Constant("E"):
            return arb.const_e()
        case Apply("neg", (arg,)):
            ball = _ball(arg)
            return None if ball is None else -ball
        case Apply("add" | "mul" | "div" | "pow" as head, args):
            balls = [b for b in map(_ball, args) if b is not None]
            return reduce(_ARITHMETIC[head], balls) if len(balls) == len(args) else None
        case Apply("sqrt" | "exp" | "log" | "sin" | "cos" as head, (arg,)):
            ball = _ball(arg)
            enclosed: arb | None = None if ball is None else getattr(ball, head)()
            return enclosed
    return None
