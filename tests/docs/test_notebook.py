"""The notebook runs from its first cell to its last, without Jupyter, and says what is so."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from documents import ROOT

NOTEBOOK = ROOT / "notebooks" / "first_steps.ipynb"


def code_cells(file: Path) -> list[str]:
    """The source of every code cell."""
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; the value of its last line if that is an expression, as Jupyter shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - our own notebook
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307


def test_the_notebook_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    shown = [run_cell(source, names) for source in code_cells(NOTEBOOK)]
    printed = capsys.readouterr().out
    assert sum(shown[0].values()) > 80
    assert "sphere.separated_net" in printed
    assert "10,001 <= keys,           2,778,630 suffice" in printed
    assert shown[-1] == "Proved"


def test_the_notebook_is_committed_without_outputs() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    assert [c for c in notebook["cells"] if c.get("outputs") or c.get("execution_count")] == []
