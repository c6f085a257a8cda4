"""How the goals of the children of a certificate node follow from the goal of the node.

Shared by the verifiers: pure bookkeeping on exact terms, no enclosures.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ua_symbolic.enclosure.certificates import RejectedError
from ua_symbolic.enclosure.derivative import (
    derivative,
    minus,
    over,
    plus,
    times,
)
from ua_symbolic.enclosure.positivity import (
    defined_with,
    strict_subterms,
)
from ua_symbolic.enclosure.problem import (
    AT_POINTS,
    NOWHERE,
    ON_BOX,
    Goal,
    Range,
    difference,
)
from ua_symbolic.enclosure.visible import defined_by_form
from ua_symbolic.expressions.signature import HEADS, definedness
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Number,
    Relation,
    Sort,
    Syntax,
    Term,
    Variable,
    free_variables,
    is_integer,
    substitute,
    subterms,
)


def position(goal: Goal, name: str) -> int:
    """Index of the variable with that name."""
    for i, v in enumerate(goal.variables):
        if v.name == name:
            return i
    raise RejectedError(f"there is no variable {name} here")


def with_range(goal: Goal, i: int, new: Range) -> Goal:
    """The goal on the part of the box where variable ``i`` has the given range."""
    return replace(goal, box=(*goal.box[:i], new, *goal.box[i + 1 :]))


def cut(goal: Goal, i: int, at: Term) -> tuple[Goal, Goal]:
    """The goals below and above a point (which the verifier has seen to lie inside)."""
    old = goal.box[i]
    if goal.variables[i].sort is Sort.INTEGER:
        if not isinstance(at, Number) or at.value.denominator != 1:
            raise RejectedError("an integer variable is cut at an integer")
        above = Range(Number(at.value + 1), old.high, False, old.high_open)
    else:
        above = Range(at, old.high, False, old.high_open)
    below = Range(old.low, at, old.low_open, False)
    return with_range(goal, i, below), with_range(goal, i, above)


def without_constraints_on(goal: Goal, variable: Variable) -> Goal:
    """The goal for all points of the box, whatever the constraints say of ``variable``."""
    kept = tuple(c for c in goal.constraints if variable not in free_variables(c))
    if len(kept) == len(goal.constraints):
        return goal
    known = goal.defined if goal.defined == ON_BOX else NOWHERE
    return replace(goal, constraints=kept, defined=known)


def defined_between(goal: Goal) -> bool:
    """Whether the term is known to be defined for all real values in the box.

    What is known of an integer variable is known at the integers only, and of a slope nothing.
    """
    moving = zip(goal.variables, goal.box, strict=True)
    known = goal.defined == ON_BOX and not goal.slope
    return known and all(v.sort is Sort.REAL or r.point() for v, r in moving)


def slope_goal(goal: Goal, i: int, upward: bool, strict: bool) -> Goal:
    """The slope in variable ``i`` is at least 0 (``upward``) or at most 0 on the box.

    Raises NotDifferentiableError.  Constraints that hold along the segment are kept.  An integer
    variable runs through the reals here: slopes at the integers alone say nothing.  The slope of a
    slope has to be defined, without knowledge: a slope may jump at a pole.
    """
    base = through_the_reals(without_constraints_on(goal, goal.variables[i]), i)
    slope = derivative(base.term, base.variables[i])
    known = NOWHERE if goal.slope else base.defined
    term = slope if upward else minus(slope)
    return replace(base, term=term, strict=strict, defined=known, slope=True)


def through_the_reals(goal: Goal, i: int) -> Goal:
    """The goal, without constraints on variable ``i``, for real values of it."""
    x = goal.variables[i]
    if x.sort is Sort.REAL:
        return goal
    y = Variable(x.name)
    variables = (*goal.variables[:i], y, *goal.variables[i + 1 :])
    return replace(goal, variables=variables, term=substitute(goal.term, {x: y}), defined=NOWHERE)


def face_goal(goal: Goal, i: int, end: str, strict: bool) -> Goal:
    """The goal with variable ``i`` put at the given end of its range and removed."""
    x, old = goal.variables[i], goal.box[i]
    value = old.low if end == "low" else old.high
    if value is None:
        raise RejectedError(f"{x.name} has no {end} end")
    base = without_constraints_on(goal, x)
    beyond = old.low_open if end == "low" else old.high_open
    if x.sort is Sort.INTEGER:  # the end need not be one of the integers
        beyond = beyond or not (isinstance(value, Number) and value.value.denominator == 1)
    return Goal(
        base.variables[:i] + base.variables[i + 1 :],
        base.box[:i] + base.box[i + 1 :],
        base.constraints,
        substitute(base.term, {x: value}),
        strict,
        NOWHERE if beyond else base.defined,
        goal.slope,
    )


def solve_linear(constraint: Relation, x: Variable) -> tuple[Term, Term]:
    """``(a, b)`` with the constraint being ``a x + b >= 0`` (or > 0) and ``a``, ``b`` free of x."""
    if constraint.op in ("=", "!="):
        raise RejectedError("only an order constraint bounds a variable")
    gap = difference(constraint)
    a = derivative(gap, x)
    if x in free_variables(a):
        raise RejectedError("the constraint is not linear in the variable")
    return a, substitute(gap, {x: ZERO})


def edge_goals(goal: Goal, i: int, constraint: int) -> tuple[Goal, Goal, Goal, Goal]:
    """Goals of the edge form: coefficient > 0 or < 0, slope, curve, face.

    With ``a x + b >= 0`` and ``a > 0`` the variable is at least ``-b/a``; if the term does not fall
    with x, its least value on each line is at that point, or at the low end of x where that lies
    above the point.  With ``a < 0`` the same holds turned round.
    """
    x, old = goal.variables[i], goal.box[i]
    if not 0 <= constraint < len(goal.constraints):
        raise RejectedError("there is no such constraint")
    a, b = solve_linear(goal.constraints[constraint], x)
    lower = coefficient_sign(a)
    at = minus(over(b, a))
    other = without_constraints_on(goal, x)
    removed = replace(other, variables=_drop(other.variables, i), box=_drop(other.box, i))
    coefficient = replace(removed, term=a if lower else minus(a), strict=True, defined=NOWHERE)
    end = old.low if lower else old.high
    inside: tuple[Relation, ...] = ()
    if old.low is not None:
        inside = (*inside, Relation("<" if old.low_open else "<=", old.low, at))
    if old.high is not None:
        inside = (*inside, Relation(">" if old.high_open else ">=", old.high, at))
    plain = defined_by_form(at, removed.variables, removed.box)
    gapless = inside != () or plain or defined_with(goal, at)  # else the curve may have gaps
    on_box = goal.defined == ON_BOX and x.sort is Sort.REAL and gapless
    curve = replace(
        removed,
        term=substitute(goal.term, {x: at}),
        strict=goal.strict,
        constraints=(*removed.constraints, *inside),
        defined=AT_POINTS if on_box else NOWHERE,  # nothing is asked where the curve is undefined
    )
    if end is None:
        face = replace(curve, constraints=(Relation("<", ONE, ZERO),))
    else:
        beyond = Relation("<=" if lower else ">=", at, end)
        base = face_goal(goal, i, "low" if lower else "high", goal.strict)
        face = replace(base, constraints=(*base.constraints, beyond))
    return coefficient, _slope_to_edge(goal, i, constraint, lower), curve, face


def _slope_to_edge(goal: Goal, i: int, constraint: int, lower: bool) -> Goal:
    """The slope on the way to the edge, where the constraint goes on to hold."""
    x = goal.variables[i]
    base = slope_goal(goal, i, lower, strict=False)
    used = substitute(goal.constraints[constraint], {x: base.variables[i]})
    dropped = sum(x in free_variables(c) for c in goal.constraints)
    real = x.sort is Sort.REAL and not goal.slope
    known = goal.defined if dropped == 1 and real else base.defined
    return replace(base, constraints=(*base.constraints, used), defined=known)


def case_goals(goal: Goal, term: Term) -> tuple[Goal, Goal]:
    """The goal where ``term >= 0``, and where ``term <= 0``, for a term that is defined there."""
    known = is_total(term) or (goal.defined != NOWHERE and defined_with(goal, term))
    if not free_variables(term) <= set(goal.variables) or not known:
        raise RejectedError("cases need a term that is defined wherever the goal speaks")
    return (
        replace(goal, constraints=(*goal.constraints, Relation("<=", ZERO, term))),
        replace(goal, constraints=(*goal.constraints, Relation("<=", term, ZERO))),
    )


def coefficient_sign(a: Term) -> bool:
    """Guess whether the coefficient is positive: by its form (a leading minus, a literal)."""
    if isinstance(a, Number):
        return a.value > 0
    if isinstance(a, Apply) and a.head == "neg":
        return False
    if isinstance(a, Apply) and a.head == "mul" and isinstance(a.args[0], Number):
        return a.args[0].value > 0
    return True


def _drop(items: tuple, i: int) -> tuple:  # type: ignore[type-arg]
    return items[:i] + items[i + 1 :]


def is_total(term: Term) -> bool:
    """Whether the term is defined everywhere by its form."""
    return all(
        definedness(t) == ((),) or _whole_literal_power(t)
        for t in subterms(term)
        if isinstance(t, Apply) and t.head in HEADS
    )


def _whole_literal_power(t: Apply) -> bool:
    return (
        t.head == "pow"
        and isinstance(t.args[1], Number)
        and t.args[1].value.denominator == 1
        and t.args[1].value >= 0
    )


def by_value(node: Syntax) -> bool:
    """Whether a power or Bessel function occurs that may be defined by an exponent's value alone.

    ``x**y`` is defined at x = -3, y = 3, though neither is plain from its form; so in a hypothesis
    its base must not be cut back to the positive numbers.
    """
    return any(
        isinstance(t, Apply) and _by_value(t) for t in subterms(node) if not isinstance(t, Relation)
    )


def _by_value(t: Apply) -> bool:
    chosen = {"pow": t.args[-1], "besseli": t.args[0], "besselj": t.args[0]}.get(t.head)
    return chosen is not None and not isinstance(chosen, Number) and not is_integer(chosen)


def multiplier_goals(goal: Goal, constraint: int, factor: Term) -> tuple[Goal, Goal]:
    """``factor >= 0``, and the term minus ``factor`` times the constraint's gap.

    A closed factor that is shown to be at least 0 anywhere is defined everywhere.
    """
    if not 0 <= constraint < len(goal.constraints):
        raise RejectedError("there is no such constraint")
    used = goal.constraints[constraint]
    if used.op == "!=":
        raise RejectedError("a multiplier needs an order constraint")
    gap = difference(used)
    first = replace(goal, term=factor, strict=False, defined=NOWHERE)
    everywhere = is_total(gap) and (is_total(factor) or not free_variables(factor))
    known = goal.defined if everywhere else min(goal.defined, AT_POINTS)
    if by_value(used) or by_value(factor):
        known = NOWHERE
    second = replace(goal, term=plus(goal.term, minus(times(factor, gap))), defined=known)
    return first, second


def solved_goal(goal: Goal, i: int, constraint: int, value: Term) -> tuple[Goal, Term]:
    """The goal with ``value`` put for variable ``i``, which an equation says it is.

    Returned with a term that must vanish: the gap of the equation minus a nonzero multiple of
    ``variable - value``.  That the value lies in the range of the variable becomes a constraint.
    """
    x, old = goal.variables[i], goal.box[i]
    if not 0 <= constraint < len(goal.constraints) or goal.constraints[constraint].op != "=":
        raise RejectedError("there is no such equation")
    if x in free_variables(value) or not free_variables(value) <= set(goal.variables):
        raise RejectedError("the value has other variables")
    gap = difference(goal.constraints[constraint])
    slope = derivative(gap, x)
    if not isinstance(slope, Number) or slope == ZERO or not is_total(value):
        raise RejectedError("only a linear equation is solved, by a value defined everywhere")
    kept = [c for j, c in enumerate(goal.constraints) if j != constraint]
    if old.low is not None:
        kept.append(Relation("<" if old.low_open else "<=", old.low, x))
    if old.high is not None:
        kept.append(Relation("<" if old.high_open else "<=", x, old.high))
    child = Goal(
        _drop(goal.variables, i),
        _drop(goal.box, i),
        tuple(substitute(c, {x: value}) for c in kept),
        substitute(goal.term, {x: value}),
        goal.strict,
        min(goal.defined, AT_POINTS) if x.sort is Sort.REAL and is_total(gap) else NOWHERE,
        goal.slope,
    )
    return child, plus(gap, minus(times(slope, plus(x, minus(value)))))


def at_point_ranges(goal: Goal) -> Term:
    """The term with the variables whose range is one point put there."""
    fixed: dict[Variable, Term] = {
        v: r.low
        for v, r in zip(goal.variables, goal.box, strict=True)
        if r.low is not None and r.point()
    }
    result: Term = substitute(goal.term, fixed)
    return result


def uses_sign(goal: Goal) -> bool:
    """Whether a derivative would contain ``sign``: then no second-order form may be used."""
    return _has_corners(goal.term)


@lru_cache(maxsize=4096)
def _has_corners(term: Term) -> bool:
    heads = ("Abs", "Min", "Max", "sign")
    return any(isinstance(t, Apply) and t.head in heads for t in subterms(term))


def signed_arguments(term: Term) -> tuple[Term, ...]:
    """The arguments of Abs, roots and powers whose sign over the box helps exact algebra."""
    found = [
        t.args[0]
        for t in strict_subterms(term)
        if isinstance(t, Apply) and t.head in ("Abs", "sqrt", "pow")
    ]
    return tuple(dict.fromkeys(found))
