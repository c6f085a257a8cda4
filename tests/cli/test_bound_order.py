"""``ua bound NAME --order K``: what a theorem says, and only what is established."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_developments import assert_refused, ua

Capture = pytest.CaptureFixture[str]

SOURCE = """\
bound t.cells(T integer, L, eps) integer
  "cells"
  domain T >= 1, L > 0, eps > 0
  value ceiling(L/eps)

bound t.heat(L, eps)
  "a temperature"
  domain L > 0, eps > 0
  value L/eps**2*log(1/eps)

bound t.boxes(T integer)
  "boxes"
  domain T >= 1
  value exp(T)

bound t.shift(L)
  "a constant that may be zero"
  domain L >= 0
  value L

theorem t.cells_order [order eps, order L]
  "of order L/eps"
  for T integer in [1, oo); L in (0, oo); eps in (0, oo)
  given eps <= L
  claim L*(1/eps) <= t.cells(T, L, eps)
  claim t.cells(T, L, eps) <= 2*L*(1/eps)
  proof
    have t.cells(T, L, eps) = ceiling(L/eps)  by definition
    1
      = eps/eps  by algebra
      <= L/eps  by monotone
    L*(1/eps)
      = L/eps  by algebra
      <= t.cells(T, L, eps)
    t.cells(T, L, eps)
      <= 2*(L/eps)
      = 2*L*(1/eps)  by algebra

theorem t.heat_order [order eps]
  "of order eps^-2 log(1/eps)"
  for L in (0, oo); eps in (0, 1)
  claim L*(1/eps)**2*log(1/eps) <= t.heat(L, eps)
  claim t.heat(L, eps) <= L*(1/eps)**2*log(1/eps)
  proof
    t.heat(L, eps)
      = L/eps**2*log(1/eps)  by definition
      = L*(1/eps)**2*log(1/eps)  by algebra

theorem t.boxes_order [order T]
  "above every power"
  for T integer in [1, oo); k integer in [1, oo)
  claim (1/k)**k*T**k <= t.boxes(T)
  proof
    have 1 + T/k <= exp(T/k)  by fact.exp_tangent at x = T/k
    have T/k <= exp(T/k)
    (1/k)**k*T**k
      = (T/k)**k  by algebra
      <= exp(T/k)**k  by monotone
      = exp(T)  by algebra
      = t.boxes(T)  by definition

theorem t.shift_order [order L]
  "with a lower constant that is zero"
  for L in [1, oo)
  claim 0*L <= t.shift(L)
  claim t.shift(L) <= 1*L
  proof
    have t.shift(L) = L  by definition
    have 0*L <= t.shift(L)  by linear
    by linear
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("orders") / "mine"
    found.mkdir()
    (found / "t.ua").write_text(SOURCE, encoding="utf-8")
    return found


@pytest.fixture
def checked(folder: Path, capsys: Capture) -> str:
    said = ua(capsys, "check", str(folder))
    assert said.status == 0, said.out
    return str(folder)


def test_power_constants_and_range(checked: str, capsys: Capture) -> None:
    said = ua(capsys, "bound", "t.cells", checked, "--order", "eps")
    assert said.out.splitlines() == [
        "t.cells(T, L, eps) = Theta(eps^(-1)): proved, t.cells_order",
        "  at least  L  times that",
        "  at most   2*L  times that",
        "  where     1 <= T and 0 < L and 0 < eps and eps <= L",
    ]


def test_one_theorem_may_tell_the_order_in_two_parameters(checked: str, capsys: Capture) -> None:
    said = ua(capsys, "bound", "t.cells", checked, "--order", "L", "--json")
    assert json.loads(said.out) == {
        "name": "t.cells",
        "variable": "L",
        "exponent": "1",
        "log_exponent": "0",
        "lower_constant": "1/eps",
        "upper_constant": "2*(1/eps)",
        "range": "1 <= T and 0 < L and 0 < eps and eps <= L",
        "statement": "t.cells_order",
        "logarithm": "",
        "form": "t.cells(T, L, eps)",
        "lower_positive": True,
        "status": "proved",
    }


def test_a_logarithm(checked: str, capsys: Capture) -> None:
    said = ua(capsys, "bound", "t.heat", checked, "--order", "eps")
    assert "t.heat(L, eps) = Theta(eps^(-2) log(1/eps)): proved" in said.out


def test_above_every_power(checked: str, capsys: Capture) -> None:
    said = ua(capsys, "bound", "t.boxes", checked, "--order", "T")
    assert said.out.splitlines() == [
        "t.boxes(T) is above every power of T: proved, t.boxes_order",
        "  at least  (1/k)**k*T**k  for every integer k >= 1",
        "  where     1 <= T",
    ]
    found = json.loads(ua(capsys, "bound", "t.boxes", checked, "--order", "T", "--json").out)
    assert (found["exponent"], found["power"], found["upper_constant"]) == (None, "k", None)


def test_theta_is_not_said_with_a_lower_constant_of_zero(checked: str, capsys: Capture) -> None:
    said = ua(capsys, "bound", "t.shift", checked, "--order", "L")
    assert said.out.startswith("t.shift(L) = O(L): proved")
    assert "0  times that (not shown to be positive)" in said.out
    found = json.loads(ua(capsys, "bound", "t.shift", checked, "--order", "L", "--json").out)
    assert found["lower_positive"] is False


def test_what_no_theorem_tells_is_refused(checked: str, capsys: Capture) -> None:
    said = ua(capsys, "bound", "t.cells", checked, "--order", "T")
    assert_refused(said, "no theorem", "in T", "there are theorems for L, eps")
    said = ua(capsys, "bound", "t.cells", checked, "--order", "m")
    assert_refused(said, "no parameter m", "T, L, eps")


def test_a_theorem_that_is_not_established_tells_nothing(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "t.ua").write_text(SOURCE, encoding="utf-8")
    said = ua(capsys, "bound", "t.cells", str(tmp_path), "--order", "eps")
    assert_refused(said, "t.cells_order", "run ua check")
    said = ua(capsys, "bound", "t.boxes", str(tmp_path), "--order", "T")
    assert_refused(said, "t.boxes_order", "run ua check")
