"""Contact details at the desk: asked for, opened by a custodian, looked at; and keeping away."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField

from intake.desk.asking import the_officer
from intake.desk.gate import ON_CASES, open_to
from intake.domain import errors
from intake.domain.access import Right
from intake.services.custody import grant_identity, refuse_identity, waiting_for
from intake.services.identities import ask_for_identity, identity_view, look_at_identity
from intake.services.recusal import recuse
from intake.web.forms import Form, as_typed
from intake.web.installation import the_system
from register.wording import lazy_gettext

pages = Blueprint("identities", __name__)

_REQUIRED = {"required": True}


class AskForm(Form):
    """Why a reporter must be reached."""

    reason = TextAreaField(
        lazy_gettext("为什么必须联系举报人"), filters=[as_typed], render_kw={**_REQUIRED, "rows": 4}
    )


class RecuseForm(Form):
    """Who keeps away, and why."""

    name = StringField(lazy_gettext("回避人员的用户名"), filters=[as_typed], render_kw=_REQUIRED)
    reason = TextAreaField(
        lazy_gettext("回避理由"), filters=[as_typed], render_kw={**_REQUIRED, "rows": 3}
    )


class DecideForm(Form):
    """Why a request is refused."""

    words = TextAreaField(
        lazy_gettext("不同意的理由（不同意时必填）"), filters=[as_typed], render_kw={"rows": 2}
    )


@pages.get("/cases/<number>/identity/")
@open_to(*ON_CASES)
def show(number: str) -> ResponseReturnValue:
    """Show what was asked about a case's contact details; nothing of them."""
    return _page(number)


@pages.post("/cases/<number>/identity/ask/")
@open_to(*ON_CASES)
def ask(number: str) -> ResponseReturnValue:
    """Ask the custodians."""
    typed = AskForm()
    try:
        ask_for_identity(the_system(), the_officer(), number, typed.reason.data)
    except errors.Incomplete as refusal:
        typed.reason.errors = [str(refusal)]
        return _page(number, ask=typed), 400
    return redirect(url_for("identities.show", number=number), 303)


@pages.post("/cases/<number>/identity/look/")
@open_to(*ON_CASES)
def look(number: str) -> ResponseReturnValue:
    """Show the contact details to whom they were opened; the reporter is told of it."""
    contact = look_at_identity(the_system(), the_officer(), number)
    return _page(number, contact=contact)


@pages.post("/cases/<number>/recuse/")
@open_to(*ON_CASES)
def keep_away(number: str) -> ResponseReturnValue:
    """Close the case to a member."""
    typed = RecuseForm(prefix="recuse")
    try:
        recuse(the_system(), the_officer(), number, typed.name.data, typed.reason.data)
    except errors.Incomplete as refusal:
        typed[refusal.field].errors = [str(refusal)]
        return _page(number, keep_away=typed), 400
    if typed.name.data.strip() == the_officer().name:
        return redirect(url_for("queue.show"), 303)
    return redirect(url_for("identities.show", number=number), 303)


@pages.get("/identities/")
@open_to(Right.OPEN_IDENTITIES)
def waiting() -> ResponseReturnValue:
    """Show a custodian what waits for a decision."""
    return _waiting()


@pages.post("/identities/<request_id>/")
@open_to(Right.OPEN_IDENTITIES)
def decide(request_id: str) -> ResponseReturnValue:
    """Open the contact details to who asked, or refuse and say why."""
    typed = DecideForm()
    try:
        if request.form.get("answer") == "grant":
            grant_identity(the_system(), the_officer(), request_id)
        else:
            refuse_identity(the_system(), the_officer(), request_id, typed.words.data)
    except errors.Incomplete as refusal:
        return _waiting(str(refusal)), 400
    return redirect(url_for("identities.waiting"), 303)


@pages.errorhandler(errors.NoSuchCase)
def show_unknown(refusal: errors.NoSuchCase) -> ResponseReturnValue:
    """Say that there is no such case, or none that the officer may see; never which."""
    return render_template("desk/no_such_case.html", message=str(refusal)), 404


@pages.errorhandler(errors.Refused)
def show_refused(refusal: errors.Refused) -> ResponseReturnValue:
    """Say why not."""
    status = 403 if isinstance(refusal, errors.NotAllowed) else 409
    return render_template("desk/refused.html", message=str(refusal)), status


def _page(
    number: str,
    *,
    ask: AskForm | None = None,
    keep_away: RecuseForm | None = None,
    contact: str | None = None,
) -> str:
    view = identity_view(the_system(), the_officer(), number)
    return render_template(
        "desk/identity.html",
        view=view,
        contact=contact,
        ask=ask or AskForm(formdata=None),
        keep_away=keep_away or RecuseForm(formdata=None, prefix="recuse"),
    )


def _waiting(failed: str = "") -> str:
    found = waiting_for(the_system(), the_officer())
    form = DecideForm(formdata=None)
    return render_template("desk/identities.html", waiting=found, form=form, failed=failed)
