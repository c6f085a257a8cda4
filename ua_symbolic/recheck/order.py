"""The rules of equality and order, signs and monotone functions, checked a second time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ua_symbolic.recheck.arena import demand
from ua_symbolic.recheck.definedness import condition_of
from ua_symbolic.recheck.meaning import (
    HIGH,
    LOW,
    MONOTONE,
    OTHER,
    POWER,
    QUOTIENT,
    UP,
    WEAK_ONLY,
    Range,
)
from ua_symbolic.recheck.steps import Check, Step


def reflexive(step: Step) -> None:
    """t <= t for a defined t."""
    op, left, right = step.parts()
    demand(left == right and op in ("=", "<="), "not reflexive")
    demand(op == "<=" or step.is_plain(left), "definedness is to be shown")
    step.need_defined(left)


def symmetric(step: Step) -> None:
    """a = b gives b = a, a != b gives b != a."""
    op, left, right = step.parts()
    demand(op in ("=", "!="), "not symmetric")
    step.need(op, right, left)


def weaken(step: Step) -> None:
    """a < b or a = b gives a <= b; a < b gives a != b."""
    op, left, right = step.parts()
    _, found, a, b = step.node(step.known())
    same, turned = (a, b) == (left, right), (a, b) == (right, left)
    weaker = op == "<=" and ((found in ("<", "=") and same) or (found == "=" and turned))
    demand(weaker or (op == "!=" and found == "<" and (same or turned)), "not weaker")


def antisymmetric(step: Step) -> None:
    """a <= b <= a gives a = b; a <= b and a != b give a < b."""
    op, left, right = step.parts()
    demand(op in ("=", "<"), "antisymmetry concludes = or <")
    step.need("<=", left, right)
    step.need(*(("<=", right, left) if op == "=" else ("!=", left, right)))


def transitive(step: Step) -> None:
    """A chain of =, <=, <."""
    op, left, right = step.parts()
    links = [step.node(link) for link in step.rest()]
    demand(bool(links) and links[0][2] == left and links[-1][3] == right, "other ends")
    demand(all(link[1] in ("=", "<=", "<") for link in links), "not a chain of =, <=, <")
    demand(all(p[3] == q[2] for p, q in pairwise(links)), "a broken chain")
    strongest = max((link[1] for link in links), key=("=", "<=", "<").index)
    demand(op == strongest, "another relation")


def rewrite(step: Step) -> None:
    """From a = b and T[a]: T[b]."""
    _, sorts, body = step.node(step.closed(step.data["template"], ("fun",)))
    demand(len(sorts) == 1 and step.node(body)[0] == "r", "a template has one hole")
    _, op, old, new = step.node(step.known())
    demand(op == "=", "rewriting needs an equation")
    demand(step.known() == step.arena.instantiate(body, [old]), "not the template")
    demand(step.goal.conclusion == step.arena.instantiate(body, [new]), "not that rewriting")


def sign(step: Step) -> None:
    """The sign of a sum, product, quotient or power from those of its parts."""
    op, zero, term = step.parts()
    demand(step.node(zero) == ("n", 0) and op in ("<", "<="), "a sign is 0 < t or 0 <= t")
    node = step.node(term)
    demand(node[0] == "a", "no parts")
    _, head, args = node
    match head:
        case "add":
            found = [step.node(step.known()) for _ in args]
            for (_, known, low, high), arg in zip(found, args, strict=True):
                demand(known in ("<", "<=") and (low, high) == (zero, arg), "not a sign")
            demand(op == "<=" or any(f[1] == "<" for f in found), "no part is positive")
        case "mul":
            for arg in args:
                step.need(op, zero, arg)
        case "div":
            step.need(op, zero, args[0])
            step.need("<", zero, args[1])
        case "pow":
            _sign_of_power(step, op, zero, term)
        case _:
            demand(False, f"no signs of {head}")


def _sign_of_power(step: Step, op: str, zero: int, term: int) -> None:
    base, exponent = step.node(term)[2]
    node = step.node(exponent)
    if step.data.get("even"):
        demand(node[0] == "n" and node[1] % 2 == 0 and op == "<=", "not an even power")
    else:
        step.need(op, zero, base)
        if op == "<":
            step.need_defined(exponent)
            return
    step.need_defined(term)


def monotone(step: Step) -> None:
    """f(a) R f(b) from the order of a and b, where f is monotone."""
    op, left, right = step.parts()
    old, new, place = step.node(left), step.node(right), step.integer("place")
    demand(old[:2] == new[:2] and old[0] == "a" and op in ("<=", "<"), "no function to move in")
    demand(len(old[2]) == len(new[2]) and 0 <= place < len(old[2]), "no such place")
    others = old[2][:place] + old[2][place + 1 :]
    demand(others == new[2][:place] + new[2][place + 1 :], "another argument moves")
    a, b, given = old[2][place], new[2][place], step.rest()
    demand(bool(given), "a premise is missing")
    strict, conditions = op == "<", set(given[:-1])
    for direction, needed in _ranges(step, old[1], place, others, strict):
        low, high = (a, b) if direction == UP else (b, a)
        sides: dict[Any, int] = {LOW: low, HIGH: high}
        if len(others) == 1:
            sides[OTHER] = others[0]
        wanted = {c if isinstance(c, int) else condition_of(step, c, sides) for c in needed}
        if wanted == conditions and given[-1] == step.arena.relation(op, low, high):
            return
    demand(False, "not monotone there for all that is known")


def _ranges(
    step: Step, head: str, place: int, others: tuple[int, ...], strict: bool
) -> tuple[tuple[int, Any], ...]:
    """Directions with conditions; a condition that is an integer is a relation already."""
    relation, zero = step.arena.relation, step.arena.number(0)
    if strict and head in WEAK_ONLY:
        return ()
    match head:
        case "add" | "Min" | "Max":
            return ((UP, [relation("=", o, o) for o in others]),)
        case "mul":
            positive = (UP, [relation("<", zero, o) for o in others])
            weak = (UP, [relation("<=", zero, o) for o in others])
            return (positive,) if strict else (positive, weak)
        case "pow":
            return POWER[place, strict] if strict else POWER[place, False] + POWER[place, True]
        case "div":
            keeping = QUOTIENT[place, True]
            return keeping if strict else QUOTIENT[place, False] + keeping
    ranges: tuple[Range, ...] = MONOTONE.get(head, ())
    return ranges


RULES: dict[str, Check] = {
    check.__name__: check
    for check in (reflexive, symmetric, weaken, antisymmetric, transitive, rewrite, sign, monotone)
}
