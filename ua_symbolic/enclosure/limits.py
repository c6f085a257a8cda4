"""Limits of terms by their leading behaviour, without search.  Trusted.

Everything is brought to ``t -> oo``.  A ``Lead`` says ``f(t) = (c + o(1)) * M(t)``, where ``c`` is
a term without ``t`` (possibly zero) and ``M(t) = exp(sum of q t**s) * t**p * log(t)**l``, all of
``s > 0``, ``q``, ``p``, ``l`` rational.  Each rule below keeps this true at every choice of the
other variables; what no rule covers has no lead.  Signs of closed coefficients are asked of the
caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ua_symbolic.enclosure.derivative import HALF, minus, over, plus, raised, square, times
from ua_symbolic.enclosure.exact import with_special_values
from ua_symbolic.expressions.signature import HEADS
from ua_symbolic.expressions.terms import (
    EULER,
    INFINITY,
    ONE,
    PI,
    ZERO,
    Apply,
    Bind,
    Bound,
    Number,
    Sort,
    Syntax,
    Term,
    Variable,
    free_variables,
    function,
    map_children,
    number,
    substitute,
    subterms,
)

Sign = Callable[[Term], int | None]
Growth = tuple[tuple[Fraction, Fraction], ...]
MOST_PARTS = 400


class NoLimitError(Exception):
    """The rules here do not give the limit."""


@dataclass(frozen=True)
class Lead:
    """``(c + o(1)) * exp(sum of q t**s) * t**power * log(t)**logs``; ``growth`` lists (s, q)."""

    c: Term
    growth: Growth = ()
    power: Fraction = Fraction(0)
    logs: Fraction = Fraction(0)

    @property
    def order(self) -> tuple[Growth, Fraction, Fraction]:
        """The monomial."""
        return self.growth, self.power, self.logs


UNKNOWN_SMALL = Lead(ZERO)


def _combined(first: Growth, second: Growth, scale: Fraction = Fraction(1)) -> Growth:
    total = dict(first)
    for s, q in second:
        total[s] = total.get(s, Fraction(0)) + scale * q
    return tuple(sorted(((s, q) for s, q in total.items() if q), reverse=True))


def _tends(lead: Lead) -> int:
    """1 if the monomial tends to infinity, -1 if to 0, 0 if it is constant."""
    deciding = lead.growth[0][1] if lead.growth else lead.power or lead.logs
    return (deciding > 0) - (deciding < 0)


def limit(term: Term, x: Variable, end: Term | None, upward: bool, sign: Sign) -> Term:
    """The limit of the term as ``x`` goes up (``upward``) or down to its end (None: infinity).

    A term without ``x``, or plus or minus ``oo``.  Raises NoLimitError where the rules do not
    decide; the term must be defined all along.
    """
    if any(isinstance(p, Bind | Bound) for p in subterms(term)):
        raise NoLimitError("a sum or an integral")
    t = Variable("t at infinity", Sort.REAL)
    if t in free_variables(term):
        raise NoLimitError("a reserved name")
    way: Term = t
    if end is not None:
        step = over(ONE, t)
        way = plus(end, minus(step) if upward else step)
    elif not upward:
        way = minus(t)
    moved = _without_double_fractions(substitute(term, {x: way}))
    last = NoLimitError("no rule")
    for variant in _variants(moved, t, sign):
        try:
            return _value(_Leads(t, sign).of(variant), sign)
        except NoLimitError as error:
            last = error
    raise last


def _value(lead: Lead, sign: Sign) -> Term:
    tends = _tends(lead)
    if tends == 0:
        return lead.c
    if tends < 0:
        return ZERO
    s = _sign(lead.c, sign)
    if not s:
        raise NoLimitError("an infinite part of unknown sign")
    return INFINITY if s > 0 else minus(INFINITY)


def _sign(c: Term, sign: Sign) -> int | None:
    return None if free_variables(c) else sign(c)


def _variants(term: Term, t: Variable, sign: Sign) -> Iterator[Term]:
    """The term as it is, in normal form, and with gamma functions and logarithms dealt with."""
    yield term
    plain = normal(with_special_values(term))
    if plain is not None and plain != term:
        yield plain
    spread = _asymptotic(plain if plain is not None else term, t, sign)
    again = normal(spread)
    yield _joined_logarithms(spread if again is None else again)


def normal(term: Term) -> Term | None:
    """The canonical quotient, expanded; None if exact algebra has none."""
    from ua_symbolic.algebra import UnsupportedError, linearise, normal_form
    from ua_symbolic.algebra.polynomial import monomial_term, rational_term

    try:
        spread = linearise(term, ())
        if spread is not None:
            return plus(*[times(Number(c), monomial_term(m)) for m, c in spread.items()])
        return rational_term(normal_form(term, ()))
    except (UnsupportedError, RecursionError):
        return None


def _without_double_fractions(node: Syntax) -> Syntax:
    rebuilt = map_children(node, lambda child, _: _without_double_fractions(child))
    if isinstance(rebuilt, Apply) and rebuilt.head == "div":
        top, bottom = rebuilt.args
        if isinstance(bottom, Apply) and bottom.head == "div" and bottom.args[0] == ONE:
            return times(top, bottom.args[1])
    return rebuilt


def _summands(term: Term) -> tuple[Term, ...]:
    return term.args if isinstance(term, Apply) and term.head == "add" else (term,)


def _multiple(part: Term, t: Variable) -> tuple[Term, Term]:
    """A factor without ``t`` and the rest."""
    if isinstance(part, Apply) and part.head == "neg":
        c, rest = _multiple(part.args[0], t)
        return minus(c), rest
    if isinstance(part, Apply) and part.head == "mul":
        still = [a for a in part.args if t not in free_variables(a)]
        moving = [a for a in part.args if t in free_variables(a)]
        if len(moving) == 1:
            return times(*still), moving[0]
    return ONE, part


def _asymptotic(term: Term, t: Variable, sign: Sign) -> Term:
    """Digamma and loggamma, as summands, without what tends to 0 (DLMF 5.11.1, 5.11.2)."""
    leads, parts = _Leads(t, sign), []
    for part in _summands(term):
        c, rest = _multiple(part, t)
        match rest:
            case Apply("log", (Apply("gamma", args),)):
                rest = Apply("loggamma", args)
        known = isinstance(rest, Apply) and rest.head in ("digamma", "loggamma")
        if known and isinstance(rest, Apply) and leads.grows(rest.args[0]):
            (u,) = rest.args
            log = function("log", u)
            if rest.head == "digamma":
                rest = log
            else:
                constant = times(HALF, function("log", times(number(2), PI)))
                rest = plus(times(plus(u, minus(HALF)), log), minus(u), constant)
        parts.append(times(c, rest))
    return plus(*parts)


def _joined_logarithms(term: Term) -> Term:
    """Multiples of logarithms, as summands, joined: one logarithm for each factor before them.

    ``c r log(u) + d r log(v)`` is ``r log(u**c v**d)`` for literal c, d and positive u, v.
    """
    joined: dict[Term, list[tuple[Term, Fraction]]] = {}
    others: list[Term] = []
    for part in _summands(term):
        found = _multiple_of_logarithm(part)
        if found is None:
            others.append(part)
        else:
            c, factor, arg = found
            joined.setdefault(factor, []).append((arg, c))
    if not joined:
        return term
    return plus(*others, *[times(r, function("log", _powers(us))) for r, us in joined.items()])


def _powers(factors: list[tuple[Term, Fraction]]) -> Term:
    above = [raised(u, Number(c)) for u, c in factors if c > 0]
    below = [raised(u, Number(-c)) for u, c in factors if c < 0]
    return over(times(*above), times(*below))


def _multiple_of_logarithm(part: Term) -> tuple[Fraction, Term, Term] | None:
    """``(c, r, u)`` with ``c r log(u)`` the summand."""
    if isinstance(part, Apply) and part.head == "neg":
        found = _multiple_of_logarithm(part.args[0])
        return None if found is None else (-found[0], *found[1:])
    factors = part.args if isinstance(part, Apply) and part.head == "mul" else (part,)
    logs = [f for f in factors if isinstance(f, Apply) and f.head == "log"]
    if len(logs) != 1:
        return None
    c, others = Fraction(1), []
    for f in factors:
        if isinstance(f, Number):
            c *= f.value
        elif f is not logs[0]:
            others.append(f)
    return (c, times(*others), logs[0].args[0]) if c else None


class _Leads:
    """The lead of each head."""

    def __init__(self, t: Variable, sign: Sign) -> None:
        self.t = t
        self.sign = sign
        self.spent = 0

    def grows(self, term: Term) -> bool:
        """Whether the term certainly tends to plus infinity."""
        try:
            return _value(self.of(term), self.sign) == INFINITY
        except NoLimitError:
            return False

    def of(self, term: Term) -> Lead:
        """Raises NoLimitError."""
        self.spent += 1
        if self.spent > MOST_PARTS:
            raise NoLimitError("too long")
        if term == self.t:
            return Lead(ONE, power=Fraction(1))
        if self.t not in free_variables(term):
            return Lead(term)
        match term:
            case Apply("add", args):
                return self._sum([self.of(a) for a in args])
            case Apply("neg", (arg,)):
                inner = self.of(arg)
                return Lead(minus(inner.c), *inner.order)
            case Apply("mul", args):
                result = Lead(ONE)
                for a in args:
                    result = self._times(result, self.of(a), 1)
                return result
            case Apply("div", (top, bottom)):
                return self._times(self.of(top), self.of(bottom), -1)
            case Apply("pow", (base, exponent)):
                return self._power(base, exponent)
            case Apply("sqrt", (arg,)):
                return self._raised(self.of(arg), Fraction(1, 2))
            case Apply("exp", (arg,)):
                return self._exponential(arg)
            case Apply(head, args) if head in HEADS:
                return self._function(head, args)
        raise NoLimitError("no rule")

    def _sum(self, parts: list[Lead]) -> Lead:
        best = parts[0]
        for part in parts[1:]:
            ratio = self._ratio(part, best)
            if ratio == 0:
                best = Lead(plus(best.c, part.c), *best.order)
            elif ratio > 0:
                best = part
        return best

    def _ratio(self, first: Lead, second: Lead) -> int:
        growth = _combined(first.growth, second.growth, Fraction(-1))
        gap = Lead(ONE, growth, first.power - second.power, first.logs - second.logs)
        return _tends(gap)

    def _times(self, first: Lead, second: Lead, e: int) -> Lead:
        if e < 0 and not _sign(second.c, self.sign):
            raise NoLimitError("a divisor that may vanish")
        c = times(first.c, second.c) if e > 0 else over(first.c, second.c)
        growth = _combined(first.growth, second.growth, Fraction(e))
        return Lead(c, growth, first.power + e * second.power, first.logs + e * second.logs)

    def _power(self, base: Term, exponent: Term) -> Lead:
        if base == EULER:
            return self._exponential(exponent)
        if isinstance(exponent, Number):
            return self._raised(self.of(base), exponent.value)
        if not _positive(self.of(base).c, self.sign):
            raise NoLimitError("a power of a base that may be negative")
        return self._exponential(times(exponent, function("log", base)))

    def _raised(self, base: Lead, e: Fraction) -> Lead:
        whole = e.denominator == 1 and (e >= 0 or bool(_sign(base.c, self.sign)))
        if not whole and not _positive(base.c, self.sign):
            raise NoLimitError("a power of a base that may be negative")
        growth = tuple((s, q * e) for s, q in base.growth if q * e)
        return Lead(raised(base.c, Number(e)), growth, base.power * e, base.logs * e)

    def _exponential(self, exponent: Term) -> Lead:
        """The parts of the exponent are multiples of powers of ``t``, or have a finite limit."""
        try:
            whole = _value(self.of(exponent), self.sign)
        except NoLimitError:
            whole = INFINITY
        if whole not in (INFINITY, minus(INFINITY)):
            return Lead(function("exp", whole))
        plain = normal(exponent)
        growth: dict[Fraction, Fraction] = {}
        power, finite = Fraction(0), []
        for part in _summands(exponent if plain is None else plain):
            c, rest = _multiple(part, self.t)
            known = self._pure_power(rest) if isinstance(c, Number) else None
            if known is not None and known > 0 and isinstance(c, Number):
                growth[known] = growth.get(known, Fraction(0)) + c.value
            elif rest == function("log", self.t) and isinstance(c, Number):
                power += c.value
            else:
                value = _value(self.of(part), self.sign)
                if value in (INFINITY, minus(INFINITY)):
                    raise NoLimitError("an exponent that grows in another way")
                finite.append(value)
        c = function("exp", plus(*finite)) if finite else ONE
        return Lead(c, _combined((), tuple(growth.items())), power)

    def _pure_power(self, term: Term) -> Fraction | None:
        if term == self.t:
            return Fraction(1)
        if isinstance(term, Apply) and term.args[0] == self.t:
            if term.head == "sqrt":
                return Fraction(1, 2)
            if term.head == "pow" and isinstance(term.args[1], Number):
                return term.args[1].value
        return None

    def _function(self, head: str, args: tuple[Term, ...]) -> Lead:
        *parameters, u = args
        if any(self.t in free_variables(p) for p in parameters):
            raise NoLimitError("a moving parameter")
        inner = self.of(u)
        value = _value(inner, self.sign)
        if value == INFINITY:
            return self._far_up(head, args, inner)
        if value == minus(INFINITY):
            return self._far_down(head, u)
        if value == ZERO and head in _LIKE_IDENTITY:
            return inner
        if head == "log":
            return self._logarithm(u, inner)
        if parameters or not HEADS[head].continuous or free_variables(value):
            raise NoLimitError("no rule")
        c = function(head, value)
        if self.sign(with_special_values(c)) is None:  # also: undefined there
            raise NoLimitError("undefined at the limit")
        return Lead(c)

    def _logarithm(self, u: Term, inner: Lead) -> Lead:
        if not _positive(inner.c, self.sign):
            raise NoLimitError("a logarithm of what may vanish")
        if inner.growth:
            s, q = inner.growth[0]
            return Lead(Number(q), power=s)
        if inner.power:
            return Lead(Number(inner.power), logs=Fraction(1))
        if inner.logs:
            raise NoLimitError("a logarithm of a logarithm")
        if self.sign(plus(inner.c, minus(ONE))) == 0:  # log(u) = (u - 1)(1 + o(1))
            gap = normal(plus(u, minus(ONE)))
            return UNKNOWN_SMALL if gap is None else self.of(gap)
        return Lead(function("log", inner.c))

    def _far_up(self, head: str, args: tuple[Term, ...], inner: Lead) -> Lead:
        u = args[-1]
        if head in _AT_INFINITY:
            return Lead(_AT_INFINITY[head])
        if head in ("log", "digamma", "LambertW"):
            return self._logarithm(u, inner)
        if head in ("asinh", "acosh"):
            return self._logarithm(u, Lead(times(number(2), inner.c), *inner.order))
        if head == "loggamma":
            return self._times(inner, self._logarithm(u, inner), 1)
        if head == "Abs":
            return inner
        written = _written_out(head, args)
        if written is None:
            raise NoLimitError("no rule at infinity")
        return self.of(written)

    def _far_down(self, head: str, u: Term) -> Lead:
        if head in ("atan", "tanh", "erf"):
            return Lead(minus(_AT_INFINITY[head]))
        if head == "erfc":
            return Lead(number(2))
        written = self.of(minus(u)) if head == "Abs" else None
        if written is not None:
            return written
        shape = _written_out(head, (u,)) if head in ("sinh", "cosh") else None
        if shape is None:
            raise NoLimitError("no rule at minus infinity")
        return self.of(shape)


def _positive(c: Term, sign: Sign) -> bool:
    return _sign(c, sign) == 1


_LIKE_IDENTITY = ("sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "LambertW")
"""Functions with ``f(u) = u (1 + o(1))`` as ``u -> 0``."""
_AT_INFINITY: dict[str, Term] = {"atan": times(HALF, PI), "tanh": ONE, "erf": ONE}


def _written_out(head: str, args: tuple[Term, ...]) -> Term | None:
    """What a function is, up to a factor that tends to 1, for a large last argument.

    DLMF 7.12.1 (erfc), 10.25.3 (K), 10.30.4 (I); the order of a Bessel function stays fixed.
    """
    u = args[-1]
    up, down = function("exp", u), function("exp", minus(u))
    match head:
        case "sinh":
            return times(HALF, plus(up, minus(down)))
        case "cosh":
            return times(HALF, plus(up, down))
        case "erfc":
            return over(function("exp", minus(square(u))), times(u, function("sqrt", PI)))
        case "besselk":
            return times(function("sqrt", over(PI, times(number(2), u))), down)
        case "besseli":
            return over(up, function("sqrt", times(number(2), PI, u)))
    return None
