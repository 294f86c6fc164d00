"""One sheet, several lists: below each other with a header of their own, or side by side."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from register.importing.columns import Field, field_of
from register.importing.headers import Header, find_header, later_header
from register.importing.tables import Row, Sheet
from register.wording import gettext


class Block(msgspec.Struct, frozen=True):
    """One list of a sheet."""

    sheet: Sheet
    """Its rows alone, numbered as in the whole."""
    header: Header | None
    body: tuple[Row, ...]
    """The rows below its header, down to the next list's."""
    heads: frozenset[int] = frozenset()
    """Rows of its body that are another list's header."""


def blocks_of(sheet: Sheet, given: frozenset[str] = frozenset()) -> list[Block]:
    """Return the lists of a sheet in order; a sheet without a header is one block.

    Every row below the first header is in the body of a block, in one of each side by side.
    """
    header = find_header(sheet, given)
    if header is None:
        return [Block(sheet, None, sheet.rows)]
    return [part for block in _downwards(sheet, header) for part in _across(block)]


def _downwards(sheet: Sheet, header: Header) -> Iterator[Block]:
    """Part the rows where another header begins; its own lines stay with the list above."""
    rows = [row for row in sheet.rows if row.number > header.last]
    while True:
        below = later_header(replace(sheet, rows=tuple(rows)), header)
        if below is None:
            yield Block(sheet, header, tuple(rows))
            return
        heads = [row.number for row in rows if below.first <= row.number <= below.last]
        upper = tuple(row for row in rows if row.number <= below.last)
        yield Block(sheet, header, upper, frozenset(heads))
        rows = [row for row in rows if row.number > below.last]
        header = below


def _across(block: Block) -> list[Block]:
    """Part lists that stand side by side under the same names; empty ends of the last are none."""
    header = block.header
    starts = _starts(header.names) if header else []
    if header is None or len(starts) < 2:
        return [block]
    ends = [*starts[1:], len(header.names)]
    parts = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        label = gettext("左起第%(n)s栏", n=number)
        name = f"{block.sheet.name} {label}".strip()
        rows = tuple(_cut(row, start, end) for row in block.body)
        if number > 1:
            rows = tuple(row for row in rows if not row.blank and row.number not in block.heads)
        names = replace(header, names=header.names[start:end])
        heads = block.heads if number == 1 else frozenset()
        parts.append(Block(Sheet(name, rows), names, rows, heads))
    return parts


def _starts(names: tuple[str, ...]) -> list[int]:
    """Return where the same names begin again; one place at most where they don't."""
    starts = [column for column, name in enumerate(names) if name == names[0]]
    if len(starts) < 2 or Field.ENTERPRISE not in map(field_of, names[: starts[1]]):
        return starts[:1]
    width = starts[1]
    told = [_named(names[start : start + width]) for start in starts]
    return starts if all(part == told[0] for part in told) else starts[:1]


def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names without those of columns that only keep two lists apart."""
    return tuple(name for name in names if not name.startswith("第"))


def _cut(row: Row, start: int, end: int) -> Row:
    spans = {column - start: span for column, span in row.spans.items() if start <= column < end}
    return Row(row.number, row.cells[start:end], spans, row.formulas if start == 0 else ())
