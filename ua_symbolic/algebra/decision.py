"""``decide_equal``: whether two terms are equal wherever both are defined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ua_symbolic.algebra import gammas, numeric, sympy_engine
from ua_symbolic.algebra.normal import FRESH, Normaliser
from ua_symbolic.algebra.order import sort_key
from ua_symbolic.algebra.polynomial import UnsupportedError
from ua_symbolic.algebra.signs import Fact, Signs, sign_poly
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Bind,
    Call,
    Number,
    Relation,
    Term,
    add,
    free_variables,
    function,
    neg,
    subterms,
)

ENGINES = ("flint", "sympy")
SIGN_SENSITIVE = frozenset(
    {"pow", "sqrt", "log", "exp", "Abs", "Min", "Max", "gamma", "factorial", "binomial"}
)
GAMMA_HEADS = ("gamma", "loggamma", "factorial")


@dataclass(frozen=True)
class Decision:
    """The verdict, the engines that proved it, and a reason in words."""

    equal: bool
    engines: tuple[str, ...]
    reason: str


# --- facts ----------------------------------------------------------------------------------------


def implied_facts(term: Term) -> Iterator[Relation]:
    """What definedness of a term says of signs (of its strict parts, not below binders)."""
    stack = [term]
    while stack:
        top = stack.pop()
        match top:
            case Apply(head, args):
                yield from _domain(head, args)
                stack.extend(args)
            case Call(_, args, _):
                stack.extend(args)
            case Bind(_, _, lower, upper, _):
                stack.extend((lower, upper))


def _domain(head: str, args: tuple[Term, ...]) -> Iterator[Relation]:
    match head:
        case "log" | "gamma" | "loggamma" | "digamma" | "besselk":
            yield Relation("<", ZERO, args[-1])
        case "beta":
            yield from (Relation("<", ZERO, a) for a in args)
        case "binomial":
            n, k = args
            yield from (Relation("<", ZERO, a) for a in gammas.of_binomial(n, k))
        case "sqrt" | "factorial":
            yield Relation("<=", ZERO, args[0])
        case "div":
            yield Relation("!=", args[1], ZERO)
        case "tan":
            yield Relation("!=", function("cos", *args), ZERO)
        case "pow":
            yield from _power_domain(*args)


def _power_domain(base: Term, exponent: Term) -> Iterator[Relation]:
    if not isinstance(exponent, Number):
        return
    if exponent.value.denominator != 1:
        yield Relation("<" if exponent.value < 0 else "<=", ZERO, base)
    elif exponent.value < 0:
        yield Relation("!=", base, ZERO)


@lru_cache(maxsize=256)
def _signs(facts: frozenset[Relation]) -> Signs:
    """Sign knowledge from relations; those in which signs matter are read again, with the rest."""
    ordered = sorted((f for f in facts if f.op in ("<", "<=", "!=")), key=_fact_key)
    plain = {f: _read(f) for f in ordered}
    first = Normaliser(Signs(fact for fact in plain.values() if fact is not None))
    again = {f: _fact(f, first) for f in ordered if _heads(f) & SIGN_SENSITIVE}
    return Signs(fact for fact in {**plain, **again}.values() if fact is not None)


@lru_cache(maxsize=4096)
def _read(relation: Relation) -> Fact | None:
    return _fact(relation, Normaliser(Signs(())))


def _fact(relation: Relation, normaliser: Normaliser) -> Fact | None:
    """What a relation says of the sign of a polynomial, if it is not a matter of numbers."""
    try:
        form = normaliser.normal(add(relation.right, neg(relation.left)))
    except (UnsupportedError, RecursionError):
        return None
    return None if form.constant is not None else Fact(relation.op, sign_poly(form))


def _heads(relation: Relation) -> set[str]:
    return {part.head for part in subterms(relation) if isinstance(part, Apply)}


@lru_cache(maxsize=256)
def _normaliser(facts: frozenset[Relation], gammas: frozenset[Term]) -> Normaliser:
    return Normaliser(_signs(facts), tuple(gammas))


def normaliser_for(terms: Sequence[Term], facts: Sequence[Relation]) -> Normaliser:
    """The normaliser under the facts and under the definedness of the terms.

    Raises ``UnsupportedError`` if a variable has a reserved name.
    """
    known = {f.oriented() for f in facts}
    for node in (*terms, *known):
        if any(v.name.startswith(FRESH) for v in free_variables(node)):
            raise UnsupportedError("a variable has a reserved name")
    for term in (*terms, *(side for f in known for side in (f.left, f.right))):
        known.update(implied_facts(term))
    return _normaliser(frozenset(known), frozenset(_gamma_arguments(terms)))


def _gamma_arguments(terms: Sequence[Term]) -> Iterator[Term]:
    for term in terms:
        for part in _strict_parts(term):
            if isinstance(part, Apply) and part.head in GAMMA_HEADS:
                arg = part.args[0]
                yield add(arg, ONE) if part.head == "factorial" else arg
            if isinstance(part, Apply) and part.head == "beta":
                yield from (*part.args, add(*part.args))
            if isinstance(part, Apply) and part.head == "binomial":
                yield from gammas.of_binomial(*part.args)


def _strict_parts(term: Term) -> Iterator[Term]:
    if isinstance(term, Apply | Call):
        for arg in term.args:
            yield from _strict_parts(arg)
    yield term


# --- the decision ---------------------------------------------------------------------------------


def decide_equal(
    left: Term,
    right: Term,
    facts: Sequence[Relation],
    engines: Sequence[str] = ENGINES,
) -> Decision:
    """Whether ``left = right`` wherever both sides are defined and all facts hold.

    ``equal=False`` means *not shown*, with the reason.  The engine ``flint`` always runs and must
    agree; ``sympy`` is asked afterwards, and listed if it shows the same by itself.

    >>> from ua_symbolic.expressions.terms import Variable, mul, number, power
    >>> x = Variable("x")
    >>> square = power(add(x, ONE), number(2))
    >>> decide_equal(square, add(power(x, number(2)), mul(number(2), x), ONE), ()).equal
    True
    """
    try:
        normaliser = normaliser_for((left, right), facts)
        rest = normaliser.difference(left, right)
    except UnsupportedError as reason:
        return Decision(False, (), str(reason))
    except RecursionError:
        return Decision(False, (), "the terms are nested too deeply")
    if rest:
        return Decision(False, (), "the normal forms differ")
    point = numeric.differ(left, right, facts)
    if point is not None:
        return Decision(False, (), f"the engine flint is refuted at {_shown(point)}")
    proved = ["flint"]
    if "sympy" in engines and second_opinion(left, right, frozenset(facts)):
        proved.append("sympy")
    return Decision(True, tuple(proved), "equal normal forms")


@lru_cache(maxsize=4096)
def second_opinion(left: Term, right: Term, facts: frozenset[Relation]) -> bool:
    """Whether the engine ``sympy`` shows the equation by itself, with what definedness implies."""
    known = set(facts)
    for term in (left, right, *(side for f in facts for side in (f.left, f.right))):
        known.update(implied_facts(term))
    return sympy_engine.equal(left, right, sorted(known, key=_fact_key))


def _fact_key(fact: Relation) -> tuple[str, str, str]:
    return fact.op, sort_key(fact.left), sort_key(fact.right)


def _shown(point: numeric.Point) -> str:
    return ", ".join(f"{v.name} = {value}" for v, value in point.items())
