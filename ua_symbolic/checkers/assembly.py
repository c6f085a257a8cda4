"""From a proof script to obligations, and from their theorems to the statement's theorem.

The walk is the same both times: without theorems it only collects what is to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

from ua_symbolic.development.reading import Reader
from ua_symbolic.development.script import (
    Absurd,
    Cases,
    Chain,
    Close,
    Have,
    Induction,
    Item,
    Justification,
    Script,
)
from ua_symbolic.expressions.terms import (
    Formula,
    Relation,
    add,
    free_variables,
    number,
    substitute,
)
from ua_symbolic.kernel.inference import is_atomic
from ua_symbolic.kernel.rules_logic import negations, shifted
from ua_symbolic.kernel.rules_order import CHAIN
from ua_symbolic.kernel.sequents import Sequent, oriented
from ua_symbolic.kernel.theorems import Theorem, derive
from ua_symbolic.kernel.theory import Theory


@dataclass(frozen=True)
class Obligation:
    """One thing to show: a goal under hypotheses, with the author's justification."""

    label: str
    hypotheses: tuple[Formula, ...]
    goal: Relation
    justification: Justification
    reader: Reader

    @property
    def line(self) -> int:
        """The line of the source that asks for it."""
        return self.justification.location.line


Hypotheses = tuple[Formula, ...]
Shown = Theorem | None


