"""394 falsehoods close to truths: none may be shown, by search, by algebra or by the rules."""

import time

import pytest
from falsehood_table import Falsehood, at_point, falsehoods, holds, is_false

from ua_symbolic.checkers.automation import tagged
from ua_symbolic.checkers.context import Clock, Context, OutOfTimeError
from ua_symbolic.checkers.references import with_inner_references
from ua_symbolic.checkers.rules import AUTOMATIC, apply_rule
from ua_symbolic.development import load
from ua_symbolic.development.reading import Reader
from ua_symbolic.enclosure.certificates import CertificateError
from ua_symbolic.enclosure.derivative import NotDifferentiableError
from ua_symbolic.enclosure.program import UnsupportedError
from ua_symbolic.enclosure.prove import Proved, find_certificate, prove
from ua_symbolic.enclosure.search import GaveUpError
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.expressions.parser import Scope

ALL = falsehoods()
SEARCH_SECONDS, RULE_SECONDS = 0.12, 0.12


def table(test):
    return pytest.mark.parametrize("falsehood", ALL, ids=str)(test)


def test_there_are_enough_of_each_kind():
    kinds = [f.kind for f in ALL]
    assert len(ALL) >= 300
    assert min(kinds.count(k) for k in set(kinds)) >= 15
    assert len({str(f) for f in ALL}) == len(ALL)


@table
def test_it_is_false(falsehood: Falsehood):
    """The data themselves: the hypotheses hold at the witness, the claim fails."""
    problem, point = falsehood.problem(), falsehood.point()
    assert set(point) == set(problem.variables)
    assert all(holds(at_point(h, point)) for h in problem.hypotheses)
    assert is_false(at_point(problem.conclusion, point))


@table
def test_prove_does_not_show_it(falsehood: Falsehood):
    outcome = prove(falsehood.problem(), timeout=SEARCH_SECONDS)
    assert not isinstance(outcome, Proved)


@table
def test_the_search_alone_does_not_show_it(falsehood: Falsehood):
    """Without the falsifier, which usually ends the matter before the search begins."""
    deadline = time.monotonic() + SEARCH_SECONDS
    try:
        certificate, _ = find_certificate(falsehood.problem(), deadline, 64)
    except (GaveUpError, UnsupportedError, NotDifferentiableError, ArithmeticError):
        return
    try:
        verdict = verify(certificate)
    except CertificateError:
        return
    assert verdict.status != "valid"


@pytest.fixture(scope="module")
def development(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nothing")
    (folder / "nothing.ua").write_text("lemma nothing\n  claim 0 <= 1\n")
    return load(folder)


@table
def test_no_rule_shows_it(falsehood: Falsehood, development):
    problem = falsehood.problem()
    context = Context(
        development.theory,
        problem.hypotheses,
        Clock(time.monotonic() + RULE_SECONDS),
        AUTOMATIC,
        with_inner_references,
        tagged(development, "auto", ("fact",)),
        tagged(development, "range", ("fact",)),
    )
    reader = Reader(Scope({v.name: v for v in problem.variables}))
    try:
        theorem, rule = apply_rule(context, problem.conclusion.oriented(), "", "", reader, [])
    except OutOfTimeError:
        return
    assert theorem is None, rule
