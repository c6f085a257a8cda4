"""Enclosures of ``Integral(sin(t)**k, (t, 0, phi))`` for integers ``k >= 0``, without quadrature.

Write ``J_k`` for the integral, ``s = sin(phi)`` and ``c = cos(phi)``.  Integration by parts gives

    (k + 2) J_{k+2} = (k + 1) J_k - c s**(k+1)        for every real phi,

from which there are two ways to the same number:

* upwards from ``J_0 = phi`` or ``J_1 = 1 - c``: a finite sum, but leading digits cancel when
  ``s`` is small, about ``(k + 1) log2(1/s)`` bits of them;
* downwards, for ``0 < phi < pi/2``: the series of positive terms
  ``c s**(k+1)/(k+1) * (1 + (k+2)/(k+3) s**2 + (k+2)(k+4)/((k+3)(k+5)) s**4 + ...)``, which is
  the hypergeometric function ``2F1(1, (k+2)/2; (k+3)/2; s**2)``.

The cheaper of the two is taken, at the midpoint of the ball around ``phi``; the mean value
theorem accounts for its radius.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx, fmpq, fmpz

from ua_symbolic.expressions.terms import Apply, Bind, Bound, Number, Term

LARGEST_POWER = 10**6
"""The time and memory taken grow with the power; beyond this one it is refused."""


def sine_power(term: Term) -> int | None:
    """The ``k`` of an integral of ``sin(t)**k`` from 0 whose exponent is a literal, else None."""
    match term:
        case Bind("Integral", _, Number(start), _, body) if start == 0:
            return _exponent(body)
    return None


def _exponent(body: Term) -> int | None:
    match body:
        case Number(value) if value == 1:
            return 0
        case Apply("sin", (Bound(0),)):
            return 1
        case Apply("pow", (Apply("sin", (Bound(0),)), Number(k))):
            return int(k) if k.denominator == 1 and k >= 0 else None
    return None


def _complete(k: int) -> fmpq:
    j = k // 2
    middle = fmpz.bin_uiui(2 * j, j)
    return fmpq(middle, fmpz(4) ** j) if k % 2 == 0 else fmpq(2 * fmpz(4) ** j, k * middle)


def complete(k: int) -> Fraction:
    """The integral over ``[0, pi]``, divided by pi when ``k`` is even: a rational number.

    >>> complete(2), complete(3)
    (Fraction(1, 2), Fraction(4, 3))
    """
    value = _complete(k)
    return Fraction(int(value.p), int(value.q))


def enclose_complete(k: int, precision: int) -> arb:
    """A ball around the integral over ``[0, pi]``, with a relative error below ``2**-precision``.

    >>> print(enclose_complete(1, 53))
    2.00000000000000
    """
    with ctx.workprec(precision + 10):
        ball = arb(_complete(k))
        return ball * arb.pi() if k % 2 == 0 else ball


def enclose(k: int, phi: arb, precision: int) -> arb:
    """A ball around the integral over ``[0, p]`` for every ``p`` in ``phi``.

    It is as accurate as ``precision`` bits and the radius of ``phi`` allow.  If ``phi`` is not
    certainly nonnegative it is NaN: for a negative end the integral is undefined.
    """
    with ctx.workprec(precision + 30):
        if not phi >= 0:  # false when undecided, too
            return arb.nan()
        middle, radius = phi.mid(), phi.rad()
        value = _at_point(k, middle, precision)
        return value + arb(0, radius) * phi.sin() ** k


def _at_point(k: int, phi: arb, precision: int) -> arb:
    """The integral up to the exact number ``phi >= 0``, by the cheaper way."""
    bits = _bits_below_one(phi)
    if bits == 0.0:
        return _upwards(k, phi, precision)
    terms = precision / (2 * bits) + 1
    cancelled = (k + 1) * bits
    if terms * precision < (k / 2 + 1) * (precision + cancelled):
        return _series(k, phi, precision)
    return _upwards(k, phi, precision + int(cancelled) + 1)


def _bits_below_one(phi: arb) -> float:
    """Roughly ``log2(1/sin(phi))`` if ``0 < phi < 3/2``, else 0; only chooses the way."""
    with ctx.workprec(53):
        if not (phi > 0 and phi < arb(3) / 2):
            return 0.0
        return max(float((-phi.sin().log() / arb.const_log2()).mid()), 0.0)


def _series(k: int, phi: arb, precision: int) -> arb:
    """Downwards, for a number ``0 < phi < 3/2``; Arb sums the series and bounds its remainder."""
    with ctx.workprec(precision + 30 + 2 * k.bit_length()):
        sine, cosine = phi.sin_cos()
        series = (sine * sine).hypgeom_2f1(1, arb(k + 2) / 2, arb(k + 3) / 2)
        return cosine * sine ** (k + 1) / (k + 1) * series


def _upwards(k: int, phi: arb, precision: int) -> arb:
    """Upwards, for any number ``phi``; ``precision`` must include the bits that cancel."""
    with ctx.workprec(precision + 30 + 2 * k.bit_length()):
        sine, cosine = phi.sin_cos()
        value = phi if k % 2 == 0 else 2 * (phi / 2).sin() ** 2
        square = sine * sine
        boundary = cosine * (sine if k % 2 == 0 else square)
        for j in range(2 + k % 2, k + 1, 2):
            value = ((j - 1) * value - boundary) / j
            boundary *= square
        return value
