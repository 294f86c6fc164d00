"""What the holder of a receipt may do to the case: add to it, judge it, take the identity back.

Each is one transaction; the same form posted twice acts once. None stores more than the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from intake.db.cases import case_by_id, mark_unread, move_case
from intake.db.engine import reading, writing
from intake.db.once import forget_posts_before, remember_post
from intake.db.sealed import Event, add_events, next_event, remove_identity
from intake.domain.checks import limited, required
from intake.domain.errors import ActedOnMeanwhile
from intake.domain.files import Sender
from intake.domain.lifecycle import Move, step
from intake.domain.standing import Effect, Satisfaction
from intake.services import attachments
from intake.services.attachments import Download, FileGone, case_file, content_of
from intake.services.content import Words, seal_words
from intake.services.moving import acted_on_meanwhile, stepped
from intake.services.receipts import REPORTING, Opened, ReporterView, open_with, view_of
from intake.services.reports import LONGEST_TEXT
from intake.services.system import System
from intake.services.uploads import Upload, check
from intake.vault.form_tokens import fingerprint
from intake.vault.receipts import Receipt
from register.wording import SOURCE_LANGUAGE, gettext, use_language

_TRIES = 5


def write_with_receipt(
    system: System,
    text: str,
    message: str,
    form_token: str,
    uploads: Sequence[Upload] = (),
) -> ReporterView:
    """Add what the reporter wrote, and files, to the case.

    Raises:
        ReceiptTypo, UnknownReceipt, TooManyGuesses: as `read_with_receipt`.
        Incomplete: nothing is said and no file comes, the message is too long, or a file cannot be
            taken.

    """
    if uploads:
        message = limited("message", message, LONGEST_TEXT) or gettext("（补充了附件）")
    required("message", message, gettext("请填写要补充的内容。"), LONGEST_TEXT)
    check(uploads)
    opened = open_with(system, Receipt.parse(text))
    attachments.finish(uploads)

    def add(connection: Connection) -> None:
        _add_event(connection, system, opened, Move.WRITE, Words(text=message))
        attachments.attach(connection, system, opened.case.id, opened.key, uploads)

    said = "/".join([message, *(upload.digest.hex() for upload in uploads)])
    if _once(system, opened, form_token, said, add):
        attachments.keep(uploads)
    return _seen(system, opened)


def rate_with_receipt(
    system: System, text: str, satisfaction: Satisfaction, comment: str, form_token: str
) -> ReporterView:
    """Note whether the reporter is satisfied with how the case was dealt with.

    Raises:
        ReceiptTypo, UnknownReceipt, TooManyGuesses: as `read_with_receipt`.
        WrongState: there is nothing to judge yet.
        Incomplete: the comment is too long.
        ActedOnMeanwhile: the department moved the case again and again at the same moments.

    """
    said = limited("comment", comment, LONGEST_TEXT)
    opened = open_with(system, Receipt.parse(text))

    def rate(connection: Connection) -> None:
        before = case_by_id(connection, opened.case.id)
        row = step(Move.FOLLOW_UP, before.state, REPORTING, before.standing)
        moved = stepped(before, before, row, satisfaction)
        if not move_case(connection, moved, expected=before.version):
            raise acted_on_meanwhile(before)
        words = Words(text=said) if said else None
        _add_event(connection, system, opened, Move.FOLLOW_UP, words)

    for attempt in range(1, _TRIES + 1):
        try:
            _once(system, opened, form_token, f"rate/{satisfaction}/{said}", rate)
            break
        except ActedOnMeanwhile:
            if attempt == _TRIES:
                raise
    return _seen(system, opened)


def withdraw_identity(system: System, text: str, form_token: str) -> ReporterView:
    """Destroy the contact details that the reporter left, with every copy of their key.

    Raises:
        ReceiptTypo, UnknownReceipt, TooManyGuesses: as `read_with_receipt`.

    """
    opened = open_with(system, Receipt.parse(text))

    def withdraw(connection: Connection) -> None:
        if remove_identity(connection, opened.case.id):
            with use_language(SOURCE_LANGUAGE):  # read at the desk
                words = Words(text=gettext("举报人撤回了联系方式，已经销毁。"))
            _add_event(connection, system, opened, Move.WRITE, words)

    _once(system, opened, form_token, "withdraw", withdraw)
    return _seen(system, opened)


def fetch_with_receipt(system: System, text: str, file_id: str) -> Download:
    """Return a file that the department sent to the reporter.

    The reporter's own files are not given back: who finds a receipt need not get the originals.

    Raises:
        ReceiptTypo, UnknownReceipt, TooManyGuesses: as `read_with_receipt`.
        FileGone: the department sent no such file in this case.

    """
    opened = open_with(system, Receipt.parse(text))
    with reading(system.engine) as connection:
        file = case_file(connection, opened.case.id, opened.key, file_id)
    if file.stored.sender is not Sender.DEPARTMENT:
        raise FileGone
    return Download(file.facts.name, file.facts.size, content_of(system, file.id, file.facts))


def _once(
    system: System,
    opened: Opened,
    form_token: str,
    said: str,
    act: Callable[[Connection], None],
) -> bool:
    """Do what a form asks for; False if this very form was posted before, and did it then."""
    # The case's id is part of the mark, so that one form cannot silence another case's.
    mark = fingerprint(form_token, f"{opened.case.id}/{said}".encode(), system.pepper)
    try:
        with writing(system.engine) as connection:
            remember_post(connection, mark, opened.case.id, system.today())
            forget_posts_before(connection, system.today() - dt.timedelta(days=1))
            act(connection)
    except IntegrityError:
        return False
    return True


def _add_event(
    connection: Connection, system: System, opened: Opened, move: Move, words: Words | None
) -> None:
    case_id = opened.case.id
    seq = next_event(connection, case_id)
    case = case_by_id(connection, case_id)  # as of now: it may have moved since it was read
    row = step(move, case.state, REPORTING, case.standing)
    body = None if words is None else seal_words(opened.key, case_id, seq, words)
    event = Event(seq, system.today(), row.move, row.by, None, row.end, body)
    add_events(connection, case_id, [event])
    mark_unread(connection, case_id, objects=row.does is Effect.OBJECT)


def _seen(system: System, opened: Opened) -> ReporterView:
    with reading(system.engine) as connection:
        return view_of(connection, opened)
