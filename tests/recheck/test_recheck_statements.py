"""What is filed under a statement is its proof: claims, hypotheses, digests, what it rests on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.kernel.proof_kit import THEORY, rel
from ua_symbolic.expressions.terms import Relation
from ua_symbolic.kernel.sequents import sequent
from ua_symbolic.kernel.serial import digest, proof_to_data, theory_to_data
from ua_symbolic.kernel.theorems import Theorem, derive
from ua_symbolic.kernel.theory import Statement, Theory
from ua_symbolic.recheck import Result, recheck_statement

HYPOTHESES = (rel("0 <= x"), rel("x <= y"))
CLAIMS = (rel("0 <= x*x"), rel("x*x <= y*y"))
THEORY_WITH = Theory(
    definitions=THEORY.definitions,
    statements={
        **THEORY.statements,
        "main": Statement("main", "theorem", (), HYPOTHESES, CLAIMS),
    },
)
TABLES = theory_to_data(THEORY_WITH)


def step(rule: str, conclusion: Relation, *premises: Theorem, **data: Any) -> Theorem:
    return derive(THEORY_WITH, rule, sequent(HYPOTHESES, conclusion), premises, data)


def total(text: str) -> Theorem:
    term = rel(f"{text} = 0").left
    return step("defined", Relation("=", term, term))


X_POSITIVE, BELOW = (step("hypothesis", h) for h in HYPOTHESES)
SQUARE = step("lemma", CLAIMS[0], X_POSITIVE, statement="square", claim=0,
              values={rel("x < y").left: rel("x < y").left}, functions={})  # fmt: skip
Y_POSITIVE = step("transitive", rel("0 <= y"), X_POSITIVE, BELOW)
X, Y = CLAIMS[1].left.args[0], CLAIMS[1].right.args[0]  # type: ignore[union-attr]


def order() -> Theorem:
    """y**2 - x**2 = (y - x) x + (y - x) y."""
    return step("combination", CLAIMS[1], BELOW, X_POSITIVE, Y_POSITIVE, total("x*x"),
                total("y*y"), entries=((1, (X,), 0), (1, (Y,), 0)), premises=1)  # fmt: skip


def filed() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A certificate file and the ledger's records for it."""
    parts = {"aa": SQUARE, "bb": order()}
    wholes = [step("cut", c, t, t) for c, t in zip(CLAIMS, parts.values(), strict=True)]
    references = {id(t.proof): key for key, t in parts.items()}
    assembly = [proof_to_data(t.proof, references) for t in wholes]
    obligations: dict[str, Any] = {k: proof_to_data(t.proof) for k, t in parts.items()}
    obligations["cc"] = assembly
    names: dict[str, list[str]] = {"aa": ["square"], "bb": [], "cc": ["square"]}
    labels = {"aa": "link 1", "bb": "link 2", "cc": "assembly"}
    records = [
        {
            "statement": "main",
            "label": labels[k],
            "fingerprint": k,
            "status": "discharged",
            "digest": digest(obligations[k]),
            "rests_on": names[k],
        }
        for k in obligations
    ]
    return {"statement": "main", "obligations": obligations}, records


def checked(change: Callable[[Any, Any], None] = lambda c, r: None) -> Result:
    certificate, records = copy.deepcopy(filed())
    change(certificate, records)
    return recheck_statement(TABLES, "main", certificate, records)


def test_what_was_proved_is_accepted() -> None:
    result = checked()
    assert result.ok, result.problem
    assert result.lemmas == {"square"}
    assert result.steps > 5


def sealed(certificate: Any, records: Any) -> None:
    """Make the digests fit again, as a careful forger would."""
    for record in records:
        record["digest"] = digest(certificate["obligations"][record["fingerprint"]])


def forge(change: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    def run(certificate: Any, records: Any) -> None:
        change(certificate, records)
        sealed(certificate, records)

    return run


def swap_claims(c: Any, _: Any) -> None:
    c["obligations"]["cc"].reverse()


def drop_a_claim(c: Any, _: Any) -> None:
    c["obligations"]["cc"].pop()


def no_assembly(c: Any, r: Any) -> None:
    del c["obligations"]["cc"]
    r.clear()


def swap_obligations(c: Any, _: Any) -> None:
    o = c["obligations"]
    o["aa"], o["bb"] = o["bb"], o["aa"]


def missing_obligation(c: Any, r: Any) -> None:
    del c["obligations"]["bb"]
    del r[1]


def more_hypotheses(c: Any, _: Any) -> None:
    data = c["obligations"]["cc"][0]
    data["terms"].append(["r", "<=", *reversed(data["terms"][data["contexts"][0][0]][2:])])
    for context in data["contexts"]:
        context.append(len(data["terms"]) - 1)


def reference_to_itself(c: Any, _: Any) -> None:
    c["obligations"]["aa"] = copy.deepcopy(c["obligations"]["cc"][0])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (swap_claims, "another claim"),
        (drop_a_claim, "one proof for each"),
        (no_assembly, "put together"),
        (swap_obligations, ""),
        (missing_obligation, "to refer to"),
        (more_hypotheses, "hypotheses"),
        (reference_to_itself, "itself"),
    ],
)
def test_forgeries_are_found(change: Callable[[Any, Any], None], word: str) -> None:
    result = checked(forge(change))
    assert not result.ok
    assert word in result.problem


def test_a_proof_that_was_edited_is_found_by_its_digest() -> None:
    def edit(c: Any, _: Any) -> None:
        c["obligations"]["aa"]["note"] = "improved"

    assert "changed after the check" in checked(edit).problem


def test_a_ledger_that_names_other_statements_is_found() -> None:
    def hide(_: Any, r: Any) -> None:
        r[0]["rests_on"] = []

    def invent(_: Any, r: Any) -> None:
        r[1]["rests_on"] = ["bounded"]

    for change in (hide, invent):
        assert "other statements" in checked(change).problem


def test_a_record_without_its_proof_is_found() -> None:
    def lose(c: Any, _: Any) -> None:
        del c["obligations"]["aa"]

    assert not checked(lose).ok


def test_an_open_statement_is_checked_as_far_as_it_is_claimed() -> None:
    def still_open(c: Any, r: Any) -> None:
        del c["obligations"]["cc"]
        del r[2]

    assert checked(still_open).ok
    assert not checked(lambda c, r: (still_open(c, r), swap_obligations(c, r))).ok  # type: ignore[arg-type, return-value]


def test_another_file_is_found() -> None:
    def rename(c: Any, _: Any) -> None:
        c["statement"] = "square"

    assert "something else" in checked(rename).problem


@pytest.mark.parametrize("damage", [None, [], {}, {"statement": "main"}, "text", 3])
def test_damaged_files_are_a_verdict_not_a_traceback(damage: Any) -> None:
    result = recheck_statement(TABLES, "main", damage, ())
    assert not result.ok
    assert result.problem


def test_theories_that_make_no_sense_are_refused() -> None:
    certificate, records = filed()
    for path, value in (
        (("definitions", 0, "body"), 10**6),
        (("statements", 0, "claims"), ["x"]),
        (("terms", 0), ["v", "x", "complex"]),
    ):
        tables: Any = copy.deepcopy(TABLES)
        node = tables
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value
        assert not recheck_statement(tables, "main", certificate, records).ok
