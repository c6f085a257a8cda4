"""Proof objects and theories as plain data, from which anybody can check again.

A proof is written as a graph: one table of terms (children by index into the same table), one of
contexts (lists of hypotheses), and the steps in an order in which premises come first; the last
step is the proof.  Equal things are written once, so the same proof gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.numerals import fraction_text, fraction_value
from ua_symbolic.expressions.terms import Syntax, _Node
from ua_symbolic.kernel.sequents import Sequent
from ua_symbolic.kernel.term_table import TermReader, TermWriter
from ua_symbolic.kernel.theorems import Proof
from ua_symbolic.kernel.theory import Definition, Opaque, Statement, Theory

FORMAT = 1
REFERENCE = "reference"
_PLAIN_JSON = frozenset({"certificate"})  # data keys whose values are JSON already

Data = dict[str, Any]


def canonical_json(data: object) -> str:
    """The one text of plain data: sorted keys, no spaces, ASCII, no NaN."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def digest(data: object) -> str:
    """The SHA-256 of the canonical JSON of plain data."""
    return hashlib.sha256(canonical_json(data).encode("ascii")).hexdigest()


# --- writing ----------------------------------------------------------------------------------


def proof_to_data(proof: Proof, references: Mapping[int, str] | None = None) -> Data:
    """The proof as plain data.

    ``references`` maps ``id(subproof)`` to a key: such a subproof is not written, its step is
    ``["reference", context, conclusion, [], {"key": key}]``.
    Raises TypeError for data that no rule takes (a float, an unknown object).
    """
    writer = _ProofWriter(references or {})
    writer.write(proof)
    return {
        "format": FORMAT,
        "terms": writer.terms.entries,
        "contexts": writer.contexts,
        "steps": writer.steps,
    }


class _ProofWriter:
    def __init__(self, references: Mapping[int, str]) -> None:
        self.references = references
        self.terms = TermWriter()
        self.contexts: list[list[int]] = []
        self.steps: list[list[Any]] = []
        self._contexts: dict[tuple[int, ...], int] = {}
        self._steps: dict[str, int] = {}
        self._done: dict[int, int] = {}

    def write(self, proof: Proof) -> None:
        """Write the steps of ``proof``, premises first, its own step last."""
        stack = [proof]
        while stack:
            node = stack[-1]
            waiting = [p for p in self._premises(node) if id(p) not in self._done]
            if waiting:
                stack.extend(reversed(waiting))
            else:
                self._write_step(stack.pop())
        if self._done[id(proof)] != len(self.steps) - 1:
            self.steps.append(self.steps[self._done[id(proof)]])

    def _premises(self, node: Proof) -> tuple[Proof, ...]:
        return () if id(node) in self.references else node.premises

    def _write_step(self, node: Proof) -> None:
        if id(node) in self._done:
            return
        rule, data = node.rule, node.data
        if id(node) in self.references:
            rule, data = REFERENCE, {"key": self.references[id(node)]}
        written = [
            rule,
            self._context(node.sequent),
            self.terms.write(node.sequent.conclusion),
            [self._done[id(p)] for p in self._premises(node)],
            {key: self._value(key, data[key]) for key in sorted(data)},
        ]
        key = canonical_json(written)
        if key not in self._steps:
            self._steps[key] = len(self.steps)
            self.steps.append(written)
        self._done[id(node)] = self._steps[key]

    def _context(self, sequent: Sequent) -> int:
        indices = tuple(self.terms.write(h) for h in sequent.hypotheses)
        if indices not in self._contexts:
            self._contexts[indices] = len(self.contexts)
            self.contexts.append(list(indices))
        return self._contexts[indices]

    def _value(self, key: str, value: Any) -> Any:
        if key in _PLAIN_JSON:
            return {"json": json.loads(canonical_json(value))}
        match value:
            case None | bool() | int() | str():
                return value
            case Fraction():
                return {"q": fraction_text(value)}
            case _Node():
                return {"t": self.terms.write(value)}
            case Mapping():
                return [[self._value("", k), self._value("", v)] for k, v in value.items()]
            case list() | tuple():
                return [self._value("", v) for v in value]
        raise TypeError(f"{key}: no data of a rule: {type(value).__name__}")


# --- reading ----------------------------------------------------------------------------------


def proof_from_data(data: object, references: Mapping[str, Proof] | None = None) -> Proof:
    """The proof that ``proof_to_data`` wrote; nothing is believed, ``replay`` checks it.

    A reference is replaced by the proof that ``references`` has under its key.
    Raises CertificateError for anything that is not such data.
    """
    terms, contexts, steps = _tables(data)
    reader = TermReader(terms)
    hypotheses = [tuple(reader.formula(i) for i in _list(context)) for context in contexts]
    proofs: list[Proof] = []
    for step in steps:
        proofs.append(_read_step(step, reader, hypotheses, proofs, references or {}))
    return proofs[-1]


