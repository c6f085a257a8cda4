"""Continuity and derivatives of terms, by their form."""

from __future__ import annotations

from ua_symbolic.recheck.arena import Arena, Refused
from ua_symbolic.recheck.meaning import CONTINUOUS, DERIVATIVE
from ua_symbolic.recheck.steps import build


def is_continuous(arena: Arena, term: int, x: int) -> bool:
    """Whether the term is continuous in ``x`` on every interval on which it is defined."""
    if x not in arena.free(term) or term == x:
        return True
    match arena.nodes[term]:
        case ("a", "pow", (base, exponent)):
            if x not in arena.free(exponent):
                return is_continuous(arena, base, x)
            node = arena.nodes[base]
            return (node[0] == "c" or (node[0] == "n" and node[1] > 0)) and is_continuous(
                arena, exponent, x
            )
        case ("a", head, args):
            return head in CONTINUOUS and all(is_continuous(arena, arg, x) for arg in args)
        case ("q", "Sum", _, lower, upper, body):
            finite = arena.nodes[upper] != ("c", "oo") and arena.nodes[lower] != ("c", "oo")
            fixed = x not in arena.free(lower) | arena.free(upper)
            return finite and fixed and is_continuous(arena, body, x)
    return False


class Derivative:
    """Derivatives with respect to one variable, written as the language writes them."""

    def __init__(self, arena: Arena, variable: int) -> None:
        self.arena = arena
        self.x = variable
        self.zero, self.one = arena.number(0), arena.number(1)

    def of(self, term: int) -> int:
        """The derivative; Refused where there is none in the language."""
        if term == self.x:
            return self.one
        if self.x not in self.arena.free(term):
            return self.zero
        match self.arena.nodes[term]:
            case ("a", "add", args):
                return self.sum([self.of(arg) for arg in args])
            case ("a", "neg", (arg,)):
                return self.arena.apply("neg", self.of(arg))
            case ("a", "mul", args):
                return self.sum(
                    [self.times(self.of(a), *args[:i], *args[i + 1 :]) for i, a in enumerate(args)]
                )
            case ("a", "div", (top, bottom)):
                return self._quotient(top, bottom)
            case ("a", "pow", (base, exponent)):
                return self._power(base, exponent)
            case ("a", head, (arg,)) if head in DERIVATIVE:
                return self.times(self.of(arg), build(self.arena, DERIVATIVE[head], arg))
            case ("q", "Sum", sort, lower, upper, body):
                return self._sum(sort, lower, upper, body)
        raise Refused("no derivative in the language")

    def times(self, first: int, *rest: int) -> int:
        """The product, 0 and 1 in front being dropped."""
        if first == self.zero:
            return self.zero
        return self.arena.apply("mul", *(rest if first == self.one and rest else (first, *rest)))

    def sum(self, parts: list[int]) -> int:
        """The sum without zeros."""
        return self.arena.apply("add", *(part for part in parts if part != self.zero))

    def _quotient(self, top: int, bottom: int) -> int:
        apply, left = self.arena.apply, self.of(top)
        if self.x not in self.arena.free(bottom):
            return self._divided(left, bottom)
        right = self.times(self.of(bottom), top)
        square = apply("pow", bottom, self.arena.number(2))
        return self._divided(self.arena.minus(self.times(left, bottom), right), square)

    def _divided(self, top: int, bottom: int) -> int:
        above, below = self.arena.nodes[top], self.arena.nodes[bottom]
        if above[0] == below[0] == "n" and below[1] != 0:
            return self.arena.number(above[1] / below[1])
        return self.arena.apply("div", top, bottom)

    def _power(self, base: int, exponent: int) -> int:
        arena, node = self.arena, self.arena.nodes[exponent]
        lowered = arena.number(node[1] - 1) if node[0] == "n" else arena.minus(exponent, self.one)
        by_base = self.times(self.of(base), exponent, arena.apply("pow", base, lowered))
        if self.x not in arena.free(exponent):
            return by_base
        whole = arena.apply("pow", base, exponent)
        by_exponent = self.times(self.of(exponent), whole, arena.apply("log", base))
        return self.sum([by_exponent, by_base])

    def _sum(self, sort: str, lower: int, upper: int, body: int) -> int:
        if self.x in self.arena.free(lower) | self.arena.free(upper):
            raise Refused("a sum whose ends move")
        names = self.arena.names(body)
        name = next(n for n in map("#{}".format, range(len(names) + 1)) if n not in names)
        index = self.arena.put("v", name, sort)
        inner = self.of(self.arena.instantiate(body, [index]))
        return self.arena.put("q", "Sum", sort, lower, upper, self.arena.abstract(inner, index))
