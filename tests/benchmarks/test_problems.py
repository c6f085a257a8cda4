"""The benchmark problems are well formed; none is decided wrongly; a few of each kind are decided.

``problems.json`` holds inequalities with their sources: ``claim``, ``on`` and ``given`` as for
``ua prove``, ``truth``, and for a false one a ``witness``.  The whole run, at 20 s a problem, is
``python tests/benchmarks/run_problems.py``.
"""

import pytest
from run_problems import MORE, PROBLEMS, decided, read

QUICK = [
    "box-n-08", "box1-13", "contact-03", "contact-05", "contact-27", "hypotheses-01",
    "hypotheses-12", "integer-05", "peer-tests-13", "polynomial-01", "polynomial-05",
    "polynomial-22", "special-05", "unbounded-02", "unbounded-03",
]  # fmt: skip


def test_the_problems_are_readable():
    assert len(PROBLEMS) == 150
    assert sum(p["truth"] for p in PROBLEMS) == 129
    for problem in PROBLEMS:
        assert read(problem)
        assert set(problem) >= {"id", "kind", "claim", "on", "given", "truth", "source"}


def test_the_further_problems_are_readable():
    assert len({p["id"] for p in MORE}) == len(MORE) == 129
    for problem in MORE:
        assert read(problem)
        assert set(problem) == {"id", "kind", "claim", "on", "given", "truth", "source"}


@pytest.mark.parametrize("problem", [p for p in MORE if not p["truth"]], ids=lambda p: p["id"])
def test_the_further_false_ones_are_refuted(problem):
    assert decided(problem, 10) == "refuted"


@pytest.mark.parametrize("name", QUICK)
def test_some_true_ones_are_proved(name):
    (problem,) = (p for p in PROBLEMS if p["id"] == name)
    assert decided(problem, 30) == "proved"  # of the clock, which a busy machine shares out


@pytest.mark.parametrize("problem", [p for p in PROBLEMS if not p["truth"]], ids=lambda p: p["id"])
def test_the_false_ones_are_refuted(problem):
    assert decided(problem, 10) == "refuted"
