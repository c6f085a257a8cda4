"""Ways to recast a goal when plain bisection is stuck: factored, logarithmic, reciprocal.

Untrusted like the rest of the search: each recast is a node of the certificate that is checked.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ua_symbolic.enclosure import goals, guesses
from ua_symbolic.enclosure.certificates import RejectedError, Tree
from ua_symbolic.enclosure.derivative import (
    NotDifferentiableError,
    derivative,
    minus,
    over,
    plus,
    raised,
    times,
)
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.problem import Goal, difference
from ua_symbolic.enclosure.search import GaveUpError, Search
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    Apply,
    Number,
    Relation,
    Term,
    Variable,
    number,
    substitute,
)

Strategy = Callable[[], Tree]
ROUNDS = (250, 800, 4000)
ALGEBRAIC_ROUNDS = (40, 400, 2000, 8000)  # where an identity is likely
LONGEST_ATTEMPT = 5.0  # seconds for one semidefinite program
HOPELESS = ("out of time", "false on a box")


def solve_variously(search: Search, goal: Goal, relation: Relation) -> Tree:
    """A tree by the first way that works; raises GaveUpError with the last failure."""
    plain = goals.unrolled_goal(goal)
    if plain.term != goal.term:
        return {"form": "unroll", "tree": solve_variously(search, plain, relation)}
    quick = by_means_alone(search, goal)
    if quick is not None:
        return quick
    rounds = ALGEBRAIC_ROUNDS if is_rational(goal.term) else ROUNDS
    for boxes in rounds:
        try:
            return within(search, boxes, lambda: search.solve(goal))
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
        for strategy in recasts(search, goal, relation, identities=boxes == rounds[0]):
            try:
                return within(search, 2 * boxes, strategy)
            except GaveUpError as failure:
                if failure.reason == "out of time":
                    raise
    return search.solve(goal)


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
        if time.monotonic() > search.budget.deadline:
            raise GaveUpError("out of time", goal)
        node = attempt(min(search.budget.deadline, time.monotonic() + LONGEST_ATTEMPT))
        if node is not None:
            return node
    raise GaveUpError("no identity found", goal)


def solved(search: Search, goal: Goal, j: int, relation: Relation) -> Tree:
    """Put the value that an equation gives to one of its variables."""
    for i, x in enumerate(goal.variables):
        value = linear_solution(goal.constraints[j], x)
        if value is None:
            continue
        child, identity = goals.solved_goal(goal, i, j, value)
        if not vanishes(identity):
            continue
        ways: list[Strategy] = [
            partial(algebraic, search, child),
            partial(search.solve, child),
            *recasts(search, child, relation, identities=False),
        ]
        return {
            "form": "solve",
            "variable": x.name,
            "constraint": j,
            "value": to_data(value),
            "tree": first_success(search, child, ways),
        }
    raise GaveUpError("the equation is not solved", goal)


def linear_solution(equation: Relation, x: Variable) -> Term | None:
    """What ``x`` equals, if the equation is linear in it with a literal coefficient."""
    gap = difference(equation)
    try:
        slope = derivative(gap, x)
    except NotDifferentiableError:
        return None
    if not isinstance(slope, Number) or slope.value == 0:
        return None
    value = over(substitute(gap, {x: number(0)}), minus(slope))
    return value if goals.is_total(value) else None


def within(search: Search, boxes: int, strategy: Strategy) -> Tree:
    """Run a strategy with a limited number of boxes."""
    outer = search.budget.most_boxes
    search.budget.most_boxes = min(outer, search.budget.boxes + boxes)
    try:
        return strategy()
    finally:
        search.budget.most_boxes = outer


def half(search: Search, strategy: Strategy) -> Tree:
    """Run a strategy with half of the boxes that are left."""
    left = search.budget.most_boxes - search.budget.boxes
    return within(search, max(left // 2, 1), strategy)


def is_rational(term: Term) -> bool:
    """Whether the term is a rational function of its variables by its form."""
    if not isinstance(term, Apply):
        return isinstance(term, Number | Variable)
    if term.head == "pow":
        exponent = term.args[1]
        whole = isinstance(exponent, Number) and exponent.value.denominator == 1
        return whole and is_rational(term.args[0])
    return term.head in ("add", "mul", "neg", "div") and all(map(is_rational, term.args))


def by_means_alone(search: Search, goal: Goal) -> Tree | None:
    """The cheapest identity, for polynomials in several variables."""
    from ua_symbolic.enclosure.means import by_means

    if len(goal.variables) < 2 or not goals.is_total(goal.term):
        return None
    return by_means(goal) if search.leaves.is_defined(goal) else None


def recasts(
    search: Search, goal: Goal, relation: Relation, *, identities: bool = True
) -> Iterator[Strategy]:
    """The ways to recast a goal, the likeliest first."""
    for j, constraint in enumerate(goal.constraints):
        if constraint.op == "=":
            yield partial(solved, search, goal, j, relation)
    if identities:
        yield lambda: algebraic(search, goal)
    if is_rational(goal.term):
        yield lambda: factored(search, goal)
    yield from _by_sides(search, goal, relation)
    if not is_rational(goal.term):
        yield lambda: factored(search, goal)
    yield lambda: by_order(search, goal)
    for j in range(len(goal.constraints)):
        yield partial(multiplied, search, goal, j)
    for i in range(len(goal.variables)):
        if search.leaves.positive_range(goal, i) and goal.box[i].high is None:
            yield partial(inverted, search, goal, i)
    for i, r in enumerate(goal.box):
        unbounded = r.low is None or r.high is None
        if unbounded and search.leaves.inside(goal, i, number(0)):
            yield partial(halved, search, goal, i, relation)


def _by_sides(search: Search, goal: Goal, relation: Relation) -> Iterator[Strategy]:
    """Compare exponentials, logarithms or squares of the two sides."""
    yield lambda: exponential(search, goal)
    oriented = relation.oriented()
    if oriented.op not in ("<=", "<"):
        return
    larger, smaller = oriented.right, oriented.left
    if number(0) in (larger, smaller):
        larger, smaller = sides(goal.term)
    yield lambda: logarithmic(search, goal, larger, smaller)
    if mentions_root(goal.term):
        yield lambda: squared(search, goal, larger, smaller)


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


def halved(search: Search, goal: Goal, i: int, relation: Relation) -> Tree:
    """Cut an unbounded variable at 0, and recast each half by itself."""
    trees = []
    for part in goals.cut(goal, i, number(0)):
        ways: list[Strategy] = [partial(search.solve, part), *recasts(search, part, relation)]
        trees.append(first_success(search, part, ways))
    return {
        "form": "split",
        "variable": goal.variables[i].name,
        "at": to_data(number(0)),
        "below": trees[0],
        "above": trees[1],
    }


def by_order(search: Search, goal: Goal) -> Tree:
    """Where the term vanishes on a diagonal ``x = y``: both sides of it by themselves."""
    for x, y in itertools.combinations(goal.variables, 2):
        if not vanishes(substitute(goal.term, {x: y}), search.leaves.facts(goal)):
            continue
        term = plus(y, minus(x))
        above, below = (search.to_edges(part) for part in goals.case_goals(goal, term))
        return {"form": "cases", "term": to_data(term), "above": above, "below": below}
    raise GaveUpError("no diagonal of contact", goal)


def first_success(search: Search, goal: Goal, ways: Sequence[Strategy]) -> Tree:
    """The tree of the first way that works."""
    for way in ways:
        try:
            return half(search, way)
        except GaveUpError as failure:
            if failure.reason in HOPELESS:
                raise
    raise GaveUpError("no recast works", goal)


def factored(search: Search, goal: Goal) -> Tree:
    """Show the sign of each factor of numerator and denominator."""
    term = factored_term(goal.term)
    if term is None or term == goal.term or not _is_product(term):
        raise GaveUpError("nothing to factor", goal)
    if not vanishes(plus(goal.term, minus(term)), search.leaves.facts(goal)):
        raise GaveUpError("the factored form is not seen to be equal", goal)
    child = goals.rewritten_goal(goal, term)
    return {"form": "rewrite", "term": to_data(term), "tree": by_factors(search, child)}


def _is_product(term: Term) -> bool:
    """Whether there are two factors that are no numbers, or one to a power."""
    parts = [f for f, _ in goals.factors(term) if not isinstance(f, Number)]
    return len(parts) > 1 or any(isinstance(f, Apply) and f.head == "pow" for f in parts)


def by_factors(search: Search, goal: Goal) -> Tree:
    """The product form: one sign and one tree for each factor."""
    parts = goals.factors(goal.term)
    if len(parts) < 2:
        return search.solve(goal)
    children, total = [], 1
    for term, divisor in parts:
        sign = guessed_sign(search, replace(goal, term=term))
        total *= sign
        child = goals.factor_goal(goal, term, divisor, sign)
        children.append({"sign": sign, "tree": solved_or_identity(search, child)})
    if total < 0:
        raise GaveUpError("the factors have the wrong signs", goal)
    return {"form": "product", "factors": children}


def solved_or_identity(search: Search, goal: Goal) -> Tree:
    """Plain search with half of the boxes, then an exact identity."""
    try:
        return half(search, partial(search.solve, goal))
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
        derived = goals.logarithm_goals(goal, larger, smaller)
    except RejectedError as error:
        raise GaveUpError(str(error), goal) from None
    *positive, last = derived
    trees = [within(search, 60, partial(search.solve, g)) for g in positive]
    try:
        tree = half(search, lambda: search.solve(last))
    except GaveUpError as failure:
        if failure.reason in HOPELESS:
            raise
        tree = recast_again(search, last)
    return {
        "form": "logarithm",
        "larger": to_data(larger),
        "smaller": to_data(smaller),
        "trees": [*trees, tree],
    }


def exponential(search: Search, goal: Goal) -> Tree:
    """Compare products of powers where the term is a sum of logarithms."""
    sides = goals.without_logarithms(goal.term)
    if sides is None:
        raise GaveUpError("there are no logarithms", goal)
    derived, identity = goals.exponential_goals(goal, *sides)
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
    child = goals.inverted_goal(goal, i)
    try:
        tree = half(search, lambda: search.solve(child))
    except GaveUpError as failure:
        if failure.reason in HOPELESS:
            raise
        tree = factored(search, child)
    return {"form": "invert", "variable": goal.variables[i].name, "tree": tree}


def recast_again(search: Search, goal: Goal) -> Tree:
    """A second recast of a goal that came out of the first."""
    try:
        return by_order(search, goal)
    except GaveUpError as failure:
        if failure.reason == "out of time":
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
        *signs, last = goals.square_goals(goal, larger, smaller)
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
