"""The tools that are compared: what each is given, and how its answer is read.

Each is called as one whole process, as its users call it.  ``prepare`` writes the input into a
folder and returns the command; it raises ``NotExpressibleError`` for what the language lacks.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from translations import (
    NotExpressibleError,
    ends,
    gaps,
    lean_number,
    lean_term,
    smt_script,
    sollya_term,
)

from ua_symbolic.cli.claims import problems
from ua_symbolic.expressions.coq import NotInCoqError, coq_binders, coq_name, coq_relation
from ua_symbolic.expressions.terms import Apply, Number, Sort, subterms

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Tools:
    """Where the programs are; None for one that is not installed."""

    ua: str | None
    coqc: str | None
    sollya: str | None
    z3: str | None
    cvc5: str | None  # a Python that has the module
    leancert: str | None  # the same


def find_tools(venv=None):
    """Programs on the PATH, beside this Python, or in the ``bin`` of another environment."""
    folders = [Path(sys.executable).parent, *([Path(venv) / "bin"] if venv else [])]

    def program(name):
        beside = [f / name for f in folders if (f / name).exists()]
        return str(beside[-1]) if beside else shutil.which(name)

    def python_with(module):
        for folder in reversed(folders):
            found = list(folder.parent.glob(f"lib/python3*/site-packages/{module}"))
            if found:
                return str(folder / "python")
        return None

    return Tools(
        program("ua"), program("coqc"), program("sollya"), program("z3"),
        python_with("cvc5"), python_with("leancert"),
    )  # fmt: skip


def read(problem):
    """The claims of a problem."""
    return problems(problem["claim"], tuple(problem["on"]), tuple(problem["given"]))


# --- ours ---------------------------------------------------------------------------------------


def prepare_ua(program, problem, folder, limit):
    command = [program, "prove", "--timeout", str(limit - 1), "--json"]
    for text in problem["on"]:
        command += ["--on", text]
    for text in problem["given"]:
        command += ["--given", text]
    return [*command, "--", problem["claim"]]


def read_ua(output, code):
    return {0: "proved", 1: "refuted"}.get(code, "unknown")


# --- Coq Interval -------------------------------------------------------------------------------

_COQ = """From Coq Require Import Reals Psatz.
From Flocq Require Import Core.Raux.
From Interval Require Import Tactic.
Open Scope R_scope.
Goal {statement}.
Proof.
  intros.
  {unfold}
  {tactic}
Qed.
"""
_ALGEBRAIC = ("add", "mul", "neg", "div", "pow", "sqrt", "Abs", "Min", "Max")


def _turned(relations):
    return [r.oriented() for r in relations]


def coq_script(claims, limit):
    """A goal, tried by ``nra`` and ``psatz`` if algebraic, and by ``interval`` in two ways."""
    variables = claims[0].variables
    if any(v.sort is Sort.INTEGER for v in variables):
        raise NotExpressibleError("integer variables")
    try:
        hypotheses = [coq_relation(h) for h in _turned(claims[0].hypotheses) if "oo" not in str(h)]
        goals = " /\\ ".join(coq_relation(c.conclusion.oriented()) for c in claims)
    except NotInCoqError as missing:
        raise NotExpressibleError(str(missing)) from None
    statement = coq_binders(variables) + " -> ".join([*hypotheses, goals])
    heads = {t.head for c in claims for t in subterms(c.conclusion) if isinstance(t, Apply)}
    names = [coq_name(v) for v in variables]
    bisect = ", ".join(f"i_bisect {n}" for n in names)
    ways = [
        f"interval with ({bisect}, {how} {names[0]}, i_depth 30, i_prec 70)"
        for how in ("i_autodiff", "i_taylor")
    ]
    if heads <= set(_ALGEBRAIC):
        ways = ["nra", "psatz R 3", *ways]
    turned = [w if "interval" not in w else f"((apply Rminus_le || apply Rminus_lt); {w})"
              for w in ways]  # fmt: skip
    seconds = max(1, int((limit - 2) / len(ways)))
    tactic = "first [" + " | ".join(f"timeout {seconds} ({w})" for w in turned) + "]."
    unfold = "try unfold sinh, cosh; try unfold tanh, sinh, cosh."
    return _COQ.format(statement=statement, unfold=unfold, tactic=f"repeat split; {tactic}")


def prepare_coq(program, problem, folder, limit):
    file = folder / "goal.v"
    file.write_text(coq_script(read(problem), limit), encoding="utf-8")
    return [program, "-q", str(file)]


def read_coq(output, code):
    return "proved" if code == 0 else "unknown"


# --- Sollya -------------------------------------------------------------------------------------

_SOLLYA = """prec = 165!;
f = {term};
verdict = "unknown";
{first}
work = [|[{low};{high}]|];
if (verdict == "unknown") then {{
  verdict = "proved";
  while (work != [||] && verdict == "proved") do {{
    I = head(work); work = tail(work);
    r = evaluate(f, I);
    if (!(inf(r) {op} 0)) then {{
      m = mid(I);
      v = evaluate(f, [m;m]);
      if (sup(v) < 0) then verdict = "refuted"
      else if (sup(I) - inf(I) < 1b-60) then verdict = "unknown"
      else work = [inf(I);m] .: ([m;sup(I)] .: work);
    }};
  }};
}};
print("verdict", verdict);
quit;
"""


def sollya_script(claims):
    """Bisection on the lower end of Sollya's enclosure, after ``checkinfnorm`` where it fits."""
    if len(claims) > 1:
        raise NotExpressibleError("several claims")
    (problem,) = claims
    if len(problem.variables) != 1:
        raise NotExpressibleError("several variables")
    ((low, high),) = ends(problem).values()
    term, strict = gaps(problem)
    left, right = problem.conclusion.oriented().left, problem.conclusion.oriented().right
    first = ""
    if isinstance(left, Apply) and left.head == "Abs" and isinstance(right, Number):
        inner = sollya_term(left.args[0])
        bound = f"[{sollya_term(low)};{sollya_term(high)}]"
        first = (
            f'if (checkinfnorm({inner}, {bound}, {sollya_term(right)})) then verdict = "proved";'
        )
        first = first if not strict else ""
    return _SOLLYA.format(
        term=sollya_term(term), first=first, low=sollya_term(low), high=sollya_term(high),
        op=">" if strict else ">=",
    )  # fmt: skip


