"""Proof objects as text: rules, instances and multipliers are shown, definedness is not."""

import pytest

from ua_symbolic.checkers.run import check
from ua_symbolic.development import load
from ua_symbolic.report.proof_text import statement_proofs

SOURCE = """
lemma t.square
  "squares are nonnegative"
  for x real
  claim 0 <= x**2
  proof
    by sign

lemma t.mean
  for a real; b real
  claim 2*a*b <= a**2 + b**2
  proof
    2*a*b
      <= 2*a*b + (a - b)**2  by linear using t.square at x = a - b
      = a**2 + b**2  by algebra
"""


@pytest.fixture
def recorded(tmp_path):
    (tmp_path / "t.ua").write_text(SOURCE)
    development = load(tmp_path)
    records = {r.label: r for r in check(development, "t.mean", {})}
    proofs = {r.fingerprint: r.proof for r in records.values() if r.proof is not None}
    return records, proofs


def test_multipliers_and_instances_are_printed(recorded):
    text = statement_proofs(*recorded, "link 1")
    assert "[combination]" in text
    assert "[t.square at x = a - b]" in text
    assert "since 2*a*b + (a - b)**2 - 2*a*b = 1*((a - b)**2 + 0)" in text


def test_definedness_is_left_out(recorded):
    lines = statement_proofs(*recorded, "all").splitlines()
    sides = [line.split("   [")[0].strip().partition(" = ") for line in lines if " = " in line]
    assert not [left for left, _, right in sides if left == right]


def test_an_unknown_label_lists_the_known_ones(recorded):
    with pytest.raises(KeyError, match="link 1, link 2"):
        statement_proofs(*recorded, "link 9")
