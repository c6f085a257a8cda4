"""Exact numerals as text, of any length.

Python refuses to convert more than 4,300 digits at a time between integers and text; here numbers
are cut into pieces instead, and nothing global is changed.
"""

from __future__ import annotations

import re
from fractions import Fraction

_PIECE = 4000
_BASE = 10**_PIECE
_EXACT = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?\Z")


def integer_text(value: int) -> str:
    """The decimal digits of an integer.

    >>> len(integer_text(10**9904))
    9905
    """
    sign, rest = ("-", -value) if value < 0 else ("", value)
    pieces: list[str] = []
    while rest >= _BASE:
        rest, low = divmod(rest, _BASE)
        pieces.append(str(low).zfill(_PIECE))
    pieces.append(str(rest))
    return sign + "".join(reversed(pieces))


def integer_value(digits: str) -> int:
    """The integer written by a nonempty run of decimal digits."""
    head = len(digits) % _PIECE
    value = int(digits[:head] or "0")
    for start in range(head, len(digits), _PIECE):
        value = value * _BASE + int(digits[start : start + _PIECE])
    return value


def fraction_text(value: Fraction) -> str:
    """``p/q`` in lowest terms, or ``p`` for an integer.

    >>> fraction_text(Fraction(-6, 4))
    '-3/2'
    """
    top = integer_text(value.numerator)
    return top if value.denominator == 1 else f"{top}/{integer_text(value.denominator)}"


def fraction_value(text: str) -> Fraction:
    """The inverse of ``fraction_text``; ValueError for anything it does not write."""
    if not _EXACT.match(text):
        raise ValueError("not an exact fraction in lowest terms")
    top, _, bottom = text.partition("/")
    numerator = integer_value(top.lstrip("-"))
    value = Fraction(-numerator if top.startswith("-") else numerator, integer_value(bottom or "1"))
    if fraction_text(value) != text:
        raise ValueError("not an exact fraction in lowest terms")
    return value
