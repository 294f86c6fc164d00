"""Digests of source files, kept with each file's stamp: a book that stayed the same is not read.

A stamp is believed as git believes those of its index: only where the file had not changed for a
while when it was noted, since within one tick of a clock a file can change again unseen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from register.file_stamps import FileStamp, stamp_of

if TYPE_CHECKING:
    from register.lines import ActsFile

SIZE = 16
"""Bytes of a digest."""
SETTLED = 2_000_000_000
"""Nanoseconds: longer than a tick of any file system's clock."""


class Digests:
    """The digest of each file's content; what a build didn't ask for is forgotten."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._began = time.time_ns()
        try:
            self._known = _KNOWN.decode(kept.read_bytes())
        except (FileNotFoundError, msgspec.MsgspecError):
            self._known = {}
        self._asked: dict[FileStamp, bytes] = {}

    def of(self, path: str) -> bytes:
        """Return the digest of a file's content; raises OSError."""
        with open(path, "rb") as file:  # noqa: PTH123 - a path object would cost as much again
            return self._of(stamp_of(file), file.read)

    def of_read(self, file: ActsFile) -> bytes:
        """Return the digest of a file of the book that was read."""
        return self._of(file.stamp, lambda: file.content)

    def _of(self, before: FileStamp, content: Callable[[], bytes]) -> bytes:
        """Return the digest of what was, or will be, read from a file that had this stamp."""
        found = self._known.get(before)
        found = found or blake2b(content(), digest_size=SIZE).digest()
        if max(before.written, before.changed) + SETTLED < self._began:
            self._asked[before] = found
        return found

    def keep(self) -> None:
        """Keep for the next build what was asked for in this one."""
        if self._asked == self._known:
            return
        fresh = self._kept.with_suffix(".new")
        fresh.write_bytes(msgspec.msgpack.encode(self._asked))
        fresh.replace(self._kept)


_KNOWN = msgspec.msgpack.Decoder(dict[FileStamp, bytes])
