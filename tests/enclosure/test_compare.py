from fractions import Fraction

import pytest
from flint import arb

from ua_symbolic.enclosure.compare import (
    Truth,
    equal,
    less,
    less_equal,
    lower_fraction,
    relation,
    upper_fraction,
)


def test_truth_refuses_to_be_a_boolean():
    with pytest.raises(TypeError):
        bool(Truth.TRUE)


def test_decided_and_undecided():
    assert less(arb(1), arb(2)) is Truth.TRUE
    assert less(arb(2), arb(1)) is Truth.FALSE
    assert less(arb(1), arb(1)) is Truth.FALSE
    assert less_equal(arb(1), arb(1)) is Truth.TRUE
    assert less(arb(1, 1), arb(1)) is Truth.UNKNOWN
    assert equal(arb(1, 1), arb(1)) is Truth.UNKNOWN
    assert equal(arb(1), arb(1)) is Truth.TRUE
    assert relation("!=", arb(1), arb(3)) is Truth.TRUE
    assert relation(">=", arb(1), arb(3)) is Truth.FALSE


@pytest.mark.parametrize("ball", [arb.nan(), arb.pos_inf(), arb.neg_inf()])
@pytest.mark.parametrize("op", ["<", "<=", "=", ">=", ">", "!="])
def test_no_information(ball, op):
    assert relation(op, ball, arb(1)) is Truth.UNKNOWN
    assert relation(op, arb(1), ball) is Truth.UNKNOWN


def test_exact_ends_enclose():
    third = arb(1) / 3
    assert lower_fraction(third) < Fraction(1, 3) < upper_fraction(third)
    assert lower_fraction(arb(5)) == 5
