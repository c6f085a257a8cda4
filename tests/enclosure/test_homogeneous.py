"""Homogeneous goals, steps of one over the reals, signs by form: found, and not when forged."""

import pytest
from enclosure_claims import claim
from test_lemma_forms import NATURAL, data, sealed, statuses

from ua_symbolic.enclosure.certificates import RejectedError, seal
from ua_symbolic.enclosure.problem import ON_BOX, Goal, closed_ball, domain, relation_goals
from ua_symbolic.enclosure.prove import Proved, Refuted, prove
from ua_symbolic.enclosure.scaling import can_be_scaled, scaled_goal
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr

CONE = ("x in (0, oo)", "y in (0, oo)")


def goal_of(text, *on, given=()):
    problem = claim(text, *on, given=given)
    box, constraints = domain(problem.variables, problem.hypotheses)
    term, strict = relation_goals(problem.conclusion)[0][0]
    return Goal(problem.variables, box, constraints, term, strict, ON_BOX)


@pytest.mark.parametrize(
    ("text", "on", "given", "form"),
    [
        ("x*log(x/y) >= x - y", CONE, (), "scale"),
        ("log(y) - log(x) <= (y - x)/sqrt(x*y)", CONE, ("x <= y",), "scale"),
        ("gamma(x) <= x**(x - 1)", ("x in [1, oo)",), (), None),
        ("log(exp(x) + exp(y)) >= x", ("x real", "y real"), (), None),
    ],
)
def test_claims_that_need_them(text, on, given, form):
    found = prove(claim(text, *on, given=given), timeout=60)
    assert isinstance(found, Proved)
    assert verify_mpfr(found.certificate).status == "valid"
    if form:
        assert found.certificate["main"]["trees"][0]["form"] == form


def scale(degree, tree, variable="x"):
    return {"form": "scale", "variable": variable, "degree": degree, "tree": tree}


SQUARE = {"form": "weighted squares", "multiplier": "one", "power": 0, "extra": []}


def test_the_degree_must_be_right():
    tree = {"form": "monotone", "variable": "y", "end": "low", "strict": "face",
            "slope": NATURAL, "face": {"form": "exact"}}  # fmt: skip
    on = ("x in (0, oo)", "y in [0, oo)")
    assert statuses(sealed("x**2 + y*x >= 0", on, scale("2", tree))) == ("valid", "valid")
    for degree in ("1", "3", "-2", "1/2"):
        assert "valid" not in statuses(sealed("x**2 + y*x >= 0", on, scale(degree, tree)))


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("x**2 + y*x >= 1/2", CONE),  # not homogeneous, true at x = 1
        ("x**2 + y*x >= 0", ("x in (0, oo)", "y in [-2, -1/2]")),  # no cone
        ("x*y >= -1", ("x real", "y in [0, oo)")),  # x is not positive
        ("y + x >= 0", ("x in [0, oo)", "y in (-oo, oo)")),  # false, x = 0 is left out
    ],
)
def test_what_is_no_cone_or_not_homogeneous_is_refused(text, on):
    for degree in ("0", "1", "2"):
        assert "valid" not in statuses(sealed(text, on, scale(degree, NATURAL)))


def test_constraints_are_scaled_with_the_term():
    small = goal_of("x + y >= 0", *CONE, given=("y <= 2*x",))
    child, identities = scaled_goal(small, 0, 1)
    assert child.constraints == ()
    assert closed_ball(child.box[0].high) == 2
    assert len(identities) == 2
    absolute = ("x <= 1",)  # becomes a range that is no cone
    assert can_be_scaled(goal_of("x + y >= 0", *CONE, given=absolute)) == [0]


def test_a_constraint_that_is_undefined_at_one_is_refused():
    holed = goal_of("x - y >= 0", *CONE, given=("y <= x + (x - x)/(x - 1)",))
    with pytest.raises(RejectedError, match="undefined"):
        scaled_goal(holed, 0, 1)


@pytest.mark.parametrize("given", ["y <= x*sqrt(x*y - 1)", "y != x"])
def test_a_constraint_that_cannot_be_scaled_is_no_fault(given):
    found = prove(claim("x*exp(y/x) >= y", *CONE, given=(given,)), timeout=3)
    assert not isinstance(found, Refuted)


def test_a_constraint_of_another_degree_is_refused():
    problem = claim("x - y >= -1/2", *CONE, given=("y <= 1/2*x**2 + 1/2",))  # false at x = 3
    tree = {"form": "natural"}
    certificate = seal(problem, 64, [], {"way": 0, "trees": [scale("1", tree)]})
    assert "valid" not in statuses(certificate)


# --- steps of one over the reals ------------------------------------------------------------------


UNIT_STEP = {"form": "rewrite", "term": ["n", "1"], "tree": NATURAL}


def rise(base, step):
    return {"form": "rise", "variable": "x", "base": base, "step": step}


