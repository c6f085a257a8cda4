"""A development with one line read anew is what reading everything anew gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.mutation.incremental import Source
from tests.mutation.mutants import Mutant, mutants, sample
from tests.mutation.mutation_runner import planned_names
from ua_symbolic.checkers.run import plan
from ua_symbolic.development import Development, load
from ua_symbolic.errors import UserError

DEVELOPMENT = Path(__file__).parent.parent.parent / "proofs" / "prompting"


@pytest.fixture(scope="module")
def source() -> Source:
    return Source(DEVELOPMENT)


def read_again(source: Source, mutant: Mutant, folder: Path) -> Development:
    """All files, with the mutant's line in place, read from a folder of their own."""
    for name, text in source.texts.items():
        lines = text.splitlines()
        if name == mutant.file:
            lines[mutant.line - 1] = mutant.new
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load(folder)


@pytest.mark.parametrize("mutant", sample(mutants(DEVELOPMENT), 12, 3), ids=lambda m: m.key)
def test_reading_one_item_anew_is_enough(source: Source, mutant: Mutant, tmp_path: Path) -> None:
    try:
        whole = read_again(source, mutant, tmp_path)
    except UserError:
        with pytest.raises(UserError):
            source.with_mutant(mutant)
        return
    quick = source.with_mutant(mutant)
    assert quick.theory == whole.theory
    assert list(quick.items) == list(whole.items)
    assert quick.models == whole.models
    assert plan(quick, mutant.item) == plan(whole, mutant.item)


@pytest.mark.parametrize("role", ["claim", "given", "for", "value", "proof"])
def test_what_a_mutant_cannot_reach_has_the_same_obligations(source: Source, role: str) -> None:
    mutant = next(m for m in sample(mutants(DEVELOPMENT), 4000, 5) if m.role == role)
    new, old = source.with_mutant(mutant), source.development
    reached = set(source.readers_of(mutant))
    others = [n for n in planned_names(old) if n not in reached]
    assert all(plan(new, n) == plan(old, n) for n in others[::7])


def test_a_line_that_is_not_there_is_refused(source: Source) -> None:
    mutant = replace(mutants(DEVELOPMENT)[0], old="  not in the text")
    with pytest.raises(ValueError, match="is not"):
        source.with_mutant(mutant)
