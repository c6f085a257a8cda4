"""How a goal is recast: the goals of the nodes that say the same in another form.

Shared by the verifiers: pure bookkeeping on exact terms, no enclosures.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

from ua_symbolic.enclosure.certificates import RejectedError
from ua_symbolic.enclosure.derivative import minus, over, plus, raised, square, times
from ua_symbolic.enclosure.goals import is_total
from ua_symbolic.enclosure.positivity import defined_with, strict_subterms
from ua_symbolic.enclosure.problem import (
    AT_POINTS,
    NOWHERE,
    ON_BOX,
    UNROLLED,
    Goal,
    Range,
    difference,
)
from ua_symbolic.enclosure.visible import defined_by_form
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Bind,
    Bound,
    Constant,
    Number,
    Sort,
    Syntax,
    Term,
    Variable,
    free_variables,
    instantiate,
    map_children,
    substitute,
    subterms,
)


def rewritten_goal(goal: Goal, term: Term) -> Goal:
    """The goal about an equal term, and what is known of its definedness by its form.

    Where the new term is plainly defined on all of the box it is no slope with holes any more.
    """
    if is_total(term):
        return replace(goal, term=term)
    if defined_by_form(term, goal.variables, goal.box):
        return replace(goal, term=term, defined=ON_BOX, slope=False)
    kept = not goal.slope and defined_with(goal, term)
    return replace(goal, term=term, defined=goal.defined if kept else NOWHERE)


def factors(term: Term) -> tuple[tuple[Term, bool], ...]:
    """The factors whose signs multiply to the sign of the term, each with "is a divisor"."""
    match term:
        case Apply("mul", args):
            return tuple(f for a in args for f in factors(a))
        case Apply("neg", (arg,)):
            return ((Number(-ONE.value), False), *factors(arg))
        case Apply("div", (top, bottom)):
            return (*factors(top), *((f, True) for f, _ in factors(bottom)))
    return ((term, False),)


def factor_goal(goal: Goal, factor: Term, divisor: bool, sign: int) -> Goal:
    """One factor has the given sign; strictly if the goal is strict or the divisor may vanish."""
    strict = goal.strict or (divisor and goal.defined == NOWHERE)
    return replace(goal, term=factor if sign > 0 else minus(factor), strict=strict)


def inverted_goal(goal: Goal, i: int) -> Goal:
    """The goal with ``1/x`` in place of a positive variable ``x`` (which becomes real).

    The values of the new variable are the reciprocals of the old ones.
    """
    x, old = goal.variables[i], goal.box[i]
    y = Variable(x.name)
    low = ZERO if old.high is None else over(ONE, old.high)
    start = old.low is None or old.low == ZERO
    high = None if start or old.low is None else over(ONE, old.low)
    new = Range(low, high, old.high is None or old.high_open, start or old.low_open)
    put = {x: Apply("div", (ONE, y))}
    exact = x.sort is Sort.REAL
    return replace(
        goal,
        variables=(*goal.variables[:i], y, *goal.variables[i + 1 :]),
        box=(*goal.box[:i], new, *goal.box[i + 1 :]),
        constraints=tuple(without_double_fractions(substitute(c, put)) for c in goal.constraints),
        term=without_double_fractions(substitute(goal.term, put)),
        defined=goal.defined if exact else NOWHERE,
    )


def without_double_fractions(node: Syntax) -> Syntax:
    """``1/(1/y)`` becomes ``y``, ``a/(1/y)`` becomes ``a*y`` (``y`` is never zero)."""
    rebuilt = map_children(node, lambda child, _: without_double_fractions(child))
    if isinstance(rebuilt, Apply) and rebuilt.head == "div":
        top, bottom = rebuilt.args
        if isinstance(bottom, Apply) and bottom.head == "div" and bottom.args[0] == ONE:
            return times(top, bottom.args[1])
    return rebuilt


def expanded_log(term: Term) -> tuple[Term, tuple[Term, ...]]:
    """``log(term)`` written out over products, powers, exp, sqrt and gamma.

    Returned with the subterms that must be positive for it to hold.
    """
    match term:
        case Apply("mul", args):
            parts = [expanded_log(a) for a in args]
            return plus(*[p for p, _ in parts]), tuple(t for _, ts in parts for t in ts)
        case Apply("div", (top, bottom)):
            (a, first), (b, second) = expanded_log(top), expanded_log(bottom)
            return plus(a, minus(b)), (*first, *second)
        case Apply("pow", (base, exponent)):
            inner, needed = expanded_log(base)
            return times(exponent, inner), needed
        case Apply("sqrt", (arg,)):
            inner, needed = expanded_log(arg)
            return times(Number(ONE.value / 2), inner), needed
        case Apply("exp", (arg,)):
            return arg, ()
        case Apply("gamma", (arg,)):
            return Apply("loggamma", (arg,)), (arg,)
        case Constant("E"):
            return ONE, ()
    if term == ONE:
        return ZERO, ()
    return Apply("log", (term,)), (term,)


def without_logarithms(term: Term) -> tuple[Term, Term] | None:
    """``(a, b)`` with ``log(a) - log(b)`` the term, if it is a sum of multiples of logarithms.

    Literal multiples only; other summands go under an exponential.
    """
    above: list[Term] = []
    below: list[Term] = []
    rest: list[Term] = []
    for part in term.args if isinstance(term, Apply) and term.head == "add" else (term,):
        factor, inner = _multiple_of_log(part)
        if inner is None:
            rest.append(part)
        elif factor > 0:
            above.append(raised(inner, Number(factor)))
        elif factor < 0:
            below.append(raised(inner, Number(-factor)))
    if not above and not below:
        return None
    if rest:
        above.append(Apply("exp", (plus(*rest),)))
    return times(*above), times(*below)


def _multiple_of_log(term: Term) -> tuple[Fraction, Term | None]:
    match term:
        case Apply("log", (arg,)):
            return Fraction(1), arg
        case Apply("neg", (arg,)):
            factor, inner = _multiple_of_log(arg)
            return -factor, inner
        case Apply("mul", (Number(value), Apply("log", (arg,)))):
            return value, arg
    return Fraction(0), None


def same_sum(first: Term, second: Term) -> bool:
    """Whether two terms are the same up to the order of summands."""
    if first == second:
        return True
    sums = [t.args for t in (first, second) if isinstance(t, Apply) and t.head == "add"]
    return len(sums) == 2 and Counter(sums[0]) == Counter(sums[1])


def logarithm_goals(goal: Goal, larger: Term, smaller: Term) -> tuple[Goal, ...]:
    """``larger - smaller`` (the term of the goal) by the logarithms of positive sides.

    The first goals say that everything under a logarithm is positive.
    """
    if not same_sum(plus(larger, minus(smaller)), goal.term):
        raise RejectedError("the two sides do not make the term")
    high, first = expanded_log(larger)
    low, second = expanded_log(smaller)
    needed = dict.fromkeys((*first, *second))
    positive = tuple(replace(goal, term=t, strict=True) for t in needed)
    known = goal.defined if not goal.constraints else min(goal.defined, AT_POINTS)
    return (*positive, replace(goal, term=plus(high, minus(low)), defined=known))


def exponential_goals(goal: Goal, larger: Term, smaller: Term) -> tuple[tuple[Goal, ...], Term]:
    """``log(larger) - log(smaller)`` (the term of the goal) by comparing the two themselves.

    The first goals say that what is under a logarithm, other than in the term, is positive.
    Returned with a term that must vanish.
    """
    if not free_variables(larger) | free_variables(smaller) <= set(goal.variables):
        raise RejectedError("the two sides have other variables")
    high, first = expanded_log(larger)
    low, second = expanded_log(smaller)
    given = frozenset(strict_subterms(goal.term))
    needed = [t for t in dict.fromkeys((*first, *second)) if Apply("log", (t,)) not in given]
    positive = tuple(replace(goal, term=t, strict=True, defined=NOWHERE) for t in needed)
    known = min(goal.defined, AT_POINTS) if goal.constraints and needed else goal.defined
    if not defined_with(goal, *_exponents(larger), *_exponents(smaller)):
        known = NOWHERE  # an exponent on both sides leaves no trace in the term
    last = replace(goal, term=plus(larger, minus(smaller)), defined=known)
    return (*positive, last), plus(goal.term, minus(plus(high, minus(low))))


def _exponents(term: Term) -> tuple[Term, ...]:
    """The exponents that ``expanded_log`` takes out of a term."""
    match term:
        case Apply("mul" | "div" | "sqrt", args):
            return tuple(e for a in args for e in _exponents(a))
        case Apply("pow", (base, exponent)):
            return exponent, *_exponents(base)
        case Apply("exp", args):
            return args
    return ()


def unrolled_goal(goal: Goal) -> Goal:
    """The goal with every short Sum between literal integers written out."""
    return replace(goal, term=_unrolled(goal.term))


def _unrolled(node: Syntax) -> Syntax:
    rebuilt = map_children(node, lambda child, _: _unrolled(child))
    match rebuilt:
        case Bind("Sum", _, Number(low), Number(high), body):
            whole = low.denominator == high.denominator == 1
            if whole and -1 <= high - low < UNROLLED:
                values = (Number(low + k) for k in range(int(high - low) + 1))
                return plus(*[instantiate(body, value) for value in values])
    return rebuilt


def corners(term: Term) -> tuple[Apply, ...]:
    """The subterms with corners: Abs, and Min and Max of two, innermost last."""
    found = [
        t
        for t in subterms(term)
        if isinstance(t, Apply)
        and (t.head == "Abs" or (t.head in ("Min", "Max") and len(t.args) == 2))
        and not any(isinstance(b, Bound) for b in subterms(t))
    ]
    return tuple(dict.fromkeys(found))


def corner_sign(corner: Apply) -> Term:
    """The term whose sign decides which side of the corner holds."""
    if corner.head == "Abs":
        return corner.args[0]
    return plus(corner.args[0], minus(corner.args[1]))


def sign_by_constraint(goal: Goal, term: Term) -> int:
    """1 or -1 if a constraint, by its form, says that the term is at least or at most 0."""
    for constraint in goal.constraints:
        if constraint.op in ("=", "!="):
            continue
        gap = difference(constraint)
        if same_sum(gap, term):
            return 1
        if same_sum(minus(gap), term) or same_sum(gap, minus(term)):
            return -1
    return 0


def smoothed_goal(goal: Goal, signs: tuple[int, ...]) -> Goal:
    """The goal with one side taken for each corner of known sign (0: left as it is).

    A side that a constraint tells may be undefined where the constraint fails: log(Abs(x) + 1)
    is defined for all x, log(x + 1) is not.
    """
    table: dict[Term, Term] = {}
    for corner, sign in zip(corners(goal.term), signs, strict=True):
        if sign == 0:
            continue
        if corner.head == "Abs":
            table[corner] = corner.args[0] if sign > 0 else minus(corner.args[0])
        else:
            first = (sign > 0) is (corner.head == "Max")
            table[corner] = corner.args[0] if first else corner.args[1]
    term: Term = _put(goal.term, table)
    if not goal.constraints or defined_with(goal, term):
        return replace(goal, term=term)
    plain = defined_by_form(term, goal.variables, goal.box)
    known = goal.defined if plain else min(goal.defined, AT_POINTS)
    return replace(goal, term=term, defined=known)


def _put(node: Syntax, table: dict[Term, Term]) -> Syntax:
    found = table.get(node) if isinstance(node, Apply) else None
    if found is not None:
        return _put(found, table)
    return map_children(node, lambda child, _: _put(child, table))


def square_goals(goal: Goal, larger: Term, smaller: Term) -> tuple[Goal, ...]:
    """``larger - smaller`` (the term of the goal) by squares: smaller, larger, and the squares.

    All three are at least 0; the first is not needed.
    """
    if not same_sum(plus(larger, minus(smaller)), goal.term):
        raise RejectedError("the two sides do not make the term")
    known = goal.defined if not goal.constraints else min(goal.defined, AT_POINTS)
    gap = plus(square(larger), minus(square(smaller)))
    return (
        replace(goal, term=smaller, strict=False),
        replace(goal, term=larger, strict=False),
        replace(goal, term=gap, defined=known),
    )
