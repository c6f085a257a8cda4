"""What theorems are about: definitions, opaque functions and stated sentences, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ua_symbolic.expressions.terms import (
    Call,
    Formula,
    Relation,
    Sort,
    Syntax,
    Term,
    Variable,
    called_names,
    free_variables,
    is_integer,
    subterms,
)
from ua_symbolic.kernel.forms import require_form, require_relation, require_term
from ua_symbolic.kernel.refusal import require
from ua_symbolic.kernel.sequents import Sequent, sequent


@dataclass(frozen=True)
class Definition:
    """A named partial function: ``name(parameters) = body`` wherever ``domain`` holds.

    Outside of the domain a call is undefined, whatever the body says.
    """

    name: str
    parameters: tuple[Variable, ...]
    domain: tuple[Relation, ...]
    body: Term
    sort: Sort


@dataclass(frozen=True)
class Opaque:
    """A named total function of which nothing is known but what leaves say."""

    name: str
    sorts: tuple[Sort, ...]
    sort: Sort


@dataclass(frozen=True)
class Statement:
    """A closed sentence: for all variables and functions, under hypotheses, every claim.

    ``kind`` is one of lemma, theorem, corollary (to be proved); argued, cited (leaves); fact (a
    trusted property of a known function, part of the kernel); conjecture (never usable).
    """

    name: str
    kind: str
    functions: tuple[Opaque, ...]
    hypotheses: tuple[Formula, ...]
    claims: tuple[Relation, ...]

    def sequents(self) -> tuple[Sequent, ...]:
        """One sequent for each claim."""
        return tuple(sequent(self.hypotheses, claim) for claim in self.claims)


LEAF_KINDS = frozenset({"argued", "cited"})
PROVED_KINDS = frozenset({"lemma", "theorem", "corollary"})
USABLE_KINDS = LEAF_KINDS | PROVED_KINDS | {"fact"}


@dataclass(frozen=True)
class Theory:
    """The vocabulary that a theorem may use; a fixed value, so nothing changes under a theorem.

    Raises KernelError if a definition is circular or open, or a call has the wrong arity or sort.
    """

    definitions: Mapping[str, Definition] = field(default_factory=dict)
    opaques: Mapping[str, Opaque] = field(default_factory=dict)
    statements: Mapping[str, Statement] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("definitions", "opaques", "statements"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        require(not set(self.definitions) & set(self.opaques), "a name is defined and opaque")
        for definition in self.definitions.values():
            self._check_definition(definition)
        for statement in self.statements.values():
            self._check_statement(statement)

    def _check_definition(self, definition: Definition) -> None:
        require(type(definition.sort) is Sort, f"{definition.name}: unknown sort")
        allowed = set(definition.parameters)
        require(len(allowed) == len(definition.parameters), f"{definition.name}: a repeated name")
        named = all(type(p) is Variable for p in definition.parameters)
        require(named, f"{definition.name}: a parameter is no variable")
        require_term(definition.body)
        for relation in definition.domain:
            require_relation(relation)
        for node in (definition.body, *definition.domain, *definition.parameters):
            require(free_variables(node) <= allowed, f"{definition.name}: a free variable")
            self.check_calls(node, {})
        integer = definition.sort is Sort.INTEGER
        require(not integer or is_integer(definition.body), f"{definition.name}: not an integer")
        require(
            definition.name not in self.unfolded_names(*self._parts(definition)),
            f"{definition.name}: circular definition",
        )

    def _check_statement(self, statement: Statement) -> None:
        local = {f.name: f for f in statement.functions}
        named = set(self.definitions) | set(self.opaques)
        require(not set(local) & named, f"{statement.name}: a local function hides a named one")
        require(len(local) == len(statement.functions), f"{statement.name}: a repeated function")
        sorts = [s for f in statement.functions for s in (f.sort, *f.sorts)]
        require(all(type(s) is Sort for s in sorts), f"{statement.name}: unknown sort")
        for node in (*statement.hypotheses, *statement.claims):
            self.check_calls(node, local)
            for call in subterms(node):
                if isinstance(call, Call) and call.name in local:
                    self._check_local_call(call, local[call.name])

    @staticmethod
    def _check_local_call(call: Call, function: Opaque) -> None:
        """An integer parameter takes integers: a Lambda put there believes that it does."""
        for value, sort in zip(call.args, function.sorts, strict=True):
            whole = sort is Sort.REAL or is_integer(value)
            require(whole, f"{call.name}: an integer argument was expected")

    def check_calls(self, node: Syntax, local: Mapping[str, Opaque] | None = None) -> None:
        """Every call has the arity and sort declared; unknown names only if ``local`` is None."""
        require_form(node)
        for term in subterms(node):
            if isinstance(term, Call):
                self._check_call(term, local)

    def _check_call(self, call: Call, local: Mapping[str, Opaque] | None) -> None:
        definition = self.definitions.get(call.name)
        opaque = self.opaques.get(call.name) or (local or {}).get(call.name)
        if definition is not None:
            arity, sort = len(definition.parameters), definition.sort
        elif opaque is not None:
            arity, sort = len(opaque.sorts), opaque.sort
        else:
            require(local is None, f"{call.name} is not in the theory")
            return
        require(len(call.args) == arity, f"{call.name}: wrong number of arguments")
        require(call.sort is sort, f"{call.name}: wrong sort")

    @staticmethod
    def _parts(definition: Definition) -> tuple[Syntax, ...]:
        return (definition.body, *definition.domain)

    def unfolded_names(self, *nodes: Syntax) -> frozenset[str]:
        """The names of all definitions that ``nodes`` rest on, through other definitions too."""
        found: set[str] = set()
        waiting = {name for node in nodes for name in called_names(node)}
        while waiting:
            name = waiting.pop()
            if name in self.definitions and name not in found:
                found.add(name)
                waiting |= called_names(self.definitions[name].body)
                for relation in self.definitions[name].domain:
                    waiting |= called_names(relation)
        return frozenset(found)
