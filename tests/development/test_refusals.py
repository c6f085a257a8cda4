"""Every mistake in a development is reported with its file, its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_kit import refusal

from ua_symbolic.development import load
from ua_symbolic.errors import DevelopmentError

GOOD = "lemma good.one\n  claim 0 <= 1\n"
NUMBER = "lemma a\n  for k integer in [1, oo); x real\n  claim k >= 1\n  proof\n"


def lemma(*proof: str) -> str:
    return NUMBER + "".join(f"    {line}\n" for line in proof)


HEADINGS = [
    ("lemma\n", "0.ua:1: cannot read the heading 'lemma'"),
    ("lema a\n  claim 0 <= 1\n", "0.ua:1: unknown kind 'lema'; one of define, bound, opaque, lem"),
    ("fact a\n  claim 0 <= 1\n", "0.ua:1: facts come with the kernel; state it as 'cited'"),
    ("lemma a(x)\n  claim 0 <= 1\n", "0.ua:1: a is a statement; its variables go into a clause 'f"),
    ("lemma a integer\n  claim 0 <= 1\n", "0.ua:1: a is a statement"),
    ("lemma a [atuo]\n  claim 0 <= 1\n", "0.ua:1: unknown tag [atuo]; a statement may have [auto]"),
    ("lemma a [range]\n  claim 0 <= 1\n", "0.ua:1: unknown tag [range]"),
    ("define fun(x) [auto]\n  value x\n", "0.ua:1: fun is a name; only statements take tags"),
    ("define fun(x, x)\n  value x\n", "0.ua:1: the parameter x stands there twice"),
    ("define fun(2x)\n  value 1\n", "0.ua:1: cannot read the parameter '2x'; write x or k integer"),
    ("define fun(k whole)\n  value 1\n", "0.ua:1: cannot read the parameter 'k whole'"),
]

CLAUSES = [
    ("lemma a\n  calim 0 <= 1\n", "0.ua:2: unknown clause 'calim'; one of for, let, where, given"),
    ("define fun(x)\n  vale x\n", "0.ua:2: unknown clause 'vale'; one of domain, where, value"),
    ("define fun(x)\n  value x\n  default x = 1\n", "0.ua:3: unknown clause 'default'"),
    (
        "bound fun(x)\n  value x\n  default y = 1\n",
        "0.ua:3: write: default NAME = VALUE; the param",
    ),
    (
        "bound fun(x)\n  default x = 1\n  default x = 2\n  value x\n",
        "0.ua:3: x has a default alread",
    ),
    ("define fun(x)\n  domain x > 0\n", "0.ua:1: fun needs exactly one clause 'value TERM'"),
    ("define fun(x)\n  value x\n  value x\n", "0.ua:1: fun needs exactly one clause 'value TERM'"),
    ("define fun(x) integer\n  value x/2\n", "0.ua:1: fun is declared integer, its value is not"),
    ("define fun(x)\n  value y\n", "0.ua:2: in 'y': unknown name 'y' at column 1"),
    ("define fun(x)\n  value fun(x)\n", "0.ua:1: fun: circular definition"),
    ("opaque fun(x)\n  when x = 1\n", "0.ua:1: fun takes one clause 'model TERM'"),
    ("lemma a\n  for x real\n", "0.ua:1: a needs a clause 'claim RELATION'"),
    ("lemma a\n  for x\n  claim x <= x\n", "0.ua:2: in 'x': "),
    ("lemma a\n  claim 0 <\n", "0.ua:2: in '0 <': the expression is incomplete at column 4"),
    ("lemma a\n  claim x.y <= 1\n", "0.ua:2: in 'x.y <= 1': "),
    ("lemma a\n  for x in [1, 0]\n  claim 0 <= 1\n", "0.ua:2: in 'x in [1, 0]': "),
    ("lemma a\n  let f\n  claim 0 <= 1\n", "0.ua:2: write: let f(k integer) [integer]"),
    ("lemma a\n  where x\n  claim 0 <= 1\n", "0.ua:2: write: where NAME = TERM"),
    ("cited a\n  claim 0 <= 1\n", "0.ua:1: a leaf (cited) needs a clause 'source WHERE'"),
    ("argued a\n  claim 0 <= 1\n", "0.ua:1: a leaf (argued) needs a clause 'source WHERE'"),
    ("cited a\n  claim 0 <= 1\n  source b\n  proof\n    by algebra\n", "0.ua:1: a statement of k"),
    ("conjecture a\n  claim 0 <= 1\n  proof\n    by algebra\n", "0.ua:1: a statement of kind con"),
    (lemma("by algebra") + "  proof\n    by algebra\n", "0.ua:1: one proof is enough"),
    ("lemma a\n  claim 0 <= 1\n  proof by algebra\n", "0.ua:3: the proof begins on the line below"),
]

HIDDEN = [
    ("define fun(x)\n  where x = 1\n  value x\n", "0.ua:2: x is the name of a variable or abbrev"),
    ("lemma a\n  for x real; x real\n  claim x = x\n", "0.ua:2: x is the name of a variable"),
    ("lemma a\n  for x real\n  where x = 1\n  claim x = 1\n", "0.ua:3: x is the name of a varia"),
    ("lemma a\n  where c = 1\n  where c = 2\n  claim c = 1\n", "0.ua:3: c is the name of a varia"),
    ("lemma a\n  where c = 1\n  for c real\n  claim c = 1\n", "0.ua:3: c is the name of a variab"),
    (
        "define fun(x)\n  value x\nlemma a\n  let fun(y)\n  claim fun(1) = 1\n",
        "0.ua:4: fun is the name of a function already",
    ),
    ("lemma a\n  let f(y)\n  let f(y)\n  claim f(1) = 1\n", "0.ua:3: f is the name of a function"),
]

PROOFS = [
    (lemma("k <= k"), "0.ua:5: expected a chain (links '<= ... by ...' below) or one of have, ca"),
    (lemma("x *", "  <= k"), "0.ua:5: in 'x *': the expression is incomplete"),
    (lemma("x", "  <= y"), "0.ua:6: in 'y': unknown name 'y'"),
    (lemma("x", "  <= 1", "  >= 0"), "0.ua:7: a chain goes one way: here '>=' comes after '<='"),
    (lemma("x", "  > 1", "  = 1", "  < 0"), "0.ua:8: a chain goes one way: here '<' comes after"),
    (lemma("x", "  != 1"), "0.ua:6: a chain has no link '!='; write: have a != b"),
    (lemma("by algebra", "by algebra"), "0.ua:6: nothing may follow 'by', 'cases' or 'induction'"),
    (
        lemma("have x <= x by algebra", "  x", "    <= x"),
        "0.ua:5: 'have' takes either a reason aft",
    ),
    (lemma("cases x <= 1", "  case", "    by algebra"), "0.ua:5: 'cases a <= b' takes exactly two"),
    (lemma("cases x < 1", "  case", "  case"), "0.ua:5: 'cases a <= b' takes exactly two blocks"),
    (lemma("suppose x = 1", "  by algebra"), "0.ua:5: 'suppose' takes an inequality with <=, <"),
    (lemma("induction k"), "0.ua:5: write: induction k from 1 [step 2]"),
    (lemma("induction x from 1"), "0.ua:5: x is not an integer variable of the statement"),
    (lemma("induction n from 1"), "0.ua:5: n is not an integer variable of the statement"),
    (lemma("induction k from k", "  base", "  step"), "0.ua:5: induction starts at an integer or"),
    (lemma("induction k from 1/2", "  base", "  step"), "0.ua:5: induction starts at an integer"),
    (lemma("induction k from 1", "  step"), "0.ua:5: induction needs 1 block(s) 'base' and one 's"),
    (lemma("induction k from 1", "  base"), "0.ua:5: induction needs 1 block(s) 'base' and one 's"),
    (lemma("induction k from 1 step 2", "  base", "  step"), "0.ua:5: induction needs 2 block(s)"),
]

USES = [
    (
        lemma("by good.on"),
        "0.ua:5: a uses good.on, which is not a statement; did you mean good.one?",
    ),
    (lemma("by algebr"), "0.ua:5: a uses algebr, which is not a statement; did you mean algebra?"),
    (lemma("x", "  <= x  by zzz"), "0.ua:6: a uses zzz, which is not a statement"),
    (lemma("by good.one at y = 1"), "0.ua:5: good.one has no variable y; it has none"),
    (lemma("by fact.exp_tangent at y = 1"), "0.ua:5: fact.exp_tangent has no variable y; it has x"),
    (lemma("by definition W"), "0.ua:5: W is not a definition"),
    (lemma("by a"), "0.ua:1: a cycle: a uses a"),
    (lemma("by later.one"), "0.ua:5: a uses later.one, which is stated later ("),
    (lemma("by open.one"), "0.ua:5: open.one is a conjecture; nothing may use it"),
]
OTHERS = GOOD + GOOD.replace("good", "later") + "conjecture open.one\n  claim 0 <= 1\n"


@pytest.mark.parametrize(("text", "expected"), [*HEADINGS, *CLAUSES, *HIDDEN])
def test_headings_clauses_and_names(tmp_path: Path, text: str, expected: str) -> None:
    assert refusal(tmp_path, text).startswith(expected)


@pytest.mark.parametrize(("text", "expected"), PROOFS)
def test_proofs(tmp_path: Path, text: str, expected: str) -> None:
    assert refusal(tmp_path, text).startswith(expected)


@pytest.mark.parametrize(("text", "expected"), USES)
def test_uses(tmp_path: Path, text: str, expected: str) -> None:
    assert refusal(tmp_path, text, OTHERS).startswith(expected)


def test_duplicates_name_the_first_place(tmp_path: Path) -> None:
    found = refusal(tmp_path, GOOD, "\n" + GOOD)
    assert found == "1.ua:2: good.one is stated already at 0.ua:1"
    assert refusal(tmp_path, "define fun(x)\n  value x\n", "opaque fun(x)\n") == (
        "1.ua:1: fun is defined twice"
    )
    again = refusal(tmp_path, "lemma fact.exp_tangent\n  claim 0 <= 1\n", "")
    assert again.startswith("0.ua:1: fact.exp_tangent is stated already at ")


def test_a_longer_cycle_is_written_out(tmp_path: Path) -> None:
    texts = [f"lemma {a}\n  claim 0 <= 1\n  proof\n    by {b}\n" for a, b in ("ab", "bc", "ca")]
    assert refusal(tmp_path, *texts) == "0.ua:1: a cycle: a uses b uses c uses a"


def test_a_definition_of_the_same_name_does_not_make_a_statement_earlier(tmp_path: Path) -> None:
    text = "define fun(x)\n  value x\n" + lemma("by fun") + "lemma fun\n  claim 0 <= 1\n"
    assert "a uses fun, which is stated later" in refusal(tmp_path, text)


def test_names_that_the_facts_use_themselves(tmp_path: Path) -> None:
    found = refusal(tmp_path, "define summand(x)\n  value x\n")
    assert found.startswith("0.ua:1: summand stands for any function in the built-in facts; choose")


def test_a_circle_of_definitions(tmp_path: Path) -> None:
    text = "define fun(x)\n  value g(x)\ndefine g(x)\n  value fun(x)\n"
    assert refusal(tmp_path, text) == "0.ua:1: fun: circular definition"


def test_tabs(tmp_path: Path) -> None:
    assert refusal(tmp_path, "lemma a\n\tclaim 0 <= 1\n") == "0.ua:2: indent with spaces, not tabs"


def test_no_development(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing", tmp_path / "missing.ua"):
        with pytest.raises(DevelopmentError, match=r"no development here \(a folder with \.ua"):
            load(path)


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.ua").mkdir()
    with pytest.raises(DevelopmentError, match="no development here"):
        load(tmp_path)


def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "a.ua").write_bytes(b"\xff")
    with pytest.raises(DevelopmentError, match=r"a\.ua: cannot be read"):
        load(tmp_path)
