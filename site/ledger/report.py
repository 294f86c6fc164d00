"""What an audit of a published site reads, and what it reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import msgspec

from tlog.checkpoints import Checkpoint
from tlog.keys import Verifier
from tlog.verification import Fault as Kind


class NoLog(Exception):
    """The site publishes no log: nothing can be verified."""


class Source(Protocol):
    """Where the site's files are read."""

    def read(self, path: str) -> bytes:
        """Return a file; raises FileNotFoundError where there is none, or another OSError."""

    def expect(self, paths: Iterable[str]) -> None:
        """Be told what will be read soon, so that it can be fetched at once."""


class Fault(NamedTuple):
    """One thing that is wrong."""

    kind: Kind
    what: str
    """What it is about: a record's id, an entry's number, a checkpoint's size."""
    where: str
    """The file that shows it."""
    words: str
    """What is wrong, for the reader."""


class Report(msgspec.Struct):
    """What an audit proved, and what it found wrong."""

    checkpoint: Checkpoint
    key: Verifier
    as_of: str
    note: bytes
    """The signed checkpoint, to be kept."""
    records: int = 0
    tombstones: int = 0
    months: int = 0
    """Of casework numbers."""
    receipts: int = 0
    pending: int = 0
    """Ended, still to be erased."""
    later: int = 0
    """Entries of days after the one that the site shows."""
    history: list[int] = msgspec.field(default_factory=list)
    """Sizes of the kept checkpoints that the log continues."""
    faults: list[Fault] = msgspec.field(default_factory=list)
