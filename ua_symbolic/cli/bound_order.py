"""``ua bound NAME --order K``: the order of a closed form in a parameter, as a theorem says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ua_symbolic.cli.output import say, say_json
from ua_symbolic.errors import UserError

if TYPE_CHECKING:
    from ua_symbolic.bounds import ClosedForm
    from ua_symbolic.development import Development
    from ua_symbolic.development.orders import AbovePowers, Order

SECONDS = 5
"""For the proof that a lower constant is positive, which takes a few milliseconds."""


def print_order(development: Development, form: ClosedForm, variable: str, as_json: bool) -> None:
    """The order with its standing; UserError where no established theorem tells it."""
    from ua_symbolic.development import load
    from ua_symbolic.development.orders import above_powers, order_of

    name = form.definition.name
    parameters = [p.name for p in form.definition.parameters]
    if variable not in parameters:
        raise UserError(f"{name} has no parameter {variable:.40} (it has {', '.join(parameters)})")
    development = load(development.path)  # the forms alone were read so far
    order = order_of(development, name, variable)
    if order is not None:
        _print_two_sided(development, order, as_json)
        return
    above = above_powers(development, name, variable)
    if above is None:
        told = [v for v in parameters if order_of(development, name, v) is not None]
        hint = f"; there are theorems for {', '.join(told)}" if told else ""
        message = f"no theorem of {development.name} tells the order of {name} in {variable}{hint}"
        raise UserError(message)
    _print_above(development, above, as_json)


def _print_two_sided(development: Development, order: Order, as_json: bool) -> None:
    status = _status(development, order.statement)
    is_positive = _is_positive(development, order.statement, order.lower_constant)
    if as_json:
        data = vars(order) | {"range": " and ".join(order.range)}
        say_json({**data, "lower_positive": is_positive, "status": status})
        return
    power = _power(order)
    symbol = "Theta" if is_positive else "O"
    say(f"{order.form} = {symbol}({power}): {status}, {order.statement}")
    note = "" if is_positive else " (not shown to be positive)"
    say(f"  at least  {order.lower_constant}  times that{note}")
    say(f"  at most   {order.upper_constant}  times that")
    say(f"  where     {' and '.join(order.range)}")


def _power(order: Order) -> str:
    """``eps^(-2) log(1/eps)``; factors with exponent 0 are left out."""
    parts = [
        base if exponent == "1" else f"{base}^{_bracketed(exponent)}"
        for base, exponent in (
            (order.variable, order.exponent),
            (order.logarithm, order.log_exponent),
        )
        if exponent != "0"
    ]
    return " ".join(parts) or "1"


def _bracketed(exponent: str) -> str:
    return exponent if exponent.isalnum() else f"({exponent})"


def _print_above(development: Development, above: AbovePowers, as_json: bool) -> None:
    status = _status(development, above.statement)
    if not _is_positive(development, above.statement, above.lower_constant):
        raise UserError(f"{above.statement}: {above.lower_constant} is not shown to be positive")
    if as_json:
        absent = dict.fromkeys(("exponent", "log_exponent", "upper_constant"))
        data = vars(above) | {"range": " and ".join(above.range)}
        say_json({**data, **absent, "status": status})
        return
    say(f"{above.form} is above every power of {above.variable}: {status}, {above.statement}")
    term = f"{above.lower_constant}*{above.variable}**{above.power}"
    say(f"  at least  {term}  for every integer {above.power} >= 1")
    say(f"  where     {' and '.join(above.range)}")


def _status(development: Development, statement: str) -> str:
    """The standing of a statement; UserError unless it is established."""
    from ua_symbolic.cli.standing import audit_about

    status = audit_about(development, [statement]).statements[statement].status
    if not _is_established(status):
        raise UserError(f"{statement} tells it, but it is {status}\nrun ua check")
    return status


def _is_established(status: str) -> bool:
    from ua_symbolic.audit.model import MODULO, PROVED

    return status in (PROVED, MODULO)


def _is_positive(development: Development, statement: str, constant: str) -> bool:
    """Whether the checkers show that a constant is positive under the hypotheses.

    What the proof uses has to be established too.
    """
    from ua_symbolic.checkers.context import OutOfTimeError
    from ua_symbolic.checkers.discharge import context_for
    from ua_symbolic.checkers.obligations import obligations_of
    from ua_symbolic.cli.standing import audit_about
    from ua_symbolic.expressions.parser import parse_relation

    item = development.items[statement]
    first = obligations_of(development, item)[0]
    goal = parse_relation(f"0 < {constant}", first.reader.scope)
    try:
        theorem = context_for(development, item, first, SECONDS).prove(goal)
    except OutOfTimeError:
        return False
    if theorem is None:
        return False
    used = [n for n in theorem.rests_on if development.items[n].kind != "fact"]
    found = audit_about(development, used).statements if used else {}
    return all(_is_established(found[n].status) for n in used)
