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
from publisher.feeds.discovery import ATOM, JSON
from publisher.feeds.entries import Entry, Feed, Gone
from publisher.feeds.telling import Teller
from publisher.firms import Event, ListRow
from publisher.labels import Labels
from publisher.site_data import Page, Part, Site
from publisher.topics import ROWS
from register.acts import EnterpriseId
from register.histories import Tombstone
from register.lists import LISTS
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
    ATOM.suffix: atom.atom,
    JSON.suffix: json_feed.json_feed,
}

Told = tuple[EnterpriseId, Event]


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


def pages(site: Site) -> Iterator[Part]:
    """Yield every feed and calendar in both languages."""
    teller = Teller(site)
    events = site.said("page", "card", "events", "tombstones")
    yield _part(site, "events", events, partial(_feeds, site, partial(_of_all, site, teller)))
    for slug in LISTS:
        offers = partial(_of_list, site, slug, teller)
        yield _part(site, slug, site.said(f"{ROWS}{slug}"), partial(_feeds, site, offers))
    ended = partial(_feeds, site, partial(_of_endings, site, teller))
    yield _part(site, "endings", site.said("tombstones"), ended)
    deadlines = site.said(f"{ROWS}yellow", f"{ROWS}sealed")
    yield _part(site, "deadlines", deadlines, partial(_diaries, site, teller))


def _part(site: Site, name: str, said: bytes, pages: Callable[[], Iterator[Page]]) -> Part:
    return Part(site.digest(b"feeds", name.encode(), site.day, said), pages)


def _feeds(site: Site, offers: Callable[[], Iterable[Offer]]) -> Iterator[Page]:
    for offer in offers():
        key = site.digest(offer.path.encode(), repr((offer.key, offer.gone)).encode())
        for suffix in FORMATS:
            path = offer.path + suffix
            for language in LANGUAGES:
                make = partial(_render, site, offer, suffix, language)
                yield Page(file_of(path, language), key, language, make)


def _diaries(site: Site, teller: Teller) -> Iterator[Page]:
    for diary in diaries(site):
        said = [(row.act, row.updated, site.harvest.source(row.enterprise)) for row in diary.rows]
        key = site.digest(diary.path.encode(), repr(said).encode())
        for language in LANGUAGES:
            make = partial(_render_diary, site, teller, diary, language)
            yield Page(file_of(diary.path, language), key, language, make)


def _of_all(site: Site, teller: Teller) -> Iterator[Offer]:
    """Yield the feeds of all changes, and of each department and area."""
    since = site.as_of - HORIZON
    recent = [told for told in site.events if told[1].updated >= since]
    newest = [stone for stone in _newest_endings(site) if stone.date >= since][:NEWEST]
    of_events = partial(_of_events, site=site, teller=teller)
    yield of_events("/feeds/all", "/", lambda _: gettext("全部公示动态"), recent, gone=newest)
    present = {card.area for card in site.cards.values()}
    for name, facet in (("departments", "department"), ("areas", "area")):
        groups = _by(facet, recent)
        for id_ in (it.id for it in getattr(site.profile, name)):
            home = "/departments/" if facet == "department" else f"/enterprises/area/{id_}/"
            known = facet == "department" or id_ in present
            title = partial(_name_of, name, id_)
            yield of_events(
                f"/feeds/{name}/{id_}",
                home if known else "/enterprises/",
                title,
                groups.get(id_, []),
            )


def _of_endings(site: Site, teller: Teller) -> Iterator[Offer]:
    """Yield the feed of what left the site."""
    stones = _newest_endings(site)[:ENDINGS]
    yield Offer(
        path="/feeds/withdrawn",
        home="/data/",
        title=lambda _: gettext("撤销公示、终止公示"),
        key=stones,
        tell=partial(teller.endings, stones),
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


def _newest_endings(site: Site) -> list[Tombstone]:
    return sorted(site.tombstones, key=lambda stone: (stone.date, stone.id), reverse=True)


def _by(facet: str, events: Iterable[Told]) -> dict[str, list[Told]]:
    groups: defaultdict[str, list[Told]] = defaultdict(list)
    for told in events:
        groups[getattr(told[1], facet)].append(told)
    return groups


def _of_events(
    path: str,
    home: str,
    title: Callable[[Labels], str],
    events: Iterable[Told],
    *,
    site: Site,
    teller: Teller,
    gone: Sequence[Tombstone] = (),
) -> Offer:
    newest = nlargest(NEWEST, events, key=lambda told: (told[1].updated, told[1].act))
    key = [(event, site.cards[id_].name, site.harvest.source(id_)) for id_, event in newest]
    return Offer(path, home, title, key, partial(teller.events, newest), gone)


def _of_list(site: Site, slug: str, teller: Teller) -> Iterator[Offer]:
    newest = nlargest(NEWEST, site.rows[slug], key=lambda row: (row.updated, row.act))
    yield Offer(
        f"/feeds/lists/{slug}",
        f"/lists/{slug}/",
        lambda labels: labels.lists[slug],
        [(row.act, row.updated, site.harvest.source(row.enterprise)) for row in newest],
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
