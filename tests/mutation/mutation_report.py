"""Why a surviving mutant survives; and the report ``survivors.md`` from ``survivors.jsonl``.

    python -m tests.mutation.mutation_report            writes survivors.md again
    python -m tests.mutation.mutation_report VERDICTS   takes in new verdicts first

A reason is found by comparing the altered formulas with the old ones at many models.  A survivor
for which an obligation has a counter-model, or that changes a leaf or a value that no statement
speaks about, is put in a class of its own; ``remark`` holds what a reader said about it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.mutation.counter_models import Search, search
from tests.mutation.implications import compare
from tests.mutation.mutants import Mutant, read_lines
from tests.mutation.mutation_run import verdicts_in
from tests.mutation.mutation_runner import (
    Baseline,
    Verdict,
    changed_obligations,
)
from ua_symbolic.development.model import Development
from ua_symbolic.expressions.terms import Formula, called_names
from ua_symbolic.kernel.theory import LEAF_KINDS

HERE = Path(__file__).parent
DEVELOPMENT = HERE.parent.parent / "proofs" / "prompting"
HYPOTHESES = ("for", "given", "domain")
TEXTS = {
    "proof": "the statement is the same, and every step of the altered proof is true and shown",
    "name not needed": "the step is the same, and is shown without the lemma that is named",
    "equivalent": "the altered formula says the same wherever the others hold",
    "hypothesis stronger": "the statement says less; no use of it needs what was lost",
    "hypothesis weaker": "the statement says more, and is shown: that much was not needed",
    "hypothesis different": "the statement is another one, and is shown",
    "claim weaker": "the claim says less, and its uses are content with that",
    "claim stronger": "the claim says more, and is shown",
    "claim different": "the claim is another one, and is shown",
    "leaf": "a leaf is trusted: it is not proved, no point refutes it, and its uses still follow",
    "definition": "the value is defined, and no statement depends on the change",
    "unbound form": "GAP: no statement speaks about the value of this form",
    "default": "a default is a matter of the command line; no statement depends on it",
    "counter-model": "SUSPECT: there is a counter-model",
}


@dataclass(frozen=True)
class Survivor:
    """A surviving mutant with the class of its reason and what the search of models found."""

    mutant: Mutant
    reason: str
    models: int = 0
    counter_model: str = ""
    remark: str = ""


# --- reasons ------------------------------------------------------------------------------------


def survivor(baseline: Baseline, mutant: Mutant, tries: int = 800) -> Survivor:
    """Classify a surviving mutant."""
    development = baseline.source.with_mutant(mutant)
    if _kind(development, mutant) in LEAF_KINDS:
        return Survivor(mutant, "leaf")
    if mutant.role == "default":
        return Survivor(mutant, "default")
    found = list(_searches(baseline, development, mutant, tries))
    models = min((s.satisfied for _, s in found), default=0)
    for place, result in found:
        if result.counter_model:
            return Survivor(mutant, "counter-model", models, f"{place}: {result.counter_model}")
    return Survivor(mutant, _reason(baseline, development, mutant), models)


def _kind(development: Development, mutant: Mutant) -> str:
    return development.items[mutant.item].kind


def _searches(
    baseline: Baseline, development: Development, mutant: Mutant, tries: int
) -> Iterator[tuple[str, Search]]:
    """The claims of the item, if changed, and each altered obligation, at random models.

    An opaque function of the development is not any function: what speaks of one is left out.
    """
    definitions = {**development.theory.definitions, **development.models}
    statement = development.theory.statements.get(mutant.item)
    claims = statement.sequents() if statement and mutant.in_statement else ()
    for i, sequent in enumerate(claims):
        if _speaks_of_opaque(development, *sequent.hypotheses, sequent.conclusion):
            continue
        yield f"claim {i + 1}", search(sequent.hypotheses, sequent.conclusion, definitions, tries)
    for obligation in changed_obligations(baseline, development, mutant.item):
        if _speaks_of_opaque(development, *obligation.hypotheses, obligation.goal):
            continue
        yield obligation.label, search(obligation.hypotheses, obligation.goal, definitions, tries)


def _speaks_of_opaque(development: Development, *nodes: Formula) -> bool:
    theory = development.theory
    definitions = [theory.definitions[n] for n in theory.unfolded_names(*nodes)]
    inner = [part for d in definitions for part in (d.body, *d.domain)]
    names = {name for node in (*nodes, *inner) for name in called_names(node)}
    return bool(names & set(theory.opaques))


def _reason(baseline: Baseline, development: Development, mutant: Mutant) -> str:
    if mutant.role == "proof":
        return "name not needed" if mutant.kind == "swapped lemma" else "proof"
    if _kind(development, mutant) == "definition":
        return _of_definition(baseline, development, mutant)
    if mutant.kind == "range end":
        opened = sum(mutant.new.count(c) - mutant.old.count(c) for c in "[]") < 0
        return "hypothesis stronger" if opened else "hypothesis weaker"
    return _of_statement(baseline.development, development, mutant.item)


def _of_definition(baseline: Baseline, development: Development, mutant: Mutant) -> str:
    name = mutant.item.removeprefix("definition ")
    statements = development.theory.statements.values()
    speaks = any(name in called_names(f) for s in statements for f in (*s.hypotheses, *s.claims))
    return "definition" if speaks or mutant.role == "domain" else "unbound form"


def _of_statement(old: Development, new: Development, item: str) -> str:
    before, after = old.theory.statements[item], new.theory.statements[item]
    definitions = {**new.theory.definitions, **new.models}
    if before.hypotheses != after.hypotheses:
        word = compare(before.hypotheses, after.hypotheses, definitions).word
        return word if word == "equivalent" else f"hypothesis {word}"
    word = compare(
        (*before.hypotheses, *before.claims), (*after.hypotheses, *after.claims), definitions
    ).word
    return word if word == "equivalent" else f"claim {word}"


# --- files --------------------------------------------------------------------------------------


def read_survivors(file: Path = HERE / "survivors.jsonl") -> dict[str, Survivor]:
    """The known survivors by key."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    found = [json.loads(line) for line in lines]
    survivors = [Survivor(**{**data, "mutant": Mutant(**data["mutant"])}) for data in found]
    return {s.mutant.key: s for s in survivors}


