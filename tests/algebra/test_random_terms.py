"""The normal form against ball evaluation, on random terms, facts and points (zeros included)."""

import random
from fractions import Fraction

import flint
import pytest

from ua_symbolic.algebra import UnsupportedError, decide_equal
from ua_symbolic.algebra.decision import normaliser_for
from ua_symbolic.algebra.numeric import holds, value
from ua_symbolic.expressions import to_text
from ua_symbolic.expressions.terms import (
    PI,
    ZERO,
    Apply,
    Number,
    Relation,
    Sort,
    Variable,
    add,
    bind,
    function,
    mul,
    neg,
    power,
    sub,
)

X, Y = Variable("x"), Variable("y")
K, M = Variable("k", Sort.INTEGER), Variable("m", Sort.INTEGER)
J = Variable("j", Sort.INTEGER)
REAL_VALUES = [Fraction(v) for v in ("0", "0", "1", "-1", "2", "1/2", "-1/3", "3/2", "-5/4", "7")]
INTEGER_VALUES = [Fraction(v) for v in (0, 0, 1, 2, 3, -1, -2)]
UNARY = ("sqrt", "exp", "log", "sin", "cos", "tan", "Abs", "floor", "gamma", "cosh", "ceiling")


def some_number(r):
    return Number(Fraction(r.choice((-2, -1, 0, 1, 1, 2, 3, 4)), r.choice((1, 1, 1, 2, 3))))


def some_integer(r):
    base = r.choice((K, K, M, sub(K, Number(Fraction(1))), mul(Number(Fraction(2)), K)))
    return r.choice((base, add(base, Number(Fraction(r.randint(-2, 2)))), sub(K, M), mul(K, M)))


def some_exponent(r, depth):
    kinds = (
        lambda: Number(Fraction(r.choice((-2, -1, 0, 1, 2, 3)))),
        lambda: Number(Fraction(r.choice((-1, 1, 2, 3)), r.choice((2, 3)))),
        lambda: some_integer(r),
        lambda: some_integer(r),
        lambda: some_term(r, depth - 1),
    )
    return r.choice(kinds)()


def some_term(r, depth):
    if depth <= 0:
        return r.choice((X, X, Y, Y, K, M, PI, some_number(r), some_number(r)))
    kind = r.random()
    if kind < 0.2:
        return add(*(some_term(r, depth - 1) for _ in range(r.randint(2, 3))))
    if kind < 0.4:
        return mul(*(some_term(r, depth - 1) for _ in range(r.randint(2, 3))))
    if kind < 0.45:
        return neg(some_term(r, depth - 1))
    if kind < 0.55:
        return Apply("div", (some_term(r, depth - 1), some_term(r, depth - 1)))
    if kind < 0.8:
        return power(some_term(r, depth - 1), some_exponent(r, depth))
    if kind < 0.95:
        return function(r.choice(UNARY), some_term(r, depth - 1))
    if kind < 0.97:
        body = mul(some_term(r, depth - 1), r.choice((J, X)))
        return bind("Sum", J, Number(Fraction(1)), K, body)
    return function(r.choice(("Min", "Max")), some_term(r, depth - 1), some_term(r, depth - 1))


def some_facts(r):
    pool = [
        Relation("<", ZERO, X),
        Relation("<=", ZERO, X),
        Relation("!=", X, ZERO),
        Relation("<", X, ZERO),
        Relation("<=", ZERO, Y),
        Relation("<", ZERO, mul(X, Y)),
        Relation("<=", Y, X),
        Relation("<=", ZERO, K),
        Relation("<=", Number(Fraction(1)), K),
        Relation("<=", ZERO, M),
        Relation("<=", M, K),
        Relation("<", ZERO, M),
    ]
    return r.sample(pool, r.randint(0, 4))


def some_points(r, count):
    for _ in range(count):
        yield {
            X: r.choice(REAL_VALUES),
            Y: r.choice(REAL_VALUES),
            K: r.choice(INTEGER_VALUES),
            M: r.choice(INTEGER_VALUES),
        }


def disagreement(left, right):
    """Whether two balls certainly differ."""
    return bool(left > right or left < right)


@pytest.mark.parametrize("seed", range(6))
def test_the_normal_form_has_the_value_of_the_term(seed):
    r = random.Random(seed)
    compared = 0
    for _ in range(120):
        term, facts = some_term(r, 3), some_facts(r)
        try:
            canonical = normaliser_for((term,), facts).canonical(term)
        except UnsupportedError:
            continue
        with flint.ctx.workprec(200):
            for point in some_points(r, 8):
                before = value(term, point)
                if before is None or not all(holds(f, point) for f in facts):
                    continue
                after = value(canonical, point)
                if after is None:
                    continue
                compared += 1
                assert not disagreement(before, after), (to_text(term), to_text(canonical), point)
    assert compared > 50


@pytest.mark.parametrize("seed", range(4))
def test_terms_found_equal_have_equal_values(seed):
    """Small random terms are often equal for no obvious reason."""
    r = random.Random(100 + seed)
    shown = 0
    for _ in range(350):
        left, facts = some_term(r, 2), some_facts(r)
        right = some_term(r, 2) if r.random() < 0.5 else mutated(r, left)
        if left == right:
            continue
        if not decide_equal(left, right, facts, engines=("flint",)).equal:
            continue
        shown += 1
        with flint.ctx.workprec(200):
            for point in some_points(r, 12):
                if all(holds(f, point) for f in facts):
                    a, b = value(left, point), value(right, point)
                    assert a is None or b is None or not disagreement(a, b), (
                        to_text(left),
                        to_text(right),
                        point,
                    )
    assert shown > 3


def mutated(r, term):
    """The term with one law of algebra applied somewhere, rightly or wrongly."""
    if isinstance(term, Apply) and r.random() < 0.6:
        position = r.randrange(len(term.args))
        args = list(term.args)
        args[position] = mutated(r, args[position])
        return Apply(term.head, tuple(args))
    one = Number(Fraction(1))
    return r.choice(
        (
            neg(neg(term)),
            function("Abs", term),
            function("sqrt", mul(term, term)),
            function("exp", function("log", term)),
            function("log", function("exp", term)),
            Apply("div", (mul(term, X), X)),
            power(power(term, K), power(K, Number(Fraction(0)))),
            mul(power(term, K), power(term, neg(K))),
            mul(power(term, K), power(term, sub(one, K))),
            power(power(term, Number(Fraction(2))), Number(Fraction(1, 2))),
            mul(term, power(X, ZERO)),
            add(term, mul(ZERO, Y)),
        )
    )
