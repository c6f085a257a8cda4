"""Derivations as pages: chains, cases, abbreviations, open links; LaTeX with balanced braces."""

import pytest

from ua_symbolic.checkers.run import check
from ua_symbolic.development import load
from ua_symbolic.report.derivation import build_page, page_latex, page_text

SOURCE = """
lemma t.chain
  "a chain with an abbreviation"
  for a in (0, oo); b in (0, oo)
  where s = a + b
  claim a*s <= s**2
  proof
    a*s
      <= s*s  by monotone
      = s**2  by algebra

lemma t.cases
  "cases and a supposition"
  for x real
  claim 0 <= x*x
  proof
    suppose x*x < 0
      have 0 <= x**2
    by linear
"""


@pytest.fixture
def page(tmp_path):
    (tmp_path / "t.ua").write_text(SOURCE)
    development = load(tmp_path)

    def build(name, *, with_records=True):
        records = {r.label: r for r in check(development, name, {})}
        proofs = {r.fingerprint: r.proof for r in records.values() if r.proof is not None}
        known = (records, proofs) if with_records else ({}, {})
        return build_page(development, development.items[name], *known)

    return build


def test_a_chain_keeps_its_shape_and_its_short_names(page):
    text = page_text(page("t.chain"))
    assert "where  s = a + b" in text
    assert "    a*s <= s*s   by monotone" in text
    assert "      = s**2   by algebra" in text


def test_a_supposition_ends_in_a_contradiction(page):
    text = page_text(page("t.cases"))
    assert "assuming x*x < 0:" in text
    assert "a contradiction" in text


def test_what_is_not_recorded_is_open(page):
    assert "(open)" in page_text(page("t.chain", with_records=False))
    assert "(open)" not in page_text(page("t.chain"))


@pytest.mark.parametrize("name", ["t.chain", "t.cases"])
def test_latex_is_balanced(page, name):
    text = page_latex(page(name))
    assert text.count("{") == text.count("}")
    assert text.count("\\begin{align*}") == text.count("\\end{align*}") == 2
    assert "\\left(" not in text or text.count("\\left(") == text.count("\\right)")
