"""Checking one statement: its obligations, their proofs, and the theorem they add up to.

``plan`` says what there is to show, without showing it; ``check`` shows it, one record an
obligation.  A statement needs the *statements* of what it uses, never their proofs, so the
statements of a development can be checked in any order.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ua_symbolic.checkers.assembly import Assembler, Obligation
from ua_symbolic.checkers.discharge import Discharged, discharge
from ua_symbolic.development.loader import FACTS
from ua_symbolic.development.model import Development, Item
from ua_symbolic.development.reading import Reader
from ua_symbolic.development.script import Justification, Script
from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.parser import FunctionSignature, Scope
from ua_symbolic.expressions.serial import fingerprint
from ua_symbolic.expressions.terms import Formula, Relation, called_names
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.inference import KernelError, is_atomic
from ua_symbolic.kernel.sequents import oriented
from ua_symbolic.kernel.serial import proof_from_data, proof_to_data
from ua_symbolic.kernel.theorems import Theorem, replay
from ua_symbolic.kernel.theory import LEAF_KINDS, Theory
from ua_symbolic.ledger.records import ObligationRecord

VERSION = "1"
"""Raise when a change of the checkers should make every recorded proof stale."""


@dataclass(frozen=True)
class Planned:
    """An obligation to come: what the ledger compares."""

    label: str
    goal: str
    line: int
    fingerprint: str


def plan(development: Development, name: str) -> tuple[Planned, ...]:
    """The obligations of an item, in order, with the fingerprints of what would be checked."""
    item = development.items[name]
    obligations = _obligations(development, item)
    planned = [Planned(o.label, to_text(o.goal), o.line, _fingerprint(development, o))
               for o in obligations]
    last = _closing_label(item)
    if last:
        whole = fingerprint(VERSION, last, name, *[p.fingerprint for p in planned],
                            *_sentence(development, item))
        planned.append(Planned(last, "", item.line, whole))
    return tuple(planned)


def _closing_label(item: Item) -> str:
    """Statements are assembled, leaves attacked; definitions need no more than definedness."""
    if item.kind in ("lemma", "theorem", "corollary"):
        return "assembly"
    return "attack" if item.kind in (*LEAF_KINDS, "conjecture") else ""


def _sentence(development: Development, item: Item) -> list[Any]:
    statement = development.theory.statements.get(item.name)
    return [*statement.hypotheses, *statement.claims] if statement else []


# --- what there is to show --------------------------------------------------------------------


def reader_of(development: Development, item: Item) -> Reader:
    """The scope in which the item's texts are read."""
    theory = development.theory
    functions = {d.name: FunctionSignature(tuple(p.sort for p in d.parameters), d.sort)
                 for d in theory.definitions.values()}
    functions |= {o.name: FunctionSignature(o.sorts, o.sort) for o in theory.opaques.values()}
    statement = theory.statements.get(item.name)
    local = statement.functions if statement else ()
    functions |= {o.name: FunctionSignature(o.sorts, o.sort) for o in local}
    variables = {v.name: v for v in (*item.variables, *item.abbreviations)}
    return Reader(Scope(variables, functions), item.abbreviations)


def _obligations(development: Development, item: Item) -> list[Obligation]:
    if item.kind == "definition":
        return _definition_obligations(development, item)
    if item.kind == "opaque":
        return []
    if item.kind in (*LEAF_KINDS, "conjecture"):
        return _leaf_obligations(development, item)
    return _assembler(development, item, {}).obligations


def _assembler(development: Development, item: Item, theorems: Mapping[str, Theorem]) -> Assembler:
    walker, _ = _walk(development, item, theorems)
    return walker


def _walk(
    development: Development, item: Item, theorems: Mapping[str, Theorem]
) -> tuple[Assembler, list[Theorem | None]]:
    statement = development.theory.statements[item.name]
    walker = Assembler(development.theory, reader_of(development, item), theorems)
    script = item.scripts[0] if item.scripts else Script((), item.location)
    return walker, walker.statement(script, statement.hypotheses, statement.claims)


def _definition_obligations(development: Development, item: Item) -> list[Obligation]:
    definition = development.theory.definitions[item.name]
    body = definition.body
    if is_atomic(body):
        return []
    goal = Relation("=", body, body)
    reader = reader_of(development, item)
    domain = tuple(r.oriented() for r in definition.domain)
    return [Obligation("definedness 1", domain, goal, _untitled(item), reader)]


