"""The rechecker accepts what the kernel accepts, and refuses whatever was tampered with."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ua_symbolic.recheck
from tests.kernel.proof_kit import THEORY, USES, induction
from ua_symbolic.errors import CertificateError
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.serial import (
    canonical_json,
    proof_from_data,
    proof_to_data,
    sequent_to_data,
    theory_to_data,
)
from ua_symbolic.kernel.theorems import Theorem, replay
from ua_symbolic.recheck import recheck_proof

THEOREMS = [use.derive() for use in USES] + [induction()]
NAMES = [f"{t.proof.rule}-{i}" for i, t in enumerate(THEOREMS)]
TABLES = theory_to_data(THEORY)
PROOFS = [(canonical_json(proof_to_data(t.proof)), sequent_to_data(t.sequent)) for t in THEOREMS]


@pytest.mark.parametrize("theorem", THEOREMS, ids=NAMES)
def test_right_uses_are_accepted(theorem: Theorem) -> None:
    expected = sequent_to_data(theorem.sequent)
    result = recheck_proof(TABLES, proof_to_data(theorem.proof), expected)
    assert result.ok, result.problem
    assert not result.undecided
    assert result.steps >= 1
    assert result.lemmas == theorem.rests_on


@pytest.mark.parametrize("theorem", THEOREMS, ids=NAMES)
def test_a_missing_premise_is_found(theorem: Theorem) -> None:
    data = proof_to_data(theorem.proof)
    for place in range(len(data["steps"][-1][3])):
        short = copy.deepcopy(data)
        del short["steps"][-1][3][place]
        assert not recheck_proof(TABLES, short, sequent_to_data(theorem.sequent)).ok


@pytest.mark.parametrize("theorem", THEOREMS, ids=NAMES)
def test_another_claim_is_found(theorem: Theorem) -> None:
    data = proof_to_data(theorem.proof)
    for other in THEOREMS:
        if other.sequent.conclusion != theorem.sequent.conclusion:
            assert not recheck_proof(TABLES, data, sequent_to_data(other.sequent)).ok
    fewer = sequent_to_data(theorem.sequent)
    if fewer["hypotheses"] and theorem.proof.rule != "reflexive":
        fewer["hypotheses"] = []
        assert not recheck_proof(TABLES, data, fewer).ok


@pytest.mark.parametrize("theorem", THEOREMS, ids=NAMES)
def test_every_rule_is_looked_at(theorem: Theorem) -> None:
    """The same step under the name of another rule is refused."""
    data = proof_to_data(theorem.proof)
    for rule in {t.proof.rule for t in THEOREMS} - {theorem.proof.rule}:
        data["steps"][-1][0] = rule
        try:
            replay(THEORY, proof_from_data(data))
        except KernelError:
            assert not recheck_proof(TABLES, data).ok, rule


SHAPES = re.compile(r"must be an integer|refuses its data|damaged|not \w+ of format")
OWN_WAY = {"row", "alternative"}  # hints that the rechecker does not need


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = data.items() if isinstance(data, dict) else ()
    pairs = enumerate(data) if isinstance(data, list) else pairs
    return [p for k, v in pairs for p in [(*path, k), *places(v, (*path, k))]]


VALUES = (
    None, -1, 0, 1, 2, 3, 4, 5, 9, True, 0.5, "x", "y", "<", "<=", "=", "!=", "real", "integer",
    "1/2", "2", "0", "exp", "sin", "add", "mul", [], {}, [0], {"t": 0}, {"t": 2}, {"q": "1/2"},
)  # fmt: skip


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(st.data())
def test_tampering_is_found_or_the_kernel_agrees_too(data: st.DataObject) -> None:
    """Change any part of any proof: if the kernel then refuses it, so does the rechecker."""
    text, expected = data.draw(st.sampled_from(PROOFS))
    changed = json.loads(text)
    path = data.draw(st.sampled_from(places(changed)))
    node = changed
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = data.draw(st.sampled_from(VALUES))
    if path[-1] in OWN_WAY or not accepted_by_kernel(changed):
        found = recheck_proof(TABLES, changed, expected)
        assert not found.ok or path[-1] in OWN_WAY or harmless(path, node[path[-1]]), path


def accepted_by_kernel(data: Any) -> bool:
    try:
        replay(THEORY, proof_from_data(data))
    except (KernelError, CertificateError):
        return False
    return True


def harmless(path: tuple[Any, ...], value: object) -> bool:
    """What the rechecker does not read: names of bound variables, and hints."""
    hint = path[0] == "terms" and len(path) in (3, 4) and path[2] in (2, 3)
    hints_lost = path[0] == "steps" and path[2:] == (4,)  # data that held nothing but hints
    return hint or value == {} or hints_lost


def test_the_rechecker_shares_nothing_with_the_kernel() -> None:
    folder = Path(ua_symbolic.recheck.__file__).parent
    forbidden = re.compile(r"ua_symbolic\.(kernel|checkers|development)|expressions(?!\.serial)")
    for file in folder.glob("*.py"):
        imports = re.findall(r"^\s*(?:from|import) (.*)$", file.read_text("utf-8"), re.MULTILINE)
        assert not [line for line in imports if forbidden.search(line)], file.name