def take_in(verdicts: Path) -> None:
    """Judge the survivors of a file of verdicts, and keep them with the counts of all."""
    baseline = Baseline(DEVELOPMENT)
    judged = verdicts_in(verdicts)
    known = read_survivors()
    lines = read_lines(DEVELOPMENT)
    for mutant, verdict in judged:
        here = mutant.placed(lines)
        if verdict.survived and here is not None and mutant.key not in known:
            known[mutant.key] = survivor(baseline, here)
    order = sorted(known.values(), key=lambda s: (s.mutant.file, s.mutant.line, s.mutant.new))
    text = "".join(json.dumps(asdict(s), ensure_ascii=False) + "\n" for s in order)
    (HERE / "survivors.jsonl").write_text(text, encoding="utf-8")
    (HERE / "counts.json").write_text(json.dumps(_counts(judged), indent=1) + "\n")


def _counts(judged: list[tuple[Mutant, Verdict]]) -> dict[str, dict[str, int]]:
    by_kind: dict[str, Counter[str]] = {}
    for mutant, verdict in judged:
        by_kind.setdefault(mutant.kind, Counter())[verdict.outcome] += 1
    return {kind: dict(sorted(c.items())) for kind, c in sorted(by_kind.items())}


def report() -> str:
    """The text of survivors.md."""
    survivors = list(read_survivors().values())
    counts = json.loads((HERE / "counts.json").read_text(encoding="utf-8"))
    rows = [_row(s) for s in survivors]
    return "\n".join(
        [
            "# Mutants that are still accepted, each with its reason",
            "",
            "Written by `python -m tests.mutation.mutation_report`; how: the docstrings here.",
            "At least one mutant of every line that holds a formula was judged, in all sections.",
            "*Time* means not shown in the time given.",
            "",
            *_summary(counts),
            "",
            *_classes(survivors),
            "",
            "| place | item | kind | old | new | reason |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _summary(counts: dict[str, dict[str, int]]) -> list[str]:
    outcomes = sorted({o for c in counts.values() for o in c})
    head = ["kind", *outcomes, "all"]
    rows = [
        [kind, *(str(c.get(o, 0)) for o in outcomes), str(sum(c.values()))]
        for kind, c in counts.items()
    ]
    sums = [str(sum(c.get(o, 0) for c in counts.values())) for o in outcomes]
    total = str(sum(sum(c.values()) for c in counts.values()))
    table = [head, ["---"] * len(head), *rows, ["all", *sums, total]]
    return ["| " + " | ".join(row) + " |" for row in table]


def _classes(survivors: list[Survivor]) -> list[str]:
    counts = Counter(s.reason for s in survivors)
    return [f"- {reason} ({count}): {TEXTS[reason]}" for reason, count in sorted(counts.items())]


def _row(found: Survivor) -> str:
    m = found.mutant
    old, new = _difference(m.old.strip(), m.new.strip())
    reason = f"{found.reason}: {found.remark}" if found.remark else found.reason
    cells = [f"{m.file}:{m.line}", m.item, m.kind, f"`{old}`", f"`{new}`", reason]
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _difference(old: str, new: str, around: int = 24) -> tuple[str, str]:
    """The two lines, with what they have in common at the ends cut short."""
    if not new:
        return old, "(dropped)"
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    ends = zip(reversed(old[start:]), reversed(new[start:]), strict=False)
    common = next((i for i, (a, b) in enumerate(ends) if a != b), min(len(old), len(new)) - start)
    first, last = max(0, start - around), max(0, common - around)
    return _cut(old, first, last), _cut(new, first, last)


def _cut(text: str, first: int, last: int) -> str:
    return ("..." if first else "") + text[first : len(text) - last] + ("..." if last else "")


def main() -> None:
    """Take in verdicts if a file is named, and write the report."""
    for name in sys.argv[1:]:
        take_in(Path(name))
    (HERE / "survivors.md").write_text(report(), encoding="utf-8")


if __name__ == "__main__":
    main()