def _leaf_obligations(development: Development, item: Item) -> list[Obligation]:
    """A leaf's claims must at least be defined wherever its hypotheses hold."""
    statement = development.theory.statements[item.name]
    sides = dict.fromkeys(t for c in statement.claims for t in (c.left, c.right))
    reader = reader_of(development, item)
    hypotheses: tuple[Formula, ...] = tuple(s for s in statement.sequents()[0].hypotheses)
    terms = [t for t in sides if not is_atomic(t)]
    return [Obligation(f"definedness {i}", hypotheses, Relation("=", t, t), _untitled(item), reader)
            for i, t in enumerate(terms, start=1)]


def _untitled(item: Item) -> Justification:
    return Justification("", "", (), item.location, "")


# --- fingerprints -------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _facts_digest() -> str:
    return hashlib.sha256(FACTS.read_bytes()).hexdigest()


def _fingerprint(development: Development, obligation: Obligation) -> str:
    """Of exactly what is checked: goal, hypotheses, definitions and statements in reach."""
    theory = development.theory
    nodes: list[Any] = [obligation.goal, *obligation.hypotheses]
    reach = _reach(theory, obligation)
    statements = [n for r in obligation.justification.using for n in [r.statement]]
    statements += automatic_statements(development, obligation)
    for name in dict.fromkeys(statements):
        statement = theory.statements[name]
        nodes += [name, statement.kind, *statement.hypotheses, *statement.claims]
    for name in sorted(reach & set(theory.definitions)):
        definition = theory.definitions[name]
        nodes += [name, definition.body, *definition.domain]
    parts = [n if isinstance(n, str) else _digest_of(n) for n in nodes]
    return fingerprint(VERSION, _facts_digest(), obligation.justification.text, *parts)


@lru_cache(maxsize=None)
def _digest_of(node: Any) -> str:
    """The fingerprint of one formula or term; the same ones occur in many obligations."""
    return fingerprint(node)


def _reach(theory: Theory, obligation: Obligation) -> frozenset[str]:
    """All function names that the obligation can speak about."""
    nodes: list[Any] = [obligation.goal, *obligation.hypotheses]
    for reference in obligation.justification.using:
        statement = theory.statements[reference.statement]
        nodes += [*statement.hypotheses, *statement.claims]
    names = frozenset(n for node in nodes for n in called_names(node))
    inner = {m for n in names & set(theory.definitions)
             for m in theory.unfolded_names(theory.definitions[n].body)}
    written = {n for r in obligation.justification.using for _, text in r.bindings
               for n in theory.definitions if n in text}
    return names | inner | written


def automatic_statements(development: Development, obligation: Obligation) -> tuple[str, ...]:
    """The [auto] statements of the development whose functions are in reach of the obligation."""
    theory, reach = development.theory, _reach(development.theory, obligation)
    tagged = [i.name for i in development.items.values() if "auto" in i.tags and i.kind != "fact"]
    return tuple(n for n in tagged
                 if any(called_names(c) <= reach for c in theory.statements[n].claims))


# --- checking -------------------------------------------------------------------------------------


def check(
    development: Development,
    name: str,
    recorded: Mapping[str, ObligationRecord],
    seconds: float = 60.0,
) -> Iterator[ObligationRecord]:
    """One record for each obligation of an item, re-using what is recorded by fingerprint."""
    item = development.items[name]
    obligations = _obligations(development, item)
    planned = plan(development, name)
    theorems: dict[str, Theorem] = {}
    outcomes: dict[str, ObligationRecord] = {}
    for obligation, entry in zip(obligations, planned, strict=False):
        old = recorded.get(entry.fingerprint)
        record, theorem = _one(development, item, obligation, entry, old, seconds)
        if theorem is not None:
            theorems[obligation.label] = theorem
        outcomes[entry.label] = record
        yield record
    if len(planned) > len(obligations):
        closing, old = planned[-1], recorded.get(planned[-1].fingerprint)
        if old is not None and old.status == "discharged":
            yield replace(old, label=closing.label, line=closing.line)
        elif closing.label == "assembly":
            yield _assemble(development, item, closing, theorems, outcomes)
        else:
            yield _attacked(development, item, closing)


def _one(
    development: Development, item: Item, obligation: Obligation, entry: Planned,
    old: ObligationRecord | None, seconds: float,
) -> tuple[ObligationRecord, Theorem | None]:
    if old is not None and old.status == "discharged" and old.proof is not None:
        theorem = _replayed(development, obligation, old)
        if theorem is not None:
            return replace(old, label=entry.label, line=entry.line, **_evidence(theorem)), theorem
    started = time.monotonic()
    outcome = discharge(development, item, obligation, seconds)
    record = _record(item, entry, outcome, time.monotonic() - started)
    return record, outcome.theorem


