"""The second engine: SymPy decides whether a difference is zero.

It shares no normal form with the first.  Sign facts become assumptions of symbols (an integer
``k`` with ``s <= k`` becomes ``s + n`` with ``n`` nonnegative), so that SymPy applies a law of
powers only where it is entitled to.  The laws of integer powers hold wherever the powers are
defined, also at base zero, since ``e -> 0**e`` turns sums of exponents ``>= 0`` into products.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from ua_symbolic.algebra.order import sort_key
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    Number,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
    instantiate,
)

MAX_SIZE = 1500
MAX_EXPONENT = 40
MAX_SIMPLIFIED = 60  # sympy.simplify takes seconds on larger expressions


class _UnknownError(Exception):
    """Outside of what this engine translates."""


def equal(left: Term, right: Term, facts: Sequence[Relation]) -> bool:
    """Whether SymPy shows ``left = right`` under the facts; False means unknown.

    Four translations are tried: integers bounded below shifted to start at zero or not, and
    compound terms of known sign kept or replaced by a symbol of that sign (what holds for every
    value of the symbol holds for the term).
    """
    return any(
        _shown(left, right, facts, shift=shift, generalise=generalise)
        for generalise in (False, True)
        for shift in (True, False)
    )


def _shown(
    left: Term, right: Term, facts: Sequence[Relation], *, shift: bool, generalise: bool
) -> bool:
    try:
        translator = _Translator(facts, shift=shift, generalise=generalise)
        return _is_zero(translator.term(left) - translator.term(right))
    except (_UnknownError, RecursionError, TypeError, ValueError, ArithmeticError):
        return False
    except (AttributeError, NotImplementedError, LookupError):
        return False  # SymPy gave up in its own way


# --- translation ----------------------------------------------------------------------------------


class _Translator:
    def __init__(self, facts: Sequence[Relation], *, shift: bool, generalise: bool) -> None:
        import sympy

        self.shift = shift
        zero = Number(Fraction(0))
        signed = {
            f.oriented().right for f in facts if f.op in ("<", "<=") and f.oriented().left == zero
        }
        self.signed = signed if generalise else set()

        self.sympy = sympy
        self.symbols: dict[str, Any] = {}
        self.size = 0
        self.facts = [_scaled(f.oriented()) for f in facts]
        self.depth = 0

    def term(self, term: Term) -> Any:
        self.size += 1
        if self.size > MAX_SIZE:
            raise _UnknownError
        if term in self.signed and isinstance(term, Apply):
            return self._symbol(term, False)
        match term:
            case Number(value):
                return self.sympy.Rational(value.numerator, value.denominator)
            case Constant("pi"):
                return self.sympy.pi
            case Constant("E"):
                return self.sympy.E
            case Variable(_, sort):
                return self._symbol(term, sort is Sort.INTEGER)
            case Apply("pow", (base, exponent)):
                return self._power(self.term(base), self.term(exponent))
            case Apply(head, args) if head in _HEADS:
                return _HEADS[head](self.sympy, *(self.term(a) for a in args))
            case Apply(head, args):
                return self._opaque(head, [self.term(a) for a in args], integer=False, of=term)
            case Call(name, args, sort):
                values = [self.term(a) for a in args]
                return self._opaque(name, values, integer=sort is Sort.INTEGER, of=term)
            case Bind():
                return self._bind(term)
            case Piecewise() | Bound() | Constant():
                return self._symbol(term, False)
        raise _UnknownError

    def _power(self, base: Any, exponent: Any) -> Any:
        if exponent.is_Rational:
            if exponent.is_Integer and abs(exponent) > MAX_EXPONENT and base.is_Add:
                raise _UnknownError
            return self.sympy.Pow(base, exponent)
        if base.is_positive or exponent.is_integer:
            return self.sympy.Pow(base, exponent)
        # Nothing is known of the base: the power is an atom, equal only to itself.
        return self._opaque("pow", [base, exponent], integer=False, of=None)

    def _bind(self, term: Bind) -> Any:
        self.depth += 1
        variable = Variable(f"\u2022{self.depth}", term.sort)
        body = self.sympy.expand(self.term(instantiate(term.body, variable)))
        self.depth -= 1
        ends = [self._end(term.lower), self._end(term.upper)]
        return self._opaque(f"{term.head} {term.sort}", [*ends, body], integer=False, of=term)

    def _end(self, term: Term) -> Any:
        if term in (Constant("oo"), Apply("neg", (Constant("oo"),))):
            return sort_key(term)
        return self.term(term)

    def _opaque(self, name: str, values: list[Any], *, integer: bool, of: Term | None) -> Any:
        parts = [v if isinstance(v, str) else self._text(v) for v in values]
        key = f"{name}({'; '.join(parts)})"
        if of is not None and key not in self.symbols:
            self.symbols[key] = self._new(of, integer)
        return self.symbols.setdefault(key, self.sympy.Dummy(real=True))

    def _text(self, value: Any) -> str:
        return str(self.sympy.srepr(self.sympy.expand(value)))

    # --- symbols

    def _symbol(self, term: Term, integer: bool) -> Any:
        key = sort_key(term)
        if key not in self.symbols:
            self.symbols[key] = self._new(term, integer)
        return self.symbols[key]

    def _new(self, term: Term, integer: bool) -> Any:
        dummy, low, strict, nonzero = self.sympy.Dummy, None, False, False
        for fact in self.facts:
            if fact.op in ("<", "<=") and fact.right == term and isinstance(fact.left, Number):
                bound = (fact.left.value, fact.op == "<")
                low, strict = max((low, strict), bound) if low is not None else bound
            nonzero = nonzero or _says_nonzero(fact, term)
        if low is None:
            return dummy(integer=True) if integer else dummy(real=True, **_if(nonzero))
        if integer:
            least = floor(low) + 1 if strict else ceil(low)
            least += least == 0 and nonzero  # a nonnegative integer that is not 0
            if self.shift:
                return dummy(integer=True, nonnegative=True) + least
            return dummy(
                integer=True,
                **(
                    {"positive": True} if least > 0 else {"nonnegative": True} if least == 0 else {}
                ),
            )
        if low > 0 or (low == 0 and (strict or nonzero)):
            return dummy(positive=True)
        return dummy(nonnegative=True) if low == 0 else dummy(real=True, **_if(nonzero))


def _scaled(fact: Relation) -> Relation:
    """``0 <= c*t`` or ``0 <= c/t`` with a positive constant c, as ``0 <= t``."""
    zero = Number(Fraction(0))
    return Relation(fact.op, zero, _core(fact.right)) if fact.left == zero else fact


def _core(term: Term) -> Term:
    match term:
        case Apply("mul", args):
            rest = [a for a in args if not _positive_constant(a)]
            return _core(rest[0]) if len(rest) == 1 else term
        case Apply("div", (top, bottom)) if _positive_constant(bottom):
            return _core(top)
        case Apply("div", (top, bottom)) if _positive_constant(top):
            return _core(bottom)
    return term


def _positive_constant(term: Term) -> bool:
    match term:
        case Number(value):
            return value > 0
        case Constant("pi" | "E"):
            return True
        case Apply("mul" | "div" | "add" | "sqrt", args):
            return all(_positive_constant(a) for a in args)
    return False


def _if(nonzero: bool) -> dict[str, bool]:
    return {"nonzero": True} if nonzero else {}


def _says_nonzero(fact: Relation, term: Term) -> bool:
    zero = Number(Fraction(0))
    return fact.op == "!=" and (fact.left, fact.right) in ((term, zero), (zero, term))


_HEADS: dict[str, Callable[..., Any]] = {
    "add": lambda sp, *a: sp.Add(*a),
    "mul": lambda sp, *a: sp.Mul(*a),
    "neg": lambda _, a: -a,
    "div": lambda _, a, b: a / b,
    "sqrt": lambda sp, a: sp.sqrt(a),
    "exp": lambda sp, a: sp.exp(a),
    "log": lambda sp, a: sp.log(a),
    "sin": lambda sp, a: sp.sin(a),
    "cos": lambda sp, a: sp.cos(a),
    "tan": lambda sp, a: sp.sin(a) / sp.cos(a),
    "asin": lambda sp, a: sp.asin(a),
    "acos": lambda sp, a: sp.acos(a),
    "atan": lambda sp, a: sp.atan(a),
    "sinh": lambda sp, a: (sp.exp(a) - sp.exp(-a)) / 2,
    "cosh": lambda sp, a: (sp.exp(a) + sp.exp(-a)) / 2,
    "tanh": lambda sp, a: (sp.exp(a) - sp.exp(-a)) / (sp.exp(a) + sp.exp(-a)),
    "Abs": lambda sp, a: sp.Abs(a),
    "Min": lambda sp, *a: sp.Min(*a),
    "Max": lambda sp, *a: sp.Max(*a),
    "floor": lambda sp, a: sp.floor(a),
    "ceiling": lambda sp, a: sp.ceiling(a),
    "gamma": lambda sp, a: sp.gamma(a),
    "loggamma": lambda sp, a: sp.log(sp.gamma(a)),
    "factorial": lambda sp, a: sp.gamma(a + 1),
    "beta": lambda sp, a, b: sp.gamma(a) * sp.gamma(b) / sp.gamma(a + b),
    "binomial": lambda sp, n, k: sp.gamma(n + 1) / (sp.gamma(k + 1) * sp.gamma(n - k + 1)),
}


# --- the decision ---------------------------------------------------------------------------------


def _is_zero(difference: Any) -> bool:
    import sympy

    value = difference
    for step in (sympy.expand, _over_common_denominator, _squared_cosines, _gammas, _simplified):
        value = step(value)
        if value == 0:
            return True
        if value.count_ops() > MAX_SIZE:
            return False
    return False


def _simplified(value: Any) -> Any:
    import sympy

    return sympy.simplify(value) if value.count_ops() <= MAX_SIMPLIFIED else value


def _over_common_denominator(value: Any) -> Any:
    import sympy

    numer = sympy.fraction(sympy.together(sympy.powsimp(value)))[0]
    return sympy.powsimp(sympy.expand(sympy.expand_log(numer)))


def _squared_cosines(value: Any) -> Any:
    import sympy

    def square(power: Any) -> Any:
        half, odd = divmod(int(power.exp), 2)
        return (1 - sympy.sin(power.base.args[0]) ** 2) ** half * power.base**odd

    def is_cosine(e: Any) -> bool:
        return bool(e.is_Pow and isinstance(e.base, sympy.cos) and e.exp.is_Integer and e.exp > 1)

    return sympy.expand(value.replace(is_cosine, square))


def _gammas(value: Any) -> Any:
    import sympy

    return sympy.expand(sympy.fraction(sympy.together(sympy.expand_func(value)))[0])
