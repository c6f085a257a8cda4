"""Rules for integrals and finite sums of symbolic length."""

from __future__ import annotations

from ua_symbolic.expressions.derivative import derivative
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Bind,
    Relation,
    Sort,
    Term,
    Variable,
    add,
    bind,
    free_variables,
    instantiate,
    mul,
    sub,
)
from ua_symbolic.kernel.forms import has_infinite_end
from ua_symbolic.kernel.inference import Inference, KernelError, is_closed, require
from ua_symbolic.kernel.rules_definedness import equal_to_itself, is_continuous, within
from ua_symbolic.kernel.rules_logic import Rule


def _bind(term: Term, head: str) -> Bind:
    if not isinstance(term, Bind) or term.head != head:
        raise KernelError(f"{head} expected")
    require(not has_infinite_end(term), "no rule is about infinite ranges")
    return term


def _bound_variable(step: Inference, sort: Sort, *avoid: Term) -> Variable:
    (variable,) = step.fresh("fresh", *avoid)
    require(variable.sort is sort, "a fresh variable of the wrong sort")
    return variable


def integral_monotone(step: Inference) -> None:
    """Integrals over one range compare as their integrands do.

    For ``<`` the integrands compare strictly inside of a range of positive length: continuous
    functions, so the integral of the difference is positive.
    """
    c = step.conclusion
    left, right = _bind(c.left, "Integral"), _bind(c.right, "Integral")
    require((left.lower, left.upper) == (right.lower, right.upper), "different ranges")
    step.need_defined(left, right)
    t = _bound_variable(step, Sort.REAL)
    strict = c.op == "<"
    require(c.op in ("<", "<=", "="), "integrals compare by =, <= or <")
    if strict:
        step.need(Relation("<", left.lower, left.upper))
    pointwise = Relation(c.op, instantiate(left.body, t), instantiate(right.body, t))
    step.need(pointwise, within(t, left, strict))


def sum_monotone(step: Inference) -> None:
    """Sums over one range compare as their terms do (``<`` needs a nonempty range)."""
    c = step.conclusion
    left, right = _bind(c.left, "Sum"), _bind(c.right, "Sum")
    require((left.lower, left.upper) == (right.lower, right.upper), "different ranges")
    require(c.op in ("<", "<=", "="), "sums compare by =, <= or <")
    step.need_defined(left, right)
    k = _bound_variable(step, Sort.INTEGER)
    if c.op == "<":
        step.need(Relation("<=", left.lower, left.upper))
    pointwise = Relation(c.op, instantiate(left.body, k), instantiate(right.body, k))
    step.need(pointwise, within(k, left))


def linearity(step: Inference) -> None:
    """Q(f) = c_1 Q(g_1) + ... for Q a Sum or Integral, if f = c_1 g_1 + ... on the range.

    The coefficients are free of the bound variable; the parts are defined, hence so is the sum.
    """
    whole = step.conclusion.left
    require(step.conclusion.op == "=" and isinstance(whole, Bind), "linearity shows equations")
    if not isinstance(whole, Bind):
        return
    require(not has_infinite_end(whole), "no rule is about infinite ranges")
    parts = [(c, g) for c, g in step.data["parts"]]
    require(all(is_closed(c) for c, _ in parts), "a coefficient holds a bound variable")
    pieces = [Bind(whole.head, whole.sort, whole.lower, whole.upper, g) for _, g in parts]
    require(all(is_closed(p) for p in pieces), "a dangling bound variable")
    expected = add(*[mul(c, p) for (c, _), p in zip(parts, pieces, strict=True)])
    require(step.conclusion.right == expected, "the right side is not that combination")
    step.need_defined(whole, *[c for c, _ in parts], *pieces)
    x = _bound_variable(step, whole.sort)
    inner = add(*[mul(c, instantiate(g, x)) for c, g in parts])
    step.need(Relation("=", instantiate(whole.body, x), inner), within(x, whole))


