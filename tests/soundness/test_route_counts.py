"""Depth, heads, width and exceptional measure of the routes: counted by hand, and not otherwise.

The closed forms are compared with slots and layers listed one by one.  Each theorem that carries a
form is then read with one line of it, or of the form, changed into something false: its proof must
fail.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.mutation.incremental import Source
from tests.mutation.mutants import Line, Mutant, read_lines
from ua_symbolic.bounds import ClosedForm, bound_value
from ua_symbolic.checkers.obligations import ASSEMBLY, ATTACK
from ua_symbolic.checkers.run import check
from ua_symbolic.expressions.parser import parse_value
from ua_symbolic.ledger.records import ObligationRecord
from ua_symbolic.ledger.store import Ledger, read_ledger

FOLDER = Path(__file__).parents[2] / "proofs" / "prompting"
SECONDS = 0.5

ONE_HOT_SLOTS = ("token n", "position T", "read 1", "sum 1", "output q")
CIRCLE_SLOTS = ("token n", "position 2", "one 1", "read 1", "sum 1", "output q")
SIZES = [
    {"T": T, "n": n, "q": q, "m": m}
    for T, n, q, m in ((1, 1, 1, 1), (2, 1, 3, 1), (5, 3, 2, 7), (8, 2, 1, 4))
]


class Neighbour(NamedTuple):
    """A line of an item changed into ``new``, and the statement that is then false."""

    item: str
    old: str
    new: str
    statement: str


LAYER = "claim r(sequence.depth(T) - 1, token, slot) ="
SIDE_BY_SIDE = "claim r(sequence.parallel_depth(T) - 1, token, slot) ="
GATHERED = "((exp(M) - 1)*x(slot) + Sum(x(u), (u, 1, T)))/(exp(M) + T - 1)"
WRONG_KEY = "claim exp(logit)*Abs(B**(n*(j - 1))*s - B**(n*(i - 1))*r) <= exp(own)*(B**(n*T)*"

NEIGHBOURS = [
    Neighbour("definition cube.width", "value n + 1 + q", "value n + 2 + q", "cube.layer"),
    Neighbour("definition cube.depth", "value 1", "value 2", "cube.layer"),
    Neighbour("definition cube.heads", "value 1", "value 2", "cube.layer"),
    Neighbour("definition upper.width", "value m + 1 + q", "value m + q", "upper.slots"),
    Neighbour("definition sequence.heads", "value 1", "value 2", "sequence.one_head"),
    Neighbour(
        "definition sequence.parallel_heads", "value T", "value T + 1", "sequence.many_heads"
    ),
    Neighbour(
        "definition sequence.parallel_depth", "value 2", "value 1", "sequence.parallel_layer"
    ),
    Neighbour(
        "sequence.layers_of_heads",
        f"{LAYER} {GATHERED}",
        f"{LAYER.replace(' - 1, token', ', token')} {GATHERED}",
        "sequence.layers_of_heads",
    ),
    Neighbour(
        "sequence.parallel_layer",
        f"{SIDE_BY_SIDE} {GATHERED}",
        f"{SIDE_BY_SIDE} {GATHERED.replace('T - 1', 'T')}",
        "sequence.parallel_layer",
    ),
    Neighbour(
        "definition sequence.width",
        "value n*(T + 1) + T + q",
        "value n*T + T + q",
        "sequence.slots",
    ),
    Neighbour(
        "definition sequence.width",
        "value n*(T + 1) + T + q",
        "value n*(T + 1) + T + 1 + q",
        "sequence.slots",
    ),
    Neighbour("definition code.heads", "value 1", "value T", "code.heads_in_all"),
    Neighbour("definition code.heads", "value 1", "value 2", "code.heads_in_all"),
    Neighbour("definition code.width", "value n + T + 2 + q", "value n + T + 1 + q", "code.slots"),
    Neighbour(
        "definition code.compact_width", "value n + 5 + q", "value n + 4 + q", "code.compact_slots"
    ),
    Neighbour(
        "definition code.exceptional_measure",
        "value 2*beta*n*T",
        "value beta*n*T",
        "code.exceptional_set",
    ),
    Neighbour(
        "code.circle_steps",
        "for T integer in [2, oo); d integer in [1, T - 1]",
        "for T integer in [2, oo); d integer in [1, T]",
        "code.circle_steps",
    ),
    Neighbour(
        "code.circle_steps",
        "claim cos(2*pi*d/T) <= cos(2*pi/T)",
        "claim cos(2*pi*d/T) < cos(2*pi/T)",
        "code.circle_steps",
    ),
    Neighbour(
        "code.circle_gap",
        "for T integer in [2, oo)",
        "for T integer in [1, oo)",
        "code.circle_gap",
    ),
    Neighbour(
        "code.circle_positions",
        "claim g*inner <= g - Piecewise((0, j = i), (gap, True))",
        "claim g*inner <= g - Piecewise((0, j = i), (2*gap, True))",
        "code.circle_positions",
    ),
    Neighbour(
        "code.circle_key",
        f"{WRONG_KEY}exp(-lam*beta/B**2))",
        f"{WRONG_KEY}exp(-2*lam*beta/B**2))",
        "code.circle_key",
    ),
    Neighbour(
        "code.circle_own",
        "claim null <= lam*S**2/2 - lam*(S - c)**2/2 - gap",
        "claim null <= lam*S**2/2 - lam*(S - c)**2/2 - 2*gap",
        "code.circle_own",
    ),
    Neighbour(
        "code.circle_other",
        "claim lam*S**2/2 - lam*(S - s)**2/2 <= null - gap",
        "claim lam*S**2/2 - lam*(S - s)**2/2 <= null - 2*gap",
        "code.circle_other",
    ),
]


@pytest.fixture(scope="module")
def source() -> Source:
    return Source(FOLDER)


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return read_lines(FOLDER)


def value_of(source: Source, name: str, **at: object) -> str:
    theory = source.development.theory
    form = ClosedForm(theory.definitions[name])
    names = {p.name for p in form.definition.parameters}
    given = {k: parse_value(str(v)) for k, v in at.items() if k in names}
    found = bound_value(form, given, theory.definitions)
    return getattr(found, "text", None) or found.decimal  # type: ignore[union-attr]


def listed(kinds: tuple[str, ...], sizes: dict[str, int]) -> int:
    """The slots of the kinds, one by one: ``token n`` is n slots."""
    count = {**sizes, "1": 1, "2": 2}
    return len([(kind, i) for kind in kinds for i in range(count[kind.split()[1]])])


def recorded(statement: str) -> dict[str, ObligationRecord]:
    """The proofs of the ledger: what a change does not touch is replayed, not searched for."""
    ledger = Ledger(FOLDER)
    proofs = ledger.proofs(statement)
    own = read_ledger(ledger.file).get(statement, {}).values()
    return {r.fingerprint: replace(r, proof=proofs.get(r.fingerprint)) for r in own}


@pytest.mark.parametrize("sizes", SIZES)
def test_widths_are_the_slots_one_by_one(source: Source, sizes: dict[str, int]) -> None:
    gathered = tuple("gathered n" for _ in range(sizes["T"]))
    kinds = {
        "upper.width": ("token m", "token 1", "output q"),
        "cube.width": ("token n", "one 1", "output q"),
        "sequence.width": ("token n", "position T", *gathered, "output q"),
        "code.width": ONE_HOT_SLOTS,
        "code.compact_width": CIRCLE_SLOTS,
    }
    for name, slots in kinds.items():
        assert value_of(source, name, **sizes) == str(listed(slots, sizes)), name


@pytest.mark.parametrize("sizes", SIZES)
def test_layers_and_heads(source: Source, sizes: dict[str, int]) -> None:
    gathering = ["gather"] * sizes["T"] + ["head"]
    coding = ["encoder", "mixing"] + ["decoder"] * sizes["T"]
    expected = {
        "cube.depth": 1,
        "cube.heads": 1,
        "sequence.depth": len(gathering),
        "sequence.heads": 1,
        "sequence.parallel_depth": 2,
        "sequence.parallel_heads": sizes["T"],
        "code.depth": len(coding),
        "code.heads": 1,
    }
    for name, count in expected.items():
        assert value_of(source, name, **sizes) == str(count), name


def test_exceptional_measure_at_points(source: Source) -> None:
    for length, n, beta in ((8, 2, "1/1000"), (1, 1, "1/2"), (3, 5, "1/7")):
        found = value_of(source, "code.exceptional_measure", T=length, n=n, beta=beta)
        assert abs(Fraction(found) - 2 * Fraction(beta) * n * length) < Fraction(1, 10**25)


def test_positions_on_a_circle_are_as_close_as_neighbours() -> None:
    for count in range(2, 40):
        angles = [2 * math.pi * i / count for i in range(1, count + 1)]
        at = [(math.cos(angle), math.sin(angle)) for angle in angles]
        inner = [a * c + b * d for a, b in at for c, d in at if (a, b) != (c, d)]
        assert math.isclose(max(inner), math.cos(2 * math.pi / count), abs_tol=1e-12)


@pytest.mark.parametrize("neighbour", NEIGHBOURS, ids=lambda n: f"{n.statement}-{n.new[:40]}")
def test_a_false_neighbour_is_not_proved(
    source: Source, lines: list[Line], neighbour: Neighbour
) -> None:
    [line] = [k for k in lines if (k.item, k.text.strip()) == (neighbour.item, neighbour.old)]
    new = line.text.replace(neighbour.old, neighbour.new)
    mutant = Mutant(line.file, line.number, line.item, line.role, "near miss", line.text, new)
    development = source.with_mutant(mutant)
    records = check(development, neighbour.statement, recorded(neighbour.statement), SECONDS)
    steps = (r for r in records if r.label not in (ATTACK, ASSEMBLY))
    assert any(r.status != "discharged" for r in steps)


@pytest.mark.parametrize(
    "statement", ["sequence.slots", "code.slots", "code.compact_slots", "code.circle_steps"]
)
def test_the_truth_is_proved_in_the_same_time(source: Source, statement: str) -> None:
    records = list(check(source.development, statement, {}, SECONDS))
    assert [r.status for r in records if r.label == ASSEMBLY] == ["discharged"]
