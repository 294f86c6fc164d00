"""Which feeds a site offers, and what each follows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nlargest

from publisher.addresses import file_of
from publisher.feeds import atom, calendar, json_feed
from publisher.feeds.entries import Entry, Feed, Gone
from publisher.feeds.telling import Teller
from publisher.firms import Event, Firm, ListRow
from publisher.labels import Labels
from publisher.site_data import Page, Site
from register.histories import Tombstone
from register.wording import LANGUAGES, gettext

NEWEST = 40
"""Entries of a feed; who wants all takes the data."""
HORIZON = dt.timedelta(days=366)
"""How far back the feeds of all changes, of departments and of areas reach."""
ENDINGS = 400
"""Entries of the feed of what left the site, which reusers must not miss."""
DEADLINES = 50
"""The nearest ones of a calendar: who subscribes wants to be reminded; the lists hold them all."""
PAST = -30
"""Days: a deadline missed longer ago is no longer in a calendar."""
FORMATS: Mapping[str, Callable[[Feed], bytes]] = {
    atom.SUFFIX: atom.atom,
    json_feed.SUFFIX: json_feed.json_feed,
}


@dataclass(frozen=True)
class Offer:
    """One feed: where it lies, what it is called, what it tells."""

    path: str
    """Without the format."""
    home: str
    """Of the page that it follows."""
    title: Callable[[Labels], str]
    key: Sequence[object]
    tell: Callable[[str], Iterable[Entry]]
    """In a language."""
    gone: Sequence[Tombstone] = ()


@dataclass(frozen=True)
class Diary:
    """One calendar of deadlines."""

    path: str
    title: Callable[[Labels], str]
    rows: Sequence[ListRow]


def pages(site: Site) -> Iterator[Page]:
    """Yield every feed and calendar in both languages."""
    teller = Teller(site)
    for offer in offers(site, teller):
        key = site.digest(offer.path.encode(), repr((offer.key, offer.gone)).encode())
        for suffix in FORMATS:
            path = offer.path + suffix
            for language in LANGUAGES:
                make = partial(_render, site, offer, suffix, language)
                yield Page(file_of(path, language), key, language, make)
    for diary in diaries(site):
        said = [(row.act, row.updated, row.days_left is not None) for row in diary.rows]
        key = site.digest(diary.path.encode(), repr(said).encode())
        for language in LANGUAGES:
            make = partial(_render_diary, site, teller, diary, language)
            yield Page(file_of(diary.path, language), key, language, make)


def offers(site: Site, teller: Teller) -> Iterator[Offer]:
    """Yield every feed: all changes, each list, department and area, and what left the site."""
    recent = _recent(site)
    stones = sorted(
        (stone for firm in site.firms for stone in firm.tombstones),
        key=lambda stone: (stone.date, stone.id),
        reverse=True,
    )
    newest = [stone for stone in stones if stone.date >= site.as_of - HORIZON][:NEWEST]
    yield _of_events(
        "/feeds/all", "/", lambda _: gettext("全部公示动态"), recent, teller, gone=newest
    )
    for slug, rows in site.rows.items():
        yield _of_list(slug, rows, teller)
    for name, facet in (("departments", "department"), ("areas", "area")):
        groups = _by(facet, recent)
        for id_ in (it.id for it in getattr(site.profile, name)):
            home = "/departments/" if facet == "department" else f"/enterprises/area/{id_}/"
            known = facet == "department" or any(firm.area == id_ for firm in site.firms)
            title = partial(_name_of, name, id_)
            yield _of_events(
                f"/feeds/{name}/{id_}",
                home if known else "/enterprises/",
                title,
                groups.get(id_, []),
                teller,
            )
    yield Offer(
        path="/feeds/withdrawn",
        home="/data/",
        title=lambda _: gettext("撤销公示、终止公示"),
        key=stones[:ENDINGS],
        tell=partial(teller.endings, stones[:ENDINGS]),
    )


def diaries(site: Site) -> Iterator[Diary]:
    """Yield the calendars: all deadlines that run, and those of each area."""
    running = [
        row
        for slug in ("yellow", "sealed")
        for row in site.rows[slug]
        if row.days_left is not None and row.days_left >= PAST
    ]
    running.sort(key=lambda row: (row.days_left, row.act))
    yield Diary(
        f"/feeds/deadlines{calendar.SUFFIX}",
        lambda _: gettext("整改和拆除期限"),
        running[:DEADLINES],
    )
    for area in site.profile.areas:
        yield Diary(
            f"/feeds/deadlines/{area.id}{calendar.SUFFIX}",
            partial(_deadlines_of, area.id),
            [row for row in running if row.area == area.id][:DEADLINES],
        )


def _recent(site: Site) -> list[tuple[Event, Firm]]:
    since = site.as_of - HORIZON
    return [(event, firm) for firm in site.firms for event in firm.events if event.updated >= since]


def _by(facet: str, events: Iterable[tuple[Event, Firm]]) -> dict[str, list[tuple[Event, Firm]]]:
    groups: defaultdict[str, list[tuple[Event, Firm]]] = defaultdict(list)
    for pair in events:
        groups[getattr(pair[0], facet)].append(pair)
    return groups


def _of_events(
    path: str,
    home: str,
    title: Callable[[Labels], str],
    events: Iterable[tuple[Event, Firm]],
    teller: Teller,
    *,
    gone: Sequence[Tombstone] = (),
) -> Offer:
    newest = nlargest(NEWEST, events, key=lambda pair: (pair[0].updated, pair[0].act))
    key = [(event, firm.name, firm.source) for event, firm in newest]
    return Offer(path, home, title, key, partial(teller.events, newest), gone)


def _of_list(slug: str, rows: Iterable[ListRow], teller: Teller) -> Offer:
    newest = nlargest(NEWEST, rows, key=lambda row: (row.updated, row.act))
    return Offer(
        f"/feeds/lists/{slug}",
        f"/lists/{slug}/",
        lambda labels: labels.lists[slug],
        [(row.act, row.updated, row.enterprise) for row in newest],
        partial(teller.rows, newest),
    )


def _name_of(name: str, id_: str, labels: Labels) -> str:
    return labels.departments[id_] if name == "departments" else labels.areas[id_]


def _deadlines_of(area: str, labels: Labels) -> str:
    return gettext("整改和拆除期限（%(area)s）", area=labels.areas[area])


def _render(site: Site, offer: Offer, suffix: str, language: str) -> bytes:
    labels, place = site.labels[language], site.profile.place
    return FORMATS[suffix](
        Feed(
            place=place.id,
            path=offer.path,
            home=offer.home,
            title=offer.title(labels),
            language=language,
            site=site.profile.site,
            entries=list(offer.tell(language)),
            since=place.plan.date,
            gone=[Gone(stone.id, stone.date) for stone in offer.gone],
        )
    )


def _render_diary(site: Site, teller: Teller, diary: Diary, language: str) -> bytes:
    labels = site.labels[language]
    name = f"{diary.title(labels)} - {labels.name(site.profile.site)}"
    licence = gettext("可自由使用，须注明来源（CC BY 4.0）。")
    return calendar.icalendar(name, licence, list(teller.dues(diary.rows, language)))
