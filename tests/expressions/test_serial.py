"""Terms as data, strictly read; canonical forms; fingerprints."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from tests.strategies import formulas, real_terms
from ua_symbolic.errors import CertificateError
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.parser import (
    FunctionSignature,
    Scope,
    parse_claim,
    parse_formula,
    parse_term,
)
from ua_symbolic.expressions.serial import MAX_DEPTH, canonical, fingerprint, from_data, to_data
from ua_symbolic.expressions.terms import Lambda, Sort, Variable

FREE = Scope(free=True)
X, Y = Variable("x"), Variable("y")


@settings(max_examples=200, deadline=None)
@given(real_terms())
def test_terms_round_trip_through_json(term: terms.Term) -> None:
    assert from_data(json.loads(json.dumps(to_data(term)))) == term


@settings(max_examples=100, deadline=None)
@given(formulas())
def test_formulas_round_trip_and_keep_their_hints(formula: terms.Formula) -> None:
    back = from_data(json.loads(json.dumps(to_data(formula))))
    assert back == formula
    assert to_data(back) == to_data(formula)


def test_every_kind_of_node_has_its_form() -> None:
    text = "Piecewise((Sum(k*f(pi), (k, 1, oo)), x < 3/2), (floor(x), True))"
    scope = Scope({"x": X}, {"f": FunctionSignature((Sort.REAL,))})
    assert to_data(parse_term(text, scope)) == [
        "p",
        [
            [
                ["q", "Sum", "integer", "k", ["n", "1"], ["c", "oo"],
                 ["a", "mul", [["b", 0, "integer"], ["f", "f", "real", [["c", "pi"]]]]]],
                ["r", "<", ["v", "x", "real"], ["n", "3/2"]],
            ]
        ],
        ["a", "floor", [["v", "x", "real"]]],
    ]  # fmt: skip
    formula = parse_formula("for k integer with 1 <= k: x <= k", scope)
    k = ["b", 0, "integer"]
    assert to_data(formula) == [
        "all", ["integer"], ["k"], [["r", "<=", ["n", "1"], k]], ["r", "<=", ["v", "x", "real"], k]
    ]  # fmt: skip
    function = Lambda((Sort.INTEGER,), terms.Bound(0, Sort.INTEGER))
    assert to_data(function) == ["fun", ["integer"], k]
    assert from_data(to_data(function)) == function


ONE = ["n", "1"]
LESS = ["r", "<", ONE, ONE]
BAD: list[Any] = [
    None, 1, "x", [], {}, ["z"], [["n"], "1"], ["n"], ["n", "1", "2"], ["n", 1], ["n", 1.5],
    ["n", "2/4"], ["n", "1/0"], ["n", "01"], ["n", "nan"], ["n", "1e5"], ["n", " 1"], ["n", ""],
    ["c", "e"], ["c", 3], ["v", "x"], ["v", "x", "complex"], ["v", "", "real"], ["v", 1, "real"],
    ["v", "x", ["real"]], ["b", 0, "real"], ["b", -1, "real"], ["b", True, "real"],
    ["a", "sin", []], ["a", "sin", [ONE, ONE]], ["a", "add", [ONE]], ["a", "eval", [ONE]],
    ["a", "sin", ONE], ["a", "sin", ["1"]], ["a", ["sin"], [ONE]], ["f", "f", "real", ONE],
    ["f", "", "real", []], ["q", "Product", "integer", "k", ONE, ONE, ONE],
    ["q", "Sum", "real", "k", ONE, ONE, ONE], ["q", "Integral", "real", "", ONE, ONE, ONE],
    ["q", "Sum", "integer", "k", ["b", 0, "integer"], ONE, ONE],
    ["q", "Sum", "integer", "k", ONE, ONE, ["b", 0, "real"]],
    ["q", "Sum", "integer", "k", ONE, ONE, ["b", 1, "integer"]],
    ["p", [[ONE]], ONE], ["p", [[ONE, ONE]], ONE], ["p", ONE, ONE], ["r", "==", ONE, ONE],
    ["r", ["<"], ONE, ONE], ["r", "<", ONE, LESS], ["a", "sin", [LESS]],
    ["all", [], [], [], LESS], ["all", ["real"], ["k", "l"], [], LESS],
    ["all", ["real"], ["k"], [ONE], LESS], ["all", ["real"], ["k"], [], ONE],
    ["fun", ["real"], LESS], ["fun", "real", ONE],
    ["c", "oo"], ["r", "<", ONE, ["c", "oo"]], ["a", "neg", [["c", "oo"]]],
    ["q", "Sum", "integer", "k", ["c", "oo"], ONE, ONE],
]  # fmt: skip


@pytest.mark.parametrize("data", BAD, ids=repr)
def test_anything_else_is_refused(data: Any) -> None:
    with pytest.raises(CertificateError) as caught:
        from_data(data)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_data_nested_without_end_are_refused() -> None:
    data: list[Any] = ["n", "1"]
    for _ in range(100_000):
        data = ["a", "sin", [data]]
    with pytest.raises(CertificateError, match="deep"):
        from_data(data)
    while data[0] == "a":  # taken apart by hand: the destructor of lists may recurse
        data = data[2].pop()


def test_a_term_a_few_hundred_deep_is_written_and_read() -> None:
    term: terms.Term = X
    for _ in range(MAX_DEPTH):
        term = terms.function("sin", term)
    assert from_data(to_data(term)) == term
    for _ in range(2 * MAX_DEPTH):
        term = terms.function("sin", term)
    assert to_data(term)[1] == "sin"


# --- canonical form ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("x + y", "y + x"),
        ("x + (y + z)", "z + x + y"),
        ("2*x*y", "y*(x*2)"),
        ("Max(x, Max(y, z))", "Max(z, y, x)"),
        ("Min(x + 1, y)", "Min(y, 1 + x)"),
        ("Sum(k*x, (k, 1, oo))", "Sum(x*j, (j, 1, oo))"),
        ("Piecewise((1, x > y), (2, True))", "Piecewise((1, y < x), (2, True))"),
    ],
)
def test_one_meaning_one_form(left: str, right: str) -> None:
    assert canonical(parse_term(left, FREE)) == canonical(parse_term(right, FREE))
    assert fingerprint(parse_term(left, FREE)) == fingerprint(parse_term(right, FREE))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("x - y", "y - x"),
        ("x/y", "y/x"),
        ("x**y", "y**x"),
        ("x", "y"),
        ("x/x", "1"),
        ("Max(x, Min(y, z))", "Max(x, y, z)"),
        ("Sum(k, (k, 1, 2))", "Integral(k, (k, 1, 2))"),
        ("Sum(x, (k, 1, 2))", "Sum(k, (k, 1, 2))"),
        ("besseli(x, y)", "besseli(y, x)"),
        ("x + x", "x"),
        ("1/3", "3"),
    ],
)
def test_different_things_stay_different(left: str, right: str) -> None:
    assert canonical(parse_term(left, FREE)) != canonical(parse_term(right, FREE))
    assert fingerprint(parse_term(left, FREE)) != fingerprint(parse_term(right, FREE))


def test_relations_are_turned_but_not_weakened() -> None:
    (ge,), (le,) = parse_claim("x >= y", FREE), parse_claim("y <= x", FREE)
    (lt,) = parse_claim("y < x", FREE)
    assert fingerprint(ge) == fingerprint(le) != fingerprint(lt)


def test_an_instance_has_the_form_of_what_a_person_writes() -> None:
    lemma = parse_term("a - x/y + (y - a)", FREE)
    values = {X: terms.number(1), Y: terms.number(2), Variable("a"): terms.number(3)}
    instance = terms.substitute(lemma, values)
    assert canonical(instance) == canonical(parse_term("3 - 1/2 + 2 - 3", FREE))
    assert canonical(parse_term("1/0", FREE)) == parse_term("1/0", FREE)


@settings(max_examples=100, deadline=None)
@given(formulas())
def test_canonical_is_idempotent(formula: terms.Formula) -> None:
    once = canonical(formula)
    assert to_data(canonical(once)) == to_data(once)


def test_sorts_parts_and_texts_are_told_apart() -> None:
    integer = Variable("x", Sort.INTEGER)
    prints = [
        fingerprint(X),
        fingerprint(integer),
        fingerprint("x"),
        fingerprint(X, X),
        fingerprint("x", X),
        fingerprint(),
        fingerprint('["v","x","real"]'),
    ]
    assert len(set(prints)) == len(prints)


def test_fingerprints_do_not_depend_on_the_process() -> None:
    assert set(_fingerprints_of_processes()) == {fingerprint(_sample())}


def test_a_pickled_term_does_not_carry_a_stale_hash() -> None:
    term = _sample()
    hash(term)
    assert b"_hash" not in pickle.dumps(term)


def _sample() -> terms.Term:
    return parse_term("Sum(Max(k, x, y)*sin(y + x), (k, 1, x + pi)) + y*x", FREE)


def _fingerprints_of_processes() -> Iterator[str]:
    program = (
        "import sys\n"
        "from ua_symbolic.expressions import fingerprint, from_data\n"
        "import json\n"
        "print(fingerprint(from_data(json.loads(sys.argv[1]))))\n"
    )
    data = json.dumps(to_data(_sample()))
    for seed in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        yield subprocess.run(
            [sys.executable, "-c", program, data],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
