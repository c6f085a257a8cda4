"""Where terms are defined, and which branch of a case distinction applies; a second check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ua_symbolic.recheck.arena import INTEGER, REAL, demand
from ua_symbolic.recheck.calculus import is_continuous
from ua_symbolic.recheck.meaning import DOMAIN, TOTAL, WITH_INTEGERS, Condition
from ua_symbolic.recheck.steps import Check, Step


def defined(step: Step) -> None:
    """t = t, if its parts are defined and the conditions of its head hold."""
    op, term, again = step.parts()
    demand(op == "=" and term == again, "definedness is t = t")
    match step.node(term):
        case ("a", head, args):
            step.need_defined(*args)
            _need_one_of(step, head, args)
        case ("f", name, _, args):
            step.need_defined(*args)
            _defined_call(step, name, args)
        case ("q", "Sum", _, lower, upper, body):
            step.bind(term, "Sum")
            step.check_value(lower, INTEGER)
            step.check_value(upper, INTEGER)
            step.need_defined(lower, upper)
            step.need("<=", lower, step.arena.apply("add", upper, step.arena.number(1)))
            _defined_inside(step, term, body, INTEGER)
        case ("q", "Integral", _, lower, upper, body):
            step.bind(term, "Integral")
            step.need_defined(lower, upper)
            step.need("<=", lower, upper)
            t = _defined_inside(step, term, body, REAL)
            value = step.arena.instantiate(body, [t])
            demand(is_continuous(step.arena, value, t), "not continuous by its form")
        case ("p", branches, otherwise):
            for value, condition in branches:
                step.need_defined(*step.node(condition)[2:])
                step.need("=", value, value, (condition,))
            step.need_defined(otherwise)
        case _:
            demand(step.is_plain(term), "this is defined nowhere")


def _defined_inside(step: Step, term: int, body: int, sort: str) -> int:
    (variable,) = step.fresh("fresh", sort)
    value = step.arena.instantiate(body, [variable])
    step.need("=", value, value, step.range_of(variable, term))
    return variable


def _defined_call(step: Step, name: str, args: tuple[int, ...]) -> None:
    definition = step.world.definitions.get(name)
    if definition is None:
        for value, sort in zip(args, step.world.opaques.get(name, ((), ""))[0], strict=False):
            step.check_value(value, sort)
        return
    for value, parameter in zip(args, definition.parameters, strict=True):
        step.check_value(value, step.node(parameter)[2])
    values = dict(zip(definition.parameters, args, strict=True))
    for relation in definition.domain:
        step.need_formula(step.arena.substitute(relation, values, {}))


def _need_one_of(step: Step, head: str, args: tuple[int, ...]) -> None:
    given = frozenset(step.rest())
    if head in TOTAL:
        demand(not given, "a premise too many")
        return
    alternatives = list(DOMAIN[head])
    if head in WITH_INTEGERS and is_whole(step, _decisive(head, args)):
        alternatives += WITH_INTEGERS[head]
    sides = dict(enumerate_args(step, head, args))
    wanted = [{condition_of(step, c, sides) for c in conditions} for conditions in alternatives]
    demand(any(conditions == given for conditions in wanted), f"{head} may be undefined")


def _decisive(head: str, args: tuple[int, ...]) -> tuple[int, ...]:
    """The arguments that must be integers for the additional alternatives."""
    return args[1:] if head == "pow" else args if head == "binomial" else args[:1]


def is_whole(step: Step, args: tuple[int, ...]) -> bool:
    """Whether all are integers by their form."""
    return all(step.arena.is_integer(arg) for arg in args)


def enumerate_args(step: Step, head: str, args: tuple[int, ...]) -> Iterator[tuple[Any, int]]:
    """How the conditions of the tables name terms."""
    yield from ((("arg", i), arg) for i, arg in enumerate(args))
    if head == "tan":
        yield "cos", step.arena.put("a", "cos", args)
    if head == "binomial":
        yield "x+1", step.arena.put("a", "add", (args[0], step.arena.number(1)))


def condition_of(step: Step, condition: Condition, sides: dict[Any, int]) -> int:
    """A condition of the tables as a relation between terms."""
    op, left, right = condition
    return step.arena.relation(op, step.side(left, sides), step.side(right, sides))


def defined_by(step: Step) -> None:
    """t = t, if t stands strictly in a true relation."""
    op, term, again = step.parts()
    demand(op == "=" and term == again, "definedness is t = t")
    relation = step.known()
    _, _, left, right = step.node(relation)
    parts = {*strict_parts(step, left), *strict_parts(step, right)}
    demand(term in parts, "the term does not stand there")


def strict_parts(step: Step, term: int) -> Iterator[int]:
    """What is defined whenever the term is."""
    yield term
    match step.node(term):
        case ("a", _, args) | ("f", _, _, args):
            below = args
        case ("q", _, _, lower, upper, _):
            below = (lower, upper)
        case _:
            below = ()
    for part in below:
        yield from strict_parts(step, part)


def piecewise_value(step: Step) -> None:
    """A case distinction equals the first branch that applies."""
    op, term, right = step.parts()
    demand(op == "=" and step.node(term)[0] == "p", "not a case distinction")
    _, branches, otherwise = step.node(term)
    branch = step.integer("branch")
    demand(0 <= branch <= len(branches), "no such branch")
    for _, condition in branches[:branch]:
        demand(_excludes(step, step.known(), condition), "an earlier branch may apply")
    value = otherwise
    if branch < len(branches):
        value, condition = branches[branch]
        step.need_formula(condition)
    demand(right == value, "not the value of that branch")
    step.need_defined(value)


def _excludes(step: Step, known: int, condition: int) -> bool:
    _, op, a, b = step.node(step.arena.oriented(condition))
    _, found, c, d = step.node(known)
    turned, same = (c, d) == (b, a), (c, d) == (a, b)
    match op:
        case "<=":
            return turned and found == "<"
        case "<":
            return (turned and found in ("<", "<=", "=")) or (same and found == "=")
        case "=":
            return (same or turned) and found in ("<", "!=")
    return (same or turned) and found == "="


def is_total(step: Step, number: int, functions: set[str]) -> bool:
    """Whether the term is defined by its form, whatever its variables are."""
    match step.node(number):
        case ("b", _, _):
            return True
        case ("a", head, args):
            known = head in TOTAL or (head in ("besseli", "besselj") and is_whole(step, args[:1]))
            return known and all(is_total(step, arg, functions) for arg in args)
        case ("f", name, _, args):
            return name in functions and all(is_total(step, arg, functions) for arg in args)
    return step.is_plain(number)


RULES: dict[str, Check] = {
    check.__name__: check for check in (defined, defined_by, piecewise_value)
}
