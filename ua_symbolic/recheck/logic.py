"""The rules of logic, induction, named statements and definitions, checked a second time."""

from __future__ import annotations

from typing import Any

from ua_symbolic.recheck.arena import INTEGER, demand
from ua_symbolic.recheck.definedness import is_total, strict_parts
from ua_symbolic.recheck.steps import Check, Step

USABLE = frozenset({"lemma", "theorem", "corollary", "argued", "cited", "fact"})


def hypothesis(step: Step) -> None:
    """A hypothesis."""
    demand(step.goal.conclusion in step.goal.hypotheses, "not a hypothesis")


def cut(step: Step) -> None:
    """From A, and C under A: C."""
    middle = step.known()
    step.need_formula(step.goal.conclusion, (middle,))


def cases(step: Step) -> None:
    """C under a <= b and under b < a: C."""
    left, right = step.ref("left"), step.ref("right")
    step.need_defined(left, right)
    for op, a, b in (("<=", left, right), ("<", right, left)):
        step.need_formula(step.goal.conclusion, (step.arena.relation(op, a, b),))


def contradiction(step: Step) -> None:
    """From a < b and b <= a, or from a != a: anything."""
    _, op, a, b = step.node(step.known())
    if op == "!=":
        demand(a == b, "no contradiction")
        return
    demand(op == "<", "no contradiction")
    _, op, c, d = step.node(step.known())
    backwards = (c, d) == (b, a) and op in ("<=", "<", "=")
    demand(backwards or ((c, d) == (a, b) and op == "="), "no contradiction")


def specialise(step: Step) -> None:
    """A quantified hypothesis at terms that satisfy its guards."""
    formula = step.closed(step.data["formula"], ("all",))
    demand(formula in step.goal.hypotheses, "not a hypothesis")
    _, sorts, guards, body = step.node(formula)
    values = [step.closed(v) for v in step.data["values"]]
    demand(len(values) == len(sorts), "wrong number of values")
    for value, sort in zip(values, sorts, strict=True):
        step.check_value(value, sort)
    step.need_defined(*values)
    for guard in guards:
        step.need_formula(step.arena.instantiate(guard, values))
    demand(step.goal.conclusion == step.arena.instantiate(body, values), "not that instance")


def induction(step: Step) -> None:
    """The first cases, and the step from k to k + width: all k from the start on."""
    arena, width = step.arena, step.integer("step")
    k, start = step.closed(step.data["variable"], "v"), step.closed(step.data["start"], "vn")
    demand(step.node(k)[2] == INTEGER and arena.is_integer(start), "not over the integers")
    demand(k != start and width >= 1, "a start without the variable, a step of one or more")
    step.need("<=", start, k)
    fixed = frozenset(h for h in step.goal.hypotheses if k not in arena.free(h))

    def claim(value: int) -> int:
        return arena.substitute(step.goal.conclusion, {k: value}, {})

    for offset in range(width):
        first = start if offset == 0 else arena.apply("add", start, arena.number(offset))
        if step.node(start)[0] == "n":
            first = arena.number(step.node(start)[1] + offset)
        demand(step.under(fixed) == claim(first), "not the base")
    allowed = fixed | {arena.relation("<=", start, k), step.goal.conclusion}
    following = claim(arena.apply("add", k, arena.number(width)))
    demand(step.under(allowed) == following, "not the general step")


# --- named statements and definitions ---------------------------------------------------------


def lemma(step: Step) -> None:
    """An instance of a named statement whose hypotheses are shown."""
    arena = step.arena
    statement = step.world.statements.get(step.data["statement"])
    demand(statement is not None and statement.kind in USABLE, "no such statement to use")
    if statement is None:
        return
    values = {step.closed(v, "v"): step.closed(w) for v, w in step.data["values"]}
    functions = {name: step.closed(w, ("fun",)) for name, w in step.data["functions"]}
    _check_functions(step, statement.functions, functions, statement)
    for variable, value in values.items():
        step.check_value(value, step.node(variable)[2])
    step.need_defined(*values.values())
    for formula in statement.hypotheses:
        _need_instance(step, arena.substitute(formula, values, functions))
    index = step.integer("claim")
    demand(0 <= index < len(statement.claims), "no such claim")
    claim = arena.oriented(arena.substitute(statement.claims[index], values, functions))
    demand(step.goal.conclusion == claim, "not that instance")
    if functions:
        step.need_defined(*step.node(claim)[2:])


def _check_functions(step: Step, declared: Any, functions: dict[str, int], statement: Any) -> None:
    for name, function in functions.items():
        demand(name in declared, f"{name} is not a function of the statement")
        sorts, sort = declared[name]
        _, own, body = step.node(function)
        demand(own == sorts and step.node(body)[0] != "r", "a function of another kind")
        step.check_value(body, sort)
    for number in (*statement.hypotheses, *statement.claims):
        for call in step.arena.calls(number):
            name, args = step.node(call)[1], step.node(call)[3]
            if name in declared:
                demand(name in functions, f"{name} needs a value")
                for arg, sort in zip(args, declared[name][0], strict=True):
                    step.check_value(arg, sort)
    for formula in statement.hypotheses:
        _check_hypothesis(step, formula, functions)


def _check_hypothesis(step: Step, formula: int, functions: dict[str, int]) -> None:
    """No function in a guard; and no function that forgets an argument that may be undefined."""
    node = step.node(formula)
    for guard in node[2] if node[0] == "all" else ():
        names = {step.node(call)[1] for call in step.arena.calls(guard)}
        demand(not names & set(functions), "a function in a guard")
    for call in step.arena.calls(formula):
        _, name, _, args = step.node(call)
        if name in functions:
            _, sorts, body = step.node(functions[name])
            needed = set(strict_parts(step, body))
            for place, arg in enumerate(args):
                parameter = step.arena.put("b", len(args) - 1 - place, sorts[place])
                total = parameter in needed or is_total(step, arg, set(functions))
                demand(total, "an argument is forgotten that may be undefined")


def _need_instance(step: Step, formula: int) -> None:
    node = step.node(formula)
    if node[0] == "r":
        step.need_formula(formula)
        return
    pools = [(step.closed(f, ("all",)), variables) for f, variables in step.data["fresh"]]
    chosen = [step.closed(v, "v") for f, vs in pools if f == formula for v in vs]
    step.check_fresh(chosen, node[1], formula)
    guards = [step.arena.instantiate(guard, chosen) for guard in node[2]]
    step.need_formula(step.arena.instantiate(node[3], chosen), guards)


def unfold(step: Step) -> None:
    """A defined call equals the body of the definition."""
    op, call, right = step.parts()
    demand(op == "=" and step.node(call)[0] == "f", "not an equation of a call")
    definition = step.world.definitions.get(step.node(call)[1])
    demand(definition is not None, "no such definition")
    step.need_defined(call)
    if definition is not None:
        values = dict(zip(definition.parameters, step.node(call)[3], strict=True))
        body = step.arena.substitute(definition.body, values, {})
        demand(body == right, "not the body of the definition")


RULES: dict[str, Check] = {
    check.__name__: check
    for check in (hypothesis, cut, cases, contradiction, specialise, induction, lemma, unfold)
}
