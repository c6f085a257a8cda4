"""Identities that show a term to be nonnegative: what the exact forms of a certificate claim.

Trusted, and pure bookkeeping on exact terms: each function turns a node of a certificate into the
identity that has to hold, after checking that the right-hand side is visibly nonnegative.  Whether
the identity holds is asked of exact algebra by the verifier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ua_symbolic.enclosure.certificates import RejectedError, Tree, node_field
from ua_symbolic.enclosure.derivative import minus, plus, raised, square, times
from ua_symbolic.enclosure.problem import Goal, difference
from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions.serial import from_data
from ua_symbolic.expressions.signature import HEADS, definedness
from ua_symbolic.expressions.terms import (
    EULER,
    ONE,
    ZERO,
    Apply,
    Bind,
    Constant,
    Number,
    Relation,
    Term,
    Variable,
    free_variables,
    number,
)

MULTIPLIERS = ("one", "squares", "squares and one", "sum")
MOST_SUMMANDS = 5000
LARGEST_EXPONENT = 1000


@dataclass(frozen=True)
class Known:
    """A term that is at least 0 (``strict``: positive) wherever a goal speaks."""

    term: Term
    strict: bool = False


def known_nonnegative(goal: Goal) -> tuple[Known, ...]:
    """What the ends of ranges and the constraints say; an equation gives two terms."""
    found: list[Known] = []
    for v, r in zip(goal.variables, goal.box, strict=True):
        if r.low is not None:
            found.append(Known(plus(v, minus(r.low)), r.low_open))
        if r.high is not None:
            found.append(Known(plus(r.high, minus(v)), r.high_open))
        if isinstance(r.low, Number) and r.low.value > 0:
            found.append(Known(v, strict=True))
    for c in goal.constraints:
        if c.op == "!=":
            continue
        gap = difference(c)
        found.append(Known(gap, c.op in ("<", ">")))
        if c.op == "=":
            found.append(Known(minus(gap)))
    return tuple(found)


def plainly_nonnegative(goal: Goal, variable: Variable) -> bool:
    """Whether the literal low end of the range says that the variable is at least 0."""
    low = goal.box[goal.variables.index(variable)].low
    return isinstance(low, Number) and low.value >= 0


def multiplier(goal: Goal, kind: str, exponent: int) -> Term:
    """The factor of the term on the left of an identity.

    It is positive except, for ``squares`` and ``sum``, where all variables of the term vanish.
    """
    variables = [v for v in goal.variables if v in free_variables(goal.term)]
    if kind not in MULTIPLIERS or not 0 <= exponent <= 20:
        raise CertificateError("a node names an unknown multiplier")
    if kind == "one" or exponent == 0:
        return ONE
    if kind == "sum":
        if not all(plainly_nonnegative(goal, v) for v in variables):
            raise RejectedError("a sum of variables that may be negative is no multiplier")
        return raised(plus(*variables), number(exponent))
    squares = [square(v) for v in variables]
    start = [ONE] if kind == "squares and one" else []
    return raised(plus(*start, *squares), number(exponent))


def vanishes_at_origin(kind: str, exponent: int) -> bool:
    """Whether the multiplier is zero where all variables of the term are."""
    return kind in ("squares", "sum") and exponent > 0


def at_origin(goal: Goal) -> Term:
    """The term where all its variables are 0."""
    from ua_symbolic.expressions.terms import substitute

    value: Term = substitute(goal.term, dict.fromkeys(free_variables(goal.term), ZERO))
    return value


# --- sums of squares ---------------------------------------------------------------------------


def squares_identity(goal: Goal, node: Tree) -> Relation:
    """``(multiplier + extra) * term = sum of weight * known factors * square``.

    ``extra`` is a sum of the same kind.  Raises RejectedError if a summand may be negative, or
    undefined where the term is defined, or if the goal is strict and no summand is a positive
    number times known factors that are positive.
    """
    known = known_nonnegative(goal)
    summands, extra = _list(node, "summands"), _list(node, "extra")
    parts = [_weighted_square(goal, known, s) for s in summands]
    if goal.strict and not any(_positive(known, s) for s in summands):
        raise RejectedError("no summand is known to be positive")
    factor = multiplier(goal, node_field(node, "multiplier", str), node_field(node, "power", int))
    factor = plus(factor, *(_weighted_square(goal, known, s) for s in extra))
    return Relation("=", times(factor, goal.term), plus(*parts))


def _weighted_square(goal: Goal, known: Sequence[Known], summand: Any) -> Term:
    weight = _weight(summand)
    indices = node_field(summand, "factors", list)
    if not all(_is_index(i, len(known)) for i in indices):
        raise RejectedError("a summand names an unknown factor")
    base = _term(summand.get("square"))
    factors = [known[i].term for i in indices]
    for part in (base, *factors):
        require_defined(goal, part)
    return times(Number(weight), *factors, square(base))


def _positive(known: Sequence[Known], summand: Any) -> bool:
    base = _term(summand.get("square"))
    sure = all(known[i].strict for i in summand["factors"])
    return sure and isinstance(base, Number) and base.value != 0


def require_defined(goal: Goal, term: Term) -> None:
    """Raises RejectedError unless the term is defined wherever the term of the goal is."""
    if not defined_with(goal, term):
        raise RejectedError("a summand may be undefined where the term is defined")
    if not free_variables(term) <= set(goal.variables):
        raise RejectedError("a summand has other variables")


def defined_with(goal: Goal, *terms: Term) -> bool:
    """Whether the terms are total functions of parts that the term of the goal needs itself."""
    given = frozenset(strict_subterms(goal.term))
    work = list(terms)
    while work:
        top = work.pop()
        if top in given or isinstance(top, Number | Constant | Variable):
            continue
        if not isinstance(top, Apply) or top.head not in HEADS or not is_total_head(top):
            return False
        work.extend(top.args)
    return True


def strict_subterms(term: Term) -> Iterator[Term]:
    """The subterms that are defined wherever the term is: not those of a branch or a body."""
    stack = [term]
    while stack:
        top = stack.pop()
        yield top
        match top:
            case Apply(_, args):
                stack.extend(reversed(args))
            case Bind(_, _, lower, upper, _):
                stack.extend((upper, lower))


def is_total_head(node: Apply) -> bool:
    """Whether a head is defined for all arguments of the kind that it has here."""
    if node.head == "pow":
        base, exponent = node.args
        if base == EULER or (isinstance(base, Number) and base.value > 0):
            return True
        whole = isinstance(exponent, Number) and exponent.value.denominator == 1
        return whole and exponent.value >= 0  # type: ignore[union-attr]
    return definedness(node) == ((),)


# --- arithmetic and geometric means ------------------------------------------------------------


def means_identity(goal: Goal, node: Tree) -> Relation:
    """``term = sum of weight * (arithmetic mean of monomials - their geometric mean)``.

    A summand without ``mean`` is a weighted monomial alone.  Every monomial in an arithmetic mean
    must be nonnegative; the geometric mean is a monomial up to sign.
    """
    summands = _list(node, "summands")
    parts = [_mean_gap(goal, s) for s in summands]
    if goal.strict and not any(_positive_constant(s) for s in summands):
        raise RejectedError("no summand is a positive number")
    return Relation("=", goal.term, plus(*parts))


def _mean_gap(goal: Goal, summand: Any) -> Term:
    weight = _weight(summand)
    shares = [_fraction(s) for s in node_field(summand, "shares", list)]
    monomials = [_exponents(goal, e) for e in node_field(summand, "monomials", list)]
    if not shares or len(shares) != len(monomials):
        raise RejectedError("shares and monomials do not match")
    if any(s <= 0 for s in shares) or sum(shares) != 1:
        raise RejectedError("the shares of a mean are not positive with sum 1")
    if not all(_monomial_nonnegative(goal, m) for m in monomials):
        raise RejectedError("a monomial of a mean may be negative")
    terms = [
        times(Number(weight * s), monomial(goal, m)) for s, m in zip(shares, monomials, strict=True)
    ]
    mean = summand.get("mean")
    if mean is None:
        return plus(*terms)
    exponents = _exponents(goal, mean)
    for i, e in enumerate(exponents):
        if sum(s * m[i] for s, m in zip(shares, monomials, strict=True)) != e:
            raise RejectedError("the geometric mean is another monomial")
    sign = node_field(summand, "sign", int)
    if sign not in (1, -1):
        raise CertificateError("the sign of a mean is 1 or -1")
    return plus(*terms, times(Number(-weight * sign), monomial(goal, exponents)))


def _monomial_nonnegative(goal: Goal, exponents: Sequence[int]) -> bool:
    return all(
        e % 2 == 0 or plainly_nonnegative(goal, v)
        for v, e in zip(goal.variables, exponents, strict=True)
    )


def monomial(goal: Goal, exponents: Sequence[int]) -> Term:
    """The product of powers of the variables of the goal."""
    powers = [raised(v, number(e)) for v, e in zip(goal.variables, exponents, strict=True) if e]
    return times(*powers) if powers else ONE


def _positive_constant(summand: Any) -> bool:
    alone = summand.get("mean") is None
    return alone and any(not any(e) for e in summand["monomials"])


# --- reading -----------------------------------------------------------------------------------


def _list(node: Tree, name: str) -> list[Any]:
    found: list[Any] = node_field(node, name, list)
    if len(found) > MOST_SUMMANDS:
        raise RejectedError("too many summands")
    return found


def _weight(summand: Any) -> Fraction:
    weight = _fraction(node_field(summand, "weight", str))
    if weight <= 0:
        raise RejectedError("a weight is not positive")
    return weight


def _fraction(text: Any) -> Fraction:
    term = _term(["n", text]) if isinstance(text, str) else None
    if not isinstance(term, Number):
        raise CertificateError("a weight must be a rational number in text form")
    return term.value


def _exponents(goal: Goal, data: Any) -> tuple[int, ...]:
    fits = isinstance(data, list) and len(data) == len(goal.variables)
    if not fits or not all(_is_index(e, LARGEST_EXPONENT) for e in data):
        raise RejectedError("a monomial has an exponent for each variable")
    return tuple(data)


def _is_index(value: Any, below: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below


def _term(data: Any) -> Term:
    node = from_data(data)
    if isinstance(node, Relation):
        raise CertificateError("a term is expected, not a relation")
    term: Term = node
    return term
