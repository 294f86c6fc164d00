"""A published list as a file: rows of text, whatever it was saved as."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from register.wording import gettext

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 120_000
MAX_COLUMNS = 256
MAX_CELL = 20_000
"""Characters."""

Span = tuple[int, int]
"""First and last row of cells merged down a column."""


class UnreadableTable(Exception):
    """A file that can't be read as a list; the text says what is wrong and how to mend it."""


class Row(msgspec.Struct, frozen=True):
    """One row as published."""

    number: int
    """Counted from 1 as a spreadsheet shows it, header and empty rows included."""
    cells: tuple[str, ...]
    spans: Mapping[int, Span] = msgspec.field(default_factory=dict)
    """For a column merged downwards over this row and others: which rows. The text is repeated in
    each of them, for all but figures belongs to each of them."""
    formulas: tuple[str, ...] = ()
    """Formulas saved without what they amount to; their cells are blank."""

    def cell(self, column: int) -> str:
        """Return the text in a column, empty where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def blank(self) -> bool:
        """Whether no cell says anything."""
        return not any(cell.strip(_INVISIBLE) for cell in self.cells) and not self.formulas


_INVISIBLE = " \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"


class Sheet(msgspec.Struct, frozen=True):
    """One table: a worksheet, or the whole of a text file."""

    name: str
    """Empty for a text file."""
    rows: tuple[Row, ...]
    wide: frozenset[tuple[int, int]] = frozenset()
    """Row and column of cells filled from one merged across columns: headers with groups."""


class HiddenSheet(msgspec.Struct, frozen=True):
    """A worksheet that nobody sees who opens the workbook, and so was not read."""

    name: str
    rows: int
    """In which anything stands."""


class Workbook(msgspec.Struct, frozen=True):
    """The worksheets of a file."""

    sheets: list[Sheet]
    hidden: list[HiddenSheet]


def too_many_rows() -> UnreadableTable:
    """Return the error for a list longer than any that is read."""
    return UnreadableTable(
        gettext("表格超过%(n)s行。请分成几个文件，再分别导入。", n=MAX_ROWS),
    )


def too_many_columns() -> UnreadableTable:
    """Return the error for a table wider than any that is read."""
    return UnreadableTable(
        gettext("表格超过%(n)s列。请删去空列和无关的列，再导入。", n=MAX_COLUMNS),
    )


def too_long_cell(row: int) -> UnreadableTable:
    """Return the error for a cell longer than any that is kept."""
    return UnreadableTable(
        gettext(
            "第%(row)s行有单元格超过%(n)s字，可能是引号不成对。请检查该行，再导入。",
            row=row,
            n=MAX_CELL,
        )
    )
