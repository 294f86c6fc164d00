"""The words the router knows, kept as data that an official can review, and one pass to find them.

`data/lexicon/*.toml` holds concepts (words that mean one thing, and the matters they speak for) and
rules (concepts that mean more together). A place adds its own in `content/<place>/routing.toml`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

import ahocorasick
import msgspec

from intake.routing.sound import SoundTable
from intake.routing.text import NormalText, fold
from register.jurisdiction import Matter

GAP = 8
"""At most so many characters may stand where a word of the lexicon has …"""
_GAP_SIGN = "…"
_EVERYWHERE = frozenset("了一个不没的在是有人到出来过着得上下里")
"""Characters of any text: 老实了一个月 sounds like 死了一个, but has none of its own."""
_TELLING = 2
"""So many other characters must be written right in a word known by its sound."""
_DONE = "了"
_DONE_TO_ALL = ("晒", "埋")
"""拆晒, 拆埋: Cantonese for 拆了, with nothing left out."""


class Role(StrEnum):
    """What a concept does to the words around it, beside speaking for a matter."""

    NONE = ""
    NEGATION = "negation"
    DISMISSAL = "dismissal"
    FOCUS = "focus"
    REQUEST = "request"
    SUSPICION = "suspicion"
    PAST = "past"
    WISH = "wish"


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Base of the lexicon's parts: immutable, strict about unknown keys."""


class Concept(Struct, frozen=True):
    """Words that mean one thing, and how strongly it speaks for each matter."""

    id: str
    title: str
    words: tuple[str, ...]
    """`…` in a word stands for up to `GAP` characters of the same clause."""
    matters: dict[Matter, float] = {}
    role: Role = Role.NONE
    reach: int = 0
    """Of a negation: how many characters after it are denied."""
    sounds: bool = False
    """Words so peculiar that one right character among sound-alikes is enough to hear them."""
    heard: tuple[str, ...] = ()
    """Words of two syllables heard when one character is written right: 费水 is 废水."""
    danger: bool = False
    """People are hurt, or about to be."""
    wanted: bool = False
    """Something that ought to be there: 没有消防通道 speaks for the concept, not against it."""
    done: bool = False
    """Counts only as something that happened: 请取缔 closes nothing."""
    transparent: bool = False
    """Words inside its words still count for themselves: 被取缔 is also 取缔."""


class Rule(Struct, frozen=True):
    """Concepts that together mean more than each alone."""

    title: str
    all: tuple[str, ...]
    """Each must be there; `a|b` is met by either."""
    none: tuple[str, ...] = ()
    within: Literal["clause", "neighbours", "pair", "text"] = "text"
    """How near to the first: the same clause, the next, or only the first two in one clause."""
    matters: dict[Matter, float] = {}
    lead: str = ""
    """The department that leads instead of the usual one when this rule holds."""


class LexiconFile(Struct, frozen=True):
    """One file of the lexicon."""

    concept: tuple[Concept, ...] = ()
    rule: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found at `text[start:end]` of the normal text."""

    start: int
    end: int
    concept: Concept
    gapped: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A whole word of the lexicon, or the head or tail of one with a gap."""

    concept: Concept
    kind: Literal["whole", "head", "tail"]
    phrase: int = -1


class Lexicon:
    """All concepts and rules, compiled for matching."""

    def __init__(self, parts: Iterable[LexiconFile]) -> None:
        parts = tuple(parts)
        self.concepts = tuple(concept for part in parts for concept in part.concept)
        self.rules = tuple(rule for part in parts for rule in part.rule)
        self._check_names()
        self._conditions = tuple((rule, *_conditions(rule)) for rule in self.rules)
        self._words = _automaton(_word_parts(self.concepts))

    def _check_names(self) -> None:
        known = {concept.id for concept in self.concepts}
        for rule in self.rules:
            used = {name for group in (*rule.all, *rule.none) for name in group.split("|")}
            if used - known:
                unknown = ", ".join(sorted(used - known))
                raise ValueError(f"lexicon rule {rule.title!r} names unknown concepts: {unknown}")

    def rules_met(self, stated: Collection[str]) -> Iterator[Rule]:
        """Yield the rules whose concepts are all among those stated, whatever lies between them."""
        names = frozenset(stated)
        for rule, needed, barred in self._conditions:
            if barred.isdisjoint(names) and not any(group.isdisjoint(names) for group in needed):
                yield rule

    @cached_property
    def _sounds(self) -> tuple[SoundTable, Any]:
        words = {
            fold(word): concept
            for concept in self.concepts
            if concept.matters and not concept.role
            for word in (*concept.words, *concept.heard)
            if _GAP_SIGN not in word
            and (len(word) >= (3 if concept.sounds else 4) or word in concept.heard)
        }
        table = SoundTable(words)
        return table, _automaton((table.spell(word), (word, words[word])) for word in words)

    def find(self, normal: NormalText) -> list[Hit]:
        """Return every concept in the text, in order, words inside longer words left out."""
        exact = _outermost(self._matches(normal))
        return sorted([*exact, *self._alike(normal.text, exact)], key=lambda hit: hit.start)

    def _matches(self, normal: NormalText) -> Iterator[Hit]:
        heads: dict[int, int] = {}
        for last, entries in self._words.iter(normal.text):
            for length, part in entries:
                start = last + 1 - length
                if part.kind == "whole":
                    yield Hit(start, last + 1, part.concept)
                elif part.kind == "head":
                    heads[part.phrase] = last + 1
                    heads[~part.phrase] = start
                elif 0 <= start - heads.get(part.phrase, -GAP - 1) <= GAP:
                    opened = heads[~part.phrase]
                    if normal.clause_at[opened] == normal.clause_at[start]:
                        yield Hit(opened, last + 1, part.concept, gapped=True)

    def _alike(self, text: str, exact: Sequence[Hit]) -> Iterator[Hit]:
        table, automaton = self._sounds
        if automaton.kind != ahocorasick.AHOCORASICK:
            return
        taken = {
            position for hit in exact if not hit.gapped for position in (hit.start, hit.end - 1)
        }
        for last, entries in automaton.iter(table.spell(text)):
            for length, (word, concept) in entries:
                start = last + 1 - length
                heard = text[start : last + 1]
                if heard != word and start not in taken and _alike(heard, word, concept):
                    yield Hit(start, last + 1, concept)


