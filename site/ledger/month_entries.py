"""The months of casework numbers in the log: each published revision has an entry.

The entry's record is the month, its revision one less than the file's, which counts from 1; the
commitment is over the file's line, whose salt is in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from ledger.place_log import PlaceLog
from register.commitments import VERSION, Entry, EntryType, commit
from register.journal import Change, replacement
from register.numbers import FOLDER, Month, decode_month
from tlog.keys import Signer


def adding_month(log: PlaceLog, signer: Signer, month: Month, day: dt.date) -> dict[str, Change]:
    """Return what publishing a month changes in the place's files and in its log.

    Raises:
        BadNote, ProofFailed: the log is another key's, or damaged.

    """
    path = log.place / month.file
    start = log.checkpoint.size if log.kept else 0
    changes: dict[str, Change] = {month.file: replacement(path, month.encoded() + b"\n")}
    return changes | log.changes(signer, [_entry(month, start, day)])


def entries_of_months(place_folder: Path, start: int, day: dt.date) -> list[Entry]:
    """Return the entries with which a log begins over months that were published without one."""
    return [_entry(month, seq, day) for seq, month in enumerate(_months(place_folder), start)]


def newest_of_months(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return each month's newest entry."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.type is EntryType.NUMBERS:
            known = found.get(entry.record)
            if known is None or known.rev < entry.rev:
                found[entry.record] = entry
    return found


def fits(month: Month, entry: Entry) -> bool:
    """Tell whether a month is the one that an entry was made for."""
    return entry.rev == month.revision - 1 and entry.commit == _commitment(month)


def _entry(month: Month, seq: int, day: dt.date) -> Entry:
    kind, revision = EntryType.NUMBERS, month.revision - 1
    return Entry(VERSION, seq, kind, month.month, revision, day, _commitment(month))


def _commitment(month: Month) -> str:
    return commit(bytes.fromhex(month.salt), month.encoded())


def _months(place_folder: Path) -> Iterator[Month]:
    for path in sorted((place_folder / FOLDER).glob("[0-9]*.json")):
        yield decode_month(path.read_bytes())
