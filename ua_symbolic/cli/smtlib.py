"""Reading SMT-LIB 2 scripts as claims: the last assertion is the negated goal.

A script ``(assert H) ... (assert (not G)) (check-sat)`` asks whether ``H`` implies ``G``: unsat
means proved.  In SMT-LIB every function is total, so that ``(/ 1 0)`` is some number; here terms
are partial.  Only operations that are total anyway are therefore read: ``+ - * abs min max sin cos
exp arctan tanh``, powers with a literal exponent, and division by a literal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from ua_symbolic.enclosure.problem import Problem
from ua_symbolic.errors import ExpressionError, UserError
from ua_symbolic.expressions import terms
from ua_symbolic.expressions.numerals import integer_value
from ua_symbolic.expressions.terms import Apply, Number, Relation, Sort, Term, Variable

MOST_CHARACTERS, MOST_BRACKETS, MOST_DIGITS = 1_000_000, 100, 10_000

Tree = str | list["Tree"]

_TOKEN = re.compile(r'\s+|;[^\n]*|(\(|\)|"[^"]*"|\|[^|]*\||[^\s()";|]+)')
_NUMERAL = re.compile(r"([0-9]+)(?:\.([0-9]+))?\Z")
_IGNORED = ("set-logic", "set-info", "set-option", "check-sat", "exit", "get-model")
_FUNCTIONS = {
    "abs": ("Abs", 1), "sin": ("sin", 1), "cos": ("cos", 1), "exp": ("exp", 1),
    "arctan": ("atan", 1), "atan": ("atan", 1), "tanh": ("tanh", 1),
    "min": ("Min", 2), "max": ("Max", 2),
}  # fmt: skip
_RELATIONS = ("<=", "<", ">=", ">", "=")
_NEGATED = {"<=": ">", "<": ">=", ">=": "<", ">": "<=", "=": "!=", "!=": "="}


def read_problems(file: Path) -> tuple[Problem, ...]:
    """The claims of a script, all of which must hold for it to be unsatisfiable.

    Raises UserError if the file cannot be read or is outside of the language above.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as problem:
        raise UserError(f"{file}: cannot be read ({problem.strerror})") from problem
    except UnicodeDecodeError as problem:
        raise UserError(f"{file}: not a text in UTF-8") from problem
    try:
        return parse_script(text)
    except ExpressionError as problem:
        raise ExpressionError(f"{file}: {problem}") from problem


def parse_script(text: str) -> tuple[Problem, ...]:
    """The claims of the text of a script.

    >>> [p.conclusion.op for p in parse_script(
    ...     "(declare-const x Real)(assert (< 0 x))(assert (not (<= 0 (* x x))))(check-sat)")]
    ['<=']
    """
    script = _Script()
    for command in _trees(text):
        script.read(command)
    if not script.assertions:
        raise ExpressionError("no assertion in the script; the last one must be the negated goal")
    *given, last = script.assertions
    hypotheses = [r for tree in given for r in script.conjunction(tree)]
    extra, goals = script.goals(last)
    variables = tuple(script.variables.values())
    return tuple(Problem(variables, (*hypotheses, *extra), goal) for goal in goals)


# --- text to trees ----------------------------------------------------------------------------


def _trees(text: str) -> list[Tree]:
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(f"a script of more than {MOST_CHARACTERS:,} characters")
    stack: list[list[Tree]] = [[]]
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError(f"unexpected {text[position]!r} at {_place(text, position)}")
        token = match.group(1)
        if token == "(":
            if len(stack) > MOST_BRACKETS:
                place = _place(text, position)
                raise ExpressionError(f"more than {MOST_BRACKETS} nested brackets at {place}")
            stack.append([])
        elif token == ")":
            if len(stack) == 1:
                raise ExpressionError(f"')' without '(' at {_place(text, position)}")
            done = stack.pop()
            stack[-1].append(done)
        elif token:
            stack[-1].append(token)
        position = match.end()
    if len(stack) > 1:
        raise ExpressionError("the script is incomplete: a '(' is never closed")
    return stack[0]


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position)
    return f"line {line + 1}, column {position - (text.rfind(chr(10), 0, position) + 1) + 1}"


def _shown(tree: Tree) -> str:
    text = tree if isinstance(tree, str) else "(" + " ".join(map(_shown, tree[:4])) + ")"
    return repr(text if len(text) <= 50 else text[:47] + "...")


def _refuse(tree: Tree, why: str) -> NoReturn:
    raise ExpressionError(f"{why}: {_shown(tree)}")


# --- trees to claims --------------------------------------------------------------------------


