"""Exact decisions at the points where an inequality touches equality.

No enclosure can show that a number is zero; exact algebra can.  ``vanishes`` asks the exact normal
form of the package (rational functions over ``pi``, ``E``, roots, exponentials, logarithms, sines
and cosines at rational multiples of ``pi``); ``exact_sign`` asks balls first.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from ua_symbolic.enclosure.balls import INTERNAL, evaluate
from ua_symbolic.enclosure.derivative import over, plus, raised, times
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
    if head in ("digamma", "betainc_regularized"):
        return _reduced(rebuilt)
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


def _reduced(term: Apply) -> Term:
    """Digamma and the incomplete beta function with parameters brought down by recurrences.

    ``digamma(u + 1) = digamma(u) + 1/u`` (DLMF 5.5.2), ``I_x(a + 1, b) = I_x(a, b) -
    x**a (1 - x)**b/(a B(a, b))`` and ``I_x(a, b + 1) = I_x(a, b) + x**a (1 - x)**b/(b B(a, b))``
    (DLMF 8.17.20-21).  These hold for the analytic functions; so what vanishes by them vanishes
    wherever the term is defined.
    """
    if term.head == "digamma":
        value = constant_value(term.args[0])
        if value is not None:
            return Apply("digamma", (Number(value),))
        lower = _one_less(term.args[0])
        if lower is None:
            return term
        below = with_special_values(Apply("digamma", (lower,)))
        return plus(below, over(ONE, lower))
    a, b, start, x = term.args
    if start != ZERO:
        return term
    for k, sign in ((0, -1), (1, 1)):
        lower = _one_less(term.args[k])
        if lower is not None:
            p, q = (lower, b) if k == 0 else (a, lower)
            inner = with_special_values(Apply("betainc_regularized", (p, q, ZERO, x)))
            bump = times(raised(x, p), raised(plus(ONE, times(number(-1), x)), q))
            return plus(inner, times(number(sign), over(bump, times(lower, Apply("beta", (p, q))))))
    return term


def _one_less(u: Term) -> Term | None:
    """``u - 1`` for a sum with a literal part from 1 to 20; None for anything else."""
    parts = u.args if isinstance(u, Apply) and u.head == "add" else ()
    literal = sum((p.value for p in parts if isinstance(p, Number)), Fraction(0))
    return plus(u, number(-1)) if 1 <= literal <= 20 else None


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
