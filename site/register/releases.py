"""Releases: days as of which the whole of the open data is published once more, for good.

A release is not a copy. The book only grows, so what it held on a day can be told from it at any
later time; only the days are kept, in `releases.jsonl` of a place, with the last act that counts.
What the law takes off the site is thereby gone from every release as well, and nothing else is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from register import journal
from register.act_parts import ActId
from register.lines import RawBook, act_ids, amending, dates, raw_of
from register.problems import Problem, ProblemsFound
from register.wording import gettext

FILE = "releases.jsonl"


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One release: every act dated up to a day and approved before it was cut."""

    date: dt.date
    through: ActId
    """The greatest id of its acts: one approved later isn't in it, whatever its date."""
    acts: Annotated[int, Meta(ge=1)]
    """How many lines of the book it was cut from, those among them that were ended by then too."""

    def holds(self, act: ActId, date: dt.date) -> bool:
        """Tell whether an act is part of the release."""
        return act <= self.through and date <= self.date


class CannotRelease(Exception):
    """A release can't be cut; the message says why and what to do."""


def read_releases(place_folder: Path) -> tuple[Release, ...]:
    """Return a place's releases, oldest first; none where none was cut.

    Raises:
        ProblemsFound: the file was damaged or its days are not in order.

    """
    try:
        lines = (place_folder / FILE).read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    found: list[Release] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(msgspec.json.decode(line, type=Release))
        except msgspec.MsgspecError as error:
            problems.append(_problem(number, gettext("无法读取（%(error)s）", error=error)))
    problems += _out_of_order(found)
    if problems:
        raise ProblemsFound(problems)
    return tuple(found)


def cut(place_folder: Path, day: dt.date) -> Release:
    """Declare a release of all that was published up to a day; the next build publishes it.

    Raises:
        CannotRelease: there is a release of that day or a later one, or nothing to release.
        ProblemsFound: book or releases must be mended first.

    """
    with amending(place_folder):
        known = read_releases(place_folder)
        if known and known[-1].date >= day:
            raise CannotRelease(
                gettext("最近一个发布版是%(last)s，新的发布版须晚于这一天。", last=known[-1].date)
            )
        release = _release(raw_of(place_folder), day)
        line = msgspec.json.encode(release, order="sorted") + b"\n"
        journal.commit(place_folder, {FILE: journal.addition(place_folder / FILE, line)})
    return release


def _release(raw: RawBook, day: dt.date) -> Release:
    ids = [
        id_
        for file in raw.files
        for id_, date in zip(act_ids(file.content), dates(file.content), strict=True)
        if date <= day.isoformat()
    ]
    if not ids:
        raise CannotRelease(gettext("到%(day)s为止还没有公示内容，不能发布。", day=day))
    return Release(date=day, through=max(ids), acts=len(ids))


def _out_of_order(releases: list[Release]) -> Iterator[Problem]:
    for number, (before, after) in enumerate(pairwise(releases), 2):
        if after.date <= before.date:
            yield _problem(number, gettext("日期不晚于上一行"))


def _problem(line: int, reason: str) -> Problem:
    return Problem(FILE, line, "", reason, gettext("请从备份恢复该文件"))
