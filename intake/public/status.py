"""Coming back with the receipt: what became of the report, and what can be done about it.

The receipt travels in the body of a POST and never in an address. Nobody is logged in: the page
that shows a case carries the receipt in its own forms, and closing it leaves nothing behind.

An answer leaves only when half as long again as the key derivation took is over, whether the
receipt opened a case or not: what differs after the derivation is hidden in that half.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from intake.domain.errors import Incomplete, Refused
from intake.domain.files import LARGEST_FILE, MOST_FILES, Sender
from intake.public.forms import MessageForm, RatingForm, ReceiptForm, WithReceipt
from intake.public.routing_words import routed
from intake.public.typos import typo_words
from intake.services.attachments import Download, FileGone
from intake.services.filing_proofs import proof_with_receipt
from intake.services.inbox import (
    fetch_with_receipt,
    rate_with_receipt,
    withdraw_identity,
    write_with_receipt,
)
from intake.services.receipts import (
    ReceiptTypo,
    ReporterView,
    TooManyGuesses,
    UnknownReceipt,
    read_with_receipt,
)
from intake.services.reports import new_form_token
from intake.services.retention import kept_until
from intake.web.downloads import as_download
from intake.web.installation import the_system
from intake.web.uploads import takes_files, uploads_of_request
from register.wording import gettext as _

pages = Blueprint("status", __name__, url_prefix="/report/status")

_PACE = 1.5


@dataclass(frozen=True)
class _Shown:
    """A case's page: which form came back with mistakes, and what was just done."""

    view: ReporterView
    receipt: str = field(repr=False)
    message: MessageForm | None = None
    rating: RatingForm | None = None
    done: str = ""
    refusal: str = ""


@pages.get("/")
def ask() -> ResponseReturnValue:
    """Ask for the receipt."""
    return _ask(ReceiptForm(formdata=None))


@pages.post("/")
def show() -> ResponseReturnValue:
    """Open the case of a receipt; one with a typo comes back to be mended."""
    receipt = ReceiptForm().receipt.data
    return _with(receipt, lambda: _Shown(read_with_receipt(the_system(), receipt), receipt))


@pages.post("/messages/")
@takes_files
def write() -> ResponseReturnValue:
    """Add what the reporter wrote and attached, and show the case with it."""
    typed = MessageForm()
    receipt, files = typed.receipt.data, uploads_of_request().given()

    def add() -> _Shown:
        try:
            view = write_with_receipt(
                the_system(), receipt, typed.message.data, typed.form_token.data or "", files
            )
        except Incomplete as wrong:
            typed[wrong.field].errors = [str(wrong)]
            return _Shown(read_with_receipt(the_system(), receipt), receipt, message=typed)
        return _Shown(view, receipt, done="written")

    return _with(receipt, add)


@pages.post("/satisfaction/")
def rate() -> ResponseReturnValue:
    """Note whether the reporter is satisfied."""
    typed = RatingForm()
    typed.offer()
    receipt, token = typed.receipt.data, typed.form_token.data or ""

    def judge() -> _Shown:
        answer = typed.answer()
        if answer is None:
            return _Shown(read_with_receipt(the_system(), receipt), receipt, rating=typed)
        try:
            view = rate_with_receipt(the_system(), receipt, answer, typed.comment.data, token)
        except (UnknownReceipt, TooManyGuesses):
            raise
        except Incomplete as wrong:
            typed[wrong.field].errors = [str(wrong)]
            return _Shown(read_with_receipt(the_system(), receipt), receipt, rating=typed)
        except Refused as refusal:
            view = read_with_receipt(the_system(), receipt)
            return _Shown(view, receipt, refusal=str(refusal))
        return _Shown(view, receipt, done="rated")

    return _with(receipt, judge)


@pages.post("/withdraw/")
def withdraw() -> ResponseReturnValue:
    """Destroy the contact details the reporter left."""
    typed = WithReceipt()
    receipt, token = typed.receipt.data, typed.form_token.data or ""
    return _with(
        receipt,
        lambda: _Shown(withdraw_identity(the_system(), receipt, token), receipt, done="withdrawn"),
    )


