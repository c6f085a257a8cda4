"""The typed terms of the language: immutable trees that evaluate nothing.

A term means a *partial* real (or integer) number: ``x/x`` stays a quotient that is undefined at
zero.  Bound variables are held by index (``Bound(0)`` is the innermost), so two terms that differ
only in the names of bound variables are equal, and substitution cannot capture.

Meaning of the heads is given once, in ``signature.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any


class Sort(StrEnum):
    """The range of a variable: the real line or the integers."""

    REAL = "real"
    INTEGER = "integer"


@dataclass(frozen=True, eq=True)
class _Node:
    """Base of all terms: structural equality, with the hash computed once."""

    def __hash__(self) -> int:
        try:
            return self.__dict__["_hash"]  # type: ignore[no-any-return]
        except KeyError:
            values = tuple(getattr(self, name) for name in _compared(type(self)))  # type: ignore[arg-type]
            cached = hash((type(self).__name__, values))
            self.__dict__["_hash"] = cached
            return cached

    def __getstate__(self) -> dict[str, Any]:
        # A hash of strings differs between processes: never pickle it.
        return {k: v for k, v in self.__dict__.items() if k != "_hash"}


@cache
def _compared(kind: type[Any]) -> tuple[str, ...]:
    """The names of the fields that equality looks at."""
    return tuple(f.name for f in fields(kind) if f.compare)


@dataclass(frozen=True, eq=True)
class Number(_Node):
    """An exact rational number."""

    value: Fraction
    __hash__ = _Node.__hash__


@dataclass(frozen=True, eq=True)
class Constant(_Node):
    """A named real constant: ``pi`` or ``E`` (and ``oo``, only as an end of a range)."""

    name: str
    __hash__ = _Node.__hash__


@dataclass(frozen=True, eq=True)
class Variable(_Node):
    """A free variable; two variables of one name but different sorts are different."""

    name: str
    sort: Sort = Sort.REAL
    __hash__ = _Node.__hash__


@dataclass(frozen=True, eq=True)
class Bound(_Node):
    """A variable bound by the ``index``-th enclosing binder, counted from the inside."""

    index: int
    sort: Sort
    __hash__ = _Node.__hash__


@dataclass(frozen=True, eq=True)
class Apply(_Node):
    """An interpreted operation or function of ``signature.HEADS`` applied to terms."""

    head: str
    args: tuple[Term, ...]
    __hash__ = _Node.__hash__


@dataclass(frozen=True, eq=True)
class Call(_Node):
    """A defined or uninterpreted function applied to terms; the name may be dotted."""

    name: str
    args: tuple[Term, ...]
    sort: Sort = Sort.REAL
    __hash__ = _Node.__hash__


@dataclass(frozen=True, eq=True)
class Bind(_Node):
    """``Sum`` or ``Integral`` of ``body`` (in which ``Bound(0)`` is free) from lower to upper."""

    head: str
    sort: Sort
    lower: Term
    upper: Term
    body: Term
    hint: str = field(default="k", compare=False)
    __hash__ = _Node.__hash__


@dataclass(frozen=True, eq=True)
class Piecewise(_Node):
    """The value of the first branch whose condition holds, and ``otherwise`` if none does."""

    branches: tuple[tuple[Term, Relation], ...]
    otherwise: Term
    __hash__ = _Node.__hash__


Term = Number | Constant | Variable | Bound | Apply | Call | Bind | Piecewise

RELATION_OPERATORS = ("<=", "<", "=", ">=", ">", "!=")


@dataclass(frozen=True, eq=True)
class Relation(_Node):
    """``left op right``: true iff both sides are defined and the relation holds."""

    op: str
    left: Term
    right: Term
    __hash__ = _Node.__hash__

    def oriented(self) -> Relation:
        """The same relation with ``>=`` and ``>`` turned round."""
        if self.op == ">=":
            return Relation("<=", self.right, self.left)
        if self.op == ">":
            return Relation("<", self.right, self.left)
        return self


@dataclass(frozen=True, eq=True)
class ForAll(_Node):
    """A quantified hypothesis: for all bound variables with ``guards``, ``body``.

    The last of ``sorts`` is ``Bound(0)``.
    """

    sorts: tuple[Sort, ...]
    guards: tuple[Relation, ...]
    body: Relation
    hints: tuple[str, ...] = field(default=(), compare=False)
    __hash__ = _Node.__hash__


Formula = Relation | ForAll


@dataclass(frozen=True, eq=True)
class Lambda(_Node):
    """A function of terms, to be put in place of a function variable; the last is ``Bound(0)``."""

    sorts: tuple[Sort, ...]
    body: Term
    __hash__ = _Node.__hash__


# --- smart constructors -----------------------------------------------------------------------

ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))
PI = Constant("pi")
EULER = Constant("E")
INFINITY = Constant("oo")


def number(value: int | Fraction | str) -> Number:
    """An exact number; Python floats are refused since 1.1 is not 11/10."""
    if isinstance(value, float):
        raise TypeError("a float is not an exact number; give an integer, a Fraction or a string")
    return Number(Fraction(value))


def add(*args: Term) -> Term:
    """The sum, flat; no argument gives 0."""
    flat: list[Term] = []
    for arg in args:
        flat.extend(arg.args if isinstance(arg, Apply) and arg.head == "add" else (arg,))
    return ZERO if not flat else flat[0] if len(flat) == 1 else Apply("add", tuple(flat))


def mul(*args: Term) -> Term:
    """The product, flat; no argument gives 1."""
    flat: list[Term] = []
    for arg in args:
        flat.extend(arg.args if isinstance(arg, Apply) and arg.head == "mul" else (arg,))
    return ONE if not flat else flat[0] if len(flat) == 1 else Apply("mul", tuple(flat))


def neg(arg: Term) -> Term:
    """Minus the argument; a literal number is negated."""
    return Number(-arg.value) if isinstance(arg, Number) else Apply("neg", (arg,))


def sub(left: Term, right: Term) -> Term:
    """The difference, as a sum with a negated term."""
    return add(left, neg(right))


def div(left: Term, right: Term) -> Term:
    """The quotient; a quotient of two literal numbers with nonzero divisor is a literal."""
    if isinstance(left, Number) and isinstance(right, Number) and right.value != 0:
        return Number(left.value / right.value)
    return Apply("div", (left, right))


def power(base: Term, exponent: Term) -> Term:
    """``base**exponent``, unevaluated."""
    return Apply("pow", (base, exponent))


def function(head: str, *args: Term) -> Term:
    """An interpreted function applied to terms."""
    return Apply(head, args)


# --- traversal --------------------------------------------------------------------------------

Syntax = Any  # a Term, Relation, ForAll or Lambda; the functions below keep the type


def map_children(node: Syntax, visit: Callable[[Syntax, int], Syntax]) -> Syntax:
    """Rebuild ``node`` with ``visit(child, binders crossed)`` in place of each direct child."""
    match node:
        case Apply(head, args):
            mapped = tuple([visit(a, 0) for a in args])
            same = all(a is b for a, b in zip(args, mapped, strict=True))
            return node if same else Apply(head, mapped)
        case Call(name, args, sort):
            return Call(name, tuple(visit(a, 0) for a in args), sort)
        case Bind(head, sort, lower, upper, body, hint):
            return Bind(head, sort, visit(lower, 0), visit(upper, 0), visit(body, 1), hint)
        case Piecewise(branches, otherwise):
            pairs = tuple((visit(value, 0), visit(cond, 0)) for value, cond in branches)
            return Piecewise(pairs, visit(otherwise, 0))
        case Relation(op, left, right):
            return Relation(op, visit(left, 0), visit(right, 0))
        case ForAll(sorts, guards, body, hints):
            n = len(sorts)
            return ForAll(sorts, tuple(visit(g, n) for g in guards), visit(body, n), hints)
        case Lambda(sorts, body):
            return Lambda(sorts, visit(body, len(sorts)))
    return node


def children(node: Syntax) -> Iterator[tuple[Syntax, int]]:
    """The direct children, each with the number of binders crossed to reach it."""
    match node:
        case Apply(_, args) | Call(_, args, _):
            yield from ((a, 0) for a in args)
        case Bind(_, _, lower, upper, body):
            yield from ((lower, 0), (upper, 0), (body, 1))
        case Piecewise(branches, otherwise):
            for value, condition in branches:
                yield from ((value, 0), (condition, 0))
            yield otherwise, 0
        case Relation(_, left, right):
            yield from ((left, 0), (right, 0))
        case ForAll(sorts, guards, body):
            yield from ((g, len(sorts)) for g in (*guards, body))
        case Lambda(sorts, body):
            yield body, len(sorts)


def subterms(node: Syntax) -> Iterator[Syntax]:
    """The node and everything below it, outermost first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        if isinstance(top, Apply | Call):
            stack.extend(reversed(top.args))
        else:
            stack.extend(child for child, _ in reversed(list(children(top))))


