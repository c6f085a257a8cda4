"""The near-miss falsehoods as problems, and the exact check that each of them is false."""

import json
from dataclasses import dataclass
from pathlib import Path

from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.enclosure.problem import Problem
from ua_symbolic.expressions.parser import Scope, parse_claim, parse_domain, parse_value
from ua_symbolic.expressions.signature import definedness
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Number,
    Piecewise,
    Relation,
    Term,
    Variable,
    add,
    div,
    instantiate,
    number,
    sub,
    substitute,
)

FILE = Path(__file__).parent / "falsehoods.json"


@dataclass(frozen=True)
class Falsehood:
    """A claim as for ``ua prove``, with a point at which it fails (empty: no point is needed)."""

    kind: str
    claim: str
    on: tuple[str, ...]
    given: tuple[str, ...]
    at: dict[str, str]
    why: str

    def __str__(self) -> str:
        return "; ".join([self.claim, *self.on, *self.given])

    def problem(self) -> Problem:
        """The variables, the hypotheses and the conclusion."""
        scope, hypotheses = Scope(), []
        for text in self.on:
            variable, relations = parse_domain(text, scope)
            scope = scope.with_variables(variable)
            hypotheses += relations
        for text in self.given:
            hypotheses += parse_claim(text, scope)
        (conclusion,) = parse_claim(self.claim, scope)
        return Problem(tuple(scope.variables.values()), tuple(hypotheses), conclusion)

    def point(self) -> dict[Variable, Term]:
        """The witness as exact terms by variable."""
        known = {v.name: v for v in self.problem().variables}
        return {known[name]: parse_value(text) for name, text in self.at.items()}


def falsehoods() -> tuple[Falsehood, ...]:
    """All of the table."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Falsehood(r["kind"], r["claim"], tuple(r["on"]), tuple(r["given"]), r["at"], r["why"])
        for r in rows
    )


def sign_of(term: Term) -> int | None:
    """The exact sign of a closed term; None if it is undefined or nothing decides."""
    return exact_sign(term)


def holds(relation: Relation) -> bool | None:
    """Whether a closed relation is true; None if undecided or a side is undefined."""
    r = relation.oriented()
    sign = sign_of(sub(r.right, r.left))
    if sign is None:
        return None
    return {"<=": sign >= 0, "<": sign > 0, "=": sign == 0, "!=": sign != 0}[r.op]


def at_point(relation: Relation, point: dict[Variable, Term]) -> Relation:
    """The relation with the point put in."""
    return substitute(relation, point)


def certainly_undefined(term: Term) -> bool:
    """Whether a closed term certainly has no value: some part of it breaks its head's conditions.

    The body of a Sum is looked at for each index, that of an Integral at its ends and its middle.
    """
    match term:
        case Apply(_, args):
            return any(map(certainly_undefined, args)) or not any(
                all(holds(r) is not False for r in relations) for relations in definedness(term)
            )
        case Bind():
            return _undefined_range(term) or any(
                certainly_undefined(instantiate(term.body, at)) for at in _places(term)
            )
        case Piecewise(branches, otherwise):
            for value, condition in branches:
                if certainly_undefined(condition.left) or certainly_undefined(condition.right):
                    return True
                if holds(condition):
                    return certainly_undefined(value)
            return certainly_undefined(otherwise)
    return False


def _undefined_range(term: Bind) -> bool:
    upper = add(term.upper, number(1)) if term.head == "Sum" else term.upper
    return holds(Relation("<=", term.lower, upper)) is False


def _places(term: Bind) -> list[Term]:
    low, high = term.lower, term.upper
    if term.head == "Integral":
        return [low, high, div(add(low, high), number(2))]
    if not (isinstance(low, Number) and isinstance(high, Number)):
        return []
    return [number(k) for k in range(int(low.value), int(high.value) + 1)]


def is_false(claim: Relation) -> bool:
    """Whether a closed claim is certainly false: a side undefined, or the relation refuted."""
    sides = (claim.left, claim.right)
    return any(map(certainly_undefined, sides)) or holds(claim) is False
