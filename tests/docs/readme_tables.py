"""The tables of README.md, made from the audit and from the closed forms themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from documents import ROOT

from ua_symbolic.audit import Audit
from ua_symbolic.audit.model import GOALS, StatementAudit
from ua_symbolic.bounds import ClosedForm, IntegerValue, bound_value
from ua_symbolic.cli.opening import audits
from ua_symbolic.development import Development, load
from ua_symbolic.expressions.terms import number

DEVELOPMENT = ROOT / "proofs" / "prompting"
SECTIONS = {
    "0_sums": "Sums and vectors",
    "1_heads": "1. Heads",
    "2_sphere": "2. The sphere",
    "3_softmax": "3. Softmax smoothing",
    "4_upper": "4. Upper bounds",
    "5_lower": "5. Lower bounds and the rate",
    "6_published": "The published bound",
}
FORMS = (
    "upper.prefix_length",
    "upper.prefix_length_cap",
    "upper.explicit_length",
    "lower.fixed_keys",
    "lower.continuous_prefix",
)
POINTS = tuple((m, eps) for m in (2, 8) for eps in (Fraction(1, 10), Fraction(1, 100)))
PUBLISHED_FROM = 8


def audit() -> Audit:
    """The audit of the development by its committed ledger."""
    (found,) = audits(str(DEVELOPMENT))
    return found


# --- what is proved -----------------------------------------------------------------------------


def statements_table(found: Audit) -> str:
    """All theorems and leaves, file by file."""
    lines = ["| statement | says | checked by | rests on leaves |", "|---|---|---|---|"]
    files = dict.fromkeys(s.file for s in found.statements.values())
    for file in files:
        chosen = [s for s in found.statements.values() if s.file == file and _is_listed(s)]
        if chosen:
            lines.append(f"| **{_section(file)}** | | | |")
            lines.extend(map(_row, chosen))
    return "\n".join(lines)


def _section(file: Path) -> str:
    return SECTIONS.get(file.stem, file.stem)


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


# --- both ---------------------------------------------------------------------------------------


def regions() -> Iterator[tuple[str, str]]:
    """Name and content of every generated part of README.md."""
    yield "statements", statements_table(audit())
    yield "bounds", bounds_table()


def names() -> Sequence[str]:
    """The names of the generated parts."""
    return ("statements", "bounds")
