"""Both enclosures of every function against mpmath, at 10^5 random points and on wide boxes.

Points are dyadic, over the whole range of exponents and close to where the functions turn.  On a
box the enclosures of Arb and of MPFR, plain and cut back to the domain, must contain the values
of mpmath (computed much more precisely) at points of the box; where the box leaves the domain, the
plain ones must say that they know nothing.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

import gmpy2
import mpmath
import pytest
from flint import arb, ctx, fmpq

from ua_symbolic.enclosure.balls import compile_term
from ua_symbolic.enclosure.certificates import OutOfReachError
from ua_symbolic.enclosure.intervals import IntervalArithmetic
from ua_symbolic.enclosure.mpfr_intervals import Evaluator
from ua_symbolic.enclosure.program import compile_program
from ua_symbolic.enclosure.ranges import from_fraction
from ua_symbolic.expressions.terms import Apply, Sort, Variable, function

PRECISIONS = (30, 53, 113, 200)
REFERENCE = 300
X, Y = Variable("x"), Variable("y")


@dataclass(frozen=True)
class Case:
    """A reference function with its domain, the largest exponents of two, and turning points."""

    value: object
    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False
    exponents: tuple[int, int] = (-300, 40)
    turns: tuple[Fraction, ...] = (Fraction(0),)
    points: int = 4400

    def inside(self, x):
        below = self.low is not None and (x < self.low or (self.low_open and x == self.low))
        above = self.high is not None and (x > self.high or (self.high_open and x == self.high))
        return not (below or above)


def whole(*values):
    return tuple(map(Fraction, values))


PI_2 = Fraction(884279719003555, 562949953421312)  # pi/2 in double precision
WAVES = (*(PI_2 * k for k in range(-8, 9)), Fraction(0))
CASES = {
    "exp": Case(mpmath.exp, exponents=(-300, 30)),
    "log": Case(mpmath.log, low=Fraction(0), low_open=True, exponents=(-1070, 1000),
                turns=whole(1)),
    "sqrt": Case(mpmath.sqrt, low=Fraction(0), exponents=(-1070, 1000), turns=whole(0, 1)),
    "sin": Case(mpmath.sin, turns=WAVES, exponents=(-300, 90)),
    "cos": Case(mpmath.cos, turns=WAVES, exponents=(-300, 90)),
    "tan": Case(mpmath.tan, turns=WAVES),
    "asin": Case(mpmath.asin, low=Fraction(-1), high=Fraction(1), turns=whole(-1, 0, 1)),
    "acos": Case(mpmath.acos, low=Fraction(-1), high=Fraction(1), turns=whole(-1, 0, 1)),
    "atan": Case(mpmath.atan, exponents=(-300, 300)),
    "sinh": Case(mpmath.sinh, exponents=(-300, 20)),
    "cosh": Case(mpmath.cosh, exponents=(-300, 20)),
    "tanh": Case(mpmath.tanh, exponents=(-300, 20)),
    "asinh": Case(mpmath.asinh, exponents=(-300, 300)),
    "acosh": Case(mpmath.acosh, low=Fraction(1), exponents=(0, 300), turns=whole(1)),
    "atanh": Case(mpmath.atanh, low=Fraction(-1), high=Fraction(1), low_open=True,
                  high_open=True, turns=whole(-1, 0, 1)),
    "Abs": Case(abs, exponents=(-1000, 1000)),
    "floor": Case(mpmath.floor, exponents=(-1000, 100), turns=whole(-2, -1, 0, 1, 7)),
    "ceiling": Case(mpmath.ceil, exponents=(-1000, 100), turns=whole(-2, -1, 0, 1, 7)),
    "gamma": Case(mpmath.gamma, low=Fraction(0), low_open=True, exponents=(-300, 14),
                  turns=(Fraction(3, 2), Fraction(146163, 100000), *whole(1, 2))),
    "loggamma": Case(mpmath.loggamma, low=Fraction(0), low_open=True, exponents=(-300, 60),
                     turns=(Fraction(146163, 100000), *whole(1, 2))),
    "digamma": Case(mpmath.digamma, low=Fraction(0), low_open=True, exponents=(-300, 60),
                    turns=(Fraction(146163, 100000), *whole(1, 2))),
    "factorial": Case(mpmath.factorial, low=Fraction(0), exponents=(-300, 12),
                      turns=(Fraction(46163, 100000), *whole(0, 1))),
    "erf": Case(mpmath.erf, exponents=(-300, 7)),
    "erfc": Case(mpmath.erfc, exponents=(-300, 6)),
    "LambertW": Case(lambda x: mpmath.re(mpmath.lambertw(x)), low=Fraction(-36787, 100000),
                     exponents=(-300, 60), turns=whole(0), points=1500),
}  # fmt: skip


def dyadic(rng, case):
    """A dyadic number: of any size, of moderate size, or close to a turning point."""
    sign = rng.choice((-1, 1)) if case.low is None or case.low < 0 else 1
    kind = rng.random()
    if kind < 0.3:
        return (
            sign
            * Fraction(rng.getrandbits(20) | 1)
            * Fraction(2) ** (rng.randint(*case.exponents) - 20)
        )
    if kind < 0.7:
        most = min(case.exponents[1], 5)
        return sign * Fraction(rng.getrandbits(24), 2 ** (24 - rng.randint(-2, most)))
    near = rng.choice(case.turns)
    return near + rng.choice((-1, 0, 1)) * Fraction(1, 2 ** rng.randint(1, 60))


def points_of(rng, case, count):
    found = []
    while len(found) < count:
        x = dyadic(rng, case)
        if case.inside(x):
            found.append(x)
    return sorted(found)


def exact(x):
    return mpmath.mpf(x.numerator) / x.denominator


def from_arb(value):
    if not value.is_finite():
        return mpmath.inf if value > 0 else -mpmath.inf
    mantissa, exponent = value.man_exp()
    return mpmath.ldexp(int(mantissa), int(exponent))


def from_mpfr(value):
    if not gmpy2.is_finite(value):
        return mpmath.inf if value > 0 else -mpmath.inf
    mantissa, exponent = value.as_mantissa_exp()
    return mpmath.ldexp(int(mantissa), int(exponent))


def contains(low, high, value):
    """Up to the error of the reference, which is far below what is tested."""
    slack = abs(value) * mpmath.mpf(2) ** (30 - REFERENCE)
    return low <= value + slack and value - slack <= high


def ball_of(x):
    return arb(fmpq(x.numerator, x.denominator))


class Engines:
    """The enclosures of one term at one precision."""

    def __init__(self, term, variables, precision):
        self.precision, self.term, self.variables = precision, term, variables
        self.point = compile_term(term, variables, precision)
        with ctx.workprec(precision):
            self.plain = compile_program((term,), variables, IntervalArithmetic())
            self.clamped = compile_program((term,), variables, IntervalArithmetic(None, True))
        self.mpfr = Evaluator(precision)

    def at(self, xs):
        """The ends of the ball at a point, or None."""
        with ctx.workprec(self.precision):
            ball = self.point([ball_of(x) for x in xs])
            return (ball.lower(), ball.upper()) if ball.is_finite() else None

    def over(self, boxes, clamped):
        """The ends in Arb and in MPFR over a box."""
        with ctx.workprec(self.precision):
            program = self.clamped if clamped else self.plain
            first = program([(from_fraction(a)[0], from_fraction(b)[1]) for a, b in boxes])
        rational = self.mpfr.arithmetic.rational
        values = {
            v: (rational(a)[0], rational(b)[1])
            for v, (a, b) in zip(self.variables, boxes, strict=True)
        }
        try:
            second = self.mpfr.evaluate(self.term, values, clamped, {})
        except OutOfReachError:
            second = None
        return (
            first and (from_arb(first[0]), from_arb(first[1])),
            second and (from_mpfr(second[0]), from_mpfr(second[1])),
        )


@pytest.mark.parametrize("head", sorted(CASES))
def test_every_enclosure_contains_the_values(head):
    case, rng = CASES[head], random.Random(f"differential {head}")
    engines = [Engines(function(head, X), (X,), p) for p in PRECISIONS]
    informative = 0
    with mpmath.workprec(REFERENCE):
        for number in range(case.points // 4):
            engine = engines[number % len(engines)]
            points = points_of(rng, case, 4)
            values = [case.value(exact(x)) for x in points]
            for x, value in zip(points, values, strict=True):
                ends = engine.at((x,))
                if ends is not None:
                    assert contains(from_arb(ends[0]), from_arb(ends[1]), value), (head, x)
            box = ((points[0], points[-1]),)
            for clamped in (False, True):
                for found in engine.over(box, clamped):
                    informative += found is not None
                    for value in values if found is not None else ():
                        assert contains(*found, value), (head, box, clamped, engine.precision)
    assert informative > case.points // 16


@pytest.mark.parametrize("head", sorted(h for h in CASES if CASES[h].inside(Fraction(-2)) is False))
def test_boxes_that_leave_the_domain(head):
    """Plain enclosures know nothing there; those cut back contain the values inside."""
    case, rng = CASES[head], random.Random(f"edges {head}")
    engines = [Engines(function(head, X), (X,), p) for p in PRECISIONS]
    with mpmath.workprec(REFERENCE):
        for number in range(120):
            engine = engines[number % len(engines)]
            x, outside = points_of(rng, case, 1)[0], Fraction(-1 - rng.getrandbits(20), 2**10)
            low = (case.low or Fraction(0)) + outside
            value = case.value(exact(x))
            assert engine.over(((low, x),), clamped=False) == (None, None)
            for found in engine.over(((low, x),), clamped=True):
                if found is not None:
                    assert contains(*found, value), (head, low, x)


# --- several arguments --------------------------------------------------------------------------

POSITIVE = Case(None, low=Fraction(0), low_open=True, exponents=(-60, 8), turns=whole(1))
REAL = Case(None, exponents=(-300, 60))
ORDER = Case(None, low=Fraction(0), exponents=(-20, 4), turns=whole(0, 1, 2))
ARGUMENT = Case(None, low=Fraction(0), low_open=True, exponents=(-30, 5), turns=whole(1))
UNIT = Case(None, low=Fraction(0), high=Fraction(1), exponents=(-30, 0), turns=whole(0, 1))
SHAPE = Case(None, low=Fraction(0), low_open=True, exponents=(-3, 4), turns=whole(1, 2))
PAIRS = {
    "add": (lambda x, y: x + y, REAL, REAL, 2000),
    "mul": (lambda x, y: x * y, REAL, REAL, 2000),
    "div": (lambda x, y: x / y, REAL, POSITIVE, 2000),
    "pow": (lambda x, y: x**y, POSITIVE, Case(None, exponents=(-60, 6)), 2000),
    "Min": (min, REAL, REAL, 400),
    "Max": (max, REAL, REAL, 400),
    "beta": (mpmath.beta, POSITIVE, POSITIVE, 400),
    "besseli": (mpmath.besseli, ORDER, ARGUMENT, 240),
    "besselj": (mpmath.besselj, ORDER, ARGUMENT, 240),
    "besselk": (mpmath.besselk, ORDER, ARGUMENT, 160),
    "binomial": (mpmath.binomial, Case(None, low=Fraction(3), exponents=(2, 6),
                 turns=whole(3, 4)), Case(None, low=Fraction(0), high=Fraction(3)), 300),
}  # fmt: skip


@pytest.mark.parametrize("head", sorted(PAIRS))
def test_functions_of_two_arguments(head):
    reference, first, second, count = PAIRS[head]
    rng = random.Random(f"pairs {head}")
    engines = [Engines(Apply(head, (X, Y)), (X, Y), p) for p in PRECISIONS]
    with mpmath.workprec(REFERENCE):
        for number in range(count // 4):
            engine = engines[number % len(engines)]
            xs, ys = points_of(rng, first, 2), points_of(rng, second, 2)
            pairs = [(x, y) for x in xs for y in ys]
            values = [reference(exact(x), exact(y)) for x, y in pairs]
            for pair, value in zip(pairs, values, strict=True):
                ends = engine.at(pair)
                if ends is not None:
                    assert contains(from_arb(ends[0]), from_arb(ends[1]), value), (head, pair)
            box = ((xs[0], xs[1]), (ys[0], ys[1]))
            for clamped in (False, True):
                for found in engine.over(box, clamped):
                    for value in values if found is not None else ():
                        assert contains(*found, value), (head, box, clamped)


@pytest.mark.parametrize("base_low", [-3, Fraction(-1, 7), 0, Fraction(1, 3)])
def test_whole_powers(base_low):
    """``x**n`` for an integer ``n`` of either sign, on boxes with and without zero."""
    n, rng = Variable("n", Sort.INTEGER), random.Random(f"powers {base_low}")
    engines = [Engines(Apply("pow", (X, n)), (X, n), p) for p in PRECISIONS]
    with mpmath.workprec(REFERENCE):
        for number in range(200):
            engine = engines[number % len(engines)]
            a = base_low + Fraction(rng.getrandbits(8), 2**8)
            b = a + Fraction(rng.getrandbits(10), 2**8)
            low = rng.randint(-9, 9)
            high = low + rng.choice((0, 0, 1, 5))
            for clamped in (False, True):
                for found in engine.over(((a, b), (Fraction(low), Fraction(high))), clamped):
                    if found is None:
                        continue
                    for x in (a, b, (a + b) / 2):
                        for k in {low, high}:
                            if x != 0 or k >= 0:
                                assert contains(*found, exact(x) ** k), (a, b, low, high)


def test_the_incomplete_beta_function():
    rng, a, b = random.Random("incomplete beta"), Variable("a"), Variable("b")
    term = Apply("betainc_regularized", (a, b, X, Y))
    engines = [Engines(term, (a, b, X, Y), p) for p in PRECISIONS]
    with mpmath.workprec(120):
        for number in range(40):
            engine = engines[number % len(engines)]
            shapes = [points_of(rng, SHAPE, 2) for _ in range(2)]
            low, high = sorted(points_of(rng, UNIT, 2))
            for p in shapes[0]:
                for q in shapes[1]:
                    value = mpmath.betainc(exact(p), exact(q), exact(low), exact(high), True)
                    ends = engine.at((p, q, low, high))
                    if ends is not None:
                        slack = mpmath.mpf(2) ** -80
                        assert from_arb(ends[0]) - slack <= value <= from_arb(ends[1]) + slack


@pytest.mark.parametrize("precision", [53, 80, 200])
def test_mpfr_never_rounds_to_the_global_precision(precision):
    """A bare minus in gmpy2 rounds to 53 bits, to nearest: |x| on [-1/3, 0] once lay below 1/3."""
    m = Evaluator(precision).arithmetic
    for value in (Fraction(1, 3), Fraction(2, 3), Fraction(1, 7), Fraction(10, 7)):
        low, high = m.rational(-value)[0], m.zero
        with mpmath.workprec(REFERENCE):
            assert from_mpfr(m.absolute((low, high))[1]) >= exact(value)
    base = (m.rational(Fraction(-11, 7))[0], m.rational(Fraction(-10, 7))[1])
    found = m.power(base, m.rational(Fraction(0))[:1] + m.rational(Fraction(3))[1:], True, False)
    with mpmath.workprec(REFERENCE):
        assert from_mpfr(found[0]) <= exact(Fraction(-11, 7)) ** 3
