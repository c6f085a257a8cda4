"""Terms as numbered nodes: equal terms have equal numbers, so comparing is comparing integers.

A node is a tuple ``(tag, ...)`` as in a proof file, children by number, names of bound variables
forgotten: ``n`` number, ``c`` constant, ``v`` variable, ``b`` bound variable, ``a`` operation,
``f`` function call, ``q`` Sum or Integral, ``p`` case distinction, ``r`` relation, ``all``
quantified hypothesis, ``fun`` function of terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ua_symbolic.recheck.meaning import ARITY, SORT_OF_BINDER

REAL, INTEGER = "real", "integer"
TERM_TAGS = frozenset("ncvbafqp")
OPERATORS = ("<=", "<", "=", "!=")
TURNED = {">=": "<=", ">": "<"}

Node = tuple[Any, ...]


class Refused(Exception):  # noqa: N818 - it names the verdict
    """A proof object that does not hold water; the message says where."""


def demand(condition: bool, message: str) -> None:
    """Raise Refused unless the condition holds."""
    if not condition:
        raise Refused(message)


class Arena:
    """All nodes of one run, and the operations on them, each done once for each node."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}
        self._loose: dict[int, frozenset[tuple[int, str]]] = {}
        self._free: dict[int, frozenset[int]] = {}

    def put(self, *node: Any) -> int:
        """The number of a node."""
        found = self._numbers.get(node)
        if found is None:
            found = self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return found

    def number(self, value: int | Fraction) -> int:
        """A literal."""
        return self.put("n", Fraction(value))

    def apply(self, head: str, *args: int) -> int:
        """An operation; sums and products of sums and products are flat."""
        if head in ("add", "mul"):
            flat: list[int] = []
            for arg in args:
                node = self.nodes[arg]
                flat.extend(node[2] if node[:2] == ("a", head) else (arg,))
            args = tuple(flat)
            if len(args) < 2:
                return args[0] if args else self.number(int(head == "mul"))
        if head == "neg" and self.nodes[args[0]][0] == "n":
            return self.number(-self.nodes[args[0]][1])
        return self.put("a", head, args)

    def minus(self, left: int, right: int) -> int:
        """left - right."""
        return self.apply("add", left, self.apply("neg", right))

    def relation(self, op: str, left: int, right: int) -> int:
        """A relation, turned round if it reads from the right."""
        if op in TURNED:
            op, left, right = TURNED[op], right, left
        return self.put("r", op, left, right)

    def oriented(self, formula: int) -> int:
        """The formula with its relations turned round where needed."""
        node = self.nodes[formula]
        if node[0] == "all":
            guards = tuple(self.oriented(g) for g in node[2])
            return self.put("all", node[1], guards, self.oriented(node[3]))
        return self.relation(*node[1:])

    # --- parts ------------------------------------------------------------------------------

    def children(self, number: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The direct parts, each with the sorts of the variables bound on the way."""
        match self.nodes[number]:
            case ("a", _, args) | ("f", _, _, args):
                yield from ((arg, ()) for arg in args)
            case ("q", _, sort, lower, upper, body):
                yield from ((lower, ()), (upper, ()), (body, (sort,)))
            case ("p", branches, otherwise):
                yield from ((part, ()) for pair in branches for part in pair)
                yield otherwise, ()
            case ("r", _, left, right):
                yield from ((left, ()), (right, ()))
            case ("all", sorts, guards, body):
                yield from ((part, sorts) for part in (*guards, body))
            case ("fun", sorts, body):
                yield body, sorts

    def rebuild(self, number: int, change: Callable[[int, int], int]) -> int:
        """The node with ``change(part, binders crossed)`` in place of each part."""
        match self.nodes[number]:
            case ("a", head, args):
                return self.put("a", head, tuple(change(arg, 0) for arg in args))
            case ("f", name, sort, args):
                return self.put("f", name, sort, tuple(change(arg, 0) for arg in args))
            case ("q", head, sort, lower, upper, body):
                ends = change(lower, 0), change(upper, 0)
                return self.put("q", head, sort, *ends, change(body, 1))
            case ("p", branches, otherwise):
                pairs = tuple((change(v, 0), change(c, 0)) for v, c in branches)
                return self.put("p", pairs, change(otherwise, 0))
            case ("r", op, left, right):
                return self.put("r", op, change(left, 0), change(right, 0))
            case ("all", sorts, guards, body):
                n = len(sorts)
                return self.put("all", sorts, tuple(change(g, n) for g in guards), change(body, n))
            case ("fun", sorts, body):
                return self.put("fun", sorts, change(body, len(sorts)))
        return number

    def below(self, number: int) -> Iterator[int]:
        """The node and everything below, each once."""
        seen, stack = set(), [number]
        while stack:
            top = stack.pop()
            if top not in seen:
                seen.add(top)
                yield top
                stack.extend(part for part, _ in self.children(top))

    def free(self, number: int) -> frozenset[int]:
        """The free variables."""
        if number not in self._free:
            own = {number} if self.nodes[number][0] == "v" else set()
            parts = (self.free(part) for part, _ in self.children(number))
            self._free[number] = frozenset(own).union(*parts)
        return self._free[number]

    def names(self, number: int) -> frozenset[str]:
        """The names of the free variables."""
        return frozenset(self.nodes[v][1] for v in self.free(number))

    def calls(self, number: int) -> list[int]:
        """All function calls that occur."""
        return [part for part in self.below(number) if self.nodes[part][0] == "f"]

    # --- binding ----------------------------------------------------------------------------

    def loose(self, number: int) -> frozenset[tuple[int, str]]:
        """The bound variables (index, sort) whose binder is outside; Refused where ill-formed."""
        if number not in self._loose:
            self._check_node(number)
            found = set()
            node = self.nodes[number]
            if node[0] == "b":
                found.add((node[1], node[2]))
            for part, sorts in self.children(number):
                if self._is_infinite_end(node, part):
                    continue
                for index, sort in self.loose(part):
                    if index >= len(sorts):
                        found.add((index - len(sorts), sort))
                    else:
                        demand(sorts[-1 - index] == sort, "a bound variable of another sort")
            self._loose[number] = frozenset(found)
        return self._loose[number]

    def _is_infinite_end(self, node: Node, part: int) -> bool:
        return node[0] == "q" and part in node[3:5] and self.nodes[part] == ("c", "oo")

    def _check_node(self, number: int) -> None:
        node, tag = self.nodes[number], self.nodes[number][0]
        kinds = [self.nodes[part][0] for part, _ in self.children(number)]
        if tag == "c":
            demand(node[1] in ("pi", "E"), "an unknown constant")
        elif tag == "a":
            least, most = ARITY.get(node[1], (1, 0))
            demand(least <= len(node[2]) <= most, f"{node[1]} with {len(node[2])} arguments")
        elif tag == "q":
            demand(SORT_OF_BINDER.get(node[1]) == node[2], "a binder of another sort")
        elif tag == "r":
            demand(node[1] in OPERATORS or node[1] in TURNED, "an unknown relation")
        if tag == "all":
            demand(len(node[1]) > 0 and set(kinds) == {"r"}, "not a quantified hypothesis")
        elif tag == "p":
            conditions = {self.nodes[c][0] for _, c in node[1]}
            values = {self.nodes[v][0] for v, _ in node[1]} | {self.nodes[node[2]][0]}
            demand(conditions <= {"r"} and values <= TERM_TAGS, "not a case distinction")
        elif tag != "fun":
            demand(set(kinds) <= TERM_TAGS, "a formula in place of a term")

    def is_closed(self, number: int) -> bool:
        """Whether no bound variable is without its binder."""
        return not self.loose(number)

    def instantiate(self, body: int, values: Sequence[int]) -> int:
        """Put the closed-in-context ``values`` for the outermost bound variables of a body."""
        done: dict[tuple[int, int], int] = {}

        def visit(number: int, depth: int) -> int:
            if all(index < depth for index, _ in self.loose(number)):
                return number
            key = number, depth
            if key not in done:
                node = self.nodes[number]
                if node[0] == "b":
                    done[key] = self._value(node, values, depth)
                else:
                    done[key] = self.rebuild(number, lambda part, n: visit(part, depth + n))
            return done[key]

        return visit(body, 0)

    def _value(self, node: Node, values: Sequence[int], depth: int) -> int:
        position = node[1] - depth
        if position < len(values):
            return self.raised(values[len(values) - 1 - position], depth)
        return self.put("b", node[1] - len(values), node[2])

    def raised(self, number: int, by: int, cutoff: int = 0) -> int:
        """The node below ``by`` more binders."""
        if by == 0 or all(index < cutoff for index, _ in self.loose(number)):
            return number
        node = self.nodes[number]
        if node[0] == "b":
            return self.put("b", node[1] + by, node[2])
        return self.rebuild(number, lambda part, n: self.raised(part, by, cutoff + n))

    def abstract(self, number: int, variable: int, depth: int = 0) -> int:
        """The closed node as a body in which the variable is bound."""
        if number == variable:
            return self.put("b", depth, self.nodes[variable][2])
        if variable not in self.free(number):
            return number
        return self.rebuild(number, lambda part, n: self.abstract(part, variable, depth + n))

    def substitute(
        self, number: int, values: Mapping[int, int], functions: Mapping[str, int]
    ) -> int:
        """Put closed terms for free variables and functions for names, all at once."""
        done: dict[int, int] = {}

        def visit(part: int) -> int:
            if part not in done:
                node = self.nodes[part]
                if node[0] == "v":
                    done[part] = values.get(part, part)
                elif node[0] == "f" and node[1] in functions:
                    args = [visit(arg) for arg in node[3]]
                    done[part] = self.instantiate(self.nodes[functions[node[1]]][2], args)
                else:
                    done[part] = self.rebuild(part, lambda inner, _: visit(inner))
            return done[part]

        return visit(number)

    def is_integer(self, number: int) -> bool:
        """Whether the term is an integer wherever it is defined, by its form."""
        match self.nodes[number]:
            case ("n", value):
                return bool(value.denominator == 1)
            case ("v", _, sort) | ("b", _, sort) | ("f", _, sort, _):
                return bool(sort == INTEGER)
            case ("a", "floor" | "ceiling", _):
                return True
            case ("a", "add" | "mul" | "neg" | "Abs" | "Min" | "Max", args):
                return all(self.is_integer(arg) for arg in args)
            case ("a", "pow", (base, exponent)):
                node = self.nodes[exponent]
                natural = node[0] == "n" and node[1].denominator == 1 and node[1] >= 0
                return natural and self.is_integer(base)
            case ("q", "Sum", _, _, _, body):
                return self.is_integer(body)
            case ("p", branches, otherwise):
                return all(map(self.is_integer, (otherwise, *(v for v, _ in branches))))
        return False
