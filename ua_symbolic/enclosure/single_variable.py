"""Ways for one variable: rational terms by their factors, a function alone, turning points.

Untrusted like the rest of the search: each way gives a node of the certificate that is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from ua_symbolic.enclosure import forms, goals, guesses, recast_goals, recasts
from ua_symbolic.enclosure.certificates import Tree
from ua_symbolic.enclosure.contact import moving
from ua_symbolic.enclosure.derivative import derivative, minus, over, plus, times
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.lemma_goals import replaced
from ua_symbolic.enclosure.limits import normal
from ua_symbolic.enclosure.problem import Goal
from ua_symbolic.enclosure.search import GaveUpError, Search
from ua_symbolic.enclosure.settling import settle, size_of, summands
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import (
    ZERO,
    Apply,
    Number,
    Sort,
    Term,
    Variable,
    free_variables,
    substitute,
    subterms,
)

LEVELLED = (
    "log", "atan", "asin", "acos", "asinh", "acosh", "atanh", "loggamma", "digamma", "erf", "erfc",
    "exp", "LambertW",
)  # fmt: skip
"""Functions that are worth having alone: their slopes are simpler, or they have an inverse."""


def rational(search: Search, goal: Goal, level: int) -> Tree:
    """The signs of the factors of a rational function of powers of the only variable."""
    if not _is_rational(goal.term):
        raise GaveUpError("not rational", goal)
    if any(isinstance(t, Apply) and _is_root(t) for t in subterms(goal.term)):
        return forms.factored(search, goal, level)
    return recasts.factored(search, goal)


def _is_root(node: Apply) -> bool:
    if node.head == "pow":
        exponent = node.args[1]
        return isinstance(exponent, Number) and exponent.value.denominator != 1
    return node.head == "sqrt"


def _is_rational(term: Term) -> bool:
    """Whether the term is a quotient of polynomials by its form, with closed coefficients."""
    if not free_variables(term) or isinstance(term, Variable):
        return True
    if not isinstance(term, Apply):
        return False
    if term.head == "pow":
        return isinstance(term.args[1], Number) and _is_rational(term.args[0])
    return term.head in ("add", "mul", "neg", "div", "sqrt") and all(map(_is_rational, term.args))


def isolated(search: Search, goal: Goal, level: int) -> Tree:
    """Divide by what stands before the only function, so that its slope is rid of it."""
    found = _coefficient(search, goal)
    if found is None:
        raise GaveUpError("no function to isolate", goal)
    factor, rest = found
    sign = recasts.guessed_sign(search, replace(goal, term=factor))
    if sign < 0:
        factor, rest = minus(factor), plus(*[minus(part) for part in summands(rest)])
    term = times(factor, rest)
    facts = search.leaves.facts(goal)
    parts = recast_goals.factors(term)
    if parts[-1] != (rest, False) or not search.leaves.is_defined(goal):
        raise GaveUpError("the function does not stand alone", goal)
    if not vanishes(plus(goal.term, minus(term)), facts):
        raise GaveUpError("the isolated form is not seen to be equal", goal)
    child = recast_goals.rewritten_goal(goal, term)
    signed = []
    for part, divisor in parts[:-1]:
        s = recasts.guessed_sign(search, replace(goal, term=part))
        signed.append((s, recast_goals.factor_goal(child, part, divisor, s)))
    last = recast_goals.factor_goal(child, rest, False, 1)
    if not guesses.plausible(last, search.precision):
        raise GaveUpError("the isolated form has the wrong sign", goal)
    children = [{"sign": s, "tree": settle(search, g, min(level, 0))} for s, g in signed]
    children.append({"sign": 1, "tree": settle(search, last, level)})
    tree: Tree = {"form": "product", "factors": children}
    return {"form": "rewrite", "term": to_data(term), "tree": tree}


def _coefficient(search: Search, goal: Goal) -> tuple[Term, Term] | None:
    """A factor that is no number, and a sum in which each function has a number before it."""
    atoms = [a for a in _atoms(goal.term) if free_variables(a)]
    if not atoms or len(atoms) > 3:
        return None
    stands = {a: Variable(f"value {k} of a function", Sort.REAL) for k, a in enumerate(atoms)}
    term = goal.term
    for atom, stand in stands.items():
        term = replaced(term, atom, stand)
    slopes = [derivative(term, v) for v in stands.values()]
    if any(free_variables(s) & set(stands.values()) for s in slopes):
        return None
    first = _short(slopes[0])
    if not free_variables(first):
        return None
    weights = [_ratio(search, goal, s, first) for s in slopes]
    if any(w is None for w in weights):
        return None
    alone = substitute(term, dict.fromkeys(stands.values(), ZERO))
    functions = [times(Number(w), a) for w, a in zip(weights, atoms, strict=True) if w is not None]
    return first, plus(*functions, _short(over(alone, first)))


def _atoms(term: Term) -> list[Term]:
    """The outermost functions that are worth having alone."""
    if isinstance(term, Apply) and term.head in LEVELLED:
        return [term]
    if not isinstance(term, Apply):
        return []
    return list(dict.fromkeys(a for arg in term.args for a in _atoms(arg)))


def _short(term: Term) -> Term:
    plain = normal(term)
    return term if plain is None or size_of(plain) > size_of(term) else plain


def _ratio(search: Search, goal: Goal, term: Term, first: Term) -> Fraction | None:
    """The number that ``term`` is times ``first``."""
    if term == first:
        return Fraction(1)
    for point in guesses.samples(search.leaves.box(goal), 3):
        values = [guesses.value_at(t, goal.variables, point) for t in (term, first)]
        if values[0] is None or not values[1]:
            continue
        ratio = guesses.rational_name(values[0] / values[1])
        if ratio and vanishes(plus(term, times(Number(-ratio), first))):
            return ratio
        return None
    return None


def descending(search: Search, goal: Goal, level: int) -> Tree:
    """A slope of one sign that is no longer than the term, or rid of its functions."""
    from ua_symbolic.enclosure.slopes import sampled_sign, to_end

    i = moving(goal)
    slope = _short(derivative(goal.term, goal.variables[i]))
    rid = bool(_atoms(goal.term)) and not _atoms(slope)
    if not rid and size_of(slope) > size_of(goal.term):
        raise GaveUpError("the slope is longer", goal)
    for end in ("low", "high"):
        if sampled_sign(goal, slope if end == "low" else minus(slope), search) > 0:
            return to_end(search, goal, i, end, level - 1)
    raise GaveUpError("the slope has no sign", goal)


def turning(search: Search, goal: Goal, level: int) -> Tree:
    """At an exact point of contact where the slope changes its sign: both sides of it."""
    from ua_symbolic.enclosure.slopes import to_end

    if goal.variables[moving(goal)].sort is not Sort.REAL:
        raise GaveUpError("no single real variable", goal)
    box = search.leaves.box(goal)
    for i, at in _turning_points(search, goal, box):
        if not search.leaves.inside(goal, i, at):
            continue
        below, above = goals.cut(goal, i, at)
        return {
            "form": "split",
            "variable": goal.variables[i].name,
            "at": to_data(at),
            "below": to_end(search, below, i, "high", level - 1),
            "above": to_end(search, above, i, "low", level - 1),
        }
    raise GaveUpError("no turning point has a name", goal)


def _turning_points(search: Search, goal: Goal, box: object) -> Iterator[tuple[int, Term]]:
    """Where the term is zero and its slope vanishes: by solving, then by looking."""
    from ua_symbolic.enclosure.parts import solutions

    i = moving(goal)
    x = goal.variables[i]
    slope = goals.at_point_ranges(replace(goal, term=derivative(goal.term, x)))
    if not any(isinstance(t, Apply) and t.head in LEVELLED for t in subterms(goal.term)):
        plain = normal(slope)
        slope = slope if plain is None else plain
    for at in solutions(slope, x):
        if not free_variables(at) and guesses.exactly_zero_at(goal, i, at):
            yield i, at
    yield from guesses.cut_points(goal, box, search.precision)  # type: ignore[arg-type]
