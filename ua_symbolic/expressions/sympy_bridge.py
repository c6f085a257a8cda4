"""Terms to SymPy and back: one conversion in each direction.

``to_sympy`` shows the term as written (SymPy is told not to evaluate); with ``evaluate=True`` SymPy
simplifies while it builds, so conditions of definedness may vanish: good for computing, never for
deciding what a claim says.  ``from_sympy`` is about what SymPy shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import sympy

from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.names import BINDERS, FUNCTIONS, BinderNames, is_name
from ua_symbolic.expressions.signature import HEADS
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
)

Symbols = Mapping[Variable, Any]

_CONSTANTS = {"pi": sympy.pi, "E": sympy.E, "oo": sympy.oo}
_RELATIONS = {
    "<=": sympy.Le,
    "<": sympy.Lt,
    "=": sympy.Eq,
    ">=": sympy.Ge,
    ">": sympy.Gt,
    "!=": sympy.Ne,
}
_TO_CLASS: dict[str, Any] = {name: getattr(sympy, name) for name in FUNCTIONS - {"sqrt"}}
_FROM_CLASS = {cls.__name__: name for name, cls in _TO_CLASS.items()}
_NEVER_EVALUATED = {"betainc_regularized"}  # and do not take the keyword
_HALF = sympy.Rational(1, 2)


def symbol(variable: Variable) -> sympy.Symbol:
    """The SymPy symbol of a variable: real, and an integer if its sort says so."""
    return _symbol(variable.name, variable.sort)


def to_sympy(term: Term, symbols: Symbols | None = None, *, evaluate: bool = False) -> Any:
    """The SymPy expression of a term; ``symbols`` may replace the symbols of free variables.

    >>> to_sympy(terms.div(Variable("x"), Variable("x")))
    x/x
    """
    return _ToSymPy(term, symbols or {}, evaluate).term(term)


def relation_to_sympy(
    relation: Relation, symbols: Symbols | None = None, *, evaluate: bool = False
) -> Any:
    """The SymPy relation of a relation."""
    return _ToSymPy(relation, symbols or {}, evaluate).relation(relation)


def from_sympy(expression: Any) -> Term:
    """The term of a SymPy expression, as SymPy shows it.

    Raises ExpressionError for what the language lacks: floats, complex numbers, other functions.

    >>> x = sympy.Symbol("x")
    >>> from_sympy(sympy.sqrt(x)) == terms.function("sqrt", Variable("x"))
    True
    """
    if isinstance(expression, int) and not isinstance(expression, bool):
        return terms.number(expression)
    return _FromSymPy().term(expression)


def relation_from_sympy(expression: Any) -> Relation:
    """The relation of a SymPy relation such as ``x <= 1``."""
    return _FromSymPy().relation(expression)


def _symbol(name: str, sort: Sort) -> sympy.Symbol:
    if sort is Sort.INTEGER:
        return sympy.Symbol(name, integer=True)
    return sympy.Symbol(name, real=True)


class _ToSymPy:
    def __init__(self, node: terms.Syntax, symbols: Symbols, evaluate: bool) -> None:
        replaced = (free for value in symbols.values() for free in value.free_symbols)
        self._names = BinderNames(node, taken=(free.name for free in replaced))
        self._symbols = symbols
        self._evaluate = evaluate

    def term(self, node: Term) -> Any:
        match node:
            case Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Constant(name):
                return _CONSTANTS[name]
            case Variable():
                return self._symbols.get(node, symbol(node))
            case Bound(index, sort):
                return _symbol(self._names.name(index), sort)
            case Apply(head, args):
                return self._apply(head, [self.term(a) for a in args])
            case Call(name, args, sort):
                assumption = {"integer": True} if sort is Sort.INTEGER else {"real": True}
                return sympy.Function(name, **assumption)(*(self.term(a) for a in args))
            case Bind():
                return self._bind(node)
            case Piecewise(branches, otherwise):
                pairs = [(self.term(v), self.relation(c)) for v, c in branches]
                last = (self.term(otherwise), sympy.true)
                return sympy.Piecewise(*pairs, last, evaluate=self._evaluate)
        raise TypeError(f"not a term: {type(node).__name__}")

    def relation(self, node: Relation) -> Any:
        sides = self.term(node.left), self.term(node.right)
        return _RELATIONS[node.op](*sides, evaluate=self._evaluate)

    def _bind(self, node: Bind) -> Any:
        lower, upper = self.term(node.lower), self.term(node.upper)
        (name,) = self._names.enter([node.hint])
        body = self.term(node.body)
        self._names.leave(1)
        limits = (_symbol(name, node.sort), lower, upper)
        return getattr(sympy, node.head)(body, limits)

    def _apply(self, head: str, args: list[Any]) -> Any:
        build = _OPERATIONS.get(head)
        if build is not None:
            return build(args, self._evaluate)
        if head in _NEVER_EVALUATED:
            return _TO_CLASS[head](*args)
        return _TO_CLASS[head](*args, evaluate=self._evaluate)


def _quotient(args: list[Any], evaluate: bool) -> Any:
    inverse = sympy.Pow(args[1], -1, evaluate=evaluate)
    return sympy.Mul(args[0], inverse, evaluate=evaluate)


_OPERATIONS: dict[str, Callable[[list[Any], bool], Any]] = {
    "add": lambda args, evaluate: sympy.Add(*args, evaluate=evaluate),
    "mul": lambda args, evaluate: sympy.Mul(*args, evaluate=evaluate),
    "neg": lambda args, evaluate: sympy.Mul(-1, *args, evaluate=evaluate),
    "div": _quotient,
    "pow": lambda args, evaluate: sympy.Pow(*args, evaluate=evaluate),
    "sqrt": lambda args, evaluate: sympy.Pow(args[0], _HALF, evaluate=evaluate),
}


class _FromSymPy:
    """Converts one expression; two symbols may not end up as one variable."""

    def __init__(self) -> None:
        self._variables: dict[Any, Variable] = {}
        self._count = 0

    def term(self, node: Any) -> Term:
        if isinstance(node, sympy.Rational):
            return terms.number(Fraction(int(node.p), int(node.q)))
        if node is sympy.pi or node is sympy.E:
            return terms.PI if node is sympy.pi else terms.EULER
        if isinstance(node, sympy.Symbol):
            return self._variable(node)
        if isinstance(node, sympy.Add):
            return terms.add(*map(self.term, node.args))
        if isinstance(node, sympy.Mul):
            return self._product(node)
        if isinstance(node, sympy.Pow):
            return self._power(node)
        if isinstance(node, sympy.Piecewise):
            return self._piecewise(node)
        if type(node) in (sympy.Sum, sympy.Integral):
            return self._bind(type(node).__name__, node.function, list(node.limits))
        return self._function(node)

    def relation(self, node: Any) -> Relation:
        for op, kind in _RELATIONS.items():
            if isinstance(node, kind):
                return Relation(op, self.term(node.lhs), self.term(node.rhs))
        raise _lacks(node)

    def _variable(self, node: Any) -> Variable:
        known = self._variables.get(node)
        if known is not None:
            return known
        if isinstance(node, sympy.Dummy) or not is_name(node.name) or node.is_real is False:
            raise _lacks(node)
        variable = Variable(node.name, Sort.INTEGER if node.is_integer else Sort.REAL)
        if any(v.name == node.name for v in self._variables.values()):
            raise ExpressionError(f"two different symbols are called {node.name!r}; rename one")
        self._variables[node] = variable
        return variable

    def _product(self, node: Any) -> Term:
        coefficient, *rest = node.args
        if not rest or not coefficient.is_Rational:
            return self._factors(node.args)
        if coefficient < 0:
            size = () if coefficient == -1 else (-coefficient,)
            return terms.neg(self._factors((*size, *rest)))
        return self._factors(node.args)

    def _factors(self, args: tuple[Any, ...]) -> Term:
        above: list[Term] = []
        below: list[Term] = []
        for arg in args:
            if _is_inverse(arg):
                below.append(self._inverted(arg))
            elif arg.is_Rational and arg.q != 1 and len(args) > 1:
                above.extend(() if arg.p == 1 else (terms.number(int(arg.p)),))
                below.append(terms.number(int(arg.q)))
            else:
                above.append(self.term(arg))
        top = terms.mul(*above)
        return terms.div(top, terms.mul(*below)) if below else top

    def _inverted(self, node: Any) -> Term:
        return self._raise(node.base, -node.exp)

    def _power(self, node: Any) -> Term:
        if _is_inverse(node):
            return terms.div(terms.ONE, self._inverted(node))
        return self._raise(node.base, node.exp)

    def _raise(self, base: Any, exponent: Any) -> Term:
        if exponent == 1:
            return self.term(base)
        if exponent == _HALF:
            return terms.function("sqrt", self.term(base))
        if base is sympy.E:
            return terms.function("exp", self.term(exponent))
        return terms.power(self.term(base), self.term(exponent))

    def _piecewise(self, node: Any) -> Term:
        *branches, (otherwise, last) = node.args
        if last != sympy.true:
            raise ExpressionError("a Piecewise from SymPy needs a last branch with condition True")
        pairs = tuple((self.term(v), self.relation(c)) for v, c in branches)
        return Piecewise(pairs, self.term(otherwise)) if pairs else self.term(otherwise)

    def _bind(self, head: str, body: Any, limits: list[Any]) -> Term:
        if not limits:
            return self.term(body)
        *inner, limit = limits
        if len(limit) != 3:
            raise ExpressionError(f"a {head} from SymPy needs both of its limits")
        name, low, high = limit
        upper = terms.INFINITY if high == sympy.oo else self.term(high)
        lower = self.term(low)
        outer = self._variables.get(name)
        self._count += 1
        variable = Variable(f"{name.name}#{self._count}", BINDERS[head])
        self._variables[name] = variable
        inside = self._bind(head, body, inner)
        del self._variables[name]
        if outer is not None:
            self._variables[name] = outer
        body = terms.close(inside, variable)
        return Bind(head, variable.sort, lower, upper, body, name.name)

    def _function(self, node: Any) -> Term:
        if isinstance(node, sympy.core.function.AppliedUndef):
            sort = Sort.INTEGER if node.is_integer else Sort.REAL
            return Call(node.func.__name__, self._args(node), sort)
        if isinstance(node, sympy.polygamma) and node.args[0] == 0:
            return terms.function("digamma", self.term(node.args[1]))
        if not isinstance(node, sympy.Expr):
            raise _lacks(node)
        head, count = _FROM_CLASS.get(type(node).__name__, ""), len(node.args)
        if not head or count < HEADS[head].least or count > (HEADS[head].most or count):
            raise _lacks(node)
        return Apply(head, self._args(node))

    def _args(self, node: Any) -> tuple[Term, ...]:
        return tuple(self.term(a) for a in node.args)


def _is_inverse(node: Any) -> bool:
    return isinstance(node, sympy.Pow) and node.exp.is_Rational and bool(node.exp < 0)


def _lacks(node: Any) -> ExpressionError:
    shown = " ".join(str(node)[:60].split())
    return ExpressionError(f"{type(node).__name__} is not in the language: {shown}")
