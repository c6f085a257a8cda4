"""The second verifier: the same walk over a certificate, with MPFR instead of Arb at the leaves.

No enclosure code is shared with the first verifier.  The verdict is ``unsupported`` where MPFR
lacks a function that the certificate needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import gmpy2

from ua_symbolic.enclosure import goals
from ua_symbolic.enclosure.certificates import (
    Certificate,
    OutOfReachError,
    RejectedError,
    Verdict,
    check_shape,
    digest,
    problem_of,
)
from ua_symbolic.enclosure.checker import Checker
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative
from ua_symbolic.enclosure.exact import vanishes
from ua_symbolic.enclosure.matrices import exactly_semidefinite
from ua_symbolic.enclosure.mpfr_intervals import INF, Evaluator, Maybe, Pair
from ua_symbolic.enclosure.problem import NOWHERE, Goal, Range
from ua_symbolic.enclosure.program import UnsupportedError
from ua_symbolic.enclosure.verify import check_claim
from ua_symbolic.expressions.terms import (
    ZERO,
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    substitute,
)

EXTRA_BITS = 16


def verify_mpfr(certificate: Certificate) -> Verdict:
    """Check a certificate in MPFR (a little more precisely than it was made).

    Raises CertificateError if it is not a certificate at all.
    """
    check_shape(certificate)
    if certificate["digest"] != digest(certificate):
        return Verdict("invalid", "the digest does not match: the certificate was changed")
    problem = problem_of(certificate)
    try:
        leaves = MpfrLeaves(certificate["precision"] + EXTRA_BITS)
        check_claim(problem, certificate, Checker(leaves))
    except RejectedError as error:
        return Verdict("invalid", str(error))
    except RecursionError:
        return Verdict("invalid", "the certificate is nested too deeply")
    except (OutOfReachError, UnsupportedError, NotDifferentiableError) as error:
        return Verdict("unsupported", f"unsupported: {error}")
    return Verdict("valid")


class MpfrLeaves:
    """What MPFR intervals show of a goal."""

    def __init__(self, precision: int) -> None:
        self.evaluator = Evaluator(precision)
        self.sharp = Evaluator(4 * precision)
        self.ends: dict[Term, Maybe] = {}

    def _end(self, term: Term) -> Maybe:
        if term not in self.ends:
            self.ends[term] = self.evaluator.evaluate(term, {}, False, {})
        return self.ends[term]

    def _box(self, goal: Goal) -> dict[Variable, Pair]:
        return {v: self._range(r) for v, r in zip(goal.variables, goal.box, strict=True)}

    def _range(self, values: Range) -> Pair:
        low = None if values.low is None else self._end(values.low)
        high = None if values.high is None else self._end(values.high)
        return (-INF if low is None else low[0]), (INF if high is None else high[1])

    def _natural(self, goal: Goal) -> Maybe:
        clamped = goal.defined != NOWHERE
        return self.evaluator.evaluate(goal.term, self._box(goal), clamped, {})

    def natural(self, goal: Goal) -> bool:
        """The natural interval extension has the right sign."""
        return _right_sign(self._natural(goal), goal.strict)

    def is_defined(self, goal: Goal) -> bool:
        """Whether the term is known to be defined wherever the goal speaks of it."""
        return goal.defined != NOWHERE or self._natural(goal) is not None

    def facts(self, goal: Goal) -> tuple[Relation, ...]:
        """Signs over the box of the variables and of the arguments of Abs and of roots."""
        args = goals.signed_arguments(goal.term)
        found: list[Relation] = []
        for part in dict.fromkeys((*goal.variables, *args)):
            value = self.evaluator.evaluate(part, self._box(goal), goal.defined != NOWHERE, {})
            if value is not None and value[0] >= 0:
                found.append(Relation("<" if value[0] > 0 else "<=", ZERO, part))
            elif value is not None and value[1] <= 0:
                found.append(Relation("<" if value[1] < 0 else "<=", part, ZERO))
        return tuple(found)

    def sign_on_box(self, goal: Goal, term: Term) -> int:
        """1 if the term is at least 0 on the box, -1 if at most 0, 0 if neither is certain."""
        value = self.evaluator.evaluate(term, self._box(goal), goal.defined != NOWHERE, {})
        if value is None:
            return 0
        return 1 if value[0] >= 0 else -1 if value[1] <= 0 else 0

    def positive_range(self, goal: Goal, i: int) -> bool:
        """Whether all values of a variable are positive."""
        r, value = goal.box[i], self._range(goal.box[i])
        return bool(value[0] > 0 or (r.low == ZERO and r.low_open))

    def fails(self, goal: Goal, constraint: Relation) -> bool:
        """Whether the constraint is false everywhere on the box."""
        clamped = not goals.by_value(constraint)
        return self.evaluator.decide(constraint, self._box(goal), clamped, {}) is False

    def exact_sign(self, term: Term) -> int | None:
        """Sign of a closed term: by an interval, or zero by exact algebra."""
        value = self.sharp.evaluate(term, {}, False, {})
        if value is None:
            return None
        if value[0] > 0:
            return 1
        if value[1] < 0:
            return -1
        return 0 if vanishes(term) else None

    def inside(self, goal: Goal, i: int, point: Term, weak: bool = False) -> bool:
        """Whether a closed term certainly lies between the ends of a range."""
        values, whole = goal.box[i], goal.variables[i].sort is Sort.INTEGER
        where = self._end(point)
        if where is None:
            return False
        if values.low is not None:
            low = self._end(values.low)
            if low is None or not (low[1] < where[0] or ((weak or whole) and low[1] <= where[0])):
                return False
        if values.high is not None:
            high = self._end(values.high)
            if high is None or not (where[1] < high[0] or (weak and where[1] <= high[0])):
                return False
        return True

    def _offsets(self, goal: Goal, centre: Sequence[Term]) -> list[tuple[Pair, Pair]] | None:
        """For each variable its value at the centre and its offset from there."""
        found = []
        for r, c in zip(goal.box, centre, strict=True):
            point = self._end(c)
            if point is None:
                return None
            m = self.evaluator.arithmetic
            found.append((point, m.add(self._range(r), m.neg(point))))
        return found

    def mean(self, goal: Goal, centre: Sequence[Term]) -> bool:
        """Mean value form."""
        known, clamped = self._offsets(goal, centre), goals.defined_between(goal)
        if known is None:
            return False
        box, memory = self._box(goal), dict[Term, Maybe]()
        if self.evaluator.evaluate(goal.term, box, clamped, memory) is None:
            return False
        at = {v: p for v, (p, _) in zip(goal.variables, known, strict=True)}
        total = self.evaluator.evaluate(goal.term, at, clamped, {})
        for v, (_, offset) in zip(goal.variables, known, strict=True):
            slope = self.evaluator.evaluate(derivative(goal.term, v), box, clamped, memory)
            total = self._plus(total, slope, offset)
        return _right_sign(total, goal.strict)

    def _plus(self, total: Maybe, slope: Maybe, offset: Maybe) -> Maybe:
        if total is None or slope is None or offset is None:
            return None
        m = self.evaluator.arithmetic
        return m.add(total, m.mul(slope, offset))

    def taylor(self, goal: Goal, centre: Sequence[Term]) -> bool:
        """Second-order Taylor form."""
        known, clamped = self._offsets(goal, centre), goals.defined_between(goal)
        if known is None:
            return False
        m, n = self.evaluator.arithmetic, len(goal.variables)
        box, memory = self._box(goal), dict[Term, Maybe]()
        at = {v: p for v, (p, _) in zip(goal.variables, known, strict=True)}
        total = self.evaluator.evaluate(goal.term, at, clamped, {})
        half = m.rational(Fraction(1, 2))
        for i in range(n):
            first = derivative(goal.term, goal.variables[i])
            if self.evaluator.evaluate(first, box, clamped, memory) is None:
                return False
            slope = self.evaluator.evaluate(first, at, clamped, {})
            total = self._plus(total, slope, known[i][1])
            for j in range(i, n):
                bend = self.evaluator.evaluate(
                    derivative(first, goal.variables[j]), box, clamped, memory
                )
                product = m.mul(known[i][1], known[j][1])
                if i == j:
                    square = m.whole_power(known[i][1], 2)
                    product = m.mul(half, square) if square is not None else product
                total = self._plus(total, bend, product)
        return _right_sign(total, goal.strict)

    def convex(self, goal: Goal, at: Sequence[Term]) -> bool:
        """Semidefinite Hessian, and a point from which nothing goes down into the box."""
        clamped, memory, box = goals.defined_between(goal), dict[Term, Maybe](), self._box(goal)
        slopes = [derivative(goal.term, v) for v in goal.variables]
        bends = [[derivative(s, v) for v in goal.variables] for s in slopes]
        for term in (goal.term, *slopes):
            if self.evaluator.evaluate(term, box, clamped, memory) is None:
                return False
        if not self._semidefinite(bends, box, clamped, memory):
            return False
        values = dict(zip(goal.variables, at, strict=True))
        sign = self.exact_sign(substitute(goal.term, values))
        if sign is None or sign < (1 if goal.strict else 0):
            return False
        signs = [self.exact_sign(substitute(s, values)) for s in slopes]
        return all(
            s is not None
            and (s == 0 or r.point() or (s > 0 and p == r.low) or (s < 0 and p == r.high))
            for s, r, p in zip(signs, goal.box, at, strict=True)
        )

    def _semidefinite(
        self,
        bends: list[list[Term]],
        box: dict[Variable, Pair],
        clamped: bool,
        memory: dict[Term, Maybe],
    ) -> bool:
        literal = [[b.value for b in row if isinstance(b, Number)] for row in bends]
        if all(len(row) == len(bends) for row in literal):
            return exactly_semidefinite(literal, lambda e: (e > 0) - (e < 0))
        rows = [[self.evaluator.evaluate(b, box, clamped, memory) for b in row] for row in bends]
        return self._eliminate(rows)

    def _eliminate(self, rows: list[list[Maybe]]) -> bool:
        """All pivots of symmetric elimination are positive."""
        m, n = self.evaluator.arithmetic, len(rows)
        for k in range(n):
            pivot = rows[k][k]
            if pivot is None or not (pivot[0] > 0 and gmpy2.is_finite(pivot[1])):
                return False
            for i in range(k + 1, n):
                entry = rows[i][k]
                ratio = None if entry is None else m.div(entry, pivot)
                for j in range(k + 1, n):
                    beside, old = rows[k][j], rows[i][j]
                    if ratio is None or beside is None or old is None:
                        return False
                    rows[i][j] = m.add(old, m.neg(m.mul(ratio, beside)))
        return True


def _right_sign(value: Maybe, strict: bool) -> bool:
    if value is None:
        return False
    return bool(value[0] > 0 if strict else value[0] >= 0)
