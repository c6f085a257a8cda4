"""Reading statements: variables, hypotheses, claims and the proof."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ua_symbolic.development.blocks import Block, Location, error
from ua_symbolic.development.headings import (
    Clause,
    Heading,
    read_clauses,
    read_parameters,
    read_where,
    require_new,
    text_of,
)
from ua_symbolic.development.loading import Loading
from ua_symbolic.development.model import Item
from ua_symbolic.development.reading import Reader
from ua_symbolic.development.script import Script, references
from ua_symbolic.development.scripts import read_script
from ua_symbolic.expressions.parser import FunctionSignature, Scope
from ua_symbolic.expressions.terms import Formula, Relation, Sort, Variable
from ua_symbolic.kernel.theory import LEAF_KINDS, Opaque, Statement

SHOWN = ("for", "let", "where", "given", "claim")
CLAUSES = (*SHOWN, "source", "note", "proof")


@dataclass
class _Sentence:
    """The clauses of one statement as they are read."""

    reader: Reader
    variables: list[Variable] = field(default_factory=list)
    functions: list[Opaque] = field(default_factory=list)
    hypotheses: list[Formula] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    claims: list[Relation] = field(default_factory=list)

    def read(self, clause: Clause) -> None:
        """One clause; the proof is read at the end, when all names are known."""
        text, location = clause.text, clause.location
        match clause.word:
            case "for":
                for part in text.split(";"):
                    self._variable(part.strip(), location)
            case "let":
                self._function(text, location)
            case "where":
                self.reader = read_where(self.reader, clause)
            case "given":
                self._assume(self.reader.formulas(text, location), location)
            case "claim":
                self.claims.extend(self.reader.claim(text, location))

    def _assume(self, formulas: tuple[Formula, ...], location: Location) -> None:
        self.hypotheses.extend(formulas)
        self.lines.extend(location.line for _ in formulas)

    def _variable(self, text: str, location: Location) -> None:
        variable, relations = self.reader.domain(text, location)
        require_new(self.reader, variable.name, location)
        self.reader = self.reader.declare(variable)
        self.variables.append(variable)
        self._assume(relations, location)

    def _function(self, text: str, location: Location) -> None:
        match = re.fullmatch(r"(\w+)\(([^)]*)\)\s*(integer|real)?", text.strip())
        if match is None:
            raise error(location, "write: let f(k integer) [integer]")
        name, sort = match.group(1), Sort.INTEGER if match.group(3) == "integer" else Sort.REAL
        sorts = tuple(v.sort for v in read_parameters(match.group(2), location))
        scope = self.reader.scope
        if name in scope.functions:
            raise error(location, f"{name} is the name of a function already")
        functions = {**scope.functions, name: FunctionSignature(sorts, sort)}
        self.reader = Reader(Scope(scope.variables, functions), self.reader.abbreviations)
        self.functions.append(Opaque(name, sorts, sort))


def read_statement(loading: Loading, heading: Heading, block: Block) -> None:
    """A lemma, theorem, corollary, leaf or conjecture, with the script of its proof."""
    clauses = read_clauses(block, *CLAUSES)
    sentence = _Sentence(loading.reader(heading))
    for clause in clauses:
        sentence.read(clause)
    scripts = tuple(
        read_script(sentence.reader, clause.block.children, clause.location)
        for clause in clauses
        if clause.word == "proof"
    )
    _check_shape(heading, sentence, clauses, len(scripts))
    loading.add(heading.name, _item(heading, sentence, clauses, scripts))
    loading.statements[heading.name] = Statement(
        heading.name,
        heading.kind,
        tuple(sentence.functions),
        tuple(sentence.hypotheses),
        tuple(sentence.claims),
    )


def _check_shape(
    heading: Heading, sentence: _Sentence, clauses: list[Clause], scripts: int
) -> None:
    kind, location = heading.kind, heading.location
    if not sentence.claims:
        raise error(location, f"{heading.name} needs a clause 'claim RELATION'")
    if kind in LEAF_KINDS and not text_of(clauses, "source"):
        raise error(location, f"a leaf ({kind}) needs a clause 'source WHERE'")
    if kind in (*LEAF_KINDS, "conjecture", "fact") and scripts:
        raise error(location, f"a statement of kind {kind} has no proof; call it lemma or theorem")
    if scripts > 1:
        raise error(location, "one proof is enough")


def _item(
    heading: Heading, sentence: _Sentence, clauses: list[Clause], scripts: tuple[Script, ...]
) -> Item:
    shown = [f"{c.word} {c.text}" for c in clauses if c.word in SHOWN]
    return Item(
        heading.name,
        heading.kind,
        text_of(clauses, "title"),
        heading.location,
        "\n".join(shown),
        text_of(clauses, "source"),
        text_of(clauses, "note"),
        heading.tags,
        tuple(dict.fromkeys(r.statement for r in references(scripts))),
        tuple(sentence.variables),
        scripts,
        sentence.reader.abbreviations,
        tuple(sentence.lines),
    )
