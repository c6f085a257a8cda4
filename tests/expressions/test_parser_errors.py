"""Whatever is not in the language: one line, the right column, quickly, nothing executed."""

from __future__ import annotations

import random
import re
import string
import time
from contextlib import suppress

import pytest

from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions.parser import (
    FunctionSignature,
    Scope,
    parse_claim,
    parse_domain,
    parse_formula,
    parse_relation,
    parse_term,
)
from ua_symbolic.expressions.terms import Sort, Variable

FREE = Scope(free=True)
SCOPE = Scope(
    {"x": Variable("x"), "eps": Variable("eps")}, {"cap": FunctionSignature((Sort.REAL,))}
)


def complaint(text: str, scope: Scope = FREE) -> str:
    with pytest.raises(ExpressionError) as caught:
        parse_term(text, scope)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x + ep", "unknown name 'ep' at column 5; did you mean eps?"),
        ("x + zzz", "unknown name 'zzz' at column 5"),
        ("coss(x)", "unknown function 'coss' at column 1; did you mean cos?"),
        ("1 + cp(x)", "unknown function 'cp' at column 5; did you mean cap?"),
        ("x.real", "unknown name 'x.real' at column 1"),
        ("nan", "unknown name 'nan' at column 1"),
        ("inf", "unknown name 'inf' at column 1"),
        ("oo + x", "unexpected 'oo' at column 1; it can only be the end of a range"),
        ("sin + x", "function 'sin' without arguments at column 1"),
        ("cap", "function 'cap' without arguments at column 1"),
        (
            "x*sin(x, x)",
            "wrong number of arguments for 'sin' at column 3; it takes 1 argument, not 2",
        ),
        ("cap()", "wrong number of arguments for 'cap' at column 1; it takes 1 argument, not 0"),
        (
            "Max()",
            "wrong number of arguments for 'Max' at column 1; it takes at least 1 argument, not 0",
        ),
        ("x +", "the expression is incomplete at column 4"),
        ("2x", "unexpected 'x' at column 2; an operator such as * is missing"),
        ("x (x)", "variable 'x' called as a function at column 1; perhaps * is missing"),
        ("(x)(x)", "unexpected '(' at column 4; an operator such as * is missing"),
        ("x)", "')' without an opening bracket at column 2"),
        ("cap((x)", "'(' is never closed at column 4"),
        ("x[0]", "unexpected character '[' at column 2; write ( ) for grouping and calls"),
        ("'x'", 'unexpected character "\'" at column 1'),
        ("x \u2264 1", "unexpected character '\u2264' at column 3; write <="),
        ("x\x00", r"unexpected character '\x00' at column 2"),
        ("\u202ex", r"unexpected character '\u202e' at column 1"),
        ("x\n+ @", "unexpected character '@' at line 2, column 3"),
        ("", "an empty expression at column 1; something must be written"),
        ("(x, x)", "unexpected ',' at column 3"),
        (
            "cap((x, x))",
            "unexpected group ( , ) at column 5; only Sum, Integral and Piecewise take one",
        ),
        ("Sum(x)", "unclear Sum at column 1; write Sum(body, (variable, lower, upper))"),
        ("Sum(x, (k, 1))", "unclear Sum at column 1; write Sum(body, (variable, lower, upper))"),
        ("Sum(1, (2, 1, 3))", "a variable name is wanted at column 9"),
        ("Sum(1, (pi, 1, 3))", "'pi' cannot be the name of a variable at column 9"),
        ("Sum(1, (k, 1, -oo))", "unexpected 'oo' at column 16; it can only be the end of a range"),
        ("Sum(1, (k, oo, 1))", "unexpected 'oo' at column 12; it can only be the end of a range"),
        ("Piecewise((1, x > 0))", "unclear last branch at column 11; its condition must be True"),
        (
            "Piecewise((1, 0 < x < 1), (2, True))",
            "unclear condition of a branch at column 15; it must be one relation",
        ),
        ("1e10001", "number of more than 10,000 digits at column 1"),
        ("x**1e-999999999999", "number of more than 10,000 digits at column 4"),
    ],
)
def test_messages_name_the_column(text: str, message: str) -> None:
    assert complaint(text, SCOPE) == message


HOSTILE = {
    "attribute": "x.__class__.__bases__",
    "import": "__import__('os').system('true')",
    "lambda": "lambda x: x",
    "walrus": "(x := 3)",
    "string": "f'{x}'",
    "comment": "x # y",
    "parentheses": "(" * 100_000,
    "closed parentheses": "(" * 100_000 + ")" * 100_000,
    "short nest": "(" * 9_000 + "x" + ")" * 9_000,
    "megabyte": "x" * 1_000_000,
    "megabyte of blanks": " " * 1_000_000,
    "tower": "x" + "**x" * 6_000,
    "quotients": "x" + "/x" * 9_000,
    "minus signs": "-" * 19_000 + "x",
    "nested calls": "sin(" * 199 + "x" + ")" * 199,
    "nested sums": "Sum(" * 130 + "1" + ", (k, 1, 2))" * 130,
    "long name": "x" * 19_000 + "(",
    "long unknown name": "f" * 19_990 + "(1)",
    "huge exponent": "1e" + "9" * 15_000,
    "huge number": "9" * 19_000,
    "NUL": "\x00" * 10,
    "escape": "\x1b[31m",
    "surrogate": "\ud800",
    "digits of another script": "١٢",
    "commas": "," * 10_000,
    "dots": "." * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_refused_in_one_line_and_at_once(text: str) -> None:
    start = time.process_time()
    for parse in (parse_term, parse_claim, parse_relation, parse_formula, parse_domain):
        with pytest.raises(ExpressionError) as caught:
            parse(text, SCOPE)
        message = str(caught.value)
        assert re.search(r"column \d", message)
        assert message.isprintable()
        assert len(message) < 160
    assert time.process_time() - start < 2.5


def test_random_text_gives_a_claim_or_that_error_and_no_other() -> None:
    generator = random.Random(20261124)
    pieces = [*string.printable, "sin(", "Sum(", ", (k, 1, 2))", "**", "<=", "1e3", "oo", "x", "y"]
    for _ in range(2_000):
        text = "".join(generator.choices(pieces, k=generator.randrange(1, 12)))
        with suppress(ExpressionError):
            parse_claim(text, FREE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "the expression is incomplete at column 2"),
        ("x <= x <= x and", "the expression is incomplete at column 16"),
        ("x <= x x", "unexpected 'x' at column 8; an operator such as * is missing"),
        ("x <> x", "unexpected '>' at column 4"),
        ("x <= oo", "unexpected 'oo' at column 6; it can only be the end of a range"),
    ],
)
def test_claims(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_claim(text, SCOPE)
    assert str(caught.value) == message


def test_exactly_one_relation() -> None:
    with pytest.raises(ExpressionError, match="unexpected second relation at column 12"):
        parse_relation("x <= 1 and x >= 0", SCOPE)
    with pytest.raises(ExpressionError, match="unexpected chain at column 8"):
        parse_relation("0 <= x < 1", SCOPE)
    with pytest.raises(ExpressionError, match="the same variable twice"):
        parse_formula("for k integer, k: k <= x", SCOPE)
    with pytest.raises(ExpressionError, match="'pi' cannot be the name of a variable at column 5"):
        parse_formula("for pi: 1 <= 2", SCOPE)
