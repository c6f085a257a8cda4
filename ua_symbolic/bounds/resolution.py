"""Closed terms made plain: definitions unfolded, floors and branches decided, numbers folded."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from math import ceil, floor, isqrt, prod

from ua_symbolic.bounds.closed import difference, holds, integer_part, shown, sign
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Call,
    Number,
    Piecewise,
    Relation,
    Syntax,
    Term,
    add,
    close,
    free_variables,
    instantiate,
    map_children,
    neg,
    number,
    substitute,
)
from ua_symbolic.kernel.inference import is_closed
from ua_symbolic.kernel.theory import Definition

Definitions = Mapping[str, Definition]

LARGEST_POWER_BITS = 30_000_000
LONGEST_SUM = 1000


class Resolver:
    """Resolves closed terms over some definitions; each distinct subterm once.

    ``resolve`` returns a term of the same value without calls, piecewise cases, and (where it is
    closed) floors, ceilings, minima, maxima and absolute values.
    """

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._known: dict[Term, Term] = {}

    def resolve(self, term: Term) -> Term:
        """The resolved term.

        Raises DomainError where a called definition is outside of its domain, a part is undefined
        or a decision cannot be taken.
        """
        found = self._known.get(term)
        if found is None:
            found = self._known[term] = self._resolve(term)
        return found

    def _resolve(self, term: Term) -> Term:
        match term:
            case Piecewise():
                return self._piecewise(term)
            case Call(name, args, _):
                return self._call(name, tuple(self.resolve(a) for a in args))
            case Bind(head="Sum"):
                return self._sum(term)
            case Apply(head, args):
                return _fold(head, tuple(self.resolve(a) for a in args))
        resolved: Term = map_children(term, self._visit)
        return resolved

    def _visit(self, node: Syntax, _: int) -> Syntax:
        return map_children(node, self._visit) if isinstance(node, Relation) else self.resolve(node)

    def relation(self, relation: Relation) -> Relation:
        """Both sides resolved."""
        return Relation(relation.op, self.resolve(relation.left), self.resolve(relation.right))

    def _call(self, name: str, args: tuple[Term, ...]) -> Term:
        definition = self._definitions.get(name)
        if definition is None:
            raise DomainError(f"{name} has no value: it is not a closed form")
        if len(args) != len(definition.parameters):
            raise DomainError(f"{name} takes {len(definition.parameters)} arguments")
        return self.apply(definition, args)

    def apply(self, definition: Definition, args: tuple[Term, ...]) -> Term:
        """The resolved value of a definition at resolved arguments, inside of its domain."""
        if all(is_closed(a) for a in args):
            self.require_domain(definition, args)
        body = close(definition.body, *definition.parameters)
        return self.resolve(instantiate(body, *args))

    def require_domain(self, definition: Definition, args: tuple[Term, ...]) -> None:
        """DomainError naming the first condition of the domain that fails at closed arguments."""
        values = dict(zip(definition.parameters, args, strict=True))
        for condition in definition.domain:
            if not holds(self.relation(substitute(condition, values))):
                used = [p for p in definition.parameters if p in free_variables(condition)]
                at = ", ".join(f"{p.name} = {shown(values[p])}" for p in used)
                raise DomainError(f"{definition.name}: {shown(condition)} fails: {at}")

    def _piecewise(self, term: Piecewise) -> Term:
        for value, condition in term.branches:
            if not is_closed(condition):
                resolved: Term = map_children(term, self._visit)
                return resolved
            if holds(self.relation(condition)):
                return self.resolve(value)
        return self.resolve(term.otherwise)

    def _sum(self, term: Bind) -> Term:
        """A short finite sum is written out."""
        lower, upper = self.resolve(term.lower), self.resolve(term.upper)
        if not (isinstance(lower, Number) and isinstance(upper, Number)):
            return Bind("Sum", term.sort, lower, upper, self.resolve(term.body), term.hint)
        count = upper.value - lower.value + 1
        integers = lower.value.denominator == count.denominator == 1
        if not (integers and is_closed(term) and 0 <= count <= LONGEST_SUM):
            return Bind("Sum", term.sort, lower, upper, self.resolve(term.body), term.hint)
        terms = [instantiate(term.body, Number(lower.value + i)) for i in range(int(count))]
        return self.resolve(add(*terms))


# --- folding ----------------------------------------------------------------------------------


def _fold(head: str, args: tuple[Term, ...]) -> Term:
    """The application, as a literal or a simpler term where that is exact."""
    plain = Apply(head, args)
    if all(isinstance(a, Number) for a in args):
        value = _fold_numbers(head, [a.value for a in args if isinstance(a, Number)])
        return plain if value is None else Number(value)
    if not is_closed(plain):
        return plain
    match head:
        case "floor":
            return number(integer_part(args[0]).floor)
        case "ceiling":
            return number(integer_part(args[0]).ceiling)
        case "Abs":
            return args[0] if sign(args[0]) >= 0 else neg(args[0])
        case "Min":
            return reduce(lambda a, b: a if sign(difference(a, b)) <= 0 else b, args)
        case "Max":
            return reduce(lambda a, b: a if sign(difference(a, b)) >= 0 else b, args)
    return plain


def _fold_numbers(head: str, values: list[Fraction]) -> Fraction | None:
    match head:
        case "add":
            return sum(values, Fraction(0))
        case "mul":
            return prod(values, start=Fraction(1))
        case "neg":
            return -values[0]
        case "Abs":
            return abs(values[0])
        case "Min":
            return min(values)
        case "Max":
            return max(values)
        case "floor":
            return Fraction(floor(values[0]))
        case "ceiling":
            return Fraction(ceil(values[0]))
        case "div":
            return values[0] / values[1] if values[1] else None
        case "pow":
            return _power(*values)
        case "sqrt":
            return _square_root(values[0])
    return None


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """``base**exponent`` where it is rational at sight and not too large to write down."""
    if exponent == Fraction(1, 2):
        return _square_root(base)
    if exponent.denominator != 1 or (base == 0 and exponent < 0):
        return None
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(base) not in (0, 1) and abs(exponent) * size > LARGEST_POWER_BITS:
        return None
    return base ** int(exponent)


def _square_root(value: Fraction) -> Fraction | None:
    if value < 0:
        return None
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    exact = top * top == value.numerator and bottom * bottom == value.denominator
    return Fraction(top, bottom) if exact else None
