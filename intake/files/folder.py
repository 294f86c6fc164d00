"""Sealed files in a folder of this machine.

A file on its way in lies in `incoming/` under a lock that dies with its process. Once the database
names it, it is moved to its place; a process killed in between leaves it to `sweep`, which takes
the lock first and asks the database then. Files carry the day they came, not the moment,
and so do the folders they lie in.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from intake.files.store import Known, NoSuchFile

_READ = 256 * 1024
_NAME_BYTES = 20


class FolderStore:
    """The files of one instance."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.incoming = folder / "incoming"

    def receive(self) -> FolderIncoming:
        """Begin a file under a new random name."""
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            incoming = FolderIncoming(self, secrets.token_hex(_NAME_BYTES))
            if incoming.lock():
                return incoming

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes; raises `NoSuchFile`."""
        with self._find(name).open("rb") as file:
            while part := file.read(_READ):
                yield part

    def put(self, name: str, sealed: Path) -> None:
        """Put back a file from a backup under its name."""
        place = self.place(name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(sealed, place)

    def delete(self, name: str) -> None:
        """Remove a file; one that is not there is no fault."""
        for place in (self.place(name), self.incoming / name):
            place.unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Yield the name of every file that is in its place."""
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
            yield path.name

    def sweep(self, known: Known) -> int:
        """Finish or remove what killed processes left on its way in; return how many removed."""
        left = sorted(path.name for path in self.incoming.glob("*"))
        return sum(self._sweep_one(name, known) for name in left)

    def place(self, name: str) -> Path:
        """Return where a file lies once it is kept."""
        return self._folder / name[:2] / name

    def _find(self, name: str) -> Path:
        for place in (self.place(name), self.incoming / name, self.place(name)):
            if place.exists():
                return place
        raise NoSuchFile(name)

    def _sweep_one(self, name: str, known: Known) -> bool:
        left = FolderIncoming(self, name, create=False)
        if not left.lock():
            return False  # someone is still at it, or it was moved meanwhile
        if known([name]):
            left.keep()
            return False
        left.discard()
        return True


class FolderIncoming:
    """A file on its way into a folder."""

    def __init__(self, store: FolderStore, name: str, *, create: bool = True) -> None:
        self.name = name
        self._store = store
        self.path = store.incoming / name
        how = os.O_RDWR | (os.O_CREAT | os.O_EXCL if create else 0)
        self._descriptor: int | None = None
        with suppress(FileNotFoundError):
            self._descriptor = os.open(self.path, how, 0o600)

    def lock(self) -> bool:
        """Take the lock; False if another process has it or the file is gone."""
        if self._descriptor is None:
            return False
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._close()
            return False
        # A sweep may have come between making the file and locking it.
        if os.fstat(self._descriptor).st_nlink == 0 or not self.path.exists():
            self._close()
            return False
        return True

    def write(self, sealed: bytes) -> None:
        """Add to it."""
        rest = memoryview(sealed)
        while rest:
            rest = rest[os.write(self._open(), rest) :]

    def finish(self) -> None:
        """Make it durable, with its day alone, before the transaction that names it."""
        _set_to_midnight(self._open())
        os.fsync(self._open())
        _sync_folder(self.path.parent)

    def keep(self) -> None:
        """Put it in its place, after that transaction was committed."""
        place = self._store.place(self.name)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        self.path.rename(place)
        for folder in (self.path.parent, place.parent, place.parent.parent):
            _set_to_midnight(folder)  # a folder carries the moment of its last change
        _sync_folder(place.parent)
        self._close()

    def discard(self) -> None:
        """Remove it; after `keep`, do nothing."""
        if self._descriptor is not None:
            self.path.unlink(missing_ok=True)
            self._close()

    def _open(self) -> int:
        if self._descriptor is None:
            raise ValueError("this file was kept or discarded before")
        return self._descriptor

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _set_to_midnight(place: int | Path) -> None:
    midnight = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    os.utime(place, (midnight.timestamp(), midnight.timestamp()))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
