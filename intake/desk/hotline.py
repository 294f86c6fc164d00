"""The hotline at the desk: an operator's form, a sheet of orders, what platforms did not get."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from intake.desk.asking import the_officer
from intake.desk.gate import open_to
from intake.domain.access import Right
from intake.domain.errors import Incomplete, Refused
from intake.domain.work_orders import DESK_PLATFORM, FLAG_NAMES, KIND_NAMES, Kind, Via
from intake.services.deliveries import dead_letters, try_again
from intake.services.order_sheets import VERDICT_NAMES, import_orders
from intake.services.platforms import all_platforms
from intake.services.reports import new_form_token
from intake.services.work_orders import NewOrder, register
from intake.web.forms import Form, as_typed
from intake.web.installation import the_system
from register.wording import SOURCE_LANGUAGE, language, lazy_gettext
from register.wording import gettext as _

pages = Blueprint("hotline", __name__, url_prefix="/hotline")

_REQUIRED = {"required": True}


class CallForm(Form):
    """What an operator writes down with the caller on the line."""

    form_token = HiddenField(filters=[as_typed])
    text = TextAreaField(
        lazy_gettext("来电人说了什么"), filters=[as_typed], render_kw={**_REQUIRED, "rows": 8}
    )
    kind = RadioField(lazy_gettext("诉求类别"), validate_choice=False, render_kw=_REQUIRED)
    place = StringField(lazy_gettext("地点"), filters=[as_typed])
    area = SelectField(lazy_gettext("属地"), validate_choice=False)
    enterprise = StringField(lazy_gettext("企业名称"), filters=[as_typed])
    caller = TextAreaField(
        lazy_gettext("来电人姓名和电话"), filters=[as_typed], render_kw={"rows": 2}
    )
    number = StringField(lazy_gettext("12345平台工单编号"), filters=[as_typed])

    def offer(self) -> None:
        """Fill in the choices, and the mark by which a second click is known."""
        chinese = language() == SOURCE_LANGUAGE
        kinds = [kind for kind in Kind if kind is not Kind.UNKNOWN]
        self.kind.choices = [(kind.value, str(KIND_NAMES[kind])) for kind in kinds]
        areas = the_system().profile.areas
        self.area.choices = [("", _("未说明或涉及多地"))]
        self.area.choices += [(a.id, a.name if chinese else a.name_en) for a in areas]
        self.form_token.data = self.form_token.data or new_form_token()


class SheetForm(Form):
    """A sheet of orders, and whose they are."""

    platform = SelectField(lazy_gettext("来自哪个平台"), validate_choice=False)
    file = FileField(lazy_gettext("表格文件"), render_kw={**_REQUIRED, "accept": ".csv,.xlsx"})

    def offer(self) -> None:
        """Fill in the platforms."""
        found = [platform for platform, _keys in all_platforms(the_system())]
        self.platform.choices = [
            (one.id, _("本级热线坐席") if one.id == DESK_PLATFORM else one.name) for one in found
        ]


@pages.get("/")
@open_to(Right.DISPATCH_CASES)
def call() -> ResponseReturnValue:
    """Show the operator's form."""
    return _call(CallForm(formdata=None))


@pages.post("/")
@open_to(Right.DISPATCH_CASES)
def take_call() -> ResponseReturnValue:
    """Register what the caller said, and show the receipt once, to be read out."""
    typed = CallForm()
    order = NewOrder(
        text=typed.text.data,
        original=typed.text.data.encode(),
        number=(typed.number.data or "").strip(),
        kind=typed.kind.data or "",
        place=typed.place.data,
        area=typed.area.data or "",
        enterprise=typed.enterprise.data,
        caller=typed.caller.data,
    )
    try:
        token = typed.form_token.data or new_form_token()
        made = register(the_system(), DESK_PLATFORM, Via.DESK, order, form_token=token)
    except Incomplete as refusal:
        typed[refusal.field].errors = [str(refusal)]
        return _call(typed), 400
    except Refused as refusal:
        typed.number.errors = [str(refusal)]
        return _call(typed), 409
    return render_template("desk/hotline_receipt.html", made=made, due=made.due(the_system()))


@pages.get("/sheet/")
@open_to(Right.DISPATCH_CASES)
def sheet() -> ResponseReturnValue:
    """Ask for a sheet."""
    return _sheet(SheetForm(formdata=None))


@pages.post("/sheet/")
@open_to(Right.DISPATCH_CASES)
def take_sheet() -> ResponseReturnValue:
    """Take in a sheet and show the verdict on every row."""
    typed = SheetForm()
    typed.offer()
    known = {value for value, _name in typed.platform.choices}
    file = request.files.get("file")
    try:
        if typed.platform.data not in known:
            raise Incomplete("platform", _("请从列表中选择平台。"))
        if file is None or not file.filename:
            raise Incomplete("file", _("请选择一个CSV或XLSX文件。"))
        rows = import_orders(the_system(), the_officer(), typed.platform.data, file.read())
    except Incomplete as refusal:
        typed[refusal.field].errors = [str(refusal)]
        return _sheet(typed), 400
    return render_template(
        "desk/hotline_verdicts.html", rows=rows, verdict_names=VERDICT_NAMES, flag_names=FLAG_NAMES
    )


@pages.get("/letters/")
@open_to(Right.DISPATCH_CASES)
def letters() -> ResponseReturnValue:
    """Show what could not be delivered to a platform."""
    return render_template(
        "desk/hotline_letters.html", letters=dead_letters(the_system()), form=Form(formdata=None)
    )


@pages.post("/letters/")
@open_to(Right.DISPATCH_CASES)
def send_again() -> ResponseReturnValue:
    """Put one dead letter back into the outbox; one that is there already needs nothing."""
    with suppress(Incomplete):
        try_again(the_system(), request.form.get("letter", ""))
    return redirect(url_for("hotline.letters"), 303)


def _call(form: CallForm) -> str:
    form.offer()
    return render_template("desk/hotline.html", form=form)


def _sheet(form: SheetForm) -> str:
    form.offer()
    return render_template("desk/hotline_sheet.html", form=form)
