"""A form that makes a case and gives a receipt: sent in twice, it makes one case.

Both posts, even at the same moment in two processes, are answered with the same receipt for ten to
twenty minutes; see `intake.vault.form_tokens` for how that is done without keeping a readable
receipt or a time. After that the second one is still known, without its receipt.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Connection

from intake.db.cases import case_by_id
from intake.db.engine import reading
from intake.db.once import forget_posts_before, posted_before, remember_post
from intake.domain.cases import Case
from intake.services.system import System
from intake.vault import CannotOpen
from intake.vault.form_tokens import fingerprint, keep_receipt, kept_receipt
from intake.vault.receipts import Receipt

_WINDOW_SECONDS = 600


@dataclass(frozen=True)
class PostedForm:
    """One form as it was sent: its token, known to its sender alone, and a mark of its content."""

    token: str = field(repr=False)
    mark: str


@dataclass(frozen=True)
class AnsweredForm:
    """What a form was answered with; the receipt only as long as it is kept."""

    case: Case
    receipt: Receipt | None


def posted_form(system: System, token: str, content: bytes) -> PostedForm:
    """Return a form by which it is known again; without the token nobody guesses its content."""
    return PostedForm(token, fingerprint(token, content, system.pepper))


def answer_before(system: System, form: PostedForm) -> AnsweredForm | None:
    """Return what this very form was answered with, if it was sent before."""
    with reading(system.engine) as connection:
        found = posted_before(connection, form.mark)
        if found is None:
            return None
        case = case_by_id(connection, found.case_id)
    if found.receipt_box is None:
        return AnsweredForm(case, None)
    try:
        receipt = kept_receipt(form.token, found.receipt_box, _window(system), system.pepper)
    except CannotOpen:
        return AnsweredForm(case, None)
    return AnsweredForm(case, receipt)


def remember_form(
    connection: Connection, system: System, form: PostedForm, case: Case, receipt: Receipt
) -> None:
    """Store what a form is answered with; one sent before violates the primary key."""
    box = keep_receipt(form.token, receipt, _window(system), system.pepper)
    remember_post(connection, form.mark, case.id, case.received_on, box)
    forget_posts_before(connection, case.received_on - dt.timedelta(days=1))


def _window(system: System) -> int:
    return int(system.now().timestamp()) // _WINDOW_SECONDS
