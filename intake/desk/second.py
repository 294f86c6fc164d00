"""The second factor at the desk: asked for after the passphrase, set up, removed."""

from __future__ import annotations

import segno
from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import HiddenField, StringField

from intake.desk.asking import the_member
from intake.desk.gate import open_to_half_logged_in, open_to_members
from intake.desk.login import session_token, way_on
from intake.domain.errors import Incomplete
from intake.services.one_time_codes import begin_app, confirm_app, show_code
from intake.services.second_factors import (
    SecondFactorFailed,
    WrongCode,
    factors_set_up,
    may_set_up,
    remove_factor,
)
from intake.services.security_keys import (
    LONGEST_NAME,
    KeyMayBeCopied,
    KeyNotAccepted,
    ask_for_key,
    begin_key,
    confirm_key,
    party_of,
    show_key,
)
from intake.web.forms import Form, as_typed
from intake.web.installation import the_system
from register.wording import lazy_gettext

pages = Blueprint("second", __name__, url_prefix="/second")


class CodeForm(Form):
    """Six digits of an app, or a recovery code."""

    code = StringField(
        lazy_gettext("验证码"),
        filters=[as_typed],
        render_kw={"required": True, "autocomplete": "one-time-code", "spellcheck": "false"},
    )


class KeyForm(Form):
    """What a security key answered; a script fills it in."""

    answer = HiddenField()


class NewKeyForm(KeyForm):
    """A key to be added, and what its owner calls it."""

    name = StringField(
        lazy_gettext("给这把密钥起个名字"),
        filters=[as_typed],
        render_kw={"required": True, "maxlength": LONGEST_NAME, "autocomplete": "off"},
    )


@pages.get("/")
@open_to_half_logged_in
def form() -> ResponseReturnValue:
    """Ask for a code; who has nothing to show one with sets that up first."""
    if g.get("officer"):
        return redirect(way_on(), 303)
    if not factors_set_up(the_system(), the_member()):
        return redirect(url_for("second.setup", next=request.args.get("next")), 303)
    return _ask(CodeForm(formdata=None))


@pages.post("/")
@open_to_half_logged_in
def show() -> ResponseReturnValue:
    """Let the session in by the code, and go on to the page that was asked for."""
    typed = CodeForm()
    try:
        show_code(the_system(), session_token(), typed.code.data)
    except WrongCode as refusal:
        return _ask(typed, str(refusal)), 403
    except SecondFactorFailed:
        return redirect(url_for("login.form"), 303)
    return redirect(way_on(), 303)


@pages.post("/key/")
@open_to_half_logged_in
def touch() -> ResponseReturnValue:
    """Let the session in by a security key, and go on to the page that was asked for."""
    try:
        show_key(the_system(), session_token(), KeyForm().answer.data or "")
    except (KeyNotAccepted, KeyMayBeCopied) as refusal:
        return _ask(CodeForm(formdata=None), str(refusal)), 403
    except SecondFactorFailed:
        return redirect(url_for("login.form"), 303)
    return redirect(way_on(), 303)


@pages.get("/setup/")
@open_to_half_logged_in
def setup() -> ResponseReturnValue:
    """Show what is set up, and how to add an app."""
    if not may_set_up(the_system(), session_token()):
        return redirect(url_for("second.form"), 303)
    return _setup(CodeForm(formdata=None))


@pages.post("/setup/")
@open_to_half_logged_in
def confirm() -> ResponseReturnValue:
    """Add the app that shows this code; show the recovery codes, once."""
    typed = CodeForm()
    try:
        codes = confirm_app(the_system(), the_member(), session_token(), typed.code.data)
    except WrongCode as refusal:
        typed.code.errors = [str(refusal)]
        return _setup(typed), 403
    return render_template("desk/recovery_codes.html", codes=codes, way_on=way_on())


@pages.post("/setup/key/")
@open_to_half_logged_in
def add_key() -> ResponseReturnValue:
    """Add the security key that was touched; show the recovery codes, once."""
    typed = NewKeyForm()
    code = CodeForm(formdata=None)
    try:
        codes = confirm_key(
            the_system(), the_member(), session_token(), typed.name.data, typed.answer.data or ""
        )
    except Incomplete as refusal:
        typed.name.errors = [str(refusal)]
        return _setup(code, key=typed), 400
    except KeyNotAccepted as refusal:
        return _setup(code, str(refusal), key=typed), 403
    return render_template("desk/recovery_codes.html", codes=codes, way_on=way_on())


@pages.post("/remove/")
@open_to_members
def remove() -> ResponseReturnValue:
    """Remove one of one's own factors; the last one stays."""
    try:
        remove_factor(the_system(), the_member(), request.form.get("factor", ""))
    except Incomplete as refusal:
        return _setup(CodeForm(formdata=None), str(refusal)), 400
    return redirect(url_for("second.setup"), 303)


def _ask(typed: CodeForm, failed: str = "") -> str:
    return render_template(
        "desk/second.html",
        form=typed,
        failed=failed,
        kinds={one.kind for one in factors_set_up(the_system(), the_member())},
        options=ask_for_key(the_system(), the_member(), session_token()),
        party=party_of(the_system()),
    )


def _setup(typed: CodeForm, failed: str = "", key: NewKeyForm | None = None) -> str:
    enrolment = begin_app(the_system(), the_member(), session_token())
    code = segno.make(enrolment.address, error="m")
    drawn = code.svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return render_template(
        "desk/second_setup.html",
        form=typed,
        key=key or NewKeyForm(formdata=None),
        failed=failed,
        factors=factors_set_up(the_system(), the_member()),
        enrolment=enrolment,
        qr=Markup(drawn),  # noqa: S704 - drawn by the library from an address we made
        options=begin_key(the_system(), the_member(), session_token()),
        party=party_of(the_system()),
    )
