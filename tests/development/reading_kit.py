"""Developments of one or more files, written in a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from ua_symbolic.development import Development, load
from ua_symbolic.errors import DevelopmentError


def written(folder: Path, *texts: str) -> Path:
    """A folder with the files ``0.ua``, ``1.ua``, ..."""
    for index, text in enumerate(texts):
        (folder / f"{index}.ua").write_text(text, encoding="utf-8")
    return folder


def loaded(folder: Path, *texts: str) -> Development:
    """The development of these files."""
    return load(written(folder, *texts))


def refusal(folder: Path, *texts: str) -> str:
    """The message with which the development of these files is refused."""
    path = written(folder, *texts)
    with pytest.raises(DevelopmentError) as caught:
        load(path)
    message = str(caught.value)
    assert len(message.splitlines()) <= 2, message
    return message.replace(f"{folder}/", "")
