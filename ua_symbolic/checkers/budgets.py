"""Budgets: an error split into shares, each solved for a parameter, and the proof that it adds up.

A budget has *terms*, which together must not exceed a total, each with the share of the total that
it may use; and *requirements*, inequalities beside the sum.  Every one of them is solved for one
parameter.  ``derive`` finds the closed forms, with every step of solving, and proves by the kernel
that under the hypotheses, and for the parameters as found, the terms add up to at most the total
and the requirements hold.

A parameter that other parts mention takes its closed form there.  One that nothing else mentions
stays free: the theorem then holds for every value beyond the closed form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

import sympy

from ua_symbolic.checkers.basic import chain
from ua_symbolic.checkers.context import DEPTH, Context
from ua_symbolic.checkers.lemmas import instance
from ua_symbolic.checkers.rewriting import by_definitions
from ua_symbolic.checkers.shortfalls import shortfall
from ua_symbolic.checkers.solving import CannotSolveError, Line, solve
from ua_symbolic.checkers.tidying import collected, tidy
from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions.sympy_bridge import from_sympy, to_sympy
from ua_symbolic.expressions.terms import (
    ONE,
    ZERO,
    Apply,
    Call,
    Formula,
    Relation,
    Sort,
    Syntax,
    Term,
    Variable,
    add,
    free_variables,
    function,
    is_integer,
    mul,
    neg,
    substitute,
    subterms,
)
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.inference import is_closed
from ua_symbolic.kernel.theorems import Theorem


class UnmetError(Exception):
    """The budget is not met; the message says which part is in the way, and why."""


@dataclass(frozen=True)
class Part:
    """``left op right`` to be met by ``parameter``; a term has the share of the total on the right.

    ``op`` is ``<=`` or ``<``; ``share`` is None for a requirement.
    """

    left: Term
    op: str
    right: Term
    parameter: Variable
    share: Term | None = None

    @property
    def relation(self) -> Relation:
        """The inequality."""
        return Relation(self.op, self.left, self.right)


@dataclass(frozen=True)
class Budget:
    """What is asked.

    ``letters`` abbreviate terms (later ones may use earlier ones); ``ranges`` hold what is asked of
    the parameters; ``names`` give a parameter's closed form a name of the development; ``also`` are
    quantities in the parameters with the closed forms that they are said to be.
    """

    total: Term | None
    parts: tuple[Part, ...]
    hypotheses: tuple[Formula, ...] = ()
    ranges: Mapping[Variable, tuple[Relation, ...]] = field(default_factory=dict)
    letters: Mapping[Variable, Term] = field(default_factory=dict)
    names: Mapping[Variable, Term] = field(default_factory=dict)
    also: tuple[tuple[Term, Term], ...] = ()

    def parameters(self) -> tuple[Variable, ...]:
        """What is solved for, in order of appearance."""
        return tuple(dict.fromkeys(p.parameter for p in self.parts))


def term_part(value: Term, share: Term, total: Term, parameter: Variable) -> Part:
    """A term of the error with its share of the total."""
    return Part(value, "<=", tidy(mul(share, total)), parameter, share)


@dataclass(frozen=True)
class Solved:
    """A parameter's closed form.

    ``value`` is in the letters of the budget and ``full`` in its data alone.  A ``free`` parameter
    may be any ``op`` of its value.  ``named`` is the theorem that a name stands for the value.
    """

    parameter: Variable
    op: str
    value: Term
    full: Term
    free: bool
    lines: Mapping[Part, tuple[Line, ...]]
    named: Theorem | None = None
    name: Term | None = None


@dataclass(frozen=True)
class Derivation:
    """Closed forms with their derivation, and what was proved.

    ``parts`` has one theorem a part, ``whole`` says that the terms add up to at most the total
    (None without terms).
    """

    budget: Budget
    solved: tuple[Solved, ...]
    parts: Mapping[Part, Theorem]
    whole: Theorem | None
    also: tuple[Theorem, ...] = ()

    def theorems(self) -> Iterator[Theorem]:
        """All theorems of the derivation."""
        yield from (s.named for s in self.solved if s.named is not None)
        yield from self.also
        yield from self.parts.values()
        if self.whole is not None:
            yield self.whole


def derive(context: Context, budget: Budget) -> Derivation:
    """Solve a budget; ``context`` has its hypotheses.

    Raises UnmetError with what is in the way.
    """
    work = _Work(context, budget)
    work.check_shares()
    for parameter in _in_order(budget):
        work.solve(parameter)
    parts = {part: work.prove(part) for part in budget.parts}
    also = tuple(work.same(*pair) for pair in budget.also)
    return Derivation(budget, tuple(work.solved), parts, work.prove_whole(), also)


# --- order --------------------------------------------------------------------------------------


def _in_order(budget: Budget) -> tuple[Variable, ...]:
    """The parameters, each after those that its parts mention."""
    waiting = list(budget.parameters())
    ordered: list[Variable] = []
    while waiting:
        ready = [p for p in waiting if not _needs(budget, p) & set(waiting) - {p}]
        if not ready:
            names = " and ".join(p.name for p in waiting)
            raise UnmetError(f"{names} depend on each other: each is to be solved from the other")
        ordered.append(ready[0])
        waiting.remove(ready[0])
    return tuple(ordered)


def _needs(budget: Budget, parameter: Variable) -> set[Variable]:
    """What must be known before the parts of a parameter can be solved for it."""
    found: set[Variable] = set()
    for part in budget.parts:
        if part.parameter == parameter:
            found |= free_variables(spelled_out(budget, part.relation))
    return found


def spelled_out(budget: Budget, relation: Relation) -> Relation:
    """The relation without the budget's abbreviations."""
    for letter in reversed(tuple(budget.letters)):
        relation = substitute(relation, {letter: budget.letters[letter]})
    return relation


