"""The rules of logic, order, definedness and named statements, checked a second time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from ua_symbolic.recheck.arena import INTEGER, REAL, demand
from ua_symbolic.recheck.calculus import is_continuous
from ua_symbolic.recheck.meaning import (
    DOMAIN,
    HIGH,
    LOW,
    MONOTONE,
    OTHER,
    POWER,
    QUOTIENT,
    TOTAL,
    UP,
    WEAK_ONLY,
    WITH_INTEGERS,
    Condition,
    Range,
)
from ua_symbolic.recheck.steps import Step

Check = Callable[[Step], None]
USABLE = frozenset({"lemma", "theorem", "corollary", "argued", "cited", "fact"})


# --- logic ------------------------------------------------------------------------------------


def hypothesis(step: Step) -> None:
    demand(step.goal.conclusion in step.goal.hypotheses, "not a hypothesis")


def cut(step: Step) -> None:
    middle = step.known()
    step.need_formula(step.goal.conclusion, (middle,))


def cases(step: Step) -> None:
    left, right = step.ref("left"), step.ref("right")
    step.need_defined(left, right)
    for op, a, b in (("<=", left, right), ("<", right, left)):
        step.need_formula(step.goal.conclusion, (step.arena.relation(op, a, b),))


def contradiction(step: Step) -> None:
    _, op, a, b = step.node(step.known())
    if op == "!=":
        demand(a == b, "no contradiction")
        return
    demand(op == "<", "no contradiction")
    _, op, c, d = step.node(step.known())
    backwards = (c, d) == (b, a) and op in ("<=", "<", "=")
    demand(backwards or ((c, d) == (a, b) and op == "="), "no contradiction")


def specialise(step: Step) -> None:
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


def is_total(step: Step, number: int, functions: set[str]) -> bool:
    """Whether the term is defined by its form, whatever its variables are."""
    match step.node(number):
        case ("b", _, _):
            return True
        case ("a", head, args):
            known = head in TOTAL or (head in ("besseli", "besselj") and is_whole(step, args[:1]))
            return known and all(is_total(step, arg, functions) for arg in args)
        case ("f", name, _, args):
            return name in functions and all(is_total(step, arg, functions) for arg in args)
    return step.is_plain(number)


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
    op, call, right = step.parts()
    demand(op == "=" and step.node(call)[0] == "f", "not an equation of a call")
    definition = step.world.definitions.get(step.node(call)[1])
    demand(definition is not None, "no such definition")
    step.need_defined(call)
    if definition is not None:
        values = dict(zip(definition.parameters, step.node(call)[3], strict=True))
        body = step.arena.substitute(definition.body, values, {})
        demand(body == right, "not the body of the definition")


# --- definedness ------------------------------------------------------------------------------


def defined(step: Step) -> None:
    op, term, again = step.parts()
    demand(op == "=" and term == again, "definedness is t = t")
    match step.node(term):
        case ("a", head, args):
            step.need_defined(*args)
            _need_one_of(step, head, args)
        case ("f", name, _, args):
            step.need_defined(*args)
            _defined_call(step, name, args)
        case ("q", "Sum", _, lower, upper, body):
            step.bind(term, "Sum")
            step.check_value(lower, INTEGER)
            step.check_value(upper, INTEGER)
            step.need_defined(lower, upper)
            step.need("<=", lower, step.arena.apply("add", upper, step.arena.number(1)))
            _defined_inside(step, term, body, INTEGER)
        case ("q", "Integral", _, lower, upper, body):
            step.bind(term, "Integral")
            step.need_defined(lower, upper)
            step.need("<=", lower, upper)
            t = _defined_inside(step, term, body, REAL)
            value = step.arena.instantiate(body, [t])
            demand(is_continuous(step.arena, value, t), "not continuous by its form")
        case ("p", branches, otherwise):
            for value, condition in branches:
                step.need_defined(*step.node(condition)[2:])
                step.need("=", value, value, (condition,))
            step.need_defined(otherwise)
        case _:
            demand(step.is_plain(term), "this is defined nowhere")


def _defined_inside(step: Step, term: int, body: int, sort: str) -> int:
    (variable,) = step.fresh("fresh", sort)
    value = step.arena.instantiate(body, [variable])
    step.need("=", value, value, step.range_of(variable, term))
    return variable


def _defined_call(step: Step, name: str, args: tuple[int, ...]) -> None:
    definition = step.world.definitions.get(name)
    if definition is None:
        for value, sort in zip(args, step.world.opaques.get(name, ((), ""))[0], strict=False):
            step.check_value(value, sort)
        return
    for value, parameter in zip(args, definition.parameters, strict=True):
        step.check_value(value, step.node(parameter)[2])
    values = dict(zip(definition.parameters, args, strict=True))
    for relation in definition.domain:
        step.need_formula(step.arena.substitute(relation, values, {}))


def _need_one_of(step: Step, head: str, args: tuple[int, ...]) -> None:
    given = frozenset(step.rest())
    if head in TOTAL:
        demand(not given, "a premise too many")
        return
    alternatives = list(DOMAIN[head])
    if head in WITH_INTEGERS and is_whole(step, _decisive(head, args)):
        alternatives += WITH_INTEGERS[head]
    sides = dict(enumerate_args(step, head, args))
    wanted = [{_condition(step, c, sides) for c in conditions} for conditions in alternatives]
    demand(any(conditions == given for conditions in wanted), f"{head} may be undefined")


def _decisive(head: str, args: tuple[int, ...]) -> tuple[int, ...]:
    """The arguments that must be integers for the additional alternatives."""
    return args[1:] if head == "pow" else args if head == "binomial" else args[:1]


def is_whole(step: Step, args: tuple[int, ...]) -> bool:
    """Whether all are integers by their form."""
    return all(step.arena.is_integer(arg) for arg in args)


def enumerate_args(step: Step, head: str, args: tuple[int, ...]) -> Iterator[tuple[Any, int]]:
    """How the conditions of the tables name terms."""
    yield from ((("arg", i), arg) for i, arg in enumerate(args))
    if head == "tan":
        yield "cos", step.arena.put("a", "cos", args)
    if head == "binomial":
        yield "x+1", step.arena.put("a", "add", (args[0], step.arena.number(1)))


def _condition(step: Step, condition: Condition, sides: dict[Any, int]) -> int:
    op, left, right = condition
    return step.arena.relation(op, step.side(left, sides), step.side(right, sides))


def defined_by(step: Step) -> None:
    op, term, again = step.parts()
    demand(op == "=" and term == again, "definedness is t = t")
    relation = step.known()
    _, _, left, right = step.node(relation)
    parts = {*strict_parts(step, left), *strict_parts(step, right)}
    demand(term in parts, "the term does not stand there")


def strict_parts(step: Step, term: int) -> Iterator[int]:
    """What is defined whenever the term is."""
    yield term
    match step.node(term):
        case ("a", _, args) | ("f", _, _, args):
            below = args
        case ("q", _, _, lower, upper, _):
            below = (lower, upper)
        case _:
            below = ()
    for part in below:
        yield from strict_parts(step, part)


def piecewise_value(step: Step) -> None:
    op, term, right = step.parts()
    demand(op == "=" and step.node(term)[0] == "p", "not a case distinction")
    _, branches, otherwise = step.node(term)
    branch = step.integer("branch")
    demand(0 <= branch <= len(branches), "no such branch")
    for _, condition in branches[:branch]:
        demand(_excludes(step, step.known(), condition), "an earlier branch may apply")
    value = otherwise
    if branch < len(branches):
        value, condition = branches[branch]
        step.need_formula(condition)
    demand(right == value, "not the value of that branch")
    step.need_defined(value)


def _excludes(step: Step, known: int, condition: int) -> bool:
    _, op, a, b = step.node(step.arena.oriented(condition))
    _, found, c, d = step.node(known)
    turned, same = (c, d) == (b, a), (c, d) == (a, b)
    match op:
        case "<=":
            return turned and found == "<"
        case "<":
            return (turned and found in ("<", "<=", "=")) or (same and found == "=")
        case "=":
            return (same or turned) and found in ("<", "!=")
    return (same or turned) and found == "="


# --- order ------------------------------------------------------------------------------------


def reflexive(step: Step) -> None:
    op, left, right = step.parts()
    demand(left == right and op in ("=", "<="), "not reflexive")
    demand(op == "<=" or step.is_plain(left), "definedness is to be shown")
    step.need_defined(left)


def symmetric(step: Step) -> None:
    op, left, right = step.parts()
    demand(op in ("=", "!="), "not symmetric")
    step.need(op, right, left)


def weaken(step: Step) -> None:
    op, left, right = step.parts()
    _, found, a, b = step.node(step.known())
    same, turned = (a, b) == (left, right), (a, b) == (right, left)
    weaker = op == "<=" and ((found in ("<", "=") and same) or (found == "=" and turned))
    demand(weaker or (op == "!=" and found == "<" and (same or turned)), "not weaker")


def antisymmetric(step: Step) -> None:
    op, left, right = step.parts()
    demand(op in ("=", "<"), "antisymmetry concludes = or <")
    step.need("<=", left, right)
    step.need(*(("<=", right, left) if op == "=" else ("!=", left, right)))


def transitive(step: Step) -> None:
    op, left, right = step.parts()
    links = [step.node(link) for link in step.rest()]
    demand(bool(links) and links[0][2] == left and links[-1][3] == right, "other ends")
    demand(all(link[1] in ("=", "<=", "<") for link in links), "not a chain of =, <=, <")
    demand(all(p[3] == q[2] for p, q in pairwise(links)), "a broken chain")
    strongest = max((link[1] for link in links), key=("=", "<=", "<").index)
    demand(op == strongest, "another relation")


def rewrite(step: Step) -> None:
    _, sorts, body = step.node(step.closed(step.data["template"], ("fun",)))
    demand(len(sorts) == 1 and step.node(body)[0] == "r", "a template has one hole")
    _, op, old, new = step.node(step.known())
    demand(op == "=", "rewriting needs an equation")
    demand(step.known() == step.arena.instantiate(body, [old]), "not the template")
    demand(step.goal.conclusion == step.arena.instantiate(body, [new]), "not that rewriting")


def sign(step: Step) -> None:
    op, zero, term = step.parts()
    demand(step.node(zero) == ("n", 0) and op in ("<", "<="), "a sign is 0 < t or 0 <= t")
    node = step.node(term)
    demand(node[0] == "a", "no parts")
    _, head, args = node
    match head:
        case "add":
            found = [step.node(step.known()) for _ in args]
            for (_, known, low, high), arg in zip(found, args, strict=True):
                demand(known in ("<", "<=") and (low, high) == (zero, arg), "not a sign")
            demand(op == "<=" or any(f[1] == "<" for f in found), "no part is positive")
        case "mul":
            for arg in args:
                step.need(op, zero, arg)
        case "div":
            step.need(op, zero, args[0])
            step.need("<", zero, args[1])
        case "pow":
            _sign_of_power(step, op, zero, term)
        case _:
            demand(False, f"no signs of {head}")


def _sign_of_power(step: Step, op: str, zero: int, term: int) -> None:
    base, exponent = step.node(term)[2]
    node = step.node(exponent)
    if step.data.get("even"):
        demand(node[0] == "n" and node[1] % 2 == 0 and op == "<=", "not an even power")
    else:
        step.need(op, zero, base)
        if op == "<":
            step.need_defined(exponent)
            return
    step.need_defined(term)


def monotone(step: Step) -> None:
    op, left, right = step.parts()
    old, new, place = step.node(left), step.node(right), step.integer("place")
    demand(old[:2] == new[:2] and old[0] == "a" and op in ("<=", "<"), "no function to move in")
    demand(len(old[2]) == len(new[2]) and 0 <= place < len(old[2]), "no such place")
    others = old[2][:place] + old[2][place + 1 :]
    demand(others == new[2][:place] + new[2][place + 1 :], "another argument moves")
    a, b, given = old[2][place], new[2][place], step.rest()
    demand(bool(given), "a premise is missing")
    strict, conditions = op == "<", set(given[:-1])
    for direction, needed in _ranges(step, old[1], place, others, strict):
        low, high = (a, b) if direction == UP else (b, a)
        sides: dict[Any, int] = {LOW: low, HIGH: high}
        if len(others) == 1:
            sides[OTHER] = others[0]
        wanted = {c if isinstance(c, int) else _condition(step, c, sides) for c in needed}
        if wanted == conditions and given[-1] == step.arena.relation(op, low, high):
            return
    demand(False, "not monotone there for all that is known")


def _ranges(
    step: Step, head: str, place: int, others: tuple[int, ...], strict: bool
) -> tuple[tuple[int, Any], ...]:
    """Directions with conditions; a condition that is an integer is a relation already."""
    relation, zero = step.arena.relation, step.arena.number(0)
    if strict and head in WEAK_ONLY:
        return ()
    match head:
        case "add" | "Min" | "Max":
            return ((UP, [relation("=", o, o) for o in others]),)
        case "mul":
            positive = (UP, [relation("<", zero, o) for o in others])
            weak = (UP, [relation("<=", zero, o) for o in others])
            return (positive,) if strict else (positive, weak)
        case "pow":
            return POWER[place, strict] if strict else POWER[place, False] + POWER[place, True]
        case "div":
            keeping = QUOTIENT[place, True]
            return keeping if strict else QUOTIENT[place, False] + keeping
    ranges: tuple[Range, ...] = MONOTONE.get(head, ())
    return ranges


RULES: dict[str, Check] = {
    check.__name__: check
    for check in (
        hypothesis, cut, cases, contradiction, specialise, induction, lemma, unfold, defined,
        defined_by, piecewise_value, reflexive, symmetric, weaken, antisymmetric, transitive,
        rewrite, sign, monotone,
    )
}  # fmt: skip
