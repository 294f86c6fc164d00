"""Which lists there are, whole and in parts: by area, industry, subject, state and so on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

import msgspec

from publisher.fields import label
from publisher.firms import ListRow
from publisher.labels import Labels
from publisher.pages.pagination import Room, Slice, slices
from publisher.site_data import Site
from publisher.topics import ROWS
from register.acts import EnterpriseId, Subject
from register.lists import LISTS
from register.standings import State
from register.wording import gettext

ROOM = Room(front=24_000, numbered=22_000)
"""In bytes of encoded rows, which a row's HTML never exceeds: with all it loads, a page then takes
60 KB at most."""
FACETS = ("area", "industry", "subject", "state", "department", "year")

MANY = 24
"""Values of a facet on a list's own page; if there are more, a page below it has them all."""

Choice = tuple[str, str, int]


class Facet(NamedTuple):
    """One way to narrow a list: by area, say, and the values that lead somewhere."""

    name: str
    label: str
    choices: list[Choice]
    """Value, its label, how many rows."""

    @property
    def shown(self) -> list[Choice]:
        """What a list's own page offers: those with most rows, where there are too many."""
        if len(self.choices) <= MANY:
            return self.choices
        most = nlargest(MANY, self.choices, key=lambda choice: choice[2])
        return [choice for choice in self.choices if choice in most]


class Listing(msgspec.Struct, frozen=True, dict=True):
    """A list, or a part of one, that has pages of its own."""

    slug: str
    path: str
    rows: Sequence[ListRow]
    facet: str = ""
    value: str = ""
    year: int | None = None
    """Set for the closures of one year."""

    @cached_property
    def groups(self) -> Mapping[str, Mapping[str, Sequence[ListRow]]]:
        """The rows of each value of every facet by which it can be parted."""
        groups = {facet: _by(facet, self.rows) for facet in FACETS}
        return {it: own for it, own in groups.items() if _parts(it, own, self.year)}


def listings(site: Site, slug: str) -> Iterator[Listing]:
    """Yield a list, or that of each year, and every part of it that has rows."""
    if LISTS[slug].yearly:
        for year, of_year in site.closure_years.items():
            yield from _with_facets(Listing(slug, f"/lists/{slug}/{year}/", of_year, year=year))
    else:
        yield from _with_facets(Listing(slug, f"/lists/{slug}/", site.rows[slug]))


def _with_facets(whole: Listing) -> Iterator[Listing]:
    yield whole
    for facet, groups in whole.groups.items():
        for value, rows in groups.items():
            path = f"{whole.path}{facet}/{value}/"
            yield Listing(whole.slug, path, rows, facet, value, whole.year)


def _parts(facet: str, values: Iterable[str], year: int | None) -> bool:
    """Tell whether a list can be parted this way; what has a page once keeps it."""
    if facet == "year":
        return year is None
    return facet != "subject" or any(values)


def crowded(whole: Listing) -> list[str]:
    """Return the facets of a list that have a page of their own, having too many values."""
    return [facet for facet, groups in whole.groups.items() if len(groups) > MANY]


def addresses(site: Site, slug: str) -> list[str]:
    """Return the address of a list, or that of each year, and of every part of it."""
    topic, yearly = f"{ROWS}{slug}", LISTS[slug].yearly

    def values(said: Mapping[EnterpriseId, Iterable[ListRow]]) -> list[tuple[int, str, str]]:
        rows = chain.from_iterable(said.values())
        found = {
            (row.year if yearly else 0, it, str(getattr(row, it))) for row in rows for it in FACETS
        }
        return sorted(found)

    def found() -> list[str]:
        sums = site.summed("facets", values, list[tuple[int, str, str]], topic)
        known = sorted(set(chain.from_iterable(sums)))
        years = sorted({year for year, _, _ in known}, reverse=True) if yearly else [0]
        return [path for year in years for path in _addresses(slug, year, known)]

    return site.memory.recall(site.digest(b"addresses", site.said(topic)), list[str], found)


def _addresses(slug: str, year: int, known: Sequence[tuple[int, str, str]]) -> Iterator[str]:
    root = f"/lists/{slug}/{year}/" if year else f"/lists/{slug}/"
    yield root
    for facet in FACETS:
        values = [value for own, it, value in known if own == year and it == facet]
        if _parts(facet, values, year or None):
            yield from [f"{root}{facet}/"] if len(values) > MANY else []
            yield from (f"{root}{facet}/{value}/" for value in values)


def _by(facet: str, rows: Sequence[ListRow]) -> dict[str, list[ListRow]]:
    found: defaultdict[str, list[ListRow]] = defaultdict(list)
    for row in rows:
        found[str(getattr(row, facet))].append(row)
    return found


def parts_of(listing: Listing) -> list[Slice[ListRow]]:
    """Return the pages of a list, or of a part of one."""
    return slices(listing.rows, ROOM, lambda row: len(row.encoded))


def title_of(listing: Listing, labels: Labels) -> str:
    """Return what a list, or a part of one, is called in the language in use."""
    rule = LISTS[listing.slug]
    title = rule.title_for(listing.year) if listing.year else str(rule.title)
    if listing.facet:
        title = gettext(
            "%(list)s：%(part)s", list=title, part=_choice(listing.facet, listing.value, labels)
        )
    return title


def _choice(facet: str, value: str, labels: Labels) -> str:
    match facet:
        case "area":
            return labels.areas.get(value, value)
        case "department":
            return labels.departments.get(value, value)
        case "industry":
            return labels.industry(value)
        case "subject":
            return labels.subjects[Subject(value)]
        case "state":
            return labels.states[State(value)]
        case _:
            return gettext("%(year)s年", year=value)


def _called(facet: str, labels: Labels) -> str:
    return gettext("状态") if facet == "state" else label(facet, labels.language)


def facets_of(listing: Listing, labels: Labels) -> list[Facet]:
    """Return the ways to narrow a list that lead to more than one part."""
    found = []
    for facet, groups in listing.groups.items():
        if len(groups) > 1:
            choices = [
                (value, _choice(facet, value, labels), len(rows)) for value, rows in groups.items()
            ]
            found.append(
                Facet(facet, _called(facet, labels), sorted(choices, reverse=facet == "year"))
            )
    return found
