"""Where the site is: place names to area ids, and what each name does in its sentence.

A name may lie in several areas (附城镇 is in two counties); names beside each other narrow each
other down. What remains shared is never guessed: the areas it may be in are reported instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import ahocorasick
import msgspec

from intake.routing.lexicon import Concept, Rule
from intake.routing.text import NormalText, fold
from register.jurisdiction import Area, Profile

ELSEWHERE = "elsewhere"
"""Stands among the area ids for every place outside the jurisdiction."""

_VILLAGE_ENDINGS = ("村", "社区", "居委", "村委")
_FULL_NAMES = ("村", "圩", "农场", "林场")
_STANDS_ALONE = re.compile(r"(镇|乡|村|街道|圩|墟|[那这嗰呢][边里度]|镇上|街上)")
_STANDS_ALONE_UNLESS_EVERYDAY = re.compile(
    r"([那这]个|[那这]家|一[个家间处]|有[个家间人一]|间|某|的?([,。;!?]|$))"
)
_TOWN = re.compile(r"(街道|镇|乡)$")
_BESIDE = 3
"""Names at most so many characters apart in one clause narrow each other down."""
_ROLE_WINDOW = 14
_ROAD = re.compile(
    r"[中东西南北一二三四五]?(路(?![边口])|大道|大街|街(?![道上头尾市])|巷|公路|国道|省道|铁路|大桥|[一二三]路)"
)
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
    """Town names that are everyday words, such as 建设: the same, and stricter."""
    near_abroad: tuple[str, ...] = ()
    """Names outside that local people also use for themselves: the parent city."""
    area: tuple[AreaNames, ...] = ()
    concept: tuple[Concept, ...] = ()
    rule: tuple[Rule, ...] = ()


class Elsewhere(Struct, frozen=True):
    """Names of places outside."""

    full: tuple[str, ...]
    short: tuple[str, ...]
    served: tuple[str, ...]


class RoleRule(Struct, frozen=True):
    """A role of a place name, told by the words around it."""

    id: str
    score: float
    before: str = ""
    after: str = ""


class _RoleFile(Struct, frozen=True):
    role: tuple[RoleRule, ...]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in the text, the areas it may be in, and how well it tells the site."""

    start: int
    end: int
    areas: frozenset[str]
    role: str
    score: float


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site is, as far as the text tells."""

    area: str | None
    elsewhere: bool = False
    candidates: tuple[str, ...] = ()
    """Several areas it may be in; empty when it is known or untold."""
    certainty: float = 1.0
    mention: PlaceMention | None = None


class Gazetteer:
    """All the names of one place, compiled for matching."""

    def __init__(self, profile: Profile, words: PlaceWords) -> None:
        self._everywhere = frozenset(area.id for area in profile.areas)
        self._near_abroad = frozenset(map(fold, words.near_abroad))
        self._names = _collect(profile.areas, words)
        self._wordlike = frozenset(map(fold, (*words.wordlike, *words.everyday)))
        self._everyday = frozenset(map(fold, words.everyday))
        self._roles = tuple(_compiled_roles())
        self._automaton = ahocorasick.Automaton()
        for name in (*self._names, *self._wordlike):
            self._automaton.add_word(name, name)
        self._automaton.make_automaton()

    def locate(self, normal: NormalText, given: str | None = None) -> Site:
        """Return where the site is; `given` is the area the reporter or the hotline picked."""
        mentions = self.mentions(normal)
        site = _choose(mentions, normal, self._everywhere)
        if given not in self._everywhere or site.elsewhere:
            return site
        if site.area is None and (not site.candidates or given in site.candidates):
            return Site(given, certainty=0.95, mention=site.mention)
        return site

    def mentions(self, normal: NormalText) -> list[PlaceMention]:
        """Return every place named, names beside each other put together."""
        groups: list[list[tuple[int, int, str]]] = []
        for found in self._longest(normal.text):
            if _ROAD.match(normal.text, found[1]):
                continue
            if groups and self._qualifies(groups[-1][-1], found, normal.text):
                groups[-1][-1] = (groups[-1][-1][0], found[1], groups[-1][-1][2])
                continue
            if groups and _beside(groups[-1][-1], found, normal):
                if self._common(groups[-1]) & self._areas(found[2]):
                    groups[-1].append(found)
                    continue
                if groups[-1][-1][1] == found[0] and found[2].endswith(_VILLAGE_ENDINGS):
                    continue  # a village we don't know by that county, named like one we do
            if found[2] in self._wordlike and not self._stands_alone(found, normal.text):
                continue
            groups.append([found])
        return [self._mention(group, normal) for group in groups]

    def _mention(self, group: Sequence[tuple[int, int, str]], normal: NormalText) -> PlaceMention:
        start, end = group[0][0], group[-1][1]
        role, score = self._role(start, end, normal)
        if group[0][2] in self._near_abroad:
            score = min(score, 1.6)
        return PlaceMention(start, end, self._common(group), role, score)

    def _common(self, group: Iterable[tuple[int, int, str]]) -> frozenset[str]:
        return frozenset.intersection(*(self._areas(name) for _start, _end, name in group))

    def _qualifies(
        self, earlier: tuple[int, int, str], later: tuple[int, int, str], text: str
    ) -> bool:
        """Return whether a city outside names the whole: 佛山东成 is not our 东成."""
        outside = self._areas(earlier[2]) == {ELSEWHERE}
        return outside and text[earlier[1] : later[0]] in _JOINTS

    def _areas(self, name: str) -> frozenset[str]:
        return self._names.get(name, frozenset())

    def _longest(self, text: str) -> Iterator[tuple[int, int, str]]:
        for last, name in self._automaton.iter_long(text):
            yield last + 1 - len(name), last + 1, name

    def _stands_alone(self, found: tuple[int, int, str], text: str) -> bool:
        _start, end, name = found
        if _STANDS_ALONE.match(text, end):
            return True
        return name not in self._everyday and bool(_STANDS_ALONE_UNLESS_EVERYDAY.match(text, end))

    def _role(self, start: int, end: int, normal: NormalText) -> tuple[str, float]:
        clause = normal.clauses[normal.clause_at[start]]
        before = normal.text[max(clause.start, start - _ROLE_WINDOW) : start]
        after = normal.text[end : end + _ROLE_WINDOW]
        for name, score, earlier, later in self._roles:
            if (earlier is None or earlier.search(before)) and (
                later is None or later.search(after)
            ):
                return name, score
        return "named", 2.0


def _collect(areas: Iterable[Area], words: PlaceWords) -> dict[str, frozenset[str]]:
    """Return every name with the areas it may be in; local names win over those elsewhere."""
    found: dict[str, set[str]] = {}
    everywhere = {area.id for area in areas}
    for area in areas:
        for name in (area.name, *area.aliases):
            found.setdefault(fold(name), set()).add(area.id)
    for entry in words.area:
        for name in _names_of(entry):
            found.setdefault(fold(name), set()).add(entry.id)
    for name in words.local:
        found[fold(name)] = set(everywhere)
    outside = msgspec.toml.decode(_data("elsewhere.toml"), type=Elsewhere)
    for name in (*outside.full, *outside.short, *outside.served):
        found.setdefault(fold(name), {ELSEWHERE})
    for name in set(outside.short) & {*words.wordlike, *words.everyday}:
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


def _data(name: str) -> bytes:
    return (files(__package__) / "gazetteer" / name).read_bytes()


_Compiled = tuple[str, float, re.Pattern[str] | None, re.Pattern[str] | None]


def _compiled_roles() -> Iterator[_Compiled]:
    for role in msgspec.toml.decode(_data("roles.toml"), type=_RoleFile).role:
        before = re.compile(role.before) if role.before else None
        after = re.compile(role.after) if role.after else None
        yield role.id, role.score, before, after


def _beside(earlier: tuple[int, int, str], later: tuple[int, int, str], normal: NormalText) -> bool:
    between = normal.text[earlier[1] : later[0]]
    return len(between) <= _BESIDE and not re.search(r"[,。;!?、和与跟]|以及|不是", between)


def _choose(
    mentions: Sequence[PlaceMention], normal: NormalText, everywhere: frozenset[str]
) -> Site:
    best: dict[frozenset[str], PlaceMention] = {}
    narrowed = list(_narrowed(mentions, everywhere))
    alone = not any(m.score >= _TELLING and m.areas != everywhere for m in narrowed)
    for mention in narrowed:
        scored = _lifted(mention, normal) if alone else mention
        known = best.get(scored.areas)
        if scored.score >= _TELLING and (known is None or scored.score > known.score):
            best[scored.areas] = scored
    ranked = sorted(best.values(), key=lambda mention: -mention.score)
    local = [m for m in ranked if m.areas != everywhere]
    if not ranked:
        return Site(None)
    if not local:
        return Site(None, mention=ranked[0])
    return _decide(local, ranked, everywhere)


_TELLING = 1.0
_CLOSE = 0.5
"""Two sites whose scores are this close are both meant, so neither is chosen."""


def _decide(
    local: Sequence[PlaceMention], ranked: Sequence[PlaceMention], everywhere: frozenset[str]
) -> Site:
    top = local[0]
    if top.areas == {ELSEWHERE}:
        home = [mention for mention in ranked if mention.areas != {ELSEWHERE}]
        if home and home[0].score >= top.score:
            inside = [mention for mention in home if mention.areas != everywhere]
            return _decide(inside, home, everywhere) if inside else Site(None, certainty=0.85)
        return Site(None, elsewhere=True, certainty=0.8 if home else 0.95, mention=top)
    rivals = [m for m in local[1:] if m.areas != {ELSEWHERE} and top.score - m.score < _CLOSE]
    if rivals:
        return _shared(top, rivals)
    if len(top.areas) > 1:
        return Site(None, candidates=tuple(sorted(top.areas)), mention=top)
    certainty = 1.0 if top.score >= 2 or len(local) == 1 else 0.9
    return Site(next(iter(top.areas)), certainty=certainty, mention=top)


def _shared(top: PlaceMention, rivals: Sequence[PlaceMention]) -> Site:
    areas = frozenset.union(top.areas, *(rival.areas for rival in rivals))
    return Site(None, candidates=tuple(sorted(areas)), certainty=0.8, mention=top)


def _narrowed(
    mentions: Sequence[PlaceMention], everywhere: frozenset[str]
) -> Iterator[PlaceMention]:
    """Yield each mention, a shared name narrowed by a county named anywhere in the text."""
    named = [m.areas for m in mentions if len(m.areas) == 1 and m.role not in _SETTLES_NOTHING]
    for mention in mentions:
        within = [areas for areas in named if areas < mention.areas]
        if 1 < len(mention.areas) < len(everywhere) and len(set(within)) == 1:
            yield PlaceMention(
                mention.start, mention.end, within[0], mention.role, mention.score + 0.1
            )
        else:
            yield mention


_SETTLES_NOTHING = {"denied", "road", "only-a-name", "customers"}
_AT_HOME = re.compile(
    r"附近|旁边|隔壁|楼下|楼上|村里|我们村|我村|村口|村头|村尾|我们这|这里有|这边有|对面|家门口|门口|屋企|屋后|周围|周边"
    r"|一带|吵醒|睡不着|瞓唔着|后面|不远|楼前|小区|家里闻|窗|本村|屋背|条村|呢度|我哋村"
)


def _lifted(mention: PlaceMention, normal: NormalText) -> PlaceMention:
    """Lift the writer's own place to a site when the text says the site is beside it."""
    if mention.role != "writer" or not _AT_HOME.search(normal.text):
        return mention
    return PlaceMention(mention.start, mention.end, mention.areas, "beside-writer", 1.6)


def read_place_words(path: Path) -> PlaceWords:
    """Read a place's names; a place without the file has only its profile's.

    Raises:
        msgspec.ValidationError: the file holds something else, named in the message.

    """
    if not path.exists():
        return PlaceWords()
    return msgspec.toml.decode(path.read_bytes(), type=PlaceWords)
