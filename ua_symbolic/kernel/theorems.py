"""The kernel: the one place where a theorem can come into being.

``derive`` applies one rule to theorems and returns a theorem, or raises ``KernelError``.  Rules
live in the modules ``rules_*``; they only look.  ``Theorem``
refuses to be constructed by anybody else, also under ``python -O``: nothing here is an assert.

A theorem says: its sequent holds, *given* that the named statements in ``rests_on`` hold and that
the definitions in ``definitions`` are defined on their domains.  The audit follows these names;
nobody types them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NoReturn, final

from ua_symbolic.errors import UserError
from ua_symbolic.expressions.terms import Call
from ua_symbolic.kernel import (
    rules_calculus,
    rules_definedness,
    rules_logic,
    rules_order,
    rules_statements,
)
from ua_symbolic.kernel.forms import require_relation
from ua_symbolic.kernel.inference import Inference, KernelError, require
from ua_symbolic.kernel.sequents import Sequent
from ua_symbolic.kernel.theory import Theory

RULES = {
    **rules_logic.RULES,
    **rules_definedness.RULES,
    **rules_statements.RULES,
    **rules_order.RULES,
    **rules_calculus.RULES,
}


class Assurance(IntEnum):
    """How a theorem was checked: the weakest of its steps."""

    ONE_CHECKER = 1
    TWO_CHECKERS = 2
    KERNEL = 3

    @property
    def label(self) -> str:
        """The words of the audit."""
        return {1: "one checker", 2: "two checkers", 3: "kernel"}[int(self)]


@dataclass(frozen=True)
class Proof:
    """The proof object: plain data from which anybody can check the theorem again."""

    rule: str
    sequent: Sequent
    premises: tuple[Proof, ...]
    data: Mapping[str, Any] = field(default_factory=dict)


_KEY = object()


@final
class Theorem:
    """A sequent with its proof; only ``derive`` makes one, and it never changes."""

    __slots__ = ("assurance", "definitions", "engines", "proof", "rests_on", "theory")

    theory: Theory
    proof: Proof
    rests_on: frozenset[str]
    definitions: frozenset[str]
    engines: frozenset[str]
    assurance: Assurance

    def __init__(self, key: object, **values: Any) -> None:
        if key is not _KEY:
            raise KernelError("theorems are made by kernel.derive only")
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def sequent(self) -> Sequent:
        """What the theorem says."""
        return self.proof.sequent

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise KernelError("a theorem does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise KernelError("a theorem does not change")

    def __reduce__(self) -> NoReturn:
        raise KernelError("a theorem is not pickled; hand over its proof and replay it")

    def __bool__(self) -> NoReturn:
        raise KernelError("a theorem is not a truth value")


def derive(
    theory: Theory,
    rule: str,
    sequent: Sequent,
    premises: Iterable[Theorem] = (),
    data: Mapping[str, Any] | None = None,
) -> Theorem:
    """The theorem ``sequent`` by one application of ``rule``; KernelError if it does not apply."""
    given = tuple(premises)
    data = dict(data or {})
    require(rule in RULES, f"there is no rule {rule!r}")
    require(type(theory) is Theory and type(sequent) is Sequent, "no theory or no sequent")
    require(all(type(p) is Theorem for p in given), "premises must be theorems")
    owners = [getattr(p, "theory", None) for p in given]
    require(all(owner is theory for owner in owners), "premises belong to another theory")
    require_relation(sequent.conclusion)
    theory.check_calls(sequent.conclusion)
    step = Inference(theory, sequent, tuple(p.sequent for p in given), data)
    _apply(rule, step)
    require(step.taken == len(given), "an unused premise")
    return Theorem(
        _KEY,
        theory=theory,
        proof=Proof(rule, sequent, tuple(p.proof for p in given), data),
        rests_on=_union((p.rests_on for p in given), _named(rule, data)),
        definitions=_union((p.definitions for p in given), _defined(theory, rule, sequent)),
        engines=_union((p.engines for p in given), frozenset().union(*step.engines)),
        assurance=min(
            [p.assurance for p in given] + [_strength(e) for e in step.engines],
            default=Assurance.KERNEL,
        ),
    )


def _apply(rule: str, step: Inference) -> None:
    """Apply the rule; data of the wrong shape are a refusal like any other."""
    try:
        RULES[rule](step)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as problem:
        raise KernelError(f"{rule} refuses its data: {problem!r}") from problem
    except UserError as problem:
        raise KernelError(f"{rule}: {problem}") from problem


def _union(parts: Iterable[frozenset[str]], own: frozenset[str]) -> frozenset[str]:
    return own.union(*parts)


def _named(rule: str, data: Mapping[str, Any]) -> frozenset[str]:
    return frozenset({str(data["statement"])}) if rule == "lemma" else frozenset()


def _defined(theory: Theory, rule: str, sequent: Sequent) -> frozenset[str]:
    """The definition whose domain or body the step relied on."""
    left = sequent.conclusion.left
    if rule in ("unfold", "defined") and isinstance(left, Call):
        return frozenset({left.name} & set(theory.definitions))
    return frozenset()


def _strength(engines: frozenset[str]) -> Assurance:
    return Assurance.TWO_CHECKERS if len(engines) >= 2 else Assurance.ONE_CHECKER


def replay(theory: Theory, proof: Proof) -> Theorem:
    """The theorem of a proof object, every step checked again; KernelError where one fails."""
    done: dict[int, Theorem] = {}
    stack = [proof]
    while stack:
        node = stack[-1]
        waiting = [p for p in node.premises if id(p) not in done]
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        if id(node) not in done:
            premises = [done[id(p)] for p in node.premises]
            done[id(node)] = derive(theory, node.rule, node.sequent, premises, node.data)
    return done[id(proof)]
