"""Fingerprints: whatever could change an outcome changes them, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking_kit import developed

from ua_symbolic.checkers.run import plan

TEXT = """\
opaque weight(k integer)

define inner(x)
  domain x >= 0
  value sqrt(x)

define outer(x, y)
  value inner(x**2) - y

cited known [auto]
  for k integer; x real
  given 0 <= outer(x, 1)
  claim 0 < weight(k)
  source somebody

lemma used
  for x real; y real
  let g(x)
  given outer(x, y) <= 1
  claim g(y) - g(y) <= 0

lemma it
  for k integer; x real
  where two = outer(x, 2)
  claim 0 <= weight(k)
  proof
    0
      <= 3*weight(k)  by algebra
      = weight(k)     by used at x = two, y = k, g(x) = 1

lemma other
  for x real
  claim x <= x
"""


def prints(folder: Path, text: str, name: str = "it") -> list[str]:
    return [p.fingerprint for p in plan(developed(folder, text), name)]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("value sqrt(x)", "value 2*sqrt(x)", "ab"),  # two layers below what is used
        ("domain x >= 0", "domain x >= 1", "ab"),
        ("outer(x, y)\n  value", "outer(y, x)\n  value", "ab"),  # the same body, another function
        ("0 < weight(k)", "1 < weight(k)", "ab"),  # an automatic statement
        ("given 0 <= outer(x, 1)", "given 0 <= x", "ab"),
        ("cited known", "argued known", "ab"),
        ("g(y) - g(y) <= 0", "g(y) - g(y) <= 1", "b"),  # a statement used
        ("let g(x)\n", "let g(x integer)\n", "?"),  # refused or changed, never the same
        ("given outer(x, y) <= 1", "given outer(x, y) <= 2", "b"),
        ("by algebra\n", "by linear\n", "a"),
        ("where two = outer(x, 2)", "where two = x", "b"),
        ("y = k, g", "y = x, g", "b"),
        ("3*weight(k)", "4*weight(k)", "ab"),
    ],
)
def test_what_changes_them(tmp_path: Path, old: str, new: str, changed: str) -> None:
    assert old in TEXT
    before = prints(tmp_path, TEXT)
    if changed == "?":
        new, changed = new.replace("x integer", "x real"), ""
    after = prints(tmp_path, TEXT.replace(old, new))
    differing = [name for name, b, a in zip("abc", before, after, strict=False) if b != a]
    assert set(changed) <= set(differing)
    if changed in ("a", "b"):
        assert changed in differing
        assert ("a" if changed == "b" else "b") not in differing
    if changed:
        assert before[-1] != after[-1]  # and so does that of the whole


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lemma other\n  for x real\n  claim x <= x", "lemma other\n  claim 0 <= 1"),
        ("lemma other", "# a remark\nlemma other"),
        ("opaque", "\n\nopaque"),
        ("lemma it\n", 'lemma it\n  "with a title"\n'),
        ("source somebody", "source somebody else"),
    ],
)
def test_what_does_not(tmp_path: Path, old: str, new: str) -> None:
    assert old in TEXT
    assert prints(tmp_path, TEXT.replace(old, new)) == prints(tmp_path, TEXT)


def test_the_order_of_definitions_is_nothing(tmp_path: Path) -> None:
    start, end = TEXT.index("define inner"), TEXT.index("define outer")
    moved = TEXT[:start] + TEXT[end:] + "\n" + TEXT[start:end]
    assert prints(tmp_path, moved) == prints(tmp_path, TEXT)


def test_hypotheses_and_claims_of_the_statement_itself(tmp_path: Path) -> None:
    before = prints(tmp_path, TEXT, "other")
    for new in ("claim x <= x + 1", "given 0 <= x\n  claim x <= x"):
        changed = TEXT.replace("claim x <= x", new)
        assert not set(prints(tmp_path, changed, "other")) & set(before)
