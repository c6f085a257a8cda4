"""The order of a closed form in one of its parameters, read off a theorem with explicit constants.

A statement tagged ``[order eps]`` has two claims about one closed form,

    c * (1/eps)**k * log(1/eps)**j <= NAME(...)   and   NAME(...) <= C * (1/eps)**k * log(1/eps)**j

(or the same with powers of ``eps`` itself), with ``c`` and ``C`` free of ``eps``: the form is of
order ``Theta(eps**-k * log(1/eps)**j)`` on the range of the hypotheses.  For a parameter that grows
the logarithm is that of the parameter: ``[order L]`` with ``c * L**k * log(L)**j`` says
``Theta(L**k * log(L)**j)``.

A form that no power of the parameter bounds has a statement with one claim and a free exponent,

    c * T**k <= NAME(...)   for every integer k >= 1, with c free of T (it may depend on k).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ua_symbolic.development.blocks import error
from ua_symbolic.development.model import Development, Item
from ua_symbolic.errors import DevelopmentError
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Call,
    Number,
    Relation,
    Term,
    Variable,
    add,
    div,
    free_variables,
    function,
    is_integer,
    mul,
    neg,
    number,
)
from ua_symbolic.expressions.text import to_text


@dataclass(frozen=True)
class Order:
    """``lower*x**exponent*logarithm**log_exponent <= form <= upper*...`` on the range.

    ``logarithm`` is ``log(1/x)`` or ``log(x)``, as the statement has it, and empty without one;
    ``form`` is the closed form as the statement writes it, with its arguments.
    """

    name: str
    variable: str
    exponent: str
    log_exponent: str
    lower_constant: str
    upper_constant: str
    range: tuple[str, ...]
    statement: str
    logarithm: str = ""
    form: str = ""


@dataclass(frozen=True)
class AbovePowers:
    """``lower*x**power <= form`` for every integer ``power >= 1`` on the range."""

    name: str
    variable: str
    power: str
    lower_constant: str
    range: tuple[str, ...]
    statement: str
    form: str


@dataclass(frozen=True)
class _Powers:
    """``constant * x**exponent * logarithm**log_exponent``."""

    constant: Term
    exponent: Term
    logarithm: Term | None
    log_exponent: Term

    @property
    def shape(self) -> tuple[Term, Term | None, Term]:
        """Everything but the constant."""
        return self.exponent, self.logarithm, self.log_exponent


def tag_of(variable: str) -> str:
    """The tag of statements that tell the order in a variable."""
    return f"order {variable}"


def order_of(development: Development, name: str, variable: str) -> Order | None:
    """What the development says of the order of a closed form; None if it says nothing.

    Of several statements the first that leaves all parameters free, or else the first.
    Raises DevelopmentError if a statement so tagged has another form.
    """
    found: list[tuple[bool, Order]] = []
    for item in _tagged(development, variable):
        claims = _claims(development, item)
        if len(claims) != 1:
            call, order = _read_order(development, item, claims, variable)
            if call.name == name:
                found.append((not _is_general(call), order))
    return min(found, key=lambda f: f[0])[1] if found else None


def above_powers(development: Development, name: str, variable: str) -> AbovePowers | None:
    """The statement that a closed form exceeds every power of a variable; None without one.

    Raises DevelopmentError if a statement with the tag and one claim has another form.
    """
    for item in _tagged(development, variable):
        claims = _claims(development, item)
        if len(claims) == 1:
            found = _read_above(development, item, claims[0], variable)
            if found.name == name:
                return found
    return None


def _tagged(development: Development, variable: str) -> Iterator[Item]:
    return (i for i in development.items.values() if tag_of(variable) in i.tags)


def _claims(development: Development, item: Item) -> tuple[Relation, ...]:
    return tuple(c.oriented() for c in development.theory.statements[item.name].claims)


def _is_general(call: Call) -> bool:
    return all(isinstance(a, Variable) for a in call.args) and len(set(call.args)) == len(call.args)


def _range(development: Development, item: Item) -> tuple[Relation, ...]:
    hypotheses = development.theory.statements[item.name].hypotheses
    return tuple(h for h in hypotheses if isinstance(h, Relation))


def _texts(relations: Iterable[Relation]) -> tuple[str, ...]:
    return tuple(map(to_text, relations))


def _variable(item: Item, name: str) -> Variable:
    x = next((v for v in item.variables if v.name == name), None)
    if x is None:
        raise error(item.location, f"{name} is not a variable of {item.name}")
    return x


# --- two claims -----------------------------------------------------------------------------------


def _read_order(
    development: Development, item: Item, claims: tuple[Relation, ...], variable: str
) -> tuple[Call, Order]:
    tag = f"[{tag_of(variable)}]"
    if len(claims) != 2:
        message = f"{tag} needs two claims, below and above (or one, above every power)"
        raise error(item.location, message)
    below, above = claims
    call = below.right
    if not isinstance(call, Call) or call != above.left or {below.op, above.op} - {"<", "<="}:
        raise error(item.location, f"{tag}: write LOW <= NAME(...) <= HIGH")
    x = _variable(item, variable)
    low, high = (_split(item, t, x) for t in (below.left, above.right))
    if low.shape != high.shape or _depends((low, high), x):
        raise error(item.location, f"{tag}: the two sides differ in more than a constant")
    return call, Order(
        call.name,
        variable,
        to_text(low.exponent),
        to_text(low.log_exponent),
        to_text(low.constant),
        to_text(high.constant),
        _texts(_range(development, item)),
        item.name,
        "" if low.logarithm is None else to_text(low.logarithm),
        to_text(call),
    )


def _depends(sides: Iterable[_Powers], x: Variable) -> bool:
    """Whether a constant or an exponent depends on the variable."""
    terms = (t for s in sides for t in (s.constant, s.exponent, s.log_exponent))
    return any(x in free_variables(t) for t in terms)


def _split(item: Item, term: Term, x: Variable) -> _Powers:
    """A product as a constant times powers of ``x``, or ``1/x``, and of a logarithm."""
    constants: list[Term] = []
    exponents: list[Term] = []
    logarithms: dict[Term, list[Term]] = {}
    for factor in term.args if isinstance(term, Apply) and term.head == "mul" else (term,):
        base, exponent = _base_and_exponent(factor)
        if base == x:
            exponents.append(exponent)
        elif base == div(ONE, x):
            exponents.append(neg(exponent))
        elif base in (function("log", x), function("log", div(ONE, x))):
            logarithms.setdefault(base, []).append(exponent)
        else:
            constants.append(factor)
    if len(logarithms) > 1:
        raise error(item.location, f"write log({x.name}) or log(1/{x.name}), not both")
    logarithm = next(iter(logarithms), None)
    log_exponent = _sum(logarithms[logarithm]) if logarithm is not None else ZERO
    return _Powers(mul(*constants), _sum(exponents), logarithm, log_exponent)


def _base_and_exponent(factor: Term) -> tuple[Term, Term]:
    match factor:
        case Apply("pow", (base, exponent)):
            return base, exponent
        case Apply("sqrt", (base,)):
            return base, number("1/2")
    return factor, ONE


def _sum(exponents: Iterable[Term]) -> Term:
    """The sum of exponents, with all literal numbers as one, and none if that is 0."""
    literal = number(0)
    others: list[Term] = []
    for exponent in exponents:
        if isinstance(exponent, Number):
            literal = number(literal.value + exponent.value)
        else:
            others.append(exponent)
    return add(*others, *([literal] if literal != ZERO else []))


# --- one claim ------------------------------------------------------------------------------------


def _read_above(
    development: Development, item: Item, claim: Relation, variable: str
) -> AbovePowers:
    call = claim.right
    if not isinstance(call, Call) or claim.op not in ("<", "<="):
        raise _not_above(item, variable)
    x = _variable(item, variable)
    low = _split(item, claim.left, x)
    k = low.exponent
    if not isinstance(k, Variable) or not is_integer(k) or low.logarithm is not None:
        raise _not_above(item, variable)
    about_k = [h for h in _range(development, item) if k in free_variables(h)]
    if x == k or k in free_variables(call) or about_k not in ([], [Relation("<=", ONE, k)]):
        raise _not_above(item, variable)
    if x in free_variables(low.constant):
        raise _not_above(item, variable)
    rest = (h for h in _range(development, item) if h not in about_k)
    return AbovePowers(
        call.name,
        variable,
        k.name,
        to_text(low.constant),
        _texts(rest),
        item.name,
        to_text(call),
    )


def _not_above(item: Item, variable: str) -> DevelopmentError:
    message = f"write CONSTANT*{variable}**k <= NAME(...) for k integer in [1, oo)"
    return error(item.location, f"[{tag_of(variable)}] with one claim: {message}")
