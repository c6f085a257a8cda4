"""The normal form of a term: a rational function over canonical generators.

``Normaliser.normal(t)`` is equal to ``t`` at every point where the facts hold and where ``t`` and
all terms from which facts were implied are defined.  Under that reading a written denominator is
nonzero and the argument of a logarithm positive; nothing else is assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor

from ua_symbolic.algebra import gammas, powers, roots, trigonometry
from ua_symbolic.algebra.order import sort_key
from ua_symbolic.algebra.polynomial import (
    UNIT,
    Monomial,
    Poly,
    Rational,
    UnsupportedError,
    add_poly,
    negated,
    poly_term,
    rational_term,
)
from ua_symbolic.algebra.ring import (
    Const,
    Expr,
    Leaf,
    Power,
    Product,
    Ring,
    Sum,
    is_composite,
)
from ua_symbolic.algebra.signs import Signs, integral_monomial, sign_poly
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    Number,
    Piecewise,
    Term,
    Variable,
    close,
    function,
    instantiate,
)

FRESH = "\u2022"  # first letter of the names of opened bound variables; no parsed name has it
MINUS_ONE = Const(Fraction(-1))
Rule = Callable[["Normaliser", Term], Expr]


class Normaliser:
    """Normal forms under one set of sign facts.

    ``gamma_arguments`` are terms at which ``gamma`` is known to be defined and to which other
    arguments may be shifted down.
    """

    def __init__(self, signs: Signs, gamma_arguments: tuple[Term, ...] = ()) -> None:
        self.signs = signs
        self.depth = 0
        self._exprs: dict[Term, Expr] = {}
        self._normals: dict[Term, Rational] = {}
        self.gamma_base: gammas.Smallest = {}
        self.gamma_base = gammas.smallest_arguments(self, gamma_arguments)
        self._exprs.clear()
        self._normals.clear()

    # --- the two products

    def normal(self, term: Term) -> Rational:
        """The normal form; raises ``UnsupportedError`` where there is none."""
        found = self._normals.get(term)
        if found is None:
            expr = self.expr(term)
            found = self._normals[term] = Ring((expr,), self.relate).normal(expr)
        return found

    def canonical(self, term: Term) -> Term:
        """A term, the same for all terms of one normal form."""
        return rational_term(self.normal(term))

    def difference(self, left: Term, right: Term) -> Poly:
        """The reduced numerator of ``left - right``; empty if they are equal."""
        minus = (Product((MINUS_ONE, part)) for part in _summands(self.expr(right)))
        expr = Sum((*_summands(self.expr(left)), *minus))
        ring = Ring((expr,), self.relate)
        numer, _ = ring.evaluate(expr)
        return ring.to_poly(ring.reduce(numer))

    # --- rewriting

    def expr(self, term: Term) -> Expr:
        """The rational expression over generators that a term becomes."""
        found = self._exprs.get(term)
        if found is None:
            found = self._exprs[term] = self._rewrite(term)
        return found

    def _rewrite(self, term: Term) -> Expr:
        match term:
            case Number(value):
                return Const(value)
            case Constant("oo"):
                raise UnsupportedError("infinity is not a number")
            case Constant() | Variable() | Bound():
                return Leaf(term)
            case Apply(head, args):
                rule = RULES.get(head)
                if rule is not None:
                    return rule(self, term)
                return Leaf(Apply(head, tuple(self.canonical(a) for a in args)))
            case Call(name, args, sort):
                return Leaf(Call(name, tuple(self.canonical(a) for a in args), sort))
            case Bind():
                return Leaf(self._bind(term))
            case Piecewise(branches, otherwise):
                values = tuple((self.canonical(v), c) for v, c in branches)
                return Leaf(Piecewise(values, self.canonical(otherwise)))

    def _bind(self, term: Bind) -> Bind:
        lower, upper = self._end(term.lower), self._end(term.upper)
        self.depth += 1
        variable = Variable(f"{FRESH}{self.depth}", term.sort)
        try:
            body = self.canonical(instantiate(term.body, variable))
        finally:
            self.depth -= 1
        return Bind(term.head, term.sort, lower, upper, close(body, variable), term.hint)

    def _end(self, term: Term) -> Term:
        infinite = (Constant("oo"), Apply("neg", (Constant("oo"),)))
        return term if term in infinite else self.canonical(term)

    # --- relations between generators

    def relate(self, gen: Term) -> tuple[int, Expr] | None:
        """``(n, value)`` if ``gen**n = value`` is to be used for reduction."""
        if is_composite(gen):
            return 1, self.expr(gen)
        match gen:
            case Apply("cos", (arg,)):
                square = Power(Leaf(function("sin", arg)), 2)
                return 2, Sum((Const(Fraction(1)), Product((MINUS_ONE, square))))
            case Apply("Abs", (arg,)):
                return 2, Power(self.expr(arg), 2)
            case Apply("pow", (Number(value), _)) if value == -1:
                return 2, Const(Fraction(1))
        return None

    # --- signs of terms

    def positive(self, term: Term) -> bool:
        """Whether the term is known to be positive."""
        return self.signs.positive(sign_poly(self.normal(term)))

    def nonnegative(self, term: Term) -> bool:
        """Whether the term is known to be nonnegative."""
        return self.signs.nonnegative(sign_poly(self.normal(term)))


def _summands(expr: Expr) -> tuple[Expr, ...]:
    return expr.args if isinstance(expr, Sum) else (expr,)


# --- the simple heads -----------------------------------------------------------------------------


def _args(term: Term) -> tuple[Term, ...]:
    if not isinstance(term, Apply):
        raise UnsupportedError("not an application")
    return term.args


def _add(n: Normaliser, term: Term) -> Expr:
    return Sum(tuple(n.expr(a) for a in _args(term)))


def _mul(n: Normaliser, term: Term) -> Expr:
    return Product(tuple(n.expr(a) for a in _args(term)))


def _neg(n: Normaliser, term: Term) -> Expr:
    return Product((MINUS_ONE, n.expr(_args(term)[0])))


def _div(n: Normaliser, term: Term) -> Expr:
    above, below = _args(term)
    return Product((n.expr(above), Power(n.expr(below), -1)))


def _power(n: Normaliser, base: Term, exponent: Term) -> Expr:
    shape = n.normal(exponent)
    value = shape.constant
    if value is None:
        return powers.symbolic_power(n, base, exponent, shape)
    if value.denominator == 1:
        return roots.integer_power(n, base, int(value))
    return roots.root(n, n.normal(base), value)


def _abs(n: Normaliser, term: Term) -> Expr:
    (arg,) = _args(term)
    form = n.normal(arg)
    poly = sign_poly(form)
    if n.signs.nonnegative(poly):
        return n.expr(arg)
    if n.signs.nonnegative(negated(poly)):
        return Product((MINUS_ONE, n.expr(arg)))
    return roots.absolute(n, form)


def _extremum(n: Normaliser, term: Term) -> Expr:
    head = term.head if isinstance(term, Apply) else ""
    flat: dict[Term, None] = {}
    for arg in _args(term):
        for part in _flattened(head, n.canonical(arg)):
            flat[part] = None
    kept: list[Term] = sorted(flat, key=sort_key)
    for candidate in tuple(kept):
        others = [k for k in kept if k != candidate]
        if any(_dominates(n, head, other, candidate) for other in others):
            kept = others
    return n.expr(kept[0]) if len(kept) == 1 else Leaf(Apply(head, tuple(kept)))


def _flattened(head: str, term: Term) -> tuple[Term, ...]:
    return term.args if isinstance(term, Apply) and term.head == head else (term,)


def _dominates(n: Normaliser, head: str, left: Term, right: Term) -> bool:
    """Whether ``right`` may be left out of an extremum that has ``left``."""
    numer = (left, right) if head == "Max" else (right, left)
    return n.nonnegative(Apply("add", (numer[0], Apply("neg", (numer[1],)))))


def _floor(n: Normaliser, term: Term) -> Expr:
    form = n.normal(_args(term)[0])
    if not form.polynomial:
        return Leaf(function("floor", rational_term(form)))
    whole: dict[Monomial, Fraction] = {}
    for mono, coefficient in form.numer.items():
        if integral_monomial(mono) and floor(coefficient):
            whole[mono] = Fraction(floor(coefficient))
    rest = add_poly(form.numer, whole, Fraction(-1))
    outside = n.expr(poly_term(whole)) if whole else Const(Fraction(0))
    if not rest or set(rest) == {UNIT}:
        return outside
    return Sum((outside, Leaf(function("floor", poly_term(rest)))))


def _ceiling(n: Normaliser, term: Term) -> Expr:
    minus = Apply("neg", _args(term))
    return Product((MINUS_ONE, n.expr(Apply("floor", (minus,)))))


RULES: dict[str, Rule] = {
    "add": _add,
    "mul": _mul,
    "neg": _neg,
    "div": _div,
    "Abs": _abs,
    "Min": _extremum,
    "Max": _extremum,
    "floor": _floor,
    "ceiling": _ceiling,
    "pow": lambda n, t: _power(n, *_args(t)),
    "sqrt": lambda n, t: _power(n, _args(t)[0], Number(Fraction(1, 2))),
    "exp": lambda n, t: powers.exponential(n, _args(t)[0]),
    "log": lambda n, t: powers.logarithm(n, _args(t)[0]),
    "sin": lambda n, t: trigonometry.sine(n, _args(t)[0]),
    "cos": lambda n, t: trigonometry.cosine(n, _args(t)[0]),
    "tan": lambda n, t: trigonometry.tangent(n, _args(t)[0]),
    "sinh": lambda n, t: trigonometry.hyperbolic(n, "sinh", _args(t)[0]),
    "cosh": lambda n, t: trigonometry.hyperbolic(n, "cosh", _args(t)[0]),
    "tanh": lambda n, t: trigonometry.hyperbolic(n, "tanh", _args(t)[0]),
    "gamma": lambda n, t: gammas.gamma(n, _args(t)[0]),
    "factorial": lambda n, t: gammas.gamma(n, Apply("add", (_args(t)[0], Number(Fraction(1))))),
    "loggamma": lambda n, t: powers.logarithm(n, function("gamma", _args(t)[0])),
    "beta": lambda n, t: gammas.beta(n, *_args(t)),
    "binomial": lambda n, t: gammas.binomial(n, *_args(t)),
}
