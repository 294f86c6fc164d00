"""The second factor at the desk: asked for after the passphrase, set up, removed."""

from __future__ import annotations

import segno
from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import StringField

from intake.desk.gate import open_to_half_logged_in, open_to_members
from intake.desk.login import TokenCookie, way_on
from intake.domain.errors import Incomplete
from intake.services.second_factors import (
    SecondFactorFailed,
    WrongCode,
    begin_app,
    confirm_app,
    factors_set_up,
    may_set_up,
    remove_factor,
    show_code,
)
from intake.services.sessions import Officer
from intake.services.system import System
from intake.web.forms import Form, as_typed
from register.wording import lazy_gettext

pages = Blueprint("second", __name__, url_prefix="/second")


class CodeForm(Form):
    """Six digits of an app, or a recovery code."""

    code = StringField(
        lazy_gettext("验证码"),
        filters=[as_typed],
        render_kw={"required": True, "autocomplete": "one-time-code", "spellcheck": "false"},
    )


@pages.get("/")
@open_to_half_logged_in
def form() -> ResponseReturnValue:
    """Ask for a code; who has nothing to show one with sets that up first."""
    if g.get("officer"):
        return redirect(way_on(), 303)
    if not factors_set_up(_system(), _member()):
        return redirect(url_for("second.setup", next=request.args.get("next")), 303)
    return render_template("desk/second.html", form=CodeForm(formdata=None), failed="")


@pages.post("/")
@open_to_half_logged_in
def show() -> ResponseReturnValue:
    """Let the session in by the code, and go on to the page that was asked for."""
    typed = CodeForm()
    try:
        show_code(_system(), _token(), typed.code.data)
    except WrongCode as refusal:
        return render_template("desk/second.html", form=typed, failed=str(refusal)), 403
    except SecondFactorFailed:
        return redirect(url_for("login.form"), 303)
    return redirect(way_on(), 303)


@pages.get("/setup/")
@open_to_half_logged_in
def setup() -> ResponseReturnValue:
    """Show what is set up, and how to add an app."""
    if not may_set_up(_system(), _token()):
        return redirect(url_for("second.form"), 303)
    return _setup(CodeForm(formdata=None))


@pages.post("/setup/")
@open_to_half_logged_in
def confirm() -> ResponseReturnValue:
    """Add the app that shows this code; show the recovery codes, once."""
    typed = CodeForm()
    try:
        codes = confirm_app(_system(), _member(), _token(), typed.code.data)
    except WrongCode as refusal:
        typed.code.errors = [str(refusal)]
        return _setup(typed), 403
    return render_template("desk/recovery_codes.html", codes=codes, way_on=way_on())


@pages.post("/remove/")
@open_to_members
def remove() -> ResponseReturnValue:
    """Remove one of one's own factors; the last one stays."""
    try:
        remove_factor(_system(), _member(), request.form.get("factor", ""))
    except Incomplete as refusal:
        return _setup(CodeForm(formdata=None), str(refusal)), 400
    return redirect(url_for("second.setup"), 303)


def _setup(typed: CodeForm, failed: str = "") -> str:
    enrolment = begin_app(_system(), _member())
    code = segno.make(enrolment.address, error="m")
    drawn = code.svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return render_template(
        "desk/second_setup.html",
        form=typed,
        failed=failed,
        factors=factors_set_up(_system(), _member()),
        enrolment=enrolment,
        qr=Markup(drawn),  # noqa: S704 - drawn by the library from an address we made
    )


def _member() -> Officer:
    member: Officer = g.half
    return member


def _token() -> str:
    cookie: TokenCookie = current_app.extensions["token_cookie"]
    return cookie.token(request)


def _system() -> System:
    system: System = current_app.extensions["system"]
    return system
