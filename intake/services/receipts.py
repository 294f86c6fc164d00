"""The reporter comes back with the receipt: what became of the case, and a way to add to it.

Nothing about a visit is stored. A receipt that was never issued costs the same key derivation as
one that was, so that guesses are equally slow whatever they hit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from intake.db.cases import ReceiptLock, case_by_id, case_by_locator, mark_unread
from intake.db.engine import reading, writing
from intake.db.once import forget_posts_before, remember_post
from intake.db.schema import Purpose
from intake.db.sealed import (
    REPORTER,
    Event,
    add_events,
    events_of,
    identity_of,
    key_of,
    next_event,
)
from intake.domain.cases import Case
from intake.domain.checks import required
from intake.domain.errors import Refused
from intake.domain.lifecycle import Move, Party, step
from intake.services.content import (
    ReportContent,
    Words,
    identity_context,
    key_context,
    seal_words,
)
from intake.services.history import Entry, report_of, told_to_reporter
from intake.services.reports import LONGEST_TEXT
from intake.services.system import System
from intake.vault.form_tokens import fingerprint
from intake.vault.keys import PrivateKey
from intake.vault.passphrases import SALT_BYTES, Cost
from intake.vault.receipts import Receipt, ReceiptTypo
from intake.vault.sealing import ContentKey, unseal
from register.wording import gettext

__all__ = [
    "Entry",
    "ReceiptTypo",
    "ReporterView",
    "UnknownReceipt",
    "read_with_receipt",
    "write_with_receipt",
]


class UnknownReceipt(Refused):
    """Well-formed, but no case has it."""


@dataclass(frozen=True)
class ReporterView:
    """What the holder of a receipt sees."""

    case: Case
    report: ReportContent = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)
    contact: str | None = field(repr=False)


def read_with_receipt(system: System, text: str) -> ReporterView:
    """Return the case of a receipt, as typed or dictated.

    Raises:
        ReceiptTypo: it cannot be a receipt; names the first group that is wrong, where known.
        UnknownReceipt: no case has it.

    """
    opened = _open(system, Receipt.parse(text))
    with reading(system.engine) as connection:
        return _view(connection, opened)


def write_with_receipt(system: System, text: str, message: str, form_token: str) -> ReporterView:
    """Add what the reporter wrote to the case; the same form posted twice adds it once.

    Raises:
        ReceiptTypo, UnknownReceipt: as `read_with_receipt`.
        Incomplete: the message is empty or too long.

    """
    required("message", message, gettext("请填写要补充的内容。"), LONGEST_TEXT)
    opened = _open(system, Receipt.parse(text))
    # The case's id is part of the mark, so that one form cannot silence another case's.
    mark = fingerprint(form_token, f"{opened.case.id}/{message}".encode(), system.pepper)
    try:
        with writing(system.engine) as connection:
            remember_post(connection, mark, opened.case.id, system.today())
            forget_posts_before(connection, system.today() - dt.timedelta(days=1))
            _add_message(connection, system, opened, message)
    except IntegrityError:
        pass  # the same form again: what it says is already there
    with reading(system.engine) as connection:
        return _view(connection, opened)


@dataclass(frozen=True)
class _Opened:
    """A case and the reporter's own key to it."""

    case: Case
    private: PrivateKey
    key: ContentKey


def _open(system: System, receipt: Receipt) -> _Opened:
    with reading(system.engine) as connection:
        found = case_by_locator(connection, receipt.locator(system.pepper))
        sealed = key_of(connection, found[0].id, Purpose.CONTENT, REPORTER) if found else None
    lock = found[1] if found else _nobodys_lock(system)
    private = receipt.key(lock.salt, Cost(passes=lock.passes, memory=lock.memory))
    if found is None or sealed is None:
        raise UnknownReceipt(gettext("没有找到这个凭证。请核对后再试。"))
    case = found[0]
    return _Opened(case, private, private.take_key(sealed, key_context(case.id, Purpose.CONTENT)))


def _nobodys_lock(system: System) -> ReceiptLock:
    return ReceiptLock("", bytes(SALT_BYTES), system.cost.passes, system.cost.memory)


def _add_message(connection: Connection, system: System, opened: _Opened, message: str) -> None:
    case_id = opened.case.id
    seq = next_event(connection, case_id)
    state = case_by_id(connection, case_id).state  # as of now: it may have moved since it was read
    row = step(Move.WRITE, state, frozenset({Party.REPORTER}))
    body = seal_words(opened.key, case_id, seq, Words(text=message))
    add_events(
        connection,
        case_id,
        [Event(seq, system.today(), row.move, row.by, None, row.end, body)],
    )
    mark_unread(connection, case_id)


def _view(connection: Connection, opened: _Opened) -> ReporterView:
    case_id = opened.case.id
    happened = events_of(connection, case_id)
    return ReporterView(
        case=case_by_id(connection, case_id),
        report=report_of(happened, opened.key, case_id),
        entries=told_to_reporter(happened, opened.key, case_id),
        contact=_contact(connection, opened),
    )


def _contact(connection: Connection, opened: _Opened) -> str | None:
    case_id = opened.case.id
    sealed = identity_of(connection, case_id)
    handed = key_of(connection, case_id, Purpose.IDENTITY, REPORTER)
    if sealed is None or handed is None:
        return None
    key = opened.private.take_key(handed, key_context(case_id, Purpose.IDENTITY))
    return unseal(key, sealed, identity_context(case_id)).decode()
