"""Text to concrete syntax trees, and every complaint about the text as one line with a column.

The text is scanned for length, foreign characters and nesting before the parser sees it, so that
hostile input is refused in linear time; the LALR parser itself does not recurse.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from ua_symbolic.errors import ExpressionError

MAX_LENGTH = 20_000
MAX_BRACKETS = 200
STARTS = ("claim", "term", "domain", "formula")

Start = Literal["claim", "term", "domain", "formula"]
Syntax = Tree[Token] | Token

_HINTS = {
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "!=",
    "\u2212": "-",
    "\u2013": "-",
    "\u00b7": "*",
    "\u00d7": "*",
    "\u03c0": "pi",
    "\u221e": "oo",
    "\u00b2": "**2",
    "\u00b3": "**3",
    "\u221a": "sqrt(...)",
    "\u2208": "in",
    "[": "( ) for grouping and calls",
    "]": "( ) for grouping and calls",
}


def error_at(text: str, offset: int, message: str, advice: str = "") -> ExpressionError:
    """The error ``message``, then the column (and the line, if there are several), then advice."""
    before = text[:offset]
    line = before.count("\n")
    column = offset - (before.rfind("\n") + 1) + 1
    place = f"column {column}" if "\n" not in text else f"line {line + 1}, column {column}"
    return ExpressionError(f"{message} at {place}{advice and f'; {advice}'}")


def offset_of(node: Syntax) -> int:
    """Where in the text ``node`` begins, counted from 0."""
    position = node.start_pos if isinstance(node, Token) else node.meta.start_pos
    return position or 0


def shorten(name: str) -> str:
    """A quoted name short enough for a one-line message."""
    return repr(name) if len(name) <= 40 else repr(name[:37] + "...")


def parse_tree(text: str, start: Start) -> Tree[Token]:
    """The concrete syntax tree of ``text``.

    Raises ExpressionError, naming the column, for whatever is not in the language.
    """
    _scan(text)
    try:
        return _lark().parse(text, start=start)
    except UnexpectedToken as error:
        raise _unexpected_token(text, error) from None
    except UnexpectedCharacters as error:
        raise _unexpected_character(text, error.pos_in_stream or 0) from None


@cache
def _lark() -> Lark:
    """The parser; its tables are kept beside the bytecode, by a digest of the grammar."""
    return Lark.open(
        "grammar.lark",
        rel_to=__file__,
        parser="lalr",
        start=list(STARTS),
        propagate_positions=True,
        cache=str(Path(__file__).parent / "__pycache__" / "grammar.tables"),
    )


def _scan(text: str) -> None:
    if len(text) > MAX_LENGTH:
        message = f"an expression of {len(text):,} characters is too long"
        raise ExpressionError(f"{message} at column {MAX_LENGTH + 1}; the limit is {MAX_LENGTH:,}")
    if not text.strip():
        raise ExpressionError("an empty expression at column 1; something must be written")
    if not text.isascii():
        raise _unexpected_character(text, next(i for i, c in enumerate(text) if not c.isascii()))
    _scan_brackets(text)


def _scan_brackets(text: str) -> None:
    opened: list[int] = []
    for offset, character in enumerate(text):
        if character in "([":
            opened.append(offset)
            if len(opened) > MAX_BRACKETS:
                raise error_at(text, offset, f"more than {MAX_BRACKETS} nested brackets")
        elif character in ")]":
            if not opened:
                raise error_at(text, offset, f"'{character}' without an opening bracket")
            opened.pop()
    if opened:
        raise error_at(text, opened[-1], f"'{text[opened[-1]]}' is never closed")


def _unexpected_character(text: str, offset: int) -> ExpressionError:
    character = text[offset]
    hint = _HINTS.get(character)
    shown = repr(character) if character.isprintable() else ascii(character)
    return error_at(text, offset, f"unexpected character {shown}", f"write {hint}" if hint else "")


def _unexpected_token(text: str, error: UnexpectedToken) -> ExpressionError:
    token = error.token
    if token.type == "$END":
        return error_at(text, len(text.rstrip()), "the expression is incomplete")
    offset = token.start_pos or 0
    if token.type in ("LSQB", "RSQB"):
        return _unexpected_character(text, offset)
    advice = ""
    if token.type in ("NAME", "NUMBER", "LPAR") and "PLUS" in error.expected:
        advice = "an operator such as * is missing"
    return error_at(text, offset, f"unexpected {shorten(str(token))}", advice)
