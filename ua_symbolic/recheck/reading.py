"""Tables of terms and theories, read into an arena and looked over once."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from ua_symbolic.recheck.arena import INTEGER, REAL, Arena, Refused, demand
from ua_symbolic.recheck.steps import World

_NUMBER = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?\Z")
LIMIT = 10**6


def read_terms(arena: Arena, table: Any) -> list[int]:
    """The numbers of a table's entries; children are entries before their parents."""
    found: list[int] = []
    for entry in table:
        try:
            found.append(_entry(arena, entry, found))
        except (LookupError, TypeError, ValueError) as problem:
            raise Refused(f"a table of terms is damaged: {problem!r}") from problem
    return found


def _entry(arena: Arena, entry: Any, found: list[int]) -> int:
    def at(index: int) -> int:
        demand(type(index) is int and 0 <= index < len(found), "a term refers to a later one")
        return found[index]

    def all_at(indices: Any) -> tuple[int, ...]:
        return tuple(at(i) for i in indices)

    match entry:
        case ["n", str(text)]:
            return arena.number(_fraction(text))
        case ["c", "pi" | "E" | "oo" as name]:
            return arena.put("c", name)
        case ["v", str(name), sort]:
            return arena.put("v", name, _sort(sort))
        case ["b", int(index), sort] if type(index) is int and index >= 0:
            return arena.put("b", index, _sort(sort))
        case ["a", str(head), args]:
            return arena.put("a", head, all_at(args))
        case ["f", str(name), sort, args]:
            return arena.put("f", name, _sort(sort), all_at(args))
        case ["q", str(head), sort, str(), lower, upper, body]:
            return arena.put("q", head, _sort(sort), at(lower), at(upper), at(body))
        case ["p", branches, otherwise]:
            return arena.put("p", tuple((at(v), at(c)) for v, c in branches), at(otherwise))
        case ["r", str(op), left, right]:
            return arena.put("r", op, at(left), at(right))
        case ["all", sorts, [*_], guards, body]:
            return arena.put("all", tuple(map(_sort, sorts)), all_at(guards), at(body))
        case ["fun", sorts, body]:
            return arena.put("fun", tuple(map(_sort, sorts)), at(body))
    raise Refused("a table of terms is damaged: an unknown entry")


def read_nested(arena: Arena, data: Any) -> int:
    """A term written out in full, as enclosure certificates have it."""
    flat: list[Any] = []

    def place(node: Any) -> int:
        match node:
            case ["a", head, args]:
                entry = ["a", head, [place(a) for a in args]]
            case ["f", name, sort, args]:
                entry = ["f", name, sort, [place(a) for a in args]]
            case ["q", head, sort, hint, *parts]:
                entry = ["q", head, sort, hint, *(place(p) for p in parts)]
            case ["p", branches, otherwise]:
                pairs = [[place(v), place(c)] for v, c in branches]
                entry = ["p", pairs, place(otherwise)]
            case ["r", op, left, right]:
                entry = ["r", op, place(left), place(right)]
            case _:
                entry = node
        flat.append(entry)
        return len(flat) - 1

    place(data)
    return read_terms(arena, flat)[-1]


def _fraction(text: str) -> Fraction:
    demand(bool(_NUMBER.match(text)) and len(text) < LIMIT, "not a number")
    top, _, bottom = text.partition("/")
    return Fraction(_integer(top), _integer(bottom or "1"))


def _integer(digits: str) -> int:
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    value = 0
    for start in range(0, len(digits), 4000):
        piece = digits[start : start + 4000]
        value = value * 10 ** len(piece) + int(piece)
    return sign * value


def _sort(sort: Any) -> str:
    demand(sort in (REAL, INTEGER), "an unknown sort")
    return str(sort)


def malformed(world: World) -> None:
    """Refused unless definitions and statements are closed, not circular, and of their sorts."""
    arena = world.arena
    for name, definition in world.definitions.items():
        demand(name not in world.opaques, f"{name} is defined and opaque")
        allowed = frozenset(definition.parameters)
        for part in (definition.body, *definition.domain):
            demand(arena.is_closed(part), f"{name}: a bound variable without its binder")
            demand(arena.free(part) <= allowed, f"{name}: a free variable in a definition")
        whole = definition.sort != INTEGER or arena.is_integer(definition.body)
        demand(whole, f"{name}: not an integer")
        demand(name not in _reach(world, name), f"{name}: a circular definition")
    for name, statement in world.statements.items():
        named = set(statement.functions) & (set(world.definitions) | set(world.opaques))
        demand(not named, f"{name}: a function hides another")
        for part in (*statement.hypotheses, *statement.claims):
            demand(arena.is_closed(part), f"{name}: a bound variable without its binder")


def _reach(world: World, start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        definition = world.definitions.get(waiting.pop())
        for part in (definition.body, *definition.domain) if definition else ():
            for call in world.arena.calls(part):
                name = world.arena.nodes[call][1]
                if name not in found:
                    found.add(name)
                    waiting.append(name)
    return found
