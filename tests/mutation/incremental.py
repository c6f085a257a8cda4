"""Loading a development in which one line differs: only the item that holds the line is read anew.

No mutant changes a heading, so names, sorts and signatures stay; and reading an item looks at
nothing of other items but the signatures of their functions.  What is read is therefore the same
as when everything is read again, which ``test_incremental`` checks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.mutation.mutants import Mutant, mutated
from ua_symbolic.development import loader
from ua_symbolic.development.blocks import Block, parse_blocks
from ua_symbolic.development.headings import read_heading
from ua_symbolic.development.loading import Loading
from ua_symbolic.development.model import Development
from ua_symbolic.development.uses import check_uses


@dataclass
class Source:
    """The texts of a development, and what was read of them."""

    folder: Path
    texts: dict[str, str] = field(init=False)
    loading: Loading = field(init=False)
    development: Development = field(init=False)

    def __post_init__(self) -> None:
        files = sorted(self.folder.glob("*.ua"))
        self.texts = {f.name: f.read_text(encoding="utf-8") for f in files}
        self.development = loader.load(self.folder)
        blocks = [b for f in files for b in parse_blocks(self.texts[f.name], f)]
        self.loading = Loading()
        for block in blocks:
            heading = read_heading(block, facts=False)
            if heading.defines:
                self.loading.declare(heading)

    def with_mutant(self, mutant: Mutant) -> Development:
        """The development with the mutant in it; UserError if it cannot be loaded."""
        block = self._block(mutant)
        heading = read_heading(block, facts=False)
        old = self.development
        new = Loading(
            self.loading.functions,
            dict(old.theory.definitions),
            dict(old.theory.opaques),
            dict(old.theory.statements),
            {k: i for k, i in old.items.items() if k != mutant.item},
            dict(old.form_sources),
            dict(old.models),
        )
        loader._read_item(new, heading, block)
        items = {k: new.items[k] for k in old.items}
        check_uses(items, new.statements, new.definitions)
        new.items = items
        theory = loader._theory(new, self.folder)
        loader._check_defaults(new)
        return replace(old, theory=theory, items=items, form_sources=new.forms, models=new.models)

    def readers_of(self, mutant: Mutant) -> list[str]:
        """The items, in order, whose obligations the mutant can touch; its own is among them."""
        items = self.development.items
        own = items[mutant.item]
        if not mutant.in_statement:
            return [mutant.item]
        if own.kind in ("definition", "opaque") or own.tags:
            return list(items)
        return [k for k, i in items.items() if k == mutant.item or own.name in i.uses]

    def _block(self, mutant: Mutant) -> Block:
        """The item that holds the line, with the line changed; other lines keep their numbers."""
        text = mutated(self.texts[mutant.file], mutant)
        blocks = parse_blocks(text, self.folder / mutant.file)
        return next(b for b in reversed(blocks) if b.location.line <= mutant.line)
