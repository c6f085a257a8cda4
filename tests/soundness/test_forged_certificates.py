"""Certificates written by hand for false claims: each form of a tree turned against the verifier.

Every one of them was accepted once, or is next to one that was.
"""

import time
from dataclasses import replace
from typing import Any

import pytest
from falsehood_table import Falsehood

from ua_symbolic.enclosure.certificates import Verdict, seal
from ua_symbolic.enclosure.goals import defined_between, through_the_reals
from ua_symbolic.enclosure.problem import (
    NOWHERE,
    ON_BOX,
    Goal,
    Problem,
    Range,
    conditions,
    domain,
)
from ua_symbolic.enclosure.prove import find_certificate
from ua_symbolic.enclosure.search import GaveUpError
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr
from ua_symbolic.expressions.parser import Scope, parse_term
from ua_symbolic.expressions.serial import to_data
from ua_symbolic.expressions.terms import ONE, ZERO, Call, Relation, Sort, Variable, function
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.sequents import sequent
from ua_symbolic.kernel.theorems import derive
from ua_symbolic.kernel.theory import Definition, Theory

NATURAL, EXACT = {"form": "natural"}, {"form": "exact"}
Tree = dict[str, Any]


def problem(claim: str, *on: str, given: tuple[str, ...] = ()) -> Problem:
    return Falsehood("forged", claim, on, given, {}, "").problem()


def data(text: str, of: Problem) -> Any:
    return to_data(parse_term(text, Scope({v.name: v for v in of.variables})))


def monotone(variable: str, slope: Tree, face: Tree, end: str = "low") -> Tree:
    return {"form": "monotone", "variable": variable, "end": end, "strict": "face",
            "slope": slope, "face": face}  # fmt: skip


def split(
    variable: str, at: str, of: Problem, below: Tree = NATURAL, above: Tree = NATURAL
) -> Tree:
    return {"form": "split", "variable": variable, "at": data(at, of), "below": below,
            "above": above}  # fmt: skip


def rewrite(text: str, of: Problem, tree: Tree = NATURAL) -> Tree:
    return {"form": "rewrite", "term": data(text, of), "tree": tree}


def shown(tree: Tree, way: int = 0, *, whole: bool = True) -> Tree:
    return {"alternative": 0, "whole": whole, "parts": [{"way": way, "trees": [tree]}]}


def verdicts(of: Problem, main: Tree, *defined: Tree) -> list[Verdict]:
    assert len(conditions(of.conclusion, of.variables)) == len(defined)
    certificate = seal(of, 64, list(defined), {"way": 0, "trees": [main]})
    return [verify(certificate), verify_mpfr(certificate)]


def assert_refused(of: Problem, main: Tree, *defined: Tree) -> None:
    assert "valid" not in [v.status for v in verdicts(of, main, *defined)]


def test_an_honest_certificate_of_this_kind_is_accepted() -> None:
    of = problem("n**2 + n >= 0", "n integer in [0, 9]")
    found = verdicts(of, monotone("n", NATURAL, EXACT))
    assert [v.status for v in found] == ["valid", "valid"]


def test_slopes_at_the_integers_say_nothing() -> None:
    of = problem("sin(2*pi*n) - n >= 0", "n integer in [0, 1]")
    assert_refused(of, monotone("n", split("n", "0", of), EXACT))


JUMP = "-sqrt(({0}-1/2)**2)*({0}-1/2)/({0}-1/2)**2 >= 1"


@pytest.mark.parametrize("face", [NATURAL, EXACT], ids=["natural", "exact"])
def test_a_slope_is_not_rewritten_across_a_jump_between_integers(face: Tree) -> None:
    of = problem(JUMP.format("n"), "n integer in [0, 1]")
    main = monotone("n", rewrite("0", of), face)
    assert_refused(of, main, shown(NATURAL), shown(split("n", "0", of), 1))


def test_a_slope_is_not_rewritten_across_a_jump_that_a_constraint_leaves_out() -> None:
    of = problem(JUMP.format("x"), "x in [0, 1]", given=("(x-1/2)**2 >= 1/100",))
    apart = {"form": "multiplier", "constraint": 0, "factor": data("1", of),
             "nonnegative": NATURAL, "tree": rewrite("1/100", of)}  # fmt: skip
    main = monotone("x", rewrite("0", of), EXACT)
    assert_refused(of, main, shown(NATURAL), shown(apart, 1, whole=False))


def test_what_is_known_at_integers_is_not_known_between() -> None:
    of = problem("sqrt(n*(n - 1)) >= 0", "n integer in [0, 1]")
    box, _ = domain(of.variables, of.hypotheses)
    goal = Goal(of.variables, box, (), of.conclusion.left, defined=ON_BOX)
    assert not defined_between(goal)
    assert defined_between(replace(goal, box=(Range(ONE, ONE),)))
    assert through_the_reals(goal, 0).defined == NOWHERE


