"""Farkas certificates: found where they exist, exact, and none for what does not follow."""

import random
import time
from fractions import Fraction

import pytest

from ua_symbolic.algebra import decide_equal, farkas, identity, linearise, monomial_term
from ua_symbolic.algebra.simplex import solve
from ua_symbolic.expressions.elaborate import Scope
from ua_symbolic.expressions.parser import parse_claim, parse_relation, parse_term
from ua_symbolic.expressions.terms import (
    ZERO,
    Number,
    Relation,
    Sort,
    Variable,
    add,
    mul,
    sub,
)

SCOPE = Scope({"k": Variable("k", Sort.INTEGER)}, free=True)

HOLDS = """
x <= z | x <= y <= z
x < z | x <= y < z
x < y + 1 | x <= y
x = z | x = y and y = z
x - z = 0 | z = y and x + 1 = y + 1
2*x <= y + z | x <= y and x <= z
x <= (y + z)/2 | x <= y and x <= z
x <= 3/2 | 2*x <= 3
0 < 1 | x <= y
-1/3 <= 0 | x <= y
z >= x | z >= y and y >= x
x*y <= 3 | x*y + z <= 2 and -1 <= z
exp(x+y) <= 1 | exp(x)*exp(y) <= 1
(x+y)**2 <= 4 | x**2 + y**2 <= 4 and 2*x*y <= 0
sqrt(8)*x <= 1 | 2*sqrt(2)*x <= 1
1/(x+1) <= 1 - s | s <= x/(x+1)
L*(x - y) <= L*r | L*x <= L*r + L*y
k*(k+1)/2 + k + 1 <= (k+1)*(k+2)/2 | 0 <= 1
2*k*sin(x) <= t | k*sin(x) <= t/2
"""
FAILS = """
x < z | x <= y <= z
x <= z | x <= y
x = z | x <= y <= z
x <= y | y <= x
x <= y - 1/1000000 | x <= y
0 < 0 | x <= y
1 <= 0 | x <= y
x*x <= x*y | x <= y
x <= 2 | x**2 <= 4
x = y | x**2 = y**2
x <= z | x <= y and z <= y
x != y | x < y
sqrt(2)*x <= 1 | x <= 7/10
"""
PRODUCTS = """
x*y <= x*z | y <= z | x
x*y*t <= x*z*t | y <= z | x, t
0 <= x*y | 0 <= 1 | x, y
x*(y+t) <= x*z | y <= z - t | x
x*x <= y*y | x <= y | x, y
x**3 <= y**3 | x <= y | x, y
x/(1+t) <= y/(1+t) | x <= y | 1/(1+t)
L*(x-y)*a <= eps*a | L*(x-y) <= eps | a
"""


def read(line):
    goal, premises, *rest = (part.strip() for part in line.split("|"))
    nonnegative = [parse_term(t, SCOPE) for t in rest[0].split(",")] if rest else []
    return parse_relation(goal, SCOPE), list(parse_claim(premises, SCOPE)), nonnegative


def lines(table):
    return [line for line in table.split("\n") if line]


def check(goal, premises, certificate):
    equation = identity(goal, premises, certificate)
    assert decide_equal(equation.left, equation.right, premises, ("flint",)).equal
    for summand in certificate.summands:
        free = summand.premise is not None and premises[summand.premise].op == "="
        assert free or summand.coefficient > 0


@pytest.mark.parametrize("line", lines(HOLDS))
def test_what_follows_linearly_is_found(line):
    goal, premises, _ = read(line)
    certificate = farkas(goal, premises, ())
    assert certificate is not None
    check(goal, premises, certificate)
    if goal.op in ("<", ">"):
        parts = certificate.summands
        assert any(
            not s.factors and (s.premise is None or premises[s.premise].op in ("<", ">"))
            for s in parts
        )


@pytest.mark.parametrize("line", lines(FAILS))
def test_what_does_not_follow_is_not(line):
    goal, premises, _ = read(line)
    assert farkas(goal, premises, ()) is None


@pytest.mark.parametrize("line", lines(PRODUCTS))
def test_products_with_nonnegative_terms(line):
    goal, premises, nonnegative = read(line)
    certificate = farkas(goal, premises, (), nonnegative, products=2)
    assert certificate is not None
    check(goal, premises, certificate)


def test_a_product_needs_the_term():
    goal, premises, _ = read("x*y <= x*z | y <= z")
    assert farkas(goal, premises, (), (), products=2) is None


