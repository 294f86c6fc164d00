"""The current edition: the open data of the day for which the site is built."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from msgspec.structs import replace

from publisher import linked_data
from publisher.downloads.book_lines import BookYear
from publisher.downloads.editions import Edition, ListRows, edition, month_table
from publisher.downloads.files import Store
from publisher.downloads.tables import EXCEL_ROWS, Place, Rows
from publisher.firms import ListRow, digest
from publisher.pages.pagination import Room, slices
from publisher.site_data import Site
from publisher.topics import ROWS
from register.lists import LISTS, Row
from register.wording import SOURCE_LANGUAGE

ROOT = "data/"
BLOCK = 100
"""Rows of a list; as on its pages, a new row changes the first block alone."""


def about(site: Site) -> dict[str, str]:
    """Return what every file says of itself."""
    return {
        "place": site.profile.place.id,
        "title": site.profile.site.name,
        "licence": linked_data.LICENCE,
        "source": f"{site.profile.site.url}/data/",
    }


def current(site: Site, store: Store) -> Edition:
    """Return the tables as they stand on the day."""
    place = Place(
        root=ROOT,
        as_of=site.as_of,
        labels=site.labels[SOURCE_LANGUAGE],
        about=about(site),
        base=site.base,
        store=store,
    )
    gone = frozenset(stone.id for stone in site.tombstones)
    years = [
        BookYear(file, mark, gone, site.as_of, site.memory) for file, mark in site.harvest.marked
    ]
    tables = edition(
        place,
        {slug: _rows(site, slug) for slug in LISTS},
        [year for year in years if year.year <= site.as_of.year],
        site.tombstones,
    )
    if not site.months:
        return tables
    return replace(tables, tables=[*tables.tables, month_table(place, site.months)])


def _rows(site: Site, slug: str) -> ListRows:
    return ListRows(
        slug=slug,
        key=site.said(f"{ROWS}{slug}"),
        short=site.counts[slug] <= EXCEL_ROWS,
        parts=cache(partial(_parts, site, slug)),
        newest=lambda: next((row.date for row in site.rows[slug]), None),
    )


def _parts(site: Site, slug: str) -> list[Rows]:
    return [
        Rows(
            digest(*(row.digest for row in part.items)), len(part.items), partial(_load, part.items)
        )
        for part in slices(site.rows[slug], Room(BLOCK + BLOCK // 2, BLOCK), lambda _: 1)
    ]


def _load(rows: Sequence[ListRow]) -> list[Row]:
    return [row.row() for row in rows]
