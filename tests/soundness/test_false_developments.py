"""Developments that try to prove something false: the statement ``bad`` is never proved."""

import re
from pathlib import Path

import pytest

from ua_symbolic.checkers.obligations import ASSEMBLY, ATTACK
from ua_symbolic.checkers.run import check
from ua_symbolic.development import load
from ua_symbolic.errors import DevelopmentError

FILE = Path(__file__).parent / "false_developments.txt"
SECONDS = 1.5


def attempts() -> dict[str, str]:
    """The texts by ``name: what it tries``."""
    parts = re.split(r"^=== (.*)$", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


ATTEMPTS = attempts()


def test_there_are_many() -> None:
    assert len(ATTEMPTS) >= 75


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda a: a.partition(":")[0])
def test_the_false_statement_is_not_proved(attempt: str, tmp_path: Path) -> None:
    """The proof itself must fail: it does not count that the falsifier finds the statement out."""
    (tmp_path / "attempt.ua").write_text(ATTEMPTS[attempt], encoding="utf-8")
    try:
        development = load(tmp_path)
    except DevelopmentError:
        return
    try:
        records = list(check(development, "bad", {}, SECONDS))
    except DevelopmentError:
        return
    steps = [r for r in records if r.label not in (ATTACK, ASSEMBLY)]
    assert any(r.status != "discharged" for r in steps)
    assert [r.status for r in records if r.label == ASSEMBLY] == ["unknown"]
