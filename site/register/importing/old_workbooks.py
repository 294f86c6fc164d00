"""XLS, as offices saved lists until long after 2007; WPS saves its ET files alike.

A sheet of the old kind has at most 65,536 rows and 256 columns, and nothing in it is packed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from register.importing.merging import Filling, Merged, filled_across
from register.importing.tables import (
    MAX_CELL,
    HiddenSheet,
    Row,
    Sheet,
    UnreadableTable,
    Workbook,
    too_long_cell,
)
from register.importing.values import text_of
from register.wording import gettext

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""With which every compound file of Microsoft's begins."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(content: bytes) -> Workbook:
    """Return every visible worksheet in which anything stands, and what the hidden ones hold.

    Raises:
        UnreadableTable: the workbook is encrypted or broken, or is no workbook.

    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - CSV needn't pay

    if _ENCRYPTED in content:
        raise _locked()
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return _sheets(book)
    except CalamineError as failure:
        if "password" in str(failure).casefold():
            raise _locked() from failure
        raise UnreadableTable(
            gettext("文件损坏，或不是表格。请在电子表格软件中打开，另存为 XLSX，再导入。")
        ) from failure


def _sheets(book: Any) -> Workbook:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - as above

    found, hidden = [], []
    for about in book.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        merged = [
            Merged(top + 1, bottom + 1, left + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]
        rows = tuple(_rows(sheet, merged))
        if about.visible is not SheetVisibleEnum.Visible:
            hidden += [HiddenSheet(about.name, len(rows))] if rows else []
        elif rows:
            found.append(Sheet(about.name, rows, filled_across(merged)))
    return Workbook(found, hidden)


def _rows(sheet: Any, merged: list[Merged]) -> Iterator[Row]:
    """Yield the rows in which anything stands, cells merged downwards filled."""
    filling = Filling(merged)
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [text_of(value) for value in values]
        if not any(cells):
            continue
        if any(len(cell) > MAX_CELL for cell in cells):
            raise too_long_cell(number)
        cells, spans = filling.fill(number, cells)
        while cells and not cells[-1]:
            cells.pop()
        yield Row(number, tuple(cells), spans)


def _locked() -> UnreadableTable:
    return UnreadableTable(
        gettext("文件有密码保护。请在电子表格软件中取消密码，另存为 XLSX，再导入。")
    )
