"""Which developments a command speaks about."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import ua_symbolic
from ua_symbolic.errors import DevelopmentError

SUFFIX = "*.ua"


def packaged() -> Path | None:
    """The folder of the developments that come with the package, or of its checkout."""
    package = Path(ua_symbolic.__file__).resolve().parent
    for folder in (package / "developments", package.parent / "proofs"):
        if folder.is_dir():
            return folder
    return None


def developments_in(folder: Path) -> tuple[Path, ...]:
    """The folder itself if it holds source files, else its subfolders that do."""
    if any(folder.glob(SUFFIX)):
        return (folder,)
    return tuple(sorted(p for p in folder.iterdir() if p.is_dir() and any(p.glob(SUFFIX))))


def find(where: str | None = None) -> tuple[Path, ...]:
    """The development folders that ``where`` means.

    ``where`` is a path, or the name of a development in ``./proofs`` or in the package; without
    it, all developments of ``./proofs`` if there is such a folder, else those of the package.
    Raises DevelopmentError if there are none.
    """
    if where is None:
        return _default()
    try:
        path = Path(where)
        if path.is_file() and path.match(SUFFIX):
            path = path.parent
        if path.is_dir():
            return _some(path)
    except (OSError, ValueError) as problem:
        raise DevelopmentError(f"{where!r:.80}: cannot be read ({problem})") from problem
    return (_named(where),)


def searched() -> tuple[Path, ...]:
    """All developments in sight: those of ``./proofs`` first, then those of the package."""
    found: dict[str, Path] = {}
    for folder in _homes():
        for path in developments_in(folder):
            found.setdefault(path.name, path)
    return tuple(found.values())


def _homes() -> tuple[Path, ...]:
    here, carried = Path("proofs"), packaged()
    homes = [here] if here.is_dir() else []
    if carried is not None and carried not in [home.resolve() for home in homes]:
        homes.append(carried)
    return tuple(homes)


def _default() -> tuple[Path, ...]:
    homes = _homes()
    if not homes:
        raise DevelopmentError("no development here: name a folder, or start one with: ua new mine")
    return _some(homes[0])


def _some(folder: Path) -> tuple[Path, ...]:
    found = developments_in(folder)
    if not found:
        raise DevelopmentError(
            f"{folder}: no development (no *.ua file in it or in its folders)\n"
            f"start one with: ua new {folder / 'mine'}"
        )
    return found


def _named(name: str) -> Path:
    known = {path.name: path for path in reversed(searched())}
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known)) or 'none'}"
    raise DevelopmentError(f"{name!r:.80}: no such folder or development\n{hint}")
