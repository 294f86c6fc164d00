"""What a site publishes of its log beside the tiles, for a browser and for `mingjian verify`.

`log/records/<bucket>.jsonl` holds the records of the acts whose ids begin alike: each line is
`{"record":<canonical line of the book>,"seq":<its entry's index>}`. A record that is not logged has
`null` there. One whose publicity ended but whose content is still to be erased is told by
`{"pending":{…},"seq":…}` without its content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from register.acts import ActId
from register.erased import Ending
from register.histories import Tombstone

FOLDER = "log"
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


def bucket_of(act: ActId) -> str:
    """Return the name shared by the acts whose records lie in one file."""
    return act[:BUCKET]


def path_of(bucket: str) -> str:
    """Return where a bucket lies, below the log's address."""
    return f"records/{bucket}.jsonl"


def places_in(bundles: Iterable[bytes]) -> dict[ActId, Place]:
    """Return where each record's newest revision is, from the log's entry bundles.

    Entries are canonical JSON, so they are found without decoding a hundred thousand of them.
    """
    found: dict[ActId, Place] = {}
    for bundle in bundles:
        for id_, rev, seq in _LOGGED.findall(bundle):
            known = found.get(id_.decode())
            if known is None or known.rev <= int(rev):
                found[id_.decode()] = Place(int(seq), int(rev))
    return found


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
