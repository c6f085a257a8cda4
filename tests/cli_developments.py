"""A small development for tests of commands, and running ``ua`` in this process."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from ua_symbolic.cli.main import run

SOURCE = """\
define half(x)
  "half of it"
  value x/2

bound upper.count(m integer, eps) integer
  "how many boxes of side eps a cube needs"
  domain m >= 1, eps > 0
  default eps = 1/10
  value ceiling((1/eps)**m)

bound upper.side(m integer)
  "a side"
  domain m >= 1
  value 1/sqrt(m)

lemma square.nonnegative
  "a square is not negative"
  for x real
  claim x**2 >= 0

lemma square.sum
  "a sum of squares is not negative"
  for x real; y real
  claim x**2 + y**2 >= 0

theorem square.product
  "the inequality of the two means"
  for x real; y real
  claim 2*x*y <= x**2 + y**2
  proof
    2*x*y
      = x**2 + y**2 - (x - y)**2  by algebra
      <= x**2 + y**2              by square.nonnegative at x = x - y
"""

WRONG = """
lemma square.wrong
  "not true between 0 and 1"
  for x in [0, oo)
  claim x <= x**2
"""


class Said(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


def development(folder: Path, text: str = SOURCE) -> Path:
    """A development of one file in a new folder."""
    folder.mkdir(parents=True)
    (folder / "1_squares.ua").write_text(text)
    return folder


def ua(capsys: pytest.CaptureFixture[str], *arguments: object) -> Said:
    """Run a command in this process."""
    capsys.readouterr()
    status = run([str(a) for a in arguments])
    captured = capsys.readouterr()
    return Said(status, captured.out, captured.err)


def assert_refused(said: Said, *words: str) -> None:
    """Exit status 2, one or two lines on standard error, nothing on standard output."""
    assert said.status == 2, said
    assert said.out == ""
    lines = said.err.splitlines()
    assert 1 <= len(lines) <= 2, said.err
    assert lines[0].startswith("ua: ")
    for word in words:
        assert word in said.err, said.err
