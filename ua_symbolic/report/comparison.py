"""The table of a development as text for a terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from ua_symbolic.audit.comparison import Comparison, Exponent, Quantity, Row, Section, value_text
from ua_symbolic.audit.comparison_source import COLUMNS, LOWER, PUBLISHED
from ua_symbolic.audit.model import MODULO, PROVED, Audit
from ua_symbolic.bounds import IntegerValue
from ua_symbolic.bounds.digits import text_of_decimal
from ua_symbolic.bounds.sweep import plain_text
from ua_symbolic.expressions.text import to_text
from ua_symbolic.report.tables import paragraph, rendered

DIGITS = 3
"""Significant digits of a number that is too long for its column."""

LONGEST = 10
"""Characters of the longest number that is written out."""

NONE = "-"
REPORTED = "reported"
HEADINGS = {
    "depth": "depth",
    "heads": "heads",
    "width": "width",
    "prefix_length": "prefix\nlength",
    "temperature": "temper-\nature",
}
WIDTHS = (22, 5, 5, 5, 11, 9, 9, 12, 6)


def comparison_text(comparison: Comparison, audit: Audit) -> str:
    """The table with its notes, in at most 100 columns."""
    letters = _letters(comparison)
    parts = [comparison.title, _parameters(comparison)]
    for index, section in enumerate(comparison.sections):
        parts.append(_section(section, comparison.order, letters, with_head=index == 0))
    parts.append("what shows it (ua why ID)")
    parts.extend(_shown_by(section) for section in comparison.sections)
    parts.append(_leaves(letters, audit))
    parts.append(_sources(comparison))
    return "\n\n".join(filter(None, parts))


def _letters(comparison: Comparison) -> dict[str, str]:
    """A letter for each leaf, in the order of the rows."""
    leaves = dict.fromkeys(leaf for row in comparison.rows() for leaf in row.leaves)
    return {leaf: _letter(i) for i, leaf in enumerate(leaves)}


def _letter(index: int) -> str:
    """
    >>> _letter(0), _letter(26)
    ('a', 'aa')
    """
    return ascii_lowercase[index % 26] * (index // 26 + 1)


def _parameters(comparison: Comparison) -> str:
    said = [
        f"{name} = {to_text(value)}" + (f" ({meaning})" if meaning else "")
        for (name, value), meaning in zip(
            comparison.parameters.items(), comparison.meanings.values(), strict=True
        )
    ]
    return paragraph("for ", "; ".join(said))


def _section(section: Section, order: str, letters: Mapping[str, str], *, with_head: bool) -> str:
    grid = Table(
        box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0),
        show_header=with_head,
    )  # fmt: skip
    headings = ["", *(HEADINGS[c] for c in COLUMNS), f"exponent\nof {order}", "assurance", "leaves"]
    for heading, width in zip(headings, WIDTHS, strict=True):
        justify: Literal["left", "right"] = "right" if heading in HEADINGS.values() else "left"
        grid.add_column(heading, justify=justify, width=width, overflow="fold", vertical="top")
    previous = ""
    for row in section.rows:
        if row.kind == LOWER and previous not in ("", LOWER):
            grid.add_row("at least:")
        grid.add_row(*(escape(cell) for cell in _cells(row, letters)))
        previous = row.kind
    return section.title + "\n" + rendered(grid, width=sum(WIDTHS) + 2 * len(WIDTHS))


def _cells(row: Row, letters: Mapping[str, str]) -> list[str]:
    return [
        ("  " if row.kind == LOWER else "") + row.name,
        *(_cell(row, column) for column in COLUMNS),
        _exponent(row.exponent),
        _assurance(row),
        " ".join(sorted(letters[leaf] for leaf in row.leaves)) or "none",
    ]


def _cell(row: Row, column: str) -> str:
    if column == "prefix_length" and row.growth is not None:
        return f"c*{short(row.growth)}"
    if column in row.reported:
        return "\n".join(row.reported[column])
    return "\n".join(map(short, row.cells.get(column, ()))) or NONE


def _exponent(exponent: Exponent | None) -> str:
    if exponent is None:
        return NONE
    log = exponent.log_formula
    return (exponent.value or NONE) + (f", log {log}" if log != "0" else "")


def _assurance(row: Row) -> str:
    if row.kind == PUBLISHED:
        return REPORTED
    return (row.assurance or NONE) if row.status in (PROVED, MODULO) else row.status


def short(quantity: Quantity) -> str:
    """The value in at most ``LONGEST`` characters: all digits, or a few, correctly rounded.

    >>> short(Quantity("x", IntegerValue(1234567))), short(Quantity("x", IntegerValue(10**378 + 1)))
    ('1,234,567', '1.00e+378')
    """
    value = quantity.value
    if value is None:
        return "?"
    if isinstance(value, IntegerValue):
        text = f"{value.value:,}" if abs(value.value) < 10**LONGEST else ""
        return text if 0 < len(text) <= LONGEST else _fitting(value.text, 0)
    mantissa, _, exponent = value.decimal.partition("e")
    whole, _, decimals = mantissa.partition(".")
    return _fitting(whole + decimals, int(exponent or 0) - len(decimals))


def _fitting(digits: str, exponent: int) -> str:
    """``digits * 10**exponent`` with as many digits as fit, ``DIGITS`` at most."""
    for most in range(DIGITS, 0, -1):
        text = _rounded(digits, exponent, most)
        if len(text) <= LONGEST:
            break
    return text


def _rounded(digits: str, exponent: int, most: int) -> str:
    """Rounded to ``most`` significant digits, halves away from zero.

    >>> _rounded("99951", 0, 3), _rounded("-0012345", -4, 3)
    ('1.00e+5', '-1.23')
    """
    sign = "-" if digits.startswith("-") else ""
    plain = digits.lstrip("-").lstrip("0") or "0"
    rest = max(len(plain) - most, 0)
    mantissa = int(plain[:most]) + (plain[most : most + 1] >= "5")
    if mantissa == 10**most:
        mantissa, rest = mantissa // 10, rest + 1
    return sign + text_of_decimal(mantissa, exponent + rest)


def _leaves(letters: Mapping[str, str], audit: Audit) -> str:
    lines = ["leaves, asserted without a check here"]
    for leaf, letter in letters.items():
        found = audit.statements[leaf]
        lines.append(paragraph(f"  {letter}  ", f"{leaf} ({found.kind}): {found.title}"))
    return "\n".join(lines) if letters else "leaves: none"


def _shown_by(section: Section) -> str:
    """The statements of each row, and what else is to be said of it."""
    lines = [
        paragraph(f"  {row.name:<{WIDTHS[0]}}", "; ".join(_notes(row))) for row in section.rows
    ]
    return "\n".join([section.title, *lines])


def _notes(row: Row) -> Iterator[str]:
    if row.statements:
        yield ", ".join(row.statements)
    if row.exponent is not None and row.kind != PUBLISHED:
        yield f"exponent {row.exponent.formula} by {row.exponent.statement}"
    if row.kind == PUBLISHED:
        yield from _growth(row)
    yield from filter(None, (row.remark, row.says))
    for also in row.also:
        yield f"{also.name} {short(also.quantity)} ({also.statement})"
    for column, found in row.cells.items():
        for quantity in found:
            if quantity.error:
                yield f"no {column.replace('_', ' ')}: {quantity.error}"


def _growth(row: Row) -> Iterator[str]:
    if row.exponent is None:
        yield f"{REPORTED}, not checked"
        return
    yield f"exponent {row.exponent.formula} {REPORTED}, with a constant c not known to us"
    if row.outside:
        yield f"not for these parameters: {row.outside} fails"


def _sources(comparison: Comparison) -> str:
    """What is only reported, and by whom."""
    sources = dict.fromkeys(row.source for row in comparison.rows() if row.source)
    return "\n".join(paragraph(f"{REPORTED}: ", source) for source in sources)


# --- data -------------------------------------------------------------------------------------


def comparison_data(comparison: Comparison) -> dict[str, object]:
    """The table as data; integers are texts of all their digits, formulas are texts."""
    return {
        "development": comparison.development,
        "title": comparison.title,
        "parameters": {name: to_text(v) for name, v in comparison.parameters.items()},
        "order": comparison.order,
        "sections": [
            {"title": s.title, "rows": [_row_data(row) for row in s.rows]}
            for s in comparison.sections
        ],
    }


def _row_data(row: Row) -> dict[str, object]:
    data: dict[str, object] = {
        "kind": row.kind,
        "name": row.name,
        "statements": list(row.statements),
        "status": REPORTED if row.kind == PUBLISHED else row.status,
        "assurance": REPORTED if row.kind == PUBLISHED else row.assurance,
        "leaves": list(row.leaves),
    }
    for column in COLUMNS:
        if column in row.reported:
            data[column] = {REPORTED: list(row.reported[column])}
        elif column in row.cells:
            found = [_quantity_data(q) for q in row.cells[column]]
            data[column] = found[0] if len(found) == 1 else found
    if row.exponent is not None:
        data["exponent"] = vars(row.exponent) | ({"outside": row.outside} if row.outside else {})
    if row.growth is not None:
        data["growth"] = _quantity_data(row.growth)
    texts = {"remark": row.remark, "says": row.says, "source": row.source}
    data |= {key: text for key, text in texts.items() if text}
    if row.also:
        data["also"] = [
            {"name": a.name, "statement": a.statement, **_quantity_data(a.quantity)}
            for a in row.also
        ]
    return data


def _quantity_data(quantity: Quantity) -> dict[str, object]:
    value = quantity.value
    if value is None:
        return {"formula": quantity.formula, "error": quantity.error}
    if isinstance(value, IntegerValue):
        return {"formula": quantity.formula, "integer": value.text}
    enclosure = [value.lower, value.upper]
    return {"formula": quantity.formula, "decimal": value.decimal, "enclosure": enclosure}


def comparison_csv(comparison: Comparison) -> str:
    """One line a row, with the parameters in front; several values of a cell by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    given = [plain_text(v) for v in comparison.parameters.values()]
    more = ["exponent", "status", "assurance", "leaves"]
    writer.writerow([*comparison.parameters, "section", "kind", "name", *COLUMNS, *more])
    for section in comparison.sections:
        for row in section.rows:
            cells = [_csv_cell(row, column) for column in COLUMNS]
            exponent = row.exponent.formula if row.exponent else ""
            standing = [REPORTED] * 2 if row.kind == PUBLISHED else [row.status, row.assurance]
            leaves = ";".join(row.leaves)
            writer.writerow(
                [*given, section.title, row.kind, row.name, *cells, exponent, *standing, leaves]
            )
    return out.getvalue().rstrip("\n")


def _csv_cell(row: Row, column: str) -> str:
    texts: Sequence[str] = row.reported.get(column, ())
    values = [q.value for q in row.cells.get(column, ()) if q.value is not None]
    return ";".join([*texts, *map(value_text, values)])
