"""The desk's forms while a department has a case: help, handing over, more time, notes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from wtforms import SelectField, StringField

from intake.desk.closing_forms import ReasonForm
from intake.desk.forms import (
    KEEPS_AWAY_HINT,
    REQUIRED,
    MoveForm,
    free_departments,
    keeps_away_box,
    text_area,
)
from intake.domain.cases import Case
from intake.domain.clocks import latest_extension
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import Move
from intake.services import handling
from intake.services.sessions import Officer
from intake.services.system import System
from intake.web.forms import DayField, as_typed
from register.wording import gettext as _
from register.wording import lazy_gettext

if TYPE_CHECKING:
    from intake.services.casework import CaseView


class ConsultForm(MoveForm):
    """会办."""

    move = Move.CONSULT
    folded = lazy_gettext("请其他单位会办")
    button = lazy_gettext("会办")
    explains = lazy_gettext("会办单位可以查看本案并写备注；主办和期限不变。")
    department = SelectField(lazy_gettext("会办单位"), validate_choice=False)
    question = text_area(lazy_gettext("需要配合什么"))

    def offer(self, system: System, view: CaseView) -> None:
        """Offer the departments that are not on the case yet."""
        super().offer(system, view)
        on_it = {view.case.lead, *view.case.co}
        self.department.choices = [
            one for one in free_departments(system.profile, view) if one[0] not in on_it
        ]

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Bring the department in."""
        return handling.consult(
            system,
            officer,
            number,
            self.shown_version,
            department=self.department.data or "",
            question=self.question.data,
        )


class TransferForm(ReasonForm):
    """转办."""

    move = Move.TRANSFER
    folded = lazy_gettext("转办其他单位（只能一次）")
    button = lazy_gettext("转办")
    tone = "danger"
    explains = lazy_gettext("期限不停止计算。转办后本单位不再能查看本案。")
    department = SelectField(lazy_gettext("转给"), validate_choice=False)
    clause = StringField(lazy_gettext("依据的条款"), filters=[as_typed], render_kw=REQUIRED)
    keeps_away = keeps_away_box()
    hints: ClassVar = KEEPS_AWAY_HINT

    def offer(self, system: System, view: CaseView) -> None:
        """Offer the other departments."""
        super().offer(system, view)
        self.department.choices = [
            one for one in free_departments(system.profile, view) if one[0] != view.case.lead
        ]

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Hand the case over."""
        return handling.transfer(
            system,
            officer,
            number,
            self.shown_version,
            department=self.department.data or "",
            reason=self.reason.data,
            clause=self.clause.data,
            keeps_away=self.keeps_away.data,
        )


class AskExtensionForm(ReasonForm):
    """申请延期."""

    move = Move.ASK_EXTENSION
    folded = lazy_gettext("申请延期（只能一次）")
    button = lazy_gettext("申请延期")
    explains = lazy_gettext("须在期限届满前提出，由本单位负责人批准，批准后告知举报人。")
    until = DayField(lazy_gettext("延期到"), render_kw=REQUIRED)

    def offer(self, system: System, view: CaseView) -> None:
        """Offer the longest time the rules allow."""
        super().offer(system, view)
        if self.until.raw_data is None:
            self.until.data = latest_extension(system.profile, view.case.due_on)

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Ask for the time."""
        until = self.until.data
        if not isinstance(until, dt.date):
            raise Incomplete("until", _("请填写日期，例如2026-12-31。"))
        return handling.ask_extension(
            system, officer, number, self.shown_version, until=until, reason=self.reason.data
        )


class GrantExtensionForm(ReasonForm):
    """批准延期."""

    move = Move.GRANT_EXTENSION
    button = lazy_gettext("批准延期")
    hints: ClassVar = {"reason": lazy_gettext("举报人可以看到延期到哪一天和这段理由。")}

    def offer(self, system: System, view: CaseView) -> None:
        """Say what was asked for, and why."""
        super().offer(system, view)
        asked = [entry for entry in view.entries if entry.move is Move.ASK_EXTENSION]
        self.asks = _(
            "申请延期到%(day)s。理由：%(reason)s", day=asked[-1].basis, reason=asked[-1].text
        )

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Give the time."""
        return handling.grant_extension(
            system, officer, number, self.shown_version, reason=self.reason.data
        )


class RefuseExtensionForm(ReasonForm):
    """不予延期."""

    move = Move.REFUSE_EXTENSION
    folded = lazy_gettext("不予延期")
    button = lazy_gettext("不予延期")
    tone = "danger"

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Refuse the time."""
        return handling.refuse_extension(
            system, officer, number, self.shown_version, reason=self.reason.data
        )


class AssignForm(MoveForm):
    """交办."""

    move = Move.ASSIGN
    folded = lazy_gettext("交办给承办人员")
    button = lazy_gettext("交办")
    tone = "secondary"
    member = SelectField(lazy_gettext("承办人员"), validate_choice=False)

    def offer(self, system: System, view: CaseView) -> None:
        """Offer who handles cases in the lead department today."""
        super().offer(system, view)
        people = handling.colleagues(system, view.case.lead)
        self.member.choices = [("", _("暂不指定")), *people.items()]
        if self.member.data is None:
            self.member.data = view.case.assignee or ""

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Make it someone's own."""
        return handling.assign(
            system, officer, number, self.shown_version, member_id=self.member.data or ""
        )


class NoteForm(MoveForm):
    """内部备注."""

    move = Move.NOTE
    folded = lazy_gettext("写内部备注")
    button = lazy_gettext("保存备注")
    tone = "secondary"
    explains = lazy_gettext("本案的主办、协办单位可以看到，举报人看不到。")
    text = text_area(lazy_gettext("备注"), rows=3)

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Write it down."""
        return handling.note(system, officer, number, self.shown_version, text=self.text.data)


class LinkForm(MoveForm):
    """关联案件."""

    move = Move.LINK
    folded = lazy_gettext("关联另一个案件")
    button = lazy_gettext("关联")
    tone = "secondary"
    other = StringField(lazy_gettext("案件编号"), filters=[as_typed], render_kw=REQUIRED)
    reason = text_area(lazy_gettext("说明（选填）"), rows=2, required=False)

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Note that they belong together."""
        return handling.link(
            system,
            officer,
            number,
            self.shown_version,
            other=self.other.data,
            reason=self.reason.data,
        )
