"""The classes of 国民经济行业分类 GB/T 4754-2017 (amendment 1, 2019) that the registers use.

Codes of two to four digits, with names; a division (two digits) stands where the published list
says no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from register.wording import SOURCE_LANGUAGE, language

_FILE = Path(__file__).with_name("industries.json")


class Industry(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """One class of industry."""

    code: str
    name: str
    name_en: str

    @property
    def title(self) -> str:
        """The name in the language in use."""
        return self.name if language() == SOURCE_LANGUAGE else self.name_en

    @property
    def division(self) -> str:
        """The two-digit division the class belongs to."""
        return self.code[:2]


@cache
def industries() -> Mapping[str, Industry]:
    """Return every known class by its code, in the standard's order."""
    known = msgspec.json.decode(_FILE.read_bytes(), type=tuple[Industry, ...])
    return {industry.code: industry for industry in known}
