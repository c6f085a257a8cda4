# ruff: noqa: T201
"""Our prover and its peers on the same problems, side by side.

    python tests/benchmarks/compare.py run [TOOL ...] [--venv DIR] [--limit 20] [--only PREFIX]
    python tests/benchmarks/compare.py table [-o tests/benchmarks/table.md]

``run`` calls each tool that is installed on each problem, one process at a time, and adds a line
to ``results.jsonl``; what is there already is not run again (``--again`` runs it again, such as
``run ua --again``), except what a busy machine did not give its time.  ``table`` prints the table
of these lines.  The limit is in processor seconds; times in the table are by the clock, so that
the machine should be quiet.
"""

import argparse
import contextlib
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from peers import PEERS, TITLES, find_tools  # noqa: E402
from translations import NotExpressibleError  # noqa: E402

PROBLEMS = json.loads((HERE / "problems.json").read_text(encoding="utf-8"))
RESULTS = HERE / "results.jsonl"
KINDS = (
    "box1", "box-n", "contact", "unbounded", "hypotheses", "special", "polynomial", "integer",
    "peer-tests",
)  # fmt: skip
STARVED = 0.8  # with less of its limit than this a process was not given its time
PATIENCE = 1.5  # a machine that does other work may take so many times longer by the clock


# --- running ----------------------------------------------------------------------------------


def run_process(command, folder, limit):
    """Run a process for at most ``limit`` seconds of processor time: output, code, wall, cpu."""
    limited = ["sh", "-c", f'ulimit -t {limit}; exec "$@"', "sh", *command]
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        limited, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        text=True, errors="replace", cwd=folder, start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = process.communicate(timeout=PATIENCE * limit)
        code = process.returncode
    except subprocess.TimeoutExpired:
        output, code = "", None
    took = time.perf_counter() - started
    lost = session_seconds(process.pid)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # what it has started itself
    if code is None:
        process.communicate()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return output, code, took, max(cpu, lost)


