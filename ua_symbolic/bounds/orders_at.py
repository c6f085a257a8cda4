"""What an order theorem says of a closed form at given parameters, and the order of a ratio.

A theorem speaks of a form with its own letters and sometimes with constants in the place of
parameters (``tau = 1/2``): here it is read in the letters of the form, and only where the
parameters that are given are those constants and inside of its range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ua_symbolic.algebra.decision import normaliser_for
from ua_symbolic.algebra.polynomial import UnsupportedError
from ua_symbolic.bounds.form import ClosedForm
from ua_symbolic.bounds.value import bound_value
from ua_symbolic.development import Development
from ua_symbolic.development.orders import order_of
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.parser import parse_term, scope_of
from ua_symbolic.expressions.terms import (
    ZERO,
    Apply,
    Call,
    Number,
    Relation,
    Sort,
    Syntax,
    Term,
    Variable,
    add,
    div,
    free_variables,
    mul,
    neg,
    number,
    sub,
    substitute,
)
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.theory import Definition


@dataclass(frozen=True)
class OrderAt:
    """``lower*v**exponent*logarithm**log_exponent <= form <= upper*...`` on the range.

    The logarithm is that of ``1/v`` or of ``v``, as the theorem has it; None without one.
    """

    variable: str
    exponent: Term
    log_exponent: Term
    lower: Term
    upper: Term
    range: tuple[Relation, ...]
    statements: tuple[str, ...]
    logarithm: Term | None = None


def order_at(
    development: Development, form: ClosedForm, variable: str, given: Mapping[str, Term]
) -> OrderAt | None:
    """The order of the form in one parameter; None where no theorem tells it at these parameters.

    Parameters that are not given stay letters.  Raises DevelopmentError if a tagged statement is
    not of the form that it needs.
    """
    definition = form.definition
    if all(p.name != variable for p in definition.parameters):
        return _constant(form, variable)
    order = order_of(development, definition.name, variable)
    if order is None:
        return None
    statement = development.theory.statements[order.statement]
    scope = scope_of(*statement.hypotheses, *statement.claims)
    call = parse_term(order.form, scope)
    if not isinstance(call, Call):
        return None
    values = {**form.defaults, **given}
    letters: dict[Variable, Term] = {}
    for argument, parameter in zip(call.args, definition.parameters, strict=True):
        if isinstance(argument, Variable) and argument not in letters:
            whole = Sort.INTEGER in (argument.sort, parameter.sort)
            letters[argument] = Variable(parameter.name, Sort.INTEGER if whole else Sort.REAL)
        elif argument != values.get(parameter.name):
            return None  # a constant, or a letter twice: it speaks of other parameters only
    relations = [h for h in statement.hypotheses if isinstance(h, Relation)]
    if len(relations) < len(statement.hypotheses):
        return None  # a quantified hypothesis is no range
    found = tuple(Relation(r.op, *(substitute(s, letters) for s in (r.left, r.right)))
                  for r in relations)  # fmt: skip
    fixed = {name: value for name, value in values.items() if name != variable}
    if any(fails(r, fixed, development) for r in found):
        return None
    texts = (order.exponent, order.log_exponent, order.lower_constant, order.upper_constant)
    power, log_power, lower, upper = (substitute(parse_term(t, scope), letters) for t in texts)
    logarithm = substitute(parse_term(order.logarithm, scope), letters) if order.logarithm else None
    by = (order.statement,)
    return OrderAt(variable, power, log_power, lower, upper, found, by, logarithm)


def _constant(form: ClosedForm, variable: str) -> OrderAt:
    """A form without the parameter is of order 0 in it."""
    definition = form.definition
    values = [form.defaults.get(p.name, p) for p in definition.parameters]
    call = Call(definition.name, tuple(values), definition.sort)
    return OrderAt(variable, ZERO, ZERO, call, call, (), ())


def fails(condition: Syntax, given: Mapping[str, Term], development: Development) -> bool:
    """Whether a relation certainly cannot be relied on: it is false or cannot be decided.

    False where a variable of it has no value, and for what is not a relation.
    """
    variables = tuple(free_variables(condition))
    if not isinstance(condition, Relation) or any(v.name not in given for v in variables):
        return False
    test = Definition("the range", variables, (condition,), ZERO, Sort.REAL)
    values = {v.name: given[v.name] for v in variables}
    try:
        bound_value(ClosedForm(test), values, development.theory.definitions)
    except DomainError:
        return True
    return False


def ratio_order(first: OrderAt, second: OrderAt) -> OrderAt:
    """The order of first/second on the range of both, where both lower constants are positive.

    From ``0 < a <= A <= b`` and ``0 < c <= C <= d`` it follows that ``a/d <= A/C <= b/c``; whether
    the constants are positive is for the caller to find out, that powers and logarithm are is added
    to the range.
    """
    logarithm = first.logarithm or second.logarithm
    ranges = [*first.range, *second.range]
    if not any(_says_positive(r, first.variable) for r in ranges):
        ranges.append(Relation("<", ZERO, Variable(first.variable)))
    if logarithm is not None:
        ranges.append(Relation("<", ZERO, logarithm))
    known = tuple(dict.fromkeys(ranges))
    return OrderAt(
        first.variable,
        plainly(sub(first.exponent, second.exponent)),
        plainly(sub(first.log_exponent, second.log_exponent)),
        plainly(div(first.lower, second.upper), known),
        plainly(div(first.upper, second.lower), known),
        known,
        tuple(dict.fromkeys((*first.statements, *second.statements))),
        logarithm,
    )


def _says_positive(relation: Relation, variable: str) -> bool:
    """Whether it is ``0 < x``, or ``k <= x`` with a positive number ``k``."""
    match relation.oriented():
        case Relation(op, Number(value), Variable(name)) if name == variable:
            return (op in ("<", "<=") and value > 0) or (op == "<" and value == 0)
    return False


def plainly(term: Term, facts: tuple[Relation, ...] = ()) -> Term:
    """The shorter of a term and its normal form, which is equal to it where the facts hold.

    >>> m = Variable("m")
    >>> to_text(plainly(sub(neg(mul(m, add(m, number(3)))), neg(m))))
    '-(m**2 + 2*m)'
    """
    try:
        normal = _signed(normaliser_for([term], list(facts)).canonical(term))
    except UnsupportedError:
        return term
    return min((normal, term), key=lambda t: len(to_text(t)))


def _signed(term: Term) -> Term:
    """A sum with minus signs in the place of negative coefficients, or all of it negated."""
    if not (isinstance(term, Apply) and term.head == "add"):
        is_opposite = isinstance(term, Apply) and _factor(term) == -1
        return neg(_opposite(term)) if is_opposite else term
    if all(_factor(t) < 0 for t in term.args):
        return neg(add(*map(_opposite, term.args)))
    parts = sorted(term.args, key=lambda t: _factor(t) < 0)
    return add(*(neg(_opposite(t)) if _factor(t) < 0 else t for t in parts))


def _factor(term: Term) -> Fraction:
    """The numerical factor of a product in normal form."""
    match term:
        case Number(value) | Apply("mul", (Number(value), *_)):
            return value
    return Fraction(1)


def _opposite(term: Term) -> Term:
    """Minus a number, or a product in normal form that begins with a negative number."""
    match term:
        case Number(value):
            return number(-value)
        case Apply("mul", (Number(value), *rest)):
            return mul(*rest) if value == -1 else mul(number(-value), *rest)
    return neg(term)
