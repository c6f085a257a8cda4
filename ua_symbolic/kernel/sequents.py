"""Sequents: what a theorem says.

``hypotheses |- conclusion`` holds iff for all values of the free variables (each in the range of
its sort), and all total interpretations of the uninterpreted functions, whenever every hypothesis
is true so is the conclusion.  Relations are strict: a true relation has both sides defined.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ua_symbolic.expressions.terms import ForAll, Formula, Relation


def oriented(formula: Formula) -> Formula:
    """The formula written with ``<=``, ``<``, ``=`` and ``!=`` only."""
    if isinstance(formula, ForAll):
        guards = tuple(g.oriented() for g in formula.guards)
        return ForAll(formula.sorts, guards, formula.body.oriented(), formula.hints)
    return formula.oriented()


@dataclass(frozen=True)
class Sequent:
    """``hypotheses |- conclusion``, all relations oriented."""

    hypotheses: tuple[Formula, ...]
    conclusion: Relation

    def __post_init__(self) -> None:
        if type(self.hypotheses) is not tuple:
            raise ValueError("hypotheses are a tuple, which never changes")
        for formula in (*self.hypotheses, self.conclusion):
            if oriented(formula) != formula:
                raise ValueError("a sequent holds oriented relations only")

    @cached_property
    def hypothesis_set(self) -> frozenset[Formula]:
        """The hypotheses as a set; order and repetition do not matter."""
        return frozenset(self.hypotheses)

    def concluding(self, conclusion: Relation) -> Sequent:
        """The same hypotheses with another conclusion."""
        return Sequent(self.hypotheses, conclusion.oriented())

    def assuming(self, *more: Formula) -> Sequent:
        """The same conclusion under more hypotheses."""
        new = tuple(f for f in map(oriented, more) if f not in self.hypothesis_set)
        return Sequent(self.hypotheses + new, self.conclusion) if new else self


def sequent(hypotheses: tuple[Formula, ...], conclusion: Relation) -> Sequent:
    """The sequent of formulas as people write them."""
    return Sequent(tuple(map(oriented, hypotheses)), conclusion.oriented())
