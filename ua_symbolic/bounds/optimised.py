"""The best split: a closed form minimised over some of its parameters, with certified intervals.

Signs come from the kernel: a denominator that is proved positive on the whole domain is replaced by
its maximum with zero, which changes no value, so that enclosures know the sign too, up to the open
ends of the domain.  The search is branch and bound with enclosures (``enclosure.optimise``): what
it drops is dropped for a reason that holds at every point.  A rounding around the formula is
applied to the ends at last; one inside it is enclosed as it stands, which costs digits.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from flint import ctx

from ua_symbolic.bounds.closed import holds
from ua_symbolic.bounds.form import ClosedForm
from ua_symbolic.bounds.value import DecimalValue, IntegerValue, bound_value
from ua_symbolic.checkers.automation import names_in, tagged
from ua_symbolic.checkers.context import Clock, Context
from ua_symbolic.checkers.references import with_inner_references
from ua_symbolic.checkers.rules import AUTOMATIC
from ua_symbolic.development.model import Development
from ua_symbolic.enclosure.minimiser import least_value
from ua_symbolic.enclosure.optimum import OptimiseError, Optimum
from ua_symbolic.enclosure.optimum_domain import domain_of
from ua_symbolic.enclosure.problem import unfolded
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.terms import (
    ZERO,
    Apply,
    Call,
    Number,
    Relation,
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
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.inference import is_closed

GRID = 4
"""A split is looked for at so many points along each side of a box that may hold the best."""

MOST_PLACES = 12
PROOF_SECONDS = 30.0

ROUNDED_DIGITS = 6
"""Without slopes, which a formula with a rounding inside has not, more takes too long."""


@dataclass(frozen=True)
class Limit:
    """``form op cap``, ``op`` being ``<=``: what the split must respect."""

    form: ClosedForm
    cap: Term


@dataclass(frozen=True)
class Split:
    """A split that respects the limits, with the values there (decimals bounded on both sides)."""

    at: Mapping[str, Fraction]
    value: tuple[Fraction, Fraction]
    limits: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True)
class Optimised:
    """``lower <= infimum <= upper``, both integers for a form of integers.

    Outside of ``places`` (name -> ends) no split is best *before* the formula is rounded to an
    integer; ends that the domain leaves out are only approached.  ``split`` is one that respects
    the limits and comes close, if one was found.  ``attained`` is None where it is not known.
    """

    lower: Fraction
    upper: Fraction
    places: tuple[Mapping[str, tuple[Fraction, Fraction]], ...]
    split: Split | None
    attained: bool | None
    complete: bool
    boxes: int


def optimise(
    development: Development,
    form: ClosedForm,
    values: Mapping[str, Term],
    chosen: Sequence[str],
    limits: Sequence[Limit] = (),
    *,
    digits: int = 4,
    seconds: float = 12.0,
) -> Optimised:
    """The least value of a closed form over the ``chosen`` parameters, the others given.

    Raises DomainError for a parameter that it has not, one without a value, a form that is not
    shown to be defined on its domain, and limits that no split respects.
    """
    asked = _Question(development, form, values, chosen, tuple(limits))
    term, head = _stripped(asked.term(form))
    hypotheses = (*asked.domain(), *asked.caps())
    try:
        found = _minimise(term, asked.variables, hypotheses, _digits(term, digits), seconds)
    except OptimiseError as problem:
        raise DomainError(f"{problem}{asked.hint()}") from problem
    if found.lower is None:
        raise DomainError(f"no lower bound of {form.definition.name} was found in {seconds:g} s")
    places = tuple(asked.place(p) for p in found.places)
    split = asked.best_split(places)
    ends = [split.value[1]] if split is not None else []
    if found.upper is not None:
        ends.append(_rounded_upper(head, found))
    if not ends:
        raise DomainError("no split was found that respects the limits" + asked.hint())
    lower = _ROUNDING[head](found.lower)
    return Optimised(lower, min(ends), places, split, found.attained, found.complete, found.boxes)


def _digits(term: Term, digits: int) -> int:
    rounds = any(isinstance(p, Apply) and p.head in ("floor", "ceiling") for p in subterms(term))
    return min(digits, ROUNDED_DIGITS) if rounds else digits


def _minimise(
    term: Term,
    variables: tuple[Variable, ...],
    hypotheses: tuple[Relation, ...],
    digits: int,
    seconds: float,
) -> Optimum:
    """Branch and bound; that the term is defined on the domain was shown by the kernel."""
    precision = int(digits * 3.33) + 64
    with ctx.workprec(precision):
        domain = domain_of(variables, hypotheses, term, precision)
        return least_value(domain, digits, precision, time.monotonic() + seconds)


# --- the question -------------------------------------------------------------------------------


class _Question:
    """One form and its limits, with what is given put in."""

    def __init__(
        self,
        development: Development,
        form: ClosedForm,
        values: Mapping[str, Term],
        chosen: Sequence[str],
        limits: tuple[Limit, ...],
    ) -> None:
        self.development = development
        self.definitions = development.theory.definitions
        self.form, self.limits = form, limits
        self.forms = (form, *(limit.form for limit in limits))
        parameters = {p.name: p for f in self.forms for p in f.definition.parameters}
        for name in (*chosen, *values):
            if name not in parameters:
                raise DomainError(
                    f"{form.definition.name} has no parameter {name[:40]} "
                    f"(it has {', '.join(parameters)})"
                )
        if not chosen:
            raise DomainError("no parameter is left to choose")
        twice = next((n for n in chosen if n in values), None)
        if twice is not None:
            raise DomainError(f"{twice} has a value; it cannot be chosen too")
        self.variables = tuple(parameters[name] for name in dict.fromkeys(chosen))
        given = {**{k: v for f in self.forms for k, v in f.defaults.items()}, **values}
        missing = [n for n in parameters if n not in given and n not in chosen]
        if missing:
            raise DomainError(f"give a value of {', '.join(missing)}")
        self.given = {n: given[n] for n in parameters if n not in chosen}
        self.fixed = {parameters[n]: v for n, v in self.given.items()}
        self.signs: dict[Term, bool] = {}

    def domain(self) -> tuple[Relation, ...]:
        """The conditions on the chosen parameters; DomainError if one on the others fails."""
        found: dict[Relation, None] = {}
        for form in self.forms:
            for condition in form.definition.domain:
                relation = substitute(condition, self.fixed)
                if free_variables(relation):
                    found[unfolded(relation, self.definitions)] = None
                elif not holds(unfolded(relation, self.definitions)):
                    raise DomainError(f"{form.definition.name} needs {to_text(condition)}")
        return tuple(found)

    def term(self, form: ClosedForm) -> Term:
        """The formula, defined on its domain by the kernel, with the signs that it knows."""
        definition = form.definition
        context = self._context(form)
        call = Call(definition.name, definition.parameters, definition.sort)
        if context.defined(call) is None:
            raise DomainError(f"{definition.name} is not shown to be defined on its domain")
        whole = unfolded(definition.body, self.definitions)

        def visit(node: Syntax, depth: int) -> Syntax:
            inner = map_children(node, visit)
            if not (isinstance(inner, Apply) and inner.head == "div" and isinstance(node, Apply)):
                return inner
            under = node.args[1]
            if depth or isinstance(under, Number) or not is_closed(under):
                return inner
            positive = context.prove(Relation("<", ZERO, under)) is not None
            safe = function("Max", inner.args[1], ZERO) if positive else inner.args[1]
            return Apply("div", (inner.args[0], safe))

        put_in: Term = substitute(visit(whole, 0), self.fixed)
        return put_in

    def caps(self) -> Iterator[Relation]:
        """The limits; a quotient is multiplied out, since its denominator is positive."""
        for limit in self.limits:
            term = self.term(limit.form)
            match term:
                case Apply("div", (over, Apply("Max", (under, _)))):
                    yield Relation("<=", over, Apply("mul", (limit.cap, under)))
                case _:
                    yield Relation("<=", term, limit.cap)

    def _context(self, form: ClosedForm) -> Context:
        theory = self.development.theory
        names = theory.unfolded_names(form.definition.body) | names_in(form.definition.body)
        statements = [i for i in self.development.items.values() if "auto" in i.tags]
        automatic = [
            i.name
            for i in statements
            if i.kind == "fact"
            or any(names_in(c) <= names for c in theory.statements[i.name].claims)
        ]
        return Context(
            theory,
            form.definition.domain,
            Clock(time.monotonic() + PROOF_SECONDS),
            AUTOMATIC,
            with_inner_references,
            tuple(automatic),
            tagged(self.development, "range", ("fact",)),
        )

    # --- splits ---------------------------------------------------------------------------------

    def place(
        self, place: Mapping[str, tuple[Fraction | None, Fraction | None]]
    ) -> dict[str, tuple[Fraction, Fraction]]:
        """The chosen parameters of a box."""
        found: dict[str, tuple[Fraction, Fraction]] = {}
        for variable in self.variables:
            low, high = place[variable.name]
            if low is None or high is None:
                raise DomainError(f"{variable.name} is not bounded; nothing certain is known of it")
            found[variable.name] = (low, high)
        return found

    def best_split(self, places: Sequence[Mapping[str, tuple[Fraction, Fraction]]]) -> Split | None:
        """The best of the splits on a grid in the boxes that respect the limits."""
        best: Split | None = None
        for point in itertools.chain.from_iterable(map(self._grid, places[:MOST_PLACES])):
            split = self._split(point)
            if split is not None and (best is None or split.value[1] < best.value[1]):
                best = split
        return best

    def _grid(
        self, place: Mapping[str, tuple[Fraction, Fraction]]
    ) -> Iterator[dict[str, Fraction]]:
        sides = [self._side(v, *place[v.name]) for v in self.variables]
        names = [v.name for v in self.variables]
        for values in itertools.product(*sides):
            yield dict(zip(names, values, strict=True))

    def _side(self, variable: Variable, low: Fraction, high: Fraction) -> list[Fraction]:
        if variable.sort is Sort.INTEGER:
            return [Fraction(k) for k in range(ceil(low), min(floor(high), ceil(low) + GRID) + 1)]
        step = (high - low) / GRID
        return [_simple(low + step * k, step) for k in range(GRID + 1)] if step else [low]

    def _split(self, point: Mapping[str, Fraction]) -> Split | None:
        at = {**self.given, **{name: number(v) for name, v in point.items()}}
        try:
            limits = []
            for limit in self.limits:
                value = _value(limit.form, at, self.development)
                if not holds(Relation("<=", number(value[1]), limit.cap)):
                    return None
                limits.append(value)
            return Split(dict(point), _value(self.form, at, self.development), tuple(limits))
        except DomainError:
            return None

    def hint(self) -> str:
        """What to try if no split was found."""
        return "; a larger limit may have one" if self.limits else ""


def _simple(value: Fraction, step: Fraction) -> Fraction:
    """A short number near the value."""
    places = 0
    while Fraction(1, 10**places) > step / 4 and places < 60:
        places += 1
    return Fraction(round(value * 10**places), 10**places)


def _value(
    form: ClosedForm, at: Mapping[str, Term], development: Development
) -> tuple[Fraction, Fraction]:
    names = {p.name for p in form.definition.parameters}
    given = {k: v for k, v in at.items() if k in names}
    found = bound_value(form, given, development.theory.definitions, 20)
    match found:
        case IntegerValue(exact):
            return Fraction(exact), Fraction(exact)
        case DecimalValue(_, lower, upper):
            return Fraction(lower), Fraction(upper)


# --- rounding -----------------------------------------------------------------------------------


_ROUNDING: dict[str, Callable[[Fraction], Fraction]] = {
    "floor": lambda x: Fraction(floor(x)),
    "ceiling": lambda x: Fraction(ceil(x)),
    "": lambda x: x,
}


def _stripped(term: Term) -> tuple[Term, str]:
    """The term without a rounding around it, and which that was."""
    match term:
        case Apply("floor" | "ceiling" as head, (inner,)):
            return inner, head
    return term, ""


def _rounded_upper(head: str, found: Optimum) -> Fraction:
    """An upper bound of the rounded infimum; a value that is only approached may round up."""
    upper = found.upper or Fraction(0)
    if head == "ceiling" and found.attained is not True:
        return Fraction(floor(upper) + 1)
    return _ROUNDING[head](upper)
