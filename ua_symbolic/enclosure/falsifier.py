"""Attack on a claim: exact points that satisfy the hypotheses and violate the conclusion.

Candidates are corners, extreme scales, exact random points and the ends of local descents.  Finding
them is guesswork in floating point; a counterexample is announced only after every hypothesis has
been decided true, and the conclusion decided false (or undefined), at an exact point: by balls at
two precisions, and by exact algebra where a relation touches equality.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from flint import arb, ctx

from ua_symbolic.enclosure.balls import BallArithmetic
from ua_symbolic.enclosure.candidates import Candidates, Point, finite_number
from ua_symbolic.enclosure.compare import Truth, exact_fraction
from ua_symbolic.enclosure.derivative import minus, plus
from ua_symbolic.enclosure.equations import linear_solution, square_solution
from ua_symbolic.enclosure.exact_points import confirmed, decide_at
from ua_symbolic.enclosure.guesses import exact_name, simplest_between
from ua_symbolic.enclosure.problem import closed_ball, domain, unfolded
from ua_symbolic.enclosure.program import Definitions, Program, UnsupportedError, compile_program
from ua_symbolic.enclosure.ranges import rational_ball
from ua_symbolic.expressions.terms import (
    Apply,
    Bind,
    Formula,
    Number,
    Relation,
    Sort,
    Term,
    Variable,
    free_variables,
    substitute,
    subterms,
)

BITS = 128
THIRDS = 110  # cuts of an interval by a third: to about 1e-19 of it
SMALL_REACH = Fraction(60)  # of parameters of sums and integrals


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


def attack(
    variables: tuple[Variable, ...],
    hypotheses: tuple[Formula, ...],
    conclusion: Relation,
    definitions: Definitions | None = None,
    *,
    seed: int = 1,
    budget: int = 1500,
    seconds: float = 2.0,
) -> Attack:
    """Search for a counterexample with about ``budget`` evaluations, the same for the same seed.

    It ends after ``seconds`` (checked between evaluations) with what was seen until then.
    """
    deadline = time.monotonic() + seconds
    if not all(isinstance(h, Relation) for h in hypotheses):
        return Inapplicable("a hypothesis is quantified")
    try:
        plain = tuple(unfolded(h, definitions) for h in hypotheses)
        goal = unfolded(conclusion, definitions)
        with ctx.workprec(BITS):
            return _Attacker(variables, plain, goal, seed, budget, deadline).run()
    except (UnsupportedError, ArithmeticError) as error:
        return Inapplicable(str(error))


# --- the search --------------------------------------------------------------------------------


@dataclass
class _Attacker:
    variables: tuple[Variable, ...]
    hypotheses: tuple[Relation, ...]
    conclusion: Relation
    seed: int
    budget: int
    deadline: float
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
            else:
                self._solve(now)
        self.rest = tuple(
            r for h in self.hypotheses if (r := substitute(h, self.fixed)).left != r.right
        )

    def _solve(self, equation: Relation) -> None:
        """Put the value that a linear equation, or one in a square, gives to a variable."""
        if equation.op != "=":
            return
        gap = plus(equation.left, minus(equation.right))
        for x in self.free:
            if x.sort is not Sort.REAL:
                continue
            value = linear_solution(gap, x)
            if value is None:
                value = square_solution(gap, x)
            if value is not None:
                self.fixed = {v: substitute(t, {x: value}) for v, t in self.fixed.items()}
                self.fixed[x] = value
                self.free = tuple(v for v in self.free if v != x)
                return

    def _compile(self) -> Program:
        terms = [self.gap, *map(_gap, self.constraints)]
        return compile_program(terms, self.free, BallArithmetic(None))

    def run(self) -> Attack:
        if not self.free:
            found = self._check(())
            return self._verdict() if found is None else found
        if any(r.empty() for r in self.box):
            return NoWitness()
        scored: list[tuple[float, list[Fraction]]] = []
        candidates = Candidates(self.free, self.box, self.random, self._reach())
        for point in itertools.islice(candidates.points(self.budget), self.budget):
            if self._late():
                return self._verdict()
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

    def _reach(self) -> Fraction | None:
        nodes = (self.conclusion, *self.hypotheses)
        heavy = any(isinstance(part, Bind) for node in nodes for part in subterms(node))
        return SMALL_REACH if heavy else None

    def _late(self) -> bool:
        return time.monotonic() > self.deadline

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

    # --- descent --------------------------------------------------------------------------------

    def _descend(self, start: Sequence[Fraction]) -> Counterexample | None:
        """Random directions with a shrinking step, uphill on the violation."""
        point = list(map(float, start))
        best = self._score(point)
        exact_ends = [(finite_number(r.low), finite_number(r.high)) for r in self.box]
        ends = [(_float(low), _float(high)) for low, high in exact_ends]
        step = 0.25
        for _ in range(self.budget // 3):
            if self._late():
                return None
            trial = self._trial(point, step, ends)
            score = self._score(trial)
            if score is not None and (best is None or score > best):
                point, best = trial, score
                step = min(step * 1.6, 0.5)
                if best > 0:
                    place = _exactly(point, exact_ends)
                    found = self._check(tuple(map(Number, place)))
                    if found is not None:
                        shorter = self._shorter(found, place)
                        return found if shorter is None else shorter
            else:
                step = max(step * 0.9, 1e-13)
        place = _exactly(point, exact_ends)
        if len(place) == 1 and self.free[0].sort is Sort.REAL:
            place = [self._closer(place[0], *exact_ends[0])]
            score = self._score(place)
            if score is not None and score > 0:
                found = self._check(tuple(map(Number, place)))
                if found is not None:
                    shorter = self._shorter(found, place)
                    return found if shorter is None else shorter
        return self._named(place)

    def _closer(self, start: Fraction, least: Fraction | None, most: Fraction | None) -> Fraction:
        """Shrink an interval around a point of one variable towards the largest violation."""
        reach = max(abs(start), Fraction(1)) / 100
        low = start - reach if least is None else max(start - reach, least)
        high = start + reach if most is None else min(start + reach, most)
        for _ in range(THIRDS):
            left, right = (_dyadic(low + (high - low) * k / 3) for k in (1, 2))
            scores = self._score([left]), self._score([right])
            if self._late() or scores[0] is None or scores[1] is None:
                break
            low, high = (low, right) if scores[0] > scores[1] else (left, high)
        return _dyadic((low + high) / 2)

    def _trial(
        self,
        point: list[float],
        step: float,
        ends: list[tuple[float | None, float | None]],
    ) -> list[float]:
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
        self, x: float, step: float, v: Variable, ends: tuple[float | None, float | None]
    ) -> float:
        low, high = ends
        scale = high - low if low is not None and high is not None else 1 + abs(x)
        change = self.random.gauss(0, 1) * step * scale
        moved = x + (round(change) if v.sort is Sort.INTEGER else change)
        if low is not None:
            moved = max(moved, low)
        if high is not None:
            moved = min(moved, high)
        return moved

    def _score(self, point: Sequence[float | Fraction]) -> arb | None:
        objective, *walls = self.program.run([_ball(x) for x in point])
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

    def _harmless(self, point: Sequence[Fraction]) -> bool:
        """Whether the conclusion certainly holds at a point, and witnesses are known already."""
        objective = self.program([closed_ball(Number(x), BITS) for x in point])
        return bool(self.witnesses and objective.is_finite() and objective < 0)

    def _named(self, point: Sequence[Fraction]) -> Counterexample | None:
        """The simplest and the familiar exact numbers near the end of the descent."""
        for reach in (Fraction(1, 50), Fraction(1, 500), Fraction(1, 10**5)):
            near = [simplest_between(x - reach, x + reach) for x in point]
            found = None if self._harmless(near) else self._check(tuple(map(Number, near)))
            if found is not None:
                return found
        names = [exact_name(float(x), r.low, r.high) for x, r in zip(point, self.box, strict=True)]
        if any(n is None for n in names):
            return None
        return self._check(tuple(n for n in names if n is not None))


def _float(end: Fraction | None) -> float | None:
    return None if end is None else float(end)


def _dyadic(x: Fraction) -> Fraction:
    return Fraction(round(x * 2**BITS), 2**BITS)


def _ball(x: float | Fraction) -> arb:
    return rational_ball(x) if isinstance(x, Fraction) else arb(x)


def _exactly(
    point: Sequence[float], ends: Sequence[tuple[Fraction | None, Fraction | None]]
) -> list[Fraction]:
    """The point in rational numbers, between the exact ends."""
    place = []
    for x, (low, high) in zip(map(Fraction, point), ends, strict=True):
        above = x if low is None else max(x, low)
        place.append(above if high is None else min(above, high))
    return place


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
