"""Where the header is: below titles, over several rows, in groups, or nowhere."""

from __future__ import annotations

import re
from itertools import zip_longest

import msgspec
from msgspec.structs import replace

from register.importing.columns import Field, field_of
from register.importing.firms import looks_like_a_firm
from register.importing.plain import says_nothing, squeezed
from register.importing.quantities import HeaderUnit, unit_in
from register.importing.tables import MAX_COLUMNS, Row, Sheet

_SEARCHED = 40
"""Rows in which a header is looked for."""
_MAX_LINES = 4
_PLAIN = 2
"""Words of a header that make a row plainly one."""
_SENTENCE = 30
"""A header is shorter than this; a title or a note seldom is."""
_NO_HEADING = re.compile(r"^[\d.]+$|^[(]?[一二三四五六七八九十]{1,3}[)、.]|行业$|[合小总]计")
"""Figures, section titles and sums, that may follow a header at once."""
_GENERAL_UNIT = re.compile(r"单位[::]\s*([^\s,。;()]+)")


class Header(msgspec.Struct, frozen=True):
    """A table's header."""

    first: int
    """Row number; 0 where the table has none and its columns go by number."""
    last: int
    names: tuple[str, ...]
    """One a column, groups and their members joined: `淘汰产能/数量(万吨)`."""
    title: str
    """What stands above it, or the workbook's name for the sheet."""
    unit: HeaderUnit | None
    """The unit that the lines above give for the whole table: `单位：万吨`."""


def find_header(sheet: Sheet, given: frozenset[str] = frozenset()) -> Header | None:
    """Return a sheet's header, None where no row and no column names enterprises.

    `given` are headers someone mapped by hand: a row that holds one is the header.
    """
    known = [_words_known(row, given) for row in sheet.rows[:_SEARCHED]]
    if not any(known):
        return _by_content(sheet)
    # The first that will do: a later one is another list's. One that was given by hand goes first.
    enough = max(known) if max(known) == MAX_COLUMNS else min(max(known), _PLAIN)
    likely = next(index for index, count in enumerate(known) if count >= enough)
    first = _top_of_block(sheet, likely)
    return _header(sheet, first, _last_line(sheet, first))


def later_header(sheet: Sheet, above: Header) -> Header | None:
    """Return the first header of another list among rows below one; None where there is none.

    A header that says the same as the one above is only repeated.
    """
    for index, row in enumerate(sheet.rows):
        known = _words_known(row, frozenset())
        if known < _PLAIN or (known == _PLAIN and _has_figures(row)):
            continue
        found = _header(sheet, index, _last_line(sheet, index))
        telling = {name for name in found.names if field_of(name) is not Field.OTHER}
        if telling - set(above.names):
            title = "\n".join(_titles_above(sheet, index))
            return replace(found, title=title, unit=_unit_said(title))
    return None


def _titles_above(sheet: Sheet, index: int) -> list[str]:
    """Return the lines just above a row that say one thing each: a list's own title and unit."""
    lines: list[str] = []
    while index and len(lines) < _MAX_LINES:
        index -= 1
        said = list(dict.fromkeys(cell.strip() for cell in sheet.rows[index].cells if cell.strip()))
        if len(said) > 1 or (said and not re.search(r"[\u3400-\u9fff]", said[0])):
            break
        lines[:0] = said
    return lines


def _has_figures(row: Row) -> bool:
    return any(re.match(r"[\d.,%]+$|共?\d+[家户个]", squeezed(cell)) for cell in row.cells)


def _last_line(sheet: Sheet, first: int) -> int:
    last = first
    while last + 1 < len(sheet.rows) and last - first + 1 < _MAX_LINES:
        if not _continues(sheet, first, last + 1):
            break
        last += 1
    return last


def _top_of_block(sheet: Sheet, index: int) -> int:
    """Go up from a header's lower line to its first, along the cells merged over both."""
    spans = sheet.rows[index].spans.values()
    top = min((first for first, _last in spans), default=sheet.rows[index].number)
    return next(i for i, row in enumerate(sheet.rows) if row.number >= top)


