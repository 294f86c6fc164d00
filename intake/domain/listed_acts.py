"""From a row of a published list to what a draft act says at first: only what the row says surely.

What is unsure is left for an officer to type. An enterprise that the book may know is not chosen
here: two are never merged silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from register.acts import KINDS, Act
from register.importing.columns import Field
from register.importing.drafts import Draft, Parsed
from register.importing.equipment import Equipment
from register.importing.quantities import Capacity
from register.importing.remarks import Code

_LINES = {"closure": "lines.{}", "sealed": "line"}
"""Where a kind of act says what equipment it is about; only a closure says several."""
_YES_OR_NO = re.compile("是|否|有|无|[√✓✔×✗xX]|[YyNn](?:es|o)?")
"""Whether something was done, not how."""
_BY_YEAR = {None, "年"}


def typed_from(listed: Draft, common: Mapping[str, str]) -> dict[str, str]:
    """Return what a row says of an act, by path; `common` fills what the row leaves open."""
    said = {path: text.strip() for path, text in _said(listed) if text.strip()}
    return {path: text for path, text in common.items() if text.strip()} | said


def _said(listed: Draft) -> Iterator[tuple[str, str]]:
    parsed, fields = listed.parsed, listed.fields
    yield "enterprise.name", _name(listed)
    yield "enterprise.uscc", parsed.uscc or ""
    yield "enterprise.area", parsed.area or ""
    yield "enterprise.industry", parsed.industry or ""
    yield "document", fields.get(Field.DOCUMENT, "")
    yield "basis.law", fields.get(Field.BASIS, "")
    own = {field.name for field in msgspec.structs.fields(KINDS[listed.kind])} - set(
        Act.__struct_fields__
    )
    for name, text in _own_texts(listed.kind, parsed, fields):
        if name.partition(".")[0] in own:
            yield name, text
    if listed.kind in _LINES:
        yield from _lines(_LINES[listed.kind], listed)


def _name(listed: Draft) -> str:
    """Return the name as published; where it was broken by spaces, in one piece."""
    raw = " ".join(listed.fields.get(Field.ENTERPRISE, "").split())
    broken = any(remark.code is Code.SPACES for remark in listed.remarks)
    return listed.parsed.name if broken or not raw else raw


def _own_texts(kind: str, parsed: Parsed, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for field in (Field.PROBLEM, Field.MEASURE, Field.REASON, Field.PROMISE, Field.BATCH):
        yield field.value, fields.get(field, "")
    yield "pollutant", fields.get(Field.POLLUTANT, "")
    yield "licence", fields.get(Field.LICENCE, "")
    yield "number", fields.get(Field.LICENCE_NUMBER, "")
    yield "product", fields.get(Field.PRODUCT, fields.get(Field.EQUIPMENT, ""))
    state = fields.get(Field.STATUS, "")
    yield "method", "" if _YES_OR_NO.fullmatch(state.strip()) else state
    yield "unit", fields.get(Field.UNIT, "")
    yield "year", str(parsed.year or "")
    for name in ("limit", "measured"):
        figure = getattr(parsed, name)
        yield name, "" if figure is None else f"{figure:f}"
    for name in ("deadline", "dismantle_by"):
        days = parsed.dates.get(name, ())
        if len(days) == 1:
            yield name, days[0].last.isoformat()
    spans = parsed.dates.get("period", ())
    if len(spans) == 1 and kind.startswith("over-limit"):
        yield "period.start", spans[0].first.isoformat()
        yield "period.end", spans[0].last.isoformat()


def _lines(path: str, listed: Draft) -> Iterator[tuple[str, str]]:
    """A capacity is said of a line only where there is one line, or none is named."""
    found = listed.parsed.equipment or (Equipment(""),)
    if "{}" not in path:
        found = found[:1]
    whole = len(listed.parsed.equipment) <= 1
    for row, item in enumerate(found):
        here = path.format(row)
        yield f"{here}.equipment", f"{item.size}{item.name}"
        yield f"{here}.count", str(item.count or "")
        capacity = listed.parsed.capacity
        if whole and capacity and _sure(capacity):
            yield f"{here}.capacity", f"{capacity.total.normalize():f}"
            yield f"{here}.unit", capacity.unit


def _sure(capacity: Capacity) -> bool:
    return not capacity.about and capacity.per in _BY_YEAR
