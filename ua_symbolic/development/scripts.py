"""Proof blocks to proof scripts."""

from __future__ import annotations

import re

from ua_symbolic.development.blocks import Block, Location, error
from ua_symbolic.development.justifications import parse_justification
from ua_symbolic.development.reading import Reader
from ua_symbolic.development.script import (
    Absurd,
    Cases,
    Chain,
    Close,
    Have,
    Induction,
    Item,
    Justification,
    Link,
    Script,
)
from ua_symbolic.expressions.terms import Number, Relation, Sort, Term, Variable, is_integer

ENDING = (Close, Cases, Induction)
"""The items that show the goal, so that nothing is left to say after them."""

LINK = re.compile(r"(<=|<|>=|>|=|!=)\s*(.*)$", re.DOTALL)


def read_script(reader: Reader, blocks: list[Block], location: Location) -> Script:
    """The script of the blocks below ``proof``, ``have``, ``case``, ``base`` or ``step``."""
    items = tuple(_item(reader, b) for b in blocks)
    for item, after in zip(items, blocks[1:], strict=False):
        if isinstance(item, ENDING):
            message = "nothing may follow 'by', 'cases' or 'induction': they end the proof"
            raise error(after.location, message)
    return Script(items, location)


def _item(reader: Reader, block: Block) -> Item:
    word, _, rest = block.text.partition(" ")
    match word:
        case "have":
            return _have(reader, block, rest)
        case "suppose":
            return _suppose(reader, block, rest)
        case "cases":
            return _cases(reader, block, rest)
        case "induction":
            return _induction(reader, block, rest)
        case "by":
            text = joined(rest, block.children)
            return Close(parse_justification(text, block.location), block.location)
    return _chain(reader, block)


def joined(text: str, children: list[Block]) -> str:
    """A line with its continuation lines."""
    return " ".join([text, *(joined(c.text, c.children) for c in children)])


def split_by(text: str, location: Location) -> tuple[str, Justification]:
    """An expression or relation and the justification after the word ``by``."""
    pieces = re.split(r"\sby(?:\s+|$)", text, maxsplit=1)
    reason = pieces[1] if len(pieces) == 2 else ""
    return pieces[0].strip(), parse_justification(reason, location)


def _suppose(reader: Reader, block: Block, rest: str) -> Absurd:
    relation = reader.relation(rest, block.location)
    if relation.op in ("=", "!="):
        raise error(block.location, "'suppose' takes an inequality with <=, <, >= or >")
    body = read_script(reader, block.children, block.location)
    return Absurd(relation, body, block.location)


def _have(reader: Reader, block: Block, rest: str) -> Have:
    starts_script = any(_begins_item(c) for c in block.children)
    text = rest if starts_script else joined(rest, block.children)
    statement, justification = split_by(text, block.location)
    relation = reader.relation(statement, block.location)
    if starts_script and justification.text:
        raise error(block.location, "'have' takes either a reason after 'by' or a proof below")
    if starts_script:
        body = read_script(reader, block.children, block.location)
    else:
        body = Script((Close(justification, block.location),), block.location)
    return Have(relation, body, block.location)


def _begins_item(block: Block) -> bool:
    word = block.text.split(" ", 1)[0]
    return word in ("have", "suppose", "cases", "induction") or any(
        LINK.match(c.text) for c in block.children
    )


def _cases(reader: Reader, block: Block, rest: str) -> Cases:
    relation = reader.relation(rest, block.location)
    branches = [c for c in block.children if c.text == "case" or c.text.startswith("case ")]
    if len(branches) != 2 or len(block.children) != 2 or relation.op not in ("<=", ">="):
        raise error(block.location, "'cases a <= b' takes exactly two blocks 'case ...'")
    first, second = (read_script(reader, b.children, b.location) for b in branches)
    return Cases(relation.oriented(), first, second, block.location)


def _induction(reader: Reader, block: Block, rest: str) -> Induction:
    match = re.match(r"(\w+)\s+from\s+(.+?)(?:\s+step\s+(\d+))?$", rest)
    if match is None:
        raise error(block.location, "write: induction k from 1 [step 2]")
    name, start, width = match.group(1), match.group(2), int(match.group(3) or 1)
    variable = reader.scope.variables.get(name)
    if variable is None or variable.sort is not Sort.INTEGER:
        raise error(block.location, f"{name} is not an integer variable of the statement")
    bases = [c for c in block.children if c.text.startswith("base")]
    steps = [c for c in block.children if c.text == "step"]
    if len(bases) != width or len(steps) != 1 or len(block.children) != width + 1:
        raise error(block.location, f"induction needs {width} block(s) 'base' and one 'step'")
    first = reader.term(start, block.location)
    if first == variable or not (isinstance(first, Number | Variable) and is_integer(first)):
        raise error(block.location, "induction starts at an integer or at another integer variable")
    return Induction(
        variable,
        first,
        width,
        tuple(read_script(reader, b.children, b.location) for b in bases),
        read_script(reader, steps[0].children, steps[0].location),
        block.location,
    )


def _chain(reader: Reader, block: Block) -> Chain:
    links = [c for c in block.children if LINK.match(c.text)]
    continuation = [c for c in block.children if not LINK.match(c.text)]
    if not links:
        raise error(
            block.location,
            "expected a chain (links '<= ... by ...' below) or one of "
            "have, cases, suppose, induction, by",
        )
    left = reader.term(joined(block.text, continuation), block.location)
    parsed: list[Link] = []
    for child in links:
        link = _link(reader, left, child)
        left = link.relation.right
        parsed.append(link)
    _check_chain(parsed)
    return Chain(tuple(parsed), block.location)


def _check_chain(links: list[Link]) -> None:
    """Links of a chain meet in one direction; ``!=`` does not chain at all."""
    ops = [link.relation.op for link in links]
    against = {"<=": (">=", ">"), "<": (">=", ">"), ">=": ("<=", "<"), ">": ("<=", "<")}
    for position, (link, op) in enumerate(zip(links, ops, strict=True)):
        location = link.justification.location
        if op == "!=":
            raise error(location, "a chain has no link '!='; write: have a != b")
        for earlier in ops[:position]:
            if earlier in against.get(op, ()):
                raise error(location, f"a chain goes one way: here '{op}' comes after '{earlier}'")


def _link(reader: Reader, left: Term, block: Block) -> Link:
    match = LINK.match(joined(block.text, block.children))
    if match is None:
        raise error(block.location, "a link begins with <=, <, =, >= or >")
    text, justification = split_by(match.group(2), block.location)
    relation = Relation(match.group(1), left, reader.term(text, block.location))
    return Link(relation, justification)
