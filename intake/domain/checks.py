"""What must be said, how long it may be, and what must be one of the profile's."""

from __future__ import annotations

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
    """Return `text` without the space around it; raises `Incomplete` saying `missing` if empty."""
    said = limited(field, text, most)
    if not said:
        raise Incomplete(field, missing)
    return said


def require_area(profile: Profile, area: str | None) -> None:
    """Let pass an area of the profile, or none; raises `Incomplete` otherwise."""
    if area is not None and area not in {known.id for known in profile.areas}:
        raise Incomplete("area", gettext("没有这个地区，请从列表中选择，或不选。"))
