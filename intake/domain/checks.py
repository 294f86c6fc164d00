"""What must be said, how long it may be, and what must be one of the profile's."""

from __future__ import annotations

import unicodedata

from intake.domain.errors import Incomplete
from register.jurisdiction import Profile
from register.wording import gettext


def limited(field: str, text: str, most: int) -> str:
    """Return `text` without the space around it; raises `Incomplete` above `most` characters."""
    if len(text) > most:
        raise Incomplete(
            field,
            gettext(
                "这一项最多%(most)s字，现在有%(given)s字，请删减或分几次提交。",
                most=most,
                given=len(text),
            ),
        )
    return text.strip()


def required(field: str, text: str, missing: str, most: int) -> str:
    """Return `text` without the space around it; raises `Incomplete` saying `missing` if empty.

    Characters that nobody can see say nothing.
    """
    said = limited(field, text, most)
    if all(_is_invisible(character) for character in said):
        raise Incomplete(field, missing)
    return said


_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers and the empty Braille pattern: letters and signs by name, blank to the eye."""


def _is_invisible(character: str) -> bool:
    return character in _BLANK_LETTERS or unicodedata.category(character)[0] in "CZ"


def require_area(profile: Profile, area: str | None) -> None:
    """Let pass an area of the profile, or none; raises `Incomplete` otherwise."""
    if area is not None and area not in {known.id for known in profile.areas}:
        raise Incomplete("area", gettext("没有这个地区，请从列表中选择，或不选。"))
