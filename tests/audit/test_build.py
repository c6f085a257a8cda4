"""Statuses and taint travel along the graph, and nothing is called proved that is not."""

from __future__ import annotations

from fabricated_audits import discharged, large, subject

from ua_symbolic.audit import Audit, Subject, build_audit


def audit(*subjects: Subject) -> Audit:
    return build_audit("mine", subjects)


def statuses(*subjects: Subject) -> dict[str, str]:
    return {s.id: s.status for s in audit(*subjects).statements.values()}


def test_a_statement_of_which_everything_is_discharged_is_proved() -> None:
    assert statuses(subject("a")) == {"a": "proved"}


def test_what_rests_on_a_leaf_is_proved_modulo_leaves_however_far_away() -> None:
    found = audit(
        subject("leaf", kind="argued"),
        subject("a", uses=("leaf",)),
        subject("b", uses=("a",)),
        subject("c"),
    )
    assert {s.id: s.status for s in found.statements.values()} == {
        "leaf": "proved-modulo-leaves",
        "a": "proved-modulo-leaves",
        "b": "proved-modulo-leaves",
        "c": "proved",
    }
    assert found.statements["b"].leaves == ("leaf",)
    assert found.statements["leaf"].leaves == ("leaf",)
    assert found.statements["leaf"].assurance == "argued"
    assert found.leaves() == ("leaf",)


def test_an_unknown_or_missing_obligation_leaves_open_all_that_rests_on_it() -> None:
    unknown = discharged("a", status="unknown", reason="time")
    assert statuses(subject("a", unknown), subject("b", uses=("a",))) == {"a": "open", "b": "open"}
    assert statuses(subject("a", missing=("link 1",)))["a"] == "open"


def test_a_changed_fingerprint_is_stale_and_so_is_what_rests_on_it() -> None:
    old = discharged("a", fingerprint="before")
    found = audit(subject("a", old), subject("b", uses=("a",)))
    assert [s.status for s in found.statements.values()] == ["stale", "stale"]
    (obligation,) = found.statements["a"].obligations
    assert obligation.stale
    assert not obligation.discharged


def test_a_refuted_obligation_refutes_the_statement_and_opens_what_rests_on_it() -> None:
    wrong = discharged("a", status="refuted", counterexample=(("x", "-1"),))
    assert statuses(subject("a", wrong), subject("b", uses=("a",))) == {"a": "refuted", "b": "open"}


def test_a_refuted_leaf_is_refuted() -> None:
    wrong = discharged("leaf", "attack", status="refuted")
    assert statuses(subject("leaf", wrong, kind="cited"))["leaf"] == "refuted"


def test_a_conjecture_is_open_although_it_survived_the_attack() -> None:
    assert statuses(subject("a", discharged("a", "attack"), kind="conjecture"))["a"] == "open"


def test_assurance_is_the_weakest_of_the_cone() -> None:
    found = audit(
        subject("a", discharged("a", assurance="kernel")),
        subject("b", discharged("b", assurance="one checker")),
        subject("c", discharged("c", uses=("a",), assurance="kernel")),
        subject("d", discharged("d", uses=("b", "c"), assurance="kernel")),
    )
    grades = {s.id: s.assurance for s in found.statements.values()}
    assert grades == {"a": "kernel", "b": "one checker", "c": "kernel", "d": "one checker"}


def test_surviving_an_attack_is_no_assurance() -> None:
    records = [discharged("a", assurance="kernel"), discharged("a", "attack", assurance="argued")]
    assert audit(subject("a", *records)).statements["a"].assurance == "kernel"


def test_what_is_not_established_has_no_assurance() -> None:
    records = [discharged("a", "link 1"), discharged("a", "link 2", status="unknown")]
    assert audit(subject("a", *records)).statements["a"].assurance == ""


def test_dependencies_are_what_was_used_and_not_what_was_named() -> None:
    used = subject("c", discharged("c", uses=("a",)), uses=("a", "b"))
    found = audit(subject("a"), subject("b"), used)
    assert found.statements["c"].depends == ("a",)


def test_what_is_not_checked_yet_depends_on_what_its_text_names() -> None:
    found = audit(subject("a"), subject("b", uses=("a",), missing=("link 1",)))
    assert found.statements["b"].depends == ("a",)


def test_definitions_are_nodes_of_their_own() -> None:
    uses = discharged("a", definitions=("f",))
    found = audit(subject("definition f", kind="definition"), subject("a", uses))
    assert found.statements["a"].depends == ("definition f",)
    assert sum(found.count().values()) == 1


def test_an_undefined_definition_opens_what_unfolds_it() -> None:
    broken = discharged("definition f", status="unknown")
    uses = discharged("a", definitions=("f",))
    found = statuses(subject("definition f", broken, kind="definition"), subject("a", uses))
    assert found["a"] == "open"


def test_a_cycle_is_open_with_everything_behind_it() -> None:
    found = audit(
        subject("a", uses=("b",)), subject("b", uses=("a",)), subject("c", uses=("b",)),
        subject("d"),
    )  # fmt: skip
    assert {s.id: s.status for s in found.statements.values()} == {
        "a": "open", "b": "open", "c": "open", "d": "proved",
    }  # fmt: skip
    assert any("a cycle: a -> b -> a" in r.text for r in found.remarks)


def test_a_statement_that_uses_itself_is_a_cycle() -> None:
    assert statuses(subject("a", uses=("a",)))["a"] == "open"


def test_facts_are_named_in_the_trusted_base_of_the_cone() -> None:
    subjects = [subject("a", discharged("a", uses=("fact.sine",))), subject("b", uses=("a",))]
    found = build_audit("mine", subjects, frozenset({"fact.sine"}))
    assert found.statements["b"].facts == ("fact.sine",)
    assert found.statements["a"].depends == ()


def test_an_unused_hypothesis_is_remarked_with_its_line() -> None:
    used = discharged("a", hypotheses_used=(1,))
    remarks = audit(subject("a", used, hypotheses=(("0 < x", 4), ("x < 1", 5)))).remarks
    assert [str(r) for r in remarks] == ["proofs/mine/a.ua:4: a: hypothesis 0 < x is not used"]


def test_an_orphan_is_remarked_only_where_there_are_theorems() -> None:
    assert audit(subject("a"), subject("b")).remarks == ()
    found = audit(subject("a"), subject("b"), subject("t", kind="theorem", uses=("a",)))
    assert [r.text for r in found.remarks] == ["b: no theorem or corollary rests on it"]


def test_a_large_audit_has_every_status() -> None:
    assert set(large().count()) == {"proved", "proved-modulo-leaves", "open", "stale", "refuted"}


def test_what_a_proof_names_counts_as_used_while_its_link_is_not_discharged() -> None:
    unknown = discharged("b", status="unknown", reason="not shown")
    found = audit(subject("a"), subject("b", unknown, uses=("a",)))
    assert found.statements["b"].depends == ("a",)