def test_a_rise_needs_its_base_and_its_step():
    on = ("x in [1, oo)",)
    assert statuses(sealed("x >= 1", on, rise(NATURAL, UNIT_STEP))) == ("valid", "valid")
    assert "valid" not in statuses(sealed("x >= 3/2", on, rise(NATURAL, UNIT_STEP)))
    assert "valid" not in statuses(sealed("4 - x >= 0", on, rise(NATURAL, NATURAL)))
    assert "valid" not in statuses(sealed("x >= 1", ("x real",), rise(NATURAL, NATURAL)))
    assert "valid" not in statuses(sealed("x <= 9", ("x in [1, 9]",), rise(NATURAL, NATURAL)))


def test_a_rise_keeps_to_the_range_of_an_integer():
    assert "valid" not in statuses(
        sealed("x >= 1", ("x integer in [1, oo)",), rise(NATURAL, UNIT_STEP))
    )


# --- signs by form --------------------------------------------------------------------------------

VISIBLE = {"form": "visible"}


@pytest.mark.parametrize(
    ("text", "on", "good"),
    [
        ("x*exp(y) > 0", ("x in (0, oo)", "y real"), True),
        ("x*exp(y) > 0", ("x in [0, oo)", "y real"), False),
        ("x*exp(y) >= 0", ("x in [0, oo)", "y real"), True),
        ("x - y >= 0", CONE, False),
        ("exp(x) + exp(y) > 0", ("x real", "y real"), True),
        ("x/y >= 0", CONE, True),
    ],
)
def test_signs_by_form(text, on, good):
    certificate = sealed(text, on, VISIBLE, definedness=conditions(text))
    assert (statuses(certificate) == ("valid", "valid")) is good
    assert good or "valid" not in statuses(certificate)


def conditions(text):
    """What shows that the divisor is not 0."""
    if "/" not in text:
        return ()
    return ({"alternative": 0, "whole": True, "parts": [{"way": 1, "trees": [VISIBLE]}]},)


# --- roots by their inverse -----------------------------------------------------------------------


def inverse(part, other, above, trees, weight="1"):
    return {"form": "inverse", "part": part, "other": other, "weight": weight,
            "above": above, "trees": trees}  # fmt: skip


ROOT = "(x + 1)**(1/3)"


def root_conditions():
    shown = {"way": 0, "trees": [NATURAL]}
    return ({"alternative": 0, "whole": True, "parts": [shown]},)


def test_a_root_is_compared_by_its_power():
    on = ("x in [0, 6]",)
    part = data(ROOT, *on)
    good = sealed(f"{ROOT} <= 2", on, inverse(part, ["n", "2"], False, [NATURAL, NATURAL]),
                  root_conditions())  # fmt: skip
    assert statuses(good) == ("valid", "valid")
    below = sealed(f"{ROOT} <= 3/2", on, inverse(part, ["n", "3/2"], False, [NATURAL, NATURAL]),
                   root_conditions())  # fmt: skip
    assert "valid" not in statuses(below)


def test_a_negative_side_has_no_power():
    """(-2)**2 = 4 > u: but the root is never below -2."""
    on = ("x in [0, 1]",)
    part = data("sqrt(x + 1)", *on)
    node = inverse(part, ["n", "-2"], False, [NATURAL, NATURAL])
    assert "valid" not in statuses(sealed("sqrt(x + 1) <= -2", on, node, root_conditions()))


def test_integer_powers_have_no_inverse():
    on = ("x in [-3, 0]",)
    part = data("x**2", *on)
    node = inverse(part, ["n", "1"], False, [NATURAL, NATURAL])  # x <= 1
    assert "valid" not in statuses(sealed("x**2 <= 1", on, node))


ROOTS_AND_COUNTS = [
    ("(a + b + c)/3 >= (a*b*c)**(1/3)", [f"{v} in [0, oo)" for v in "abc"]),
    ("(a*b*c)**(1/3) >= 3/(1/a + 1/b + 1/c)", [f"{v} in (0, oo)" for v in "abc"]),
    ("x**(2/3) <= 1 + 2*(x - 1)/3", ["x in [0, oo)"]),
    ("binomial(2*n, n) >= 4**n/(2*n + 1)", ["n integer in [0, oo)"]),
    ("binomial(2*n, n) <= 4**n/sqrt(3*n + 1)", ["n integer in [0, oo)"]),
    ("besselk(0, x) <= sqrt(pi/(2*x))*exp(-x)", ["x in [1/10, 20]"]),
]


@pytest.mark.parametrize(("text", "on"), ROOTS_AND_COUNTS)
def test_roots_and_counts_are_proved(text, on):
    found = prove(claim(text, *on), timeout=60)
    assert isinstance(found, Proved)


# --- a part of which nothing is known -------------------------------------------------------------


def test_a_part_without_ends_must_be_defined():
    from dataclasses import replace

    from ua_symbolic.enclosure.lemma_goals import part_goals
    from ua_symbolic.enclosure.problem import NOWHERE
    from ua_symbolic.expressions.terms import Apply, subterms

    goal = goal_of("y*(x/x) >= 0", "x in [-1, 1]", "y in [0, 0]")
    part = next(t for t in subterms(goal.term) if isinstance(t, Apply) and t.head == "div")
    assert part_goals(goal, part, None, None)[0] is None
    for unknown in (replace(goal, defined=NOWHERE), replace(goal, slope=True)):
        with pytest.raises(RejectedError, match="defined"):
            part_goals(unknown, part, None, None)
