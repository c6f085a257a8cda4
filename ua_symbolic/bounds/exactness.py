"""Exact values of closed terms built from rationals, pi, roots and sines of fractions of pi.

Such a value is a quotient of finite sums ``sum_e a_e pi**e`` with rational exponents ``e`` and
real algebraic coefficients ``a_e``.  Since pi is transcendental, a sum of that kind is 0 only if
every ``a_e`` is, and that ``algebraic.py`` decides.  This is what settles floors, ceilings and
conditions that hold with equality: ``sqrt(9)*(7/5)*1000 = 4200``, ``1/cap(2, pi/3) = 4``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from flint import arb, ctx

from ua_symbolic.bounds import algebraic
from ua_symbolic.bounds.algebraic import Algebraic, Rational, UndecidedError
from ua_symbolic.bounds.sine_integrals import complete, sine_power
from ua_symbolic.enclosure.compare import exact_fraction
from ua_symbolic.expressions.terms import Apply, Bind, Constant, Number, Term

PiSum = tuple[tuple[Fraction, Algebraic], ...]
"""Pairs of exponent and coefficient, each coefficient nonzero, in increasing order."""

LARGEST_EXPONENT = 20_000
LARGEST_DENOMINATOR = 1000
GUESS_BITS = 128


@dataclass(frozen=True)
class _Quotient:
    """``top/bottom``, where ``bottom`` is not empty."""

    top: PiSum
    bottom: PiSum


_UNIT: PiSum = ((Fraction(0), algebraic.ONE),)


def is_exactly(term: Term, value: Fraction) -> bool | None:
    """Whether a closed term is defined and equals ``value``; None if it has no exact form here.

    >>> from ua_symbolic.expressions.terms import function, number
    >>> is_exactly(function("sqrt", number("9/4")), Fraction(3, 2))
    True
    """
    try:
        difference = _add(_convert(term), _monomial(Rational(-value)))
    except (UndecidedError, RecursionError):
        return None
    return not difference.top


def exact_rational(term: Term) -> Fraction | None:
    """The value of a closed term if it is found to be rational, else None.

    >>> from ua_symbolic.expressions.terms import PI, function
    >>> exact_rational(function("cos", PI))
    Fraction(-1, 1)
    """
    try:
        return _rational(_convert(term))
    except (UndecidedError, RecursionError):
        return None


# --- sums in powers of pi ---------------------------------------------------------------------


def _collect(pairs: list[tuple[Fraction, Algebraic]]) -> PiSum:
    found: dict[Fraction, list[Algebraic]] = {}
    for exponent, coefficient in pairs:
        found.setdefault(exponent, []).append(coefficient)
    sums = ((e, algebraic.add(*found[e])) for e in sorted(found))
    return tuple((e, a) for e, a in sums if not algebraic.is_zero(a))


def _product(left: PiSum, right: PiSum) -> PiSum:
    return _collect([(e + f, algebraic.multiply(a, b)) for e, a in left for f, b in right])


def _quotient(top: PiSum, bottom: PiSum) -> _Quotient:
    """The quotient, over 1 if the divisor is a single power of pi; UndecidedError if it is 0."""
    if not bottom:
        raise UndecidedError
    if len(bottom) > 1:
        return _Quotient(top, bottom)
    exponent, coefficient = bottom[0]
    inverse = algebraic.invert(coefficient)
    scaled = tuple((e - exponent, algebraic.multiply(a, inverse)) for e, a in top)
    return _Quotient(scaled, _UNIT)


def _monomial(coefficient: Algebraic, exponent: Fraction = Fraction(0)) -> _Quotient:
    return _Quotient(_collect([(exponent, coefficient)]), _UNIT)


def _add(left: _Quotient, right: _Quotient) -> _Quotient:
    top = [*_product(left.top, right.bottom), *_product(right.top, left.bottom)]
    return _quotient(_collect(top), _product(left.bottom, right.bottom))


def _multiply(left: _Quotient, right: _Quotient) -> _Quotient:
    return _quotient(_product(left.top, right.top), _product(left.bottom, right.bottom))


def _divide(left: _Quotient, right: _Quotient) -> _Quotient:
    return _quotient(_product(left.top, right.bottom), _product(left.bottom, right.top))


def _single(value: _Quotient) -> tuple[Fraction, Algebraic]:
    """Exponent and coefficient of a single power of pi (or 0); UndecidedError for anything else."""
    if value.bottom != _UNIT or len(value.top) > 1:
        raise UndecidedError
    return value.top[0] if value.top else (Fraction(0), algebraic.ZERO)


def _rational(value: _Quotient, exponent: int = 0) -> Fraction:
    """The rational ``r`` of ``r pi**exponent``; UndecidedError for anything else."""
    found, coefficient = _single(value)
    if found != exponent and coefficient != algebraic.ZERO:
        raise UndecidedError
    return coefficient.value if isinstance(coefficient, Rational) else _proved_guess(coefficient)


def _proved_guess(value: Algebraic) -> Fraction:
    """The value as a rational number of small denominator, if it is one."""
    ball = algebraic.enclose(value, GUESS_BITS)
    if not ball.is_finite():
        raise UndecidedError
    guess = exact_fraction(ball.mid()).limit_denominator(LARGEST_DENOMINATOR)
    if algebraic.is_zero(algebraic.add(value, Rational(-guess))):
        return guess
    raise UndecidedError


# --- terms ------------------------------------------------------------------------------------


def _convert(term: Term) -> _Quotient:
    match term:
        case Number(value):
            return _monomial(Rational(value))
        case Constant("pi"):
            return _monomial(algebraic.ONE, Fraction(1))
        case Apply(head, args):
            return _apply(head, [_convert(a) for a in args])
        case Bind("Integral", _, _, upper, _):
            k = sine_power(term)
            if k is not None:
                return _sine_integral(k, _rational(_convert(upper), 1))
    raise UndecidedError


def _apply(head: str, args: list[_Quotient]) -> _Quotient:
    match head:
        case "add":
            return reduce(_add, args)
        case "mul":
            return reduce(_multiply, args)
        case "neg":
            return _multiply(_monomial(Rational(Fraction(-1))), args[0])
        case "div":
            return _divide(*args)
        case "pow":
            return _power(args[0], _rational(args[1]))
        case "sqrt":
            return _power(args[0], Fraction(1, 2))
        case "sin":
            return _monomial(_sine(_rational(args[0], 1)))
        case "cos":
            return _monomial(_cosine(_rational(args[0], 1)))
        case "tan":
            angle = _rational(args[0], 1)
            return _divide(_monomial(_sine(angle)), _monomial(_cosine(angle)))
        case "acos":
            return _of_pi(_arc_cosine(_algebraic(args[0])))
        case "asin":
            return _of_pi(Fraction(1, 2) - _arc_cosine(_algebraic(args[0])))
        case "atan":
            return _of_pi(_arc_tangent(_algebraic(args[0])))
    raise UndecidedError


def _cosine(angle: Fraction) -> Algebraic:
    return algebraic.multiply(Rational(Fraction(1, 2)), algebraic.two_cosine(angle))


def _sine(angle: Fraction) -> Algebraic:
    return _cosine(Fraction(1, 2) - angle)


def _algebraic(value: _Quotient) -> Algebraic:
    exponent, coefficient = _single(value)
    if exponent != 0:
        raise UndecidedError
    return coefficient


def _of_pi(angle: Fraction) -> _Quotient:
    return _monomial(Rational(angle), Fraction(1))


def _arc_cosine(value: Algebraic) -> Fraction:
    """``acos(value)/pi``, if it is a rational number of small denominator: guessed, then proved."""
    with ctx.workprec(GUESS_BITS):
        ball = algebraic.enclose(value, GUESS_BITS).acos() / arb.pi()
    if not ball.is_finite():  # outside of [-1, 1], or at one of its ends
        guess = Fraction((1 - algebraic.sign(value)) // 2)
    else:
        guess = exact_fraction(ball.mid()).limit_denominator(LARGEST_DENOMINATOR)
    double = algebraic.multiply(Rational(Fraction(-2)), value)
    if 0 <= guess <= 1 and algebraic.is_zero(algebraic.add(algebraic.two_cosine(guess), double)):
        return guess
    raise UndecidedError


def _arc_tangent(value: Algebraic) -> Fraction:
    hypotenuse = algebraic.add(algebraic.ONE, algebraic.power(value, 2))
    size = _arc_cosine(algebraic.invert(algebraic.root(2, hypotenuse)))
    return size if algebraic.sign(value) >= 0 else -size


def _power(base: _Quotient, exponent: Fraction) -> _Quotient:
    if abs(exponent) > LARGEST_EXPONENT:
        raise UndecidedError
    if exponent.denominator == 1 and (base.bottom != _UNIT or len(base.top) != 1):
        return _integer_power(base, int(exponent))
    e, coefficient = _single(base)
    if not base.top:  # a root of 0; nonpositive exponents are integers or undefined
        if exponent <= 0:
            raise UndecidedError
        return base
    whole = algebraic.power(coefficient, exponent.numerator)
    if exponent.denominator > 1 and algebraic.sign(coefficient) < 0:
        raise UndecidedError
    return _monomial(algebraic.root(exponent.denominator, whole), e * exponent)


def _integer_power(base: _Quotient, exponent: int) -> _Quotient:
    if exponent < 0:
        return _integer_power(_divide(_Quotient(_UNIT, _UNIT), base), -exponent)
    result, square = _Quotient(_UNIT, _UNIT), base
    while exponent:
        if exponent & 1:
            result = _multiply(result, square)
        exponent >>= 1
        square = _multiply(square, square) if exponent else square
    return result


def _sine_integral(k: int, angle: Fraction) -> _Quotient:
    """The integral of ``sin(t)**k`` over ``[0, angle pi]``, exactly.

    Unrolled: ``J_k = A J_base - c sum_j A_j s**(j-1)/j`` over ``j = k, k-2, ...``, where ``A_j`` is
    the product of ``(i - 1)/i`` over the ``i > j`` in that list, and ``A`` that over all of it.
    """
    if angle < 0 or k > LARGEST_EXPONENT:
        raise UndecidedError
    if angle == 1:
        return _monomial(Rational(complete(k)), Fraction(1 - k % 2))
    sine, cosine = _sine(angle), _cosine(angle)
    factor, parts = Fraction(1), []
    for j in range(k, 1, -2):
        weight = Rational(-factor / j)
        parts.append(algebraic.multiply(weight, cosine, algebraic.power(sine, j - 1)))
        factor *= Fraction(j - 1, j)
    if k % 2 == 0:
        pairs = [(Fraction(1), Rational(factor * angle)), (Fraction(0), algebraic.add(*parts))]
        return _Quotient(_collect(pairs), _UNIT)
    base = algebraic.add(algebraic.ONE, algebraic.multiply(Rational(Fraction(-1)), cosine))
    return _monomial(algebraic.add(algebraic.multiply(Rational(factor), base), *parts))
