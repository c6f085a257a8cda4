"""Levels that an audit can be required to reach."""

from __future__ import annotations

from collections.abc import Iterable

from ua_symbolic.audit.graph import cone
from ua_symbolic.audit.model import (
    ASSURANCES,
    MODULO,
    OPEN,
    PROVED,
    REFUTED,
    STALE,
    Audit,
    StatementAudit,
)
from ua_symbolic.errors import UserError

LEVELS = (*ASSURANCES, PROVED, MODULO)


def level_of(text: str) -> str:
    """The level that a person wrote, with ``-`` or ``_`` for spaces; UserError for anything else.

    >>> level_of("two-checkers")
    'two checkers'
    """
    for level in LEVELS:
        if level.replace(" ", "-") == text.strip().lower().replace(" ", "-").replace("_", "-"):
            return level
    raise UserError(f"--require {text!r:.40}: no such level; one of {', '.join(LEVELS)}")


def below(audit: Audit, names: Iterable[str], level: str) -> dict[str, str]:
    """Of the named statements and all that they rest on, those below a level, and why.

    An assurance is a claim about the whole cone: a leaf in it counts with its own, weaker one.
    ``proved`` admits no leaf, ``proved-modulo-leaves`` admits every leaf and nothing open.
    """
    reached: dict[str, None] = {}
    for name in names:
        reached.update(dict.fromkeys((*cone(audit, name), name)))
    found = {}
    for name in reached:
        why = _why_below(audit.statements[name], level)
        if why:
            found[name] = why
    return found


def _why_below(statement: StatementAudit, level: str) -> str:
    if statement.status in (OPEN, STALE, REFUTED):
        return statement.status
    if level == MODULO:
        return ""
    if level == PROVED:
        return f"a leaf ({statement.kind})" if statement.is_leaf else ""
    assurance = statement.assurance
    if assurance and ASSURANCES.index(assurance) > ASSURANCES.index(level):
        return assurance
    return ""
