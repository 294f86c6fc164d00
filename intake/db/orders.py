"""Work orders: which case a number became, what arrived word for word, what lies unopened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    exists,
    insert,
    select,
    update,
)

from intake.db.cases import to_case
from intake.db.platform_schema import dropped_words, order_updates, originals, work_orders
from intake.db.schema import cases, events
from intake.domain.cases import Case
from intake.domain.lifecycle import ENDED
from intake.domain.work_orders import Flag, Kind, Via, WorkOrder
from register.jurisdiction import Matter


@dataclass(frozen=True)
class Original:
    """Bytes as they arrived, sealed, and their key as handed to the custodians."""

    sealed: bytes
    key_box: bytes


def add_order(connection: Connection, order: WorkOrder, original: Original) -> None:
    """Store an order whose case was stored before; a known number violates the primary key."""
    connection.execute(
        insert(work_orders),
        {
            "platform_id": order.platform,
            "number": order.number,
            "case_id": order.case_id,
            "kind": order.kind,
            "via": order.via,
            "counts_from": order.counts_from,
            "flags": " ".join(order.flags),
            "fingerprint": order.fingerprint,
            "withdrawn_on": order.withdrawn_on,
        },
    )
    add_original(connection, order.case_id, 1, original)


def order_numbered(connection: Connection, platform: str, number: str) -> WorkOrder | None:
    """Return a platform's order by its number."""
    found = connection.execute(
        select(*_ORDER).where(work_orders.c.platform_id == platform, work_orders.c.number == number)
    ).one_or_none()
    return _order(found) if found else None


def order_of_case(connection: Connection, case_id: str) -> WorkOrder | None:
    """Return the order that a case came from, if it came from one."""
    found = connection.execute(
        select(*_ORDER).where(work_orders.c.case_id == case_id)
    ).one_or_none()
    return _order(found) if found else None


def withdraw_order(connection: Connection, order: WorkOrder, day: dt.date) -> None:
    """Note that the platform took an order back."""
    connection.execute(
        update(work_orders).where(work_orders.c.case_id == order.case_id).values(withdrawn_on=day)
    )


def add_original(connection: Connection, case_id: str, seq: int, original: Original) -> None:
    """Store what arrived for one event of a case."""
    connection.execute(
        insert(originals),
        {
            "case_id": case_id,
            "seq": seq,
            "sealed": original.sealed,
            "key_box": original.key_box,
        },
    )


FORGOTTEN = ""
"""The fingerprint of what a destroyed case was made from: nothing is left to try guesses on."""


def forget_contents(connection: Connection, case_id: str) -> None:
    """Forget what a case's order and its updates said; their numbers stay, for the platform."""
    connection.execute(
        update(work_orders).where(work_orders.c.case_id == case_id).values(fingerprint=FORGOTTEN)
    )
    same = (order_updates.c.platform_id == work_orders.c.platform_id) & (
        order_updates.c.number == work_orders.c.number
    )
    theirs = exists().where(same, work_orders.c.case_id == case_id)
    connection.execute(update(order_updates).where(theirs).values(fingerprint=FORGOTTEN))


def add_update(connection: Connection, order: WorkOrder, update_id: str, fingerprint: str) -> None:
    """Remember an update; a second one of this id violates the primary key."""
    connection.execute(
        insert(order_updates),
        {
            "platform_id": order.platform,
            "number": order.number,
            "update_id": update_id,
            "fingerprint": fingerprint,
        },
    )


def update_before(connection: Connection, order: WorkOrder, update_id: str) -> str | None:
    """Return the fingerprint of an update taken in before."""
    return connection.execute(
        select(order_updates.c.fingerprint).where(
            order_updates.c.platform_id == order.platform,
            order_updates.c.number == order.number,
            order_updates.c.update_id == update_id,
        )
    ).scalar_one_or_none()


def drop_words(connection: Connection, case_id: str, seq: int, boxes: Mapping[str, bytes]) -> None:
    """Put words for one event into a case's letter box, a copy for each holder."""
    connection.execute(
        insert(dropped_words),
        [
            {"case_id": case_id, "seq": seq, "holder": holder, "sealed": box}
            for holder, box in boxes.items()
        ],
    )


def dropped_for(connection: Connection, case_id: str, holder: str) -> dict[int, bytes]:
    """Return a holder's copies of what lies in a case's letter box, by event."""
    found = connection.execute(
        select(dropped_words.c.seq, dropped_words.c.sealed).where(
            dropped_words.c.case_id == case_id, dropped_words.c.holder == holder
        )
    )
    return {row.seq: row.sealed for row in found}


def file_words(connection: Connection, case_id: str, seq: int, body: bytes) -> None:
    """Move words from the letter box to the event they belong to, now under the case's key."""
    place = (events.c.case_id == case_id, events.c.seq == seq)
    connection.execute(update(events).where(*place).values(body=body))
    connection.execute(
        delete(dropped_words).where(dropped_words.c.case_id == case_id, dropped_words.c.seq == seq)
    )


@dataclass(frozen=True)
class Filter:
    """Which of a platform's orders are asked for; empty collections mean any."""

    first_day: dt.date
    last_day: dt.date
    matters: Collection[Matter] = ()
    closed: bool | None = None
    most: int = 1000
    skip: int = 0


def orders_of_platform(
    connection: Connection, platform: str, via: Via, wanted: Filter
) -> list[tuple[WorkOrder, Case]]:
    """Return a platform's orders with their cases, the newest first; co-handlers left out."""
    query = _WITH_CASE.where(
        work_orders.c.platform_id == platform,
        work_orders.c.via == via,
        cases.c.received_on.between(wanted.first_day, wanted.last_day),
    )
    if wanted.matters:
        query = query.where(cases.c.matter.in_(list(wanted.matters)))
    if wanted.closed is not None:
        ended = cases.c.state.in_(list(ENDED))
        query = query.where(ended if wanted.closed else ~ended)
    query = query.order_by(cases.c.received_on.desc(), cases.c.id)
    rows = connection.execute(query.limit(wanted.most).offset(wanted.skip))
    return [(_order(row), to_case(row, ())) for row in rows]


def orders_with_case_numbers(
    connection: Connection, via: Via, case_numbers: Collection[str]
) -> list[tuple[WorkOrder, Case]]:
    """Return the orders whose cases have these numbers, from any platform."""
    rows = connection.execute(
        _WITH_CASE.where(work_orders.c.via == via, cases.c.number.in_(list(case_numbers)))
    )
    return [(_order(row), to_case(row, ())) for row in rows]


_ORDER: tuple[ColumnElement[Any], ...] = (
    work_orders.c.platform_id,
    work_orders.c.number.label("order_number"),
    work_orders.c.case_id,
    work_orders.c.kind,
    work_orders.c.via,
    work_orders.c.counts_from,
    work_orders.c.flags,
    work_orders.c.fingerprint,
    work_orders.c.withdrawn_on,
)
_WITH_CASE = select(cases, *_ORDER).join(work_orders, work_orders.c.case_id == cases.c.id)


def _order(row: Row[Any]) -> WorkOrder:
    return WorkOrder(
        platform=row.platform_id,
        number=row.order_number,
        case_id=row.case_id,
        kind=Kind(row.kind),
        via=Via(row.via),
        counts_from=row.counts_from,
        flags=tuple(map(Flag, row.flags.split())),
        fingerprint=row.fingerprint,
        withdrawn_on=row.withdrawn_on,
    )
