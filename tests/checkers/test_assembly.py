"""From the pieces of a proof to the theorem: every form, right and with a piece missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking_kit import Records, checked, developed, open_labels, proved

from ua_symbolic.checkers.obligations import obligations_of, walk
from ua_symbolic.expressions.text import to_text


def records_of(folder: Path, text: str, name: str = "it") -> Records:
    return checked(developed(folder, text), name)


def goals(folder: Path, text: str) -> list[tuple[list[str], str]]:
    """Hypotheses and goal of each obligation."""
    development = developed(folder, text)
    obligations = obligations_of(development, development.items["it"])
    return [([to_text(h) for h in o.hypotheses], to_text(o.goal)) for o in obligations]


DOWN = """\
lemma it
  for x real
  given 1 <= x
  claim 2*x + 2 >= 4
  proof
    2*x + 2
      = 2*(x + 1)  by algebra
      >= 2*2       by algebra
      = 4          by algebra
"""


def test_a_chain_downwards_with_equations_between(tmp_path: Path) -> None:
    records = records_of(tmp_path, DOWN)
    assert proved(records)
    assert records["link 2"].goal == "2*2 <= 2*(x + 1)"
    assert records["assembly"].hypotheses_used == (0,)
    assert records["assembly"].rests_on == ()


@pytest.mark.parametrize(
    ("relations", "op"),
    [("<= =", "<="), ("< <=", "<"), ("= =", "="), ("> =", "<"), (">= >", "<"), ("=", "=")],
)
def test_what_a_chain_says(tmp_path: Path, relations: str, op: str) -> None:
    links = "".join(f"      {r} x + {i}\n" for i, r in enumerate(relations.split()))
    text = f"lemma it\n  for x real\n  claim 0 <= 1\n  proof\n    x + 9\n{links}"
    hypotheses, goal = goals(tmp_path, text)[-1]
    last = f"x + {len(relations.split()) - 1}"
    turned = ">" in relations
    assert goal == "0 <= 1"
    assert hypotheses == [f"{last} {op} x + 9" if turned else f"x + 9 {op} {last}"]


def test_a_fact_is_known_after_it_and_not_before(tmp_path: Path) -> None:
    text = """\
lemma it
  for x real
  given 1 <= x
  claim 3 <= x**2 + 2
  proof
    have 1 <= x**2
      1
        <= 1*x  by algebra
        <= x*x  by monotone
    by linear
"""
    records = records_of(tmp_path, text)
    assert proved(records)
    assert "1 <= x**2" not in goals(tmp_path, text)[0][0]
    assert "1 <= x**2" in goals(tmp_path, text)[-1][0]


CASES = """\
lemma it
  for x real
  claim x <= Abs(x)
  proof
    cases x <= 0
      case
        x
          <= 0       by hypothesis
          <= Abs(x)  by fact.abs_nonnegative
      case
        x
          = Abs(x)  by fact.abs_of_nonnegative
"""


def test_cases(tmp_path: Path) -> None:
    assert proved(records_of(tmp_path, CASES))
    hypotheses = [h for h, _ in goals(tmp_path, CASES)]
    assert hypotheses[0] == ["x <= 0"]
    assert "0 < x" in hypotheses[-1]


def test_both_cases_count(tmp_path: Path) -> None:
    wrong = CASES.replace("x <= Abs(x)", "x <= -Abs(x)").replace("= Abs(x)  by", "= -Abs(x)  by")
    assert open_labels(records_of(tmp_path, wrong))
    assert records_of(tmp_path, wrong)["assembly"].status == "unknown"


def test_cases_about_something_undefined(tmp_path: Path) -> None:
    text = """\
lemma it
  for x real
  claim 0 <= 1
  proof
    cases 1/x <= 1
      case
        by algebra
      case
        by algebra
"""
    assert open_labels(records_of(tmp_path, text)) == ["link 1"]
    assert goals(tmp_path, text)[0] == ([], "1/x = 1/x")


INDUCTION = """\
lemma it
  for k integer in [0, oo)
  claim Sum(i, (i, 0, k)) = k*(k + 1)/2
  proof
    induction k from 0
      base
        Sum(i, (i, 0, 0))
          = 0            by single term
          = 0*(0 + 1)/2  by algebra
      step
        Sum(i, (i, 0, k + 1))
          = Sum(i, (i, 0, k)) + Sum(i, (i, k + 1, k + 1))  by split at k
          = Sum(i, (i, 0, k)) + (k + 1)                    by single term
          = k*(k + 1)/2 + (k + 1)                          by rewriting
          = (k + 1)*(k + 1 + 1)/2                          by algebra
"""


def test_induction(tmp_path: Path) -> None:
    records = records_of(tmp_path, INDUCTION)
    assert proved(records), open_labels(records)
    assert goals(tmp_path, INDUCTION)[0][1] == "0 <= k"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("in [0, oo)", "in [-1, oo)"),  # the induction starts too late
        ("k*(k + 1)/2\n  proof", "k*(k + 1)/2 + 1\n  proof"),  # the base fails
        ("by rewriting", "by single term"),  # the step does not use the hypothesis
        ("/2                          by algebra", "/3                          by algebra"),
    ],
)
def test_an_induction_that_fails(tmp_path: Path, old: str, new: str) -> None:
    assert old in INDUCTION
    records = records_of(tmp_path, INDUCTION.replace(old, new))
    assert open_labels(records)
    assert records["assembly"].status == "unknown"


STEP_TWO = """\
lemma it
  for k integer in [0, oo)
  let f(k integer)
  given f(0) = 1
  given f(1) = 1
  given for j integer with 0 <= j: f(j + 2) = f(j)
  claim f(k) = 1
  proof
    induction k from 0 step 2
      base
        by hypothesis
      base
        by hypothesis
      step
        f(k + 2)
          = f(k)  by hypothesis
          = 1     by hypothesis
