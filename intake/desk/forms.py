"""The desk's forms on a case's plain way: sign, reply, return, dispatch; each acts by itself."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import FormMeta
from wtforms.widgets import CheckboxInput, ListWidget

from intake.domain.cases import Case
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import Move
from intake.services import casework
from intake.services.responses import Response, Use
from intake.services.sessions import Officer
from intake.services.system import System
from intake.web.forms import Form, as_typed
from intake.web.numbers import shown_version
from register.jurisdiction import Matter, Profile
from register.matters import MATTER_NAMES
from register.wording import SOURCE_LANGUAGE, LazyText, language, lazy_gettext
from register.wording import gettext as _

if TYPE_CHECKING:
    from intake.services.casework import CaseView

REQUIRED = {"required": True}


class LoginForm(Form):
    """Who, and the passphrase that opens their key."""

    name = StringField(
        lazy_gettext("用户名"),
        filters=[as_typed],
        render_kw={**REQUIRED, "autocomplete": "username"},
    )
    passphrase = PasswordField(
        lazy_gettext("口令"),
        filters=[lambda typed: typed or ""],
        render_kw={**REQUIRED, "autocomplete": "current-password"},
    )


class AbstractFormMeta(FormMeta, ABCMeta):  # type: ignore[misc]  # WTForms ships no types
    """Makes form classes that can have abstract methods."""


class MoveForm(Form, metaclass=AbstractFormMeta):
    """A move of one case; `version` is the state of the case that its page showed."""

    move: ClassVar[Move]
    answers: ClassVar[Use | None] = None
    """Which of the place's answers it can start from."""
    shares: ClassVar[Move | None] = None
    """The move in whose form this one is a second button."""
    folded: ClassVar[LazyText | None] = None
    """What the fold says under which the form lies; an open form has none."""
    explains: ClassVar[LazyText | None] = None
    """A sentence before the fields."""
    asks: str = ""
    """What a colleague asked for, where the move answers it."""
    hints: ClassVar[dict[str, LazyText]] = {}
    """What is said under a field's label."""
    button: ClassVar[LazyText]
    tone: ClassVar[str] = "primary"
    version = HiddenField()

    def offer(self, system: System, view: CaseView) -> None:
        """Fill in what the place's profile and the case suggest."""
        del system
        self.version.data = str(view.case.version)

    def start_from(self, answer: Response) -> None:
        """Put one of the place's answers in where the officer will write."""
        self["text"].data = answer.text
        if answer.outcome:
            self["outcome"].data = answer.outcome.value

    @abstractmethod
    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Carry the move out; raises what its service refuses."""

    @property
    def shown_version(self) -> int:
        """The version that was shown; one that never was, where the form says none."""
        return shown_version(self.version.data)


def text_area(label: LazyText, *, rows: int = 4, required: bool = True) -> TextAreaField:
    """Return a field for a few sentences."""
    known = {"rows": rows, "dir": "auto"}
    return TextAreaField(
        label, filters=[as_typed], render_kw={**REQUIRED, **known} if required else known
    )


KEEPS_AWAY_HINT: dict[str, LazyText] = {
    "keeps_away": lazy_gettext("勾选后，本案不能再派给或者转给本单位。请在理由中写明利害关系。")
}


def keeps_away_box() -> BooleanField:
    """Return the box with which a department gives a case up for a conflict of interest."""
    return BooleanField(lazy_gettext("本单位与本案有利害关系，整个单位回避"))


def free_departments(profile: Profile, view: CaseView) -> list[tuple[str, str]]:
    """Return the departments that may be given a case: those that do not keep away from it."""
    return [one for one in departments_of(profile) if one[0] not in view.kept_away]


def departments_of(profile: Profile) -> list[tuple[str, str]]:
    """Return the departments to choose from, in the language of the page."""
    chinese = language() == SOURCE_LANGUAGE
    return [(d.id, d.name if chinese else d.name_en) for d in profile.departments]


class SignForm(MoveForm):
    """签收."""

    move = Move.SIGN
    button = lazy_gettext("签收")
    explains = lazy_gettext("签收后由本单位办理并答复举报人。期限从派单起算，不从签收起算。")

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Take the case on."""
        return casework.sign(system, officer, number, self.shown_version)


class ReplyForm(MoveForm):
    """反馈."""

    move = Move.REPLY
    answers = Use.REPLY
    button = lazy_gettext("发送答复")
    hints: ClassVar = {
        "text": lazy_gettext(
            "举报人凭查询凭证看到这段话。"
            "请写清查了什么、结果怎样、下一步做什么；不要写举报人的信息。"
        )
    }
    text = text_area(lazy_gettext("给举报人的答复"), rows=6)

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Answer the reporter."""
        return casework.reply(system, officer, number, self.shown_version, text=self.text.data)


class ReturnForm(MoveForm):
    """退单."""

    move = Move.RETURN
    folded = lazy_gettext("不属于本单位？退单（须写明理由和依据）")
    button = lazy_gettext("退单")
    tone = "danger"
    hints: ClassVar = {"clause": lazy_gettext("例如：二（五）2。"), **KEEPS_AWAY_HINT}
    reason = text_area(lazy_gettext("退单理由"))
    clause = StringField(lazy_gettext("依据的条款"), filters=[as_typed], render_kw=REQUIRED)
    keeps_away = keeps_away_box()

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Hand the case back to the dispatcher."""
        return casework.return_case(
            system,
            officer,
            number,
            self.shown_version,
            reason=self.reason.data,
            clause=self.clause.data,
            keeps_away=self.keeps_away.data,
        )


class DispatchForm(MoveForm):
    """派单, by hand."""

    move = Move.DISPATCH
    button = lazy_gettext("派单")
    hints: ClassVar = {"clause": lazy_gettext("与方案分工一致时可以不填，系统自动写明条款。")}
    matter = SelectField(lazy_gettext("事项"), validate_choice=False)
    area = SelectField(lazy_gettext("属地"), validate_choice=False)
    lead = SelectField(lazy_gettext("主办单位"), validate_choice=False)
    co = SelectMultipleField(
        lazy_gettext("协办单位"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    clause = StringField(lazy_gettext("派单依据"), filters=[as_typed])
    note = text_area(lazy_gettext("给承办单位的说明"), rows=3, required=False)

    def offer(self, system: System, view: CaseView) -> None:
        """Offer the profile's departments and areas, its own assignment chosen."""
        super().offer(system, view)
        profile, case = system.profile, view.case
        chinese = language() == SOURCE_LANGUAGE
        self.matter.choices = [(matter.value, str(MATTER_NAMES[matter])) for matter in Matter]
        departments = free_departments(profile, view)
        self.lead.choices = departments
        self.co.choices = departments
        self.area.choices = [("", _("未说明或涉及多地"))]
        self.area.choices += [(a.id, a.name if chinese else a.name_en) for a in profile.areas]
        if self.matter.data is None:
            usual = profile.responsibility(case.matter)
            self.matter.data, self.area.data = case.matter.value, case.area or ""
            self.lead.data, self.co.data = usual.lead, list(usual.co)

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Send the case to the departments chosen."""
        if self.matter.data not in set(Matter):
            raise Incomplete("matter", _("请从列表中选择事项。"))
        decision = casework.Dispatch(
            matter=Matter(self.matter.data),
            area=self.area.data or None,
            lead=self.lead.data or "",
            co=tuple(self.co.data or ()),
            clause=self.clause.data,
            note=self.note.data,
        )
        return casework.dispatch(system, officer, number, self.shown_version, decision)
