"""The desk's forms: one for each move, each of which can carry itself out."""

from __future__ import annotations

import re
from typing import ClassVar

from wtforms import (
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from intake.domain.cases import Case
from intake.domain.errors import Incomplete
from intake.domain.lifecycle import Move
from intake.domain.outcomes import OUTCOME_NAMES, Outcome
from intake.services import casework
from intake.services.sessions import Officer
from intake.services.system import System
from intake.web.forms import Form, as_typed
from register.jurisdiction import Matter, Profile
from register.matters import MATTER_NAMES
from register.wording import SOURCE_LANGUAGE, language, lazy_gettext
from register.wording import gettext as _

_REQUIRED = {"required": True}


class LoginForm(Form):
    """Who, and the passphrase that opens their key."""

    name = StringField(
        lazy_gettext("用户名"),
        filters=[as_typed],
        render_kw={**_REQUIRED, "autocomplete": "username"},
    )
    passphrase = PasswordField(
        lazy_gettext("口令"),
        filters=[lambda typed: typed or ""],
        render_kw={**_REQUIRED, "autocomplete": "current-password"},
    )


class MoveForm(Form):
    """A move of one case; `version` is the state of the case that its page showed."""

    move: ClassVar[Move]
    version = HiddenField()

    def offer(self, profile: Profile, case: Case) -> None:
        """Fill in what the place's profile and the case suggest."""
        self.version.data = str(case.version)

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Carry the move out; raises what its service refuses."""
        raise NotImplementedError

    @property
    def shown_version(self) -> int:
        """The version that was shown; one that never was, where the form says none."""
        given = str(self.version.data or "")
        return int(given) if re.fullmatch("[0-9]{1,9}", given) else -1


class SignForm(MoveForm):
    """签收."""

    move = Move.SIGN

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Take the case on."""
        return casework.sign(system, officer, number, self.shown_version)


class ReplyForm(MoveForm):
    """反馈."""

    move = Move.REPLY
    text = TextAreaField(
        lazy_gettext("给举报人的答复"), filters=[as_typed], render_kw={**_REQUIRED, "rows": 6}
    )

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Answer the reporter."""
        return casework.reply(system, officer, number, self.shown_version, text=self.text.data)


class CloseForm(MoveForm):
    """办结."""

    move = Move.CLOSE
    outcome = RadioField(lazy_gettext("办理结果"), validate_choice=False, render_kw=_REQUIRED)
    text = TextAreaField(
        lazy_gettext("结果说明"), filters=[as_typed], render_kw={**_REQUIRED, "rows": 6}
    )

    def offer(self, profile: Profile, case: Case) -> None:
        """Offer the outcomes, in the words of the office."""
        super().offer(profile, case)
        self.outcome.choices = [(key.value, str(name)) for key, name in OUTCOME_NAMES.items()]

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """End the case with what was found."""
        if self.outcome.data not in set(Outcome):
            raise Incomplete("outcome", _("请选择一个办理结果。"))
        outcome = Outcome(self.outcome.data)
        return casework.close(
            system, officer, number, self.shown_version, outcome=outcome, text=self.text.data
        )


class ReturnForm(MoveForm):
    """退单."""

    move = Move.RETURN
    reason = TextAreaField(
        lazy_gettext("退单理由"), filters=[as_typed], render_kw={**_REQUIRED, "rows": 4}
    )
    clause = StringField(lazy_gettext("依据的条款"), filters=[as_typed], render_kw=_REQUIRED)

    def perform(self, system: System, officer: Officer, number: str) -> Case:
        """Hand the case back to the dispatcher."""
        return casework.return_case(
            system,
            officer,
            number,
            self.shown_version,
            reason=self.reason.data,
            clause=self.clause.data,
        )


class DispatchForm(MoveForm):
    """派单, by hand."""

    move = Move.DISPATCH
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
    note = TextAreaField(
        lazy_gettext("给承办单位的说明"), filters=[as_typed], render_kw={"rows": 3}
    )

    def offer(self, profile: Profile, case: Case) -> None:
        """Offer the profile's departments and areas, its own assignment chosen."""
        super().offer(profile, case)
        chinese = language() == SOURCE_LANGUAGE
        self.matter.choices = [(matter.value, str(MATTER_NAMES[matter])) for matter in Matter]
        departments = [(d.id, d.name if chinese else d.name_en) for d in profile.departments]
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


MOVE_FORMS: dict[Move, type[MoveForm]] = {
    form.move: form for form in (DispatchForm, SignForm, ReplyForm, CloseForm, ReturnForm)
}
"""In the order in which a case page shows them."""
