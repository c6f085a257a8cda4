"""Every rule accepts its right uses, and refuses them with any one thing wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.kernel.proof_kit import THEORY, USES, Local, Premise, Use, induction, rel
from tests.kernel.proof_kit import use as use_of
from ua_symbolic.expressions.terms import Relation
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.sequents import sequent
from ua_symbolic.kernel.theorems import RULES, Theorem, derive, replay

WEAKER = {"<": ("<=", "!="), "=": ("<=", "!="), "<=": ("!=",), "!=": ("<=",)}
STRANGER, STRANGE = rel("x = 7*y + 11"), rel("z < c + 100")


def name(use: Use) -> str:
    return f"{use.rule}-{USES.index(use)}"


everywhere = pytest.mark.parametrize("use", USES, ids=name)


def refuses(use: Use, premises: tuple[Theorem, ...]) -> bool:
    try:
        use.derive_from(premises)
    except KernelError:
        return True
    return False


def test_every_rule_has_a_right_use() -> None:
    tried = {use.rule for use in USES} | {"induction", "box"}
    assert tried == set(RULES)


@everywhere
def test_the_right_use_is_accepted_and_replays(use: Use) -> None:
    theorem = use.derive()
    assert theorem.sequent.conclusion == use.conclusion
    assert replay(THEORY, theorem.proof).sequent == theorem.sequent


@everywhere
def test_each_premise_is_needed(use: Use) -> None:
    premises = tuple(map(use.premise, use.premises))
    for place in range(len(premises)):
        if place not in use.spare:
            assert refuses(use, premises[:place] + premises[place + 1 :]), place


@everywhere
def test_an_unused_premise_is_refused(use: Use) -> None:
    if use.rule not in ("algebra", "combination"):  # these take any facts
        extra = use.premise(STRANGE)
        premises = tuple(map(use.premise, use.premises))
        assert refuses(replace(use, more=(*use.hypotheses(), STRANGE)), (*premises, extra))


@everywhere
def test_premises_have_an_order(use: Use) -> None:
    premises = tuple(map(use.premise, use.premises))
    for place in range(len(premises) - 1):
        first, second = premises[place : place + 2]
        if not use.free_order and first.sequent.conclusion != second.sequent.conclusion:
            swapped = (*premises[:place], second, first, *premises[place + 2 :])
            assert refuses(use, swapped), place


@everywhere
def test_a_premise_under_a_foreign_hypothesis_is_refused(use: Use) -> None:
    premises = tuple(map(use.premise, use.premises))
    for place, premise in enumerate(use.premises):
        foreign = use.premise(premise, STRANGER)
        assert refuses(use, (*premises[:place], foreign, *premises[place + 1 :])), place


@everywhere
def test_another_conclusion_is_refused(use: Use) -> None:
    premises = tuple(map(use.premise, use.premises))
    for conclusion in other_conclusions(use):
        assert refuses(use.saying(conclusion), premises), conclusion


def other_conclusions(use: Use) -> Iterator[Relation]:
    if use.rule in ("contradiction", "weaken"):
        return  # anything follows; see test_what_is_weaker
    op, left, right = use.conclusion.op, use.conclusion.left, use.conclusion.right
    if left != right:
        yield Relation(op, right, left)
    stronger = {"<": ("=", "!="), "<=": ("<", "=", "!="), "=": ("<", "!="), "!=": ("<", "=")}
    yield from (Relation(o, left, right) for o in stronger[op])
    yield Relation(op, left, STRANGER.right)
    yield Relation(op, STRANGER.right, right)


MAY_BE_WEAKER = {
    ("transitive", 2, "<="),  # x <= y < z <= c is as good
    ("cut", 0, "<="),  # whatever is known will do
    ("cut", 0, "!="),
    ("cut", 0, "<"),
    ("defined_by", 0, "!="),
    ("defined_by", 0, "<="),
    ("weaken", 0, "<"),  # see test_what_is_weaker
}


@everywhere
def test_a_weaker_premise_is_refused(use: Use) -> None:
    premises = tuple(map(use.premise, use.premises))
    for place, premise in enumerate(use.premises):
        for changed in weaker_premises(premise):
            wrong = use.but(premises=use.premises).premise(changed)
            more = changed.formula if isinstance(changed, Local) else changed
            case = replace(use, more=(*use.hypotheses(), more))
            found = refuses(case, (*premises[:place], wrong, *premises[place + 1 :]))
            assert found or (use.rule, place, relation_of(changed).op) in MAY_BE_WEAKER, changed


def relation_of(premise: Premise) -> Relation:
    return premise.relation if isinstance(premise, Local) else premise


def weaker_premises(premise: Premise) -> Iterator[Premise]:
    relation = relation_of(premise)
    changed = [Relation(op, relation.left, relation.right) for op in WEAKER[relation.op]]
    if relation.left != relation.right and relation.op in ("<", "<="):
        changed.append(Relation(relation.op, relation.right, relation.left))
    for other in changed:
        if isinstance(premise, Local):
            yield Local(premise.variables, premise.guards, other)
        else:
            yield other


DATA_THAT_MAY_VARY = {("sign", "even")}


@everywhere
def test_missing_data_are_refused(use: Use) -> None:
    premises = tuple(map(use.premise, use.premises))
    for key in use.data:
        less = {k: v for k, v in use.data.items() if k != key}
        assert refuses(use.but(data=less), premises), key


@everywhere
def test_data_of_another_kind_are_refused(use: Use) -> None:
    premises = tuple(map(use.premise, use.premises))
    for key in use.data:
        if (use.rule, key) not in DATA_THAT_MAY_VARY:
            for wrong in (None, "nonsense", -77, object(), 0.5, (), STRANGER):
                changed = {**use.data, key: wrong}
                if wrong == () and not use.data[key]:
                    continue
                if refuses(use.but(data=changed), premises):
                    continue
                raise AssertionError(f"{use.rule} takes {key} = {wrong!r}")


@pytest.mark.parametrize(
    ("known", "weaker"),
    [("x < y", {"x <= y", "x != y", "y != x"}), ("x = y", {"x <= y", "y <= x"}),
     ("x <= y", set()), ("x != y", set())],
)  # fmt: skip
def test_what_is_weaker(known: str, weaker: set[str]) -> None:
    sides = [("x", "y"), ("y", "x")]
    for conclusion in (f"{a} {op} {b}" for op in WEAKER for a, b in sides):
        case = use_of("weaken", conclusion, known)
        assert refuses(case, (case.premise(rel(known)),)) != (conclusion in weaker), conclusion


def test_induction_is_accepted() -> None:
    assert induction().sequent.conclusion == rel("0 <= f(k)")


def test_induction_refuses_hypotheses_about_the_variable() -> None:
    """With k <= 1 among the hypotheses, a base and a step under k <= 1 prove nothing."""
    short = rel("k <= 1")
    hyps = (short, rel("1 <= k"))
    goal = sequent(hyps, rel("k <= 1"))
    there = derive(THEORY, "hypothesis", sequent(hyps, rel("1 <= k")))
    one = derive(THEORY, "reflexive", sequent((), rel("1 <= 1")))
    step = derive(THEORY, "hypothesis", sequent((rel("k + 1 <= 1"),), rel("k + 1 <= 1")))
    data = {"variable": rel("k < 1").left, "start": rel("1 < k").left, "step": 1}
    with pytest.raises(KernelError, match="foreign"):
        derive(THEORY, "induction", goal, (there, one, step), data)


def test_induction_needs_as_many_bases_as_its_step() -> None:
    theorem = induction()
    there, base, grown = (replay(THEORY, p) for p in theorem.proof.premises)
    goal = theorem.sequent
    good = dict(theorem.proof.data)
    for data in ({**good, "step": 2}, {**good, "step": 0}, {**good, "start": rel("2 < k").left}):
        with pytest.raises(KernelError):
            derive(THEORY, "induction", goal, (there, base, grown), data)
    with pytest.raises(KernelError):
        derive(THEORY, "induction", goal, (there, grown), good)


def test_a_local_premise_may_not_use_the_fresh_variable_elsewhere() -> None:
    """The eigenvariable of a rule must not occur in the hypotheses."""
    (use,) = [u for u in USES if u.rule == "antiderivative"]
    (x,) = use.data["fresh"]
    about_x = rel("x <= 1")
    tainted = replace(use, more=(*use.hypotheses(), about_x))
    premises = tuple(map(use.premise, use.premises))
    assert x.name == "x"
    with pytest.raises(KernelError, match="fresh"):
        tainted.derive_from(premises)
