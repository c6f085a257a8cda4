"""Budgets as people write them, on the command line or in a file.

A file, in TOML, has a table for each budget, with

- ``title``, in words; ``total``, what the terms together must not exceed; ``on``, a list of domains
  such as ``"L in (0, oo)"`` for everything that occurs; ``given``, a list of further hypotheses;
- ``[[NAME.term]]`` with ``value``, ``share`` (of the total) and ``solve``, the parameter; the
  shares may be left out of all terms, which then are equal;
- ``[[NAME.require]]`` with ``claim``, an inequality beside the sum, and ``solve``;
- ``[[NAME.also]]`` with ``value``, a quantity in the parameters, and ``closed_form``, what it is;
- ``[NAME.letters]``, abbreviations, each of which may use those before it;
- ``[NAME.closed_forms]``, which say that a parameter's value is a closed form of the development:
  this is proved, and what follows uses the name.

The domain of a parameter is where it may be sought; one that has none must be positive.  A
parameter declared an integer is rounded to the next admissible integer.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ua_symbolic.checkers.automation import names_in, tagged
from ua_symbolic.checkers.budgets import Budget, Part, term_part
from ua_symbolic.checkers.context import Clock, Context
from ua_symbolic.checkers.references import with_inner_references
from ua_symbolic.checkers.rules import AUTOMATIC
from ua_symbolic.development.model import Development
from ua_symbolic.errors import ExpressionError, UserError
from ua_symbolic.expressions.parser import (
    FunctionSignature,
    Scope,
    parse_claim,
    parse_domain,
    parse_relation,
    parse_term,
)
from ua_symbolic.expressions.terms import (
    ZERO,
    Relation,
    Syntax,
    Term,
    Variable,
)

FILE = "budgets.toml"
KEYS = ("title", "total", "on", "given", "term", "require", "letters", "closed_forms", "also")


@dataclass(frozen=True)
class Entry:
    """A term (with its share, "" for an equal one) or a requirement (share None), as text."""

    text: str
    solve: str
    share: str | None = None


@dataclass(frozen=True)
class BudgetText:
    """A budget as text."""

    total: str
    entries: tuple[Entry, ...]
    on: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    closed_forms: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    also: tuple[tuple[str, str], ...] = ()


# --- files --------------------------------------------------------------------------------------


def read_budgets(file: Path) -> dict[str, BudgetText]:
    """The budgets of a file, by name; UserError for a file that is not well formed."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise UserError(f"{file}: cannot be read ({problem.strerror})") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise UserError(f"{file}: not TOML: {problem}") from problem
    return {name: _budget_text(file, name, table) for name, table in tables.items()}


def _budget_text(file: Path, name: str, table: Any) -> BudgetText:
    where = f"{file}: [{name}]"
    if not isinstance(table, dict):
        raise UserError(f"{where}: write a table [{name}] with total, on, and [[{name}.term]]")
    _refuse_unknown(where, table, KEYS)
    terms = [
        Entry(_text(where, t, "value"), _text(where, t, "solve"), _text(where, t, "share", ""))
        for t in _tables(where, table, "term", ("value", "solve", "share"))
    ]
    requirements = [
        Entry(_text(where, t, "claim"), _text(where, t, "solve"))
        for t in _tables(where, table, "require", ("claim", "solve"))
    ]
    return BudgetText(
        _text(where, table, "total", ""),
        (*terms, *requirements),
        _texts(where, table, "on"),
        _texts(where, table, "given"),
        _dictionary(where, table, "letters"),
        _dictionary(where, table, "closed_forms"),
        _text(where, table, "title", ""),
        tuple(
            (_text(where, t, "value"), _text(where, t, "closed_form"))
            for t in _tables(where, table, "also", ("value", "closed_form"))
        ),
    )


