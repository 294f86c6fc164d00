"""Changing several files of a place as one step that is done whole or not at all, even when killed.

What will be changed is first written to a journal. Renaming the journal into place is the moment
the step has happened; from there it is only carried out, and whoever opens the book next carries
out what a killed process left. Everything needed is in the journal, signed checkpoints included:
carrying out takes no secret.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

JOURNAL = "acts/.pending"
"""Below the place's folder; names in a journal are, too."""


class Interference(Exception):
    """A file was changed by another hand between a killed step and its completion."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class Addition(msgspec.Struct, frozen=True, tag=True):
    """What is added to the end of one file."""

    size: int
    """Bytes the file held before."""
    content: bytes


class Replacement(msgspec.Struct, frozen=True, tag=True):
    """What one file holds from now on."""

    before: str
    """SHA-256 of what it held, in hexadecimal; empty where it isn't there."""
    content: bytes


Change = Addition | Replacement


def addition(path: Path, content: bytes) -> Addition:
    """Return the change that adds to a file as it is now."""
    return Addition(_size(path), content)


def replacement(path: Path, content: bytes) -> Replacement:
    """Return the change that replaces a file as it is now, or makes it."""
    return Replacement(_digest(path), content)


def commit(place: Path, changes: Mapping[str, Change]) -> None:
    """Make all changes or none; the caller holds the write lock. None at all is no step.

    Raises:
        Interference: a file isn't as it was when the changes were worked out; nothing is touched
            then, and nothing waits to be carried out.

    """
    if not changes:
        return
    _check_untouched(place, changes)
    journal = place / JOURNAL
    draft = journal.with_name(f"{journal.name}.new")
    _write(draft, msgspec.json.encode(changes))
    draft.replace(journal)
    _sync_folders([journal.parent])
    _carry_out(place, changes)


def unfinished(place: Path) -> bool:
    """Tell whether a killed process left a step to carry out."""
    return (place / JOURNAL).exists()


def finish(place: Path) -> None:
    """Carry out the step in the journal, if there is one; the caller holds the write lock.

    Raises:
        Interference: a file isn't as the killed step left it; nothing is touched then.

    """
    journal = place / JOURNAL
    if not unfinished(place):
        return
    changes = msgspec.json.decode(journal.read_bytes(), type=dict[str, Change])
    _check_untouched(place, changes)
    _carry_out(place, changes)


def _check_untouched(place: Path, changes: Mapping[str, Change]) -> None:
    for name, change in changes.items():
        if not _untouched(place / name, change):
            raise Interference(name)


def _untouched(path: Path, change: Change) -> bool:
    """Tell whether a file is as before the change, after it, or on the way."""
    if isinstance(change, Replacement):
        return _digest(path) in (change.before, sha256(change.content).hexdigest())
    if not path.exists():
        return not change.size
    with path.open("rb") as file:
        file.seek(change.size)
        tail = file.read()
    return _size(path) >= change.size and change.content.startswith(tail)


def _carry_out(place: Path, changes: Mapping[str, Change]) -> None:
    """Make the changes that the journal holds, and remove it."""
    for name, change in changes.items():
        _make(place / name, change)
    _sync_folders(parent for name in changes for parent in _folders(place, name))
    journal = place / JOURNAL
    journal.unlink()
    _sync_folders([journal.parent])


def _make(path: Path, change: Change) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(change, Replacement):
        fresh = path.with_name(f".{path.name}.new")
        _write(fresh, change.content)
        fresh.replace(path)
        return
    with path.open("r+b" if path.exists() else "x+b") as file:
        file.seek(change.size)
        file.write(change.content)
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _folders(place: Path, name: str) -> Iterable[Path]:
    """Return the folders on the way to a file, the place's own included."""
    return (place / parent for parent in Path(name).parents)


def _sync_folders(folders: Iterable[Path]) -> None:
    """Make new and removed names durable, not just the bytes behind them."""
    for folder in sorted(set(folders), reverse=True):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
