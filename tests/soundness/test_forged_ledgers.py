"""Ledgers and certificates edited by hand: ``ua audit --recheck`` finds what is claimed falsely."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ua_symbolic.cli.rechecking import recheck_sessions
from ua_symbolic.kernel.sequents import sequent
from ua_symbolic.kernel.serial import proof_to_data
from ua_symbolic.kernel.theorems import derive
from ua_symbolic.ledger.files import pack, unpack
from ua_symbolic.ledger.records import digest_of
from ua_symbolic.ledger.session import open_session
from ua_symbolic.ledger.store import Ledger

TEXT = """
define F(x)
  value 1/x
opaque U(x)
argued leaf.bad
  "false at 6"
  for x real
  claim x <= 5
  source "nobody"
argued leaf.undefined
  "undefined at 0"
  for x real
  claim U(1/x) <= 2
  source "nobody"
lemma uses.f
  for x real
  claim U(F(x)) <= U(F(x)) + 1
lemma square
  for x real
  claim 0 <= x*x
lemma wrong
  for x real
  claim U(x) <= 1
"""
Record = dict[str, Any]


class Forger:
    """A copy of the checked development whose ledger and certificates can be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "ledger.jsonl"
        self.header, *lines = self.file.read_text().splitlines()
        self.records: list[Record] = [json.loads(line) for line in lines]

    def own(self, statement: str, word: str = "") -> list[Record]:
        return [
            r for r in self.records if r["statement"] == statement and r["label"].startswith(word)
        ]

    def proof(self, statement: str, label: str) -> Any:
        file = Ledger(self.folder).certificate_file(statement)
        (record,) = self.own(statement, label)
        return unpack(file.read_bytes())["obligations"][record["fingerprint"]]  # type: ignore[index]

    def claim(self, record: Record, proof: Any = None, **more: Any) -> None:
        """Record it as discharged, with that proof if there is one."""
        record.update(status="discharged", **more)
        record.pop("counterexample", None)
        record.pop("reason", None)
        if proof is not None:
            filed = [proof] if record["label"] == "assembly" else proof
            record["digest"] = digest_of(filed)
            self._file(record, filed)

    def _file(self, record: Record, proof: Any) -> None:
        file = Ledger(self.folder).certificate_file(record["statement"])
        file.parent.mkdir(exist_ok=True)
        data: Any = {"statement": record["statement"], "obligations": {}}
        if file.exists():
            data = unpack(file.read_bytes())
        data["obligations"][record["fingerprint"]] = proof
        file.write_bytes(pack(data))

    def problems(self) -> list[str]:
        lines = [self.header, *(json.dumps(r) for r in self.records)]
        self.file.write_text("\n".join(lines) + "\n")
        return recheck_sessions([open_session(self.folder)], None, quiet=True)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forged")
    (folder / "text.ua").write_text(TEXT)
    session = open_session(folder)
    names = list(session.states)
    list(session.check(names, seconds=0.5, jobs=1, fresh=True))
    return folder


@pytest.fixture
def forger(checked: Path, tmp_path: Path) -> Forger:
    return Forger(shutil.copytree(checked, tmp_path / "copy"))


def test_the_honest_ledger_has_no_problem(forger: Forger) -> None:
    assert forger.problems() == []
    assert [r["status"] for r in forger.own("wrong", "assembly")] == ["unknown"]


def refuted_leaf(forger: Forger) -> None:
    (attack,) = forger.own("leaf.bad", "attack")
    forger.claim(attack)


def undefined_leaf(forger: Forger) -> None:
    for record in forger.own("leaf.undefined", "definedness"):
        forger.claim(record, assurance="kernel")


def undefined_leaf_with_a_foreign_proof(forger: Forger) -> None:
    proof = forger.proof("square", "conclusion")
    for record in forger.own("leaf.undefined", "definedness"):
        forger.claim(record, proof, assurance="one checker")


def definition_left_out(forger: Forger) -> None:
    for record in forger.own("uses.f"):
        record.pop("definitions", None)


def definition_with_a_foreign_proof(forger: Forger) -> None:
    proof = forger.proof("square", "conclusion")
    for record in forger.own("definition F"):
        forger.claim(record, proof, assurance="one checker")


def more_assurance(forger: Forger) -> None:
    for record in forger.own("square", "conclusion"):
        record["assurance"] = "kernel"


def unheard_of_assurance(forger: Forger) -> None:
    for record in forger.own("square", "conclusion"):
        record["assurance"] = "certain"


def no_proofs(forger: Forger) -> None:
    for record in forger.own("wrong"):
        forger.claim(record, assurance="kernel")


def foreign_proofs(forger: Forger) -> None:
    proof = forger.proof("square", "conclusion")
    for record in forger.own("wrong"):
        forger.claim(record, None if record["label"] == "attack" else proof)


def its_own_lemma(forger: Forger) -> None:
    theory = open_session(forger.folder).development.theory
    goal = sequent((), theory.statements["wrong"].claims[0])
    data = {"statement": "wrong", "claim": 0, "values": (), "functions": (), "fresh": ()}
    proof = proof_to_data(derive(theory, "lemma", goal, (), data).proof)
    for record in forger.own("wrong"):
        plain = record["label"] == "attack"
        forger.claim(record, None if plain else proof, rests_on=[] if plain else ["square"])


def a_proof_of_itself(forger: Forger) -> None:
    theory = open_session(forger.folder).development.theory
    goal = sequent((), theory.statements["wrong"].claims[0])
    data = {"statement": "wrong", "claim": 0, "values": (), "functions": (), "fresh": ()}
    for record in forger.own("wrong"):
        proof = proof_to_data(derive(theory, "lemma", goal, (), data).proof)
        key = {"json": record["fingerprint"]}
        proof["steps"] = [
            ["reference", proof["steps"][0][1], proof["steps"][0][2], [], {"key": key}]
        ]
        forger.claim(record, None if record["label"] == "attack" else proof)


FORGERIES = [
    refuted_leaf,
    undefined_leaf,
    undefined_leaf_with_a_foreign_proof,
    definition_left_out,
    definition_with_a_foreign_proof,
    more_assurance,
    unheard_of_assurance,
    no_proofs,
    foreign_proofs,
    its_own_lemma,
    a_proof_of_itself,
]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda f: f.__name__)
def test_a_forgery_is_found(forge: Callable[[Forger], None], forger: Forger) -> None:
    forge(forger)
    assert forger.problems() != []
