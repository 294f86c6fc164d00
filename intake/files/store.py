"""What a store of sealed files must do, and choosing one by its address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Protocol

Known = Callable[[Collection[str]], frozenset[str]]
"""Tells which of some names the database knows."""


class NoSuchFile(Exception):
    """The store has no file of this name; the text is the name."""


class Incoming(Protocol):
    """A file on its way in. Nobody else sweeps it away while this process lives."""

    name: str

    def write(self, sealed: bytes) -> None:
        """Add to it."""

    def finish(self) -> None:
        """Make it durable, before the transaction that names it is committed."""

    def keep(self) -> None:
        """Put it in its place, after that transaction was committed."""

    def discard(self) -> None:
        """Remove it; after `keep`, do nothing."""


class Store(Protocol):
    """A store of sealed files."""

    def receive(self) -> Incoming:
        """Begin a file under a new random name."""

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes; raises `NoSuchFile`."""

    def put(self, name: str, sealed: Path) -> None:
        """Put back a file from a backup under its name; the one at `sealed` may be moved."""

    def delete(self, name: str) -> None:
        """Remove a file; one that is not there is no fault."""

    def names(self) -> Iterator[str]:
        """Yield the name of every file in its place whose transaction is over."""

    def sweep(self, known: Known) -> int:
        """Finish or remove what killed processes left on its way in; return how many removed."""


def open_store(address: str, way_in: Path) -> Store:
    """Return the store at `address`: an absolute folder, or `s3://bucket/prefix`.

    `way_in` is a folder of this machine, in which files wait on their way to a bucket.
    """
    if address.startswith("s3://"):
        from intake.files.s3 import S3Store  # noqa: PLC0415 - boto3 is an extra

        return S3Store(address, way_in)
    from intake.files.folder import FolderStore  # noqa: PLC0415 - beside the other

    return FolderStore(Path(address))
