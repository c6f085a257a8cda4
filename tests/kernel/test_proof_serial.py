"""Proof objects and theories as data: nothing is lost, equal things are written once."""

from __future__ import annotations

import contextlib
import copy
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.proof_kit import THEORY, USES, induction, rel, some_theory, term, x, y, z
from tests.kernel.proof_kit import use as use_of
from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.terms import Relation
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.sequents import sequent
from ua_symbolic.kernel.serial import (
    canonical_json,
    digest,
    proof_from_data,
    proof_to_data,
    sequent_to_data,
    theory_to_data,
)
from ua_symbolic.kernel.theorems import Proof, replay

PROOFS = [u.derive().proof for u in USES] + [induction().proof]
TEXTS = [canonical_json(proof_to_data(p)) for p in PROOFS]


@pytest.mark.parametrize("number", range(len(PROOFS)))
def test_round_trip_through_text(number: int) -> None:
    data = json.loads(TEXTS[number])
    proof = proof_from_data(data)
    assert proof.sequent == PROOFS[number].sequent
    assert canonical_json(proof_to_data(proof)) == TEXTS[number]
    assert replay(THEORY, proof).sequent == proof.sequent


def test_shared_subproofs_are_written_once() -> None:
    goal = sequent((rel("x < y"),), rel("x < y"))
    proof = Proof("hypothesis", goal, ())
    for _ in range(60):  # 2**60 steps as a tree
        proof = Proof("cut", goal, (proof, proof))
    data = proof_to_data(proof)
    assert len(data["steps"]) == 61
    assert len(data["contexts"]) == 1
    assert replay(THEORY, proof_from_data(data)).sequent == goal


def test_equal_subproofs_are_written_once() -> None:
    goal = sequent((rel("x < y"),), rel("x < y"))
    twice = Proof("cut", goal, (Proof("hypothesis", goal, ()), Proof("hypothesis", goal, ())))
    assert len(proof_to_data(twice)["steps"]) == 2


def test_the_last_step_is_the_proof() -> None:
    first = Proof("hypothesis", sequent((rel("x < y"),), rel("x < y")), ())
    assert proof_from_data(proof_to_data(first)).sequent == first.sequent


def test_deep_proofs_are_written_and_read_without_recursion() -> None:
    goal = sequent((rel("x < y"),), rel("x < y"))
    proof = Proof("hypothesis", goal, ())
    for count in range(20_000):
        proof = Proof("cut", goal, (proof,), {"n": count})
    assert len(proof_to_data(proof_from_data(proof_to_data(proof)))["steps"]) == 20_001


def test_references_stand_for_subproofs() -> None:
    whole = induction().proof
    part = whole.premises[2]
    data = proof_to_data(whole, {id(part): "abc"})
    assert [s[4] for s in data["steps"] if s[0] == "reference"] == [{"key": "abc"}]
    assert len(data["steps"]) < len(proof_to_data(whole)["steps"])
    again = proof_from_data(data, {"abc": part})
    assert replay(THEORY, again).sequent == whole.sequent
    for wrong in ({}, {"other": part}, {"abc": whole.premises[0]}):
        with pytest.raises(CertificateError):
            proof_from_data(data, wrong)


def test_a_reference_that_is_not_resolved_proves_nothing() -> None:
    proof = Proof("reference", sequent((), rel("1 < 0")), (), {"key": "abc"})
    with pytest.raises(KernelError):
        replay(THEORY, proof)


def test_the_same_bytes_in_every_process() -> None:
    script = (
        "from tests.kernel.test_proof_serial import TEXTS, THEORY\n"
        "from ua_symbolic.kernel.serial import digest, theory_to_data\n"
        "print(digest(TEXTS), digest(theory_to_data(THEORY)))"
    )
    root = str(Path(__file__).parents[2])
    found = set()
    for seed in ("0", "1"):
        env = {"PYTHONPATH": root, "PYTHONHASHSEED": seed}
        run = subprocess.run([sys.executable, "-c", script], cwd=root, env=env,
                             capture_output=True, text=True, check=True)  # fmt: skip
        found.add(run.stdout)
    assert found == {f"{digest(TEXTS)} {digest(theory_to_data(THEORY))}\n"}


