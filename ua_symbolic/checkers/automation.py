"""Which statements the checkers use by themselves, and why that cannot go round in a circle.

A statement tagged ``[auto]`` is tried for every goal about the functions it speaks of.  Nothing
is circular for all that, because *uses* follow the order of the text:

* the loader refuses a proof that names a statement which does not stand before it;
* ``earlier`` offers to an item only the tagged statements that stand before it.

So whatever a theorem rests on, named or found by the automation, stands before it, and a chain of
uses ends.  Definitions may stand anywhere: a circle through the definedness of a definition is
found by the audit, which follows what the proof objects really rest on and calls every member of
a circle open.
"""

from __future__ import annotations

from functools import cache

from ua_symbolic.checkers.assembly import Obligation
from ua_symbolic.development.justifications import NAME
from ua_symbolic.development.model import Development, Item
from ua_symbolic.expressions.terms import Syntax, called_names
from ua_symbolic.kernel.theory import Theory


def tagged(development: Development, tag: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the statements of those kinds that carry a tag."""
    return tuple(i.name for i in development.items.values() if tag in i.tags and i.kind in kinds)


def earlier(development: Development, item: Item, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the statements that stand before the item, which itself is not among them.

    A lemma must never be offered to its own proof, nor to that of anything it rests on; all of
    that stands before the lemma or is the lemma.
    """
    order = list(development.items)
    key = f"definition {item.name}" if item.kind == "definition" else item.name
    return tuple(n for n in names if order.index(n) < order.index(key))


def automatic_statements(development: Development, obligation: Obligation) -> tuple[str, ...]:
    """The [auto] statements of the development whose functions are in reach of the obligation.

    Later ones are among them: this set belongs to the fingerprint of an obligation, which must
    not change when a statement moves; ``earlier`` keeps what may be used.
    """
    reach = functions_in_reach(development.theory, obligation)
    statements = development.theory.statements
    candidates = [i for i in development.items.values() if "auto" in i.tags and i.kind != "fact"]
    return tuple(
        item.name
        for item in candidates
        if any(names_in(claim) <= reach for claim in statements[item.name].claims)
    )


@cache
def names_in(node: Syntax) -> frozenset[str]:
    """The names of the functions called; the same formulas occur in many obligations."""
    return called_names(node)


def functions_in_reach(theory: Theory, obligation: Obligation) -> frozenset[str]:
    """All function names that the obligation can speak about."""
    nodes: list[Syntax] = [obligation.goal, *obligation.hypotheses]
    for reference in obligation.justification.using:
        statement = theory.statements[reference.statement]
        nodes += [*statement.hypotheses, *statement.claims]
    names = frozenset().union(*map(names_in, nodes))
    bodies = [theory.definitions[n].body for n in names & set(theory.definitions)]
    bindings = [text for r in obligation.justification.using for _, text in r.bindings]
    written = {n for text in bindings for n in NAME.findall(text)} & set(theory.definitions)
    return names | theory.unfolded_names(*bodies) | written
