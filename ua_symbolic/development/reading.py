"""Reading expressions of a source file: the scope, the abbreviations, and located errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ua_symbolic.development.blocks import Location, error
from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions.parser import (
    Scope,
    parse_claim,
    parse_domain,
    parse_formula,
    parse_relation,
    parse_term,
)
from ua_symbolic.expressions.terms import Formula, Relation, Syntax, Term, Variable, substitute

Parsed = TypeVar("Parsed")

SHOWN = 120
"""Characters of a text that are repeated in a complaint about it."""


@dataclass(frozen=True)
class Reader:
    """Parses texts in one scope and expands its abbreviations (``where rho = ...``)."""

    scope: Scope
    abbreviations: Mapping[Variable, Term] = field(default_factory=dict)

    def _parse(
        self, parse: Callable[[str, Scope], Parsed], text: str, location: Location
    ) -> Parsed:
        try:
            return parse(text, self.scope)
        except ExpressionError as problem:
            shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
            raise error(location, f"in '{shown}': {problem}") from problem

    def expand(self, node: Syntax) -> Syntax:
        """The node with every abbreviation written out."""
        return substitute(node, self.abbreviations) if self.abbreviations else node

    def term(self, text: str, location: Location) -> Term:
        """A term."""
        result: Term = self.expand(self._parse(parse_term, text, location))
        return result

    def relation(self, text: str, location: Location) -> Relation:
        """Exactly one relation."""
        result: Relation = self.expand(self._parse(parse_relation, text, location))
        return result

    def claim(self, text: str, location: Location) -> tuple[Relation, ...]:
        """The relations of chains joined by ``and``."""
        return tuple(self.expand(r) for r in self._parse(parse_claim, text, location))

    def formulas(self, text: str, location: Location) -> tuple[Formula, ...]:
        """One quantified formula, or the relations of a claim."""
        if text.lstrip().startswith("for "):
            return (self.expand(self._parse(parse_formula, text, location)),)
        return self.claim(text, location)

    def domain(self, text: str, location: Location) -> tuple[Variable, tuple[Relation, ...]]:
        """A declared variable and the relations of its range."""
        variable, relations = self._parse(parse_domain, text, location)
        return variable, tuple(self.expand(r) for r in relations)

    def declare(self, variable: Variable) -> Reader:
        """The reader that knows one more variable."""
        return replace(self, scope=self.scope.with_variables(variable))

    def abbreviate(self, name: str, value: Term) -> Reader:
        """The reader that knows ``name`` as a short form of ``value``."""
        variable = Variable(name)
        known = {**self.abbreviations, variable: value}
        return replace(self.declare(variable), abbreviations=known)
