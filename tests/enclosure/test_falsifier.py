"""The falsifier finds what is false and never refutes what is true."""

import pytest
from enclosure_claims import claim

from ua_symbolic.enclosure.compare import Truth
from ua_symbolic.enclosure.exact_points import decide_at
from ua_symbolic.enclosure.falsifier import (
    Counterexample,
    Inapplicable,
    NoCounterexample,
    NoWitness,
    attack,
)
from ua_symbolic.expressions.terms import ZERO, Call, Relation, Variable, for_all


def attacked(problem, **options):
    return attack(problem.variables, problem.hypotheses, problem.conclusion, None, **options)


@pytest.mark.parametrize(
    ("text", "on", "given"),
    [
        ("x*(1 - x) < 1/4", ["x in [0, 1]"], []),
        ("exp(x) > 1 + x", ["x in [-1, 1]"], []),
        ("sin(x)/x >= -0.2172336", ["x in [1, 10]"], []),
        ("cos(x) >= 1 - 0.4999999*x**2", ["x in [-3, 3]"], []),
        ("exp(x/100) <= 10 + x**3", ["x in [0, oo)"], []),
        ("(1 + 1/m)**m <= 2.7182818", ["m integer in [1, oo)"], []),
        ("Abs(sin(m)) >= 1/30000", ["m integer in [1, 400]"], []),
        ("x + y <= 1.9999999", ["x in [-2, 2]", "y in [-2, 2]"], ["x**2 + y**2 <= 2"]),
        ("x <= y", ["x in [0, 1]", "y in [0, 1]"], ["y = x - x**2"]),
        ("1/x >= 1", ["x in [0, 1]"], []),
        ("log(x) <= 0", ["x in [0, 1]"], []),
        ("x = y", ["x in [0, 1]", "y in [0, 1]"], []),
        ("x < 1", ["x in [0, 1]"], []),
        ("sin(x) < 1", ["x in [0, pi/2]"], []),
        ("2 < 1", [], []),
        ("Max(x**2, 1 - x) >= 0.381966012", ["x in [-3, 3]"], []),
        ("x**4 - 4*x**2 + 4 > 0", ["x in [0, 2]"], []),
        ("x + y + z <= 1.7320508", ["x real", "y real", "z real"], ["x**2 + y**2 + z**2 = 1"]),
        ("x*y*z <= 0.0370369", [f"{v} in [0, 1]" for v in "xyz"], ["x + y + z = 1"]),
    ],
)
def test_counterexamples_are_found_and_exact(text, on, given):
    problem = claim(text, *on, given=given)
    found = attacked(problem)
    assert isinstance(found, Counterexample), found
    values = {v: found.point[v.name] for v in problem.variables}
    assert all(decide_at(h, values) is Truth.TRUE for h in problem.hypotheses)
    assert decide_at(problem.conclusion, values) is Truth.FALSE


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("x*(1 - x) <= 1/4", ["x in [0, 1]"]),
        ("sin(x) >= 2*x/pi", ["x in [0, pi/2]"]),
        ("exp(x) >= 1 + x", ["x in (-oo, oo)"]),
        ("x - log(1 + x) >= 0", ["x in (-1, oo)"]),
        ("sqrt(x)**2 = x", ["x in [0, oo)"]),
        ("(x + y)**2 = x**2 + 2*x*y + y**2", ["x in (-oo, oo)", "y in (-oo, oo)"]),
        ("tanh(x) < 1", ["x in (-oo, oo)"]),
    ],
)
def test_truths_survive(text, on):
    found = attacked(claim(text, *on), budget=400)
    assert isinstance(found, NoCounterexample)
    assert found.witnesses_tried > 50


def test_contradictory_hypotheses_have_no_witness():
    problem = claim("x <= 0", "x in [0, 1]", given=["x**2 >= 2"])
    assert isinstance(attacked(problem, budget=300), NoWitness)


def test_same_seed_same_point():
    problem = claim("sin(x)*sin(y) <= 0.9", "x in [0, 3]", "y in [0, 3]")
    assert attacked(problem, seed=5) == attacked(problem, seed=5)


def test_inapplicable():
    x = Variable("x")
    opaque = Relation("<=", ZERO, Call("f", (x,)))
    assert isinstance(attack((x,), (), opaque), Inapplicable)
    quantified = for_all((Variable("k"),), (), Relation("<=", ZERO, Variable("k")))
    assert isinstance(attack((x,), (quantified,), Relation("<=", ZERO, x)), Inapplicable)


def test_outcomes_are_no_booleans():
    with pytest.raises(TypeError):
        bool(NoWitness())
