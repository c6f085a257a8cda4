"""Real algebraic numbers given by expressions, and an exact test for zero.

An expression is built from rationals, the numbers ``2 cos(pi r)`` with ``r`` rational, sums,
products, inverses and real roots.  Zero is decided by a *separation bound* (after Burnikel, Funke,
Mehlhorn, Schirra and Schmitt): the value is written as ``U/(d L)`` with ``d`` a positive integer
and ``U``, ``L`` algebraic integers of one number field of degree at most ``D``, all of whose
conjugates are at most ``2**u`` and ``2**l`` in absolute value.  If ``U`` is not 0 its norm is a
nonzero integer, so ``|U| >= 2**(-u (D - 1))`` and

    |value| >= 2**-(log2 d + l + u (D - 1)).

A ball inside of that bound around zero therefore means zero, and nothing smaller will do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isqrt, lcm

from flint import arb, ctx, fmpq, fmpz

MOST_BITS = 200_000
"""Separation bounds of more bits than this are not tried ..."""

FEW_BITS = 1024
"""... beyond this precision, at which an inequality may still show."""


@dataclass(frozen=True)
class Rational:
    """A rational number."""

    value: Fraction


@dataclass(frozen=True)
class Cosine:
    """``2 cos(pi angle)``, irrational, with ``0 < angle < 1``."""

    angle: Fraction


@dataclass(frozen=True)
class Root:
    """The positive ``degree``-th root of a positive number."""

    degree: int
    of: Algebraic


@dataclass(frozen=True)
class Sum:
    """The sum of at least two numbers."""

    of: tuple[Algebraic, ...]


@dataclass(frozen=True)
class Product:
    """The product of at least two numbers."""

    of: tuple[Algebraic, ...]


@dataclass(frozen=True)
class Power:
    """An irrational number to an exponent of at least 2."""

    of: Algebraic
    exponent: int


@dataclass(frozen=True)
class Inverse:
    """One over a number that is not 0."""

    of: Algebraic


Algebraic = Rational | Cosine | Root | Sum | Product | Power | Inverse

ZERO = Rational(Fraction(0))
ONE = Rational(Fraction(1))


class UndecidedError(Exception):
    """The zero test would need more than ``MOST_BITS`` bits, or the number has no exact form."""


# --- construction: rationals are folded, nothing else -----------------------------------------


def add(*args: Algebraic) -> Algebraic:
    """The sum.

    >>> add(ONE, ONE)
    Rational(value=Fraction(2, 1))
    """
    rational = Fraction(0)
    rest: list[Algebraic] = []
    for arg in args:
        for part in arg.of if isinstance(arg, Sum) else (arg,):
            if isinstance(part, Rational):
                rational += part.value
            else:
                rest.append(part)
    if rational or not rest:
        rest.insert(0, Rational(rational))
    return rest[0] if len(rest) == 1 else Sum(tuple(rest))


def multiply(*args: Algebraic) -> Algebraic:
    """The product."""
    rational = Fraction(1)
    rest: list[Algebraic] = []
    for arg in args:
        for part in arg.of if isinstance(arg, Product) else (arg,):
            if isinstance(part, Rational):
                rational *= part.value
            else:
                rest.append(part)
    if rational == 0:
        return ZERO
    if len(set(rest)) < len(rest):  # equal factors may give a rational power
        powers = [power(part, count) for part, count in Counter(rest).items()]
        return multiply(Rational(rational), *powers)
    if rational != 1 or not rest:
        rest.insert(0, Rational(rational))
    return rest[0] if len(rest) == 1 else Product(tuple(rest))


def invert(arg: Algebraic) -> Algebraic:
    """One over ``arg``; UndecidedError if ``arg`` is 0."""
    if is_zero(arg):
        raise UndecidedError
    return Rational(1 / arg.value) if isinstance(arg, Rational) else Inverse(arg)


def power(arg: Algebraic, exponent: int) -> Algebraic:
    """``arg`` to an integer exponent, with ``0**0 = 1``; UndecidedError for 0 to a negative one."""
    if exponent < 0:
        return power(invert(arg), -exponent)
    if exponent <= 1:
        return arg if exponent else ONE
    match arg:
        case Rational(value):
            return Rational(value**exponent)
        case Product(args):
            return multiply(*(power(a, exponent) for a in args))
        case Root(degree, inner) if exponent >= degree:
            whole, rest = divmod(exponent, degree)
            return multiply(power(inner, whole), power(arg, rest))
        case Cosine(angle):
            # (2 cos x)**2 = 2 + 2 cos 2x
            square = add(Rational(Fraction(2)), two_cosine(2 * angle))
            if isinstance(square, Rational):
                return multiply(power(square, exponent // 2), power(arg, exponent % 2))
    return Power(arg, exponent)


def two_cosine(angle: Fraction) -> Algebraic:
    """``2 cos(pi angle)`` for any rational angle; the rational values are recognised.

    >>> two_cosine(Fraction(1, 3))
    Rational(value=Fraction(1, 1))
    """
    angle %= 2
    angle = min(angle, 2 - angle)
    special = {
        Fraction(0): 2,
        Fraction(1, 3): 1,
        Fraction(1, 2): 0,
        Fraction(2, 3): -1,
        Fraction(1): -2,
    }
    if angle in special:  # the only rational values, by Niven's theorem
        return Rational(Fraction(special[angle]))
    return Cosine(angle)


def root(degree: int, arg: Algebraic) -> Algebraic:
    """The real root of a number >= 0; UndecidedError for a negative one."""
    found = sign(arg)
    if found < 0:
        raise UndecidedError
    if found == 0:
        return ZERO
    if degree == 1:
        return arg
    if isinstance(arg, Rational):
        top = _exact_root(degree, arg.value.numerator)
        bottom = _exact_root(degree, arg.value.denominator)
        if top is not None and bottom is not None:
            return Rational(Fraction(top, bottom))
    return Root(degree, arg)


def _exact_root(degree: int, value: int) -> int | None:
    found = isqrt(value) if degree == 2 else int(fmpz(value).root(degree))
    return found if found**degree == value else None


# --- values -----------------------------------------------------------------------------------


def enclose(number: Algebraic, precision: int) -> arb:
    """A ball around the number, computed with ``precision`` bits."""
    with ctx.workprec(precision):
        return _ball(number)


def _ball(number: Algebraic) -> arb:
    match number:
        case Rational(value):
            return arb(fmpq(value.numerator, value.denominator))
        case Cosine(angle):
            return 2 * arb.cos_pi_fmpq(fmpq(angle.numerator, angle.denominator))
        case Root(degree, arg):
            return _ball(arg).root(degree)
        case Sum(args):
            return sum((_ball(a) for a in args), arb(0))
        case Product(args):
            product = arb(1)
            for arg in args:
                product *= _ball(arg)
            return product
        case Power(arg, exponent):
            return _ball(arg) ** exponent
        case Inverse(arg):
            return 1 / _ball(arg)


# --- the separation bound ---------------------------------------------------------------------


def _log2_up(value: int) -> int:
    """An integer >= log2 of a positive integer."""
    return (value - 1).bit_length()


def _bounds(number: Algebraic) -> tuple[Fraction, Fraction, int]:
    """``(u, l, d)`` of the module's docstring."""
    zero = Fraction(0)
    match number:
        case Rational(value):
            return Fraction(_log2_up(max(abs(value.numerator), 1))), zero, value.denominator
        case Cosine():
            return Fraction(1), zero, 1
        case Root(degree, arg):
            # (U/(d L))**(1/k) = (U (d L)**(k-1))**(1/k) / (d L)
            u, low, d = _bounds(arg)
            return (u + (degree - 1) * (low + _log2_up(d))) / degree, low, d
        case Product(args):
            parts = [_bounds(a) for a in args]
            d = 1
            for part in parts:
                d *= part[2]
            return sum((p[0] for p in parts), zero), sum((p[1] for p in parts), zero), d
        case Sum(args):
            parts = [_bounds(a) for a in args]
            d = lcm(*(p[2] for p in parts))
            low = sum((p[1] for p in parts), zero)
            largest = max(p[0] - p[1] + low + _log2_up(d // p[2]) for p in parts)
            return largest + _log2_up(len(parts)), low, d
        case Power(arg, exponent):
            u, low, d = _bounds(arg)
            return u * exponent, low * exponent, d**exponent
        case Inverse(arg):
            u, low, d = _bounds(arg)
            return low + _log2_up(d), u, 1


def _parts(number: Algebraic) -> Iterator[Algebraic]:
    stack = [number]
    while stack:
        top = stack.pop()
        yield top
        match top:
            case Sum(args) | Product(args):
                stack.extend(args)
            case Root(_, arg) | Power(arg, _) | Inverse(arg):
                stack.append(arg)


def _degree(number: Algebraic) -> int:
    """An upper bound of the degree of a field that holds the number and its parts."""
    roots = {p for p in _parts(number) if isinstance(p, Root)}
    angles = [p.angle.denominator for p in _parts(number) if isinstance(p, Cosine)]
    degree = 1
    for item in roots:
        degree *= item.degree
    if angles:
        # 2 cos(pi j/n) lies in the real subfield of the 2n-th cyclotomic field
        degree *= max(int(fmpz(2 * lcm(*angles)).euler_phi()) // 2, 1)
    return degree


def separation(number: Algebraic) -> int:
    """Bits ``b`` such that the number is 0 or at least ``2**-b`` in absolute value.

    >>> separation(Rational(Fraction(1, 8)))
    3
    """
    u, low, d = _bounds(number)
    return ceil(low + u * (_degree(number) - 1)) + _log2_up(d)


def sign(number: Algebraic) -> int:
    """-1, 0 or 1; UndecidedError beyond ``MOST_BITS`` bits."""
    if isinstance(number, Rational):
        return (number.value > 0) - (number.value < 0)
    needed = separation(number)
    limit = 2 * needed + FEW_BITS if needed <= MOST_BITS else FEW_BITS
    precision = 64
    while True:
        ball = enclose(number, precision)
        if ball > 0:
            return 1
        if ball < 0:
            return -1
        with ctx.workprec(30):
            if abs(ball) < arb(2) ** -needed:
                return 0
        if precision > limit:
            raise UndecidedError
        precision *= 2


def is_zero(number: Algebraic) -> bool:
    """Whether the number is 0, decided exactly."""
    return sign(number) == 0
