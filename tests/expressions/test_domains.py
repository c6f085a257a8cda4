"""Domains of variables."""

from __future__ import annotations

import pytest

from ua_symbolic.errors import ExpressionError
from ua_symbolic.expressions.parser import Scope, parse_domain
from ua_symbolic.expressions.terms import Sort, Variable
from ua_symbolic.expressions.text import to_text

SCOPE = Scope({"N": Variable("N", Sort.INTEGER), "y": Variable("y")})


@pytest.mark.parametrize(
    ("text", "sort", "relations"),
    [
        ("x in [0, pi]", "real", ["0 <= x", "x <= pi"]),
        ("x in (0, pi/2]", "real", ["0 < x", "x <= pi/2"]),
        ("x in [0, 1)", "real", ["0 <= x", "x < 1"]),
        ("x in [0, oo)", "real", ["0 <= x"]),
        ("x in (-oo, 1/10)", "real", ["x < 1/10"]),
        ("x in (-oo, oo)", "real", []),
        ("x real in (0, 1)", "real", ["0 < x", "x < 1"]),
        ("m integer in [1, 60]", "integer", ["1 <= m", "m <= 60"]),
        ("m integer in [2, oo)", "integer", ["2 <= m"]),
        ("m integer", "integer", []),
        ("x real", "real", []),
        ("x in [1, 1]", "real", ["1 <= x", "x <= 1"]),
        ("x in [3, pi]", "real", ["3 <= x", "x <= pi"]),
        ("x in [y, 2*y]", "real", ["y <= x", "x <= 2*y"]),
        ("k integer in [1, N]", "integer", ["1 <= k", "k <= N"]),
        ("N in [1, oo)", "integer", ["1 <= N"]),
        ("x in [0, 9**9**9**9]", "real", ["0 <= x", "x <= 9**9**9**9"]),
        ("x in [sqrt(4), 2]", "real", ["sqrt(4) <= x", "x <= 2"]),  # undecided: accepted
        ("x in [gamma(5), 1]", "real", ["gamma(5) <= x", "x <= 1"]),  # not enclosed: accepted
        ("m integer in (1, 3)", "integer", ["1 < m", "m < 3"]),
    ],
)
def test_domains(text: str, sort: str, relations: list[str]) -> None:
    variable, found = parse_domain(text, SCOPE)
    assert variable == Variable(text.split()[0], Sort(sort))
    assert [to_text(r) for r in found] == relations


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x in [2, 1]", "an empty interval at column 7; the lower end comes first"),
        ("x in (1, 1)", "an empty interval at column 7"),
        ("x in [1, 1)", "an empty interval at column 7"),
        ("x in [pi, 3]", "an empty interval at column 7"),
        ("x in [sqrt(2), 7/5]", "an empty interval at column 7"),
        ("x in [exp(1), cos(0)]", "an empty interval at column 7"),
        ("x in [-1, -pi]", "an empty interval at column 7"),
        ("x in [y, y)", "an empty interval at column 7"),
        ("m integer in (1, 2)", "an empty interval at column 15"),
        ("m integer in [1/3, 2/3]", "an empty interval at column 15"),
        ("x in [0, oo]", "closed infinite end 'oo' at column 10; use the bracket )"),
        ("x in [-oo, 0]", "closed infinite end '-oo' at column 7; use the bracket ("),
        ("x in (oo, 1)", "an empty interval: 'oo' is at the wrong end at column 7"),
        ("x in (0, -oo)", "an empty interval: '-oo' is at the wrong end at column 10"),
        ("x", "unclear domain at column 1; write x real or x in [0, 1]"),
        ("x in 3", "unexpected '3' at column 6"),
        ("x in [0]", "unexpected character ']' at column 8; write ( ) for grouping and calls"),
        ("x in [0, nan]", "unknown name 'nan' at column 10"),
        ("x in [0, x]", "unknown name 'x' at column 10"),
        ("x in [0, 2*oo)", "unexpected 'oo' at column 12; it can only be the end of a range"),
        ("pi in [0, 1]", "'pi' cannot be the name of a variable at column 1"),
        ("x.y in [0, 1]", "'x.y' cannot be the name of a variable at column 1"),
        ("N real", "'N' is already declared integer, not real, at column 3"),
        ("0 <= x", "unexpected '0' at column 1"),
    ],
)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_domain(text, SCOPE)
    assert str(caught.value) == message


def test_the_precision_is_left_as_it_was() -> None:
    from flint import ctx

    before = ctx.prec
    parse_domain("x in [0, pi]", SCOPE)
    assert ctx.prec == before
