"""The refused rows as a file of their own, each with its reason, to be mended and brought back."""

from __future__ import annotations

from collections.abc import Iterator

from register.importing.reading import Imported, JudgedSheet
from register.importing.remarks import Verdict
from register.spreadsheets import BOM, lines
from register.wording import gettext


def rejects(imported: Imported) -> bytes:
    """Return every refused row as CSV that Excel opens and runs nothing of.

    Below the list's own title and columns; the row's number there and the reason are added. An
    import of this file, mended, knows title and columns again and passes over the two added ones.
    """
    return (BOM + lines(_rows(imported))).encode("utf-8", "surrogatepass")


def _rows(imported: Imported) -> Iterator[list[str]]:
    for sheet in imported.sheets:
        yield from _of_sheet(sheet)


def _of_sheet(sheet: JudgedSheet) -> Iterator[list[str]]:
    refused = [row for row in sheet.rows if row.verdict is Verdict.REFUSED]
    if not refused:
        return
    names = list(sheet.header.names) if sheet.header else []
    width = max(len(names), *(len(row.row.cells) for row in refused))
    names += [""] * (width - len(names))
    yield from ([line] for line in (sheet.header.title.split("\n") if sheet.header else []) if line)
    yield [*names, gettext("原行号"), gettext("退回原因")]
    for row in refused:
        cells = [row.row.cell(column) for column in range(width)]
        yield [*cells, str(row.row.number), row.reason]
