"""The audit trail: what staff did, saw and were refused, in a chain of numbered lines.

A line is written at the very end of its transaction: the transaction and its line are stored
together or not at all, and whoever waits for their turn at the chain's end holds no lock that
another waits for (`intake.db.engine.before_commit`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import msgspec
from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from intake.db.engine import before_commit
from intake.db.trail_schema import audit, audit_checkpoints, audit_end
from intake.vault.chain import FIRST_LINK, next_link, seal_of, seal_of_end

_KEY = "mingjian_trail_key"


@dataclass(frozen=True)
class Line:
    """One line, as it is chained; `refused` names the kind of refusal, never what was typed."""

    at: dt.datetime
    member_id: str | None
    action: str
    case_id: str | None = None
    about: str | None = None
    refused: str | None = None

    def encoded(self, number: int) -> bytes:
        """Return what the chain covers: the line's number and every word of it."""
        at = self.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        return msgspec.json.encode(
            (number, at, self.member_id, self.action, self.case_id, self.about, self.refused)
        )


@dataclass(frozen=True)
class Stored:
    """A line as it is found in the database, tampered with or not."""

    number: int
    line: Line
    link: bytes | None
    seal: bytes | None


@dataclass(frozen=True)
class End:
    """Where the chain ends."""

    number: int
    link: bytes
    seal: bytes


class NoTrail(Exception):
    """There is no chain to write to: the engine has no key, or `init` was not finished."""


def with_trail(engine: Engine, key: bytes) -> Engine:
    """Return the engine able to write lines: it knows the key that seals them."""
    return engine.execution_options(**{_KEY: key})


def add_to_trail(
    connection: Connection,
    *,
    at: dt.datetime,
    member_id: str | None,
    action: str,
    case_id: str | None = None,
    refused: str | None = None,
    about: str | None = None,
) -> None:
    """Have one line written when this transaction ends."""
    line = Line(at, member_id, action, case_id, about, refused)
    before_commit(connection, partial(_write, line))


def start_trail(connection: Connection, key: bytes) -> None:
    """Make the chain's end unless there is one; lines from before there was a chain come first."""
    if _end(connection) is not None:
        return
    number, link = 0, FIRST_LINK
    for stored in list(lines_in_order(connection)):
        number, link = stored.number, next_link(link, stored.line.encoded(stored.number))
        connection.execute(
            update(audit).where(audit.c.id == number).values(link=link, seal=seal_of(key, link))
        )
    connection.execute(
        insert(audit_end),
        {"id": 1, "number": number, "link": link, "seal": seal_of_end(key, number, link)},
    )


def lines_in_order(connection: Connection, after: int | None = None) -> Iterator[Stored]:
    """Give every line by its number, a thousand at a time, those with impossible numbers too."""
    while True:
        query = select(audit).order_by(audit.c.id).limit(1000)
        rows = connection.execute(query if after is None else query.where(audit.c.id > after)).all()
        yield from map(stored_of, rows)
        if not rows:
            return
        after = rows[-1].id


def trail_end(connection: Connection, *, lock: bool = False) -> End | None:
    """Return where the chain says that it ends; `lock` waits for whoever is writing there."""
    row = _end(connection, lock=lock)
    return End(row.number, row.link, row.seal) if row else None


def add_checkpoint(connection: Connection, number: int, at: dt.datetime, note: str) -> None:
    """Keep a signed note about a line; the first one about it stays."""
    known = select(audit_checkpoints.c.number).where(audit_checkpoints.c.number == number)
    if connection.execute(known).first() is None:
        connection.execute(insert(audit_checkpoints), {"number": number, "at": at, "note": note})


def checkpoints(connection: Connection) -> list[str]:
    """Return every signed note, the earliest first."""
    query = select(audit_checkpoints.c.note).order_by(audit_checkpoints.c.number)
    return list(connection.execute(query).scalars())


def last_checkpoint_at(connection: Connection) -> dt.datetime | None:
    """Return when the last note was signed."""
    query = select(audit_checkpoints.c.at).order_by(audit_checkpoints.c.number.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def stored_of(row: Row[tuple[object, ...]]) -> Stored:
    """Make a line of a row of `audit`."""
    line = Line(row.at, row.member_id, row.action, row.case_id, row.about, row.refused)
    return Stored(row.id, line, row.link, row.seal)


def _end(connection: Connection, *, lock: bool = False) -> Row[tuple[object, ...]] | None:
    query = select(audit_end).where(audit_end.c.id == 1)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def _write(line: Line, connection: Connection) -> None:
    key: bytes | None = connection.get_execution_options().get(_KEY)
    end = _end(connection, lock=True)
    if key is None or end is None:
        raise NoTrail
    # A line that somebody put after the end by hand must not stop the work: it is stepped over.
    last = connection.execute(select(func.max(audit.c.id))).scalar_one() or 0
    number = max(end.number, last) + 1
    link = next_link(end.link, line.encoded(number))
    told = {"id": number, "link": link, "seal": seal_of(key, link), **vars(line)}
    connection.execute(insert(audit), told)
    ended = {"number": number, "link": link, "seal": seal_of_end(key, number, link)}
    connection.execute(update(audit_end).where(audit_end.c.id == 1).values(ended))
