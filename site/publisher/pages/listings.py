"""Which lists there are, whole and in parts: by area, industry, subject, state and so on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

from publisher.fields import label
from publisher.firms import ListRow
from publisher.labels import Labels
from publisher.pages.pagination import Room, Slice, slices
from publisher.site_data import Site
from register.acts import Subject
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


@dataclass(frozen=True)
class Listing:
    """A list, or a part of one, that has pages of its own."""

    slug: str
    path: str
    rows: Sequence[ListRow]
    facet: str = ""
    value: str = ""
    year: int | None = None
    """Set for the closures of one year."""


def listings(site: Site, slug: str) -> Iterator[Listing]:
    """Yield a list, or that of each year, and every part of it that has rows."""
    if LISTS[slug].yearly:
        for year, of_year in site.closure_years.items():
            yield from _with_facets(Listing(slug, f"/lists/{slug}/{year}/", of_year, year=year))
    else:
        yield from _with_facets(Listing(slug, f"/lists/{slug}/", site.rows[slug]))


def _with_facets(whole: Listing) -> Iterator[Listing]:
    yield whole
    for facet in FACETS:
        if not _has(whole, facet):
            continue
        for value, rows in _by(facet, whole.rows).items():
            path = f"{whole.path}{facet}/{value}/"
            yield Listing(whole.slug, path, rows, facet, value, whole.year)


def _has(whole: Listing, facet: str) -> bool:
    """Tell whether a list can be parted this way; what has a page once keeps it."""
    if facet == "year":
        return whole.year is None
    return facet != "subject" or any(row.subject for row in whole.rows)


def crowded(whole: Listing) -> list[str]:
    """Return the facets of a list that have a page of their own, having too many values."""
    return [
        facet
        for facet in FACETS
        if _has(whole, facet) and len({getattr(row, facet) for row in whole.rows}) > MANY
    ]


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
    for facet in FACETS:
        groups = _by(facet, listing.rows)
        if len(groups) > 1 and _has(listing, facet):
            choices = [
                (value, _choice(facet, value, labels), len(rows)) for value, rows in groups.items()
            ]
            found.append(
                Facet(facet, _called(facet, labels), sorted(choices, reverse=facet == "year"))
            )
    return found
