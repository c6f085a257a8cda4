"""Bessel functions at exact points are remembered: the enclosures are those of the plain call."""

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from ua_symbolic.enclosure import special
from ua_symbolic.enclosure.ranges import POSITIVE_INFINITY, ZERO, from_fraction

PLAIN = {"besseli": arb.bessel_i, "besselk": arb.bessel_k}
FUNCTIONS = {"besseli": special.bessel_i, "besselk": special.bessel_k}


def exact(mantissa, exponent):
    return arb(mantissa) * arb(2) ** exponent


def same(a, b):
    """The same balls, to the last bit."""
    return (a.is_nan() and b.is_nan()) or (
        a.mid() == b.mid() and a.rad() == b.rad() and a.is_finite() == b.is_finite()
    )


DYADIC = st.builds(exact, st.integers(0, 2**20), st.integers(-30, -14))


@given(st.sampled_from(sorted(PLAIN)), DYADIC, DYADIC, st.sampled_from([53, 64, 200]))
@settings(max_examples=60, deadline=None)
def test_the_same_ball_as_without_memory(name, order, x, precision):
    special._bessel_at.cache_clear()
    with ctx.workprec(precision):
        for _ in range(2):  # computed, and remembered
            found, plain = special._bessel(name, order, x), PLAIN[name](x, order)
            if name == "besselk":  # computed again with more bits where some are lost
                assert plain.overlaps(found)
                assert not plain.is_finite() or found.rel_accuracy_bits() >= precision - 12
            else:
                assert same(found, plain)


@given(st.integers(1, 50), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_no_bits_of_k_are_lost(x, order):
    special._bessel_at.cache_clear()
    with ctx.workprec(64):
        found = special._bessel("besselk", arb(order), arb(x))
    with ctx.workprec(600):
        true = arb(x).bessel_k(arb(order))
    assert found.rel_accuracy_bits() > 50
    assert found.contains(true)


def test_precisions_names_and_arguments_are_kept_apart():
    special._bessel_at.cache_clear()
    balls = {}
    for precision in (40, 120):
        with ctx.workprec(precision):
            for name in PLAIN:
                for order, x in ((0, 1), (1, 2), (2, 1)):
                    found = special._bessel(name, arb(order), arb(x))
                    assert same(found, PLAIN[name](arb(x), arb(order)))
                    balls[name, order, x, precision] = found
    assert len({str(b) for b in balls.values()}) == len(balls) == 12
    assert special._bessel_at.cache_info().currsize == 12
    with ctx.workprec(120):  # a coarse value is not given for a fine one
        assert special._bessel("besselk", arb(1), arb(2)).rad() < arb(2) ** -100


def test_inexact_and_infinite_ends_are_not_remembered():
    special._bessel_at.cache_clear()
    with ctx.workprec(64):
        third = arb(1) / 3
        assert not third.is_exact()
        for name, order, x in (("besseli", third, arb(2)), ("besselk", arb(1), third)):
            assert same(special._bessel(name, order, x), PLAIN[name](x, order))
        for x in (POSITIVE_INFINITY, arb.nan(), -POSITIVE_INFINITY):
            for name in PLAIN:
                assert same(special._bessel(name, arb(1), x), PLAIN[name](x, arb(1)))
                assert same(special._bessel(name, x, arb(1)), PLAIN[name](arb(1), x))
    assert special._bessel_at.cache_info().currsize == 0


def test_points_finer_than_the_precision():
    """The point is not rounded, or the ball for it is wider: it contains the value."""
    with ctx.workprec(300):
        x = exact(2**200 + 1, -200)
        reference = x.bessel_k(arb(1))
    with ctx.workprec(53):
        found = special._bessel("besselk", arb(1), x)
        assert found.contains(reference) or found.overlaps(reference)
        assert found.rad() < arb(2) ** -40


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@pytest.mark.parametrize(
    ("low", "high"),
    [("1/3", "2"), ("1/2", "5/2"), ("0", "3"), ("2", "2"), ("7/3", None), ("0", None)],
)
def test_enclosures_are_those_of_the_plain_call(name, low, high, monkeypatch):
    def enclosures():
        with ctx.workprec(64):
            start = from_fraction(Fraction(low))[0]
            end = POSITIVE_INFINITY if high is None else from_fraction(Fraction(high))[1]
            orders = [(arb(n), arb(m)) for n, m in ((0, 0), (1, 1), (0, 2), (1, 3))]
            return [FUNCTIONS[name](order, (start, end)) for order in orders]

    first, again = enclosures(), enclosures()
    monkeypatch.setattr(special, "_bessel", lambda which, order, x: PLAIN[which](x, order))
    for a, b, plain in zip(first, again, enclosures(), strict=True):
        assert (a is None) is (b is None) is (plain is None)
        if plain is not None and a is not None and b is not None:
            assert all(str(u) == str(v) == str(w) for u, v, w in zip(a, b, plain, strict=True))
            assert a[0] >= 0 or a[0].is_zero()


def test_negative_arguments():
    with ctx.workprec(64):
        low, high = special.bessel_i((arb(1), arb(1)), (arb(-2), arb(1)))
        assert low <= -arb(2).bessel_i(arb(1))
        assert high >= arb(1).bessel_i(arb(1))
        low, high = special.bessel_i((arb(2), arb(2)), (arb(-2), arb(1)))
        assert low <= ZERO
        assert high >= arb(2).bessel_i(arb(2))
        assert high < arb(2).bessel_i(arb(2)) + arb("1e-10")
