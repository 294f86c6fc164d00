"""Tables as XLSX workbooks: the same bytes from the same rows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from publisher.downloads.columns import FALSE, TRUE, Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CREATED = dt.datetime(2021, 1, 1)  # noqa: DTZ001 - the same in every file; the format knows no zone
LONGEST_CELL = 32_767
WIDTHS = (10, 40)
"""Least and greatest width of a column, in characters."""
CJK = 0x2E7F
"""Characters above it are as wide as two Latin ones."""
SAMPLE = 200
"""Rows that are looked at to find how wide a column should be."""


def workbook(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    notes: Sequence[tuple[str, str]],
) -> bytes:
    """Return a workbook with the table on its first sheet and notes on its second.

    A text is always written as text, never as a formula or a link.
    """
    # Imported here: costs more than most builds, which write no workbook.
    import xlsxwriter  # noqa: PLC0415

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "created": CREATED})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(sheet_name(title))
    table = list(rows)
    _fill(sheet, headings, table, head, day)
    explained = book.add_worksheet("说明")
    explained.set_column(0, 0, 20)
    explained.set_column(1, 1, 90)
    for row, (name, said) in enumerate(notes):
        explained.write_string(row, 0, name)
        explained.write_string(row, 1, said)
    book.close()
    return target.getvalue()


def sheet_name(title: str) -> str:
    r"""Return a title as a sheet may be called: at most 31 characters, none of `[]:*?/\\`."""
    return title.translate(dict.fromkeys(map(ord, "[]:*?/\\"), None))[:31]


def _fill(
    sheet: Worksheet,
    headings: Sequence[str],
    table: Sequence[Sequence[Value]],
    head: Format,
    day: Format,
) -> None:
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, head)
        longest = max((_width(row[column]) for row in table[:SAMPLE]), default=0)
        width = min(max(longest, _width(heading) + 2, WIDTHS[0]), WIDTHS[1])
        sheet.set_column(column, column, width)
    for number, row in enumerate(table, 1):
        for column, value in enumerate(row):
            if value is not None:
                _write(sheet, number, column, value, day)
    sheet.freeze_panes(1, 0)
    if table:
        sheet.autofilter(0, 0, len(table), len(headings) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Value, day: Format) -> None:
    match value:
        case bool():
            sheet.write_string(row, column, TRUE if value else FALSE)
        case int() | float():
            sheet.write_number(row, column, value)
        case dt.date():
            sheet.write_datetime(row, column, value, day)
        case _:
            sheet.write_string(row, column, str(value)[:LONGEST_CELL])


def _width(value: Any) -> int:
    """Return how wide a value shows: a Chinese character takes two places."""
    said = "" if value is None else str(value)
    return len(said) + sum(ord(character) > CJK for character in said)
