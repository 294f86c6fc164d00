"""XLSX: what the cells show, merged cells told apart, and nothing that bursts.

A workbook is a ZIP of XML. What it would unfold to is added up before any of it is read; sheets are
read row by row and given up at the first row too many.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO, Any
from xml.parsers import expat

from register.importing import old_workbooks
from register.importing.merging import Filling, Merged, filled_across
from register.importing.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    HiddenSheet,
    Row,
    Sheet,
    UnreadableTable,
    Workbook,
    too_long_cell,
    too_many_columns,
    too_many_rows,
)
from register.importing.values import text_of
from register.wording import gettext

MAX_UNFOLDED = 200 * 1024 * 1024
"""Bytes: a list of 120,000 rows takes some 190 MB of XML."""
_MAX_PARTS = 2000
_MAX_MERGED = 20_000
_LAST_ROW = 1_048_576
"""No spreadsheet has more rows; up to one numbered far beyond, there is no end of blank ones."""
_PROLOGUE = 4096
"""Bytes of a part in which a document type is looked for."""


def is_workbook(content: bytes) -> bool:
    """Tell whether bytes are a workbook of any kind, by their first bytes and not their name."""
    return content.startswith((b"PK\x03\x04", old_workbooks.MARK))


def read(content: bytes) -> Workbook:
    """Return every visible worksheet in which anything stands, and what the hidden ones hold.

    Raises:
        UnreadableTable: the workbook is encrypted, broken, or too large.

    """
    if content.startswith(old_workbooks.MARK):
        return old_workbooks.read(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bombs(archive)
            _refuse_other_kinds(archive)
            _refuse_entities(archive)
            return _workbook(content, archive)
    except UnreadableTable:
        raise
    except Exception as failure:
        raise UnreadableTable(
            gettext("文件损坏或不是 XLSX。请在电子表格软件中打开，另存为 XLSX，再导入。")
        ) from failure


def _refuse_other_kinds(archive: zipfile.ZipFile) -> None:
    """Texts and tables of other programs are ZIP files, too."""
    names = archive.namelist()
    if any(name.startswith("word/") for name in names):
        raise UnreadableTable(
            gettext("这是 Word 文件而不是表格。请把名单复制到电子表格中，存为 XLSX，再导入。")
        )
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise UnreadableTable(
            gettext("这种表格文件不能读取。请在电子表格软件中打开，另存为 XLSX，再导入。")
        )


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNFOLDED:
        raise UnreadableTable(
            gettext(
                "文件展开后超过%(n)s MB，不予读取。请只保留名单本身，另存后再导入。",
                n=MAX_UNFOLDED // 1024 // 1024,
            )
        )


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """No workbook needs a document type; expat itself bounds what a late one unfolds to."""
    for part in archive.infolist():
        with archive.open(part) as source:
            if b"<!DOCTYPE" in source.read(_PROLOGUE).replace(b"\0", b""):
                raise UnreadableTable(gettext("文件含有表格不需要的实体声明，不予读取。"))


def _workbook(content: bytes, archive: zipfile.ZipFile) -> Workbook:
    from openpyxl import load_workbook  # noqa: PLC0415 - half a second that CSV needn't pay

    shown = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    written = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    paths = _paths(content)
    found, hidden = [], []
    try:
        for sheet in shown.worksheets:
            scan = _SheetScan()
            with archive.open(paths[sheet.title]) as source:
                scan.read(source)
            if sheet.sheet_state != "visible":
                hidden.append(HiddenSheet(sheet.title, scan.rows))
                continue
            formulas = written[sheet.title] if scan.computes else None
            for each in filter(None, (sheet, formulas)):
                each.reset_dimensions()  # what a file says of its size may leave rows out
            rows = tuple(_rows(sheet, formulas, scan.merged))
            if rows:
                found.append(Sheet(sheet.title, rows, filled_across(scan.merged)))
    finally:
        shown.close()
        written.close()
    return Workbook(found, [sheet for sheet in hidden if sheet.rows])


def _paths(content: bytes) -> Mapping[str, str]:
    """Return where each worksheet lies in the archive, by its name."""
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415 - as above

    reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    return {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}


class _SheetScan:
    """What the library doesn't tell in its row by row mode, found in one quick pass."""

    def __init__(self) -> None:
        self.merged: list[Merged] = []
        self.computes = False
        self.rows = 0
        """In which anything stands."""
        self._row_says_something = False

    def read(self, source: IO[bytes]) -> None:
        """Scan a worksheet's XML.

        Raises:
            UnreadableTable: it has too many rows.

        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.ParseFile(source)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self._row_says_something = False
            if int(attributes.get("r", 0)) > _LAST_ROW:
                raise too_many_rows()
        elif tag in {"v", "is"} and not self._row_says_something:
            self._row_says_something = True
            self.rows += 1
            if self.rows > MAX_ROWS:
                raise too_many_rows()
        elif tag == "f":
            self.computes = True
        elif tag == "mergeCell" and len(self.merged) < _MAX_MERGED:
            self.merged.append(_rectangle(attributes["ref"]))


def _rectangle(reference: str) -> Merged:
    from openpyxl.utils import range_boundaries  # noqa: PLC0415 - as above

    left, top, right, bottom = (edge or 1 for edge in range_boundaries(reference))
    return Merged(top, bottom, left, right)


def _rows(sheet: Any, source: Any | None, merged: list[Merged]) -> Iterator[Row]:
    """Yield the rows in which anything stands, cells merged downwards filled."""
    formulas = source.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True) if source else None
    filling = Filling(merged)
    count = 0
    for number, values in enumerate(
        sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1
    ):
        formula_cells = next(formulas, ()) if formulas else ()
        if not any(map(_says_anything, (values, formula_cells))):
            continue
        cells = [text_of(value) for value in values]
        missing = _without_result(values, formula_cells)
        if not any(cells) and not missing:
            continue
        if any(cells[MAX_COLUMNS:]):
            raise too_many_columns()
        if any(len(cell) > MAX_CELL for cell in cells):
            raise too_long_cell(number)
        count += 1
        if count > MAX_ROWS:
            raise too_many_rows()
        cells, spans = filling.fill(number, cells[:MAX_COLUMNS])
        while cells and not cells[-1]:
            cells.pop()
        yield Row(number, tuple(cells), spans, missing)


def _says_anything(values: tuple[Any, ...]) -> bool:
    """Tell quickly: there may be a million blank rows before the next that says anything."""
    return values.count(None) < len(values)


def _without_result(values: tuple[Any, ...], written: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the formulas whose result was not saved: their cell would else look empty."""
    return tuple(
        str(formula)
        for value, formula in zip(values, written, strict=False)
        if value is None and formula is not None
    )
