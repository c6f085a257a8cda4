"""Exact identities: sums of squares, products of known factors, means, equations, exponentials."""

import copy
import time

import pytest
from enclosure_claims import claim
from flint import ctx

from ua_symbolic.enclosure.certificates import digest, seal
from ua_symbolic.enclosure.problem import ON_BOX, Goal, difference, domain
from ua_symbolic.enclosure.program import UnsupportedError
from ua_symbolic.enclosure.prove import Proved, find_certificate, prove
from ua_symbolic.enclosure.recasts import by_order
from ua_symbolic.enclosure.search import Budget, GaveUpError, Search
from ua_symbolic.enclosure.verify import verify
from ua_symbolic.enclosure.verify_mpfr import verify_mpfr
from ua_symbolic.errors import CertificateError


def everywhere(names):
    return [f"{x} in (-oo, oo)" for x in names]


def nonnegative(names):
    return [f"{x} in [0, oo)" for x in names]


def positive(names):
    return [f"{x} in (0, oo)" for x in names]


TRUE = [
    ("x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2", everywhere("xy"), []),
    ("x**2*y**2*(x**2 + y**2 - 3*z**2) + z**6 >= 0", everywhere("xyz"), []),
    ("(x**2 + y**2 + z**2)**2 >= 3*(x**3*y + y**3*z + z**3*x)", everywhere("xyz"), []),
    ("x*(x - y)*(x - z) + y*(y - x)*(y - z) + z*(z - x)*(z - y) >= 0", nonnegative("xyz"), []),
    ("(a - b + c + d - e)**2 + 4*b*d + 4*c*(e - d) >= 0", nonnegative("abcde"), []),
    ("a/(b + c) + b/(c + a) + c/(a + b) >= 3/2", positive("abc"), []),
    ("x**4 + x + 1 > 0", everywhere("x"), []),
    ("x*y*z <= 1/27", nonnegative("xyz"), ["x + y + z = 1"]),
    ("x + y >= 2", positive("xy"), ["x*y = 1"]),
    ("exp(2*x) + exp(2*y) >= 2*exp(x + y)", everywhere("xy"), []),
    ("sin(x)**4 + cos(x)**4 >= 1/2", everywhere("x"), []),
    ("log(x) + log(y) >= 0", ["x in [1/10, 10]", "y in [1/10, 10]"], ["x*y >= 1"]),
    ("a**5 + b**5 + c**5 + d**5 + e**5 >= 5*a*b*c*d*e", nonnegative("abcde"), []),
    ("x <= y", ["x in [0, 1]", "y in [0, 1]"], ["x = y"]),
    ("log((x + y)/2) >= (log(x) + log(y))/2", ["x in [1, 4]", "y in [1, 4]"], []),
]


@pytest.mark.parametrize(("text", "on", "given"), TRUE)
def test_truths_are_proved_and_both_verifiers_agree(text, on, given):
    outcome = prove(claim(text, *on, given=given), timeout=40)
    assert isinstance(outcome, Proved), outcome
    assert verify_mpfr(outcome.certificate).status == "valid"


FALSE = [
    ("x**4*y**2 + x**2*y**4 + 1 >= 3.0000001*x**2*y**2", everywhere("xy"), []),
    ("x**4*y**2 + x**2*y**4 + 1 > 3*x**2*y**2", everywhere("xy"), []),
    ("x**2*y + 1 >= 0", everywhere("xy"), []),
    ("x**3 + y**3 + z**3 >= 3*x*y*z", everywhere("xyz"), []),
    ("x**2 + y**2 > 2*x*y", positive("xy"), []),
    ("x*(x - y)*(x - z) + y*(y - x)*(y - z) + z*(z - x)*(z - y) >= 0", everywhere("xyz"), []),
    ("x + y > 0", nonnegative("xy"), []),
    ("x*y > 0", ["x in [0, 1]", "y in (0, 1]"], []),
    ("x*y*z < 1/27", nonnegative("xyz"), ["x + y + z = 1"]),
    ("x*y*z <= 1/27 - 1e-9", nonnegative("xyz"), ["x + y + z = 1"]),
    ("x + y >= 2.0000001", positive("xy"), ["x*y = 1"]),
    ("x + y >= 2", everywhere("xy"), ["x*y = 1"]),
    ("log(x) + log(y) > 0", ["x in [1/10, 10]", "y in [1/10, 10]"], ["x*y >= 1"]),
    ("x**2/x >= x - 1", everywhere("x"), []),
    ("sqrt(x)**2 + y**2 >= 0", everywhere("xy"), []),
    ("x**2 + 1/y - 1/y >= 0", everywhere("xy"), []),
    ("(a + b + c + d)**2 >= 16.0001*a*b", nonnegative("abcd"), []),
    ("log((x + y)/2) >= (log(x) + log(y))/2 + 1e-9", ["x in [1, 4]", "y in [1, 4]"], []),
    ("cosh(x)*cosh(y) > cosh((x + y)/2)**2", ["x in [-1, 4]", "y in [-1, 4]"], []),
    ("Sum(x**k, (k, 0, 10)) > 1", ["x in [0, 1]"], []),
]


@pytest.mark.parametrize(("text", "on", "given"), FALSE)
def test_near_misses_are_not_found(text, on, given):
    try:
        found, _ = find_certificate(claim(text, *on, given=given), time.monotonic() + 0.8, 64)
    except (GaveUpError, UnsupportedError):
        return
    assert verify(found).status != "valid"


# --- tampering ---------------------------------------------------------------------------------


