"""Digests of source files, kept with each file's stamp: a book that stayed the same is not read.

SHA-256, which processors have instructions for: a year of the book is megabytes.

A stamp is believed as git believes those of its index: only where the file had not changed for a
while when it was noted, since within one tick of a clock a file can change again unseen.
"""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from register.file_stamps import FileStamp, stamp_of

if TYPE_CHECKING:
    from register.lines import ActsFile

SETTLED = 2_000_000_000
"""Nanoseconds: longer than a tick of any file system's clock."""


class Digests:
    """The digest of each file's content; what a build didn't ask for is forgotten."""

    def __init__(self, kept: Path) -> None:
        self.read: dict[FileStamp, bytes] = {}
        """What was read of files whose digest was not known."""
        self._kept = kept
        self._began = time.time_ns()
        try:
            self._known = _KNOWN.decode(kept.read_bytes())
        except (FileNotFoundError, msgspec.MsgspecError):
            self._known = {}
        self._asked: dict[FileStamp, bytes] = {}
        self._begins: dict[tuple[FileStamp, int], bytes] = {}
        """Digests of the first bytes of what was read, so many of them."""

    def of(self, path: str) -> bytes:
        """Return the digest of a file's content; raises OSError."""
        with open(path, "rb") as file:  # noqa: PTH123 - a path object would cost as much again
            stamp = stamp_of(file)
            found = self._known.get(stamp)
            if not found:
                content = file.read()
                found = self._read(stamp, content)
                if len(content) == stamp.size:
                    self.read[stamp] = content
        return self._noted(stamp, found)

    def of_book(self, file: ActsFile, size: int) -> bytes:
        """Return the digest of the first bytes of a file of the book, so many of them."""
        found = self._known.get(file.stamp) if size == file.size else None
        found = found or self._begins.get((file.stamp, size))
        found = found or sha256(memoryview(file.content)[:size]).digest()
        return self._noted(file.stamp, found) if size == file.size else found

    def _read(self, stamp: FileStamp, content: bytes) -> bytes:
        """Return the digest of a file's content, and note that of what it held when last asked for.

        The book asks for that, too: whether a file begins as it was.
        """
        before = (it for it in self._known if it.inode == stamp.inode and it.size < stamp.size)
        size = max((it.size for it in before), default=0)
        state = sha256(memoryview(content)[:size])
        self._begins[stamp, size] = state.digest()
        state.update(memoryview(content)[size:])
        if len(content) == stamp.size:
            self._begins[stamp, stamp.size] = state.digest()
        return state.digest()

    def _noted(self, stamp: FileStamp, found: bytes) -> bytes:
        settled = max(stamp.written, stamp.changed) + SETTLED < self._began
        self._asked[stamp] = found if settled else b""  # its size is of use all the same
        return found

    def keep(self) -> None:
        """Keep for the next build what was asked for in this one."""
        if self._asked == self._known:
            return
        fresh = self._kept.with_suffix(".new")
        fresh.write_bytes(msgspec.msgpack.encode(self._asked))
        fresh.replace(self._kept)


_KNOWN = msgspec.msgpack.Decoder(dict[FileStamp, bytes])
