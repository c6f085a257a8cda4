"""The two verifiers against each other and against values at points, on random claims.

For a random term, box and bound each check that a leaf can name (natural, mean, Taylor, convex) is
asked of both verifiers.  Whoever says yes must be right at random points of the box; and on
bounds with room to spare both say yes nearly always together.
"""

import random
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from ua_symbolic.enclosure.balls import evaluate
from ua_symbolic.enclosure.leaves import ArbLeaves
from ua_symbolic.enclosure.problem import ON_BOX, Goal, Range
from ua_symbolic.enclosure.verify_mpfr import MpfrLeaves
from ua_symbolic.expressions.terms import (
    ONE,
    Number,
    Variable,
    add,
    div,
    function,
    mul,
    neg,
    number,
    power,
    sub,
)

X, Y = Variable("x"), Variable("y")


def grown(rng, depth):
    """A random term that is defined and smooth everywhere."""
    if depth == 0:
        return rng.choice((X, Y, X, number(Fraction(rng.randint(-9, 9), rng.randint(1, 9)))))
    a, b = grown(rng, depth - 1), grown(rng, rng.randrange(depth))
    positive = add(ONE, power(b, number(2)))
    return rng.choice([
        lambda: add(a, b),
        lambda: sub(a, b),
        lambda: mul(a, b),
        lambda: neg(a),
        lambda: div(a, positive),
        lambda: power(a, number(rng.choice((2, 3)))),
        lambda: function("sin", a),
        lambda: function("cos", a),
        lambda: function("exp", function("sin", a)),
        lambda: function("exp", neg(power(a, number(2)))),
        lambda: function("atan", a),
        lambda: function("tanh", a),
        lambda: function("log", positive),
        lambda: function("sqrt", positive),
    ])()  # fmt: skip


def dyadic(rng, low, high):
    return low + (high - low) * Fraction(rng.getrandbits(10), 2**10)


def value_at(term, x, y):
    balls = {v: arb(fmpq(q.numerator, q.denominator)) for v, q in ((X, x), (Y, y))}
    return evaluate(term, balls, 200)


def sample(rng, term, box, count):
    """Exact points of the box with the values there."""
    (a, b), (c, d) = box
    corners = [(x, y) for x in (a, b) for y in (c, d)]
    inner = [(dyadic(rng, a, b), dyadic(rng, c, d)) for _ in range(count)]
    return [value_at(term, *p) for p in (*corners, *inner)]


@pytest.mark.parametrize("precision", [24, 53, 120])
def test_what_a_leaf_shows_is_true_at_points(precision):
    rng = random.Random(f"leaves {precision}")
    said = {"arb": 0, "mpfr": 0, "apart": 0}
    for _ in range(90):
        term = grown(rng, 3)
        width = Fraction(1, 2 ** rng.choice((0, 2, 5, 20)))
        box = [(low, low + width) for low in (dyadic(rng, -3, 3), dyadic(rng, -3, 3))]
        values = sample(rng, term, box, 12)
        least = min(float(v.mid()) for v in values)
        bound = Fraction(least).limit_denominator(10**9) - rng.choice((-1, 0, 1, 1, 30)) * width / 4
        ranges = tuple(Range(Number(a), Number(b)) for a, b in box)
        goal = Goal((X, Y), ranges, (), sub(term, number(bound)), rng.random() < 0.5, ON_BOX)
        centre = [number((a + b) / 2) for a, b in box]
        true = not any(value_below(v, bound) for v in values)
        with ctx.workprec(precision):
            arb_says = answers(ArbLeaves(precision), goal, centre)
        mpfr_says = answers(MpfrLeaves(precision), goal, centre)
        assert true or not any(arb_says + mpfr_says), (term, box, bound)
        said["arb"] += sum(arb_says)
        said["mpfr"] += sum(mpfr_says)
        said["apart"] += sum(a != m for a, m in zip(arb_says, mpfr_says, strict=True))
    assert min(said["arb"], said["mpfr"]) > 40
    assert said["apart"] < 30


def value_below(value, bound):
    return bool(value < arb(fmpq(bound.numerator, bound.denominator)))


def answers(leaves, goal, centre):
    low = [r.low for r in goal.box]
    return [
        leaves.natural(goal),
        leaves.mean(goal, centre),
        leaves.taylor(goal, centre),
        leaves.convex(goal, low),
    ]
