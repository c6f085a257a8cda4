"""The zero test of real algebraic numbers: identities, and what only nearly holds."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from ua_symbolic.bounds import algebraic
from ua_symbolic.bounds.algebraic import (
    ONE,
    Algebraic,
    Rational,
    UndecidedError,
    add,
    enclose,
    invert,
    is_zero,
    multiply,
    power,
    root,
    separation,
    sign,
    two_cosine,
)


def _q(value: int | str | Fraction) -> Algebraic:
    return Rational(Fraction(value))


def _sqrt(value: int | str | Fraction) -> Algebraic:
    return root(2, _q(value))


def _minus(left: Algebraic, right: Algebraic) -> Algebraic:
    return add(left, multiply(_q(-1), right))


def _cos(p: int, q: int) -> Algebraic:
    return multiply(_q("1/2"), two_cosine(Fraction(p, q)))


NESTED = root(2, add(_q(5), multiply(_q(2), _sqrt(6))))
IDENTITIES = {
    "sqrt 2 sqrt 3 = sqrt 6": _minus(multiply(_sqrt(2), _sqrt(3)), _sqrt(6)),
    "sqrt(5 + 2 sqrt 6) = sqrt 2 + sqrt 3": _minus(NESTED, add(_sqrt(2), _sqrt(3))),
    "cos(pi/5) = (1 + sqrt 5)/4": _minus(_cos(1, 5), multiply(_q("1/4"), add(ONE, _sqrt(5)))),
    "cos 20 cos 40 cos 80 = 1/8": _minus(multiply(_cos(1, 9), _cos(2, 9), _cos(4, 9)), _q("1/8")),
    "sum of cos(2 pi k/7) = -1/2": add(_cos(2, 7), _cos(4, 7), _cos(6, 7), _q("1/2")),
    "1/(sqrt 3 - sqrt 2) = sqrt 3 + sqrt 2": _minus(
        invert(_minus(_sqrt(3), _sqrt(2))), add(_sqrt(3), _sqrt(2))
    ),
    "cbrt(2)^3 = 2": _minus(power(root(3, _q(2)), 3), _q(2)),
    "(4 + 2 sqrt 3)^(1/2) = 1 + sqrt 3": _minus(
        root(2, add(_q(4), multiply(_q(2), _sqrt(3)))), add(ONE, _sqrt(3))
    ),
}


@pytest.mark.parametrize("number", IDENTITIES.values(), ids=IDENTITIES.keys())
def test_identities_are_zero(number: Algebraic) -> None:
    assert is_zero(number)


@pytest.mark.parametrize("number", IDENTITIES.values(), ids=IDENTITIES.keys())
@pytest.mark.parametrize("shift", ["1e-6", "-1e-12", "1e-60"])
def test_shifted_identities_are_not(number: Algebraic, shift: str) -> None:
    assert sign(add(number, _q(shift))) == (1 if Fraction(shift) > 0 else -1)


def test_tiny_but_not_zero() -> None:
    n = 10**40
    gap = _minus(add(_sqrt(n + 1), _sqrt(n - 1)), multiply(_q(2), _sqrt(n)))
    assert sign(gap) == -1  # about -1e-60/4


def test_powers_come_close_to_integers() -> None:
    small = power(_minus(_sqrt(2), ONE), 200)  # 1e-76, and equal to a - b sqrt 2 for integers
    assert sign(small) == 1
    large = power(add(_sqrt(2), ONE), 200)
    assert is_zero(_minus(multiply(small, large), ONE))


def test_the_degree_of_cosines_counts() -> None:
    """``(2 cos(x/2))**80`` expanded into cosines of multiples of ``x = 10 pi/11``: 1e-44, not 0."""
    parts = [multiply(_q(2 * comb(80, 40 + j)), _cos(10 * j, 11)) for j in range(1, 41)]
    expanded = add(_q(comb(80, 40)), *parts)
    assert sign(expanded) == 1
    assert is_zero(_minus(expanded, power(two_cosine(Fraction(5, 11)), 80)))


@given(
    st.lists(
        st.tuples(st.fractions(max_denominator=20), st.sampled_from([2, 3, 5, 6, 10, 15])),
        max_size=4,
    ),
    st.lists(
        st.tuples(st.fractions(max_denominator=20), st.sampled_from([2, 3, 5, 6, 10, 15])),
        max_size=4,
    ),
)
def test_separation_bound_holds(
    left: list[tuple[Fraction, int]], right: list[tuple[Fraction, int]]
) -> None:
    """``a (b + c) = a b + a c`` exactly, and any nonzero value respects its bound."""
    a = add(*(multiply(_q(x), _sqrt(n)) for x, n in left))
    b = add(*(multiply(_q(x), _sqrt(n)) for x, n in right))
    difference = _minus(multiply(a, add(b, ONE)), add(multiply(a, b), a))
    assert is_zero(difference)
    if not is_zero(a):
        bits = separation(a)
        with ctx.workprec(2000):
            assert abs(enclose(a, 2000)) > arb(2) ** -(bits + 1)


def test_rational_cosines_are_folded() -> None:
    for p in range(-24, 25):
        folded = isinstance(two_cosine(Fraction(p, 12)), Rational)
        assert folded == (p % 2 == 0 and (p // 2) % 6 in (0, 2, 3, 4)), p
        with ctx.workprec(80):
            ball = 2 * (arb.pi() * p / 12).cos()
            assert ball.overlaps(enclose(two_cosine(Fraction(p, 12)), 80))


def test_what_is_undefined_is_refused() -> None:
    with pytest.raises(UndecidedError):
        invert(IDENTITIES["sqrt 2 sqrt 3 = sqrt 6"])
    with pytest.raises(UndecidedError):
        root(2, _minus(_sqrt(2), _q(2)))


def test_enormous_degrees_are_given_up_quickly() -> None:
    total = add(*(_sqrt(p) for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47)))
    again = add(
        *(multiply(_sqrt(4 * p), _q("1/2")) for p in (2, 3, 5, 7, 11, 13, 17, 19)),
        *(multiply(_sqrt(9 * p), _q("1/3")) for p in (23, 29, 31, 37, 41, 43, 47)),
    )
    with pytest.raises(UndecidedError):
        is_zero(_minus(total, again))
    assert sign(_minus(total, _q(1))) == 1
    assert algebraic.FEW_BITS < algebraic.MOST_BITS
