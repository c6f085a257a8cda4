"""Rules of definedness: ``t = t`` says that ``t`` is defined; and which terms are continuous."""

from __future__ import annotations

from collections.abc import Callable

from ua_symbolic.expressions.signature import HEADS, definedness
from ua_symbolic.expressions.terms import (
    ONE,
    Apply,
    Bind,
    Call,
    Number,
    Piecewise,
    Relation,
    Sort,
    Syntax,
    Term,
    Variable,
    add,
    children,
    free_variables,
    instantiate,
    is_integer,
    substitute,
)
from ua_symbolic.kernel.forms import (
    has_infinite_end,
    require_term,
)
from ua_symbolic.kernel.inference import Inference, is_atomic, require


def equal_to_itself(term: Term) -> Relation:
    """``t = t``: true iff ``t`` is defined."""
    return Relation("=", term, term)


def check_value(value: Term, sort: Sort) -> None:
    require_term(value)
    require(sort is Sort.REAL or is_integer(value), "an integer variable takes integer terms only")


# --- definedness ------------------------------------------------------------------------------


def defined(step: Inference) -> None:
    """A compound term is defined if its parts are and the conditions of its head hold."""
    term = step.conclusion.left
    require(step.conclusion == equal_to_itself(term), "definedness is stated as t = t")
    match term:
        case Apply(head, args):
            require(head in HEADS, f"unknown head {head}")
            step.need_defined(*args)
            alternative = definedness(term)[step.integer("alternative", 0)]
            for relation in alternative:
                step.need(relation)
        case Call():
            _defined_call(step, term)
        case Bind("Sum"):
            _defined_sum(step, term)
        case Bind("Integral"):
            _defined_integral(step, term)
        case Piecewise():
            _defined_piecewise(step, term)
        case _:
            require(is_atomic(term), "this term is defined nowhere")


def _defined_call(step: Inference, term: Call) -> None:
    step.need_defined(*term.args)
    definition, opaque = step.theory.definitions.get(term.name), None
    if definition is None:
        opaque = step.theory.opaques.get(term.name)
        sorts = opaque.sorts if opaque else ()
        # A function variable of a statement is total, whatever its arguments are.
        require(opaque is None or len(sorts) == len(term.args), f"{term.name}: wrong arity")
    else:
        sorts = tuple(p.sort for p in definition.parameters)
        require(len(sorts) == len(term.args), f"{term.name}: wrong arity")
    for value, sort in zip(term.args, sorts, strict=False):
        check_value(value, sort)
    if definition is not None:
        values = dict(zip(definition.parameters, term.args, strict=True))
        for relation in definition.domain:
            step.need(substitute(relation, values))


def _defined_sum(step: Inference, term: Bind) -> None:
    check_value(term.lower, Sort.INTEGER)
    check_value(term.upper, Sort.INTEGER)
    step.need_defined(term.lower, term.upper)
    step.need(Relation("<=", term.lower, add(term.upper, ONE)))
    (k,) = step.fresh("fresh")
    require(k.sort is Sort.INTEGER, "an index of summation is an integer")
    step.need(equal_to_itself(instantiate(term.body, k)), within(k, term))


def within(variable: Variable, term: Bind, strict: bool = False) -> tuple[Relation, Relation]:
    """``lower <= variable <= upper`` (``<`` if strict), the range of a Sum or Integral."""
    op = "<" if strict else "<="
    return Relation(op, term.lower, variable), Relation(op, variable, term.upper)


def _defined_integral(step: Inference, term: Bind) -> None:
    require(not has_infinite_end(term), "an improper integral has no definedness rule")
    step.need_defined(term.lower, term.upper)
    step.need(Relation("<=", term.lower, term.upper))
    (t,) = step.fresh("fresh")
    require(t.sort is Sort.REAL, "a variable of integration is real")
    body = instantiate(term.body, t)
    require(is_continuous(body, t), "the integrand is not continuous by its form")
    step.need(equal_to_itself(body), within(t, term))


def is_continuous(term: Term, variable: Variable) -> bool:
    """Whether ``term`` is continuous in ``variable`` on any interval where it is defined.

    A power needs an exponent free of the variable (then each of its cases is continuous) or a
    constant positive base.
    """
    if variable not in free_variables(term):
        return True
    match term:
        case Variable():
            return True
        case Apply("pow", (base, exponent)):
            if variable not in free_variables(exponent):
                return is_continuous(base, variable)
            positive = (isinstance(base, Number) and base.value > 0) or is_atomic_constant(base)
            return positive and is_continuous(exponent, variable)
        case Apply(head, args):
            return HEADS[head].continuous and all(is_continuous(a, variable) for a in args)
        case Bind("Sum", _, lower, upper, body):
            fixed = variable not in free_variables(lower) | free_variables(upper)
            return fixed and not has_infinite_end(term) and is_continuous(body, variable)
    return False


def is_atomic_constant(term: Term) -> bool:
    """``pi`` or ``E``."""
    return is_atomic(term) and not isinstance(term, Variable | Number)


def _defined_piecewise(step: Inference, term: Piecewise) -> None:
    """Both sides of all conditions are defined, and each value under its own condition."""
    for value, condition in term.branches:
        step.need_defined(condition.left, condition.right)
        step.need(equal_to_itself(value), (condition,))
    step.need_defined(term.otherwise)


def defined_by(step: Inference) -> None:
    """Whatever stands in a true relation is defined (not below a binder or a case distinction)."""
    term = step.conclusion.left
    require(step.conclusion == equal_to_itself(term), "definedness is stated as t = t")
    relation = step.known()
    require(term in strict_subterms(relation), "the term does not stand in the relation")


def strict_subterms(node: Syntax) -> frozenset[Term]:
    """The subterms that are defined whenever ``node`` is."""
    found: set[Term] = set()
    stack = [node]
    while stack:
        top = stack.pop()
        if not isinstance(top, Relation):
            found.add(top)
        if isinstance(top, Bind):
            stack.extend((top.lower, top.upper))
        elif not isinstance(top, Piecewise):
            stack.extend(child for child, _ in children(top))
    return frozenset(found)


RULES: dict[str, Callable[[Inference], None]] = {"defined": defined, "defined_by": defined_by}
