"""Files of a ledger: a lock between processes, atomic replacement, compressed certificates.

The lock is held on the folder itself, so it needs no file, works in folders that cannot be
written, and is released by the system when its holder dies, however it dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ua_symbolic.ledger.records import LedgerError, canonical_json


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Exclude every other process that locks the same folder; waits for its turn."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as problem:
        raise LedgerError(f"{folder}: cannot be opened ({problem.strerror})") from problem
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def unwritable(folder: Path, problem: OSError) -> LedgerError:
    """The error for a folder in which nothing can be recorded."""
    return LedgerError(
        f"{folder}: cannot be written ({problem.strerror}), so nothing can be recorded\n"
        f"copy the folder to a place of your own and run: ua check COPY"
    )


def replace_file(file: Path, content: bytes) -> None:
    """Put ``content`` in place of ``file`` at one instant; an equal file is left alone."""
    try:
        if file.exists() and file.read_bytes() == content:
            return
        file.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=file.parent)
    except OSError as problem:
        raise unwritable(file.parent, problem) from problem
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except OSError as problem:
        Path(name).unlink(missing_ok=True)
        raise unwritable(file.parent, problem) from problem


def append_line(file: Path, line: str) -> None:
    """Append one line; a torn line left by a process that was killed is closed off first."""
    try:
        with file.open("ab+") as stream:
            size = stream.seek(0, os.SEEK_END)
            if size:
                stream.seek(size - 1)
                torn = stream.read(1) != b"\n"
            else:
                torn = False
            stream.write(("\n" if torn else "").encode() + line.encode() + b"\n")
    except OSError as problem:
        raise unwritable(file.parent, problem) from problem


def pack(data: object) -> bytes:
    """Compressed canonical JSON, the same bytes for the same data on every machine."""
    return gzip.compress(canonical_json(data).encode() + b"\n", compresslevel=9, mtime=0)


def unpack(content: bytes) -> object:
    """The inverse of ``pack``; ValueError for anything that it does not write."""
    try:
        return json.loads(gzip.decompress(content))
    except (OSError, EOFError, UnicodeDecodeError, RecursionError) as problem:
        raise ValueError(str(problem)) from problem
