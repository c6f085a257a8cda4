"""By how much an inequality holds: a certified bound of right minus left, and its contacts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ua_symbolic.enclosure.compare import Truth
from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.enclosure.exact_points import decide_at
from ua_symbolic.enclosure.naming import names_near
from ua_symbolic.enclosure.optimise import Optimum, minimize
from ua_symbolic.enclosure.problem import Problem, difference, unfolded
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.terms import Number, Sort, Term, Variable, substitute

DIGITS = 3
MOST_CONTACTS = 8
SMALL = Fraction(1, 10**4)


@dataclass(frozen=True)
class Margin:
    """``lower <= infimum of right - left <= upper`` (None: not known).

    ``contacts`` are exact points of the domain where both sides are equal; ``optimum`` says where
    the infimum is taken or approached.
    """

    lower: Fraction | None
    upper: Fraction | None
    contacts: tuple[Mapping[str, Term], ...]
    optimum: Optimum


def margin(problem: Problem, seconds: float, *, proved: bool) -> Margin | None:
    """The margin of an order relation; None for others, and where nothing is found in the time.

    ``proved``: the claim is known to hold, so both sides are defined and the margin is not
    negative.
    """
    if problem.conclusion.op in ("=", "!="):
        return None
    gap = unfolded(difference(problem.conclusion), None)
    try:
        found = minimize(
            gap,
            problem.variables,
            problem.hypotheses,
            digits=DIGITS,
            seconds=seconds,
            defined=proved,
        )
    except UserError:
        return None
    low = found.lower
    if proved:
        low = Fraction(0) if low is None else max(low, Fraction(0))
    touching = tuple(contacts(problem, gap, found))[:MOST_CONTACTS]
    return Margin(low, Fraction(0) if touching and proved else found.upper, touching, found)


def contacts(problem: Problem, gap: Term, found: Optimum) -> Iterator[Mapping[str, Term]]:
    """Exact points of the domain, near where the infimum is taken, at which the gap is zero."""
    if found.upper is None or found.upper > SMALL:
        return
    for place in found.places[:MOST_CONTACTS]:
        names = [tuple(_names(v, *place.get(v.name, (None, None)))) for v in problem.variables]
        for point in itertools.islice(itertools.product(*names), 8):
            values = dict(zip(problem.variables, point, strict=True))
            inside = all(decide_at(h, values) is Truth.TRUE for h in problem.hypotheses)
            if inside and exact_sign(substitute(gap, values)) == 0:
                yield {v.name: t for v, t in values.items()}
                break


def _names(variable: Variable, low: Fraction | None, high: Fraction | None) -> Iterator[Term]:
    """Exact numbers close to a short interval."""
    if low is None or high is None or high - low > Fraction(1, 100) * max(Fraction(1), abs(low)):
        return
    slack = max(high - low, Fraction(1, 10**9))
    if variable.sort is Sort.INTEGER:
        yield Number(Fraction(round((low + high) / 2)))
    else:
        yield from names_near(low, high, slack)
