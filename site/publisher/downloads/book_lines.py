"""The book as the public may see it, a year at a time, straight from the bytes of its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from hashlib import sha256
from typing import NamedTuple

import msgspec

from publisher.downloads.tables import Rows
from publisher.memory import Memory
from register.acts import AnyAct
from register.canonical import decode_checked
from register.erased import Erased
from register.lines import ActsFile, act_ids, dates

BLOCK = 200
"""Lines of the file; an act approved later changes the last block alone."""
UNSEEN = (b'"kind":"withdrawn"', b'"kind":"publicity-ended"', b'"kind":"tombstone"')
"""What takes an act away, and what stays of one: told by the table of what left the site."""


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """What the public sees of a block."""

    key: bytes
    """Digest of the visible lines."""
    hidden: tuple[int, ...]
    """Positions of the lines that are not."""
    amount: int
    """How many are."""
    newest: str
    """The last day of the visible acts; empty where there are none."""


class Part(NamedTuple):
    """The visible lines of a block, in the book's order, of which there is one at least."""

    shown: Shown
    content: bytes
    """Newlines stand between the lines."""

    @property
    def lines(self) -> Sequence[bytes]:
        """Each line."""
        return self.content.split(b"\n")


class BookYear(msgspec.Struct, frozen=True, dict=True):
    """The visible acts of one year's file."""

    file: ActsFile
    mark: bytes
    """Digest of the file."""
    hidden: frozenset[str]
    """Ids of acts that left the site."""
    until: dt.date
    memory: Memory
    through: str = ""
    """The greatest act id that counts, so that no later act joins a release; empty: all count."""

    @property
    def year(self) -> int:
        """The year of the acts' dates."""
        return int(self.file.year)

    @cached_property
    def key(self) -> bytes:
        """What the visible acts follow from: the file, what is hidden, how far they go.

        A release depends on nothing approved after it, so it needn't be made again for that.
        """
        return sha256((self.through.encode() or self.mark) + self._condition).digest()

    @cached_property
    def _condition(self) -> bytes:
        """What else than its lines tells what of a block is visible."""
        state = sha256("\0".join(sorted(self.hidden)).encode())
        if self.through or self.year >= self.until.year:
            state.update(f"{self.through}{self.until.isoformat()}".encode())
        return state.digest()

    @cached_property
    def parts(self) -> Sequence[Part]:
        """The visible lines, as blocks that a later act leaves alone."""
        parts = map(self._part, _blocks(self.file.content))
        return [part for part in parts if part.content]

    def _part(self, content: bytes) -> Part:
        """Return what is visible of a block, which is remembered: looking takes a while."""
        key = sha256(content)
        key.update(self._condition)
        shown = self.memory.recall(key.digest(), Shown, partial(self._shown, content))
        if not shown.hidden:
            return Part(shown, content)
        lines = enumerate(content.split(b"\n"))
        return Part(shown, b"\n".join(line for at, line in lines if at not in shown.hidden))

    def _shown(self, content: bytes) -> Shown:
        lines, ids, days = content.split(b"\n"), act_ids(content), dates(content)
        last = self.until.isoformat()
        hidden = tuple(
            at
            for at, (line, id_, day) in enumerate(zip(lines, ids, days, strict=True))
            if day > last or id_ in self.hidden or (self.through and id_ > self.through)
            or any(mark in line for mark in UNSEEN)
        )  # fmt: skip
        seen = [at for at in range(len(lines)) if at not in hidden]
        key = sha256(b"\n".join(lines[at] for at in seen)).digest()
        return Shown(key, hidden, len(seen), max((days[at] for at in seen), default=""))

    def lines(self) -> Iterator[bytes]:
        """Yield every visible line."""
        for part in self.parts:
            yield from part.lines

    @cached_property
    def rows(self) -> Sequence[Rows]:
        """The visible acts as rows of a table."""
        return [
            Rows(part.shown.key, part.shown.amount, partial(_acts, part)) for part in self.parts
        ]

    @cached_property
    def newest(self) -> dt.date | None:
        """The day of the newest visible act."""
        day = max((part.shown.newest for part in self.parts), default="")
        return dt.date.fromisoformat(day) if day else None


def _acts(part: Part) -> list[AnyAct]:
    return [act for act in decode_checked(part.lines) if not isinstance(act, Erased)]


def _blocks(content: bytes) -> Iterator[bytes]:
    """Yield a file's lines, some at a time, without the last newline of each block."""
    start = end = 0
    while end < len(content):
        for _ in range(BLOCK):
            end = content.find(b"\n", end) + 1 or len(content)
            if end == len(content):
                break
        yield content[start : end - 1]
        start = end
