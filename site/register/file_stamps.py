"""What tells a file that changed without reading it."""

from __future__ import annotations

import os
from typing import BinaryIO, NamedTuple

NEVER = 2**63 - 1
"""A time that is always too new to be believed."""


class FileStamp(NamedTuple):
    """Which file it is, and when it last changed; times are in nanoseconds."""

    device: int
    inode: int
    size: int
    """Bytes."""
    written: int
    """When its content was set; a copying program may say what it likes."""
    changed: int
    """When anything of it was, by the system's clock alone (`st_ctime`)."""


NEVER_ON_DISK = FileStamp(0, 0, 0, NEVER, NEVER)


def stamp_of(file: BinaryIO) -> FileStamp:
    """Return the stamp of an open file: a network file system is asked anew by opening it."""
    found = os.fstat(file.fileno())
    return FileStamp(
        found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
    )