def prepare_sollya(program, problem, folder, limit):
    file = folder / "goal.sollya"
    file.write_text(sollya_script(read(problem)), encoding="utf-8")
    return [program, "--noprompt", str(file)]


def read_sollya(output, code):
    for word in ("proved", "refuted"):
        if f"verdict {word}" in output:
            return word
    return "unknown"


# --- SMT solvers ----------------------------------------------------------------------------------


def prepare_z3(program, problem, folder, limit):
    file = folder / "goal.smt2"
    file.write_text(smt_script(read(problem), transcendental=False), encoding="utf-8")
    return [program, str(file)]


_CVC5 = """import sys
import cvc5
manager = cvc5.TermManager()
solver = cvc5.Solver(manager)
parser = cvc5.InputParser(solver)
parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, sys.argv[1])
names = parser.getSymbolManager()
while not (command := parser.nextCommand()).isNull():
    print(command.invoke(solver, names), end="", flush=True)
"""


def prepare_cvc5(program, problem, folder, limit):
    script, file = folder / "run_cvc5.py", folder / "goal.smt2"
    script.write_text(_CVC5, encoding="utf-8")
    file.write_text(smt_script(read(problem), transcendental=True), encoding="utf-8")
    return [program, str(script), str(file)]


def read_smt(output, code):
    if "(error" in output:
        return "unknown"
    answers = [line.strip() for line in output.splitlines()]
    return "proved" if "unsat" in answers else "refuted" if "sat" in answers else "unknown"


# --- LeanCert -------------------------------------------------------------------------------------

_LEANCERT = """import heapq, sys
from fractions import Fraction
from itertools import count
sys.set_int_max_str_digits(0)
import leancert as L
f = {term}
domain = {domain}
S = L.Solver()
config = L.AdaptiveConfig(max_splits=1500, max_depth=30)
kind = {{"lower": Fraction(0)}}
if S.verify_bound_adaptive(f, domain, adaptive_config=config, **kind).verified:
    print("verdict proved")
    sys.exit()

def value(box):
    return S.eval_interval(f, box)

order, work = count(), []
def put(box):
    r = value(box)
    if r.lo < 0:
        heapq.heappush(work, (r.lo, next(order), box))
put(domain)
while work:
    _, _, box = heapq.heappop(work)
    middle = {{k: ((a + b) / 2,) * 2 for k, (a, b) in box.items()}}
    if value(middle).hi < 0:
        print("verdict refuted")
        sys.exit()
    widest = max(box, key=lambda k: box[k][1] - box[k][0])
    a, b = box[widest]
    m = (a + b) / 2
    put({{**box, widest: (a, m)}})
    put({{**box, widest: (m, b)}})
print("verdict proved" if {weak} else "verdict unknown")
"""


def leancert_script(claims):
    """``verify_bound_adaptive``, then best-first bisection on its enclosures."""
    if len(claims) > 1:
        raise NotExpressibleError("several claims")
    (problem,) = claims
    domain = {}
    for v, pair in ends(problem).items():
        if not all(isinstance(end, Number) for end in pair):
            raise NotExpressibleError("an irrational end")
        domain[v.name] = pair
    term, strict = gaps(problem)
    text = ", ".join(
        f"{name!r}: ({lean_number(a.value)}, {lean_number(b.value)})"
        for name, (a, b) in domain.items()
    )
    return _LEANCERT.format(term=lean_term(term), domain="{" + text + "}", weak=not strict)


def prepare_leancert(program, problem, folder, limit):
    file = folder / "run_leancert.py"
    file.write_text(leancert_script(read(problem)), encoding="utf-8")
    return [program, str(file)]


PEERS = {
    "ua": (prepare_ua, read_ua),
    "coqc": (prepare_coq, read_coq),
    "sollya": (prepare_sollya, read_sollya),
    "z3": (prepare_z3, read_smt),
    "cvc5": (prepare_cvc5, read_smt),
    "leancert": (prepare_leancert, read_sollya),
}
TITLES = {
    "ua": "ua prove", "coqc": "Coq Interval", "sollya": "Sollya", "z3": "z3", "cvc5": "cvc5",
    "leancert": "LeanCert",
}  # fmt: skip
