"""A development with one thing changed must be rejected, or be a survivor with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.mutants import Line, Mutant, mutants, read_lines, sample
from tests.mutation.mutation_report import TEXTS, read_survivors
from tests.mutation.mutation_run import read_sample
from tests.mutation.mutation_runner import Baseline, judge

DEVELOPMENT = Path(__file__).parent.parent.parent / "proofs" / "prompting"
SAMPLE = read_sample()

# (item, a piece of the line, old, new): each is false, or its proof no longer is one
MUST_FAIL = [
    ("sphere.wallis_product", "claim k*W(k)*W(k - 1)", "2*pi", "3*pi"),
    ("sphere.wallis_one", "= 2 ", "= 2 ", "= 1 "),
    ("sphere.cap_lower", "claim sphere.cap(m, phi) >=", "sin(phi)**m", "sin(phi)**(m - 1)"),
    ("sphere.cap_lower", "for m integer in [1, oo); phi", "[0, pi/2]", "[0, 2*pi]"),
    ("sphere.cap_upper", "claim sphere.cap(m, phi) <=", "2*pi*m", "2*pi*(m + 1)"),
    ("sphere.chord", "claim 1 - cos(t)", "2*t**2", "3*t**2"),
    ("sphere.jordan", "claim sin(t) >=", "2*t/pi", "t"),
    ("upper.cosine_gap", "for tau in (0, 1); rho", "(0, pi/2]", "(0, pi]"),
    ("upper.temperature", "given D <= pi*L", "pi*L", "4*L"),
    ("upper.half_delta_small", "given rho <= pi/2", "given rho <= pi/2", ""),
    ("rate.optimal", "claim N*cos(2*eps/L)", "16**m", "15**m"),
    ("rate.sixteen", "claim sin(16*x)", "16*sin(x)", "15*sin(x)"),
    ("softmax.term", "by sums.term_below_sum", "sums.term_below_sum", "sums.weighted_mean"),
    ("sums.weighted_mean", "0 < e(k)", "0 < e(k)", "0 <= e(k)"),
]


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    """The development as it stands; its recorded proofs are replayed, not believed."""
    return Baseline(DEVELOPMENT, seconds=4.0)


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    """The lines of the development that hold formulas."""
    return read_lines(DEVELOPMENT)


@pytest.fixture(autouse=True)
def _no_search_for_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not shown is not attacked as well: that only tells refuted from unknown."""
    monkeypatch.setattr("ua_symbolic.checkers.attacks.attack", lambda *_: ())


def hand_picked(lines: list[Line], item: str, piece: str, old: str, new: str) -> Mutant:
    """The mutant of the first line of an item that holds ``piece``."""
    line = next(n for n in lines if n.item == item and piece in n.text)
    changed = line.text.replace(old, new) if new else ""
    assert changed != line.text
    return Mutant(line.file, line.number, item, line.role, "by hand", line.text, changed)


@pytest.mark.parametrize(("item", "piece", "old", "new"), MUST_FAIL)
def test_a_false_change_is_rejected(
    baseline: Baseline, lines: list[Line], item: str, piece: str, old: str, new: str
) -> None:
    verdict = judge(baseline, hand_picked(lines, item, piece, old, new))
    assert not verdict.survived, f"{item}: {old} -> {new} is accepted"


@pytest.mark.parametrize("mutant", SAMPLE, ids=lambda m: f"{m.item}-{m.kind}".replace(" ", "_"))
def test_a_sampled_mutant_is_rejected_or_known(
    baseline: Baseline, lines: list[Line], mutant: Mutant
) -> None:
    here = mutant.placed(lines)
    if here is None:
        pytest.skip("the line was rewritten; draw a new sample with mutation_run --draw")
    verdict = judge(baseline, here)
    assert not verdict.survived or mutant.key in read_survivors(), (
        f"{here.file}:{here.line} survives without a reason:\n{here.old}\n{here.new}"
    )


def test_most_of_the_sample_is_still_there(lines: list[Line]) -> None:
    gone = [m for m in SAMPLE if m.placed(lines) is None]
    assert len(SAMPLE) >= 40
    assert len(gone) <= len(SAMPLE) // 4


def test_the_unchanged_development_survives(baseline: Baseline, lines: list[Line]) -> None:
    line = next(n for n in lines if n.item == "sphere.jordan" and n.role == "proof")
    same = Mutant(line.file, line.number, line.item, line.role, "none", line.text, line.text)
    assert judge(baseline, same).survived


def test_a_dropped_proof_is_noticed(baseline: Baseline, lines: list[Line]) -> None:
    mutant = hand_picked(lines, "upper.cosine_gap", ">= Integral(2*t/pi", "2*t/pi", "3*t/pi")
    assert judge(baseline, mutant).where.startswith("upper.cosine_gap link")


def test_every_survivor_has_a_reason() -> None:
    survivors = read_survivors().values()
    assert len(survivors) > 20
    assert all(s.reason in TEXTS for s in survivors)
    suspects = [s for s in survivors if s.reason == "counter-model" and not s.remark]
    assert not suspects


def test_the_generator_is_deterministic_and_wide(lines: list[Line]) -> None:
    population = mutants(DEVELOPMENT)
    assert sample(population, 50, 3) == sample(list(population), 50, 3)
    assert len({m.key for m in population}) > 20_000
    assert {m.kind for m in population} >= {
        "constant",
        "exponent",
        "relation",
        "operator",
        "function",
        "shift",
        "scale",
        "variable",
        "dropped hypothesis",
        "swapped lemma",
        "range end",
    }
    mutated_lines = {(m.file, m.line) for m in population}
    formulas = {(n.file, n.number) for n in lines if n.role in ("claim", "given")}
    assert formulas <= mutated_lines
