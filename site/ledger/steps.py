"""What each step of the register changes: book and log together, ready for one journal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

from ledger.month_entries import entries_of_months
from ledger.place_log import PlaceLog
from register.canonical import encode
from register.commitments import VERSION, Entry, EntryType, commit
from register.erased import Erased
from register.files import additions
from register.journal import Change, replacement
from register.lines import TOMBSTONE, RawBook, act_ids
from tlog.keys import Signer

ACT, STONE = 0, 1
"""Revisions of a record."""

_DATE = re.compile(rb'"date":"([0-9]{4}-[0-9]{2}-[0-9]{2})"')
_SALT = re.compile(rb'"salt":"([0-9a-f]{64})"')
"""In a canonical line, where a quote inside a text is escaped; the last one is the record's own."""


def entry_of(line: bytes, revision: int, seq: int, day: dt.date) -> Entry:
    """Return the entry for a line of the book."""
    (id_,) = act_ids(line)
    salt, record = salted(line)
    day = max(day, dt.date.fromisoformat(_DATE.findall(line)[0].decode()))
    return Entry(VERSION, seq, EntryType.RECORD, id_, revision, day, commit(salt, record))


def salted(line: bytes) -> tuple[bytes, bytes]:
    """Return the salt that a line of the book carries, and the line; raises ValueError if none."""
    found = _SALT.findall(line)
    if not found:
        raise ValueError("a record without its salt")
    return bytes.fromhex(found[-1].decode()), line


def adding(
    log: PlaceLog, signer: Signer, lines: Mapping[str, list[bytes]], day: dt.date
) -> dict[str, Change]:
    """Return what adding lines of new acts (see `files.lines_by_file`) changes.

    Raises:
        ProblemsFound: an id is in the book already, or a file is damaged.
        BadNote, ProofFailed: the log is another key's, or damaged.

    """
    new = [line.rstrip(b"\n") for added in lines.values() for line in added]
    changes = additions(log.place, lines)
    return changes | log.changes(signer, _entries(log, new, ACT, day))


def erasing(
    log: PlaceLog, signer: Signer, raw: RawBook, stones: Sequence[Erased], day: dt.date
) -> dict[str, Change]:
    """Return what putting tombstones in the place of their acts changes; raises as `adding`."""
    fresh = {stone.id: encode(stone) for stone in stones}
    changes: dict[str, Change] = {}
    for file in raw.files:
        if not fresh.keys().isdisjoint(act_ids(file.content)):
            path = log.place / file.name
            changes[file.name] = replacement(path, _with(fresh, file.content))
    return changes | log.changes(signer, _entries(log, fresh.values(), STONE, day))


def logging_whole(log: PlaceLog, signer: Signer, raw: RawBook, day: dt.date) -> dict[str, Change]:
    """Return what beginning a log over a book, and months' numbers, that have none changes."""
    lines = [line for file in raw.files for line in file.content.split(b"\n") if line]
    entries = [
        entry_of(line, STONE if TOMBSTONE in line else ACT, seq, day)
        for seq, line in enumerate(lines)
    ]
    entries += entries_of_months(log.place, len(entries), day)
    return log.changes(signer, entries)


def _entries(log: PlaceLog, lines: Iterable[bytes], revision: int, day: dt.date) -> list[Entry]:
    start = log.checkpoint.size if log.kept else 0
    return [entry_of(line, revision, seq, day) for seq, line in enumerate(lines, start)]


def _with(fresh: Mapping[str, bytes], content: bytes) -> bytes:
    """Return a year's file with the lines of some acts replaced."""
    return b"".join(fresh.get(act_ids(line)[0], line) + b"\n" for line in content.split(b"\n")[:-1])
