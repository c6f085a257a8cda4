"""A proof object as text: what each step says, by which rule, and from what.

Definedness (``t = t``) is left out, so that what remains is what a reader would write down; a
``combination`` prints its exact Farkas multipliers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ua_symbolic.expressions.terms import Number, Relation, Term, mul, sub
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.theorems import Proof

INDENT = "  "


def proof_lines(proof: Proof, depth: int = 0) -> Iterator[str]:
    """One line a step, premises indented below; each theorem is printed once."""
    yield from _lines(proof, depth, set())


def _lines(proof: Proof, depth: int, seen: set[int]) -> Iterator[str]:
    conclusion = to_text(proof.sequent.conclusion)
    known = " (see above)" if id(proof) in seen and proof.premises else ""
    yield f"{INDENT * depth}{conclusion}   [{_rule(proof)}]{known}"
    if known:
        return
    seen.add(id(proof))
    if proof.rule == "combination":
        yield f"{INDENT * (depth + 1)}{_multipliers(proof)}"
    for premise in proof.premises:
        if not _is_definedness(premise.sequent.conclusion):
            yield from _lines(premise, depth + 1, seen)


def _is_definedness(relation: Relation) -> bool:
    return relation.op == "=" and relation.left == relation.right


def _rule(proof: Proof) -> str:
    """The rule in words, with the instance of a statement that was used."""
    if proof.rule != "lemma":
        return proof.rule.replace("_", " ")
    values = [f"{v.name} = {to_text(t)}" for v, t in proof.data["values"] if t != v]
    functions = [f"{name}: {to_text(f)}" for name, f in proof.data["functions"]]
    bindings = ", ".join([*values, *functions])
    return f"{proof.data['statement']}{' at ' + bindings if bindings else ''}"


def _multipliers(proof: Proof) -> str:
    """``right - left = 1*(...) + 1/2*(...)`` with the premises written out."""
    used = [p.sequent.conclusion for p in proof.premises[: int(proof.data["premises"])]]
    parts = [_summand(entry, used) for entry in proof.data["entries"]]
    c = proof.sequent.conclusion
    return f"since {to_text(sub(c.right, c.left))} = {' + '.join(parts) or '0'}"


def _summand(entry: Any, used: list[Relation]) -> str:
    coefficient, factors, index = entry
    pieces: list[Term] = [Number(coefficient), *factors]
    if index is not None:
        pieces.append(sub(used[index].right, used[index].left))
    return to_text(mul(*pieces))


def obligation_text(label: str, proof: Proof) -> str:
    """The proof of one obligation under its label and hypotheses."""
    given = [to_text(h) for h in proof.sequent.hypotheses]
    head = [f"{label}: under {'; '.join(given)}" if given else f"{label}:"]
    return "\n".join([*head, *proof_lines(proof, 1)])


def statement_proofs(records: Mapping[str, Any], proofs: Mapping[str, Any], wanted: str) -> str:
    """The recorded proofs of a statement's obligations, all or the one labelled ``wanted``.

    Raises KeyError with the known labels if there is none of that label.
    """
    from ua_symbolic.kernel.serial import proof_from_data

    labels = [k for k, r in records.items() if r.fingerprint in proofs and k != "assembly"]
    if wanted != "all" and wanted not in labels:
        raise KeyError(", ".join(labels))
    chosen = labels if wanted == "all" else [wanted]
    pages = [obligation_text(k, proof_from_data(proofs[records[k].fingerprint])) for k in chosen]
    return "\n\n".join(pages)
