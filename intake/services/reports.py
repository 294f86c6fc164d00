"""Taking in a report: the slow key work first, then one short transaction, then the receipt.

Nothing is lost to an impatient finger. A form carries a random token (`new_form_token`); the same
form posted twice makes one case and shows one receipt (`intake.services.posted_forms`). Once that
is no longer kept, the second post says that the report was received and the receipt was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy.exc import IntegrityError

from intake.db.cases import ReceiptLock
from intake.db.engine import writing
from intake.db.retention import add_filing
from intake.domain.cases import Case
from intake.domain.checks import limited, require_area, required
from intake.domain.errors import Incomplete, Refused
from intake.routing import Proposal
from intake.services import attachments
from intake.services.filing_proofs import state_filing
from intake.services.new_cases import NewReport, prepare, store
from intake.services.posted_forms import PostedForm, answer_before, posted_form, remember_form
from intake.services.system import System
from intake.services.uploads import Upload, check
from intake.vault.form_tokens import new_form_token
from intake.vault.passphrases import new_salt
from intake.vault.receipts import Receipt
from register.wording import SOURCE_LANGUAGE, gettext, use_language

__all__ = ["AlreadyReceived", "NewReport", "Submitted", "new_form_token", "submit"]

LONGEST_TEXT = 20_000
LONGEST_CONTACT = 500
LONGEST_NAME = 200
LEAST_TOKEN = 32
_TRIES = 5


class AlreadyReceived(Refused):
    """This form was posted before and its receipt was shown; the report is safe."""


@dataclass(frozen=True)
class Submitted:
    """What the reporter is told once: the receipt, and who answers by when."""

    receipt: Receipt
    case: Case
    danger: bool
    """The text tells of people hurt or in danger: say 119, 120, 110 first."""
    repeated: bool
    """The form had been posted before; this is the first one's receipt."""


def submit(
    system: System,
    report: NewReport,
    uploads: Sequence[Upload] = (),
    pay: Callable[[], None] = lambda: None,
) -> Submitted:
    """Take in a report with its files; all of it is stored durably when this returns.

    `pay` is called before the slow work of a report that was not posted before, and may refuse it.

    Raises:
        Incomplete: the text is empty or too long, a choice is not in the profile, or a file is
            too large, empty or one too many.
        AlreadyReceived: the form was posted before, longer ago than its receipt is kept.

    """
    _check(system, report)
    check(uploads)
    form = posted_form(system, report.form_token, _content(report, uploads))
    with use_language(SOURCE_LANGUAGE):  # its reason is read at the desk, not by the reporter
        proposal = system.router.route(report.text, matter=report.matter, area=report.area)
    if before := _posted(system, form, proposal):
        return before
    pay()
    receipt = Receipt.generate()
    lock = ReceiptLock(
        receipt.locator(system.pepper), new_salt(), system.cost.passes, system.cost.memory
    )
    reporter = receipt.key(lock.salt, system.cost).public
    attachments.finish(uploads)
    for _ in range(_TRIES):
        new = prepare(system, report, proposal, reporter)
        try:
            with writing(system.engine) as connection:
                store(connection, new, lock)
                attachments.attach(connection, system, new.case.id, new.key, uploads)
                add_filing(connection, state_filing(system, new, report.text))
                remember_form(connection, system, form, new.case, receipt)
        except IntegrityError:
            # Either the same form won the race, or the random case number was taken: look.
            if before := _posted(system, form, proposal):
                return before
            continue
        attachments.keep(uploads)
        return Submitted(receipt, new.case, proposal.danger, repeated=False)
    raise RuntimeError("no free case number found")


def _check(system: System, report: NewReport) -> None:
    missing = gettext("请填写“发生了什么”，其他都可以不填。")
    required("text", report.text, missing, LONGEST_TEXT)
    limited("contact", report.contact or "", LONGEST_CONTACT)
    limited("enterprise", report.enterprise or "", LONGEST_NAME)
    require_area(system.profile, report.area)
    if len(report.form_token) < LEAST_TOKEN:
        raise Incomplete("form_token", gettext("表单不完整，请重新打开举报页面再提交。"))


def _content(report: NewReport, uploads: Sequence[Upload]) -> bytes:
    typed = (report.text, report.matter, report.area, report.enterprise, report.contact)
    return msgspec.json.encode((typed, [upload.digest for upload in uploads]))


def _posted(system: System, form: PostedForm, proposal: Proposal) -> Submitted | None:
    """Return the answer already given to this very form, if it was posted before."""
    before = answer_before(system, form)
    if before is None:
        return None
    if before.receipt is None:
        raise AlreadyReceived(
            gettext(
                "这份举报已经收到，不会重复登记。查询凭证已在第一次提交时显示。"
                "如果没有记下凭证，请重新打开举报页面再提交一次。"
            )
        )
    return Submitted(before.receipt, before.case, proposal.danger, repeated=True)
