"""Ending what a case holds: which cases' time may be over, and destroying every key and word."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, not_, or_, select, update

from intake.db.files import remove_files
from intake.db.identity_requests import forget_requests
from intake.db.orders import forget_contents
from intake.db.platform_schema import changes, deliveries, dropped_words, originals
from intake.db.retention_schema import destroyed_cases, filings
from intake.db.routing_schema import features, marks, unmarked
from intake.db.schema import case_keys, case_links, cases, events, identities, posts_once
from intake.domain.stages import ENDED

CLEARED = (
    case_keys,
    identities,
    posts_once,
    marks,
    features,
    unmarked,
    originals,
    dropped_words,
    changes,
    filings,
)
"""Tables in which a destroyed case has no row any more, besides its files and requests."""

_AT_ONCE = 500


@dataclass(frozen=True)
class EndedCase:
    """A case that nobody works on any more."""

    id: str
    number: str
    lead: str
    outcome: str
    """What was found; `declined` where nothing was."""
    quiet_since: dt.date
    """The day of its last event."""


@dataclass(frozen=True)
class StoredFiling:
    """What the public log is given for a report."""

    case_id: str
    day: dt.date
    commitment: str
    sealed: bytes


def ended_cases(
    connection: Connection, quiet_before: dt.date, leads: Collection[str] | None = None
) -> list[EndedCase]:
    """Return cases that ended and in which nothing has happened since before a day.

    Those of some lead departments, or of all.
    """
    since = select(func.max(events.c.day)).where(events.c.case_id == cases.c.id).scalar_subquery()
    query = (
        select(cases.c.id, cases.c.number, cases.c.lead, cases.c.outcome, since.label("since"))
        .where(
            cases.c.state.in_(list(ENDED)),
            cases.c.closed_on < quiet_before,
            since < quiet_before,
            cases.c.id.not_in(select(destroyed_cases.c.case_id)),
        )
        .order_by(since, cases.c.number)
    )
    if leads is not None:
        query = query.where(cases.c.lead.in_(list(leads)))
    return [
        EndedCase(row.id, row.number, row.lead, row.outcome or "declined", row.since)
        for row in connection.execute(query)
    ]


def is_kept(connection: Connection, case_id: str) -> bool:
    """Tell whether a case still has its keys; keeps it from other purges until the end."""
    connection.execute(select(cases.c.id).where(cases.c.id == case_id).with_for_update())
    # a question of its own: one asked with the lock would be answered from before the wait
    gone = select(destroyed_cases.c.case_id).where(destroyed_cases.c.case_id == case_id)
    return connection.execute(gone).one_or_none() is None


def quiet_since(connection: Connection, case_id: str) -> dt.date:
    """Return the day of a case's last event."""
    day: dt.date = connection.execute(
        select(func.max(events.c.day)).where(events.c.case_id == case_id)
    ).scalar_one()
    return day


def destroy(connection: Connection, case: EndedCase, day: dt.date) -> list[str]:
    """Destroy a case's keys and words and count it; return the files to delete afterwards.

    The row itself stays, for the counts, with a locator that no receipt leads to.
    """
    names = remove_files(connection, case.id)
    forget_requests(connection, case.id)
    connection.execute(
        delete(case_links).where(
            or_(case_links.c.case_id == case.id, case_links.c.other_id == case.id)
        )
    )
    told = select(changes.c.platform_id, changes.c.seq).where(changes.c.case_id == case.id)
    for platform, seq in connection.execute(told).all():
        connection.execute(
            delete(deliveries).where(deliveries.c.platform_id == platform, deliveries.c.seq == seq)
        )
    forget_contents(connection, case.id)
    for table in CLEARED:
        connection.execute(delete(table).where(table.c.case_id == case.id))
    emptied = connection.execute(
        update(events).where(events.c.case_id == case.id).values(body=None)
    )
    connection.execute(
        update(cases)
        .where(cases.c.id == case.id)
        .values(locator=secrets.token_hex(32), receipt_salt=b"", unread=False, open=False)
    )
    connection.execute(
        insert(destroyed_cases),
        {
            "case_id": case.id,
            "day": day,
            "outcome": case.outcome,
            "events": emptied.rowcount,
            "files": len(names),
        },
    )
    return names


def count_destroyed(connection: Connection) -> dict[str, int]:
    """Return how many cases of each outcome were destroyed."""
    rows = connection.execute(
        select(destroyed_cases.c.outcome, func.count().label("cases")).group_by(
            destroyed_cases.c.outcome
        )
    )
    return {row.outcome: row.cases for row in rows}


def add_filing(connection: Connection, filing: StoredFiling) -> None:
    """Store what is to be logged for a new report."""
    connection.execute(
        insert(filings),
        {
            "case_id": filing.case_id,
            "day": filing.day,
            "commitment": filing.commitment,
            "logged": False,
            "sealed": filing.sealed,
        },
    )


def filing_of(connection: Connection, case_id: str) -> StoredFiling | None:
    """Return what is logged for a report; None for one from before there was a log."""
    row = connection.execute(select(filings).where(filings.c.case_id == case_id)).one_or_none()
    return StoredFiling(row.case_id, row.day, row.commitment, row.sealed) if row else None


def unlogged_days(connection: Connection, before: dt.date) -> dict[dt.date, list[str]]:
    """Return the commitments of past days that the log was not given yet, by day."""
    rows = connection.execute(
        select(filings.c.day, filings.c.commitment)
        .where(not_(filings.c.logged), filings.c.day < before)
        .order_by(filings.c.day, filings.c.commitment)
    )
    found: dict[dt.date, list[str]] = {}
    for day, commitment in rows:
        found.setdefault(day, []).append(commitment)
    return found


def mark_logged(connection: Connection, day: dt.date, commitments: Sequence[str]) -> None:
    """Note that these commitments of a day are in the log.

    Not the whole day: a report begun before midnight may be stored after the log was given the day.
    """
    for start in range(0, len(commitments), _AT_ONCE):
        batch = commitments[start : start + _AT_ONCE]
        connection.execute(
            update(filings)
            .where(filings.c.day == day, filings.c.commitment.in_(batch))
            .values(logged=True)
        )
