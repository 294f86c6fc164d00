"""CSV and TSV in the charsets Chinese offices save: UTF-8, UTF-16, GB 18030 (GBK), Big5."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from register.importing.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    Sheet,
    UnreadableTable,
    too_long_cell,
    too_many_columns,
    too_many_rows,
)
from register.wording import gettext

DELIMITERS = (",", "\t", ";", "|", "，", "；")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CHARSETS = ("utf-8", "gb18030", "big5hkscs")
_SAMPLE_LINES = 30


def texts(content: bytes) -> Iterator[str]:
    """Yield each text the bytes may be, the likeliest first.

    A byte order mark decides. Else UTF-8, which other charsets hardly ever are by accident; then
    GB 18030 and Big5, between which only the header's words can tell.

    Raises:
        UnreadableTable: there is none, or it holds what no text holds.

    """
    for mark, charset in _MARKS:
        if content.startswith(mark):
            text = _decoded(content[len(mark) :], charset)
            if text is None:
                raise _not_text()
            yield text
            return
    if b"\0" in content:
        yield _unmarked(content)
        return
    found = False
    for charset in _CHARSETS:
        text = _decoded(content, charset)
        if text is not None:
            found = True
            yield text
            if charset == "utf-8":
                return
    if not found:
        raise _not_text()


def sheets(text: str) -> Iterator[Sheet]:
    """Yield the text as a table, by each delimiter that parts its lines, the likeliest first.

    Raises:
        UnreadableTable: it is too long or too wide.

    """
    sample = [line for line in text.splitlines() if line.strip()][:_SAMPLE_LINES]
    counts = {mark: sum(line.count(mark) for line in sample) for mark in DELIMITERS}
    likely = sorted(DELIMITERS, key=lambda mark: -counts[mark])
    for mark in [mark for mark in likely if counts[mark]] or [","]:
        yield _sheet(text, mark)


def _sheet(text: str, delimiter: str) -> Sheet:
    rows = []
    for number, cells in enumerate(_records(text, delimiter), 1):
        if len(cells) > MAX_COLUMNS:
            raise too_many_columns()
        if any(len(cell) > MAX_CELL for cell in cells):
            raise too_long_cell(number)
        if cells:
            rows.append(Row(number, tuple(map(_unguarded, cells))))
        if len(rows) > MAX_ROWS:
            raise too_many_rows()
    return Sheet("", tuple(rows))


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Read strictly; where the quotes don't pair, line by line, so that none swallows others."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    try:
        yield from list(csv.reader(_bounded(lines), delimiter=delimiter, strict=True))
        return
    except csv.Error:
        plain = text.removeprefix("\ufeff").splitlines()
    for line in plain:
        if len(line) > MAX_CELL * 4:
            raise too_long_cell(plain.index(line) + 1)
        yield [_unquoted(cell) for cell in line.split(delimiter)] if line else []


def _bounded(lines: io.StringIO) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number > MAX_ROWS * 4:
            raise too_many_rows()
        yield line


def _unquoted(cell: str) -> str:
    whole = len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
    return cell[1:-1].replace('""', '"') if whole else cell


def _unguarded(cell: str) -> str:
    """Drop the apostrophe that guarded a formula on the way out: it comes back as it was."""
    return cell[1:] if cell.startswith(("'=", "'+", "'-", "'@")) else cell


def _unmarked(content: bytes) -> str:
    """Return UTF-16 saved without its mark: where the bytes of ASCII are nought tells the order.

    Raises:
        UnreadableTable: it is none.

    """
    charset = "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be"
    text = _decoded(content, charset)
    if text is None or "\0" in text or "\n" not in text:
        raise _not_text()
    return text


def _decoded(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except UnicodeDecodeError:
        return None


def _not_text() -> UnreadableTable:
    return UnreadableTable(
        gettext(
            "文件不是文本表格，或编码不明。请在电子表格软件中另存为 XLSX 或“CSV UTF-8”，再导入。"
        )
    )
