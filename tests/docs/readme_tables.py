"""The tables of README.md, made from the audit and from the closed forms themselves."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import takewhile
from pathlib import Path

from documents import ROOT

from ua_symbolic.audit import Audit
from ua_symbolic.audit.build import ATTACK
from ua_symbolic.audit.model import ASSURANCES, GOALS, MODULO, PROVED, STATUSES, StatementAudit
from ua_symbolic.bounds import ClosedForm, IntegerValue, bound_value
from ua_symbolic.cli.opening import audits
from ua_symbolic.development import Development, load
from ua_symbolic.expressions.terms import number

DEVELOPMENT = ROOT / "proofs" / "prompting"
FORMS = (
    "upper.prefix_length",
    "upper.prefix_length_cap",
    "upper.explicit_length",
    "lower.fixed_keys",
    "lower.continuous_prefix",
)
POINTS = tuple((m, eps) for m in (2, 8) for eps in (Fraction(1, 10), Fraction(1, 100)))
PUBLISHED_FROM = 8
WIDTH = 140
LAST_HEAD = "6"
"""Files up to this number are about one head on the sphere."""


def audit() -> Audit:
    """The audit of the development by its committed ledger."""
    (found,) = audits(str(DEVELOPMENT))
    return found


# --- what is proved -----------------------------------------------------------------------------


def statements_table(found: Audit) -> str:
    """All theorems and leaves of the files about one head on the sphere, file by file."""
    lines = ["| statement | says | checked by | rests on leaves |", "|---|---|---|---|"]
    for file, statements in _files(found, others=False):
        lines.append(f"| **{_section(file)}** | | | |")
        lines.extend(_row(s) for s in statements if _is_listed(s))
    return "\n".join(lines)


def others_table(found: Audit) -> str:
    """The other files: what is in them, how it was checked, on which leaves it rests."""
    lines = ["| file | about | theorems | lemmas | checked by | rests on leaves |",
             "|---|---|--:|--:|---|---|"]  # fmt: skip
    for file, statements in _files(found, others=True):
        kinds = Counter(s.kind for s in statements)
        leaves = dict.fromkeys(leaf for s in statements for leaf in s.leaves)
        cells = [
            f"`{file.name}`",
            _section(file),
            str(sum(kinds[k] for k in GOALS)),
            str(kinds["lemma"]),
            _weakest(statements),
            ", ".join(f"`{leaf}`" for leaf in leaves),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _files(found: Audit, *, others: bool) -> Iterator[tuple[Path, list[StatementAudit]]]:
    said = [s for s in found.statements.values() if not s.is_definition]
    for file in dict.fromkeys(s.file for s in said):
        if (file.name[0] > LAST_HEAD) == others:
            yield file, [s for s in said if s.file == file]


def _weakest(statements: list[StatementAudit]) -> str:
    left = sum(s.status not in (PROVED, MODULO) for s in statements)
    if left:
        return f"{left} not established"
    grades = {s.assurance for s in statements if not s.is_leaf}
    return next(a for a in reversed(ASSURANCES) if a in grades)


def _section(file: Path) -> str:
    """What the first comment of a file calls it, with its section if it gives one."""
    comment = " ".join(
        line.removeprefix("#").strip()
        for line in takewhile(
            lambda line: line.startswith("#"), file.read_text(encoding="utf-8").splitlines()
        )
    )
    title = re.split(r"[:.]\s", f"{comment} ", maxsplit=1)[0]
    section = re.search(r"\(Section (\d+)", comment)
    return _escaped(f"{section[1]}. {title}" if section else title)


def _is_listed(statement: StatementAudit) -> bool:
    return statement.kind in GOALS or statement.is_leaf


def _row(statement: StatementAudit) -> str:
    if statement.is_leaf:
        grade, leaves = f"*{statement.kind}*", "(leaf)"
    else:
        grade = statement.assurance or statement.status
        leaves = ", ".join(f"`{leaf}`" for leaf in statement.leaves)
    return f"| `{statement.id}` | {_escaped(statement.title)} | {grade} | {leaves} |"


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "|*_<~`$" else c for c in text)


def summary(found: Audit) -> str:
    """How many statements, by status, and how many obligations, by assurance."""
    said = [s for s in found.statements.values() if not s.is_definition]
    leaves = sum(s.is_leaf for s in said)
    counted = found.count()
    derived = ", ".join(
        f"{counted[status] - (leaves if status == MODULO else 0)} {status}"
        for status in STATUSES
        if counted[status] - (leaves if status == MODULO else 0)
    )
    obligations = found.obligations()
    attacks = [o for o in obligations if o.id == ATTACK]
    survived = sum("survived" in o.reason for o in attacks)
    by = Counter(o.assurance for o in obligations if o.discharged and o.id != ATTACK)
    grades = ", ".join(f"{by[a]:,} by {a}" for a in ASSURANCES if by[a])
    left = sum(not o.discharged for o in obligations)
    return textwrap.fill(
        f"{len(said)} statements: {derived}, and {leaves} leaves. "
        f"{len(obligations) - len(attacks):,} obligations, {grades}"
        + (f", {left} not discharged. " if left else ". ")
        + f"The falsifier found a counterexample to none; it could evaluate {survived} of the "
        f"{len(attacks)} statements, the others mostly have a hypothesis for all indices of a sum.",
        WIDTH,
    )


# --- the trusted base ---------------------------------------------------------------------------


def trusted(found: Audit) -> str:
    """What has to be right for a proved statement to be true, with sizes."""
    facts = len({name for s in found.statements.values() for name in s.facts})
    return textwrap.fill(
        f"That a proved statement is true rests on: the kernel, `ua_symbolic/kernel` "
        f"({_lines('kernel'):,} lines, of which only `theorems.py` can make a theorem), with its "
        "table of monotone functions (`monotonicity.py`); the table of where functions are "
        "defined and continuous (`expressions/signature.py`); the textbook facts in "
        f"`development/facts.ua` ({_facts()}, {facts} of them used here); the engines that decide "
        "algebraic identities, SymPy and exact polynomials of FLINT; Arb and our enclosures "
        "where a link is closed by a box; the reader of the proof language, which decides what "
        "your text says; and the leaves. Tactics, searches and the ledger are not trusted: every "
        "theorem keeps its proof as plain data, and `ua audit --recheck` checks that again by a "
        f"second program, `ua_symbolic/recheck` ({_lines('recheck'):,} lines), with terms, rules, "
        "tables and algebra of its own. It is not independent in three places: it starts from the "
        "statements as the same reader read them, it verifies certificates of boxes with the same "
        "Arb code, beside a verifier on MPFR which must not disagree, and where its own algebra "
        "is at a loss it asks SymPy and says how often.",
        WIDTH,
    )


def _lines(package: str) -> int:
    files = (ROOT / "ua_symbolic" / package).glob("*.py")
    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)
    return round(lines, -2)


def _facts() -> int:
    text = (ROOT / "ua_symbolic" / "development" / "facts.ua").read_text(encoding="utf-8")
    return sum(line.startswith("fact ") for line in text.splitlines())


# --- the bounds ---------------------------------------------------------------------------------


def bounds_table() -> str:
    """Prefix lengths for L = 1 and what no head of such a kind can do without."""
    development = load(DEVELOPMENT)
    head = " | ".join(f"`{name}`" for name in FORMS)
    lines = [f"| m | eps | {head} | published |", "|--:|--:|" + "--:|" * len(FORMS) + "---|"]
    for m, eps in POINTS:
        values = " | ".join(_shown(_value(development, name, m, eps)) for name in FORMS)
        lines.append(f"| {m} | {eps} | {values} | {_published(m)} |")
    return "\n".join(lines)


def _value(development: Development, name: str, m: int, eps: Fraction) -> int:
    source = development.form_sources[name]
    definition = development.theory.definitions[name]
    form = ClosedForm(definition, source.defaults, source.title, source.source)
    given = {"m": number(m), "L": number(1), "eps": number(eps)}
    value = bound_value(form, given, development.theory.definitions, 30)
    if not isinstance(value, IntegerValue):
        raise TypeError(f"{name} is not an integer")
    return int(value.text)


def _shown(value: int) -> str:
    """All digits of a short integer, four digits of a long one.

    >>> _shown(27787), _shown(12618901876309370)
    ('27,787', '1.262e16')
    """
    if value < 10**9:
        return f"{value:,}"
    digits, exponent = f"{value:.3e}".split("e")
    return f"{digits}e{int(exponent)}"


def _published(m: int) -> str:
    if m < PUBLISHED_FROM:
        return f"*reported* for m >= {PUBLISHED_FROM} only"
    return f"*reported*: grows like eps^-{10 + 14 * m + 4 * m * m}, constant not known to us"


# --- all ----------------------------------------------------------------------------------------


def regions() -> Iterator[tuple[str, str]]:
    """Name and content of every generated part of README.md."""
    found = audit()
    yield "summary", summary(found)
    yield "statements", statements_table(found)
    yield "others", others_table(found)
    yield "bounds", bounds_table()
    yield "trusted", trusted(found)


NAMES = ("summary", "statements", "others", "bounds", "trusted")
"""The names of the generated parts."""
