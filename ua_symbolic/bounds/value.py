"""The value of a closed form at given parameters: every printed digit is certain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from math import floor

from flint import arb, ctx

from ua_symbolic.bounds.closed import (
    FIRST_BITS,
    MOST_BITS,
    enclose,
    integer_part,
    shown,
    sign,
)
from ua_symbolic.bounds.digits import text_of_decimal, text_of_integer
from ua_symbolic.bounds.form import ClosedForm
from ua_symbolic.bounds.resolution import Definitions, Resolver
from ua_symbolic.errors import DomainError, UserError
from ua_symbolic.expressions.terms import (
    Apply,
    Number,
    Sort,
    Term,
    Variable,
    free_variables,
    is_integer,
    mul,
    neg,
    number,
)

MOST_DIGITS = 1_000_000


@dataclass(frozen=True)
class IntegerValue:
    """An integer, known exactly."""

    value: int

    @property
    def text(self) -> str:
        """All of its digits."""
        return text_of_integer(self.value)


@dataclass(frozen=True)
class DecimalValue:
    """A real number, correctly rounded.

    ``decimal`` has the number of significant digits that was asked for and is the nearest such
    decimal to the true value (the one away from zero if two are equally near).  ``lower`` and
    ``upper`` are the neighbouring decimals of as many digits with
    ``lower <= true value <= upper``, equal if the value is such a decimal; ``decimal`` is one of
    them.  The value 0 is written ``0``.
    """

    decimal: str
    lower: str
    upper: str


Value = IntegerValue | DecimalValue


def bound_value(
    form: ClosedForm,
    assignments: Mapping[str, Term],
    definitions: Definitions,
    digits: int = 30,
) -> Value:
    """The value of a closed form; ``definitions`` holds those that its formula calls.

    Parameters without an assignment take the form's default.  Raises DomainError for an unknown
    or missing parameter, one of the wrong sort, a condition of the domain that fails, and where a
    floor or a condition cannot be decided.
    """
    if not 1 <= digits <= MOST_DIGITS:
        raise DomainError(f"digits must be between 1 and {MOST_DIGITS}, not {digits}")
    resolver = Resolver(definitions)
    definition = form.definition
    term = resolver.apply(definition, _arguments(form, assignments, resolver))
    if definition.sort is Sort.INTEGER or _is_whole(definition.body, term):
        return IntegerValue(_integer(definition.name, term))
    return decimal_value(term, digits)


def _is_whole(body: Term, value: Term) -> bool:
    """Whether the formula is one of integers, and its value indeed an integer."""
    return isinstance(value, Number) and value.value.denominator == 1 and _of_integers(body)


def _of_integers(term: Term) -> bool:
    match term:
        case Apply("add" | "mul" | "neg" | "pow" | "Min" | "Max", args):
            return all(_of_integers(a) for a in args)
    return is_integer(term)


# --- parameters -------------------------------------------------------------------------------


def _arguments(
    form: ClosedForm, assignments: Mapping[str, Term], resolver: Resolver
) -> tuple[Term, ...]:
    """One closed resolved term for each parameter, in order."""
    parameters = form.definition.parameters
    _refuse_unknown(form, assignments)
    given = {**form.defaults, **assignments}
    missing = [p for p in parameters if p.name not in given]
    if missing:
        raise DomainError(
            f"{form.definition.name} needs a value of "
            + "; ".join(form.meaning(p) for p in missing)
        )
    return tuple(argument(p, given[p.name], resolver) for p in parameters)


def _refuse_unknown(form: ClosedForm, assignments: Mapping[str, Term]) -> None:
    names = [p.name for p in form.definition.parameters]
    for name in assignments:
        if name not in names:
            close = get_close_matches(name, names, n=1, cutoff=0.5)
            close = close or [n for n in names if n.lower() == name.lower()]
            hint = f"; did you mean {close[0]}?" if close else ""
            raise DomainError(
                f"{form.definition.name} has no parameter {name[:40]}{hint} "
                f"(it has {', '.join(names) or 'none'})"
            )


def argument(parameter: Variable, term: Term, resolver: Resolver) -> Term:
    """A closed term as the value of a parameter, resolved.

    Raises DomainError if it has variables, is undefined, or is no integer where one is wanted.
    """
    if free_variables(term):
        names = ", ".join(sorted(v.name for v in free_variables(term)))
        raise DomainError(f"{parameter.name} must be a number, but {names} has no value")
    try:
        value = resolver.resolve(term)
        if parameter.sort is not Sort.INTEGER:
            sign(value)  # finds out whether it is defined
            return value
        part = integer_part(value)
    except UserError as error:
        raise DomainError(f"{parameter.name} = {shown(term)}: {error}") from error
    if not part.exact:
        raise DomainError(f"{parameter.name} must be an integer, not {shown(term)}")
    return number(part.floor)


# --- digits -----------------------------------------------------------------------------------


def _integer(name: str, term: Term) -> int:
    part = integer_part(term)
    if not part.exact:
        raise DomainError(f"{name} is declared an integer, but is not one at these parameters")
    return part.floor


def decimal_value(term: Term, digits: int) -> DecimalValue:
    """The value of a closed resolved term, correctly rounded to significant digits.

    >>> decimal_value(number("2/3"), 4)
    DecimalValue(decimal='0.6667', lower='0.6666', upper='0.6667')
    """
    negative = sign(term) < 0
    size = neg(term) if negative else term
    if sign(size) == 0:
        return DecimalValue("0", "0", "0")
    exponent = _decimal_exponent(size)
    while True:
        shift = digits - 1 - exponent
        halves = integer_part(_scaled(size, shift))  # twice the value in units of the last digit
        low = halves.floor // 2
        if 10 ** (digits - 1) <= low < 10**digits:
            break
        exponent += 1 if low >= 10**digits else -1
    high = low if halves.exact and halves.floor % 2 == 0 else low + 1
    rounded = (halves.floor + 1) // 2
    texts = [_text(-n if negative else n, digits, -shift) for n in (rounded, low, high)]
    return DecimalValue(texts[0], texts[2 if negative else 1], texts[1 if negative else 2])


def _scaled(term: Term, shift: int) -> Term:
    factor = 2 * Fraction(10) ** shift
    return Number(factor * term.value) if isinstance(term, Number) else mul(Number(factor), term)


def _text(mantissa: int, digits: int, exponent: int) -> str:
    if abs(mantissa) == 10**digits:  # rounded up to one digit more
        return text_of_decimal(mantissa // 10, exponent + 1)
    return text_of_decimal(mantissa, exponent)


def _decimal_exponent(term: Term) -> int:
    """``floor(log10)`` of a positive closed term, or one off."""
    precision = FIRST_BITS
    ball = enclose(term, precision)
    while not (ball.is_finite() and ball.rel_accuracy_bits() > 8) and precision <= MOST_BITS:
        precision *= 2
        ball = enclose(term, precision)
    with ctx.workprec(FIRST_BITS):
        return floor(float((ball.mid().log() / arb(10).log()).mid()))