def _tables(data: object) -> tuple[list[Any], list[Any], list[Any]]:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CertificateError(f"not a proof object of format {FORMAT}")
    terms, contexts, steps = (_list(data.get(key)) for key in ("terms", "contexts", "steps"))
    if not steps:
        raise CertificateError("a proof object without a step")
    return terms, contexts, steps


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise CertificateError("a proof object is damaged: a list was expected")
    return value


def _at(table: list[Any], index: object, what: str) -> Any:
    if type(index) is not int or not 0 <= index < len(table):
        raise CertificateError(f"a proof object is damaged: no {what} {str(index)[:20]!r} so far")
    return table[index]


def _read_step(
    step: object,
    reader: TermReader,
    contexts: list[Any],
    proofs: list[Proof],
    references: Mapping[str, Proof],
) -> Proof:
    parts = _list(step)
    if len(parts) != 5 or not isinstance(parts[0], str) or not isinstance(parts[4], dict):
        raise CertificateError("a proof object is damaged: a step has five parts")
    rule, context, conclusion, premises, data = parts
    try:
        sequent = Sequent(_at(contexts, context, "context"), reader.relation(conclusion))
    except ValueError as problem:
        raise CertificateError(f"a proof object is damaged: {problem}") from None
    values = {key: _read_value(value, reader) for key, value in data.items()}
    if rule == REFERENCE:
        return _resolve(sequent, values, references)
    return Proof(rule, sequent, tuple(_at(proofs, p, "step") for p in _list(premises)), values)


def _resolve(sequent: Sequent, data: Data, references: Mapping[str, Proof]) -> Proof:
    key = data.get("key")
    found = references.get(key) if isinstance(key, str) else None
    if found is None:
        raise CertificateError(f"the proof refers to {str(key)[:80]!r}, which is not there")
    if found.sequent != sequent:
        raise CertificateError(f"the proof {str(key)[:80]!r} does not say what is cited")
    return found


def _read_value(value: object, reader: TermReader) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list):
        return tuple(_read_value(v, reader) for v in value)
    if isinstance(value, dict) and len(value) == 1:
        ((tag, content),) = value.items()
        if tag == "json":
            return content
        if tag == "t":
            return reader.node(content)
        if tag == "q" and isinstance(content, str):
            try:
                return fraction_value(content)
            except ValueError:
                pass
    raise CertificateError("a proof object is damaged: unknown data of a rule")


# --- sequents and theories --------------------------------------------------------------------


def sequent_to_data(sequent: Sequent) -> Data:
    """What is claimed, as plain data: ``{"terms", "hypotheses", "conclusion"}``."""
    terms = TermWriter()
    return {
        "hypotheses": _indices(terms, sequent.hypotheses),
        "conclusion": terms.write(sequent.conclusion),
        "terms": terms.entries,
    }


def theory_to_data(theory: Theory) -> Data:
    """The definitions, opaque functions and statements of a theory, by name, in sorted order."""
    terms = TermWriter()
    definitions, statements = theory.definitions, theory.statements
    return {
        "format": FORMAT,
        "definitions": [_definition(terms, definitions[name]) for name in sorted(definitions)],
        "opaques": [_opaque(theory.opaques[name]) for name in sorted(theory.opaques)],
        "statements": [_statement(terms, statements[name]) for name in sorted(statements)],
        "terms": terms.entries,
    }


def _indices(terms: TermWriter, nodes: Iterable[Syntax]) -> list[int]:
    return [terms.write(node) for node in nodes]


def _definition(terms: TermWriter, definition: Definition) -> Data:
    return {
        "name": definition.name,
        "parameters": _indices(terms, definition.parameters),
        "domain": _indices(terms, definition.domain),
        "body": terms.write(definition.body),
        "sort": definition.sort.value,
    }


def _opaque(opaque: Opaque) -> Data:
    return {
        "name": opaque.name,
        "sorts": [sort.value for sort in opaque.sorts],
        "sort": opaque.sort.value,
    }


def _statement(terms: TermWriter, statement: Statement) -> Data:
    return {
        "name": statement.name,
        "kind": statement.kind,
        "functions": [_opaque(f) for f in statement.functions],
        "hypotheses": _indices(terms, statement.hypotheses),
        "claims": _indices(terms, statement.claims),
    }
