"""Proving an inequality over a box: falsifier, search, verification, in this order."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NoReturn

from flint import ctx

from ua_symbolic.enclosure.certificates import Certificate, Tree, count_leaves, seal
from ua_symbolic.enclosure.compare import Truth, less
from ua_symbolic.enclosure.glance import at_a_glance
from ua_symbolic.enclosure.guesses import plausible
from ua_symbolic.enclosure.problem import (
    AT_POINTS,
    ON_BOX,
    Condition,
    Goal,
    Problem,
    Range,
    closed_ball,
    conditions,
    domain,
    relation_goals,
    relaxed,
    unfolded,
)
from ua_symbolic.enclosure.program import Definitions, UnsupportedError
from ua_symbolic.enclosure.recast_goals import unrolled_goal
from ua_symbolic.enclosure.search import FORWARDS, PLAIN, Budget, GaveUpError, Search
from ua_symbolic.enclosure.steps import timed
from ua_symbolic.enclosure.verify import bounds_only, condition_knowledge, verify
from ua_symbolic.expressions.terms import (
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    free_variables,
)

PRECISIONS = (64, 160)
FIRST_ATTACKS, ATTACKS = 60, 700
GLANCE = 60, 0.05  # boxes and seconds of bisection alone, before the first attack
CONDITION_SHARE = 2  # of the time left, for each way to show that something is defined
QUICK = 400, 0.3  # of all ways, before the second attack
NO_WITNESS = "no point that satisfies the hypotheses was found: do they contradict each other?"


class _NotABoolean:
    def __bool__(self) -> NoReturn:
        raise TypeError("an outcome is not a boolean; match on its type")


@dataclass(frozen=True)
class Proved(_NotABoolean):
    """The claim holds; the certificate was verified in Arb."""

    certificate: Certificate = field(repr=False)
    boxes: int = 0
    note: str = ""


@dataclass(frozen=True)
class Refuted(_NotABoolean):
    """The claim fails at an exact point that satisfies the hypotheses."""

    point: Mapping[str, Term]
    reason: str = ""


@dataclass(frozen=True)
class Unknown(_NotABoolean):
    """Neither was shown; ``worst`` describes the box where the search was stuck."""

    reason: str
    worst: Mapping[str, str] = field(default_factory=dict)
    boxes: int = 0
    note: str = ""


Outcome = Proved | Refuted | Unknown


def find_certificate(
    original: Problem,
    deadline: float,
    precision: int,
    names: tuple[str, ...] = (),
    most_boxes: int = 10**9,
    turn: int = FORWARDS,
) -> tuple[Certificate, int]:
    """Search for a certificate of an unfolded problem, for real values of the named variables.

    ``turn`` says in which order the ways are tried, if at all.
    Raises GaveUpError or UnsupportedError.
    """
    problem = relaxed(original, names)
    budget = Budget(deadline, most_boxes=most_boxes)
    with ctx.workprec(precision):
        search = Search(precision, budget, turn)
        definedness: list[Tree] = []
        known = ON_BOX
        for condition in conditions(problem.conclusion, problem.variables):
            shown = _show_condition(problem, condition, known, search)
            definedness.append(shown)
            known = min(known, ON_BOX if shown["whole"] else AT_POINTS)
        main = _show(problem.conclusion, problem.variables, problem.hypotheses, known, search)
    certificate = seal(original, precision, definedness, main, names)
    return certificate, count_leaves([definedness, main])


def _show_condition(problem: Problem, condition: Condition, known: int, search: Search) -> Tree:
    stuck: GaveUpError | None = None
    _, rest = domain(problem.variables, problem.hypotheses)
    for whole in (True, False) if rest else (True,):
        hypotheses = bounds_only(problem) if whole else problem.hypotheses
        level = condition_knowledge(known, whole=whole, guarded=bool(condition.guards))
        for index, relations in _weakest_first(condition.alternatives):
            share = search.budget.left() / CONDITION_SHARE
            try:
                parts = [
                    timed(
                        search,
                        share,
                        partial(
                            _show,
                            r,
                            condition.variables,
                            (*hypotheses, *condition.guards),
                            level,
                            search,
                        ),
                    )
                    for r in relations
                ]
            except GaveUpError as failure:
                stuck = failure
                continue
            return {"alternative": index, "whole": whole, "parts": parts}
    goal = stuck.goal if stuck else Goal((), (), (), problem.conclusion.left)
    raise GaveUpError("some part is not shown to be defined", goal)


def _weakest_first(
    alternatives: Sequence[tuple[Relation, ...]],
) -> list[tuple[int, tuple[Relation, ...]]]:
    """The alternatives with their places: those that ask for strict inequalities later."""

    def demands(pair: tuple[int, tuple[Relation, ...]]) -> int:
        return sum(r.op in ("<", ">", "!=") and bool(free_variables(r)) for r in pair[1])

    return sorted(enumerate(alternatives), key=demands)


def _show(
    relation: Relation,
    variables: tuple[Variable, ...],
    hypotheses: tuple[Relation, ...],
    known: int,
    search: Search,
) -> Tree:
    box, constraints = domain(variables, hypotheses)
    ways = relation_goals(relation)
    stuck: GaveUpError | None = None
    for way, parts in enumerate(ways):
        wanted = [Goal(variables, box, constraints, term, strict, known) for term, strict in parts]
        try:
            for goal in wanted:
                if not plausible(goal, search.precision):
                    raise GaveUpError("false at a sampled point", goal)
            trees = [_tree(search, goal, relation) for goal in wanted]
        except GaveUpError as failure:
            stuck = failure
            continue
        return {"way": way, "trees": trees}
    if stuck is None:
        raise UnsupportedError("the relation cannot be shown by enclosures")
    raise stuck


def _tree(search: Search, goal: Goal, relation: Relation) -> Tree:
    """A tree for the goal; the many ways are imported only when plain search is not enough."""
    if search.turn == PLAIN and unrolled_goal(goal).term == goal.term:
        return at_a_glance(search, goal)
    from ua_symbolic.enclosure.strategies import solve_variously

    return solve_variously(search, goal, relation)


def prove(
    problem: Problem,
    *,
    timeout: float = 10.0,
    definitions: Definitions | None = None,
    seed: int = 1,
    jobs: int = 1,
) -> Outcome:
    """Try to prove or refute a claim over a box.

    ``Proved`` only with a certificate that the verifier accepted; ``Refuted`` only at an exact
    point where the hypotheses certainly hold and the conclusion certainly fails.  The ``note`` of
    an outcome tells if no point was found that satisfies the hypotheses.  With ``jobs`` above 1
    two processes share a claim that is not decided at once.
    """
    from ua_symbolic.enclosure.falsifier import Counterexample, NoWitness, attack

    deadline = time.monotonic() + timeout
    try:
        plain = Problem(
            problem.variables,
            tuple(unfolded(h, definitions) for h in problem.hypotheses),
            unfolded(problem.conclusion, definitions),
        )
        at_once = _quickly(plain, deadline, GLANCE, PLAIN) if _inhabited(plain) else None
        if at_once is not None:
            return at_once
        limit = min(4.0, timeout / 3)
        found = attack(*_parts(plain), seed=seed, budget=FIRST_ATTACKS, seconds=limit)
        if isinstance(found, Counterexample):
            return Refuted(found.point, found.reason)
        early = _quickly(plain, deadline, QUICK)
        if early is not None and not isinstance(found, NoWitness):
            return early
        if jobs > 1 and early is None and not isinstance(found, NoWitness):
            from ua_symbolic.enclosure.race import raced

            return raced(plain, max(0.0, deadline - time.monotonic()), seed)
        found = attack(*_parts(plain), seed=seed, budget=ATTACKS, seconds=limit)
        if isinstance(found, Counterexample):
            return Refuted(found.point, found.reason)
        outcome = early if early is not None else search_outcome(plain, deadline)
        return replace(outcome, note=NO_WITNESS) if isinstance(found, NoWitness) else outcome
    except UnsupportedError as error:
        return Unknown(str(error))


def _parts(problem: Problem) -> tuple[tuple[Variable, ...], tuple[Relation, ...], Relation]:
    return problem.variables, problem.hypotheses, problem.conclusion


def _inhabited(problem: Problem) -> bool:
    """Whether some point certainly satisfies the hypotheses, which are all bounds."""
    box, constraints = domain(problem.variables, problem.hypotheses)
    return not constraints and all(map(_has_a_value, problem.variables, box))


def _has_a_value(variable: Variable, values: Range) -> bool:
    if values.low is None or values.high is None:
        return True
    if variable.sort is Sort.INTEGER or values.point():
        ends = values.low, values.high
        literal = all(isinstance(e, Number) and e.value.denominator == 1 for e in ends)
        return literal and not values.empty()
    return less(closed_ball(values.low), closed_ball(values.high)) is Truth.TRUE


def _quickly(
    problem: Problem, deadline: float, limits: tuple[int, float], turn: int = FORWARDS
) -> Proved | None:
    """A proof with few boxes in little time, for what needs no more."""
    most_boxes, seconds = limits
    until = min(deadline, time.monotonic() + seconds)
    try:
        certificate, boxes = find_certificate(
            problem, until, PRECISIONS[0], most_boxes=most_boxes, turn=turn
        )
    except (GaveUpError, UnsupportedError, RecursionError, ArithmeticError):
        return None
    return Proved(certificate, boxes) if verify(certificate).status == "valid" else None


def search_outcome(problem: Problem, deadline: float, turn: int = FORWARDS) -> Proved | Unknown:
    """Search for a certificate of an unfolded problem, at one precision after the other."""
    best = Unknown("no time was given")
    for precision, names, share in _attempts(problem):
        now = time.monotonic()
        if now > deadline:
            break
        try:
            until = now + (deadline - now) * share
            certificate, boxes = find_certificate(problem, until, precision, names, turn=turn)
        except GaveUpError as failure:
            best = Unknown(failure.reason, describe(failure.goal))
        except RecursionError:
            best = Unknown("the search went too deep")
        except ArithmeticError as error:  # of the floating-point heuristics
            best = Unknown(f"the search failed: {error}")
        else:
            verdict = verify(certificate)
            if verdict.status == "valid":
                return Proved(certificate, boxes)
            best = Unknown(f"the certificate found was not accepted: {verdict.reason}")
    return best


def _attempts(problem: Problem) -> Iterator[tuple[int, tuple[str, ...], float]]:
    """Precision, relaxed variables, and share of the time left, for each attempt."""
    box, _ = domain(problem.variables, problem.hypotheses)
    unbounded = tuple(
        v.name
        for v, r in zip(problem.variables, box, strict=True)
        if v.sort is Sort.INTEGER and (r.low is None or r.high is None)
    )
    if unbounded:
        yield PRECISIONS[0], unbounded, 0.5
    yield PRECISIONS[0], (), 1.0
    yield PRECISIONS[1], (), 1.0


def describe(goal: Goal) -> dict[str, str]:
    """The box of a goal, for people."""
    from ua_symbolic.expressions.text import to_text

    result = {}
    for v, r in zip(goal.variables, goal.box, strict=True):
        low = "-oo" if r.low is None else to_text(r.low)
        high = "oo" if r.high is None else to_text(r.high)
        result[v.name] = f"[{low}, {high}]"
    return result
