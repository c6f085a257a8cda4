"""Exact decisions at the points where an inequality touches equality.

No enclosure can show that a number is zero; exact algebra can.  ``vanishes`` asks the exact normal
form of the package (rational functions over ``pi``, ``E``, roots, exponentials, logarithms, sines
and cosines at rational multiples of ``pi``); ``exact_sign`` asks balls first.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from ua_symbolic.enclosure.balls import INTERNAL, evaluate
from ua_symbolic.enclosure.derivative import over, times
from ua_symbolic.enclosure.program import UnsupportedError
from ua_symbolic.expressions.terms import (
    EULER,
    ONE,
    PI,
    ZERO,
    Apply,
    Number,
    Relation,
    Term,
    free_variables,
    map_children,
    number,
    subterms,
)

PRECISIONS = (80, 320)


@lru_cache(maxsize=20_000)
def vanishes(term: Term, facts: tuple[Relation, ...] = ()) -> bool:
    """Whether the term is proved zero at every point where it is defined and ``facts`` hold."""
    from ua_symbolic.algebra import decide_equal

    if isinstance(term, Number):
        return term.value == 0
    if any(getattr(t, "head", "") in INTERNAL for t in subterms(term)):
        return False
    return decide_equal(with_special_values(term), ZERO, facts, engines=("flint",)).equal


def constant_value(term: Term) -> Fraction | None:
    """The rational value of a closed term, if exact algebra sees one."""
    from ua_symbolic.algebra import UnsupportedError as NoNormalForm
    from ua_symbolic.algebra import normal_form

    if isinstance(term, Number):
        return term.value
    if free_variables(term):
        return None
    try:
        return normal_form(term, ()).constant
    except NoNormalForm:
        return None


_SPECIAL: dict[str, dict[Fraction, Term]] = {
    "asin": {
        Fraction(-1): over(PI, number(-2)),
        Fraction(-1, 2): over(PI, number(-6)),
        Fraction(1, 2): over(PI, number(6)),
        Fraction(1): over(PI, number(2)),
    },
    "acos": {
        Fraction(-1): PI,
        Fraction(-1, 2): over(times(number(2), PI), number(3)),
        Fraction(0): over(PI, number(2)),
        Fraction(1, 2): over(PI, number(3)),
        Fraction(1): ZERO,
    },
    "atan": {Fraction(-1): over(PI, number(-4)), Fraction(1): over(PI, number(4))},
    "erfc": {Fraction(0): ONE},
    "acosh": {Fraction(1): ZERO},
}
_ZERO_AT_ZERO = ("asin", "atan", "sinh", "tanh", "asinh", "atanh", "erf", "LambertW")


def with_special_values(term: Term) -> Term:
    """The term with values of functions at special points written out.

    >>> from ua_symbolic.expressions.terms import function
    >>> with_special_values(function("erf", number(0))) == ZERO
    True
    """
    rebuilt: Term = map_children(
        term, lambda c, n: with_special_values(c) if n == 0 and not isinstance(c, Relation) else c
    )
    if not isinstance(rebuilt, Apply) or not rebuilt.args:
        return rebuilt
    head = rebuilt.head
    if head not in _SPECIAL and head not in _ZERO_AT_ZERO and head not in ("besseli", "besselj"):
        return rebuilt
    if rebuilt == Apply("LambertW", (EULER,)):
        return ONE
    value = constant_value(rebuilt.args[-1])
    if value is None:
        return rebuilt
    if value == 0 and head in _ZERO_AT_ZERO:
        return ZERO
    if value == 0 and head in ("besseli", "besselj") and isinstance(rebuilt.args[0], Number):
        order = rebuilt.args[0].value
        return ONE if order == 0 else ZERO if order > 0 else rebuilt
    return _SPECIAL.get(head, {}).get(value, rebuilt)


@lru_cache(maxsize=20_000)
def exact_sign(term: Term) -> int | None:
    """Sign of a closed term, or None if it is undefined or neither way decides.

    >>> from ua_symbolic.expressions.terms import PI, function
    >>> exact_sign(function("cos", PI))
    -1
    """
    if free_variables(term):
        raise ValueError("the sign of a closed term is asked for")
    ball = None
    for precision in PRECISIONS:
        try:
            ball = evaluate(term, {}, precision)
        except UnsupportedError:
            return None
        if not ball.is_finite():
            continue
        if ball > 0:
            return 1
        if ball < 0:
            return -1
    if ball is None or not ball.is_finite():
        return None
    return 0 if ball.is_zero() or vanishes(term) else None
