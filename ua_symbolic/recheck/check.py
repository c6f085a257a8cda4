"""Checking proof objects from data alone: tables in, verdict out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ua_symbolic.recheck import definedness, logic, order, sums
from ua_symbolic.recheck.arena import Arena, Refused, demand
from ua_symbolic.recheck.engines import combination_parts, decide, verify_box
from ua_symbolic.recheck.reading import malformed, read_terms
from ua_symbolic.recheck.steps import Definition, Ref, Sequent, Statement, Step, World

Rules = Mapping[str, Callable[[Step], None]]
PLAIN_RULES: Rules = {
    **logic.RULES,
    **definedness.RULES,
    **order.RULES,
    **sums.RULES,
}
PROVED = frozenset({"lemma", "theorem", "corollary"})
STRENGTH = {"one checker": 1, "two checkers": 2, "kernel": 3}
WEAKER = {"algebra": 2, "combination": 2, "box": 1}
"""The most that a proof with such a step can claim: two engines decide equations, one a box."""


@dataclass
class Used:
    """What a proof rests on: statements, definitions, and the strength of its weakest step."""

    lemmas: set[str] = field(default_factory=set)
    definitions: set[str] = field(default_factory=set)
    strength: int = STRENGTH["kernel"]

    def join(self, other: Used) -> None:
        """Count what a part rests on too."""
        self.lemmas |= other.lemmas
        self.definitions |= other.definitions
        self.strength = min(self.strength, other.strength)


@dataclass
class Result:
    """The verdict: ``ok``, how many steps were checked, and what is wrong if it is not.

    ``undecided`` lists the algebra steps on which the rechecker's own method was at a loss and
    the package's second engine had to be believed, or that nobody could decide (then not ok).
    """

    ok: bool = True
    steps: int = 0
    undecided: list[str] = field(default_factory=list)
    problem: str = ""
    lemmas: frozenset[str] = frozenset()


def recheck_proof(
    theory: Mapping[str, Any],
    proof: Mapping[str, Any],
    expected: Mapping[str, Any] | None = None,
    references: Mapping[str, Mapping[str, Any]] | None = None,
) -> Result:
    """Check one proof object; ``expected`` is the sequent that it must show (``sequent_to_data``).

    ``references`` holds the proof objects that it refers to, by key.
    """
    return _guarded(lambda result: _proof(result, theory, proof, expected, references or {}))


def recheck_statement(
    theory: Mapping[str, Any],
    name: str,
    certificate: Mapping[str, Any],
    records: Sequence[Mapping[str, Any]] = (),
) -> Result:
    """Check all that is filed under one statement.

    The assembled theorems must be its claims under its hypotheses; every recorded obligation
    must carry the digest of its proof, show its ``sequent`` (``sequent_to_data``) where that is
    given, name exactly the statements and no fewer definitions than the proof uses, and claim no
    more assurance than its rules allow.  ``records`` are the ledger's entries of the statement as
    mappings; if none of them claims the assembly, the statement is not claimed to be proved, and
    only what is claimed is checked.
    """
    return _guarded(lambda result: _statement(result, theory, name, certificate, records))


def _guarded(run: Callable[[Result], None]) -> Result:
    result = Result()
    try:
        run(result)
    except Refused as problem:
        result.ok, result.problem = False, str(problem)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as problem:
        result.ok, result.problem = False, f"the data are damaged: {problem!r}"
    except RecursionError:
        result.ok, result.problem = False, "the data are nested too deeply"
    return result


def _proof(result: Result, theory: Any, proof: Any, expected: Any, references: Any) -> None:
    checker = _Checker(read_world(theory), result, references)
    shown = checker.check(proof, "proof")
    if expected is not None:
        wanted = checker.sequent_of(expected)
        demand(shown.conclusion == wanted.conclusion, "the proof shows something else")
        demand(shown.hypotheses <= wanted.hypotheses, "the proof needs more hypotheses")
    result.lemmas = frozenset(checker.used.lemmas)


def _statement(result: Result, theory: Any, name: str, certificate: Any, records: Any) -> None:
    demand(certificate.get("statement") == name, "the certificate is about something else")
    obligations = certificate["obligations"]
    checker = _Checker(read_world(theory), result, obligations)
    assembly = certificate.get("assembly")
    for record in records:
        proof = obligations.get(record["fingerprint"])
        if record["label"] == "assembly":
            proof = assembly = proof if proof is not None else assembly
        if record["status"] == "discharged" and record.get("digest"):
            _check_record(checker, record, proof)
    checker.used = Used()
    statement = checker.world.statements.get(name)
    claimed = not records or any(r["label"] == "assembly" for r in records)
    if statement is not None and statement.kind in PROVED and claimed:
        demand(isinstance(assembly, list), f"{name}: the proofs were not put together")
        demand(len(assembly) == len(statement.claims), f"{name}: not one proof for each claim")
        for claim, proof in zip(statement.claims, assembly, strict=True):
            _check_claim(checker, name, statement, claim, proof)
    elif statement is None and name in checker.world.definitions:
        _check_definition(checker, name, obligations)
    result.lemmas = frozenset(checker.used.lemmas)


def _check_record(checker: _Checker, record: Any, proof: Any) -> None:
    where = f"{record['statement']}, {record['label']}"
    demand(proof is not None, f"{where}: there is no proof")
    demand(digest(proof) == record["digest"], f"{where}: the proof was changed after the check")
    checker.used = Used()
    for single in proof if isinstance(proof, list) else [proof]:
        shown = checker.check(single, where)
        if record.get("sequent") is not None:
            wanted = checker.sequent_of(record["sequent"])
            same = shown.conclusion == wanted.conclusion and shown.hypotheses <= wanted.hypotheses
            demand(same, f"{where}: the proof shows something else")
    used, named = checker.used, record.get("definitions")
    demand(used.lemmas == set(record["rests_on"]), f"{where}: the ledger names other statements")
    demand(named is None or used.definitions <= set(named), f"{where}: a definition is left out")
    level = STRENGTH.get(record.get("assurance") or "one checker", len(STRENGTH) + 1)
    demand(level <= used.strength, f"{where}: the ledger claims more assurance than the proof has")


def _check_claim(
    checker: _Checker, name: str, statement: Statement, claim: int, proof: Any
) -> None:
    shown, arena = checker.check(proof, name), checker.world.arena
    hypotheses = frozenset(map(arena.oriented, statement.hypotheses))
    demand(shown.conclusion == arena.oriented(claim), f"{name}: another claim was shown")
    demand(shown.hypotheses <= hypotheses, f"{name}: shown under more hypotheses")


def _check_definition(checker: _Checker, name: str, obligations: Mapping[str, Any]) -> None:
    """Some filed proof shows that the body is defined on the domain."""
    definition, arena = checker.world.definitions[name], checker.world.arena
    wanted = arena.relation("=", definition.body, definition.body)
    domain = frozenset(map(arena.oriented, definition.domain))
    if arena.nodes[definition.body][0] in "vnc":
        return
    shown = [checker.check(proof, name) for proof in obligations.values()]
    found = any(s.conclusion == wanted and s.hypotheses <= domain for s in shown)
    demand(found, f"{name}: not shown to be defined on its domain")


def digest(proof: Any) -> str:
    """SHA-256 of the canonical JSON of a proof object."""
    text = json.dumps(proof, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


# --- steps ------------------------------------------------------------------------------------


class _Checker:
    """Checks proof objects in one world; references are checked when first met."""

    def __init__(self, world: World, result: Result, references: Mapping[str, Any]) -> None:
        self.world, self.result, self.references = world, result, references
        self.used = Used()
        self._referred: dict[str, tuple[Sequent, Used]] = {}
        self._open: set[str] = set()

    def check(self, proof: Any, where: str) -> Sequent:
        """What the proof shows; Refused if a step fails."""
        demand(isinstance(proof, dict) and proof.get("format") == 1, f"{where}: no proof object")
        terms = read_terms(self.world.arena, proof["terms"])
        contexts = [frozenset(pick(terms, i) for i in context) for context in proof["contexts"]]
        shown: list[Sequent] = []
        demand(bool(proof["steps"]), f"{where}: a proof without a step")
        for number, entry in enumerate(proof["steps"]):
            try:
                shown.append(self._step(entry, terms, contexts, shown))
            except (Refused, LookupError, TypeError, ValueError, ArithmeticError) as problem:
                raise Refused(f"{where}, step {number} ({_name(entry)}): {problem}") from problem
            self.result.steps += 1
        return shown[-1]

    def sequent_of(self, data: Any) -> Sequent:
        """A sequent from its own data."""
        terms = read_terms(self.world.arena, data["terms"])
        hypotheses = frozenset(self.world.arena.oriented(terms[i]) for i in data["hypotheses"])
        return Sequent(hypotheses, self.world.arena.oriented(terms[data["conclusion"]]))

    def _step(
        self, entry: Any, terms: list[int], contexts: list[Any], shown: list[Sequent]
    ) -> Sequent:
        rule, context, conclusion, premises, data = entry
        goal = Sequent(pick(contexts, context), pick(terms, conclusion))
        arena = self.world.arena
        demand(arena.nodes[goal.conclusion][0] == "r", "the conclusion is no relation")
        for formula in (goal.conclusion, *goal.hypotheses):
            demand(arena.nodes[formula][0] in ("r", "all"), "a hypothesis is no formula")
            demand(arena.oriented(formula) == formula, "a relation reads from the right")
            demand(arena.is_closed(formula), "a bound variable without its binder")
        self._check_calls(goal.conclusion)
        given = tuple(pick(shown, p) for p in premises)
        values = {key: read_value(value, terms) for key, value in data.items()}
        if rule == "reference":
            demand(not given, "a reference has no premises")
            return self._refer(values["key"], goal)
        step = Step(self.world, goal, given, values, self._decide)
        self._apply(rule, step)
        demand(step.taken == len(given), "an unused premise")
        return goal

    def _check_calls(self, number: int) -> None:
        """Calls of named functions have the right number of arguments and the right sort."""
        for call in self.world.arena.calls(number):
            _, name, sort, args = self.world.arena.nodes[call]
            definition = self.world.definitions.get(name)
            if definition is not None:
                wanted = len(definition.parameters), definition.sort
            elif name in self.world.opaques:
                sorts, value = self.world.opaques[name]
                wanted = len(sorts), value
            else:
                continue
            demand((len(args), sort) == wanted, f"{name}: a wrong call")

    def _apply(self, rule: str, step: Step) -> None:
        if rule == "lemma":
            self.used.lemmas.add(step.data["statement"])
        self.used.strength = min(self.used.strength, WEAKER.get(rule, STRENGTH["kernel"]))
        call = self.world.arena.nodes[step.parts()[1]]
        if rule in ("unfold", "defined") and call[0] == "f" and call[1] in self.world.definitions:
            self.used.definitions.add(call[1])
        if rule == "algebra":
            op, left, right = step.parts()
            demand(op == "=", "algebra shows equations")
            step.need_defined(left, right)
            demand(self._decide(left, right, step.rest()), "not equal by algebra")
        elif rule == "combination":
            left, right = combination_parts(step)
            demand(self._decide(left, right, step.rest()), "the combination does not add up")
        elif rule == "box":
            verify_box(step)
        else:
            demand(rule in PLAIN_RULES, "an unknown rule")
            PLAIN_RULES[rule](step)

    def _decide(self, left: int, right: int, facts: list[int]) -> bool:
        equal, by_own_method = decide(self.world.arena, left, right, facts)
        if not by_own_method:
            word = "believed" if equal else "not decided"
            self.result.undecided.append(f"step {self.result.steps}: {word}")
        return equal

    def _refer(self, key: str, goal: Sequent) -> Sequent:
        if key not in self._referred:
            demand(key in self.references, f"no proof {key[:16]} to refer to")
            demand(key not in self._open, "a proof refers to itself")
            self._open.add(key)
            outer, self.used = self.used, Used()
            sequent = self.check(self.references[key], f"obligation {key[:12]}")
            self._referred[key] = sequent, self.used
            self._open.discard(key)
            self.used = outer
        sequent, used = self._referred[key]
        self.used.join(used)
        demand(sequent.conclusion == goal.conclusion, "the reference shows something else")
        demand(sequent.hypotheses <= goal.hypotheses, "the reference needs more hypotheses")
        return goal


def _name(entry: Any) -> str:
    return str(entry[0])[:30] if isinstance(entry, list) and entry else "?"


def pick(table: list[Any], index: Any) -> Any:
    """An entry of a table; Refused for anything but an index into it."""
    demand(type(index) is int and 0 <= index < len(table), "an index outside of its table")
    return table[index]


def read_value(value: Any, terms: list[int]) -> Any:
    """The data of a rule: terms as ``Ref``, rationals as fractions, lists as tuples."""
    if isinstance(value, list):
        return tuple(read_value(inner, terms) for inner in value)
    if isinstance(value, dict):
        ((tag, content),) = value.items()
        if tag == "t":
            return Ref(pick(terms, content))
        if tag == "q":
            return Fraction(content)
        demand(tag == "json", "unknown data")
        return content
    return value


def read_world(data: Mapping[str, Any]) -> World:
    """The theory; Refused where a definition or statement is ill-formed."""
    arena = Arena()
    terms, world = read_terms(arena, data["terms"]), World(arena)
    for o in data["opaques"]:
        world.opaques[o["name"]] = tuple(o["sorts"]), o["sort"]
    for d in data["definitions"]:
        parameters, domain = (tuple(terms[i] for i in d[key]) for key in ("parameters", "domain"))
        world.definitions[d["name"]] = Definition(parameters, domain, terms[d["body"]], d["sort"])
    for s in data["statements"]:
        functions = {f["name"]: (tuple(f["sorts"]), f["sort"]) for f in s["functions"]}
        hypotheses, claims = (tuple(terms[i] for i in s[key]) for key in ("hypotheses", "claims"))
        world.statements[s["name"]] = Statement(s["kind"], functions, hypotheses, claims)
    malformed(world)
    return world
