"""What an equation says of one of its variables, where that is plain.  Untrusted."""

from __future__ import annotations

from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative, minus, over, times
from ua_symbolic.enclosure.problem import closed_ball
from ua_symbolic.expressions.terms import ZERO, Number, Term, Variable, function, number, substitute


def linear_solution(gap: Term, x: Variable) -> Term | None:
    """Where ``gap`` is zero, if it is linear in ``x`` with a literal coefficient.

    >>> from ua_symbolic.expressions.terms import add, mul
    >>> from ua_symbolic.expressions.text import to_text
    >>> x, y = Variable("x"), Variable("y")
    >>> to_text(linear_solution(add(mul(number(2), x), y), x))
    '-1/2*(2*0 + y)'
    """
    slope = _slope(gap, x)
    if not isinstance(slope, Number) or slope.value == 0:
        return None
    return over(minus(substitute(gap, {x: ZERO})), slope)


def square_solution(gap: Term, x: Variable) -> Term | None:
    """The root that is at least 0, if ``gap`` is a literal multiple of ``x**2`` plus the rest."""
    slope = _slope(gap, x)
    bend = None if slope is None else _slope(slope, x)
    if slope is None or not isinstance(bend, Number) or bend.value == 0:
        return None
    if not closed_ball(substitute(slope, {x: ZERO})).is_zero():
        return None
    rest = minus(times(number(2), substitute(gap, {x: ZERO})))
    return function("sqrt", over(rest, bend))


def _slope(term: Term, x: Variable) -> Term | None:
    try:
        return derivative(term, x)
    except NotDifferentiableError:
        return None