def session_seconds(leader):
    """Processor seconds so far of all live processes that a session leader has started."""
    total = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                total += sum(map(int, fields[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


def ask(tool, program, problem, limit):
    """The answer of a tool, as one line of results."""
    prepare, understand = PEERS[tool]
    line = {"tool": tool, "problem": problem["id"], "limit": limit}
    with tempfile.TemporaryDirectory() as name:
        try:
            command = prepare(program, problem, Path(name), limit)
        except NotExpressibleError as lacking:
            return {**line, "status": "not expressible", "reason": str(lacking)}
        output, code, wall, cpu = run_process(command, name, limit)
    status = understand(output, code)
    if code is None or code in (-signal.SIGXCPU, -signal.SIGKILL):
        status, reason = "unknown", f"no answer within {limit} s"
    else:
        reason = _reason(tool, output) if status == "unknown" else ""
    if status in ("proved", "refuted") and min(wall, cpu) > limit:
        status, reason = "unknown", f"no answer within {limit} s"
    if code is None and cpu < STARVED * limit:
        line["starved"] = True
    line |= {"status": status, "reason": reason}
    return {**line, "wall": round(wall, 3), "cpu": round(cpu, 3)}


def _reason(tool, output):
    if tool == "ua":
        with contextlib.suppress(ValueError, KeyError):
            return json.loads(output)["reason"]
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""


def run(tools, programs, limit, only, again):
    """Run what is missing; each line is written at once, so that a run can be taken up again."""
    had = (r for r in results() if not again and not r.get("starved"))
    done = {(r["tool"], r["problem"]) for r in had}
    for tool in tools:
        program = getattr(programs, tool)
        if program is None:
            print(f"{TITLES[tool]}: not installed")
            continue
        for problem in PROBLEMS:
            if (tool, problem["id"]) in done or not problem["id"].startswith(tuple(only or [""])):
                continue
            line = ask(tool, program, problem, limit)
            with RESULTS.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            print(f"{tool:9} {problem['id']:15} {line['status']:16} {line.get('wall', '')}"
                  f" {line['reason'][:60]}", flush=True)  # fmt: skip


def results():
    """All lines of results; of several for one tool and problem the last."""
    if not RESULTS.exists():
        return []
    lines = map(json.loads, RESULTS.read_text(encoding="utf-8").splitlines())
    return list({(line["tool"], line["problem"]): line for line in lines}.values())


# --- the table ----------------------------------------------------------------------------------


def judge(line, truth):
    """The status, with ``wrong`` for the opposite of the truth."""
    if line["status"] == ("refuted" if truth else "proved"):
        return "wrong"
    return line["status"]


def table(lines, problems):
    """The table by kind, the totals, the ratios of times, and the problems left unknown."""
    answers = {(r["tool"], r["problem"]): r for r in lines}
    tools = [t for t in TITLES if any(r["tool"] == t for r in lines)]
    return "\n".join([
        *_by_kind(answers, tools, problems), "",
        *_totals(answers, tools, problems), "",
        *_left(answers, problems),
    ]) + "\n"  # fmt: skip


def _by_kind(answers, tools, problems):
    kinds = [k for k in KINDS if any(p["kind"] == k for p in problems)]
    yield "True problems proved, of those that the tool's language can express:"
    yield ""
    yield f"| tool | {' | '.join(kinds)} | all |"
    yield "|---" * (len(kinds) + 2) + "|"
    for tool in tools:
        cells = []
        for kind in (*kinds, None):
            asked = [
                judge(answers[tool, p["id"]], True)
                for p in problems
                if p["truth"] and kind in (None, p["kind"]) and (tool, p["id"]) in answers
            ]
            within = [a for a in asked if a != "not expressible"]
            cells.append(f"{within.count('proved')}/{len(within)}" if within else "-")
        yield f"| {TITLES[tool]} | {' | '.join(cells)} |"
    counts = [sum(p["truth"] and p["kind"] == k for p in problems) for k in kinds]
    yield f"| all true ones | {' | '.join(map(str, counts))} | {sum(counts)} |"


def _totals(answers, tools, problems):
    yield ("| tool | proved | refuted | wrong | unknown | not expressible | not run | median s "
           "| ours / its |")  # fmt: skip
    yield "|---" * 9 + "|"
    for tool in tools:
        mine = [(judge(answers[tool, p["id"]], p["truth"]), p["id"])
                for p in problems if (tool, p["id"]) in answers]  # fmt: skip
        found = [status for status, _ in mine]
        times = [answers[tool, i]["wall"] for status, i in mine if status in ("proved", "refuted")]
        columns = [found.count(s) for s in
                   ("proved", "refuted", "wrong", "unknown", "not expressible")]  # fmt: skip
        columns.append(len(problems) - len(mine))
        median = f"{statistics.median(times):.2f}" if times else "-"
        yield (f"| {TITLES[tool]} | {' | '.join(map(str, columns))} | {median} | "
               f"{_ratio(answers, tool, problems)} |")  # fmt: skip


def _ratio(answers, tool, problems):
    """Median of the paired ratios of times on what both prove, and of how many."""
    if tool == "ua":
        return "1"
    pairs = []
    for p in problems:
        ours, its = answers.get(("ua", p["id"])), answers.get((tool, p["id"]))
        if p["truth"] and ours and its and ours["status"] == its["status"] == "proved":
            pairs.append(ours["wall"] / max(its["wall"], 0.001))
    return f"{statistics.median(pairs):.2f} ({len(pairs)})" if pairs else "-"


def _left(answers, problems):
    yield "Unknown to `ua prove`:"
    yield ""
    for p in problems:
        ours = answers.get(("ua", p["id"]))
        if ours is None or ours["status"] in ("proved", "refuted"):
            continue
        by = [TITLES[t] for t in TITLES if t != "ua"
              and answers.get((t, p["id"]), {}).get("status") in ("proved", "refuted")]  # fmt: skip
        decided = f"; decided by {', '.join(by)}" if by else ""
        yield f"- {p['id']}: `{p['claim'][:90]}`: {ours['reason'] or 'no reason'}{decided}"


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description="Our prover and its peers, side by side.")
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run")
    running.add_argument("tools", nargs="*", metavar="TOOL", help=", ".join(PEERS))
    running.add_argument("--venv", help="an environment with z3-solver, cvc5 and leancert")
    running.add_argument("--limit", type=int, default=20, help="seconds for each problem")
    running.add_argument("--only", action="append", help="problems whose names begin so")
    running.add_argument("--again", action="store_true", help="also what was run before")
    printing = commands.add_parser("table")
    printing.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    if options.command == "run":
        unknown = set(options.tools) - set(PEERS)
        if unknown:
            parser.error(f"no tool {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
        programs = find_tools(options.venv)
        run(options.tools or PEERS, programs, options.limit, options.only, options.again)
        return
    text = table(results(), PROBLEMS)
    print(text, end="")
    if options.output:
        options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
