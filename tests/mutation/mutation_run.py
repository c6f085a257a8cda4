"""Judge a sample of mutants and append the verdicts to a file of JSON lines, one a mutant.

    python -m tests.mutation.mutation_run proofs/prompting /tmp/verdicts.jsonl 1500

The development must be fully discharged and recorded (run ``ua check`` before).  Interrupt at any
time: what is in the file is not judged again.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants, sample
from tests.mutation.mutation_runner import Baseline, Verdict, judge


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


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("development", type=Path)
    parser.add_argument("verdicts", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=10.0, help="for one obligation")
    options = parser.parse_args()
    baseline = Baseline(options.development, options.seconds)
    done = {mutant.key for mutant, _ in verdicts_in(options.verdicts)}
    for mutant in sample(mutants(options.development), options.count, options.seed):
        if mutant.key not in done:
            append(options.verdicts, mutant, judge(baseline, mutant))


if __name__ == "__main__":
    main()
