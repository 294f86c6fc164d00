"""Lists of our own, with fictional firms: each holds traps that published lists hold."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from register.importing.columns import Field
from register.importing.known import KnownFirms
from register.importing.reading import Imported, JudgedRow, Request, read_list
from register.importing.remarks import Code, Verdict
from register.jurisdiction import Area, AreaKind

AREAS = (
    Area("440811", "麻章区", "Mazhang", "麻章区人民政府", "Mazhang", AreaKind.COUNTY, ("麻章",)),
    Area(
        "440881", "廉江市", "Lianjiang", "廉江市人民政府", "Lianjiang", AreaKind.COUNTY, ("廉江",)
    ),
)


class Reading:
    """A list as read, easy to ask."""

    def __init__(self, imported: Imported) -> None:
        self.imported = imported

    def row(self, number: int) -> JudgedRow:
        return next(row for row in self.imported.rows if row.row.number == number)

    def codes(self, number: int) -> set[Code]:
        return {remark.code for remark in self.row(number).remarks}

    @property
    def counts(self) -> tuple[int, int, int]:
        accepted, flagged, refused = (self.imported.count(verdict) for verdict in Verdict)
        assert accepted + flagged + refused == len(self.imported.rows)
        return accepted, flagged, refused

    @property
    def fields(self) -> dict[str, Field]:
        sheet = self.imported.sheets[0]
        return dict(zip(sheet.header.names, sheet.columns, strict=True))


Read = Callable[..., Reading]


@pytest.fixture
def read() -> Read:
    """Return the function that reads a list, given as text, bytes or a workbook."""

    def reading(
        source: str | bytes | Workbook,
        kind: str = "closure",
        known: KnownFirms | None = None,
        **given: Field,
    ) -> Reading:
        if isinstance(source, Workbook):
            target = io.BytesIO()
            source.save(target)
            source = target.getvalue()
        content = source.encode() if isinstance(source, str) else source
        request = Request(kind, given, known=known or KnownFirms(), areas=AREAS)
        return Reading(read_list(content, request))

    return reading
