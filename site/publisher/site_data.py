"""Everything a build shows, gathered once: the one argument of every page family."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from publisher import templates
from publisher.addresses import file_of
from publisher.documents import Document
from publisher.firms import Firm, ListRow, digest
from publisher.frame import Frames, Meta
from publisher.harvest import Harvest
from publisher.labels import Labels
from register.duties import Fulfilment, fulfilled
from register.jurisdiction import Profile
from register.lists import LISTS
from register.numbers import Month, read_months
from register.releases import Release, read_releases
from register.statistics import Tally, total
from register.wording import LANGUAGES


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the site: what it depends on, and how it is made when that has changed."""

    path: str
    """Of the file, relative to the output folder."""
    digest: bytes
    language: str
    render: Callable[[], bytes]


@dataclass(frozen=True)
class Site:
    """One place on one day."""

    profile: Profile
    as_of: dt.date
    base: bytes
    """Digest of what every page depends on: code, templates, words, profile."""
    folder: Path
    """The place's own, below the content folder."""
    work: Path
    """The folder where a build keeps what the next one may go on from."""
    harvest: Harvest
    written_notices: Sequence[Document]
    """Every notice in the content folder; `notices` are those that may be read on the day."""
    about: Sequence[Document]
    frames: Frames

    @property
    def firms(self) -> Sequence[Firm]:
        """Every enterprise of which the public sees something, in the order of the book."""
        return self.harvest.firms

    @cached_property
    def notices(self) -> Sequence[Document]:
        """The notices issued by the day, newest first, without those that are withheld."""
        ended = {stone.id for firm in self.firms for stone in firm.tombstones}
        shown = [it for it in self._issued if ended.isdisjoint(it.acts)]
        return sorted(shown, key=lambda notice: (notice.date, notice.id), reverse=True)

    @property
    def current_notices(self) -> Sequence[Document]:
        """The notices that have not been archived by the day."""
        return [notice for notice in self.notices if not notice.is_archived(self.as_of)]

    @cached_property
    def withheld_notices(self) -> Sequence[Document]:
        """Notices that cite an entry whose publication has ended: their text names it, too."""
        shown = {notice.id for notice in self.notices}
        return [it for it in self._issued if it.id not in shown]

    @property
    def _issued(self) -> Sequence[Document]:
        return [it for it in self.written_notices if it.date and it.date <= self.as_of]

    @property
    def labels(self) -> Mapping[str, Labels]:
        """The names of things, by language."""
        return self.frames.labels

    @cached_property
    def rows(self) -> Mapping[str, Sequence[ListRow]]:
        """Every list's rows, newest first; those of one day by enterprise, then act."""
        found: dict[str, list[ListRow]] = {slug: [] for slug in LISTS}
        for firm in self.firms:
            for row in firm.rows:
                found[row.list].append(row)
        for rows in found.values():
            rows.sort(key=lambda row: (row.enterprise, row.act))
            rows.sort(key=lambda row: row.date, reverse=True)
        return found

    @cached_property
    def closure_years(self) -> Mapping[int, Sequence[ListRow]]:
        """The closures of each year, newest year first."""
        by_year: defaultdict[int, list[ListRow]] = defaultdict(list)
        for row in self.rows["closures"]:
            by_year[row.year].append(row)
        return dict(sorted(by_year.items(), reverse=True))

    def digest(self, *parts: bytes) -> bytes:
        """Return the digest of a page made from these parts and what every page depends on."""
        return digest(self.base, *parts)

    @property
    def day(self) -> bytes:
        """The as-of date, for digests of pages that say it."""
        return self.as_of.isoformat().encode()

    @cached_property
    def releases(self) -> Sequence[Release]:
        """The releases of the open data declared by the day, oldest first."""
        return [release for release in read_releases(self.folder) if release.date <= self.as_of]

    @cached_property
    def scoreboard(self) -> Sequence[Fulfilment]:
        """How every duty stands, for the page in both languages."""
        return fulfilled(
            self.profile, (record for firm in self.firms for record in firm.duty_records())
        )

    @cached_property
    def sums(self) -> Tally:
        """What the book adds up to, for the statistics in both languages."""
        return total(firm.tally() for firm in self.firms)

    @cached_property
    def months(self) -> Sequence[Month]:
        """The months of casework numbers that were approved by the day, oldest first."""
        known = read_months(self.folder, self.profile)
        return [month for month in known if month.approved_on <= self.as_of]

    @cached_property
    def book(self) -> bytes:
        """Digest of everything visible in the book."""
        return digest(*(firm.page for firm in self.firms))

    def in_both(self, path: str, key: bytes, make: Callable[[str, str], bytes]) -> Iterator[Page]:
        """Yield a page in each language; `make(path, language)` renders it."""
        for language in LANGUAGES:
            yield Page(file_of(path, language), key, language, partial(make, path, language))

    def show(
        self, path: str, language: str, active: str, template: str, meta: Meta, **values: object
    ) -> bytes:
        """Render a content template inside the frame of the site."""
        links = self.frames.links(path, language)
        main = templates.render(
            language,
            template,
            url=links.url,
            file=links.file,
            labels=self.labels[language],
            profile=self.profile,
            place=self.profile.place,
            as_of=self.as_of,
            meta=meta,
            **values,
        )
        return self.frames.page(path, language, active, meta, main)
