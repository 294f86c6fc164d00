"""The tables of a release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property, partial

import msgspec

from publisher.downloads.book_lines import BookYear
from publisher.downloads.current import ROOT, about
from publisher.downloads.editions import Edition, ListRows, edition
from publisher.downloads.files import Store
from publisher.downloads.tables import Place, Rows
from publisher.firms import digest
from publisher.site_data import Site
from register.acts import AnyAct, EnterpriseId
from register.canonical import decode
from register.erased import Erased
from register.histories import History, Tombstone
from register.lists import LISTS, Row, in_order
from register.releases import Release
from register.wording import SOURCE_LANGUAGE

FORMAT = b"release-1"
"""What a release's files are made by. A file once made stays as it is, also when the program or
the names in the profile change, until this does or an entry must be removed."""


class Snapshot(msgspec.Struct, frozen=True, dict=True):
    """What a release holds today."""

    site: Site
    release: Release

    @property
    def root(self) -> str:
        """The folder of its files."""
        return f"{ROOT}releases/{self.release.date.isoformat()}/"

    @cached_property
    def years(self) -> Sequence[BookYear]:
        """The years of the book, as far as the release goes."""
        gone = frozenset(stone.id for stone in self.ended)
        day = self.release.date
        years = (
            BookYear(file, mark, gone, day, self.site.memory, self.release.through)
            for file, mark in self.site.harvest.marked
        )
        return [year for year in years if year.year <= day.year]

    @cached_property
    def ended(self) -> Sequence[Tombstone]:
        """What stays of acts that were part of the release, whenever they left."""
        return [stone for stone in self.site.tombstones if stone.id <= self.release.through]

    @cached_property
    def removed(self) -> Sequence[Tombstone]:
        """What left the release after its day."""
        return [stone for stone in self.ended if stone.date > self.release.date]

    @cached_property
    def key(self) -> bytes:
        """What its lists follow from: its day, and what left it since."""
        stones = "\0".join(sorted(f"{stone.id}{stone.date}" for stone in self.ended))
        day = self.release.date.isoformat()
        return digest(FORMAT, day.encode(), self.release.through.encode(), stones.encode())

    @cached_property
    def rows(self) -> Mapping[str, Sequence[Row]]:
        """Every list as it stood on the day."""
        told: dict[EnterpriseId, list[AnyAct]] = {}
        for line in (line for year in self.years for line in year.lines()):
            act = decode(line)
            if not isinstance(act, Erased):
                told.setdefault(act.enterprise.id, []).append(act)
        histories = [History(id_, acts) for id_, acts in told.items()]
        return {
            slug: in_order(
                row for history in histories for row in rule.rows(history, self.release.date)
            )
            for slug, rule in LISTS.items()
        }

    def edition(self, store: Store) -> Edition:
        """Return its tables."""
        place = Place(
            root=self.root,
            as_of=self.release.date,
            labels=self.site.labels[SOURCE_LANGUAGE],
            about=about(self.site),
            base=FORMAT,
            store=store,
            every_format=True,
        )
        lists = {slug: self._list(slug) for slug in LISTS}
        return edition(place, lists, self.years, self.ended)

    def _list(self, slug: str) -> ListRows:
        key = digest(self.key, slug.encode())
        return ListRows(
            slug=slug,
            key=key,
            short=True,
            parts=lambda: [Rows(key, len(self.rows[slug]), partial(self.rows.__getitem__, slug))],
            newest=lambda: self._newest(slug),
        )

    def _newest(self, slug: str) -> dt.date | None:
        rows = self.rows[slug]
        return rows[0].act.date if rows else None
