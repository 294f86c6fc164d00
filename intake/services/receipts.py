"""The reporter comes back with the receipt: what became of the case.

Nothing about a visit is stored. A receipt that was never issued costs the same key derivation as
one that was, so that guesses are equally slow whatever they hit. Guesses have a lane of their own,
one at a time on a machine, and are turned away when it is taken: whatever others fail at, a receipt
that opens something never waits for them, and every core but one is left to it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from sqlalchemy import Connection

from intake.db.act_drafts import published_from_case
from intake.db.cases import ReceiptLock, case_by_id, case_by_locator
from intake.db.engine import reading
from intake.db.schema import Purpose
from intake.db.sealed import REPORTER, events_of, identity_of, key_of
from intake.domain.cases import Case
from intake.domain.errors import Refused
from intake.domain.lifecycle import Move, Party, moves_open_to
from intake.services.attachments import CaseFile, case_files
from intake.services.content import ReportContent, identity_context, key_context
from intake.services.history import Entry, report_of, told_to_reporter
from intake.services.identity_views import Reveal, reveals_of
from intake.services.system import System
from intake.vault.keys import PrivateKey
from intake.vault.passphrases import SALT_BYTES, Cost
from intake.vault.receipts import Receipt, ReceiptTypo
from intake.vault.sealing import ContentKey, unseal
from register.acts import Act
from register.canonical import decode
from register.wording import gettext

REPORTING = frozenset({Party.REPORTER})
"""What the holder of a receipt is to the case."""

__all__ = ["Entry", "ReceiptTypo", "ReporterView", "UnknownReceipt", "read_with_receipt"]


class UnknownReceipt(Refused):
    """Well-formed, but no case has it; `spent` is how long finding out took, in seconds."""

    def __init__(self, spent: float) -> None:
        super().__init__(gettext("没有找到这个凭证。请核对后再试。"))
        self.spent = spent


class TooManyGuesses(Refused):
    """Others are trying receipts that do not exist; this one was not found either."""

    def __init__(self) -> None:
        super().__init__(gettext("没有找到这个凭证，现在查询的人较多。请核对后过一分钟再试。"))


@dataclass(frozen=True)
class ReporterView:
    """What the holder of a receipt sees."""

    case: Case
    report: ReportContent = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)
    contact: str | None = field(repr=False)
    files: tuple[CaseFile, ...] = field(repr=False)
    may_rate: bool
    """Whether the reporter may say now how satisfied they are."""
    reveals: tuple[Reveal, ...] = field(repr=False)
    """Each time someone asked for the contact details, and each look at them."""
    published: Mapping[str, str]
    """What was made public of it: the enterprise's name by its id in the register."""
    spent: float
    """How long the key derivation took, in seconds."""


def read_with_receipt(system: System, text: str) -> ReporterView:
    """Return the case of a receipt, as typed or dictated.

    Raises:
        ReceiptTypo: it cannot be a receipt; names the first group that is wrong, where known.
        UnknownReceipt, TooManyGuesses: no case has it.

    """
    opened = open_with(system, Receipt.parse(text))
    with reading(system.engine) as connection:
        return view_of(connection, opened)


@dataclass(frozen=True)
class Opened:
    """A case and the reporter's own key to it."""

    case: Case
    private: PrivateKey
    key: ContentKey
    spent: float


def open_with(system: System, receipt: Receipt) -> Opened:
    """Open the case of a receipt; raises `UnknownReceipt` and `TooManyGuesses`."""
    with reading(system.engine) as connection:
        found = case_by_locator(connection, receipt.locator(system.pepper))
        sealed = key_of(connection, found[0].id, Purpose.CONTENT, REPORTER) if found else None
    if found is None or sealed is None:
        raise UnknownReceipt(_guess(system, receipt))
    case, lock = found
    private, spent = _derived(receipt, lock)
    key = private.take_key(sealed, key_context(case.id, Purpose.CONTENT))
    return Opened(case, private, key, spent)


def _guess(system: System, receipt: Receipt) -> float:
    """Do for nobody what a receipt costs, unless another guess is under way."""
    with guessing(system):
        nobodys = ReceiptLock("", bytes(SALT_BYTES), system.cost.passes, system.cost.memory)
        return _derived(receipt, nobodys)[1]


@contextmanager
def guessing(system: System) -> Iterator[None]:
    """Hold the one lane for guesses that an instance has on a machine; `TooManyGuesses` if taken.

    The lock is on the instance's folder itself: a file of its own would tell when it was made.
    """
    folder = os.open(system.settings.instance, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TooManyGuesses from None
        yield
    finally:
        os.close(folder)


def _derived(receipt: Receipt, lock: ReceiptLock) -> tuple[PrivateKey, float]:
    began = perf_counter()
    private = receipt.key(lock.salt, Cost(passes=lock.passes, memory=lock.memory))
    return private, perf_counter() - began


def view_of(connection: Connection, opened: Opened) -> ReporterView:
    """Return what the holder of the receipt sees now."""
    case_id = opened.case.id
    happened = events_of(connection, case_id)
    case = case_by_id(connection, case_id)
    return ReporterView(
        case=case,
        report=report_of(happened, opened.key, case_id),
        entries=told_to_reporter(happened, opened.key, case_id),
        contact=_contact(connection, opened),
        files=case_files(connection, case_id, opened.key),
        may_rate=Move.FOLLOW_UP in moves_open_to(REPORTING, case.state, case.standing),
        reveals=reveals_of(connection, case_id, opened.key),
        published=_published(connection, case),
        spent=opened.spent,
    )


def _published(connection: Connection, case: Case) -> dict[str, str]:
    """Return whom the public can read about; nobody any more once the publicity has ended."""
    lines = [draft.act for draft in published_from_case(connection, case.number) if draft.act]
    acts = [decode(line) for line in lines]
    return {act.enterprise.id: act.enterprise.name for act in acts if isinstance(act, Act)}


def _contact(connection: Connection, opened: Opened) -> str | None:
    case_id = opened.case.id
    sealed = identity_of(connection, case_id)
    handed = key_of(connection, case_id, Purpose.IDENTITY, REPORTER)
    if sealed is None or handed is None:
        return None
    key = opened.private.take_key(handed, key_context(case_id, Purpose.IDENTITY))
    return unseal(key, sealed, identity_context(case_id)).decode()
