"""The outer form of an item: its heading line, and its clauses by their first words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ua_symbolic.development.blocks import Block, Location, error
from ua_symbolic.development.justifications import NAME
from ua_symbolic.development.reading import Reader
from ua_symbolic.development.scripts import joined
from ua_symbolic.expressions.names import ALIASES, BINDERS, FUNCTIONS, OPERATORS, RESERVED
from ua_symbolic.expressions.terms import Sort, Variable

DEFINING_KINDS = ("define", "bound", "opaque")
STATEMENT_KINDS = ("lemma", "theorem", "corollary", "argued", "cited", "conjecture")
TAGS = ("auto", "range")
TAKEN = FUNCTIONS | OPERATORS | RESERVED | frozenset(ALIASES) | frozenset(BINDERS) | {"Piecewise"}
"""Words of the language: a definition of such a name would never be seen."""
"""``auto``: the checkers try it by themselves; ``range``: it bounds a function, for linear
arithmetic (built-in facts only)."""

_HEADING = re.compile(rf"(\w+)\s+({NAME.pattern})\s*(\([^)]*\))?\s*(integer)?\s*(?:\[([^\]]*)\])?$")


@dataclass(frozen=True)
class Heading:
    """``KIND NAME(PARAMETERS) integer [TAGS]``, of which all but kind and name may be missing."""

    kind: str
    name: str
    parameters: tuple[Variable, ...]
    sort: Sort
    tags: tuple[str, ...]
    location: Location

    @property
    def defines(self) -> bool:
        """Whether it names a function; otherwise it states something."""
        return self.kind in DEFINING_KINDS


@dataclass(frozen=True)
class Clause:
    """One clause of an item: its first word, the rest of its text, and its lines."""

    word: str
    text: str
    block: Block

    @property
    def location(self) -> Location:
        """Where it begins."""
        return self.block.location


def read_heading(block: Block, *, facts: bool) -> Heading:
    """The heading of a top-level block; kind ``fact`` is for the built-in file only."""
    match = _HEADING.match(block.text)
    if match is None:
        raise error(block.location, f"cannot read the heading {block.text!r:.80}")
    kind, name, listed, integer, tags = match.groups()
    _check_kind(kind, block.location, facts=facts)
    heading = Heading(
        kind,
        name,
        read_parameters((listed or "")[1:-1], block.location),
        Sort.INTEGER if integer else Sort.REAL,
        tuple(t.strip() for t in tags.split(",")) if tags else (),
        block.location,
    )
    _check_heading(heading, has_list=listed is not None)
    return heading


def _check_kind(kind: str, location: Location, *, facts: bool) -> None:
    known = (*DEFINING_KINDS, *STATEMENT_KINDS)
    if kind == "fact" and not facts:
        message = "facts come with the kernel; state it as 'cited', with a source"
        raise error(location, message)
    if kind not in (*known, "fact"):
        raise error(location, f"unknown kind '{kind}'; one of {', '.join(known)}")


def _check_heading(heading: Heading, *, has_list: bool) -> None:
    """What a heading has no use for is a mistake, not a decoration."""
    if heading.defines and heading.name in TAKEN:
        raise error(heading.location, f"{heading.name} has a meaning already; choose another name")
    if heading.defines and heading.tags:
        raise error(heading.location, f"{heading.name} is a name; only statements take tags")
    if not heading.defines and (has_list or heading.sort is Sort.INTEGER):
        message = f"{heading.name} is a statement; its variables go into a clause 'for'"
        raise error(heading.location, message)
    for tag in heading.tags:
        if tag.startswith("order ") and heading.kind != "fact":
            continue
        if tag not in TAGS or (tag == "range" and heading.kind != "fact"):
            raise error(
                heading.location,
                f"unknown tag [{tag}]; a statement may have [auto] or [order NAME]",
            )


def read_parameters(text: str, location: Location) -> tuple[Variable, ...]:
    """``k integer, x`` as variables; each name once."""
    variables: list[Variable] = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, sort = part.partition(" ")
        if sort not in ("", "real", "integer") or not re.fullmatch(r"[A-Za-z]\w*", name):
            raise error(location, f"cannot read the parameter '{part}'; write x or k integer")
        if name in [v.name for v in variables]:
            raise error(location, f"the parameter {name} stands there twice")
        variables.append(Variable(name, Sort.INTEGER if sort == "integer" else Sort.REAL))
    return tuple(variables)


def read_clauses(block: Block, *allowed: str) -> list[Clause]:
    """The clauses of an item, of the allowed words only; a quoted line is the title."""
    found = []
    for child in block.children:
        if child.text.startswith('"'):
            found.append(Clause("title", joined(child.text, child.children).strip('"'), child))
            continue
        word, _, rest = child.text.partition(" ")
        if word not in allowed:
            raise error(child.location, f"unknown clause '{word}'; one of {', '.join(allowed)}")
        if word == "proof" and rest:
            raise error(child.location, "the proof begins on the line below the word 'proof'")
        text = rest if word == "proof" else joined(rest, child.children)
        found.append(Clause(word, text, child))
    return found


def text_of(clauses: list[Clause], word: str) -> str:
    """The text of all clauses that begin with the word."""
    return " ".join(clause.text for clause in clauses if clause.word == word)


def read_where(reader: Reader, clause: Clause) -> Reader:
    """``where NAME = TERM``: the reader that knows the abbreviation too."""
    name, equals, value = (part.strip() for part in clause.text.partition("="))
    if not equals or not re.fullmatch(r"[A-Za-z]\w*", name):
        raise error(clause.location, "write: where NAME = TERM")
    require_new(reader, name, clause.location)
    return reader.abbreviate(name, reader.term(value, clause.location))


def require_new(reader: Reader, name: str, location: Location) -> None:
    """Refuse a name that would hide a variable or an abbreviation."""
    if name in reader.scope.variables:
        raise error(location, f"{name} is the name of a variable or abbreviation already")
