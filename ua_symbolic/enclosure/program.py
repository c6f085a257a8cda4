"""Terms compiled to straight-line programs over some arithmetic of enclosures.

A program computes each distinct subterm once.  What the numbers are (balls, intervals) is decided
by an ``Arithmetic``; the program knows only the shape of terms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Any, Protocol

from ua_symbolic.enclosure.bessel_quotients import recognised
from ua_symbolic.enclosure.compare import Truth
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Bound,
    Call,
    Constant,
    Number,
    Piecewise,
    Relation,
    Term,
    Variable,
    free_variables,
    substitute,
)


class UnsupportedError(UserError):
    """A term that has no enclosure here: an unknown function, an infinite sum, ..."""


class Definition(Protocol):
    """What is needed of a definition to unfold a call of it."""

    @property
    def parameters(self) -> tuple[Variable, ...]: ...

    @property
    def body(self) -> Term: ...


Definitions = Mapping[str, Definition]


def unfold(call: Call, definitions: Definitions | None) -> Term:
    """The body of the called definition at the arguments.

    Raises ``UnsupportedError`` if the name is not defined or the number of arguments is wrong.
    """
    definition = (definitions or {}).get(call.name)
    if definition is None:
        raise UnsupportedError(f"{call.name} is not defined here, so it has no enclosure")
    if len(definition.parameters) != len(call.args):
        raise UnsupportedError(f"{call.name} takes {len(definition.parameters)} arguments")
    values = dict(zip(definition.parameters, call.args, strict=True))
    body: Term = substitute(definition.body, values)
    return body


class Arithmetic(Protocol):
    """Enclosures of one kind; ``Any`` stands for the kind of value."""

    @property
    def definitions(self) -> Definitions | None:
        """The definitions that calls may unfold."""

    def number(self, value: Fraction) -> Any:
        """An enclosure of a rational number."""

    def constant(self, name: str) -> Any:
        """An enclosure of a named constant."""

    def operation(self, node: Apply) -> Callable[..., Any]:
        """The function of enclosures that ``node.head`` means."""

    def binder(self, node: Bind, variables: tuple[Variable, ...]) -> Callable[..., Any]:
        """A Sum or Integral as a function of the values of ``variables``."""

    def join(self, values: Sequence[Any]) -> Any:
        """An enclosure of all the values."""

    def decide(self, op: str, left: Any, right: Any) -> Truth:
        """Truth of a relation on all points of two enclosures."""


Fetch = Callable[[list[Any]], Sequence[Any]]
Instruction = tuple[int, Callable[..., Any], Fetch]


def _fetch(sources: tuple[int, ...]) -> Fetch:
    """What reads some registers, fast."""
    if len(sources) == 1:
        return itemgetter(slice(sources[0], sources[0] + 1))
    return itemgetter(*sources)


@dataclass(frozen=True)
class Program:
    """Registers (the first ones are the variables), instructions and where the results are."""

    inputs: int
    registers: tuple[Any, ...]
    instructions: tuple[Instruction, ...]
    outputs: tuple[int, ...]

    def run(self, values: Sequence[Any]) -> list[Any]:
        """All outputs at the given values of the variables."""
        if len(values) != self.inputs:
            raise ValueError(f"{self.inputs} values are needed, not {len(values)}")
        registers = list(self.registers)
        registers[: self.inputs] = values
        for target, function, fetch in self.instructions:
            registers[target] = function(*fetch(registers))
        return [registers[i] for i in self.outputs]

    def __call__(self, values: Sequence[Any]) -> Any:
        """The first output."""
        return self.run(values)[0]


class _Compiler:
    def __init__(self, variables: tuple[Variable, ...], arithmetic: Arithmetic) -> None:
        self.variables = variables
        self.arithmetic = arithmetic
        self.known: dict[Term, int] = {v: i for i, v in enumerate(variables)}
        self.registers: list[Any] = [None] * len(variables)
        self.instructions: list[Instruction] = []
        self.varying = set(range(len(variables)))

    def _constant(self, value: Any) -> int:
        self.registers.append(value)
        return len(self.registers) - 1

    def _emit(self, function: Callable[..., Any], sources: tuple[int, ...]) -> int:
        if not self.varying.intersection(sources):
            return self._constant(function(*[self.registers[s] for s in sources]))
        target = self._constant(None)
        self.instructions.append((target, function, _fetch(sources)))
        self.varying.add(target)
        return target

    def register(self, term: Term) -> int:
        """The register that holds ``term``, computed once."""
        found = self.known.get(term)
        if found is None:
            found = self.known[term] = self._place(term)
        return found

    def _place(self, term: Term) -> int:
        match term:
            case Number(value):
                return self._constant(self.arithmetic.number(value))
            case Constant(name):
                return self._constant(self.arithmetic.constant(name))
            case Apply(_, args):
                sources = tuple(self.register(a) for a in args)
                return self._refined(term, self._emit(self.arithmetic.operation(term), sources))
            case Call():
                return self.register(unfold(term, self.arithmetic.definitions))
            case Bind():
                return self._binder(term)
            case Piecewise(branches, otherwise):
                return self._piecewise(branches, otherwise)
            case Variable(name, _):
                raise UnsupportedError(f"the variable {name} has no value here")
            case Bound():
                raise UnsupportedError("a bound variable occurs outside its Sum or Integral")
        raise UnsupportedError(f"{type(term).__name__} has no enclosure")

    def _refined(self, term: Apply, value: int) -> int:
        """The part of an enclosure that what is known of the whole term admits."""
        found = recognised(term)
        if found is None:
            return value
        node = Apply(found.head, (term, found.order, found.at))
        sources = (value, self.register(found.order), self.register(found.at))
        return self._emit(self.arithmetic.operation(node), sources)

    def _binder(self, term: Bind) -> int:
        used = free_variables(term)
        variables = tuple(v for v in self.variables if v in used)
        if len(variables) != len(used):
            missing = ", ".join(sorted(v.name for v in used - set(variables)))
            raise UnsupportedError(f"the variable {missing} has no value here")
        function = self.arithmetic.binder(term, variables)
        return self._emit(function, tuple(self.known[v] for v in variables))

    def _piecewise(self, branches: tuple[tuple[Term, Relation], ...], otherwise: Term) -> int:
        sources: list[int] = []
        for value, condition in branches:
            sources += [self.register(value), self.register(condition.left)]
            sources.append(self.register(condition.right))
        sources.append(self.register(otherwise))
        ops = tuple(condition.op for _, condition in branches)
        arithmetic = self.arithmetic

        def choose(*values: Any) -> Any:
            possible = []
            for i, op in enumerate(ops):
                value, left, right = values[3 * i : 3 * i + 3]
                holds = arithmetic.decide(op, left, right)
                if holds is not Truth.FALSE:
                    possible.append(value)
                if holds is Truth.TRUE:
                    return arithmetic.join(possible)
            return arithmetic.join([*possible, values[-1]])

        return self._emit(choose, tuple(sources))


def compile_program(
    terms: Sequence[Term], variables: Sequence[Variable], arithmetic: Arithmetic
) -> Program:
    """One program for several terms, with common subterms shared.

    Raises ``UnsupportedError`` for a term that the arithmetic cannot enclose.
    """
    compiler = _Compiler(tuple(variables), arithmetic)
    outputs = tuple(compiler.register(t) for t in terms)
    return Program(
        len(compiler.variables),
        tuple(compiler.registers),
        tuple(compiler.instructions),
        outputs,
    )
