"""A jurisdiction: one city's profile, read from `content/<place>/profile.toml`.

Everything that differs between two cities is data here: departments, areas, who answers for which
matter, hotline channels, clocks, publication duties and the reporting calendar. Every
responsibility, clock and duty carries the clause it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, TypeVar

from msgspec import Meta

from register.place import Id, Line, Place, SiteSettings, Struct
from register.terms import PublicityTerm, RetentionTerm

T = TypeVar("T")


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


class Department(Struct, frozen=True):
    """A department of the place that leads, co-handles or publishes."""

    id: Id
    name: Line
    name_en: Line
    aliases: tuple[str, ...] = ()
    note: str = ""
    note_en: str = ""


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
    government_en: Line
    kind: AreaKind
    aliases: tuple[str, ...] = ()
    note: str = ""
    note_en: str = ""


class Responsibility(Struct, frozen=True):
    """Who answers for a matter. One department leads even where the plan names several jointly."""

    matter: Matter
    lead: Id
    clause: Line
    """Of the plan, or of `document` where that is named: 二（五）2."""
    document: str = ""
    """What the clause is of; empty: the plan."""
    co: tuple[Id, ...] = ()
    territorial: bool = True
    ambiguous: bool = False
    """The plan names several departments jointly, or none: said aloud wherever it is used."""
    inferred: bool = False
    """Not in the plan's own words (恩平: the annex with the division of tasks is missing)."""
    note: str = ""
    note_en: str = ""


class Channel(Struct, frozen=True):
    """A hotline or platform the plan tells the departments to connect to."""

    id: Id
    name: Line
    name_en: Line
    level: Line
    level_en: Line
    clause: Line
    contact: str = ""
    """Empty where the plan names the channel without a number or address."""


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
    source_en: Line
    clause: Line
    effective: date
    provisional: bool = False
    note: str = ""
    note_en: str = ""


class Duty(Struct, frozen=True):
    """Something the plan obliges departments to publish."""

    id: Id
    name: Line
    name_en: Line
    departments: Annotated[tuple[Id, ...], Meta(min_length=1)]
    """Those who must publish it; only they may issue `kinds`."""
    clause: Line
    """Of the plan, or of `document` where that is named."""
    rhythm: Line
    rhythm_en: Line
    document: str = ""
    """What the clause is of; empty: the plan."""
    kinds: tuple[str, ...] = ()
    """The kinds of act that fulfil it."""
    list: str = ""
    """The list under `/lists/` that shows it, where there is one."""
    inferred: bool = False
    note: str = ""
    note_en: str = ""


class Milestone(Struct, frozen=True):
    """One date of the plan's reporting calendar, as written, never silently shifted."""

    date: date
    as_written: Line
    who: Annotated[tuple[Id, ...], Meta(min_length=1)]
    """Department ids."""
    what: Line
    what_en: Line
    to: Line
    to_en: Line
    clause: Line
    territorial: bool = False
    """Every area's government owes it too."""
    ambiguous: bool = False
    """The wording leaves the day open; `note` says how it is read."""
    note: str = ""
    note_en: str = ""


class NotInProfile(LookupError):
    """The profile has no such department, area, matter or clock."""


class Profile(Struct, frozen=True, dict=True):
    """Everything the code needs to know about one place.

    Made by `register.profiles.load_profile`, which has checked every id that is looked up here.
    """

    place: Place
    site: SiteSettings
    departments: tuple[Department, ...]
    areas: tuple[Area, ...]
    responsibilities: tuple[Responsibility, ...]
    channels: tuple[Channel, ...]
    clocks: tuple[Clock, ...]
    duties: tuple[Duty, ...]
    calendar: tuple[Milestone, ...]
    publicity: tuple[PublicityTerm, ...] = ()
    """Of kinds it doesn't name, publicity has no term."""

    retention: tuple[RetentionTerm, ...] = ()
    """Cases of an outcome it doesn't name are kept for good."""

    def department(self, name: str) -> Department:
        """Return the department with this id, or raise `NotInProfile`."""
        return _find(self._departments, name, "department")

    def area(self, name: str) -> Area:
        """Return the area with this id, or raise `NotInProfile`."""
        return _find(self._areas, name, "area")

    def responsibility(self, matter: Matter) -> Responsibility:
        """Return who answers for a matter; every matter has someone in a loaded profile."""
        return _find(self._responsibilities, matter, "matter")

    def clock(self, name: str) -> Clock:
        """Return the time limit with this id, or raise `NotInProfile`."""
        return _find(self._clocks, name, "clock")

    def duty_for(self, kind: str, department: str) -> Duty | None:
        """Return the duty under which a department issues acts of a kind; None: it may not."""
        return self._issuing.get((kind, department))

    def may_issue(self, department: str, kind: str) -> bool:
        """Tell whether a department has a duty that acts of this kind fulfil."""
        return (kind, department) in self._issuing

    def publicity_of(self, kind: str) -> PublicityTerm | None:
        """Return for how long acts of a kind stay public; None: for good."""
        return self._publicity.get(kind)

    def retention_months(self, outcome: str) -> int:
        """Return how many months cases of an outcome are kept; 0 for good."""
        return next((term.months for term in self.retention if term.outcome == outcome), 0)

    def duties_of(self, department: str) -> tuple[Duty, ...]:
        """Return what a department must publish, in the profile's order."""
        return tuple(duty for duty in self.duties if department in duty.departments)

    def led_by(self, department: str) -> tuple[Responsibility, ...]:
        """Return the matters a department leads."""
        return tuple(r for r in self.responsibilities if r.lead == department)

    def assisted_by(self, department: str) -> tuple[Responsibility, ...]:
        """Return the matters a department co-handles."""
        return tuple(r for r in self.responsibilities if department in r.co)

    def cite(self, entry: Responsibility | Channel | Clock | Duty | Milestone) -> str:
        """Return an entry's basis in full, document and clause, as a Chinese notice cites it."""
        if isinstance(entry, Clock):
            return entry.source + entry.clause
        document = entry.document if isinstance(entry, Responsibility | Duty) else ""
        return (document or self.place.plan.citation) + entry.clause

    @cached_property
    def _departments(self) -> Mapping[str, Department]:
        return {department.id: department for department in self.departments}

    @cached_property
    def _areas(self) -> Mapping[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def _responsibilities(self) -> Mapping[str, Responsibility]:
        return {entry.matter: entry for entry in self.responsibilities}

    @cached_property
    def _clocks(self) -> Mapping[str, Clock]:
        return {clock.id: clock for clock in self.clocks}

    @cached_property
    def _publicity(self) -> Mapping[str, PublicityTerm]:
        return {kind: term for term in self.publicity for kind in term.kinds}

    @cached_property
    def _issuing(self) -> Mapping[tuple[str, str], Duty]:
        # Reversed, so that the duty named first in the profile is the one an act is counted under.
        return {
            (kind, department): duty
            for duty in reversed(self.duties)
            for kind in duty.kinds
            for department in duty.departments
        }


def _find(index: Mapping[str, T], name: str, what: str) -> T:
    try:
        return index[name]
    except KeyError:
        raise NotInProfile(f"no {what} {name!r}; known: {', '.join(index)}") from None
