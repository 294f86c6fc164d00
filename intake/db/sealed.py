"""What a case holds sealed: its history, the copies of its keys, who reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from intake.db.schema import Purpose, case_keys, cases, events, identities
from intake.domain.lifecycle import Move, Party, State

REPORTER = "reporter"
"""The holder name of the reporter's own copy of the keys."""


@dataclass(frozen=True)
class Event:
    """One thing that happened to a case; `body` is sealed."""

    seq: int
    day: dt.date
    move: Move
    by: Party
    department: str | None
    end_state: State
    body: bytes | None


def next_event(connection: Connection, case_id: str) -> int:
    """Take the next place in a case's history; holds the case's row until the transaction ends."""
    taken: int = connection.execute(
        update(cases)
        .where(cases.c.id == case_id)
        .values(last_event=cases.c.last_event + 1)
        .returning(cases.c.last_event)
    ).scalar_one()
    return taken


def add_events(connection: Connection, case_id: str, happened: Iterable[Event]) -> None:
    """Store what happened, in places taken before."""
    connection.execute(
        insert(events),
        [
            {
                "case_id": case_id,
                "seq": event.seq,
                "day": event.day,
                "move": event.move,
                "party": event.by,
                "department": event.department,
                "end_state": event.end_state,
                "body": event.body,
            }
            for event in happened
        ],
    )


def events_of(connection: Connection, case_id: str) -> list[Event]:
    """Return a case's history in order."""
    rows = connection.execute(
        select(events).where(events.c.case_id == case_id).order_by(events.c.seq)
    )
    return [
        Event(
            seq=row.seq,
            day=row.day,
            move=Move(row.move),
            by=Party(row.party),
            department=row.department,
            end_state=State(row.end_state),
            body=row.body,
        )
        for row in rows
    ]


def add_keys(
    connection: Connection, case_id: str, purpose: Purpose, sealed: Mapping[str, bytes]
) -> None:
    """Store copies of a case's key, by holder."""
    connection.execute(
        insert(case_keys),
        [
            {"case_id": case_id, "purpose": purpose, "holder": holder, "sealed": box}
            for holder, box in sealed.items()
        ],
    )


def key_holders(connection: Connection, case_id: str, purpose: Purpose) -> frozenset[str]:
    """Return who holds a copy of a case's key."""
    found = connection.execute(
        select(case_keys.c.holder).where(
            case_keys.c.case_id == case_id, case_keys.c.purpose == purpose
        )
    )
    return frozenset(found.scalars())


def key_of(connection: Connection, case_id: str, purpose: Purpose, holder: str) -> bytes | None:
    """Return one holder's sealed copy of a case's key."""
    return connection.execute(
        select(case_keys.c.sealed).where(
            case_keys.c.case_id == case_id,
            case_keys.c.purpose == purpose,
            case_keys.c.holder == holder,
        )
    ).scalar_one_or_none()


def add_identity(connection: Connection, case_id: str, sealed: bytes) -> None:
    """Store sealed contact details."""
    connection.execute(insert(identities), {"case_id": case_id, "sealed": sealed})


def identity_of(connection: Connection, case_id: str) -> bytes | None:
    """Return sealed contact details, if any were left."""
    return connection.execute(
        select(identities.c.sealed).where(identities.c.case_id == case_id)
    ).scalar_one_or_none()


def remove_identity(connection: Connection, case_id: str) -> bool:
    """Destroy contact details and every copy of their key; False if there are none."""
    connection.execute(
        delete(case_keys).where(
            case_keys.c.case_id == case_id, case_keys.c.purpose == Purpose.IDENTITY
        )
    )
    removed = connection.execute(delete(identities).where(identities.c.case_id == case_id))
    return removed.rowcount > 0


def take_keys_from_others(connection: Connection, case_id: str, keep: Collection[str]) -> None:
    """Destroy the copies of a case's content key of all but the reporter and `keep`."""
    connection.execute(
        delete(case_keys).where(
            case_keys.c.case_id == case_id,
            case_keys.c.purpose == Purpose.CONTENT,
            case_keys.c.holder.not_in((*keep, REPORTER)),
        )
    )
