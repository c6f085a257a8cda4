"""Reading definitions, named closed forms, and names without a formula."""

from __future__ import annotations

from dataclasses import dataclass, field

from ua_symbolic.development.blocks import Block, Location, error
from ua_symbolic.development.headings import (
    Clause,
    Heading,
    read_clauses,
    read_where,
    text_of,
)
from ua_symbolic.development.justifications import split_outside
from ua_symbolic.development.loading import Loading
from ua_symbolic.development.model import FormSource, Item
from ua_symbolic.development.reading import Reader
from ua_symbolic.expressions.terms import Relation, Sort, Term, is_integer
from ua_symbolic.kernel.theory import Definition, Opaque


@dataclass
class _Body:
    """The clauses of a definition as they are read."""

    reader: Reader
    domain: tuple[Relation, ...] = ()
    values: list[Term] = field(default_factory=list)
    defaults: dict[str, Term] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)

    def read(self, clause: Clause, heading: Heading) -> None:
        """One clause; a title, a source or a note adds nothing here."""
        match clause.word:
            case "domain" | "when":
                for part in split_outside(clause.text, ","):
                    self.domain += self.reader.claim(part, clause.location)
            case "where":
                self.reader = read_where(self.reader, clause)
            case "value" | "model":
                self.values.append(self.reader.term(clause.text, clause.location))
            case "default":
                self._default(clause, heading)

    def _default(self, clause: Clause, heading: Heading) -> None:
        name, equals, value = (part.strip() for part in clause.text.partition("="))
        names = [p.name for p in heading.parameters]
        if not equals or name not in names:
            choice = ", ".join(names) or "none"
            message = f"write: default NAME = VALUE; the parameters are {choice}"
            raise error(clause.location, message)
        if name in self.defaults:
            raise error(clause.location, f"{name} has a default already")
        self.defaults[name] = self.reader.term(value, clause.location)
        self.places[name] = clause.location


def read_definition(loading: Loading, heading: Heading, block: Block) -> None:
    """``define`` or ``bound``: exactly one value, defined wherever the domain holds."""
    defaults = ("default",) if heading.kind == "bound" else ()
    clauses = read_clauses(block, "domain", "where", "value", *defaults, "source", "note")
    body = _read_body(loading, heading, clauses)
    name = heading.name
    if len(body.values) != 1:
        raise error(heading.location, f"{name} needs exactly one clause 'value TERM'")
    loading.definitions[name] = _definition(heading, body)
    text = f"{name}({', '.join(p.name for p in heading.parameters)})"
    loading.add(f"definition {name}", _item(heading, "definition", text, clauses))
    if heading.kind == "bound":
        title, source = text_of(clauses, "title"), text_of(clauses, "source")
        loading.forms[name] = FormSource(name, body.defaults, title, source, body.places)


def read_opaque(loading: Loading, heading: Heading, block: Block) -> None:
    """``opaque``: a name of which only leaves speak, with a model for the falsifier if it has one.

    ``model TERM`` with ``when RELATION, ...`` gives its value in a special case that is known.
    """
    clauses = read_clauses(block, "model", "when", "source", "note")
    name = heading.name
    body = _read_body(loading, heading, clauses)
    if len(body.values) > 1 or (body.domain and not body.values):
        raise error(heading.location, f"{name} takes one clause 'model TERM', and 'when' with it")
    if body.values:
        loading.models[name] = _definition(heading, body)
    signature = loading.functions[name]
    loading.opaques[name] = Opaque(name, signature.sorts, signature.sort)
    loading.add(f"opaque {name}", _item(heading, "opaque", name, clauses))


def _read_body(loading: Loading, heading: Heading, clauses: list[Clause]) -> _Body:
    body = _Body(loading.reader(heading))
    for clause in clauses:
        body.read(clause, heading)
    return body


def _definition(heading: Heading, body: _Body) -> Definition:
    name, value = heading.name, body.values[0]
    if heading.sort is Sort.INTEGER and not is_integer(value):
        message = f"{name} is declared integer, its value is not one by form"
        raise error(heading.location, message)
    return Definition(name, heading.parameters, body.domain, value, heading.sort)


def _item(heading: Heading, kind: str, text: str, clauses: list[Clause]) -> Item:
    return Item(
        heading.name,
        kind,
        text_of(clauses, "title"),
        heading.location,
        text,
        text_of(clauses, "source"),
        text_of(clauses, "note"),
        variables=heading.parameters if kind == "definition" else (),
    )
