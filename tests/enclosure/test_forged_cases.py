"""Trees for false claims through sides that constraints tell, single values, and split sums."""

import pytest
from enclosure_claims import claim
from flint import ctx

from ua_symbolic.enclosure import goals, recast_goals
from ua_symbolic.enclosure.certificates import RejectedError, seal
from ua_symbolic.enclosure.checker import Checker
from ua_symbolic.enclosure.leaves import ArbLeaves
from ua_symbolic.enclosure.problem import AT_POINTS, NOWHERE, ON_BOX, Goal, domain
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr
from ua_symbolic.expressions.parser import Scope, parse_term
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import Sort, Variable

NATURAL, EXACT = {"form": "natural"}, {"form": "exact"}
NONZERO = {"alternative": 0, "whole": True, "parts": [{"way": 1, "trees": [NATURAL]}]}
X, Y, N = Variable("x"), Variable("y"), Variable("n", Sort.INTEGER)
SCOPE = Scope().with_variables(X, Y, N)


def data(text):
    return to_data(parse_term(text, SCOPE))


def corners(signs, tree):
    return {"form": "corners", "signs": signs, "tree": tree}


def cases(text, above, below):
    return {"form": "cases", "term": data(text), "above": above, "below": below}


def rewrite(text, tree):
    return {"form": "rewrite", "term": data(text), "tree": tree}


def monotone(variable, end, slope, face):
    fields = {"variable": variable, "end": end, "strict": "face", "slope": slope, "face": face}
    return {"form": "monotone", **fields}


def statuses(text, on, tree, *, given=(), conditions=()):
    main = {"way": 0, "trees": [tree]}
    certificate = seal(claim(text, *on, given=given), 64, list(conditions), main)
    return verify(certificate).status, verify_mpfr(certificate).status


def goal_of(text, *on, given=(), defined=ON_BOX, slope=False):
    problem = claim(f"{text} >= 0", *on, given=given)
    box, constraints = domain(problem.variables, problem.hypotheses)
    left = problem.conclusion.left
    return Goal(problem.variables, box, constraints, left, False, defined, slope)


def refusal(goal, tree):
    """Why the tree does not show the goal; nothing if it does."""
    with ctx.workprec(64):
        try:
            Checker(ArbLeaves(64)).check(goal, tree)
        except RejectedError as reason:
            return str(reason)
    return ""


# --- a side that a constraint tells: the smooth term may be undefined where the constraint fails --

ON_LINE = ("x in [-3, 3]",)
RISING, FALLING = monotone("x", "low", NATURAL, EXACT), monotone("x", "high", NATURAL, EXACT)


@pytest.mark.parametrize(("size", "side"), [("Abs(x)", "x"), ("Max(x, -x)", "x + x")])
def test_a_monotone_node_does_not_cross_a_pole_that_smoothing_made(size, side):
    """False: -1 at 0.  -1/(x + 1) rises, and is 1/2 at -3: but for a pole at -1."""
    tree = cases(side, corners([1], RISING), corners([-1], FALLING))
    assert "natural enclosure" in refusal(goal_of(f"-1/({size} + 1) - 1/2", *ON_LINE), tree)


def test_the_certificate_with_that_tree_is_refused_by_both_verifiers():
    tree = cases("x", corners([1], RISING), corners([-1], FALLING))
    found = statuses("-1/(Abs(x) + 1) >= 1/2", ON_LINE, tree, conditions=[NONZERO])
    assert found == ("invalid", "invalid")


def test_nor_where_the_constraint_is_a_hypothesis():
    tree = corners([1], monotone("x", "low", NATURAL, NATURAL))
    on = (*ON_LINE, "y in [-1/2, 0]")
    text = "-1/(Abs(x - y) + 1) >= 1/2"
    found = statuses(text, on, tree, given=("x >= y",), conditions=[NONZERO])
    assert found == ("invalid", "invalid")


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Abs(x - y)", ON_BOX, ON_BOX),
        ("log(Abs(x - y) + 1)", ON_BOX, AT_POINTS),
        ("log(Abs(x - y) + 9)", ON_BOX, ON_BOX),  # plain from the ranges
        ("exp(Abs(x - y))/Abs(x - y)", ON_BOX, AT_POINTS),
        ("1/(Abs(x - y) + 1)", AT_POINTS, AT_POINTS),
        ("1/(Abs(x - y) + 1)", NOWHERE, NOWHERE),
        ("Max(x, y) + 1/(x + y + 9)", ON_BOX, ON_BOX),
    ],
)
def test_what_is_known_of_a_smoothed_term(text, before, after):
    on = ("x in [-3, 3]", "y in [-3, 3]")
    goal = goal_of(text, *on, given=("x >= y",), defined=before)
    signs = (1,) * len(recast_goals.corners(goal.term))
    assert recast_goals.smoothed_goal(goal, signs).defined == after


def test_a_mean_value_form_does_not_either():
    """With centre -3, where -1/(x + 1) is 1/2, the pole lies between."""
    mean = {"form": "mean", "centre": [["n", "-3"]]}
    goal = goals.case_goals(goal_of("1 - 1/(Abs(x) + 1)", *ON_LINE), X)[0]
    assert "only where the constraints hold" in refusal(goal, corners([1], mean))


# --- sides that nothing tells ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "given", "signs"),
    [
        ("Min(y, x)", "x >= y", [1]),  # the other way round
        ("Max(y, x)", "x >= y", [1]),
        ("Abs(Abs(x) - 1)", "x >= 1 - y", [1, 0]),
        ("Abs(Abs(x) - 1)", "Abs(x) >= 1", [1, 1]),  # the inner side is not known
        ("Abs(x - y)", "x != y", [1]),
        ("Abs(x - y)", "x**2 >= y**2", [1]),
        ("Abs(x - y)", "x - y >= -1", [1]),
    ],
)
def test_a_side_that_no_constraint_tells(text, given, signs):
    goal = goal_of(text, "x in [-3, 3]", "y in [-3, 3]", given=(given,))
    assert refusal(goal, corners(signs, NATURAL)) == "the side of a corner is not certain"


