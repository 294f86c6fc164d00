"""An edition: every table of the open data as it stands on one day, at one address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from publisher.downloads.book_columns import BOOK_COLUMNS, act_cells
from publisher.downloads.book_lines import BookYear
from publisher.downloads.columns import cells
from publisher.downloads.ended_columns import ENDED_COLUMNS
from publisher.downloads.files import DataFile, Made
from publisher.downloads.list_columns import LIST_COLUMNS
from publisher.downloads.month_columns import MONTH_COLUMNS, rows
from publisher.downloads.tables import EXCEL_ROWS, Place, Rows, Source, Table
from publisher.downloads.text_files import Block, json_file, pieces_of
from publisher.firms import digest
from register.histories import Tombstone
from register.lists import LISTS
from register.numbers import Month
from register.wording import gettext

EXCEL_BYTES = 500_000
"""Of a year's file in the book: about `EXCEL_ROWS` acts, without counting them."""
ENDED = "ended"
"""The id of the table of what left the site."""
MONTHS = "numbers"
"""The id of the table of casework by month; in the current edition, once a month was published."""


class ListRows(msgspec.Struct, frozen=True):
    """The rows of one list, newest first."""

    slug: str
    key: bytes
    short: bool
    """Whether a workbook of it is made with every change."""
    parts: Callable[[], Sequence[Rows]]
    """In blocks that a new row leaves alone; called when a file is made."""
    newest: Callable[[], dt.date | None]


class Edition(msgspec.Struct, frozen=True):
    """The tables of one day."""

    place: Place
    tables: Sequence[Table]

    def files(self) -> Iterator[DataFile]:
        """Yield every file of every table."""
        for table in self.tables:
            yield from table.files


def edition(
    place: Place,
    lists: Mapping[str, ListRows],
    years: Sequence[BookYear],
    ended: Sequence[Tombstone],
) -> Edition:
    """Return the tables of a day: each list, the book by years, and what left the site."""
    tables = [_list(place, lists[slug]) for slug in LISTS]
    tables += [_book(place, year) for year in years]
    tables.append(_ended(place, ended))
    return Edition(place, tables)


def _list(place: Place, rows: ListRows) -> Table:
    columns, rule = LIST_COLUMNS[rows.slug], LISTS[rows.slug]
    source = Source(
        place=place,
        path=f"lists/{rows.slug}",
        title=str(rule.title),
        columns=columns,
        rows=rows.parts,
        key=digest(place.as_of.isoformat().encode(), rows.key),
        cells=partial(cells, columns),
        changed=rows.newest,
        about={"list": rows.slug},
    )
    files = source.files(excel=place.every_format or rows.short)
    return Table(rows.slug, lambda: str(rule.title), columns, files, slug=rows.slug)


def _book(place: Place, year: BookYear) -> Table:

    def title() -> str:
        return gettext("登记簿（%(year)s年）", year=year.year)

    source = Source(
        place=place,
        path=_path(year),
        title=title(),
        columns=BOOK_COLUMNS,
        rows=lambda: year.rows,
        key=year.key,
        cells=act_cells,
        changed=lambda: year.newest,
    )
    short = year.file.size <= EXCEL_BYTES
    files = source.files(
        excel=place.every_format or short, json=partial(_acts_as_json, place, year)
    )
    return Table(f"book-{year.year}", title, BOOK_COLUMNS, files, year=year.year)


def _acts_as_json(place: Place, year: BookYear) -> Made:
    """Join the book's own lines: they are canonical JSON already, and stay verifiable."""
    blocks = (
        Block(digest(place.base, it.shown.key), partial(it.content.replace, b"\n", b",\n"))
        for it in year.parts
    )
    known = place.store.last.blocks(f"{place.root}{_path(year)}.json")
    head = {**place.about, "year": year.year}
    pieces = json_file(head, "acts", pieces_of(blocks, known))
    return Made(pieces, sum(part.shown.amount for part in year.parts), year.newest)


def _path(year: BookYear) -> str:
    return f"book/{year.year}"


def _ended(place: Place, stones: Sequence[Tombstone]) -> Table:
    said = (f"{stone.id}{stone.date}{stone.kind}{stone.ground}" for stone in stones)
    key = digest("\0".join(said).encode())

    def newest_first() -> list[Tombstone]:
        return sorted(stones, key=lambda stone: (stone.date, stone.id), reverse=True)

    source = Source(
        place=place,
        path=ENDED,
        title=_ended_title(),
        columns=ENDED_COLUMNS,
        rows=lambda: [Rows(key, len(stones), newest_first)],
        key=digest(place.as_of.isoformat().encode(), key),
        cells=partial(cells, ENDED_COLUMNS),
        changed=lambda: max((stone.date for stone in stones), default=None),
    )
    files = source.files(excel=place.every_format or len(stones) <= EXCEL_ROWS)
    return Table(ENDED, _ended_title, ENDED_COLUMNS, files)


def month_table(place: Place, months: Sequence[Month]) -> Table:
    """Return the monthly numbers of casework: every published month, in one table."""
    key = digest(*(month.encoded() for month in months))
    found = rows(months)
    source = Source(
        place=place,
        path=MONTHS,
        title=_months_title(),
        columns=MONTH_COLUMNS,
        rows=lambda: [Rows(key, len(found), lambda: found)],
        key=key,
        cells=partial(cells, MONTH_COLUMNS),
        changed=lambda: months[-1].approved_on if months else None,
    )
    return Table(MONTHS, _months_title, MONTH_COLUMNS, source.files(excel=True))


def _months_title() -> str:
    return gettext("举报和热线工单月度数字")


def _ended_title() -> str:
    return gettext("撤销公示、终止公示的登记编号")