@pages.post("/files/<file_id>/")
def fetch(file_id: str) -> ResponseReturnValue:
    """Give a file that the department sent."""
    receipt = WithReceipt().receipt.data
    try:
        return as_download(fetch_with_receipt(the_system(), receipt, file_id))
    except FileGone as gone:
        view = read_with_receipt(the_system(), receipt)
        return _page(_Shown(view, receipt, refusal=str(gone))), 404
    except (ReceiptTypo, UnknownReceipt, TooManyGuesses) as refused:
        return _refuse(receipt, refused)


@pages.post("/proof/")
def prove() -> ResponseReturnValue:
    """Give the proof that the report was filed, to be shown to anyone."""
    receipt = WithReceipt().receipt.data
    try:
        proof = proof_with_receipt(the_system(), receipt)
    except (ReceiptTypo, UnknownReceipt, TooManyGuesses) as refused:
        return _refuse(receipt, refused)
    if proof is None or proof.file is None:
        view = read_with_receipt(the_system(), receipt)
        told = _("证明要等举报当天过后，与当天其他举报一起记入公开日志才能生成，请明天以后再来。")
        return _page(_Shown(view, receipt, refusal=told)), 409
    if request.form.get("what") == "secret":
        secret = f"{proof.statement.secret}\n".encode()
        return as_download(Download("secret.txt", len(secret), iter((secret,))))
    return as_download(Download("filing.tlog-proof", len(proof.file), iter((proof.file,))))


def _with(receipt: str, act: Callable[[], _Shown]) -> ResponseReturnValue:
    """Show what `act` made of the case; or the question for the receipt, if it opens none."""
    began = time.perf_counter()
    try:
        shown = act()
    except (ReceiptTypo, UnknownReceipt, TooManyGuesses) as refused:
        answer = _refuse(receipt, refused)
        _keep_pace(began, refused.spent if isinstance(refused, UnknownReceipt) else 0)
        return answer
    mistaken = shown.message or shown.rating
    status = 400 if mistaken else 409 if shown.refusal else 200
    page = _page(shown)
    _keep_pace(began, shown.view.spent)
    return page, status


def _keep_pace(began: float, spent: float) -> None:
    """Let known and unknown receipts take equally long."""
    time.sleep(max(0.0, began + _PACE * spent - time.perf_counter()))


def _refuse(
    receipt: str, refused: ReceiptTypo | UnknownReceipt | TooManyGuesses
) -> tuple[str, int]:
    asked = ReceiptForm(formdata=None, receipt=receipt)
    if isinstance(refused, ReceiptTypo):
        asked.receipt.errors = [typo_words(refused)]
        return _ask(asked), 400
    asked.receipt.errors = [str(refused)]
    return _ask(asked), 404 if isinstance(refused, UnknownReceipt) else 429


def _ask(asked: ReceiptForm) -> str:
    return render_template("public/ask_receipt.html", form=asked)


def _page(shown: _Shown) -> str:
    system, view = the_system(), shown.view
    own = {"receipt": shown.receipt, "form_token": new_form_token()}
    rating = shown.rating or RatingForm(formdata=None, **own)
    rating.offer()
    return render_template(
        "public/status.html",
        view=view,
        routed=routed(system.profile, view.case),
        days_left=view.case.days_left(system.today()),
        form=shown.message or MessageForm(formdata=None, **own),
        rating=rating,
        plain=WithReceipt(formdata=None, **own),
        from_department=[f for f in view.files if f.stored.sender is Sender.DEPARTMENT],
        from_reporter=[f for f in view.files if f.stored.sender is Sender.REPORTER],
        kept_until=kept_until(system, view.case),
        most_files=MOST_FILES,
        largest_file=LARGEST_FILE // 1024**2,
        done=shown.done,
        refusal=shown.refusal,
    )
