"""The desk's forms for how a case ends: result, review, follow-up, reopening, refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from wtforms import RadioField, SelectField, StringField

from intake.desk.forms import REQUIRED, MoveForm, text_area
from intake.domain.cases import Case
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import Move
from intake.domain.outcomes import OUTCOME_NAMES, PUBLICATION_NAMES, Outcome, Publication
from intake.domain.standing import SATISFACTION_NAMES, Satisfaction
from intake.services import closing, opening
from intake.services.closing import Result
from intake.services.responses import Use
from intake.services.sessions import Officer
from intake.services.system import System
from intake.web.forms import as_typed
from register.labels import KIND_LABELS
from register.wording import gettext as _
from register.wording import lazy_gettext

if TYPE_CHECKING:
    from intake.services.casework import CaseView


class ResultForm(MoveForm):
    """What was found, and what the public learns of it."""

    folded = lazy_gettext("办结本案")
    answers = Use.CLOSE
    hints: ClassVar = {
        "text": lazy_gettext("举报人可以看到。"),
        "publication": lazy_gettext("办理结果为“属实”或“部分属实”的，必须选择。"),
    }
    outcome = RadioField(lazy_gettext("办理结果"), validate_choice=False, render_kw=REQUIRED)
    text = text_area(lazy_gettext("结果说明"), rows=6)
    publication = RadioField(lazy_gettext("公示情况"), validate_choice=False)
    kind = SelectField(lazy_gettext("拟公示的登记事项"), validate_choice=False)
    act = SelectField(lazy_gettext("已公示的登记事项"), validate_choice=False)

    def offer(self, system: System, view: CaseView) -> None:
        """Offer the outcomes in the words of the office, and what there is to publish."""
        super().offer(system, view)
        options = closing.publication_options(system, view.case)
        self.outcome.choices = [(key.value, str(name)) for key, name in OUTCOME_NAMES.items()]
        self.publication.choices = [
            (one.value, str(PUBLICATION_NAMES[one])) for one in options.grounds
        ]
        self.kind.choices = [(kind, str(KIND_LABELS[kind])) for kind in options.kinds]
        self.act.choices = list(options.published.items())
        if self.publication.data is None and options.grounds:
            self.publication.data = options.grounds[0].value
        if self.kind.data is None and options.kinds:
            self.kind.data = options.kinds[0]
        if self.outcome.data is None and view.proposed:
            self.outcome.data = view.proposed.outcome.value
            self.text.data = view.proposed.text

    @property
    def result(self) -> Result:
        """What was typed; raises `Incomplete` where no outcome was chosen."""
        if self.outcome.data not in set(Outcome):
            raise Incomplete("outcome", _("请选择一个办理结果。"))
        chosen = self.publication.data
        return Result(
            outcome=Outcome(self.outcome.data),
            text=self.text.data,
            publication=Publication(chosen) if chosen in set(Publication) else None,
            kind=self.kind.data or "",
            act=self.act.data or "",
        )


class CloseForm(ResultForm):
    """办结."""

    move = Move.CLOSE
    button = lazy_gettext("办结")

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """End the case with what was found."""
        return closing.close(system, officer, number, self.shown_version, self.result)


class ProposeForm(ResultForm):
    """送审."""

    move = Move.PROPOSE
    shares = Move.CLOSE
    button = lazy_gettext("送审")
    tone = "secondary"

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Put the result up for approval."""
        return closing.propose(system, officer, number, self.shown_version, self.result)


class ApproveForm(MoveForm):
    """审核通过."""

    move = Move.APPROVE
    button = lazy_gettext("审核通过")
    explains = lazy_gettext("通过后进行回访，再办结。")
    text = text_area(lazy_gettext("审核意见（选填）"), rows=2, required=False)

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Approve the result."""
        return closing.approve(system, officer, number, self.shown_version, text=self.text.data)


class ReasonForm(MoveForm):
    """Any move that needs nothing but its reason."""

    reason = text_area(lazy_gettext("理由"))


class SendBackForm(ReasonForm):
    """退回重办."""

    move = Move.SEND_BACK
    folded = lazy_gettext("退回重办")
    button = lazy_gettext("退回重办")
    tone = "danger"

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Have it handled again."""
        return closing.send_back(
            system, officer, number, self.shown_version, reason=self.reason.data
        )


class FollowUpForm(MoveForm):
    """回访."""

    move = Move.FOLLOW_UP
    button = lazy_gettext("记录回访结果")
    explains = lazy_gettext(
        "匿名举报人凭查询凭证评价；热线工单由热线回访。联系不上的，选“未联系上”。"
    )
    satisfaction = RadioField(
        lazy_gettext("举报人对办理结果"), validate_choice=False, render_kw=REQUIRED
    )
    text = text_area(lazy_gettext("回访情况（选填）"), rows=2, required=False)

    def offer(self, system: System, view: CaseView) -> None:
        """Offer what a reporter may think of it."""
        super().offer(system, view)
        self.satisfaction.choices = [
            (key.value, str(name)) for key, name in SATISFACTION_NAMES.items()
        ]

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Record the follow-up."""
        if self.satisfaction.data not in set(Satisfaction):
            raise Incomplete("satisfaction", _("请选择回访结果。"))
        return closing.follow_up(
            system,
            officer,
            number,
            self.shown_version,
            satisfaction=Satisfaction(self.satisfaction.data),
            text=self.text.data,
        )


class ReopenForm(ReasonForm):
    """重新办理."""

    move = Move.REOPEN
    folded = lazy_gettext("重新办理")
    button = lazy_gettext("重新办理")
    explains = lazy_gettext("重新办理的案件期限重新计算，并须经负责人审核才能再次办结。")

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Take the case up again."""
        return closing.reopen(system, officer, number, self.shown_version, reason=self.reason.data)


class AcceptForm(MoveForm):
    """受理."""

    move = Move.ACCEPT
    folded = lazy_gettext("暂不能确定承办单位？先受理，稍后派单")
    button = lazy_gettext("受理")
    explains = lazy_gettext("举报人会看到“已受理”。分办期限不变。")

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Take it on."""
        return opening.accept(system, officer, number, self.shown_version)


class DeclineForm(MoveForm):
    """不予受理."""

    move = Move.DECLINE
    folded = lazy_gettext("不予受理（须告知应当向哪个机关反映）")
    button = lazy_gettext("不予受理")
    tone = "danger"
    hints: ClassVar = {
        "route": lazy_gettext("举报人可以看到。例如：信访、诉讼、仲裁、其他城市的12345。")
    }
    route = text_area(lazy_gettext("理由和反映途径"))
    clause = StringField(lazy_gettext("依据（选填）"), filters=[as_typed])

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Say where it belongs instead."""
        return opening.decline(
            system,
            officer,
            number,
            self.shown_version,
            route=self.route.data,
            clause=self.clause.data,
        )
