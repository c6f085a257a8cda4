"""The order of a closed form, read off a theorem that carries its constants."""

import pytest

from ua_symbolic.development import load
from ua_symbolic.development.orders import order_of
from ua_symbolic.errors import DevelopmentError

SOURCE = """
bound t.length(m integer, eps)
  domain m >= 1, 0 < eps
  value 3*(1/eps)**m*log(1/eps) + 0*m

theorem t.order [order eps]
  for m integer in [1, oo); eps in (0, 1)
  claim {low} <= t.length(m, eps)
  claim t.length(m, eps) <= {high}
  proof
    by algebra
"""


def development(tmp_path, low, high):
    (tmp_path / "t.ua").write_text(SOURCE.format(low=low, high=high))
    return load(tmp_path)


def test_exponents_constants_and_range(tmp_path):
    found = order_of(
        development(tmp_path, "2*(1/eps)**m*log(1/eps)", "4*m*(1/eps)**m*log(1/eps)"),
        "t.length",
        "eps",
    )
    assert (found.exponent, found.log_exponent) == ("-m", "1")
    assert (found.lower_constant, found.upper_constant) == ("2", "4*m")
    assert found.range == ("1 <= m", "0 < eps", "eps < 1")


def test_powers_of_eps_itself(tmp_path):
    found = order_of(development(tmp_path, "eps**(-2)", "7*eps**(-2)"), "t.length", "eps")
    assert (found.exponent, found.log_exponent, found.lower_constant) == ("-2", "0", "1")


def test_nothing_is_said_of_other_names_and_variables(tmp_path):
    loaded = development(tmp_path, "1/eps", "2*(1/eps)")
    assert order_of(loaded, "t.other", "eps") is None
    assert order_of(loaded, "t.length", "m") is None


@pytest.mark.parametrize(
    ("low", "high"), [("(1/eps)**m", "(1/eps)**(m + 1)"), ("eps*exp(eps)*(1/eps)", "2*(1/eps)")]
)
def test_sides_that_differ_in_more_than_a_constant_are_refused(tmp_path, low, high):
    with pytest.raises(DevelopmentError, match="differ in more than a constant"):
        order_of(development(tmp_path, low, high), "t.length", "eps")
