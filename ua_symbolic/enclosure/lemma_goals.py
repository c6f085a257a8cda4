"""The goals of the nodes that rest on a lemma: concavity, limits, differences, bounded parts, ...

Shared by the verifiers: pure bookkeeping on exact terms, no enclosures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from ua_symbolic.enclosure.certificates import RejectedError
from ua_symbolic.enclosure.derivative import HALF, derivative, minus, plus, raised, times
from ua_symbolic.enclosure.goals import (
    face_goal,
    is_total,
    through_the_reals,
    uses_sign,
    with_range,
    without_constraints_on,
)
from ua_symbolic.enclosure.limits import NoLimitError, Sign, limit
from ua_symbolic.enclosure.positivity import defined_with, strict_subterms
from ua_symbolic.enclosure.problem import NOWHERE, ON_BOX, Goal, Range
from ua_symbolic.enclosure.recast_goals import corners
from ua_symbolic.enclosure.visible import afresh, defined_by_form
from ua_symbolic.expressions.terms import (
    INFINITY,
    ONE,
    PI,
    ZERO,
    Apply,
    Bind,
    Bound,
    Number,
    Piecewise,
    Sort,
    Syntax,
    Term,
    Variable,
    free_variables,
    fresh_variable,
    function,
    instantiate,
    map_children,
    number,
    substitute,
    subterms,
)

MOST_PEELED = 50


# --- concave in one variable -------------------------------------------------------------------


def concave_goals(goal: Goal, i: int, by_bend: bool) -> tuple[Goal, Goal, Goal]:
    """The second derivative in a variable is at most 0; the term is at least 0 at both ends.

    Then the term lies above its chord.  The bend has to be defined, without knowledge, on all of
    the box: so there is no kink.  ``by_bend``: strict concavity makes up for ends that are open.
    """
    if uses_sign(goal):
        raise RejectedError("a second derivative of a term with corners")
    x, old = goal.variables[i], goal.box[i]
    if old.low is None or old.high is None:
        raise RejectedError(f"{x.name} has no two ends")
    base = through_the_reals(without_constraints_on(goal, x), i)
    y = base.variables[i]
    bend = minus(derivative(derivative(base.term, y), y))
    strict = goal.strict
    return (
        replace(base, term=bend, strict=strict and by_bend, defined=NOWHERE),
        face_goal(goal, i, "low", strict and not (by_bend and old.low_open)),
        face_goal(goal, i, "high", strict and not (by_bend and old.high_open)),
    )


# --- limits ------------------------------------------------------------------------------------


def limit_goal(goal: Goal, i: int, end: str, strict: bool, sign: Sign) -> Goal | None:
    """The limit of the term at an open end of a variable is at least 0; None if it is infinite.

    Raises RejectedError if the limit is minus infinity or not known.
    """
    x, old = goal.variables[i], goal.box[i]
    upward = end == "high"
    value, is_open = (old.high, old.high_open) if upward else (old.low, old.low_open)
    if value is not None and not is_open:
        raise RejectedError("a limit is taken at an open end")
    try:
        found = limit(goal.term, x, value, upward, sign)
    except NoLimitError as error:
        raise RejectedError(f"the limit is not known: {error}") from None
    if found == INFINITY:
        return None
    if found == minus(INFINITY):
        raise RejectedError("the limit is minus infinity")
    base = without_constraints_on(goal, x)
    return Goal(
        base.variables[:i] + base.variables[i + 1 :],
        base.box[:i] + base.box[i + 1 :],
        base.constraints,
        found,
        strict,
        NOWHERE,
    )


# --- differences -------------------------------------------------------------------------------


def shifted(term: Term, x: Variable) -> Term:
    """The term with ``x + 1`` in place of ``x``, sums up to there split at the old ends."""
    result: Term = _shifted(term, x)
    return result


def _shifted(node: Syntax, x: Variable) -> Syntax:
    if isinstance(node, Bind) and node.head == "Sum" and x in free_variables(node):
        return _shifted_sum(node, x)
    if node == x:
        return plus(x, ONE)
    if isinstance(node, Bind | Piecewise):  # a branch may hold a sum that is undefined at x
        return substitute(node, {x: plus(x, ONE)})
    return map_children(node, lambda child, _: _shifted(child, x))


def _shifted_sum(node: Bind, x: Variable) -> Term:
    moved: Term = substitute(node, {x: plus(x, ONE)})
    loose = any(isinstance(t, Bound) for e in (node.lower, node.upper) for t in subterms(e))
    if loose or x in free_variables(node.body) or not isinstance(moved, Bind):
        return moved
    first, last = _step(node.lower, moved.lower), _step(node.upper, moved.upper)
    if first is None or last is None:
        return moved
    added = [instantiate(node.body, plus(node.upper, number(j + 1))) for j in range(last)]
    dropped = [minus(instantiate(node.body, plus(node.lower, number(j)))) for j in range(first)]
    return plus(node, *added, *dropped)


def _step(old: Term, new: Term) -> int | None:
    """How far the end of a sum moves, if that is a small whole number."""
    from ua_symbolic.algebra import UnsupportedError, normal_form

    try:
        step = normal_form(plus(new, minus(old)), ()).constant
    except UnsupportedError:
        return None
    if step is None or step.denominator != 1 or not 0 <= step <= MOST_PEELED:
        return None
    return int(step)


def _both_ends_move(term: Term, x: Variable) -> bool:
    """Whether splitting a sum may ask for its body between the old and the new range."""
    return any(
        isinstance(t, Bind) and x in free_variables(t.lower) and x in free_variables(t.upper)
        for t in subterms(term)
    )


def fall_goals(goal: Goal, i: int, by_step: bool, sign: Sign) -> tuple[Goal, Goal | None]:
    """The term at x minus that at x + 1, and its limit for x to infinity: both at least 0.

    Then the term is at least its value at x + 1, x + 2, ... and so at least the limit.
    """
    if goal.box[i].high is not None:
        raise RejectedError("a sequence that goes on for ever is needed")
    base = _along(goal, i)
    gap = plus(base.term, minus(shifted(base.term, goal.variables[i])))
    known = NOWHERE if _both_ends_move(base.term, goal.variables[i]) else ON_BOX
    step = replace(base, term=gap, strict=goal.strict and by_step, defined=known)
    end = limit_goal(goal, i, "high", goal.strict and not by_step, sign)
    return step, end


def rise_goals(goal: Goal, i: int) -> tuple[Goal, Goal]:
    """The goal on the first stretch of length 1, and the term at x + 1 minus that at x.

    Whatever x is, x - k lies on the first stretch for some natural k; from there the term rises.
    """
    old = goal.box[i]
    if goal.variables[i].sort is not Sort.REAL or not isinstance(old.low, Number):
        raise RejectedError("steps of 1 start at a literal end of a real variable")
    if old.high is not None:
        raise RejectedError("a range that goes on for ever is needed")
    base = _along(goal, i)
    first = Range(old.low, Number(old.low.value + 1), old.low_open, False)
    gap = plus(shifted(base.term, goal.variables[i]), minus(base.term))
    known = NOWHERE if _both_ends_move(base.term, goal.variables[i]) else ON_BOX
    step = replace(base, term=gap, strict=False, defined=known)
    return with_range(goal, i, first), step


def _along(goal: Goal, i: int) -> Goal:
    """The goal without constraints on the variable; it must be defined at all its values."""
    base = without_constraints_on(goal, goal.variables[i])
    if base.defined != ON_BOX or base.slope:
        raise RejectedError("the term is not known to be defined at every step")
    return base


def induction_goals(goal: Goal, i: int, factor: Term) -> tuple[Goal, Goal, Goal]:
    """The term at the low end, ``factor >= 0``, and the term at n + 1 minus factor times it at n.

    For a strict goal: the factor is positive, or the step is strict if the factor is 0 somewhere;
    here the factor has to be positive.
    """
    x, old = goal.variables[i], goal.box[i]
    literal = isinstance(old.low, Number) and old.low.value.denominator == 1
    if x.sort is not Sort.INTEGER or not literal:
        raise RejectedError("induction needs an integer variable with a literal low end")
    base = _along(goal, i)
    if not free_variables(factor) <= set(base.variables):
        raise RejectedError("the factor has other variables")
    if old.low_open or (isinstance(old.high, Number) and old.high.value <= old.low.value):  # type: ignore[union-attr]
        raise RejectedError("induction needs a first and a second step")
    if isinstance(old.high, Number):
        until = replace(old, high=Number(old.high.value - 1), high_open=old.high_open)
        base = with_range(base, i, until)
    elif old.high is not None:
        raise RejectedError("induction needs a literal high end, or none")
    plain = is_total(factor) or defined_by_form(factor, base.variables, base.box)
    known = ON_BOX if plain else NOWHERE
    known_step = NOWHERE if _both_ends_move(base.term, x) else known
    gap = plus(shifted(base.term, x), minus(times(factor, base.term)))
    return (
        face_goal(goal, i, "low", goal.strict),
        replace(base, term=factor, strict=goal.strict, defined=known),
        replace(base, term=gap, strict=False, defined=known_step),
    )


# --- bounded parts -----------------------------------------------------------------------------


def part_goals(
    goal: Goal, part: Term, low: Term | None, high: Term | None
) -> tuple[Goal | None, Goal | None, Goal]:
    """``part - low >= 0``, ``high - part >= 0``, and the goal for any number in its place.

    The number is a new variable with the range from low to high.
    """
    if free_variables(part) - set(goal.variables) or part not in set(strict_subterms(goal.term)):
        raise RejectedError("this is no part of the term")
    if isinstance(part, Number | Variable) or any(isinstance(t, Bound) for t in subterms(part)):
        raise RejectedError("this part has no name")
    if any(end is not None and free_variables(end) for end in (low, high)):
        raise RejectedError("the ends of a part are closed")
    known = goal.defined != NOWHERE and not goal.slope
    if low is high is None and not (known or defined_by_form(part, goal.variables, goal.box)):
        raise RejectedError("the part is not known to be defined")  # what shows its ends would
    u = fresh_variable("u", Sort.REAL, goal.term, *goal.variables, *goal.constraints)
    below = None if low is None else replace(goal, term=plus(part, minus(low)), strict=False)
    above = None if high is None else replace(goal, term=plus(high, minus(part)), strict=False)
    child = replace(
        goal,
        variables=(*goal.variables, u),
        box=(*goal.box, Range(low, high, low is None, high is None)),
        term=replaced(goal.term, part, u),
        defined=NOWHERE,
    )
    return below, above, child


def fraction_goal(goal: Goal, j: int) -> Goal:
    """The goal with ``u - f`` for a floor of u (``u + f`` for a ceiling), for all f in [0, 1)."""
    found = whole_parts(goal.term)
    if not 0 <= j < len(found):
        raise RejectedError("there is no such floor or ceiling")
    part = found[j]
    f = fresh_variable("f", Sort.REAL, goal.term, *goal.variables, *goal.constraints)
    value = plus(part.args[0], minus(f) if part.head == "floor" else f)
    term = replaced(goal.term, part, value)
    return replace(
        goal,
        variables=(*goal.variables, f),
        box=(*goal.box, Range(ZERO, ONE, False, True)),
        term=term,
        defined=goal.defined if defined_with(goal, term) else NOWHERE,
    )


def whole_parts(term: Term) -> tuple[Apply, ...]:
    """The floors and ceilings that are parts of the term, the outer ones first."""
    found = [t for t in strict_subterms(term) if isinstance(t, Apply)]
    return tuple(dict.fromkeys(t for t in found if t.head in ("floor", "ceiling")))


def branch_goals(goal: Goal, j: int) -> tuple[Goal, Goal]:
    """The goal with the one, and with the other value that an Abs, Min or Max can have."""
    found = corners(goal.term)
    if not 0 <= j < len(found):
        raise RejectedError("there is no such corner")
    corner = found[j]
    first = corner.args[0]
    second = minus(first) if corner.head == "Abs" else corner.args[1]
    terms = [replaced(goal.term, corner, value) for value in (first, second)]
    one, other = (
        replace(goal, term=t, defined=goal.defined if defined_with(goal, t) else NOWHERE)
        for t in terms
    )
    return one, other


def replaced(node: Syntax, part: Term, value: Term) -> Syntax:
    """The node with ``value`` in place of every occurrence of ``part``."""
    if node == part:
        return value
    return map_children(node, lambda child, _: replaced(child, part, value))


# --- monotone functions of one argument ----------------------------------------------------------


Conditions = tuple[tuple[Term, bool], ...]


@dataclass(frozen=True)
class Inverse:
    """``inverse(v)`` for the values v where all ``conditions`` (term, strict) are nonnegative."""

    inverse: Callable[[Term], Term]
    conditions: Callable[[Term], Conditions]
    rising: bool = True


def _between(low: Term, high: Term, strict: bool) -> Callable[[Term], Conditions]:
    return lambda v: ((plus(v, minus(low)), strict), (plus(high, minus(v)), strict))


def _anything(_: Term) -> Conditions:
    return ()


_QUARTER = times(HALF, PI)
INVERSES: dict[str, Inverse] = {
    "atan": Inverse(lambda v: function("tan", v), _between(minus(_QUARTER), _QUARTER, True)),
    "asin": Inverse(lambda v: function("sin", v), _between(minus(_QUARTER), _QUARTER, False)),
    "acos": Inverse(lambda v: function("cos", v), _between(ZERO, PI, False), rising=False),
    "tanh": Inverse(lambda v: function("atanh", v), _between(number(-1), ONE, True)),
    "atanh": Inverse(lambda v: function("tanh", v), _anything),
    "asinh": Inverse(lambda v: function("sinh", v), _anything),
    "acosh": Inverse(lambda v: function("cosh", v), lambda v: ((v, False),)),
    "log": Inverse(lambda v: function("exp", v), _anything),
    "exp": Inverse(lambda v: function("log", v), lambda v: ((v, True),)),
    "LambertW": Inverse(lambda v: times(v, function("exp", v)), lambda v: ((plus(v, ONE), False),)),
}
"""On these values of v, f(u) >= v is the same as u >= inverse(v) (<=, if f falls), for u where f
is defined."""


def inverse_of(part: Term) -> Inverse | None:
    """What inverts the outermost function of a term; roots and positive fractional powers, too.

    A power with an exponent that is no integer is defined for bases that are at least 0 alone.
    """
    match part:
        case Apply("sqrt", _):
            return _root(Fraction(1, 2))
        case Apply("pow", (_, Number(exponent))) if exponent > 0 and exponent.denominator != 1:
            return _root(exponent)
        case Apply(head, _):
            return INVERSES.get(head)
    return None


def _root(exponent: Fraction) -> Inverse:
    return Inverse(lambda v: raised(v, Number(1 / exponent)), lambda v: ((v, False),))


def inverse_goals(
    goal: Goal, part: Term, other: Term, weight: Fraction, above: bool
) -> tuple[tuple[Goal, ...], Term]:
    """The term is ``weight * (f(u) - v)`` (minus that unless ``above``): compare u and inverse(v).

    Returned with a term that must vanish.
    """
    known = inverse_of(part)
    if known is None or not isinstance(part, Apply) or weight <= 0:
        raise RejectedError("no inverse of this function is known")
    if part not in set(strict_subterms(goal.term)) or not defined_with(goal, other):
        raise RejectedError("a side may be undefined where the term is defined")
    if not free_variables(other) <= set(goal.variables):
        raise RejectedError("a side has other variables")
    conditions = [replace(goal, term=t, strict=s) for t, s in known.conditions(other)]
    gap = plus(part.args[0], minus(known.inverse(other)))
    last = afresh(goal, gap if above is known.rising else minus(gap))
    claimed = plus(part, minus(other))
    identity = plus(goal.term, times(Number(-weight if above else weight), claimed))
    return (*conditions, last), identity
