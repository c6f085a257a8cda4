"""Rules that use what has a name: an instance of a statement, the body of a definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ua_symbolic.expressions.signature import ALWAYS, HEADS
from ua_symbolic.expressions.terms import (
    Apply,
    Bound,
    Call,
    ForAll,
    Formula,
    Lambda,
    Relation,
    Sort,
    Term,
    Variable,
    called_names,
    free_variables,
    instantiate,
    is_integer,
    substitute,
    subterms,
)
from ua_symbolic.kernel.forms import (
    require_function,
)
from ua_symbolic.kernel.inference import Inference, is_atomic, require
from ua_symbolic.kernel.rules_definedness import check_value, strict_subterms
from ua_symbolic.kernel.theory import USABLE_KINDS, Statement


def lemma(step: Inference) -> None:
    """An instance of a named statement: its hypotheses under the substitution are premises.

    Functions are replaced by partial terms, so the conclusion's definedness is a premise too.
    """
    name = step.data["statement"]
    require(type(name) is str, "a statement is given by its name")
    statement = step.theory.statements.get(name)
    require(statement is not None, "no such statement")
    if statement is None or statement.kind not in USABLE_KINDS:
        require(False, "that statement cannot be used")
        return
    values, functions = dict(step.data["values"]), dict(step.data["functions"])
    _check_substitution(step, statement, values, functions)
    for formula in statement.hypotheses:
        _need_formula(step, substitute(formula, values, functions))
    claim = substitute(statement.claims[step.integer("claim")], values, functions).oriented()
    require(step.conclusion == claim, "the conclusion is not that instance")
    if functions:
        step.need_defined(claim.left, claim.right)


def _check_substitution(
    step: Inference,
    statement: Statement,
    values: dict[Variable, Term],
    functions: dict[str, Lambda],
) -> None:
    local = {f.name: f for f in statement.functions}
    for variable, value in values.items():
        check_value(value, variable.sort)
    for name, function in functions.items():
        require_function(function)
        require(name in local and function.sorts == local[name].sorts, f"{name} cannot be replaced")
        whole = local[name].sort is Sort.REAL or is_integer(function.body)
        require(whole, "not an integer function")
    missing = {f.name for f in statement.functions} - set(functions)
    used = {n for node in (*statement.hypotheses, *statement.claims) for n in called_names(node)}
    require(not missing & used, "every function of the statement needs a value")
    for formula in statement.hypotheses:
        if isinstance(formula, ForAll):
            in_guards = {n for g in formula.guards for n in called_names(g)}
            require(not in_guards & set(local), "a function inside of a guard")
        _check_strictness(formula, functions)
    step.need_defined(*values.values())


def _check_strictness(formula: Formula, functions: Mapping[str, Lambda]) -> None:
    """A true hypothesis about f(u) says that u is defined; so it must after the substitution.

    Hence u is defined by its syntax, or the lambda uses that parameter wherever it is defined.
    """
    for call in subterms(formula):
        if isinstance(call, Call) and call.name in functions:
            strict = strict_subterms(functions[call.name].body)
            for place, (arg, sort) in enumerate(
                zip(call.args, functions[call.name].sorts, strict=True)
            ):
                parameter = Bound(len(call.args) - 1 - place, sort)
                kept = parameter in strict or is_total(arg, frozenset(functions))
                require(kept, f"{call.name} would forget an argument that may be undefined")


def is_total(term: Term, functions: frozenset[str]) -> bool:
    """Whether the term is defined by its syntax, ``functions`` being total."""
    match term:
        case Bound():
            return True
        case Apply(head, args):
            everywhere = HEADS[head].domain(args) == ALWAYS
            return everywhere and all(is_total(a, functions) for a in args)
        case Call(name, args):
            return name in functions and all(is_total(a, functions) for a in args)
    return is_atomic(term)


def _need_formula(step: Inference, formula: Formula) -> None:
    if isinstance(formula, Relation):
        step.need(formula)
        return
    premise_variables = _eigenvariables(step, formula)
    guards = tuple(instantiate(g, *premise_variables) for g in formula.guards)
    step.need(instantiate(formula.body, *premise_variables), guards)


def _eigenvariables(step: Inference, formula: ForAll) -> tuple[Variable, ...]:
    """The fresh variables for one quantified premise, named in the data in order."""
    pools = step.data["fresh"]
    require(formula in [f for f, _ in pools], "no fresh variables for a quantified premise")
    chosen = tuple(next(v for f, v in pools if f == formula))
    require(tuple(v.sort for v in chosen) == formula.sorts, "wrong sorts of fresh variables")
    names = {v.name for v in chosen}
    taken = {
        v.name
        for node in (*step.sequent.hypotheses, step.conclusion, formula)
        for v in free_variables(node)
    }
    require(len(names) == len(chosen) and not names & taken, "a variable is not fresh")
    return chosen


def unfold(step: Inference) -> None:
    """A call of a defined function equals the body, on the domain of the definition."""
    call = step.conclusion.left
    require(step.conclusion.op == "=" and isinstance(call, Call), "not an equation of a call")
    if not isinstance(call, Call):
        return
    definition = step.theory.definitions.get(call.name)
    require(definition is not None, f"{call.name} has no definition")
    if definition is None:
        return
    step.need_defined(call)
    values = dict(zip(definition.parameters, call.args, strict=True))
    require(step.conclusion.right == substitute(definition.body, values), "not the body")


RULES: dict[str, Callable[[Inference], None]] = {"lemma": lemma, "unfold": unfold}
