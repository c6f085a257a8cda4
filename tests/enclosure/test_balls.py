"""Every enclosure contains what mpmath computes."""

import random
from fractions import Fraction

import gmpy2
import mpmath
import pytest
from flint import arb, fmpq

from ua_symbolic.enclosure.balls import compile_term, evaluate
from ua_symbolic.enclosure.intervals import IntervalArithmetic
from ua_symbolic.enclosure.mpfr_intervals import Evaluator
from ua_symbolic.enclosure.program import UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import from_fraction
from ua_symbolic.expressions.parser import Scope, parse_term
from ua_symbolic.expressions.terms import Call, Sort, Variable, function, number

X = Variable("x")

# head: (mpmath function, low, high) of one real argument
FUNCTIONS = {
    "exp": (mpmath.exp, -20, 20),
    "log": (mpmath.log, Fraction(1, 100), 50),
    "sqrt": (mpmath.sqrt, 0, 50),
    "sin": (mpmath.sin, -20, 20),
    "cos": (mpmath.cos, -20, 20),
    "tan": (mpmath.tan, Fraction(-3, 2), Fraction(3, 2)),
    "asin": (mpmath.asin, -1, 1),
    "acos": (mpmath.acos, -1, 1),
    "atan": (mpmath.atan, -20, 20),
    "sinh": (mpmath.sinh, -10, 10),
    "cosh": (mpmath.cosh, -10, 10),
    "tanh": (mpmath.tanh, -10, 10),
    "asinh": (mpmath.asinh, -10, 10),
    "acosh": (mpmath.acosh, 1, 10),
    "atanh": (mpmath.atanh, Fraction(-99, 100), Fraction(99, 100)),
    "Abs": (abs, -5, 5),
    "floor": (mpmath.floor, -5, 5),
    "ceiling": (mpmath.ceil, -5, 5),
    "gamma": (mpmath.gamma, Fraction(1, 50), 20),
    "loggamma": (mpmath.loggamma, Fraction(1, 50), 40),
    "digamma": (mpmath.digamma, Fraction(1, 50), 40),
    "erf": (mpmath.erf, -5, 5),
    "erfc": (mpmath.erfc, -5, 5),
    "LambertW": (mpmath.lambertw, Fraction(-36, 100), 50),
    "factorial": (mpmath.factorial, 0, 15),
}


def exact(x):
    return mpmath.mpf(x.numerator) / x.denominator


def encloses(low, high, value):
    with mpmath.workprec(200):
        return (
            mpmath.mpf(low) - mpmath.mpf(10) ** -50
            <= value
            <= mpmath.mpf(high) + mpmath.mpf(10) ** -50
        )


def ends(ball):
    with mpmath.workprec(200):
        mid, rad = (v.man_exp() for v in (ball.mid(), ball.rad()))
        m = mpmath.ldexp(int(mid[0]), int(mid[1]))
        r = mpmath.ldexp(int(rad[0]), int(rad[1]))
        return m - r, m + r


def mpfr_end(value):
    if not gmpy2.is_finite(value):
        return mpmath.inf if value > 0 else -mpmath.inf
    top, bottom = value.as_integer_ratio()
    return mpmath.mpf(int(top)) / int(bottom)


def mp_end(value):
    if not value.is_finite():
        return mpmath.inf if value > 0 else -mpmath.inf
    mantissa, exponent = value.man_exp()
    return mpmath.ldexp(int(mantissa), int(exponent))


@pytest.mark.parametrize("head", sorted(FUNCTIONS))
def test_point_and_wide_enclosures_contain_values(head):
    reference, low, high = FUNCTIONS[head]
    rng = random.Random(head)
    term = function(head, X)
    ball_function = compile_term(term, (X,), 80)
    interval_program = compile_program((term,), (X,), IntervalArithmetic())
    second = Evaluator(80)
    for _ in range(25):
        points = sorted(
            Fraction(low) + (Fraction(high) - low) * Fraction(rng.randrange(0, 10**6 + 1), 10**6)
            for _ in range(3)
        )
        a, inside, b = points
        with mpmath.workprec(200):
            value = mpmath.re(reference(exact(inside)))
        point = ball_function([arb(fmpq(inside.numerator, inside.denominator))])
        if head not in ("floor", "ceiling"):
            assert point.is_finite()
        if point.is_finite():
            assert encloses(*ends(point), value)
        wide = interval_program([(from_fraction(a)[0], from_fraction(b)[1])])
        if wide is not None:
            with mpmath.workprec(200):
                assert encloses(mp_end(wide[0]), mp_end(wide[1]), value)
        if head != "LambertW":
            pair = (second.arithmetic.rational(a)[0], second.arithmetic.rational(b)[1])
            found = second.evaluate(term, {X: pair}, False, {})
            if found is not None:
                with mpmath.workprec(200):
                    assert encloses(mpfr_end(found[0]), mpfr_end(found[1]), value)


