"""Limits and measurements, and the traps in them: lower limits, limits of nought, medians."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from register.importing.columns import Field
from register.importing.plain import says_nothing, squeezed
from register.importing.remarks import Code, Remark

_OVER = frozenset({"over-limit", "over-limit-serious"})
_LOWER = re.compile(
    r"炉膛温度|炉温|燃烧温度|焚烧温度|停留时间|去除率|脱[硫硝除]+[尘]?效率|处理效率|溶解氧"
)
"""What must not fall below its limit; exceeding it is compliance (GB 18485: 850 ℃, 2 s)."""
_FIGURE = re.compile(
    r"[≤<]?=?(-?\d+(?:,\d{3})*(?:\.\d+)?)(?:e([+-]?\d{1,2}))?[^\d]*$", re.IGNORECASE
)


def refusal(kind: str, fields: Mapping[str, str]) -> list[Remark]:
    """Return why a row listed as over a limit is compliance: a lower limit that was kept."""
    pollutant = squeezed(fields.get(Field.POLLUTANT, ""))
    if kind not in _OVER or not _LOWER.search(pollutant):
        return []
    limit, measured = (_read(fields.get(field, "")) for field in (Field.LIMIT, Field.MEASURED))
    below = limit is not None and measured is not None and measured < limit
    return [] if below else [Remark(Code.LOWER_LIMIT, pollutant)]


def read_measurement(
    kind: str, fields: Mapping[str, str]
) -> tuple[Decimal | None, Decimal | None, list[Remark]]:
    """Return limit and measured value, and what must be said of them."""
    remarks = []
    values = []
    for field in (Field.LIMIT, Field.MEASURED):
        text = fields.get(field, "")
        value = _read(text)
        if value is None and not says_nothing(text):
            remarks.append(Remark(Code.UNREAD_FIGURE, squeezed(text)))
        values.append(value)
    limit, measured = values
    if limit == 0:
        remarks.append(Remark(Code.ZERO_LIMIT))
    if kind in _OVER and limit is not None and measured is not None and measured <= limit:
        remarks.append(Remark(Code.NOT_OVER, f"{measured.normalize():f} ≤ {limit.normalize():f}"))
    return limit, measured, remarks


def _read(text: str) -> Decimal | None:
    """Return the one figure of a cell: `≤50mg/L` is 50, `6~9` is none."""
    found = _FIGURE.match(squeezed(text))
    if found is None:
        return None
    value = Decimal(found[1].replace(",", ""))
    return value.scaleb(int(found[2])) if found[2] else value
