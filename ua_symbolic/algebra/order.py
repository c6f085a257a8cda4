"""A total order on terms, the same in every process: the key to canonical sums and products."""

from __future__ import annotations

from functools import lru_cache

from ua_symbolic.expressions.numerals import fraction_text
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    Number,
    Piecewise,
    Relation,
    Term,
    Variable,
)


@lru_cache(maxsize=1 << 16)
def sort_key(term: Term) -> str:
    """An injective text of the term; hints (names of bound variables) do not enter."""
    match term:
        case Number(value):
            return f"({fraction_text(value)})"
        case Constant(name):
            return f"!{name}"
        case Variable(name, sort):
            return f"{name}:{sort.value[0]}"
        case Bound(index, sort):
            return f"#{index}:{sort.value[0]}"
        case Apply(head, args):
            return f"{{{head} {_joined(args)}}}"
        case Call(name, args, sort):
            return f"{name}:{sort.value[0]}[{_joined(args)}]"
        case Bind(head, sort, lower, upper, body):
            return f"{{{head} {sort.value[0]} {_joined((lower, upper, body))}}}"
        case Piecewise(branches, otherwise):
            texts = [f"{sort_key(v)} if {_relation_key(c)}" for v, c in branches]
            return f"{{cases {'; '.join(texts)}; {sort_key(otherwise)}}}"


def _joined(args: tuple[Term, ...]) -> str:
    return ", ".join(sort_key(a) for a in args)


def _relation_key(relation: Relation) -> str:
    return f"{sort_key(relation.left)} {relation.op} {sort_key(relation.right)}"
