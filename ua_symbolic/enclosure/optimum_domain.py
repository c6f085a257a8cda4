"""The domain of an optimisation: a box whose ends may be open or infinite, and constraints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flint import arb

from ua_symbolic.enclosure.compare import Truth, exact_fraction
from ua_symbolic.enclosure.derivative import NotDifferentiableError, derivative, minus, over, plus
from ua_symbolic.enclosure.intervals import IntervalArithmetic, decide
from ua_symbolic.enclosure.problem import Problem, Range, domain, end_interval
from ua_symbolic.enclosure.program import UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import (
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Interval,
    MaybeInterval,
    integer_part,
)
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.terms import (
    ZERO,
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    free_variables,
    substitute,
)

Node = tuple[Interval, ...]
Values = Sequence[MaybeInterval]
MOST_MERGED = 400
DEFINED_SECONDS = 1.0


@dataclass(frozen=True)
class Domain:
    """The variables that are left, their ranges, the constraints, and the term over them.

    ``solved`` are the variables that an equation among the hypotheses gave by the others.
    """

    variables: tuple[Variable, ...]
    ranges: tuple[Range, ...]
    constraints: tuple[Relation, ...]
    term: Term
    solved: Mapping[Variable, Term]
    precision: int

    @property
    def box(self) -> Node:
        """Outer intervals of the ranges."""
        return tuple(map(self._outer, self.variables, self.ranges))

    def empty(self) -> bool:
        """Whether some range certainly has no value."""
        return any(r.empty() for r in self.ranges) or any(a > b for a, b in self.box)

    def _outer(self, v: Variable, r: Range) -> Interval:
        own_low, own_high = self._end(r.low), self._end(r.high)
        low = own_low[0] if own_low else NEGATIVE_INFINITY
        high = own_high[1] if own_high else POSITIVE_INFINITY
        if v.sort is Sort.INTEGER:
            return -integer_part(-low), integer_part(high)
        return low, high

    def _end(self, term: Term | None) -> Interval | None:
        if term is None:
            return None
        found = end_interval(term, self.precision)
        if found is None:
            raise UserError("an end of a range has no value")
        return found

    # --- boxes ----------------------------------------------------------------------------------

    def face(self, box: Node, i: int, side: int) -> tuple[Node, bool]:
        """The face of a box, and whether it lies on an open end of the domain.

        An end such as pi/2 is a thin interval around it.
        """
        r, end = self.ranges[i], box[i][side]
        if self.variables[i].sort is Sort.INTEGER:  # comes no nearer to an end than it is
            return (*box[:i], (end, end), *box[i + 1 :]), False
        own = self._end(r.low if side == 0 else r.high)
        on_edge = own is not None and bool(end <= own[1] if side == 0 else end >= own[0])
        thin = own if on_edge and own is not None else (end, end)
        is_open = on_edge and (r.low_open if side == 0 else r.high_open)
        return (*box[:i], thin, *box[i + 1 :]), is_open

    def edges(self, box: Node, moving: Sequence[int]) -> Iterator[tuple[Node, bool]]:
        """The faces of a box that lie on the edge of the domain."""
        for i in moving:
            for side, end in enumerate((self.ranges[i].low, self.ranges[i].high)):
                own = self._end(end)
                if own is None:
                    continue
                if box[i][0] <= own[1] if side == 0 else box[i][1] >= own[0]:
                    yield self.face(box, i, side)

    def thin(self, i: int, end: Interval) -> bool:
        """Whether an interval is the thin one around an end of the domain."""
        return any(end == self._end(t) for t in (self.ranges[i].low, self.ranges[i].high) if t)

    def split(self, box: Node) -> list[Node]:
        """The box cut in two across its widest side; none if it is too thin."""
        i = max(range(len(box)), key=lambda j: self._width(j, box[j]))
        if self._width(i, box[i]) <= 0:
            return []
        low, high = box[i]
        cut = _cut(low, high)
        if self.variables[i].sort is Sort.INTEGER:
            below = exact_fraction(cut).__floor__()
            parts = [(low, arb(below)), (arb(below + 1), high)]
        else:
            parts = [(low, cut), (cut, high)]
        return [(*box[:i], p, *box[i + 1 :]) for p in parts if p[0] <= p[1]]

    def width(self, box: Node) -> float:
        """The widest side, relative to the size of its ends where they are large."""
        return max(self._width(i, e) for i, e in enumerate(box))

    def _width(self, i: int, end: Interval) -> float:
        low, high = end
        if low == high or self.thin(i, end):
            return 0.0
        if not (low.is_finite() and high.is_finite()):
            return float("inf")
        size = float(high - low)
        middle = _cut(low, high)
        if self.variables[i].sort is Sort.REAL and not (low < middle < high):
            return 0.0
        scale = max(1.0, abs(float(low)), abs(float(high)))
        return size if size < 2 * scale else scale

    def point(self, box: Node) -> Node:
        """A point of the box (thin where an end of the domain is)."""
        return tuple(
            e if e[0] == e[1] or self.thin(i, e) else self._inside(i, e) for i, e in enumerate(box)
        )

    def _inside(self, i: int, end: Interval) -> Interval:
        x = _cut(*end)
        if self.variables[i].sort is Sort.INTEGER:
            x = arb(exact_fraction(x).__floor__())
            x = max(x, end[0]) if end[0].is_finite() else x
        return x, x

    def inside(self, point: Node) -> bool:
        """Whether a point certainly lies in the ranges, or on an end of them."""
        return all(self.inside_range(i, x) for i, x in enumerate(point))

    def inside_range(self, i: int, x: Interval) -> bool:
        """Whether a value of one variable certainly does; an integer lies on no open end."""
        r, whole = self.ranges[i], self.variables[i].sort is Sort.INTEGER
        if self.thin(i, x) and not whole:
            return True
        low, high = self._end(r.low), self._end(r.high)
        if low is not None and not low[1] <= x[0]:
            return False
        if high is not None and not x[1] <= high[0]:
            return False
        return not whole or (x[0].is_integer() and not self.on_open_end_of(i, x))

    def on_open_end(self, point: Node) -> bool:
        """Whether a point perhaps lies on an open end, so that it is only approached."""
        return any(self.on_open_end_of(i, x) for i, x in enumerate(point))

    def on_open_end_of(self, i: int, x: Interval) -> bool:
        """Whether a value of a variable perhaps lies on an open end of its range."""
        r = self.ranges[i]
        low, high = self._end(r.low), self._end(r.high)
        if r.low_open and low is not None and not x[0] > low[1]:
            return True
        return bool(r.high_open and high is not None and not x[1] < high[0])

    def open_side(self, i: int, side: Interval) -> int:
        """1 if a side of a box reaches an open or infinite upper end, -1 for a lower one, 0."""
        r = self.ranges[i]
        low, high = self._end(r.low), self._end(r.high)
        if high is None and not side[1].is_finite():
            return 1
        if low is None and not side[0].is_finite():
            return -1
        if r.low_open and low is not None and side[0] <= low[1] < side[1]:
            return -1
        if r.high_open and high is not None and side[1] >= high[0] > side[0]:
            return 1
        return 0

    def at_open_end(self, box: Node) -> Node:
        """The open or infinite end that a box in one variable reaches."""
        side, r = self.open_side(0, box[0]), self.ranges[0]
        own = self._end(r.high if side == 1 else r.low)
        return (own,) if own is not None else box

    def line(self, box: Node, i: int) -> Node:
        """The box with all variables but one at a point."""
        point = self.point(box)
        return (*point[:i], box[i], *point[i + 1 :])

    def described(self, box: Node) -> Iterator[Relation]:
        """The box as relations; where it reaches an end of the domain, that end itself."""
        for v, r, (low, high) in zip(self.variables, self.ranges, box, strict=True):
            own_low, own_high = self._end(r.low), self._end(r.high)
            if r.low is not None and own_low is not None and low <= own_low[1]:
                yield Relation("<" if r.low_open else "<=", r.low, v)
            elif low.is_finite():
                yield Relation("<=", Number(exact_fraction(low)), v)
            if r.high is not None and own_high is not None and high >= own_high[0]:
                yield Relation("<" if r.high_open else "<=", v, r.high)
            elif high.is_finite():
                yield Relation("<=", v, Number(exact_fraction(high)))

    def compact(self, box: Node) -> bool:
        """Whether the box is bounded and stays away from open ends."""
        for (a, b), r in zip(box, self.ranges, strict=True):
            if not (a.is_finite() and b.is_finite()):
                return False
            low, high = self._end(r.low), self._end(r.high)
            if r.low_open and low is not None and a <= low[1]:
                return False
            if r.high_open and high is not None and b >= high[0]:
                return False
        return True

    # --- constraints ----------------------------------------------------------------------------

    def truths(self, values: Values) -> list[Truth]:
        """What is known of each constraint, from the values of its sides."""
        pairs = zip(values[::2], values[1::2], strict=True)
        return [decide(c.op, a, b) for c, (a, b) in zip(self.constraints, pairs, strict=True)]

    def fails(self, values: Values) -> bool:
        """Whether a constraint is false on all of the box."""
        return any(t is Truth.FALSE for t in self.truths(values))

    def free(self, values: Values) -> bool:
        """Whether all constraints hold on all of the box."""
        return all(t is Truth.TRUE for t in self.truths(values))

    def holds_around(self, values: Values) -> bool:
        """Whether all constraints certainly hold at a point and all around it."""
        strict = {"<=": "<", ">=": ">"}
        pairs = zip(values[::2], values[1::2], strict=True)
        return all(
            c.op != "=" and decide(strict.get(c.op, c.op), a, b) is Truth.TRUE
            for c, (a, b) in zip(self.constraints, pairs, strict=True)
        )

    def closed_constraints(self) -> bool:
        """Whether the constraints describe a closed set."""
        return all(c.op in ("<=", ">=", "=") for c in self.constraints)

    # --- places ---------------------------------------------------------------------------------

    def merged(self, boxes: Sequence[Node]) -> list[Node]:
        """Hulls of the boxes that touch each other."""
        groups: list[Node] = []
        for box in boxes:
            joined = box
            rest = []
            for group in groups:
                if _touch(joined, group):
                    joined = _hull(joined, group)
                else:
                    rest.append(group)
            groups = [*rest, joined]
        return sorted(groups, key=lambda g: [float(e[0]) for e in g])


def domain_of(
    variables: tuple[Variable, ...],
    hypotheses: tuple[Relation, ...],
    term: Term,
    precision: int,
) -> Domain:
    """The domain that hypotheses describe; equations linear in a variable are solved for it."""
    solved: dict[Variable, Term] = {}
    given = list(hypotheses)
    for equation in hypotheses:
        gap = _gap(substitute(equation, solved))
        found = _solved(equation.op, gap, variables)
        others = [substitute(h, solved) for h in given if h != equation]
        if found is None or not _defined(gap, variables, others, precision):
            continue
        x, value = found
        solved = {v: substitute(t, {x: value}) for v, t in solved.items()} | {x: value}
        given.remove(equation)
    left = tuple(v for v in variables if v not in solved)
    box, constraints = domain(left, tuple(substitute(h, solved) for h in given))
    return Domain(left, box, constraints, substitute(term, solved), solved, precision)


def _gap(equation: Relation) -> Term:
    return plus(equation.left, minus(equation.right))


def _defined(
    gap: Term, variables: tuple[Variable, ...], given: list[Relation], precision: int
) -> bool:
    """Whether an equation is certain to be defined where the other hypotheses hold.

    Else it says more than ``x = value``: ``x = log(y)`` also says that ``y`` is positive.
    """
    from ua_symbolic.enclosure.prove import Proved, prove

    box, _ = domain(variables, tuple(given))
    values = Domain(variables, box, (), gap, {}, precision).box
    if _encloses(gap, variables, values):
        return True
    names = tuple(v for v in variables if any(v in free_variables(p) for p in (gap, *given)))
    claim = Problem(names, tuple(given), Relation("=", gap, gap))
    return isinstance(prove(claim, timeout=DEFINED_SECONDS), Proved)


def _encloses(gap: Term, variables: tuple[Variable, ...], values: Node) -> bool:
    try:
        program = compile_program((gap,), variables, IntervalArithmetic(None, clamped=False))
    except UnsupportedError:
        return False
    return program(values) is not None


def _solved(op: str, gap: Term, variables: tuple[Variable, ...]) -> tuple[Variable, Term] | None:
    """``x = value`` from an equation that is linear in ``x`` with a literal factor."""
    if op != "=":
        return None
    for x in variables:
        if x.sort is Sort.INTEGER or x not in free_variables(gap):
            continue
        try:
            slope = derivative(gap, x)
        except NotDifferentiableError:
            continue
        if isinstance(slope, Number) and slope.value and len(free_variables(gap)) > 1:
            return x, over(minus(substitute(gap, {x: ZERO})), slope)
    return None


def _cut(low: arb, high: arb) -> arb:
    if low.is_finite() and high.is_finite():
        return (low / 2 + high / 2).mid()
    if low.is_finite():
        return (2 * low if low > 1 else arb(1) if low < 0 else low + 1).mid()
    if high.is_finite():
        return -_cut(-high, POSITIVE_INFINITY)
    return arb(0)


def _touch(a: Node, b: Node) -> bool:
    return all(x[0] <= y[1] and y[0] <= x[1] for x, y in zip(a, b, strict=True))


def _hull(a: Node, b: Node) -> Node:
    return tuple(
        (x[0] if x[0] < y[0] else y[0], x[1] if x[1] > y[1] else y[1])
        for x, y in zip(a, b, strict=True)
    )
