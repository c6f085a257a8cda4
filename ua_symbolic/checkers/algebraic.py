"""Equations by exact algebra, inequalities by linear arithmetic, signs by structure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ua_symbolic.algebra import FarkasCertificate, decide_equal, farkas, identity, suggest
from ua_symbolic.checkers.context import DEPTH, Context
from ua_symbolic.checkers.lemmas import instance, quantified_instances, statement_variables
from ua_symbolic.checkers.matching import match
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Call,
    Constant,
    Number,
    Relation,
    Syntax,
    Term,
    Variable,
    children,
    div,
    free_variables,
    sub,
)
from ua_symbolic.kernel.inference import is_closed
from ua_symbolic.kernel.theorems import Theorem

MOST_FACTORS = 14
"""How many nonnegative terms take part in products."""

FEW = 4
"""Levels of side conditions for facts that merely may help."""


def known_facts(context: Context, *pairs: tuple[Term, Term], depth: int = FEW) -> list[Theorem]:
    """Those facts that algebra asks for and that can be shown."""
    wanted = dict.fromkeys(r.oriented() for a, b in pairs for r in suggest(a, b))
    shown = (context.prove(r, min(depth, FEW)) for r in wanted)
    return [t for t in shown if t is not None]


def by_algebra(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """a = b (or a <= b) by normal forms; the facts needed are shown first."""
    if goal.op not in ("=", "<=") or goal.left == goal.right:
        return _reflexive(context, goal, depth)
    facts = _facts_for(context, goal, depth)
    if facts is None:
        return None
    equation = Relation("=", goal.left, goal.right)
    sides = context.all_defined(goal.left, goal.right)
    found = context.attempt("algebra", equation, [*sides, *facts])
    if found is None or goal.op == "=":
        return found
    return context.attempt("weaken", goal, [found])


def _facts_for(context: Context, goal: Relation, depth: int) -> list[Theorem] | None:
    """Facts under which the sides are equal, no more than needed; None if none are found."""
    if _equal(goal, []):
        return []
    if goal.op == "<=" or depth <= 0:
        return None
    facts = known_facts(context, (goal.left, goal.right), depth=depth)
    if not _equal(goal, facts):
        facts += _signs_of_variables(context, goal)
        if not _equal(goal, facts):
            return None
    for fact in list(facts):
        fewer = [f for f in facts if f is not fact]
        if _equal(goal, fewer):
            facts = fewer
    return facts


def _equal(goal: Relation, facts: Sequence[Theorem]) -> bool:
    known = [t.sequent.conclusion for t in facts]
    return decide_equal(goal.left, goal.right, known, ("flint",)).equal


def _signs_of_variables(context: Context, goal: Relation) -> list[Theorem]:
    """Hypotheses 0 < x and 0 <= x about the variables of the goal."""
    variables = free_variables(goal)
    return [
        context.derive("hypothesis", r)
        for r in context.relations()
        if r.op in ("<", "<=") and r.left == ZERO and r.right in variables
    ]


def _reflexive(context: Context, goal: Relation, depth: int) -> Theorem | None:
    if goal.left != goal.right or goal.op != "<=":
        return None
    return context.attempt("reflexive", goal, context.all_defined(goal.left, depth=depth))


# --- linear arithmetic --------------------------------------------------------------------------


def by_linear(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """Linear arithmetic over the hypotheses and the ranges of the functions that occur."""
    return _linear(context, goal, depth, products=0)


def by_products(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """As ``by_linear``, with products of a hypothesis and a term known to be nonnegative."""
    return _linear(context, goal, depth, products=1) if depth >= DEPTH - 1 else None


def by_more_products(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """As ``by_linear``, with products of up to two nonnegative terms."""
    return _linear(context, goal, depth, products=2) if depth >= DEPTH - 1 else None


def _linear(context: Context, goal: Relation, depth: int, products: int) -> Theorem | None:
    if goal.op not in ("<=", "<", "=") or depth <= 0:
        return None
    relations = [r for r in context.everything() if r.op in ("<=", "<", "=")]
    relations += [t.sequent.conclusion for t in range_facts(context, goal, depth)]
    relations += [t.sequent.conclusion for t in quantified_instances(context, goal, FEW)]
    relations = list(dict.fromkeys(relations))
    facts = known_facts(context, (goal.left, goal.right), depth=depth)
    known = [t.sequent.conclusion for t in facts]
    nonnegative = _nonnegative(context, goal, relations) if products else []
    certificate = farkas(goal, relations, known, nonnegative, products)
    if certificate is None:
        return None
    return _combined(context, goal, relations, certificate, depth)


def _nonnegative(context: Context, goal: Relation, relations: Sequence[Relation]) -> list[Term]:
    """Factors of the goal that are nonnegative, then terms that the hypotheses say to be."""
    found: list[Term] = []
    factors = dict.fromkeys(_factors(goal.left) + _factors(goal.right))
    if goal.op == "=":  # equations may be multiplied by anything
        found += [f for f in factors if not isinstance(f, Number)]
        return found[:MOST_FACTORS]
    for term in factors:
        if isinstance(term, Number):
            continue
        if context.prove(Relation("<=", ZERO, term), FEW) is not None:
            found.append(term)
    for relation in relations:
        if relation.op in ("<=", "<"):
            plain = relation.left == ZERO
            found.append(relation.right if plain else sub(relation.right, relation.left))
    return list(dict.fromkeys(found))[:MOST_FACTORS]


def _factors(term: Term) -> list[Term]:
    match term:
        case Apply("add" | "mul" | "neg", args):
            return [f for a in args for f in _factors(a)]
        case Apply("div", (top, bottom)):
            return [*_factors(top), div(ONE, bottom)]
    return [term]


def _combined(
    context: Context,
    goal: Relation,
    relations: Sequence[Relation],
    certificate: FarkasCertificate,
    depth: int,
) -> Theorem | None:
    used = sorted({s.premise for s in certificate.summands if s.premise is not None})
    premises: list[Theorem | None] = [context.prove(relations[i], depth) for i in used]
    entries = []
    for s in certificate.summands:
        index = None if s.premise is None else used.index(s.premise)
        entries.append((s.coefficient, s.factors, index))
        equation = index is not None and relations[used[index]].op == "="
        if equation:
            premises += context.all_defined(*s.factors, depth=depth)
        else:
            premises += [_sign_of(context, f, depth, strict=goal.op == "<") for f in s.factors]
    premises += context.all_defined(goal.left, goal.right)
    equation_to_check = identity(goal, relations, certificate)
    facts = known_facts(context, (equation_to_check.left, equation_to_check.right), depth=depth)
    data = {"entries": tuple(entries), "premises": len(used)}
    return context.attempt("combination", goal, [*premises, *facts], data)


def _sign_of(context: Context, factor: Term, depth: int, *, strict: bool) -> Theorem | None:
    if strict:
        positive = context.prove(Relation("<", ZERO, factor), depth - 1)
        if positive is not None:
            return positive
    return context.prove(Relation("<=", ZERO, factor), depth - 1)


def range_facts(context: Context, goal: Relation, depth: int) -> list[Theorem]:
    """Instances of the range facts for functions in the goal (and in one round of hypotheses)."""
    found: list[Theorem] = []
    terms = _applications([goal])
    if depth >= DEPTH - 1:
        known = _applications(context.everything())
        terms += [t for t in known if isinstance(t, Apply) and t.head in ORDERED_HEADS]
    for name in context.range_facts:
        statement = context.theory.statements[name]
        variables = statement_variables(statement)
        trigger = _trigger(statement.claims[0], variables)
        for term in terms:
            values = match(trigger, term, variables, {})
            if values is None or set(values) != set(variables):
                continue
            shown = instance(context, statement, values, {}, min(depth, FEW))
            found += shown if isinstance(shown, list) else []
    return found


def _trigger(claim: Relation, variables: Iterable[Variable]) -> Term:
    """The function whose range a fact tells: the first application that is no arithmetic."""
    for term in _applications([claim]):
        if isinstance(term, Constant) or (isinstance(term, Apply) and term.args):
            return term
    return claim.left


ORDERED_HEADS = frozenset({"Abs", "Min", "Max", "floor", "ceiling"})
"""Functions of the hypotheses whose ranges are offered too: they are made of inequalities."""

ARITHMETIC = frozenset({"add", "mul", "neg", "div", "pow"})


def _applications(nodes: Iterable[Syntax]) -> list[Term]:
    """The function values and constants in the nodes, outside of binders."""
    found: dict[Term, None] = {}
    stack = list(nodes)
    while stack:
        top = stack.pop()
        is_function = isinstance(top, Apply) and top.head not in ARITHMETIC
        if (is_function or isinstance(top, Constant | Call)) and is_closed(top):
            found[top] = None
        stack += [child for child, crossed in children(top) if not crossed]
    return list(found)


# --- signs ----------------------------------------------------------------------------------------


def by_sign(context: Context, goal: Relation, depth: int) -> Theorem | None:
    """0 < t or 0 <= t by the structure of t."""
    term = goal.right
    if goal.left != ZERO or goal.op not in ("<", "<=") or not isinstance(term, Apply) or depth <= 0:
        return None
    depth = min(depth, FEW) + 1  # the parts are smaller: no level is used up
    match term.head:
        case "add":
            return _sign_of_sum(context, goal, term, depth)
        case "mul":
            parts = [context.prove(Relation(goal.op, ZERO, a), depth - 1) for a in term.args]
            return context.attempt("sign", goal, parts)
        case "div":
            top = context.prove(Relation(goal.op, ZERO, term.args[0]), depth - 1)
            bottom = None
            if top is not None:
                bottom = context.prove(Relation("<", ZERO, term.args[1]), depth - 1)
            return context.attempt("sign", goal, [top, bottom])
        case "pow":
            return _sign_of_power(context, goal, term, depth)
    return None


def _sign_of_sum(context: Context, goal: Relation, term: Apply, depth: int) -> Theorem | None:
    parts: list[Theorem | None] = []
    for arg in term.args:
        part = None
        if goal.op == "<":
            part = context.prove(Relation("<", ZERO, arg), depth - 1)
        if part is None:
            part = context.prove(Relation("<=", ZERO, arg), depth - 1)
        if part is None:
            return None
        parts.append(part)
    return context.attempt("sign", goal, parts)


def _sign_of_power(context: Context, goal: Relation, term: Apply, depth: int) -> Theorem | None:
    base, exponent = term.args
    whole = context.all_defined(term, depth=depth)
    if isinstance(exponent, Number) and exponent.value % 2 == 0 and goal.op == "<=":
        return context.attempt("sign", goal, whole, {"even": True})
    sign = context.prove(Relation(goal.op, ZERO, base), depth - 1)
    rest = context.all_defined(exponent, depth=depth) if goal.op == "<" else whole
    return context.attempt("sign", goal, [sign, *rest])
