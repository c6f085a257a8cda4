"""Claims over boxes: the box of a problem, what remains as constraints, and what must be defined.

``Problem`` is a claim ``hypotheses |- conclusion`` for all values of the variables.  The hypotheses
that bound a single variable by a closed term become its ``Range``; the rest are constraints, which
may only be used to discard boxes or, where noted, to move to an edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flint import arb, ctx

from ua_symbolic.enclosure.balls import evaluate
from ua_symbolic.enclosure.compare import Truth, less
from ua_symbolic.enclosure.derivative import minus, plus
from ua_symbolic.enclosure.program import Definitions, UnsupportedError, unfold
from ua_symbolic.enclosure.ranges import rational_ball
from ua_symbolic.expressions.signature import HEADS, Alternatives, definedness
from ua_symbolic.expressions.terms import (
    INFINITY,
    ZERO,
    Apply,
    Bind,
    Bound,
    Call,
    Number,
    Piecewise,
    Relation,
    Sort,
    Syntax,
    Term,
    Variable,
    free_variables,
    fresh_variable,
    instantiate,
    map_children,
    substitute,
    subterms,
)

NEGATED = {"<=": ">", "<": ">=", "=": "!=", ">=": "<", ">": "<=", "!=": "="}
UNROLLED = 200


@dataclass(frozen=True)
class Problem:
    """For all ``variables`` with ``hypotheses``: both sides defined and ``conclusion`` true."""

    variables: tuple[Variable, ...]
    hypotheses: tuple[Relation, ...]
    conclusion: Relation


@dataclass(frozen=True)
class Range:
    """The values of one variable; an end is a closed term, None for infinity.

    An open end does not belong to the domain, although enclosures may include it.
    """

    low: Term | None
    high: Term | None
    low_open: bool = False
    high_open: bool = False

    def point(self) -> bool:
        """Whether the range is a single value."""
        return self.low is not None and self.low == self.high

    def empty(self) -> bool:
        """Whether the range, by its form, certainly has no value; the literal ends decide."""
        if self.point():
            return self.low_open or self.high_open
        both = isinstance(self.low, Number) and isinstance(self.high, Number)
        return both and _below(self.high, self.low) is Truth.TRUE  # type: ignore[arg-type]


Box = tuple[Range, ...]


NOWHERE, AT_POINTS, ON_BOX = 0, 1, 2


@dataclass(frozen=True)
class Goal:
    """``term >= 0`` (``> 0`` if strict) on the points of ``box`` where ``constraints`` hold.

    ``defined`` says where the term is already known to be defined: nowhere, at the points just
    named, or on all of the box even where constraints fail.

    Of a ``slope`` this is known of the function: the slope itself may still have holes and poles,
    where the function has kinks.
    """

    variables: tuple[Variable, ...]
    box: Box
    constraints: tuple[Relation, ...]
    term: Term
    strict: bool = False
    defined: int = NOWHERE
    slope: bool = False


@dataclass(frozen=True)
class Condition:
    """What must hold for one subterm to be defined: any one alternative, under ``guards``."""

    variables: tuple[Variable, ...]
    guards: tuple[Relation, ...]
    alternatives: Alternatives


def domain(
    variables: tuple[Variable, ...], hypotheses: tuple[Relation, ...]
) -> tuple[Box, tuple[Relation, ...]]:
    """The box of the variables and the remaining constraints.

    Of two bounds the tighter one, decided rigorously, is taken; an undecided one stays a
    constraint, so that nothing is lost.
    """
    ranges = {v: Range(None, None, True, True) for v in variables}
    rest: list[Relation] = []
    for hypothesis in hypotheses:
        bound = _bound(hypothesis)
        if bound is None or bound[0] not in ranges:
            rest.append(hypothesis)
            continue
        variable, op, value = bound
        if value == INFINITY or value == Apply("neg", (INFINITY,)):
            continue
        tightened = _tighten(ranges[variable], op, value)
        if tightened is None:
            rest.append(hypothesis)
        else:
            ranges[variable] = tightened
    return tuple(_integral_ends(v, ranges[v]) for v in variables), tuple(rest)


def _bound(relation: Relation) -> tuple[Variable, str, Term] | None:
    turned = {"<=": ">=", "<": ">", ">=": "<=", ">": "<", "=": "="}
    left, right = relation.left, relation.right
    if relation.op not in turned:
        return None
    if isinstance(left, Variable) and not free_variables(right):
        return left, relation.op, right
    if isinstance(right, Variable) and not free_variables(left):
        return right, turned[relation.op], left
    return None


def _tighten(old: Range, op: str, value: Term) -> Range | None:
    if op == "=":
        above = _tighten(old, "<=", value)
        return None if above is None else _tighten(above, ">=", value)
    is_open = op in ("<", ">")
    if op in (">=", ">"):
        if old.low is None:
            return Range(value, old.high, is_open, old.high_open)
        better = _below(old.low, value)
        if better is Truth.TRUE:
            return Range(value, old.high, is_open, old.high_open)
        if old.low == value:
            return Range(value, old.high, is_open or old.low_open, old.high_open)
        return old if better is Truth.FALSE else None
    if old.high is None:
        return Range(old.low, value, old.low_open, is_open)
    better = _below(value, old.high)
    if better is Truth.TRUE:
        return Range(old.low, value, old.low_open, is_open)
    if old.high == value:
        return Range(old.low, value, old.low_open, is_open or old.high_open)
    return old if better is Truth.FALSE else None


def _below(left: Term, right: Term) -> Truth:
    if isinstance(left, Number) and isinstance(right, Number):
        return Truth.TRUE if left.value < right.value else Truth.FALSE
    return less(closed_ball(left), closed_ball(right))


def closed_ball(term: Term, precision: int = 128) -> arb:
    """A ball around a closed end; NaN if it has none."""
    if isinstance(term, Number):
        with ctx.workprec(precision):
            return rational_ball(term.value)
    try:
        return evaluate(term, {}, precision)
    except UnsupportedError:
        return arb.nan()


def _integral_ends(variable: Variable, old: Range) -> Range:
    """Literal ends of an integer variable moved to the nearest integers inside."""
    if variable.sort is not Sort.INTEGER:
        return old
    low, high, low_open, high_open = old.low, old.high, old.low_open, old.high_open
    if isinstance(low, Number):
        value = -((-low.value).__floor__())
        low = Number(type(low.value)(value + (1 if low_open and value == low.value else 0)))
        low_open = False
    if isinstance(high, Number):
        value = high.value.__floor__()
        high = Number(type(high.value)(value - (1 if high_open and value == high.value else 0)))
        high_open = False
    return Range(low, high, low_open, high_open)


def relaxed(problem: Problem, names: tuple[str, ...]) -> Problem:
    """The stronger claim in which the named integer variables are any real numbers."""
    put = {v: Variable(v.name) for v in problem.variables if v.name in names}
    return Problem(
        tuple(put.get(v, v) for v in problem.variables),
        tuple(substitute(h, put) for h in problem.hypotheses),
        substitute(problem.conclusion, put),
    )


# --- what is to be shown -----------------------------------------------------------------------


def difference(relation: Relation) -> Term:
    """The term whose nonnegativity (positivity) an order relation states."""
    oriented = relation.oriented()
    if oriented.left == ZERO:
        return oriented.right
    return plus(oriented.right, minus(oriented.left))


def relation_goals(relation: Relation) -> tuple[tuple[tuple[Term, bool], ...], ...]:
    """Ways to show a relation of defined sides: alternatives of (term, strict) to be shown all."""
    gap = difference(relation)
    match relation.op:
        case "<=" | ">=":
            return (((gap, False),),)
        case "<" | ">":
            return (((gap, True),),)
        case "=":
            return (((gap, False), (minus(gap), False)),)
    return (((gap, True),), ((minus(gap), True),))


def unfolded(node: Syntax, definitions: Definitions | None) -> Syntax:
    """The term or relation with every call of a definition replaced by its body."""
    if isinstance(node, Call):
        return unfolded(unfold(node, definitions), definitions)
    return map_children(node, lambda child, _: unfolded(child, definitions))


def conditions(relation: Relation, variables: tuple[Variable, ...]) -> tuple[Condition, ...]:
    """Everything that must be proved for both sides to be defined, inner subterms first."""
    found: dict[Condition, None] = {}
    if any(isinstance(part, Call) for part in subterms(relation)):
        raise UnsupportedError("nothing is known of where an unfolded function is defined")
    _refuse_discontinuous(relation)
    for side in (relation.left, relation.right):
        for condition in _conditions(side, variables, ()):
            found.setdefault(condition)
    return tuple(found)


def _conditions(
    term: Term, variables: tuple[Variable, ...], guards: tuple[Relation, ...]
) -> Iterator[Condition]:
    match term:
        case Apply(_, args):
            for arg in args:
                yield from _conditions(arg, variables, guards)
            alternatives = definedness(term)
            if () not in alternatives and not _plainly_holds(alternatives):
                yield Condition(variables, guards, alternatives)
        case Piecewise(branches, otherwise):
            passed = guards
            for value, condition in branches:
                for side in (condition.left, condition.right):
                    yield from _conditions(side, variables, passed)
                yield from _conditions(value, variables, (*passed, condition))
                negated = Relation(NEGATED[condition.op], condition.left, condition.right)
                passed = (*passed, negated)
            yield from _conditions(otherwise, variables, passed)
        case Bind():
            yield from _bind_conditions(term, variables, guards)


def _bind_conditions(
    term: Bind, variables: tuple[Variable, ...], guards: tuple[Relation, ...]
) -> Iterator[Condition]:
    for end in (term.lower, term.upper):
        yield from _conditions(end, variables, guards)
    if term.head == "Integral":
        yield Condition(variables, guards, ((Relation("<=", term.lower, term.upper),),))
    else:
        follows = plus(term.upper, Number(type(ZERO.value)(1)))
        yield Condition(variables, guards, ((Relation("<=", term.lower, follows),),))
    k = fresh_variable(term.hint, term.sort, term, *variables)
    inside = (Relation("<=", term.lower, k), Relation("<=", k, term.upper))
    yield from _conditions(instantiate(term.body, k), (*variables, k), (*guards, *inside))


def _refuse_discontinuous(node: Syntax) -> None:
    """Integrands must be continuous by their form."""
    for part in subterms(node):
        if isinstance(part, Bind) and part.head == "Integral":
            for inner in subterms(part.body):
                if isinstance(inner, Piecewise):
                    raise UnsupportedError("an integral of a Piecewise is not supported")
                if isinstance(inner, Apply) and not _continuous(inner):
                    raise UnsupportedError(f"an integral of {inner.head} is not supported")


def _continuous(term: Apply) -> bool:
    if HEADS[term.head].continuous:
        return True
    leading = term.args[1:] if term.head == "pow" else term.args[:1]
    moves = any(isinstance(t, Bound) for a in leading for t in subterms(a))
    return term.head in ("pow", "besseli", "besselj", "besselk") and not moves


def _plainly_holds(alternatives: Alternatives) -> bool:
    """Whether one alternative speaks of literal numbers only, and is true."""
    for relations in alternatives:
        if all(
            isinstance(r.left, Number) and isinstance(r.right, Number) and _true(r)
            for r in relations
        ):
            return True
    return False


def _true(r: Relation) -> bool:
    if not (isinstance(r.left, Number) and isinstance(r.right, Number)):
        return False
    a, b = r.left.value, r.right.value
    return {"<=": a <= b, "<": a < b, "=": a == b, ">=": a >= b, ">": a > b, "!=": a != b}[r.op]


def end_interval(term: Term, precision: int) -> tuple[arb, arb] | None:
    """Rigorous lower and upper bound of a closed end."""
    with ctx.workprec(precision):
        ball = evaluate(term, {}, precision)
        return (ball.lower(), ball.upper()) if ball.is_finite() else None
