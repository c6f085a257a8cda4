"""Single ways to recast a goal: factored, logarithmic, reciprocal, squared, exact identities, ...

Untrusted like the rest of the search: each recast is a node of the certificate that is checked.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from functools import partial

from ua_symbolic.enclosure import goals, guesses, recast_goals
from ua_symbolic.enclosure.certificates import RejectedError, Tree
from ua_symbolic.enclosure.derivative import (
    NotDifferentiableError,
    minus,
    over,
    plus,
    raised,
    times,
)
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.problem import Goal, difference
from ua_symbolic.enclosure.search import GaveUpError, Search
from ua_symbolic.enclosure.steps import HOPELESS, first_success, half, timed, within
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    Apply,
    Number,
    Term,
    number,
    substitute,
    subterms,
)

TAILS = (1, 2, 3, 4, 6, 10, 20, 50, 100, 1000)  # where a tail may start
SHORT = 8  # parts of a term that the slopes show at once
LEMMA_SECONDS = 0.8
LONGEST_ATTEMPT = 5.0  # seconds for one semidefinite program


def algebraic(search: Search, goal: Goal) -> Tree:
    """An exact identity that shows the term to be nonnegative."""
    from ua_symbolic.enclosure.means import by_means
    from ua_symbolic.enclosure.squares import attempts

    if not search.leaves.is_defined(goal):
        raise GaveUpError("the term is not known to be defined", goal)
    node = by_means(goal)
    if node is not None:
        return node
    for attempt in attempts(goal):
        left = search.budget.left()
        if left <= 0:
            over_all = time.monotonic() > search.budget.deadline
            raise GaveUpError("out of time" if over_all else "too slow", goal)
        node = attempt(time.monotonic() + min(left, LONGEST_ATTEMPT))
        if node is not None:
            return node
    raise GaveUpError("no identity found", goal)


def sides(term: Term) -> tuple[Term, Term]:
    """The summands with plus and those with minus."""
    args = term.args if isinstance(term, Apply) and term.head == "add" else (term,)
    below = [a for a in args if is_negative(a)]
    above = [a for a in args if not is_negative(a)]
    return plus(*above), plus(*[minus(b) for b in below])


def is_negative(term: Term) -> bool:
    """Whether the term starts with a minus."""
    if isinstance(term, Number):
        return term.value < 0
    if not isinstance(term, Apply):
        return False
    return term.head == "neg" or (term.head == "mul" and is_negative(term.args[0]))


def by_order(search: Search, goal: Goal) -> Tree:
    """Where the term vanishes on a diagonal ``x = y``: both sides of it by themselves."""
    for x, y in itertools.combinations(goal.variables, 2):
        if not vanishes(substitute(goal.term, {x: y}), search.leaves.facts(goal)):
            continue
        term = plus(y, minus(x))
        above, below = (search.to_edges(part) for part in goals.case_goals(goal, term))
        return {"form": "cases", "term": to_data(term), "above": above, "below": below}
    raise GaveUpError("no diagonal of contact", goal)


def factored(search: Search, goal: Goal) -> Tree:
    """Show the sign of each factor of numerator and denominator."""
    term = factored_term(goal.term)
    if term is None or term == goal.term or not _is_easier(term, goal.term):
        raise GaveUpError("nothing to factor", goal)
    defined = search.leaves.is_defined(goal)
    if not defined or not vanishes(plus(goal.term, minus(term)), search.leaves.facts(goal)):
        raise GaveUpError("the factored form is not seen to be equal", goal)
    child = recast_goals.rewritten_goal(goal, term)
    return {"form": "rewrite", "term": to_data(term), "tree": by_factors(search, child)}


def _is_easier(term: Term, old: Term) -> bool:
    """Whether there are two factors that are no numbers, or one to a power, or little is left."""
    if sum(1 for _ in subterms(term)) < sum(1 for _ in subterms(old)):
        return True
    parts = [f for f, _ in recast_goals.factors(term) if not isinstance(f, Number)]
    return len(parts) > 1 or any(isinstance(f, Apply) and f.head == "pow" for f in parts)


def by_factors(search: Search, goal: Goal) -> Tree:
    """The product form: one sign and one tree for each factor."""
    parts = recast_goals.factors(goal.term)
    if len(parts) < 2:
        return search.solve(goal)
    children, total = [], 1
    for term, divisor in parts:
        sign = guessed_sign(search, replace(goal, term=term))
        total *= sign
        child = recast_goals.factor_goal(goal, term, divisor, sign)
        children.append({"sign": sign, "tree": solved_or_identity(search, child)})
    if total < 0:
        raise GaveUpError("the factors have the wrong signs", goal)
    return {"form": "product", "factors": children}


def solved_or_identity(search: Search, goal: Goal) -> Tree:
    """Plain search with half of the boxes, then an exact identity; short terms are settled."""
    from ua_symbolic.enclosure.settling import settle, size_of

    short = len(goal.variables) == 1 and size_of(goal.term) <= SHORT
    try:
        return half(
            search, partial(settle, search, goal, 0) if short else partial(search.solve, goal)
        )
    except GaveUpError as failure:
        if failure.reason in HOPELESS:
            raise
    return algebraic(search, goal)


def guessed_sign(search: Search, goal: Goal) -> int:
    """The sign of a term at most sampled points."""
    box = search.leaves.box(goal)
    balance = 0.0
    for point in guesses.samples(box, 5):
        value = guesses.value_at(goal.term, goal.variables, point)
        if value is not None and guesses.allowed(goal, point):
            balance += 1 if value > 0 else -1 if value < 0 else 0
    return 1 if balance >= 0 else -1


def factored_term(term: Term) -> Term | None:
    """The quotient of factored polynomials that exact algebra finds; None if it finds none."""
    from ua_symbolic.algebra import UnsupportedError as NoNormalForm
    from ua_symbolic.algebra import normal_form
    from ua_symbolic.algebra.polynomial import poly_term
    from ua_symbolic.algebra.ring import factorise

    try:
        form = normal_form(term, ())
        sides = []
        for poly in (form.numer, form.denom):
            content, factors = factorise(poly)
            parts = [raised(poly_term(p), number(e)) for p, e in factors]
            sides.append(times(Number(content), *parts))
    except (NoNormalForm, RecursionError):
        return None
    return over(sides[0], sides[1])


def logarithmic(search: Search, goal: Goal, larger: Term, smaller: Term) -> Tree:
    """Compare the logarithms of the two sides."""
    try:
        derived = recast_goals.logarithm_goals(goal, larger, smaller)
    except RejectedError as error:
        raise GaveUpError(str(error), goal) from None
    *positive, last = derived
    trees = [within(search, 60, partial(search.solve, g)) for g in positive]
    tree = by_lemmas(search, last)
    return {
        "form": "logarithm",
        "larger": to_data(larger),
        "smaller": to_data(smaller),
        "trees": [*trees, tree],
    }


def exponential(search: Search, goal: Goal) -> Tree:
    """Compare products of powers where the term is a sum of logarithms."""
    sides = recast_goals.without_logarithms(goal.term)
    if sides is None:
        raise GaveUpError("there are no logarithms", goal)
    derived, identity = recast_goals.exponential_goals(goal, *sides)
    if not vanishes(identity):
        raise GaveUpError("the exponentials are not seen to be right", goal)
    *positive, last = derived
    trees = [within(search, 60, partial(search.solve, g)) for g in positive]
    try:
        tree = algebraic(search, last)
    except GaveUpError as failure:
        if failure.reason == "out of time":
            raise
        tree = solved_or_identity(search, last)
    larger, smaller = sides
    return {
        "form": "exponential",
        "larger": to_data(larger),
        "smaller": to_data(smaller),
        "trees": [*trees, tree],
    }


def inverted(search: Search, goal: Goal, i: int) -> Tree:
    """Put the reciprocal of an unbounded variable, and clear denominators."""
    child = recast_goals.inverted_goal(goal, i)
    try:
        tree = half(search, lambda: search.solve(child))
    except GaveUpError as failure:
        if failure.reason in HOPELESS:
            raise
        tree = factored(search, child)
    return {"form": "invert", "variable": goal.variables[i].name, "tree": tree}


def rising_tail(search: Search, goal: Goal) -> Tree:
    """From some point on the term rises, by the factors of its slope; plain search up to there."""
    if len(goal.variables) != 1 or goal.box[0].high is not None:
        raise GaveUpError("there is no tail", goal)
    for start in TAILS:
        at = number(start)
        if not search.leaves.inside(goal, 0, at):
            continue
        below, above = goals.cut(goal, 0, at)
        slope = goals.slope_goal(above, 0, upward=True, strict=False)
        if not guesses.plausible(slope, search.precision):
            continue
        return {
            "form": "split",
            "variable": goal.variables[0].name,
            "at": to_data(at),
            "below": search.solve(below),
            "above": {
                "form": "monotone",
                "variable": goal.variables[0].name,
                "end": "low",
                "strict": "face",
                "slope": first_success(
                    search, slope, [partial(search.solve, slope), partial(factored, search, slope)]
                ),
                "face": search.solve(goals.face_goal(above, 0, "low", goal.strict)),
            },
        }
    raise GaveUpError("there is no tail", goal)


def by_lemmas(search: Search, goal: Goal) -> Tree:
    """A lemma that shows at once; or plain search, a second recast, or another lemma."""
    from ua_symbolic.enclosure.lemmas import by_steps, early_ways
    from ua_symbolic.enclosure.settling import LEVELS, settle

    if by_steps(goal):
        return settle(search, goal, LEVELS)
    for way in early_ways(search, goal):
        try:
            return half(search, partial(timed, search, LEMMA_SECONDS, way))
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
    for way in (partial(search.solve, goal), partial(recast_again, search, goal)):
        try:
            return half(search, partial(timed, search, search.budget.left() / 3, way))
        except NotDifferentiableError:
            continue
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
    return settle(search, goal, LEVELS)


def recast_again(search: Search, goal: Goal) -> Tree:
    """A second recast of a goal that came out of the first."""
    for way in (by_order, rising_tail):
        try:
            return way(search, goal)
        except (GaveUpError, NotDifferentiableError) as failure:
            if getattr(failure, "reason", "") == "out of time":
                raise
    for i in range(len(goal.variables)):
        if search.leaves.positive_range(goal, i) and goal.box[i].high is None:
            return inverted(search, goal, i)
    return factored(search, goal)


def mentions_root(term: Term) -> bool:
    """Whether a square root occurs outside of other functions."""
    if not isinstance(term, Apply):
        return False
    if term.head == "sqrt":
        return True
    return term.head in ("add", "mul", "neg", "div") and any(map(mentions_root, term.args))


def squared(search: Search, goal: Goal, larger: Term, smaller: Term) -> Tree:
    """Compare the squares of the two sides, where both are at least 0."""
    try:
        *signs, last = recast_goals.square_goals(goal, larger, smaller)
    except RejectedError as error:
        raise GaveUpError(str(error), goal) from None
    trees = [within(search, 60, partial(search.solve, g)) for g in signs]
    tree = factored(search, last)
    return {
        "form": "squares",
        "larger": to_data(larger),
        "smaller": to_data(smaller),
        "trees": [*trees, tree],
    }


def multiplied(search: Search, goal: Goal, j: int) -> Tree:
    """Subtract a multiple of a constraint: Lagrange's multiplier at an exact point of contact."""
    used = goal.constraints[j]
    if used.op in ("=", "!="):
        raise GaveUpError("only order constraints get a multiplier", goal)
    for factor in guesses.multipliers(goal, difference(used), search.leaves.box(goal)):
        first, second = goals.multiplier_goals(goal, j, factor)
        try:
            nonnegative = within(search, 20, partial(search.solve, first))
            tree = half(search, partial(search.solve, second))
        except GaveUpError as failure:
            if failure.reason == "out of time":
                raise
            continue
        return {
            "form": "multiplier",
            "constraint": j,
            "factor": to_data(factor),
            "nonnegative": nonnegative,
            "tree": tree,
        }
    raise GaveUpError("no multiplier found", goal)
