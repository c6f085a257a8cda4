"""Rules of logic: hypotheses, cuts, cases, quantified hypotheses, induction."""

from __future__ import annotations

from collections.abc import Callable

from ua_symbolic.expressions.terms import (
    ForAll,
    Formula,
    Number,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
    add,
    free_variables,
    instantiate,
    is_integer,
    number,
    substitute,
)
from ua_symbolic.kernel.forms import (
    require_formula,
)
from ua_symbolic.kernel.inference import Inference, require
from ua_symbolic.kernel.rules_definedness import check_value

Rule = Callable[[Inference], None]


def hypothesis(step: Inference) -> None:
    """The conclusion is one of the hypotheses."""
    require(step.conclusion in step.sequent.hypothesis_set, "not a hypothesis")


def cut(step: Inference) -> None:
    """From A, and the conclusion under A, the conclusion."""
    middle = step.known()
    step.need(step.conclusion, (middle,))


def cases(step: Inference) -> None:
    """Either left <= right or right < left, for two defined terms."""
    left, right = step.term("left"), step.term("right")
    step.need_defined(left, right)
    step.need(step.conclusion, (Relation("<=", left, right),))
    step.need(step.conclusion, (Relation("<", right, left),))


def contradiction(step: Inference) -> None:
    """From a < b and b <= a, or from a != a, anything."""
    first = step.known()
    if first.op == "!=":
        require(first.left == first.right, "a != b is no contradiction by itself")
        return
    require(first.op == "<", "the first premise of a contradiction is strict")
    second = step.known()
    expected = Relation("<=", first.right, first.left)
    allowed = (
        expected,
        Relation("<", *(expected.left, expected.right)),
        Relation("=", first.left, first.right),
        Relation("=", first.right, first.left),
    )
    require(second in allowed, "the premises do not contradict each other")


def specialise(step: Inference) -> None:
    """A quantified hypothesis at given terms; its guards are premises."""
    formula = step.data["formula"]
    values = tuple(step.data["values"])
    require(formula in step.sequent.hypothesis_set, "not a hypothesis")
    require_formula(formula)
    require(isinstance(formula, ForAll) and len(values) == len(formula.sorts), "wrong arity")
    for value, sort in zip(values, formula.sorts, strict=True):
        check_value(value, sort)
    step.need_defined(*values)
    for guard in formula.guards:
        step.need(instantiate(guard, *values))
    require(step.conclusion == instantiate(formula.body, *values), "not that instance")


def piecewise_value(step: Inference) -> None:
    """A case distinction equals the branch whose condition holds, earlier ones being refuted."""
    term, branch = step.conclusion.left, step.integer("branch")
    require(step.conclusion.op == "=" and isinstance(term, Piecewise), "not a case distinction")
    if not isinstance(term, Piecewise):
        return
    for _, condition in term.branches[:branch]:
        require(step.known() in negations(condition), "an earlier branch is not excluded")
    value = term.otherwise
    if branch < len(term.branches):
        value, condition = term.branches[branch]
        step.need(condition)
    require(step.conclusion.right == value, "not the value of that branch")
    step.need_defined(value)


def negations(relation: Relation) -> tuple[Relation, ...]:
    """Relations, each of which excludes the given one."""
    r = relation.oriented()
    a, b = r.left, r.right
    if r.op == "<=":
        return (Relation("<", b, a),)
    if r.op == "<":
        return (Relation("<=", b, a), Relation("<", b, a), Relation("=", a, b))
    if r.op == "!=":
        return (Relation("=", a, b), Relation("=", b, a))
    return (Relation("!=", a, b), Relation("!=", b, a), Relation("<", a, b), Relation("<", b, a))


# --- induction --------------------------------------------------------------------------------


def induction(step: Inference) -> None:
    """Induction on an integer from ``start`` by ``step``: as many bases, then the general step."""
    k, start, width = step.data["variable"], step.term("start"), step.integer("step")
    require(isinstance(k, Variable) and k.sort is Sort.INTEGER, "induction runs over an integer")
    require(isinstance(start, Number | Variable) and is_integer(start), "start must be an integer")
    require(start != k and width >= 1, "a step of at least one, a start without the variable")
    step.need(Relation("<=", start, k))
    fixed = tuple(h for h in step.sequent.hypotheses if k not in free_variables(h))
    for offset in range(width):
        _need_exactly(step, at(step.conclusion, k, shifted(start, offset)), fixed)
    induction_hypotheses = (*fixed, Relation("<=", start, k), step.conclusion)
    _need_exactly(step, at(step.conclusion, k, add(k, number(width))), induction_hypotheses)


def shifted(start: Term, offset: int) -> Term:
    """The start of an induction moved on, a literal number staying one."""
    if isinstance(start, Number):
        return number(start.value + offset)
    return start if offset == 0 else add(start, number(offset))


def at(relation: Relation, variable: Variable, value: Term) -> Relation:
    """The relation with ``value`` in place of ``variable``."""
    result: Relation = substitute(relation, {variable: value})
    return result


def _need_exactly(step: Inference, relation: Relation, hypotheses: tuple[Formula, ...]) -> None:
    """A premise that may use the given hypotheses only (not all of the sequent's)."""
    premise = step.next()
    require(premise.hypothesis_set <= frozenset(hypotheses), "a premise uses a foreign hypothesis")
    require(premise.conclusion == relation, f"a premise says {premise.conclusion}, not {relation}")


RULES: dict[str, Rule] = {
    "hypothesis": hypothesis,
    "cut": cut,
    "cases": cases,
    "contradiction": contradiction,
    "specialise": specialise,
    "piecewise_value": piecewise_value,
    "induction": induction,
}
