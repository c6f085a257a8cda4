"""A search for counter-models of a sequent, in floating point, that shares no code with a checker.

Variables, uninterpreted functions and opaque names get random values; where every hypothesis is
true and the goal is clearly false, or undefined, the assignment is a counter-model.  Finding none
proves nothing; finding one for something accepted is either a mistake of the checkers or a value
of an opaque name that its leaves exclude, which a reader has to decide.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    ForAll,
    Number,
    Piecewise,
    Relation,
    Sort,
    Variable,
    free_variables,
    subterms,
)
from ua_symbolic.kernel.theory import Definition

TOLERANCE = 1e-7
NODES = 24


def _bessel_i(order: float, x: float) -> float:
    """The power series of DLMF 10.25.2, for positive ``x`` of moderate size."""
    first = (x / 2) ** order / math.gamma(order + 1)
    total, term = first, first
    for k in range(1, 200):
        term *= (x / 2) ** 2 / (k * (k + order))
        total += term
    return total


FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "loggamma": math.lgamma,
    "erf": math.erf,
    "besseli": _bessel_i,
}


class UndefinedError(Exception):
    """A term has no value at these arguments."""


@dataclass
class Model:
    """Values of variables, and functions that make up their values as they are asked for."""

    definitions: Mapping[str, Definition]
    source: random.Random
    variables: dict[Variable, float] = field(default_factory=dict)
    values: dict[tuple[str, tuple[float, ...]], float] = field(default_factory=dict)
    styles: dict[str, int] = field(default_factory=dict)

    def call(self, name: str, sort: Sort, args: tuple[float, ...]) -> float:
        """The value of a defined function, or of an uninterpreted one."""
        definition = self.definitions.get(name)
        if definition is not None:
            inner = Model(
                self.definitions,
                self.source,
                dict(zip(definition.parameters, args, strict=True)),
                self.values,
                self.styles,
            )
            if not all(inner.holds(r, ()) for r in definition.domain):
                raise UndefinedError
            return inner.value(definition.body, ())
        key = (name, tuple(round(a, 9) for a in args))
        if key not in self.values:
            self.values[key] = self._made_up(name, sort)
        return self.values[key]

    def _made_up(self, name: str, sort: Sort) -> float:
        style = self.styles.setdefault(name, self.source.randrange(6))
        if sort is Sort.INTEGER:
            return self.source.randrange(-1, 5)
        ranges = ((0, 0), (1, 1), (0, 1), (0, math.pi), (-2, 2), (-0.2, 0.2))
        return self.source.uniform(*ranges[style])

    # --- terms --------------------------------------------------------------------------------

    def value(self, term: Any, bound: tuple[float, ...]) -> float:
        """The value of a term; ``bound`` are the values of bound variables, innermost first."""
        match term:
            case Number(exact):
                return float(exact) if exact.denominator != 1 else int(exact)
            case Constant(name):
                return {"pi": math.pi, "E": math.e, "oo": math.inf}[name]
            case Variable():
                return self.variables[term]
            case Bound(index, _):
                return bound[index]
            case Call(name, args, sort):
                return self.call(name, sort, tuple(self.value(a, bound) for a in args))
            case Apply(head, args):
                return applied(head, [self.value(a, bound) for a in args])
            case Bind(head, _, lower, upper, body):
                ends = self.value(lower, bound), self.value(upper, bound)
                return self._bind(head, *ends, lambda x: self.value(body, (x, *bound)))
            case Piecewise(branches, otherwise):
                for value, condition in branches:
                    sides = self.value(condition.left, bound), self.value(condition.right, bound)
                    if compared(condition.op, *sides, 0.0):
                        return self.value(value, bound)
                return self.value(otherwise, bound)
        raise TypeError(f"no value for {term!r:.60}")

    def _bind(self, head: str, lower: float, upper: float, body: Callable[[float], float]) -> float:
        if head == "Sum":
            low, high = round(lower), round(upper)
            if low > high + 1 or high - low > 200:
                raise UndefinedError
            return sum(body(k) for k in range(low, high + 1))
        if lower > upper:
            raise UndefinedError
        half, middle = (upper - lower) / 2, (upper + lower) / 2
        return half * sum(w * body(middle + half * x) for x, w in GAUSS) if half else 0.0

    # --- formulas -----------------------------------------------------------------------------

    def holds(self, formula: Any, bound: tuple[float, ...], slack: float = 0.0) -> bool:
        """Whether a formula is true, up to a relative ``slack``; undefined is false."""
        if isinstance(formula, ForAll):
            return all(self.holds(formula.body, values) for values in self._places(formula))
        try:
            sides = self.value(formula.left, bound), self.value(formula.right, bound)
        except OverflowError:
            raise
        except (UndefinedError, ArithmeticError, ValueError):
            return False
        if not all(map(math.isfinite, sides)):
            raise OverflowError
        return compared(formula.op, *sides, slack * (1 + abs(sides[0]) + abs(sides[1])))

    def ties(self, goal: Relation) -> bool:
        """Whether a strict goal fails by equality of integers, which no rounding has touched."""
        sides = self.value(goal.left, ()), self.value(goal.right, ())
        return (
            goal.op in ("<", ">")
            and sides[0] == sides[1]
            and all(isinstance(x, int) for x in sides)
        )

    def _places(self, formula: ForAll) -> Iterator[tuple[float, ...]]:
        choices = [range(-1, 11) if s is Sort.INTEGER else self._reals() for s in formula.sorts]
        for values in product(*choices):
            turned = tuple(reversed(values))
            if all(self.holds(g, turned) for g in formula.guards):
                yield turned

    def _reals(self) -> list[float]:
        made_up = sorted(set(self.values.values()) | set(self.variables.values()))
        return [0.0, *islice(made_up, 8)]


def compared(op: str, left: float, right: float, slack: float) -> bool:
    """The relation of two numbers; a positive slack makes it easier to hold."""
    match op:
        case "<=":
            return left <= right + slack
        case ">=":
            return left >= right - slack
        case "<":
            return left < right + slack
        case ">":
            return left > right - slack
        case "=":
            return abs(left - right) <= max(slack, 1e-12 * (1 + abs(left)))
    return abs(left - right) > 1e-12 * (1 + abs(left))


def applied(head: str, args: list[float]) -> float:
    """The value of an interpreted head."""
    match head:
        case "add":
            return sum(args)
        case "mul":
            return math.prod(args)
        case "neg":
            return -args[0]
        case "div":
            if args[1] == 0:
                raise UndefinedError
            return args[0] / args[1]
        case "pow":
            return _power(*args)
        case "gamma":
            if args[0] <= 0:
                raise UndefinedError
            return math.gamma(args[0])
        case "Abs":
            return abs(args[0])
        case "Max":
            return max(args)
        case "Min":
            return min(args)
        case "floor" | "ceiling":
            nearest = round(args[0])
            near = abs(args[0] - nearest) < 1e-9 * (1 + abs(args[0]))
            exact = math.floor if head == "floor" else math.ceil
            return nearest if near else exact(args[0])
    return FUNCTIONS[head](*args)


def _power(base: float, exponent: float) -> float:
    if base > 0 or (base == 0 and exponent > 0):
        value = float(base**exponent)
        if base > 0 and value == 0:
            raise OverflowError("too small for a float")
        return value
    if exponent == round(exponent) and (base != 0 or exponent >= 0):
        return float(base ** round(exponent))
    raise UndefinedError


def _gauss(count: int) -> list[tuple[float, float]]:
    """Nodes and weights of Gauss and Legendre, by Newton's method."""
    rule = []
    for i in range(count):
        x = math.cos(math.pi * (i + 0.75) / (count + 0.5))
        for _ in range(60):
            last, this = 1.0, x
            for k in range(2, count + 1):
                last, this = this, ((2 * k - 1) * x * this - (k - 1) * last) / k
            slope = count * (x * this - last) / (x * x - 1)
            x -= this / slope
        rule.append((x, 2 / ((1 - x * x) * slope * slope)))
    return rule


