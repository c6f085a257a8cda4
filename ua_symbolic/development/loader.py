"""From files to a development: headings, clauses, definitions, statements and their scripts.

A file is a sequence of headings at the left margin, each with indented clauses:

    define NAME(m integer, x)        lemma NAME [auto]
      "what it is"                     "what it says"
      domain m >= 1, x > 0             for m integer in [1, oo); x in (0, 1]
      value TERM                       given RELATION
                                       claim RELATION
                                       proof ...

``bound`` is ``define`` for a named closed form (with ``default tau = 1/2``); ``opaque NAME(...)``
names something that only leaves speak about; ``argued`` and ``cited`` statements are leaves and
need a ``source``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ua_symbolic.development.blocks import Block, Location, error, read_blocks
from ua_symbolic.development.justifications import NAME, split_outside
from ua_symbolic.development.model import Development, FormSource, Item
from ua_symbolic.development.reading import Reader
from ua_symbolic.development.script import Script, references
from ua_symbolic.development.scripts import joined, read_script
from ua_symbolic.errors import DevelopmentError
from ua_symbolic.expressions.parser import FunctionSignature, Scope
from ua_symbolic.expressions.terms import Formula, Relation, Sort, Term, Variable, is_integer
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.theory import LEAF_KINDS, Definition, Opaque, Statement, Theory

STATEMENT_KINDS = ("lemma", "theorem", "corollary", "argued", "cited", "conjecture", "fact")
HEADING = re.compile(rf"(\w+)\s+({NAME.pattern})\s*(\([^)]*\))?\s*(integer)?\s*(?:\[([^\]]*)\])?$")
FACTS = Path(__file__).parent / "facts.ua"


@dataclass
class _Loading:
    """What has been read so far."""

    functions: dict[str, FunctionSignature] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    opaques: dict[str, Opaque] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    forms: dict[str, FormSource] = field(default_factory=dict)
    models: dict[str, Definition] = field(default_factory=dict)

    def add(self, key: str, item: Item) -> None:
        if key in self.items:
            first = self.items[key].location
            raise error(item.location, f"{item.name} is stated already at {first}")
        self.items[key] = item

    def reader(self) -> Reader:
        return Reader(Scope({}, dict(self.functions)))


def load(path: Path) -> Development:
    """The development of the ``*.ua`` files in a folder, in the order of their names.

    Raises DevelopmentError, with file and line, for anything that is not well formed: an unknown
    name, a duplicate id, a use of an unknown statement, a cycle.
    """
    files = sorted(path.glob("*.ua")) if path.is_dir() else [path]
    if not files or not all(f.is_file() for f in files):
        raise DevelopmentError(f"{path}: no development here (a folder with .ua files is one)")
    loading = _Loading()
    blocks = [b for file in [FACTS, *files] for b in read_blocks(file)]
    for block in blocks:
        _declare_function(loading, block)
    for block in blocks:
        _read_item(loading, block)
    _check_uses(loading)
    try:
        theory = Theory(loading.definitions, loading.opaques, loading.statements)
    except KernelError as problem:
        raise DevelopmentError(f"{path}: {problem}") from problem
    return Development(path.name, path, theory, loading.items, loading.forms, loading.models)


# --- headings ---------------------------------------------------------------------------------


def _heading(block: Block) -> tuple[str, str, str, bool, tuple[str, ...]]:
    match = HEADING.match(block.text)
    if match is None:
        raise error(block.location, f"cannot read the heading '{block.text}'")
    kind, name, parameters, integer, tags = match.group(1, 2, 3, 4, 5)
    listed = tuple(t.strip() for t in tags.split(",")) if tags else ()
    return kind, name, (parameters or "")[1:-1], integer is not None, listed


def _parameters(text: str, location: Location) -> tuple[Variable, ...]:
    variables = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, _, sort = part.partition(" ")
        if sort not in ("", "real", "integer") or not re.fullmatch(r"[A-Za-z]\w*", name):
            raise error(location, f"cannot read the parameter '{part}'")
        variables.append(Variable(name, Sort.INTEGER if sort == "integer" else Sort.REAL))
    return tuple(variables)


def _declare_function(loading: _Loading, block: Block) -> None:
    """Enter the signature of a definition or opaque, so that the order of files is free."""
    kind, name, parameters, integer, _ = _heading(block)
    if kind in ("define", "bound", "opaque"):
        if name in loading.functions:
            raise error(block.location, f"{name} is defined twice")
        sorts = tuple(v.sort for v in _parameters(parameters, block.location))
        sort = Sort.INTEGER if integer else Sort.REAL
        loading.functions[name] = FunctionSignature(sorts, sort)


def _read_item(loading: _Loading, block: Block) -> None:
    kind, name, parameters, _, tags = _heading(block)
    if kind in ("define", "bound"):
        _read_definition(loading, block, name, _parameters(parameters, block.location))
    elif kind == "opaque":
        _read_opaque(loading, block, name, _parameters(parameters, block.location))
    elif kind in STATEMENT_KINDS:
        _read_statement(loading, block, kind, name, tags)
    else:
        raise error(
            block.location,
            f"unknown kind '{kind}'; one of define, bound, opaque, {', '.join(STATEMENT_KINDS)}",
        )


def _clauses(block: Block, *allowed: str) -> list[tuple[str, str, Block]]:
    """(keyword, text, block) for each clause; a quoted line is the title."""
    found = []
    for child in block.children:
        if child.text.startswith('"'):
            found.append(("title", joined(child.text, child.children).strip('"'), child))
            continue
        word, _, rest = child.text.partition(" ")
        if word not in allowed:
            raise error(child.location, f"unknown clause '{word}'; one of {', '.join(allowed)}")
        found.append((word, rest if word == "proof" else joined(rest, child.children), child))
    return found


def _texts(clauses: list[tuple[str, str, Block]], word: str) -> str:
    return " ".join(text for w, text, _ in clauses if w == word)


def _where(reader: Reader, text: str, location: Location) -> Reader:
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(r"[A-Za-z]\w*", name.strip()):
        raise error(location, "write: where NAME = TERM")
    return reader.abbreviate(name.strip(), reader.term(value, location))


# --- definitions ------------------------------------------------------------------------------


def _read_definition(
    loading: _Loading, block: Block, name: str, parameters: tuple[Variable, ...]
) -> None:
    clauses = _clauses(block, "domain", "where", "value", "default", "source", "note")
    reader = loading.reader()
    for parameter in parameters:
        reader = reader.declare(parameter)
    domain: tuple[Relation, ...] = ()
    values: list[Term] = []
    defaults: dict[str, Term] = {}
    for word, text, child in clauses:
        if word == "domain":
            parts = split_outside(text, ",")
            domain += tuple(r for p in parts for r in reader.claim(p, child.location))
        elif word == "where":
            reader = _where(reader, text, child.location)
        elif word == "value":
            values.append(reader.term(text, child.location))
        elif word == "default":
            key, _, value = text.partition("=")
            defaults[key.strip()] = reader.term(value, child.location)
    if len(values) != 1:
        raise error(block.location, f"{name} needs exactly one clause 'value TERM'")
    sort = loading.functions[name].sort
    if sort is Sort.INTEGER and not is_integer(values[0]):
        raise error(block.location, f"{name} is declared integer, its value is not one by form")
    loading.definitions[name] = Definition(name, parameters, domain, values[0], sort)
    title, source = _texts(clauses, "title"), _texts(clauses, "source")
    text = f"{name}({', '.join(p.name for p in parameters)})"
    loading.add(
        f"definition {name}",
        Item(
            name,
            "definition",
            title,
            block.location,
            text,
            source,
            _texts(clauses, "note"),
            variables=parameters,
        ),
    )
    if block.text.startswith("bound"):
        loading.forms[name] = FormSource(name, defaults, title, source)


def _read_opaque(
    loading: _Loading, block: Block, name: str, parameters: tuple[Variable, ...]
) -> None:
    clauses = _clauses(block, "model", "when", "source", "note")
    signature = loading.functions[name]
    _read_model(loading, name, parameters, clauses)
    loading.opaques[name] = Opaque(name, signature.sorts, signature.sort)
    loading.add(
        f"opaque {name}",
        Item(
            name,
            "opaque",
            _texts(clauses, "title"),
            block.location,
            name,
            _texts(clauses, "source"),
            _texts(clauses, "note"),
        ),
    )


def _read_model(
    loading: _Loading,
    name: str,
    parameters: tuple[Variable, ...],
    clauses: list[tuple[str, str, Block]],
) -> None:
    """``model TERM`` with ``when RELATION, ...``: a known special case, for the falsifier."""
    reader = loading.reader()
    for parameter in parameters:
        reader = reader.declare(parameter)
    domain: tuple[Relation, ...] = ()
    values: list[Term] = []
    for word, text, child in clauses:
        if word == "model":
            values.append(reader.term(text, child.location))
        elif word == "when":
            parts = split_outside(text, ",")
            domain += tuple(r for p in parts for r in reader.claim(p, child.location))
    if values:
        sort = loading.functions[name].sort
        loading.models[name] = Definition(name, parameters, domain, values[0], sort)


# --- statements -------------------------------------------------------------------------------


@dataclass
class _Sentence:
    """The clauses of one statement as they are read."""

    reader: Reader
    variables: list[Variable] = field(default_factory=list)
    functions: list[Opaque] = field(default_factory=list)
    hypotheses: list[Formula] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    claims: list[Relation] = field(default_factory=list)

    def assume(self, formulas: tuple[Formula, ...], location: Location) -> None:
        self.hypotheses.extend(formulas)
        self.lines.extend(location.line for _ in formulas)


def _read_statement(
    loading: _Loading, block: Block, kind: str, name: str, tags: tuple[str, ...]
) -> None:
    clauses = _clauses(block, "for", "let", "where", "given", "claim", "source", "note", "proof")
    sentence = _Sentence(loading.reader())
    for word, text, child in clauses:
        _read_clause(sentence, word, text, child.location)
    scripts = tuple(
        read_script(sentence.reader, child.children, child.location)
        for word, _, child in clauses
        if word == "proof"
    )
    _check_shape(block, kind, sentence, clauses, len(scripts))
    loading.statements[name] = Statement(
        name, kind, tuple(sentence.functions), tuple(sentence.hypotheses), tuple(sentence.claims)
    )
    text = "\n".join(f"{w} {t}" for w, t, _ in clauses if w in ("for", "let", "where", "given", "claim"))
    loading.add(
        name,
        Item(
            name,
            kind,
            _texts(clauses, "title"),
            block.location,
            text,
            _texts(clauses, "source"),
            _texts(clauses, "note"),
            tags,
            tuple(dict.fromkeys(_used(scripts))),
            tuple(sentence.variables),
            scripts,
            sentence.reader.abbreviations,
            tuple(sentence.lines),
        ),
    )


def _read_clause(sentence: _Sentence, word: str, text: str, location: Location) -> None:
    match word:
        case "for":
            for part in text.split(";"):
                variable, relations = sentence.reader.domain(part.strip(), location)
                sentence.reader = sentence.reader.declare(variable)
                sentence.variables.append(variable)
                sentence.assume(relations, location)
        case "let":
            _read_function(sentence, text, location)
        case "where":
            sentence.reader = _where(sentence.reader, text, location)
        case "given":
            sentence.assume(sentence.reader.formulas(text, location), location)
        case "claim":
            sentence.claims.extend(sentence.reader.claim(text, location))


def _read_function(sentence: _Sentence, text: str, location: Location) -> None:
    match = re.fullmatch(r"(\w+)\(([^)]*)\)\s*(integer|real)?", text.strip())
    if match is None:
        raise error(location, "write: let f(k integer) [integer]")
    sort = Sort.INTEGER if match.group(3) == "integer" else Sort.REAL
    sorts = tuple(v.sort for v in _parameters(match.group(2), location))
    name = match.group(1)
    if name in sentence.reader.scope.functions:
        raise error(location, f"{name} is the name of a definition already")
    scope = sentence.reader.scope
    functions = {**scope.functions, name: FunctionSignature(sorts, sort)}
    sentence.reader = Reader(Scope(scope.variables, functions), sentence.reader.abbreviations)
    sentence.functions.append(Opaque(name, sorts, sort))


def _check_shape(
    block: Block,
    kind: str,
    sentence: _Sentence,
    clauses: list[tuple[str, str, Block]],
    scripts: int,
) -> None:
    if not sentence.claims:
        raise error(block.location, "a statement needs a claim")
    if kind in LEAF_KINDS and not _texts(clauses, "source"):
        raise error(block.location, f"a leaf ({kind}) needs a source")
    if kind in (*LEAF_KINDS, "conjecture", "fact") and scripts:
        raise error(block.location, f"a statement of kind {kind} has no proof")
    if scripts > 1:
        raise error(block.location, "one proof is enough")


def _used(scripts: tuple[Script, ...]) -> list[str]:
    return [reference.statement for reference in references(scripts)]


def _check_uses(loading: _Loading) -> None:
    """Every statement used exists, may be used, and none rests on itself."""
    from difflib import get_close_matches

    for item in loading.items.values():
        for name in item.uses:
            if name not in loading.statements:
                close = get_close_matches(name, loading.statements, 1)
                hint = f"; did you mean {close[0]}?" if close else ""
                raise error(
                    _line_of(item, name), f"{item.name} uses {name}, which is not a statement{hint}"
                )
            if loading.statements[name].kind == "conjecture":
                raise error(_line_of(item, name), f"{name} is a conjecture; nothing may use it")
    _check_cycles(loading.items)
    _check_order(loading.items)


def _check_order(items: Mapping[str, Item]) -> None:
    """A proof uses only what stands before it, so that automation cannot run in a circle."""
    seen: set[str] = set()
    for item in items.values():
        for name in item.uses:
            if name not in seen:
                raise error(
                    _line_of(item, name),
                    f"{item.name} uses {name}, which is stated later "
                    f"({items[name].location}); state it before",
                )
        seen.add(item.name)


def _line_of(item: Item, name: str) -> Location:
    places = [r.location for r in references(item.scripts) if r.statement == name]
    return places[0] if places else item.location


def _check_cycles(items: Mapping[str, Item]) -> None:
    done: set[str] = set()
    for start in items:
        path: list[str] = []
        _visit(items, start, path, done)


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
