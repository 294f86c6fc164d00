"""What acts are made of: the types of their fields, an enterprise, a basis, a line, a period."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

ActId = Annotated[str, Meta(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
"""A ULID in Crockford's base 32, sortable by the moment of approval."""

EnterpriseId = Annotated[str, Meta(pattern="^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$")]
"""The permanent id of an enterprise, also its address: `/enterprises/<id>/`."""

Text = Annotated[str, Meta(min_length=1, max_length=4000)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Quantity = Annotated[float, Meta(ge=0, lt=1e15)]
"""A published figure; the bound keeps it exact and free of exponents in every reader's JSON."""
Salt = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Subject(StrEnum):
    """The standard an enterprise falls short of; a red card keeps its yellow card's."""

    ENERGY = "energy"
    EMISSIONS = "emissions"
    QUALITY = "quality"
    SAFETY = "safety"
    TECHNOLOGY = "technology"


class Scope(StrEnum):
    """Whether the whole enterprise closed or only a production line: never confuse them."""

    ENTERPRISE = "enterprise"
    LINE = "line"


class Personal(StrEnum):
    """What kind of personal data a text seems to hold; found by `register.privacy`."""

    RESIDENT_ID = "resident-id"
    MOBILE = "mobile"
    BANK_CARD = "bank-card"
    LANDLINE = "landline"
    HOME_ADDRESS = "home-address"
    NATURAL_PERSON = "natural-person"


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Base of every record here: immutable, strict about unknown fields.

    None can be part of a reference cycle, so the collector needn't walk a book of 100,000 acts.
    """


class Enterprise(Struct, frozen=True):
    """The enterprise as named when the act was approved."""

    id: EnterpriseId
    name: Line
    area: str
    industry: str
    """GB/T 4754-2017 code, two to four digits, see `register.industries`."""
    uscc: str | None = None
    """统一社会信用代码 as published; one that fails its check is kept and flagged."""


class Basis(Struct, frozen=True):
    """What an act rests on."""

    law: Line
    clause: Line


class ProductionLine(Struct, frozen=True):
    """One line or one kind of equipment, as published."""

    equipment: Line
    count: Annotated[int, Meta(ge=1, le=100_000)]
    capacity: Quantity | None = None
    """Per year, in `unit`; None where no capacity was published."""
    unit: Line | None = None


class Period(Struct, frozen=True):
    """The days a measurement covers, both included."""

    start: dt.date
    end: dt.date


class Overrule(Struct, frozen=True):
    """An approver's decision that what looks like personal data in a field may be published."""

    field: Line
    """As in `enterprise.name` or `lines.0.equipment`."""
    what: Personal
    reason: Text
