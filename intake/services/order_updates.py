"""What a platform sends after its order: more of what the caller said, or that it is taken back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from intake.db.cases import case_by_id, mark_unread
from intake.db.engine import reading, writing
from intake.db.identity_requests import end_grants
from intake.db.orders import (
    FORGOTTEN,
    add_original,
    add_update,
    order_numbered,
    update_before,
    withdraw_order,
)
from intake.db.people import all_holders
from intake.db.schema import Purpose
from intake.db.sealed import (
    Event,
    add_events,
    add_identity,
    add_keys,
    key_holders,
    next_event,
    remove_identity,
)
from intake.domain.checks import limited, required
from intake.domain.lifecycle import Move, Party, step
from intake.domain.roles import CUSTODIANS
from intake.domain.standing import Effect
from intake.domain.work_orders import NoSuchOrder, OrderOver, OtherContent, WorkOrder
from intake.services.changes import tell_platform
from intake.services.content import Words, identity_context, key_context
from intake.services.dropped_words import Arrived, drop
from intake.services.originals import seal_original
from intake.services.system import System
from intake.services.work_orders import LONGEST_CALLER, LONGEST_TEXT, fingerprint, order_status
from intake.services.work_orders import Registered as Status
from intake.vault.keys import PublicKey
from intake.vault.sealing import ContentKey, seal
from register.wording import gettext

LONGEST_ID = 64
WITHDRAWAL = "withdrawal"
"""The update that takes an order back; a platform's own ids are kept apart from it."""


@dataclass(frozen=True)
class Update:
    """More about an order; `id` is the platform's own name for it."""

    id: str
    text: str = field(repr=False)
    original: bytes = field(repr=False)
    caller: str = field(default="", repr=False)
    """Who called, corrected; goes to the custodians alone, in place of what they had."""


def add_to_order(system: System, platform: str, number: str, update: Update) -> bool:
    """Add what the caller said later; False where this very update was there already.

    Raises:
        Incomplete: no id, no text, or one too long.
        NoSuchOrder: the platform has sent none under this number.
        OrderOver: its case was destroyed when its time was over.
        OtherContent: the update's id stands for another text.

    """
    required("id", update.id, gettext("缺少补充编号id。"), LONGEST_ID)
    text = required("text", update.text, gettext("缺少补充内容text。"), LONGEST_TEXT)
    limited("caller", update.caller, LONGEST_CALLER)
    named = dataclasses.replace(update, id=f"u/{update.id}", text=text)
    return _add(system, (platform, number), named)


def withdraw(system: System, platform: str, number: str, reason: str, original: bytes) -> Status:
    """Note that a platform takes its order back; a second time changes nothing.

    The case stays: a report of an offence is not undone by a form, and the department that has it
    decides. It is put back on its desk with the reason.

    Raises:
        Incomplete: the reason is missing or too long.
        NoSuchOrder: the platform has sent none under this number.
        OrderOver: its case was destroyed when its time was over.

    """
    said = required("reason", reason, gettext("请写明撤回理由reason。"), LONGEST_TEXT)
    text = gettext("平台撤回工单：%(reason)s", reason=said)
    with suppress(OtherContent):  # taken back before, in other words: it stays taken back
        _add(system, (platform, number), Update(WITHDRAWAL, text, original))
    return order_status(system, platform, number)


def _add(system: System, which: tuple[str, str], new: Update) -> bool:
    platform, number = which
    mark = fingerprint(system, new.text)
    with reading(system.engine) as connection:
        order = order_numbered(connection, platform, number)
        if order is None:
            raise NoSuchOrder(number)
        if is_known(connection, order, new.id, mark):
            return False
    try:
        with writing(system.engine) as connection:
            add_update(connection, order, new.id, mark)
            seq = write_to_case(connection, system, order, Words(text=new.text))
            sealed = seal_original(connection, order.case_id, seq, new.original)
            add_original(connection, order.case_id, seq, sealed)
            if caller := new.caller.strip():
                _correct_caller(connection, system, order.case_id, caller)
            if new.id == WITHDRAWAL:
                withdraw_order(connection, order, system.today())
    except IntegrityError:
        with reading(system.engine) as connection:
            if is_known(connection, order, new.id, mark):
                return False
        raise
    return True


def _correct_caller(connection: Connection, system: System, case_id: str, caller: str) -> None:
    """Seal who called to the custodians anew; whoever was let see the former has to ask again.

    An order that its platform may add to has no receipt, so nobody else holds a copy of the key.
    """
    end_grants(connection, case_id, system.today() - dt.timedelta(days=1))
    custodians = PublicKey(all_holders(connection)[CUSTODIANS].public_key)
    key = ContentKey.generate()
    handed = custodians.hand_key(key, key_context(case_id, Purpose.IDENTITY))
    remove_identity(connection, case_id)
    add_identity(connection, case_id, seal(key, caller.encode(), identity_context(case_id)))
    add_keys(connection, case_id, Purpose.IDENTITY, {CUSTODIANS: handed})


def is_known(connection: Connection, order: WorkOrder, update_id: str, mark: str) -> bool:
    """Tell whether this very update was taken in before.

    Raises:
        OtherContent: its id stands for another one.
        OrderOver: what it said was forgotten with its case.

    """
    before = update_before(connection, order, update_id)
    if before == FORGOTTEN:
        raise OrderOver(order.number)
    if before is not None and before != mark:
        raise OtherContent(f"{order.number}/{update_id.partition('/')[2]}")
    return before is not None


def write_to_case(
    connection: Connection,
    system: System,
    order: WorkOrder,
    words: Words,
    files: Sequence[Arrived] = (),
) -> int:
    """Leave words and files for the departments on an order's case; return the event's number.

    Raises:
        OrderOver: no department holds a key to the case any more.

    """
    if not key_holders(connection, order.case_id, Purpose.CONTENT):
        raise OrderOver(order.number)
    seq = next_event(connection, order.case_id)
    case = case_by_id(connection, order.case_id)
    row = step(Move.WRITE, case.state, frozenset({Party.REPORTER}))
    event = Event(seq, system.today(), row.move, row.by, None, row.end, None)
    add_events(connection, case.id, [event])
    drop(connection, case.id, seq, words, files)
    mark_unread(connection, case.id, objects=row.does is Effect.OBJECT)
    tell_platform(connection, system, case, Move.WRITE, "", at=None)
    return seq