def _conditions(rule: Rule) -> tuple[tuple[frozenset[str], ...], frozenset[str]]:
    """Return the groups of concepts of which one each must be stated, and those that must not."""
    needed = tuple(frozenset(group.split("|")) for group in rule.all)
    return needed, frozenset(name for group in rule.none for name in group.split("|"))


def _alike(heard: str, word: str, concept: Concept) -> bool:
    """Return whether enough characters of a word that sounds right are also written right."""
    pairs = list(zip(heard, word, strict=True))
    wrong = sum(one != other for one, other in pairs)
    if concept.sounds:
        return wrong < len(word)
    telling = sum(one == other and one not in _EVERYWHERE for one, other in pairs)
    return wrong <= 1 and (telling >= _TELLING or word in concept.heard)


def _word_parts(concepts: Iterable[Concept]) -> Iterator[tuple[str, _Part]]:
    phrase = 0
    for concept in concepts:
        for word in dict.fromkeys(_spoken(concept.words)):
            head, gap, tail = word.partition(_GAP_SIGN)
            if gap:
                phrase += 1
                yield head, _Part(concept, "head", phrase)
                yield tail, _Part(concept, "tail", phrase)
            else:
                yield word, _Part(concept, "whole")


def _spoken(words: Iterable[str]) -> Iterator[str]:
    """Yield the words as texts are read, and with what Cantonese says where Mandarin has 了."""
    for word in map(fold, words):
        yield word
        if _DONE in word[1:]:
            yield from (word.replace(_DONE, ended) for ended in _DONE_TO_ALL)


def _automaton(entries: Iterable[tuple[str, Any]]) -> Any:
    """Return an automaton whose value for each word lists (length, entry)."""
    by_word: dict[str, list[tuple[int, Any]]] = {}
    for word, entry in entries:
        by_word.setdefault(word, []).append((len(word), entry))
    automaton = ahocorasick.Automaton()
    for word, values in by_word.items():
        automaton.add_word(word, values)
    automaton.make_automaton()
    return automaton


def _outermost(hits: Iterable[Hit]) -> list[Hit]:
    """Leave out what is only part of a longer word: 死 in 吵死, 没有 in 没有合格证."""
    kept: list[Hit] = []
    cover: Hit | None = None
    cover_of_denials: Hit | None = None
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        denial = hit.concept.role is Role.NEGATION
        above = cover_of_denials if denial else None if hit.concept.role else cover
        if above is None or not _inside(hit, above):
            kept.append(hit)
        if hit.gapped:
            continue
        if cover_of_denials is None or hit.end > cover_of_denials.end:
            cover_of_denials = hit
        if not hit.concept.transparent and (cover is None or hit.end > cover.end):
            cover = hit
    return kept


def _inside(hit: Hit, cover: Hit) -> bool:
    return hit.end <= cover.end and (hit.start, hit.end) != (cover.start, cover.end)


@cache
def lexicon_titles() -> frozenset[str]:
    """Return the titles of every concept all places share: words of ours, never a reporter's."""
    return frozenset(concept.title for part in common_lexicon() for concept in part.concept)


def common_lexicon() -> tuple[LexiconFile, ...]:
    """Return the lexicon that every place shares."""
    folder = files(__package__) / "data" / "lexicon"
    return tuple(
        msgspec.toml.decode(entry.read_bytes(), type=LexiconFile)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    )
