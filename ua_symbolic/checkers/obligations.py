"""What there is to show for an item: the steps of its proof, or that its terms are defined."""

from __future__ import annotations

from collections.abc import Mapping

from ua_symbolic.checkers.assembly import Assembler, Obligation
from ua_symbolic.development.model import Development, Item
from ua_symbolic.development.reading import Reader
from ua_symbolic.development.script import Justification, Script
from ua_symbolic.expressions.parser import FunctionSignature, Scope
from ua_symbolic.expressions.terms import Relation
from ua_symbolic.kernel.inference import is_atomic
from ua_symbolic.kernel.theorems import Theorem
from ua_symbolic.kernel.theory import LEAF_KINDS

ASSEMBLY, ATTACK = "assembly", "attack"
"""The labels of what comes after all other obligations of a statement."""


def closing_labels(item: Item) -> tuple[str, ...]:
    """Everything that claims is attacked; what has a proof is then assembled from its pieces."""
    if item.kind in ("lemma", "theorem", "corollary"):
        return ATTACK, ASSEMBLY
    return (ATTACK,) if item.kind in (*LEAF_KINDS, "conjecture") else ()


def obligations_of(development: Development, item: Item) -> list[Obligation]:
    """The obligations of an item, in the order of its text, without the closing one."""
    if item.kind == "definition":
        return _of_definition(development, item)
    if item.kind == "opaque":
        return []
    if item.kind in (*LEAF_KINDS, "conjecture"):
        return _of_leaf(development, item)
    return walk(development, item, {})[0].obligations


def walk(
    development: Development, item: Item, theorems: Mapping[str, Theorem]
) -> tuple[Assembler, list[Theorem | None]]:
    """Follow the proof of a statement: its obligations, and what ``theorems`` add up to.

    ``theorems`` are those of the obligations, by label; there is one result for each claim.
    """
    statement = development.theory.statements[item.name]
    walker = Assembler(development.theory, reader_of(development, item), theorems)
    script = item.scripts[0] if item.scripts else Script((), item.location)
    return walker, walker.statement(script, statement.hypotheses, statement.claims)


def reader_of(development: Development, item: Item) -> Reader:
    """The scope in which the texts of an item are read."""
    theory = development.theory
    functions = {
        d.name: FunctionSignature(tuple(p.sort for p in d.parameters), d.sort)
        for d in theory.definitions.values()
    }
    statement = theory.statements.get(item.name)
    local = statement.functions if statement else ()
    for opaque in (*theory.opaques.values(), *local):
        functions[opaque.name] = FunctionSignature(opaque.sorts, opaque.sort)
    variables = {v.name: v for v in (*item.variables, *item.abbreviations)}
    return Reader(Scope(variables, functions), item.abbreviations)


def _of_definition(development: Development, item: Item) -> list[Obligation]:
    """The body is defined wherever the domain holds."""
    definition = development.theory.definitions[item.name]
    body = definition.body
    if is_atomic(body):
        return []
    goal = Relation("=", body, body)
    domain = tuple(r.oriented() for r in definition.domain)
    reader = reader_of(development, item)
    return [Obligation("definedness 1", domain, goal, _unjustified(item), reader)]


def _of_leaf(development: Development, item: Item) -> list[Obligation]:
    """The claims of a leaf must at least be defined wherever its hypotheses hold."""
    statement = development.theory.statements[item.name]
    sides = dict.fromkeys(t for c in statement.claims for t in (c.left, c.right))
    hypotheses = statement.sequents()[0].hypotheses
    reader, terms = reader_of(development, item), [t for t in sides if not is_atomic(t)]
    return [
        Obligation(f"definedness {i}", hypotheses, Relation("=", t, t), _unjustified(item), reader)
        for i, t in enumerate(terms, start=1)
    ]


def _unjustified(item: Item) -> Justification:
    return Justification("", "", (), item.location, "")
