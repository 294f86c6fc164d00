"""The book as the public may see it, a year at a time, straight from the bytes of its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256

from publisher.downloads.tables import Rows
from register.acts import AnyAct
from register.canonical import decode_checked
from register.erased import Erased
from register.lines import ActsFile, act_ids, dates

BLOCK = 200
"""Lines of the file; an act approved later changes the last block alone."""
UNSEEN = (b'"kind":"withdrawn"', b'"kind":"publicity-ended"', b'"kind":"tombstone"')
"""What takes an act away, and what stays of one: told by the table of what left the site."""


@dataclass(frozen=True)
class BookYear:
    """The visible acts of one year's file."""

    file: ActsFile
    mark: bytes
    """Digest of the file."""
    hidden: frozenset[str]
    """Ids of acts that left the site."""
    until: dt.date
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
        state = sha256(self.through.encode() or self.mark)
        state.update("\0".join(sorted(self.hidden)).encode())
        if self.through or self.year >= self.until.year:
            state.update(self.until.isoformat().encode())
        return state.digest()

    @cached_property
    def parts(self) -> Sequence[Sequence[bytes]]:
        """The visible lines, in the book's order, as blocks that a later act leaves alone."""
        lines = self.file.content.split(b"\n")[:-1]
        ids, days = act_ids(self.file.content), dates(self.file.content)
        last = self.until.isoformat()
        shown = [
            None
            if day > last or id_ in self.hidden or (self.through and id_ > self.through)
            or any(mark in line for mark in UNSEEN)
            else line
            for line, id_, day in zip(lines, ids, days, strict=True)
        ]  # fmt: skip
        blocks = (shown[start : start + BLOCK] for start in range(0, len(shown), BLOCK))
        visible = ([line for line in block if line is not None] for block in blocks)
        return [block for block in visible if block]

    def lines(self) -> Iterator[bytes]:
        """Yield every visible line."""
        for part in self.parts:
            yield from part

    @cached_property
    def rows(self) -> Sequence[Rows]:
        """The visible acts as rows of a table."""
        return [
            Rows(sha256(b"\n".join(part)).digest(), len(part), partial(_acts, part))
            for part in self.parts
        ]

    @cached_property
    def newest(self) -> dt.date | None:
        """The day of the newest visible act."""
        days = dates(b"\n".join(self.lines()))
        return dt.date.fromisoformat(max(days)) if days else None


def _acts(lines: Sequence[bytes]) -> list[AnyAct]:
    return [act for act in decode_checked(lines) if not isinstance(act, Erased)]
