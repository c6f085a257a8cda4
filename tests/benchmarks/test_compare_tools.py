"""What the peers are given, and the table that is made of their answers."""

import contextlib

import pytest
from compare import PROBLEMS, judge, run_process, table
from peers import PEERS, coq_script, leancert_script, read, read_smt, sollya_script
from translations import NotExpressibleError, smt_script

BY_NAME = {p["id"]: p for p in PROBLEMS}


def claims(name):
    return read(BY_NAME[name])


def test_every_problem_is_written_for_every_peer_or_refused_by_name():
    written = dict.fromkeys(("coq", "sollya", "z3", "cvc5", "lean"), 0)
    for problem in PROBLEMS:
        wanted = read(problem)
        for tool, write in {
            "coq": lambda c: coq_script(c, 20),
            "sollya": sollya_script,
            "z3": lambda c: smt_script(c, transcendental=False),
            "cvc5": lambda c: smt_script(c, transcendental=True),
            "lean": leancert_script,
        }.items():
            with contextlib.suppress(NotExpressibleError):
                assert write(wanted)
                written[tool] += 1
    assert written["coq"] > 90
    assert written["cvc5"] > 90
    assert min(written.values()) > 35


def test_the_negation_is_asserted():
    text = smt_script(claims("hypotheses-01"), transcendental=False)
    assert "(assert (>= (* x y) 1.0))" in text
    assert "(assert (not (>= (+ x y) 2.0)))" in text
    assert text.rstrip().endswith("(check-sat)")


def test_roots_and_logarithms_become_variables():
    text = smt_script(claims("contact-12"), transcendental=True)
    assert "(assert (= (exp aux0) x))" in text
    text = smt_script(claims("hypotheses-05"), transcendental=False)
    assert "(assert (and (>= aux0 0.0) (= (* aux0 aux0) 2.0)))" in text


def test_integers_have_a_logic_with_integers():
    assert "(set-logic QF_NRA)" in smt_script(claims("hypotheses-01"), transcendental=False)
    assert "(set-logic ALL)" in smt_script(claims("box1-18"), transcendental=False)


def test_what_a_language_lacks():
    with pytest.raises(NotExpressibleError, match="several variables"):
        sollya_script(claims("contact-27"))
    with pytest.raises(NotExpressibleError, match="integer"):
        coq_script(claims("integer-05"), 20)
    with pytest.raises(NotExpressibleError, match="unbounded"):
        leancert_script(claims("unbounded-03"))


def test_coq_gets_the_whole_claim():
    text = coq_script(claims("hypotheses-01"), 20)
    assert "forall (x : R) (y : R), 0 <= x -> x <= 10 -> 0 <= y -> y <= 10 -> 1 <= (x * y)" in text


def test_answers_are_read():
    assert read_smt("unsat\n", 0) == "proved"
    assert read_smt("sat\n", 0) == "refuted"
    assert read_smt("unknown\n", 0) == "unknown"
    assert read_smt('(error "no integers")\nsat\n', 1) == "unknown"
    assert PEERS["sollya"][1]("verdict refuted\n", 0) == "refuted"
    assert PEERS["coqc"][1]("", 1) == "unknown"


def test_a_process_is_stopped_at_its_limit(tmp_path):
    output, code, _, _ = run_process(["sh", "-c", "echo started; sleep 30"], tmp_path, 1)
    assert (output, code) == ("", None)
    output, code, _, _ = run_process(["sh", "-c", "echo done; exit 3"], tmp_path, 5)
    assert (output, code) == ("done\n", 3)


def line(tool, problem, status, wall=1.0):
    return {"tool": tool, "problem": problem, "status": status, "reason": "why", "wall": wall}


def test_the_table_counts_and_judges():
    problems = [
        {"id": "a", "kind": "box1", "truth": True, "claim": "x <= 1"},
        {"id": "b", "kind": "box1", "truth": False, "claim": "x <= 0"},
        {"id": "c", "kind": "contact", "truth": True, "claim": "x <= 2"},
    ]
    lines = [
        line("ua", "a", "proved", 0.5), line("ua", "b", "refuted"), line("ua", "c", "unknown"),
        line("coqc", "a", "proved", 2.0), line("coqc", "b", "proved"),
        {**line("coqc", "c", "not expressible"), "wall": None},
    ]  # fmt: skip
    text = table(lines, problems)
    assert "| ua prove | 1/1 | 0/1 | 1/2 |" in text
    assert "| Coq Interval | 1/1 | - | 1/1 |" in text
    assert "| ua prove | 1 | 1 | 0 | 1 | 0 | 0 | 0.75 | 1 |" in text
    assert "| Coq Interval | 1 | 0 | 1 | 0 | 1 | 0 | 2.00 | 0.25 (1) |" in text
    assert "- c: `x <= 2`: why" in text
    assert judge(lines[4], truth=False) == "wrong"
