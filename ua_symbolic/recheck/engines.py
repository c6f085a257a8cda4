"""The two rules that compute: exact equality, and enclosures on boxes."""

from __future__ import annotations

from typing import Any

from ua_symbolic.errors import UserError
from ua_symbolic.recheck.arena import Arena, Refused, demand
from ua_symbolic.recheck.equality import decide as decide_own
from ua_symbolic.recheck.reading import read_nested
from ua_symbolic.recheck.steps import Step


def decide(arena: Arena, left: int, right: int, facts: list[int]) -> tuple[bool, bool]:
    """(whether equal, whether the rechecker's own method showed it)."""
    if decide_own(arena, left, right, facts):
        return True, True
    from ua_symbolic.algebra import decide_equal
    from ua_symbolic.expressions.serial import from_data

    first, second, *relations = (from_data(nested(arena, n)) for n in (left, right, *facts))
    return decide_equal(first, second, relations, engines=("sympy",)).equal, False


def nested(arena: Arena, number: int) -> list[Any]:
    """A term written out in full."""

    def many(numbers: tuple[int, ...]) -> list[Any]:
        return [nested(arena, n) for n in numbers]

    match arena.nodes[number]:
        case ("n", value):
            return ["n", str(value)]
        case ("a", head, args):
            return ["a", head, many(args)]
        case ("f", name, sort, args):
            return ["f", name, sort, many(args)]
        case ("q", head, sort, *parts):
            return ["q", head, sort, "k", *many(tuple(parts))]
        case ("p", branches, otherwise):
            return ["p", [many(pair) for pair in branches], nested(arena, otherwise)]
        case ("r", op, left, right):
            return ["r", op, *many((left, right))]
    return list(arena.nodes[number])


def combination_parts(step: Step) -> tuple[int, int]:
    """The two sides of the identity behind a linear combination, its signs being checked."""
    op, left, right = step.parts()
    demand(op in ("=", "<=", "<"), "a combination shows =, <= or <")
    arena, one = step.arena, step.arena.relation("<", step.arena.number(0), step.arena.number(1))
    premises = [step.known() for _ in range(step.integer("premises"))]
    summands, strict = [], False
    for coefficient, factors, index in step.data["entries"]:
        value = step.fraction(coefficient)
        parts = [step.closed(f) for f in factors]
        demand(index is None or type(index) is int, "not the index of a premise")
        demand(index is None or 0 <= index < len(premises), "no such premise")
        relation = one if index is None else premises[index]
        strict = _entry_is_strict(step, op, value > 0, value >= 0, parts, relation) or strict
        _, _, low, high = step.node(relation)
        summands.append(arena.apply("mul", arena.number(value), *parts, arena.minus(high, low)))
    demand(strict or op != "<", "nothing makes it strict")
    step.need_defined(left, right)
    return arena.minus(right, left), arena.apply("add", *summands)


def _entry_is_strict(
    step: Step, op: str, positive: bool, nonnegative: bool, factors: list[int], relation: int
) -> bool:
    found = step.node(relation)[1]
    if found == "=":
        step.need_defined(*factors)
        return False
    demand(op != "=" and found in ("<", "<=") and nonnegative, "a wrong sign")
    strict = found == "<" and positive
    for factor in factors:
        _, sign, zero, term = step.node(step.known())
        known = sign in ("<", "<=") and step.node(zero) == ("n", 0) and term == factor
        demand(known, "the sign of a factor is not known")
        strict = strict and sign == "<"
    return strict


def verify_box(step: Step) -> None:
    """The certificate is about this conclusion, under these hypotheses, and valid."""
    from ua_symbolic.enclosure.verify import verify
    from ua_symbolic.enclosure.verify_mpfr import verify_mpfr

    certificate = step.data["certificate"]
    arena = step.arena
    conclusion = arena.oriented(read_nested(arena, certificate["conclusion"]))
    demand(conclusion == step.goal.conclusion, "the certificate shows something else")
    for hypothesis in certificate["hypotheses"]:
        needed = arena.oriented(read_nested(arena, hypothesis))
        demand(needed in step.goal.hypotheses, "the certificate needs another hypothesis")
    try:
        verdict, second = verify(certificate), verify_mpfr(certificate)
    except UserError as problem:
        raise Refused(str(problem)) from problem
    demand(verdict.status == "valid", f"the certificate is {verdict.status}: {verdict.reason}")
    demand(second.status != "invalid", f"MPFR finds the certificate invalid: {second.reason}")
