"""The rule ``box``: a certificate shows exactly its claim, under hypotheses that are given."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from tests.kernel.proof_kit import THEORY, rel
from ua_symbolic.enclosure.certificates import digest
from ua_symbolic.enclosure.problem import Problem
from ua_symbolic.enclosure.prove import Proved, prove
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import Formula, Relation, Sort, Variable, free_variables
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.sequents import sequent
from ua_symbolic.kernel.serial import (
    proof_from_data,
    proof_to_data,
    sequent_to_data,
    theory_to_data,
)
from ua_symbolic.kernel.theorems import Assurance, Theorem, derive, replay
from ua_symbolic.recheck import recheck_proof

CLAIM = rel("exp(-x) < 1 + x/10")
RANGE = (rel("1/10 <= x"), rel("x <= 2"))


@cache
def certificate() -> dict[str, Any]:
    outcome = prove(Problem(tuple(free_variables(CLAIM)), RANGE, CLAIM), timeout=20)
    if not isinstance(outcome, Proved):
        raise TypeError(f"not proved: {outcome}")
    return dict(outcome.certificate)


def box(hypotheses: tuple[Formula, ...], claim: Relation, shown: object = None) -> Theorem:
    data = {"certificate": certificate() if shown is None else shown}
    return derive(THEORY, "box", sequent(hypotheses, claim), (), data)


def test_a_certificate_shows_its_claim() -> None:
    theorem = box((*RANGE, rel("y < 3")), CLAIM)
    assert theorem.assurance is Assurance.ONE_CHECKER
    data = proof_to_data(theorem.proof)
    assert replay(THEORY, proof_from_data(data)).sequent == theorem.sequent
    result = recheck_proof(theory_to_data(THEORY), data, sequent_to_data(theorem.sequent))
    assert result.ok, result.problem


@pytest.mark.parametrize(
    ("hypotheses", "claim"),
    [
        (RANGE[:1], CLAIM),
        ((), CLAIM),
        ((RANGE[0], rel("x <= 3")), CLAIM),
        (RANGE, rel("exp(-x) < 1")),
        (RANGE, rel("exp(-y) < 1 + y/10")),
        (RANGE, rel("1 + x/10 < exp(-x)")),
    ],
)
def test_it_shows_nothing_else(hypotheses: tuple[Formula, ...], claim: Relation) -> None:
    with pytest.raises(KernelError):
        box(hypotheses, claim)


def test_a_changed_certificate_is_refused() -> None:
    changed = copy.deepcopy(certificate())
    changed["conclusion"] = to_data(rel("exp(-x) < 0"))
    with pytest.raises(KernelError):
        box(RANGE, rel("exp(-x) < 0"), changed)
    changed["digest"] = digest(changed)
    with pytest.raises(KernelError):
        box(RANGE, rel("exp(-x) < 0"), changed)
    for nonsense in (None, {}, [], "certificate", {"format": 1}):
        with pytest.raises(KernelError):
            box(RANGE, CLAIM, nonsense or {"nothing": nonsense})


def test_an_integer_and_a_real_of_one_name_are_different() -> None:
    """The verifier may let integers be reals; then k and k must not become one variable."""
    whole, real = Variable("x", Sort.INTEGER), Variable("x")
    shown = copy.deepcopy(certificate())
    claim = Relation("<=", whole, real)
    shown.update(
        variables=[to_data(whole), to_data(real)], hypotheses=[], conclusion=to_data(claim),
        relaxed=["x"], definedness=[], main={"way": 0, "trees": [{"form": "exact"}]},
    )  # fmt: skip
    shown["digest"] = digest(shown)
    with pytest.raises(KernelError):
        box((), claim, shown)
    data = proof_to_data(box(RANGE, CLAIM).proof)
    data["terms"] += [["v", "x", "integer"], ["v", "x", "real"]]
    last = len(data["terms"])
    data["terms"].append(["r", "<=", last - 2, last - 1])
    data["steps"][-1][2] = last
    data["steps"][-1][4]["certificate"]["json"] = shown
    assert not recheck_proof(theory_to_data(THEORY), data).ok
