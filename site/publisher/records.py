"""Open data: acts and rows as CSV that Excel opens, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec

from register.acts import AnyAct, FollowUp, kind_of
from register.spreadsheets import lines

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


def table(acts: Iterable[AnyAct]) -> str:
    """Return acts as lines of CSV under `HEADINGS`."""
    return lines(_values(act) for act in acts)


def _values(act: AnyAct) -> list[str]:
    known = act.enterprise
    common = [
        act.id,
        kind_of(act),
        act.date.isoformat(),
        act.formed_on.isoformat(),
        act.department,
        act.document,
        act.refers_to if isinstance(act, FollowUp) else "",
        known.id,
        known.name,
        known.uscc or "",
        known.area,
        known.industry,
        act.basis.law,
        act.basis.clause,
    ]
    own = [""] * len(_FIELDS)
    for place, name in _own_fields(type(act)):
        own[place] = _text(getattr(act, name))
    return [*common, *own, act.salt]


@cache
def _own_fields(kind: type[AnyAct]) -> tuple[tuple[int, str], ...]:
    """Return which of the columns a kind of act has anything for."""
    has = set(kind.__struct_fields__)
    return tuple((place, name) for place, name in enumerate(_FIELDS) if name in has)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return str(value)
        case bool():
            return "true" if value else "false"
    return msgspec.json.encode(value).decode().strip('"')
