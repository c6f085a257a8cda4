"""A statement with its whole derivation as a page to be read: text, or LaTeX with plain amsmath.

Links that continue each other are set as one chain; abbreviations of the statement are put back;
under each link stands how it was shown, and which side conditions were discharged on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ua_symbolic.checkers.assembly import Obligation
from ua_symbolic.checkers.obligations import obligations_of
from ua_symbolic.development.model import Development, Item
from ua_symbolic.expressions.latex import to_latex
from ua_symbolic.expressions.terms import (
    Number,
    Relation,
    Syntax,
    Term,
    Variable,
    free_variables,
    map_children,
)
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.serial import proof_from_data
from ua_symbolic.kernel.theorems import Proof
from ua_symbolic.ledger.records import ObligationRecord

MOST_CONDITIONS = 8
ABSURD = "0 < 0"


@dataclass(frozen=True)
class Step:
    """One link: what it says, how it was shown, what had to hold for it."""

    relation: Relation
    reason: str
    conditions: tuple[Relation, ...]
    assuming: tuple[Relation, ...]
    continues: bool


@dataclass(frozen=True)
class Page:
    """Everything that is printed of one statement."""

    item: Item
    hypotheses: tuple[Syntax, ...]
    claims: tuple[Relation, ...]
    where: tuple[tuple[Variable, Syntax], ...]
    steps: tuple[Step, ...]


def build_page(
    development: Development,
    item: Item,
    records: Mapping[str, ObligationRecord],
    proofs: Mapping[str, Any],
) -> Page:
    """The page of a statement; what is not recorded as discharged is said to be open."""
    statement = development.theory.statements[item.name]
    shorten = _abbreviator(item)
    given = set(statement.sequents()[0].hypotheses)
    steps: list[Step] = []
    for obligation in obligations_of(development, item):
        if _is_restatement(obligation):
            continue
        steps.append(_step(obligation, records, proofs, shorten, given, steps))
        given |= set(obligation.hypotheses) | {obligation.goal}
    pairs = list(item.abbreviations.items())
    where = tuple((v, _abbreviator_of(pairs[:i])(t)) for i, (v, t) in enumerate(pairs))
    return Page(
        item,
        tuple(shorten(h) for h in statement.hypotheses),
        tuple(shorten(c) for c in statement.claims),
        where,
        tuple(steps),
    )


def _is_restatement(obligation: Obligation) -> bool:
    """Whether the goal is a hypothesis already, or mere definedness: nothing to be read."""
    goal = obligation.goal
    return goal in obligation.hypotheses or (goal.op == "=" and goal.left == goal.right)


def _step(
    obligation: Obligation,
    records: Mapping[str, ObligationRecord],
    proofs: Mapping[str, Any],
    shorten: Callable[[Syntax], Syntax],
    given: Iterable[Syntax],
    before: list[Step],
) -> Step:
    record = records.get(obligation.label)
    known = set(given)
    data = proofs.get(record.fingerprint) if record is not None else None
    conditions = _conditions(proof_from_data(data)) if data is not None else ()
    relation: Relation = shorten(obligation.goal)
    assuming = [h for h in obligation.hypotheses if h not in known and isinstance(h, Relation)]
    return Step(
        relation,
        _reason(obligation, record),
        tuple(shorten(c) for c in conditions),
        tuple(shorten(h) for h in _new_assumptions(assuming, before, shorten)),
        bool(before) and _continues(before[-1].relation, relation),
    )


def _new_assumptions(
    assuming: list[Relation], before: list[Step], shorten: Callable[[Syntax], Syntax]
) -> Iterator[Relation]:
    """Hypotheses that are no facts shown above: those of a case, an induction, a supposition."""
    shown = {s.relation.oriented() for s in before}
    for hypothesis in assuming:
        ends = {shorten(hypothesis.left), shorten(hypothesis.right)}
        chained = ends <= {t for r in shown for t in (r.left, r.right)}
        if shorten(hypothesis) not in shown and not chained:
            yield hypothesis


def _continues(previous: Relation, relation: Relation) -> bool:
    return previous.right == relation.left or (
        previous.op != "=" and previous.left == relation.right
    )


def _reason(obligation: Obligation, record: ObligationRecord | None) -> str:
    written = f"by {obligation.justification.text}" if obligation.justification.text else ""
    if record is None or record.status != "discharged":
        return f"{written} (open)".strip()
    return written or f"by {record.checker}"


def _conditions(proof: Proof) -> tuple[Relation, ...]:
    """The order relations and lemma instances that the proof used, outermost first."""
    found: dict[Relation, None] = {}
    stack = list(proof.premises)
    while stack and len(found) < MOST_CONDITIONS:
        node = stack.pop(0)
        relation = node.sequent.conclusion
        if relation.op == "=" and relation.left == relation.right:
            continue
        if _is_telling(node) and relation != proof.sequent.conclusion:
            found[relation] = None
        if node.rule in ("cut", "rewrite", "transitive", "weaken", "monotone"):
            stack += node.premises
    return tuple(found)


def _is_telling(node: Proof) -> bool:
    """An instance of a statement, or the sign of something that is no constant."""
    relation = node.sequent.conclusion
    against_number = isinstance(relation.left, Number) or isinstance(relation.right, Number)
    is_sign = node.rule != "hypothesis" and relation.op != "=" and against_number
    return node.rule == "lemma" or (is_sign and bool(free_variables(relation)))


def _abbreviator(item: Item) -> Callable[[Syntax], Syntax]:
    """Puts the statement's own short names back, the last defined (largest) first."""
    return _abbreviator_of(list(item.abbreviations.items()))