@lru_cache(maxsize=1 << 16)
def free_variables(node: Syntax) -> frozenset[Variable]:
    """The free variables that occur."""
    if isinstance(node, Variable):
        return frozenset((node,))
    if isinstance(node, Apply):
        return frozenset().union(*map(free_variables, node.args))
    return frozenset(t for t in subterms(node) if isinstance(t, Variable))


@lru_cache(maxsize=1 << 16)
def called_names(node: Syntax) -> frozenset[str]:
    """The names of all defined and uninterpreted functions that occur."""
    return frozenset(t.name for t in subterms(node) if isinstance(t, Call))


# --- binding and substitution -----------------------------------------------------------------


def shift(node: Syntax, by: int, cutoff: int = 0) -> Syntax:
    """Raise by ``by`` every bound index that points outside of ``node`` (at least ``cutoff``)."""
    if by == 0:
        return node
    if isinstance(node, Bound):
        return Bound(node.index + by, node.sort) if node.index >= cutoff else node
    return map_children(node, lambda child, n: shift(child, by, cutoff + n))


def close(node: Syntax, *variables: Variable, depth: int = 0) -> Syntax:
    """Bind ``variables`` (the last becomes ``Bound(0)``) in a body."""
    if isinstance(node, Variable):
        if node in variables:
            return Bound(depth + len(variables) - 1 - variables.index(node), node.sort)
        return node
    if isinstance(node, Bound):
        return Bound(node.index + len(variables), node.sort) if node.index >= depth else node
    return map_children(node, lambda child, n: close(child, *variables, depth=depth + n))


