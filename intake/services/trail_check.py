"""Is the audit trail whole? Every line is counted and recomputed; each fault names its place.

What it finds: lines deleted, changed, put into another order or inserted in the database by hand,
a chain cut short at its end, and a chain made anew by someone who had even the server's key, if an
auditor kept a checkpoint from before. What it cannot find: what such a thief of the key wrote
after the last checkpoint that left the house.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from intake.db.trail import End, Stored
from intake.vault.chain import FIRST_LINK, next_link, same, seal_of, seal_of_end
from register.wording import LazyText, lazy_gettext

MOST_FAULTS = 100
"""So many places are named; the rest are counted."""


class Kind(StrEnum):
    """What is wrong at a place."""

    MISSING = "missing"
    CHANGED = "changed"
    INSERTED = "inserted"
    END = "end"
    CHECKPOINT = "checkpoint"


KIND_NAMES: dict[Kind, LazyText] = {
    Kind.MISSING: lazy_gettext("缺失：被删除"),
    Kind.CHANGED: lazy_gettext("与链不符：内容被改动，或者顺序被调换"),
    Kind.INSERTED: lazy_gettext("不是系统写入的：被插入"),
    Kind.END: lazy_gettext("记录末尾的标记被改动，末尾的记录可能被删除"),
    Kind.CHECKPOINT: lazy_gettext("与已签名的检查点不符：此前的记录被整体改写"),
}


@dataclass(frozen=True)
class Fault:
    """One place where the trail is not as it was written: lines `first` to `last`."""

    kind: Kind
    first: int
    last: int


@dataclass(frozen=True)
class Known:
    """What a signed checkpoint says: the link of line `number`."""

    number: int
    link: bytes


@dataclass
class Check:
    """One walk along the chain."""

    key: bytes
    known: dict[int, bytes] = field(default_factory=dict)
    """Links that signed checkpoints name, by line."""
    lines: int = 0
    faults: list[Fault] = field(default_factory=list)
    _before: tuple[bytes, ...] = (FIRST_LINK,)
    """Links that the next line may follow: the last line's, and the last good one's."""
    _expected: int = 1

    def walk(self, lines: Iterable[Stored], end: End | None) -> None:
        """Check every line, then that the chain ends no earlier than `end` says.

        `end` is read before the lines: what was written meanwhile follows it and is checked too.
        """
        for stored in lines:
            self._line(stored, end.number if end else 0)
        if end is None or not same(end.seal, seal_of_end(self.key, end.number, end.link)):
            self._fault(Kind.END, self._expected - 1)
        elif end.number >= self._expected:
            self._fault(Kind.MISSING, self._expected, end.number)
        for number in sorted(self.known):
            if number >= self._expected:
                self._fault(Kind.CHECKPOINT, number)

    def _line(self, stored: Stored, ends: int) -> None:
        self.lines += 1
        number = stored.number
        if number < self._expected:
            self._fault(Kind.INSERTED, number)
            return
        if number > self._expected:
            self._fault(Kind.MISSING, self._expected, number - 1)
            self._before = ()  # what the next line follows is gone: its seal alone is checked
        self._expected = number + 1
        if stored.link is None or not self._is_ours(stored, stored.link):
            self._fault(Kind.INSERTED if number > ends else Kind.CHANGED, number)
            self._before = (*self._before[:1], stored.link or b"")
            return
        if number in self.known and not same(stored.link, self.known[number]):
            self._fault(Kind.CHECKPOINT, number)
        self._before = (stored.link,)

    def _is_ours(self, stored: Stored, link: bytes) -> bool:
        if not same(stored.seal, seal_of(self.key, link)):
            return False
        line = stored.line.encoded(stored.number)
        follows = any(same(link, next_link(before, line)) for before in self._before)
        return follows or not self._before

    def _fault(self, kind: Kind, first: int, last: int | None = None) -> None:
        """Note a fault; one that continues the last one makes that longer."""
        last = first if last is None else last
        if self.faults and self.faults[-1].kind is kind and self.faults[-1].last == first - 1:
            self.faults[-1] = Fault(kind, self.faults[-1].first, last)
        else:
            self.faults.append(Fault(kind, first, last))
