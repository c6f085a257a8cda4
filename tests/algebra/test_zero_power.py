"""0**e = 0 for e > 0, and nothing is said of it otherwise."""

import pytest

from ua_symbolic.algebra import decide_equal
from ua_symbolic.expressions.parser import Scope, parse_relation, parse_term
from ua_symbolic.expressions.terms import Sort, Variable

SCOPE = Scope({"k": Variable("k", Sort.INTEGER)}, {}, free=True)


@pytest.mark.parametrize("text", ["0**k", "sin(pi)**k*cos(pi)", "sin(0)**(k + 1)", "(x - x)**k"])
def test_a_positive_power_of_zero_is_zero(text):
    fact = parse_relation("1 <= k", SCOPE)
    assert decide_equal(parse_term(text, SCOPE), parse_term("0", SCOPE), [fact]).equal


@pytest.mark.parametrize("fact", [None, "0 <= k"])
def test_a_power_of_zero_may_be_one(fact):
    facts = [parse_relation(fact, SCOPE)] if fact else []
    assert not decide_equal(parse_term("0**k", SCOPE), parse_term("0", SCOPE), facts).equal
