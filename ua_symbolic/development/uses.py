"""Uses between statements: each names something usable that stands before it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from ua_symbolic.development.blocks import Location, error
from ua_symbolic.development.justifications import RULES
from ua_symbolic.development.model import Item
from ua_symbolic.development.script import Reference, justifications, references
from ua_symbolic.expressions.terms import free_variables
from ua_symbolic.kernel.theory import Definition, Statement


def check_uses(
    items: Mapping[str, Item],
    statements: Mapping[str, Statement],
    definitions: Mapping[str, Definition],
) -> None:
    """Every name that a proof uses exists, may be used, and nothing rests on itself.

    Raises DevelopmentError at the first use that is wrong.
    """
    for item in items.values():
        for reference in references(item.scripts):
            _check_reference(item, reference, statements)
        for name, location in _unfolded(item):
            if name not in definitions:
                hint = _did_you_mean(name, definitions)
                raise error(location, f"{name} is not a definition{hint}")
    _check_cycles(items)
    _check_order(items)


def _check_reference(item: Item, reference: Reference, statements: Mapping[str, Statement]) -> None:
    name, location = reference.statement, reference.location
    if name not in statements:
        hint = _did_you_mean(name, (*statements, *RULES))
        raise error(location, f"{item.name} uses {name}, which is not a statement{hint}")
    statement = statements[name]
    if statement.kind == "conjecture":
        raise error(location, f"{name} is a conjecture; nothing may use it")
    nodes = (*statement.hypotheses, *statement.claims)
    known = {v.name for node in nodes for v in free_variables(node)}
    known |= {f.name for f in statement.functions}
    for left, _ in reference.bindings:
        bound = left.partition("(")[0].strip()
        if bound not in known:
            choice = ", ".join(sorted(known)) or "none"
            raise error(location, f"{name} has no variable {bound}; it has {choice}")


def _unfolded(item: Item) -> Iterator[tuple[str, Location]]:
    """The names after ``by definition``."""
    for justification in justifications(item.scripts):
        if justification.rule == "definition":
            for name in filter(None, (n.strip() for n in justification.argument.split(","))):
                yield name, justification.location


def _did_you_mean(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else ""


def _check_order(items: Mapping[str, Item]) -> None:
    """A proof uses only what stands before it, so that automation cannot run in a circle.

    A definition may have the name of a statement; its key is another.
    """
    seen: set[str] = set()
    for key, item in items.items():
        for name in item.uses:
            if name not in seen:
                place = items[name].location
                message = f"{item.name} uses {name}, which is stated later ({place})"
                raise error(_place_of(item, name), f"{message}; state it before")
        seen.add(key)


def _place_of(item: Item, name: str) -> Location:
    return next(r.location for r in references(item.scripts) if r.statement == name)


def _check_cycles(items: Mapping[str, Item]) -> None:
    done: set[str] = set()
    for start in items:
        _visit(items, start, [], done)


def _visit(items: Mapping[str, Item], name: str, path: list[str], done: set[str]) -> None:
    if name in path:
        cycle = [*path[path.index(name) :], name]
        raise error(items[name].location, f"a cycle: {' uses '.join(cycle)}")
    if name in done:
        return
    path.append(name)
    for used in items[name].uses:
        _visit(items, used, path, done)
    path.pop()
    done.add(name)
