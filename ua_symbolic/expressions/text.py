"""Terms as text, in the language of the parser and with no bracket to spare.

``parse(to_text(node)) == node`` for every node built by the smart constructors, in the scope of
the names that occur in it (``elaborate.scope_of``).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from ua_symbolic.expressions.names import BinderNames
from ua_symbolic.expressions.numerals import fraction_text
from ua_symbolic.expressions.terms import (
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
    Syntax,
    Variable,
)


class Level(IntEnum):
    """How tightly the outermost operation of a printed term holds."""

    SUM = 1
    PRODUCT = 2
    MINUS = 3
    POWER = 4
    ATOM = 5


Printed = tuple[str, Level]


def to_text(node: Syntax) -> str:
    """One line that the parser reads back (a Lambda, which it does not know, reads ``k -> body``).

    >>> from ua_symbolic.expressions.terms import Variable, add, neg, number, power
    >>> to_text(add(power(number(-2), Variable("x")), neg(number("1/2"))))
    '(-2)**x - 1/2'
    """
    return _Printer(node).formula(node)


class _Printer:
    """Prints one node, keeping the names of the enclosing binders."""

    def __init__(self, node: Syntax) -> None:
        self._names = BinderNames(node)

    def formula(self, node: Syntax) -> str:
        """The text of a term, relation, quantified hypothesis or lambda."""
        match node:
            case Relation(op, left, right):
                return f"{self._term(left)[0]} {op} {self._term(right)[0]}"
            case ForAll(sorts, guards, body, hints):
                names = self._names.enter(hints or ("k",) * len(sorts))
                typed = ", ".join(f"{n} {s}" for n, s in zip(names, sorts, strict=True))
                under = " with " + ", ".join(map(self.formula, guards)) if guards else ""
                text = f"for {typed}{under}: {self.formula(body)}"
                self._names.leave(len(sorts))
                return text
            case Lambda(sorts, body):
                names = self._names.enter(("x",) * len(sorts))
                text = f"{', '.join(names)} -> {self._term(body)[0]}"
                self._names.leave(len(sorts))
                return text
        return self._term(node)[0]

    def _term(self, node: Syntax) -> Printed:
        match node:
            case Number():
                return _number(node)
            case Constant(name) | Variable(name, _):
                return name, Level.ATOM
            case Bound(index, _):
                return self._names.name(index), Level.ATOM
            case Apply(head, args):
                show = _OPERATORS.get(head)
                return show(self, args) if show else (self._call(head, args), Level.ATOM)
            case Call(name, args, _):
                return self._call(name, args), Level.ATOM
            case Bind():
                return self._bind(node), Level.ATOM
            case Piecewise(branches, otherwise):
                parts = [f"({self._term(v)[0]}, {self.formula(c)})" for v, c in branches]
                parts.append(f"({self._term(otherwise)[0]}, True)")
                return f"Piecewise({', '.join(parts)})", Level.ATOM
        raise TypeError(f"not a term: {type(node).__name__}")

    def _call(self, name: str, args: tuple[Syntax, ...]) -> str:
        return f"{name}({', '.join(self._term(a)[0] for a in args)})"

    def _bind(self, node: Bind) -> str:
        lower, upper = self._term(node.lower)[0], self._term(node.upper)[0]
        (name,) = self._names.enter([node.hint])
        text = f"{node.head}({self._term(node.body)[0]}, ({name}, {lower}, {upper}))"
        self._names.leave(1)
        return text

    def operand(self, node: Syntax, level: Level, *, signed: bool = False) -> str:
        """The text of an operand that must hold at least as tightly as ``level``.

        Unless ``signed``, one that begins with a minus sign is bracketed too.
        """
        text, own = self._term(node)
        if own < level or (text[0] == "-" and not signed):
            return f"({text})"
        return text


def _number(node: Number) -> Printed:
    text = fraction_text(node.value)
    if node.value.denominator != 1:
        return text, Level.PRODUCT
    return text, Level.MINUS if node.value < 0 else Level.ATOM


def _sum(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    parts = [printer.operand(args[0], Level.PRODUCT, signed=True)]
    for arg in args[1:]:
        match arg:
            case Apply("neg", (inner,)):
                parts.append(f" - {printer.operand(inner, Level.PRODUCT)}")
            case Number(value) if value < 0:
                parts.append(f" - {fraction_text(-value)}")
            case _:
                parts.append(f" + {printer.operand(arg, Level.PRODUCT)}")
    return "".join(parts), Level.SUM


def _product(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    first = printer.operand(args[0], Level.PRODUCT, signed=True)
    return "*".join([first, *(printer.operand(a, Level.POWER) for a in args[1:])]), Level.PRODUCT


def _minus(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    return f"-{printer.operand(args[0], Level.POWER)}", Level.MINUS


def _quotient(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    top = printer.operand(args[0], Level.PRODUCT, signed=True)
    return f"{top}/{printer.operand(args[1], Level.POWER)}", Level.PRODUCT


def _power(printer: _Printer, args: tuple[Syntax, ...]) -> Printed:
    base = printer.operand(args[0], Level.ATOM)
    return f"{base}**{printer.operand(args[1], Level.POWER)}", Level.POWER


_OPERATORS: dict[str, Callable[[_Printer, tuple[Syntax, ...]], Printed]] = {
    "add": _sum,
    "mul": _product,
    "neg": _minus,
    "div": _quotient,
    "pow": _power,
}
