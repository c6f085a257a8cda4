"""The first look at a goal: which way comes between the boxes, and that it finds trees."""

import time

import pytest
from enclosure_claims import claim

from ua_symbolic.enclosure.glance import _shortcut, at_a_glance
from ua_symbolic.enclosure.problem import ON_BOX, Goal, domain, relation_goals
from ua_symbolic.enclosure.search import PLAIN, Budget, GaveUpError, Search


def search_and_goal(text, *domains, boxes=60):
    problem = claim(text, *domains)
    box, constraints = domain(problem.variables, problem.hypotheses)
    term, strict = relation_goals(problem.conclusion)[0][0]
    goal = Goal(problem.variables, box, constraints, term, strict, ON_BOX)
    return Search(64, Budget(time.monotonic() + 5, most_boxes=boxes), PLAIN), goal


@pytest.mark.parametrize(
    ("text", "domains", "form"),
    [
        ("x**4 + y**4 + z**4 + w**4 >= 4*x*y*z*w", [f"{v} real" for v in "xyzw"], "means"),
        ("x**2 + y**2 >= 2*x*y", ["x in [-5, 5]", "y in [-5, 5]"], "convex"),
        ("x/(1 + x**2) <= 1/2", ["x real"], "rewrite"),
        ("sin(x)*sin(y) + x**2/10 >= -0.8", ["x in [-4, 4]", "y in [-4, 4]"], "split"),
        ("exp(x) >= 1 + x", ["x in [0, 1]"], "monotone"),
    ],
)
def test_each_shape_has_its_way(text, domains, form):
    search, goal = search_and_goal(text, *domains)
    assert at_a_glance(search, goal)["form"] == form


def test_what_is_false_is_given_up_before_the_shortcut():
    search, goal = search_and_goal("x/(1 + x**2) <= 2/5", "x in [0.9, 1.1]")
    with pytest.raises(GaveUpError, match="false on a box"):
        at_a_glance(search, goal)


def test_a_function_of_one_variable_has_no_shortcut():
    search, goal = search_and_goal("sin(x) <= x", "x in [0, 1]")
    assert _shortcut(search, goal) == (0, None)
