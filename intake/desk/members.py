"""The people of a department: let in and helped by its head, ended by its administrator."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from intake.desk.asking import the_officer
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.errors import Incomplete
from intake.domain.roles import ROLE_NAMES, Appointment, Post, Role
from intake.services.managing import (
    disable,
    dismiss,
    forget_second_factors,
    give_post,
    let_in,
    members_in_reach,
    vouch,
)
from intake.services.sessions import Officer
from intake.services.staff import NewMember
from intake.web.forms import DayField, Form, as_typed
from intake.web.installation import the_system
from intake.web.names import in_language
from register.wording import gettext as _
from register.wording import lazy_gettext

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
        self.department.choices = _own_departments(officer)
        self.roles.choices = [(role.value, str(name)) for role, name in ROLE_NAMES.items()]


class ResetForm(Form):
    """Someone who forgot their passphrase; they type the new one themselves."""

    name = StringField(lazy_gettext("用户名"), filters=[as_typed], render_kw=_REQUIRED)
    passphrase = PasswordField(lazy_gettext("新口令（由本人输入）"), render_kw=_NEW)


class AppointForm(Form):
    """Who gets one more post, and from when to when."""

    name = StringField(lazy_gettext("用户名"), filters=[as_typed], render_kw=_REQUIRED)
    department = SelectField(lazy_gettext("单位"), validate_choice=False)
    roles = SelectField(lazy_gettext("角色"), validate_choice=False)
    since = DayField(lazy_gettext("从哪一天（不填就从今天）"))
    until = DayField(lazy_gettext("到哪一天（代理必填）"))
    other = StringField(lazy_gettext("代理谁（填用户名，不是代理就不填）"), filters=[as_typed])

    def offer(self, officer: Officer) -> None:
        """Fill in the departments that the head may give posts in, and the roles."""
        self.department.choices = _own_departments(officer)
        self.roles.choices = [(role.value, str(name)) for role, name in ROLE_NAMES.items()]

    @property
    def appointment(self) -> Appointment:
        """What was typed; raises `Incomplete` where that is no post or no day."""
        if self.roles.data not in set(Role):
            raise Incomplete("roles", _("请从列表中选择角色。"))
        for day in (self.since, self.until):
            if any(day.raw_data or ()) and day.data is None:
                raise Incomplete(day.short_name, _("请填写日期，例如2026-12-31。"))
        return Appointment(
            Post(self.department.data or "", Role(self.roles.data)),
            self.since.data or the_system().today(),
            self.until.data,
            self.other.data or None,
        )


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
        let_in(the_system(), the_officer(), new)
    except Incomplete as refusal:
        # The command line's refusal lists the roles by their ids; here they are boxes to tick.
        none = refusal.field == "roles" and not roles
        typed[refusal.field].errors = [_("请从列表中选择角色。") if none else str(refusal)]
        return _page(new=typed), 400
    return redirect(url_for("members.show"), 303)


@pages.post("/appoint/")
@open_to(Right.LET_IN)
def appoint() -> ResponseReturnValue:
    """Give someone a post, for a time or in another's stead."""
    typed = AppointForm(prefix="appoint")
    try:
        give_post(the_system(), the_officer(), typed.name.data, typed.appointment)
    except Incomplete as refusal:
        typed["other" if refusal.field == "for" else refusal.field].errors = [str(refusal)]
        return _page(appoint=typed), 400
    return redirect(url_for("members.show"), 303)


@pages.post("/passphrase/")
@open_to(Right.LET_IN)
def reset() -> ResponseReturnValue:
    """Set a forgotten passphrase anew."""
    typed = ResetForm(prefix="reset")
    try:
        vouch(the_system(), the_officer(), typed.name.data, typed.passphrase.data or "")
    except Incomplete as refusal:
        typed[refusal.field].errors = [str(refusal)]
        return _page(reset=typed), 400
    return redirect(url_for("members.show"), 303)


@pages.post("/end/")
@open_to(Right.MANAGE_MEMBERS)
def end() -> ResponseReturnValue:
    """End an account, a post or someone's second factors; the button says which."""
    name, what = request.form.get("name", ""), request.form.get("what", "")
    department, role = what.partition("/")[::2]
    try:
        if what == "account":
            disable(the_system(), the_officer(), name)
        elif what == "factors":
            forget_second_factors(the_system(), the_officer(), name)
        elif role in set(Role):
            dismiss(the_system(), the_officer(), name, Post(department, Role(role)))
    except Incomplete as refusal:
        return _page(failed=str(refusal)), 400
    return redirect(url_for("members.show"), 303)


def _page(
    *,
    new: NewMemberForm | None = None,
    appoint: AppointForm | None = None,
    reset: ResetForm | None = None,
    failed: str = "",
) -> str:
    new = new or NewMemberForm(formdata=None, prefix="new")
    appoint = appoint or AppointForm(formdata=None, prefix="appoint")
    for form in (new, appoint):
        form.offer(the_officer())
    return render_template(
        "desk/members.html",
        members=members_in_reach(the_system(), the_officer()),
        new=new,
        appoint=appoint,
        reset=reset or ResetForm(formdata=None, prefix="reset"),
        role_names=ROLE_NAMES,
        failed=failed,
        today=the_system().today(),
    )


def _own_departments(officer: Officer) -> list[tuple[str, str]]:
    """Return the departments that a head may bring people into, in the language of the page."""
    known = [the_system().profile.department(d) for d in officer.departments_where(Right.LET_IN)]
    return [(department.id, in_language(department)) for department in known]
