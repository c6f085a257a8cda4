"""The audit of a few statements: only what they rest on is compared with the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ua_symbolic.cli.opening import audit_of

if TYPE_CHECKING:
    from ua_symbolic.audit import Audit
    from ua_symbolic.development import Development
    from ua_symbolic.development.model import Item
    from ua_symbolic.ledger.state import StatementState


def audit_about(development: Development, names: Iterable[str]) -> Audit:
    """The audit of the named statements and of all that they rest on.

    Each of them stands as in the audit of the whole development; remarks are left out, for they
    are about the whole.
    """
    from dataclasses import replace

    from ua_symbolic.checkers.run import plan
    from ua_symbolic.ledger.session import UNPLANNED, Session
    from ua_symbolic.ledger.state import compare
    from ua_symbolic.ledger.store import Ledger

    ledger = Ledger(development.path if development.path.is_dir() else development.path.parent)
    records = ledger.read()
    states: dict[str, StatementState] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        item = development.items.get(name)
        if name in states or item is None or item.kind in UNPLANNED:
            continue
        states[name] = compare(name, plan(development, name), records.get(name, {}))
        waiting.extend(_used(item, states[name]))
    in_order = {name: states[name] for name in development.items if name in states}
    return replace(audit_of(Session(development, ledger, records, in_order)), remarks=())


def _used(item: Item, state: StatementState) -> Iterator[str]:
    """What the text names and what the derivation used."""
    yield from item.uses
    for obligation in state.obligations:
        if obligation.record is not None:
            yield from obligation.record.rests_on
            yield from (f"definition {d}" for d in obligation.record.definitions)
