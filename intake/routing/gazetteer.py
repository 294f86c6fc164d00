"""The place names of one jurisdiction, kept as data, and where they stand in a text.

A name may lie in several areas (附城镇 is in two counties); names beside each other narrow each
other down. Roads named after places, and everyday words that are also towns, are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import ahocorasick
import msgspec

from intake.routing.lexicon import Concept, Rule
from intake.routing.misheard import MisheardNames
from intake.routing.sound import romanised
from intake.routing.text import NormalText, fold
from register.jurisdiction import Area, Profile
from register.problems import Problem, ProblemsFound
from register.wording import gettext as _

ELSEWHERE = "elsewhere"
"""Stands among the area ids for every place outside the jurisdiction."""

_VILLAGE_ENDINGS = ("村", "社区", "居委", "村委")
_KINDS_OF_VILLAGE = ("村", "圩")
_STEM_AND_KIND = 2
"""上村 and 外村 are everywhere, and inside 另外村里: they count beside their town only."""
_FULL_NAMES = ("村", "圩", "农场", "林场")
_STANDS_ALONE = re.compile(
    r"(镇|乡|村|街道|圩|墟|工业区|[那这嗰呢][边里度]|镇上|街上|海边|后山|码头)"
)
_STANDS_ALONE_UNLESS_EVERYDAY = re.compile(
    r"([那这嗰呢][个家间处座]|一[个家间处]|有[个家间人一]|间|某|的?([,。;!?]|$))"
)
_TOWN = re.compile(r"(街道|镇|乡)$")
_KIND_IN_ENGLISH = re.compile(r" (District|County|City|Town|Subdistrict)$")
_LONE_VILLAGE = re.compile(r"[那这呢][边里度个间家条]|一带")
"""A village named without 村: 朗西那间 and 朗西那边, or beside its town."""
_BESIDE = 3
"""Names at most so many characters apart in one clause narrow each other down."""
_SHORTEST_IN_ENGLISH = 4
_ROAD = re.compile(
    r"[中东西南北一二三四五]?(路(?![边口])|大道|大街|街(?![道上头尾市口边面坊])|巷|公路|国道|省道|铁路|大桥|[一二三]路)"
)
_APART = re.compile(r"[,。;!?、)和与跟]|以及|不是|反映|举报")
_JOINTS = ("", "市", "县", "区", "省", "的")


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Base of the gazetteer's parts: immutable, strict about unknown keys."""


class AreaNames(Struct, frozen=True):
    """What is called what in one area."""

    id: str
    towns: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()


class PlaceWords(Struct, frozen=True):
    """`content/<place>/routing.toml`: the place's names, and its own additions to the lexicon."""

    local: tuple[str, ...] = ()
    """Names of the place as a whole."""
    wordlike: tuple[str, ...] = ()
    """Town names that other places share: only with 镇, 街道, 那边 …, or beside their county."""
    everyday: tuple[str, ...] = ()
    """Towns named like everyday words, such as 建设: the same, and stricter; such villages, never
    without 村."""
    near_abroad: tuple[str, ...] = ()
    """Names outside that local people also use for themselves: the parent city."""
    neighbours: tuple[str, ...] = ()
    """Towns of the counties next door, which people name without their county."""
    area: tuple[AreaNames, ...] = ()
    concept: tuple[Concept, ...] = ()
    rule: tuple[Rule, ...] = ()


class Elsewhere(Struct, frozen=True):
    """Names of places outside."""

    full: tuple[str, ...]
    short: tuple[str, ...]
    served: tuple[str, ...]


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
        known = _collect(profile.areas, words)
        lone = _lone_villages(words, known)
        self._areas = {**lone, **known}
        self._lone = lone.keys()
        self._wordlike = frozenset(map(fold, (*words.wordlike, *words.everyday)))
        self._everyday = frozenset(map(fold, words.everyday))
        self._automaton = ahocorasick.Automaton()
        for name in self._areas:
            self._automaton.add_word(name, name)
        self._automaton.make_automaton()
        self._misheard = MisheardNames(_formal_names(profile.areas, words))

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
                if last[1] == found[0] and found[2].endswith(_VILLAGE_ENDINGS):
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


def _collect(areas: Iterable[Area], words: PlaceWords) -> dict[str, frozenset[str]]:
    """Return every name with the areas it may be in; local names win over those elsewhere."""
    found: dict[str, set[str]] = {}
    everywhere = {area.id for area in areas}
    for area in areas:
        english = (area.name_en, _KIND_IN_ENGLISH.sub("", area.name_en))
        for name in (area.name, *area.aliases, *english):
            found.setdefault(fold(name), set()).add(area.id)
    for entry in words.area:
        for name in (*_names_of(entry), *_in_english(entry)):
            found.setdefault(fold(name), set()).add(entry.id)
    for name in words.local:
        found[fold(name)] = set(everywhere)
    outside = msgspec.toml.decode(data("elsewhere.toml"), type=Elsewhere)
    for name in (*outside.full, *outside.short, *outside.served, *words.neighbours):
        found.setdefault(fold(name), {ELSEWHERE})
    for name in {*outside.short, *words.neighbours} & {*words.wordlike, *words.everyday}:
        found.setdefault(fold(name), set()).add(ELSEWHERE)
    return {name: frozenset(ids) for name, ids in found.items()}


def _names_of(entry: AreaNames) -> Iterator[str]:
    yield from entry.also
    for town in entry.towns:
        yield town
        yield _TOWN.sub("", town)
        yield f"{_TOWN.sub('', town)}圩"
        yield f"{_TOWN.sub('', town)}村"
        if town.endswith(("街道", "乡")):
            yield f"{_TOWN.sub('', town)}镇"
    for village in entry.villages:
        if village.endswith(_FULL_NAMES):
            yield village
        yield from (village + ending for ending in _VILLAGE_ENDINGS)


def _lone_villages(words: PlaceWords, known: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the villages that only one area has, by their names without 村.

    What several areas have is no name people use alone, and often a word: 新村, 水塘; and one that
    begins with a town's name would hide it: 纪家糖厂.
    """
    areas: dict[str, set[str]] = {}
    for entry in words.area:
        for village in entry.villages:
            areas.setdefault(fold(village), set()).add(entry.id)
    return {
        name: frozenset(ids)
        for name, ids in areas.items()
        if len(ids) == 1
        and len(name) > 1
        and name not in {*words.everyday, *words.wordlike}
        and not any(name[:length] in known for length in range(2, len(name) + 1))
    }


def _in_english(entry: AreaNames) -> Iterator[str]:
    for town in entry.towns:
        if (name := romanised(_TOWN.sub("", town))) and len(name) >= _SHORTEST_IN_ENGLISH:
            yield name


def _formal_names(areas: Iterable[Area], words: PlaceWords) -> Iterator[str]:
    yield from (area.name for area in areas)
    yield from (fold(town) for entry in words.area for town in entry.towns)


def data(name: str) -> bytes:
    """Return one of the router's own data files."""
    return (files(__package__) / "data" / name).read_bytes()


def read_place_words(path: Path) -> PlaceWords:
    """Read a place's names; a place without the file has only its profile's.

    Raises:
        ProblemsFound: the file is not what it should be.

    """
    if not path.exists():
        return PlaceWords()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=PlaceWords)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        remedy = _("请对照其他地区的routing.toml改写")
        raise ProblemsFound([Problem(path.name, 0, "", str(error), remedy)]) from None
