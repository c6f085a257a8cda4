"""Which developments a command speaks about."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_developments import development

from ua_symbolic.cli import locate
from ua_symbolic.errors import DevelopmentError


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that carries one development, seen from an empty folder."""
    folder = tmp_path / "package"
    development(folder / "carried")
    monkeypatch.setattr(locate, "packaged", lambda: folder)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    return folder


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_the_packaged_developments_are_there_from_any_folder(carried: Path) -> None:
    assert names(locate.find()) == ["carried"]
    assert locate.find("carried") == (carried / "carried",)


def test_those_here_come_first(carried: Path) -> None:
    development(Path("proofs/mine"))
    assert names(locate.find()) == ["mine"]
    assert names(locate.searched()) == ["mine", "carried"]
    development(Path("proofs/carried"))
    assert locate.find("carried")[0].resolve() == Path("proofs/carried").resolve()


def test_a_folder_a_folder_of_folders_and_a_file(carried: Path) -> None:
    development(Path("all/one"))
    development(Path("all/two"))
    assert names(locate.find("all")) == ["one", "two"]
    assert names(locate.find("all/two")) == ["two"]
    assert names(locate.find("all/two/1_squares.ua")) == ["two"]


def test_what_is_not_there(carried: Path) -> None:
    with pytest.raises(DevelopmentError, match="did you mean carried"):
        locate.find("carred")
    with pytest.raises(DevelopmentError, match="ua new"):
        locate.find(".")


def test_without_any_development(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "packaged", lambda: None)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DevelopmentError, match="ua new"):
        locate.find()
    assert locate.searched() == ()


def test_the_repository_or_the_wheel_carries_the_paper() -> None:
    folder = locate.packaged()
    assert folder is not None
    assert (folder / "prompting").is_dir()
