"""Open data: acts and rows as CSV that Excel opens, and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec

from register.acts import AnyAct, FollowUp, kind_of

BOM = "\ufeff"
"""Excel takes a CSV for UTF-8 only when it begins with one."""

_COMMON = ("id", "kind", "date", "formed_on", "department", "document", "refers_to")
_ENTERPRISE = ("id", "name", "uscc", "area", "industry")
# fmt: off
_FIELDS = (
    "subject", "problem", "deadline", "requested_on", "reason", "finding", "measure", "pollutant",
    "limit", "measured", "unit", "period", "explanation", "product", "batch", "compliant", "year",
    "scope", "lines", "line", "method", "promise", "dismantle_by", "licence", "number", "resumed",
    "text", "upheld", "outcome", "changes",
)
# fmt: on

HEADINGS = (
    *_COMMON,
    *(f"enterprise_{name}" for name in _ENTERPRISE),
    "law",
    "clause",
    *_FIELDS,
    "salt",
)
"""The columns of the book; they are the field names of the JSON."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def table(acts: Iterable[AnyAct]) -> str:
    """Return acts as lines of CSV under `HEADINGS`."""
    return lines(_values(act) for act in acts)


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV (RFC 4180), no cell of which a spreadsheet would run as a formula."""
    target = io.StringIO()
    csv.writer(target).writerows([_inert(cell) for cell in row] for row in rows)
    return target.getvalue()


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


def _values(act: AnyAct) -> list[str]:
    known = act.enterprise
    return [
        act.id,
        kind_of(act),
        act.date.isoformat(),
        act.formed_on.isoformat(),
        act.department,
        act.document,
        act.refers_to if isinstance(act, FollowUp) else "",
        *(str(getattr(known, name) or "") for name in _ENTERPRISE),
        act.basis.law,
        act.basis.clause,
        *(_text(getattr(act, name, None)) for name in _FIELDS),
        act.salt,
    ]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return str(value)
        case bool():
            return "true" if value else "false"
    encoded = msgspec.json.encode(value).decode()
    return encoded.strip('"')