"""


def test_induction_by_two(tmp_path: Path) -> None:
    records = records_of(tmp_path, STEP_TWO)
    assert proved(records), open_labels(records)
    assert records["assembly"].hypotheses_used == (0, 1, 2, 3)
    assert [g for _, g in goals(tmp_path, STEP_TWO)][1:3] == ["f(0) = 1", "f(1) = 1"]


def test_both_bases_count(tmp_path: Path) -> None:
    without = STEP_TWO.replace("  given f(1) = 1\n", "")
    assert open_labels(records_of(tmp_path, without)) == ["link 3"]


def test_hypotheses_about_the_variable_are_gone_in_an_induction(tmp_path: Path) -> None:
    text = """\
lemma it
  for k integer in [0, oo)
  given k <= 5
  claim k <= 5
  proof
    induction k from 0
      base
        by linear
      step
        by linear
"""
    assert open_labels(records_of(tmp_path, text)) == ["link 3"]
    assert goals(tmp_path, text)[2] == (["0 <= k", "k <= 5"], "k + 1 <= 5")


SUPPOSE = """\
lemma it
  for x real
  given x**2 < 4
  claim x < 2
  proof
    suppose 2 <= x
      4
        = 2*2   by algebra
        <= x*x  by monotone
        = x**2  by algebra
      by linear
"""


def test_suppose(tmp_path: Path) -> None:
    records = records_of(tmp_path, SUPPOSE)
    assert proved(records), open_labels(records)
    assert goals(tmp_path, SUPPOSE)[-1] == (["x**2 < 4", "x < 2"], "x < 2")
    other = SUPPOSE.replace("suppose 2 <= x", "suppose x >= 2")
    assert proved(records_of(tmp_path, other))


def test_suppose_strictly(tmp_path: Path) -> None:
    text = SUPPOSE.replace("suppose 2 <= x", "suppose 2 < x").replace("claim x < 2", "claim x <= 2")
    assert proved(records_of(tmp_path, text))
    assert goals(tmp_path, text)[-1][0][-1] == "x <= 2"


def test_a_supposition_that_leads_nowhere(tmp_path: Path) -> None:
    text = SUPPOSE.replace("given x**2 < 4", "given x**2 < 5")
    assert open_labels(records_of(tmp_path, text)) == ["link 4"]


def test_a_supposition_about_something_undefined(tmp_path: Path) -> None:
    text = """\
lemma it
  for x real
  given x <= 0
  claim x <= 0
  proof
    suppose 1 <= sqrt(x)
      by linear
"""
    assert open_labels(records_of(tmp_path, text)) != []
    assert ("sqrt(x) = sqrt(x)") in [g for _, g in goals(tmp_path, text)]


def test_every_claim_has_its_theorem(tmp_path: Path) -> None:
    text = "lemma it\n  for x in [0, 1]\n  claim 0 <= x and x <= 1 and 0 <= x*x\n"
    records = records_of(tmp_path, text)
    assert proved(records)
    assert len(records["assembly"].proof) == 3
    assert list(records) == ["conclusion 1", "conclusion 2", "conclusion 3", "attack", "assembly"]


def test_one_open_claim_keeps_the_statement_open(tmp_path: Path) -> None:
    text = "lemma it\n  for x in [0, 1]\n  claim 0 <= x and x <= 1/2\n"
    records = records_of(tmp_path, text)
    assert records["conclusion 1"].status == "discharged"
    assert records["conclusion 2"].status == "refuted"
    assert records["assembly"].status == "unknown"


def test_without_theorems_nothing_is_assembled(tmp_path: Path) -> None:
    development = developed(tmp_path, CASES)
    _, found = walk(development, development.items["it"], {})
    assert found == [None]


BRANCH = """\
lemma it
  for x real
  given 2 <= x
  given x <= 4
  claim Piecewise((1/x, x < 1), (x, x < 5), (9, True)) <= 4
  proof
    Piecewise((1/x, x < 1), (x, x < 5), (9, True))
      = x   by branch
      <= 4  by hypothesis
"""


def test_a_branch_needs_all_earlier_conditions_refuted(tmp_path: Path) -> None:
    assert proved(records_of(tmp_path, BRANCH))
    without = BRANCH.replace("given 2 <= x", "given 0 < x")
    assert open_labels(records_of(tmp_path, without)) == ["link 1"]


INNER = """\
lemma below
  for y in [0, 1]
  claim y**2 <= y

lemma it
  for n integer in [1, oo)
  let p(k integer)
  given for k integer with 1 <= k: 0 <= p(k)
  given for k integer with 1 <= k: p(k) <= 1
  claim Sum(p(k)**2, (k, 1, n)) <= Sum(p(k), (k, 1, n))
  proof
    by sum monotonicity using below at y = p(k)
"""


def test_a_reference_inside_of_a_sum(tmp_path: Path) -> None:
    records = records_of(tmp_path, INNER)
    assert proved(records), [r.reason for r in records.values()]
    assert records["link 1"].rests_on == ("below",)


def test_its_hypotheses_must_hold_on_the_range(tmp_path: Path) -> None:
    without = INNER.replace("  given for k integer with 1 <= k: p(k) <= 1\n", "")
    assert open_labels(records_of(tmp_path, without)) == ["link 1"]
    shifted = INNER.replace("(k, 1, n)", "(k, 0, n)")
    assert open_labels(records_of(tmp_path, shifted)) == ["link 1"]
