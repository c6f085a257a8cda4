"""Quotients and products in the form in which people write them.

``tidy`` only proposes: whoever uses the result proves that it equals what it came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeGuard, TypeVar

from ua_symbolic.expressions.terms import (
    Apply,
    Constant,
    Number,
    Relation,
    Syntax,
    Term,
    add,
    div,
    function,
    map_children,
    mul,
    neg,
    number,
    power,
)

Node = TypeVar("Node", Term, Relation)

LARGEST_POWER = 64
"""A literal power beyond this is left alone."""


@dataclass
class _Monomial:
    """A rational coefficient times integer powers of other terms."""

    coefficient: Fraction = Fraction(1)
    powers: dict[Term, int] = field(default_factory=dict)

    def multiply(self, base: Term, exponent: int) -> None:
        if isinstance(base, Number):
            self.coefficient *= base.value**exponent
            return
        if isinstance(base, Apply) and base.head == "sqrt" and exponent % 2 == 0:
            self.absorb(monomial(base.args[0]), exponent // 2)
            return
        self.powers[base] = self.powers.get(base, 0) + exponent

    def absorb(self, other: _Monomial, exponent: int) -> None:
        self.coefficient *= other.coefficient**exponent
        for base, count in other.powers.items():
            self.multiply(base, count * exponent)


def tidy(term: Term) -> Term:
    """The term with one fraction stroke, one coefficient and no double signs.

    >>> from ua_symbolic.expressions.parser import Scope, parse_term
    >>> from ua_symbolic.expressions.text import to_text
    >>> to_text(tidy(parse_term("-(log(eps/2/D)/G)", Scope(free=True))))
    'log(2*D/eps)/G'
    >>> to_text(tidy(parse_term("m/(eps/2/(pi/2*L))**2", Scope(free=True))))
    'pi**2*m*L**2/eps**2'
    """
    if isinstance(term, Apply) and term.head == "add":
        return _sum(tidy(a) for a in term.args)
    return _written(monomial(term))


def collected(node: Node) -> Node:
    """The node with the literal numbers of every sum added up, and nothing else changed."""

    def visit(part: Syntax, _: int) -> Syntax:
        inner = map_children(part, visit)
        if not (isinstance(inner, Apply) and inner.head == "add"):
            return inner
        parts = [q for a in inner.args for q in _summands(a)]
        return _sum(parts) if sum(isinstance(q, Number) for q in parts) > 1 else inner

    changed: Node = visit(node, 0)
    return changed


def monomial(term: Term) -> _Monomial:
    """The term as a coefficient times powers; division by zero is left in place."""
    found = _Monomial()
    match term:
        case Number(value):
            found.coefficient = value
        case Apply("neg", (inner,)):
            found.absorb(monomial(inner), 1)
            found.coefficient = -found.coefficient
        case Apply("mul", factors):
            for factor in factors:
                found.absorb(monomial(factor), 1)
        case Apply("div", (over, under)):
            below = monomial(under)
            if below.coefficient == 0:
                found.multiply(term, 1)
                return found
            found.absorb(monomial(over), 1)
            found.absorb(below, -1)
        case Apply("pow", (base, Number(value))) if _moderate(value):
            inside = monomial(base)
            if inside.coefficient == 0:
                found.multiply(term, 1)
            else:
                found.absorb(inside, int(value))
        case Apply(head, args):
            found.multiply(Apply(head, tuple(tidy(a) for a in args)), 1)
        case _:
            found.multiply(term, 1)
    return found


def _moderate(value: Fraction) -> bool:
    return value.denominator == 1 and 0 < abs(value) <= LARGEST_POWER


def _written(found: _Monomial) -> Term:
    if found.coefficient == 0:
        return number(0)
    powers = {base: count for base, count in found.powers.items() if count}
    coefficient = found.coefficient
    if coefficient < 0:
        for base in powers:
            if powers[base] == 1 and _turnable(base):
                powers = {(_turned(base) if b is base else b): c for b, c in powers.items()}
                coefficient = -coefficient
                break
    over = _product(abs(coefficient.numerator), [(b, c) for b, c in powers.items() if c > 0])
    under = _product(coefficient.denominator, [(b, -c) for b, c in powers.items() if c < 0])
    value = over if under == number(1) else div(over, under)
    return neg(value) if coefficient < 0 else value


def _product(coefficient: int, powers: list[tuple[Term, int]]) -> Term:
    ordered = sorted(powers, key=lambda entry: not isinstance(entry[0], Constant))
    factors = [b if c == 1 else power(b, number(c)) for b, c in ordered]
    if coefficient != 1 or not factors:
        factors.insert(0, number(coefficient))
    return mul(*factors)


def _turnable(term: Term) -> TypeGuard[Apply]:
    """A logarithm of a quotient."""
    return (
        isinstance(term, Apply)
        and term.head == "log"
        and isinstance(term.args[0], Apply)
        and term.args[0].head == "div"
    )


def _turned(term: Apply) -> Term:
    """``log(b/a)`` from ``log(a/b)``, which has the other sign."""
    inverse = _Monomial()
    inverse.absorb(monomial(term.args[0]), -1)
    return function("log", _written(inverse))


def _sum(terms: Iterable[Term]) -> Term:
    """The sum with its literal numbers added up, at the end."""
    total = Fraction(0)
    others: list[Term] = []
    for term in terms:
        for part in _summands(term):
            if isinstance(part, Number):
                total += part.value
            else:
                others.append(part)
    if total or not others:
        others.append(Number(total))
    return add(*others)


def _summands(term: Term) -> tuple[Term, ...]:
    return term.args if isinstance(term, Apply) and term.head == "add" else (term,)
