"""Which feeds a site offers, and what each follows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from heapq import nlargest
from itertools import chain

import msgspec

from publisher.addresses import file_of
from publisher.feeds import atom, calendar, json_feed
from publisher.feeds.discovery import ATOM, JSON
from publisher.feeds.entries import Entry, Feed, Gone
from publisher.feeds.telling import Teller
from publisher.firms import Event, ListRow
from publisher.foremost import Foremost, together
from publisher.labels import Labels
from publisher.pages.catalogue import values_of
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


class Offer(msgspec.Struct, frozen=True):
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


class Diary(msgspec.Struct, frozen=True):
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
        key = site.digest(offer.path.encode(), msgspec.msgpack.encode((offer.key, offer.gone)))
        feed = cache(partial(_feed, site, offer))  # told once for all formats
        for suffix in FORMATS:
            path = offer.path + suffix
            for language in LANGUAGES:
                make = partial(_render, feed, suffix, language)
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
    of_events = partial(_of_events, site=site, teller=teller, since=since)
    groups = Foremost(site, "events", NEWEST, _by_facets, _age_of_event).find(Told)
    told = chain.from_iterable(own for group, own in groups.items() if group.startswith("areas/"))
    stones = Foremost(site, "tombstones", NEWEST, together, _age_of_ending).find(Tombstone)
    gone = [stone for stone in stones.get("", ()) if stone.date >= since]
    yield of_events("/feeds/all", "/", lambda _: gettext("全部公示动态"), told, gone=gone)
    for department in site.profile.departments:
        group = f"departments/{department.id}"
        title = partial(_name_of, "departments", department.id)
        yield of_events(f"/feeds/{group}", "/departments/", title, groups.get(group, ()))
    present = values_of(site, "area")
    for area in site.profile.areas:
        group = f"areas/{area.id}"
        home = f"/enterprises/area/{area.id}/" if area.id in present else "/enterprises/"
        title = partial(_name_of, "areas", area.id)
        yield of_events(f"/feeds/{group}", home, title, groups.get(group, ()))


def _of_endings(site: Site, teller: Teller) -> Iterator[Offer]:
    """Yield the feed of what left the site."""
    stones = nlargest(ENDINGS, site.tombstones, key=_age_of_ending)
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


def _by_facets(said: Mapping[EnterpriseId, Iterable[Event]]) -> Mapping[str, Sequence[Told]]:
    groups: defaultdict[str, list[Told]] = defaultdict(list)
    for id_, events in said.items():
        for event in events:
            groups[f"departments/{event.department}"].append((id_, event))
            groups[f"areas/{event.area}"].append((id_, event))
    return groups


def _age_of_event(told: Told) -> tuple[dt.date, str]:
    return told[1].updated, told[1].act


def _age_of_row(row: ListRow) -> tuple[dt.date, str]:
    return row.updated, row.act


def _age_of_ending(stone: Tombstone) -> tuple[dt.date, str]:
    return stone.date, stone.id


def _of_events(
    path: str,
    home: str,
    title: Callable[[Labels], str],
    events: Iterable[Told],
    *,
    site: Site,
    teller: Teller,
    since: dt.date,
    gone: Sequence[Tombstone] = (),
) -> Offer:
    recent = (told for told in events if told[1].updated >= since)
    told = nlargest(NEWEST, recent, key=_age_of_event)
    key = [(event, site.card(id_).name, site.harvest.source(id_)) for id_, event in told]
    return Offer(path, home, title, key, partial(teller.events, told), gone)


def _of_list(site: Site, slug: str, teller: Teller) -> Iterator[Offer]:
    found = Foremost(site, f"{ROWS}{slug}", NEWEST, together, _age_of_row).find(ListRow)
    rows = found.get("", ())
    yield Offer(
        f"/feeds/lists/{slug}",
        f"/lists/{slug}/",
        lambda labels: labels.lists[slug],
        [(row.act, row.updated, site.harvest.source(row.enterprise)) for row in rows],
        partial(teller.rows, rows),
    )


def _name_of(name: str, id_: str, labels: Labels) -> str:
    return labels.departments[id_] if name == "departments" else labels.areas[id_]


def _deadlines_of(area: str, labels: Labels) -> str:
    return gettext("整改和拆除期限（%(area)s）", area=labels.areas[area])


def _feed(site: Site, offer: Offer, language: str) -> Feed:
    labels, place = site.labels[language], site.profile.place
    return Feed(
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


def _render(feed: Callable[[str], Feed], suffix: str, language: str) -> bytes:
    return FORMATS[suffix](feed(language))


def _render_diary(site: Site, teller: Teller, diary: Diary, language: str) -> bytes:
    labels = site.labels[language]
    name = f"{diary.title(labels)} - {labels.name(site.profile.site)}"
    licence = gettext("可自由使用，须注明来源（CC BY 4.0）。")
    return calendar.icalendar(name, licence, list(teller.dues(diary.rows, language)))
