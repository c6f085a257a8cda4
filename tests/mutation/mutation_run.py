"""Judge a sample of mutants and append the verdicts to a file of JSON lines, one a mutant.

    python -m tests.mutation.mutation_run proofs/prompting /tmp/verdicts.jsonl 1500

    python -m tests.mutation.mutation_run proofs/prompting /tmp/verdicts.jsonl 40 --draw

``--formulas`` goes over all formulas: one mutant of each line, then a second of each, and so on;
``--part 0/2`` takes every second one.  Seconds are of processor time, so that a busy machine
judges as an idle one does.  ``--draw`` judges nothing: from the verdicts it draws the sample that
the tests judge again, quick ones of every kind.

The development must be discharged and recorded: run ``ua check`` before.
Interrupt at any time: what is in the file is not judged again.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from tests.mutation.mutants import Mutant, by_formula, by_item_and_kind, mutants, sample
from tests.mutation.mutation_runner import Baseline, Verdict, judge
from ua_symbolic.expressions import parser

SAMPLE = Path(__file__).parent / "sample.jsonl"


def verdicts_in(file: Path) -> list[tuple[Mutant, Verdict]]:
    """What a file of verdicts holds; the later verdict on a mutant counts."""
    found: dict[str, tuple[Mutant, Verdict]] = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        data = json.loads(line)
        verdict = Verdict(**{**data["verdict"], "changed": tuple(data["verdict"]["changed"])})
        mutant = Mutant(**data["mutant"])
        found[mutant.key] = (mutant, verdict)
    return list(found.values())


def append(file: Path, mutant: Mutant, verdict: Verdict) -> None:
    """Add one verdict."""
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"mutant": asdict(mutant), "verdict": asdict(verdict)}) + "\n")


def read_sample() -> list[Mutant]:
    """The mutants that the tests judge."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines() if SAMPLE.is_file() else []
    return [Mutant(**json.loads(line)) for line in lines]


def draw(verdicts: Path, count: int, seed: int, seconds: float = 3.0) -> None:
    """Write a sample of mutants that were judged quickly, one for each item and kind in turn."""
    quick = [m for m, v in verdicts_in(verdicts) if v.seconds < seconds and v.outcome != "time"]
    chosen = sample(quick, count, seed)
    SAMPLE.write_text("".join(json.dumps(asdict(m)) + "\n" for m in chosen), encoding="utf-8")


def remember_syntax() -> None:
    """Keep syntax trees by text: nearly all texts are the same for every mutant."""
    parser.parse_tree = lru_cache(maxsize=None)(parser.parse_tree)  # type: ignore[attr-defined]


def main() -> None:
    """Run from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("development", type=Path)
    arguments.add_argument("verdicts", type=Path)
    arguments.add_argument("count", type=int)
    arguments.add_argument("--draw", action="store_true", help="write a sample for the tests")
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--seconds", type=float, default=10.0, help="for one obligation")
    arguments.add_argument("--formulas", action="store_true", help="go over the formulas")
    arguments.add_argument("--only", default="*", help="files of this pattern, such as '[0-5]*'")
    arguments.add_argument("--part", default="0/1", help="which of how many parts")
    options = arguments.parse_args()
    if options.draw:
        draw(options.verdicts, options.count, options.seed)
        return
    remember_syntax()
    time.monotonic = time.process_time  # every clock of the checkers
    baseline = Baseline(options.development, options.seconds)
    done = {mutant.key for mutant, _ in verdicts_in(options.verdicts)}
    stratum = by_formula if options.formulas else by_item_and_kind
    part, parts = map(int, options.part.split("/"))
    population = mutants(options.development)
    for mutant in sample(population, options.count, options.seed, stratum)[part::parts]:
        if mutant.key not in done and fnmatch(mutant.file, options.only):
            append(options.verdicts, mutant, judge(baseline, mutant))


if __name__ == "__main__":
    main()
