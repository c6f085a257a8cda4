"""Defaults of closed forms: they have to lie in the domain, as far as they alone decide it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ua_symbolic.bounds.closed import holds, shown
from ua_symbolic.bounds.resolution import Definitions, Resolver
from ua_symbolic.bounds.value import argument
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.terms import Relation, Term, Variable, free_variables, substitute
from ua_symbolic.kernel.theory import Definition


@dataclass(frozen=True)
class BadDefault:
    """The parameters whose defaults no value of the form can be computed with, and why."""

    parameters: tuple[str, ...]
    reason: str


def bad_default(
    definition: Definition, defaults: Mapping[str, Term], definitions: Definitions
) -> BadDefault | None:
    """The first default that is no value of its parameter, or the first condition that fails.

    Only conditions are looked at whose parameters all have defaults.  They are decided exactly, as
    for a value of the form; one that is undefined or cannot be decided counts as failing, since
    the form has no value there either.
    """
    resolver = Resolver(definitions)
    values: dict[Variable, Term] = {}
    for parameter in definition.parameters:
        if parameter.name in defaults:
            try:
                values[parameter] = argument(parameter, defaults[parameter.name], resolver)
            except DomainError as problem:
                return BadDefault((parameter.name,), str(problem))
    for condition in definition.domain:
        used = free_variables(condition)
        if used and used <= values.keys():
            reason = _why_not(condition, values, resolver)
            if reason:
                names = tuple(p.name for p in definition.parameters if p in used)
                return BadDefault(names, reason)
    return None


def _why_not(condition: Relation, values: Mapping[Variable, Term], resolver: Resolver) -> str:
    """Why the condition does not hold at the values; empty if it does."""
    try:
        if holds(resolver.relation(substitute(condition, values))):
            return ""
    except DomainError as problem:
        return f"the condition {shown(condition)} of the domain does not count as true: {problem}"
    return f"the condition {shown(condition)} of the domain fails"
