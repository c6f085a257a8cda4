"""The rules for integrals and sums, checked a second time."""

from __future__ import annotations

from ua_symbolic.recheck.arena import INTEGER, REAL, demand
from ua_symbolic.recheck.calculus import Derivative, is_continuous
from ua_symbolic.recheck.steps import Check, Ref, Step


def integral_monotone(step: Step) -> None:
    """Integrals over one range compare as their integrands do."""
    _pointwise(step, "Integral", REAL)


def sum_monotone(step: Step) -> None:
    """Sums over one range compare as their terms do."""
    _pointwise(step, "Sum", INTEGER)


def _pointwise(step: Step, head: str, sort: str) -> None:
    op, left, right = step.parts()
    (_, _, _, lower, upper, f), other = step.bind(left, head), step.bind(right, head)
    demand((lower, upper) == other[3:5], "different ranges")
    demand(op in ("<", "<=", "="), "compared by =, <= or <")
    step.need_defined(left, right)
    (x,) = step.fresh("fresh", sort)
    inside = "<="
    if op == "<":
        inside = "<" if head == "Integral" else "<="
        step.need(inside, lower, upper)
    value, bound = (step.arena.instantiate(body, [x]) for body in (f, other[5]))
    step.need(op, value, bound, step.range_of(x, left, inside))


def linearity(step: Step) -> None:
    """A Sum or Integral of a combination is that combination of Sums or Integrals."""
    op, whole, right = step.parts()
    demand(op == "=" and step.node(whole)[0] == "q", "linearity shows equations")
    _, head, sort, lower, upper, body = step.bind(whole, step.node(whole)[1])
    arena, parts = step.arena, []
    for coefficient, inner in step.data["parts"]:
        demand(isinstance(inner, Ref), "a body was expected")
        piece = arena.put("q", head, sort, lower, upper, inner.number)
        demand(arena.is_closed(piece), "a bound variable without its binder")
        parts.append((step.closed(coefficient), inner.number, piece))
    combination = arena.apply("add", *(arena.apply("mul", c, piece) for c, _, piece in parts))
    demand(right == combination, "not that combination")
    step.need_defined(whole, *(c for c, _, _ in parts), *(piece for _, _, piece in parts))
    (x,) = step.fresh("fresh", sort)
    terms = [arena.apply("mul", c, arena.instantiate(g, [x])) for c, g, _ in parts]
    value = arena.instantiate(body, [x])
    step.need("=", value, arena.apply("add", *terms), step.range_of(x, whole))


def integral_split(step: Step) -> None:
    """The integral over [a, c] from those over [a, b] and [b, c]."""
    _, _, _, lower, upper, body = step.bind(step.parts()[1], "Integral")
    middle = step.ref("middle")
    _split(step, "Integral", REAL, (lower, middle, middle, upper), body)


def sum_split(step: Step) -> None:
    """The sum over [a, c] from those over [a, b] and [b + 1, c]."""
    _, _, _, lower, upper, body = step.bind(step.parts()[1], "Sum")
    middle = step.ref("middle")
    following = step.arena.apply("add", middle, step.arena.number(1))
    _split(step, "Sum", INTEGER, (lower, middle, following, upper), body)


def _split(step: Step, head: str, sort: str, ends: tuple[int, int, int, int], body: int) -> None:
    put = step.arena.put
    first, second = (put("q", head, sort, *pair, body) for pair in (ends[:2], ends[2:]))
    op, _, right = step.parts()
    demand(op == "=" and right == step.arena.apply("add", first, second), "not split there")
    step.need_defined(first, second)


def antiderivative(step: Step) -> None:
    """The fundamental theorem of calculus."""
    op, integral, right = step.parts()
    _, _, _, lower, upper, f = step.bind(integral, "Integral")
    arena, primitive = step.arena, step.data["primitive"]
    demand(op == "=" and isinstance(primitive, Ref), "no antiderivative")
    body = primitive.number
    (t,) = step.fresh("fresh", REAL)
    value = arena.instantiate(body, [t])
    demand(arena.is_closed(value) and t not in arena.free(body), "not a function of one variable")
    ends = arena.minus(arena.instantiate(body, [upper]), arena.instantiate(body, [lower]))
    demand(right == ends, "not the values at the ends")
    demand(is_continuous(arena, value, t), "not continuous by its form")
    step.need_defined(integral)
    step.need("=", value, value, step.range_of(t, integral))
    slope = Derivative(arena, t).of(value)
    step.need("=", arena.instantiate(f, [t]), slope, step.range_of(t, integral, "<"))


def sum_single(step: Step) -> None:
    """A sum of one term."""
    op, whole, right = step.parts()
    _, _, _, lower, upper, body = step.bind(whole, "Sum")
    demand(op == "=" and lower == upper, "more than one term")
    demand(right == step.arena.instantiate(body, [lower]), "not the term")
    step.need_defined(whole)


def sum_empty(step: Step) -> None:
    """A sum without terms."""
    op, whole, right = step.parts()
    _, _, _, lower, upper, _ = step.bind(whole, "Sum")
    demand(op == "=" and step.node(right) == ("n", 0), "an empty sum is 0")
    step.need_defined(whole)
    step.need("=", lower, step.arena.apply("add", upper, step.arena.number(1)))


def sum_constant(step: Step) -> None:
    """A sum of equal terms."""
    op, whole, right = step.parts()
    _, _, _, lower, upper, body = step.bind(whole, "Sum")
    demand(op == "=" and step.arena.is_closed(body), "the terms depend on the index")
    count = step.arena.apply("add", step.arena.minus(upper, lower), step.arena.number(1))
    demand(right == step.arena.apply("mul", body, count), "not term times number")
    step.need_defined(whole, body)


def sum_swap(step: Step) -> None:
    """A double sum over a rectangle in the other order."""
    op, whole, right = step.parts()
    _, _, _, lower, upper, body = step.bind(whole, "Sum")
    arena = step.arena
    k, n = step.fresh("fresh", INTEGER, INTEGER)
    inner = step.bind(arena.instantiate(body, [k]), "Sum")
    demand(k not in arena.free(inner[3]) | arena.free(inner[4]), "the inner range moves")
    term = arena.instantiate(inner[5], [n])
    put = arena.put
    column = put("q", "Sum", INTEGER, lower, upper, arena.abstract(term, k))
    swapped = put("q", "Sum", INTEGER, inner[3], inner[4], arena.abstract(column, n))
    demand(op == "=" and right == swapped, "not that double sum")
    step.need_defined(whole, swapped)


RULES: dict[str, Check] = {
    check.__name__: check
    for check in (
        integral_monotone, sum_monotone, linearity, integral_split, sum_split, antiderivative,
        sum_single, sum_empty, sum_constant, sum_swap,
    )
}  # fmt: skip
