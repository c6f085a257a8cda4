"""What has been read of a development so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from ua_symbolic.development.blocks import error
from ua_symbolic.development.headings import Heading
from ua_symbolic.development.model import FormSource, Item
from ua_symbolic.development.reading import Reader
from ua_symbolic.expressions.parser import FunctionSignature, Scope
from ua_symbolic.kernel.theory import Definition, Opaque, Statement


@dataclass
class Loading:
    """Names are entered once: functions before anything is read, items as they are read."""

    functions: dict[str, FunctionSignature] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    opaques: dict[str, Opaque] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    forms: dict[str, FormSource] = field(default_factory=dict)
    models: dict[str, Definition] = field(default_factory=dict)

    def declare(self, heading: Heading) -> None:
        """Enter the signature of a definition or opaque; DevelopmentError if it has one."""
        if heading.name in self.functions:
            raise error(heading.location, f"{heading.name} is defined twice")
        sorts = tuple(v.sort for v in heading.parameters)
        self.functions[heading.name] = FunctionSignature(sorts, heading.sort)

    def add(self, key: str, item: Item) -> None:
        """Enter an item under its key; DevelopmentError if the key is taken."""
        if key in self.items:
            first = self.items[key].location
            raise error(item.location, f"{item.name} is stated already at {first}")
        self.items[key] = item

    def reader(self, heading: Heading) -> Reader:
        """The reader that knows the functions and the parameters of a heading."""
        reader = Reader(Scope({}, dict(self.functions)))
        for parameter in heading.parameters:
            reader = reader.declare(parameter)
        return reader
