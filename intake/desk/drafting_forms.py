"""The form of each kind of act, and the small forms of a draft's moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from intake.domain.act_forms import CHANGES, FormField, Shape, fields_of, flat
from intake.domain.drafting import CONFIRMED, FIRM
from intake.services.book import ReadBook
from intake.web.forms import Form, as_typed
from publisher.fields import label
from publisher.labels import Labels
from register.acts import AnyAct, Enterprise, Scope, Subject
from register.identity import Question
from register.industries import industries
from register.jurisdiction import Profile
from register.labels import kind_label
from register.wording import gettext as _
from register.wording import language, lazy_gettext

LATEST_ACTS = 200
"""Earlier acts offered to speak about, the latest first."""


class ActForm(Form):
    """What every form of an act has; the fields of its kind are added by `act_form`."""

    version = HiddenField()
    draft = HiddenField(filters=[as_typed])

    def typed(self) -> dict[str, str]:
        """Return what was typed, by the path of the act's field."""
        found = {}
        for path, field in self._fields.items():
            if path in {"version", "draft", "csrf_token"}:
                continue
            data = field.data
            found[path] = "\n".join(data) if isinstance(data, list) else str(data or "")
        return found


class MoveForm(Form):
    """A move of a draft without words: send it, take it back."""

    version = HiddenField()


class ReasonForm(MoveForm):
    """A move that wants a reason."""

    reason = TextAreaField(
        lazy_gettext("理由"), filters=[as_typed], render_kw={"required": True, "rows": 3}
    )


