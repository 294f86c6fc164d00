"""Where the place names of one jurisdiction stand in a text.

A name may lie in several areas (附城镇 is in two counties); names beside each other narrow each
other down. Roads named after places, and everyday words that are also towns, are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import ahocorasick

from intake.routing.misheard import MisheardNames
from intake.routing.place_names import (
    ELSEWHERE,
    VILLAGE_ENDINGS,
    PlaceWords,
    all_names,
    formal_names,
    lone_villages,
)
from intake.routing.text import NormalText, fold
from register.jurisdiction import Profile

_KINDS_OF_VILLAGE = ("村", "圩")
_STEM_AND_KIND = 2
"""上村 and 外村 are everywhere, and inside 另外村里: they count beside their town only."""
_STANDS_ALONE = re.compile(
    r"(镇|乡|村|街道|圩|墟|工业区|[那这嗰呢][边里度]|镇上|街上|海边|后山|码头)"
)
_STANDS_ALONE_UNLESS_EVERYDAY = re.compile(
    r"([那这嗰呢][个家间处座]|一[个家间处]|有[个家间人一]|间|某|的?([,。;!?]|$))"
)
_LONE_VILLAGE = re.compile(
    r"[那这呢][边里度个间家条]|一带|后[山面边]|[附旁][近边]|里面|背后|山[上里脚]"
)
"""A village named without 村: 朗西那间 and 朗西那边, or beside its town."""
_BESIDE = 3
"""Names at most so many characters apart in one clause narrow each other down."""
_ROAD = re.compile(
    r"[中东西南北一二三四五]?(路(?![边口])|大道|大街|街(?![道上头尾市口边面坊])|巷|公路|国道|省道|铁路|大桥|[一二三]路)"
)
_APART = re.compile(r"[,。;!?、)和与跟]|以及|不是|反映|举报")
_JOINTS = ("", "市", "县", "区", "省", "的")


@dataclass(frozen=True, slots=True)
class Named:
    """A place named at `text[start:end]`, and the areas it may be in."""

    start: int
    end: int
    areas: frozenset[str]
    near_abroad: bool = False
    """Named as the parent city, which may mean ourselves."""


_Found = tuple[int, int, str]
"""Start, end and name."""


@dataclass(slots=True)
class _Group:
    """Names beside each other, from the first to the last, and the areas all of them may be in."""

    first: _Found
    last: _Found
    areas: frozenset[str]


class Names:
    """All the names of one place, compiled for matching."""

    def __init__(self, profile: Profile, words: PlaceWords) -> None:
        self._near_abroad = frozenset(map(fold, words.near_abroad))
        known = all_names(profile.areas, words)
        lone = lone_villages(words, known)
        self._areas = {**lone, **known}
        self._lone = lone.keys()
        self._wordlike = frozenset(map(fold, (*words.wordlike, *words.everyday)))
        self._everyday = frozenset(map(fold, words.everyday))
        self._automaton = ahocorasick.Automaton()
        for name in self._areas:
            self._automaton.add_word(name, name)
        self._automaton.make_automaton()
        self._misheard = MisheardNames(formal_names(profile.areas, words))

    def find(self, normal: NormalText) -> list[Named]:
        """Return every place named, names beside each other put together."""
        groups: list[_Group] = []
        for found in self._all(normal.text):
            if not _ROAD.match(normal.text, found[1]) and not self._joins(groups, found, normal):
                groups.append(_Group(found, found, self._areas[found[2]]))
        return [
            Named(one.first[0], one.last[1], one.areas, one.first[2] in self._near_abroad)
            for one in groups
        ]

    def _joins(self, groups: list[_Group], found: _Found, normal: NormalText) -> bool:
        """Take `found` into the last group, or drop it; False if it stands on its own."""
        if groups:
            group = groups[-1]
            last = group.last
            if self._qualifies(last, found, normal.text):
                group.last = (last[0], found[1], last[2])
                return True
            if last[1] == found[0] and (within := group.areas & self._village(found[2])):
                group.last, group.areas = found, within
                return True
            if _beside(last, found, normal):
                if both := group.areas & self._areas[found[2]]:
                    group.last, group.areas = found, both
                    return True
                if last[1] == found[0] and found[2].endswith(VILLAGE_ENDINGS):
                    return True  # a village we don't know by that county, named like one we do
        return self._says_nothing_alone(found, normal.text)

    def _says_nothing_alone(self, found: _Found, text: str) -> bool:
        name = found[2]
        if len(name) == _STEM_AND_KIND and name.endswith(_KINDS_OF_VILLAGE):
            return self._areas[name] != {ELSEWHERE}
        if name in self._lone:
            return not _LONE_VILLAGE.match(text, found[1])
        return name in self._wordlike and not self._stands_alone(found, text)

    def _village(self, name: str) -> frozenset[str]:
        """Return the areas with a village `name`, which may also name a province: 恩城河南."""
        return self._areas.get(f"{name}村", frozenset())

    def _qualifies(self, earlier: _Found, later: _Found, text: str) -> bool:
        """Return whether a city outside names the whole: 佛山东成 is not our 东成."""
        outside = self._areas[earlier[2]] == {ELSEWHERE}
        return outside and text[earlier[1] : later[0]] in _JOINTS

    def _all(self, text: str) -> list[_Found]:
        exact = list(self._longest(text))
        taken = {position for start, end, _name in exact for position in range(start, end)}
        heard = [one for one in self._misheard.find(text) if taken.isdisjoint(range(*one[:2]))]
        return sorted([*exact, *heard]) if heard else exact

    def _longest(self, text: str) -> Iterator[_Found]:
        for last, name in self._automaton.iter_long(text):
            start = last + 1 - len(name)
            if not (name.isascii() and _inside_a_word(text, start, last + 1)):
                yield start, last + 1, name

    def _stands_alone(self, found: _Found, text: str) -> bool:
        _start, end, name = found
        if _STANDS_ALONE.match(text, end):
            return True
        return name not in self._everyday and bool(_STANDS_ALONE_UNLESS_EVERYDAY.match(text, end))


def _inside_a_word(text: str, start: int, end: int) -> bool:
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return any("a" <= char <= "z" for char in around)


def _beside(earlier: _Found, later: _Found, normal: NormalText) -> bool:
    between = normal.text[earlier[1] : later[0]]
    return len(between) <= _BESIDE and not _APART.search(between)
