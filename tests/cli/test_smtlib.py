"""SMT-LIB scripts as claims, and what is refused because it would change its meaning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_developments import assert_refused, ua

from ua_symbolic.cli.smtlib import parse_script
from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions.text import to_text

Capture = pytest.CaptureFixture[str]
DECLARED = "(set-logic QF_NRA)(declare-const x Real)(declare-fun y () Real)(declare-const n Int)"


def claims(script: str) -> list[str]:
    return [
        f"{', '.join(to_text(h) for h in p.hypotheses)} |- {to_text(p.conclusion)}"
        for p in parse_script(DECLARED + script + "(check-sat)(exit)")
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("(assert (not (<= 0 (* x x))))", [" |- 0 <= x*x"]),
        ("(assert (< (* x x) 0))", [" |- x*x >= 0"]),
        ("(assert (>= x 1.5))(assert (not (> x 1)))", ["x >= 3/2 |- x > 1"]),
        ("(assert (and (<= 0 x 1) (not (= y 0))))(assert (> x 1))",
         ["0 <= x, x <= 1, y != 0 |- x <= 1"]),
        ("(assert (not (and (> x 0) (< y 1))))", [" |- x > 0", " |- y < 1"]),
        ("(assert (or (> x 0) (not (< y 1))))", [" |- x <= 0", " |- y < 1"]),
        ("(assert (not (=> (< 0 x) (and (< 0 y) (< y x)) (< 0 x))))",
         ["0 < x, 0 < y, y < x |- 0 < x"]),
        ("(assert (not (<= (- x y 1) (+ (^ x 2) (/ y 2)))))", [" |- x - y - 1 <= x**2 + y/2"]),
        ("(define-fun z () Real (+ x 1))(assert (not (let ((a z)) (< a 2))))", None),
        ("(assert (not (<= (let ((a (* x x))) (* a a)) (sin (- x)))))",
         [" |- x*x*x*x <= sin(-x)"]),
        ("; a comment\n(assert (not (distinct x y)))", [" |- x != y"]),
    ],
)  # fmt: skip
def test_scripts(script: str, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(ExpressionError, match="formula"):
            claims(script)
    else:
        assert claims(script) == expected


@pytest.mark.parametrize(
    "script",
    [
        "",
        "(assert (not (< 0 (/ 1 x))))",
        "(assert (not (< 0 (/ x 0))))",
        "(assert (not (< 0 (log x))))",
        "(assert (not (< 0 (sqrt x))))",
        "(assert (not (< 0 (^ x y))))",
        "(assert (not (< 0 unknown)))",
        "(assert (and (< 0 x) (< x 1)))",
        "(assert (or (not (=> (< x 0) (< y 0)))))(assert true)",
        "(declare-const x Real)(assert (< x 0))",
        "(declare-fun f (Real) Real)(assert (< x 0))",
        "(declare-const b Bool)(assert (< x 0))",
        "(push 1)(assert (< x 0))",
        "(assert (< x 0)",
        "(assert (< x 0)))",
        "(assert (forall ((z Real)) (< x z)))",
        "(assert " + "(not " * 100_000 + ")",
        '(assert (< x "unclosed',
    ],
)
def test_what_is_refused(script: str) -> None:
    with pytest.raises(ExpressionError):
        claims(script)


def test_a_premise_in_a_disjunction_is_not_lost() -> None:
    with pytest.raises(ExpressionError):
        claims("(assert (or (not (=> (< x 0) (< y 0))) (> x 1)))")


def test_the_command(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "square.smt2"
    file.write_text(DECLARED + "(assert (>= x 1))(assert (not (>= (* x x) x)))(check-sat)")
    assert ua(capsys, "prove", file).status == 0
    file.write_text(DECLARED + "(assert (>= x 0))(assert (not (>= (* x x) x)))(check-sat)")
    said = ua(capsys, "prove", file, "--json")
    assert (said.status, json.loads(said.out)["status"]) == (1, "refuted")
    assert_refused(ua(capsys, "prove", file, "--on", "x in [0, 1]"), "--on")
    assert_refused(ua(capsys, "prove", tmp_path / "none.smt2"), "cannot be read")
    file.write_text("(assert")
    assert_refused(ua(capsys, "prove", file), str(file))