# --- solving ------------------------------------------------------------------------------------


class _Work:
    """What is known of the parameters while a budget is being solved."""

    def __init__(self, context: Context, budget: Budget) -> None:
        self.context = context
        self.budget = budget
        self.solved: list[Solved] = []
        self.known: dict[Variable, Term] = {}  # closed parameters
        self.conditions: dict[Part, Term] = {}  # what each part asks of its parameter, in full

    def full(self, node: Relation) -> Relation:
        """The relation in the data of the budget and in free parameters."""
        whole: Relation = substitute(spelled_out(self.budget, node), self.known)
        return whole

    def full_term(self, term: Term) -> Term:
        """The term likewise."""
        return self.full(Relation("=", term, term)).left

    def check_shares(self) -> None:
        """The shares are positive and add up to at most 1."""
        terms = [p for p in self.budget.parts if p.share is not None]
        for part in terms:
            share = part.share or ZERO
            if self._holds(Relation("<", ZERO, share)):
                continue
            zero, negative = Relation("=", share, ZERO), Relation("<", share, ZERO)
            is_zero = "is zero" if self._holds(zero) else "is not shown to be positive"
            size = "is negative" if self._holds(negative) else is_zero
            raise self.unmet(part, f"its share, {to_text(share)}, {size}")
        if not terms:
            return
        together = self.full_term(add(*[p.share or ZERO for p in terms]))
        if self.context.prove(Relation("<", ONE, together)) is not None:
            shares = " + ".join(to_text(p.share or ZERO) for p in terms)
            raise UnmetError(
                f"the shares add up to more than 1: {shares} = {to_text(tidy(together))}"
            )
        if self.context.prove(Relation("<=", together, ONE)) is None:
            raise UnmetError(
                f"the shares are not shown to add up to at most 1: {to_text(together)}"
            )

    def unmet(self, part: Part, reason: str) -> UnmetError:
        """The error about one part, which it names and counts."""
        kind = "term" if part.share is not None else "requirement"
        same = [p for p in self.budget.parts if (p.share is None) == (part.share is None)]
        what = to_text(part.left if part.share is not None else part.relation)
        return UnmetError(f"{kind} {same.index(part) + 1}, {what}, is in the way\n  {reason}")

    def solve(self, parameter: Variable) -> None:
        """Find the closed form of a parameter whose parts mention only known ones."""
        parts = [p for p in self.budget.parts if p.parameter == parameter]
        lines = {part: self._lines(part) for part in parts}
        ends = {part: lines[part][-1].relation for part in parts}
        op = self._direction(parameter, ends)
        for part, end in ends.items():
            self.conditions[part] = self.full_term(end.right)
        value = _rounded(parameter, op, [end.right for end in ends.values()])
        whole = self.full_term(value)
        self._require_defined(parts[0], op, whole)
        free = not any(parameter in self._mentioned(p) for p in self.budget.parts if p not in parts)
        name = self.budget.names.get(parameter)
        named = self._named(parameter, whole, name)
        self._remember(parameter, whole if name is None else name)
        self._require_range(parts[0], op, whole if name is None else name)
        self.solved.append(Solved(parameter, op[:1] + "=", value, whole, free, lines, named, name))
        if free:
            bound = Relation(op[:1] + "=", parameter, whole)
            if parameter.sort is Sort.REAL:
                bound = Relation(op, parameter, whole)
            self.context = self.context.extend(*self.budget.ranges.get(parameter, ()), bound)
        else:
            self.known[parameter] = name if name is not None else whole

    def _remember(self, parameter: Variable, value: Term) -> None:
        """Show signs and range of a closed form, for what comes after it."""
        inner = [n.args[0] for n in subterms(value) if _rounds(n)]
        for term in [*inner, value]:
            self._keep(self.context.prove(Relation("<", ZERO, term)))
        gap = self.context.theory.statements.get("fact.integer_gap")
        if parameter.sort is Sort.INTEGER and gap is not None:
            a, b = Variable("a", Sort.INTEGER), Variable("b", Sort.INTEGER)
            found = instance(self.context, gap, {a: ZERO, b: value}, {}, DEPTH)
            for theorem in found if isinstance(found, list) else []:
                self._keep(theorem)
        for relation in self.budget.ranges.get(parameter, ()):
            self._keep(self.context.prove(self.full(substitute(relation, {parameter: value}))))
        self.context.failed.clear()

    def _keep(self, theorem: Theorem | None) -> None:
        """Offer what was shown to all that comes after."""
        if theorem is not None:
            self.context.extra_facts = (*self.context.extra_facts, theorem.sequent.conclusion)

    def _mentioned(self, part: Part) -> frozenset[Variable]:
        return free_variables(spelled_out(self.budget, part.relation))

    def _lines(self, part: Part) -> tuple[Line, ...]:
        here = self._with_letters_of(part)
        try:
            lines = solve(self._holds, here.left, here.op, here.right, part.parameter)
        except CannotSolveError as problem:
            raise self.unmet(part, str(problem)) from problem
        last = lines[-1].relation
        neat = Relation(last.op, last.left, tidy(last.right))
        if neat == last:
            return lines
        equal = Relation("=", self.full_term(neat.right), self.full_term(last.right))
        if self.context.prove(equal) is None:
            return lines
        return (*lines, Line(neat, "the same, tidied"))

    def _with_letters_of(self, part: Part) -> Relation:
        """The part turned so that its parameter stands to the left, out of any abbreviation."""
        relation = part.relation
        for letter in reversed(tuple(self.budget.letters)):
            value = self.budget.letters[letter]
            if part.parameter in free_variables(self.full_term(value)):
                relation = substitute(relation, {letter: value})
        if part.parameter in free_variables(relation.left):
            return relation
        turned = {"<=": ">=", "<": ">"}[relation.op]
        return Relation(turned, relation.right, relation.left)

    def _holds(self, relation: Relation) -> bool:
        if relation.op == "<" and relation.left == ZERO and self._factored(relation.right):
            return True
        return self.context.prove(self.full(relation)) is not None

    def _factored(self, term: Term) -> bool:
        """Whether a sum is positive because its factors are."""
        if not (isinstance(term, Apply) and term.head == "add"):
            return False
        spelled = spelled_out(self.budget, Relation("=", term, ZERO)).left
        try:
            product = from_sympy(sympy.factor(to_sympy(spelled, evaluate=True)))
        except ExpressionError:
            return False
        full, factors = self.full_term(term), self.full_term(product)
        equal = self.context.prove(Relation("=", factors, full))
        positive = self.context.prove(Relation("<", ZERO, factors))
        if equal is None or positive is None or factors == full:
            return False
        chain(self.context, [positive, equal])
        return True

    def _direction(self, parameter: Variable, ends: Mapping[Part, Relation]) -> str:
        ops = {end.op for end in ends.values()}
        if len({op[:1] for op in ops}) > 1:
            part = next(p for p, end in ends.items() if end.op[:1] == "<")
            raise self.unmet(part, f"it bounds {parameter.name} above, another bounds it below")
        op = ">" if ">" in ops else "<" if "<" in ops else ops.pop()
        if len(op) == 1 and (parameter.sort is Sort.REAL or len(ops) > 1):
            raise self.unmet(next(iter(ends)), "a strict inequality has no best solution; write <=")
        return op

    def _require_defined(self, part: Part, op: str, value: Term) -> None:
        if self.context.defined(value) is None:
            raise self.unmet(part, self._shortfall(part, op, Relation("=", value, value)))

    def _require_range(self, part: Part, op: str, value: Term) -> None:
        """The value is on the right side of the far end of the parameter's range."""
        x = part.parameter
        for relation in self.budget.ranges.get(x, ()):
            above = relation.left == x
            if above == (op[:1] == ">"):
                wanted = self.full(substitute(relation, {x: value}))
                if self.context.prove(wanted) is None:
                    raise self.unmet(part, self._shortfall(part, op, wanted))

    def _shortfall(self, part: Part, op: str, wanted: Relation) -> str:
        limits = self.budget.ranges.get(part.parameter, ())
        return shortfall(
            self.context, self.full(self._with_letters_of(part)), part.parameter, op, limits, wanted
        )

    def same(self, value: Term, name: Term) -> Theorem:
        """A quantity in the parameters is the closed form that it is said to be."""
        values = {s.parameter: s.full for s in self.solved if s.name is None}
        values |= {s.parameter: s.name for s in self.solved if s.name is not None}
        whole = substitute(spelled_out(self.budget, Relation("=", value, name)), values)
        found = self._unfolded(whole)
        if found is None:
            raise UnmetError(f"{to_text(value)} is not shown to be {to_text(name)}")
        return found

    def _named(self, parameter: Variable, value: Term, name: Term | None) -> Theorem | None:
        if name is None:
            return None
        found = self._unfolded(Relation("=", value, name))
        if found is None:
            what = f"{parameter.name} = {to_text(value)}"
            raise UnmetError(f"{what} is not shown to be {to_text(name)}")
        return found

    def _unfolded(self, goal: Relation) -> Theorem | None:
        """An equation with a name to the right, by the definition of the name or of all names."""
        found = self.context.prove(goal)
        name = goal.right
        first = frozenset({name.name}) if isinstance(name, Call) else frozenset[str]()
        for names in (first, frozenset[str]()):
            if found is None:
                found = by_definitions(self.context, goal, names, lambda c, g: c.prove(g))
        return found

    # --- proving --------------------------------------------------------------------------------

    def prove(self, part: Part) -> Theorem:
        """The part, at the closed forms and for free parameters beyond theirs."""
        goal = self.full(part.relation)
        asked = self.conditions[part]
        x = part.parameter
        self._relate(x, asked)
        spelled = spelled_out(self.budget, part.relation)
        there = collected(substitute(substitute(spelled, {x: asked}), self.known))
        found = self._in_two_steps(goal, there)
        if found is None:
            found = self.context.prove(goal)
        if found is None:
            raise self.unmet(part, f"{to_text(goal)} is not shown at the closed form")
        return found

    def _relate(self, x: Variable, asked: Term) -> None:
        """Show that the parameter's value is on the right side of what the part asks."""
        mine = next(s for s in self.solved if s.parameter == x)
        value = self.known.get(x, x)
        if value == asked or (mine.free and mine.full == asked):
            return
        strict = isinstance(mine.full, Apply) and mine.full.head == "floor"
        for op in ("<", "<=") if strict else ("<=",):
            sides = (value, asked) if mine.op == "<=" else (asked, value)
            found = self._through(mine, Relation(op, *sides))
            if found is not None:
                self.context.extra_facts = (*self.context.extra_facts, found.sequent.conclusion)
                return

    def _through(self, mine: Solved, goal: Relation) -> Theorem | None:
        """The goal, by way of the spelled-out closed form if it has a name."""
        if mine.named is None or mine.free or mine.name is None:
            return self.context.prove(goal)
        low, high = goal.left, goal.right
        middle = mine.full
        ends = ((low, middle), (middle, high))
        links = [
            self.context.prove(Relation("=" if {a, b} == {middle, mine.name} else goal.op, a, b))
            for a, b in ends
        ]
        shown = [t for t in links if t is not None]
        return chain(self.context, shown) if len(shown) == len(links) else None

    def _in_two_steps(self, goal: Relation, there: Relation) -> Theorem | None:
        """Monotone from the parameter to what is asked, and an equation there."""
        links: list[Theorem | None] = []
        if goal.left != there.left:
            links.append(self.context.prove(Relation(goal.op, goal.left, there.left)))
        if there.left != there.right:
            links.append(self.context.prove(Relation("=", there.left, there.right)))
        if there.right != goal.right:
            links.append(self.context.prove(Relation(goal.op, there.right, goal.right)))
        shown = [link for link in links if link is not None]
        if not shown or len(shown) < len(links):
            return None
        whole = chain(self.context, shown)
        return whole if whole.sequent.conclusion == goal else self.context.prove(goal)

    def prove_whole(self) -> Theorem | None:
        """The terms add up to at most the total."""
        terms = [p for p in self.budget.parts if p.share is not None]
        if self.budget.total is None or not terms:
            return None
        shown = tuple(self.full(p.relation) for p in terms)
        self.context.extra_facts = (*self.context.extra_facts, *shown)
        total = self.full_term(self.budget.total)
        goal = Relation("<=", add(*[r.left for r in shown]), total)
        found = self.context.prove(goal)
        if found is None:
            raise UnmetError(f"the shares are not shown to add up to at most {to_text(total)}")
        return found


def _rounds(node: Syntax) -> TypeGuard[Apply]:
    return isinstance(node, Apply) and node.head in ("floor", "ceiling") and is_closed(node)


def _rounded(parameter: Variable, op: str, values: Sequence[Term]) -> Term:
    """The best value of a parameter that must be ``op`` all of the values."""
    value = values[0]
    for other in values[1:]:
        value = function("Max" if op[:1] == ">" else "Min", value, other)
    if parameter.sort is Sort.REAL:
        return value
    match op:
        case ">=":
            return value if is_integer(value) else function("ceiling", value)
        case "<=":
            return value if is_integer(value) else function("floor", value)
        case ">":
            return function("floor", tidy(add(value, ONE)))
    return function("ceiling", tidy(add(value, neg(ONE))))
