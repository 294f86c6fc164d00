"""Act drafts: found by desk, by the list they came from, by what waits to be published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, Row, insert, or_, select, tuple_, update

from intake.db.draft_schema import act_drafts, draft_events, drafts
from intake.db.draft_tables import DraftTables
from intake.domain.drafting import ActDraft, DraftMove, DraftState
from register.importing.drafts import Draft, stripped

_NOTHING = "{}"
"""What a stripped draft keeps of what was typed."""
_AT_ONCE = 500
"""Ids asked for in one statement."""


@dataclass(frozen=True)
class DraftPlace:
    """Where a page of drafts ended: the next one starts after it."""

    changed_at: dt.datetime
    draft_id: str


@dataclass(frozen=True)
class ListedDraft:
    """One line of a list of drafts."""

    draft: ActDraft
    changed_at: dt.datetime


def add_drafts(
    connection: Connection,
    new: Collection[tuple[ActDraft, str]],
    *,
    at: dt.datetime,
    member_id: str,
) -> None:
    """Store the drafts that rows of a list became, each with its row's id and its first event."""
    if not new:
        return
    connection.execute(
        insert(act_drafts),
        [{**_columns(draft), "changed_at": at, "listed_id": listed} for draft, listed in new],
    )
    first = {"seq": 1, "at": at, "member_id": member_id, "move": DraftMove.START, "words": ""}
    connection.execute(
        insert(draft_events),
        [
            {**first, "draft_id": draft.id, "typed": msgspec.json.encode(draft.typed).decode()}
            for draft, _listed in new
        ],
    )


def drafts_page(
    connection: Connection,
    departments: Collection[str],
    states: Collection[DraftState],
    *,
    newest_first: bool,
    after: DraftPlace | None,
    size: int,
) -> list[ListedDraft]:
    """Return drafts of any of `departments` in any of `states`, by when they were last changed."""
    query = select(act_drafts).where(
        act_drafts.c.department.in_(list(departments)), act_drafts.c.state.in_(list(states))
    )
    columns = (act_drafts.c.changed_at, act_drafts.c.id)
    if after:
        key, end = tuple_(*columns), tuple_(after.changed_at, after.draft_id)
        query = query.where(key < end if newest_first else key > end)
    ordered = query.order_by(*(c.desc() if newest_first else c for c in columns)).limit(size)
    return [ListedDraft(_draft(row), row.changed_at) for row in connection.execute(ordered)]


def changed_at(connection: Connection, draft_id: str) -> dt.datetime | None:
    """Return when a draft was last changed; None where there is none."""
    query = select(act_drafts.c.changed_at).where(act_drafts.c.id == draft_id)
    return connection.execute(query).scalar_one_or_none()


def drafts_to_publish(connection: Connection) -> list[ActDraft]:
    """Return the drafts that were approved and are not known to be in the book yet."""
    query = (
        select(act_drafts)
        .where(act_drafts.c.state == DraftState.APPROVED)
        .order_by(act_drafts.c.changed_at, act_drafts.c.id)
    )
    return [_draft(row) for row in connection.execute(query)]


def drafts_that_tell(connection: Connection) -> Iterator[ActDraft]:
    """Give the drafts that became acts or follow one up, but those stripped already."""
    query = select(act_drafts).where(
        act_drafts.c.typed != _NOTHING,
        or_(act_drafts.c.act.is_not(None), act_drafts.c.typed.contains('"refers_to"')),
    )
    with connection.execute(query.execution_options(yield_per=1000)) as rows:
        yield from map(_draft, rows)


def strip_draft(connection: Connection, draft_id: str, stone: bytes | None) -> None:
    """Take the words from a draft, from its history and from the row of a list it came from.

    `stone` is the tombstone that the book keeps in the place of its act, if it became one.
    """
    mine = act_drafts.c.id == draft_id
    connection.execute(update(act_drafts).where(mine).values(typed=_NOTHING, act=stone))
    connection.execute(
        update(draft_events).where(draft_events.c.draft_id == draft_id).values(typed=None, words="")
    )
    listed = select(act_drafts.c.listed_id).where(mine).scalar_subquery()
    for row in connection.execute(select(drafts.c.id, drafts.c.body).where(drafts.c.id == listed)):
        body = stripped(msgspec.json.decode(row.body, type=Draft))
        connection.execute(
            update(drafts)
            .where(drafts.c.id == row.id)
            .values(name="", body=msgspec.json.encode(body).decode())
        )


def drafts_listed(connection: Connection, listed: Sequence[str]) -> dict[str, ActDraft]:
    """Return, for rows of lists that became drafts, the draft each became."""
    found: dict[str, ActDraft] = {}
    for start in range(0, len(listed), _AT_ONCE):
        some = list(listed[start : start + _AT_ONCE])
        query = select(act_drafts).where(act_drafts.c.listed_id.in_(some))
        found |= {row.listed_id: _draft(row) for row in connection.execute(query)}
    return found


def published_from_case(connection: Connection, case_number: str) -> list[ActDraft]:
    """Return the drafts from a case that were published."""
    rows = connection.execute(
        select(act_drafts)
        .where(act_drafts.c.case_number == case_number, act_drafts.c.state == DraftState.PUBLISHED)
        .order_by(act_drafts.c.id)
    )
    return [_draft(row) for row in rows]


def _columns(draft: ActDraft) -> dict[str, object]:
    return {
        "id": draft.id,
        "kind": draft.kind,
        "department": draft.department,
        "state": draft.state,
        "version": draft.version,
        "typed": msgspec.json.encode(draft.typed).decode(),
        "case_number": draft.case_number,
        "act": draft.act,
    }


def _draft(row: Row[tuple[object, ...]]) -> ActDraft:
    return ActDraft(
        id=row.id,
        kind=row.kind,
        department=row.department,
        state=DraftState(row.state),
        version=row.version,
        typed=msgspec.json.decode(row.typed, type=dict[str, str]),
        case_number=row.case_number,
        act=row.act,
    )


ACTS = DraftTables(act_drafts, draft_events, _columns, _draft)
"""Drafts of acts: one by one, and what was done to each."""
