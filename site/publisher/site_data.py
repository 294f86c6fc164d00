"""Everything a build shows, gathered once: the one argument of every page family."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from publisher import templates
from publisher.addresses import file_of
from publisher.documents import Document
from publisher.firms import Card, Event, ListRow, digest
from publisher.frame import Frames, Meta
from publisher.harvest import Harvest
from publisher.labels import Labels
from publisher.memory import Memory
from publisher.topics import CHUNK, ROWS, Encoded, Topics
from register.acts import EnterpriseId
from register.duties import Fulfilment, Record, added_up, fulfilled
from register.histories import Tombstone
from register.jurisdiction import Profile
from register.lists import LISTS
from register.numbers import Month, read_months
from register.releases import Release, read_releases
from register.statistics import Tally, total
from register.wording import LANGUAGES

T = TypeVar("T")
_CARD = msgspec.msgpack.Decoder(Card)


class Page(msgspec.Struct, frozen=True):
    """One file of the site: what it depends on, and how it is made when that has changed."""

    path: str
    """Of the file, relative to the output folder."""
    digest: bytes
    language: str
    render: Callable[[], bytes | Path]
    """Returns its content, or a file in the work folder that holds it for good."""


class Part(msgspec.Struct, frozen=True):
    """Files that are made from the same things: while those stay, nobody looks at them."""

    key: bytes
    """Digest of those things, and of what the files are."""
    pages: Callable[[], Iterable[Page]]
    files: Callable[[], dict[str, bytes]] | None = None
    """Path to digest, where that can be told without the pages."""


class Site(msgspec.Struct, frozen=True, dict=True):
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
    memory: Memory

    @cached_property
    def cards(self) -> Mapping[EnterpriseId, Card]:
        """What is said of every enterprise of which the public sees something, in book order."""
        return self.harvest.topics["card"].said

    def card(self, enterprise: EnterpriseId) -> Card:
        """Return what is said of one enterprise, without looking at all the others."""
        number = self.harvest.topics.index.lines.places[enterprise] // CHUNK
        return _CARD.decode(self._cards_of(number)[enterprise])

    @cached_property
    def _cards_of(self) -> Callable[[int], Encoded]:
        return cache(self.harvest.topics["card"].encoded_in)

    @cached_property
    def events(self) -> Sequence[tuple[EnterpriseId, Event]]:
        """Every visible act, with whom it is about, in the order of the enterprises."""
        told = self.harvest.topics["events"].said.items()
        return [(id_, event) for id_, events in told for event in events]

    @cached_property
    def tombstones(self) -> Sequence[Tombstone]:
        """What stays of every act that left the site, in the order of the enterprises."""
        return [stone for stones in self._said("tombstones") for stone in stones]

    @cached_property
    def overdue(self) -> Sequence[ListRow]:
        """Every row of a list whose deadline has passed unmet, longest overdue first."""
        late = [row for rows in self._said("overdue") for row in rows]
        return sorted(late, key=lambda row: (row.days_left or 0, row.act))

    @cached_property
    def notices(self) -> Sequence[Document]:
        """The notices issued by the day, newest first, without those that are withheld."""
        ended = {stone.id for stone in self.tombstones}
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
        return AskedFor(LISTS, partial(_rows_of, self.harvest.topics))

    @cached_property
    def closure_years(self) -> Mapping[int, Sequence[ListRow]]:
        """The closures of each year, newest year first."""
        by_year: defaultdict[int, list[ListRow]] = defaultdict(list)
        for row in self.rows["closures"]:
            by_year[row.year].append(row)
        return dict(sorted(by_year.items(), reverse=True))

    @cached_property
    def closures(self) -> Mapping[int, int]:
        """How many closures each year has, newest year first."""

        def by_year(said: Mapping[EnterpriseId, Iterable[ListRow]]) -> dict[int, int]:
            return Counter(row.year for rows in said.values() for row in rows)

        found: Counter[int] = Counter()
        for counts in self.summed("years", by_year, dict[int, int], f"{ROWS}closures"):
            found.update(counts)
        return dict(sorted(found.items(), reverse=True))

    def digest(self, *parts: bytes) -> bytes:
        """Return the digest of a page made from these parts and what every page depends on."""
        return digest(self.base, *parts)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many rows each list has."""

        def listed(said: Mapping[EnterpriseId, Iterable[str]]) -> dict[str, int]:
            return Counter(slug for slugs in said.values() for slug in slugs)

        found: Counter[str] = Counter()
        for counts in self.summed("listed", listed, dict[str, int], "listed"):
            found.update(counts)
        return {slug: found[slug] for slug in LISTS}

    def said(self, *topics: str) -> bytes:
        """Return what changes when any enterprise says anything else to these topics."""
        return self.harvest.topics.digest(*topics)

    def _said(self, topic: str) -> Iterable[Any]:
        return self.harvest.topics[topic].said.values()

    def summed(self, what: str, add: Callable[..., T], kind: type[T], *topics: str) -> Iterator[T]:
        """Yield what neighbours in the book add up to, from what they say to some topics.

        Remembered while they say the same, so that after an act one group of them is asked. `what`
        tells it from other sums of these topics; `add` is given what is said to each topic, by
        enterprise.
        """
        mark = digest(what.encode(), *map(str.encode, topics))
        chunks = zip(*(self.harvest.topics[topic].chunks for topic in topics), strict=True)
        for at, parts in enumerate(chunks):
            make = partial(self._sum_of, add, topics, at)
            yield self.memory.recall_sum(mark, [part.digest for part in parts], kind, make)

    def _sum_of(self, add: Callable[..., T], topics: Iterable[str], at: int) -> T:
        return add(*(self.said_in(topic, at) for topic in topics))

    def said_in(self, topic: str, at: int) -> Mapping[EnterpriseId, Any]:
        """Return what neighbours say to a topic: the first ones in the book, or so many after."""
        found = self.harvest.topics[topic]
        return found.said_in(found.chunks[at])

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

        def recorded(said: Mapping[EnterpriseId, Iterable[Record]]) -> list[Record]:
            return added_up(record for records in said.values() for record in records)

        sums = self.summed("recorded", recorded, list[Record], "duties")
        return fulfilled(self.profile, (record for records in sums for record in records))

    @cached_property
    def sums(self) -> Tally:
        """What the book adds up to, for the statistics in both languages."""
        return total(share.tally(id_) for id_, share in self.harvest.topics["share"].said.items())

    @cached_property
    def months(self) -> Sequence[Month]:
        """The months of casework numbers that were approved by the day, oldest first."""
        known = read_months(self.folder, self.profile)
        return [month for month in known if month.approved_on <= self.as_of]

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


class AskedFor(Mapping[str, T]):
    """Values that are worked out for whoever asks first."""

    def __init__(self, names: Collection[str], work_out: Callable[[str], T]) -> None:
        self._names = names
        self._known = cache(work_out)

    def __getitem__(self, name: str) -> T:
        return self._known(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _rows_of(topics: Topics, slug: str) -> Sequence[ListRow]:
    said = topics[f"{ROWS}{slug}"].said.values()
    rows = sorted((row for rows in said for row in rows), key=_by_enterprise)
    return sorted(rows, key=_by_date, reverse=True)


def _by_enterprise(row: ListRow) -> tuple[str, str]:
    return row.enterprise, row.act


def _by_date(row: ListRow) -> dt.date:
    return row.date
