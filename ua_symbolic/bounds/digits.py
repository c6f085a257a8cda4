"""Integers and decimals as text, of any length."""

from __future__ import annotations

from flint import fmpz

PLAIN_ZEROS = 6
"""A number below 1 is written plainly while at most this many zeros follow its point."""


def text_of_integer(value: int) -> str:
    """The decimal digits of an integer, beyond Python's limit of 4,300 digits.

    >>> len(text_of_integer(10**9904))
    9905
    """
    return str(fmpz(value))


def text_of_decimal(mantissa: int, exponent: int) -> str:
    """``mantissa * 10**exponent`` with exactly the digits of ``mantissa``.

    Plain where every written digit is one of ``mantissa`` (or a zero before them), otherwise in
    scientific notation.

    >>> text_of_decimal(1200, -3), text_of_decimal(-12, -3), text_of_decimal(12, 30)
    ('1.200', '-0.012', '1.2e+31')
    """
    sign = "-" if mantissa < 0 else ""
    digits = text_of_integer(abs(mantissa))
    point = len(digits) + exponent  # digits before the decimal point
    if exponent == 0:
        return sign + digits
    if exponent < 0 < point:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if exponent < 0 and point >= -PLAIN_ZEROS:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{point - 1:+d}"
