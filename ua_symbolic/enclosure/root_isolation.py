"""All zeros of a term in one variable on a range, each isolated with certainty.

Where the term is not defined it has no zero.  Polynomial factors are solved exactly, with their
multiplicities; other factors by ``real_zeros``.  Every zero on the range lies in one of ``zeros``
or ``undecided``, and each of ``zeros`` holds exactly one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import ctx, fmpz_poly

from ua_symbolic.enclosure.compare import Truth
from ua_symbolic.enclosure.continuity import is_continuous
from ua_symbolic.enclosure.curve import Curve
from ua_symbolic.enclosure.derivative import minus, plus, raised, times
from ua_symbolic.enclosure.exact import exact_sign, vanishes
from ua_symbolic.enclosure.exact_points import certainly_undefined
from ua_symbolic.enclosure.intervals import IntervalArithmetic, decide
from ua_symbolic.enclosure.polynomial_roots import (
    PolynomialRoot,
    irreducible_factors,
    irreducible_roots,
    polynomial,
)
from ua_symbolic.enclosure.problem import (
    Condition,
    Problem,
    Range,
    conditions,
    domain,
    end_interval,
    unfolded,
)
from ua_symbolic.enclosure.program import Definitions, compile_program
from ua_symbolic.enclosure.ranges import from_fraction
from ua_symbolic.enclosure.real_zeros import ZeroSearch
from ua_symbolic.enclosure.zero_factors import Factor, factors
from ua_symbolic.enclosure.zero_pieces import Undecided
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.terms import (
    ZERO,
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    number,
    substitute,
)

MOST_INTEGERS = 20_000
END_BITS = (128, 512, 2048)
PROOF_SECONDS = 1.0
CLOSE = "zeros of two factors that are not told apart"


class RootsError(UserError):
    """A question without an answer: several variables, a term that is zero throughout."""


@dataclass(frozen=True)
class Zero:
    """Exactly one zero of the term, in ``[low, high]``.

    ``exact`` is a term for it, if one is known; ``multiplicity`` is None if it is not known.
    """

    low: Fraction
    high: Fraction
    exact: Term | None
    multiplicity: int | None


@dataclass(frozen=True)
class Zeros:
    """All zeros on the range, from the left; ``undecided`` pieces may hold more."""

    zeros: tuple[Zero, ...]
    undecided: tuple[Undecided, ...]

    @property
    def complete(self) -> bool:
        """Whether these are certainly all."""
        return not self.undecided


def isolate(
    term: Term,
    variables: Sequence[Variable],
    hypotheses: Sequence[Relation] = (),
    *,
    digits: int = 30,
    seconds: float = 20.0,
    definitions: Definitions | None = None,
) -> Zeros:
    """All zeros of the term where the hypotheses (bounds of its one variable) hold.

    Each is enclosed to about ``digits`` significant digits.  Raises RootsError if there is not
    exactly one variable, and if the term is zero throughout; UnsupportedError if it has no
    enclosure.

    >>> from ua_symbolic.expressions.parser import Scope, parse_domain, parse_term
    >>> x, within = parse_domain("x in (0, 4]", Scope())
    >>> found = isolate(parse_term("x**3 - 2*x**2 + x", Scope().with_variables(x)), [x], within)
    >>> [(z.exact, z.multiplicity) for z in found.zeros], found.complete
    ([(Number(value=Fraction(1, 1)), 2)], True)
    """
    if len(variables) != 1:
        raise RootsError(f"zeros are isolated in one variable, not in {len(variables)}")
    (x,) = variables
    plain = unfolded(term, definitions)
    (values,), rest = domain((x,), tuple(unfolded(h, definitions) for h in hypotheses))
    if rest:
        raise RootsError("the hypotheses must bound the variable by numbers")
    if values.empty():
        raise RootsError("the hypotheses leave no value of the variable")
    if vanishes(plain):
        raise RootsError("the expression is zero wherever it is defined")
    deadline = time.monotonic() + seconds
    if x.sort is Sort.INTEGER:
        return _at_integers(plain, x, values, deadline)
    return _Isolation(plain, x, values, digits, deadline).run()


@dataclass
class _Isolation:
    term: Term
    x: Variable
    range: Range
    digits: int
    deadline: float

    def run(self) -> Zeros:
        located: list[_Located] = []
        undecided: list[Undecided] = []
        for factor in factors(self.term):
            poly = polynomial(factor.term, self.x)
            if poly is None:
                found, left = self._analytic(factor)
            else:
                found, left = self._algebraic(factor, poly)
            located += found
            undecided += left
        zeros, mixed = self._merged(located)
        kept = []
        for zero in zeros:
            defined = self._defined_at(zero)
            if defined is Truth.TRUE:
                kept.append(Zero(zero.low, zero.high, zero.exact, zero.multiplicity))
            elif defined is Truth.UNKNOWN:
                mixed.append(Undecided(zero.low, zero.high, "the expression may be undefined"))
        open_pieces = tuple(sorted([*undecided, *mixed], key=_from_left))
        alone = (z for z in kept if not any(_within(z, piece) for piece in open_pieces))
        return Zeros(tuple(alone), open_pieces)

    # --- factors --------------------------------------------------------------------------------

    def _analytic(self, factor: Factor) -> tuple[list[_Located], list[Undecided]]:
        curve = Curve(factor.term, self.x, self.total and is_continuous(factor.term))
        search = ZeroSearch(curve, self.range, self.digits, self.deadline)
        search.run()
        located = [
            _Located(f.low, f.high, f.exact, _product(f.multiplicity, factor.power), factor.term)
            for f in search.found
        ]
        return located, search.undecided

    def _algebraic(self, factor: Factor, poly: fmpz_poly) -> tuple[list[_Located], list[Undecided]]:
        if poly.degree() < 0:
            raise RootsError("the expression is zero wherever it is defined")
        located: list[_Located] = []
        undecided: list[Undecided] = []
        for irreducible, power in irreducible_factors(poly):
            for root in irreducible_roots(irreducible, power, self._bits):
                inside = self._inside(root)
                if inside is Truth.UNKNOWN:
                    undecided.append(Undecided(root.low, root.high, "at an end of the range"))
                elif inside is Truth.TRUE:
                    located.append(self._placed(root, factor))
        return located, undecided

    @property
    def _bits(self) -> int:
        return int(self.digits * 3.33) + 32

    def _placed(self, root: PolynomialRoot, factor: Factor) -> _Located:
        exact = Number(root.low) if root.low == root.high else None
        power = _product(root.multiplicity, factor.power)
        return _Located(root.low, root.high, exact, power, factor.term, root)

    def _inside(self, root: PolynomialRoot) -> Truth:
        """Whether a root lies on the range."""
        low = self._beyond(root, self.range.low, self.range.low_open, -1)
        high = self._beyond(root, self.range.high, self.range.high_open, 1)
        if Truth.TRUE in (low, high):
            return Truth.FALSE
        return Truth.TRUE if low is high is Truth.FALSE else Truth.UNKNOWN

    def _beyond(self, root: PolynomialRoot, end: Term | None, is_open: bool, side: int) -> Truth:
        """Whether a root lies beyond an end of the range (``side``: 1 above, -1 below)."""
        if end is None:
            return Truth.FALSE
        equal = _vanishes_at(root, end, self.x)
        if equal:
            return Truth.TRUE if is_open else Truth.FALSE
        for bits in END_BITS:
            finer = root.refined(bits)
            with ctx.workprec(bits):
                ball = end_interval(end, bits)
                if ball is None:
                    return Truth.UNKNOWN
                here = from_fraction(finer.low)[0], from_fraction(finer.high)[1]
                sign = decide(">" if side == 1 else "<", here, ball)
            if sign is not Truth.UNKNOWN:
                return sign
        return Truth.UNKNOWN

    # --- zeros of several factors ---------------------------------------------------------------

    def _merged(self, located: list[_Located]) -> tuple[list[_Located], list[Undecided]]:
        """Zeros from the left; those that two factors share become one."""
        zeros: list[_Located] = []
        mixed: list[Undecided] = []
        for zero in sorted(located, key=lambda z: (z.low, z.high)):
            last = zeros[-1] if zeros else None
            if last is None or last.high < zero.low or _neighbours(last, zero):
                zeros.append(zero)
                continue
            joined = _joined(last, zero, self.x)
            zeros.pop()
            if joined is not None:
                zeros.append(joined)
            else:
                low, high = min(last.low, zero.low), max(last.high, zero.high)
                mixed.append(Undecided(low, high, CLOSE))
        return zeros, mixed

    # --- definedness ----------------------------------------------------------------------------

    @property
    def total(self) -> bool:
        """Whether the term is known to be defined on all of the range."""
        if self._total is None:
            self._total = _defined_on(self.term, self.x, self.range, self.deadline)
        return self._total

    _total: bool | None = None

    def _defined_at(self, zero: _Located) -> Truth:
        if not _conditions(self.term, self.x) or self._encloses(zero):
            return Truth.TRUE
        if zero.exact is not None:
            closed = substitute(self.term, {self.x: zero.exact})
            if certainly_undefined(closed):
                return Truth.FALSE
            if exact_sign(closed) == 0:
                return Truth.TRUE
        if self._satisfies(zero):
            return Truth.TRUE
        return Truth.TRUE if self.total else Truth.UNKNOWN

    def _satisfies(self, zero: _Located) -> bool:
        """Whether every condition of definedness holds at the zero."""
        for condition in _conditions(self.term, self.x):
            if condition.variables != (self.x,) or condition.guards:
                return False
            if not any(all(self._holds(r, zero) for r in rs) for rs in condition.alternatives):
                return False
        return True

    def _holds(self, relation: Relation, zero: _Located) -> bool:
        gap = plus(relation.left, minus(relation.right))
        if relation.op in ("<=", ">=", "=") and _divisible(gap, zero, self.x):
            return True
        with ctx.workprec(self._bits + 64):
            sides = (relation.left, relation.right)
            arithmetic = IntervalArithmetic(None, clamped=True)
            program = compile_program(sides, (self.x,), arithmetic)
            left, right = program.run([(from_fraction(zero.low)[0], from_fraction(zero.high)[1])])
            return decide(relation.op, left, right) is Truth.TRUE

    def _encloses(self, zero: _Located) -> bool:
        with ctx.workprec(self._bits + 64):
            arithmetic = IntervalArithmetic(None, clamped=False)
            program = compile_program((self.term,), (self.x,), arithmetic)
            values = from_fraction(zero.low)[0], from_fraction(zero.high)[1]
            return program((values,)) is not None


@dataclass(frozen=True)
class _Located:
    low: Fraction
    high: Fraction
    exact: Term | None
    multiplicity: int | None
    factor: Term
    root: PolynomialRoot | None = None


def _neighbours(a: _Located, b: _Located) -> bool:
    """Whether the two are zeros of one factor: those are different."""
    return a.factor == b.factor and a.root is b.root is None and a.high == b.low


def _product(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a * b


def _within(zero: Zero, piece: Undecided) -> bool:
    """Whether a zero belongs to a piece of which more is unknown."""
    below = piece.low is None or piece.low <= zero.low
    return below and (piece.high is None or zero.high <= piece.high)


def _from_left(piece: Undecided) -> tuple[bool, Fraction]:
    return piece.low is not None, piece.low or Fraction(0)


def _joined(a: _Located, b: _Located, x: Variable) -> _Located | None:
    """One zero of two factors, if they certainly share it."""
    known, other = (a, b) if a.exact is not None else (b, a)
    same = False
    if known.exact is not None:
        same = exact_sign(substitute(other.factor, {x: known.exact})) == 0
    elif a.root is not None and b.root is not None:
        same = a.root.factor == b.root.factor and a.root.index == b.root.index
    if not same:
        return None
    low, high = max(a.low, b.low), min(a.high, b.high)
    both = None if None in (a.multiplicity, b.multiplicity) else a.multiplicity + b.multiplicity  # type: ignore[operator]
    return _Located(low, high, known.exact, both, known.factor, known.root)


def _vanishes_at(root: PolynomialRoot, end: Term, x: Variable) -> bool:
    """Whether an end of the range is exactly the root."""
    if isinstance(end, Number):
        return root.low == root.high == end.value
    near = end_interval(end, END_BITS[0])
    if near is None:
        return False
    with ctx.workprec(END_BITS[0]):
        low, high = from_fraction(root.low)[0], from_fraction(root.high)[1]
        if near[1] < low or near[0] > high:
            return False
    powers = [times(number(int(c)), raised(end, number(k))) for k, c in enumerate(root.factor)]
    return exact_sign(plus(*powers)) == 0


def _divisible(term: Term, zero: _Located, x: Variable) -> bool:
    """Whether the term certainly vanishes at a zero, because the factor does."""
    if term == zero.factor or minus(term) == zero.factor:
        return True
    poly = None if zero.root is None else polynomial(term, x)
    return poly is not None and zero.root is not None and (poly % zero.root.factor).degree() < 0


def _conditions(term: Term, x: Variable) -> tuple[Condition, ...]:
    return conditions(Relation("=", term, ZERO), (x,))


def _defined_on(term: Term, x: Variable, values: Range, deadline: float) -> bool:
    if not _conditions(term, x):
        return True
    from ua_symbolic.enclosure.prove import Proved, prove

    given = []
    if values.low is not None:
        given.append(Relation("<" if values.low_open else "<=", values.low, x))
    if values.high is not None:
        given.append(Relation("<" if values.high_open else "<=", x, values.high))
    seconds = min(PROOF_SECONDS, (deadline - time.monotonic()) / 4)
    claim = Problem((x,), tuple(given), Relation("=", term, term))
    return seconds > 0 and isinstance(prove(claim, timeout=seconds), Proved)


# --- integers ---------------------------------------------------------------------------------


def _at_integers(term: Term, x: Variable, values: Range, deadline: float) -> Zeros:
    """The integers of a finite range one by one; of an infinite one, among all real zeros."""
    low, high = values.low, values.high
    if isinstance(low, Number) and isinstance(high, Number):
        first, last = low.value.__ceil__(), high.value.__floor__()
        if last - first < MOST_INTEGERS:
            return _one_by_one(term, x, range(first, last + 1), deadline)
    real = Variable(x.name)
    over_reals = _Isolation(substitute(term, {x: real}), real, values, 20, deadline).run()
    zeros, undecided = [], list(over_reals.undecided)
    for zero in over_reals.zeros:
        whole = range(zero.low.__ceil__(), zero.high.__floor__() + 1)
        found = _one_by_one(term, x, whole, deadline)
        zeros += [Zero(z.low, z.high, z.exact, zero.multiplicity) for z in found.zeros]
        undecided += found.undecided
    return Zeros(tuple(zeros), tuple(undecided))


def _one_by_one(term: Term, x: Variable, integers: range, deadline: float) -> Zeros:
    zeros: list[Zero] = []
    undecided: list[Undecided] = []
    for n in integers:
        value = Fraction(n)
        if time.monotonic() > deadline:
            undecided.append(Undecided(value, Fraction(integers[-1]), "out of time"))
            break
        sign = exact_sign(substitute(term, {x: Number(value)}))
        if sign == 0:
            zeros.append(Zero(value, value, Number(value), None))
        elif sign is None and not certainly_undefined(substitute(term, {x: Number(value)})):
            undecided.append(Undecided(value, value, "the sign is not decided"))
    return Zeros(tuple(zeros), tuple(undecided))