def instantiate(node: Syntax, *values: Term, depth: int = 0) -> Syntax:
    """Inverse of ``close``: put ``values`` in place of the outermost bound variables of a body."""
    if isinstance(node, Bound):
        position = node.index - depth
        if position < 0:
            return node
        if position < len(values):
            return shift(values[len(values) - 1 - position], depth)
        return Bound(node.index - len(values), node.sort)
    return map_children(node, lambda child, n: instantiate(child, *values, depth=depth + n))


def bind(head: str, variable: Variable, lower: Term, upper: Term, body: Term) -> Bind:
    """``Sum`` or ``Integral`` over ``variable``, which is free in ``body``."""
    return Bind(head, variable.sort, lower, upper, close(body, variable), variable.name)


def for_all(
    variables: tuple[Variable, ...], guards: tuple[Relation, ...], body: Relation
) -> ForAll:
    """The quantified hypothesis over ``variables``, which are free in guards and body."""
    return ForAll(
        tuple(v.sort for v in variables),
        tuple(close(g, *variables) for g in guards),
        close(body, *variables),
        tuple(v.name for v in variables),
    )


def substitute(
    node: Syntax,
    values: Mapping[Variable, Term],
    functions: Mapping[str, Lambda] | None = None,
    depth: int = 0,
) -> Syntax:
    """Put terms for free variables and lambdas for function names, all at once.

    The values may hold free variables but no dangling bound index.
    """
    functions = functions or {}
    if isinstance(node, Variable):
        return values.get(node, node)
    if isinstance(node, Call) and node.name in functions:
        args = tuple(substitute(a, values, functions, depth) for a in node.args)
        return instantiate(functions[node.name].body, *args)
    return map_children(node, lambda c, n: substitute(c, values, functions, depth + n))


def fresh_variable(hint: str, sort: Sort, *avoid: Syntax) -> Variable:
    """A variable named after ``hint`` whose name occurs free in none of ``avoid``."""
    taken = {v.name for node in avoid for v in free_variables(node)}
    name, count = hint, 0
    while name in taken:
        count += 1
        name = f"{hint}_{count}"
    return Variable(name, sort)


# --- sorts ------------------------------------------------------------------------------------


def is_integer(term: Term) -> bool:
    """Whether the term, where defined, is an integer by its syntax alone."""
    match term:
        case Number(value):
            return value.denominator == 1
        case Variable(_, sort) | Bound(_, sort) | Call(_, _, sort):
            return sort is Sort.INTEGER
        case Apply("floor" | "ceiling", _):
            return True
        case Apply("add" | "mul" | "neg" | "Abs" | "Min" | "Max", args):
            return all(is_integer(a) for a in args)
        case Apply("pow", (base, Number(exponent))):
            return exponent.denominator == 1 and exponent >= 0 and is_integer(base)
        case Bind("Sum", _, _, _, body):
            return is_integer(body)
        case Piecewise(branches, otherwise):
            return all(is_integer(v) for v, _ in branches) and is_integer(otherwise)
    return False
