"""What a cell of a workbook shows, in the plainest form."""

from __future__ import annotations

import datetime as dt
import re

_ESCAPED = re.compile("_x(?!0000|[dD][89a-fA-F])([0-9A-Fa-f]{4})_")
"""A character written by its number; one that no text can hold is left as it is written."""


def text_of(value: object) -> str:
    """Return what a cell shows: no exponent, no midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return _figure(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), str(value)).replace("\0", "")


def _figure(value: float) -> str:
    """Spreadsheets keep 15 digits; what a sum adds beyond them was never published."""
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return f"{value:.15g}"
