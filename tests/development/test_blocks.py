"""Lines as a tree by indentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from ua_symbolic.development.blocks import parse_blocks, read_blocks
from ua_symbolic.errors import DevelopmentError

FILE = Path("some.ua")


def test_a_deeper_line_belongs_to_the_one_before() -> None:
    first, second = parse_blocks("a\n  b\n    c\n  d\ne\n", FILE)
    assert [b.text for b in first.children] == ["b", "d"]
    assert first.children[0].children[0].text == "c"
    assert second.text == "e"
    assert not second.children


def test_comments_and_empty_lines_are_nothing_but_are_counted() -> None:
    (block,) = parse_blocks("# head\n\na\n\n# inside\n  b\n", FILE)
    assert (block.location.line, block.children[0].location.line) == (3, 6)
    assert block.lines() == 6
    assert str(block.location) == "some.ua:3"


def test_a_line_between_two_levels_belongs_to_the_outer_one() -> None:
    (block,) = parse_blocks("a\n    b\n  c\n", FILE)
    assert [b.text for b in block.children] == ["b", "c"]


def test_tabs_are_refused_where_they_would_indent() -> None:
    with pytest.raises(DevelopmentError, match=r"^some\.ua:2: indent with spaces, not tabs$"):
        parse_blocks("a\n\tb\n", FILE)
    (block,) = parse_blocks("a\tb\n", FILE)
    assert block.text == "a\tb"


@pytest.mark.parametrize("content", [b"\xff\xfe lemma", None])
def test_unreadable_files(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "bad.ua"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DevelopmentError, match=r"bad\.ua: cannot be read \("):
        read_blocks(file)