def certificate(text, on, given=()):
    found, _ = find_certificate(claim(text, *on, given=given), time.monotonic() + 40, 64)
    assert verify(found).status == "valid"
    return found


@pytest.fixture(scope="module")
def squares():
    return certificate("(x**2 + y**2 + z**2)**2 >= 3*(x**3*y + y**3*z + z**3*x)", everywhere("xyz"))


@pytest.fixture(scope="module")
def means():
    return certificate("x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2", everywhere("xy"))


@pytest.fixture(scope="module")
def solved():
    return certificate("x*y <= 1/4", nonnegative("xy"), ["x + y = 1"])


@pytest.fixture(scope="module")
def cases():
    problem = claim("exp(x) + exp(y) >= 2*exp((x + y)/2)", "x in [-1, 4]", "y in [-1, 4]")
    box, constraints = domain(problem.variables, problem.hypotheses)
    term = difference(problem.conclusion)
    goal = Goal(problem.variables, box, constraints, term, False, ON_BOX)
    with ctx.workprec(64):
        tree = by_order(Search(64, Budget(time.monotonic() + 30)), goal)
    found = seal(problem, 64, [], {"way": 0, "trees": [tree]})
    assert verify(found).status == "valid"
    assert verify_mpfr(found).status == "valid"
    return found


def verdict(found, change):
    forged = copy.deepcopy(found)
    change(forged["main"]["trees"][0])
    forged["digest"] = digest(forged)
    return verify(forged).status


def inner(node, form):
    """The first node of a form below a node."""
    work = [node]
    while work:
        top = work.pop()
        if isinstance(top, dict) and top.get("form") == form:
            return top
        work += top.values() if isinstance(top, dict) else top if isinstance(top, list) else ()
    raise AssertionError(f"no node of form {form}")


def first(node):
    return node["summands"][0]


def change_of_first(**fields):
    return lambda node: first(node).update(fields)


@pytest.mark.parametrize(
    "change",
    [
        change_of_first(weight="-1"),
        change_of_first(weight="0"),
        change_of_first(weight="7/3"),
        change_of_first(factors=[99]),
        change_of_first(factors=[-1]),
        change_of_first(square=["v", "z", "real"]),
        lambda node: node["summands"].pop(),
        lambda node: node["summands"].append(first(node)),
        lambda node: node.update(power=1, multiplier="squares and one"),
        lambda node: node.update(summands=[]),
    ],
)
def test_changed_squares_are_rejected(squares, change):
    assert squares["main"]["trees"][0]["form"] == "weighted squares"
    assert verdict(squares, change) == "invalid"


@pytest.mark.parametrize(
    "change",
    [
        change_of_first(weight="2"),
        change_of_first(weight="-3"),
        change_of_first(sign=-1),
        change_of_first(shares=["1/2", "1/2"]),
        change_of_first(shares=["1/2", "1/4", "1/4"]),
        change_of_first(shares=["2", "-1/2", "-1/2"]),
        change_of_first(mean=[1, 1]),
        lambda node: first(node)["monomials"].__setitem__(0, [5, 1]),
        lambda node: node.update(summands=[]),
    ],
)
def test_changed_means_are_rejected(means, change):
    assert means["main"]["trees"][0]["form"] == "means"
    assert verdict(means, change) == "invalid"


@pytest.mark.parametrize(
    "change",
    [
        lambda node: node.update(variable="y", value=["v", "y", "real"]),
        lambda node: node.update(constraint=1),
        lambda node: node.update(value=["n", "1"]),
    ],
)
def test_changed_equations_are_rejected(solved, change):
    assert solved["main"]["trees"][0]["form"] == "solve"
    assert verdict(solved, change) == "invalid"


@pytest.mark.parametrize(
    "change",
    [
        lambda node: node.update(above=node["below"]),
        lambda node: node.update(below=node["above"]),
        lambda node: node.update(term=["n", "1"]),
        lambda node: node.update(term=["v", "z", "real"]),
        lambda node: node["above"].update(constraint=3),
        lambda node: node["above"].update(slope={"form": "empty", "constraint": 0}),
    ],
)
def test_changed_cases_are_rejected(cases, change):
    assert verdict(cases, lambda node: change(inner(node, "cases"))) == "invalid"


def test_a_slope_on_the_way_to_an_edge_may_use_that_edge_only():
    """x moves to the edge x = y/2 of 2*x >= y; that x <= y need not hold on the way."""
    text, on = "(x - y)**2 >= 0", ["x in [0, 4]", "y in [1, 2]"]
    found = certificate(text, on, ["2*x >= y", "x <= y"])
    edge = {
        "form": "edge",
        "variable": "x",
        "constraint": 0,
        "coefficient": {"form": "natural"},
        "slope": {"form": "empty", "constraint": 1},
        "curve": {"form": "natural"},
        "face": {"form": "natural"},
    }
    forged = {**found, "main": {"way": 0, "trees": [edge]}}
    forged["digest"] = digest(forged)
    assert verify(forged).status == "invalid"


@pytest.mark.parametrize("fields", [{"multiplier": "x"}, {"power": -1}, {"power": 10**9}])
def test_malformed_squares(squares, fields):
    with pytest.raises(CertificateError):
        verdict(squares, lambda node: node.update(fields))


def test_an_open_box_makes_a_known_factor_strict_and_a_closed_one_does_not():
    assert isinstance(prove(claim("x*y + x > 0", *positive("xy")), timeout=3), Proved)
    assert not isinstance(prove(claim("x*y + x > 0", *nonnegative("xy")), timeout=1), Proved)
