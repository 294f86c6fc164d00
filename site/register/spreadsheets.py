"""CSV that a spreadsheet opens and runs nothing of."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Excel takes a CSV for UTF-8 only when it begins with one."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_SEAM = "\0"
_ANY_DANGEROUS = re.compile(rf"{_SEAM}[{re.escape(''.join(_DANGEROUS))}]")
"""Begins with one character of its own: the search then skips to it."""


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV (RFC 4180), no cell of which a spreadsheet would run as a formula."""
    target = io.StringIO()
    csv.writer(target).writerows(map(_inert_row, rows))
    return target.getvalue()


def _inert_row(row: Sequence[str]) -> Sequence[str]:
    # One look at the whole row: hardly any has such a cell, and a register has a million cells.
    if _ANY_DANGEROUS.search(_SEAM + _SEAM.join(row)):
        return [_inert(cell) for cell in row]
    return row


def _inert(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; figures stay."""
    if cell.startswith(_DANGEROUS) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
