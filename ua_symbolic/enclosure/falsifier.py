"""Attack on a claim: exact points that satisfy the hypotheses and violate the conclusion.

Candidates are corners, extreme scales, exact random points and the ends of local descents.  Finding
them is guesswork in floating point; a counterexample is announced only after every hypothesis has
been decided true, and the conclusion decided false (or undefined), at an exact point: by balls at
two precisions, and by exact algebra where a relation touches equality.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from flint import arb, ctx

from ua_symbolic.enclosure.balls import BallArithmetic, evaluate
from ua_symbolic.enclosure.compare import Truth, exact_fraction
from ua_symbolic.enclosure.derivative import minus, plus
from ua_symbolic.enclosure.exact import exact_sign
from ua_symbolic.enclosure.guesses import exact_name, simplest_between
from ua_symbolic.enclosure.problem import Range, closed_ball, domain, unfolded
from ua_symbolic.enclosure.program import Definitions, Program, UnsupportedError, compile_program
from ua_symbolic.errors import UserError
from ua_symbolic.expressions.signature import definedness
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Formula,
    Number,
    Piecewise,
    Relation,
    Sort,
    Term,
    Variable,
    children,
    free_variables,
    substitute,
)

BITS = 128
_EXACT_DOMAIN = ("div", "log", "sqrt", "asin", "acos", "acosh", "atanh")
_SCALES = tuple(
    Fraction(d) * Fraction(10) ** k
    for k in (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 9, 12)
    for d in (1, 2, 5)
)


class _NotABoolean:
    def __bool__(self) -> NoReturn:
        raise TypeError("the outcome of an attack is not a boolean; match on its type")


@dataclass(frozen=True)
class Counterexample(_NotABoolean):
    """An exact point where the hypotheses hold and the conclusion does not."""

    point: Mapping[str, Term]
    reason: str = "the conclusion is false there"


@dataclass(frozen=True)
class NoCounterexample(_NotABoolean):
    """The claim survived; ``witnesses_tried`` points satisfied the hypotheses."""

    witnesses_tried: int


@dataclass(frozen=True)
class NoWitness(_NotABoolean):
    """No point that satisfies the hypotheses was found."""

    tried: int = 0


@dataclass(frozen=True)
class Inapplicable(_NotABoolean):
    """The claim cannot be attacked in this way."""

    reason: str


Attack = Counterexample | NoCounterexample | NoWitness | Inapplicable
Point = tuple[Term, ...]


def attack(
    variables: tuple[Variable, ...],
    hypotheses: tuple[Formula, ...],
    conclusion: Relation,
    definitions: Definitions | None = None,
    *,
    seed: int = 1,
    budget: int = 1500,
) -> Attack:
    """Search for a counterexample with about ``budget`` evaluations, the same for the same seed."""
    if not all(isinstance(h, Relation) for h in hypotheses):
        return Inapplicable("a hypothesis is quantified")
    try:
        plain = tuple(unfolded(h, definitions) for h in hypotheses)
        goal = unfolded(conclusion, definitions)
        with ctx.workprec(BITS):
            return _Attacker(variables, plain, goal, seed, budget).run()
    except (UnsupportedError, ArithmeticError) as error:
        return Inapplicable(str(error))


# --- deciding at an exact point ----------------------------------------------------------------


def decide_at(relation: Relation, values: Mapping[Variable, Term]) -> Truth:
    """Truth of a relation at an exact point; certain undefinedness makes it false."""
    closed: Relation = substitute(relation, values)
    sign = exact_sign(plus(closed.left, minus(closed.right)))
    if sign is None:
        gone = any(certainly_undefined(side) for side in (closed.left, closed.right))
        return Truth.FALSE if gone else Truth.UNKNOWN
    holds = {
        "<=": sign <= 0,
        "<": sign < 0,
        "=": sign == 0,
        ">=": sign >= 0,
        ">": sign > 0,
        "!=": sign != 0,
    }[relation.op]
    return Truth.TRUE if holds else Truth.FALSE


def certainly_undefined(term: Term) -> bool:
    """Whether some part of a closed term lies outside its domain, with certainty."""
    if isinstance(term, Piecewise | Bind):
        return False
    if any(certainly_undefined(child) for child, _ in children(term)):
        return True
    if not isinstance(term, Apply) or term.head not in _EXACT_DOMAIN:
        return False
    return all(
        any(decide_plain(r) is Truth.FALSE for r in relations) for relations in definedness(term)
    )


def decide_plain(relation: Relation) -> Truth:
    """Truth of a closed relation whose sides are defined."""
    sign = exact_sign(plus(relation.left, minus(relation.right)))
    if sign is None:
        return Truth.UNKNOWN
    return decide_at(relation, {})


def confirmed(relation: Relation, values: Mapping[Variable, Term]) -> bool:
    """Whether balls at a doubled precision do not contradict that the relation fails."""
    closed: Relation = substitute(relation, values)
    try:
        left, right = (evaluate(s, {}, 4 * BITS) for s in (closed.left, closed.right))
    except UserError:
        return False
    if not (left.is_finite() and right.is_finite()):
        return any(certainly_undefined(side) for side in (closed.left, closed.right))
    gap = left - right
    return bool(
        {
            "<=": gap > 0,
            "<": gap >= 0 or gap.contains(0),
            "=": not gap.contains(0),
            ">=": gap < 0,
            ">": gap <= 0 or gap.contains(0),
            "!=": gap.contains(0),
        }[relation.op]
    )


# --- the search --------------------------------------------------------------------------------


@dataclass
class _Attacker:
    variables: tuple[Variable, ...]
    hypotheses: tuple[Relation, ...]
    conclusion: Relation
    seed: int
    budget: int
    random: random.Random = field(init=False)
    tried: int = 0
    witnesses: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.fixed: dict[Variable, Term] = {}
        self.free = self.variables
        self.rest = self.hypotheses
        self._eliminate()
        self.box, self.constraints = domain(self.free, self.rest)
        self.gap = substitute(_gap(self.conclusion), self.fixed)
        self.program = self._compile()

    def _eliminate(self) -> None:
        """Put ``e`` for ``x`` where a hypothesis says ``x = e``."""
        for h in self.hypotheses:
            now: Relation = substitute(h, self.fixed)
            for x, e in ((now.left, now.right), (now.right, now.left)):
                if now.op == "=" and isinstance(x, Variable) and x not in free_variables(e):
                    if x not in self.free:
                        continue
                    self.fixed = {v: substitute(t, {x: e}) for v, t in self.fixed.items()}
                    self.fixed[x] = e
                    self.free = tuple(v for v in self.free if v != x)
                    break
        self.rest = tuple(
            r for h in self.hypotheses if (r := substitute(h, self.fixed)).left != r.right
        )

    def _compile(self) -> Program:
        terms = [self.gap, *map(_gap, self.constraints)]
        return compile_program(terms, self.free, BallArithmetic(None))

    def run(self) -> Attack:
        if not self.free:
            found = self._check(())
            return self._verdict() if found is None else found
        scored: list[tuple[float, list[Fraction]]] = []
        for point in itertools.islice(self._candidates(), self.budget):
            self.tried += 1
            found = self._try(point, scored)
            if found is not None:
                return found
        scored.sort(key=lambda pair: pair[0])
        for _, start in scored[:4]:
            found = self._descend(start)
            if found is not None:
                return found
        return self._verdict()

    def _verdict(self) -> Attack:
        return NoCounterexample(self.witnesses) if self.witnesses else NoWitness(self.tried)

    def _try(
        self, point: Point, scored: list[tuple[float, list[Fraction]]]
    ) -> Counterexample | None:
        balls = [closed_ball(t, BITS) for t in point]
        if not all(b.is_finite() for b in balls):
            return None
        objective, *walls = self.program.run(balls)
        if any(_positive(w) for w in walls):
            return None
        if not objective.is_finite() or _positive(objective, self._strict()):
            return self._check(point)
        self.witnesses += 1
        if all(b.is_finite() for b in walls):
            place = [exact_fraction(b.mid()) for b in balls]
            size = 1.0 + abs(float(objective.mid()))
            scored.append((-float(objective.mid()) / size, place))
        return None

    def _strict(self) -> bool:
        return self.conclusion.op in ("<", ">", "!=")

    def _check(self, point: Point) -> Counterexample | None:
        """Decide everything exactly at the point."""
        values: dict[Variable, Term] = dict(zip(self.free, point, strict=True))
        for x, e in self.fixed.items():
            values[x] = substitute(e, values)
        if not self._sorts_fit(values):
            return None
        for h in self.hypotheses:
            if decide_at(h, values) is not Truth.TRUE:
                return None
        self.witnesses += 1
        if decide_at(self.conclusion, values) is not Truth.FALSE:
            return None
        if not confirmed(self.conclusion, values):
            return None
        return Counterexample({v.name: values[v] for v in self.variables})

    def _sorts_fit(self, values: Mapping[Variable, Term]) -> bool:
        for v in self.variables:
            if v.sort is Sort.INTEGER:
                ball = closed_ball(values[v], BITS)
                if not (ball.is_finite() and ball.is_exact() and ball.is_integer()):
                    return False
        return True

    # --- candidates -----------------------------------------------------------------------------

    def _candidates(self) -> Iterator[Point]:
        lists = [self._values(v, r) for v, r in zip(self.free, self.box, strict=True)]
        corners = [
            [t for t in (r.low, r.high) if t is not None] or list(vs[:2])
            for r, vs in zip(self.box, lists, strict=True)
        ]
        yield from itertools.islice(itertools.product(*corners), 64)
        longest = max(len(values) for values in lists)
        for k in range(longest):  # all variables at the same place of their lists
            yield tuple(values[k % len(values)] for values in lists)
        if len(lists) == 1:
            yield from ((t,) for t in lists[0])
        for _ in range(self.budget):
            yield tuple(
                self.random.choice(values) if self.random.random() < 0.5 else self._random(v, r)
                for v, r, values in zip(self.free, self.box, lists, strict=True)
            )

    def _values(self, variable: Variable, values: Range) -> list[Term]:
        low, high = _number(values.low), _number(values.high)
        found: list[Term] = []
        for end, is_open in ((values.low, values.low_open), (values.high, values.high_open)):
            if end is not None and not is_open:
                found.append(end)
        places = _places(low, high)
        if variable.sort is Sort.INTEGER:
            places = [Fraction(round(x)) for x in places]
        for x in places:
            if (low is None or x >= low) and (high is None or x <= high):
                found.append(Number(x))
        return list(dict.fromkeys(found))

    def _random(self, variable: Variable, values: Range) -> Term:
        low, high = _number(values.low), _number(values.high)
        share = Fraction(self.random.randrange(1, 2**16), 2**16)
        if low is not None and high is not None:
            x = low + (high - low) * share
        else:
            size = Fraction(round(10 ** self.random.uniform(-3, 3) * 2**20), 2**20)
            if low is not None:
                x = low + size
            elif high is not None:
                x = high - size
            else:
                x = size * self.random.choice((1, -1))
        if variable.sort is Sort.INTEGER:
            x = Fraction(round(x))
        return Number(x)

    # --- descent --------------------------------------------------------------------------------

    def _descend(self, start: Sequence[Fraction]) -> Counterexample | None:
        """Random directions with a shrinking step, uphill on the violation."""
        point = list(start)
        best = self._score(point)
        ends = [(_number(r.low), _number(r.high)) for r in self.box]
        step = 0.25
        for _ in range(self.budget // 3):
            trial = self._trial(point, step, ends)
            score = self._score(trial)
            if score is not None and (best is None or score > best):
                point, best = trial, score
                step = min(step * 1.6, 0.5)
                if best > 0:
                    found = self._check(tuple(Number(x) for x in point))
                    if found is not None:
                        shorter = self._shorter(found, point)
                        return found if shorter is None else shorter
            else:
                step = max(step * 0.9, 1e-13)
        return self._named(point)

    def _trial(
        self,
        point: list[Fraction],
        step: float,
        ends: list[tuple[Fraction | None, Fraction | None]],
    ) -> list[Fraction]:
        """A move of all coordinates, of one, or of two against each other (along a budget)."""
        moved = [self._move(x, step, v, e) for x, v, e in zip(point, self.free, ends, strict=True)]
        choice = self.random.randrange(3)
        if len(moved) == 1 or choice == 0:
            return moved
        i, j = self.random.sample(range(len(moved)), 2)
        trial = list(point)
        trial[i] = moved[i]
        low, high = ends[j]
        against = point[j] - (moved[i] - point[i])
        if choice == 2 and (low is None or against >= low) and (high is None or against <= high):
            trial[j] = against
        return trial

    def _move(
        self, x: Fraction, step: float, v: Variable, ends: tuple[Fraction | None, Fraction | None]
    ) -> Fraction:
        low, high = ends
        scale = float(high - low) if low is not None and high is not None else 1 + abs(float(x))
        change = Fraction(self.random.gauss(0, 1) * step * scale)
        moved = x + (Fraction(round(change)) if v.sort is Sort.INTEGER else change)
        if low is not None:
            moved = max(moved, low)
        if high is not None:
            moved = min(moved, high)
        return moved if v.sort is Sort.INTEGER else Fraction(round(moved * 2**60), 2**60)

    def _score(self, point: Sequence[Fraction]) -> arb | None:
        balls = [closed_ball(Number(x), BITS) for x in point]
        objective, *walls = self.program.run(balls)
        if not objective.is_finite() or any(not w.is_finite() or w > 0 for w in walls):
            return None
        value: arb = objective.mid()
        return value

    def _shorter(self, found: Counterexample, point: Sequence[Fraction]) -> Counterexample | None:
        for digits in (1, 10, 100, 10**3, 10**4, 10**6, 10**9):
            near = tuple(Number(Fraction(round(x * digits), digits)) for x in point)
            shorter = self._check(near)
            if shorter is not None:
                return shorter
        return None

    def _named(self, point: Sequence[Fraction]) -> Counterexample | None:
        """The simplest and the familiar exact numbers near the end of the descent."""
        for reach in (Fraction(1, 50), Fraction(1, 500), Fraction(1, 10**5)):
            near = tuple(Number(simplest_between(x - reach, x + reach)) for x in point)
            found = self._check(near)
            if found is not None:
                return found
        names = [exact_name(float(x), r.low, r.high) for x, r in zip(point, self.box, strict=True)]
        if any(n is None for n in names):
            return None
        return self._check(tuple(n for n in names if n is not None))


def _positive(ball: arb, weak: bool = False) -> bool:
    return bool(ball.is_finite() and (ball >= 0 if weak else ball > 0))


def _gap(relation: Relation) -> Term:
    """A term that is positive where the relation fails (for ``=`` and ``!=``: by its square)."""
    left, right = relation.left, relation.right
    match relation.op:
        case "<=" | "<":
            return plus(left, minus(right))
        case ">=" | ">":
            return plus(right, minus(left))
        case "=":
            return Apply("Abs", (plus(left, minus(right)),))
    return minus(Apply("Abs", (plus(left, minus(right)),)))


def _number(end: Term | None) -> Fraction | None:
    if end is None:
        return None
    if isinstance(end, Number):
        return end.value
    ball = closed_ball(end, 64)
    return exact_fraction(ball.mid()) if ball.is_finite() else None


def _places(low: Fraction | None, high: Fraction | None) -> list[Fraction]:
    """Ends, near the ends, in between, and far out."""
    if low is not None and high is not None:
        size = high - low
        shares = [Fraction(1, 10**k) for k in (12, 9, 6, 4, 3, 2)]
        inner = [Fraction(k, 16) for k in range(1, 16)]
        found = [low + size * s for s in (*shares, *inner)]
        found += [high - size * s for s in shares]
        found += [Fraction(k) for k in range(-3, 4)]
        return found
    if low is not None:
        return [low + s for s in _SCALES] + [Fraction(k) for k in range(-3, 11)]
    if high is not None:
        return [high - s for s in _SCALES] + [Fraction(k) for k in range(-10, 4)]
    return [Fraction(k) for k in range(-3, 4)] + [s * t for s in _SCALES for t in (1, -1)]
