"""The classes of GB/T 4754-2017 the registers use: codes of two to four digits, with names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from register.wording import SOURCE_LANGUAGE, language

_FILE = Path(__file__).with_name("industries.toml")


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


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    industry: tuple[Industry, ...]


@cache
def industries() -> Mapping[str, Industry]:
    """Return every known class by its code, in the standard's order."""
    file = msgspec.toml.decode(_FILE.read_bytes(), type=_File)
    return {industry.code: industry for industry in file.industry}
