"""A development: statements, definitions and proof scripts of one folder, in reading order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ua_symbolic.development.blocks import Location
from ua_symbolic.development.script import Script
from ua_symbolic.expressions.terms import Term, Variable
from ua_symbolic.kernel.theory import Definition, Theory


@dataclass(frozen=True)
class Item:
    """One named thing of a development.

    ``kind`` is definition, opaque, lemma, theorem, corollary, argued, cited, fact or conjecture;
    ``uses`` are the statement names that its proof text mentions; ``tags`` steer the automation.
    """

    name: str
    kind: str
    title: str
    location: Location
    statement_text: str
    source: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    scripts: tuple[Script, ...] = ()
    abbreviations: Mapping[Variable, Term] = field(default_factory=dict)
    hypothesis_lines: tuple[int, ...] = ()

    @property
    def file(self) -> Path:
        """The source file."""
        return self.location.file

    @property
    def line(self) -> int:
        """The line of the heading."""
        return self.location.line


@dataclass(frozen=True)
class FormSource:
    """A named closed form: which definition it evaluates, with defaults and documentation.

    ``places`` says where the defaults stand.
    """

    name: str
    defaults: Mapping[str, Term]
    title: str
    source: str
    places: Mapping[str, Location] = field(default_factory=dict)


@dataclass(frozen=True)
class Development:
    """A loaded development; ``items`` in reading order, definitions and statements alike.

    Statements and definitions live in two name spaces: definitions are keyed ``definition NAME``.
    ``models`` give opaque functions a value in special cases where it is known; only the falsifier
    looks at them, so that leaves can be attacked there.
    """

    name: str
    path: Path
    theory: Theory
    items: Mapping[str, Item]
    form_sources: Mapping[str, FormSource]
    models: Mapping[str, Definition] = field(default_factory=dict)

    def statements(self) -> tuple[Item, ...]:
        """The items that say something (not definitions, opaques or built-in facts)."""
        return tuple(
            i for i in self.items.values() if i.kind not in ("definition", "opaque", "fact")
        )
