"""The ways for one variable: what each is for, with certificates that both verifiers accept."""

import time

import pytest
from enclosure_claims import claim
from flint import ctx

from ua_symbolic.enclosure import single_variable
from ua_symbolic.enclosure.certificates import RejectedError, seal
from ua_symbolic.enclosure.derivative import NotDifferentiableError
from ua_symbolic.enclosure.problem import (
    AT_POINTS,
    ON_BOX,
    Goal,
    conditions,
    domain,
    relation_goals,
)
from ua_symbolic.enclosure.prove import Proved, _show_condition, prove
from ua_symbolic.enclosure.search import Budget, GaveUpError, Search
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr

LEVEL = 3


def shown_by(way, text, *on):
    """The certificate of a claim whose main tree is what one way gives; None if it gives up."""
    problem = claim(text, *on)
    ((term, strict),) = relation_goals(problem.conclusion)[0]
    with ctx.workprec(64):
        search = Search(64, Budget(time.monotonic() + 10, most_boxes=4000))
        known, definedness = ON_BOX, []
        for condition in conditions(problem.conclusion, problem.variables):
            definedness.append(_show_condition(problem, condition, known, search))
            known = min(known, ON_BOX if definedness[-1]["whole"] else AT_POINTS)
        box, constraints = domain(problem.variables, problem.hypotheses)
        goal = Goal(problem.variables, box, constraints, term, strict, known)
        try:
            tree = getattr(single_variable, way)(search, goal, LEVEL)
        except (GaveUpError, RejectedError, NotDifferentiableError):
            return None
    return seal(problem, 64, definedness, {"way": 0, "trees": [tree]})


POSITIVE, ALL, FROM_ONE = "x in (0, oo)", "x real", "x in [1, oo)"

GOOD = [
    ("rational", "x + 1/x >= 2", POSITIVE, "rewrite"),
    ("rational", "1/x - 1/(x + 1) <= 1/x**2", POSITIVE, "rewrite"),
    ("rational", "x**4 - 4*x + 3 >= 0", ALL, "rewrite"),
    ("rational", "x/(1 + x**2) <= 1/2", POSITIVE, "rewrite"),
    ("isolated", "(x + 1)*log(x) >= 2*(x - 1)", FROM_ONE, "rewrite"),
    ("isolated", "x*atan(x) >= x**2/(1 + x**2)", POSITIVE, "rewrite"),
    ("isolated", "x*log(x) >= x - 1", FROM_ONE, "rewrite"),
    ("descending", "log(1 + x) <= x", POSITIVE, "monotone"),
    ("descending", "exp(x) >= 1 + x", POSITIVE, "monotone"),
    ("turning", "x*log(x) + exp(-1) >= 0", POSITIVE, "split"),
    ("turning", "x - log(x) >= 1", POSITIVE, "split"),
    ("turning", "exp(x) >= E*x", ALL, "split"),
    ("turning", "x**x >= exp(-1/E)", POSITIVE, "split"),
]


@pytest.mark.parametrize(("way", "text", "on", "form"), GOOD)
def test_what_a_way_shows(way, text, on, form):
    certificate = shown_by(way, text, on)
    assert certificate is not None
    assert certificate["main"]["trees"][0]["form"] == form
    assert verify(certificate).status == "valid"
    assert verify_mpfr(certificate).status == "valid"


@pytest.mark.parametrize(
    ("way", "text", "on"),
    [
        # false, by one per cent or so
        ("rational", "x + 1/x >= 201/100", POSITIVE),
        ("rational", "x**4 - 4*x + 29/10 >= 0", ALL),
        ("rational", "x/(1 + x**2) <= 99/200", POSITIVE),
        ("isolated", "(x + 1)*log(x) >= 101/50*(x - 1)", FROM_ONE),
        ("descending", "log(1 + x) <= 99/100*x", POSITIVE),
        ("descending", "exp(x) >= 1 + 101/100*x", POSITIVE),
        ("turning", "x*log(x) + 99/100*exp(-1) >= 0", POSITIVE),
        ("turning", "exp(x) >= 101/100*E*x", ALL),
        # true, and of another kind
        ("rational", "log(x) <= x", POSITIVE),
        ("rational", "x + exp(x) > 0", POSITIVE),
        ("isolated", "log(x) <= x", POSITIVE),
        ("isolated", "log(x)**2 + x > 0", POSITIVE),
        ("descending", "(x - 1)**2 + 1 >= 0", POSITIVE),
        ("turning", "exp(x) >= x", ALL),
        ("turning", "n**2 - 2*n + 1 >= 0", "n integer in [0, 9]"),
        ("turning", "x**2 + y**2 >= 0", None),
    ],
)
def test_where_a_way_gives_up(way, text, on):
    domains = ("x real", "y real") if on is None else (on,)
    assert shown_by(way, text, *domains) is None


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("x + 1/x >= 201/100", POSITIVE),
        ("(x + 1)*log(x) >= 101/50*(x - 1)", FROM_ONE),
        ("x*log(x) + 99/100*exp(-1) >= 0", POSITIVE),
        ("exp(x) >= 101/100*E*x", ALL),
    ],
)
def test_false_neighbours_are_not_proved(text, on):
    assert not isinstance(prove(claim(text, on), timeout=1.0), Proved)


def test_a_certificate_is_not_valid_for_a_neighbour():
    """The tree for x + 1/x >= 2 says nothing of 2.01; that for log(1 + x) <= x nothing of 0.99."""
    for way, true, false, on in (
        ("rational", "x + 1/x >= 2", "x + 1/x >= 201/100", POSITIVE),
        ("descending", "log(1 + x) <= x", "log(1 + x) <= 99/100*x", POSITIVE),
        ("turning", "exp(x) >= E*x", "exp(x) >= 101/100*E*x", ALL),
        ("isolated", "x*log(x) >= x - 1", "x*log(x) >= 101/100*(x - 1)", FROM_ONE),
    ):
        good = shown_by(way, true, on)
        forged = seal(claim(false, on), 64, good["definedness"], good["main"])
        assert verify(forged).status == "invalid"
        assert verify_mpfr(forged).status == "invalid"
