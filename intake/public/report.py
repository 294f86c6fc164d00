"""The report form and what it is answered with.

A posted report is answered with the receipt at once, not with a redirect: a redirect would have to
carry the receipt in an address or the server would have to keep it readable for the next request.
Reloading the answer posts the same form again, which shows the same receipt for some minutes and
makes no second case (`intake.services.reports`).
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from intake.domain.errors import Incomplete
from intake.domain.files import LARGEST_FILE, MOST_FILES
from intake.public.enterprises import EnterpriseNames
from intake.public.forms import PracticeForm, ReportForm
from intake.public.routing_words import routed
from intake.public.typos import typo_words
from intake.services.attachments import Download
from intake.services.brake import (
    WORK_BITS,
    WORK_SALT,
    TollDue,
    is_on,
    issue_ticket,
    network_of,
    pass_brake,
)
from intake.services.reports import LONGEST_TEXT, AlreadyReceived, submit
from intake.vault.receipts import Receipt, ReceiptTypo
from intake.web import errors
from intake.web.downloads import as_download
from intake.web.installation import the_system
from intake.web.uploads import takes_files, uploads_of_request
from register.jurisdiction import Matter
from register.wording import gettext as _

pages = Blueprint("report", __name__, url_prefix="/report")


@pages.get("/")
def form() -> ResponseReturnValue:
    """Show the empty form; `?enterprise=` a listed firm and `?matter=` fill in what they name."""
    blank = ReportForm(formdata=None)
    names: EnterpriseNames = current_app.extensions["enterprises"]
    blank.enterprise.data = (
        names.name(request.args.get("enterprise", ""), the_system().today()) or ""
    )
    asked = request.args.get("matter", "")
    blank.matter.data = asked if asked in set(Matter) else ""
    return _show(blank)


@pages.get("/advice/")
def advice() -> ResponseReturnValue:
    """Show what to think of before writing."""
    return render_template("public/advice.html")


@pages.post("/")
@takes_files
def send() -> ResponseReturnValue:
    """Take in a report and show its receipt; a form with mistakes comes back as it was typed."""
    system = the_system()
    typed = ReportForm()
    report = typed.report()
    if report is None:
        return _show(typed), 400
    try:
        submitted = submit(
            system,
            report,
            uploads_of_request().given(),
            pay=lambda: pass_brake(system, _network(), typed.fare()),
        )
    except Incomplete as wrong:
        _mark(typed, wrong)
        return _show(typed), 400
    except TollDue as due:
        return _show(typed, due=due), 429, {"Retry-After": str(due.seconds)}
    except AlreadyReceived as known:
        return render_template("public/already_received.html", message=str(known)), 409
    receipt = submitted.receipt.reveal()
    return render_template(
        "public/receipt.html",
        submitted=submitted,
        receipt=receipt,
        routed=routed(system.profile, submitted.case),
        practice=PracticeForm(formdata=None, receipt=receipt),
    )


@pages.post("/practice/")
def practise() -> ResponseReturnValue:
    """Tell whether the receipt was written down right; it is compared, not looked up."""
    typed = PracticeForm()
    receipt, right = typed.receipt.data, False
    try:
        right = Receipt.parse(typed.typed.data) == Receipt.parse(receipt)
        if not right:
            typed.typed.errors = [_("与上面的凭证不同，请逐组核对。")]
    except ReceiptTypo as typo:
        typed.typed.errors = [typo_words(typo)]
    return render_template(
        "public/practice.html", receipt=receipt, practice=typed, right=right
    ), 200 if right else 400


@pages.post("/keep/")
def keep() -> ResponseReturnValue:
    """Give the receipt as a page to print or a small file to save, because it was asked for."""
    typed = PracticeForm()
    receipt = typed.receipt.data
    if request.form.get("as") != "file":
        return render_template("public/printable.html", receipt=receipt)
    note = f"{receipt}\r\n".encode()
    return as_download(Download("note.txt", len(note), iter((note,))))


@pages.app_errorhandler(CSRFError)
def unconfirmed(error: CSRFError) -> ResponseReturnValue:
    """Give a report form back as it was typed; other forms get the general page."""
    if request.endpoint != "report.send" or not errors.is_form():
        return errors.show_unconfirmed(error)
    return _show(ReportForm(), unconfirmed=True), 400


def _show(shown: ReportForm, *, unconfirmed: bool = False, due: TollDue | None = None) -> str:
    system = the_system()
    shown.offer(system.profile, partial(issue_ticket, system))
    return render_template(
        "public/report.html",
        form=shown,
        unconfirmed=unconfirmed,
        due=due,
        brake_on=is_on(system, _network()),
        work_bits=WORK_BITS,
        work_salt=WORK_SALT,
        longest=LONGEST_TEXT,
        most_files=MOST_FILES,
        largest_file=LARGEST_FILE // 1024**2,
    )


def _network() -> str | None:
    return network_of(the_system().counts, request.remote_addr)


def _mark(shown: ReportForm, wrong: Incomplete) -> None:
    """Put the refusal at the field it names; one without a place stands at the text."""
    field = getattr(shown, wrong.field, shown.text)
    target = shown.text if field is shown.form_token else field
    target.errors = [str(wrong)]
