"""One's own passphrase at the desk: changed by who knows the present one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField

from intake.desk.asking import the_officer
from intake.desk.gate import open_to_members
from intake.desk.login import session_token
from intake.domain.errors import Incomplete
from intake.services.login_tries import TooManyTries
from intake.services.own_passphrase import change_passphrase
from intake.services.sessions import LoginFailed
from intake.web.forms import Form
from intake.web.installation import the_system
from register.wording import gettext as _
from register.wording import lazy_gettext

pages = Blueprint("passphrase", __name__, url_prefix="/passphrase")

_NEW = {"required": True, "autocomplete": "new-password"}


class PassphraseForm(Form):
    """The present passphrase, and the new one twice: nobody sees what they type."""

    present = PasswordField(
        lazy_gettext("现在的口令"), render_kw=_NEW | {"autocomplete": "current-password"}
    )
    passphrase = PasswordField(lazy_gettext("新口令"), render_kw=_NEW)
    again = PasswordField(lazy_gettext("再输入一遍新口令"), render_kw=_NEW)


@pages.get("/")
@open_to_members
def form() -> str:
    """Ask for the passphrases."""
    return _page(PassphraseForm(formdata=None))


@pages.post("/")
@open_to_members
def change() -> ResponseReturnValue:
    """Change the passphrase; every other session of the member ends."""
    typed = PassphraseForm()
    present, new = typed.present.data or "", typed.passphrase.data or ""
    if new != (typed.again.data or ""):
        typed.again.errors = [_("两遍新口令不一样，请重新输入。")]
        return _page(typed), 400
    try:
        change_passphrase(the_system(), the_officer(), session_token(), present, new)
    except Incomplete as refusal:
        typed[refusal.field].errors = [str(refusal)]
        return _page(typed), 400
    except LoginFailed:
        typed.present.errors = [_("现在的口令不对，请重新输入。")]
        return _page(typed), 403
    except TooManyTries as refusal:
        typed.present.errors = [str(refusal)]
        return _page(typed), 429
    return redirect(url_for("passphrase.form", done=1), 303)


def _page(typed: PassphraseForm) -> str:
    return render_template("desk/passphrase.html", form=typed, done="done" in request.args)
