"""Parsing ``by RULE ARGUMENT using NAME at x = term, NAME``."""

from __future__ import annotations

import re

from ua_symbolic.development.blocks import Location, error
from ua_symbolic.development.script import Justification, Reference

RULES = (
    "integral monotonicity",
    "sum monotonicity",
    "linearity",
    "antiderivative",
    "definition",
    "rewriting",
    "algebra",
    "linear",
    "monotone",
    "sign",
    "split at",
    "solving for",
    "single term",
    "constant sum",
    "empty sum",
    "swap",
    "branch",
    "box",
    "hypothesis",
    "fact",
)
"""The words that may follow ``by``; anything else there is read as the name of a statement."""

REFERRING = frozenset(
    {
        "rewriting",
        "algebra",
        "linear",
        "monotone",
        "sign",
        "integral monotonicity",
        "sum monotonicity",
        "fact",
        "hypothesis",
    }
)
"""Rules without an argument of their own: what follows them are statements used."""

TAKING_ARGUMENT = frozenset({"antiderivative", "solving for", "split at"})
"""Rules that need a term; ``definition`` may be followed by names, all other rules by nothing."""

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*")


def split_outside(text: str, separator: str) -> list[str]:
    """Split at a separator that stands outside of all parentheses."""
    parts, depth, start, i = [], 0, 0, 0
    while i < len(text):
        if text[i] in "([":
            depth += 1
        elif text[i] in ")]":
            depth -= 1
        elif depth == 0 and text.startswith(separator, i):
            parts.append(text[start:i])
            i += len(separator)
            start = i
            continue
        i += 1
    parts.append(text[start:])
    return [p.strip() for p in parts]


def parse_justification(text: str, location: Location) -> Justification:
    """The justification written in ``text`` (without the word ``by``)."""
    body = text.strip()
    using_text = ""
    pieces = re.split(r"(?:^|\s)using\s", body, maxsplit=1)
    if len(pieces) == 2:
        body, using_text = pieces[0].strip(), pieces[1].strip()
    for rule in RULES:
        if body == rule or body.startswith(rule + " "):
            argument = body[len(rule) :].strip()
            if argument and rule in REFERRING:
                using_text = ", ".join(p for p in (argument, using_text) if p)
                argument = ""
            _check_argument(rule, argument, location)
            return Justification(rule, argument, _references(using_text, location), location, text)
    if body and not NAME.match(body):
        raise error(
            location, f"'by {body}' is neither a rule nor a statement; rules are {', '.join(RULES)}"
        )
    named = ", ".join(p for p in (body, using_text) if p)
    return Justification("", "", _references(named, location), location, text)


def _check_argument(rule: str, argument: str, location: Location) -> None:
    if rule in TAKING_ARGUMENT and not argument:
        raise error(location, f"'by {rule}' needs a term; write: by {rule} TERM")
    if argument and rule not in TAKING_ARGUMENT and rule != "definition":
        raise error(location, f"'by {rule}' takes nothing but 'using ...'; found '{argument}'")


def _references(text: str, location: Location) -> tuple[Reference, ...]:
    """``A at x = 1, y = 2, B, C at z = 0`` -> three references."""
    references: list[Reference] = []
    for part in split_outside(text, ",") if text else []:
        head = re.match(rf"({NAME.pattern})(?:\s+at\s+(.*))?$", part)
        binding = re.match(rf"({NAME.pattern}(?:\([A-Za-z0-9_, ]*\))?)\s*=\s*(.*)$", part)
        if head:
            references.append(Reference(head.group(1), _binding(head.group(2), location), location))
        elif binding and references:
            last = references.pop()
            more = (*last.bindings, (binding.group(1), binding.group(2)))
            references.append(Reference(last.statement, more, location))
        else:
            raise error(location, f"cannot read '{part}'; write NAME at x = TERM, y = TERM")
    return tuple(references)


def _binding(text: str | None, location: Location) -> tuple[tuple[str, str], ...]:
    if not text:
        return ()
    match = re.match(rf"({NAME.pattern}(?:\([A-Za-z0-9_, ]*\))?)\s*=\s*(.*)$", text)
    if match is None:
        raise error(location, f"cannot read 'at {text}'; write NAME at x = TERM")
    return ((match.group(1), match.group(2)),)