GAUSS = _gauss(NODES)


# --- the search -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Search:
    """How many models satisfied all hypotheses, and a counter-model if one was found."""

    tried: int
    satisfied: int
    counter_model: str = ""


def search(
    hypotheses: tuple[Any, ...],
    goal: Relation,
    definitions: Mapping[str, Definition],
    tries: int = 2000,
    seed: int = 1,
) -> Search:
    """Look for a model of the hypotheses in which the goal is clearly false or undefined."""
    source = random.Random(seed)
    variables = sorted(
        {v for n in (*hypotheses, goal) for v in free_variables(n)}, key=lambda v: (v.name, v.sort)
    )
    easy = [h for h in hypotheses if not _heavy(h)]
    hard = [h for h in hypotheses if _heavy(h)]
    satisfied = 0
    for _ in range(tries):
        model = Model(definitions, source, {v: made_up_value(v, source) for v in variables})
        try:
            if not all(model.holds(h, ()) for h in (*easy, *hard)):
                continue
            satisfied += 1
            if not model.holds(goal, (), TOLERANCE) or model.ties(goal):
                return Search(tries, satisfied, _shown(model))
        except OverflowError:
            continue
    return Search(tries, satisfied)


def _heavy(formula: Any) -> bool:
    return any(isinstance(t, Bind | Call) for t in subterms(formula))


def slack_of(formula: Any) -> float:
    """Equations of computed numbers hold up to rounding, orders as they are."""
    return TOLERANCE if getattr(formula, "op", "") == "=" else 0.0


def made_up_value(variable: Variable, source: random.Random) -> float:
    """A value for a variable: small integers, and reals at many scales and at corners."""
    if variable.sort is Sort.INTEGER:
        return source.choice((0, 1, 1, 1, 2, 2, 3, 4, 5, 9, -1))
    picked = source.randrange(8)
    corners = (0, 1, math.pi, math.pi / 2, -1, 0.5, 2, math.pi / 4)
    if picked == 0:
        return source.choice(corners)
    ranges = ((0, 1), (0, 1), (0, 1.5), (0, 3.2), (0, 10), (-3, 3), (0, 0.1))
    return source.uniform(*ranges[picked - 1])


def _shown(model: Model) -> str:
    values = {v.name: round(x, 6) for v, x in model.variables.items()}
    functions = {f"{n}{a}": round(x, 6) for (n, a), x in islice(model.values.items(), 8)}
    return f"{values} {functions}" if functions else f"{values}"
