"""What a platform is told about its orders: written with the move itself, listed, delivered.

A change is part of the transaction of its move: there is no move without its change and no change
without its move. Its words are sealed under a key made from the instance's secret, because the
worker that delivers them has nobody's passphrase; only answers meant for the caller are in it.
"""

from __future__ import annotations

import datetime as dt
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from hashlib import blake2b
from hmac import compare_digest

import msgspec
from sqlalchemy import Connection

from intake.db.changes import (
    Change,
    add_change,
    add_delivery,
    changes_after,
    changes_between,
    changes_of_case,
)
from intake.db.engine import reading
from intake.db.orders import order_of_case
from intake.db.platforms import next_change, platform_named
from intake.domain.cases import Case
from intake.domain.errors import Refused
from intake.domain.lifecycle import TOLD_TO_REPORTER, Move, State
from intake.domain.outcomes import Outcome
from intake.services.system import System
from intake.vault.sealing import ContentKey, seal, unseal
from register.wording import gettext

ANSWERS = frozenset({Move.DECLINE, Move.GRANT_EXTENSION, Move.REPLY, Move.CLOSE})
"""Moves whose words are meant for the caller; what departments tell each other is not sent."""

MOST_AT_ONCE = 500
_MARK_BYTES = 8


class NoSuchCursor(Refused):
    """The cursor was not made here, or for another platform."""

    def __init__(self) -> None:
        super().__init__(
            gettext("没有这个游标。请用上一次返回的cursor原样提交，或不带cursor从头读取。")
        )


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a change is sealed."""

    department: str
    due_on: dt.date
    due_provisional: bool = False
    outcome: Outcome | None = None
    text: str = ""


@dataclass(frozen=True)
class News:
    """One change, opened."""

    id: str
    """The same for a change however often it is delivered: the Idempotency-Key."""
    number: str
    case_number: str
    day: dt.date
    at: dt.datetime | None
    move: Move
    state: State
    told: Told = field(repr=False)


@dataclass(frozen=True)
class NewsPage:
    """What a platform has not read yet; `cursor` goes with its next question."""

    news: tuple[News, ...]
    cursor: str
    more: bool


def tell_platform(
    connection: Connection,
    system: System,
    case: Case,
    move: Move,
    text: str,
    *,
    at: dt.datetime | None,
) -> None:
    """Write down what became of a work order, and put it into the outbox.

    A case that is no work order has no platform to tell. What is between colleagues and between
    departments is not told: a return is known once the dispatcher has ruled on it. A registration
    is listed, not pushed: its answer was given.
    """
    order = order_of_case(connection, case.id)
    if order is None or move not in TOLD_TO_REPORTER:
        return
    seq = next_change(connection, order.platform)
    told = Told(case.lead, case.due_on, case.due_provisional, case.outcome, text)
    body = _Sealed(case.number, told)
    sealed = seal(_key(system), msgspec.json.encode(body), _context(order.platform, seq))
    add_change(
        connection,
        Change(
            platform=order.platform,
            seq=seq,
            number=order.number,
            case_id=case.id,
            day=system.today(),
            at=at,
            move=move,
            state=case.state,
            body=sealed,
        ),
    )
    platform = platform_named(connection, order.platform)
    if platform and platform.address and move not in {Move.SUBMIT, Move.WRITE}:
        name = change_id(system, order.platform, seq)
        add_delivery(connection, name, order.platform, seq, system.now())


def list_changes(
    system: System, platform: str, cursor: str | None, most: int = MOST_AT_ONCE
) -> NewsPage:
    """Return what a platform is told after `cursor`, in the order in which it happened.

    Raises:
        NoSuchCursor: the cursor is not one that was given to this platform.

    """
    after = _read_cursor(system, platform, cursor) if cursor else 0
    with reading(system.engine) as connection:
        found = changes_after(connection, platform, after, most + 1)
    shown = found[:most]
    reached = shown[-1].seq if shown else after
    return NewsPage(
        tuple(open_change(system, change) for change in shown),
        _cursor(system, platform, reached),
        more=len(found) > most,
    )


def changes_of_days(
    system: System, platform: str, first: dt.date, last: dt.date, most: int
) -> list[News]:
    """Return what a platform was told on the days from `first` to `last`, in order."""
    with reading(system.engine) as connection:
        found = changes_between(connection, platform, first, last, most)
    return [open_change(system, change) for change in found]


def news_of_case(system: System, case_id: str) -> list[News]:
    """Return all that was told about one case, in order."""
    with reading(system.engine) as connection:
        found = changes_of_case(connection, case_id)
    return [open_change(system, change) for change in found]


def open_change(system: System, change: Change) -> News:
    """Open one change."""
    opened = unseal(_key(system), change.body, _context(change.platform, change.seq))
    body = msgspec.json.decode(opened, type=_Sealed)
    return News(
        id=change_id(system, change.platform, change.seq),
        number=change.number,
        case_number=body.case_number,
        day=change.day,
        at=change.at,
        move=change.move,
        state=change.state,
        told=body.told,
    )


def change_id(system: System, platform: str, seq: int) -> str:
    """Return the name of a change, which tells neither its place nor its time."""
    return _keyed(system, f"change/{platform}/{seq}", 16).hex()


class _Sealed(msgspec.Struct, frozen=True):
    case_number: str
    told: Told


def _key(system: System) -> ContentKey:
    return ContentKey(system.derived_secret("changes"))


def _context(platform: str, seq: int) -> bytes:
    return f"change/{platform}/{seq}".encode()


def _keyed(system: System, text: str, size: int) -> bytes:
    secret = system.derived_secret("change-names")
    return blake2b(text.encode(), key=secret, digest_size=size).digest()


def _cursor(system: System, platform: str, seq: int) -> str:
    mark = _keyed(system, f"cursor/{platform}/{seq}", _MARK_BYTES)
    return urlsafe_b64encode(mark + seq.to_bytes(7, "big")).decode().rstrip("=")


def _read_cursor(system: System, platform: str, cursor: str) -> int:
    try:
        raw = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
    except (NotBase64, ValueError) as failure:
        raise NoSuchCursor from failure
    seq = int.from_bytes(raw[_MARK_BYTES:][:7], "big")
    if not compare_digest(_cursor(system, platform, seq).encode(), cursor.encode()):
        raise NoSuchCursor
    return seq
