"""The trust manifest: what each headline theorem is worth, and what exactly it rests on.

The audit of the committed ledger must say neither less nor more than what stands here.  A theorem
that lost a leaf, or was checked by better means, changes this file as much as one that got worse.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from ua_symbolic.audit import Audit
from ua_symbolic.cli.opening import audit_of
from ua_symbolic.development import load
from ua_symbolic.ledger.session import Session, session_of

FOLDER = Path(__file__).parents[2] / "proofs" / "prompting"

ONE, TWO, KERNEL = "one checker", "two checkers", "kernel"


class Worth(NamedTuple):
    """The assurance of a theorem and the leaves below it."""

    assurance: str
    leaves: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        return "proved-modulo-leaves" if self.leaves else "proved"


MANIFEST = {
    "heads.kronecker": Worth(TWO),
    "heads.core_entry": Worth(TWO),
    "heads.core_row": Worth(TWO),
    "heads.core_no_row": Worth(TWO),
    "heads.core_logit": Worth(TWO),
    "heads.core_value": Worth(ONE),
    "heads.core_is_split": Worth(TWO),
    "heads.classical_form": Worth(TWO),
    "heads.classical_defect": Worth(TWO),
    "heads.exp_at_most_e": Worth(TWO),
    "heads.classical_is_core_on_sphere": Worth(TWO),
    "sphere.wallis": Worth(TWO),
    "sphere.cap_lower": Worth(TWO),
    "sphere.grid_net": Worth(ONE, ("sphere.grid_covering",)),
    "gamma.half_step": Worth(TWO),
    "softmax.error": Worth(TWO),
    "upper.temperature": Worth(TWO),
    "upper.prefix_length": Worth(TWO),
    "upper.single_head": Worth(TWO, ("sphere.separated_net",)),
    "upper.power": Worth(TWO),
    "upper.explicit": Worth(TWO),
    "upper.classical": Worth(TWO),
    "upper.density": Worth(TWO, ("analysis.heine_cantor", "sphere.separated_net")),
    "lower.bumps": Worth(ONE),
    "lower.fixed_keys": Worth(TWO, ("linear_algebra.null_vector", "sphere.separated_set")),
    "lower.continuous_prefix": Worth(TWO, ("sphere.separated_set", "topology.borsuk_ulam")),
    "lower.finite_precision": Worth(TWO, ("combinatorics.pigeonhole", "sphere.separated_set")),
    "lower.closed_form": Worth(TWO),
    "rate.optimal": Worth(TWO),
    "sphere.cap_upper": Worth(TWO),
    "sphere.chord": Worth(TWO),
    "softmax.tail": Worth(TWO),
    "softmax.error_modulus": Worth(TWO),
    "upper.canonical": Worth(TWO),
    "upper.temperature_sufficient": Worth(TWO),
    "upper.prefix_length_cap": Worth(TWO, ("sphere.separated_net",)),
    "upper.explicit_length": Worth(TWO),
    "upper.tradeoff": Worth(TWO),
    "upper.slots": Worth(TWO),
    "lower.fixed_keys_form": Worth(TWO),
    "lower.continuous_prefix_form": Worth(TWO),
    "lower.finite_precision_form": Worth(TWO),
    "lower.closed_form_value": Worth(TWO),
    "rate.limit": Worth(TWO),
    "published.comparison": Worth(TWO, ("published.rate",)),
    "vectors.component_below_norm": Worth(TWO),
    "vectors.norm_from_directions": Worth(TWO),
    "vmf.stein": Worth(ONE),
    "vmf.smoothing": Worth(ONE),
    "vmf.mass": Worth(TWO),
    "vmf.discretise": Worth(TWO),
    "vmf.length_mean": Worth(ONE, ("sphere.equal_partition",)),
    "vmf.length_sup": Worth(ONE, ("sphere.equal_partition",)),
    "vmf.resultant": Worth(ONE, ("bessel.integral",)),
    "ladder.order_of_bounds": Worth(TWO),
    "ladder.orders": Worth(TWO),
    "cube.logit": Worth(TWO),
    "cube.tail": Worth(TWO),
    "cube.prefix_length": Worth(TWO),
    "cube.single_head": Worth(ONE),
    "cube.explicit_head": Worth(ONE),
    "cube.layer": Worth(ONE),
    "cube.classical": Worth(TWO),
    "cube.lower": Worth(TWO, ("linear_algebra.null_vector",)),
    "sequence.gather": Worth(TWO),
    "sequence.gather_inverse": Worth(TWO),
    "sequence.inverse_norm": Worth(TWO),
    "sequence.lossless": Worth(TWO),
    "sequence.layers": Worth(TWO),
    "sequence.parallel": Worth(TWO),
    "sequence.layers_of_heads": Worth(TWO),
    "sequence.parallel_layer": Worth(TWO),
    "sequence.slots": Worth(TWO),
    "sequence.prefix_length": Worth(TWO),
    "sequence.single_head": Worth(ONE),
    "sequence.explicit_head": Worth(ONE),
    "code.injective": Worth(TWO),
    "code.onto": Worth(TWO),
    "code.encoder": Worth(ONE),
    "code.decoder": Worth(TWO),
    "code.layers": Worth(TWO),
    "code.heads_in_all": Worth(TWO),
    "code.slots": Worth(TWO),
    "code.prefix_count": Worth(TWO),
    "code.error": Worth(ONE),
    "code.exceptional": Worth(TWO),
    "code.exceptional_set": Worth(TWO),
    "code.circle_gap": Worth(TWO),
    "code.circle_positions": Worth(TWO),
    "code.circle_encoder": Worth(ONE),
    "code.circle_own": Worth(TWO),
    "code.circle_other": Worth(TWO),
    "code.compact_slots": Worth(TWO),
    "code.obstruction": Worth(ONE, ("analysis.intermediate_value",)),
    "lower.fixed_keys.order": Worth(TWO),
    "lower.continuous_prefix.order": Worth(TWO),
    "lower.finite_precision.order": Worth(TWO),
    "lower.closed_form.order": Worth(TWO),
    "upper.prefix_length.order": Worth(TWO),
    "upper.prefix_length_cap.order": Worth(TWO),
    "upper.explicit_length.order": Worth(TWO),
    "upper.temperature.order_eps": Worth(TWO),
    "upper.temperature.order_L": Worth(TWO),
    "vmf.temperature.order": Worth(TWO),
    "vmf.length_mean.order": Worth(TWO),
    "vmf.length_sup.order": Worth(TWO),
    "cube.prefix_length.order": Worth(TWO),
    "cube.lower.order": Worth(TWO),
    "cube.temperature.order_eps": Worth(TWO),
    "cube.temperature.order_L": Worth(TWO),
    "sequence.depth.order": Worth(TWO),
    "sequence.heads.order": Worth(TWO),
    "sequence.parallel_depth.order": Worth(TWO),
    "sequence.parallel_heads.order": Worth(TWO),
    "sequence.width.order": Worth(TWO),
    "sequence.prefix_length.order": Worth(TWO),
    "sequence.prefix_length.order_T": Worth(TWO),
    "sequence.temperature.order_eps": Worth(TWO),
    "sequence.temperature.order_L": Worth(TWO),
    "sequence.temperature.order_T": Worth(TWO),
    "code.depth.order": Worth(TWO),
    "code.heads.order": Worth(TWO),
    "code.width.order": Worth(TWO),
    "code.exceptional_measure.order": Worth(TWO),
    "code.cells.order": Worth(TWO),
    "code.prefix_length.order": Worth(TWO),
    "code.prefix_length.order_T": Worth(TWO),
    "code.encoder_temperature.order_eps": Worth(TWO),
    "code.encoder_temperature.order_L": Worth(TWO),
    "code.encoder_temperature.order_T": Worth(TWO),
    "code.decoder_temperature.order_eps": Worth(TWO),
    "code.decoder_temperature.order_L": Worth(TWO),
    "code.decoder_temperature.order_T": Worth(TWO),
}

LEAVES = {
    "sphere.separated_net": "argued",
    "sphere.separated_set": "argued",
    "sphere.equal_partition": "argued",
    "sphere.grid_covering": "argued",
    "analysis.heine_cantor": "cited",
    "linear_algebra.null_vector": "cited",
    "topology.borsuk_ulam": "cited",
    "combinatorics.pigeonhole": "cited",
    "published.rate": "cited",
    "bessel.integral": "cited",
    "analysis.intermediate_value": "cited",
}
"""All that people assert in this development without a check."""


@pytest.fixture(scope="module")
def session() -> Session:
    return session_of(load(FOLDER))


@pytest.fixture(scope="module")
def audit(session: Session) -> Audit:
    return audit_of(session)


@pytest.mark.parametrize("name", MANIFEST)
def test_a_headline_theorem_is_worth_what_the_manifest_says(audit: Audit, name: str) -> None:
    found, expected = audit.statements[name], MANIFEST[name]
    worth = (found.status, found.assurance, found.leaves)
    assert worth == (expected.status, expected.assurance, expected.leaves), found.blockers


def test_the_manifest_has_every_statement_about_heads(audit: Audit) -> None:
    heads = {n for n in audit.statements if n.startswith("heads.")}
    assert heads == {n for n in MANIFEST if n.startswith("heads.")}


def test_the_leaves_are_these_and_no_others(audit: Audit) -> None:
    assert {n: audit.statements[n].kind for n in audit.leaves()} == LEAVES
    used = {leaf for s in audit.statements.values() for leaf in s.leaves}
    assert used <= set(LEAVES)


def test_every_leaf_has_a_source_and_survived(audit: Audit) -> None:
    for name in LEAVES:
        leaf = audit.statements[name]
        assert leaf.source, name
        assert {o.status for o in leaf.obligations} == {"discharged"}, name


def test_everything_that_was_to_check_is_discharged_and_fresh(session: Session) -> None:
    pending = {n: [p.label for p in s.pending] for n, s in session.states.items() if s.pending}
    assert not pending, "run: ua check proofs/prompting"
    assert not [n for n, s in session.states.items() if s.leftover]


def test_nothing_is_open_anywhere(audit: Audit) -> None:
    assert set(audit.count()) <= {"proved", "proved-modulo-leaves"}
    assert not [r for r in audit.remarks if r.kind == "cycle"]
