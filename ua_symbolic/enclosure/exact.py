"""Exact decisions at the points where an inequality touches equality.

No enclosure can show that a number is zero; exact algebra can.  ``vanishes`` asks the exact normal
form of the package (rational functions over ``pi``, ``E``, roots, exponentials, logarithms, sines and
cosines at rational multiples of ``pi``), and believes it only if a ball at high precision agrees.
"""

from __future__ import annotations

from functools import lru_cache

from ua_symbolic.enclosure.balls import INTERNAL, evaluate
from ua_symbolic.enclosure.program import UnsupportedError
from ua_symbolic.expressions.terms import ZERO, Number, Term, free_variables, subterms

PRECISIONS = (80, 320)


@lru_cache(maxsize=20_000)
def vanishes(term: Term) -> bool:
    """Whether the term is proved zero at every point where it is defined."""
    from ua_symbolic.algebra import decide_equal

    if isinstance(term, Number):
        return term.value == 0
    if any(getattr(t, "head", "") in INTERNAL for t in subterms(term)):
        return False
    return bool(decide_equal(term, ZERO, (), engines=("flint",)).equal)


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
    return 0 if vanishes(term) else None
