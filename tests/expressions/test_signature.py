"""Where ``definedness`` says that a head is defined, a real number is there."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
import pytest

from ua_symbolic.expressions.names import FUNCTIONS
from ua_symbolic.expressions.signature import HEADS, definedness
from ua_symbolic.expressions.terms import Apply, Number, Relation, Term, function, number

POINTS = [Fraction(p) for p in ("-3", "-1", "-1/2", "-1/3", "0", "1/3", "1/2", "1", "5/2", "4")]

_MEANING: dict[str, Any] = {
    "add": lambda *a: mpmath.fsum(a),
    "mul": lambda *a: mpmath.fprod(a),
    "neg": lambda a: -a,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "Abs": abs,
    "Min": lambda *a: min(a),
    "Max": lambda *a: max(a),
    "ceiling": mpmath.ceil,
    "betainc_regularized": lambda a, b, low, high: mpmath.betainc(a, b, low, high, True),
    "LambertW": mpmath.lambertw,
    "binomial": mpmath.binomial,
}
_RELATIONS: dict[str, Any] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "!=": lambda a, b: a != b,
}


def meaning(term: Term) -> Any:
    """The value of a closed term; an exception or a complex number where there is none."""
    if isinstance(term, Number):
        return mpmath.mpf(term.value.numerator) / term.value.denominator
    if isinstance(term, Apply):
        compute = _MEANING.get(term.head, getattr(mpmath, term.head, None))
        return compute(*map(meaning, term.args))
    return {"pi": mpmath.pi, "E": mpmath.e}[term.name] + 0  # type: ignore[union-attr]


def holds(relation: Relation) -> bool:
    """Whether a relation between closed terms holds (an exact point decides it safely)."""
    return bool(_RELATIONS[relation.op](meaning(relation.left), meaning(relation.right)))


@pytest.mark.parametrize("head", sorted(HEADS))
def test_defined_means_that_there_is_a_real_number(head: str) -> None:
    arity = max(HEADS[head].least, 1)
    points = POINTS[::2] if arity > 2 else POINTS
    defined = 0
    for values in product(points, repeat=arity):
        term = Apply(head, tuple(map(Number, values)))
        if any(all(map(holds, alternative)) for alternative in definedness(term)):
            defined += 1
            result = meaning(term)
            assert abs(mpmath.im(result)) < 1e-15, values
            assert mpmath.isfinite(result), values
    assert defined > 0


@pytest.mark.parametrize(
    ("head", "values"),
    [
        ("div", ["1", "0"]),
        ("sqrt", ["-1/2"]),
        ("log", ["0"]),
        ("log", ["-1"]),
        ("pow", ["0", "-1"]),
        ("pow", ["-1", "1/2"]),
        ("asin", ["3/2"]),
        ("acos", ["-3/2"]),
        ("acosh", ["1/2"]),
        ("atanh", ["1"]),
        ("atanh", ["-1"]),
        ("gamma", ["0"]),
        ("gamma", ["-1"]),
        ("loggamma", ["0"]),
        ("digamma", ["-2"]),
        ("beta", ["0", "1"]),
        ("betainc_regularized", ["1", "1", "-1/2", "1"]),
        ("betainc_regularized", ["0", "1", "0", "1"]),
        ("besseli", ["1/2", "-1"]),
        ("besseli", ["-1/2", "0"]),
        ("besselk", ["1", "0"]),
        ("LambertW", ["-1/2"]),
        ("binomial", ["1/2", "-2"]),
        ("binomial", ["-1", "-1"]),
        ("factorial", ["-1"]),
    ],
)
def test_no_alternative_holds_where_there_is_none(head: str, values: list[str]) -> None:
    term = function(head, *map(number, values))
    assert isinstance(term, Apply)
    assert not any(all(map(holds, alternative)) for alternative in definedness(term))


def test_zero_to_the_zero_is_one() -> None:
    term = function("pow", number(0), number(0))
    assert isinstance(term, Apply)
    assert any(all(map(holds, alternative)) for alternative in definedness(term))


def test_all_functions_have_an_arity() -> None:
    assert {"exp", "betainc_regularized", "LambertW"} <= FUNCTIONS <= set(HEADS)
    for name in FUNCTIONS:
        most = HEADS[name].most
        assert HEADS[name].least >= 1
        assert most is None or most >= HEADS[name].least
