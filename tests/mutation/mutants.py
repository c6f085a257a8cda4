"""Mutants of a development: every formula and hypothesis of its source text, changed in one place.

``mutants`` reads the text of the ``.ua`` files, not what the loader makes of it, so that a mistake
of the loader cannot hide a mutant.  The order is that of the text; nothing is random but
``sample``, which takes a seed.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

FORMULA_CLAUSES = ("for", "given", "where", "claim", "domain", "value", "default")
RULE_WORDS = frozenset(
    (
        "algebra",
        "antiderivative",
        "at",
        "base",
        "box",
        "branch",
        "by",
        "case",
        "cases",
        "constant",
        "definition",
        "empty",
        "from",
        "have",
        "hypothesis",
        "in",
        "induction",
        "integer",
        "integral",
        "linear",
        "linearity",
        "monotone",
        "monotonicity",
        "order",
        "real",
        "rewriting",
        "sign",
        "single",
        "split",
        "step",
        "sum",
        "suppose",
        "swap",
        "term",
        "using",
        "with",
    )
)
TOKEN = re.compile(
    r"\*\*|<=|>=|!=|[<>=+\-*/()\[\],;:]|[A-Za-z_][A-Za-z0-9_.]*[A-Za-z0-9_]|[A-Za-z_]|\d+"
)
TURNED = {
    "<=": ("<", ">="),
    "<": (">",),
    ">=": (">", "<="),
    ">": ("<",),
    "=": ("<=", "<", ">="),
    "!=": ("=",),
}
WEAKER = {"<": "<=", ">": ">="}
OTHER_NAME = {
    "sin": "cos",
    "cos": "sin",
    "asin": "acos",
    "acos": "asin",
    "floor": "ceiling",
    "ceiling": "floor",
    "Max": "Min",
    "Min": "Max",
    "Sum": "Integral",
}
OTHER_BRACKET = {"[": "(", "]": ")", "(": "[", ")": "]"}


@dataclass(frozen=True)
class Line:
    """A line with the item and the clause that it belongs to."""

    file: str
    number: int
    item: str
    role: str
    text: str


@dataclass(frozen=True)
class Mutant:
    """One line of one file changed; ``role`` is the clause (or ``proof``) that the line is in."""

    file: str
    line: int
    item: str
    role: str
    kind: str
    old: str
    new: str

    @property
    def key(self) -> str:
        """A name that stays when lines are added above."""
        parts = (self.file, self.item, self.old.strip(), self.new.strip())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

    @property
    def in_statement(self) -> bool:
        """Whether the change is to what is stated or defined, and not to a proof."""
        return self.role != "proof"

    def placed(self, lines: list[Line]) -> Mutant | None:
        """The mutant where its line stands now; None if the item has no such line any more.

        Of several lines that read the same it is the nearest.
        """
        mine = (self.file, self.item, self.old)
        found = [n.number for n in lines if (n.file, n.item, n.text) == mine]
        if not found:
            return None
        return replace(self, line=min(found, key=lambda number: abs(number - self.line)))


@dataclass
class Names:
    """What may be exchanged for what: variables by item and sort, statements in reading order."""

    variables: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    statements: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Token:
    """A token of a line with its place, and its neighbours (empty at the ends)."""

    text: str
    start: int
    end: int
    before: str
    before2: str
    after: str


# --- reading ------------------------------------------------------------------------------------


def read_lines(folder: Path) -> list[Line]:
    """The lines that hold formulas, with their roles, in reading order."""
    return [line for file in sorted(folder.glob("*.ua")) for line in _read_file(file)]


def _read_file(file: Path) -> Iterator[Line]:
    item, role, quoted = "", "", False
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        body = text.strip()
        if not body or body.startswith("#"):
            continue
        if quoted or body.startswith('"'):
            quoted = (body.count('"') % 2 == 1) != quoted
            continue
        indent = len(text) - len(text.lstrip())
        if indent == 0:
            item, role = _item_name(body), ""
            continue
        if indent == 2:
            role = body.split(" ", 1)[0]
        if role in FORMULA_CLAUSES or (role == "proof" and indent > 2):
            yield Line(file.name, number, item, role, text)


def _item_name(heading: str) -> str:
    kind, _, rest = heading.partition(" ")
    name = re.match(r"[A-Za-z0-9_.]+", rest)
    found = name.group() if name else rest
    return f"definition {found}" if kind in ("define", "bound") else found


def read_names(folder: Path, lines: list[Line]) -> Names:
    """The declared variables of each item and the statements, in reading order."""
    names = Names()
    for line in lines:
        if line.role == "for":
            for part in line.text.strip()[4:].split(";"):
                name, _, rest = part.strip().partition(" ")
                names.variables[line.item][name] = (
                    "integer" if rest.startswith("integer") else "real"
                )
    for file in sorted(folder.glob("*.ua")):
        for text in file.read_text(encoding="utf-8").splitlines():
            found = re.match(r"(?:lemma|theorem|corollary|argued|cited) ([A-Za-z0-9_.]+)", text)
            if found:
                names.statements.append(found.group(1))
            found = re.match(r"(?:define|bound) ([A-Za-z0-9_.]+)\(([^)]*)\)", text)
            if found:
                _read_parameters(names, *found.group(1, 2))
    return names


def _read_parameters(names: Names, definition: str, parameters: str) -> None:
    for part in parameters.split(","):
        name, _, sort = part.strip().partition(" ")
        names.variables[f"definition {definition}"][name] = sort or "real"


# --- mutants ------------------------------------------------------------------------------------


def mutants(folder: Path) -> list[Mutant]:
    """All mutants of the ``.ua`` files of a folder, each once, in reading order."""
    lines = read_lines(folder)
    names = read_names(folder, lines)
    found: dict[tuple[str, int, str], Mutant] = {}
    for line in lines:
        for kind, new in _changes(line, names):
            mutant = Mutant(line.file, line.number, line.item, line.role, kind, line.text, new)
            if new != line.text:
                found.setdefault((line.file, line.number, new), mutant)
    return list(found.values())


def _changes(line: Line, names: Names) -> Iterator[tuple[str, str]]:
    yield from _dropped(line)
    begin = _formula_begins(line)
    reason = _reason_begins(line)
    tokens = _tokens(line.text, begin)
    for position, token in enumerate(tokens):
        in_reason = token.start >= reason
        for kind, new in _of_token(line, token, names, in_reason, tokens[:position]):
            yield kind, line.text[: token.start] + new + line.text[token.end :]


def _formula_begins(line: Line) -> int:
    text = line.text
    start = len(text) - len(text.lstrip())
    if line.role in ("where", "default"):
        return text.index("=") + 1
    if line.role != "proof" and text.lstrip().startswith(line.role + " "):
        return start + len(line.role) + 1
    return start


def _reason_begins(line: Line) -> int:
    found = re.search(r"(?:^|\s)by\s", line.text) if line.role == "proof" else None
    return found.end() if found else len(line.text) + 1


def _tokens(text: str, begin: int) -> list[Token]:
    found = list(TOKEN.finditer(text, begin))
    texts = ["", "", *(m.group() for m in found), ""]
    return [
        Token(m.group(), m.start(), m.end(), texts[i + 1], texts[i], texts[i + 3])
        for i, m in enumerate(found)
    ]


def _of_token(
    line: Line, token: Token, names: Names, in_reason: bool, earlier: list[Token]
) -> Iterator[tuple[str, str]]:
    text = token.text
    if text in names.statements and in_reason:
        yield from _swapped(line, text, names)
    elif in_reason and not _in_reason_formula(line, token, earlier):
        return
    elif text.isdigit():
        yield from _constants(token)
    elif text in TURNED and not (in_reason or _binding(token, line)):
        yield from (("relation", new) for new in TURNED[text])
        if line.role in ("given", "domain") and text in WEAKER:
            yield "relation", WEAKER[text]
    elif text in OTHER_BRACKET and line.role == "for" and _is_range_end(line, token):
        yield "range end", OTHER_BRACKET[text]
    elif text in ("+", "-", "*", "/"):
        yield from _operators(token)
    elif text == "**":
        yield from _exponents(token)
    elif text[0].isalpha() and text not in RULE_WORDS:
        yield from _names(line, token, names)


def _constants(token: Token) -> Iterator[tuple[str, str]]:
    value = int(token.text)
    kind = "exponent" if token.before == "**" else "constant"
    for new in dict.fromkeys((value + 1, value - 1, 2 * value)):
        if new != value:
            yield kind, str(new) if new >= 0 else f"({new})"


def _operators(token: Token) -> Iterator[tuple[str, str]]:
    binary = token.before[-1:].isalnum() or token.before in (")", "]")
    other = {"+": "-", "-": "+", "*": "/", "/": "*"}[token.text]
    yield "operator", other if binary else ""


def _exponents(token: Token) -> Iterator[tuple[str, str]]:
    if not token.after.isdigit():
        yield "exponent", "**2**"
        yield "exponent", "/1*" if token.after == "(" else "*"


def _names(line: Line, token: Token, names: Names) -> Iterator[tuple[str, str]]:
    text = token.text
    if text in OTHER_NAME and text != "Sum":
        yield "function", OTHER_NAME[text]
    elif text in ("sqrt", "Abs"):
        yield "function", ""
    elif text in ("pi", "E"):
        yield from (("constant", new) for new in ("3", "4" if text == "pi" else "2"))
    elif token.after != "(" and not _declares(line, token):
        yield from _variables(text, names.variables[line.item])


def _variables(name: str, declared: dict[str, str]) -> Iterator[tuple[str, str]]:
    if name not in declared and len(name) > 1:
        return
    if declared.get(name, "integer") == "integer" or len(name) == 1:
        yield "shift", f"({name} + 1)"
        yield "shift", f"({name} - 1)"
    else:
        yield "scale", f"(2*{name})"
        yield "scale", f"({name}/2)"
    same = [n for n, sort in declared.items() if sort == declared.get(name)]
    if len(same) > 1:
        yield "variable", same[(same.index(name) + 1) % len(same)]


def _swapped(line: Line, name: str, names: Names) -> Iterator[tuple[str, str]]:
    if line.item not in names.statements:
        return
    earlier = [s for s in names.statements[: names.statements.index(line.item)] if s != name]
    if earlier:
        number = int(hashlib.sha256((line.text + name).encode()).hexdigest(), 16)
        yield "swapped lemma", earlier[-1]
        yield "swapped lemma", earlier[number % len(earlier)]


def _binding(token: Token, line: Line) -> bool:
    """Whether an ``=`` belongs to the syntax: a continued where or default."""
    return token.text == "=" and line.role in ("where", "default") and not token.before


def _in_reason_formula(line: Line, token: Token, earlier: list[Token]) -> bool:
    """Whether a token after ``by`` is in a term: after a binding's =, or a rule's argument."""
    words = [t.text for t in earlier if t.start >= _reason_begins(line)]
    return "=" in words or words[:1] == ["antiderivative"] or words[:2] == ["split", "at"]


def _declares(line: Line, token: Token) -> bool:
    """The name of a variable where it is declared, or bound by a sum or an integral."""
    if token.before == "(" and token.before2 == "," and token.after == ",":
        return True
    head = line.text[: token.start].rstrip()
    rest = line.text[token.end :].lstrip()
    if line.role == "for":
        return head.endswith(";") or head.strip() == "for"
    quantified = re.search(r"given for [^:]*$", head)
    if quantified and " with" not in quantified.group():
        return True
    return rest.startswith("=") and line.role == "proof" and bool(re.search(r"( at|,)$", head))


def _is_range_end(line: Line, token: Token) -> bool:
    if "oo" in (token.before, token.after):
        return False
    if token.text in "[(":
        return line.text[: token.start].endswith(" in ")
    rest = line.text[token.end :].strip()
    return not rest or rest.startswith(";")


# --- dropped hypotheses -------------------------------------------------------------------------


def _dropped(line: Line) -> Iterator[tuple[str, str]]:
    indent = line.text[: len(line.text) - len(line.text.lstrip())]
    if line.role == "given" and line.text.strip().startswith("given"):
        yield "dropped hypothesis", ""
    if line.role == "for" and line.text.strip().startswith("for "):
        parts = [p.strip() for p in line.text.strip()[4:].split(";")]
        yield from (
            ("dropped hypothesis", f"{indent}for {'; '.join(new)}")
            for new in _one_changed(parts, _without_range)
        )
    if line.role == "domain":
        parts = [p.strip() for p in line.text.strip()[7:].split(",")]
        for i in range(len(parts)):
            rest = ", ".join(parts[:i] + parts[i + 1 :])
            yield "dropped hypothesis", f"{indent}domain {rest}" if rest else ""


def _one_changed(parts: list[str], change: Callable[[str], str]) -> Iterator[list[str]]:
    for i, part in enumerate(parts):
        yield [*parts[:i], change(part), *parts[i + 1 :]]


def _without_range(part: str) -> str:
    name, _, _ = part.partition(" in ")
    return name if " " in name else f"{name} real"


# --- samples ------------------------------------------------------------------------------------


def by_item_and_kind(mutant: Mutant) -> tuple[str, ...]:
    """A stratum for each kind of change to each item."""
    return mutant.item, mutant.kind


def by_formula(mutant: Mutant) -> tuple[str, ...]:
    """A stratum for each line that holds a formula."""
    return mutant.file, f"{mutant.line:06}"


def sample(
    population: list[Mutant],
    count: int,
    seed: int,
    stratum: Callable[[Mutant], tuple[str, ...]] = by_item_and_kind,
) -> list[Mutant]:
    """A stratified sample: every stratum gives one before any gives a second."""
    strata: dict[tuple[str, ...], list[Mutant]] = defaultdict(list)
    for mutant in population:
        strata[stratum(mutant)].append(mutant)
    source = random.Random(seed)
    groups = [source.sample(group, len(group)) for _, group in sorted(strata.items())]
    source.shuffle(groups)
    rounds = (m for one in zip_longest(*groups) for m in one if m is not None)
    return [m for m, _ in zip(rounds, range(count), strict=False)]


def mutated(text: str, mutant: Mutant) -> str:
    """The text of the file with the mutant's line in place; ValueError if the line is not there."""
    lines = text.splitlines()
    if lines[mutant.line - 1] != mutant.old:
        raise ValueError(f"{mutant.file}:{mutant.line} is not {mutant.old!r}")
    lines[mutant.line - 1] = mutant.new
    return "\n".join(lines) + "\n"
