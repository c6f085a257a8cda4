"""Only ``derive`` makes theorems; nothing else gets in, whatever it looks like."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import ua_symbolic
from tests.kernel.proof_kit import THEORY, USES, rel, some_theory
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.sequents import Sequent, sequent
from ua_symbolic.kernel.theorems import Assurance, Proof, Theorem, derive, replay
from ua_symbolic.kernel.theory import Theory

PACKAGE = Path(ua_symbolic.__file__).parent
GIVEN = sequent((rel("x < y"),), rel("x < y"))


def given() -> Theorem:
    return derive(THEORY, "hypothesis", GIVEN)


def test_nothing_in_the_package_constructs_a_theorem_but_the_kernel() -> None:
    makers = [
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if re.search(r"\bTheorem\(|__new__\(\s*Theorem|\b_KEY\b", file.read_text("utf-8"))
    ]
    assert makers == ["kernel/theorems.py"]


def test_the_kernel_constructs_theorems_in_one_place() -> None:
    text = (PACKAGE / "kernel" / "theorems.py").read_text("utf-8")
    assert len(re.findall(r"\bTheorem\($", text, re.MULTILINE)) == 1
    assert "assert " not in re.sub(r'""".*?"""', "", text, flags=re.DOTALL)


def test_no_kernel_module_relies_on_assert() -> None:
    for file in (PACKAGE / "kernel").glob("*.py"):
        assert not re.search(r"^\s+assert\b", file.read_text("utf-8"), re.MULTILINE), file.name


@pytest.mark.parametrize("key", [None, object(), "key", Theorem])
def test_the_constructor_refuses(key: object) -> None:
    with pytest.raises(KernelError):
        Theorem(key, theory=THEORY, proof=Proof("hypothesis", GIVEN, ()))


def test_theorems_do_not_change() -> None:
    theorem = given()
    for name in (*Theorem.__slots__, "sequent", "other"):
        with pytest.raises(KernelError):
            setattr(theorem, name, None)
        with pytest.raises(KernelError):
            delattr(theorem, name)


def test_theorems_are_not_copied_or_pickled() -> None:
    theorem = given()
    for take in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(KernelError):
            take(theorem)


def test_a_theorem_is_not_a_truth_value() -> None:
    with pytest.raises(KernelError):
        bool(given())


def test_an_empty_theorem_is_no_premise() -> None:
    hollow = object.__new__(Theorem)
    with pytest.raises(KernelError):
        derive(THEORY, "weaken", sequent((), rel("x <= y")), (hollow,))


def test_a_look_alike_is_no_premise() -> None:
    fake = SimpleNamespace(theory=THEORY, sequent=sequent((), rel("1 < 0")), proof=None)
    with pytest.raises(KernelError, match="premises must be theorems"):
        derive(THEORY, "weaken", sequent((), rel("1 <= 0")), (fake,))  # type: ignore[arg-type]


def test_theorem_has_no_subclasses_in_use() -> None:
    class Mine(Theorem):  # type: ignore[misc]
        def __init__(self) -> None:
            pass

    with pytest.raises(KernelError):
        derive(THEORY, "weaken", sequent((), rel("x <= y")), (Mine(),))


def test_theories_do_not_mix() -> None:
    other = some_theory()
    with pytest.raises(KernelError, match="another theory"):
        derive(other, "weaken", sequent((rel("x < y"),), rel("x <= y")), (given(),))


def test_a_theory_or_sequent_of_another_class_is_refused() -> None:
    class Loose(Theory):
        def check_calls(self, *_: object) -> None:
            pass

    class Says(Sequent):
        pass

    with pytest.raises(KernelError):
        derive(Loose(), "hypothesis", GIVEN)
    with pytest.raises(KernelError):
        derive(THEORY, "hypothesis", Says(GIVEN.hypotheses, GIVEN.conclusion))


def test_a_theory_does_not_change() -> None:
    theory = some_theory()
    with pytest.raises(TypeError):
        theory.statements["new"] = theory.statements["square"]  # type: ignore[index]


def test_unknown_rules_are_refused() -> None:
    for rule in ("", "reference", "sorry", "Hypothesis"):
        with pytest.raises(KernelError):
            derive(THEORY, rule, GIVEN)


def test_hypotheses_are_a_tuple() -> None:
    with pytest.raises(ValueError, match="tuple"):
        Sequent([rel("x < y")], rel("x < y"))  # type: ignore[arg-type]


def test_assurance_is_the_weakest_of_the_steps() -> None:
    plain = given()
    assert plain.assurance is Assurance.KERNEL
    assert plain.engines == frozenset()
    computed = next(u for u in USES if u.rule == "algebra").derive()
    assert computed.assurance < Assurance.KERNEL
    assert computed.engines


def test_what_a_theorem_rests_on_is_what_it_used() -> None:
    uses = {u.rule: u for u in USES}
    assert uses["lemma"].derive().rests_on == {"bounded"}
    assert uses["unfold"].derive().definitions == {"inverse"}
    assert given().rests_on == frozenset()


def test_conjectures_and_unknown_statements_cannot_be_used() -> None:
    for statement in ("guess", "nothing", None, 3):
        data = {"statement": statement, "claim": 0, "values": {}, "functions": {}}
        with pytest.raises(KernelError):
            derive(THEORY, "lemma", sequent((), rel("x < x + 1")), (), data)


def test_replay_is_iterative() -> None:
    proof = given().proof
    for _ in range(5000):
        weak = Proof("weaken", sequent((rel("x < y"),), rel("x <= y")), (proof,))
        proof = Proof("cut", GIVEN, (weak, proof))
    assert replay(THEORY, proof).sequent == GIVEN


def test_refusals_hold_under_python_optimised() -> None:
    """The same with -O, where assert statements vanish: the script raises by itself."""
    script = Path(__file__).with_name("refusals.py")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-O", str(script)],
        cwd=root, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d{3,} refusals\n", done.stdout)