class Asked:
    """What a form of an act is made of."""

    def __init__(
        self,
        profile: Profile,
        kind: str,
        typed: Mapping[str, str],
        *,
        target: AnyAct | None = None,
        earlier: Iterable[AnyAct] = (),
        firms: Iterable[Enterprise] = (),
        questions: Iterable[Question] = (),
    ) -> None:
        self.fields = fields_of(kind, typed, target)
        self._now = flat(target) if target else {}
        self._profile = profile
        self._labels = Labels(profile, language())
        self._earlier = list(earlier)[-LATEST_ACTS:][::-1]
        self._firms = list(firms)
        self._questions = list(questions)

    @property
    def correctable(self) -> bool:
        """Whether the act to be corrected is known, so that its fields are asked for."""
        return bool(self._now)

    def form(self, typed: Mapping[str, str] | None = None) -> ActForm:
        """Return the form filled with `typed`, or, where that is None, as it was just sent."""
        attributes: dict[str, Any] = {asked.path: self._field(asked) for asked in self.fields}
        attributes[FIRM] = RadioField(
            _("企业"), choices=offered(self._firm_choices()), validate_choice=False, default=""
        )
        if self._earlier:
            attributes["refers_to"] = RadioField(
                _("所针对的公示"), choices=offered(self._act_choices()), validate_choice=False
            )
        if self._questions:
            attributes[CONFIRMED] = SelectMultipleField(
                _("请确认"),
                choices=offered((one.key, one.text) for one in self._questions),
                validate_choice=False,
                widget=ListWidget(prefix_label=False),
                option_widget=CheckboxInput(),
            )
        made: type[ActForm] = type("ActFormOfKind", (ActForm,), attributes)
        if typed is None:
            return made()
        filled: dict[str, Any] = dict(typed)
        filled[CONFIRMED] = typed.get(CONFIRMED, "").split("\n")
        return made(formdata=None, data=filled)

    def plain_fields(
        self, fields: Iterable[FormField], typed: Mapping[str, str], prefix: str
    ) -> Form:
        """Return a form of some fields, none of them required, under names with a prefix."""
        attributes = {
            prefix + asked.path: self._field(replace(asked, required=False)) for asked in fields
        }
        made: type[Form] = type("FormOfFields", (Form,), attributes)
        return made(formdata=None, data={prefix + path: text for path, text in typed.items()})

    def _field(self, asked: FormField) -> Field:
        name, more = self.label(asked.path), {"required": True} if asked.required else {}
        match asked.shape:
            case Shape.CHOICE | Shape.YES_NO:
                empty = _("不更正") if asked.path.startswith(CHANGES) else _("请选择")
                choices = offered([("", empty), *self._choices(asked)])
                return SelectField(name, choices=choices, validate_choice=False, render_kw=more)
            case Shape.TEXT:
                return TextAreaField(name, filters=[as_typed], render_kw={**more, "rows": 4})
            case Shape.DATE:
                return StringField(name, filters=[as_typed], render_kw={**more, "type": "date"})
            case Shape.FIGURE | Shape.WHOLE:
                numeric = {**more, "inputmode": "decimal"}
                return StringField(name, filters=[as_typed], render_kw=numeric)
        return StringField(name, filters=[as_typed], render_kw=more)

    def label(self, path: str) -> str:
        """Return what a field is called, in the words of the public page."""
        plain = path.removeprefix(f"{CHANGES}.")
        words = plain.split(".")
        name = label(plain, language())
        if words[0] == "lines" and len(words) > 1:
            row = _("设备（生产线）%(n)s", n=int(words[1]) + 1)
            name = f"{row}{_('：')}{name}"
        return name

    def hint(self, path: str) -> str:
        """Return what a field to be corrected says now, or how to write a figure; else nothing."""
        if not path.startswith(f"{CHANGES}."):
            asked = next(one for one in self.fields if one.path == path)
            return _hint_of_figure(asked) if asked.shape in {Shape.FIGURE, Shape.WHOLE} else ""
        now = self._now.get(path.removeprefix(f"{CHANGES}."), "")
        return _("现为：%(value)s", value=now) if now else _("现为空")

    def _choices(self, asked: FormField) -> list[tuple[str, str]]:
        last = asked.path.rpartition(".")[2]
        named: Mapping[str, Mapping[str, str]] = {
            "area": self._labels.areas,
            "industry": {code: f"{code} {one.title}" for code, one in industries().items()},
            "subject": {key.value: self._labels.subjects[key] for key in Subject},
            "scope": {key.value: self._labels.scopes[key] for key in Scope},
        }
        if last in named:
            return list(named[last].items())
        yes_no = {"true": self._labels.yes_no[True], "false": self._labels.yes_no[False]}
        return [(choice, yes_no[choice]) for choice in asked.choices]

    def _firm_choices(self) -> Iterable[tuple[str, str]]:
        yield "", _("登记簿中没有的新企业")
        for firm in self._firms:
            yield firm.id, firm_words(firm)

    def _act_choices(self) -> Iterable[tuple[str, str]]:
        for act in self._earlier:
            yield act.id, f"{act.date} {kind_label(act)} {act.document}"


def _hint_of_figure(asked: FormField) -> str:
    whole = asked.shape is Shape.WHOLE
    if asked.least is None:
        return _("填整数，不带单位。") if whole else _("填数字，不带单位。")
    least = f"{asked.least:g}"
    if asked.most is not None:
        return _("填整数，%(least)s至%(most)s。", least=least, most=f"{asked.most:g}")
    return _("填数字，不带单位，不能小于%(least)s。", least=least)


def offered(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return the choices of a field from pairs of value and words."""
    return [SelectChoice(value, words) for value, words in pairs]


def firm_words(firm: Enterprise) -> str:
    """Return an enterprise in one line: its name, its code, its id."""
    return " · ".join(part for part in (firm.name, firm.uscc, firm.id) if part)


def firms_offered(read: ReadBook, typed: Mapping[str, str], most: int = 12) -> list[Enterprise]:
    """Return the enterprises of the book that a draft may mean: the one it names, then alike."""
    chosen = read.firms.last(typed.get(FIRM, ""))
    alike = [
        *read.firms.find(typed.get("enterprise.uscc", "")),
        *read.firms.find(typed.get("enterprise.name", "")),
    ]
    found = {firm.id: firm for firm in ([chosen] if chosen else []) + alike}
    return list(found.values())[:most]
