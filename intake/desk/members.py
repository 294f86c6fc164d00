"""The people of a department: let in and helped by its head, ended by its administrator."""

from __future__ import annotations

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.errors import Incomplete
from intake.domain.roles import ROLE_NAMES, Post, Role
from intake.services.managing import (
    disable,
    dismiss,
    forget_second_factors,
    let_in,
    members_in_reach,
    vouch,
)
from intake.services.sessions import Officer
from intake.services.staff import NewMember
from intake.services.system import System
from intake.web.forms import Form, as_typed
from register.wording import SOURCE_LANGUAGE, language, lazy_gettext

pages = Blueprint("members", __name__, url_prefix="/members")

_REQUIRED = {"required": True}
_NEW = {**_REQUIRED, "autocomplete": "new-password"}


class NewMemberForm(Form):
    """Someone to let in; they type the passphrase themselves."""

    name = StringField(lazy_gettext("用户名"), filters=[as_typed], render_kw=_REQUIRED)
    department = SelectField(lazy_gettext("单位"), validate_choice=False)
    roles = SelectMultipleField(
        lazy_gettext("角色"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    passphrase = PasswordField(lazy_gettext("口令（由本人输入）"), render_kw=_NEW)

    def offer(self, officer: Officer) -> None:
        """Fill in the departments that the head may let people into, and the roles."""
        chinese = language() == SOURCE_LANGUAGE
        known = [_system().profile.department(d) for d in officer.departments_where(Right.LET_IN)]
        self.department.choices = [(d.id, d.name if chinese else d.name_en) for d in known]
        self.roles.choices = [(role.value, str(name)) for role, name in ROLE_NAMES.items()]


class ResetForm(Form):
    """Someone who forgot their passphrase; they type the new one themselves."""

    name = StringField(lazy_gettext("用户名"), filters=[as_typed], render_kw=_REQUIRED)
    passphrase = PasswordField(lazy_gettext("新口令（由本人输入）"), render_kw=_NEW)


@pages.get("/")
@open_to(Right.MANAGE_MEMBERS, Right.LET_IN)
def show() -> ResponseReturnValue:
    """List the members in reach, with what may be done about each."""
    return _page()


@pages.post("/new/")
@open_to(Right.LET_IN)
def add() -> ResponseReturnValue:
    """Let someone in."""
    typed = NewMemberForm(prefix="new")
    roles = {Role(role) for role in typed.roles.data or () if role in set(Role)}
    posts = {Post(typed.department.data or "", role) for role in roles}
    new = NewMember(typed.name.data, posts, typed.passphrase.data or "")
    try:
        let_in(_system(), _officer(), new)
    except Incomplete as refusal:
        typed[refusal.field].errors = [str(refusal)]
        return _page(new=typed), 400
    return redirect(url_for("members.show"), 303)


@pages.post("/passphrase/")
@open_to(Right.LET_IN)
def reset() -> ResponseReturnValue:
    """Set a forgotten passphrase anew."""
    typed = ResetForm(prefix="reset")
    try:
        vouch(_system(), _officer(), typed.name.data, typed.passphrase.data or "")
    except Incomplete as refusal:
        typed[refusal.field].errors = [str(refusal)]
        return _page(reset=typed), 400
    return redirect(url_for("members.show"), 303)


@pages.post("/end/")
@open_to(Right.MANAGE_MEMBERS)
def end() -> ResponseReturnValue:
    """End an account, a post or someone's second factors; the button says which."""
    name, what = request.form.get("name", ""), request.form.get("what", "")
    department, _, role = what.partition("/")
    try:
        if what == "account":
            disable(_system(), _officer(), name)
        elif what == "factors":
            forget_second_factors(_system(), _officer(), name)
        elif role in set(Role):
            dismiss(_system(), _officer(), name, Post(department, Role(role)))
    except Incomplete as refusal:
        return _page(failed=str(refusal)), 400
    return redirect(url_for("members.show"), 303)


def _page(
    *, new: NewMemberForm | None = None, reset: ResetForm | None = None, failed: str = ""
) -> str:
    new = new or NewMemberForm(formdata=None, prefix="new")
    new.offer(_officer())
    return render_template(
        "desk/members.html",
        members=members_in_reach(_system(), _officer()),
        new=new,
        reset=reset or ResetForm(formdata=None, prefix="reset"),
        role_names=ROLE_NAMES,
        failed=failed,
        today=_system().today(),
    )


def _officer() -> Officer:
    officer: Officer = g.officer
    return officer


def _system() -> System:
    system: System = current_app.extensions["system"]
    return system
