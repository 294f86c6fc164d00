"""The report form and what it is answered with.

A posted report is answered with the receipt at once, not with a redirect: a redirect would have to
carry the receipt in an address or the server would have to keep it readable for the next request.
Reloading the answer posts the same form again, which shows the same receipt for some minutes and
makes no second case (`intake.services.reports`).
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from intake.domain.errors import Incomplete
from intake.public.enterprises import EnterpriseNames
from intake.public.forms import ReportForm
from intake.public.routing_words import routed
from intake.services.reports import LONGEST_TEXT, AlreadyReceived, submit
from intake.services.system import System
from intake.web import errors

pages = Blueprint("report", __name__, url_prefix="/report")


@pages.get("/")
def form() -> ResponseReturnValue:
    """Show the empty form; `?enterprise=<id>` fills in the name of a listed enterprise."""
    blank = ReportForm(formdata=None)
    names: EnterpriseNames = current_app.extensions["enterprises"]
    blank.enterprise.data = names.name(request.args.get("enterprise", ""), _system().today()) or ""
    return _show(blank)


@pages.post("/")
def send() -> ResponseReturnValue:
    """Take in a report and show its receipt; a form with mistakes comes back as it was typed."""
    system = _system()
    typed = ReportForm()
    report = typed.report()
    if report is None:
        return _show(typed), 400
    try:
        submitted = submit(system, report)
    except Incomplete as wrong:
        _mark(typed, wrong)
        return _show(typed), 400
    except AlreadyReceived as known:
        return render_template("public/already_received.html", message=str(known)), 409
    return render_template(
        "public/receipt.html", submitted=submitted, routed=routed(system.profile, submitted.case)
    )


@pages.app_errorhandler(CSRFError)
def unconfirmed(error: CSRFError) -> ResponseReturnValue:
    """Give a report form back as it was typed; other forms get the general page."""
    if request.endpoint != "report.send" or not errors.is_form():
        return errors.show_unconfirmed(error)
    return _show(ReportForm(), unconfirmed=True), 400


def _show(shown: ReportForm, *, unconfirmed: bool = False) -> str:
    shown.offer(_system().profile)
    return render_template(
        "public/report.html", form=shown, unconfirmed=unconfirmed, longest=LONGEST_TEXT
    )


def _mark(shown: ReportForm, wrong: Incomplete) -> None:
    """Put the refusal at the field it names; one without a place stands at the text."""
    field = getattr(shown, wrong.field, shown.text)
    target = shown.text if field is shown.form_token else field
    target.errors = [str(wrong)]


def _system() -> System:
    system: System = current_app.extensions["system"]
    return system
