"""``using NAME at x = TERM``: what a reference stands for, and what it must bring along."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking_kit import Bench

from ua_symbolic.checkers.lemmas import instance, quantified_instances, statement_variables
from ua_symbolic.checkers.references import NotShownError, resolve, use
from ua_symbolic.development.blocks import Location
from ua_symbolic.development.justifications import parse_justification
from ua_symbolic.development.script import Reference
from ua_symbolic.errors import DevelopmentError
from ua_symbolic.expressions.text import to_text

HERE = Location(Path("some.ua"), 5)
BEFORE = """\
lemma below
  for x real
  given 1 <= x
  claim x <= x**2 and 1 <= x**2

lemma whole
  for n integer
  claim 0 <= n**2

lemma summed
  for n integer in [0, oo)
  let f(k integer)
  given for k integer with 1 <= k: f(k) <= 1
  claim Sum(f(k), (k, 1, n)) <= n
"""
CLAUSES = "  for x real; y real; n integer\n  given 2 <= y\n  where c = y + 1"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, CLAUSES, before=BEFORE)


def references(text: str) -> tuple[Reference, ...]:
    return parse_justification(text, HERE).using


def claims(bench: Bench, text: str) -> list[str]:
    _, theorems = use(bench.context, references(text), bench.reader)
    assert all(t.rests_on for t in theorems)
    return [to_text(t.sequent.conclusion) for t in theorems]


def test_all_claims_of_an_instance(bench: Bench) -> None:
    assert claims(bench, "below at x = y") == ["y <= y**2", "1 <= y**2"]


def test_abbreviations_are_written_out(bench: Bench) -> None:
    assert claims(bench, "below at x = c")[1] == "1 <= (y + 1)**2"


def test_a_variable_without_a_value_is_the_one_of_that_name(bench: Bench) -> None:
    assert claims(bench, "whole") == ["0 <= n**2"]


def test_a_variable_that_is_not_here_waits_too(tmp_path: Path) -> None:
    other = Bench(tmp_path, "  for n real", before=BEFORE)
    for name in ("below", "whole"):  # no x at all; n, but not as an integer
        statement = other.context.theory.statements[name]
        assert resolve(Reference(name, (), HERE), statement, other.reader) is None


def test_its_hypotheses_must_hold(bench: Bench) -> None:
    with pytest.raises(NotShownError, match=r"cannot use below here: not shown that 1 <= x$"):
        claims(bench, "below")
    with pytest.raises(NotShownError, match="not shown that 1 <= -y"):
        claims(bench, "below at x = -y")


def test_a_real_term_for_an_integer_variable(bench: Bench) -> None:
    with pytest.raises(NotShownError, match="cannot use whole"):
        claims(bench, "whole at n = x")


def test_an_undefined_term_is_not_substituted(bench: Bench) -> None:
    with pytest.raises(NotShownError, match="cannot use below"):
        claims(bench, "below at x = 2 + 0/x")


def test_functions_take_terms_with_their_own_variables(bench: Bench) -> None:
    found = claims(bench, "summed at n = 3, f(k) = 1/(k*y)")
    assert found == ["Sum(1/(k*y), (k, 1, 3)) <= 3"]


def test_a_function_must_be_defined_where_the_claim_speaks_of_it(bench: Bench) -> None:
    with pytest.raises(NotShownError, match="cannot use summed"):
        claims(bench, "summed at n = 3, f(k) = sqrt(-k)")


def test_the_parameter_of_a_function_hides_other_names(bench: Bench) -> None:
    """``y`` here is the function's own variable, not the one of the lemma."""
    found = claims(bench, "summed at n = 3, f(y) = 1/y")
    assert found == ["Sum(1/k, (k, 1, 3)) <= 3"]


def test_a_name_from_further_inside_waits(bench: Bench) -> None:
    (reference,) = references("below at x = t + 1")
    statement = bench.context.theory.statements["below"]
    assert resolve(reference, statement, bench.reader) is None
    context, theorems = use(bench.context, (reference,), bench.reader)
    assert theorems == []
    assert len(context.inner_references) == 1


@pytest.mark.parametrize("text", ["below at x = y +", "below at x = sin(y, y)"])
def test_what_cannot_be_read_is_located(bench: Bench, text: str) -> None:
    with pytest.raises(DevelopmentError, match=r"^some\.ua:5: "):
        claims(bench, text)


def test_unknown_variables_are_located(bench: Bench) -> None:
    with pytest.raises(DevelopmentError, match=r"^some\.ua:5: below has no variable z; it has x"):
        claims(bench, "below at z = y")


def test_an_instance_names_the_hypothesis_that_fails(bench: Bench) -> None:
    statement = bench.context.theory.statements["below"]
    (x,) = statement_variables(statement)
    zero = bench.relation("0 <= 1").left
    failed = instance(bench.context, statement, {x: zero}, {}, 4)
    assert not isinstance(failed, list)
    assert to_text(failed) == "1 <= 0"


def test_one_claim_can_be_asked_for(bench: Bench) -> None:
    statement = bench.context.theory.statements["below"]
    (x,) = statement_variables(statement)
    y = bench.relation("y <= 1").left
    found = instance(bench.context, statement, {x: y}, {}, 4, (1,))
    assert isinstance(found, list)
    assert [to_text(t.sequent.conclusion) for t in found] == ["1 <= y**2"]


def test_quantified_hypotheses_at_the_values_that_occur(tmp_path: Path) -> None:
    clauses = (
        "  for n integer in [1, oo)\n  let p(k integer)\n"
        "  given for k integer with 1 <= k: 0 <= p(k)"
    )
    bench = Bench(tmp_path, clauses)
    goal = bench.relation("0 <= p(n) + p(n + 1) + p(0)")
    found = quantified_instances(bench.context, goal, 4)
    texts = {to_text(t.sequent.conclusion) for t in found}
    assert texts == {"0 <= p(n)", "0 <= p(n + 1)"}  # nothing is known of p(0)