def integral_split(step: Inference) -> None:
    """The integral over [a, c] is the sum of those over [a, b] and [b, c]; both are defined."""
    whole, middle = _bind(step.conclusion.left, "Integral"), step.term("middle")
    first = Bind("Integral", Sort.REAL, whole.lower, middle, whole.body)
    second = Bind("Integral", Sort.REAL, middle, whole.upper, whole.body)
    require(step.conclusion == Relation("=", whole, add(first, second)), "not split there")
    step.need_defined(first, second)


def antiderivative(step: Inference) -> None:
    """The fundamental theorem: if F' = f inside and F is continuous, the integral is F(b) - F(a).

    Premises: the integral is defined (f continuous); F is defined on the closed range; f = F'
    (so F' is defined, hence F differentiable) inside.
    """
    integral = _bind(step.conclusion.left, "Integral")
    primitive = step.data["primitive"]  # a term with Bound(0) for the variable
    t = _bound_variable(step, Sort.REAL)
    value = instantiate(primitive, t)
    require(is_closed(value), "a dangling bound variable")
    require(is_continuous(value, t), "the antiderivative is not continuous by its form")
    ends = sub(instantiate(primitive, integral.upper), instantiate(primitive, integral.lower))
    require(step.conclusion == Relation("=", integral, ends), "not the values at the ends")
    step.need_defined(integral)
    step.need(equal_to_itself(value), within(t, integral))
    pointwise = Relation("=", instantiate(integral.body, t), derivative(value, t))
    step.need(pointwise, within(t, integral, strict=True))


def sum_split(step: Inference) -> None:
    """Sum over [a, c] = Sum over [a, b] + Sum over [b+1, c]; both parts are defined."""
    whole, middle = _bind(step.conclusion.left, "Sum"), step.term("middle")
    first = Bind("Sum", Sort.INTEGER, whole.lower, middle, whole.body)
    second = Bind("Sum", Sort.INTEGER, add(middle, ONE), whole.upper, whole.body)
    require(step.conclusion == Relation("=", whole, add(first, second)), "not split there")
    step.need_defined(first, second)


def sum_single(step: Inference) -> None:
    """A sum from a to a is its one term."""
    whole = _bind(step.conclusion.left, "Sum")
    require(whole.lower == whole.upper, "more than one term")
    value = instantiate(whole.body, whole.lower)
    require(step.conclusion == Relation("=", whole, value), "not the term")
    step.need_defined(whole)


def sum_empty(step: Inference) -> None:
    """A sum from b + 1 to b is zero."""
    whole = _bind(step.conclusion.left, "Sum")
    require(step.conclusion == Relation("=", whole, ZERO), "an empty sum is zero")
    step.need_defined(whole)
    step.need(Relation("=", whole.lower, add(whole.upper, ONE)))


def sum_constant(step: Inference) -> None:
    """A sum of equal terms is the term times their number b - a + 1."""
    whole = _bind(step.conclusion.left, "Sum")
    require(is_closed(whole.body), "the terms depend on the index")
    count = add(sub(whole.upper, whole.lower), ONE)
    require(step.conclusion == Relation("=", whole, mul(whole.body, count)), "not that product")
    step.need_defined(whole, whole.body)


def sum_swap(step: Inference) -> None:
    """A double sum over a rectangle in either order; both are defined."""
    outer = _bind(step.conclusion.left, "Sum")
    k, n = step.fresh("fresh")
    require(k.sort is Sort.INTEGER and n.sort is Sort.INTEGER, "indices are integers")
    inner = _bind(instantiate(outer.body, k), "Sum")
    ends = free_variables(inner.lower) | free_variables(inner.upper)
    require(k not in ends, "the range of the inner sum moves with the outer index")
    term = instantiate(inner.body, n)
    swapped = bind(
        "Sum", n, inner.lower, inner.upper, bind("Sum", k, outer.lower, outer.upper, term)
    )
    require(step.conclusion == Relation("=", outer, swapped), "not that double sum")
    step.need_defined(outer, swapped)


RULES: dict[str, Rule] = {
    "integral_monotone": integral_monotone,
    "sum_monotone": sum_monotone,
    "linearity": linearity,
    "integral_split": integral_split,
    "antiderivative": antiderivative,
    "sum_split": sum_split,
    "sum_single": sum_single,
    "sum_empty": sum_empty,
    "sum_constant": sum_constant,
    "sum_swap": sum_swap,
}
