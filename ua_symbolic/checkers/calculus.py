"""Equations of integrals and sums that a link may name: each is shown, then used for rewriting."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ua_symbolic.algebra import decide_equal
from ua_symbolic.checkers.context import Context
from ua_symbolic.checkers.definedness import bound_variable
from ua_symbolic.development.reading import Reader
from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions.derivative import derivative
from ua_symbolic.expressions.parser import parse_term
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Bind,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
    add,
    bind,
    close,
    div,
    free_variables,
    instantiate,
    mul,
    neg,
    sub,
    subterms,
)
from ua_symbolic.kernel.inference import is_closed
from ua_symbolic.kernel.rules_definedness import equal_to_itself, within
from ua_symbolic.kernel.rules_logic import negations
from ua_symbolic.kernel.theorems import Theorem


def binders(goal: Relation, head: str) -> list[Bind]:
    """The closed sums or integrals of the goal, outermost first."""
    found = [p for p in subterms(goal) if isinstance(p, Bind) and p.head == head and is_closed(p)]
    return list(dict.fromkeys(found))


def antiderivatives(
    context: Context, goal: Relation, argument: str, reader: Reader
) -> list[Theorem]:
    """``Integral = F(b) - F(a)`` for each integral of the goal of which F is an antiderivative."""
    equations = (_antiderivative(context, i, argument, reader) for i in binders(goal, "Integral"))
    return [e for e in equations if e is not None]


def _antiderivative(
    context: Context, integral: Bind, argument: str, reader: Reader
) -> Theorem | None:
    named = Variable(integral.hint, Sort.REAL)
    written = reader.expand(parse_term(argument, reader.scope.with_variables(named)))
    primitive = close(written, named)
    t = bound_variable(context, integral, written)
    value = instantiate(primitive, t)
    ends = sub(instantiate(primitive, integral.upper), instantiate(primitive, integral.lower))
    try:
        slope = derivative(value, t)
    except ExpressionError:
        return None
    closed = context.extend(*within(t, integral))
    inside = context.extend(*within(t, integral, strict=True))
    premises = [
        context.defined(integral),
        closed.prove(equal_to_itself(value)),
        inside.prove(Relation("=", instantiate(integral.body, t), slope)),
    ]
    data = {"primitive": primitive, "fresh": (t,)}
    return context.attempt("antiderivative", Relation("=", integral, ends), premises, data)


def linear_parts(context: Context, goal: Relation) -> list[Theorem]:
    """Q(f) = c_1 Q(g_1) + ... for the sums or integrals Q on the two sides of an equation.

    The outermost one on the left is written through those of the same range on the right, or
    the other way round.
    """
    for one, other in ((goal.left, goal.right), (goal.right, goal.left)):
        for whole in _outermost(one):
            parts = [p for p in _outermost(other) if _same_range(whole, p)]
            theorem = _linearity(context, whole, parts, other) if parts else None
            if theorem is not None:
                return [theorem]
    return []


def _outermost(term: Term) -> list[Bind]:
    return [p for p in dict.fromkeys(subterms(term)) if isinstance(p, Bind) and is_closed(p)]


def _same_range(a: Bind, b: Bind) -> bool:
    return (a.head, a.lower, a.upper) == (b.head, b.lower, b.upper)


def _linearity(context: Context, whole: Bind, parts: list[Bind], other: Term) -> Theorem | None:
    coefficients: dict[Bind, list[Term]] = {}
    for summand, sign in _summands(other, 1):
        factors = [(p, _without(summand, p)) for p in _outermost(summand) if p in parts]
        found = [(p, c) for p, c in factors if c is not None]
        if found:
            part, coefficient = found[-1]
            coefficients.setdefault(part, []).append(coefficient if sign > 0 else neg(coefficient))
    pieces = [(add(*listed), part.body) for part, listed in coefficients.items()]
    return linearity(context, whole, pieces)


def _summands(term: Term, sign: int) -> list[tuple[Term, int]]:
    match term:
        case Apply("add", args):
            return [s for a in args for s in _summands(a, sign)]
        case Apply("neg", (arg,)):
            return _summands(arg, -sign)
        case Apply("div", (top, bottom)):
            return [(div(t, bottom), s) for t, s in _summands(top, sign)]
    return [(term, sign)]


def _without(summand: Term, part: Bind) -> Term | None:
    """The summand with its last factor ``part`` struck out; None if that is no factor."""
    if summand == part:
        return ONE
    if isinstance(summand, Apply) and summand.head == "div":
        top = _without(summand.args[0], part)
        return None if top is None else div(top, summand.args[1])
    if isinstance(summand, Apply) and summand.head == "mul" and part in summand.args:
        last = len(summand.args) - 1 - summand.args[::-1].index(part)
        return mul(*summand.args[:last], *summand.args[last + 1 :])
    return None


def linearity(context: Context, whole: Bind, pieces: list[tuple[Term, Term]]) -> Theorem | None:
    """``Q(f) = c_1 Q(g_1) + ...`` from the same equation of integrands."""
    x = bound_variable(context, whole, *[c for c, _ in pieces])
    inner = context.extend(*within(x, whole))
    target = add(*[mul(c, instantiate(g, x)) for c, g in pieces])
    pointwise = inner.prove(Relation("=", instantiate(whole.body, x), target))
    binds = [
        Bind(whole.head, whole.sort, whole.lower, whole.upper, g, whole.hint) for _, g in pieces
    ]
    right = add(*[mul(c, b) for (c, _), b in zip(pieces, binds, strict=True)])
    defined = context.all_defined(whole, *[c for c, _ in pieces], *binds)
    data = {"parts": tuple(pieces), "fresh": (x,)}
    return context.attempt("linearity", Relation("=", whole, right), [*defined, pointwise], data)


def _same(a: Term, b: Term) -> bool:
    """Whether two ends agree, so that nothing is cut off."""
    return a == b or decide_equal(a, b, (), ("flint",)).equal


def splits(context: Context, goal: Relation, argument: str, reader: Reader) -> list[Theorem]:
    """Each sum or integral of the goal, cut at a point or after an index."""
    middle = reader.expand(parse_term(argument, reader.scope))
    found = []
    for head in ("Sum", "Integral"):
        for whole in binders(goal, head):
            start = middle if head == "Integral" else add(middle, ONE)
            first = Bind(head, whole.sort, whole.lower, middle, whole.body, whole.hint)
            second = Bind(head, whole.sort, start, whole.upper, whole.body, whole.hint)
            if _same(middle, whole.upper) or _same(start, whole.lower):
                continue
            rule = "sum_split" if head == "Sum" else "integral_split"
            found.append(
                context.attempt(
                    rule,
                    Relation("=", whole, add(first, second)),
                    context.all_defined(first, second),
                    {"middle": middle},
                )
            )
    return [t for t in found if t is not None]


def _each_sum(make: Callable[[Context, Bind], Theorem | None]) -> Callable[..., list[Theorem]]:
    def run(context: Context, goal: Relation) -> list[Theorem]:
        found = (make(context, s) for s in binders(goal, "Sum"))
        return [t for t in found if t is not None]

    return run


def _single(context: Context, whole: Bind) -> Theorem | None:
    if whole.lower != whole.upper:
        return None
    value = instantiate(whole.body, whole.lower)
    return context.attempt("sum_single", Relation("=", whole, value), context.all_defined(whole))


def _empty(context: Context, whole: Bind) -> Theorem | None:
    premises = [
        *context.all_defined(whole),
        context.prove(Relation("=", whole.lower, add(whole.upper, ONE))),
    ]
    return context.attempt("sum_empty", Relation("=", whole, ZERO), premises)


def _constant(context: Context, whole: Bind) -> Theorem | None:
    if not is_closed(whole.body):
        return None
    count = add(sub(whole.upper, whole.lower), ONE)
    equation = Relation("=", whole, mul(whole.body, count))
    return context.attempt("sum_constant", equation, context.all_defined(whole, whole.body))


def _swapped(context: Context, outer: Bind) -> Theorem | None:
    k = bound_variable(context, outer)
    inner = instantiate(outer.body, k)
    if not isinstance(inner, Bind) or inner.head != "Sum":
        return None
    if k in free_variables(inner.lower) | free_variables(inner.upper):
        return None
    n = bound_variable(context, inner, k, outer)
    term = instantiate(inner.body, n)
    swapped = bind(
        "Sum", n, inner.lower, inner.upper, bind("Sum", k, outer.lower, outer.upper, term)
    )
    return context.attempt(
        "sum_swap",
        Relation("=", outer, swapped),
        context.all_defined(outer, swapped),
        {"fresh": (k, n)},
    )


single_terms = _each_sum(_single)
empty_sums = _each_sum(_empty)
constant_sums = _each_sum(_constant)
swaps = _each_sum(_swapped)


def branches(context: Context, goal: Relation) -> list[Theorem]:
    """Each case distinction of the goal, equal to the branch that the hypotheses select."""
    terms = [p for p in subterms(goal) if isinstance(p, Piecewise) and is_closed(p)]
    found = (_branch(context, t) for t in dict.fromkeys(terms))
    return [t for t in found if t is not None]


def _branch(context: Context, term: Piecewise) -> Theorem | None:
    refuted: list[Theorem] = []
    for index, (value, condition) in enumerate(term.branches):
        holds = context.prove(condition)
        if holds is not None:
            return _select(context, term, index, value, [*refuted, holds])
        against = _first(context.prove(n) for n in negations(condition))
        if against is None:
            return None
        refuted.append(against)
    return _select(context, term, len(term.branches), term.otherwise, refuted)


def _select(
    context: Context, term: Piecewise, index: int, value: Term, premises: list[Theorem]
) -> Theorem | None:
    return context.attempt(
        "piecewise_value",
        Relation("=", term, value),
        [*premises, *context.all_defined(value)],
        {"branch": index},
    )


def _first(candidates: Iterable[Theorem | None]) -> Theorem | None:
    return next((c for c in candidates if c is not None), None)