@pytest.mark.parametrize("term", ["log(x)", "sqrt(x)", "1/x", "x**y", "x/x - 2"])
def test_cases_by_a_term_that_is_undefined_somewhere(term):
    """Neither ``0 <= log(x)`` nor ``log(x) <= 0`` holds for x < 0."""
    goal = goal_of("Abs(x) - 1/2 + 0*y", "x in [-1, 1]", "y in [-1, 1]")
    reason = refusal(goal, cases(term, NATURAL, NATURAL))
    assert reason == "cases need a term that is defined wherever the goal speaks"


# --- a variable whose range is one point ----------------------------------------------------------

SINGLE = ("x in [0, 0]", "y in [-1, 1]")
NOT_EQUAL, UNDEFINED = "a rewritten term is not shown equal", "a term is rewritten that may be"


@pytest.mark.parametrize(
    ("text", "new", "on", "tree", "why"),
    [
        # what holds at the end of a range only
        ("Abs(y) - x", "Abs(y)", ("x in [0, 1]", "y in [-1, 1]"), NATURAL, NOT_EQUAL),
        ("Abs(y) - 1", "y - 1", SINGLE, NATURAL, NOT_EQUAL),
        # the value leaves a kink or a jump behind
        ("sqrt((y - x)**2) - 1/2", "-y - 1/2", SINGLE, NATURAL, NOT_EQUAL),
        ("0**x + Abs(y) - 2", "Abs(y) + 0*x", SINGLE, NATURAL, NOT_EQUAL),
        # the new term is undefined at the value
        ("x*y + Abs(y)", "x/x + y**2/Abs(y) - 1", SINGLE, NATURAL, "natural enclosure"),
    ],
)
def test_falsehoods_rewritten_at_a_single_value(text, new, on, tree, why):
    assert why in refusal(goal_of(text, *on), rewrite(new, tree))


@pytest.mark.parametrize(
    "text", ["x/x*Abs(y)", "y*log(x)", "Abs(y) + x/Abs(x)", "Abs(y)*0**(-x)/x"]
)
def test_a_term_that_is_undefined_at_the_single_value(text):
    goal = goal_of(text, *SINGLE, defined=NOWHERE)
    for new in ("Abs(y)", "1", "0*x"):
        assert refusal(goal, rewrite(new, NATURAL)) in (NOT_EQUAL, f"{UNDEFINED} undefined")


@pytest.mark.parametrize("new", ["1 + x", "1", "1 + 0*x"])
def test_a_slope_that_is_undefined_all_along_a_line(new):
    """x y > 0 and x >= 0, so y > 0, wherever the slope is defined: that is nowhere on x = 0."""
    goal = goal_of("sqrt(x*y)**2 + sqrt(y**2) - 1", *SINGLE)
    assert refusal(goal, monotone("y", "low", rewrite(new, NATURAL), NATURAL)) == NOT_EQUAL


# --- sums that are split at their old ends --------------------------------------------------------


def test_a_sum_is_not_split_over_a_pole_between_its_ranges():
    """From n = 2, where the range is empty, to n = 3: 5 is left out and put in again."""
    goal = goal_of("Sum(1/(k - 5), (k, n + 3, 2*n))", "n integer in [2, oo)")
    node = {"form": "induction", "variable": "n", "factor": ["n", "1"], "base": EXACT}
    found = refusal(goal, {**node, "nonnegative": NATURAL, "step": NATURAL})
    assert found == "a natural enclosure does not show its goal"
    step = rewrite("1/(2*n - 3) - 1/(2*n - 4) - 1/(n - 2) + 1/(2*n - 4) + 1", NATURAL)
    assert refusal(goal, {**node, "nonnegative": NATURAL, "step": step}) != ""


@pytest.mark.parametrize(
    ("claimed", "step"),
    [
        ("Sum(1/k, (k, n + 1, 2*n)) >= 3/5", "1/(2*n + 1) - 1/(2*n + 2)"),  # 1/2 at n = 1
        ("Sum(k, (k, 1, n)) >= n**2", "n + 1 - (2*n + 1)"),
        ("2**Sum(1, (k, 1, n)) >= 4", "2**Sum(1, (k, 1, n))"),
        ("1/Sum(k, (k, 1, n)) >= 1/10", "1/Sum(k, (k, 1, n))"),
    ],
)
def test_false_claims_of_sums_by_induction(claimed, step):
    goal_text = "({}) - ({})".format(*claimed.split(" >= "))
    goal = goal_of(goal_text, "n integer in [1, oo)")
    node = {"form": "induction", "variable": "n", "factor": ["n", "1"], "nonnegative": NATURAL}
    for base in (NATURAL, EXACT, {"form": "unroll", "tree": NATURAL}):
        for tree in (NATURAL, rewrite(step, NATURAL)):
            assert refusal(goal, {**node, "base": base, "step": tree}) != ""


def test_no_slope_in_a_variable_of_the_ends_of_a_sum():
    """Nor is anything asked of real values of it."""
    certificate = seal(
        claim("Sum(1, (k, 1, n)) <= 2", "n integer in [0, 9]"),
        64,
        [],
        {"way": 0, "trees": [monotone("n", "low", NATURAL, EXACT)]},
        ("n",),
    )
    assert verify(certificate).status != "valid"
