"""Corners settled by cases, diagonals, single values and split sums: what is shown, what is not."""

import pytest
from enclosure_claims import claim

from ua_symbolic.enclosure.balls import evaluate
from ua_symbolic.enclosure.certificates import seal
from ua_symbolic.enclosure.lemma_goals import shifted
from ua_symbolic.enclosure.problem import Goal, Range
from ua_symbolic.enclosure.prove import Proved, Refuted, prove
from ua_symbolic.enclosure.recast_goals import corner_sign, corners, sign_by_constraint
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.expressions.parser import Scope, parse_term
from ua_symbolic.expressions.terms import Relation, Sort, Variable, number, substitute

X, Y, N = Variable("x"), Variable("y"), Variable("n", Sort.INTEGER)
SCOPE = Scope().with_variables(X, Y, N)


def term(text):
    return parse_term(text, SCOPE)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Max(x, y) >= (x + y)/2", ["x in [-3, 3]", "y in [-3, 3]"]),
        ("Abs(sin(x) - sin(y)) <= Abs(x - y)", ["x in [-3, 3]", "y in [-3, 3]"]),
        ("x*log(x) + y*log(y) >= (x + y)*log((x + y)/2)", ["x in [1/10, 10]", "y in [1/10, 10]"]),
        ("Sum(k**3, (k, 1, n)) = (n*(n + 1)/2)**2", ["n integer in [0, oo)"]),
        ("Sum(1/sqrt(k), (k, 1, n)) >= sqrt(n)", ["n integer in [1, oo)"]),
        ("binomial(2*n, n) >= 4**n/(2*n + 1)", ["n integer in [0, 30]"]),
        ("Abs(sin(m*x)) <= m*Abs(sin(x))", ["m integer in [1, 6]", "x in [0, pi/2]"]),
    ],
)
def test_true_claims_are_proved(text, on):
    outcome = prove(claim(text, *on), timeout=60)
    assert isinstance(outcome, Proved), outcome


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Max(x, y) >= (x + y)/2 + 1/1000", ["x in [-3, 3]", "y in [-3, 3]"]),
        ("Abs(sin(x) - sin(y)) <= 0.99*Abs(x - y)", ["x in [-3, 3]", "y in [-3, 3]"]),
        ("x*log(x) + y*log(y) >= (x + y)*log((x + y)/1.99)", ["x in [1/10, 9]", "y in [1/10, 9]"]),
        ("Sum(k**3, (k, 1, n)) >= (n*(n + 1)/2)**2 + (n - 5)**2", ["n integer in [0, oo)"]),
        ("Sum(1/sqrt(k), (k, 1, n)) >= 3/2*sqrt(n)", ["n integer in [1, oo)"]),
        ("Abs(sin(m*x)) <= (m - 1/9)*Abs(sin(x))", ["m integer in [1, 6]", "x in [0, pi/2]"]),
    ],
)
def test_false_neighbours_are_refuted(text, on):
    outcome = prove(claim(text, *on), timeout=60)
    assert isinstance(outcome, Refuted), outcome


def test_a_constraint_tells_the_side_of_its_own_corner_only():
    (corner,) = corners(term("Abs(x - y)"))
    box = (Range(number(-3), number(3)),) * 2
    sign = corner_sign(corner)
    for constraint, expected in (
        (Relation("<=", number(0), term("x - y")), 1),
        (Relation("<=", term("x - y"), number(0)), -1),
        (Relation("<=", term("y"), term("x")), 1),
        (Relation("<=", number(0), term("x + y")), 0),
        (Relation("<=", number(0), term("x - 2*y")), 0),
        (Relation("!=", number(0), term("x - y")), 0),
    ):
        goal = Goal((X, Y), box, (constraint,), term("Abs(x - y)"))
        assert sign_by_constraint(goal, sign) == expected, constraint


def test_a_side_that_nothing_tells_is_refused():
    problem = claim("Abs(x) >= x/2", "x in [-3, 3]")
    natural = {"form": "natural"}
    forged = {"form": "corners", "signs": [1], "tree": natural}
    main = {"way": 0, "trees": [forged]}
    assert verify(seal(problem, 64, [], main)).status == "invalid"


def test_sums_are_split_at_their_old_ends():
    assert shifted(term("Sum(1/k, (k, 1, n))"), N) == term("Sum(1/k, (k, 1, n)) + 1/(n + 1)")
    both = shifted(term("Sum(1/k, (k, n + 1, 2*n))"), N)
    got = evaluate(substitute(both, {N: number(4)}), {}, 100)
    wanted = evaluate(term("1/6 + 1/7 + 1/8 + 1/9 + 1/10"), {}, 100)
    assert (got - wanted).contains(0)
    assert abs(float(got - wanted)) < 1e-20


def test_sums_in_a_branch_are_not_split():
    moved = shifted(term("Piecewise((Sum(1/k, (k, 1, n)), n >= 0), (0, True))"), N)
    assert moved == term("Piecewise((Sum(1/k, (k, 1, n + 1)), n + 1 >= 0), (0, True))")
