"""Trees for false claims: what a slope, or a rewritten term, is known to be must not be stretched.

Also what ``rewritten_goal`` says of where a term is defined.
"""

from dataclasses import replace

import pytest
from enclosure_claims import claim
from flint import ctx

from ua_symbolic.enclosure import recast_goals
from ua_symbolic.enclosure.certificates import RejectedError, seal
from ua_symbolic.enclosure.checker import Checker
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative, plus
from ua_symbolic.enclosure.leaves import ArbLeaves
from ua_symbolic.enclosure.problem import AT_POINTS, NOWHERE, ON_BOX, Goal, domain
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import ZERO, Apply, Number, Variable, function

NATURAL, EXACT = {"form": "natural"}, {"form": "exact"}
X = Variable("x")


def goal_of(text, *on, given=(), defined=ON_BOX, slope=False, strict=False):
    problem = claim(f"{text} >= 0", *on, given=given)
    box, constraints = domain(problem.variables, problem.hypotheses)
    term = problem.conclusion.left
    return Goal(problem.variables, box, constraints, term, strict, defined, slope)


def term_of(text, *on):
    return claim(f"{text} >= 0", *(on or ("x real",))).conclusion.left


def accepts(goal, tree):
    with ctx.workprec(64):
        try:
            Checker(ArbLeaves(64)).check(goal, tree)
        except (RejectedError, NotDifferentiableError):
            return False
    return True


def rewrite(term, tree):
    return {"form": "rewrite", "term": to_data(term), "tree": tree}


def monotone(end, slope, face, variable="x", strict="face"):
    fields = {"variable": variable, "end": end, "strict": strict, "slope": slope, "face": face}
    return {"form": "monotone", **fields}


# --- a slope that jumps --------------------------------------------------------------------------

FLAT = {"form": "concave", "variable": "x", "strict": "faces", "bend": NATURAL, "low": NATURAL,
        "high": NATURAL}  # fmt: skip


@pytest.mark.parametrize("bend", [monotone("high", NATURAL, EXACT), FLAT, NATURAL, EXACT])
@pytest.mark.parametrize("text", ["Abs(x - 1/2) >= 1/4", "Max(x, 1 - x) >= 3/4"])
def test_a_jump_of_a_slope_is_not_forgotten_by_its_slopes(text, bend):
    """The slope is -1, then 1: its slope is 0 but for the jump, where it is undefined."""
    tree = monotone("high", monotone("low", bend, NATURAL), EXACT)
    certificate = seal(claim(text, "x in [0, 1]"), 64, [], {"way": 0, "trees": [tree]})
    assert verify(certificate).status == "invalid"
    assert verify_mpfr(certificate).status == "invalid"


def test_the_slope_of_a_sign_keeps_its_hole():
    jump = Apply("div", (ZERO, plus(X, Number(ZERO.value - 1))))
    assert derivative(jump, X) == jump
    assert derivative(jump, Variable("y")) == ZERO
    assert derivative(function("exp", jump), X) != ZERO


# --- what is known of a rewritten term -----------------------------------------------------------

POSITIVE = ("x in (0, oo)",)


@pytest.mark.parametrize(
    ("old", "new", "on", "before", "after"),
    [
        # total by form: what was known is kept
        ("x**2/x", "x", POSITIVE, (ON_BOX, True), (ON_BOX, True)),
        ("x**2/x", "x", POSITIVE, (NOWHERE, False), (NOWHERE, False)),
        # plainly defined on the box: no slope any more, whatever was known
        ("log(x)/x", "log(x)*(1/x)", POSITIVE, (NOWHERE, True), (ON_BOX, False)),
        ("log(x)/x", "log(x)*(1/x)", POSITIVE, (AT_POINTS, False), (ON_BOX, False)),
        # not plainly: the parts of a term that is no slope are known to be defined
        ("log(sin(x))", "2*log(sin(x)) - log(sin(x))", POSITIVE, (ON_BOX, False), (ON_BOX, False)),
        (
            "log(sin(x))",
            "2*log(sin(x)) - log(sin(x))",
            POSITIVE,
            (AT_POINTS, False),
            (AT_POINTS, False),
        ),
        ("log(sin(x))", "2*log(sin(x)) - log(sin(x))", POSITIVE, (ON_BOX, True), (NOWHERE, True)),
        ("log(sin(x)**2)", "2*log(sin(x))", POSITIVE, (ON_BOX, False), (NOWHERE, False)),
        ("x/sin(x)", "1/(sin(x)/x)", POSITIVE, (ON_BOX, False), (NOWHERE, False)),
        ("sqrt(x**2)", "Abs(x)", ("x real",), (ON_BOX, True), (ON_BOX, True)),
        # the end is in the range: nothing is plain
        ("sqrt(x)/x", "1/sqrt(x)", ("x in [0, 1]",), (ON_BOX, True), (NOWHERE, True)),
        ("1", "x**0*0**x", ("x in [0, 1]",), (ON_BOX, False), (NOWHERE, False)),
    ],
)
def test_what_is_known_of_a_rewritten_term(old, new, on, before, after):
    goal = replace(goal_of(old, *on), defined=before[0], slope=before[1])
    child = recast_goals.rewritten_goal(goal, term_of(new, *on))
    assert (child.defined, child.slope) == after
    assert (child.box, child.variables, child.strict) == (goal.box, goal.variables, goal.strict)


