"""The fingerprint of an obligation: of exactly what is checked, and of nothing else.

It covers the goal, the hypotheses, the author's words, every statement that may be used and every
definition that may be unfolded.  If any of it changes, what was recorded is stale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

from ua_symbolic.checkers.assembly import Obligation
from ua_symbolic.checkers.automation import automatic_statements, names_in
from ua_symbolic.checkers.version import VERSION
from ua_symbolic.development.justifications import NAME
from ua_symbolic.development.loader import FACTS
from ua_symbolic.development.model import Development, Item
from ua_symbolic.expressions.serial import fingerprint
from ua_symbolic.expressions.terms import Syntax
from ua_symbolic.kernel.theory import Definition, Statement, Theory


def fingerprint_of(development: Development, obligation: Obligation) -> str:
    """The fingerprint of one obligation, the same in every process."""
    theory, justification = development.theory, obligation.justification
    used = [r.statement for r in justification.using]
    used += automatic_statements(development, obligation)
    statements = [theory.statements[n] for n in dict.fromkeys(used)]
    parts: list[str] = _digests(obligation.goal, *obligation.hypotheses)
    parts += _abbreviations(obligation)
    for statement in statements:
        parts += _statement_parts(statement)
    for name in sorted(_vocabulary(theory, obligation, statements)):
        parts += _definition_parts(theory, name)
    return fingerprint(VERSION, _facts_digest(), justification.text, *parts)


def closing_fingerprint(
    development: Development, item: Item, label: str, obligations: Iterable[str]
) -> str:
    """The fingerprint of what closes a statement, from those of its obligations."""
    statement = development.theory.statements[item.name]
    models = [p for m in development.models.values() for p in _parts_of(m)]
    return fingerprint(VERSION, label, *obligations, *_statement_parts(statement), *models)


def _abbreviations(obligation: Obligation) -> list[str]:
    """What the author's words mean; goal and hypotheses have theirs written out already."""
    written = NAME.findall(obligation.justification.text)
    values = {v.name: value for v, value in obligation.reader.abbreviations.items()}
    used = sorted(set(written) & set(values))
    return [part for name in used for part in (name, _digest(values[name]))]


@cache
def _statement_parts(statement: Statement) -> tuple[str, ...]:
    functions = [
        f"{f.name}({', '.join(s.name for s in f.sorts)}) {f.sort.name}" for f in statement.functions
    ]
    given, claims = _digests(*statement.hypotheses), _digests(*statement.claims)
    return statement.name, statement.kind, *functions, "given", *given, "claim", *claims


def _definition_parts(theory: Theory, name: str) -> list[str]:
    return _parts_of(theory.definitions[name])


def _parts_of(definition: Definition) -> list[str]:
    name = definition.name
    nodes = _digests(*definition.parameters, definition.body, *definition.domain)
    return [name, definition.sort.name, *nodes]


def _vocabulary(
    theory: Theory, obligation: Obligation, statements: Iterable[Statement]
) -> frozenset[str]:
    """Every definition that a proof of the obligation can meet, through others too."""
    nodes: list[Syntax] = [obligation.goal, *obligation.hypotheses]
    nodes += obligation.reader.abbreviations.values()
    for statement in statements:
        nodes += [*statement.hypotheses, *statement.claims]
    written = NAME.findall(obligation.justification.text)
    names = frozenset(written).union(*map(names_in, nodes))
    known = names & set(theory.definitions)
    inner = [theory.definitions[n] for n in known]
    parts = [part for d in inner for part in (d.body, *d.domain)]
    return theory.unfolded_names(*parts) | known


@cache
def _facts_digest() -> str:
    return hashlib.sha256(FACTS.read_bytes()).hexdigest()


def _digests(*nodes: Syntax) -> list[str]:
    return [_digest(node) for node in nodes]


@cache
def _digest(node: Syntax) -> str:
    """The fingerprint of one formula or term; the same ones occur in many obligations."""
    return fingerprint(node)
