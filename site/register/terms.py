"""For how long: acts in public, reports in the safe. Parts of a place's profile."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from register.place import Line, Struct


class Gravity(StrEnum):
    """Classes of 信用修复管理办法: 轻微, 一般, 严重."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


class PublicityTerm(Struct, frozen=True):
    """How long acts of some kinds stay public; see `register.publicity`."""

    gravity: Gravity
    kinds: Annotated[tuple[str, ...], Meta(min_length=1)]
    months: Annotated[int, Meta(ge=1)]
    document: Line
    clause: Line
    effective: date
    inferred: bool = False
    """The rule's classes don't name these lists: the city's legal office confirms it."""
    note: str = ""
    note_en: str = ""


class RetentionTerm(Struct, frozen=True):
    """How long a report is kept after the last thing that happened in it, by what was found."""

    outcome: Line
    """A case's outcome, or `declined` where it was not taken on."""
    months: Annotated[int, Meta(ge=1)]
    document: Line
    clause: Line
    inferred: bool = False
    """No rule names these records: the city's archives office confirms it."""
    note: str = ""
    note_en: str = ""
