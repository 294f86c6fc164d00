"""Drafts: what a published row gives of an act, as published and as read. Not an act yet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from register.acts import KINDS, EnterpriseId
from register.importing.columns import Field
from register.importing.dates import When
from register.importing.equipment import Equipment
from register.importing.plain import squeezed
from register.importing.quantities import Capacity
from register.importing.remarks import Remark


class Parsed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What could safely be read from a row; what is absent was not published or is unsure."""

    name: str
    """The enterprise's name in one line, half-width, simplified: for matching and as a proposal."""
    firms: tuple[str, ...] = ()
    """The names, where one cell holds several."""
    enterprise_ids: tuple[EnterpriseId, ...] = ()
    """Enterprises of the book it may be: suggestions, never a merger."""
    uscc: str | None = None
    site_no: str | None = None
    """The workshop suffix that the code carried."""
    area: str | None = None
    """An area id of the place, where the text names exactly one."""
    industry: str | None = None
    """A GB/T 4754 code, where the text is exactly its name or the code itself."""
    year: int | None = None
    capacity: Capacity | None = None
    equipment: tuple[Equipment, ...] = ()
    dates: Mapping[str, tuple[When, ...]] = {}
    """By field: `deadline`, `date`, `period` …"""
    limit: Decimal | None = None
    measured: Decimal | None = None


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row on its way to an act; an officer completes it at the desk."""

    kind: str
    raw: tuple[tuple[str, str], ...]
    """Header and cell, column by column, untouched; personal columns left out."""
    fields: Mapping[str, str]
    """What was published, by field."""
    parsed: Parsed
    remarks: tuple[Remark, ...] = ()
    title: str = ""
    """What stood above the header."""
    section: str = ""
    """The section title above the row: `一、炼铁`."""
    missing: tuple[str, ...] = ()
    """Fields that an act of this kind needs and this row doesn't give, in the act's order."""
    fingerprint: str = ""
    """What an import of the same row again has in common with this one."""


def stripped(draft: Draft) -> Draft:
    """Return what may be kept of a draft whose act is no longer public: that the row was brought.

    The fingerprint stays, so that bringing the same list again makes no new draft of it.
    """
    return Draft(draft.kind, (), {}, Parsed(""), fingerprint=draft.fingerprint)


def fingerprint(kind: str, title: str, cells: Iterable[tuple[str, str]], occurrence: int) -> str:
    """Return a digest that is the same whenever the same row of the same list comes again.

    Spaces, widths and brackets don't count; `occurrence` tells equal rows of one list apart.
    """
    said = [f"{squeezed(header)}\x1f{squeezed(cell)}" for header, cell in cells if cell.strip()]
    text = "\x1e".join([kind, squeezed(title), str(occurrence), *sorted(said)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def missing(kind: str, fields: Mapping[str, str], parsed: Parsed) -> tuple[str, ...]:
    """Return what an act of this kind still needs."""
    given = {name for name, text in fields.items() if text.strip()} | {
        name for name in ("year", "limit", "measured") if getattr(parsed, name) is not None
    }
    given |= {f"enterprise.{name}" for name in ("area", "industry") if getattr(parsed, name)}
    given |= {name for name, days in parsed.dates.items() if len(days) == 1}
    given -= {Field.DATE, Field.LIMIT, Field.MEASURED} - set(parsed.dates)
    if parsed.equipment and all(item.count and item.name for item in parsed.equipment):
        given |= {"lines", "line"}
    if fields.get(Field.BASIS):
        given.add("basis")
    if fields.get(Field.STATUS) and kind == "closure":
        given.add("method")
    needed = ["enterprise.area", "enterprise.industry", *_REQUIRED[kind]]
    return tuple(name for name in needed if name not in given)


_NEVER_FROM_A_LIST = {"id", "by", "salt", "enterprise"}
_REQUIRED = {
    kind: tuple(
        field.name
        for field in msgspec.structs.fields(act)
        if field.required and field.name not in _NEVER_FROM_A_LIST
    )
    for kind, act in KINDS.items()
}
