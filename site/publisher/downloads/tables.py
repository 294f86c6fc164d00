"""One table in every format it is offered in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from publisher.downloads import excel
from publisher.downloads.columns import Column, Value, record
from publisher.downloads.files import DataFile, Made, Store
from publisher.downloads.text_files import Block, Piece, csv_file, csv_rows, json_file, pieces_of
from publisher.firms import digest
from publisher.labels import Labels
from register.wording import SOURCE_LANGUAGE, gettext, use_language

EXCEL_ROWS = 500
"""Rows up to which a workbook is made anew with every change: a longer one costs more than all the
rest of a rebuild, and is part of the releases only."""


class Place(msgspec.Struct, frozen=True):
    """Where tables go and what all of them say about themselves."""

    root: str
    """`data/`, or a release's folder below it."""
    as_of: dt.date
    labels: Labels
    """Chinese: the tables are in the words of the departments."""
    about: Mapping[str, str]
    """Place, title of the site, licence and source, for the head of JSON files."""
    base: bytes
    """Digest of what every file depends on beside its rows."""
    store: Store
    every_format: bool = False
    """A release: workbooks too, however long."""


class Rows(msgspec.Struct, frozen=True):
    """Some neighbouring rows of a table, decoded only when their text is made."""

    key: bytes
    count: int
    load: Callable[[], Sequence[Any]]


class Table(msgspec.Struct, frozen=True):
    """A table: what it is called, what its columns are, and its files."""

    id: str
    """Unique in its edition, as a name of Data Package: lower case and hyphens."""
    title: Callable[[], str]
    """Says it in the language in use."""
    columns: Sequence[Column[Any]]
    files: Sequence[DataFile] = ()
    slug: str = ""
    """Of the list it is, if it is one."""
    year: int | None = None
    """Of the part of the book it is, if it is one."""

    def heading(self, language: str = SOURCE_LANGUAGE) -> str:
        """Return what it is called in a language."""
        with use_language(language):
            return self.title()

    def file(self, format_: str) -> DataFile | None:
        """Return its file of a format; None where it isn't offered in it."""
        return next((file for file in self.files if file.format == format_), None)


def headings(columns: Sequence[Column[Any]], language: str = SOURCE_LANGUAGE) -> list[str]:
    """Return what the columns are called; in Chinese, the first line of the files."""
    with use_language(language):
        return [str(column.title) for column in columns]


class Source(msgspec.Struct, frozen=True):
    """The rows of one table and how they are written."""

    place: Place
    path: str
    """Below the place's root and without the format: `lists/yellow`."""
    title: str
    columns: Sequence[Column[Any]]
    rows: Callable[[], Sequence[Rows]]
    """Called when a file is made."""
    key: bytes
    """Digest of all rows, and of the day where what they say depends on it."""
    cells: Callable[[Any, Labels], Sequence[Value]]
    changed: Callable[[], dt.date | None]
    about: Mapping[str, str] = msgspec.field(default_factory=dict)

    def files(self, *, excel: bool, json: Callable[[], Made] | None = None) -> list[DataFile]:
        """Return the table as CSV, JSON and, if wanted, as a workbook."""
        day = self.place.as_of.isoformat().encode()
        makers: dict[str, Callable[[], Made]] = {"csv": self._csv, "json": json or self._json}
        if excel:
            makers["xlsx"] = self._xlsx
        return [
            DataFile(
                f"{self.place.root}{self.path}.{format_}",
                digest(
                    self.place.base,
                    format_.encode(),
                    self.path.encode(),
                    self.key,
                    # What names the day is another file each day, also where its rows stay.
                    *([day] if make in (self._json, self._xlsx) else []),
                ),
                make,
            )
            for format_, make in makers.items()
        ]

    def _texts(self, format_: str, write: Callable[[Sequence[Any]], bytes]) -> Iterator[Piece]:
        parts = self.rows()
        if len(parts) == 1:  # a single block gains nothing from being found again
            return iter([Piece(write(parts[0].load()))])
        blocks = (
            Block(digest(self.place.base, part.key), partial(_load_and_write, write, part))
            for part in parts
        )
        known = self.place.store.last.blocks(f"{self.place.root}{self.path}.{format_}")
        return pieces_of(blocks, known)

    def _csv(self) -> Made:
        def write(rows: Sequence[Any]) -> bytes:
            return csv_rows(self.cells(row, self.place.labels) for row in rows)

        return self._made(csv_file(headings(self.columns), self._texts("csv", write)))

    def _json(self) -> Made:
        def write(rows: Sequence[Any]) -> bytes:
            return b",\n".join(
                msgspec.json.encode(record(self.columns, row, self.place.labels)) for row in rows
            )

        about = {**self.place.about, "as_of": self.place.as_of.isoformat(), **self.about}
        return self._made(json_file(about, "rows", self._texts("json", write)))

    def _xlsx(self) -> Made:
        rows = [self.cells(row, self.place.labels) for part in self.rows() for row in part.load()]
        content = excel.workbook(self.title, headings(self.columns), rows, self._notes())
        return self._made([Piece(content)])

    def _notes(self) -> list[tuple[str, str]]:
        about = self.place.about
        return [
            (gettext("名称"), self.title),
            (gettext("数据截至"), self.place.as_of.isoformat()),
            (gettext("来源"), f"{about['title']} {about['source']}"),
            (gettext("许可"), gettext("CC BY 4.0，须注明来源和数据截至日期：") + about["licence"]),
            (
                gettext("提示"),
                gettext("撤销公示、终止公示的内容会从文件中移除，请定期更新，不要继续公开。"),
            ),
            *((str(column.title), str(column.about)) for column in self.columns),
        ]

    def _made(self, pieces: Sequence[Piece]) -> Made:
        return Made(pieces, sum(part.count for part in self.rows()), self.changed())


def _load_and_write(write: Callable[[Sequence[Any]], bytes], part: Rows) -> bytes:
    return write(part.load())
