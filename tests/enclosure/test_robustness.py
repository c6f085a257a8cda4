"""Closed claims, contradictory hypotheses, limits of time, and caches that must not mix goals."""

import time

import pytest
from enclosure_claims import claim
from flint import ctx

from ua_symbolic.enclosure.falsifier import attack
from ua_symbolic.enclosure.problem import ON_BOX, Goal, Range, difference, domain
from ua_symbolic.enclosure.prove import NO_WITNESS, Proved, Refuted, Unknown, prove
from ua_symbolic.enclosure.search import Budget, Search
from ua_symbolic.expressions.terms import Variable, number


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("1 <= 2*3", Proved),
        ("0 <= 0", Proved),
        ("exp(1) < 3", Proved),
        ("exp(pi) > pi**E", Proved),
        ("sin(pi) = 0", Proved),
        ("sqrt(2)*sqrt(3) = sqrt(6)", Proved),
        ("Integral(exp(-t**2), (t, 0, 1)) >= 7/10", Proved),
        ("exp(1) > 3", Refuted),
        ("0 < 0", Refuted),
        ("1/0 >= 0", Refuted),
        ("sqrt(-1) >= 0", Refuted),
    ],
)
def test_closed_claims_are_decided(text, outcome):
    assert isinstance(prove(claim(text), timeout=4), outcome)


@pytest.mark.parametrize(
    ("text", "on", "given"),
    [
        ("2 < 3", ["x in [0, 1]"], ["x >= 1/2"]),
        ("exp(1) < 3", ["x in [0, 1]", "y in [0, 1]"], ["x*y >= 1/3"]),
        ("x >= 1", ["x in [1, 1]"], []),
        ("x*y <= 1", ["x in [1, 1]", "y in [0, 1]"], []),
        ("Sum(x**k, (k, 0, 10)) >= 1", ["x in [0, 1]"], []),
        ("Sum(x**k/gamma(k + 1), (k, 0, 4)) <= exp(x)", ["x in [0, oo)"], []),
        ("1/(a + b) >= 0", ["a in (0, oo)", "b in (0, oo)", "c in (0, oo)"], []),
    ],
)
def test_variables_that_do_not_matter(text, on, given):
    outcome = prove(claim(text, *on, given=given), timeout=30)
    assert isinstance(outcome, Proved), outcome
    assert outcome.note == ""


@pytest.mark.parametrize(
    ("text", "on", "given"),
    [
        ("x >= 3", ["x in [0, 1]"], ["x**2 >= 2"]),
        ("x <= 1", ["x in [0, 2]"], ["x < 0"]),
    ],
)
def test_contradictory_hypotheses_are_remarked(text, on, given):
    outcome = prove(claim(text, *on, given=given), timeout=4)
    assert isinstance(outcome, Proved)
    assert outcome.note == NO_WITNESS


def test_contact_points_are_kept_apart_by_variables():
    """The same term may be a goal of (y, x) and of (x,); indices differ."""
    x, y = Variable("x"), Variable("y")
    problem = claim("x**2*exp(x) >= 0", "x in [-1, 2]")
    term = difference(problem.conclusion)
    ((r,), _) = domain(problem.variables, problem.hypotheses)
    wide = Goal((y, x), (Range(number(0), number(0)), r), (), term, False, ON_BOX)
    narrow = Goal((x,), (r,), (), term, False, ON_BOX)
    with ctx.workprec(64):
        search = Search(64, Budget(time.monotonic() + 5))
        found = [search._contacts(g, search.leaves.box(g)) for g in (wide, narrow)]
    assert [i for i, _ in found[0]] == [1]
    assert [i for i, _ in found[1]] == [0]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Integral(exp(-a*t**2)*cos(a**3*t), (t, 0, a)) <= a", ["a in [0, oo)"]),
        ("Sum(1/(k + a), (k, 1, n)) <= n", ["n integer in [1, oo)", "a in [0, oo)"]),
    ],
)
def test_an_attack_ends_in_time(text, on):
    problem = claim(text, *on)
    started = time.process_time()
    attack(problem.variables, problem.hypotheses, problem.conclusion, seconds=0.3)
    assert time.process_time() - started < 3


def test_a_proof_ends_in_time():
    problem = claim("Integral(exp(-a*t**2)*cos(a**3*t), (t, 0, a)) <= a", "a in [0, oo)")
    started = time.process_time()
    assert isinstance(prove(problem, timeout=1), Unknown | Proved)
    assert time.process_time() - started < 6
