"""What changed between a release and the next, or today: added, modified, ended.

Applied one after another from the release that someone holds, these bring a copy up to date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import pairwise

import msgspec

from publisher.downloads.act_columns import ACT_ID, CODE
from publisher.downloads.book_lines import BookYear
from publisher.downloads.columns import Column, Kind, cells
from publisher.downloads.current import ROOT
from publisher.downloads.files import DataFile, Made
from publisher.downloads.tables import Place, headings
from publisher.downloads.text_files import Piece, csv_file, csv_rows, json_file
from publisher.firms import digest
from publisher.site_data import Site
from register.acts import ActId, Corrected
from register.canonical import decode
from register.histories import Tombstone
from register.lines import act_ids, dates
from register.releases import Release
from register.wording import LazyText, lazy_gettext

WHAT: Mapping[str, LazyText] = {
    "added": lazy_gettext("新增"),
    "modified": lazy_gettext("更正"),
    "ended": lazy_gettext("结束公示"),
}


class Change(msgspec.Struct, frozen=True):
    """One entry that came, was corrected or left."""

    change: str
    id: ActId
    date: dt.date
    """Of the act that came, corrected it or ended it."""
    by: str = ""
    """The act that corrected it."""


COLUMNS: Sequence[Column[Change]] = (
    Column(
        "change_name",
        lazy_gettext("变化"),
        lazy_gettext("这一条是新增、更正，还是结束公示。"),
        lambda it, _: str(WHAT[it.change]),
        required=True,
    ),
    Column("change", lazy_gettext("变化代码"), CODE, lambda it, _: it.change, required=True),
    Column(
        "id",
        lazy_gettext("登记编号"),
        lazy_gettext("变化的是哪一条；内容在登记簿中。"),
        lambda it, _: it.id,
        required=True,
        pattern=ACT_ID,
    ),
    Column(
        "date",
        lazy_gettext("变化日期"),
        lazy_gettext("从哪一天起有这一变化。"),
        lambda it, _: it.date,
        Kind.DATE,
        required=True,
    ),
    Column(
        "by",
        lazy_gettext("更正的登记编号"),
        lazy_gettext("更正这一条的登记；不是更正的为空。"),
        lambda it, _: it.by or None,
        pattern=ACT_ID,
    ),
)


class Interval(msgspec.Struct, frozen=True, dict=True):
    """From one release to the next, or to today."""

    site: Site
    since: Release
    to: Release | None

    @property
    def path(self) -> str:
        """Of its files, without the format."""
        return f"{ROOT}changes/{self.since.date.isoformat()}"

    @property
    def until(self) -> dt.date:
        """Its last day."""
        return self.to.date if self.to else self.site.as_of

    @cached_property
    def ended(self) -> Sequence[Tombstone]:
        """What left the site within it."""
        stones = self.site.tombstones
        return [stone for stone in stones if self.since.date < stone.date <= self.until]

    @cached_property
    def added(self) -> Sequence[bytes]:
        """The lines of the book that came within it and are still public."""
        through = self.to.through if self.to else ""
        gone = frozenset(stone.id for stone in self.site.tombstones)
        years = [
            BookYear(file, mark, gone, self.until, self.site.memory, through)
            for file, mark in self.site.harvest.marked
            if int(file.year) <= self.until.year
        ]
        return [line for year in years for part in year.parts for line in self._new(part.lines)]

    def _new(self, part: Sequence[bytes]) -> Iterator[bytes]:
        content = b"\n".join(part)
        for line, id_, day in zip(part, act_ids(content), dates(content), strict=True):
            if not self.since.holds(id_, dt.date.fromisoformat(day)):
                yield line

    @cached_property
    def changes(self) -> Sequence[Change]:
        """Everything that changed, oldest first."""
        acts = [decode(line) for line in self.added]
        came = {act.id for act in acts}
        found = [Change("added", act.id, act.date) for act in acts]
        found += [
            Change("modified", act.refers_to, act.date, act.id)
            for act in acts
            if isinstance(act, Corrected) and act.refers_to not in came
        ]
        found += [Change("ended", stone.id, stone.date) for stone in self.ended]
        return sorted(found, key=lambda change: (change.date, change.id))

    def files(self, place: Place) -> list[DataFile]:
        """Return what changed as CSV, and as JSON with the content of what was added."""
        stones = "".join(f"{stone.id}{stone.date}" for stone in self.site.tombstones)
        marks = [mark for _, mark in self.site.harvest.marked] if self.to is None else []
        key = digest(
            self.since.through.encode(),
            self.until.isoformat().encode(),
            (self.to.through if self.to else "").encode(),
            stones.encode(),
            *marks,
        )
        return [
            DataFile(f"{self.path}.csv", key, partial(self._csv, place)),
            DataFile(f"{self.path}.json", key, partial(self._json, place)),
        ]

    def _csv(self, place: Place) -> Made:
        rows = csv_rows(cells(COLUMNS, change, place.labels) for change in self.changes)
        return self._made(csv_file(headings(COLUMNS), [Piece(rows)]))

    def _json(self, place: Place) -> Made:
        head = {
            **place.about,
            "since": self.since.date.isoformat(),
            "until": self.until.isoformat(),
            "modified": [change for change in self.changes if change.change == "modified"],
            "ended": list(self.ended),
        }
        return self._made(json_file(head, "added", [Piece(b",\n".join(self.added))]))

    def _made(self, pieces: Sequence[Piece]) -> Made:
        newest = self.changes[-1].date if self.changes else None
        return Made(pieces, len(self.changes), newest)


def intervals(site: Site, releases: Sequence[Release]) -> list[Interval]:
    """Return what lies between the releases, oldest first; the last ends today."""
    return [Interval(site, since, to) for since, to in pairwise((*releases, None)) if since]
