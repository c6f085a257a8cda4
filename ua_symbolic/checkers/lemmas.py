"""Using statements: an instance with its hypotheses shown, and chaining back from a goal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ua_symbolic.checkers.basic import weakened
from ua_symbolic.checkers.context import DEPTH, Context
from ua_symbolic.checkers.matching import match
from ua_symbolic.expressions.terms import (
    Bind,
    Call,
    ForAll,
    Formula,
    Lambda,
    Relation,
    Term,
    Variable,
    free_variables,
    instantiate,
    substitute,
    subterms,
)
from ua_symbolic.kernel.inference import is_closed
from ua_symbolic.kernel.theorems import Theorem
from ua_symbolic.kernel.theory import Statement


def statement_variables(statement: Statement) -> frozenset[Variable]:
    """The free variables of hypotheses and claims."""
    return frozenset(
        v for node in (*statement.hypotheses, *statement.claims) for v in free_variables(node)
    )


def instance(
    context: Context,
    statement: Statement,
    values: Mapping[Variable, Term],
    functions: Mapping[str, Lambda],
    depth: int,
    claims: tuple[int, ...] | None = None,
) -> list[Theorem] | Formula:
    """The claims of a statement under a substitution, or the hypothesis that could not be shown."""
    premises: list[Theorem | None] = []
    fresh: list[tuple[Formula, tuple[Variable, ...]]] = []
    for formula in statement.hypotheses:
        wanted = substitute(formula, values, functions)
        shown = _show(context, wanted, fresh, depth)
        if shown is None:
            return wanted  # type: ignore[no-any-return]
        premises.append(shown)
    defined = context.all_defined(*values.values(), depth=depth)
    found = []
    for index in claims if claims is not None else range(len(statement.claims)):
        claim = substitute(statement.claims[index], values, functions).oriented()
        sides = context.all_defined(claim.left, claim.right, depth=depth) if functions else []
        data = {
            "statement": statement.name,
            "claim": index,
            "values": tuple(values.items()),
            "functions": tuple(functions.items()),
            "fresh": tuple(fresh),
        }
        # The kernel takes the premises in this order: values, hypotheses, sides.
        theorem = context.attempt("lemma", claim, [*defined, *premises, *sides], data)
        if theorem is None:
            return claim  # type: ignore[no-any-return]
        found.append(theorem)
    return found


def _show(
    context: Context,
    wanted: Formula,
    fresh: list[tuple[Formula, tuple[Variable, ...]]],
    depth: int,
) -> Theorem | None:
    if isinstance(wanted, Relation):
        return context.prove(wanted, depth - 1)
    chosen: list[Variable] = []
    for sort, hint in zip(wanted.sorts, wanted.hints, strict=True):
        chosen.append(Variable(context.fresh(hint, wanted, *chosen), sort))
    fresh.append((wanted, tuple(chosen)))
    guards = tuple(instantiate(g, *chosen) for g in wanted.guards)
    inner = context.extend(*guards)
    for variable in chosen:
        inner = context.enter(inner, variable)
    return inner.prove(instantiate(wanted.body, *chosen), depth - 1)


def by_lemmas(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """Chain back from the goal through the automatic statements and quantified hypotheses."""
    if depth <= 0:
        return None
    theorem = _by_quantified(context, goal, depth)
    if theorem is not None:
        return theorem
    for name in context.automatic:
        statement = context.theory.statements[name]
        for index, claim in enumerate(statement.claims):
            theorem = _by_claim(context, goal, statement, index, claim.oriented(), depth)
            if theorem is not None:
                return theorem
    return None


def _by_claim(
    context: Context, goal: Relation, statement: Statement, index: int, claim: Relation, depth: int
) -> Theorem | None:
    if statement.functions:
        return None
    variables = statement_variables(statement)
    for pattern in _serving(claim, goal):
        values = match(pattern, goal, variables, {})
        if values is None or set(values) != variables:
            continue
        found = instance(context, statement, values, {}, min(depth, DEPTH - 1), (index,))
        if isinstance(found, list):
            return weakened(context, found[0], goal)
    return None


def _serving(claim: Relation, goal: Relation) -> Iterator[Relation]:
    """The claim as a pattern for the goal, where it is strong enough."""
    if claim.op == goal.op:
        yield claim
    elif (claim.op, goal.op) in (("<", "<="), ("=", "<="), ("<", "!=")):
        yield Relation(goal.op, claim.left, claim.right)
    if claim.op == "=" and goal.op in ("=", "<="):
        yield Relation(goal.op, claim.right, claim.left)


def _by_quantified(context: Context, goal: Relation, depth: int) -> Theorem | None:
    for formula in context.quantified():
        theorem = _specialised(context, goal, formula, depth)
        if theorem is not None:
            return theorem
    return None


def quantified_instances(context: Context, goal: Relation, depth: int) -> list[Theorem]:
    """Instances of the quantified hypotheses for the function values that occur in the goal."""
    calls = [p for p in subterms(goal) if isinstance(p, Call | Bind) and is_closed(p)]
    found: dict[Relation, Theorem] = {}
    for formula in context.quantified():
        holes = tuple(Variable(f"?{i}", sort) for i, sort in enumerate(formula.sorts))
        body = instantiate(formula.body, *holes)
        patterns = [p for p in subterms(body) if isinstance(p, Call | Bind) and is_closed(p)]
        for pattern in patterns:
            for call in calls:
                values = match(pattern, call, holes, {})
                if values is None or len(values) != len(holes):
                    continue
                theorem = _at(context, formula, tuple(values[h] for h in holes), depth)
                if theorem is not None:
                    found[theorem.sequent.conclusion] = theorem
    return list(found.values())


def _at(context: Context, formula: ForAll, values: tuple[Term, ...], depth: int) -> Theorem | None:
    guards = [context.prove(instantiate(g, *values), depth - 1) for g in formula.guards]
    premises = [*context.all_defined(*values, depth=depth), *guards]
    conclusion = instantiate(formula.body, *values)
    return context.attempt(
        "specialise", conclusion, premises, {"formula": formula, "values": values}
    )


def _specialised(context: Context, goal: Relation, formula: ForAll, depth: int) -> Theorem | None:
    holes = tuple(Variable(f"?{i}", sort) for i, sort in enumerate(formula.sorts))
    body = instantiate(formula.body, *holes)
    for pattern in _serving(body, goal):
        values = match(pattern, goal, holes, {})
        if values is None or len(values) != len(holes):
            continue
        theorem = _at(context, formula, tuple(values[h] for h in holes), depth)
        if theorem is not None:
            return weakened(context, theorem, goal)
    return None
