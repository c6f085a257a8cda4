"""One inference under scrutiny: the sequent to conclude, the premises offered, the rule's data.

A rule takes its premises from the front, one by one, with the methods below; each raises
``KernelError`` if the premise is not exactly the one that the rule needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ua_symbolic.expressions.terms import (
    Bound,
    Constant,
    Formula,
    Number,
    Relation,
    Syntax,
    Term,
    Variable,
    children,
    free_variables,
)
from ua_symbolic.kernel.forms import require_term
from ua_symbolic.kernel.refusal import KernelError as KernelError
from ua_symbolic.kernel.refusal import require as require
from ua_symbolic.kernel.sequents import Sequent, oriented

if TYPE_CHECKING:
    from ua_symbolic.kernel.theory import Theory


def is_atomic(term: Term) -> bool:
    """Whether the term is defined by its syntax alone."""
    return isinstance(term, Variable | Number) or (
        isinstance(term, Constant) and term.name in ("pi", "E")
    )


def is_closed(node: Syntax, depth: int = 0) -> bool:
    """Whether no bound index points outside of ``node`` (deeper than ``depth``)."""
    if isinstance(node, Bound):
        return node.index < depth
    return all(is_closed(child, depth + crossed) for child, crossed in children(node))


@dataclass
class Inference:
    """The rule's view of one step; premises are consumed in order."""

    theory: Theory
    sequent: Sequent
    premises: tuple[Sequent, ...]
    data: Mapping[str, Any]
    taken: int = 0
    engines: list[frozenset[str]] = field(default_factory=list)

    @property
    def conclusion(self) -> Relation:
        """The relation to be concluded."""
        return self.sequent.conclusion

    def next(self) -> Sequent:
        """The next premise, whatever it says; its hypotheses are not compared here."""
        require(self.taken < len(self.premises), "a premise is missing")
        premise = self.premises[self.taken]
        self.taken += 1
        return premise

    def known(self, extra: tuple[Formula, ...] = ()) -> Relation:
        """The conclusion of the next premise, which may use the hypotheses and ``extra``."""
        premise = self.next()
        allowed = self.sequent.hypothesis_set | {oriented(f) for f in extra}
        require(premise.hypothesis_set <= allowed, "a premise uses a foreign hypothesis")
        return premise.conclusion

    def need(self, relation: Relation, extra: tuple[Formula, ...] = ()) -> None:
        """Take the next premise, which must say ``relation``."""
        found = self.known(extra)
        require(found == relation.oriented(), f"a premise says {found}, not {relation}")

    def need_defined(self, *terms: Term) -> None:
        """Take a premise ``t = t`` for each of the terms that is not atomic."""
        for term in terms:
            if not is_atomic(term):
                self.need(Relation("=", term, term))

    def rest(self) -> tuple[Relation, ...]:
        """The conclusions of all remaining premises, as facts under the hypotheses."""
        facts = []
        while self.taken < len(self.premises):
            facts.append(self.known())
        return tuple(facts)

    def term(self, key: str) -> Term:
        """A closed term of the rule's data."""
        value: Term = self.data[key]
        require_term(value)
        return value

    def integer(self, key: str, default: int | None = None) -> int:
        """A plain integer of the rule's data."""
        value = self.data.get(key, default)
        require(type(value) is int, f"data {key!r} must be an integer")
        return int(value)

    def fresh(self, key: str, *avoid: Syntax) -> tuple[Variable, ...]:
        """Distinct variables of the data that occur free nowhere in the sequent or ``avoid``."""
        variables = tuple(self.data[key])
        require(all(isinstance(v, Variable) for v in variables), "fresh names must be variables")
        names = {v.name for v in variables}
        require(len(names) == len(variables), "fresh variables must be distinct")
        taken = {
            v.name
            for node in (*self.sequent.hypotheses, self.conclusion, *avoid)
            for v in free_variables(node)
        }
        require(not names & taken, "a fresh variable occurs in the sequent already")
        return variables
