"""The words of the language, and names for bound variables when a term is printed."""

from __future__ import annotations

from collections.abc import Iterable

from ua_symbolic.expressions.signature import CONSTANTS, HEADS
from ua_symbolic.expressions.terms import Sort, Syntax, free_variables

OPERATORS = frozenset({"add", "mul", "neg", "div", "pow"})
FUNCTIONS = frozenset(HEADS) - OPERATORS
BINDERS = {"Sum": Sort.INTEGER, "Integral": Sort.REAL}
ALIASES = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "abs": "Abs",
    "min": "Min",
    "max": "Max",
    "ceil": "ceiling",
    "Gamma": "gamma",
}

KEYWORDS = frozenset({"and", "for", "in", "with", "integer", "real", "True", "False", "None"})
NOT_REAL = frozenset({"oo", "nan", "NaN", "inf", "infinity", "zoo", "I"})
RESERVED = KEYWORDS | NOT_REAL | frozenset(CONSTANTS)
"""Words that never name a variable."""


def is_name(text: str) -> bool:
    """Whether ``text`` can name a variable: a letter, then letters, digits and underscores."""
    plain = text.isascii() and text.isidentifier() and text[0] != "_"
    return plain and text not in RESERVED


class BinderNames:
    """The names given to bound variables while one node is printed.

    A bound variable keeps its hint unless a free variable or an enclosing binder has that name.
    """

    def __init__(self, node: Syntax, taken: Iterable[str] = ()) -> None:
        self._free = {*taken, *(v.name for v in free_variables(node))}
        self._open: list[str] = []

    def enter(self, hints: Iterable[str]) -> list[str]:
        """Name the variables of a binder; the last will be number 0."""
        names = []
        for hint in hints:
            names.append(self._fresh(hint if is_name(hint) else "k"))
            self._open.append(names[-1])
        return names

    def leave(self, count: int) -> None:
        """Forget the ``count`` innermost names."""
        del self._open[len(self._open) - count :]

    def name(self, index: int) -> str:
        """The name of a bound variable; one bound outside of the printed node reads ``#0``."""
        position = len(self._open) - 1 - index
        return self._open[position] if position >= 0 else f"#{-position - 1}"

    def _fresh(self, hint: str) -> str:
        name, count = hint, 0
        while name in self._free or name in self._open:
            count += 1
            name = f"{hint}_{count}"
        return name
