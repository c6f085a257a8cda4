"""From files to a development: headings, clauses, definitions, statements and their scripts.

A file is a sequence of headings at the left margin, each with indented clauses:

    define NAME(m integer, x)        lemma NAME [auto]
      "what it is"                     "what it says"
      domain m >= 1, x > 0             for m integer in [1, oo); x in (0, 1]
      value TERM                       given RELATION
                                       claim RELATION
                                       proof ...

``bound`` is ``define`` for a named closed form (with ``default tau = 1/2``); ``opaque NAME(...)``
names something that only leaves speak about; ``argued`` and ``cited`` statements are leaves and
need a ``source``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ua_symbolic.bounds.defaults import bad_default
from ua_symbolic.development.blocks import Block, error, read_blocks
from ua_symbolic.development.definitions import read_definition, read_opaque
from ua_symbolic.development.headings import Heading, read_heading
from ua_symbolic.development.loading import Loading
from ua_symbolic.development.model import Development
from ua_symbolic.development.statements import read_statement
from ua_symbolic.development.uses import check_uses
from ua_symbolic.errors import DevelopmentError
from ua_symbolic.expressions.text import to_text
from ua_symbolic.kernel.inference import KernelError
from ua_symbolic.kernel.theory import Theory

FACTS = Path(__file__).parent / "facts.ua"
"""The facts about known functions that come with the kernel."""


def load(path: Path, *, definitions_only: bool = False) -> Development:
    """The development of the ``*.ua`` files in a folder, in the order of their names.

    With ``definitions_only`` statements are not read: enough to evaluate closed forms, and fast.

    Raises DevelopmentError, with file and line, for anything that is not well formed: an unknown
    name, a duplicate id, a use of an unknown statement, a cycle, a default outside of its domain.
    """
    files = sorted(path.glob("*.ua")) if path.is_dir() else [path]
    if not files or not all(f.is_file() for f in files):
        raise DevelopmentError(f"{path}: no development here (a folder with .ua files is one)")
    facts = Loading() if definitions_only else _facts()
    loading = Loading(statements=dict(facts.statements), items=dict(facts.items))
    blocks = [block for file in files for block in read_blocks(file)]
    headings = [read_heading(block, facts=False) for block in blocks]
    _declare(loading, headings)
    for heading, block in zip(headings, blocks, strict=True):
        if heading.defines or not definitions_only:
            _read_item(loading, heading, block)
    check_uses(loading.items, loading.statements, loading.definitions)
    theory = _theory(loading, path)
    _check_defaults(loading)
    return Development(path.name, path, theory, loading.items, loading.forms, loading.models)


@cache
def _facts() -> Loading:
    """The built-in facts, read once; they know no function of a development."""
    loading = Loading()
    for block in read_blocks(FACTS):
        read_statement(loading, read_heading(block, facts=True), block)
    return loading


def bare() -> Development:
    """A development of nothing but the built-in facts."""
    facts = _facts()
    theory = Theory({}, {}, dict(facts.statements))
    return Development("", Path(), theory, dict(facts.items), {})


def _declare(loading: Loading, headings: list[Heading]) -> None:
    """Enter all functions, so that the order of definitions and uses is free."""
    taken = {f.name for s in loading.statements.values() for f in s.functions}
    for heading in headings:
        if heading.defines and heading.name in taken:
            message = f"{heading.name} stands for any function in the built-in facts"
            raise error(heading.location, f"{message}; choose another name")
        if heading.defines:
            loading.declare(heading)


def _read_item(loading: Loading, heading: Heading, block: Block) -> None:
    match heading.kind:
        case "define" | "bound":
            read_definition(loading, heading, block)
        case "opaque":
            read_opaque(loading, heading, block)
        case _:
            read_statement(loading, heading, block)


def _theory(loading: Loading, path: Path) -> Theory:
    """The vocabulary; what the kernel refuses is reported at the item that it names."""
    try:
        return Theory(loading.definitions, loading.opaques, loading.statements)
    except KernelError as problem:
        name = str(problem).partition(":")[0]
        item = loading.items.get(f"definition {name}") or loading.items.get(name)
        if item is None:
            raise DevelopmentError(f"{path}: {problem}") from problem
        raise error(item.location, str(problem)) from problem


def _check_defaults(loading: Loading) -> None:
    """DevelopmentError for a closed form that has no value at its own defaults."""
    for name, form in loading.forms.items():
        found = bad_default(loading.definitions[name], form.defaults, loading.definitions)
        if found is not None:
            given = ", ".join(f"{p} = {to_text(form.defaults[p])}" for p in found.parameters)
            place = form.places[found.parameters[-1]]
            raise error(place, f"{name}: default {given}: {found.reason}")
