"""One writer at a time for a book, and no reader while it writes."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = ".lock"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the folder alone; waits for every other reader and writer.

    The kernel lets go of the lock when the process ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o664)
    with _locked(descriptor, fcntl.LOCK_EX):
        yield


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Keep writers out; where nothing was ever written here, there is nothing to wait for."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield
        return
    with _locked(descriptor, fcntl.LOCK_SH):
        yield


@contextmanager
def _locked(descriptor: int, mode: int) -> Iterator[None]:
    try:
        fcntl.flock(descriptor, mode)
        yield
    finally:
        os.close(descriptor)
