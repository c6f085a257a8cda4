"""Equality of two defined terms, decided with SymPy on symbols that know what the facts say.

Only rewriting that is valid wherever both sides are defined is used.  The answer is ``True`` or
``None`` (not decided), never more.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

import sympy as sp

from ua_symbolic.recheck.arena import INTEGER, Arena

Expr = Any


class Undecided(Exception):  # noqa: N818 - it names the verdict
    """The terms are out of reach of this method."""


def decide(arena: Arena, left: int, right: int, facts: list[int]) -> bool | None:
    """True if the two terms are shown equal where both are defined and the facts hold."""
    known = [arena.nodes[f] for f in facts] + _implied(arena, left) + _implied(arena, right)
    for bold in (False, True):
        try:
            translator = _Translator(arena, known, bold)
            difference = translator.term(left) - translator.term(right)
            if translator.vanishes(difference):
                return True
        except (Undecided, RecursionError):
            continue
    return None


def _implied(arena: Arena, term: int) -> list[Any]:
    """What the definedness of a term says about signs."""
    zero, found, stack = arena.number(0), [], [term]
    while stack:
        node = arena.nodes[stack.pop()]
        if node[0] in "af":
            stack.extend(node[-1])
        if node[:2] in (("a", "log"), ("a", "gamma"), ("a", "loggamma"), ("a", "digamma")):
            found.append(("r", "<", zero, node[2][0]))
        if node[:2] in (("a", "sqrt"), ("a", "factorial")):
            found.append(("r", "<=", zero, node[2][0]))
        if node[:2] == ("a", "div"):
            found.append(("r", "!=", node[2][1], zero))
    return found


class _Translator:
    """From nodes to SymPy; with ``bold``, sums and products of known sign are atoms too."""

    def __init__(self, arena: Arena, facts: list[Any], bold: bool) -> None:
        self.arena, self.bold = arena, bold
        self.done: dict[int, Expr] = {}
        self.symbols: dict[Any, Expr] = {}
        self.cosines: dict[Expr, Expr] = {}
        self.signs: dict[Expr, str] = {}
        self.bounds: dict[int, tuple[Fraction, bool]] = {}
        self.nonzero: set[int] = set()
        for _, op, left, right in facts:
            self._read_bound(op, left, right)
        for number in self.nonzero & set(self.bounds):
            if self.bounds[number] == (Fraction(0), False):  # nonnegative and not zero
                whole = arena.nodes[number][2] == INTEGER
                self.bounds[number] = (Fraction(1), False) if whole else (Fraction(0), True)
        for _ in range(2):
            self._read_signs(facts)

    # --- facts ------------------------------------------------------------------------------

    def _read_bound(self, op: str, left: int, right: int) -> None:
        low, high = self.arena.nodes[left], self.arena.nodes[right]
        if op == "!=":
            if ("n", 0) in (low, high):
                self.nonzero.add(left if high == ("n", 0) else right)
        elif low[0] == "n" and high[0] == "v" and op in ("<", "<="):
            value, strict = low[1], op == "<"
            if high[2] == INTEGER:
                value, strict = Fraction(floor(value) + 1 if strict else ceil(value)), False
            self.bounds[right] = max(self.bounds.get(right, (value, strict)), (value, strict))

    def _read_signs(self, facts: list[Any]) -> None:
        found: dict[Expr, str] = {}
        for _, op, left, right in facts:
            if op in ("<", "<="):
                try:
                    larger = sp.expand(self.term(right) - self.term(left))
                except Undecided:
                    continue
                if found.get(larger) != "<":
                    found[larger] = op
        self.signs.update(found)
        self.done = {}

    # --- symbols ----------------------------------------------------------------------------

    def symbol(self, key: Any, **assumptions: bool) -> Expr:
        """One symbol for each key."""
        if key not in self.symbols:
            self.symbols[key] = sp.Symbol(f"s{len(self.symbols)}", **assumptions)
        return self.symbols[key]

    def atom(self, expr: Expr, integer: bool = False) -> Expr:
        """A symbol for an expression of which nothing but its sign matters."""
        if expr.is_number:
            return expr
        whole = {"integer": True} if integer else {}
        plain = self.symbol(expr, real=True, **whole)
        match self.signs.get(plain):
            case "<":
                return self.symbol((expr, "<"), positive=True, **whole)
            case "<=":
                return self.symbol((expr, "<="), nonnegative=True, **whole)
        return plain

    def variable(self, number: int) -> Expr:
        """A symbol that knows its sort and its bounds; integers count from their lower bound."""
        node = self.arena.nodes[number]
        bound, strict = self.bounds.get(number, (None, False))
        if node[2] == INTEGER:
            if bound is None:
                return self.symbol(number, integer=True)
            return self.symbol(number, integer=True, nonnegative=True) + int(bound)
        if bound is not None and (bound > 0 or (bound == 0 and strict)):
            return self.symbol(number, positive=True)
        if bound == 0:
            return self.symbol(number, nonnegative=True)
        if number in self.nonzero:
            return self.symbol(number, real=True, nonzero=True)
        return self.symbol(number, real=True)

    # --- terms ------------------------------------------------------------------------------

    def term(self, number: int) -> Expr:
        """The SymPy expression of a term; Undecided where SymPy finds it undefined."""
        if number not in self.done:
            found = self._term(number)
            if found.has(sp.nan, sp.zoo, sp.oo, sp.I):
                raise Undecided
            if self.bold and isinstance(found, sp.Add) and sp.expand(found) in self.signs:
                found = self.atom(sp.expand(found), self.arena.is_integer(number))
            self.done[number] = found
        return self.done[number]

    def _term(self, number: int) -> Expr:
        match self.arena.nodes[number]:
            case ("n", value):
                return sp.Rational(value.numerator, value.denominator)
            case ("c", name):
                return sp.pi if name == "pi" else sp.E
            case ("v", _, _):
                return self.variable(number)
            case ("a", head, args):
                return self._apply(head, [self.term(arg) for arg in args])
            case ("f", name, sort, args):
                inner = [sp.expand(self.term(arg)) for arg in args]
                return self.atom(sp.Function(f"f_{name}")(*inner), sort == INTEGER)
            case ("q", head, sort, lower, upper, body):
                return self._bind(head, sort, lower, upper, body)
            case ("p", branches, otherwise):
                return self._cases(branches, otherwise)
        return self.atom(sp.Function("node")(sp.Integer(number)))

    def _bind(self, head: str, sort: str, lower: int, upper: int, body: int) -> Expr:
        depth = self._height(body)
        index = self.arena.put("v", (head, depth), sort)  # a name that no file can hold
        inner = sp.expand(self.term(self.arena.instantiate(body, [index])))
        ends = [sp.expand(self.term(end)) for end in (lower, upper)]
        return self.atom(sp.Function(f"{head}_{depth}")(*ends, inner))

    def _cases(self, branches: Any, otherwise: int) -> Expr:
        """A case distinction, its parts expanded; where it is defined, so is the branch taken."""
        parts = [sp.expand(self.term(otherwise))]
        for value, condition in branches:
            _, op, left, right = self.arena.nodes[self.arena.oriented(condition)]
            sides = [sp.expand(self.term(side)) for side in (left, right)]
            parts += [sp.expand(self.term(value)), sp.Function(f"cond{op}")(*sides)]
        return self.atom(sp.Function("cases")(*parts))

    def _height(self, number: int) -> int:
        below = [self._height(part) for part, _ in self.arena.children(number)]
        return max(below, default=0) + int(self.arena.nodes[number][0] == "q")

    def _apply(self, head: str, args: list[Expr]) -> Expr:
        if head in _PLAIN:
            return _PLAIN[head](*args)
        if head == "div":
            if args[1] == 0:
                raise Undecided
            return args[0] / args[1]
        if head in ("pow", "sqrt"):
            return self.power(args[0], args[1] if head == "pow" else sp.Rational(1, 2))
        if head in ("sin", "cos", "tan"):
            return self._circular(head, sp.expand(args[0]))
        if head in ("gamma", "factorial", "beta"):
            return self._gamma(head, args)
        if head == "Abs":
            return sp.Abs(sp.factor(args[0]))
        inner = [sp.expand(arg) for arg in args]
        if head in ("Min", "Max"):
            inner = sorted(inner, key=sp.default_sort_key)
        known = _KNOWN.get(head)
        value = known(*inner) if known else sp.Function(f"h_{head}")(*inner)
        return self.atoms_of(value)

    def atoms_of(self, value: Expr) -> Expr:
        """The value of a known function, what SymPy left of it replaced by atoms."""
        known = (*_KNOWN.values(), sp.core.function.AppliedUndef)
        return value.replace(
            lambda e: isinstance(e, known), lambda e: self.atom(e, bool(e.is_integer))
        )

    def power(self, base: Expr, exponent: Expr) -> Expr:
        """The power, split along a sum in the exponent where that is right for any value."""
        exponent = sp.expand(exponent)
        if exponent.is_Integer:
            if base == 0 and exponent < 0:
                raise Undecided
            return base**exponent
        if not base.is_positive and self.signs.get(sp.expand(base)) == "<":
            base = self.atom(sp.expand(base)) if self.bold or not base.is_Add else base
        parts = sp.Add.make_args(exponent)
        natural = all(p.is_integer and p.is_nonnegative for p in parts)
        whole = base.is_nonzero and all(p.is_integer for p in parts)
        if base.is_positive or natural or whole:
            return sp.Mul(*[base**part for part in parts])
        return base**exponent

    def _circular(self, head: str, arg: Expr) -> Expr:
        if head == "tan":
            below = self._circular("cos", arg)
            if below == 0:
                raise Undecided
            return self._circular("sin", arg) / below
        value = sp.sin(arg) if head == "sin" else sp.cos(arg)
        return value.replace(
            lambda e: isinstance(e, sp.sin | sp.cos) and not e.is_number, self._circular_atom
        )

    def _circular_atom(self, value: Expr) -> Expr:
        symbol = self.atom(value)
        if isinstance(value, sp.cos):
            self.cosines[symbol] = self.atom(sp.sin(value.args[0]))
        return symbol

    def _gamma(self, head: str, args: list[Expr]) -> Expr:
        if head == "beta":
            a, b = args
            return sp.gamma(a) * sp.gamma(b) / sp.gamma(sp.expand(a + b))
        return sp.gamma(sp.expand(args[0] + (1 if head == "factorial" else 0)))

    # --- zero or not ------------------------------------------------------------------------

    def vanishes(self, difference: Expr) -> bool:
        """Whether the expression is zero, as far as expanding shows it."""
        if self._is_zero(difference):
            return True
        if difference.has(sp.log):
            difference = sp.expand_log(difference)
        if difference.has(sp.gamma):
            difference = sp.gammasimp(difference)
        numerator, _ = sp.fraction(sp.together(sp.powsimp(sp.expand(difference))))
        if self._is_zero(numerator):
            return True
        numerator, _ = sp.fraction(sp.together(sp.powdenest(difference)))
        return self._is_zero(numerator)

    def _is_zero(self, expr: Expr) -> bool:
        flat = sp.expand(expr)
        if flat == 0:
            return True
        reduced = sp.expand(flat.replace(self._is_square_of_cosine, self._in_sines))
        return bool(reduced == 0)

    def _is_square_of_cosine(self, e: Expr) -> bool:
        return bool(e.is_Pow and e.base in self.cosines and e.exp.is_Integer and e.exp >= 2)

    def _in_sines(self, e: Expr) -> Expr:
        twice, rest = divmod(int(e.exp), 2)
        return (1 - self.cosines[e.base] ** 2) ** twice * e.base**rest


_PLAIN: dict[str, Any] = {
    "add": sp.Add,
    "mul": sp.Mul,
    "neg": lambda u: -u,
    "exp": lambda u: sp.exp(sp.expand(u)),
    "log": sp.log,
    "sinh": lambda u: (sp.exp(u) - sp.exp(-u)) / 2,
    "cosh": lambda u: (sp.exp(u) + sp.exp(-u)) / 2,
    "tanh": lambda u: (sp.exp(2 * u) - 1) / (sp.exp(2 * u) + 1),
}
_KNOWN: dict[str, Any] = {
    "asin": sp.asin,
    "acos": sp.acos,
    "atan": sp.atan,
    "floor": sp.floor,
    "ceiling": sp.ceiling,
}
