# ruff: noqa: T201
"""Time ``ua prove``: overhead of a batch, its median on the problems, one process for one claim.

``python time_batch.py [JOBS]``.  Wall and processor time are both shown: only an idle machine makes
them agree.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ua_symbolic.cli.claims import problems

HERE = Path(__file__).parent
CLAIMS = (
    ("x*exp(-x) <= 0.4", "x in [0, oo)"),
    ("exp(x) >= 1 + x", "x real"),
    ("sin(x) <= x", "x in [0, 10]"),
)
TRIVIAL = [{"claim": f"x**2 + {k} >= -1/{k + 1}", "on": ["x in [0, 1]"]} for k in range(1000)]


def timed(*arguments):
    """Wall seconds, processor seconds and output of ``ua`` with these arguments."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "ua_symbolic.cli.main", "prove", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, done.stdout


def batch(entries, jobs):
    """Wall seconds, processor seconds and the objects printed for a batch."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "claims.jsonl"
        file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
        wall, cpu, out = timed("--batch", str(file), "--timeout", "20", "--jobs", jobs)
    return wall, cpu, [json.loads(line) for line in out.splitlines()]


def main(jobs):
    """Print the figures."""
    for claim, domain in CLAIMS:
        wall, cpu, _ = timed(claim, "--on", domain)
        print(f"one process: {wall:.2f} s ({cpu:.2f} s of processor)  {claim}")
    wall, cpu, found = batch(TRIVIAL, jobs)
    started = time.perf_counter()
    for entry in TRIVIAL:
        problems(entry["claim"], tuple(entry["on"]), ())
    reading = time.perf_counter() - started
    own = sum(one["seconds"] for one in found) - reading
    print(
        f"{len(found)} trivial claims: {wall:.1f} s ({cpu:.1f} s of processor), "
        f"overhead {1000 * (wall - own) / len(found):.1f} ms a claim, of which reading "
        f"{1000 * reading / len(found):.1f} ms"
    )
    entries = json.loads((HERE / "problems.json").read_text(encoding="utf-8"))
    wall, cpu, found = batch([{k: p[k] for k in ("claim", "on", "given")} for p in entries], jobs)
    proved = [one["seconds"] for one in found if one["status"] == "proved"]
    print(
        f"problems: {wall:.0f} s ({cpu:.0f} s of processor), {len(proved)} proved, "
        f"median {1000 * statistics.median(proved):.0f} ms"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "1")
