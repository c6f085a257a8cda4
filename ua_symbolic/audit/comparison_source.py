"""The table of a development: ``compare.toml`` in its folder says what ``ua compare`` prints.

Nothing about a subject is built in.  The file, in TOML, has these tables:

- ``title``; ``order``, the parameter whose exponents are printed; and ``[parameters.NAME]`` with
  ``value`` (exact, such as "1/100"), ``meaning`` and ``integer = true`` for an integer;
- ``[[section]]`` with a ``title``, holding in any number
  - ``[[section.route]]``: ``name``, ``statements`` (the ids that prove it: their weakest standing
    is printed, and every closed form of the row must occur in one of them), the cells ``depth``,
    ``heads``, ``width``, ``prefix_length``, ``temperature``, optionally a ``remark`` and
    ``[[section.route.also]]`` with ``name``, ``value`` and the ``statement`` that speaks of it;
  - ``[[section.published]]``: ``name``, ``source``, optionally the ``statement`` (a leaf) from
    which exponent and range are read, and ``reported``, a table of cells printed as they stand;
  - ``[[section.lower]]``: as a route; without cells, ``says`` takes their place.

A cell is the name of a closed form, evaluated at the parameters of the same names, or an expression
in the parameters and the functions of the development; or a list of such.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ua_symbolic.errors import DevelopmentError

FILE = "compare.toml"
COLUMNS = ("depth", "heads", "width", "prefix_length", "temperature")

ROUTE, PUBLISHED, LOWER = "route", "published", "lower"


@dataclass(frozen=True)
class ParameterSource:
    """A parameter of the whole table, with the value that it has unless one is given."""

    name: str
    value: str
    integer: bool
    meaning: str


@dataclass(frozen=True)
class AlsoSource:
    """A further quantity of a route, printed beneath the table."""

    name: str
    value: str
    statement: str


@dataclass(frozen=True)
class RowSource:
    """One row as the file has it; ``place`` says where, for complaints."""

    place: str
    kind: str  # route | published | lower
    name: str
    statements: tuple[str, ...]
    cells: Mapping[str, tuple[str, ...]]
    remark: str = ""
    says: str = ""
    source: str = ""
    also: tuple[AlsoSource, ...] = ()


@dataclass(frozen=True)
class SectionSource:
    """Rows that belong together."""

    title: str
    rows: tuple[RowSource, ...]


@dataclass(frozen=True)
class TableSource:
    """The whole file."""

    file: Path
    title: str
    order: str
    parameters: tuple[ParameterSource, ...]
    sections: tuple[SectionSource, ...]

    def statements(self) -> tuple[str, ...]:
        """All statements that the file names."""
        rows = [row for section in self.sections for row in section.rows]
        also = [a.statement for row in rows for a in row.also]
        return tuple(dict.fromkeys([*(s for row in rows for s in row.statements), *also]))


def read_table(folder: Path) -> TableSource | None:
    """What the folder's ``compare.toml`` says; None if there is none.

    Raises DevelopmentError, with the file and the place in it, for anything that is not as above.
    """
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise DevelopmentError(f"{file}: cannot be read ({problem})") from problem
    except tomllib.TOMLDecodeError as problem:
        raise DevelopmentError(f"{file}: not TOML: {problem}") from problem
    whole = _Table(file, "", data, ("title", "order", "parameters", "section"))
    parameters = whole.child("parameters", ()).parameters()
    sections = tuple(s.section() for s in whole.children("section", ("title", *KINDS)))
    order = whole.text("order", "")
    if order and order not in {p.name for p in parameters}:
        raise whole.error(f"order: no parameter is named {order}")
    return TableSource(file, whole.text("title"), order, parameters, sections)


KINDS = (ROUTE, PUBLISHED, LOWER)
_ROW = ("name", "statements", "remark")
_KEYS = {
    ROUTE: (*_ROW, "also", *COLUMNS),
    PUBLISHED: (*_ROW, "source", "statement", "reported"),
    LOWER: (*_ROW, "says", *COLUMNS),
}


@dataclass(frozen=True)
class _Table:
    """A TOML table with the place where it stands; asks for known keys of known types."""

    file: Path
    place: str
    data: Mapping[str, Any]
    known: tuple[str, ...]

    def __post_init__(self) -> None:
        for key in self.data:
            if self.known and key not in self.known:
                raise self.error(f"no such key: {key}{hint(key, self.known)}")

    def error(self, message: str) -> DevelopmentError:
        where = f"{self.file}: {self.place}: " if self.place else f"{self.file}: "
        return DevelopmentError(where + message)

    def text(self, key: str, default: str | None = None) -> str:
        found = self.data.get(key, default)
        if not isinstance(found, str):
            raise self.error(f'{key} is missing; write {key} = "..."' if found is None
                             else f"{key} must be a text in quotes")  # fmt: skip
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A text, or a list of texts; none if the key is missing."""
        found = self.data.get(key, [])
        listed = [found] if isinstance(found, str) else found
        if not isinstance(listed, list) or not all(isinstance(t, str) for t in listed):
            raise self.error(f"{key} must be a text in quotes, or a list of such")
        return tuple(listed)

    def child(self, key: str, known: tuple[str, ...]) -> _Table:
        found = self.data.get(key, {})
        if not isinstance(found, dict):
            raise self.error(f"{key} must be a table")
        return _Table(self.file, self._inside(key), found, known)

    def children(self, key: str, known: tuple[str, ...]) -> list[_Table]:
        found = self.data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
            raise self.error(f"write [[{key}]] for each {key}")
        return [
            _Table(self.file, self._inside(f"{key} {t.get('name', t.get('title', i))}"), t, known)
            for i, t in enumerate(found, 1)
        ]

    def _inside(self, name: str) -> str:
        return f"{self.place}, {name}" if self.place else name

    def parameters(self) -> tuple[ParameterSource, ...]:
        return tuple(
            self.child(name, ("value", "integer", "meaning")).parameter(name) for name in self.data
        )

    def parameter(self, name: str) -> ParameterSource:
        integer = self.data.get("integer", False)
        if not isinstance(integer, bool):
            raise self.error("integer must be true or false")
        return ParameterSource(name, self.text("value"), integer, self.text("meaning", ""))

    def section(self) -> SectionSource:
        rows = [row.row(kind) for kind in KINDS for row in self.children(kind, _KEYS[kind])]
        return SectionSource(self.text("title"), tuple(rows))

    def row(self, kind: str) -> RowSource:
        if kind == PUBLISHED:
            reported = self.child("reported", COLUMNS)
            cells = {column: reported.texts(column) for column in reported.data}
            source, statements = self.text("source"), self.texts("statement")
        else:
            cells = {column: self.texts(column) for column in COLUMNS if column in self.data}
            source, statements = "", self.texts("statements")
            if not statements:
                raise self.error('name what proves it: statements = ["..."]')
        also = tuple(
            AlsoSource(a.text("name"), a.text("value"), a.text("statement"))
            for a in (self.children("also", ("name", "value", "statement")))
        )
        remark, says = self.text("remark", ""), self.text("says", "")
        return RowSource(
            self.place, kind, self.text("name"), statements, cells, remark, says, source, also
        )


def hint(name: str, known: Iterable[str]) -> str:
    """A remark that names the known one that is meant, if one is close."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