def _refuse_unknown(where: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
            raise UserError(f"{where}: unknown key {key!r:.60}\n{hint}")


def _tables(
    where: str, table: Mapping[str, Any], key: str, known: Sequence[str]
) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
        raise UserError(f"{where}: {key} must be written [[...{key}]]")
    for entry in found:
        _refuse_unknown(f"{where} {key}", entry, known)
    return found


def _text(where: str, table: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise UserError(f'{where}: {key} is missing or not text; write {key} = "..."')
    return value


def _texts(where: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise UserError(f'{where}: {key} must be a list of texts, such as {key} = ["..."]')
    return tuple(value)


def _dictionary(where: str, table: Mapping[str, Any], key: str) -> dict[str, str]:
    value = table.get(key, {})
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise UserError(f'{where}: {key} must be a table of texts, such as delta = "rho/2"')
    return dict(value)


# --- reading ------------------------------------------------------------------------------------


def read_budget(text: BudgetText, development: Development) -> Budget:
    """The budget that the text means, in the vocabulary of a development.

    Raises UserError or ExpressionError, saying which part of the text cannot be read.
    """
    if not text.entries:
        raise UserError('a budget needs a term, such as --term "L*rho" --solve rho')
    reader = _Reader(Scope(functions=_functions(development)))
    reader.declare(text.on, [e.solve for e in text.entries])
    letters = reader.letters(text.letters)
    given = [r for claim in text.given for r in reader.claims(claim)]
    shares = _shares([e.share for e in text.entries if e.share is not None])
    total = reader.term("the total", text.total) if text.total else None
    if total is None and any(e.share is not None for e in text.entries):
        raise UserError("the terms of a budget need a total that they must not exceed")
    parts = [reader.part(entry, total, shares) for entry in text.entries]
    solved = {p.parameter for p in parts}
    ranges = {x: reader.ranges.get(x.name, (Relation("<", ZERO, x),)) for x in solved}
    data = [r for n, rs in reader.ranges.items() if n not in {x.name for x in solved} for r in rs]
    names = reader.names(text.closed_forms)
    also = tuple((reader.term("also", v), reader.term("also", c)) for v, c in text.also)
    return Budget(total, tuple(parts), (*data, *given), ranges, letters, names, also)


def _functions(development: Development) -> dict[str, FunctionSignature]:
    definitions = development.theory.definitions.values()
    return {
        d.name: FunctionSignature(tuple(p.sort for p in d.parameters), d.sort) for d in definitions
    }


def _shares(given: list[str]) -> Iterator[str]:
    """The shares in order; equal ones if none is given."""
    if all(given):
        return iter(given)
    if any(given):
        raise UserError("some terms have a share and some have none; give one to each or to none")
    return iter([f"1/{len(given)}"] * len(given))


class _Reader:
    """Reads the texts of one budget in a growing scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.ranges: dict[str, tuple[Relation, ...]] = {}

    def declare(self, domains: Sequence[str], parameters: Sequence[str]) -> None:
        """Declare what the domains speak about, and the parameters that they do not."""
        for text in domains:
            with _about("on", text):
                variable, relations = parse_domain(text, self.scope)
                if variable.name in self.scope.variables:
                    raise ExpressionError(f"{variable.name} has a domain already")
            self.scope = self.scope.with_variables(variable)
            self.ranges[variable.name] = relations
        for name in parameters:
            if name not in self.scope.variables:
                with _about("solve", name):
                    variable, relations = parse_domain(f"{name} in (0, oo)", self.scope)
                self.scope = self.scope.with_variables(variable)
                self.ranges[name] = relations

    def letters(self, texts: Mapping[str, str]) -> dict[Variable, Term]:
        """The abbreviations, each known to those after it."""
        found: dict[Variable, Term] = {}
        for name, text in texts.items():
            with _about("letter", name):
                if name in self.scope.variables:
                    raise ExpressionError(f"{name} has a domain already")
                letter, _ = parse_domain(f"{name} real", self.scope)
            found[letter] = self.term(f"the letter {name}", text)
            self.scope = self.scope.with_variables(letter)
        return found

    def term(self, what: str, text: str) -> Term:
        with _about(what, text):
            return parse_term(text, self.scope)

    def claims(self, text: str) -> tuple[Relation, ...]:
        with _about("given", text):
            return parse_claim(text, self.scope)

    def part(self, entry: Entry, total: Term | None, shares: Iterator[str]) -> Part:
        parameter = self.scope.variables[entry.solve]
        if entry.share is not None and total is not None:
            share = self.term("share", next(shares))
            return term_part(self.term("term", entry.text), share, total, parameter)
        with _about("require", entry.text):
            relation = parse_relation(entry.text, self.scope).oriented()
            if relation.op not in ("<=", "<"):
                raise ExpressionError("a requirement is an inequality")
        return Part(relation.left, relation.op, relation.right, parameter)

    def names(self, texts: Mapping[str, str]) -> dict[Variable, Term]:
        """The closed forms that parameters are said to have."""
        for name in texts:
            if name not in self.scope.variables:
                raise UserError(f"closed_forms: {name:.60} is not a parameter of the budget")
        return {
            self.scope.variables[name]: self.term(f"the closed form of {name}", text)
            for name, text in texts.items()
        }


@contextmanager
def _about(what: str, text: str) -> Iterator[None]:
    try:
        yield
    except ExpressionError as problem:
        message = f"{what} {text!r:.60}: {problem}"
        if "unknown name" in str(problem):
            message += '\ngive it a domain, such as --on "x in (0, oo)"'
        raise ExpressionError(message) from problem


# --- context ------------------------------------------------------------------------------------


def context_of(development: Development, budget: Budget, seconds: float) -> Context:
    """Where a budget is derived: its hypotheses, and all automation of the development."""
    return Context(
        development.theory,
        budget.hypotheses,
        Clock(time.monotonic() + seconds),
        AUTOMATIC,
        with_inner_references,
        (*tagged(development, "auto", ("fact",)), *_automatic(development, budget)),
        tagged(development, "range", ("fact",)),
    )


def _automatic(development: Development, budget: Budget) -> tuple[str, ...]:
    """The [auto] statements about functions that the budget can speak of."""
    theory = development.theory
    nodes: list[Syntax] = [*budget.hypotheses, *[p.relation for p in budget.parts]]
    nodes += [*budget.letters.values(), *budget.names.values()]
    names = frozenset().union(*map(names_in, nodes))
    bodies = [theory.definitions[n].body for n in names & set(theory.definitions)]
    reach = names | theory.unfolded_names(*bodies)
    return tuple(
        item.name
        for item in development.items.values()
        if "auto" in item.tags
        and item.kind != "fact"
        and any(names_in(claim) <= reach for claim in theory.statements[item.name].claims)
    )
