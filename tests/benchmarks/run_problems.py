# ruff: noqa: T201
"""Run the benchmark problems: ``python run_problems.py [SECONDS [PREFIX ...]]``.

Prints one line for each problem and a table by kind: proved, refuted, wrong, unknown.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path

from ua_symbolic.cli.claims import problems
from ua_symbolic.enclosure.prove import Proved, Refuted, prove

HERE = Path(__file__).parent
PROBLEMS = json.loads((HERE / "problems.json").read_text(encoding="utf-8"))
MORE = json.loads((HERE / "more_problems.json").read_text(encoding="utf-8"))


def read(problem):
    """The claims of a problem."""
    return problems(problem["claim"], tuple(problem["on"]), tuple(problem["given"]))


def decided(problem, seconds):
    """``proved``, ``refuted`` or ``unknown``."""
    outcomes = [prove(claim, timeout=seconds) for claim in read(problem)]
    if any(isinstance(outcome, Refuted) for outcome in outcomes):
        return "refuted"
    return "proved" if all(isinstance(outcome, Proved) for outcome in outcomes) else "unknown"


def main(seconds, prefixes, chosen=PROBLEMS):
    """Run, print, and return the number of wrong answers."""
    table = {}
    for problem in chosen:
        if prefixes and not problem["id"].startswith(tuple(prefixes)):
            continue
        started = time.perf_counter()
        status = decided(problem, seconds)
        wrong = status == ("refuted" if problem["truth"] else "proved")
        table.setdefault(problem["kind"], Counter())["wrong" if wrong else status] += 1
        took = time.perf_counter() - started
        print(f"{problem['id']:16} {problem['truth']!s:6} {status:8} {took:6.2f}", flush=True)
    columns = ("proved", "refuted", "wrong", "unknown")
    print(f"\n{'kind':12}" + "".join(f"{c:>9}" for c in columns))
    for kind, counts in sorted(table.items()):
        print(f"{kind:12}" + "".join(f"{counts[c]:9}" for c in columns))
    total = sum(table.values(), Counter())
    print(f"{'all':12}" + "".join(f"{total[c]:9}" for c in columns))
    return total["wrong"]


if __name__ == "__main__":
    given = [a for a in sys.argv[1:] if a != "--more"]
    limit = float(given[0]) if given else 20.0
    sys.exit(main(limit, given[1:], MORE if "--more" in sys.argv else PROBLEMS) > 0)
