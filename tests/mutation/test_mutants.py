"""A development with one thing changed must be rejected, or be a survivor with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.mutants import Mutant, mutants, read_lines, sample
from tests.mutation.mutation_report import TEXTS, read_survivors, report
from tests.mutation.mutation_runner import Baseline, judge

ROOT = Path(__file__).parent.parent.parent
DEVELOPMENT = ROOT / "proofs" / "prompting"
SEED, COUNT = 20, 40

# (item, a piece of the line, what replaces it): each is false, or its proof no longer a proof
MUST_FAIL = [
    ("sphere.wallis_product", "claim k*W(k)*W(k - 1) = 2*pi", "2*pi", "3*pi"),
    ("sphere.wallis_product", "claim k*W(k)*W(k - 1) = 2*pi", "2*pi", "1*pi"),
    ("sphere.cap_lower", "claim sphere.cap(m, phi) >=", "sin(phi)**m", "sin(phi)**(m - 1)"),
    ("sphere.cap_lower", "for m integer in [1, oo); phi", "[0, pi/2]", "[0, 2*pi]"),
    ("sphere.cap_upper", "claim sphere.cap(m, phi) <=", "2*pi*m", "2*pi*(m + 1)"),
    ("sphere.chord", "claim 1 - cos(t)", "2*t**2", "3*t**2"),
    ("sphere.jordan", "claim sin(t) >=", "2*t/pi", "t"),
    ("upper.cosine_gap", "for tau in (0, 1); rho", "(0, pi/2]", "(0, pi]"),
    ("upper.temperature", "given D <= pi*L", "pi*L", "4*L"),
    ("upper.temperature", "claim L*rho", "<= eps", "< eps"),
    ("upper.single_head", "given rho <= pi/2", "given rho <= pi/2", ""),
    ("upper.single_head", "softmax.error at N = N", "softmax.error", "softmax.error_modulus"),
    ("upper.half_delta_small", "given rho <= pi/2", "given rho <= pi/2", ""),
    ("rate.optimal", "claim N*cos(2*eps/L)", "16**m", "15**m"),
    ("rate.sixteen", "claim sin(16*x)", "16*sin(x)", "15*sin(x)"),
    ("lower.fixed_keys", "given eps < L*r", "given eps < L*r", ""),
    ("softmax.tail", "claim Sum", "(N - 1)*exp", "(N - 2)*exp"),
    ("softmax.error_modulus", "claim Abs", "D*N*exp", "D*exp"),
    ("sums.weighted_mean", "0 < e(k)", "0 < e(k)", "0 <= e(k)"),
]


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    """The development as it stands; its recorded proofs are replayed, not believed."""
    return Baseline(DEVELOPMENT, seconds=4.0)


def hand_picked(item: str, start: str, old: str, new: str) -> Mutant:
    """The mutant of the first line of an item that holds ``start``."""
    line = next(n for n in read_lines(DEVELOPMENT) if n.item == item and start in n.text)
    changed = line.text.replace(old, new) if new else line.text.replace(line.text.strip(), "")
    assert changed != line.text
    return Mutant(line.file, line.number, item, line.role, "by hand", line.text, changed)


@pytest.mark.parametrize(("item", "start", "old", "new"), MUST_FAIL)
def test_a_false_change_is_rejected(
    baseline: Baseline, item: str, start: str, old: str, new: str
) -> None:
    verdict = judge(baseline, hand_picked(item, start, old, new))
    assert not verdict.survived, f"{item}: {old} -> {new} is accepted"


@pytest.mark.parametrize("mutant", sample(mutants(DEVELOPMENT), COUNT, SEED),
                         ids=lambda m: f"{m.item}-{m.kind}-{m.key}".replace(" ", "_"))
def test_a_sampled_mutant_is_rejected_or_known(baseline: Baseline, mutant: Mutant) -> None:
    verdict = judge(baseline, mutant)
    known = read_survivors()
    assert not verdict.survived or mutant.key in known, (
        f"{mutant.file}:{mutant.line} survives without a reason:\n{mutant.old}\n{mutant.new}")


def test_the_unchanged_development_survives(baseline: Baseline) -> None:
    line = next(n for n in read_lines(DEVELOPMENT) if n.item == "sphere.jordan")
    same = Mutant(line.file, line.number, line.item, line.role, "none", line.text, line.text)
    assert judge(baseline, same).survived


def test_every_survivor_has_a_reason_and_none_is_suspect() -> None:
    remarks = report()
    for survivor in read_survivors().values():
        assert survivor.reason in TEXTS
        if survivor.reason == "counter-model":
            assert "counter-model: " in remarks


def test_the_generator_is_deterministic_and_wide() -> None:
    first, second = mutants(DEVELOPMENT), mutants(DEVELOPMENT)
    assert first == second
    assert sample(first, 50, 3) == sample(second, 50, 3)
    kinds = {m.kind for m in first}
    assert kinds >= {"constant", "exponent", "relation", "operator", "function", "shift",
                     "dropped hypothesis", "swapped lemma", "range end", "variable"}
    formulas = {(n.file, n.number) for n in read_lines(DEVELOPMENT) if n.role == "claim"}
    assert formulas <= {(m.file, m.line) for m in first}
