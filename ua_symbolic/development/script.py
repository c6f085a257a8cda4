"""Proof scripts as data: what the author wrote, parsed but not yet believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ua_symbolic.development.blocks import Location
from ua_symbolic.expressions.terms import Relation, Term, Variable


@dataclass(frozen=True)
class Reference:
    """A use of a statement: ``name at x = term, f(k) = term``; unnamed variables keep their name.

    Bindings stay text: they may speak about variables of an integral or sum of the link.
    """

    statement: str
    bindings: tuple[tuple[str, str], ...]
    location: Location


@dataclass(frozen=True)
class Justification:
    """``by RULE ARGUMENT using REFERENCES``; the empty rule means: try every checker in order."""

    rule: str
    argument: str
    using: tuple[Reference, ...]
    location: Location
    text: str


@dataclass(frozen=True)
class Link:
    """One relation to show, with its justification."""

    relation: Relation
    justification: Justification


@dataclass(frozen=True)
class Chain:
    """A calc chain: consecutive links; its overall relation is a fact from then on."""

    links: tuple[Link, ...]
    location: Location


@dataclass(frozen=True)
class Have:
    """An intermediate fact with a proof of its own."""

    relation: Relation
    body: Script
    location: Location


@dataclass(frozen=True)
class Cases:
    """``cases a <= b``: the goal under a <= b, then under b < a."""

    relation: Relation
    first: Script
    second: Script
    location: Location


@dataclass(frozen=True)
class Induction:
    """``induction k from n [step d]``: bases, then the step under the goal as hypothesis."""

    variable: Variable
    start: Term
    step: int
    bases: tuple[Script, ...]
    general: Script
    location: Location


@dataclass(frozen=True)
class Absurd:
    """``suppose R``: from R a contradiction; so the negation of R is a fact."""

    relation: Relation
    body: Script
    location: Location


@dataclass(frozen=True)
class Close:
    """``by ...``: the current goal at once."""

    justification: Justification
    location: Location


Item = Chain | Have | Cases | Induction | Absurd | Close


@dataclass(frozen=True)
class Script:
    """Items in order; what is left of the goal after them is closed from the facts."""

    items: tuple[Item, ...]
    location: Location


def justifications(scripts: tuple[Script, ...]) -> Iterator[Justification]:
    """Every justification of the scripts, in reading order."""
    for script in scripts:
        for item in script.items:
            match item:
                case Chain(links):
                    yield from (link.justification for link in links)
                case Have(_, body) | Absurd(_, body):
                    yield from justifications((body,))
                case Cases(_, first, second):
                    yield from justifications((first, second))
                case Induction(_, _, _, bases, general):
                    yield from justifications((*bases, general))
                case Close(justification):
                    yield justification


def references(scripts: tuple[Script, ...]) -> tuple[Reference, ...]:
    """Every mention of a statement in the scripts, in reading order."""
    return tuple(r for j in justifications(scripts) for r in j.using)
