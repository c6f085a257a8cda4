"""The order theorems: which there are, and what they say at points, found by enclosures.

Each theorem is read at points of its range where both sides and the form are evaluated with
certainty, independently of the proof; with the two constants exchanged it has to fail there.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ua_symbolic.bounds import ClosedForm, bound_value
from ua_symbolic.checkers.discharge import context_for
from ua_symbolic.checkers.obligations import obligations_of
from ua_symbolic.cli.standing import audit_about
from ua_symbolic.development import Development, load
from ua_symbolic.development.orders import Order, above_powers, order_of
from ua_symbolic.errors import DomainError
from ua_symbolic.expressions.parser import parse_relation, parse_value, scope_of
from ua_symbolic.expressions.terms import ZERO, Relation, Sort, Term, free_variables
from ua_symbolic.kernel.theory import Definition

FOLDER = Path(__file__).parents[2] / "proofs" / "prompting"

ORDERS = {
    "upper.prefix_length": {"eps": ("-m", "0"), "L": ("m", "0")},
    "upper.prefix_length_cap": {"eps": ("-m", "0"), "L": ("m", "0")},
    "upper.explicit_length": {"eps": ("-m", "0"), "L": ("m", "0")},
    "upper.width": {},
    "upper.temperature": {"eps": ("-2", "1"), "L": ("2", "1")},
    "lower.fixed_keys": {"eps": ("-m", "0"), "L": ("m", "0")},
    "lower.continuous_prefix": {"eps": ("-m", "0"), "L": ("m", "0")},
    "lower.finite_precision": {"eps": ("-m", "0"), "L": ("m", "0")},
    "lower.closed_form": {"eps": ("-m", "0"), "L": ("m", "0")},
    "vmf.temperature": {"eps": ("-2", "0"), "L": ("2", "0")},
    "vmf.length_mean": {"eps": ("-(3*m)", "0"), "L": ("2*m", "0")},
    "vmf.length_sup": {"eps": ("-(m*(m + 3))", "0"), "L": ("m*(m + 2)", "0")},
    "cube.prefix_length": {"eps": ("-n", "0"), "L": ("n", "0")},
    "cube.temperature": {"eps": ("-2", "1"), "L": ("2", "1")},
    "cube.depth": {},
    "cube.heads": {},
    "cube.width": {},
    "cube.lower": {"eps": ("-n", "0"), "L": ("n", "0")},
    "sequence.depth": {"T": ("1", "0")},
    "sequence.heads": {"T": ("0", "0")},
    "sequence.parallel_depth": {"T": ("0", "0")},
    "sequence.parallel_heads": {"T": ("1", "0")},
    "sequence.width": {"T": ("1", "0")},
    "sequence.prefix_length": {"eps": ("-(n*T)", "0"), "L": ("n*T", "0")},
    "sequence.temperature": {"eps": ("-2", "1"), "L": ("2", "1"), "T": ("1", "1")},
    "code.cells": {"eps": ("-1", "0"), "L": ("1", "0"), "T": ("1/2", "0")},
    "code.encoder_temperature": {"eps": ("-2", "1"), "L": ("2", "1"), "T": ("2", "1")},
    "code.decoder_temperature": {"eps": ("0", "1"), "L": ("0", "1"), "T": ("1", "1")},
    "code.prefix_length": {"eps": ("-(n*T)", "0"), "L": ("n*T", "0")},
    "code.depth": {"T": ("1", "0")},
    "code.heads": {"T": ("0", "0")},
    "code.width": {"T": ("1", "0")},
    "code.compact_width": {},
    "code.exceptional_measure": {"T": ("1", "0")},
}
"""Of each closed form in each of its parameters eps, L and T."""

ABOVE = [("sequence.prefix_length", "T"), ("code.prefix_length", "T")]

CHOICES = {
    "m": ["1", "2", "3", "5"],
    "n": ["1", "2"],
    "q": ["1", "4"],
    "T": ["1", "2", "3", "5"],
    "b": ["1", "16"],
    "k": ["1", "2", "7"],
    "L": ["1/3", "1", "5/2", "40", "10**6", "10**9"],
    "eps": ["3", "1", "1/3", "1/40", "10**(-4)", "10**(-7)", "10**(-12)"],
    "D": ["1/5", "1", "30"],
    "F": ["1/5", "1", "30"],
    "tau": ["1/2", "1/10", "9/10"],
    "eta": ["1/2", "1/10", "9/10"],
    "beta": ["1/2", "1/100"],
}
POINTS = 4
PAIRS = [(name, variable) for name, orders in ORDERS.items() for variable in orders]


@pytest.fixture(scope="module")
def development() -> Development:
    return load(FOLDER)


def holds(development: Development, relation: Relation, at: Mapping[str, Term]) -> bool:
    """Whether the relation is certainly true at the point."""
    variables = tuple(free_variables(relation))
    test = ClosedForm(Definition("the relation", variables, (relation,), ZERO, Sort.REAL))
    try:
        bound_value(test, {v.name: at[v.name] for v in variables}, development.theory.definitions)
    except DomainError:
        return False
    return True


def points(development: Development, statement: str) -> Iterator[dict[str, Term]]:
    """Points at which the hypotheses hold, in an order that is the same in every run."""
    hypotheses = development.theory.statements[statement].hypotheses
    relations = [h for h in hypotheses if isinstance(h, Relation)]
    names = sorted({v.name for h in relations for v in free_variables(h)})
    every = list(itertools.product(*(CHOICES[n] for n in names)))
    random.Random(statement).shuffle(every)
    for values in every:
        at = {n: parse_value(v) for n, v in zip(names, values, strict=True)}
        if all(holds(development, h, at) for h in relations):
            yield at


def near_misses(development: Development, order: Order) -> list[Relation]:
    """The claims with constants that the claims themselves exclude: half of the lower one above,
    twice the upper one below."""
    statement = development.theory.statements[order.statement]
    scope = scope_of(*statement.hypotheses, *statement.claims)
    logarithm = order.logarithm or "1"
    power = f"({order.variable})**({order.exponent})*({logarithm})**({order.log_exponent})"
    low, high = f"({order.lower_constant})/2*{power}", f"({order.upper_constant})*2*{power}"
    texts = (f"{order.form} <= {low}", f"{high} <= {order.form}")
    return [parse_relation(text, scope) for text in texts]


def found(development: Development, name: str, variable: str) -> Order:
    order = order_of(development, name, variable)
    assert order is not None, (name, variable)
    return order


def test_every_form_has_its_order_in_eps_and_in_lipschitz_constant_and_in_length(
    development: Development,
) -> None:
    for name, form in development.theory.definitions.items():
        if name in development.form_sources and name != "sphere.cap":
            wanted = {"eps", "L", "T"} & {p.name for p in form.parameters}
            above = {v for n, v in ABOVE if n == name}
            assert wanted == set(ORDERS[name]) | above, name


@pytest.mark.parametrize(("name", "variable"), PAIRS)
def test_exponents(development: Development, name: str, variable: str) -> None:
    order = found(development, name, variable)
    assert (order.exponent, order.log_exponent) == ORDERS[name][variable]
    logarithm = f"log(1/{variable})" if variable == "eps" else f"log({variable})"
    assert order.logarithm == (logarithm if order.log_exponent != "0" else "")


def test_what_is_read_at_points_is_the_theorem(development: Development) -> None:
    seen = {found(development, name, variable).statement for name, variable in PAIRS}
    tagged = [i for i in development.items.values() if any("order" in t for t in i.tags)]
    above = {above_powers(development, *pair).statement for pair in ABOVE}  # type: ignore[union-attr]
    narrower = {"ladder.order_softmax"}  # only at tau = eta = 1/2
    assert {i.name for i in tagged} == seen | above | narrower


def test_order_theorems_are_proved_by_two_checkers_and_rest_on_no_leaf(
    development: Development,
) -> None:
    tagged = [n for n, i in development.items.items() if any("order" in t for t in i.tags)]
    audit = audit_about(development, tagged)
    worth = {(audit.statements[n].status, audit.statements[n].assurance) for n in tagged}
    assert worth == {("proved", "two checkers")}, "run: ua check proofs/prompting"


@pytest.mark.parametrize(("name", "variable"), PAIRS)
def test_the_claims_hold_at_points_and_near_misses_do_not(
    development: Development, name: str, variable: str
) -> None:
    order = found(development, name, variable)
    claims = development.theory.statements[order.statement].claims
    missed = near_misses(development, order)
    checked = 0
    for at in itertools.islice(points(development, order.statement), POINTS):
        assert all(holds(development, claim, at) for claim in claims), at
        assert not any(holds(development, claim, at) for claim in missed), at
        checked += 1
    assert checked == POINTS


@pytest.mark.parametrize(("name", "variable"), PAIRS)
def test_the_lower_constant_is_shown_to_be_positive(
    development: Development, name: str, variable: str
) -> None:
    order = found(development, name, variable)
    item = development.items[order.statement]
    first = obligations_of(development, item)[0]
    goal = parse_relation(f"0 < {order.lower_constant}", first.reader.scope)
    assert context_for(development, item, first, 10).prove(goal) is not None


@pytest.mark.parametrize(("name", "variable"), PAIRS)
def test_the_range_reaches_as_far_as_one_likes(
    development: Development, name: str, variable: str
) -> None:
    order = found(development, name, variable)
    statement = development.theory.statements[order.statement]
    at = next(points(development, order.statement))
    for exponent in (40, 80):
        far = at | {variable: parse_value(f"10**({-exponent if variable == 'eps' else exponent})")}
        assert all(holds(development, h, far) for h in statement.hypotheses), far
        if variable != "T":
            assert all(holds(development, claim, far) for claim in statement.claims), far


@pytest.mark.parametrize(("name", "variable"), ABOVE)
def test_forms_above_every_power(development: Development, name: str, variable: str) -> None:
    assert order_of(development, name, variable) is None
    above = above_powers(development, name, variable)
    assert above is not None
    assert (above.power, above.lower_constant) == ("k", "(1/k)**k")
    claims = development.theory.statements[above.statement].claims
    for at in itertools.islice(points(development, above.statement), POINTS):
        assert all(holds(development, claim, at) for claim in claims), at
