"""The place names of one jurisdiction, kept as data: its own, and those of places outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import msgspec

from intake.routing.lexicon import Concept, Rule
from intake.routing.sound import romanised
from intake.routing.text import fold
from register.jurisdiction import Area
from register.problems import Problem, ProblemsFound
from register.wording import gettext as _

ELSEWHERE = "elsewhere"
"""Stands among the area ids for every place outside the jurisdiction."""

VILLAGE_ENDINGS = ("村", "社区", "居委", "村委")
"""What a village of the data is called with."""
_FULL_NAMES = ("村", "圩", "农场", "林场")
_TOWN = re.compile(r"(街道|镇|乡)$")
_KIND_IN_ENGLISH = re.compile(r" (District|County|City|Town|Subdistrict)$")
_SHORTEST_IN_ENGLISH = 4


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


def all_names(areas: Iterable[Area], words: PlaceWords) -> dict[str, frozenset[str]]:
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
        yield from (village + ending for ending in VILLAGE_ENDINGS)


def lone_villages(
    words: PlaceWords, known: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
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
        and not _hides_ours(name, known)
    }


def _hides_ours(village: str, known: Mapping[str, frozenset[str]]) -> bool:
    begun = (known.get(village[:length], {ELSEWHERE}) for length in range(2, len(village)))
    return village in known or any(areas != {ELSEWHERE} for areas in begun)


def _in_english(entry: AreaNames) -> Iterator[str]:
    for town in entry.towns:
        if (name := romanised(_TOWN.sub("", town))) and len(name) >= _SHORTEST_IN_ENGLISH:
            yield name


def formal_names(areas: Iterable[Area], words: PlaceWords) -> Iterator[str]:
    """Yield the full names of counties and towns."""
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
