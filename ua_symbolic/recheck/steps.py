"""One step of a proof under scrutiny, and the context that all steps share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from ua_symbolic.recheck.arena import INTEGER, TERM_TAGS, Arena, Refused, demand
from ua_symbolic.recheck.meaning import NAMED

Hypotheses = frozenset[int]


class Ref(NamedTuple):
    """A term in the data of a step."""

    number: int


@dataclass(frozen=True)
class Definition:
    """A named partial function; numbers of nodes."""

    parameters: tuple[int, ...]
    domain: tuple[int, ...]
    body: int
    sort: str


@dataclass(frozen=True)
class Statement:
    """A named sentence; numbers of nodes; functions: name -> (sorts of arguments, sort)."""

    kind: str
    functions: Mapping[str, tuple[tuple[str, ...], str]]
    hypotheses: tuple[int, ...]
    claims: tuple[int, ...]


@dataclass
class World:
    """What proofs are about, and what was found out on the way."""

    arena: Arena
    definitions: dict[str, Definition] = field(default_factory=dict)
    opaques: dict[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)


@dataclass(frozen=True)
class Sequent:
    """``hypotheses |- conclusion``."""

    hypotheses: Hypotheses
    conclusion: int


@dataclass
class Step:
    """The rule's view: premises are taken from the front."""

    world: World
    goal: Sequent
    premises: tuple[Sequent, ...]
    data: Mapping[str, Any]
    decide: Callable[[int, int, list[int]], bool]
    taken: int = 0

    @property
    def arena(self) -> Arena:
        """The nodes."""
        return self.world.arena

    def parts(self) -> tuple[str, int, int]:
        """Operator, left and right side of the conclusion."""
        _, op, left, right = self.arena.nodes[self.goal.conclusion]
        return op, left, right

    def node(self, number: int) -> Any:
        """The node of that number."""
        return self.arena.nodes[number]

    def known(self, extra: Iterable[int] = ()) -> int:
        """The conclusion of the next premise, under the hypotheses and ``extra``."""
        allowed = self.goal.hypotheses.union(map(self.arena.oriented, extra))
        return self.under(allowed)

    def under(self, allowed: Hypotheses) -> int:
        """The conclusion of the next premise, which rests on ``allowed`` only."""
        demand(self.taken < len(self.premises), "a premise is missing")
        premise = self.premises[self.taken]
        self.taken += 1
        demand(premise.hypotheses <= allowed, "a premise rests on a foreign hypothesis")
        return premise.conclusion

    def need(self, op: str, left: int, right: int, extra: Iterable[int] = ()) -> None:
        """The next premise says exactly this."""
        self.need_formula(self.arena.relation(op, left, right), extra)

    def need_formula(self, relation: int, extra: Iterable[int] = ()) -> None:
        """The next premise says exactly this relation."""
        wanted = self.arena.oriented(relation)
        demand(self.known(extra) == wanted, "a premise says something else")

    def need_defined(self, *terms: int) -> None:
        """Premises t = t, but for variables and literals."""
        for term in terms:
            if not self.is_plain(term):
                self.need("=", term, term)

    def is_plain(self, term: int) -> bool:
        """Whether the term is defined whatever happens."""
        node = self.node(term)
        return node[0] in ("v", "n") or node in (("c", "pi"), ("c", "E"))

    def rest(self) -> list[int]:
        """All remaining conclusions."""
        return [self.known() for _ in range(len(self.premises) - self.taken)]

    # --- data -------------------------------------------------------------------------------

    def ref(self, key: str) -> int:
        """A closed term of the data."""
        return self.closed(self.data[key])

    def closed(self, value: Any, tags: Iterable[str] = TERM_TAGS) -> int:
        """The closed node of a reference, of one of the kinds given."""
        demand(isinstance(value, Ref), "a term was expected in the data")
        number: int = value.number
        demand(self.node(number)[0] in tags, "another kind of node in the data")
        demand(self.arena.is_closed(number), "a bound variable without its binder")
        return number

    def integer(self, key: str, default: int | None = None) -> int:
        """A plain integer of the data."""
        value = self.data.get(key, default)
        demand(type(value) is int, f"{key} must be an integer")
        return int(value)

    def fraction(self, value: Any) -> Fraction:
        """An exact rational of the data."""
        demand(type(value) in (int, Fraction), "an exact number was expected")
        return Fraction(value)

    def fresh(self, key: str, *sorts: str) -> list[int]:
        """Distinct variables of these sorts that occur nowhere in the goal."""
        chosen = [self.closed(v, "v") for v in self.data[key]]
        self.check_fresh(chosen, sorts)
        return chosen

    def check_fresh(self, chosen: list[int], sorts: Iterable[str], *avoid: int) -> None:
        """Refused unless the variables are fresh and of these sorts."""
        demand([self.node(v)[2] for v in chosen] == list(sorts), "wrong fresh variables")
        names = {self.node(v)[1] for v in chosen}
        everything = (*self.goal.hypotheses, self.goal.conclusion, *avoid)
        taken = frozenset().union(*map(self.arena.names, everything))
        demand(len(names) == len(chosen) and not names & taken, "a variable is not fresh")

    def check_value(self, value: int, sort: str) -> None:
        """An integer variable takes integers only."""
        demand(sort != INTEGER or self.arena.is_integer(value), "not an integer")

    def range_of(self, variable: int, whole: int, op: str = "<=") -> tuple[int, int]:
        """lower op variable, variable op upper."""
        _, _, _, lower, upper, _ = self.node(whole)
        arena = self.arena
        return arena.relation(op, lower, variable), arena.relation(op, variable, upper)

    def bind(self, number: int, head: str) -> Any:
        """A Sum or Integral with finite ends."""
        node = self.node(number)
        demand(node[0] == "q" and node[1] == head, f"{head} expected")
        demand(("c", "oo") not in (self.node(node[3]), self.node(node[4])), "an infinite range")
        return node

    def side(self, side: Any, args: Mapping[Any, int]) -> int:
        """One side of a condition of the tables as a term."""
        if side in args:
            return args[side]
        return build(self.arena, NAMED.get(side, side) if isinstance(side, str) else side, 0)


Check = Callable[[Step], None]


def build(arena: Arena, formula: Any, argument: int) -> int:
    """The term of a formula in ``"u"``, ``"pi"``, ``"E"``, integers and nested operations."""
    if formula == "u":
        return argument
    if isinstance(formula, int):
        return arena.number(formula)
    if isinstance(formula, str):
        return arena.put("c", formula)
    head, *parts = formula
    return arena.apply(head, *(build(arena, part, argument) for part in parts))


__all__ = [
    "Check",
    "Definition",
    "Ref",
    "Refused",
    "Sequent",
    "Statement",
    "Step",
    "World",
    "build",
]
