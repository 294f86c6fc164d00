"""What an enterprise is found by, and the terms of the index that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from publisher.search.fragments import absent_words, grams
from publisher.search.sounds import Sounds
from register.acts import AnyAct, RedCard, YellowCard, kind_of
from register.characters import simplified_characters
from register.histories import View
from register.names import normalise_name
from register.standings import State

NAMES, INITIALS, CODES, FACETS = "n", "p", "c", "f"
FAMILIES = (NAMES, INITIALS, CODES, FACETS)
"""Kinds of terms that are looked up apart: an index of each."""

SIZES = {NAMES: 2, INITIALS: 3, CODES: 4}
"""Characters of the words an index is made of, so the shortest fragment it can be asked for.

Few letters make initials, few digits begin codes: shorter words would lie in most of the names,
and repeat in a name so often that it has many absent words. Two initials are asked for, too:
`PAIR`.
"""
PAIR = 2

ABSENT = "!"
"""Before a minimal absent word; no clash, since other terms are shorter or begin otherwise."""
FACET = "@"
"""Before a facet's letter and value, by which filters are looked up: `@y2025`."""

_BRACKETS = str.maketrans("", "", "()")


class Findable(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one enterprise is found by and what a result shows of it."""

    id: str
    names: tuple[str, ...]
    """As published, the one in use first, then earlier ones; none where nothing is visible."""
    code: str
    area: str
    industry: str
    kinds: tuple[str, ...]
    """Of its visible acts, as for the next three; sorted."""
    subjects: tuple[str, ...]
    years: tuple[int, ...]
    states: tuple[State, ...]
    """Where its matters stand on the day."""


def findable(view: View, states: Iterable[State]) -> Findable:
    """Return what the public may find an enterprise by on the view's day."""
    acts = [entry.shown for entry in view.entries]
    known = view.enterprise
    names = [name.name for name in reversed(view.names)]
    return Findable(
        id=view.id,
        names=tuple(dict.fromkeys([known.name, *names])) if known else (),
        code=(known.uscc or "").strip() if known else "",
        area=known.area if known else "",
        industry=known.industry if known else "",
        kinds=tuple(sorted({kind_of(act) for act in acts})),
        subjects=tuple(sorted(set(_subjects(acts)))),
        years=tuple(sorted({act.date.year for act in acts})),
        states=tuple(sorted(set(states))),
    )


def searchable(name: str) -> str:
    """Return a name as it is looked up: one kind of brackets, one width, simplified."""
    return normalise_name(name).translate(simplified_characters())


def terms(firm: Findable, sounds: Sounds) -> dict[str, set[str]]:
    """Return the terms of an enterprise in each family."""
    if not firm.names:
        return {family: set() for family in FAMILIES}
    # Brackets may also be left out: 恒力集团 finds 恒力（集团）.
    names = {form for name in firm.names for form in _with_and_without_brackets(searchable(name))}
    spelled = {spelling for name in names for spelling in sounds.spell(name)}
    texts = {NAMES: names, INITIALS: spelled, CODES: {firm.code.lower()}}
    found = {family: _words(texts[family], SIZES[family]) for family in texts}
    found[INITIALS] |= grams(spelled, PAIR)
    return found | {FACETS: set(facets(firm))}


def facets(firm: Findable) -> Iterator[str]:
    """Yield the terms by which an enterprise passes the filters."""
    yield f"{FACET}a{firm.area}"
    yield f"{FACET}i{firm.industry}"
    yield from (f"{FACET}k{kind}" for kind in firm.kinds)
    yield from (f"{FACET}s{subject}" for subject in firm.subjects)
    yield from (f"{FACET}y{year}" for year in firm.years)
    yield from (f"{FACET}t{state}" for state in firm.states)


def home(term: str, family: str) -> str:
    """Return the word by which a term is dealt to a shard.

    An absent word lies with its own end, which any fragment that holds it is looked up by anyway.
    """
    return term[-SIZES[family] :] if term[0] == ABSENT and len(term) > SIZES[family] else term


def _words(texts: set[str], size: int) -> set[str]:
    return grams(texts, size).union(ABSENT + word for word in absent_words(texts, size))


def _with_and_without_brackets(name: str) -> Iterator[str]:
    yield name
    if "(" in name or ")" in name:
        yield name.translate(_BRACKETS)


def _subjects(acts: Iterable[AnyAct]) -> Iterator[str]:
    for act in acts:
        if isinstance(act, YellowCard | RedCard):
            yield act.subject