def test_constraints_stay_with_a_rewritten_term():
    goal = goal_of("x/x", *POSITIVE, given=("x**2 >= 2*x",), defined=AT_POINTS)
    child = recast_goals.rewritten_goal(goal, term_of("1/x*x"))
    assert child.constraints == goal.constraints != ()


UNIT, HALF_OPEN, CLOSED = ("x in [-1, 1]",), ("x in (0, 1]",), ("x in [0, 1]",)
INTEGERS = ("n integer in [0, oo)",)
UNDEFINED_SOMEWHERE = ("x/Abs(x) + 1/2", "log(x**2)", "(x**2 - 1)/(x - 1) - 1/2")


@pytest.mark.parametrize(
    ("text", "on", "new", "tree"),
    [
        # 0**x is 0 for x > 0, and 1 at 0
        (
            "x - 1/2",
            HALF_OPEN,
            "x - 1/2 + 0**x",
            monotone("low", rewrite(Number(1), NATURAL), EXACT),
        ),
        ("0**x - 1/2", HALF_OPEN, "0**x - 1/2", monotone("low", rewrite(ZERO, NATURAL), EXACT)),
        # jumps and holes
        ("x/Abs(x) + 1/2", UNIT, "3/2 + 0*x", NATURAL),
        ("log(x**2)", UNIT, "2*log(x)", NATURAL),
        ("sqrt(x**2) - 1/2", UNIT, "x - 1/2", monotone("low", NATURAL, NATURAL)),
        ("sqrt(x)**2 - 1/2", CLOSED, "x - 1/2", NATURAL),
        ("(x**2 - 1)/(x - 1) - 1/2", CLOSED, "x + 1/2 + 0*x", NATURAL),
        ("(x**3)**(1/3) - 1/2", CLOSED, "x - 1/2", monotone("high", NATURAL, NATURAL)),
        ("floor(x) - x + 1/2", CLOSED, "1/2 - x + floor(x)", monotone("low", NATURAL, NATURAL)),
        # true at the integers only, or at the reals only
        ("n*(n - 1) - 1", INTEGERS, "n**2 - n - 1", monotone("low", NATURAL, EXACT, "n")),
        ("(-1)**n", INTEGERS, "(-1)**(n + 2)", monotone("low", NATURAL, EXACT, "n")),
        ("sin(pi*n) - 1/9", INTEGERS, "0*n - 1/9", NATURAL),
    ],
)
def test_rewritten_falsehoods(text, on, new, tree):
    """Each is false, or undefined, somewhere on the box."""
    goal = goal_of(text, *on, defined=NOWHERE if text in UNDEFINED_SOMEWHERE else ON_BOX)
    assert not accepts(goal, rewrite(term_of(new, *on), tree))


LIMIT = {"form": "limit", "variable": "x", "end": "high", "strict": "limit", "slope": NATURAL,
         "limit": EXACT}  # fmt: skip
FALL = {"form": "fall", "variable": "x", "strict": "limit", "limit": EXACT,
        "step": rewrite(term_of("2/(x*(x + 1)*(x + 2))"), NATURAL)}  # fmt: skip
FACTORED = "1/(x*(x + 1))"


@pytest.mark.parametrize("tree", [LIMIT, FALL])
def test_nodes_after_a_rewritten_slope(tree):
    """A slope without holes may be used like any term; a false neighbour is still refused."""
    tree = rewrite(term_of(FACTORED), tree)
    assert accepts(goal_of("1/x - 1/(x + 1)", *POSITIVE, slope=True), tree)
    for text in ("1/x - 2/(x + 1)", "1/x - 1/(x + 1) - 1/1000", "1/(x + 1) - 1/x"):
        assert not accepts(goal_of(text, *POSITIVE, slope=True), tree)
    assert not accepts(goal_of("1/x - 1/(x + 1)", "x real", slope=True), tree)


def test_a_slope_does_not_fall_step_by_step():
    assert accepts(goal_of(FACTORED, *POSITIVE), FALL)
    assert not accepts(goal_of(FACTORED, *POSITIVE, slope=True), FALL)
    assert not accepts(goal_of(FACTORED, *POSITIVE, defined=AT_POINTS), FALL)
