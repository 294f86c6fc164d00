"""A case's letter box: how a platform adds to a case whose key nobody but its departments holds.

Anyone may drop words in: they are sealed to each department on the case. The first officer who
opens the case, to read or to move it, files them under the case's key, where they are part of its
history and go along with a transfer.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from intake.db.files import file_facts
from intake.db.orders import drop_words, dropped_for, file_words
from intake.db.people import all_holders
from intake.db.schema import Purpose
from intake.db.sealed import REPORTER, key_holders
from intake.domain.cases import Case
from intake.domain.roles import READS_CONTENT
from intake.services.attachments import seal_facts
from intake.services.content import Words, event_context, seal_words
from intake.services.keyring import take_as
from intake.services.sessions import Officer
from intake.services.uploads import FileFacts
from intake.vault.keys import PublicKey
from intake.vault.sealing import ContentKey


class Arrived(msgspec.Struct, frozen=True):
    """A file that lies in the store, and what opens it."""

    id: str
    facts: FileFacts


class Dropped(msgspec.Struct, frozen=True):
    """What lies in the box for one event."""

    words: Words
    files: tuple[Arrived, ...] = ()


def drop(
    connection: Connection, case_id: str, seq: int, words: Words, files: Sequence[Arrived] = ()
) -> None:
    """Leave words and files for event `seq` of a case, for each department that holds its key."""
    departments = key_holders(connection, case_id, Purpose.CONTENT) - {REPORTER}
    pairs = all_holders(connection)
    said = msgspec.json.encode(Dropped(words, tuple(files)))
    context = _context(case_id, seq)
    boxes = {
        name: PublicKey(pairs[name].public_key).hand(said, context) for name in sorted(departments)
    }
    drop_words(connection, case_id, seq, boxes)


def file_dropped(connection: Connection, officer: Officer, case: Case, key: ContentKey) -> None:
    """Put what lies in the letter box for the officer's departments under the case's own key."""
    for department in sorted({p.department for p in officer.posts if p.role in READS_CONTENT}):
        lying = dropped_for(connection, case.id, department)
        if not lying:
            continue
        for seq, sealed in lying.items():
            context = _context(case.id, seq)
            said = take_as(connection, officer, department, sealed, context)
            dropped = msgspec.json.decode(said, type=Dropped)
            body = seal_words(key, case.id, seq, dropped.words)
            file_words(connection, case.id, seq, body)
            for one in dropped.files:
                file_facts(connection, one.id, seal_facts(key, case.id, one.id, one.facts))


def _context(case_id: str, seq: int) -> bytes:
    return b"dropped/" + event_context(case_id, seq)
