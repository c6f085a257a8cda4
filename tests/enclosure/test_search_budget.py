"""What a search may spend, and what it makes of ways that fail: time, boxes, circles, refusals."""

import time
from functools import partial

import pytest
from enclosure_claims import claim
from flint import ctx

from ua_symbolic.enclosure.certificates import RejectedError
from ua_symbolic.enclosure.derivative import NotDifferentiableError
from ua_symbolic.enclosure.problem import ON_BOX, Goal, domain
from ua_symbolic.enclosure.prove import find_certificate
from ua_symbolic.enclosure.search import NATURAL, Budget, GaveUpError, Search
from ua_symbolic.enclosure.settling import LEVELS, checked, settle
from ua_symbolic.enclosure.steps import first_success, within


def goal_of(text, *on, strict=False):
    problem = claim(f"{text} >= 0", *on)
    box, constraints = domain(problem.variables, problem.hypotheses)
    term = problem.conclusion.left
    return Goal(problem.variables, box, constraints, term, strict, ON_BOX)


GOAL = goal_of("x - sin(x)", "x in [0, 1]")


def reason_of(way):
    with pytest.raises(GaveUpError) as failure:
        way()
    return failure.value.reason


def fresh(seconds=60.0, **spent):
    return Search(64, Budget(time.monotonic() + seconds, **spent))


# --- time and boxes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "reason"),
    [
        ({"deadline": 0.0}, "out of time"),
        ({"deadline": 0.0, "boxes": 9, "most_boxes": 9}, "out of time"),
        ({"deadline": 0.0, "work_until": 0.0, "boxes": 9, "most_boxes": 9}, "out of time"),
        ({"work_until": 0.0}, "too slow"),
        ({"work_until": 0.0, "boxes": 9, "most_boxes": 9}, "too slow"),
        ({"boxes": 9, "most_boxes": 9}, "too many boxes"),
        ({"boxes": 10, "most_boxes": 9}, "too many boxes"),
    ],
)
def test_time_comes_before_boxes(budget, reason):
    spent = Budget(**{"deadline": time.monotonic() + 60, **budget})
    before = spent.boxes
    for way in (spent.check, spent.spend):
        assert reason_of(partial(way, GOAL)) == reason
    assert spent.boxes == before


def test_as_many_boxes_as_are_allowed():
    budget = Budget(time.monotonic() + 60, most_boxes=3)
    for _ in range(3):
        budget.check(GOAL)
        budget.spend(GOAL)
    assert budget.boxes == 3
    assert reason_of(partial(budget.spend, GOAL)) == "too many boxes"


def test_ways_are_not_begun_when_the_time_is_over():
    """Each of many slow ways runs out of boxes, after which the next one would begin."""
    search, begun = fresh(0.05), []

    def slow():
        begun.append(time.sleep(0.06))
        raise GaveUpError("too many boxes", GOAL)

    assert reason_of(partial(first_success, search, GOAL, [slow] * 50)) == "out of time"
    assert len(begun) == 1
    assert reason_of(partial(settle, search, GOAL, LEVELS)) == "out of time"


def test_a_search_without_boxes_stops_within_its_time():
    """Every box of this claim is hard; few boxes are allowed, and little time."""
    hard = claim(
        "sin(x)*sin(y)*cos(x + y) + sin(3*x)**2*y**2 + 2*cos(x*y)*exp(-x) + 9/10 >= 0",
        *("x in [0, 3]", "y in [0, 3]"),
    )
    start = time.monotonic()
    with pytest.raises(GaveUpError):
        find_certificate(hard, start + 1.0, 64, most_boxes=40)
    assert time.monotonic() - start < 4.0


def test_within_gives_the_boxes_back():
    search = fresh(most_boxes=100)
    assert within(search, 5, lambda: NATURAL) == NATURAL
    assert search.budget.most_boxes == 100
    with pytest.raises(GaveUpError):
        within(search, 0, partial(search.solve, GOAL))
    assert search.budget.most_boxes == 100


# --- refusals ------------------------------------------------------------------------------------


def raising(error):
    def way(search, goal, level):
        raise error

    return way


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (GaveUpError("false on a box", GOAL), "what would show it is false"),
        (RejectedError("no such form"), "no such form"),
        (NotDifferentiableError("no derivative"), "no derivative"),
        (GaveUpError("out of time", GOAL), "out of time"),
        (GaveUpError("too many boxes", GOAL), "too many boxes"),
    ],
)
def test_a_derived_goal_that_is_false_is_a_failure_of_its_way_alone(error, reason):
    way = partial(checked, raising(error), fresh(), GOAL, LEVELS)
    assert reason_of(way) == reason
    ways = [way, lambda: NATURAL]
    if reason == "out of time":
        assert reason_of(partial(first_success, fresh(), GOAL, ways)) == reason
    else:
        assert first_success(fresh(), GOAL, ways) == NATURAL


def test_the_goal_itself_being_false_still_ends_everything():
    false = goal_of("x - 2", "x in [0, 1]")
    search = fresh()
    with ctx.workprec(64):
        assert reason_of(partial(search.solve, false)) == "false on a box"
        ways = [partial(search.solve, false), lambda: NATURAL]
        assert reason_of(partial(first_success, search, false, ways)) == "false on a box"


# --- circles -------------------------------------------------------------------------------------


def test_a_goal_is_not_settled_by_itself():
    search = fresh()
    with ctx.workprec(64):
        search.underway.add(GOAL)
        assert reason_of(partial(settle, search, GOAL, LEVELS)) == "it comes down to itself"
        other = goal_of("x + 1", "x in [0, 1]")
        assert settle(search, other, LEVELS) == NATURAL
        assert search.underway == {GOAL}
        search.underway.clear()
        assert settle(search, GOAL, LEVELS)["form"] != "natural"
        assert not search.underway


def test_a_failure_leaves_no_goal_underway():
    search, false = fresh(5.0, most_boxes=30), goal_of("x - sin(2*x)", "x in [0, 1]")
    with ctx.workprec(64):
        for _ in range(2):
            assert reason_of(partial(settle, search, false, LEVELS)) != "it comes down to itself"
    assert not search.underway
