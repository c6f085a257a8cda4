"""The order of a closed form, read off a theorem that carries its constants."""

import pytest

from ua_symbolic.development import load
from ua_symbolic.development.orders import above_powers, order_of
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

GROWING = """
bound t.tokens(T integer, c)
  domain T >= 1, 0 < c
  value c*T**2*log(T)

theorem t.at_one [order T]
  for T integer in [3, oo)
  claim T**2*log(T) <= t.tokens(T, 1)
  claim t.tokens(T, 1) <= T**2*log(T)
  proof
    by algebra

theorem t.anywhere [order T, order c]
  for T integer in [3, oo); c in (0, oo)
  claim {low} <= t.tokens(T, c)
  claim t.tokens(T, c) <= {high}
  proof
    by algebra
"""

ABOVE = """
bound t.boxes(T integer)
  domain T >= 1
  value 3**T

theorem t.above [order T]
  for {variables}
  claim {claim}
  proof
    by algebra
"""


def development(tmp_path, low, high, source=SOURCE):
    (tmp_path / "t.ua").write_text(source.format(low=low, high=high))
    return load(tmp_path)


def above(tmp_path, claim, variables="T integer in [1, oo); k integer in [1, oo)"):
    (tmp_path / "t.ua").write_text(ABOVE.format(claim=claim, variables=variables))
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
    assert (found.logarithm, found.form) == ("log(1/eps)", "t.length(m, eps)")


def test_powers_of_eps_itself(tmp_path):
    found = order_of(development(tmp_path, "eps**(-2)", "7*eps**(-2)"), "t.length", "eps")
    assert (found.exponent, found.log_exponent, found.lower_constant) == ("-2", "0", "1")
    assert found.logarithm == ""


def test_a_growing_parameter_and_its_logarithm(tmp_path):
    loaded = development(tmp_path, "c*T**2*log(T)", "c*T**2*log(T)", GROWING)
    found = order_of(loaded, "t.tokens", "T")
    assert (found.exponent, found.log_exponent, found.logarithm) == ("2", "1", "log(T)")
    assert found.lower_constant == "c"
    other = order_of(loaded, "t.tokens", "c")
    assert (other.exponent, other.log_exponent) == ("1", "0")
    assert other.lower_constant == "T**2*log(T)"


def test_a_statement_about_all_parameters_comes_before_a_special_case(tmp_path):
    loaded = development(tmp_path, "c*T**2*log(T)", "c*T**2*log(T)", GROWING)
    assert order_of(loaded, "t.tokens", "T").statement == "t.anywhere"


def test_a_square_root_is_a_power(tmp_path):
    found = order_of(
        development(tmp_path, "c*T*sqrt(T)*log(T)", "c*sqrt(T)*T*log(T)", GROWING), "t.tokens", "T"
    )
    assert found.exponent == "3/2"


def test_nothing_is_said_of_other_names_and_variables(tmp_path):
    loaded = development(tmp_path, "1/eps", "2*(1/eps)")
    assert order_of(loaded, "t.other", "eps") is None
    assert order_of(loaded, "t.length", "m") is None
    assert above_powers(loaded, "t.length", "eps") is None


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("(1/eps)**m", "(1/eps)**(m + 1)"),
        ("eps*exp(eps)*(1/eps)", "2*(1/eps)"),
        ("(1/eps)*log(1/eps)", "(1/eps)*log(eps)"),
        ("(1/eps)**(m*eps)", "(1/eps)**(m*eps)"),
    ],
)
def test_sides_that_differ_in_more_than_a_constant_are_refused(tmp_path, low, high):
    with pytest.raises(DevelopmentError, match="differ in more than a constant"):
        order_of(development(tmp_path, low, high), "t.length", "eps")


def test_two_logarithms_are_refused(tmp_path):
    both = "log(eps)*log(1/eps)"
    with pytest.raises(DevelopmentError, match="not both"):
        order_of(development(tmp_path, both, both), "t.length", "eps")


def test_sides_in_the_wrong_order_are_refused(tmp_path):
    source = SOURCE.replace("claim {low} <= t", "claim {low} >= t")
    with pytest.raises(DevelopmentError, match="LOW <= NAME"):
        order_of(development(tmp_path, "1/eps", "2/eps", source), "t.length", "eps")


# --- above every power ----------------------------------------------------------------------------


def test_a_form_above_every_power(tmp_path):
    loaded = above(tmp_path, "(1/k)**k*T**k <= t.boxes(T)")
    assert order_of(loaded, "t.boxes", "T") is None
    found = above_powers(loaded, "t.boxes", "T")
    assert (found.power, found.lower_constant, found.range) == ("k", "(1/k)**k", ("1 <= T",))
    assert above_powers(loaded, "t.other", "T") is None


@pytest.mark.parametrize(
    ("claim", "variables"),
    [
        ("T**2 <= t.boxes(T)", "T integer in [1, oo)"),
        ("T**k <= t.boxes(T)", "T integer in [1, oo); k integer in [1, 3]"),
        ("T**k <= t.boxes(T)", "T integer in [1, oo); k integer in [2, oo)"),
        ("T**k <= t.boxes(T)", "T integer in [1, oo); k in [1, oo)"),
        ("T**k <= t.boxes(k)", "T integer in [1, oo); k integer in [1, oo)"),
        ("T**k/T**k*T**k <= t.boxes(T)", "T integer in [1, oo); k integer in [1, oo)"),
        ("T**k*log(T) <= t.boxes(T)", "T integer in [1, oo); k integer in [1, oo)"),
        ("t.boxes(T) <= T**k", "T integer in [1, oo); k integer in [1, oo)"),
        ("T**T <= t.boxes(T)", "T integer in [1, oo)"),
    ],
)
def test_one_claim_of_another_form_is_refused(tmp_path, claim, variables):
    with pytest.raises(DevelopmentError, match="with one claim: write"):
        above_powers(above(tmp_path, claim, variables), "t.boxes", "T")


def test_a_hypothesis_may_not_tie_the_exponent_to_the_variable(tmp_path):
    variables = "T integer in [1, oo); k integer in [1, oo)\n  given k <= T"
    with pytest.raises(DevelopmentError, match="with one claim: write"):
        above_powers(above(tmp_path, "T**k <= t.boxes(T)", variables), "t.boxes", "T")
