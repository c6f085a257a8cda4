"""Which syntax the kernel admits at all.

Every rule argues about terms as the language means them: a head with its number of arguments, an
exact number, an index bound by a binder of the very same sort, ``oo`` nowhere but as an end of a
Sum or Integral.  What is not of this form never enters a theorem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from ua_symbolic.expressions.signature import HEADS
from ua_symbolic.expressions.terms import (
    INFINITY,
    RELATION_OPERATORS,
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    ForAll,
    Lambda,
    Number,
    Piecewise,
    Relation,
    Sort,
    Variable,
)
from ua_symbolic.kernel.refusal import KernelError, require

Binders = tuple[Sort, ...]  # the sorts of the enclosing binders, innermost last
Parts = Iterator[tuple[Any, Binders, frozenset[type]]]

TERM = frozenset({Number, Constant, Variable, Bound, Apply, Call, Bind, Piecewise})
RELATION = frozenset({Relation})
FORMULA = frozenset({Relation, ForAll})
BINDER_SORTS = {"Sum": Sort.INTEGER, "Integral": Sort.REAL}


def require_term(node: object) -> None:
    """KernelError unless ``node`` is a term without dangling indices, by the letter."""
    _require(node, TERM)


def require_formula(node: object) -> None:
    """KernelError unless ``node`` is a relation or quantified hypothesis, by the letter."""
    _require(node, FORMULA)


def require_relation(node: object) -> None:
    """KernelError unless ``node`` is a relation, by the letter."""
    _require(node, RELATION)


def require_form(node: object) -> None:
    """KernelError unless ``node`` is a term, relation or quantified hypothesis, by the letter."""
    _require(node, TERM | FORMULA)


def require_function(node: object, body: frozenset[type] = TERM) -> None:
    """KernelError unless ``node`` is a Lambda whose body is of the given kind."""
    require(type(node) is Lambda, "a function was expected")
    if isinstance(node, Lambda):
        require(type(node.sorts) is tuple and _are_sorts(node.sorts), "unknown sorts")
        _require(node.body, body, node.sorts)


def has_infinite_end(term: Bind) -> bool:
    """Whether the Sum or Integral runs to infinity: no rule of the kernel is about these."""
    return INFINITY in (term.lower, term.upper)


def _require(node: object, kinds: frozenset[type], binders: Binders = ()) -> None:
    stack: list[tuple[Any, Binders, frozenset[type]]] = [(node, binders, kinds)]
    while stack:
        top, outside, allowed = stack.pop()
        if type(top) not in allowed:
            raise KernelError(f"{type(top).__name__} does not belong there")
        stack.extend(_PARTS[type(top)](top, outside))


def _are_sorts(sorts: Any) -> bool:
    return all(type(sort) is Sort for sort in sorts)


def _number(node: Number, _: Binders) -> Parts:
    require(type(node.value) is Fraction, "a number must be an exact fraction")
    return iter(())


def _constant(node: Constant, _: Binders) -> Parts:
    require(type(node.name) is str and node.name in ("pi", "E"), "no such constant in a term")
    return iter(())


def _variable(node: Variable, _: Binders) -> Parts:
    require(type(node.name) is str and type(node.sort) is Sort, "not a variable")
    return iter(())


def _bound(node: Bound, binders: Binders) -> Parts:
    require(type(node.index) is int and node.index >= 0, "not a bound index")
    require(node.index < len(binders), "a bound variable without its binder")
    require(node.sort is binders[-1 - node.index], "a bound variable of another sort")
    return iter(())


def _apply(node: Apply, binders: Binders) -> Parts:
    head = HEADS.get(node.head)
    if head is None:
        raise KernelError(f"unknown head {node.head}")
    require(type(node.args) is tuple and len(node.args) >= head.least, "too few arguments")
    require(head.most is None or len(node.args) <= head.most, "too many arguments")
    return ((arg, binders, TERM) for arg in node.args)


def _call(node: Call, binders: Binders) -> Parts:
    require(type(node.name) is str and type(node.sort) is Sort, "not a function call")
    require(type(node.args) is tuple, "not a function call")
    return ((arg, binders, TERM) for arg in node.args)


def _bind(node: Bind, binders: Binders) -> Parts:
    require(BINDER_SORTS.get(node.head) is node.sort, "a binder of another sort")
    for end in (node.lower, node.upper):
        if end != INFINITY:
            yield end, binders, TERM
    yield node.body, (*binders, node.sort), TERM


def _piecewise(node: Piecewise, binders: Binders) -> Parts:
    require(type(node.branches) is tuple, "not a case distinction")
    for value, condition in node.branches:
        yield value, binders, TERM
        yield condition, binders, RELATION
    yield node.otherwise, binders, TERM


def _relation(node: Relation, binders: Binders) -> Parts:
    require(node.op in RELATION_OPERATORS, "unknown relation")
    return iter(((node.left, binders, TERM), (node.right, binders, TERM)))


def _for_all(node: ForAll, binders: Binders) -> Parts:
    require(type(node.sorts) is tuple and _are_sorts(node.sorts), "unknown sorts")
    require(type(node.guards) is tuple and len(node.sorts) > 0, "not a quantified hypothesis")
    inner = (*binders, *node.sorts)
    return ((part, inner, RELATION) for part in (*node.guards, node.body))


_PARTS: dict[type, Callable[[Any, Binders], Parts]] = {
    Number: _number,
    Constant: _constant,
    Variable: _variable,
    Bound: _bound,
    Apply: _apply,
    Call: _call,
    Bind: _bind,
    Piecewise: _piecewise,
    Relation: _relation,
    ForAll: _for_all,
}