@pytest.mark.parametrize("head", sorted(set(FUNCTIONS) - {"Abs"}))
def test_wide_intervals_are_tight(head):
    """On a monotone stretch the range is that of the ends."""
    reference, low, high = FUNCTIONS[head]
    a = Fraction(low) + (Fraction(high) - low) * Fraction(9, 10)
    b = a + (Fraction(high) - low) / 1000
    if head in ("sin", "cos", "floor", "ceiling"):
        a, b = Fraction(1, 4), Fraction(1, 2)
    program = compile_program((function(head, X),), (X,), IntervalArithmetic())
    found = program([(from_fraction(a)[0], from_fraction(b)[1])])
    values = sorted(mpmath.re(reference(exact(x))) for x in (a, b))
    assert float(mp_end(found[0])) == pytest.approx(float(values[0]), rel=1e-9, abs=1e-12)
    assert float(mp_end(found[1])) == pytest.approx(float(values[1]), rel=1e-9, abs=1e-12)


MANY = {
    "besseli(1, x)": lambda x: mpmath.besseli(1, x),
    "besseli(0, x)": lambda x: mpmath.besseli(0, x),
    "besseli(3/2, x)": lambda x: mpmath.besseli(1.5, x),
    "besselj(0, x)": lambda x: mpmath.besselj(0, x),
    "besselj(2, x)": lambda x: mpmath.besselj(2, x),
    "besselk(0, x)": lambda x: mpmath.besselk(0, x),
    "besselk(2, x)": lambda x: mpmath.besselk(2, x),
    "beta(x, 2)": lambda x: mpmath.beta(x, 2),
    "betainc_regularized(2, 3, 0, x/20)": lambda x: mpmath.betainc(
        2, 3, 0, x / 20, regularized=True
    ),
    "binomial(x + 3, 2)": lambda x: mpmath.binomial(x + 3, 2),
    "x**x": lambda x: x**x,
    "x**(1/3)": mpmath.cbrt,
    "x**(-3)": lambda x: x**-3,
    "Max(x, 5) - Min(x, 3)": lambda x: max(x, 5) - min(x, 3),
    "Piecewise((x, x < 5), (2*x, True))": lambda x: x if x < 5 else 2 * x,
    "Sum(1/(k + x), (k, 1, 7))": lambda x: sum(1 / (k + x) for k in range(1, 8)),
    "Integral(exp(-t*x), (t, 0, 1))": lambda x: (1 - mpmath.exp(-x)) / x,
    "Integral(sqrt(t)*x, (t, 0, 1))": lambda x: 2 * x / 3,
}


@pytest.mark.parametrize("text", MANY)
def test_functions_of_several_arguments(text):
    term = parse_term(text, Scope({"x": X}))
    rng = random.Random(text)
    program = compile_program((term,), (X,), IntervalArithmetic())
    for _ in range(6):
        a, inside, b = sorted(Fraction(rng.randrange(1, 1000), 50) for _ in range(3))
        with mpmath.workprec(160):
            value = MANY[text](exact(inside))
        point = evaluate(term, {X: arb(fmpq(inside.numerator, inside.denominator))}, 100)
        assert point.is_finite()
        assert encloses(*ends(point), value)
        wide = program([(from_fraction(a)[0], from_fraction(b)[1])])
        if wide is not None:
            with mpmath.workprec(200):
                assert encloses(mp_end(wide[0]), mp_end(wide[1]), value)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("1/x", arb(0, 1)),
        ("log(x)", arb(0)),
        ("log(x)", arb(1, 2)),
        ("sqrt(x)", arb(1, 2)),
        ("asin(x)", arb(1, 1)),
        ("x**(1/2)", arb(-1)),
        ("x**(-2)", arb(0)),
        ("tan(x)", arb(1, 1)),
        ("gamma(x)", arb(-1) / 2),
        ("LambertW(x)", arb(-1)),
        ("sqrt(x)*0", arb(-1)),
        ("Sum(k, (k, 3, x))", arb(1)),
        ("Integral(1/t, (t, -1, 1))", arb(1)),
        ("Integral(t, (t, x, 1))", arb(2)),
        ("Integral(sqrt(t)**2, (t, -1, 1))", arb(1)),
        ("besseli(1/2, x)", arb(-1)),
        ("binomial(3, 5)", arb(1)),
    ],
)
def test_what_may_be_undefined_has_no_value(text, x):
    term = parse_term(text, Scope({"x": X}))
    assert not evaluate(term, {X: x}, 64).is_finite()


def test_integer_powers_of_balls_around_zero():
    m = Variable("m", Sort.INTEGER)
    term = parse_term("x**m", Scope({"x": X, "m": m}))
    value = evaluate(term, {X: arb(0, 0.5), m: arb(2)}, 64)
    assert value.contains(arb("0.25"))
    assert value < 1
    assert evaluate(term, {X: arb(0), m: arb(0)}, 64) == 1


def test_definitions_are_unfolded_and_others_refused():
    class Double:
        parameters = (Variable("y"),)
        body = parse_term("2*y", Scope({"y": Variable("y")}))

    call = Call("double", (number(3),))
    assert evaluate(call, {}, 64, {"double": Double()}) == 6
    with pytest.raises(UnsupportedError, match="double"):
        evaluate(call, {}, 64)


def test_infinite_sums_are_refused():
    with pytest.raises(UnsupportedError):
        evaluate(parse_term("Sum(1/k**2, (k, 1, oo))", Scope()), {}, 64)


def test_high_precision():
    value = evaluate(parse_term("sqrt(2)*pi", Scope()), {}, 4000)
    assert value.rel_accuracy_bits() > 3900