def _abbreviator_of(known: list[tuple[Variable, Term]]) -> Callable[[Syntax], Syntax]:
    pairs = list(reversed(known))

    def shorten(node: Syntax) -> Syntax:
        for variable, value in pairs:
            node = _put_back(node, value, variable)
        return node

    return shorten


def _put_back(node: Syntax, value: Syntax, variable: Variable) -> Syntax:
    if node == value:
        return variable
    return map_children(node, lambda child, _n: _put_back(child, value, variable))


# --- rendering ----------------------------------------------------------------------------------


def page_text(page: Page) -> str:
    """The page as plain text."""
    lines = [f"{page.item.kind} {page.item.name}", f"  {page.item.title}", ""]
    lines += [f"  where  {v.name} = {to_text(t)}" for v, t in page.where]
    lines += [f"  given  {to_text(h)}" for h in page.hypotheses]
    lines += [f"  claim  {to_text(c)}" for c in page.claims]
    lines += ["", "proof"]
    for step in page.steps:
        lines += _step_text(step)
    return "\n".join(lines)


def _step_text(step: Step) -> Iterator[str]:
    if step.assuming:
        yield f"  assuming {'; '.join(map(to_text, step.assuming))}:"
    relation = step.relation
    if to_text(relation) == ABSURD:
        yield f"    a contradiction   {step.reason}"
    elif step.continues and step.relation.op:
        yield f"      {relation.op} {to_text(relation.right)}   {step.reason}"
    else:
        yield f"    {to_text(relation)}   {step.reason}"
    if step.conditions:
        yield f"          since {'; '.join(map(to_text, step.conditions))}"


def page_latex(page: Page) -> str:
    """The page as LaTeX, to be put into a document that loads amsmath."""
    lines = [
        f"\\paragraph{{{page.item.kind.capitalize()} \\texttt{{{_escaped(page.item.name)}}}.}}",
        f"{_escaped(page.item.title)}.",
        "\\begin{align*}",
    ]
    rows = [f"&\\text{{where }} {to_latex(v)} = {to_latex(t)}" for v, t in page.where]
    rows += [f"&\\text{{given }} {to_latex(h)}" for h in page.hypotheses]
    rows += [f"&\\text{{claim }} {to_latex(c)}" for c in page.claims]
    lines += [" \\\\\n".join(rows), "\\end{align*}", "\\emph{Proof.}", "\\begin{align*}"]
    lines += [" \\\\\n".join(row for step in page.steps for row in _step_latex(step))]
    return "\n".join([*lines, "\\end{align*}"])


def _step_latex(step: Step) -> Iterator[str]:
    if step.assuming:
        yield f"&\\text{{assuming }} {', '.join(map(to_latex, step.assuming))}:"
    reason = f"&& \\text{{{_escaped(step.reason)}}}"
    relation = step.relation
    if to_text(relation) == ABSURD:
        yield f"&\\quad\\text{{a contradiction}} {reason}"
        return
    sign = {"<=": "\\le", "<": "<", "=": "=", "!=": "\\ne"}[relation.op]
    left = "" if step.continues else to_latex(relation.left)
    yield f"{left} &{sign} {to_latex(relation.right)} {reason}"


def _escaped(text: str) -> str:
    replaced = text.replace("\\", "\\textbackslash{}")
    for character in "&%$#_{}":
        replaced = replaced.replace(character, f"\\{character}")
    return (
        replaced.replace("\\textbackslash\\{\\}", "\\textbackslash{}")
        .replace("^", "\\textasciicircum{}")
        .replace("~", "\\textasciitilde{}")
        .replace("<", "$<$")
        .replace(">", "$>$")
    )
