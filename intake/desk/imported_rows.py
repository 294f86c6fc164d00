"""What the preview of a list shows of it: its columns with samples, and how a row begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from intake.services.list_drafts import Brought
from register import privacy
from register.characters import DANGEROUS
from register.importing.columns import Field
from register.importing.reading import Imported, JudgedRow
from register.wording import gettext as _


@dataclass(frozen=True)
class Column:
    """One column of the list, and what it was taken for."""

    header: str
    field: Field
    was: str
    """What it was taken for before anybody mapped it: only what differs is remembered."""
    samples: tuple[str, ...]


def columns_of(imported: Imported, brought: Brought, was: Mapping[str, str]) -> list[Column]:
    """Return the columns of all sheets; `was` tells what they were taken for at first."""
    found: dict[str, Column] = {}
    for sheet in imported.sheets:
        names = sheet.header.names if sheet.header else ()
        for place, (name, field) in enumerate(zip(names, sheet.columns, strict=True)):
            cells = (_shown(row.row.cell(place)) for row in sheet.rows)
            samples = tuple(islice(dict.fromkeys(cell for cell in cells if cell), 3))
            if name and name not in found:
                first = Field.OTHER if name in brought.given else field
                found[name] = Column(name, field, was.get(name, first), samples)
    return list(found.values())


def begins(row: JudgedRow) -> str:
    """Return the first thing a refused row says, its bare number only where it says no more."""
    told = [shown for cell in row.row.cells if (shown := _shown(cell))]
    return next((shown for shown in told if not shown.isdecimal()), "".join(told[:1]))


def _shown(cell: str) -> str:
    """Return the beginning of a cell; nothing personal of it, though the officer brought it."""
    if any(privacy.find(cell)):
        return _("（含个人信息，不显示）")
    return DANGEROUS.sub("\ufffd", cell.strip()[:40])
