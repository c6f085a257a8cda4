"""The least and the largest value of a term on a domain, enclosed, and where it is taken."""

from __future__ import annotations

import time
from collections.abc import Sequence

from flint import ctx

from ua_symbolic.enclosure.derivative import minus
from ua_symbolic.enclosure.minimiser import least_value
from ua_symbolic.enclosure.optimum import NO_POINT, OptimiseError, Optimum
from ua_symbolic.enclosure.optimum_domain import domain_of
from ua_symbolic.enclosure.problem import Problem, unfolded
from ua_symbolic.enclosure.program import Definitions
from ua_symbolic.enclosure.prove import Proved, Unknown, prove
from ua_symbolic.expressions.terms import (
    Relation,
    Term,
    Variable,
)

__all__ = ["OptimiseError", "Optimum", "maximize", "minimize"]
GUARD_BITS = 64


def maximize(
    term: Term,
    variables: Sequence[Variable],
    hypotheses: Sequence[Relation] = (),
    *,
    digits: int = 12,
    seconds: float = 20.0,
    definitions: Definitions | None = None,
) -> Optimum:
    """The supremum of a term, as ``minimize`` does it."""
    found = minimize(
        minus(term),
        variables,
        hypotheses,
        digits=digits,
        seconds=seconds,
        definitions=definitions,
    )
    return found.negated()


def minimize(
    term: Term,
    variables: Sequence[Variable],
    hypotheses: Sequence[Relation] = (),
    *,
    digits: int = 12,
    seconds: float = 20.0,
    definitions: Definitions | None = None,
    defined: bool = False,
) -> Optimum:
    """The infimum of a term where the hypotheses hold, to about ``digits`` significant digits.

    ``defined``: the term is known to be defined there.  Raises OptimiseError if the term is not
    shown to be defined there; UnsupportedError if it has no enclosure.

    >>> from ua_symbolic.expressions.parser import Scope, parse_domain, parse_term
    >>> x, within = parse_domain("x in [0, 3]", Scope())
    >>> found = minimize(parse_term("x**2 - 2*x", Scope().with_variables(x)), [x], within)
    >>> found.lower <= -1 <= found.upper, found.attained, found.complete
    (True, True, True)
    """
    deadline = time.monotonic() + seconds
    plain = unfolded(term, definitions)
    given = tuple(unfolded(h, definitions) for h in hypotheses)
    if not defined:
        _require_defined(plain, tuple(variables), given, seconds / 2)
    precision = int(digits * 3.33) + GUARD_BITS
    with ctx.workprec(precision):
        domain = domain_of(tuple(variables), given, plain, precision)
        if domain.empty():
            raise OptimiseError(NO_POINT)
        return least_value(domain, digits, precision, deadline)


def _require_defined(
    term: Term, variables: tuple[Variable, ...], given: tuple[Relation, ...], seconds: float
) -> None:
    """That the term is defined on the domain is a claim of its own, shown by the prover."""
    outcome = prove(Problem(variables, given, Relation("=", term, term)), timeout=seconds)
    if not isinstance(outcome, Proved):
        why = outcome.reason if isinstance(outcome, Unknown) else "it is not, somewhere"
        raise OptimiseError(f"the expression is not shown to be defined on the domain: {why}")