def _words_known(row: Row, given: frozenset[str]) -> int:
    """Return how many words of a header a row holds; 0 for a row that is none."""
    cells = [cell for cell in row.cells if not says_nothing(cell)]
    if any(squeezed(cell) in given for cell in cells):
        return MAX_COLUMNS
    if not cells or any(looks_like_a_firm(cell) for cell in cells):
        return 0
    short = [cell for cell in cells if len(squeezed(cell)) <= _SENTENCE]
    fields = [field_of(cell) for cell in short]
    named = Field.ENTERPRISE in fields or "单位" in map(squeezed, short)
    count = sum(field is not Field.OTHER for field in fields)
    enough = count >= 2 or len(cells) == 1
    return max(count, 1) if named and enough and len(short) * 2 > len(cells) else 0


def _continues(sheet: Sheet, first: int, index: int) -> bool:
    """Tell whether a row is the header's next line.

    It is where cells of the header reach down into it, or where the column of names is empty and
    the rest are short words and units without figures.
    """
    top, row = sheet.rows[first], sheet.rows[index]
    names = [column for column, cell in enumerate(top.cells) if field_of(cell) is Field.ENTERPRISE]
    if any(row.spans.get(column, (0, 0))[0] in range(1, top.number + 1) for column in names):
        return True
    if any(not says_nothing(row.cell(column)) for column in names) or not names:
        return False
    cells = [squeezed(cell) for cell in row.cells if not says_nothing(cell)]
    words = [cell for cell in cells if field_of(cell) is not Field.OTHER or unit_in(cell)]
    figures = any(_NO_HEADING.search(cell) for cell in cells)
    return bool(words) and not figures and all(len(cell) <= 15 for cell in cells)


def _header(sheet: Sheet, first: int, last: int) -> Header:
    lines = [_across(sheet, sheet.rows[index]) for index in range(first, last + 1)]
    joined = [_joined(list(parts)) for parts in zip_longest(*lines, fillvalue="")]
    while joined and not joined[-1]:
        joined.pop()
    names = tuple(name or _nameless(column) for column, name in enumerate(joined, 1))
    above = [
        " ".join(dict.fromkeys(cell.strip() for cell in row.cells if cell.strip()))
        for row in sheet.rows[:first]
    ]
    title = "\n".join(line for line in above if line)
    return Header(
        first=sheet.rows[first].number,
        last=sheet.rows[last].number,
        names=names,
        title=title,
        unit=_unit_said(title),
    )


def _unit_said(title: str) -> HeaderUnit | None:
    general = _GENERAL_UNIT.search(squeezed(title))
    return unit_in(general[1]) if general else None


def _across(sheet: Sheet, row: Row) -> list[str]:
    """Repeat a group's name over its members."""
    cells = list(row.cells)
    for column in range(1, len(cells)):
        merged = {(row.number, column + 1), (row.number, column)} <= sheet.wide
        if merged and not cells[column]:
            cells[column] = cells[column - 1]
    if cells and (row.number, len(cells)) in sheet.wide:
        column = len(cells)
        while (row.number, column + 1) in sheet.wide:
            cells.append(cells[-1])
            column += 1
    return cells


def _joined(parts: list[str]) -> str:
    said = list(dict.fromkeys(squeezed(part) for part in parts if part.strip()))
    return "/".join(said)


def _by_content(sheet: Sheet) -> Header | None:
    """Find the names by themselves, in a table whose header says nothing known or is missing."""
    rows = sheet.rows[:_SEARCHED]
    width = max((len(row.cells) for row in rows), default=0)
    firms = [
        [index for index, row in enumerate(rows) if looks_like_a_firm(row.cell(column))]
        for column in range(width)
    ]
    best = max(range(width), key=lambda column: len(firms[column]), default=0)
    if (
        not width
        or not firms[best]
        or len(firms[best]) * 2 < len([row for row in rows if not row.blank])
    ):
        return None
    start = firms[best][0]
    above = rows[start - 1] if start else None
    if above and not says_nothing(above.cell(best)) and len(above.cells) > best:
        return _header(sheet, start - 1, start - 1)
    names = tuple(map(_nameless, range(1, width + 1)))
    return Header(0, rows[start].number - 1, names, "", None)


def _nameless(column: int) -> str:
    return f"第{column}列"
