"""Coming back with the receipt: what became of the report, and writing more.

The receipt travels in the body of a POST and never in an address. Nobody is logged in: the page
that shows a case carries the receipt in its own form, and closing it leaves nothing behind.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from intake.domain.errors import Incomplete
from intake.public.forms import MessageForm, ReceiptForm
from intake.public.routing_words import routed
from intake.services.receipts import (
    ReceiptTypo,
    ReporterView,
    UnknownReceipt,
    read_with_receipt,
    write_with_receipt,
)
from intake.services.reports import new_form_token
from intake.services.system import System
from register.wording import gettext as _
from register.wording import ngettext

pages = Blueprint("status", __name__, url_prefix="/report/status")


@pages.get("/")
def ask() -> ResponseReturnValue:
    """Ask for the receipt."""
    return _ask(ReceiptForm(formdata=None))


@pages.post("/")
def show() -> ResponseReturnValue:
    """Open the case of a receipt; one with a typo comes back to be mended."""
    typed = ReceiptForm()
    try:
        view = read_with_receipt(_system(), typed.receipt.data)
    except (ReceiptTypo, UnknownReceipt) as refused:
        return _refuse(typed, refused)
    return _show(view, _blank_message(typed.receipt.data))


@pages.post("/messages/")
def write() -> ResponseReturnValue:
    """Add what the reporter wrote, and show the case with it."""
    typed = MessageForm()
    receipt = typed.receipt.data
    try:
        view = write_with_receipt(
            _system(), receipt, typed.message.data, typed.form_token.data or ""
        )
    except (ReceiptTypo, UnknownReceipt) as refused:
        return _refuse(ReceiptForm(formdata=None, receipt=receipt), refused)
    except Incomplete as wrong:
        typed.message.errors = [str(wrong)]
        return _show(read_with_receipt(_system(), receipt), typed), 400
    return _show(view, _blank_message(receipt), written=True)


def _refuse(asked: ReceiptForm, refused: ReceiptTypo | UnknownReceipt) -> ResponseReturnValue:
    if isinstance(refused, UnknownReceipt):
        asked.receipt.errors = [str(refused)]
        return _ask(asked), 404
    asked.receipt.errors = [_typo(refused)]
    return _ask(asked), 400


def _typo(typo: ReceiptTypo) -> str:
    if typo.group is not None:
        return _("凭证号码第%(group)s组似乎有误，请核对。", group=typo.group)
    return ngettext(
        "凭证号码应为5组、每组6位，共30位数字，现在有%(n)s位，请核对。",
        "凭证号码应为5组、每组6位，共30位数字，现在有%(n)s位，请核对。",
        typo.digits,
    )


def _ask(asked: ReceiptForm) -> str:
    return render_template("public/ask_receipt.html", form=asked)


def _show(view: ReporterView, message: MessageForm, *, written: bool = False) -> str:
    return render_template(
        "public/status.html",
        view=view,
        routed=routed(_system().profile, view.case),
        days_left=view.case.days_left(_system().today()),
        form=message,
        written=written,
    )


def _blank_message(receipt: str) -> MessageForm:
    return MessageForm(formdata=None, receipt=receipt, form_token=new_form_token())


def _system() -> System:
    system: System = current_app.extensions["system"]
    return system
