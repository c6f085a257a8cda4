"""Polynomial identities true by construction, and the same with a coefficient changed."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from ua_symbolic.algebra import decide_equal, normal_form
from ua_symbolic.expressions.terms import (
    Apply,
    Number,
    Relation,
    Term,
    Variable,
    add,
    div,
    function,
    mul,
    number,
    power,
    sub,
)

X, Y, Z = (Variable(name) for name in "xyz")
ATOMS = [X, Y, function("sin", Z), function("exp", X)]
COEFFICIENTS = st.fractions(-5, 5, max_denominator=6)
POLYNOMIALS = st.lists(
    st.tuples(COEFFICIENTS, st.lists(st.integers(0, 3), min_size=4, max_size=4)),
    min_size=1,
    max_size=4,
)


def written(parts: list[tuple[Fraction, list[int]]]) -> Term:
    """The polynomial as a sum of products of powers."""
    return add(
        *(
            mul(Number(c), *(power(a, number(e)) for a, e in zip(ATOMS, exps, strict=True)))
            for c, exps in parts
        )
    )


def nested(parts: list[tuple[Fraction, list[int]]]) -> Term:
    """The same in another shape: reversed, powers as products, coefficients split."""
    total: Term = number(0)
    for c, exps in reversed(parts):
        factors = [a for a, e in zip(ATOMS, exps, strict=True) for _ in range(e)]
        total = Apply("add", (mul(*factors, Number(c / 2), number(2)), total))
    return total


@settings(max_examples=60, deadline=None)
@given(POLYNOMIALS)
def test_two_ways_of_writing_a_polynomial(parts):
    assert decide_equal(written(parts), nested(parts), (), ("flint",)).equal


@settings(max_examples=60, deadline=None)
@given(POLYNOMIALS, POLYNOMIALS)
def test_products_distribute(p, q):
    left = mul(written(p), sub(written(q), written(p)))
    right = sub(mul(nested(q), written(p)), power(nested(p), number(2)))
    assert decide_equal(left, right, (), ("flint",)).equal


@settings(max_examples=60, deadline=None)
@given(POLYNOMIALS, st.integers(0, 3), st.fractions(0, 1, max_denominator=10**9))
def test_a_changed_coefficient_is_noticed(parts, position, change):
    c, exps = parts[position % len(parts)]
    other = list(parts)
    other[position % len(parts)] = (c + change, exps)
    decision = decide_equal(written(parts), nested(other), (), ("flint",))
    assert decision.equal == (change == 0)


@settings(max_examples=40, deadline=None)
@given(POLYNOMIALS, POLYNOMIALS)
def test_a_quotient_cancels_and_its_form_is_canonical(p, q):
    below = add(power(written(q), number(2)), number(1))
    quotient = div(mul(written(p), below), below)
    assert decide_equal(quotient, nested(p), (), ("flint",)).equal
    facts = (Relation("<", number(0), X),)
    assert normal_form(quotient, facts) == normal_form(nested(p), facts)
