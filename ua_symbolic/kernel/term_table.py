"""Terms in one table: children are given by index, equal terms are written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.numerals import fraction_text, fraction_value
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    ForAll,
    Formula,
    Lambda,
    Number,
    Piecewise,
    Relation,
    Sort,
    Syntax,
    Variable,
)

MAX_DEPTH = 400
MAX_SIZE = 1_000_000  # of a term written out as a tree


class TermWriter:
    """Collects terms; ``write`` gives the index of a term in ``entries``.

    >>> from ua_symbolic.expressions.terms import Variable, add
    >>> table = TermWriter()
    >>> table.write(add(Variable("x"), Variable("x"))), table.entries
    (1, [['v', 'x', 'real'], ['a', 'add', [0, 0]]])
    """

    def __init__(self) -> None:
        self.entries: list[list[Any]] = []
        self._index: dict[Syntax, int] = {}

    def write(self, node: Syntax) -> int:
        """The index of ``node``, which is entered after its parts if it is new."""
        found = self._index.get(node)
        if found is None:
            entry = self._entry(node)
            found = self._index[node] = len(self.entries)
            self.entries.append(entry)
        return found

    def _entry(self, node: Syntax) -> list[Any]:
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
                return ["a", head, [self.write(a) for a in args]]
            case Call(name, args, sort):
                return ["f", name, sort.value, [self.write(a) for a in args]]
            case Bind(head, sort, lower, upper, body, hint):
                ends = self.write(lower), self.write(upper)
                return ["q", head, sort.value, hint, *ends, self.write(body)]
            case Piecewise(branches, otherwise):
                pairs = [[self.write(value), self.write(cond)] for value, cond in branches]
                return ["p", pairs, self.write(otherwise)]
            case Relation(op, left, right):
                return ["r", op, self.write(left), self.write(right)]
            case ForAll(sorts, guards, body, hints):
                inner = [self.write(g) for g in guards], self.write(body)
                return ["all", [s.value for s in sorts], list(hints), *inner]
            case Lambda(sorts, body):
                return ["fun", [s.value for s in sorts], self.write(body)]
        raise TypeError(f"neither a term nor a formula: {type(node).__name__}")


class TermReader:
    """The terms of a table; CertificateError for anything that ``TermWriter`` does not write.

    Whether heads, arities and binders make sense is for the kernel to check.
    """

    def __init__(self, entries: list[Any]) -> None:
        self._nodes: list[Syntax] = []
        self._depths: list[int] = []
        self._sizes: list[int] = []
        for entry in entries:
            self._read(entry)

    def node(self, index: object) -> Syntax:
        """The term or formula of that index."""
        if type(index) is not int or not 0 <= index < len(self._nodes):
            raise CertificateError(f"a table of terms is damaged: no entry {str(index)[:20]!r}")
        return self._nodes[index]

    def relation(self, index: object) -> Relation:
        """The relation of that index."""
        found = self.node(index)
        if not isinstance(found, Relation):
            raise _damaged("a relation was expected")
        return found

    def formula(self, index: object) -> Formula:
        """The relation or quantified hypothesis of that index."""
        found = self.node(index)
        if not isinstance(found, Relation | ForAll):
            raise _damaged("a formula was expected")
        return found

    def _term(self, index: object) -> Any:
        found = self.node(index)
        if isinstance(found, Relation | ForAll | Lambda):
            raise _damaged("a term was expected")
        return found

    def _read(self, entry: object) -> None:
        if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
            raise _damaged("a tagged list was expected")
        length, read = _READERS.get(entry[0], (0, None))
        if read is None or len(entry) != length:
            raise _damaged(f"an entry {entry[0][:20]!r} of {len(entry)} parts")
        node = read(self, entry)
        parts = [i for part in entry[1:] for i in _integers(part)] if entry[0] != "b" else []
        self._depths.append(1 + max((self._depths[i] for i in parts), default=0))
        self._sizes.append(1 + sum(self._sizes[i] for i in parts))
        if self._depths[-1] > MAX_DEPTH or self._sizes[-1] > MAX_SIZE:
            raise CertificateError("a table of terms holds a term that is too deep or too large")
        self._nodes.append(node)

    def _number(self, entry: list[Any]) -> Number:
        try:
            return Number(fraction_value(_text(entry[1])))
        except ValueError:
            raise _damaged("no fraction in lowest terms") from None

    def _constant(self, entry: list[Any]) -> Constant:
        return Constant(_text(entry[1]))

    def _variable(self, entry: list[Any]) -> Variable:
        return Variable(_text(entry[1]), _sort(entry[2]))

    def _bound(self, entry: list[Any]) -> Bound:
        if type(entry[1]) is not int or entry[1] < 0:
            raise _damaged("a bound index")
        return Bound(entry[1], _sort(entry[2]))

    def _apply(self, entry: list[Any]) -> Apply:
        return Apply(_text(entry[1]), tuple(self._term(i) for i in _list(entry[2])))

    def _call(self, entry: list[Any]) -> Call:
        args = tuple(self._term(i) for i in _list(entry[3]))
        return Call(_text(entry[1]), args, _sort(entry[2]))

    def _bind(self, entry: list[Any]) -> Bind:
        _, head, sort, hint, *parts = entry
        lower, upper, body = (self._term(i) for i in parts)
        return Bind(_text(head), _sort(sort), lower, upper, body, _text(hint))

    def _piecewise(self, entry: list[Any]) -> Piecewise:
        pairs = [_list(pair) for pair in _list(entry[1])]
        if any(len(pair) != 2 for pair in pairs):
            raise _damaged("a branch has two parts")
        branches = tuple((self._term(value), self.relation(cond)) for value, cond in pairs)
        return Piecewise(branches, self._term(entry[2]))

    def _relation(self, entry: list[Any]) -> Relation:
        return Relation(_text(entry[1]), self._term(entry[2]), self._term(entry[3]))

    def _for_all(self, entry: list[Any]) -> ForAll:
        _, sorts, hints, guards, body = entry
        return ForAll(
            tuple(map(_sort, _list(sorts))),
            tuple(self.relation(g) for g in _list(guards)),
            self.relation(body),
            tuple(map(_text, _list(hints))),
        )

    def _lambda(self, entry: list[Any]) -> Lambda:
        return Lambda(tuple(map(_sort, _list(entry[1]))), self.node(entry[2]))


_READERS: dict[str, tuple[int, Callable[[TermReader, list[Any]], Syntax]]] = {
    "n": (2, TermReader._number),
    "c": (2, TermReader._constant),
    "v": (3, TermReader._variable),
    "b": (3, TermReader._bound),
    "a": (3, TermReader._apply),
    "f": (4, TermReader._call),
    "q": (7, TermReader._bind),
    "p": (3, TermReader._piecewise),
    "r": (4, TermReader._relation),
    "all": (5, TermReader._for_all),
    "fun": (3, TermReader._lambda),
}


def _integers(part: Any) -> list[int]:
    if isinstance(part, list):
        return [i for inner in part for i in _integers(inner)]
    return [part] if type(part) is int else []


def _damaged(why: str) -> CertificateError:
    return CertificateError(f"a table of terms is damaged: {why}")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _damaged("a text was expected")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _damaged("a list was expected")
    return value


def _sort(value: object) -> Sort:
    if value not in ("real", "integer"):
        raise _damaged("unknown sort")
    return Sort(str(value))
