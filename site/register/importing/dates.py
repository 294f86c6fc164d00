"""Dates in the many ways lists write them; what has no year gets none."""

from __future__ import annotations

import calendar
import datetime as dt
import re

import msgspec

from register.importing.plain import NUMERAL, chinese_number, plain, says_nothing, squeezed
from register.importing.remarks import Code, Remark

_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of Excel's calendar, for the days after its 29 February 1900."""
_CHINESE = re.compile(rf"{NUMERAL}+(?=[年月日])")
_Y = r"(?<!\d)(?P<y>(?:19|20)\d\d)"
_BY = r"(?P<by>[底末]?之?以?前|为?止)?"
_PART = r"(?P<part>份|[底末初]|[上中下]旬)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_Y}[年./-](?P<m>\d{{1,2}})[月./-](?P<d>\d{{1,2}})(?!\d)日?{_BY}",
        rf"{_Y}(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d){_BY}",
        rf"{_Y}年?[第/-]?Q?(?P<q>[1-4一二三四])(?:季度|(?<=Q[1-4])){_BY}",
        rf"{_Y}年(?P<h>[上下])半年{_BY}",
        rf"{_Y}(?:年(?P<m>\d{{1,2}})月|[./-](?P<m2>\d{{1,2}})(?![\d./a-zA-Z-])){_PART}{_BY}",
        rf"{_Y}(?![\d.]|[/-]\w)年?(?P<part>[底末初])?{_BY}",
        rf"(?<![\d.])(?P<m>\d{{1,2}})月(?P<d>\d{{1,2}})日{_BY}",
        rf"(?<![\d.])(?P<m>\d{{1,2}})月{_PART}{_BY}",
        rf"(?<=[至到~-])(?P<d>\d{{1,2}})日{_BY}",
        rf"(?P<none>[今本去明当]?年)(?P<part>[底末初]){_BY}",
    )
)
_UNTIL = re.compile(r"(?:至|到|截止|截至|于)$")
_NEVER = re.compile(r"未建设|未建成|未开工|没有建设")
_NOT_DATES = re.compile(r"不涉及|不适用|长期")
_CLOCK = re.compile(r"(?<=[\d日 ])T?\s*\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?")
_THROUGH = re.compile(r"[至到~-]+")


class When(msgspec.Struct, frozen=True, omit_defaults=True):
    """A day or a span of days that a cell names."""

    first: dt.date
    last: dt.date
    by: bool = False
    """Published as 前, 截止 or 至: at the latest on `last`."""

    def __str__(self) -> str:
        days = f"{self.first}" if self.first == self.last else f"{self.first}/{self.last}"
        return f"{'≤' * self.by}{days}"


def read_dates(text: str) -> tuple[tuple[When, ...], list[Remark]]:
    """Return the dates a cell names, in order, and what must be said of it.

    A month or day without a year takes the year named before it in the same cell, if any; else it
    is no date and is remarked on.
    """
    if says_nothing(text):
        return (), []
    said = plain(text)
    cell = _digits(squeezed(_CLOCK.sub("", said)))
    if _NEVER.search(cell):
        return (), [Remark(Code.NEVER_BUILT, said)]
    if re.fullmatch(r"[34]\d{4}(?:\.\d+)?", cell):
        day = _EPOCH + dt.timedelta(days=int(cell[:5]))
        return (When(day, day),), [Remark(Code.SERIAL_DATE, cell)]
    found, without_year = _scan(cell)
    remarks = [Remark(Code.NO_YEAR, said)] if without_year else []
    if not found and not without_year and not _NOT_DATES.search(cell):
        remarks.append(Remark(Code.UNREAD_DATE, said))
    return tuple(found), remarks


def _digits(cell: str) -> str:
    """Write `二〇一三年九月` as `2013年9月`."""
    return _CHINESE.sub(lambda found: str(chinese_number(found[0])), cell)


def _scan(cell: str) -> tuple[list[When], bool]:
    """Take one form after another, leftmost first, the fullest form first."""
    found: list[When] = []
    without_year, position = False, 0
    while match := _next(cell, position):
        between = cell[position : match.start()]
        position = max(match.end(), position + 1)
        when = _when(match, cell, found[-1].last if found else None)
        if when is None:
            without_year = without_year or "y" not in match.groupdict()
        elif found and _THROUGH.fullmatch(between) and found[-1].first <= when.last:
            found[-1] = When(found[-1].first, when.last)
        else:
            found.append(when)
    return found, without_year


def _next(cell: str, position: int) -> re.Match[str] | None:
    matches = [match for form in _FORMS if (match := form.search(cell, position))]
    return min(matches, key=lambda match: match.start(), default=None)


def _when(match: re.Match[str], cell: str, before: dt.date | None) -> When | None:
    """Return what a match means, given the date named before it; None without a year."""
    parts = match.groupdict()
    if "y" not in parts and before is None:
        return None
    year = int(parts["y"]) if "y" in parts else before.year if before else 0
    month = parts.get("m") or parts.get("m2")
    if month is None and parts.get("d") and before:
        month = str(before.month)
    try:
        first, last = _span(year, month, parts)
    except ValueError:
        return None
    by = bool(parts.get("by") or _UNTIL.search(cell[: match.start()]))
    return When(first, last, by)


def _span(year: int, month: str | None, parts: dict[str, str | None]) -> tuple[dt.date, dt.date]:
    """Return the first and last day meant.

    Raises:
        ValueError: there is no such day.

    """
    part = parts.get("part") or ""
    if quarter := parts.get("q"):
        number = int(quarter) if quarter.isascii() else chinese_number(quarter) or 1
        return _months(year, 3 * number - 2, 3 * number)
    if half := parts.get("h"):
        return _months(year, 1, 6) if half == "上" else _months(year, 7, 12)
    if month is None:
        first_month, last_month = _PARTS_OF_YEAR.get(part, (1, 12))
        first, last = _months(year, first_month, last_month)
        return (last, last) if part in {"底", "末"} else (first, last)
    if day := parts.get("d"):
        only = dt.date(year, int(month), int(day))
        return only, only
    first, last = _months(year, int(month), int(month))
    begin, end = _PARTS_OF_MONTH.get(part, (1, last.day))
    return first.replace(day=begin), last.replace(day=end or last.day)


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    if not 1 <= last <= 12:
        raise ValueError(f"no month {last}")
    end = calendar.monthrange(year, last)[1]
    return dt.date(year, first, 1), dt.date(year, last, end)


_PARTS_OF_YEAR = {"底": (12, 12), "末": (12, 12), "初": (1, 1)}
_PARTS_OF_MONTH = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 0), "初": (1, 10)}