@dataclass
class Assembler:
    """Walks a script; ``theorems`` by label, as far as they are known."""

    theory: Theory
    reader: Reader
    theorems: Mapping[str, Theorem] = field(default_factory=dict)
    obligations: list[Obligation] = field(default_factory=list)

    def statement(
        self, script: Script, hypotheses: Hypotheses, goals: tuple[Relation, ...]
    ) -> list[Shown]:
        """One theorem for each goal."""
        return self._run(
            script.items,
            script,
            tuple(map(oriented, hypotheses)),
            tuple(g.oriented() for g in goals),
        )

    def _run(
        self, items: tuple[Item, ...], script: Script, hyps: Hypotheses, goals: tuple[Relation, ...]
    ) -> list[Shown]:
        if not items:
            last = Justification("", "", (), script.location, "")
            return [self._ask("conclusion", hyps, goal, last) for goal in goals]
        first, rest = items[0], items[1:]
        match first:
            case Chain() | Have() | Absurd():
                fact, shown = self._fact(first, hyps)
                inner = self._run(rest, script, _with(hyps, fact), goals)
                return [
                    self._step("cut", hyps, g, shown, t) for g, t in zip(goals, inner, strict=True)
                ]
            case Close(justification):
                return [self._ask("link", hyps, goal, justification) for goal in goals]
            case Cases():
                return [self._cases(first, hyps, goal) for goal in goals]
            case Induction():
                return [self._induction(first, hyps, goal) for goal in goals]

    # --- items that add a fact --------------------------------------------------------------

    def _fact(self, item: Chain | Have | Absurd, hyps: Hypotheses) -> tuple[Relation, Shown]:
        match item:
            case Chain():
                return self._chain(item, hyps)
            case Have(relation, body):
                goal = relation.oriented()
                (shown,) = self._run(body.items, body, hyps, (goal,))
                return goal, shown
            case Absurd():
                return self._absurd(item, hyps)

    def _chain(self, item: Chain, hyps: Hypotheses) -> tuple[Relation, Shown]:
        shown = [
            self._ask("link", hyps, link.relation.oriented(), link.justification)
            for link in item.links
        ]
        turned = any(link.relation.op in (">=", ">") for link in item.links)
        links = [link.relation for link in item.links]
        if turned:
            links.reverse()
            shown.reverse()
        pieces = [
            self._turned(hyps, relation, theorem)
            if turned and relation.op == "="
            else (relation.oriented(), theorem)
            for relation, theorem in zip(links, shown, strict=True)
        ]
        parts = [part for part, _ in pieces]
        op = reduce(lambda so_far, part: CHAIN[so_far, part.op], parts, "=")
        fact = Relation(op, parts[0].left, parts[-1].right)
        return fact, self._step("transitive", hyps, fact, *[t for _, t in pieces])

    def _turned(self, hyps: Hypotheses, equation: Relation, shown: Shown) -> tuple[Relation, Shown]:
        other = Relation("=", equation.right, equation.left)
        return other, self._step("symmetric", hyps, other, shown)

    def _absurd(self, item: Absurd, hyps: Hypotheses) -> tuple[Relation, Shown]:
        """Under R the script shows 0 < 0; so the opposite order of R holds."""
        supposed = item.relation.oriented()
        fact = negations(supposed)[0]
        impossible = Relation("<", number(0), number(0))
        (absurd,) = self._run(item.body.items, item.body, _with(hyps, supposed), (impossible,))
        left, right = (supposed.left, supposed.right)
        first_side = left if supposed.op == "<=" else right
        second_side = right if supposed.op == "<=" else left
        defined = [
            self._ask("link", hyps, Relation("=", t, t), item_justification(item))
            for t in dict.fromkeys((first_side, second_side))
            if not is_atomic(t)
        ]
        under = _with(hyps, supposed)
        nothing = self._step("reflexive", under, Relation("<=", number(0), number(0)))
        return fact, self._exclude(hyps, supposed, fact, absurd, nothing, defined)

    def _exclude(
        self,
        hyps: Hypotheses,
        supposed: Relation,
        fact: Relation,
        absurd: Shown,
        nothing: Shown,
        defined: list[Shown],
    ) -> Shown:
        under, other = _with(hyps, supposed), _with(hyps, fact)
        first = self._step("contradiction", under, fact, absurd, nothing)
        second = self._step("hypothesis", other, fact)
        if supposed.op == "<=":
            left, right, branches = supposed.left, supposed.right, (first, second)
        else:
            left, right, branches = supposed.right, supposed.left, (second, first)
        return self._step(
            "cases", hyps, fact, *defined, *branches, data={"left": left, "right": right}
        )

    # --- items that end a proof -------------------------------------------------------------

    def _cases(self, item: Cases, hyps: Hypotheses, goal: Relation) -> Shown:
        left, right = item.relation.left, item.relation.right
        sides = [
            self._ask("link", hyps, Relation("=", t, t), item_justification(item))
            for t in (left, right)
            if not is_atomic(t)
        ]
        first_hypotheses = _with(hyps, Relation("<=", left, right))
        second_hypotheses = _with(hyps, Relation("<", right, left))
        (first,) = self._run(item.first.items, item.first, first_hypotheses, (goal,))
        (second,) = self._run(item.second.items, item.second, second_hypotheses, (goal,))
        return self._step(
            "cases", hyps, goal, *sides, first, second, data={"left": left, "right": right}
        )

    def _induction(self, item: Induction, hyps: Hypotheses, goal: Relation) -> Shown:
        k, start = item.variable, item.start
        ranged = Relation("<=", start, k)
        shown = [self._ask("link", hyps, ranged, item_justification(item))]
        fixed = tuple(h for h in hyps if k not in free_variables(h))
        for offset, base in enumerate(item.bases):
            at: Relation = substitute(goal, {k: shifted(start, offset)})
            shown += self._run(base.items, base, fixed, (at,))
        after: Relation = substitute(goal, {k: add(k, number(item.step))})
        step_hypotheses = _with(_with(fixed, ranged), goal)
        shown += self._run(item.general.items, item.general, step_hypotheses, (after,))
        return self._step(
            "induction", hyps, goal, *shown, data={"variable": k, "start": start, "step": item.step}
        )

    # --- obligations and kernel steps ---------------------------------------------------------

    def _ask(self, word: str, hyps: Hypotheses, goal: Relation, by: Justification) -> Shown:
        label = f"{word} {len(self.obligations) + 1}"
        self.obligations.append(Obligation(label, hyps, goal, by, self.reader))
        return self.theorems.get(label)

    def _step(
        self,
        rule: str,
        hyps: Hypotheses,
        conclusion: Relation,
        *premises: Shown,
        data: Mapping[str, object] | None = None,
    ) -> Shown:
        given = [p for p in premises if p is not None]
        if len(given) < len(premises) or not self.theorems:
            return None
        return derive(self.theory, rule, Sequent(hyps, conclusion), given, data)


def item_justification(item: Cases | Induction | Absurd) -> Justification:
    """The empty justification at the line of an item: everything is tried."""
    return Justification("", "", (), item.location, "")


def _with(hyps: Hypotheses, relation: Relation) -> Hypotheses:
    return hyps if relation in hyps else (*hyps, relation)
