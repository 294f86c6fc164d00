"""What a site publishes of its log beside the tiles, for a browser and for `mingjian verify`.

`log/records/<bucket>.jsonl` holds the records of the acts whose ids begin alike: each line is
`{"record":<canonical line of the book>,"seq":<its entry's index>}`. A record that is not logged has
`null` there. One whose publicity ended but whose content is still to be erased is told by
`{"pending":{…},"seq":…}` without its content.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, reduce
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from register.acts import ActId
from register.erased import Ending
from register.histories import Tombstone
from tlog.tiles import Tile

FOLDER = "log"
KEYS = "keys"
"""The log's public keys, oldest first, one a line."""
ABOUT = "about.json"
"""Which place this is, and the day on which the site shows it: `{"as_of": …, "place": …}`."""
BOOK_YEAR = "data/book/{year}.json"
"""A year of the book in the open data: its `acts` are the same records."""
BUCKET = 5
"""Characters of a ULID: acts approved within nine hours share a file, so one new act rewrites one
small file, and few files hold a whole book."""

_LOGGED = re.compile(rb'"record":"([0-9A-Z]{26})","rev":(\d+),"seq":(\d+),"type":"record"')
_RECORD = re.compile(rb'\{"record":(\{.*\}),"seq":(\d+|null)\}')
_ENCODER = msgspec.json.Encoder(order="sorted")


class Place(NamedTuple):
    """Where a record is in the log."""

    seq: int
    rev: int


class Pending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act that left the site and whose content is still to be erased."""

    id: ActId
    ended_by: ActId
    ended_on: str
    ending: Ending
    ground: str


class PendingLine(msgspec.Struct, frozen=True):
    """How a file of records tells it."""

    pending: Pending
    seq: int | None


class Published(NamedTuple):
    """One line of a file of records."""

    record: bytes
    """Canonical bytes; empty where only its end is told."""
    seq: int | None
    pending: Pending | None = None


class NotARecord(ValueError):
    """A line of a file of records can't be read; the message says which."""


class TileFile(NamedTuple):
    """A tile or bundle of the log as it lies on the disk."""

    path: str
    """Below the log's folder."""
    mark: bytes
    """Changes when it is another: a tile is never written to, only replaced."""


def tiles_of(log: Path, size: int) -> Iterator[TileFile]:
    """Yield the tiles and bundles that belong to the log of that size, by their paths."""
    for path, entry in sorted(_files_below(f"{log}/tile", "tile")):
        if Tile.at(path).within(size):
            known = entry.stat()
            mark = f"{path} {known.st_size} {known.st_mtime_ns}".encode()
            yield TileFile(path, mark)


def _files_below(folder: str, name: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield files and their paths; a path object for each would cost as much as all the rest."""
    for entry in os.scandir(folder):
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            yield from _files_below(entry.path, path)
        elif not entry.name.startswith("."):
            yield path, entry


def bucket_of(act: ActId) -> str:
    """Return the name shared by the acts whose records lie in one file."""
    return act[:BUCKET]


def path_of(bucket: str) -> str:
    """Return where a bucket lies, below the log's address."""
    return f"records/{bucket}.jsonl"


def marks_in(bundle: bytes) -> dict[str, bytes]:
    """Return what changes when a bundle says anything else of a bucket, for each it speaks of."""
    said: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for id_, rev, seq in _LOGGED.findall(bundle):
        said[id_[:BUCKET]] += (id_, rev, seq)
    return {
        bucket.decode(): blake2b(b" ".join(parts), digest_size=16).digest()
        for bucket, parts in said.items()
    }


class Places:
    """Where records are in the log: looked up in the few bundles that speak of a bucket.

    Entries are canonical JSON, so they are found without decoding a hundred thousand of them.
    """

    def __init__(self, marks: Sequence[Mapping[str, bytes]], read: Callable[[int], bytes]) -> None:
        """Take the `marks_in` each bundle, and what reads one by its number."""
        self._marks: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
        for number, own in enumerate(marks):
            for bucket, mark in own.items():
                self._marks[bucket][number] = mark
        self._parsed = cache(lambda number: _parse(read(number)))

    def marks(self, bucket: str) -> Iterable[bytes]:
        """Return what changes when any bundle says anything else of a bucket."""
        return self._marks.get(bucket, {}).values()

    def of(self, bucket: str) -> Mapping[ActId, Place]:
        """Return where the newest revision of each record is, of a bucket's and maybe of others."""
        return reduce(_newest, map(self._parsed, self._marks.get(bucket, {})), {})


def _parse(bundle: bytes) -> Mapping[ActId, Place]:
    found: dict[ActId, Place] = {}
    for id_, rev, seq in _LOGGED.findall(bundle):
        _note(found, id_.decode(), Place(int(seq), int(rev)))
    return found


def _newest(earlier: Mapping[ActId, Place], later: Mapping[ActId, Place]) -> Mapping[ActId, Place]:
    if not earlier:  # a bucket hardly ever begins in one bundle and ends in another
        return later
    found = dict(earlier)
    for id_, place in later.items():
        _note(found, id_, place)
    return found


def _note(found: dict[ActId, Place], act: ActId, place: Place) -> None:
    known = found.get(act)
    if known is None or known.rev <= place.rev:
        found[act] = place


def told(line: bytes, seq: int | None) -> bytes:
    """Return the published line for a line of the book."""
    return b'{"record":%s,"seq":%s}\n' % (line, b"null" if seq is None else b"%d" % seq)


def told_pending(stone: Tombstone, seq: int | None) -> bytes:
    """Return the published line for an act that left and is still to be erased."""
    ended_on = stone.date.isoformat()
    pending = Pending(stone.id, stone.ended_by, ended_on, Ending(stone.kind), stone.ground)
    return _ENCODER.encode(PendingLine(pending, seq)) + b"\n"


def parse(content: bytes) -> Iterator[Published]:
    """Yield what a file of records says; raises NotARecord."""
    for number, line in enumerate(content.split(b"\n"), 1):
        match = _RECORD.fullmatch(line)
        if match:
            yield Published(match[1], None if match[2] == b"null" else int(match[2]))
        elif line:
            try:
                ended = msgspec.json.decode(line, type=PendingLine)
            except msgspec.MsgspecError as error:
                raise NotARecord(f"line {number}: {error}") from error
            yield Published(b"", ended.seq, ended.pending)


def about(place: str, as_of: str) -> bytes:
    """Return the content of `ABOUT`."""
    return _ENCODER.encode({"place": place, "as_of": as_of}) + b"\n"


def parse_about(content: bytes) -> Mapping[str, str]:
    """Read `ABOUT`; raises NotARecord."""
    try:
        return msgspec.json.decode(content, type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise NotARecord(str(error)) from error