@dataclass
class _Script:
    """What the commands so far have declared, and the assertions as they were written."""

    variables: dict[str, Variable] = field(default_factory=dict)
    defined: dict[str, Term] = field(default_factory=dict)
    assertions: list[Tree] = field(default_factory=list)

    def read(self, command: Tree) -> None:
        """Take note of one command."""
        match command:
            case [str(word), *_] if word in _IGNORED:
                return
            case ["declare-const", str(name), str(sort)] | [
                "declare-fun",
                str(name),
                [],
                str(sort),
            ]:
                self._declare(name, sort)
            case ["define-const", str(name), str(_), body] | [
                "define-fun", str(name), [], str(_), body,
            ]:  # fmt: skip
                self.defined[name] = self.term(body, {})
            case ["assert", formula]:
                self.assertions.append(formula)
            case _:
                _refuse(command, "a command that is not supported")

    def _declare(self, name: str, sort: str) -> None:
        if sort not in ("Real", "Int"):
            _refuse(sort, "a sort that is not supported")
        if name in self.variables:
            _refuse(name, "declared twice")
        self.variables[name] = Variable(name, Sort.INTEGER if sort == "Int" else Sort.REAL)

    # formulas

    def conjunction(self, tree: Tree) -> list[Relation]:
        """The relations of a conjunction of relations and negated relations."""
        match tree:
            case ["and", *parts]:
                return [r for part in parts for r in self.conjunction(part)]
            case ["not", [str(op), _, _] as inner] if op in _RELATIONS:
                return [_negation(r) for r in self.chain(inner)]
            case ["not", ["not", inner]]:
                return self.conjunction(inner)
        return self.chain(tree)

    def goals(self, tree: Tree) -> tuple[list[Relation], list[Relation]]:
        """Further hypotheses, and the relations that the negation of an assertion says."""
        match tree:
            case ["not", ["=>", *premises, conclusion]]:
                given = [r for premise in premises for r in self.conjunction(premise)]
                return given, self.conjunction(conclusion)
            case ["not", inner]:
                return [], self.conjunction(inner)
            case ["or", *parts]:
                alternatives = [self.goals(part) for part in parts]
                if any(given for given, _ in alternatives):
                    _refuse(tree, "an implication below 'or' is not supported")
                return [], [goal for _, goals in alternatives for goal in goals]
        relations = self.chain(tree)
        if len(relations) != 1:
            _refuse(tree, "the last assertion must be a negation or a single relation")
        return [], [_negation(relations[0])]

    def chain(self, tree: Tree) -> list[Relation]:
        """The relations of ``(<= a b c)``."""
        match tree:
            case [str(op), first, second, *more] if op in _RELATIONS:
                sides = [self.term(side, {}) for side in (first, second, *more)]
                return [Relation(op, a, b) for a, b in pairwise(sides)]
            case ["distinct", first, second]:
                return [Relation("!=", self.term(first, {}), self.term(second, {}))]
        _refuse(tree, "a formula that is not supported")

    # terms

    def term(self, tree: Tree, local: Mapping[str, Term]) -> Term:
        """The term that a tree writes."""
        match tree:
            case str():
                return self._atom(tree, local)
            case ["let", [*bindings], body]:
                return self.term(body, {**local, **self._bound(bindings, local)})
            case [str(head), *args] if args:
                return self._applied(head, [self.term(a, local) for a in args], tree)
        _refuse(tree, "a term that is not supported")

    def _bound(self, bindings: list[Tree], local: Mapping[str, Term]) -> dict[str, Term]:
        found = {}
        for binding in bindings:
            match binding:
                case [str(name), value]:
                    found[name] = self.term(value, local)
                case _:
                    _refuse(binding, "a binding that is not supported")
        return found

    def _atom(self, name: str, local: Mapping[str, Term]) -> Term:
        for known in (local, self.defined, self.variables):
            if name in known:
                return known[name]
        numeral = _NUMERAL.match(name)
        if numeral is None or len(name) > MOST_DIGITS:
            _refuse(name, "an unknown name")
        whole, decimals = numeral.group(1), numeral.group(2) or ""
        return terms.number(Fraction(integer_value(whole + decimals), 10 ** len(decimals)))

    def _applied(self, head: str, args: list[Term], tree: Tree) -> Term:
        match head, args:
            case "+", [_, _, *_]:
                return terms.add(*args)
            case "-", [only]:
                return terms.neg(only)
            case "-", [first, *rest]:
                return terms.add(first, *map(terms.neg, rest))
            case "*", [_, _, *_]:
                return terms.mul(*args)
            case "/", [top, Number(value)] if value != 0:
                return terms.div(top, Number(value))
            case "^" | "pow", [base, Number(value)] if value.denominator == 1 and value >= 0:
                return terms.power(base, Number(value))
            case "to_real", [only]:
                return only
        if head in _FUNCTIONS and _FUNCTIONS[head][1] == len(args):
            return Apply(_FUNCTIONS[head][0], tuple(args))
        _refuse(tree, "a function that is not supported or not total")


def _negation(relation: Relation) -> Relation:
    return Relation(_NEGATED[relation.op], relation.left, relation.right)
