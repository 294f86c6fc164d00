"""A jurisdiction: one city's profile, read from `content/<place>/profile.toml`.

Everything that differs between two cities is data here: departments, areas, who answers for which
matter, hotline channels, clocks, publication duties and the reporting calendar. Every
responsibility, clock and duty carries the clause it rests on.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

Line = Annotated[str, Meta(min_length=1, max_length=200)]
Id = Annotated[str, Meta(pattern="^[a-z0-9]+(?:-[a-z0-9]+)*$")]


class Matter(StrEnum):
    """What a report is about; the contract that routing, profile and public pages share."""

    GROUND_BAR_STEEL = "ground-bar-steel"
    ENERGY = "energy"
    EMISSIONS = "emissions"
    QUALITY = "quality"
    SAFETY = "safety"
    OUTDATED_EQUIPMENT = "outdated-equipment"
    RESTARTED_LINE = "restarted-line"
    CAPACITY_SWAP = "capacity-swap"
    POWER_USE = "power-use"
    TAX = "tax"
    LAND = "land"
    ENQUIRY = "enquiry"
    OUT_OF_SCOPE = "out-of-scope"


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Base of every part of a profile: immutable, strict about unknown keys."""


class Plan(Struct, frozen=True):
    """The published plan a profile is read from."""

    title: Line
    number: Line
    date: date
    year: int


class Place(Struct, frozen=True):
    """Who this city is, and the plan it works by."""

    id: Id
    name: Line
    name_en: Line
    level: Line
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
    maintainer: Line
    """承办单位."""
    contact: Line
    address: Line
    icp: Line
    police_record: Line
    site_code: Line
    """网站标识码, ten characters."""
    placeholders: tuple[str, ...] = ()


class Department(Struct, frozen=True):
    """A department of the place that leads, co-handles or publishes."""

    id: Id
    name: Line
    name_en: Line
    aliases: tuple[str, ...] = ()
    note: str = ""


class AreaKind(StrEnum):
    """What kind of territory an area is."""

    COUNTY = "county"
    FUNCTIONAL = "functional"
    TOWN = "town"
    PARK = "park"


class Area(Struct, frozen=True):
    """A territory whose government answers for it (属地)."""

    id: Id
    name: Line
    name_en: Line
    government: Line
    kind: AreaKind
    aliases: tuple[str, ...] = ()
    note: str = ""


class Responsibility(Struct, frozen=True):
    """Who answers for a matter. One department leads even where the plan names several jointly."""

    matter: Matter
    lead: Id
    clause: Line
    co: tuple[Id, ...] = ()
    territorial: bool = True
    ambiguous: bool = False
    """The plan names several departments jointly, or none: said aloud wherever it is used."""
    inferred: bool = False
    """Not in the plan's own words (恩平: the annex with the division of tasks is missing)."""
    note: str = ""


class Channel(Struct, frozen=True):
    """A hotline or platform the plan tells the departments to connect to."""

    id: Id
    name: Line
    name_en: Line
    level: Line
    clause: Line
    contact: str = ""


class Unit(StrEnum):
    """How a clock counts."""

    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    MONTHS = "months"


class Clock(Struct, frozen=True):
    """A time limit and where it comes from."""

    id: Id
    name: Line
    name_en: Line
    amount: Annotated[int, Meta(ge=1)]
    unit: Unit
    source: Line
    clause: Line
    effective: date
    provisional: bool = False
    note: str = ""


class Duty(Struct, frozen=True):
    """Something the plan obliges departments to publish."""

    id: Id
    name: Line
    name_en: Line
    departments: Annotated[tuple[Id, ...], Meta(min_length=1)]
    """Those who must publish it; only they may issue `kinds`."""
    clause: Line
    rhythm: Line
    kinds: tuple[str, ...] = ()
    """The kinds of act that fulfil it."""
    list: str = ""
    """The list under `/lists/` that shows it, where there is one."""
    inferred: bool = False
    note: str = ""


class Milestone(Struct, frozen=True):
    """One date of the plan's reporting calendar, as written, never silently shifted."""

    date: date
    as_written: Line
    who: Annotated[tuple[Id, ...], Meta(min_length=1)]
    what: Line
    what_en: Line
    to: Line
    clause: Line
    note: str = ""


class Profile(Struct, frozen=True):
    """Everything the code needs to know about one place."""

    place: Place
    site: SiteSettings
    departments: tuple[Department, ...]
    areas: tuple[Area, ...]
    responsibilities: tuple[Responsibility, ...]
    channels: tuple[Channel, ...]
    clocks: tuple[Clock, ...]
    duties: tuple[Duty, ...]
    calendar: tuple[Milestone, ...]
