"""The order of a closed form in one of its parameters, read off a theorem with explicit constants.

A statement tagged ``[order eps]`` has two claims about one closed form,

    c * (1/eps)**k * log(1/eps)**j <= NAME(...)   and   NAME(...) <= C * (1/eps)**k * log(1/eps)**j

(or the same with powers of ``eps`` itself), with ``c`` and ``C`` free of ``eps``: the form is of
order ``Theta(eps**-k * log(1/eps)**j)`` on the range of the hypotheses.
"""

from __future__ import annotations

from dataclasses import dataclass

from ua_symbolic.development.blocks import error
from ua_symbolic.development.model import Development, Item
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Call,
    Relation,
    Term,
    Variable,
    add,
    free_variables,
    mul,
    neg,
    number,
)
from ua_symbolic.expressions.text import to_text


@dataclass(frozen=True)
class Order:
    """``lower*eps**exponent*log(1/eps)**log_exponent <= name <= upper*...`` on the range."""

    name: str
    variable: str
    exponent: str
    log_exponent: str
    lower_constant: str
    upper_constant: str
    range: tuple[str, ...]
    statement: str


def tag_of(variable: str) -> str:
    """The tag of statements that tell the order in a variable."""
    return f"order {variable}"


def order_of(development: Development, name: str, variable: str) -> Order | None:
    """What the development says of the order of a closed form; None if it says nothing.

    Raises DevelopmentError if a statement so tagged has another form.
    """
    for item in development.items.values():
        if tag_of(variable) in item.tags:
            order = _read(development, item, name, variable)
            if order is not None:
                return order
    return None


def _read(development: Development, item: Item, name: str, variable: str) -> Order | None:
    statement = development.theory.statements[item.name]
    claims = [c.oriented() for c in statement.claims]
    if len(claims) != 2:
        raise error(item.location, f"[{tag_of(variable)}] needs two claims, below and above")
    below, above = claims
    if not isinstance(below.right, Call) or below.right != above.left:
        raise error(item.location, f"[{tag_of(variable)}]: write LOW <= NAME(...) <= HIGH")
    if below.right.name != name:
        return None
    x = next((v for v in item.variables if v.name == variable), None)
    if x is None:
        raise error(item.location, f"{variable} is not a variable of {item.name}")
    (low, *low_powers), (high, *high_powers) = (_split(t, x) for t in (below.left, above.right))
    if low_powers != high_powers or x in free_variables(low) | free_variables(high):
        raise error(
            item.location, f"[{tag_of(variable)}]: the two sides differ in more than a constant"
        )
    exponent, logarithm = (_normal(p) for p in low_powers)
    given = tuple(to_text(h) for h in statement.hypotheses if isinstance(h, Relation))
    return Order(name, variable, exponent, logarithm, to_text(low), to_text(high), given, item.name)


def _split(term: Term, x: Variable) -> tuple[Term, Term, Term]:
    """Constant, exponent of ``x``, exponent of ``log(1/x)`` of a product."""
    constants: list[Term] = []
    exponent: list[Term] = []
    logarithm: list[Term] = []
    for factor in term.args if isinstance(term, Apply) and term.head == "mul" else (term,):
        base, power_of = (
            factor.args if isinstance(factor, Apply) and factor.head == "pow" else (factor, ONE)
        )
        inverse = Apply("div", (ONE, x))
        if base == x:
            exponent.append(power_of)
        elif base == inverse:
            exponent.append(neg(power_of))
        elif base in (Apply("log", (x,)), Apply("log", (inverse,))):
            logarithm.append(power_of)
        else:
            constants.append(factor)
    return mul(*constants), add(*exponent) if exponent else ZERO, add(*logarithm)


def _normal(exponent: Term) -> str:
    """An exponent without a trailing zero."""
    if isinstance(exponent, Apply) and exponent.head == "add":
        exponent = add(*[a for a in exponent.args if a != number(0)])
    return to_text(exponent)
