"""Concrete syntax to terms: names are resolved, arities checked, variables bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from lark import Token, Tree

from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.names import ALIASES, BINDERS, FUNCTIONS, RESERVED
from ua_symbolic.expressions.numerals import integer_value
from ua_symbolic.expressions.signature import CONSTANTS, HEADS
from ua_symbolic.expressions.syntax import Syntax, error_at, offset_of, shorten
from ua_symbolic.expressions.terms import (
    Apply,
    Call,
    Formula,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
)

MAX_DEPTH = 120  # of a term: everything that walks over terms may recurse
MAX_DIGITS = 10_000  # of a numeral, written out


@dataclass(frozen=True)
class FunctionSignature:
    """Sorts of the arguments and of the value of a defined or uninterpreted function."""

    sorts: tuple[Sort, ...]
    sort: Sort = Sort.REAL


@dataclass(frozen=True)
class Scope:
    """What names mean; with ``free``, an unknown name is a real variable."""

    variables: Mapping[str, Variable] = field(default_factory=dict)
    functions: Mapping[str, FunctionSignature] = field(default_factory=dict)
    free: bool = False

    def with_variables(self, *variables: Variable) -> Scope:
        """The scope in which ``variables`` are known too, hiding others of their names."""
        return replace(self, variables={**self.variables, **{v.name: v for v in variables}})

    def without_variable(self, name: str) -> Scope:
        """The scope in which ``name`` is no variable."""
        return replace(self, variables={k: v for k, v in self.variables.items() if k != name})


def scope_of(*nodes: terms.Syntax) -> Scope:
    """The least scope in which the printed ``nodes`` can be parsed again."""
    functions: dict[str, FunctionSignature] = {}
    for node in nodes:
        for part in terms.subterms(node):
            if isinstance(part, Call):
                sorts = (Sort.REAL,) * len(part.args)
                functions[part.name] = FunctionSignature(sorts, part.sort)
    variables = {v.name: v for node in nodes for v in terms.free_variables(node)}
    return Scope(variables, functions)


@dataclass(frozen=True)
class Elaborator:
    """Turns the syntax trees of one text into terms, in one scope."""

    text: str
    scope: Scope

    def error(self, node: Syntax, message: str, advice: str = "") -> ExpressionError:
        """The error ``message`` with the column at which ``node`` begins."""
        return error_at(self.text, offset_of(node), message, advice)

    def term(self, node: Syntax, depth: int = 0) -> Term:
        """The term of a ``sum`` or anything below it in the grammar."""
        if depth > MAX_DEPTH:
            raise self.error(node, f"expression nested more than {MAX_DEPTH} operations deep")
        if isinstance(node, Token):
            return self._numeral(node) if node.type == "NUMBER" else self._name(node)
        match node.data:
            case "sum":
                return self._sum(node.children, depth)
            case "product":
                return self._product(node.children, depth)
            case "minus":
                return terms.neg(self.term(node.children[1], depth + 1))
            case "power":
                base, exponent = node.children
                return terms.power(self.term(base, depth + 1), self.term(exponent, depth + 1))
            case "call":
                return self._call(node, depth)
        advice = "only Sum, Integral and Piecewise take one"
        raise self.error(node, "unexpected group ( , )", advice)

    def chain(self, node: Tree[Token]) -> tuple[Relation, ...]:
        """The relations of ``a <= b < c``."""
        sides = [self.term(side, 1) for side in node.children[::2]]
        ops = [_operator(op) for op in node.children[1::2]]
        return tuple(
            Relation(op, left, right)
            for op, left, right in zip(ops, sides, sides[1:], strict=False)
        )

    def claim(self, tree: Tree[Token]) -> tuple[Relation, ...]:
        """The relations of chains joined by ``and``, in the order written."""
        return tuple(r for chain in tree.children for r in self.chain(_tree(chain)))

    def relation(self, tree: Tree[Token]) -> Relation:
        """The relation of a claim that consists of exactly one."""
        if len(tree.children) != 1:
            raise self.error(tree.children[1], "unexpected second relation", "one is wanted")
        return self.single(_tree(tree.children[0]))

    def formula(self, tree: Tree[Token]) -> Formula:
        """One relation, or one under ``for k integer with guards:``."""
        head, chain = tree.children
        if head is None:
            return self.single(_tree(chain))
        typed = [c for c in _tree(head).children if isinstance(c, Tree) and c.data == "typed"]
        guards = [c for c in _tree(head).children if isinstance(c, Tree) and c.data == "chain"]
        variables = tuple(self._typed(t) for t in typed)
        if len({v.name for v in variables}) < len(variables):
            raise self.error(head, "the same variable twice in 'for'")
        inner = replace(self, scope=self.scope.with_variables(*variables))
        conditions = tuple(r for g in guards for r in inner.chain(g))
        return terms.for_all(variables, conditions, inner.single(_tree(chain)))

    def single(self, chain: Tree[Token]) -> Relation:
        """The relation of a chain of exactly one link."""
        relations = self.chain(chain)
        if len(relations) != 1:
            raise self.error(chain.children[3], "unexpected chain", "a single relation is wanted")
        return relations[0]

    def binder_name(self, token: Syntax) -> str:
        """The name of a variable about to be declared; refuses constants and reserved names."""
        if not isinstance(token, Token) or token.type != "NAME":
            raise self.error(token, "a variable name is wanted")
        name = str(token)
        if name in RESERVED or "." in name:
            raise self.error(token, f"{shorten(name)} cannot be the name of a variable")
        return name

    # --- pieces -------------------------------------------------------------------------------

    def _typed(self, node: Tree[Token]) -> Variable:
        name, sort = node.children
        return Variable(self.binder_name(name), Sort(str(sort)) if sort else Sort.REAL)

    def _sum(self, children: list[Syntax], depth: int) -> Term:
        parts = [self.term(children[0], depth + 1)]
        for sign, child in zip(children[1::2], children[2::2], strict=True):
            part = self.term(child, depth + 2)
            parts.append(part if sign == "+" else terms.neg(part))
        return terms.add(*parts)

    def _product(self, children: list[Syntax], depth: int) -> Term:
        quotients = sum(1 for op in children[1::2] if op == "/")
        products = 0 if quotients == len(children) // 2 else quotients + 1
        inner = depth + quotients + products  # no deeper than the term will be
        factors = [self.term(children[0], inner)]
        for op, child in zip(children[1::2], children[2::2], strict=True):
            factor = self.term(child, inner)
            if op == "*":
                factors.append(factor)
            else:
                factors = [terms.div(terms.mul(*factors), factor)]
        return terms.mul(*factors)

    def _numeral(self, token: Token) -> Term:
        mantissa, _, exponent = str(token).lower().partition("e")
        whole, _, decimals = mantissa.partition(".")
        digits = (whole + decimals).lstrip("0") or "0"
        too_long = len(exponent.lstrip("+-0")) > len(str(MAX_DIGITS))
        places = 0 if too_long else int(exponent or "0") - len(decimals)
        if too_long or len(digits) + abs(places) > MAX_DIGITS:
            raise self.error(token, f"number of more than {MAX_DIGITS:,} digits")
        value = Fraction(integer_value(digits))
        scale = Fraction(10) ** abs(places)
        return terms.number(value * scale if places >= 0 else value / scale)

    def _name(self, token: Token) -> Term:
        name = str(token)
        if name in self.scope.variables:
            return self.scope.variables[name]
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name == "oo":
            raise self.error(token, "unexpected 'oo'", "it can only be the end of a range")
        if name in self.scope.functions or name in FUNCTIONS or name in ALIASES or name in BINDERS:
            raise self.error(token, f"function {shorten(name)} without arguments")
        if self.scope.free and name not in RESERVED and "." not in name:
            return Variable(name)
        known = [*self.scope.variables, *CONSTANTS]
        raise self.error(token, f"unknown name {shorten(name)}", _suggestion(name, known))

    def _call(self, node: Tree[Token], depth: int) -> Term:
        token = node.children[0]
        args = [a for a in node.children[1:] if a is not None]
        name = str(token)
        if name in BINDERS:
            return self._bind(token, args, depth)
        if name == "Piecewise":
            return self._piecewise(token, args, depth)
        signature = self.scope.functions.get(name)
        head = name if signature else ALIASES.get(name, name)
        if head in FUNCTIONS:
            self._check_arity(token, len(args), HEADS[head].least, HEADS[head].most)
            return Apply(head, tuple(self.term(a, depth + 1) for a in args))
        if signature is None:
            if name in self.scope.variables:
                message = f"variable {shorten(name)} called as a function"
                raise self.error(token, message, "perhaps * is missing")
            known = [*self.scope.functions, *FUNCTIONS, *ALIASES, *BINDERS, "Piecewise"]
            raise self.error(token, f"unknown function {shorten(name)}", _suggestion(name, known))
        self._check_arity(token, len(args), len(signature.sorts), len(signature.sorts))
        return Call(name, tuple(self.term(a, depth + 1) for a in args), signature.sort)

    def _check_arity(self, token: Syntax, given: int, least: int, most: int | None) -> None:
        if given < least or (most is not None and given > most):
            wanted = str(least) if least == most else f"at least {least}"
            advice = f"it takes {wanted} argument{'' if least == 1 else 's'}, not {given}"
            raise self.error(token, f"wrong number of arguments for {shorten(str(token))}", advice)

    def _bind(self, token: Syntax, args: list[Syntax], depth: int) -> Term:
        head = str(token)
        if len(args) != 2 or not _is_group(args[1], 3):
            advice = f"write {head}(body, (variable, lower, upper))"
            raise self.error(token, f"unclear {head}", advice)
        name, low, high = _tree(args[1]).children
        variable = Variable(self.binder_name(name), BINDERS[head])
        inner = replace(self, scope=self.scope.with_variables(variable))
        upper = terms.INFINITY if high == "oo" else self.term(high, depth + 1)
        lower, body = self.term(low, depth + 1), inner.term(args[0], depth + 1)
        return terms.bind(head, variable, lower, upper, body)

    def _piecewise(self, token: Syntax, args: list[Syntax], depth: int) -> Term:
        if not args or not all(_is_group(a, 2) for a in args):
            advice = "write Piecewise((value, condition), ..., (value, True))"
            raise self.error(token, "unclear Piecewise", advice)
        *branches, last = (_tree(a).children for a in args)
        if last[1] != "True":
            raise self.error(args[-1], "unclear last branch", "its condition must be True")
        otherwise = self.term(last[0], depth + 1)
        pairs = tuple(
            (self.term(value, depth + 1), self._condition(condition, depth + 2))
            for value, condition in branches
        )
        return Piecewise(pairs, otherwise) if pairs else otherwise

    def _condition(self, node: Syntax, depth: int) -> Relation:
        if not isinstance(node, Tree) or node.data != "chain" or len(node.children) != 3:
            raise self.error(node, "unclear condition of a branch", "it must be one relation")
        left, op, right = node.children
        return Relation(_operator(op), self.term(left, depth), self.term(right, depth))


def _operator(token: Syntax) -> str:
    return "=" if str(token) == "==" else str(token)


def _tree(node: Syntax) -> Tree[Token]:
    if not isinstance(node, Tree):
        raise TypeError("a syntax tree was expected")
    return node


def _is_group(node: Syntax, size: int) -> bool:
    return isinstance(node, Tree) and node.data == "tuple" and len(node.children) == size


def _suggestion(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # only when there is something to complain about

    close = get_close_matches(name, list(known), n=1) if len(name) <= 40 else []
    return f"did you mean {close[0]}?" if close else ""
