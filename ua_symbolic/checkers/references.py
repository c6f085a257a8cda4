"""What ``using NAME at x = term`` means: instances of statements, added to the hypotheses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ua_symbolic.checkers.context import Context
from ua_symbolic.checkers.lemmas import instance, statement_variables
from ua_symbolic.development.justifications import split_outside
from ua_symbolic.development.reading import Reader
from ua_symbolic.development.script import Reference
from ua_symbolic.errors import DevelopmentError, ExpressionError
from ua_symbolic.expressions.parser import parse_term
from ua_symbolic.expressions.terms import (
    Lambda,
    Relation,
    Sort,
    Term,
    Variable,
    close,
    substitute,
)
from ua_symbolic.kernel.theorems import Theorem
from ua_symbolic.kernel.theory import Statement


class NotShownError(Exception):
    """An obligation stays open; the message says what could not be shown."""


@dataclass(frozen=True)
class Waiting:
    """A reference that speaks about the variable of an integral or sum further inside."""

    reference: Reference
    reader: Reader


def use(
    context: Context, references: tuple[Reference, ...], reader: Reader
) -> tuple[Context, list[Theorem]]:
    """The context in which the referenced instances are known, and their theorems.

    A reference whose variables have no value here waits for an inner variable, and is tried by
    matching as well.  Raises NotShownError if a hypothesis of an instance cannot be shown.
    """
    theorems: list[Theorem] = []
    waiting: list[Waiting] = []
    automatic = list(context.automatic)
    for reference in references:
        statement = context.theory.statements[reference.statement]
        values = resolve(reference, statement, reader)
        if values is None:
            waiting.append(Waiting(reference, reader))
            if not reference.bindings:
                automatic.insert(0, statement.name)
            continue
        here = replace(context, inner_references=tuple(waiting))
        theorems += _instances(here, reference, statement, *values)
    formulas = [t.sequent.conclusion for t in theorems]
    inner = replace(
        context.extend(*formulas),
        automatic=tuple(dict.fromkeys(automatic)),
        inner_references=tuple(waiting),
    )
    return inner, theorems


def _instances(
    context: Context,
    reference: Reference,
    statement: Statement,
    values: dict[Variable, Term],
    functions: dict[str, Lambda],
) -> list[Theorem]:
    found = instance(context, statement, values, functions, 6)
    if isinstance(found, list):
        return found
    from ua_symbolic.expressions.text import to_text

    raise NotShownError(f"cannot use {reference.statement} here: not shown that {to_text(found)}")


def resolve(
    reference: Reference, statement: Statement, reader: Reader
) -> tuple[dict[Variable, Term], dict[str, Lambda]] | None:
    """The substitution of a reference; None while a name in it is not known in this scope.

    A variable without a binding stands for the variable of the same name and sort.
    """
    values: dict[Variable, Term] = {}
    functions: dict[str, Lambda] = {}
    wanted = {v.name: v for v in statement_variables(statement)}
    local = {f.name: f for f in statement.functions}
    for left, text in reference.bindings:
        name = left.partition("(")[0].strip()
        try:
            if name in local:
                functions[name] = _lambda(left, text, local[name].sorts, reader)
            elif name in wanted:
                term = reader.expand(parse_term(text, reader.scope))
                values[wanted[name]] = term
            else:
                raise DevelopmentError(
                    f"{reference.location}: {statement.name} has no variable {name}; it has "
                    f"{', '.join(sorted([*wanted, *local]))}"
                )
        except ExpressionError as problem:
            if "unknown name" not in str(problem):
                raise DevelopmentError(f"{reference.location}: {problem}") from problem
            return None
    for name, variable in wanted.items():
        if variable not in values:
            same = reader.scope.variables.get(name)
            if same is None or (variable.sort is Sort.INTEGER and same.sort is Sort.REAL):
                return None
            values[variable] = reader.expand(same)
    for name, opaque in local.items():
        if name not in functions:
            if name not in reader.scope.functions:
                return None
            arguments = ", ".join(f"x{i}" for i in range(len(opaque.sorts)))
            functions[name] = _lambda(
                f"{name}({arguments})", f"{name}({arguments})", opaque.sorts, reader
            )
    return values, functions


def _lambda(left: str, text: str, sorts: tuple[Sort, ...], reader: Reader) -> Lambda:
    """``f(k) = term`` as a function of the statement's sorts."""
    names = split_outside(left.partition("(")[2].rstrip(")"), ",")
    variables = tuple(Variable(n, s) for n, s in zip(names, sorts, strict=True))
    inner = Reader(reader.scope.with_variables(*variables), reader.abbreviations)
    body = parse_term(text, inner.scope)
    hidden = {v: t for v, t in reader.abbreviations.items() if v.name not in names}
    return Lambda(sorts, close(substitute(body, hidden), *variables))


def with_inner_references(context: Context, variable: Variable) -> Context:
    """Add the instances that waited for ``variable``, as far as their hypotheses can be shown.

    The variable is also known under the name that its author gave it.
    """
    hint = variable.name
    facts: list[Relation] = []
    rest: list[Waiting] = []
    for waiting in context.inner_references:
        reader = waiting.reader.declare(Variable(hint, variable.sort))
        statement = context.theory.statements[waiting.reference.statement]
        values = resolve(waiting.reference, statement, reader)
        if values is None:
            rest.append(Waiting(waiting.reference, reader))
            continue
        found = instance(context, statement, *values, 6)
        if isinstance(found, list):
            facts += [t.sequent.conclusion for t in found]
    context.inner_references = tuple(rest)
    context.extra_facts = (*context.extra_facts, *facts)
    return context
