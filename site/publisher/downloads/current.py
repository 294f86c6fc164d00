"""The current edition: the open data of the day for which the site is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from publisher import linked_data
from publisher.downloads.book_lines import BookYear
from publisher.downloads.editions import Edition, ListRows, edition, month_table
from publisher.downloads.files import Store
from publisher.downloads.tables import EXCEL_ROWS, Place, Rows
from publisher.firms import ListRow, digest
from publisher.pages.pagination import Room, slices
from publisher.site_data import Site
from register.histories import Tombstone
from register.lists import Row
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


def stones_of(site: Site) -> list[Tombstone]:
    """Return what stays of every act that left the site."""
    return [stone for firm in site.firms for stone in firm.tombstones]


def hidden(site: Site) -> frozenset[str]:
    """Return the ids of every act that left the site."""
    return frozenset(stone.id for stone in stones_of(site))


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
    gone = hidden(site)
    years = [BookYear(file, gone, site.as_of) for file in site.harvest.files]
    tables = edition(
        place,
        {slug: _rows(slug, rows) for slug, rows in site.rows.items()},
        [year for year in years if year.year <= site.as_of.year],
        stones_of(site),
    )
    if not site.months:
        return tables
    return replace(tables, tables=[*tables.tables, month_table(place, site.months)])


def _rows(slug: str, rows: Sequence[ListRow]) -> ListRows:
    parts = [
        Rows(
            digest(*(row.digest for row in part.items)), len(part.items), partial(_load, part.items)
        )
        for part in slices(rows, Room(BLOCK + BLOCK // 2, BLOCK), lambda _: 1)
    ]
    return ListRows(
        slug=slug,
        key=digest(*(part.key for part in parts)),
        short=len(rows) <= EXCEL_ROWS,
        parts=lambda: parts,
        newest=lambda: rows[0].date if rows else None,
    )


def _load(rows: Sequence[ListRow]) -> list[Row]:
    return [row.row() for row in rows]
