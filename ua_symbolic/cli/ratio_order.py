"""The order of the ratio of two closed forms, from the order theorems of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ua_symbolic.bounds import ClosedForm
    from ua_symbolic.bounds.orders_at import OrderAt
    from ua_symbolic.development import Development
    from ua_symbolic.expressions.terms import Term

DIGITS = 6


@dataclass(frozen=True)
class RatioOrder:
    """The order with its standing and its constants at the parameters, or why there is none."""

    order: OrderAt | None
    status: str = ""
    assurance: str = ""
    exponent: str = ""  # this and what follows: at the parameters
    log_exponent: str = ""
    lower: str = ""
    upper: str = ""
    missing: str = ""


def ratio_between(
    development: Development,
    pair: tuple[ClosedForm, ClosedForm],
    given: Mapping[str, Term],
    variable: str,
) -> RatioOrder:
    """What is known of first/second as a function of the variable; the audit says how well."""
    from ua_symbolic.audit.model import ASSURANCES, MODULO, PROVED, STATUSES, worse
    from ua_symbolic.bounds.orders_at import order_at, ratio_order
    from ua_symbolic.cli.standing import audit_about
    from ua_symbolic.development import load

    whole = load(development.path)  # the forms alone were read so far
    orders = []
    for form in pair:
        order = order_at(whole, form, variable, given)
        name = form.definition.name
        if order is None:
            what = f"of {name} in {variable} at these parameters"
            return RatioOrder(None, missing=f"no theorem of {whole.name} tells the order {what}")
        if not Fraction(_at(whole, order.lower, {**form.defaults, **given}, "lower") or 0) > 0:
            return RatioOrder(None, missing=f"no positive lower constant of {name} here")
        orders.append(order)
    ratio = ratio_order(orders[0], orders[1])
    audit = audit_about(whole, ratio.statements)
    status, assurance = PROVED, ""
    for name in ratio.statements:
        status = worse(status, audit.statements[name].status, STATUSES)
        assurance = worse(assurance, audit.statements[name].assurance, ASSURANCES)
    if status not in (PROVED, MODULO):
        return RatioOrder(None, missing=f"{', '.join(ratio.statements)}: {status}; run ua check")
    fixed = {**pair[0].defaults, **pair[1].defaults, **given}
    exponent, log_exponent = (_at(whole, t, fixed) for t in (ratio.exponent, ratio.log_exponent))
    low, high = _at(whole, ratio.lower, fixed, "lower"), _at(whole, ratio.upper, fixed, "upper")
    return RatioOrder(ratio, status, assurance, exponent, log_exponent, low, high)


def _at(
    development: Development, term: Term, given: Mapping[str, Term], end: str = "decimal"
) -> str:
    """The value of a term rounded to an end, as text; empty where it has none."""
    from ua_symbolic.bounds import ClosedForm, IntegerValue, bound_value
    from ua_symbolic.errors import DomainError
    from ua_symbolic.expressions.terms import Sort, free_variables
    from ua_symbolic.kernel.theory import Definition

    variables = tuple(free_variables(term))
    if any(v.name not in given for v in variables):
        return ""
    form = ClosedForm(Definition("the term", variables, (), term, Sort.REAL))
    values = {v.name: given[v.name] for v in variables}
    try:
        value = bound_value(form, values, development.theory.definitions, DIGITS)
    except DomainError:
        return ""
    return value.text if isinstance(value, IntegerValue) else str(getattr(value, end))


def order_lines(ratio: RatioOrder) -> Iterator[str]:
    """The order as text."""
    from ua_symbolic.expressions.text import to_text

    order = ratio.order
    if order is None:
        yield f"order of the ratio: unknown ({ratio.missing})"
        return
    power = _power(order, to_text(order.exponent), to_text(order.log_exponent))
    here = _power(order, ratio.exponent, ratio.log_exponent)
    by = ", ".join(order.statements)
    yield f"ratio = Theta({power}), here Theta({here}): {ratio.status}, {by}"
    yield f"  at least  {to_text(order.lower)}  times that; here {ratio.lower}"
    yield f"  at most   {to_text(order.upper)}  times that; here {ratio.upper}"
    yield f"  where     {' and '.join(map(to_text, order.range))}"


def _power(order: OrderAt, exponent: str, log_exponent: str) -> str:
    from ua_symbolic.expressions.text import to_text

    parts = [f"{order.variable}^{_bracketed(exponent)}" if exponent != "0" else ""]
    if order.logarithm is not None and log_exponent != "0":
        log = to_text(order.logarithm)
        parts.append(log if log_exponent == "1" else f"{log}^{_bracketed(log_exponent)}")
    return " ".join(filter(None, parts)) or "1"


def _bracketed(exponent: str) -> str:
    return exponent if exponent.isalnum() else f"({exponent})"


def order_data(ratio: RatioOrder) -> dict[str, object]:
    """The order as data, formulas as texts, with values at the parameters."""
    from ua_symbolic.expressions.text import to_text

    order = ratio.order
    if order is None:
        return {"missing": ratio.missing}
    return {
        "variable": order.variable,
        "exponent": to_text(order.exponent),
        "log_exponent": to_text(order.log_exponent),
        "lower_constant": to_text(order.lower),
        "upper_constant": to_text(order.upper),
        "range": " and ".join(map(to_text, order.range)),
        "here": {
            "exponent": ratio.exponent,
            "log_exponent": ratio.log_exponent,
            "lower_constant": ratio.lower,
            "upper_constant": ratio.upper,
        },
        "statements": list(order.statements),
        "status": ratio.status,
        "assurance": ratio.assurance,
    }
