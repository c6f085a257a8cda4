"""Integrals of powers of the sine, against mpmath's incomplete beta function."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx

from ua_symbolic.bounds import sine_integrals
from ua_symbolic.bounds.sine_integrals import complete, enclose, enclose_complete, sine_power
from ua_symbolic.expressions.parser import Scope, parse_term

POWERS = (0, 1, 2, 3, 7, 8, 33, 100, 999)
ANGLES = ("1e-9", "0.1", "0.7", "1", "1.49", "1.5", "1.57", "2", "3", "3.14159")


def _reference(k: int, angle: str) -> str:
    with mpmath.workdps(80):
        phi, a = mpmath.mpf(angle), mpmath.mpf(k + 1) / 2
        half = mpmath.betainc(a, 0.5, 0, mpmath.sin(phi) ** 2) / 2
        value = half if phi <= mpmath.pi / 2 else mpmath.beta(a, 0.5) - half
        return str(mpmath.nstr(value, 60))


def _exact(angle: str, bits: int = 300) -> arb:
    with ctx.workprec(bits):
        return arb(angle)


@pytest.mark.parametrize("k", POWERS)
@pytest.mark.parametrize("angle", ANGLES)
def test_agrees_with_incomplete_beta(k: int, angle: str) -> None:
    ball = enclose(k, _exact(angle), 220)
    assert ball.rel_accuracy_bits() >= 219
    with ctx.workprec(300):
        reference = arb(_reference(k, angle))
        assert abs(ball - reference) < abs(reference) * arb("1e-58")


@pytest.mark.parametrize("k", [2, 3, 50, 301])
@pytest.mark.parametrize("angle", ["0.2", "0.9", "1.3"])
def test_both_ways_agree(k: int, angle: str) -> None:
    phi = _exact(angle).mid()
    series = sine_integrals._series(k, phi, 200)
    upwards = sine_integrals._upwards(k, phi, 200 + 3 * k)
    assert series.rel_accuracy_bits() > 190
    assert upwards.rel_accuracy_bits() > 190
    assert series.overlaps(upwards)


@pytest.mark.parametrize("k", [1, 6, 41])
def test_a_wide_ball_holds_its_ends(k: int) -> None:
    wide = enclose(k, arb("0.8", "0.1"), 100)
    for end in ("0.70001", "0.8", "0.89999"):
        assert wide.contains(enclose(k, _exact(end), 100))


def test_the_precision_of_the_angle_is_respected() -> None:
    rough = enclose(9, arb("0.5", "1e-10"), 200)
    assert 20 < rough.rel_accuracy_bits() < 40


def test_cancellation_is_made_up_for() -> None:
    assert enclose(999, _exact("1e-30"), 500).rel_accuracy_bits() >= 499 - 300  # angle: 300 bits
    assert enclose(999, _exact("1e-30", 900), 500).rel_accuracy_bits() >= 499


def test_complete_integrals_satisfy_the_recurrence() -> None:
    assert (complete(0), complete(1)) == (1, 2)
    for k in range(2, 60):
        assert k * complete(k) == (k - 1) * complete(k - 2)
    with ctx.workprec(100):
        assert enclose_complete(7, 90).overlaps(enclose(7, arb.pi(), 90))
        assert enclose_complete(8, 90).overlaps(enclose(8, arb.pi(), 90))


def test_a_negative_or_undecided_end_carries_no_information() -> None:
    assert enclose(2, arb(-1), 64).is_nan()
    assert enclose(2, arb(0, 1), 64).is_nan()
    assert enclose(2, arb(0), 64) == 0


@pytest.mark.parametrize(
    ("text", "power"),
    [
        ("Integral(sin(t)**5, (t, 0, x))", 5),
        ("Integral(sin(t), (t, 0, x))", 1),
        ("Integral(1, (t, 0, x))", 0),
        ("Integral(sin(t)**0, (t, 0, x))", 0),
        ("Integral(sin(t)**(1/2), (t, 0, x))", None),
        ("Integral(sin(t)**(-1), (t, 0, x))", None),
        ("Integral(sin(t)**2, (t, 1, x))", None),
        ("Integral(cos(t)**2, (t, 0, x))", None),
        ("Integral(sin(2*t)**2, (t, 0, x))", None),
        ("Integral(sin(x)**2, (t, 0, x))", None),
        ("Integral(2, (t, 0, x))", None),
        ("Sum(1, (k, 0, x))", None),
        ("sin(x)**3", None),
    ],
)
def test_the_pattern(text: str, power: int | None) -> None:
    assert sine_power(parse_term(text, Scope(free=True))) == power


def test_nothing_global_is_changed() -> None:
    before = ctx.prec
    enclose(5, arb(1), 5000)
    enclose_complete(5, 5000)
    assert ctx.prec == before
    assert complete(4) == Fraction(3, 8)
