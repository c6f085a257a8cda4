"""Named closed forms, and their formulas as text and LaTeX."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ua_symbolic.expressions.latex import to_latex
from ua_symbolic.expressions.terms import (
    Call,
    Sort,
    Syntax,
    Term,
    Variable,
    fresh_variable,
    map_children,
    substitute,
    subterms,
)
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.inference import is_closed
from ua_symbolic.kernel.theory import Definition

Definitions = Mapping[str, Definition]


@dataclass(frozen=True)
class ClosedForm:
    """A definition that people evaluate by name.

    ``defaults`` are closed terms for some of the parameters; ``meanings`` say in words what a
    parameter is.
    """

    definition: Definition
    defaults: Mapping[str, Term] = field(default_factory=lambda: MappingProxyType({}))
    title: str = ""
    source: str = ""
    meanings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def meaning(self, parameter: Variable) -> str:
        """The parameter with its sort, the conditions on it and what it is.

        >>> from ua_symbolic.expressions.terms import ZERO, Relation, number
        >>> x = Variable("x")
        >>> f = Definition("f", (x,), (Relation("<", ZERO, x),), x, Sort.REAL)
        >>> ClosedForm(f).meaning(x)
        'x (real, 0 < x)'
        """
        conditions = [to_text(r) for r in self.definition.domain if parameter in set(subterms(r))]
        described = ", ".join([str(parameter.sort), *conditions])
        words = self.meanings.get(parameter.name)
        return f"{parameter.name} ({described})" + (f": {words}" if words else "")


def symbolic(
    form: ClosedForm, definitions: Definitions, symbols: Mapping[str, str] | None = None
) -> str:
    """The formula as text: the definition, what it calls, its domain and its defaults.

    What it calls is abbreviated by ``symbols[name]``, or else by the last part of its name.
    """
    head, equations = _equations(form.definition, definitions, symbols or {})
    lines = [f"{to_text(head)} = {to_text(equations[0][1])}"]
    for name, body in equations[1:]:
        lines.append(f"  where {to_text(name)} = {to_text(body)}")
    integers = [f"{p.name} integer" for p in form.definition.parameters if p.sort is Sort.INTEGER]
    conditions = integers + [to_text(r) for r in form.definition.domain]
    if conditions:
        lines.append("  for " + ", ".join(conditions))
    if form.defaults:
        given = ", ".join(f"{n} = {to_text(v)}" for n, v in form.defaults.items())
        lines.append("  unless given: " + given)
    return "\n".join(lines)


def latex(
    form: ClosedForm, definitions: Definitions, symbols: Mapping[str, str] | None = None
) -> str:
    """The formula as LaTeX (amsmath), ready for display mathematics; abbreviated likewise."""
    head, equations = _equations(form.definition, definitions, symbols or {})
    if len(equations) == 1:
        return f"{to_latex(head)} = {to_latex(equations[0][1])}"
    lines = [f"{to_latex(name)} &= {to_latex(body)}" for name, body in equations]
    first = lines[0] + r", \quad\text{where}"
    return "\\begin{aligned}\n" + " \\\\\n".join([first, *lines[1:]]) + "\n\\end{aligned}"


Equation = tuple[Term, Term]


def _equations(
    definition: Definition, definitions: Definitions, symbols: Mapping[str, str]
) -> tuple[Term, list[Equation]]:
    """The definition's own call; then it and every called definition, each with its formula."""
    head = Call(definition.name, definition.parameters, definition.sort)
    names: dict[Call, Variable] = {}
    queue: list[Equation] = [(head, definition.body)]
    done: list[Equation] = []

    def abbreviate(node: Syntax, _: int) -> Syntax:
        """A variable for each closed call; calls met for the first time are queued."""
        if not isinstance(node, Call) or node.name not in definitions or not is_closed(node):
            return map_children(node, abbreviate)
        if node not in names:
            called = definitions[node.name]
            hint = symbols.get(node.name, node.name.rpartition(".")[2])
            taken = (*definition.parameters, *names.values())
            names[node] = fresh_variable(hint, node.sort, *taken)
            values = dict(zip(called.parameters, node.args, strict=True))
            queue.append((names[node], substitute(called.body, values)))
        return names[node]

    while queue:
        name, body = queue.pop(0)
        done.append((name, abbreviate(body, 0)))
    return head, done
