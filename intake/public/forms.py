"""The citizens' forms. Only the text is required; every message says how to mend it."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import (
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from intake.domain.standing import SATISFACTION_NAMES, Satisfaction
from intake.services.brake import Fare
from intake.services.reports import NewReport, new_form_token
from intake.web.forms import Form, as_typed
from register.jurisdiction import Matter, Profile
from register.matters import MATTER_SIGNS
from register.wording import SOURCE_LANGUAGE, language, lazy_gettext
from register.wording import gettext as _


class ReportForm(Form):
    """One page, everything a report may carry."""

    text = TextAreaField(
        lazy_gettext("发生了什么"), filters=[as_typed], render_kw={"required": True}
    )
    matter = SelectField(lazy_gettext("属于哪一类（选填）"), validate_choice=False)
    area = SelectField(lazy_gettext("在哪里（选填）"), validate_choice=False)
    enterprise = StringField(lazy_gettext("企业名称（选填）"), filters=[as_typed])
    files = MultipleFileField(lazy_gettext("照片、视频或文件（选填）"))
    contact = TextAreaField(lazy_gettext("联系方式（选填）"), filters=[as_typed])
    form_token = HiddenField()
    ticket = HiddenField()
    work = HiddenField()

    def offer(self, profile: Profile, ticket_for: Callable[[str], str]) -> None:
        """Fill the choices from the place's profile, and give a new form its token and ticket."""
        chinese = language() == SOURCE_LANGUAGE
        self.matter.choices = [("", _("不选，由工作人员判断"))]
        self.matter.choices += [(matter.value, str(MATTER_SIGNS[matter])) for matter in Matter]
        self.area.choices = [("", _("不清楚，或者不想说"))]
        self.area.choices += [
            (area.id, area.name if chinese else area.name_en) for area in profile.areas
        ]
        self.form_token.data = self.form_token.data or new_form_token()
        self.ticket.data = self.ticket.data or ticket_for(self.form_token.data)

    def fare(self) -> Fare:
        """Return what the form pays with while the brake is on."""
        return Fare(self.form_token.data or "", self.ticket.data or "", self.work.data or "")

    def report(self) -> NewReport | None:
        """Return what was typed; None, with the field's error set, if a choice is no choice."""
        if self.matter.data and self.matter.data not in set(Matter):
            self.matter.errors = [_("没有这一类，请从列表中选择，或不选。")]
            return None
        return NewReport(
            text=self.text.data,
            form_token=self.form_token.data or "",
            matter=Matter(self.matter.data) if self.matter.data else None,
            area=self.area.data or None,
            enterprise=self.enterprise.data.strip() or None,
            contact=self.contact.data.strip() or None,
        )


class ReceiptForm(Form):
    """The receipt, as typed or dictated."""

    # Thirty digits are wider than a phone's screen in a single line.
    receipt = TextAreaField(
        lazy_gettext("查询凭证"),
        filters=[as_typed],
        render_kw={
            "required": True,
            "autocomplete": "off",
            "inputmode": "numeric",
            "spellcheck": "false",
            "class": "receipt-input",
            "rows": 2,
        },
    )


class WithReceipt(Form):
    """A form on the page of a case. Carries the receipt, since nobody is logged in."""

    receipt = HiddenField(filters=[as_typed])
    form_token = HiddenField()


class MessageForm(WithReceipt):
    """More from the reporter: words, files, or both."""

    message = TextAreaField(lazy_gettext("补充内容"), filters=[as_typed])
    files = MultipleFileField(lazy_gettext("照片、视频或文件（选填）"))


class RatingForm(WithReceipt):
    """Whether the reporter is satisfied."""

    satisfaction = RadioField(
        lazy_gettext("您对办理结果是否满意"), validate_choice=False, render_kw={"required": True}
    )
    comment = TextAreaField(lazy_gettext("原因或意见（选填）"), filters=[as_typed])

    def offer(self) -> None:
        """Fill in the answers a reporter may give."""
        self.satisfaction.choices = [
            (answer.value, str(SATISFACTION_NAMES[answer]))
            for answer in Satisfaction
            if answer is not Satisfaction.NOT_REACHED
        ]

    def answer(self) -> Satisfaction | None:
        """Return what was chosen; None, with the field's error set, if nothing was."""
        if self.satisfaction.data in {value for value, _name in self.satisfaction.choices}:
            return Satisfaction(self.satisfaction.data)
        self.satisfaction.errors = [_("请选择是否满意。")]
        return None


class PracticeForm(Form):
    """The receipt typed once more, to see that it was written down right."""

    receipt = HiddenField(filters=[as_typed])
    typed = TextAreaField(
        lazy_gettext("照着您抄下的凭证输入一遍（可不做）"),
        filters=[as_typed],
        render_kw={
            "autocomplete": "off",
            "inputmode": "numeric",
            "spellcheck": "false",
            "class": "receipt-input",
            "rows": 2,
        },
    )
