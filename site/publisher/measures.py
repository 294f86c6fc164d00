"""Amounts in the units of the published lists, as each language reads them.

Chinese lists count in ten-thousands (万吨); English readers do not, so 45 万吨 is 450,000 t there.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from register.wording import SOURCE_LANGUAGE, LazyText, language, lazy_gettext

_TEN_THOUSAND = "万"
_UNITS: Mapping[str, LazyText] = {
    "吨": lazy_gettext("吨"),
    "米": lazy_gettext("米"),
    "平方米": lazy_gettext("平方米"),
    "立方米": lazy_gettext("立方米"),
    "标张": lazy_gettext("标张"),
    "千瓦": lazy_gettext("千瓦"),
    "千伏安时": lazy_gettext("千伏安时"),
    "只": lazy_gettext("只"),
    "件": lazy_gettext("件"),
    "块标砖": lazy_gettext("块标砖"),
    "重量箱": lazy_gettext("重量箱"),
}


class Measure(msgspec.Struct, frozen=True):
    """An amount as it is read."""

    figure: str
    unit: str

    def __str__(self) -> str:
        return f"{self.figure} {self.unit}".strip()


def measure(amount: Decimal, unit: str) -> Measure:
    """Return an amount in the language in use; a unit not known here stays as published."""
    base = unit.removeprefix(_TEN_THOUSAND)
    if language() == SOURCE_LANGUAGE or base not in _UNITS:
        return Measure(plain(amount), unit)
    factor = 1 if base == unit else 10_000
    return Measure(f"{(amount * factor).normalize():,f}", str(_UNITS[base]))


def plain(amount: Decimal) -> str:
    """Return a number without superfluous zeros: `45`, `0.5`."""
    return format(amount.normalize(), "f")
