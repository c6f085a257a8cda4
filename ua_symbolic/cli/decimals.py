"""Exact rational numbers as decimals of so many significant digits."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from ua_symbolic.bounds.digits import text_of_decimal

DOWN, NEAREST, UP = -1, 0, 1


def decimal(value: Fraction, digits: int, way: int = NEAREST) -> str:
    """The decimal next to a number; towards ``DOWN`` or ``UP`` it bounds the number.

    >>> decimal(Fraction(2, 3), 4), decimal(Fraction(2, 3), 4, DOWN), decimal(Fraction(1, 4), 4)
    ('0.6667', '0.6666', '0.25')
    """
    if value == 0:
        return "0"
    exponent = _exponent(abs(value)) - digits + 1
    scaled = value / Fraction(10) ** exponent
    mantissa = round(scaled) if way == NEAREST else floor(scaled) if way == DOWN else ceil(scaled)
    if mantissa == scaled:
        while mantissa % 10 == 0 and exponent < 0:
            mantissa, exponent = mantissa // 10, exponent + 1
    if exponent > 0 and exponent + digits <= 18:
        mantissa, exponent = mantissa * 10**exponent, 0
    return text_of_decimal(mantissa, exponent)


def digits_of(low: Fraction, high: Fraction, digits: int) -> str:
    """The digits that all numbers between the two share, at most so many, and ``...``.

    >>> digits_of(Fraction(2, 3), Fraction(2, 3), 4), digits_of(Fraction(1, 4), Fraction(1, 4), 9)
    ('0.6666...', '0.25')
    """
    for count in range(digits, 0, -1):
        first, last = (decimal(v, count, DOWN if v > 0 else UP) for v in (low, high))
        if first == last:
            return first if Fraction(first) == low == high else first + "..."
    return f"between {decimal(low, digits, DOWN)} and {decimal(high, digits, UP)}"


def _exponent(value: Fraction) -> int:
    """``floor(log10)`` of a positive number."""
    guess = (value.numerator.bit_length() - value.denominator.bit_length()) * 30103 // 100000
    while value < Fraction(10) ** guess:
        guess -= 1
    while value >= Fraction(10) ** (guess + 1):
        guess += 1
    return guess
