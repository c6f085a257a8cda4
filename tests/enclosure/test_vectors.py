"""Intervals with float ends: they contain the values, and the exact ranges of Arb nearly agree."""

import random
import time
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from ua_symbolic.cli.claims import problems
from ua_symbolic.enclosure.balls import compile_term
from ua_symbolic.enclosure.certificates import seal
from ua_symbolic.enclosure.paving import Paving, paved, run
from ua_symbolic.enclosure.problem import ON_BOX, Goal, domain, relation_goals
from ua_symbolic.enclosure.program import UnsupportedError, compile_program
from ua_symbolic.enclosure.prove import Proved, prove
from ua_symbolic.enclosure.search import Budget, GaveUpError, Search
from ua_symbolic.enclosure.vectors import VectorArithmetic
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr
from ua_symbolic.expressions.parser import Scope, parse_domain, parse_term

TERMS = (
    "x + y - x*y",
    "(x - y)/(3 + x)",
    "x**2 - y**3 + x**(-2)",
    "exp(x*y) - sinh(x) + cosh(y) - tanh(x*y)",
    "sin(3*x) * cos(5*y)",
    "tan(x/3) + atan(y) + asinh(x)",
    "sqrt(4 + x*y) + log(5 + x) - x**(1/3)",
    "Abs(x - y) + Min(x, y, 1) - Max(x*y, 2)",
    "asin(x/4) - acos(y/4) + atanh(x/5) + acosh(5 + y)",
    "floor(x) + ceiling(y)",
    "(3 + x)**y",
    "erf(x) + besseli(1, 2 + x) + gamma(1 + x*x)",
    "1/3 + pi*x - E*y",
)


def goal_of(claim, *domains):
    """The goal of a claim whose term is defined on all of the box."""
    (problem,) = problems(claim, domains, ())
    box, constraints = domain(problem.variables, problem.hypotheses)
    ((term, strict),) = relation_goals(problem.conclusion)[0]
    return Goal(problem.variables, box, constraints, term, strict, ON_BOX)


def search_for(seconds=10.0):
    """A search of its own."""
    return Search(64, Budget(time.monotonic() + seconds))


@pytest.mark.parametrize("text", TERMS)
def test_contains_values(text):
    scope = Scope()
    for name in ("x", "y"):
        variable, _ = parse_domain(f"{name} real", scope)
        scope = scope.with_variables(variable)
    variables = tuple(scope.variables.values())
    term = parse_term(text, scope)
    rng = random.Random(7)
    boxes, points = [], []
    for _ in range(300):
        centre = [rng.uniform(0.2, 2.5), rng.uniform(-2.5, 2.5)]
        size = 10 ** rng.uniform(-6, 0)
        boxes.append([(c - size * rng.random(), c + size * rng.random()) for c in centre])
        points.append([rng.uniform(a, b) for a, b in boxes[-1]])
    low = np.array([[b[i][0] for b in boxes] for i in range(2)])
    high = np.array([[b[i][1] for b in boxes] for i in range(2)])
    program = compile_program((term,), variables, VectorArithmetic())
    ((below, above),) = run(program, low, high)
    exact = compile_term(term, variables, 128)
    informed = 0
    for a, b, point in zip(below, above, points, strict=True):
        value = exact([arb(x) for x in point])
        if np.isnan(a) or np.isnan(b) or not value.is_finite():
            continue
        informed += 1
        assert arb(float(a)) <= value <= arb(float(b)), (text, point)
    assert informed > 60


def test_no_information_outside_a_domain():
    scope = Scope()
    x, _ = parse_domain("x real", scope)
    term = parse_term("log(x)", scope.with_variables(x))
    program = compile_program((term,), (x,), V)
    ((low, high),) = run(program, np.array([[-1.0, -2.0, 1.0]]), np.array([[1.0, -1.0, 2.0]]))
    assert np.isnan(low[:2]).all()
    assert -1e-9 <= low[2] <= high[2] <= 1


V = VectorArithmetic()


def test_rationals_that_are_no_floats_are_widened():
    low, high = V.number(Fraction(1, 3))
    assert Fraction(float(low)) < Fraction(1, 3) < Fraction(float(high))
    assert V.number(Fraction(1, 4)) == (0.25, 0.25)
    with pytest.raises(UnsupportedError):
        V.number(Fraction(10) ** 400)


BOXES = (
    ("x1*x2*exp(-x1**2 - x2**2) + sin(x3)*cos(x1 - x3)/4 <= 0.43",
     "x1 in [-2, 2]", "x2 in [-2, 2]", "x3 in [-2, 2]"),
    ("20 + x**2 + y**2 - 10*cos(2*pi*x) - 10*cos(2*pi*y) >= -1/1000",
     "x in [-5.12, 5.12]", "y in [-5.12, 5.12]"),
    ("sin(x)*y < 2*y + 1/10", "x in [0, 2*pi]", "y in [0, 3]"),
)  # fmt: skip


@pytest.mark.parametrize("claim", BOXES, ids=lambda c: c[0][:20])
def test_trees_are_accepted(claim):
    goal = goal_of(*claim)
    with ctx.workprec(64):
        paving = Paving(search_for(), goal, 100_000, float("inf"))
        paving.pave()
        tree = paving.tree()
    (problem,) = problems(claim[0], claim[1:], ())
    certificate = seal(problem, 64, [], {"way": 0, "trees": [tree]})
    assert verify(certificate).status == "valid"
    assert verify_mpfr(certificate).status == "valid"


def test_a_false_claim_gets_no_tree():
    goal = goal_of("sin(x) + y <= 199/100", "x in [0, 3]", "y in [0, 1]")
    with ctx.workprec(64), pytest.raises(GaveUpError):
        paved(search_for(2.0), goal, 5000, 2.0)


def test_integers_and_unbounded_ranges_are_left_to_arb():
    for claim in (("n**2 >= n", "n integer in [1, 9]"), ("exp(x) >= x", "x in [0, oo)")):
        with ctx.workprec(64), pytest.raises(GaveUpError):
            paved(search_for(2.0), goal_of(*claim), 500, 2.0)


def test_constraints_discard_boxes():
    (problem,) = problems(
        "x*y*(1 - x*y) <= 251/1000 + exp(-9*y)", ("x in [0, 3]", "y in [0, 3]"), ("x + y <= 2",)
    )
    outcome = prove(problem, timeout=20)
    assert isinstance(outcome, Proved)
