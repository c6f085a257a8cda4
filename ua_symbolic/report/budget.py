"""A derived budget as text and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ua_symbolic.checkers.budgets import Budget, Derivation, Part, Solved
from ua_symbolic.expressions.terms import Relation, Sort, Variable, add, free_variables
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.theorems import Proof, Theorem

ROUNDING = "to an integer"


def budget_text(derivation: Derivation) -> str:
    """The closed forms, how each was found, and what was proved."""
    lines = [*_closed_forms(derivation), ""]
    for part in derivation.budget.parts:
        lines += _part(derivation, part)
    lines += ["", *_proved(derivation)]
    return "\n".join(lines)


def _closed_forms(derivation: Derivation) -> Iterator[str]:
    for letter, value in derivation.budget.letters.items():
        yield f"{letter.name} = {to_text(value)}"
    for solved in derivation.solved:
        yield _closed_form(solved)
        if solved.name is not None:
            yield f"    = {to_text(solved.name)}"
    for value, name in derivation.budget.also:
        yield f"{to_text(value)} = {to_text(name)}"


def _closed_form(solved: Solved) -> str:
    beyond = "more" if solved.op == ">=" else "less"
    also = f", or {beyond}" if solved.free else ""
    return f"{solved.parameter.name} = {to_text(solved.value)}{also}"


def _part(derivation: Derivation, part: Part) -> Iterator[str]:
    solved = _solver(derivation, part)
    yield f"{title(derivation.budget, part)}: {to_text(part.relation)}"
    rows = [(to_text(line.relation), line.reason) for line in solved.lines[part]]
    last = solved.lines[part][-1].relation
    if solved.parameter.sort is Sort.INTEGER and last.right != solved.value:
        rows.append((f"{solved.parameter.name} = {to_text(solved.value)}", ROUNDING))
    width = min(60, max(len(text) for text, _ in rows))
    for text, reason in rows:
        yield f"  {text:<{width}}  {reason}"


def title(budget: Budget, part: Part) -> str:
    """``term 1 for rho, share 1/2``, or ``requirement 1 for N``."""
    same = [p for p in budget.parts if (p.share is None) == (part.share is None)]
    number = same.index(part) + 1
    if part.share is None:
        return f"requirement {number} for {part.parameter.name}"
    return f"term {number} for {part.parameter.name}, share {to_text(part.share)}"


def _proved(derivation: Derivation) -> Iterator[str]:
    theorems = list(derivation.theorems())
    yield f"proved ({_label(theorems)}): {_statement(derivation)}"
    yield f"  {_range(derivation)}"
    rests = sorted(frozenset().union(*(t.rests_on for t in theorems)))
    if rests:
        yield f"  resting on {', '.join(rests)}"


def _statement(derivation: Derivation) -> str:
    budget = derivation.budget
    terms = [p.left for p in budget.parts if p.share is not None]
    claims = [to_text(p.relation) for p in budget.parts if p.share is None]
    if budget.total is not None and terms:
        claims.insert(0, to_text(Relation("<=", add(*terms), budget.total)))
    return " and ".join(claims)


def _range(derivation: Derivation) -> str:
    conditions = [to_text(h) for h in derivation.budget.hypotheses]
    for solved in derivation.solved:
        if solved.free:
            conditions += [to_text(r) for r in derivation.budget.ranges.get(solved.parameter, ())]
            bound = Relation(solved.op, solved.parameter, solved.value)
            conditions.append(to_text(bound))
    integers = sorted({f"{v.name} integer" for v in _data(derivation) if v.sort is Sort.INTEGER})
    fixed = [x.name for x in derivation.budget.letters]
    fixed += [s.parameter.name for s in derivation.solved if not s.free]
    given = f"with {', '.join(fixed)} as above, " if fixed else ""
    return given + "for all " + ", ".join([*integers, *dict.fromkeys(conditions)])


def _data(derivation: Derivation) -> set[Variable]:
    return {v for h in derivation.budget.hypotheses for v in free_variables(h)}


def _solver(derivation: Derivation, part: Part) -> Solved:
    return next(s for s in derivation.solved if s.parameter == part.parameter)


def _label(theorems: list[Theorem]) -> str:
    return min(t.assurance for t in theorems).label


def _steps(proof: Proof) -> int:
    """How many different steps a proof has."""
    seen: set[int] = set()
    waiting = [proof]
    while waiting:
        step = waiting.pop()
        if id(step) not in seen:
            seen.add(id(step))
            waiting.extend(step.premises)
    return len(seen)


# --- data ---------------------------------------------------------------------------------------


def budget_data(derivation: Derivation) -> dict[str, Any]:
    """What ``ua budget --json`` prints of a budget that is met."""
    theorems = list(derivation.theorems())
    return {
        "status": "proved",
        "letters": {x.name: to_text(v) for x, v in derivation.budget.letters.items()},
        "closed_forms": [_solved_data(s) for s in derivation.solved],
        "also": [
            {"value": to_text(v), "closed_form": to_text(c)} for v, c in derivation.budget.also
        ],
        "parts": [_part_data(derivation, part) for part in derivation.budget.parts],
        "theorem": None if derivation.whole is None else _theorem_data(derivation.whole),
        "assurance": _label(theorems),
        "rests_on": sorted(frozenset().union(*(t.rests_on for t in theorems))),
    }


def _solved_data(solved: Solved) -> dict[str, Any]:
    return {
        "parameter": solved.parameter.name,
        "value": to_text(solved.value),
        "in_the_data": to_text(solved.full),
        "beyond": solved.op if solved.free else "=",
        "closed_form": None if solved.name is None else to_text(solved.name),
    }


def _part_data(derivation: Derivation, part: Part) -> dict[str, Any]:
    solved = _solver(derivation, part)
    return {
        "kind": "requirement" if part.share is None else "term",
        "relation": to_text(part.relation),
        "share": None if part.share is None else to_text(part.share),
        "parameter": part.parameter.name,
        "derivation": [
            {"relation": to_text(line.relation), "because": line.reason}
            for line in solved.lines[part]
        ],
        "theorem": _theorem_data(derivation.parts[part]),
    }


def _theorem_data(theorem: Theorem) -> dict[str, Any]:
    return {
        "hypotheses": [to_text(h) for h in theorem.sequent.hypotheses],
        "conclusion": to_text(theorem.sequent.conclusion),
        "assurance": theorem.assurance.label,
        "steps": _steps(theorem.proof),
    }