@pytest.mark.parametrize("seed", range(12))
def test_random_combinations_are_found(seed):
    r = random.Random(seed)
    names = [Variable(f"v{i}") for i in range(8)]
    premises = [some_premise(r, names) for _ in range(12)]
    goal = combination(r, premises, ())
    certificate = farkas(goal, premises, ())
    assert certificate is not None
    check(goal, premises, certificate)


@pytest.mark.parametrize("seed", range(3))
def test_random_combinations_with_products_are_found_in_time(seed):
    r = random.Random(seed)
    names = [Variable(f"v{i}") for i in range(10)]
    premises = [some_premise(r, names) for _ in range(15)]
    goal = combination(r, premises, names)
    start = time.process_time()
    certificate = farkas(goal, premises, (), names, products=1)
    assert time.process_time() - start < 3
    assert certificate is not None
    check(goal, premises, certificate)


def some_premise(r, names):
    parts = [mul(Number(Fraction(r.randint(-5, 5))), v) for v in r.sample(names, 4)]
    return Relation("<=", ZERO, add(*parts, Number(Fraction(r.randint(-3, 9)))))


def combination(r, premises, factors):
    chosen = r.sample(premises, 5)
    parts = [
        mul(Number(Fraction(r.randint(1, 3))), *([r.choice(factors)] if factors else []), p.right)
        for p in chosen
    ]
    return Relation("<=", ZERO, add(*parts))


def test_the_exact_method_alone(monkeypatch):
    monkeypatch.setattr("ua_symbolic.algebra.basis.guess", lambda *_: None)
    r = random.Random(7)
    for _ in range(30):
        columns = [{i: Fraction(r.randint(-3, 3)) for i in range(5)} for _ in range(9)]
        weights = [Fraction(r.choice((0, 0, 1, 2)), 3) for _ in columns]
        target = total(columns, weights)
        found = solve(columns, target)
        assert found is not None
        assert min(found) >= 0
        assert total(columns, found) == target


def test_a_preferred_solution_is_found_if_there_is_one(monkeypatch):
    columns = [{0: Fraction(1)}, {0: Fraction(2)}, {0: Fraction(-1)}]
    for exact in (False, True):
        if exact:
            monkeypatch.setattr("ua_symbolic.algebra.basis.guess", lambda *_: None)
        found = solve(columns, {0: Fraction(1)}, [2])
        assert found is not None
        assert found[2] > 0
        assert total(columns, found) == {0: 1}


def test_what_has_no_solution():
    assert solve([{0: Fraction(1)}], {0: Fraction(-1)}) is None
    assert solve([{0: Fraction(1)}, {0: Fraction(3)}], {0: Fraction(1), 1: Fraction(1)}) is None
    assert solve([], {0: Fraction(1)}) is None
    assert solve([], {}) == []


def total(columns, weights):
    result = {}
    for column, weight in zip(columns, weights, strict=True):
        for i, value in column.items():
            result[i] = result.get(i, Fraction(0)) + weight * value
    return {i: v for i, v in result.items() if v}


@pytest.mark.parametrize(
    "text",
    ["x*(y+1)/2", "x/(x+1)", "exp(x+y)/z", "sqrt(x)*x/y**2", "(x**2+1)/(x*(x+1)**2)", "x - x"],
)
def test_a_linear_form_has_the_value_of_the_term(text):
    term = parse_term(text, SCOPE)
    linear = linearise(term, ())
    assert linear is not None
    again = add(*(mul(Number(c), monomial_term(m)) for m, c in linear.items()))
    assert decide_equal(term, again, ()).equal


def test_multiples_of_a_denominator_are_divided_out():
    left = linearise(parse_term("x/(x+1) + 1/(x+1)", SCOPE), ())
    assert left == {(): Fraction(1)}
    parts = linearise(parse_term("x/(x+1)", SCOPE), ())
    other = linearise(parse_term("1/(x+1)", SCOPE), ())
    assert parts is not None
    assert other is not None
    assert {m: parts.get(m, 0) + other.get(m, 0) for m in {*parts, *other}} == {
        (): 1,
        next(iter(other)): 0,
    }


def test_the_goal_may_be_turned_round():
    x, y = Variable("x"), Variable("y")
    assert farkas(Relation(">=", y, x), [Relation("<=", sub(x, y), ZERO)], ()) is not None
