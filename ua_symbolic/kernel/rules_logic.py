"""Rules of logic, definedness and named statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ua_symbolic.expressions.signature import ALWAYS, HEADS, definedness
from ua_symbolic.expressions.terms import (
    ONE,
    Apply,
    Bind,
    Bound,
    Call,
    ForAll,
    Formula,
    Lambda,
    Number,
    Piecewise,
    Relation,
    Sort,
    Syntax,
    Term,
    Variable,
    add,
    called_names,
    children,
    free_variables,
    instantiate,
    is_integer,
    number,
    substitute,
    subterms,
)
from ua_symbolic.kernel.forms import (
    has_infinite_end,
    require_formula,
    require_function,
    require_term,
)
from ua_symbolic.kernel.inference import Inference, is_atomic, require
from ua_symbolic.kernel.theory import USABLE_KINDS, Statement

Rule = Callable[[Inference], None]


def equal_to_itself(term: Term) -> Relation:
    """``t = t``: true iff ``t`` is defined."""
    return Relation("=", term, term)


def hypothesis(step: Inference) -> None:
    """The conclusion is one of the hypotheses."""
    require(step.conclusion in step.sequent.hypothesis_set, "not a hypothesis")


def cut(step: Inference) -> None:
    """From A, and the conclusion under A, the conclusion."""
    middle = step.known()
    step.need(step.conclusion, (middle,))


def cases(step: Inference) -> None:
    """Either left <= right or right < left, for two defined terms."""
    left, right = step.term("left"), step.term("right")
    step.need_defined(left, right)
    step.need(step.conclusion, (Relation("<=", left, right),))
    step.need(step.conclusion, (Relation("<", right, left),))


def contradiction(step: Inference) -> None:
    """From a < b and b <= a, or from a != a, anything."""
    first = step.known()
    if first.op == "!=":
        require(first.left == first.right, "a != b is no contradiction by itself")
        return
    require(first.op == "<", "the first premise of a contradiction is strict")
    second = step.known()
    expected = Relation("<=", first.right, first.left)
    allowed = (
        expected,
        Relation("<", *(expected.left, expected.right)),
        Relation("=", first.left, first.right),
        Relation("=", first.right, first.left),
    )
    require(second in allowed, "the premises do not contradict each other")


def specialise(step: Inference) -> None:
    """A quantified hypothesis at given terms; its guards are premises."""
    formula = step.data["formula"]
    values = tuple(step.data["values"])
    require(formula in step.sequent.hypothesis_set, "not a hypothesis")
    require_formula(formula)
    require(isinstance(formula, ForAll) and len(values) == len(formula.sorts), "wrong arity")
    for value, sort in zip(values, formula.sorts, strict=True):
        _check_value(value, sort)
    step.need_defined(*values)
    for guard in formula.guards:
        step.need(instantiate(guard, *values))
    require(step.conclusion == instantiate(formula.body, *values), "not that instance")


def _check_value(value: Term, sort: Sort) -> None:
    require_term(value)
    require(sort is Sort.REAL or is_integer(value), "an integer variable takes integer terms only")


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
        _check_value(value, variable.sort)
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


# --- definedness ------------------------------------------------------------------------------


def defined(step: Inference) -> None:
    """A compound term is defined if its parts are and the conditions of its head hold."""
    term = step.conclusion.left
    require(step.conclusion == equal_to_itself(term), "definedness is stated as t = t")
    match term:
        case Apply(head, args):
            require(head in HEADS, f"unknown head {head}")
            step.need_defined(*args)
            alternative = definedness(term)[step.integer("alternative", 0)]
            for relation in alternative:
                step.need(relation)
        case Call():
            _defined_call(step, term)
        case Bind("Sum"):
            _defined_sum(step, term)
        case Bind("Integral"):
            _defined_integral(step, term)
        case Piecewise():
            _defined_piecewise(step, term)
        case _:
            require(is_atomic(term), "this term is defined nowhere")


def _defined_call(step: Inference, term: Call) -> None:
    step.need_defined(*term.args)
    definition, opaque = step.theory.definitions.get(term.name), None
    if definition is None:
        opaque = step.theory.opaques.get(term.name)
        sorts = opaque.sorts if opaque else ()
        # A function variable of a statement is total, whatever its arguments are.
        require(opaque is None or len(sorts) == len(term.args), f"{term.name}: wrong arity")
    else:
        sorts = tuple(p.sort for p in definition.parameters)
        require(len(sorts) == len(term.args), f"{term.name}: wrong arity")
    for value, sort in zip(term.args, sorts, strict=False):
        _check_value(value, sort)
    if definition is not None:
        values = dict(zip(definition.parameters, term.args, strict=True))
        for relation in definition.domain:
            step.need(substitute(relation, values))


def _defined_sum(step: Inference, term: Bind) -> None:
    _check_value(term.lower, Sort.INTEGER)
    _check_value(term.upper, Sort.INTEGER)
    step.need_defined(term.lower, term.upper)
    step.need(Relation("<=", term.lower, add(term.upper, ONE)))
    (k,) = step.fresh("fresh")
    require(k.sort is Sort.INTEGER, "an index of summation is an integer")
    step.need(equal_to_itself(instantiate(term.body, k)), within(k, term))


def within(variable: Variable, term: Bind, strict: bool = False) -> tuple[Relation, Relation]:
    """``lower <= variable <= upper`` (``<`` if strict), the range of a Sum or Integral."""
    op = "<" if strict else "<="
    return Relation(op, term.lower, variable), Relation(op, variable, term.upper)


def _defined_integral(step: Inference, term: Bind) -> None:
    require(not has_infinite_end(term), "an improper integral has no definedness rule")
    step.need_defined(term.lower, term.upper)
    step.need(Relation("<=", term.lower, term.upper))
    (t,) = step.fresh("fresh")
    require(t.sort is Sort.REAL, "a variable of integration is real")
    body = instantiate(term.body, t)
    require(is_continuous(body, t), "the integrand is not continuous by its form")
    step.need(equal_to_itself(body), within(t, term))


def is_continuous(term: Term, variable: Variable) -> bool:
    """Whether ``term`` is continuous in ``variable`` on any interval where it is defined.

    A power needs an exponent free of the variable (then each of its cases is continuous) or a
    constant positive base.
    """
    if variable not in free_variables(term):
        return True
    match term:
        case Variable():
            return True
        case Apply("pow", (base, exponent)):
            if variable not in free_variables(exponent):
                return is_continuous(base, variable)
            positive = (isinstance(base, Number) and base.value > 0) or is_atomic_constant(base)
            return positive and is_continuous(exponent, variable)
        case Apply(head, args):
            return HEADS[head].continuous and all(is_continuous(a, variable) for a in args)
        case Bind("Sum", _, lower, upper, body):
            fixed = variable not in free_variables(lower) | free_variables(upper)
            return fixed and not has_infinite_end(term) and is_continuous(body, variable)
    return False


def is_atomic_constant(term: Term) -> bool:
    """``pi`` or ``E``."""
    return is_atomic(term) and not isinstance(term, Variable | Number)


def _defined_piecewise(step: Inference, term: Piecewise) -> None:
    """Both sides of all conditions are defined, and each value under its own condition."""
    for value, condition in term.branches:
        step.need_defined(condition.left, condition.right)
        step.need(equal_to_itself(value), (condition,))
    step.need_defined(term.otherwise)


def defined_by(step: Inference) -> None:
    """Whatever stands in a true relation is defined (not below a binder or a case distinction)."""
    term = step.conclusion.left
    require(step.conclusion == equal_to_itself(term), "definedness is stated as t = t")
    relation = step.known()
    require(term in strict_subterms(relation), "the term does not stand in the relation")


def strict_subterms(node: Syntax) -> frozenset[Term]:
    """The subterms that are defined whenever ``node`` is."""
    found: set[Term] = set()
    stack = [node]
    while stack:
        top = stack.pop()
        if not isinstance(top, Relation):
            found.add(top)
        if isinstance(top, Bind):
            stack.extend((top.lower, top.upper))
        elif not isinstance(top, Piecewise):
            stack.extend(child for child, _ in children(top))
    return frozenset(found)


def piecewise_value(step: Inference) -> None:
    """A case distinction equals the branch whose condition holds, earlier ones being refuted."""
    term, branch = step.conclusion.left, step.integer("branch")
    require(step.conclusion.op == "=" and isinstance(term, Piecewise), "not a case distinction")
    if not isinstance(term, Piecewise):
        return
    for _, condition in term.branches[:branch]:
        require(step.known() in negations(condition), "an earlier branch is not excluded")
    value = term.otherwise
    if branch < len(term.branches):
        value, condition = term.branches[branch]
        step.need(condition)
    require(step.conclusion.right == value, "not the value of that branch")
    step.need_defined(value)


def negations(relation: Relation) -> tuple[Relation, ...]:
    """Relations, each of which excludes the given one."""
    r = relation.oriented()
    a, b = r.left, r.right
    if r.op == "<=":
        return (Relation("<", b, a),)
    if r.op == "<":
        return (Relation("<=", b, a), Relation("<", b, a), Relation("=", a, b))
    if r.op == "!=":
        return (Relation("=", a, b), Relation("=", b, a))
    return (Relation("!=", a, b), Relation("!=", b, a), Relation("<", a, b), Relation("<", b, a))


# --- induction --------------------------------------------------------------------------------


def induction(step: Inference) -> None:
    """Induction on an integer from ``start`` by ``step``: as many bases, then the general step."""
    k, start, width = step.data["variable"], step.term("start"), step.integer("step")
    require(isinstance(k, Variable) and k.sort is Sort.INTEGER, "induction runs over an integer")
    require(isinstance(start, Number | Variable) and is_integer(start), "start must be an integer")
    require(start != k and width >= 1, "a step of at least one, a start without the variable")
    step.need(Relation("<=", start, k))
    fixed = tuple(h for h in step.sequent.hypotheses if k not in free_variables(h))
    for offset in range(width):
        _need_exactly(step, at(step.conclusion, k, _shifted(start, offset)), fixed)
    induction_hypotheses = (*fixed, Relation("<=", start, k), step.conclusion)
    _need_exactly(step, at(step.conclusion, k, add(k, number(width))), induction_hypotheses)


def _shifted(start: Term, offset: int) -> Term:
    if isinstance(start, Number):
        return number(start.value + offset)
    return start if offset == 0 else add(start, number(offset))


def at(relation: Relation, variable: Variable, value: Term) -> Relation:
    """The relation with ``value`` in place of ``variable``."""
    result: Relation = substitute(relation, {variable: value})
    return result


def _need_exactly(step: Inference, relation: Relation, hypotheses: tuple[Formula, ...]) -> None:
    """A premise that may use the given hypotheses only (not all of the sequent's)."""
    premise = step.next()
    require(premise.hypothesis_set <= frozenset(hypotheses), "a premise uses a foreign hypothesis")
    require(premise.conclusion == relation, f"a premise says {premise.conclusion}, not {relation}")


RULES: dict[str, Rule] = {
    "hypothesis": hypothesis,
    "cut": cut,
    "cases": cases,
    "contradiction": contradiction,
    "specialise": specialise,
    "lemma": lemma,
    "unfold": unfold,
    "defined": defined,
    "defined_by": defined_by,
    "piecewise_value": piecewise_value,
    "induction": induction,
}

__all__ = [
    "RULES",
    "Bound",
    "Rule",
    "equal_to_itself",
    "is_continuous",
    "negations",
    "strict_subterms",
    "subterms",
    "within",
]
