"""Who a city is: its name, the plan it works by, and what its website must name.

The first two tables of `content/<place>/profile.toml`; the rest is in `register.jurisdiction`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

Line = Annotated[str, Meta(min_length=1, max_length=200)]
Id = Annotated[str, Meta(pattern="^[a-z0-9]+(?:-[a-z0-9]+)*$")]


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Base of every part of a profile: immutable, strict about unknown keys."""


class Plan(Struct, frozen=True):
    """The published plan a profile is read from."""

    title: Line
    """Its name without brackets, as a clause is cited: 湛江市2021年推动落后产能退出工作方案."""
    title_en: Line
    date: date
    year: int
    number: str = ""
    """文号; empty where the plan was printed without one."""
    note: str = ""
    note_en: str = ""

    @property
    def citation(self) -> str:
        """The plan as a Chinese notice cites it, ready for a clause to follow."""
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "")


class Place(Struct, frozen=True):
    """Who this city is, and the plan it works by."""

    id: Id
    name: Line
    name_en: Line
    level: Line
    level_en: Line
    code: Annotated[str, Meta(pattern="^[0-9]{6}$")]
    plan: Plan
    demo: bool = False
    """True while the book is fictional: every page then says so."""


class SiteSettings(Struct, frozen=True):
    """What the government website rules want named; `placeholders` lists what is not yet real."""

    name: Line
    name_en: Line
    url: str
    host_unit: Line
    """主办单位."""
    host_unit_en: Line
    maintainer: Line
    """承办单位."""
    maintainer_en: Line
    contact: Line
    address: Line
    icp: Line
    police_record: Line
    site_code: Line
    """网站标识码, ten characters."""
    placeholders: tuple[str, ...] = ()
