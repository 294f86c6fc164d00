"""Appending to several files as one step that is done whole or not at all, even when killed.

What will be appended is first written to a journal. Renaming the journal into place is the moment
the append has happened; from there it is only carried out, and whoever opens the book next carries
out what a killed process left.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

JOURNAL = ".pending"


class Interference(Exception):
    """A file was changed by another hand between a killed append and its completion."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class Addition(msgspec.Struct, frozen=True):
    """What is added to one file."""

    size: int
    """Bytes the file held before."""
    content: bytes


def append(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Add to each named file of `folder`, all or nothing; the caller holds the write lock."""
    additions = {
        name: Addition(_size(folder / name), content) for name, content in contents.items()
    }
    draft = folder / f"{JOURNAL}.new"
    with draft.open("wb") as file:
        file.write(msgspec.json.encode(additions))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / JOURNAL)
    _sync_folder(folder)
    finish(folder)


def unfinished(folder: Path) -> bool:
    """Tell whether a killed process left an append to carry out."""
    return (folder / JOURNAL).exists()


def finish(folder: Path) -> None:
    """Carry out the append in the journal, if there is one; the caller holds the write lock.

    Raises:
        Interference: a file isn't as the killed append left it; nothing is touched then.

    """
    journal = folder / JOURNAL
    if not unfinished(folder):
        return
    additions = msgspec.json.decode(journal.read_bytes(), type=dict[str, Addition])
    for name, addition in additions.items():
        _check_untouched(folder / name, addition)
    for name, addition in additions.items():
        _carry_out(folder / name, addition)
    _sync_folder(folder)
    journal.unlink()
    _sync_folder(folder)


def _check_untouched(path: Path, addition: Addition) -> None:
    size = _size(path)
    tail = b""
    if size > addition.size:
        with path.open("rb") as file:
            file.seek(addition.size)
            tail = file.read()
    if size < addition.size or not addition.content.startswith(tail):
        raise Interference(path.name)


def _carry_out(path: Path, addition: Addition) -> None:
    with path.open("r+b" if path.exists() else "x+b") as file:
        file.seek(addition.size)
        file.write(addition.content)
        file.flush()
        os.fsync(file.fileno())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _sync_folder(folder: Path) -> None:
    """Make new and removed names durable, not just the bytes behind them."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
