"""What the transparency log says of a record: an entry with a salted commitment, never content.

A record is a line of the book, a month's numbers, or the statement that a report was filed.
Whoever has the record and its salt can check the entry; once the salt is destroyed the entry tells
nothing any more, which is how a record can leave the register for good while the log stays whole.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

VERSION = 1
SALT_SIZE = 32
Commitment = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
"""SHA-256(salt ‖ canonical record) in hexadecimal."""

_ENCODER = msgspec.json.Encoder(order="sorted")


class EntryType(StrEnum):
    """What an entry of the log is about."""

    RECORD = "record"
    """A line of the book: revision 0 is the act, revision 1 the tombstone in its place."""
    RECEIPT = "receipt"
    """A report was filed on that day; the record is named by nothing, see `Filing`."""
    NUMBERS = "numbers"
    """A month of casework numbers, named by the month; revision 0 as published first, later ones
    as corrected."""
    KEY = "key"
    """The log's next key: the record is the key's id, the commitment SHA-256 of its text."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the log, in canonical JSON."""

    v: int
    seq: int
    """Its index in the log, from 0."""
    type: EntryType
    record: str
    """The id of the record; empty for a receipt, which must not be found by looking."""
    rev: int
    day: dt.date
    """When it was logged, by the calendar in China; an act of a later date, on its own."""
    commit: Commitment

    def encoded(self) -> bytes:
        """Return the bytes that go in the log."""
        return _ENCODER.encode(self)


class Filing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a reporter can prove: that a report was filed on a day and who was to handle it.

    It says nothing of the report but `content`, a digest that only someone who holds the text
    (and whatever secret was hashed with it) can recognise.
    """

    place: str
    day: dt.date
    lead: str
    """Department id of the first lead; empty while a dispatcher decides."""
    content: Commitment
    """SHA-256 over a secret of the reporter and what was reported."""

    def encoded(self) -> bytes:
        """Return its canonical bytes, which are committed to and later shown."""
        return _ENCODER.encode(self)


def commit(salt: bytes, record: bytes) -> str:
    """Return the commitment to a record's canonical bytes."""
    return sha256(salt + record).hexdigest()


def new_salt() -> str:
    """Return a salt for a new record, in hexadecimal."""
    return secrets.token_hex(SALT_SIZE)


def decode_entry(encoded: bytes) -> Entry:
    """Return the entry that bytes of the log say; raises ValueError where they are none."""
    try:
        return msgspec.json.decode(encoded, type=Entry)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def receipt_entries(commitments: Iterable[str], day: dt.date, start: int) -> list[Entry]:
    """Return the entries for a day's receipts, in an order that tells nothing of the hours."""
    return [
        Entry(VERSION, start + place, EntryType.RECEIPT, "", 0, day, commitment)
        for place, commitment in enumerate(sorted(commitments))
    ]
