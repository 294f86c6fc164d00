"""The columns of each list: the same for the page and for the files to download."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec

from publisher.fields import LABELS, number, say
from publisher.labels import Labels
from register.lists import Row
from register.wording import LazyText, lazy_gettext, use_language


class Column(msgspec.Struct, frozen=True):
    """One column: its heading and what stands in it."""

    key: str
    """What it is called in the address of a sorted or narrowed list."""
    label: LazyText
    value: Callable[[Row, Labels], str]
    kind: str = ""
    """"number", "date", "deadline", "state" or ""; how the theme shows it."""
    raw: bool = False
    """In the department's own (Chinese) words."""


def _field(
    name: str, *, kind: str = "", raw: bool = False, label: LazyText | None = None
) -> Column:
    return Column(
        name,
        label or LABELS[name],
        lambda row, labels: say(getattr(row.act, name) or "", labels),
        kind,
        raw,
    )


def _quantity(name: str) -> Column:
    def value(row: Row, _: Labels) -> str:
        act: Any = row.act  # of a kind that has a figure and its unit
        return f"{number(getattr(act, name))} {act.unit}"

    return Column(name, LABELS[name], value, "number")


def _deadline(row: Row, _: Labels) -> str:
    day: dt.date | None = row.standing.deadline
    return day.isoformat() if day else ""


AREA = Column(
    "area",
    LABELS["area"],
    lambda row, labels: labels.areas.get(row.act.enterprise.area, ""),
)
INDUSTRY = Column(
    "industry",
    LABELS["industry"],
    lambda row, labels: labels.industry(row.act.enterprise.industry),
)
LISTED_ON = Column(
    "date", lazy_gettext("列入日期"), lambda row, _: row.act.date.isoformat(), "date"
)
DEADLINE = Column("deadline", LABELS["deadline"], _deadline, "deadline")
DISMANTLE_BY = Column("deadline", LABELS["dismantle_by"], _deadline, "deadline")
STATE = Column(
    "state",
    lazy_gettext("状态"),
    lambda row, labels: labels.states[row.standing.state],
    "state",
)
MEASURED, LIMIT = _quantity("measured"), _quantity("limit")

_OVER_LIMIT = (AREA, INDUSTRY, _field("pollutant", raw=True), LIMIT, MEASURED, _field("period"))

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "yellow": (AREA, INDUSTRY, _field("subject"), _field("problem", raw=True), DEADLINE, LISTED_ON),
    "red": (AREA, INDUSTRY, _field("subject"), _field("measure", raw=True), STATE, LISTED_ON),
    "over-limit": (*_OVER_LIMIT, STATE, LISTED_ON),
    "over-limit-serious": (*_OVER_LIMIT, STATE, LISTED_ON),
    "substandard": (
        AREA,
        _field("product", raw=True),
        _field("batch", raw=True),
        _field("problem", raw=True),
        STATE,
        LISTED_ON,
    ),
    "inspections": (AREA, INDUSTRY, _field("finding", raw=True), STATE, LISTED_ON),
    "sealed": (
        AREA,
        _field("line", raw=True),
        _field("reason", raw=True, label=lazy_gettext("暂不拆除的原因")),
        DISMANTLE_BY,
        STATE,
        LISTED_ON,
    ),
    "closures": (
        AREA,
        INDUSTRY,
        _field("scope"),
        _field("lines", raw=True),
        _field("method", raw=True),
        STATE,
    ),
}
"""After the enterprise itself, which leads every row."""

CHOICES: Mapping[str, Callable[[Labels], Mapping[Any, str]]] = {
    "area": lambda labels: labels.areas,
    "industry": lambda labels: labels.industries,
    "subject": lambda labels: labels.subjects,
    "state": lambda labels: labels.states,
    "scope": lambda labels: labels.scopes,
}
"""The columns of few values, among which a reader may choose: what the address of a narrowed list
has, the same in every language, and what the column says."""


@cache
def headings(slug: str, language: str) -> tuple[str, ...]:
    """Return a list's column headings in a language, the enterprise's first."""
    with use_language(language):
        return (str(LABELS["name"]), *(str(column.label) for column in COLUMNS[slug]))
