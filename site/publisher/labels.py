"""What codes and ids are called, resolved once for each language."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from register.industries import industries
from register.jurisdiction import Profile
from register.labels import KIND_LABELS, SCOPE_LABELS, STATE_LABELS, SUBJECT_LABELS
from register.lists import LISTS
from register.matters import MATTER_NAMES as MATTER_LABELS
from register.standings import State
from register.wording import LANGUAGES, SOURCE_LANGUAGE, gettext, use_language

TONES: Mapping[str, str] = {
    "yellow-card": "yellow",
    "extension": "pending",
    "rectified": "done",
    "red-card": "red",
    "over-limit": "over",
    "over-limit-serious": "over",
    "substandard-product": "over",
    "closure": "closed",
    "sealed": "sealed",
    "dismantled": "done",
    "accepted": "done",
    "withdrawn": "ended",
    "publicity-ended": "ended",
}
"""The theme's tone for each kind; `neutral` where none is named."""

STATE_TONES: Mapping[State, str] = {
    State.OPEN: "pending",
    State.OVERDUE: "red",
    State.RECTIFIED: "done",
    State.TURNED_RED: "red",
    State.DISMANTLED: "done",
    State.ACCEPTED: "done",
    State.RESTARTED: "red",
    State.CLOSED: "closed",
    State.SEALED: "sealed",
    State.LISTED: "over",
}


class Labels:
    """The names of one place's departments, areas and codes in one language."""

    def __init__(self, profile: Profile, language: str) -> None:
        self.language = language
        self.source = language == SOURCE_LANGUAGE
        self.wording = Markup("" if self.source else ' lang="zh-CN"')  # noqa: S704 - constants
        """Marks what departments and firms wrote, which is Chinese on every page."""
        with use_language(language):
            self.kinds = {key: str(text) for key, text in KIND_LABELS.items()}
            self.states = {key: str(text) for key, text in STATE_LABELS.items()}
            self.subjects = {key: str(text) for key, text in SUBJECT_LABELS.items()}
            self.scopes = {key: str(text) for key, text in SCOPE_LABELS.items()}
            self.matters = {key: str(text) for key, text in MATTER_LABELS.items()}
            self.industries = {code: known.title for code, known in industries().items()}
            self.lists = {slug: str(rule.title) for slug, rule in LISTS.items()}
            self.yes_no = {True: gettext("是"), False: gettext("否")}
            self.list_comma = gettext("、")
        self.departments = {it.id: self.name(it) for it in profile.departments}
        self.areas = {it.id: self.name(it) for it in profile.areas}

    def name(self, thing: object, attribute: str = "name") -> str:
        """Return a profile entry's name, or another of its texts, in this language."""
        return str(getattr(thing, attribute if self.source else f"{attribute}_en"))

    def note(self, thing: object) -> str:
        """Return a profile entry's note, in Chinese where it has no other."""
        return self.name(thing, "note") or str(getattr(thing, "note", ""))

    def industry(self, code: str) -> str:
        """Return what a GB/T 4754 code is called; the code itself where it isn't known."""
        return self.industries.get(code, code)


def labels_of(profile: Profile) -> Mapping[str, Labels]:
    """Return the names of a place's things by language."""
    return {language: Labels(profile, language) for language in LANGUAGES}
