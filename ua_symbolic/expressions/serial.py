"""Terms as plain data (nested lists of text and numbers), a canonical form, and fingerprints.

The data are what certificates and ledgers hold; reading them is strict.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.names import BINDERS
from ua_symbolic.expressions.numerals import fraction_text, fraction_value
from ua_symbolic.expressions.signature import CONSTANTS, HEADS
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
    Syntax,
    Variable,
    div,
    map_children,
    neg,
)

MAX_DEPTH = 200  # of the terms that from_data accepts; what walks over terms may recurse
_COMMUTATIVE = ("add", "mul", "Min", "Max")
_Sorts = tuple[Sort, ...]  # of the enclosing binders, innermost last

Data = list[Any]


def to_data(node: Syntax) -> Data:
    """The node as nested lists.

    >>> from ua_symbolic.expressions.terms import Variable, add, number
    >>> to_data(add(Variable("x"), number("3/2")))
    ['a', 'add', [['v', 'x', 'real'], ['n', '3/2']]]
    """
    match node:
        case Number(value):
            return ["n", fraction_text(value)]
        case Constant(name):
            return ["c", name]
        case Variable(name, sort):
            return ["v", name, sort.value]
        case Bound(index, sort):
            return ["b", index, sort.value]
        case Apply(head, args):
            return ["a", head, list(map(to_data, args))]
        case Call(name, args, sort):
            return ["f", name, sort.value, list(map(to_data, args))]
        case Bind(head, sort, lower, upper, body, hint):
            ends = [to_data(lower), to_data(upper)]
            return ["q", head, sort.value, hint, *ends, to_data(body)]
        case Piecewise(branches, otherwise):
            pairs = []
            for branch in branches:
                pairs.append(list(map(to_data, branch)))
            return ["p", pairs, to_data(otherwise)]
        case Relation(op, left, right):
            return ["r", op, to_data(left), to_data(right)]
        case ForAll(sorts, guards, body, hints):
            names = [[s.value for s in sorts], list(hints)]
            return ["all", *names, list(map(to_data, guards)), to_data(body)]
        case Lambda(sorts, body):
            return ["fun", [s.value for s in sorts], to_data(body)]
    raise TypeError(f"neither a term nor a formula: {type(node).__name__}")


# --- reading ----------------------------------------------------------------------------------


def from_data(data: object) -> Syntax:
    """The node that ``to_data`` wrote.

    Raises CertificateError for anything else: unknown tags, heads or sorts, a wrong arity, a
    fraction not in lowest terms, an index that no binder of its sort binds, ``oo`` elsewhere than
    as the upper end of a sum or an integral.
    """
    return _read(data, (), 0)


def _refuse(data: object, why: str) -> CertificateError:
    shown = repr(data) if isinstance(data, str | int) else type(data).__name__
    return CertificateError(f"not an expression: {why} in {shown[:60]}")


def _read(data: object, sorts: _Sorts, depth: int, kind: str = "") -> Any:
    """The node of ``data``, which must be a term or a relation if ``kind`` says so."""
    if depth > MAX_DEPTH:
        raise CertificateError(f"not an expression: nested more than {MAX_DEPTH} deep")
    if not isinstance(data, list) or not data:
        raise _refuse(data, "a tagged list was expected")
    reader = _READERS.get(data[0]) if isinstance(data[0], str) else None
    if reader is None:
        raise _refuse(data[0], "unknown tag")
    found, length, read = reader
    if kind not in ("", found):
        raise _refuse(data[0], f"a {kind} was expected")
    if len(data) != length:
        raise _refuse(data[0], f"{len(data)} parts instead of {length}")
    return read(data, sorts, depth + 1)


def _read_all(data: object, sorts: _Sorts, depth: int, kind: str) -> tuple[Any, ...]:
    nodes = []
    for item in _list(data):
        nodes.append(_read(item, sorts, depth, kind))
    return tuple(nodes)


def _list(data: object) -> Data:
    if not isinstance(data, list):
        raise _refuse(data, "a list was expected")
    return data


def _text(data: object) -> str:
    if not isinstance(data, str) or not data:
        raise _refuse(data, "a nonempty text was expected")
    return data


def _sort(data: object) -> Sort:
    if data not in ("real", "integer"):
        raise _refuse(data, "unknown sort")
    return Sort(str(data))


def _number(data: Data, _: _Sorts, __: int) -> Number:
    try:
        return Number(fraction_value(_text(data[1])))
    except ValueError:
        raise _refuse(data[1], "no fraction in lowest terms") from None


def _constant(data: Data, _: _Sorts, __: int) -> Constant:
    if _text(data[1]) not in CONSTANTS:
        raise _refuse(data[1], "unknown constant")
    return Constant(data[1])


def _variable(data: Data, _: _Sorts, __: int) -> Variable:
    return Variable(_text(data[1]), _sort(data[2]))


def _bound(data: Data, sorts: _Sorts, _: int) -> Bound:
    index, sort = data[1], _sort(data[2])
    if type(index) is not int or not 0 <= index < len(sorts) or sorts[-1 - index] is not sort:
        raise _refuse(index, f"no binder of sort {sort} for the bound variable")
    return Bound(index, sort)


def _apply(data: Data, sorts: _Sorts, depth: int) -> Apply:
    head = HEADS.get(_text(data[1]))
    if head is None:
        raise _refuse(data[1], "unknown function")
    args = _read_all(data[2], sorts, depth, "term")
    if len(args) < head.least or (head.most is not None and len(args) > head.most):
        raise _refuse(data[1], f"{len(args)} arguments")
    return Apply(data[1], args)


def _call(data: Data, sorts: _Sorts, depth: int) -> Call:
    return Call(_text(data[1]), _read_all(data[3], sorts, depth, "term"), _sort(data[2]))


def _bind(data: Data, sorts: _Sorts, depth: int) -> Bind:
    _, head, sort, hint, lower, upper, body = data
    if not isinstance(head, str) or BINDERS.get(head) is not _sort(sort):
        raise _refuse(head, "unknown binder or wrong sort")
    low = _read(lower, sorts, depth, "term")
    high = INFINITY if upper == ["c", "oo"] else _read(upper, sorts, depth, "term")
    inner = _read(body, (*sorts, BINDERS[head]), depth, "term")
    return Bind(head, BINDERS[head], low, high, inner, _text(hint))


def _piecewise(data: Data, sorts: _Sorts, depth: int) -> Piecewise:
    branches = []
    for pair in _list(data[1]):
        if not isinstance(pair, list) or len(pair) != 2:
            raise _refuse(pair, "a pair of value and condition was expected")
        value = _read(pair[0], sorts, depth, "term")
        branches.append((value, _read(pair[1], sorts, depth, "relation")))
    return Piecewise(tuple(branches), _read(data[2], sorts, depth, "term"))


def _read_relation(data: Data, sorts: _Sorts, depth: int) -> Relation:
    if data[1] not in RELATION_OPERATORS:
        raise _refuse(data[1], "unknown relation")
    left = _read(data[2], sorts, depth, "term")
    return Relation(data[1], left, _read(data[3], sorts, depth, "term"))


def _for_all(data: Data, sorts: _Sorts, depth: int) -> ForAll:
    own, hints = tuple(map(_sort, _list(data[1]))), tuple(map(_text, _list(data[2])))
    if not own or len(hints) not in (0, len(own)):
        raise _refuse("all", "a wrong number of sorts or names")
    inner = (*sorts, *own)
    guards = _read_all(data[3], inner, depth, "relation")
    return ForAll(own, guards, _read(data[4], inner, depth, "relation"), hints)


def _lambda(data: Data, sorts: _Sorts, depth: int) -> Lambda:
    own = tuple(map(_sort, _list(data[1])))
    return Lambda(own, _read(data[2], (*sorts, *own), depth, "term"))


_READERS: dict[str, tuple[str, int, Callable[[Data, _Sorts, int], Syntax]]] = {
    "n": ("term", 2, _number),
    "c": ("term", 2, _constant),
    "v": ("term", 3, _variable),
    "b": ("term", 3, _bound),
    "a": ("term", 3, _apply),
    "f": ("term", 4, _call),
    "q": ("term", 7, _bind),
    "p": ("term", 3, _piecewise),
    "r": ("relation", 4, _read_relation),
    "all": ("quantified relation", 5, _for_all),
    "fun": ("function", 3, _lambda),
}


# --- canonical form and fingerprints ----------------------------------------------------------


def canonical(node: Syntax) -> Syntax:
    """The same meaning, written one way.

    Sums, products, ``Min`` and ``Max`` are flat and sorted, signs and quotients of literal numbers
    are literals, ``>=`` and ``>`` are turned round, the hints of bound variables are forgotten.
    Where either form is defined, so is the other, and they are equal there.
    """
    mapped = map_children(node, lambda child, _: canonical(child))
    match mapped:
        case Apply(head, args) if head in _COMMUTATIVE:
            return Apply(head, tuple(sorted(_flat(head, args), key=_order)))
        case Apply("neg", (arg,)):
            return neg(arg)
        case Apply("div", (top, bottom)):
            return div(top, bottom)
        case Relation():
            return mapped.oriented()
        case Bind(head, sort, lower, upper, body):
            return Bind(head, sort, lower, upper, body, "k")
        case ForAll(sorts, guards, body):
            return ForAll(sorts, guards, body)
    return mapped


def fingerprint(*parts: Syntax | str) -> str:
    """The SHA-256 of the canonical forms, in order; the same in every process and on any machine.

    >>> from ua_symbolic.expressions.terms import Variable, add
    >>> x, y = Variable("x"), Variable("y")
    >>> fingerprint(add(x, y)) == fingerprint(add(y, x)) != fingerprint("x + y")
    True
    """
    data = [["s", p] if isinstance(p, str) else to_data(canonical(p)) for p in parts]
    return hashlib.sha256(_json(data).encode("ascii")).hexdigest()


def _flat(head: str, args: tuple[Syntax, ...]) -> list[Syntax]:
    flat: list[Syntax] = []
    for arg in args:
        flat.extend(arg.args if isinstance(arg, Apply) and arg.head == head else (arg,))
    return flat


def _order(node: Syntax) -> str:
    return _json(to_data(node))


def _json(data: Data) -> str:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"))