def _replayed(
    development: Development, obligation: Obligation, old: ObligationRecord
) -> Theorem | None:
    """The theorem of a recorded proof, checked again by the kernel; None if it shows less."""
    try:
        theorem = replay(development.theory, proof_from_data(old.proof))
    except (KernelError, CertificateError):
        return None
    allowed = {oriented(h) for h in obligation.hypotheses}
    shows_it = theorem.sequent.conclusion == obligation.goal.oriented()
    return theorem if shows_it and theorem.sequent.hypothesis_set <= allowed else None


def _record(item: Item, entry: Planned, outcome: Discharged, seconds: float) -> ObligationRecord:
    base = ObligationRecord(
        statement=item.name, label=entry.label, goal=entry.goal, line=entry.line,
        fingerprint=entry.fingerprint, status=outcome.status, checker=outcome.checker,
        reason=outcome.reason, counterexample=outcome.counterexample,
        seconds=round(seconds, 2))
    theorem = outcome.theorem
    return base if theorem is None else replace(base, **_evidence(theorem))


def _evidence(theorem: Theorem) -> dict[str, Any]:
    data = proof_to_data(theorem.proof)
    return {"assurance": theorem.assurance.label, "engines": tuple(sorted(theorem.engines)),
            "rests_on": tuple(sorted(theorem.rests_on)),
            "definitions": tuple(sorted(theorem.definitions)),
            "proof": data, "digest": digest(data)}


def digest(data: Any) -> str:
    """sha256 of the canonical JSON of a proof object."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _assemble(
    development: Development, item: Item, entry: Planned, theorems: Mapping[str, Theorem],
    outcomes: Mapping[str, ObligationRecord],
) -> ObligationRecord:
    """The statement's theorems, one for each claim, from the theorems of its obligations."""
    base = ObligationRecord(item.name, entry.label, "", item.line, entry.fingerprint, "unknown",
                            checker="kernel")
    open_labels = [r.label for r in outcomes.values() if r.status != "discharged"]
    if open_labels:
        return replace(base, reason=f"open: {', '.join(open_labels)}")
    _, found = _walk(development, item, theorems)
    whole = [t for t in found if t is not None]
    sequents = development.theory.statements[item.name].sequents()
    for theorem, wanted in zip(whole, sequents, strict=True):
        if (theorem.sequent.conclusion != wanted.conclusion
                or not theorem.sequent.hypothesis_set <= wanted.hypothesis_set):
            return replace(base, reason="the assembled theorem is not the statement")
    references = {id(t.proof): outcomes[label].fingerprint for label, t in theorems.items()}
    data = [proof_to_data(t.proof, references) for t in whole]
    used = frozenset().union(*(t.rests_on for t in whole))
    return replace(
        base, status="discharged", assurance=min(t.assurance for t in whole).label,
        engines=tuple(sorted(frozenset().union(*(t.engines for t in whole)))),
        rests_on=tuple(sorted(used)),
        definitions=tuple(sorted(frozenset().union(*(t.definitions for t in whole)))),
        hypotheses_used=_hypotheses_used(development, item, whole),
        proof=data, digest=digest(data))


def _hypotheses_used(development: Development, item: Item, theorems: list[Theorem]
                     ) -> tuple[int, ...]:
    """Indices of the statement's hypotheses on which some step really relies."""
    sequent = development.theory.statements[item.name].sequents()[0]
    used: set[Formula] = set()
    stack, seen = [t.proof for t in theorems], set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        stack += node.premises
        if node.rule == "hypothesis":
            used.add(node.sequent.conclusion)
        if node.rule == "specialise":
            used.add(node.data["formula"])
    return tuple(i for i, h in enumerate(sequent.hypotheses) if h in used)


def _attacked(development: Development, item: Item, entry: Planned) -> ObligationRecord:
    """A leaf is attacked at many points before it is believed."""
    from ua_symbolic.checkers.attacks import attack_statement

    outcome = attack_statement(development, item)
    return ObligationRecord(
        item.name, entry.label, "", item.line, entry.fingerprint, outcome.status,
        checker="falsifier", assurance=item.kind, reason=outcome.reason,
        counterexample=outcome.counterexample)