def test_mappings_keep_their_order() -> None:
    """The premises of an instance come in the order of its values."""
    values = {y: term("1/x"), x: term("x/2"), z: term("1/z")}
    sides = tuple(Relation("=", v, v) for v in values.values())
    use = use_of("lemma", "0 <= x/2*(x/2)", *sides, "0 <= x/2",
                 statement="square", claim=0, values=values, functions={})  # fmt: skip
    again = proof_from_data(proof_to_data(use.derive().proof))
    assert replay(THEORY, again).sequent.conclusion == use.conclusion


def test_sequents_and_theories_are_plain_json() -> None:
    for data in (sequent_to_data(induction().sequent), theory_to_data(some_theory())):
        assert json.loads(canonical_json(data)) == data


def test_floats_and_objects_are_no_data_of_a_rule() -> None:
    goal = sequent((), rel("x < y"))
    for value in (0.5, object(), {1, 2}):
        with pytest.raises(TypeError):
            proof_to_data(Proof("cut", goal, (), {"value": value}))


def test_certificates_pass_through_as_they_are() -> None:
    goal = sequent((), rel("x < y"))
    inner = {"format": "f", "main": {"list": [1, "2", None]}}
    data = proof_to_data(Proof("box", goal, (), {"certificate": inner}))
    assert proof_from_data(data).data["certificate"] == inner
    assert data["steps"][0][4] == {"certificate": {"json": inner}}


def test_fractions_stay_exact() -> None:
    goal = sequent((), rel("x < y"))
    third = Fraction(10**5000 + 1, 3)
    data = json.loads(canonical_json(proof_to_data(Proof("cut", goal, (), {"q": third}))))
    assert proof_from_data(data).data["q"] == third


BAD = (
    None,
    [],
    {},
    {"format": 2},
    {"format": 1, "terms": [], "contexts": [], "steps": []},
    {"format": 1, "terms": {}, "contexts": [], "steps": [[]]},
    {"format": 1, "terms": [], "contexts": [[]], "steps": [["cut", 0, 0, [], {}]]},
    {
        "format": 1,
        "terms": [["v", "x", "real"]],
        "contexts": [[]],
        "steps": [["cut", 0, 0, [], {}]],
    },
    {"format": 1, "terms": [["a", "neg", [0]]], "contexts": [[]], "steps": [["cut", 0, 0, [], {}]]},
    {"format": 1, "terms": [["n", "2/4"]], "contexts": [[]], "steps": [["cut", 0, 0, [], {}]]},
)


@pytest.mark.parametrize("data", BAD)
def test_what_is_no_proof_object_is_refused(data: Any) -> None:
    with pytest.raises(CertificateError):
        proof_from_data(data)


def test_terms_that_explode_are_refused() -> None:
    terms: list[Any] = [["v", "x", "real"]]
    terms += [["a", "add", [i, i]] for i in range(40)]
    data = {"format": 1, "terms": terms, "contexts": [[]], "steps": [["cut", 0, 0, [], {}]]}
    with pytest.raises(CertificateError, match="too large"):
        proof_from_data(data)


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value at a place."""
    data = copy.deepcopy(data)
    node = data
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return data


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all parts of plain data."""
    if isinstance(data, dict):
        return [p for k, v in data.items() for p in [(*path, k), *places(v, (*path, k))]]
    if isinstance(data, list):
        return [p for k, v in enumerate(data) for p in [(*path, k), *places(v, (*path, k))]]
    return []


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.data())
def test_damaged_data_are_refused_or_prove_what_they_say(data: st.DataObject) -> None:
    """Whatever is changed: an error of the right kind, or a theorem that the kernel checked."""
    original = json.loads(data.draw(st.sampled_from(TEXTS)))
    path = data.draw(st.sampled_from(places(original)))
    value = data.draw(st.sampled_from([None, -1, 0, 1, 2, 99, "x", "<", [], {}, [0], True, 0.5]))
    with contextlib.suppress(CertificateError, KernelError):
        replay(THEORY, proof_from_data(changed(original, path, value)))
