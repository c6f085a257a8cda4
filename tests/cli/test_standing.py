"""The audit of a few statements says of them what the audit of all says."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_developments import SOURCE, WRONG, development, ua

from ua_symbolic.cli.opening import audit_of
from ua_symbolic.cli.standing import audit_about
from ua_symbolic.development import load
from ua_symbolic.ledger.session import session_of

RESTS_ON_WRONG = """
theorem square.lost
  "rests on what is not true"
  for x in [0, oo)
  claim 2*x <= 2*x**2
  proof
    2*x
      <= 2*x**2  by monotone using square.wrong
"""


@pytest.mark.parametrize("checked", [False, True])
def test_each_statement_stands_as_in_the_whole_audit(
    tmp_path: Path, checked: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = development(tmp_path / "mine", SOURCE + WRONG + RESTS_ON_WRONG)
    if checked:
        ua(capsys, "check", folder)
    loaded = load(folder)
    whole = audit_of(session_of(loaded)).statements
    for name, standing in whole.items():
        part = audit_about(loaded, [name]).statements
        assert part[name] == standing
        assert set(standing.depends) <= set(part)
    lost = audit_about(loaded, ["square.lost"]).statements["square.lost"]
    assert lost.status == ("refuted" if checked else "open")
    assert "square.wrong" in lost.waiting
