"""A leaf is believed, not proved: where it is made false, its model must refute it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ua_symbolic.checkers.attacks import attack_statement
from ua_symbolic.development import Development, load

DEVELOPMENT = Path(__file__).parent.parent.parent / "proofs" / "prompting"

# (leaf, old, new): a formula of the leaf, and what it becomes
MADE_FALSE = [
    ("linear_algebra.null_vector", "given N < M", "given N <= M"),
    ("topology.borsuk_ulam", "given P < M", "given P <= M"),
    ("combinatorics.pigeonhole", "given B < M", "given B <= M"),
    (
        "sphere.separated_net",
        "claim covering_radius(m, N) <= delta",
        "claim covering_radius(m, N) <= delta/2",
    ),
    ("sphere.separated_set", "separated_points(m, s) >= 1/", "separated_points(m, s) >= 3/"),
    ("sphere.equal_partition", "partition_radius(m, N) <= 3*r", "partition_radius(m, N) <= r/4"),
    ("sphere.grid_covering", "<= sqrt(m)/g", "< sqrt(m)/g"),
    ("analysis.heine_cantor", "given s <= t", "given t <= s"),
    ("bessel.integral", "(lam/2)**(k/2)/", "(lam/2)**k/"),
]


def altered(folder: Path, leaf: str, old: str, new: str) -> Development:
    """A copy of the development in which the first ``old`` after the leaf's heading is changed."""
    for file in DEVELOPMENT.glob("*.ua"):
        text = file.read_text(encoding="utf-8")
        head, found, rest = text.partition(f" {leaf}\n")
        if found:
            assert old in rest
            rest = rest.replace(old, new, 1)
        (folder / file.name).write_text(head + found + rest, encoding="utf-8")
    return load(folder)


@pytest.mark.parametrize(("leaf", "old", "new"), MADE_FALSE, ids=lambda x: x)
def test_a_leaf_made_false_is_refuted(tmp_path: Path, leaf: str, old: str, new: str) -> None:
    development = altered(tmp_path, leaf, old, new)
    outcome = attack_statement(development, development.items[leaf])
    assert outcome.status == "refuted"
    assert outcome.counterexample
