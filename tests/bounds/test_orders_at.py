"""Order theorems at given parameters, and the order of a ratio."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ua_symbolic.bounds.form import ClosedForm
from ua_symbolic.bounds.orders_at import OrderAt, order_at, plainly, ratio_order
from ua_symbolic.development import Development, load
from ua_symbolic.expressions.parser import Scope, parse_term, parse_value
from ua_symbolic.expressions.terms import number
from ua_symbolic.expressions.text import to_text

SOURCE = """\
bound f(a, m integer, eps)
  "a form"
  domain 0 < eps
  default a = 2
  value a*(1/eps)**m

theorem f.order [order eps]
  "claimed, and not proved here"
  for k integer in [2, oo); b in (0, oo); eps in (0, 1]
  given b <= 5
  claim b/2*(1/eps)**k <= f(b, k, eps)
  claim f(b, k, eps) <= 2*b*(1/eps)**k

bound twice(n integer, m integer, eps)
  "another"
  domain 0 < eps
  value (1/eps)**(n + m)

theorem twice.order [order eps]
  "for equal parameters only"
  for k integer in [1, oo); eps in (0, 1]
  claim (1/eps)**(2*k) <= twice(k, k, eps)
  claim twice(k, k, eps) <= (1/eps)**(2*k)
"""


@pytest.fixture(scope="module")
def development(tmp_path_factory: pytest.TempPathFactory) -> Development:
    folder = tmp_path_factory.mktemp("orders") / "orders"
    folder.mkdir()
    (folder / "1.ua").write_text(SOURCE)
    return load(folder)


def found(development: Development, name: str, **given: str) -> OrderAt | None:
    source = development.form_sources[name]
    form = ClosedForm(development.theory.definitions[name], source.defaults)
    return order_at(development, form, "eps", {k: parse_value(v) for k, v in given.items()})


def test_it_is_read_in_the_letters_of_the_form(development: Development) -> None:
    order = found(development, "f", a="3")
    assert to_text(order.exponent) == "-m"
    assert (to_text(order.lower), to_text(order.upper)) == ("a/2", "2*a")
    assert "a <= 5" in [to_text(r) for r in order.range]


@pytest.mark.parametrize("given", [{"m": "1"}, {"a": "6"}, {"a": "0"}, {"m": "3", "a": "11/2"}])
def test_not_outside_of_its_range(development: Development, given: dict[str, str]) -> None:
    assert found(development, "f", **given) is None
    assert found(development, "f", m="2", a="5") is not None
    assert found(development, "f", m="2") is not None


def test_not_where_it_speaks_of_equal_parameters_only(development: Development) -> None:
    assert found(development, "twice", n="2", m="3") is None


def order(low: int, high: int, exponent: str) -> OrderAt:
    power = parse_term(exponent, Scope(free=True))
    return OrderAt("eps", power, number(0), number(low), number(high), (), (exponent,))


def test_the_bounds_of_a_ratio_are_crosswise() -> None:
    ratio = ratio_order(order(1, 2, "-m"), order(3, 5, "-(3*m)"))
    assert (to_text(ratio.lower), to_text(ratio.upper)) == ("1/5", "2/3")
    assert to_text(ratio.exponent) == "2*m"
    assert ratio.statements == ("-m", "-(3*m)")
    assert [to_text(r) for r in ratio.range] == ["0 < eps"]
    log = parse_term("log(1/eps)", Scope(free=True))
    ratio = ratio_order(order(1, 2, "-m"), replace(order(3, 5, "-m"), logarithm=log))
    assert "0 < log(1/eps)" in [to_text(r) for r in ratio.range]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("-(m*(m + 3)) - -m", "-(m**2 + 2*m)"),
        ("-m - -m", "0"),
        ("-m - 0", "-m"),
        ("-(n*T) - -n", "n - T*n"),
        ("1 - 2", "-1"),
    ],
)
def test_exponents_are_simplified(text: str, plain: str) -> None:
    assert to_text(plainly(parse_term(text, Scope(free=True)))) == plain