def test_an_exponent_on_both_sides_must_be_defined() -> None:
    of = problem("log(2 + x) - log(2) >= 0", "x in [-1, 1]")
    main = {"form": "exponential", "larger": data("exp(log(x))*(2 + x)", of),
            "smaller": data("exp(log(x))*2", of), "trees": [rewrite("x**2", of)]}  # fmt: skip
    assert_refused(of, main, shown(NATURAL))


def test_what_is_defined_on_a_branch_is_not_defined_everywhere() -> None:
    of = problem("x + 0*Piecewise((sqrt(x), 0 <= x), (0, True)) >= 0", "x in [-1, 1]")
    square = {"weight": "1", "factors": [], "square": data("sqrt(x)", of)}
    main = {"form": "weighted squares", "multiplier": "one", "power": 0, "extra": [],
            "summands": [square]}  # fmt: skip
    assert_refused(of, main, shown(NATURAL))


POSITIVE = {**monotone("x", NATURAL, NATURAL), "strict": "slope"}
"""x > 0 on (0, c], however small the c."""


def test_logarithms_on_a_branch_do_not_count() -> None:
    branch = "0*Piecewise((log(x), 0 < x), (0, True))"
    of = problem(f"log(1) - log(2) + {branch} >= 0", "x in [-2, 0]")
    main = {"form": "exponential", "larger": data("x*1", of), "smaller": data("x*2", of),
            "trees": [rewrite("-x", of)]}  # fmt: skip
    assert_refused(of, main, shown(POSITIVE))


def test_signs_on_a_branch_do_not_count() -> None:
    branch = "0*Piecewise((sqrt(-log(x)), 0 < x), (0, True))"
    of = problem(f"x - sqrt(x**2) + {branch} >= 0", "x in [-1, 1]")
    assert_refused(of, EXACT, shown(NATURAL), shown(POSITIVE), shown(NATURAL))


BY_VALUE = [
    ("x**x <= -1/30", ("x in [-3, 2]",)),  # true at x = -3
    ("besseli(y, x) <= -1/10**6", ("x in [-3, 2]", "y in [5, 6]")),  # true at x = -1, y = 5
]


@pytest.mark.parametrize(("given", "on"), BY_VALUE, ids=["power", "Bessel"])
def test_a_hypothesis_that_holds_by_value_only_is_not_discarded(
    given: str, on: tuple[str, ...]
) -> None:
    of = problem("1 <= 0", *on, given=(given,))
    with pytest.raises(GaveUpError):
        find_certificate(of, time.monotonic() + 0.5, 64)
    assert_refused(of, {"form": "empty", "constraint": 0})
    factor = {"form": "multiplier", "constraint": 0, "factor": data("100", of),
              "nonnegative": NATURAL, "tree": NATURAL}  # fmt: skip
    assert_refused(of, factor)


def test_a_box_says_nothing_of_an_unfolded_function() -> None:
    x = Variable("x")
    logarithm = Definition("F", (x,), (Relation("<", ZERO, x),), function("log", x), Sort.REAL)
    call = Call("F", (x,))
    defined = Relation("=", call, call)
    main = {"way": 0, "trees": [EXACT, EXACT]}
    certificate = seal(Problem((x,), (), defined), 64, [], main)
    assert verify(certificate).status == "unsupported"
    with pytest.raises(KernelError, match="unfolded"):
        derive(Theory({"F": logarithm}), "box", sequent((), defined), (),
               {"certificate": certificate})  # fmt: skip


def test_an_integral_of_a_case_distinction_is_unsupported_in_a_hypothesis() -> None:
    """It used to end in an error of the library."""
    text = "Integral(Piecewise((1, x <= t), (t, True)), (t, 0, x)) <= -1"
    of = problem("1 <= 0", "x in [0, 1]", given=(text,))
    certificate = seal(of, 64, [], {"way": 0, "trees": [{"form": "empty", "constraint": 0}]})
    assert verify(certificate).status == "unsupported"


def edge(variable: str, slope: Tree, curve: Tree, face: Tree) -> Tree:
    return {"form": "edge", "variable": variable, "constraint": 0, "coefficient": NATURAL,
            "slope": slope, "curve": curve, "face": face}  # fmt: skip


def test_a_curve_with_a_gap_is_not_followed_across_it() -> None:
    of = problem("x + 1 >= 0", "x real", "y in [-1, 1]", given=("x >= 1/y",))
    curve = monotone("y", NATURAL, EXACT, end="high")
    assert_refused(of, edge("x", NATURAL, curve, {"form": "empty", "constraint": 0}))


def test_an_integer_does_not_move_to_an_edge_across_poles() -> None:
    of = problem("tan(6*n) >= 0", "n integer in [0, 1]", "y in [0, 1/8]", given=("n >= y",))
    real = problem("n >= 0", "n real", "y real")
    summands = [
        {"weight": "6", "factors": [], "square": data(square, real)} for square in ("1", "tan(6*n)")
    ]
    slope = {"form": "weighted squares", "multiplier": "one", "power": 0, "extra": [],
             "summands": summands}  # fmt: skip
    main = edge("n", slope, NATURAL, NATURAL)
    assert_refused(of, main, shown(split("n", "0", of), 1))
