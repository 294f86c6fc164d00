"""Oversight: what presses anywhere, and pressing a department on by phone, letter or visit."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from intake.desk.asking import the_officer
from intake.desk.forms import REQUIRED, text_area
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.cases import Case
from intake.domain.clocks import URGENCY_NAMES, marks
from intake.domain.errors import Incomplete, NoSuchCase, NotAllowed, Refused
from intake.domain.lifecycle import AT_WORK
from intake.domain.roles import COORDINATION
from intake.services.oversight import outline, overview
from intake.services.supervision import WAY_NAMES, Way, supervise
from intake.web.forms import Form
from intake.web.installation import the_system
from register.wording import gettext as _
from register.wording import lazy_gettext

pages = Blueprint("oversight", __name__, url_prefix="/oversight")


class SuperviseForm(Form):
    """督办."""

    way = RadioField(lazy_gettext("督办方式"), validate_choice=False, render_kw=REQUIRED)
    text = text_area(lazy_gettext("督办要求"))


@pages.get("/")
@open_to(Right.SUPERVISE_CASES, department=COORDINATION)
def show() -> ResponseReturnValue:
    """List what is due soon or overdue at any desk, without a word of any case."""
    system = the_system()
    try:
        found = overview(system, the_officer(), request.args.get("after"))
    except NotAllowed:
        abort(403)
    except Incomplete:
        abort(404)
    today = system.today()
    return render_template(
        "desk/oversight.html",
        overview=found,
        today=today,
        marks=marks(system.profile, today),
        urgency_names=URGENCY_NAMES,
        done=request.args.get("done", ""),
    )


@pages.get("/<number>/")
@open_to(Right.SUPERVISE_CASES, department=COORDINATION)
def ask(number: str) -> ResponseReturnValue:
    """Show what is known of a case from outside, and the form to press on with."""
    case = _outline(number)
    return _page(case, _blank())


@pages.post("/<number>/")
@open_to(Right.SUPERVISE_CASES, department=COORDINATION)
def press(number: str) -> ResponseReturnValue:
    """Press the department that has the case."""
    case = _outline(number)
    typed = SuperviseForm()
    _offer(typed)
    try:
        if typed.way.data not in set(Way):
            raise Incomplete("way", _("请选择督办方式。"))
        supervise(
            the_system(), the_officer(), number, way=Way(typed.way.data), text=typed.text.data
        )
    except Incomplete as refusal:
        typed[refusal.field].errors = [str(refusal)]
        return _page(case, typed), 400
    except Refused as refusal:
        return _page(_outline(number), typed, str(refusal)), 409
    return redirect(url_for("oversight.show", done=number), 303)


@pages.errorhandler(NoSuchCase)
def show_unknown(refusal: NoSuchCase) -> ResponseReturnValue:
    """Say that there is no such case."""
    return render_template("desk/no_such_case.html", message=str(refusal)), 404


def _outline(number: str) -> Case:
    try:
        return outline(the_system(), the_officer(), number)
    except NotAllowed:
        abort(403)


def _page(case: Case, form: SuperviseForm, refusal: str = "") -> str:
    system = the_system()
    return render_template(
        "desk/supervise.html",
        case=case,
        form=form,
        profile=system.profile,
        days_left=case.days_left(system.today()),
        possible=case.state in AT_WORK,
        refusal=refusal,
    )


def _blank() -> SuperviseForm:
    form = SuperviseForm(formdata=None)
    _offer(form)
    return form


def _offer(form: SuperviseForm) -> None:
    form.way.choices = [(way.value, str(name)) for way, name in WAY_NAMES.items()]
