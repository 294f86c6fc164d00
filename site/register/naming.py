"""By what words a text would name an enterprise: what stays public of an ended entry must not.

A firm is known by more than its registered name: by its names of before, without its legal form,
without the place before it, by its trade name alone (字号). Long forms in a text are the firm for
sure; two or three characters may be a word like any other, and are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from register.acts import AnyAct, Corrected, PublicityEnded, Withdrawn
from register.characters import simplified_characters
from register.jurisdiction import Profile
from register.names import bare_name, normalise_name
from register.persons import FIRM_END, TRADES

_SURE = 3
"""Characters of a name without its place that can't be chance, where a trade name is in it."""
_SURE_ALONE = 4
"""Characters of a trade name that can't be."""
_REGION = r"[\u4e00-\u9fff]{2,3}(?:省|市|县|区|镇)"
_LEVEL = re.compile(r"(?:省|市|县|区|镇|街道)$")
_AT_END = rf"(?:{TRADES}|制品|制造|实业|贸易|\(.*\))+$"


class Naming(msgspec.Struct, frozen=True):
    """The words by which one enterprise is known."""

    sure: frozenset[str]
    maybe: frozenset[str]

    def named_in(self, text: str) -> bool:
        """Tell whether a text names the enterprise for sure."""
        said = _plain(text)
        return any(words in said for words in self.sure)

    def perhaps_in(self, text: str) -> str:
        """Return what in a text may be the enterprise's short name; empty where nothing is."""
        said = _plain(text)
        return next((words for words in sorted(self.maybe) if words in said), "")


def naming_of(names: Iterable[str], codes: Iterable[str], profile: Profile) -> Naming:
    """Return the words for an enterprise that bore these names and credit codes."""
    sure = {code for code in map(_plain, codes) if code}
    maybe: set[str] = set()
    place = _place_before(profile)
    for name in names:
        bare = _plain(bare_name(name))
        local = place.sub("", bare)
        trade_name = re.sub(_AT_END, "", re.sub(FIRM_END, "", local)) if local else ""
        sure.add(bare)
        if trade_name and len(local) >= _SURE:
            sure.add(local)
        if len(trade_name) >= _SURE_ALONE:
            sure.add(trade_name)
        elif len(trade_name) > 1:
            maybe.add(trade_name)
    return Naming(frozenset(sure), frozenset(maybe - sure))


def _plain(text: str) -> str:
    return normalise_name(text).translate(simplified_characters())


def _place_before(profile: Profile) -> re.Pattern[str]:
    """Return what matches the places a firm of here has before its name, and in brackets."""
    areas = (name for area in profile.areas for name in (area.name, *area.aliases))
    return _before((profile.place.name, "广东省", *areas))


@lru_cache(maxsize=8)
def _before(named: tuple[str, ...]) -> re.Pattern[str]:
    known = {_plain(name) for name in named} | {_LEVEL.sub("", _plain(name)) for name in named}
    words = "|".join(re.escape(one) for one in sorted(known, key=len, reverse=True) if len(one) > 1)
    return re.compile(rf"^(?:{words}|{_REGION})+|\((?:{words})\)")


def naming_so_far(acts: Iterable[AnyAct], profile: Profile) -> Naming:
    """Return the words for the enterprise of some acts: as they name it, and as corrected."""
    names: dict[str, None] = {}
    codes: dict[str, None] = {}
    for act in acts:
        names[act.enterprise.name] = None
        codes[act.enterprise.uscc or ""] = None
        if isinstance(act, Corrected):
            names[act.changes.get("enterprise.name") or act.enterprise.name] = None
            codes[act.changes.get("enterprise.uscc", "")] = None
    return naming_of(names, codes, profile)


def ground_field(act: Withdrawn | PublicityEnded) -> str:
    """Return which field of an ending stays public."""
    return "reason" if isinstance(act, Withdrawn) else "ground"
