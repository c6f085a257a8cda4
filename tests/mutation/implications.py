"""How a mutated formula compares with the one it replaces, at many models: a hint for a reason."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.mutation.counter_models import Model, made_up_value, slack_of
from ua_symbolic.expressions.terms import Formula, free_variables
from ua_symbolic.kernel.theory import Definition


@dataclass(frozen=True)
class Comparison:
    """In how many models only the old formulas held, only the new ones, and both."""

    only_old: int
    only_new: int
    both: int

    @property
    def word(self) -> str:
        """``stronger``: the new formulas say more; ``weaker``: less."""
        if self.only_old and not self.only_new:
            return "stronger"
        if self.only_new and not self.only_old:
            return "weaker"
        return "different" if self.only_old else "equivalent"


def compare(
    old: tuple[Formula, ...],
    new: tuple[Formula, ...],
    definitions: Mapping[str, Definition],
    tries: int = 1500,
    seed: int = 2,
) -> Comparison:
    """Evaluate both at random models and count where each holds.

    If none satisfies what both share, only what they do not share is compared.
    """
    whole = _compare(old, new, definitions, tries, seed)
    if whole.both or whole.word != "equivalent":
        return whole
    shared = set(old) & set(new)
    rest = [tuple(f for f in side if f not in shared) for side in (old, new)]
    return _compare(rest[0], rest[1], definitions, tries, seed)


def _compare(
    old: tuple[Formula, ...],
    new: tuple[Formula, ...],
    definitions: Mapping[str, Definition],
    tries: int,
    seed: int,
) -> Comparison:
    source = random.Random(seed)
    nodes: tuple[Any, ...] = (*old, *new)
    variables = sorted({v for n in nodes for v in free_variables(n)}, key=lambda v: v.name)
    counts = {(True, False): 0, (False, True): 0, (True, True): 0, (False, False): 0}
    for _ in range(tries):
        model = Model(definitions, source, {v: made_up_value(v, source) for v in variables})
        try:
            pair = tuple(all(model.holds(f, (), slack_of(f)) for f in side) for side in (old, new))
        except OverflowError:
            continue
        counts[pair[0], pair[1]] += 1
    return Comparison(counts[True, False], counts[False, True], counts[True, True])
