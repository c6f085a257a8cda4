"""Audits made of thin air, for tests of whatever reads an audit."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from ua_symbolic.audit import Audit, Subject, build_audit
from ua_symbolic.ledger.records import ObligationRecord
from ua_symbolic.ledger.state import StatementState, compare

WORDS = "prefix length temperature cap measure net separated envelope target lower"


@dataclass(frozen=True)
class Plan:
    """What the checkers would plan."""

    label: str
    goal: str = "0 <= x"
    line: int = 1
    fingerprint: str = "now"


def discharged(
    name: str,
    label: str = "link 1",
    *,
    uses: tuple[str, ...] = (),
    assurance: str = "two checkers",
    **more: object,
) -> ObligationRecord:
    """A record of success; other fields by name."""
    values: dict[str, object] = {"checker": "algebra", "engines": ("flint", "sympy"), **more}
    status = values.pop("status", "discharged")
    fingerprint = values.pop("fingerprint", "now")
    return ObligationRecord(
        name, label, "0 <= x", 1, str(fingerprint), str(status), assurance=assurance,
        rests_on=uses, **values,  # type: ignore[arg-type]
    )  # fmt: skip


def state(name: str, *records: ObligationRecord, missing: tuple[str, ...] = ()) -> StatementState:
    """The state of a statement whose plan has the labels of the records, and the missing ones."""
    recorded = {r.label: r for r in records}
    return compare(name, [Plan(label) for label in (*recorded, *missing)], recorded)


def subject(
    name: str,
    *records: ObligationRecord,
    kind: str = "lemma",
    uses: tuple[str, ...] = (),
    missing: tuple[str, ...] = (),
    hypotheses: tuple[tuple[str, int], ...] = (),
    title: str = "",
    line: int = 1,
) -> Subject:
    """A subject; without records it has one record that discharges it from ``uses``."""
    found = records or (() if missing else (discharged(name, uses=uses),))
    return Subject(
        name, kind, title or f"what {name} says", "a book, p. 7" if kind in ("cited", "argued")
        else "", Path("proofs/mine/a.ua"), line, f"claim {name}", uses, hypotheses,
        state(name, *found, missing=missing),
    )  # fmt: skip


def large(nodes: int = 60, seed: int = 3) -> Audit:
    """A graph of the size of a real development, with every kind and status in it."""
    rng = random.Random(seed)
    words = WORDS.split()
    names: list[str] = []
    made: list[Subject] = []
    for index in range(nodes):
        part = ("sphere", "upper", "lower", "vmf", "attention")[min(4, index * 5 // nodes)]
        name = f"{part}.{rng.choice(words)}_{rng.choice(words)}_{index}"
        near = names[-14:]
        uses = tuple(sorted(rng.sample(near, min(len(near), rng.choice((0, 1, 1, 2, 2, 3))))))
        kind = "lemma"
        if index in (5, 23):
            kind, uses = ("argued", "cited")[index == 23], ()
        if index % 19 == 18:
            kind = "theorem"
        title = " ".join(rng.choices(words, k=rng.choice((4, 7, 12))))
        missing = ("link 2",) if index == 31 else ()
        records = [discharged(name, uses=uses)]
        if index == 40:
            records = [discharged(name, uses=uses, fingerprint="before")]
        if index == 50:
            records = [discharged(name, uses=uses, status="refuted")]
        made.append(
            subject(name, *records, kind=kind, uses=uses, missing=missing, title=title, line=index)
        )
        names.append(name)
    return build_audit("fabricated", made)
