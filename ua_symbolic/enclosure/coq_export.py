"""A certificate as one file of Coq: a lemma for each step, and the claim as the last theorem.

The theorem is the claim itself: for all values of the variables that satisfy the hypotheses, the
conclusion holds, and everything in it is defined (Coq's functions are total, so that this has to
be said: ``1 / x`` needs ``x <> 0``, ``ln x`` needs ``0 < x``).  That the boxes cover the domain is
part of its proof.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flint import ctx

from ua_symbolic.enclosure.certificates import Certificate, problem_of, relaxed_names
from ua_symbolic.enclosure.coq_nodes import lemma, proof
from ua_symbolic.enclosure.coq_parts import Lines, leaf_tactic
from ua_symbolic.enclosure.coq_prelude import PRELUDE
from ua_symbolic.enclosure.coq_steps import Recorder, Step
from ua_symbolic.enclosure.leaves import ArbLeaves
from ua_symbolic.enclosure.problem import (
    Goal,
    Problem,
    conditions,
    difference,
    relation_goals,
    relaxed,
)
from ua_symbolic.enclosure.verify import check_claim
from ua_symbolic.expressions.coq import (
    NotInCoqError,
    coq_binders,
    coq_definedness,
    coq_name,
    coq_relation,
    coq_term,
)
from ua_symbolic.expressions.terms import (
    INFINITY,
    ZERO,
    Apply,
    Number,
    Relation,
    Sort,
)

THEOREM = "claim"


@dataclass(frozen=True)
class Exported:
    """The text of a file, and for each lemma its first line and what it is about."""

    text: str
    lemmas: tuple[tuple[int, str], ...]

    def about(self, line: int) -> str:
        """What the lemma around a line is about."""
        found = [what for first, what in self.lemmas if first <= line]
        return found[-1] if found else "the first lines of the file"


@dataclass(frozen=True)
class _Shown:
    """A relation that roots of the certificate show, in a way of ``relation_goals``."""

    relation: Relation
    way: int
    roots: tuple[Step, ...]


def export(certificate: Certificate) -> Exported:
    """The file of a certificate.

    Raises NotInCoqError for what Coq's libraries lack, and RejectedError (or what else the verifier
    raises) for a certificate that Arb does not accept.
    """
    original = problem_of(certificate)
    problem = relaxed(original, relaxed_names(certificate))
    _refuse(problem)
    recorder = Recorder(ArbLeaves(certificate["precision"]))
    with ctx.workprec(certificate["precision"]):
        check_claim(original, certificate, recorder)
    shown = list(_assigned(problem, certificate, recorder.roots))
    return _Writer(original, problem, shown[:-1], shown[-1]).write()


def _refuse(problem: Problem) -> None:
    """Raises NotInCoqError for a claim that has no statement in Coq."""
    names = [coq_name(v) for v in problem.variables]
    if len(set(names)) < len(names):
        raise NotInCoqError("two variables whose names differ")
    for part in (problem.conclusion, *_finite(problem.hypotheses)):
        coq_relation(part)
    for hypothesis in _finite(problem.hypotheses):
        for needed in coq_definedness(hypothesis):
            if needed not in _necessary(hypothesis):
                raise NotInCoqError("a power with a symbolic exponent in a hypothesis")


def _necessary(hypothesis: Relation) -> list[Relation]:
    """Conditions that follow from a hypothesis being true: those of heads with one alternative."""
    from ua_symbolic.expressions.signature import definedness
    from ua_symbolic.expressions.terms import subterms

    found: list[Relation] = []
    for part in subterms(hypothesis):
        if isinstance(part, Apply):
            alternatives = definedness(part)
            if len(alternatives) == 1:
                found += alternatives[0]
            elif part.head == "pow" and isinstance(part.args[1], Number):
                found += coq_definedness(part) if _exactly(part) else []
    return found


def _exactly(part: Apply) -> bool:
    """Whether the printed power is defined exactly where the language says."""
    exponent = part.args[1]
    if not isinstance(exponent, Number):
        return False
    value = exponent.value
    return value.denominator == 1 or (value.denominator == 2 and value > 0 and value < 1)


def _finite(hypotheses: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """The hypotheses without those that say that a variable is not infinite."""
    ends = (INFINITY, Apply("neg", (INFINITY,)))
    return tuple(h for h in hypotheses if h.left not in ends and h.right not in ends)


def _assigned(problem: Problem, certificate: Certificate, roots: list[Step]) -> Iterator[_Shown]:
    """The relations that the certificate shows, in order; the last is the conclusion."""
    queue = iter(roots)

    def taken(relation: Relation, part: Any) -> _Shown:
        count = len(relation_goals(relation)[part["way"]])
        return _Shown(relation, part["way"], tuple(next(queue) for _ in range(count)))

    needed = conditions(problem.conclusion, problem.variables)
    for condition, given in zip(needed, certificate["definedness"], strict=True):
        for relation, part in zip(
            condition.alternatives[given["alternative"]], given["parts"], strict=True
        ):
            yield taken(relation, part)
    yield taken(problem.conclusion, certificate["main"])


class _Writer:
    """Writes the file of one certificate."""

    def __init__(
        self, original: Problem, problem: Problem, known: list[_Shown], main: _Shown
    ) -> None:
        self.original, self.problem = original, problem
        self.known, self.main = known, main
        self.needed = tuple(r for r in coq_definedness(problem.conclusion) if not _plain(r))
        self.lines: list[str] = []
        self.lemmas: list[tuple[int, str]] = []

    def write(self) -> Exported:
        """The whole file."""
        for shown in (*self.known, self.main):
            self._steps(shown)
        self._add(_header(self.original), "the head")
        self._add(PRELUDE + "\n(** * The steps of the certificate *)\n", "the lemmas of the head")
        for shown in self.known:
            self._tree(shown)
        self._add("(** * Definedness *)\n", "")
        for k, relation in enumerate(self.needed):
            self._add(self._definedness(k, relation), f"that {coq_relation(relation)}")
        self._add("(** * The conclusion *)\n", "")
        self._tree(self.main)
        self._add(self._theorem(), "the theorem")
        return Exported("\n".join(self.lines) + "\n", tuple(self.lemmas))

    def _steps(self, shown: _Shown) -> None:
        for root in shown.roots:
            root.know(self.needed if shown is self.main else ())

    def _add(self, text: str, what: str) -> None:
        self.lemmas.append((len(self.lines) + 1, what))
        self.lines += text.split("\n")

    def _tree(self, shown: _Shown) -> None:
        """The lemmas of all steps, children first; a leaf to Coq has none."""
        work: list[tuple[Step, bool]] = [(root, False) for root in reversed(shown.roots)]
        while work:
            step, ready = work.pop()
            if ready:
                self._add(lemma(step), _told(step))
                continue
            work.append((step, True))
            text = "\n".join(proof(step))
            if step.children and step.children[0].name in text:
                work += [(child, False) for child in reversed(step.children)]

    # --- the statements ---------------------------------------------------------------------------

    def _given(self, problem: Problem) -> list[str]:
        found: dict[str, None] = {}
        for h in _finite(problem.hypotheses):
            for part in (*(d for d in coq_definedness(h) if not _plain(d)), h):
                found.setdefault(coq_relation(part))
        return list(found)

    def _opening(self, name: str, problem: Problem, conclusion: str) -> list[str]:
        given = self._given(problem)
        variables = [coq_name(v) for v in problem.variables]
        names = variables + [f"given{k}" for k in range(len(given))]
        statement = " ->\n  ".join([*given, conclusion])
        binders = coq_binders(problem.variables).rstrip()
        intros = f"  intros {' '.join(names)}." if names else "  intros."
        return [f"Theorem {name} : {binders}", f"  {statement}.", "Proof.", intros]

    def _definedness(self, k: int, relation: Relation) -> str:
        lines = self._opening(f"defined_{k}", self.problem, coq_relation(relation))
        return "\n".join([*lines, *_indented(self._show(relation)), "Qed.", ""])

    def _show(self, relation: Relation) -> Lines:
        """The proof that something is defined, from what the certificate shows."""
        for shown in self.known:
            if shown.relation == relation:
                return self._by(shown)
        positive = Relation("<", ZERO, relation.right if relation.op == "<=" else relation.left)
        for shown in self.known:
            if shown.relation == positive and relation.op in ("!=", "<="):
                turn = "apply Rgt_not_eq." if relation.op == "!=" else "apply Rlt_le."
                return [turn, *self._by(shown)]
        return [leaf_tactic(Goal(self.problem.variables, (), (), relation.left))]

    def _by(self, shown: _Shown) -> Lines:
        """A relation from the lemmas of its roots, in the context of the hypotheses."""
        lines: Lines = []
        for k, root in enumerate(shown.roots):
            variables = " ".join(coq_name(v) for v in root.goal.variables)
            op = "<" if root.goal.strict else "<="
            lines.append(
                f"assert (goal{k} : 0 {op} {coq_term(root.goal.term)}) by "
                f"(apply ({root.name} {variables}); ua_premise)."
            )
        return [*lines, _closing(shown)]

    def _theorem(self) -> str:
        parts = [*map(coq_relation, self.needed), coq_relation(self.problem.conclusion)]
        name = THEOREM + "_for_reals" if self._relaxes() else THEOREM
        lines = self._opening(name, self.problem, " /\\ ".join(parts))
        variables = " ".join(coq_name(v) for v in self.problem.variables)
        for k, relation in enumerate(self.needed):
            lines.append(
                f"  assert (known{k} : {coq_relation(relation)}) by "
                f"(apply (defined_{k} {variables}); assumption)."
            )
        goals = "repeat split; try assumption." if self.needed else ""
        lines += [f"  {goals}"] if goals else []
        lines += [*_indented(self._by(self.main)), "Qed.", ""]
        if self._relaxes():
            lines += self._over_integers()
        return "\n".join([*lines, f"Print Assumptions {THEOREM}."])

    def _relaxes(self) -> bool:
        return self.original.variables != self.problem.variables

    def _over_integers(self) -> list[str]:
        needed = (r for r in coq_definedness(self.original.conclusion) if not _plain(r))
        parts = [*map(coq_relation, needed), coq_relation(self.original.conclusion)]
        lines = self._opening(THEOREM, self.original, " /\\ ".join(parts))
        terms = " ".join(coq_term(v) for v in self.original.variables)
        return [*lines, f"  apply ({THEOREM}_for_reals {terms}); assumption.", "Qed.", ""]


def _closing(shown: _Shown) -> str:
    """The relation from ``0 <= difference``."""
    gap = coq_term(difference(shown.relation))
    r = shown.relation.oriented()
    left, right = coq_term(r.left), coq_term(r.right)
    if r.op == "!=":
        turn = "Rlt_not_eq" if shown.way == 0 else "Rgt_not_eq"
        return f"first [lra | apply {turn}; lra | apply Rgt_not_eq; lra | apply Rlt_not_eq; lra]."
    same = f"assert (same : {right} - {left} = {gap}) by ua_field"
    return f"first [lra | {same}; lra]."


def _plain(relation: Relation) -> bool:
    """Whether a condition speaks of literal numbers only, and is true."""
    if not (isinstance(relation.left, Number) and isinstance(relation.right, Number)):
        return False
    compare = {"<=": operator.le, "<": operator.lt, "!=": operator.ne}[relation.op]
    return bool(compare(relation.left.value, relation.right.value))


def _indented(lines: Lines) -> Lines:
    return ["  " + line for line in lines]


def _told(step: Step) -> str:
    """A step, for people: its form and its box."""
    from ua_symbolic.enclosure.prove import describe

    where = ", ".join(f"{name} in {values}" for name, values in describe(step.goal).items())
    return f"a node of form {step.form!r}" + (f" ({where})" if where else "")


def _comment(text: str) -> str:
    """Text that cannot end a comment."""
    return re.sub(r"[^\w\s<>=!+*/^.,()-]", "?", text).replace("(*", "( *").replace("*)", "* )")


def _header(problem: Problem) -> str:
    from ua_symbolic.expressions.text import to_text

    given = "".join(f"\n       {_comment(to_text(h))}," for h in problem.hypotheses)
    integers = [_comment(v.name) for v in problem.variables if v.sort is Sort.INTEGER]
    whole = f" ({', '.join(integers)}: integers)" if integers else ""
    return (
        "(** An inequality with its proof, exported by ua verify --with coq.\n\n"
        f"     For all values{whole} with{given or ' no hypotheses'}\n"
        f"     it holds that {_comment(to_text(problem.conclusion))},\n"
        "     and both sides are defined.\n\n"
        "    Compile it with coqc; it needs the libraries Interval, Coquelicot and Flocq\n"
        "    (Debian: coq libcoq-interval).  The last theorem is the claim; all that stands\n"
        "    before it is checked by Coq on the way. *)\n"
    )
